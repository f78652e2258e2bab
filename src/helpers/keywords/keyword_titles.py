"""Titles of figures of keywords: what was found, with its counts, or that nothing can be told."""

from collections.abc import Mapping

import pandas as pd

from helpers.keywords.contrast_tests import choose_tested
from helpers.keywords.contrasts import NOUNS
from helpers.keywords.group_comparison import Comparison
from helpers.keywords.keyword_report import compute_visible, write_share
from helpers.keywords.reference_counts import Reference
from helpers.stats.verdicts import CLEAR, SMALLER, find_clear
from helpers.text.wordings import choose_fitting, plural, start_large

TOO_SMALL = "No word is common enough to be compared"


def title_keyness(ranked: pd.DataFrame, reference: Reference) -> str:
    """Say how common a word is here and in the reference: of the three surest (``ranked``), the one of most papers."""
    if ranked.empty:
        return f"No word is more common here than in {reference.kind}"
    row = choose_key_term(ranked)
    here = f"“{start_large(row['term'])}” stands in {row['n_first']:,} of {row['size_first']:,} papers here"
    return choose_fitting(f"{here}, and in {write_share(row['share_second'])} of {reference.kind}", here)


def choose_key_term(ranked: pd.DataFrame) -> pd.Series:
    """Return the term that a title names: of the three surest the one of most papers."""
    return ranked.head(3).sort_values("n_first", ascending=False, kind="stable").iloc[0]


def choose_planned(answers: pd.DataFrame) -> pd.Series | None:
    """Return the planned difference that a title names, the surest clear one, else the nearest; None without any."""
    known = answers[answers["low"].notna()] if "low" in answers else answers.head(0)
    if known.empty:
        return None
    clear = known[find_clear(known["verdict"])]
    chosen = clear if len(clear) else known
    order = chosen.assign(large=chosen["verdict"] != CLEAR, gap=-chosen["difference"].abs())
    return order.sort_values(["p_family", "large", "gap"], kind="stable").iloc[0]


def choose_explored(contrasts: pd.DataFrame) -> pd.Series | None:
    """Return the explored word that a title names, the surest of the clear ones; None without any."""
    clear = contrasts[contrasts["q"].notna() & find_clear(contrasts["verdict"])]
    first = choose_tested(clear.assign(see=None), top=1) if len(clear) else clear
    return first.iloc[0] if len(first) else None


def choose_group_word(ranked: pd.DataFrame) -> pd.Series | None:
    """Return the word that a title names, of the confirmed ones, else of all, that of the largest difference."""
    clear = ranked[find_clear(ranked["verdict"])]
    chosen = clear if len(clear) else ranked
    best = chosen.assign(gap=chosen["difference"].round(9)).sort_values(["gap", "term"], ascending=[False, True])
    return best.iloc[0] if len(best) else None


def title_planned(answers: pd.DataFrame) -> str:
    """Say how many planned differences are clear, and the counts of the surest (of the nearest if none is)."""
    known = answers[answers["low"].notna()]
    n = len(answers)
    if not n:
        return "No difference was planned"
    if known.empty:
        return "Too few papers to tell " + (f"any of {n:,} planned differences" if n > 1 else "the planned difference")
    clear, row = known[find_clear(known["verdict"])], choose_planned(answers)
    assert row is not None
    counts = (
        f"{row['n_first']:,.0f} of {row['size_first']:,.0f} {row['group']} papers against "
        f"{row['n_second']:,.0f} of {row['size_second']:,.0f}"
    )
    if clear.empty:
        large = " and as large as asked" if (known["verdict"] == SMALLER).any() else ""
        none = f"None of {n:,} planned differences is clear{large}"
        none = none if n > 1 else f"The planned difference is not clear{large}"
        nearest = f"; nearest comes “{row['term']}”" if n > 1 else f": “{row['term']}”"
        return choose_fitting(f"{none}{nearest}, in {counts}", none + nearest, none)
    found = f"{len(clear):,} of {n:,} planned {plural('difference', n)} {plural('is', len(clear), 'are')} clear"
    wrong = int((clear["as_expected"] == "no").sum())
    other_way = f", {wrong:,} of them the other way than expected" if wrong else ""
    most = "most surely " if len(clear) > 1 else ""
    told = f"{most}“{row['term']}”, in {counts}"
    return choose_fitting(f"{found}{other_way}: {told}", f"{found}{other_way}", found)


def title_tested(contrasts: pd.DataFrame, comparison: Comparison) -> str:
    """Say how many explored words are clear and which most surely; if none, from which gap on one would show."""
    explored = contrasts[contrasts["q"].notna()]
    if explored.empty:
        return TOO_SMALL
    n, clear, apart = len(explored), explored[find_clear(explored["verdict"])], _tell_apart(contrasts)
    what = "differences between groups" if len(set(explored["contrast"])) > 1 else "words"
    if clear.empty and (explored["verdict"] == SMALLER).any():
        return f"{apart}, none of {n:,} {what} is clear and as large as asked ({100 * comparison.smallest:g} points)"
    if clear.empty:
        none = f"{apart}, none of {n:,} {what} can be told from chance"
        return choose_fitting(f"{none}; only gaps near {100 * compute_visible(explored):.0f} points would show", none)
    row = choose_explored(contrasts)
    assert row is not None
    group = row["contrast"].split(": ", 1)[1]
    counts = f"{row['n_first']:,} of {row['size_first']:,} papers against {row['n_second']:,} of {row['size_second']:,}"
    found = f"{apart}, {len(clear):,} of {n:,} {what} {plural('is', len(clear), 'are')} clear"
    most = "most surely " if len(clear) > 1 else ""
    return choose_fitting(
        f"{found}: {most}“{row['term']}” in {group}, {counts}", f"{found}: {most}“{row['term']}”", found
    )


def title_group_words(ranked: pd.DataFrame, kind: str, *, labels: Mapping[str, str]) -> str:
    """Say which word goes most with a group of a theme, in how many of its papers and of the others.

    ``ranked`` has the column ``verdict`` of the test on sentences that made no group; a word that is clear there goes
    first, and the title says how many are.
    """
    noun = NOUNS.get(kind, kind)
    clear, row = ranked[find_clear(ranked["verdict"])], choose_group_word(ranked)
    if row is None:
        return f"No word goes with a {noun}"
    name = row["contrast"].removeprefix(f"{kind}: ")
    told = (
        f"“{start_large(row['term'])}” stands in {row['n_first']:,} of {row['size_first']:,} papers on "
        f"{labels.get(name, name)}, in {row['n_second']:,} of {row['size_second']:,} others"
    )
    if clear.empty:
        return choose_fitting(f"{told}; no word is confirmed", told)
    words = f"{len(clear):,} of {len(ranked):,} words {plural('is', len(clear), 'are')} confirmed"
    return choose_fitting(f"{told}; {words}", told)


def _tell_apart(contrasts: pd.DataFrame) -> str:
    """Begin a title on explored words, so that it says nothing of those that another section answers."""
    planned = contrasts[contrasts["planned"] & find_clear(contrasts["verdict"])]
    if planned.empty:
        return "Unplanned"
    return f"Apart from {len(planned):,} planned {plural('one', len(planned))}"
