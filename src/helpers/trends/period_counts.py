"""Papers per period and by how precisely they are dated, on the periods of all that is followed over time."""

import numpy as np
import pandas as pd

from helpers.run.schema import PRECISIONS
from helpers.trends.periods import choose_period, compute_calendar

NO_DATE = "no date"
MIN_EARLY, EARLY_SHARE = 6, 0.01
"""Periods at the beginning that are told as one where they are so many and hold so few of the papers."""


def compute_period_counts(papers: pd.DataFrame, *, period: str | None = None, clock: str = "published") -> pd.DataFrame:
    """Count papers per period by the precision of their dates.

    Columns are ``period`` (a row for each without gaps, "before 2019" for a long and nearly empty beginning, "no date"
    last if some have none), ``n``, ``day``, ``month``, ``year`` and ``none`` (papers known so precisely; one known no
    more finely than its period lies in several in parts, by their days) and ``partial`` (may be incomplete). ``period``
    is a length ("month", "quarter", "half", "year"), chosen by the dates if not given.
    """
    calendar = compute_calendar(papers, period=period or choose_period(papers, clock=clock), clock=clock)
    precision = papers[f"{clock}_precision"].to_numpy()
    columns = {name: calendar.weights.T @ (precision == name).astype(float) for name in PRECISIONS}
    table = pd.DataFrame(columns, index=range(len(calendar.names))).round(6)
    table = table.assign(period=pd.Series(calendar.names, dtype="str"), partial=calendar.partial)
    table = _fold_beginning(table.assign(n=table[list(PRECISIONS)].sum(axis=1)))
    undated = int((~calendar.dated).sum())
    if undated:
        rest = dict.fromkeys(PRECISIONS, 0.0) | {"period": NO_DATE, "n": undated, "none": undated, "partial": False}
        table = pd.concat([table, pd.DataFrame([rest])], ignore_index=True)
    return table[["period", "n", *PRECISIONS, "partial"]]


def _fold_beginning(table: pd.DataFrame) -> pd.DataFrame:
    """Make one row of the years at the beginning that hold next to nothing, if their periods are many."""
    years = table["period"].str[:4].to_numpy()
    before = np.cumsum(table["n"].to_numpy()) - table["n"].to_numpy()  # each period's first paper has so many before it
    starts = np.flatnonzero(np.r_[True, years[1:] != years[:-1]]) if len(years) else np.zeros(0, dtype=int)
    early = max((start for start in starts.tolist() if before[start] <= EARLY_SHARE * table["n"].sum()), default=0)
    if early < MIN_EARLY:
        return table
    sums = table.iloc[:early].drop(columns=["period", "partial"]).sum()
    first = pd.DataFrame([{**sums, "period": f"before {years[early]}", "partial": False}])
    return pd.concat([first, table.iloc[early:]], ignore_index=True)
