"""What a notebook says before it is read: its answer so far, and how long it takes. Nothing is made for that."""

from helpers.run.runs import Run
from helpers.text.html_text import PLAIN, escape_html
from helpers.text.wordings import count

MOST_ANSWERS = 3
_BOX = "border-left:4px solid #4B2E83;padding:0 0 0 0.8em;margin:0.3em 0;max-width:60em;line-height:1.35"


def write_answer(run: Run, notebook: str) -> str:
    """HTML of what a notebook has found so far: the titles of its first figures, or that nothing is computed yet."""
    contract = run.contracts[notebook]
    others = run.contracts.values()
    tables = {table for other in others for table in other.leaves}  # a figure may have the name of a table
    known, main = [figure for other in others for figure in other.figures], {other.picture for other in others}
    named = contract.figures or [name for name in contract.reads if name in known and name not in tables] or known
    shown = sorted(named, key=lambda name: name not in main)
    titles = [title for name in shown if (title := run.read_title(name))]
    left_out = [why for figure, why in run.find_left_out().items() if figure in named]
    lines = titles[:MOST_ANSWERS] or left_out[:1]
    listed = "".join(f"<li>{escape_html(line)}</li>" for line in lines)
    more = f" ({len(titles) - MOST_ANSWERS} more below)" if len(titles) > MOST_ANSWERS else ""
    answer = (
        f"<b>The answer so far</b>{more}<ul style='margin:0'>{listed}</ul>" if lines else "<b>Not computed yet.</b>"
    )
    seconds = run.find_seconds(notebook)
    took = "" if seconds is None else f"Executing all of it took {write_time(seconds)} last time."
    return f"<div class='helpers-answer {PLAIN}' style='{_BOX}'>{answer}<div>{took}</div></div>"


def write_answers(run: Run) -> dict[str, str]:
    """HTML of what each notebook has found so far, by its name."""
    return {name: write_answer(run, name) for name in run.contracts}


def write_time(seconds: float) -> str:
    """Return a length of time in words: "3 seconds", "about 2 minutes"."""
    if seconds < 90:
        return count(max(1, round(seconds)), "second")
    return f"about {count(round(seconds / 60), 'minute')}"
