"""Where the dates of papers show no course in time: the rule, and the one sentence that says so."""

import pandas as pd

from helpers.run.schema import CLOCKS
from helpers.text.wordings import count, plural

CLOCK_NOUNS = {"published": "publication", "listed": "listing", "updated": "last update"}
"""What each clock dates."""


def describe_undated(papers: pd.DataFrame, *, clock: str = "published") -> str:
    """Say in one sentence why nothing can be followed over time: no dates, or all of one month or one span; else ""."""
    low, high = papers[f"{clock}_low"], papers[f"{clock}_high"]
    dated, what = low.notna() & high.notna(), f"a date of {CLOCK_NOUNS[clock]}"
    n, known = len(papers), int(dated.sum())
    if not n:
        return "There are no papers, so there is nothing to follow over time."
    if not known:
        others = [name for name in CLOCKS if f"{name}_low" in papers and papers[f"{name}_low"].notna().any()]
        told = " or ".join(f"“{name}”" for name in others)
        way = f"the clock {told} has dates" if others else "a metadata file beside the dump can add them"
        who = f"None of the {n:,} papers has" if n > 1 else "The only paper lacks"
        return f"{who} {what}, so nothing can be followed over time; {way}."
    if max(days[dated].dt.to_period("M").nunique() for days in (low, high)) > 1:
        return ""
    when = " to ".join(dict.fromkeys(f"{end:%B %Y}" for end in (low[dated].min(), high[dated].max())))
    when += ", known no more finely" if " to " in when else ""
    who = f"All {known:,} papers with {what} are" if known > 1 else f"The only paper with {what} is"
    rest = f" ({count(n - known, 'paper')} {plural('has', n - known, 'have')} none)" if known < n else ""
    return f"{who} of {when}{rest}, so nothing can be followed over time."
