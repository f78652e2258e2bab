"""What a notebook's page needs once: the style of its figures, what its tables rest on, and a line on the run."""

from IPython.display import HTML

from helpers.figures.searchable_tables import open_tables
from helpers.figures.style import use_style
from helpers.run.runs import Run
from helpers.text.html_text import escape_html


def open_page(run: Run) -> HTML:
    """Set the style that the run's settings name; return the line on the run, with all that searchable tables need."""
    use_style(run)
    return HTML(f"<p>{escape_html(repr(run))}</p>{open_tables().data}")
