"""What a notebook says before it is read: its answer so far, and what it will take. Nothing is made for that."""

from collections.abc import Iterable, Sequence

from helpers.run.forecast import (
    LARGE,
    SAMPLE,
    Cost,
    Forecast,
    find_free_memory,
    forecast_notebook,
    forecast_series,
    measure_speed,
    read_costs,
)  # fmt: skip
from helpers.run.runs import Run
from helpers.text.html_text import PLAIN, escape_html
from helpers.text.wordings import count, spell
from helpers.vectors.vector_count import count_vectors

MOST_ANSWERS = 3
MINUTE, MOST_NAMED = 60, 3
_CHOICES = {"sample": f"with sample = {SAMPLE}", "where": "with half of the papers, by the setting where,"}
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
    takes = _tell_both(write_forecast(run, notebook), run.find_seconds(notebook))
    return f"<div class='helpers-answer {PLAIN}' style='{_BOX}'>{answer}<div>{escape_html(takes)}</div></div>"


def write_answers(run: Run) -> dict[str, str]:
    """HTML of what each notebook has found so far, by its name."""
    return {name: write_answer(run, name) for name in run.contracts}


def write_forecast(run: Run, notebook: str) -> str:
    """Return what executing a notebook will take on this machine, in one or two sentences; "" where nothing tells."""
    found = forecast_notebook(run, notebook, _count_vectors(run), read_costs(), measure_speed())
    return describe_forecast(found, free=find_free_memory(), helped=_is_helped(run))


def write_series_forecast(run: Run, only: Iterable[str] = (), *, force: bool = False) -> str:
    """Return what the series, or ``only`` some of it, will take; "" where nothing needs to be executed."""
    found = forecast_series(run, _count_vectors(run), read_costs(), measure_speed(), only=only, force=force)
    what = "executing what is not there yet"
    return describe_forecast(found, what, free=find_free_memory(), helped=_is_helped(run))


def _count_vectors(run: Run) -> int:
    return count_vectors(run.cache, run.settings["encoder"], run.settings["precision"])


def _is_helped(run: Run) -> bool:
    """Whether other machines do part of the work, of whose speed nothing is known."""
    return run.settings["engine"] not in (None, "", "local")


def describe_forecast(
    forecast: Forecast | None, what: str = "executing all of it", *, free: float | None = None, helped: bool = False
) -> str:
    """Return what is expected, with a smaller choice for a large dump, and a warning where memory will not do.

    ``free`` are the megabytes that this machine can still give; None: that is not known. ``helped`` says that a cluster
    does part of the work. "" without a forecast.
    """
    if forecast is None:
        return ""
    cost, smaller = forecast.cost, forecast.smaller
    told = (
        f"On this machine{' alone' if helped else ''}, {what}{_tell_first(forecast.first)} will take {_tell_cost(cost)}"
    )
    if forecast.size > LARGE:
        told += f" for {_tell_size(forecast)}"
        if forecast.encoding >= MINUTE:
            told += f", {_tell_about(forecast.encoding)} of it to encode abstracts"
        if smaller is not None:
            same = _tell_memory(smaller.megabytes) == _tell_memory(cost.megabytes)
            told += f"; {_CHOICES[forecast.choice]} {_tell_about(smaller.seconds) if same else _tell_cost(smaller)}"
    if free is not None and cost.megabytes > free:
        told += f". That is more memory than the {_tell_memory(free)} that are free here: it may stop half-way"
    return f"{told}."


def _tell_first(notebooks: Sequence[str]) -> str:
    """Which notebooks are executed before the one that is asked for, as many as can be read at a glance."""
    numbers = sorted(name[:2] for name in notebooks)
    if not numbers:
        return ""
    if len(numbers) > MOST_NAMED:
        return f" and, before it, {spell(len(numbers))} others that it needs"
    return f" and, before it, {' and '.join(filter(None, [', '.join(numbers[:-1]), numbers[-1]]))}"


def _tell_both(forecast: str, seconds: float | None) -> str:
    """What is expected, and how many seconds it took last time."""
    if seconds is None:
        return forecast
    took = f"took {write_time(seconds)} last time."
    return f"{forecast} It {took}" if forecast else f"Executing all of it {took}"


def _tell_cost(cost: Cost) -> str:
    return f"{_tell_about(cost.seconds)} and {_tell_memory(cost.megabytes)}"


def _tell_about(seconds: float) -> str:
    """A length of time that nobody knows to the second."""
    if seconds >= 90 * MINUTE:
        return f"about {count(round(seconds / 60 / MINUTE), 'hour')}"
    if seconds >= 90:
        return write_time(seconds)
    return f"about {count(max(1, round(seconds) if seconds < 10 else 5 * round(seconds / 5)), 'second')}"


def _tell_memory(megabytes: float) -> str:
    gigabytes = max(0.1, megabytes / 1000)
    return f"{gigabytes:,.0f} GB" if gigabytes >= 10 else f"{gigabytes:.1f} GB"


def _tell_size(forecast: Forecast) -> str:
    if forecast.counted:
        return count(forecast.size, "paper")
    digits = len(str(forecast.size)) - 2
    return f"{'at most ' if forecast.at_most else ''}about {count(round(forecast.size, -digits), 'record')}"


def write_time(seconds: float) -> str:
    """Return a length of time in words: "3 seconds", "about 2 minutes"."""
    if seconds < 90:
        return count(max(1, round(seconds)), "second")
    return f"about {count(round(seconds / 60), 'minute')}"
