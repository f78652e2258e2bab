"""Facts about a corpus before any analysis: what is there, what is missing, how it is dated, what was mended."""

from collections import Counter

import pandas as pd

from helpers.papers.export import compute_links, format_dates
from helpers.run.engines import map_parts
from helpers.run.schema import CLOCKS, PRECISIONS
from helpers.text.cleaning import clean_openly
from helpers.text.rights_lines import take_rights
from helpers.text.sentences import split_sentences
from helpers.text.structure_labels import take_labels
from helpers.text.wordings import count, plural, tell_selection
from helpers.text.words import split_words

FIELDS = (
    "title", "abstract", *CLOCKS, "arxiv_id", "doi", "url", "venue", "authors", "categories", "keywords", "votes",
    "language",
)  # fmt: skip
LABELS = {"arxiv_id": "arXiv id", "doi": "DOI", "url": "link"} | {clock: f"date {clock}" for clock in CLOCKS}
PART = 5_000  # abstracts that one process measures at a time
SAMPLE = 5_000  # papers whose cleaning is listed; a larger corpus is sampled at even steps


def compute_completeness(papers: pd.DataFrame) -> pd.DataFrame:
    """How many papers have each field: ``field``, ``n``, ``share`` (of all papers) and ``detail`` (of dates)."""
    rows = []
    for column in FIELDS:
        if column in CLOCKS:
            known = papers[f"{column}_precision"] != "none"
        elif column in ("authors", "categories", "keywords"):
            known = papers[column].map(len) > 0
        else:
            known = papers[column].notna() & (papers[column].astype("str") != "")
        detail = count_precisions(papers[f"{column}_precision"]) if column in CLOCKS else ""
        rows.append((LABELS.get(column, column), int(known.sum()), detail))
    table = pd.DataFrame(rows, columns=["field", "n", "detail"])
    table.insert(2, "share", table["n"] / (len(papers) or float("nan")))
    return table


def count_precisions(precision: pd.Series) -> str:
    """How many dates are known how precisely: "3 to the day, 1 to the year"; "" for none."""
    counts = ((p, int((precision == p).sum())) for p in PRECISIONS[:3])
    return ", ".join(f"{n:,} to the {p}" for p, n in counts if n)


def compute_lengths(papers: pd.DataFrame) -> pd.DataFrame:
    """Length of each abstract as cleaned, a row per paper, in ``characters``, ``words`` and ``sentences``."""
    abstracts = papers["abstract"]
    parts = (abstracts.iloc[start : start + PART].tolist() for start in range(0, len(papers), PART))
    found = [lengths for part in map_parts(_measure_lengths, parts) for lengths in part]
    names = ["characters", "words", "sentences"]
    measured = pd.DataFrame(found, columns=names, index=papers.index, dtype="int64")
    return papers[["paper_id", "title"]].join(measured).assign(link=compute_links(papers))


def _measure_lengths(abstracts: list[str]) -> list[tuple[int, int, int]]:
    return [(len(text), len(split_words(text)), len(split_sentences(text))) for text in abstracts]


def describe_lengths(lengths: pd.DataFrame) -> str:
    """One sentence on the length of abstracts, and a warning where it does not look like abstracts."""
    words, characters = lengths["words"], lengths["characters"]
    if not words.any():
        return "There are no abstracts."
    if len(lengths) == 1:
        return f"The only abstract has {count(words.iloc[0], 'word')} and {characters.iloc[0]:,} characters."
    short = " That is short for abstracts: they may be summaries or notes of another kind."
    told = f"Half of the abstracts have {words.median():,.0f} words or more; they run from {characters.min():,} to "
    return f"{told}{characters.max():,} characters.{short if characters.median() < 350 else ''}"


