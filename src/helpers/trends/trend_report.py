"""Sentences and titles about dates and shares that say no more than the way the papers were chosen allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from helpers.run.schema import CLOCKS
from helpers.text.wordings import tell_selection
from helpers.trends.period_shares import PAPERS, PARTITIONS
from helpers.trends.periods import GOOD_PERIOD, Change, get_days

_CLOCK = {"published": "publication", "listed": "listing", "updated": "last update"}
_PERIOD = {"month": "month", "quarter": "quarter", "half": "half-year", "year": "year"}


def describe_dates(papers: pd.DataFrame, *, clock: str = "published") -> str:
    """Say how many papers are dated by a clock, how finely, and what that leaves possible."""
    low, high, dated = get_days(papers, clock)
    n, known = len(papers), int(dated.sum())
    if not n:
        return "There are no papers, so there is nothing to follow over time."
    if not known:
        others = [other for other in CLOCKS if other != clock and get_days(papers, other)[2].any()]
        way = f" The clock {' or '.join(f'“{other}”' for other in others)} has dates." if others else ""
        return (
            f"None of the {n:,} papers has a date of {_CLOCK[clock]}, so nothing here can be followed over time. "
            f"Dates can be added beside the dump (metadata file).{way}"
        )
    first, last = low[dated].min(), high[dated].max()
    days = int((high[dated] == low[dated]).sum())
    years = int(((high[dated] - low[dated]).astype(int) >= 300).sum())
    text = f"{known:,} of {n:,} papers have a date of {_CLOCK[clock]}, from {first} to {last}"
    fine = [f"{days:,} of them to the day"] if days else []
    fine += [f"{known - days - years:,} to the month or nearly"] if known - days - years else []
    fine += [f"{years:,} to the year only"] if years else []
    text += f"; {', '.join(fine)}."
    if known < n:
        text += (
            f" The {n - known:,} without a date stay in the counts as worst-case bounds: whatever their dates are, "
            "a share lies between its bounds."
        )
    if first == last:
        text += " All are of one day, so there is nothing to follow over time."
    elif years == known:
        text += " With years alone, nobody can see whether the first and the last year are complete."
    return text


def describe_periods(shares: pd.DataFrame, period: str, *, chosen: bool = True) -> str:
    """Say which period is used and why, how many papers a period has, and which periods may be incomplete."""
    rows = shares[shares["kind"] == PAPERS]
    if rows.empty:
        return "Without dates there are no periods."
    sizes = rows["n"].to_numpy()
    good = int((sizes >= GOOD_PERIOD).sum())
    why = "the shortest whose intervals mean something here" if chosen and period != "year" else "set by hand"
    why = "since shorter ones would hold too few papers" if chosen and period == "year" else why
    text = (
        f"Periods are {_PERIOD[period]}s, {why}: {len(rows)} {'period' if len(rows) == 1 else 'periods'} with "
        f"{sizes.min():,.0f} to {sizes.max():,.0f} papers, {good} of them with {GOOD_PERIOD} or more, which is what "
        "it takes to know a share of one half to within 20 percentage points."
    )
    partial = rows.loc[rows["partial"], "period"].tolist()
    if partial:
        text += f" May be incomplete, since the papers do not reach across: {' and '.join(partial)}."
    return text


def describe_trends(
    tests: pd.DataFrame,
    *,
    selection: str,
    kind: str | None = None,
    labels: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """Say which series change with the date, in words that fit how the papers were chosen.

    Parameters
    ----------
    tests : DataFrame
        The table ``trend_tests``.
    selection : {"query", "curated", "complete", "unknown"}
        Only of a complete source is a change called a rise or a fall; of the results of a query it is the
        composition of the results by year.
    kind : str, optional
        One kind of series only.
    labels : mapping, optional
        For a kind, the label by name.

    Returns
    -------
    str
    """
    rows = tests if kind is None else tests[tests["kind"] == kind]
    known = rows.dropna(subset=["odds_ratio_per_year", "low", "high"])
    if known.empty:
        return (
            "No series has enough dated papers, in it and out of it and over enough time, for an odds ratio per "
            "year: with so few, any slope could be chance."
        )
    named = known[known["named"].notna()]
    named = named.iloc[np.argsort(-np.abs(np.log(named["odds_ratio_per_year"].to_numpy(float))), kind="stable")]
    clear = known[known["named"].isna() & ((known["low"] > 1) | (known["high"] < 1))]
    lead = tell_selection(selection, "among")
    if named.empty:
        text = f"{lead}, no series differs by date clearly enough to be named."
        widest = known["detectable"].min()
        if np.isfinite(widest):
            text += f" Papers as many as these could show an odds ratio of {widest:.2f} a year at best."
    else:
        parts = [
            f"{_name_series(row.kind, (labels or {}).get(row.kind, {}).get(row.name, row.name))} "
            f"{_name_change(row.odds_ratio_per_year, selection)} "
            f"(odds × {row.odds_ratio_per_year:.2f} a year, {row.low:.2f} to {row.high:.2f})"
            for row in named.head(4).itertuples(index=False)
        ]
        more = f", and {len(named) - 4} more" if len(named) > 4 else ""
        text = f"{lead}, {'; '.join(parts)}{more}."
    if len(clear):
        text += (
            f" {len(clear)} more {'interval leaves' if len(clear) == 1 else 'intervals leave'} out no change and "
            f"{'is' if len(clear) == 1 else 'are'} not named: too many series were looked at, the change may be too "
            "small to matter, or a category goes the other way."
        )
    curved = int((known["p_curved"] * len(known) <= 0.05).sum())
    if curved:
        text += f" {curved} {'series bends' if curved == 1 else 'series bend'}: one slope does not tell their course."
    missing = len(rows) - len(known)
    if missing:
        text += f" Too few papers for an estimate: {missing} series."
    return f"{text} {_caution(selection, len(known))}".strip()


def title_shares(kind: str, period: str, *, selection: str, clock: str = "published") -> str:
    """Title of a figure of shares per period that fits how the papers were chosen."""
    nouns = {"papers": "Papers", "topic": "Topics", "sense": "Senses", "stance": "Sides", "term": "Words"}
    return f"{nouns[kind]}: {tell_selection(selection, 'shares by')} {_PERIOD[period]} of {_CLOCK[clock]}"


def title_trends(*, selection: str) -> str:
    """Title of the figure of odds ratios that fits how the papers were chosen."""
    return tell_selection(selection, "odds by year")


def _name_series(kind: str, name: str) -> str:
    return f"“{name}” ({ {'term': 'word', 'stance': 'side'}.get(kind, kind) })"


def _name_change(ratio: float, selection: str) -> str:
    return tell_selection(selection, "more" if ratio > 1 else "less")


def _caution(selection: str, n_series: int) -> str:
    many = f"These are {n_series} intervals of 95 %; one in twenty misses by chance." if n_series > 1 else ""
    return f"{many} {tell_selection(selection, 'not a trend')}".strip()


def describe_shares_figure(
    shares: pd.DataFrame, kind: str, period: str, *, selection: str, clock: str = "published", chosen: bool = True
) -> dict[str, object]:
    """Title, caption and facts of a figure of shares, as :func:`helpers.figures.style.save_figure` takes them."""
    everyone = shares[shares["kind"] == PAPERS]
    noun = {"term": "word", "stance": "side"}.get(kind, kind)
    caption = f"Share of each period's papers with each {noun}; hollow dots are periods that may be incomplete. "
    facts = {
        "title": title_shares(kind, period, selection=selection, clock=clock),
        "caption": (caption if kind != PAPERS else "") + describe_periods(shares, period, chosen=chosen),
        "alt": f"A small panel for each {noun} with its share of papers per period and intervals.",
        "n": round(everyone["n"].sum()),
        "denominator": "papers with a date",
        "interval": "Wilson 95 %, simultaneous over each period" if kind in PARTITIONS else "Wilson 95 %",
        "correction": "descriptive, not tested",
    }
    if kind == PAPERS:
        facts |= {
            "alt": "Bars: papers in each period; incomplete periods are hatched.",
            "interval": "none",
            "correction": "none",
        }
    return facts


def describe_changes(changes: Sequence[Change]) -> str:
    """Say when the way of collecting changed, and what that means."""
    if not changes:
        return "No change of collection is known; the setting `changes` takes the days of those there were."
    listed = "; ".join(f"{change.day}: {change.what}" for change in changes)
    return f"The way papers were collected changed ({listed}). Differences across these days may be theirs."


def describe_slopegraph(shares: pd.DataFrame, ends: tuple[str, str] | None, *, selection: str) -> dict[str, object]:
    """Title, caption and facts of the shares in the first and the last period that are complete."""
    everyone = shares[shares["kind"] == PAPERS].set_index("period")["n"]
    n = 0 if ends is None else round(float(everyone[list(ends)].sum()))
    title = f"Shares in {ends[0]} and in {ends[1]}" if ends else "No two periods could be set side by side"
    caption = "It takes two periods of ten papers or more that the papers reach across."
    if ends:
        caption = (
            f"Lines join the share of each series in {ends[0]} ({everyone[ends[0]]:,.0f} papers) and in {ends[1]} "
            f"({everyone[ends[1]]:,.0f}), for those that differ most, limits in brackets. What lies between is not "
            f"shown. {_caution(selection, 1)}"
        )
    return {
        "title": title, "caption": caption, "alt": "Lines from the share in the first to that in the last period.",
        "n": n, "denominator": "papers of the two periods",
        "interval": "Wilson 95 %, simultaneous where shares sum to one",
        "correction": "descriptive, not tested",
    }  # fmt: skip


def describe_correction(tests: pd.DataFrame) -> str:
    """Say over how many series what is named was corrected."""
    known = tests[tests["odds_ratio_per_year"].notna()]
    n_words = int(known["q"].notna().sum())
    words = f"; q over {n_words} words" if n_words else ""
    planned = int(known["p_family"].notna().sum())
    words += f"; max-T over {planned} planned" if planned else ""
    return f"named if clear after Bonferroni over {len(known)}{words}"


def describe_first_seen(
    tests: pd.DataFrame,
    papers: pd.DataFrame,
    *,
    clock: str = "published",
    labels: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, object]:
    """Title, caption and facts of the first paper of each series."""
    known = tests[tests["first_high"].notna()]
    _, _, dated = get_days(papers, clock)
    late = known.sort_values(["first_high", "name"], ascending=[False, True], kind="stable").head(3)
    listed = "; ".join(
        f"{(labels or {}).get(row.kind, {}).get(row.name, row.name)} ({pd.Timestamp(row.first_high).date()})"
        for row in late.itertuples(index=False)
    )
    caption = "Each stroke is a paper; the dot is the first one in this dump, which need not be the first there is. "
    caption += f"Latest to appear: {listed}." if len(late) else "No series has a dated paper."
    return {
        "title": "When each topic, sense and word first appears here", "caption": caption,
        "alt": "Rows of strokes, one per paper by date, with a dot on the first of each series.",
        "n": int(dated.sum()), "denominator": "papers with a date", "interval": "none",
        "correction": "descriptive, not tested",
    }  # fmt: skip


def describe_trends_figure(
    tests: pd.DataFrame,
    shares: pd.DataFrame,
    *,
    selection: str,
    labels: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, object]:
    """Title, caption and facts of the odds ratios, as :func:`helpers.figures.style.save_figure` takes them."""
    return {
        "title": title_trends(selection=selection),
        "caption": describe_trends(tests, selection=selection, labels=labels),
        "alt": "Dots with intervals for the odds ratio per year of each series, around a line of no change.",
        "n": round(shares.loc[shares["kind"] == PAPERS, "n"].sum()),
        "denominator": "papers with a date",
        "interval": "95 %, Firth's or bootstrap's, the wider",
        "correction": describe_correction(tests),
    }
