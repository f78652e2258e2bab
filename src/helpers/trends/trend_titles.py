"""Titles of figures of dates: what was found, with its counts, or that nothing is clear."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.stats.estimates import MIN_GROUP
from helpers.stats.verdicts import CLEAR, SIZE_OPEN, SMALLER
from helpers.text.wordings import choose_fitting, count, plural, start_large, tell_selection
from helpers.trends.period_shares import KIND_NOUNS, PAPERS, UNCERTAIN_TOPIC
from helpers.trends.trend_report import rank_clear


def list_judged(tests: pd.DataFrame, *kinds: str) -> pd.DataFrame:
    """Return the series, of some kinds or of all, that have odds by year and of which a title may speak."""
    of_kind = tests["kind"].isin(kinds) if kinds else True
    return tests[tests["odds_ratio_per_year"].notna() & (tests["name"] != UNCERTAIN_TOPIC) & of_kind]


def choose_trend(tests: pd.DataFrame) -> pd.Series | None:
    """Return the series that a title names: the surest of those that are clear; None without any."""
    clear = rank_clear(list_judged(tests))
    return clear.iloc[0] if len(clear) else None


def choose_share(shares: pd.DataFrame, tests: pd.DataFrame, kind: str) -> pd.Series | None:
    """Return the clear series of a kind that a title names: the surest whose counts show it, else the surest."""
    clear = rank_clear(list_judged(tests, kind))
    first, last = _take_ends(shares, kind)
    for _, row in clear.iterrows():
        name, odds = row["name"], row["odds_ratio_per_year"]
        if name in first.index.intersection(last.index) and _differ(first.loc[name], last.loc[name], odds):
            return row
    return clear.iloc[0] if len(clear) else None


def title_trends(tests: pd.DataFrame, *, selection: str, labels: Mapping[tuple[str, str], str]) -> str:
    """Say how many series differ clearly by date, and which most surely; else what would have shown.

    ``tests`` is the table ``trend_tests``, with ``halves`` of :func:`helpers.trends.refer_trends` or without.
    """
    known = list_judged(tests)
    clear, n = rank_clear(known), len(known)
    if not n:
        return "No series has enough dated papers for odds by year"
    if clear.empty:
        none = f"None of {n:,} series differs clearly by date{_tell_amount(known)}{_tell_elsewhere(known, labels)}"
        least = float(known["detectable"].median()) if known["detectable"].notna().any() else np.inf
        half = "half of them" if n > 1 else "it"
        would = f"; {half} would show odds of × {_write_odds(least)} a year or more" if least < 100 else ""
        return choose_fitting(none + would, none)
    best = clear.iloc[0]
    name = _name(best["kind"], best["name"], labels)
    verb = tell_selection(selection, "more" if best["odds_ratio_per_year"] > 1 else "less")
    found = f"{len(clear):,} of {n:,} series {plural('differs', len(clear), 'differ')} clearly by date"
    odds = f"(odds × {best['odds_ratio_per_year']:.2f} a year)"
    return choose_fitting(f"{found}; {name} {verb} {odds}", f"{found}: {name} {odds}", f"{found}: {name}", found)


def _write_odds(odds: float) -> str:
    """Write odds a little over one so that they are seen to be."""
    return f"{odds:.{1 if odds >= 1.05 else 2 if odds >= 1.005 else 3}f}"


def title_shares(shares: pd.DataFrame, tests: pd.DataFrame, kind: str, *, labels: Mapping[tuple[str, str], str]) -> str:
    """Say in which two periods the clearest series of a kind has which counts; else that none is clear, and the gap.

    The periods are :func:`find_ends`; a series goes by its counts in them only if its odds differ between them by as
    much as they do in a year.
    """
    noun, ends = KIND_NOUNS[kind], find_ends(shares)
    known, (first, last) = list_judged(tests, kind), _take_ends(shares, kind)
    gaps = last["share"] - first["share"]
    best, n_clear = choose_share(shares, tests, kind), len(rank_clear(known))
    if best is not None:
        found = f"{n_clear:,} of {count(len(known), noun)} {plural('differs', n_clear, 'differ')} clearly by date"
        name, odds = labels.get((kind, best["name"]), best["name"]), best["odds_ratio_per_year"]
        if best["name"] in gaps.index and _differ(first.loc[best["name"]], last.loc[best["name"]], odds):
            told = f"“{start_large(str(name))}”: {_tell_counts(first.loc[best['name']], last.loc[best['name']], ends)}"
            return choose_fitting(f"{told}; {found}", told)
        return choose_fitting(f"{found}: “{name}”, odds × {odds:.2f} a year", found)
    if known.empty:
        return f"Too few dated papers to tell whether any {noun}’s share differs by date"
    none = f"No {noun}’s share differs clearly by date{_tell_amount(known)}{_tell_elsewhere(known, labels)}"
    if not ends:
        return choose_fitting(f"{none}; no two whole periods hold {MIN_GROUP} papers", none)
    if gaps.empty or not gaps.abs().max() > 0:
        return choose_fitting(f"{none}; all shares are the same in {ends[0]} and in {ends[1]}", none)
    widest = gaps.abs().idxmax()
    name, counts = labels.get((kind, widest), widest), _tell_counts(first.loc[widest], last.loc[widest], ends)
    return choose_fitting(f"{none}; the widest gap: “{name}”, {counts}", none)


def _take_ends(shares: pd.DataFrame, kind: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The series of a kind in the first and in the last period of :func:`find_ends`, by name."""
    rows = shares[(shares["kind"] == kind) & (shares["name"] != UNCERTAIN_TOPIC)]
    first, last = (rows[rows["period"] == end].set_index("name") for end in find_ends(shares) or ("", ""))
    return first, last