def compute_cuts(papers: pd.DataFrame) -> pd.DataFrame:
    """What cleaning changed in at most ``SAMPLE`` abstracts, by kind; ``characters``: net loss, negative for a gain."""
    step = -(-len(papers) // SAMPLE) or 1
    texts = papers[["abstract_raw", "abstract"]].iloc[::step].itertuples(index=False, name=None)
    found = [(place, *cut) for place, pair in enumerate(texts) for cut in _find_changes(*pair)]
    cuts = pd.DataFrame(found, columns=["place", "kind", "before", "after"])
    rows = []
    for kind, found in cuts.groupby("kind"):
        loss = int(found["before"].str.len().sum() - found["after"].str.len().sum())
        pairs = zip(found["before"].str.strip(), found["after"].str.strip(), strict=True)
        shown = (f"{before[:60]} → {after[:60] or '(nothing)'}" for before, after in pairs if before)
        rows.append((kind, found["place"].nunique(), len(found), loss, next(shown, "")))
    table = pd.DataFrame(rows, columns=["kind", "papers", "changes", "characters", "example"])
    return table.sort_values(["papers", "kind"], ascending=[False, True], ignore_index=True)


def _find_changes(raw: str, abstract: str) -> list[tuple[str, str, str]]:
    """Each change from a raw abstract to the one that is analysed: by cleaning, and what is not the paper's own."""
    cleaned, changes = clean_openly(raw)
    if cleaned == abstract:
        return changes
    found = take_rights(cleaned)
    changes += [("rights of a publisher", part, "") for part in found.taken]
    own, labels = take_labels(found.text)
    changes += [("label of a structured abstract", label, "") for label in labels]
    if own.endswith(abstract) or own.startswith(abstract):
        rest = own.replace(abstract, "", 1) if abstract else own
        changes += [("line of a publisher, or of a page", rest, "")] if rest.strip() else []
    else:
        changes.append(("line of a publisher, or of a page", own, abstract))
    return changes


def list_papers(papers: pd.DataFrame) -> pd.DataFrame:
    """Papers as a reader wants to see them: id, title, venue, date at its own precision, link."""
    table = papers[["paper_id", "title", "venue"]].assign(published=format_dates(papers), link=compute_links(papers))
    return table.reset_index(drop=True)


def describe_selection(selection: str) -> str:
    """What the way in which a dump was chosen forbids one to conclude."""
    return f"**selection = {selection}.** {tell_selection(selection, 'forbidden')}"


def compute_date_origins(papers: pd.DataFrame) -> pd.DataFrame:
    """Where the dates of each clock come from, the commonest origin first, "none" last.

    ``day``, ``month`` and ``year`` count the ``papers`` known so precisely, ``first`` and ``last`` are the days that
    they can be of. A clock's papers add up to all papers.
    """
    rows = []
    for clock in CLOCKS:
        precision, low, high = (papers[f"{clock}_{part}"] for part in ("precision", "low", "high"))
        origins = papers[f"{clock}_source"].fillna("not told").where(precision != "none", "none")
        counts = origins.value_counts()
        for origin in sorted(counts.index, key=lambda name: (name == "none", -counts[name], name)):
            own = origins == origin
            known = [int((precision[own] == p).sum()) for p in PRECISIONS[:3]]
            rows.append((clock, origin, int(own.sum()), *known, low[own].min(), high[own].max()))
    columns = ["clock", "origin", "papers", "day", "month", "year", "first", "last"]
    return pd.DataFrame(rows, columns=columns)


def describe_languages(papers: pd.DataFrame, use: str) -> str:
    """One sentence on the languages of the papers, and what a step does with others than English (``use``)."""
    counts = Counter(papers["language"].dropna())
    unknown, _ = len(papers) - counts.total(), counts.pop("en", 0)
    not_told = f"; of {unknown:,} the language was not recognised" if unknown else ""
    if unknown == len(papers):
        return "The language of no paper was recognised."
    if not counts:
        return f"All papers whose language was recognised are in English{not_told}."
    foreign = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{n:,} {code}" for code, n in foreign[:6])
    named += f", {sum(n for _, n in foreign[6:]):,} in {len(foreign) - 6} more" if len(foreign) > 6 else ""
    verb = plural("is", counts.total(), "are")
    return f"{counts.total():,} of {len(papers):,} papers {verb} not in English ({named}){not_told}; {use}."
