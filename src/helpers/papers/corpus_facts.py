"""Facts about a corpus before any analysis: what is there, what is missing, how it is dated, what was mended."""

from __future__ import annotations

import pandas as pd

from helpers.papers.record_sources import quote
from helpers.run.schema import CLOCKS
from helpers.text.cleaning import find_cuts
from helpers.text.sentences import split_sentences
from helpers.text.wordings import tell_selection
from helpers.text.words import split_words

FIELDS = (
    ("title", "title"), ("abstract", "abstract"), ("published", "date published"), ("listed", "date listed"),
    ("updated", "date updated"), ("arxiv_id", "arXiv id"), ("doi", "DOI"), ("url", "link"), ("venue", "venue"),
    ("authors", "authors"), ("categories", "categories"), ("keywords", "keywords"), ("votes", "votes"),
    ("language", "language"),
)  # fmt: skip
MAX_QUARTERS = 40  # more do not fit on a slide; years are shown instead
OLD_SHARE = 0.02  # of the papers may be lumped together as older than the axis, where it would grow too long
SAMPLE = 5_000  # papers whose cleaning is listed; a larger corpus is sampled at even steps


def compute_completeness(papers: pd.DataFrame) -> pd.DataFrame:
    """How many papers have each field.

    Returns
    -------
    DataFrame, one row per field
        ``field``, ``n`` (papers that have it), ``share`` (of all papers, 0 to 1; NaN without papers) and ``detail``
        (for dates the precision).
    """
    rows = []
    for column, label in FIELDS:
        detail = ""
        if f"{column}_precision" in papers:
            precision = papers[f"{column}_precision"]
            known = precision != "none"
            counts = [(p, int((precision == p).sum())) for p in ("day", "month", "year")]
            detail = ", ".join(f"{n:,} to the {p}" for p, n in counts if n)
        elif column in ("authors", "categories", "keywords"):
            known = papers[column].map(len) > 0
        else:
            known = papers[column].notna() & (papers[column].astype("str") != "")
        n = int(known.sum())
        rows.append(
            {"field": label, "n": n, "share": n / len(papers) if len(papers) else float("nan"), "detail": detail}
        )
    return pd.DataFrame(rows, columns=["field", "n", "share", "detail"])


def compute_date_precision(papers: pd.DataFrame, *, clock: str = "published") -> pd.DataFrame:
    """Papers by period and by how precisely they are dated.

    Parameters
    ----------
    papers : DataFrame
    clock : {"published", "listed", "updated"}

    Returns
    -------
    DataFrame, one row per period
        ``period`` ("2024 Q3"; "2024" where only years fit or a paper is known to the year only; "before 2010" where
        a few old papers would stretch the axis; "no date" last) and the numbers of papers ``day``, ``month``,
        ``year`` and ``none``. Every paper is in exactly one row; periods without papers between the first and the
        last are there.

    Notes
    -----
    Quarters while all of them fit on a slide, else years.
    """
    columns = ["period", "day", "month", "year", "none"]
    if papers.empty:
        return pd.DataFrame(columns=columns)
    low, precision = papers[f"{clock}_low"], papers[f"{clock}_precision"]
    dated = precision != "none"
    periods = pd.Series("no date", index=papers.index, dtype="str")
    order: list[str] = []
    if dated.any():
        first, last = low[dated].min(), low[dated].max()
        early = pd.Series(False, index=papers.index)
        if (last.year - first.year) * 4 > MAX_QUARTERS:
            first = pd.Timestamp(low[dated].quantile(OLD_SHARE, interpolation="lower").year, 1, 1)
            early = dated & (low < first)
            if early.any():
                order.append(f"before {first.year}")
                periods[early] = order[0]
        late = dated & ~early
        quarters = pd.period_range(first, last, freq="Q")
        by_quarter = late & (precision != "year") & (len(quarters) <= MAX_QUARTERS)
        by_year = late & ~by_quarter
        periods[by_year] = low[by_year].dt.year.astype("str")
        periods[by_quarter] = low[by_quarter].dt.to_period("Q").map(lambda q: f"{q.year} Q{q.quarter}")
        years = set(low[by_year].dt.year)
        if len(quarters) <= MAX_QUARTERS:
            for year in range(first.year, last.year + 1):
                order += [str(year)] * (year in years)
                order += [f"{q.year} Q{q.quarter}" for q in quarters if q.year == year]
        else:
            order += [str(year) for year in range(first.year, last.year + 1)]
    if not dated.all():
        order.append("no date")
    table = pd.crosstab(periods, precision).reindex(index=order, columns=columns[1:], fill_value=0)
    return table.rename_axis(index="period", columns=None).reset_index()


