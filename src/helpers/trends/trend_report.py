"""Sentences about dates and slopes that say no more than the way the papers were chosen allows."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from helpers.stats.verdicts import find_clear
from helpers.text.undated import CLOCK_NOUNS, describe_undated
from helpers.text.wordings import count, plural, tell_selection
from helpers.trends.period_shares import KIND_NOUNS, PAPERS, UNCERTAIN_TOPIC
from helpers.trends.periods import GOOD_PERIOD, get_days, read_changes, read_period

MAX_NAMED = 4
PERIOD_NOUNS = {"month": "month", "quarter": "quarter", "half": "half-year", "year": "year"}


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


def describe_periods(shares: pd.DataFrame, settings: Mapping[str, Any]) -> str:
    """Say which period is used and why, how many papers a period has, and which periods may be incomplete."""
    rows = shares[shares["kind"] == PAPERS]
    if rows.empty:
        return ""
    period, sizes = read_period(rows["period"].iloc[0]), rows["n"].to_numpy()
    why = "set by hand" if settings["period"] else "the shortest whose intervals mean something here"
    if period == "year" and not settings["period"]:
        why = "since shorter ones would hold too few papers"
    text = (
        f"Periods are {PERIOD_NOUNS[period]}s, {why}: {count(len(rows), 'period')} with "
        f"{sizes.min():,.0f} to {sizes.max():,.0f} papers, {(sizes >= GOOD_PERIOD).sum()} of them with {GOOD_PERIOD} "
        "or more, which is what it takes to know a share of one half to within 20 percentage points."
    )
    if rows["partial"].any():
        partial = " and ".join(rows.loc[rows["partial"], "period"])
        text += f" May be incomplete, since the papers do not reach across: {partial}."
    return text


def describe_changes(settings: Mapping[str, Any]) -> str:
    """Say on which days collecting changed (setting ``changes``), numbered as in the figures, and what follows."""
    changes = read_changes(settings["changes"])
    if not changes:
        return "No change of collection is known; the setting “changes” takes the days of those there were."
    listed = "; ".join(f"{number}: {change.what} ({change.day})" for number, change in enumerate(changes, 1))
    return f"The way papers were collected changed ({listed}). Differences across these days may be theirs."


def describe_trends(tests: pd.DataFrame, *, selection: str, labels: Mapping[tuple[str, str], str] | None = None) -> str:
    """Say which series of the table ``trend_tests`` differ clearly by date; ``labels`` are theirs by (kind, name).

    Only of a complete source is a difference called a rise or a fall; of a query's results it is their composition. A
    column ``halves`` (:func:`refer_trends`) adds what another notebook says of a word.
    """
    known = tests[tests["name"] != UNCERTAIN_TOPIC].dropna(subset=["odds_ratio_per_year", "low", "high"])
    if known.empty:
        return (
            "No series has enough dated papers, in it and out of it and over enough time, for an odds ratio per "
            "year: with so few, any slope could be chance."
        )
    clear = rank_clear(known)
    others = known[~known.index.isin(clear.index)]
    unclear = int(((others["low"] > 1) | (others["high"] < 1)).sum())
    curved = int((known["p_curved"] * len(known) <= 0.05).sum())
    sentences = [f"{tell_selection(selection, 'among')}, {_list_clear(clear, selection, labels or {})}."]
    if clear.empty and np.isfinite(least := known["detectable"].min()):
        sentences.append(f"Papers as many as these could show an odds ratio of {least:.2f} a year at best.")
    if unclear:
        sentences.append(
            f"{count(unclear, 'more interval leaves', 'more intervals leave')} out no change and "
            f"{plural('is', unclear, 'are')} not clear: too many series were looked at, a category goes the other "
            "way, or the difference goes once category and length are held equal."
        )
    if "halves" in known and known["halves"].notna().any():
        told, names = known[known["halves"].notna()], labels or {}
        listed = [f"“{names.get(('term', row.name), row.name)}” {row.halves}" for row in told.itertuples(index=False)]
        sentences.append(f"Notebook 04 holds the earlier half of the papers against the later: {'; '.join(listed)}.")
    if curved:
        sentences.append(f"{count(curved, 'series bends', 'series bend')}: one slope does not tell their course.")
    if len(known) < len(tests):
        sentences.append(f"Too few papers for an estimate: {len(tests) - len(known)} series.")
    if len(known) > 1:
        sentences.append(f"These are {len(known)} intervals of 95%; one in twenty misses by chance.")
    return " ".join([*sentences, tell_selection(selection, "not a trend")]).strip()


def rank_clear(tests: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``trend_tests`` with a clear verdict, the planned ones first, then the surest first."""
    clear = tests[find_clear(tests["verdict"])]
    slope, low, high = np.log(clear[["odds_ratio_per_year", "low", "high"]].to_numpy(float)).T
    order = np.lexsort((clear["name"].astype(str), -np.abs(slope) / (high - low), ~clear["planned"].astype(bool)))
    return clear.iloc[order]


def refer_trends(tests: pd.DataFrame, halves: Mapping[str, str]) -> pd.DataFrame:
    """Add to ``trend_tests`` the column ``halves``: the verdict on a word between halves of the papers, by word."""
    return tests.assign(halves=tests["name"].map(halves).where(tests["kind"] == "term").astype(object))


def _list_clear(clear: pd.DataFrame, selection: str, labels: Mapping[tuple[str, str], str]) -> str:
    if clear.empty:
        return "no series differs clearly by date"
    parts = [
        f"“{labels.get((row.kind, row.name), row.name)}” ({KIND_NOUNS[row.kind]}) "
        f"{tell_selection(selection, 'more' if row.odds_ratio_per_year > 1 else 'less')} "
        f"(odds × {row.odds_ratio_per_year:.2f} a year, {row.low:.2f} to {row.high:.2f}: {row.verdict})"
        for row in clear.head(MAX_NAMED).itertuples(index=False)
    ]
    return "; ".join(parts) + (f", and {len(clear) - MAX_NAMED} more" if len(clear) > MAX_NAMED else "")
