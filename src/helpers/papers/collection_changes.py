"""Whether a collection changed while it grew: what is there only in a part of its period, and changes of style.

Such a change looks like a trend. Nothing here can tell the two apart; it tells where to ask.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.papers.corpus import Corpus
from helpers.papers.source_files import FEW, UNKNOWN, quote
from helpers.text.wordings import count

COLUMNS = ["kind", "name", "change", "papers", "papers_without"]
LEAST = 20  # papers on each side of a change
SHARE = 0.05  # of all papers must lie where a name is absent
CHANCE = 0.001  # of so long an absence, were papers in random order, over all names looked at
JUMP = 0.5  # of the papers, in a share; for lengths the median changes by as much
ROWS = 20_000  # abstracts that are looked at at a time
_YEAR = r"\b(?:19|20)\d\d\b|'\d\d\b"
PLURALS = {"category": "categories", "venue": "venues", "source": "sources", "format": "formats"}


def compute_collection_changes(corpus: Corpus) -> pd.DataFrame:
    """What is there only in a part of the period, and abrupt changes of how abstracts are written.

    By month of publication, or by year if most papers are known to the year only; sources by name while they are few,
    else by format. A name is listed if at least 20 papers, and a twentieth of all, lie before its first or after its
    last month, and so long an absence would come by chance in less than one of a thousand dumps: n papers in random
    order miss a gap of share g with a probability of at most (1 - g) to the power of n, times the number of names
    (Bonferroni). A change of style is listed where, at the best place to part the period, the share of abstracts with
    broken lines differs by half or more, or their median length by a factor of one and a half.

    Returns
    -------
    DataFrame, most papers first
        ``kind`` (category, venue, source, format, line breaks, length), ``name``, ``change`` (in words), ``papers``
        (that have it) and ``papers_without`` (where none has it; for a change of style those from the change on).
    """
    periods = _find_periods(corpus.papers)
    if not _are_enough(periods):
        return pd.DataFrame(columns=COLUMNS)
    order = np.sort(periods.unique())
    place = pd.Series(np.searchsorted(order, periods), index=periods.index)
    sizes = np.bincount(place, minlength=len(order))
    rows = []
    named = corpus.papers.loc[periods.index, ["venue", "source", "categories"]]
    for kind, names in _list_names(named, corpus.formats).items():
        rows += _find_partial(kind, names.dropna(), place, sizes, order)
    rows.sort(key=lambda row: (-row[3], row[0], row[1]))
    for kind, values in _measure_abstracts(corpus.papers["abstract_raw"]).loc[periods.index].items():
        rows += _find_jump(str(kind), values, place, sizes, order)
    return pd.DataFrame(rows, columns=COLUMNS)


def describe_collection_changes(corpus: Corpus) -> str:
    """Warn of what may look like a trend and be a change of the collection, or one day or venue; names are code."""
    told, periods = _describe_giants(corpus.papers), _find_periods(corpus.papers)
    changes = compute_collection_changes(corpus)
    for kind, several in PLURALS.items():
        names = changes.loc[changes["kind"] == kind, "name"].tolist()
        if names:
            told.append(f"{count(len(names), kind, several)} in a part of the period only: {quote(*names)}.")
    told += [f"The abstracts change abruptly ({kind})." for kind in changes["kind"] if kind not in PLURALS]
    if not _are_enough(periods):
        few = f"Too few papers ({len(periods):,}) are dated" if len(periods) < 2 * LEAST else "All are of one period"
        told.append(f"{few}, so whether the collection changed cannot be seen.")
    elif changes.empty:
        told.append(
            "No category, venue or source is there in a part of the period only, and the abstracts do not change "
            "abruptly in length or line breaks. Gradual changes of the collection would not be seen here."
        )
    else:
        told.append("Trends across such a change may be the collection's and not the field's.")
    return " ".join(told)


def _are_enough(periods: pd.Series) -> bool:
    return len(periods) >= 2 * LEAST and periods.nunique() >= 2


def _find_periods(papers: pd.DataFrame) -> pd.Series:
    """The month or year of each paper dated well enough, as text that sorts."""
    precision = papers["published_precision"]
    fine, dated = precision.isin(["day", "month"]), precision != "none"
    if fine.sum() >= 0.5 * dated.sum():
        return papers.loc[fine, "published_low"].dt.strftime("%Y-%m")
    return papers.loc[dated, "published_low"].dt.strftime("%Y")


def _list_names(papers: pd.DataFrame, formats: Mapping[str, str]) -> dict[str, pd.Series]:
    series = papers["venue"].str.replace(_YEAR, "", regex=True).str.strip(" ,.:-()")  # a venue, not its volume
    sources = papers["source"]
    few = sources.nunique() <= FEW
    return {
        "category": pd.Series([[*dict.fromkeys(found)] for found in papers["categories"]], papers.index).explode(),
        "venue": series.where(series != ""),
        "source" if few else "format": sources if few else sources.map(lambda name: formats.get(str(name), UNKNOWN)),
    }


def _measure_abstracts(abstracts: pd.Series) -> pd.DataFrame:
    """Whether each abstract has broken lines, and its characters; of a large dump few are in memory at a time."""
    measured = []
    for start in range(0, len(abstracts), ROWS):
        raw = abstracts.iloc[start : start + ROWS].str.strip()
        measured.append(pd.DataFrame({"line breaks": raw.str.contains("\n", regex=False), "length": raw.str.len()}))
    return pd.concat(measured).astype(float)


def _find_partial(kind: str, names: pd.Series, place: pd.Series, sizes: np.ndarray, order: np.ndarray) -> list[tuple]:
    """Names that no paper before their first or after their last period has, though many could."""
    at = place.loc[names.index].to_numpy()
    spans = pd.DataFrame({"name": names.to_numpy(), "at": at}).groupby("name")["at"].agg(["min", "max", "size"])
    until = np.concatenate([[0], np.cumsum(sizes)])  # papers before each period
    total, rows = until[-1], []
    for name, first, last, n in spans.itertuples():
        gaps = {f"from {order[first]}": int(until[first]), f"until {order[last]}": int(total - until[last + 1])}
        rare = {words: gap for words, gap in gaps.items() if len(spans) * (1 - gap / total) ** n < CHANCE}
        long = {words: gap for words, gap in rare.items() if gap >= max(LEAST, SHARE * total)}
        if long:
            rows.append((kind, str(name), f"only {' and '.join(long)}", int(n), sum(long.values())))
    return rows


def _find_jump(kind: str, values: pd.Series, place: pd.Series, sizes: np.ndarray, order: np.ndarray) -> list[tuple]:
    """The best place to part the period by a property of the abstracts, if it differs much across it."""
    until = np.cumsum(sizes)
    levels = np.log1p(values.to_numpy()) if kind == "length" else values.to_numpy()
    sums = np.cumsum(np.bincount(place, weights=levels, minlength=len(order)))
    before, total = until[:-1], until[-1]
    gaps = np.abs(sums[:-1] / before - (sums[-1] - sums[:-1]) / (total - before))
    weights = np.where(np.minimum(before, total - before) >= LEAST, np.sqrt(before * (total - before)), 0.0)
    cut = int(np.argmax(gaps * weights)) + 1
    if weights[cut - 1] == 0:
        return []
    early, late = values[place < cut], values[place >= cut]
    if kind == "length":
        low, high = sorted((early.median(), late.median()))
        size, n = high / max(low, 1.0) - 1, len(values)
        words = f"half have {early.median():,.0f} characters or more before {order[cut]}, {late.median():,.0f} after"
    else:
        size, n = abs(late.mean() - early.mean()), int(values.sum())
        words = f"in {early.mean():.0%} of them before {order[cut]}, in {late.mean():.0%} from then on"
    return [(kind, "abstracts", words, n, len(late))] if size >= JUMP else []


def _describe_giants(papers: pd.DataFrame) -> list[str]:
    """Sentences on one day, and on one venue, that nearly all papers share."""
    told = []
    days = papers.loc[papers["published_precision"] == "day", "published_low"]
    if len(days) >= LEAST and (n := int(days.value_counts().iloc[0])) > 0.5 * len(days):
        told.append(
            f"{n:,} of the {len(days):,} papers dated to the day are of one day, {days.mode().iloc[0]:%Y-%m-%d}: "
            "that day is more likely one of collection than of publication, or the dump is of one issue."
        )
    venues = papers["venue"].dropna()
    if len(venues) >= LEAST and (n := int(venues.value_counts().iloc[0])) > 0.9 * len(venues):
        told.append(
            f"{n:,} of the {len(venues):,} papers with a venue are of {quote(venues.mode().iloc[0])}: "
            "what follows describes that venue."
        )
    return told