def _differ(first: pd.Series, last: pd.Series, odds_ratio: float) -> bool:
    """Whether the odds of a series differ between two periods in the direction of an odds ratio and by that much."""
    # Half a paper to either side keeps the odds finite.
    before, after = ((row["n"] + 0.5) / (row["n_period"] - row["n"] + 0.5) for row in (first, last))
    change = np.log(after / before)
    return bool(np.sign(change) == np.sign(np.log(odds_ratio)) and abs(change) >= abs(np.log(odds_ratio)))


def find_ends(shares: pd.DataFrame) -> tuple[str, ...]:
    """Return the first and the last period that are complete and hold ten papers; none where there are not two."""
    rows = shares[(shares["kind"] == PAPERS) & ~shares["partial"].astype(bool) & (shares["n"] >= MIN_GROUP)]
    return (rows["period"].iloc[0], rows["period"].iloc[-1]) if len(rows) > 1 else ()


def _tell_counts(first: pd.Series, last: pd.Series, ends: tuple[str, ...]) -> str:
    one, other = (f"{row['n']:,.0f} of {row['n_period']:,.0f}" for row in (first, last))
    return f"{one} papers from {ends[0]}, {other} from {ends[1]}"


def _tell_amount(known: pd.DataFrame) -> str:
    """Where there are papers enough to see that a series differs by less than was asked, "none" is of that much."""
    return " by as much as asked" if (known["verdict"] == SMALLER).any() else ""


def _tell_elsewhere(known: pd.DataFrame, labels: Mapping[tuple[str, str], str]) -> str:
    """Name the words that notebook 04 calls clear between halves, so that no title says "none" of them."""
    if "halves" not in known:
        return ""
    names = known.loc[known["halves"].isin([CLEAR, SIZE_OPEN]), "name"]
    more, verb = (f" and {len(names) - 1} more", "do") if len(names) > 1 else ("", "does")
    return (
        f" (between halves “{labels.get(('term', names.iloc[0]), names.iloc[0])}”{more} {verb})" if len(names) else ""
    )


def _name(kind: str, name: str, labels: Mapping[tuple[str, str], str]) -> str:
    return f"“{labels.get((kind, name), name)}”" + ("" if kind == "term" else f" ({KIND_NOUNS[kind]})")
