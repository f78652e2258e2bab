"""Sentences about dates and slopes that say no more than the way the papers were chosen allows."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.text.undated import CLOCK_NOUNS, describe_undated
from helpers.text.wordings import count, plural, tell_selection
from helpers.trends.period_shares import KIND_NOUNS
from helpers.trends.periods import get_days

MAX_NAMED = 4


def describe_dates(papers: pd.DataFrame, *, clock: str = "published") -> str:
    """Say how many papers are dated by a clock, and how finely; or in one sentence why nothing can be followed."""
    low, high, dated = get_days(papers, clock)
    n, known, what = len(papers), int(dated.sum()), f"a date of {CLOCK_NOUNS[clock]}"
    if told := describe_undated(papers, clock=clock):
        return told
    first, last = low[dated].min(), high[dated].max()
    length = (high[dated] - low[dated]).astype(int)
    days, years = int((length == 0).sum()), int((length >= 300).sum())
    counts = (days, "of them to the day"), (known - days - years, "to the month or nearly"), (years, "to the year only")
    fine = ", ".join(f"{some:,} {how}" for some, how in counts if some)
    text = f"{known:,} of {n:,} papers have {what}, from {first} to {last}; {fine}."
    if known < n:
        text += f" The {n - known:,} without a date widen each share's bounds: it lies there whatever their dates are."
    if years == known:
        text += " With years alone, nobody can see whether the first and the last year are complete."
    return text


def describe_trends(tests: pd.DataFrame, *, selection: str, labels: Mapping[tuple[str, str], str] | None = None) -> str:
    """Say which series of the table ``trend_tests`` change with the date; ``labels`` are theirs by (kind, name).

    Only of a complete source is a change called a rise or a fall; of the results of a query it is their composition.
    """
    known = tests.dropna(subset=["odds_ratio_per_year", "low", "high"])
    if known.empty:
        return (
            "No series has enough dated papers, in it and out of it and over enough time, for an odds ratio per "
            "year: with so few, any slope could be chance."
        )
    named = known[known["named"].notna()]
    named = named.iloc[np.argsort(-np.abs(np.log(named["odds_ratio_per_year"].to_numpy(float))), kind="stable")]
    clear = int((known["named"].isna() & ((known["low"] > 1) | (known["high"] < 1))).sum())
    curved = int((known["p_curved"] * len(known) <= 0.05).sum())
    sentences = [f"{tell_selection(selection, 'among')}, {_list_named(named, selection, labels or {})}."]
    if named.empty and np.isfinite(least := known["detectable"].min()):
        sentences.append(f"Papers as many as these could show an odds ratio of {least:.2f} a year at best.")
    if clear:
        sentences.append(
            f"{count(clear, 'more interval leaves', 'more intervals leave')} out no change and "
            f"{plural('is', clear, 'are')} not named: too many series were looked at, the change may be too small to "
            "matter, or a category goes the other way."
        )
    if curved:
        sentences.append(f"{count(curved, 'series bends', 'series bend')}: one slope does not tell their course.")
    if len(known) < len(tests):
        sentences.append(f"Too few papers for an estimate: {len(tests) - len(known)} series.")
    if len(known) > 1:
        sentences.append(f"These are {len(known)} intervals of 95 %; one in twenty misses by chance.")
    return " ".join([*sentences, tell_selection(selection, "not a trend")]).strip()


def _list_named(named: pd.DataFrame, selection: str, labels: Mapping[tuple[str, str], str]) -> str:
    if named.empty:
        return "no series differs by date clearly enough to be named"
    parts = [
        f"“{labels.get((row.kind, row.name), row.name)}” ({KIND_NOUNS[row.kind]}) "
        f"{tell_selection(selection, 'more' if row.odds_ratio_per_year > 1 else 'less')} "
        f"(odds × {row.odds_ratio_per_year:.2f} a year, {row.low:.2f} to {row.high:.2f})"
        for row in named.head(MAX_NAMED).itertuples(index=False)
    ]
    return "; ".join(parts) + (f", and {len(named) - MAX_NAMED} more" if len(named) > MAX_NAMED else "")
