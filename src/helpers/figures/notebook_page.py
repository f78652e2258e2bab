"""What a notebook's page needs once: the style of its figures, what its tables rest on, and a line on the run."""

from IPython.display import HTML

from helpers.figures.first_screen import write_answer
from helpers.figures.searchable_tables import open_tables
from helpers.figures.style import use_style
from helpers.run.notebook_execution import is_in_series
from helpers.run.runs import Run
from helpers.text.html_text import escape_html


def open_page(run: Run, notebook: str | None = None) -> HTML:
    """Set the style that the run's settings name; return the line on the run, with all that searchable tables need.

    With the name of a ``notebook`` also its answer so far and how long it takes; nothing is made for that, and the
    series, which is about to answer, says neither.
    """
    use_style(run)
    answer = "" if notebook is None or is_in_series() else write_answer(run, notebook)
    return HTML(f"<p>{escape_html(repr(run))}</p>{answer}{open_tables().data}")
