"""Calendar periods: where each paper lies, coarse dates included, and which length of period can carry a share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from helpers.run.errors import InputError
from helpers.run.schema import CLOCKS
from helpers.text.undated import describe_undated

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""Lengths of period, in months."""

GOOD_PERIOD = 20
"""Papers; a share of one half among them is known to within 20 percentage points (Wilson, 95%)."""

MAX_PERIODS = 40


@dataclass(frozen=True)
class Calendar:
    """Periods, those that the papers do not reach across, which papers are dated, and how much of each lies in each.

    ``weights`` has shape (n_papers, n_periods); a dated paper's row sums to 1, an undated one's is empty.
    """

    names: list[str]
    partial: NDArray[np.bool_]
    weights: csr_array
    dated: NDArray[np.bool_]


def get_days(papers: pd.DataFrame, clock: str) -> tuple[NDArray, NDArray, NDArray[np.bool_]]:
    """First and last possible day of each paper (datetime64[D]), and whether both are known."""
    if clock not in CLOCKS:
        raise ValueError(f"There is no clock {clock!r}; set `clock` to {', '.join(CLOCKS)}.")
    low, high = (pd.to_datetime(papers[f"{clock}_{end}"]).to_numpy().astype("datetime64[D]") for end in ("low", "high"))
    return np.minimum(low, high), np.maximum(low, high), ~(np.isnat(low) | np.isnat(high))


def count_followed(papers: pd.DataFrame, *, clock: str = "published") -> int:
    """Count the papers with a date; 0 where nothing can be followed (:func:`helpers.text.undated.describe_undated`)."""
    return 0 if describe_undated(papers, clock=clock) else int(get_days(papers, clock)[2].sum())


def choose_period(papers: pd.DataFrame, *, clock: str = "published") -> str:
    """Choose the shortest period whose shares mean something, from ``<clock>_low`` and ``<clock>_high``.

    The first of "quarter" and "half" for which at least half of the dated papers lie in periods of 20 papers or more,
    at least half of them are dated to one period, and there are at most 40 periods; else "year".
    """
    low, high, dated = get_days(papers, clock)
    low, high = low[dated], high[dated]
    for period in ("quarter", "half") if len(low) else ():
        first, last = _number_periods(low, period), _number_periods(high, period)
        sizes = np.bincount(first - first.min())
        busy = sizes[sizes >= GOOD_PERIOD].sum() / len(low)
        span = last.max() - first.min() + 1
        if busy >= 0.5 and (first == last).mean() >= 0.5 and span <= MAX_PERIODS:
            return period
    return "year"


def compute_calendar(papers: pd.DataFrame, *, period: str, clock: str = "published") -> Calendar:
    """Lay the papers out over periods without gaps; ValueError if there is no such period or clock.

    A paper known only to a year lies in each of its quarters with the part of the year's days that the quarter has. It
    is not put on the first of January, which would make a peak, nor left out, which would favour well-dated sources;
    bounds over all placements would be wider than anything else on the figure.
    """
    if period not in MONTHS:
        raise ValueError(f"There is no period {period!r}; set `period` to {', '.join(MONTHS)}, or leave it empty.")
    low, high, dated = get_days(papers, clock)
    places, low, high = np.flatnonzero(dated), low[dated], high[dated]
    if not len(places):
        return Calendar([], np.zeros(0, dtype=bool), csr_array((len(papers), 0), dtype=float), dated)
    first, last = _number_periods(low, period), _number_periods(high, period)
    numbers = np.arange(first.min(), last.max() + 1)
    length = last - first + 1
    rows = np.repeat(np.arange(len(places)), length)
    columns = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length) + first[rows]
    start, end = _find_start(columns, period), _find_start(columns + 1, period)
    days = (np.minimum(high[rows] + 1, end) - np.maximum(low[rows], start)).astype(float)
    parts = days / (high[rows] - low[rows] + 1).astype(float)
    weights = csr_array((parts, (places[rows], columns - numbers[0])), shape=(len(papers), len(numbers)))
    fine = papers[f"{clock}_precision"].isin(["day", "month"]).to_numpy()[dated]
    partial = _find_partial(low, high, fine, numbers, period)
    return Calendar([_name_period(number, period) for number in numbers], partial, weights, dated)