def compute_lengths(papers: pd.DataFrame) -> pd.DataFrame:
    """Length of each abstract as cleaned.

    Returns
    -------
    DataFrame, one row per paper
        ``paper_id``, ``characters``, ``words`` (of ``split_words``), ``sentences``, ``link`` and ``title``.
    """
    from helpers.papers.export import compute_links

    texts = papers["abstract"].tolist()
    return pd.DataFrame(
        {
            "paper_id": papers["paper_id"].tolist(),
            "title": papers["title"].tolist(),
            "characters": [len(text) for text in texts],
            "words": [len(split_words(text)) for text in texts],
            "sentences": [len(split_sentences(text)) for text in texts],
            "link": compute_links(papers).tolist(),
        },
        columns=["paper_id", "title", "characters", "words", "sentences", "link"],
    )


def compute_cuts(papers: pd.DataFrame) -> pd.DataFrame:
    """What cleaning changed in the abstracts, by kind.

    Returns
    -------
    DataFrame, one row per kind of change
        ``kind``, ``papers`` (with such a change), ``changes``, ``characters`` (net loss, negative for a gain) and
        ``example`` (before and after). Of more than ``SAMPLE`` papers, every so many are looked at.
    """
    step = -(-len(papers) // SAMPLE) or 1
    found: dict[str, dict] = {}
    for raw in papers["abstract_raw"].iloc[::step]:
        seen = set()
        for kind, before, after in find_cuts(raw):
            row = found.setdefault(kind, {"kind": kind, "papers": 0, "changes": 0, "characters": 0, "example": ""})
            row["papers"] += kind not in seen
            row["changes"] += 1
            row["characters"] += len(before) - len(after)
            if not row["example"] and before.strip():
                row["example"] = f"{before.strip()[:60]} → {after.strip()[:60] or '(nothing)'}"
            seen.add(kind)
    table = pd.DataFrame(list(found.values()), columns=["kind", "papers", "changes", "characters", "example"])
    return table.sort_values(["papers", "kind"], ascending=[False, True], ignore_index=True)


def list_papers(papers: pd.DataFrame) -> pd.DataFrame:
    """Papers as a reader wants to see them: title, venue, date at its own precision, link."""
    from helpers.papers.export import compute_links, format_date

    dates = [format_date(*pair) for pair in zip(papers["published_low"], papers["published_precision"], strict=True)]
    table = papers[["title", "venue"]].assign(published=dates, link=compute_links(papers))
    return table.reset_index(drop=True)


def describe_selection(selection: str) -> str:
    """What the way in which a dump was chosen forbids one to conclude."""
    return tell_selection(selection, "forbidden")


def compute_date_origins(papers: pd.DataFrame) -> pd.DataFrame:
    """Where the dates of each clock come from.

    Returns
    -------
    DataFrame, one row per clock and origin, the commonest first
        ``clock``, ``origin`` (as the reader names it; "none" for papers without a date, last), ``papers``, ``day``,
        ``month``, ``year`` (of them known to the day, month, year), and ``first`` and ``last`` day that they can be of.
        The papers of a clock add up to all papers; a clock that no paper has is one row.
    """
    rows = []
    for clock in CLOCKS:
        table = papers[[f"{clock}_source", f"{clock}_precision", f"{clock}_low", f"{clock}_high"]]
        table.columns = ["origin", "precision", "low", "high"]
        dated = table[table["precision"] != "none"]
        origins = dated["origin"].fillna("not told")
        found = []
        for origin, part in dated.groupby(origins, sort=True):
            counts = [int((part["precision"] == precision).sum()) for precision in ("day", "month", "year")]
            found.append((clock, str(origin), len(part), *counts, part["low"].min(), part["high"].max()))
        rows += sorted(found, key=lambda row: -row[2])
        if len(dated) < len(table):
            rows.append((clock, "none", len(table) - len(dated), 0, 0, 0, pd.NaT, pd.NaT))
    columns = ["clock", "origin", "papers", "day", "month", "year", "first", "last"]
    return pd.DataFrame(rows, columns=columns)


def describe_date_origins(papers: pd.DataFrame) -> str:
    """For each clock one line of a Markdown list on where its dates come from, coarse ones marked."""
    table = compute_date_origins(papers)
    lines = []
    for clock in CLOCKS:
        of_clock = table[table["clock"] == clock]
        known = of_clock[of_clock["origin"] != "none"]
        told = []
        for row in known.head(6).itertuples():
            coarse = next((p for p in ("month", "year") if getattr(row, p) == row.papers), "")
            told.append(f"{quote(row.origin)}{f' ({coarse} only)' if coarse else ''} for {row.papers:,}")
        if len(known) > 6:
            told.append(f"{len(known) - 6:,} more for {known['papers'].iloc[6:].sum():,}")
        none = int(of_clock.loc[of_clock["origin"] == "none", "papers"].sum())
        told.append(f"none for {none:,}")
        lines.append(f"- **{clock}**: {', '.join(told)}")
    return "\n".join(lines)


def compute_languages(papers: pd.DataFrame) -> pd.DataFrame:
    """How many papers are in each language, by two-letter code; "unknown" last.

    Returns
    -------
    DataFrame
        ``language``, ``papers``, ``share`` (of all papers, 0 to 1).
    """
    counts = papers["language"].fillna("unknown").value_counts()
    order = sorted(counts.index, key=lambda name: (name == "unknown", -counts[name], name))
    return pd.DataFrame(
        {"language": order, "papers": [int(counts[name]) for name in order],
         "share": [counts[name] / len(papers) for name in order]}
    )  # fmt: skip


def describe_languages(papers: pd.DataFrame, use: str) -> str:
    """One sentence on the languages of the papers and on what a step does with those that are not in English.

    Parameters
    ----------
    papers : DataFrame
    use : str
        A clause on papers in other languages ("topics use them all"), told only where there are any.
    """
    counts = compute_languages(papers).set_index("language")["papers"]
    unknown = int(counts.get("unknown", 0))
    foreign = counts.drop(["en", "unknown"], errors="ignore")
    n, known = int(foreign.sum()), len(papers) - unknown
    not_told = f"; of {unknown:,} the language was not recognised" if unknown else ""
    if known == 0:
        return "The language of no paper was recognised."
    if n == 0:
        return f"All papers whose language was recognised are in English{not_told}."
    named = ", ".join(f"{count:,} {code}" for code, count in foreign.head(6).items())
    named += f", {foreign.iloc[6:].sum():,} in {len(foreign) - 6} more" if len(foreign) > 6 else ""
    verb = "is" if n == 1 else "are"
    return f"{n:,} of {len(papers):,} papers {verb} not in English ({named}){not_told}; {use}."


def describe_dates(papers: pd.DataFrame, *, clock: str = "published") -> str:
    """One or two sentences on how many papers are dated, how precisely, and over which span."""
    precision = papers[f"{clock}_precision"]
    dated = papers[precision != "none"]
    if dated.empty:
        return f"No paper has a date {clock}, so nothing about time can be shown."
    counts = ", ".join(f"{n:,} to the {p}" for p in ("day", "month", "year") if (n := int((precision == p).sum())))
    first, last = dated[f"{clock}_low"].min(), dated[f"{clock}_high"].max()
    undated = len(papers) - len(dated)
    few = " These are too few to show a course in time." if len(dated) < 8 else ""
    return (
        f"{len(dated):,} of {len(papers):,} papers are dated ({counts}), from {first:%B %Y} to {last:%B %Y}; "
        f"{undated:,} {'is' if undated == 1 else 'are'} not.{few}"
    )


def describe_lengths(lengths: pd.DataFrame) -> str:
    """One sentence on the length of abstracts, and a warning where it does not look like abstracts."""
    if lengths.empty:
        return "There are no abstracts."
    words, characters = lengths["words"], lengths["characters"]
    told = (
        f"Half of the abstracts have {words.median():,.0f} words or more; they run from {characters.min():,} to "
        f"{characters.max():,} characters."
    )
    if characters.median() < 350:
        told += " That is short for abstracts: they may be summaries or notes of another kind."
    return told