def find_period_papers(papers: pd.DataFrame, *, period: str, clock: str = "published") -> pd.DataFrame:
    """List the papers that lie in each period or may, one row per ``period`` and ``paper_id``, earliest first."""
    calendar = compute_calendar(papers, period=period, clock=clock)
    held = calendar.weights.tocsc()
    names = np.repeat(np.array(calendar.names, dtype=object), np.diff(held.indptr))
    return pd.DataFrame({"period": names, "paper_id": papers["paper_id"].to_numpy(dtype=object)[held.indices]})


def _find_partial(low, high, fine, numbers, period):
    """Mark the first and the last period where the papers stop more than a twelfth of it from its edge."""
    partial = np.zeros(len(numbers), dtype=bool)
    if not fine.any():
        return partial  # years alone do not show where in a year the papers begin and end
    opening, closing = _find_start(numbers[:1], period)[0], _find_start(numbers[-1:] + 1, period)[0]
    slack = np.timedelta64(int(30.5 * MONTHS[period] / 12), "D")
    partial[0] |= low[fine].min() - opening > slack
    partial[-1] |= closing - 1 - high[fine].max() > slack
    return partial


def _number_periods(days, period):
    return days.astype("datetime64[M]").astype(np.int64) // MONTHS[period]


def _find_start(numbers, period):
    return (np.asarray(numbers) * MONTHS[period]).astype("datetime64[M]").astype("datetime64[D]")


def _name_period(number: int, period: str) -> str:
    year, month = divmod(int(number) * MONTHS[period], 12)
    year += 1970
    if period == "year":
        return f"{year:04d}"
    if period == "month":
        return f"{year:04d}-{month + 1:02d}"
    return f"{year:04d} {'Q' if period == 'quarter' else 'H'}{month // MONTHS[period] + 1}"


def read_period(name: str) -> str:
    """Return which length of period has such a name: "2024-11", "2024 Q4", "2024 H2" or "2024"."""
    return {"Q": "quarter", "H": "half"}.get(name[5:6], "month" if "-" in name else "year")


@dataclass(frozen=True)
class Change:
    """A day on which the way papers were collected changed, and what changed."""

    day: np.datetime64
    what: str


class ChangesError(InputError):
    """A change of collection cannot be read."""


def read_changes(changes: Sequence[str] | None) -> list[Change]:
    """Read changes of collection, each like "2025-07-01 new categories" (or month, or year), else ChangesError."""
    found = []
    for line in changes or ():
        date, _, what = line.strip().partition(" ")
        try:
            if not re.fullmatch(r"\d{4}(-\d\d){0,2}", date):
                raise ValueError
            found.append(Change(np.datetime64(date, "D"), what.strip() or "the collection changed"))
        except ValueError:
            raise ChangesError(
                f"The change {line!r} does not begin with a date; write it like 2025-07-01 new categories."
            ) from None
    return sorted(found, key=lambda change: change.day)


def place_changes(changes: Sequence[Change], names: Sequence[str]) -> list[tuple[float, str]]:
    """Place changes on an axis on which the periods of these names stand at 0, 1, 2 …; those outside are left out."""
    placed = []
    for change in changes if names else ():
        period = read_period(names[0])
        number = _number_periods(change.day, period)
        start, end = _find_start([number, number + 1], period)
        name = _name_period(number, period)
        if name in names:
            part = (change.day - start).astype(int) / (end - start).astype(int)
            placed.append((list(names).index(name) - 0.5 + part, change.what))
    return placed
