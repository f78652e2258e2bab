"""Raw records to papers: made ready, joined with the metadata, merged, sifted, and accounted for.

Every input record ends as a paper, as merged into one, or as rejected with a reason:
``len(papers) + len(decisions)`` is the number of records.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.dates import choose_date, read_date
from helpers.dates import find_fault as find_date_fault
from helpers.dumps.detect import name_sources, read_dump
from helpers.dumps.records import DumpError, Notes, RawRecord, scrub
from helpers.identifiers import compute_link, find_arxiv_id, find_arxiv_month, find_doi, mend_arxiv_id
from helpers.merging import CLOCKS, Entry, group_entries, make_paper_id, make_text_id, make_title_key
from helpers.metadata import join_metadata
from helpers.quality import find_fault, find_language
from helpers.schema import TABLES, check_table
from helpers.text import clean_text

COLUMN_SETTINGS = ("title_column", "abstract_column", "date_column", "id_column")
LISTS = ("categories", "keywords", "authors")
MANY = 3  # papers of different titles with one and the same abstract: a form letter, not an abstract
_PLAIN_NAME = re.compile(r"[A-Za-z0-9]+(?:[ .'-]{1,2}[A-Za-z0-9]+)*\.?")
_SURROGATE = re.compile("[\ud800-\udfff]")


def load_papers(run) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Papers of a run's dump, and what became of the records that are not papers of their own.

    Parameters
    ----------
    run : Run
        Uses its dump, its metadata sidecar and the settings ``title_column``, ``abstract_column``,
        ``date_column`` and ``id_column``.

    Returns
    -------
    papers, decisions : DataFrame
        As in ``helpers.schema``. ``papers.attrs["report"]`` tells what was read: a dictionary with ``formats``,
        ``records``, ``papers``, ``merged``, ``rejected`` (by reason), ``dated``, ``columns``, ``metadata`` and
        ``warnings`` (sentences).

    Raises
    ------
    DumpError
        If the dump has no papers; one sentence that says why.
    """
    columns = {name.removesuffix("_column"): run.settings.get(name) for name in COLUMN_SETTINGS}
    return build_papers(run.dump, metadata=run.sidecar("metadata"), columns=columns)


def build_papers(
    paths: Iterable[Path], *, metadata: Path | None = None, columns: Mapping[str, str | None] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Papers and decisions of files, without a run; see :func:`load_papers`.

    Parameters
    ----------
    paths : iterable of Path
        Files of one dump, in any order.
    metadata : Path, optional
        CSV of facts beside the dump, joined by identifier or title.
    columns : mapping, optional
        "title", "abstract", "date" or "id" to the name of a column, where it is not found by its name.
    """
    paths, notes = list(paths), Notes()
    entries = [prepare_entry(raw, notes) for raw in read_dump(paths, notes, columns)]
    if metadata is not None:
        join_metadata(entries, metadata, notes)
    groups, links = group_entries(entries, notes)
    _mark_form_letters(entries)
    papers, decisions = [], []
    for group in groups:
        kept = [i for i in group if find_entry_fault(entries[i]) is None]
        if not kept:
            decisions += [_reject(entries[i]) for i in group]
            continue
        ranked = sorted(group, key=lambda i: (find_entry_fault(entries[i]) is not None, *_rank(entries[i])))
        paper = _combine([entries[i] for i in ranked])
        papers.append(paper)
        decisions += [_merge(entries[i], links.get(i) or links.get(ranked[0]), paper) for i in group if i != ranked[0]]
    _name_apart(papers)
    table, decided = _make_table(papers, "papers"), _make_table(decisions, "decisions")
    report = describe_reading(table, decided, notes)
    if table.empty:
        reasons = ", ".join(f"{n} {reason}" for reason, n in report["rejected"].items())
        names = ", ".join(sorted(name_sources(paths).values()))[:120]
        raise DumpError(f"{names} has 0 papers: all {len(entries)} records were left out ({reasons}).")
    table.attrs["report"] = report
    return table, decided


def prepare_entry(raw: RawRecord, notes: Notes) -> Entry:
    """One raw record made ready: texts cleaned, identifiers and dates read; what cannot be read is noted."""
    fields = raw.fields
    title_raw, abstract_raw = (_SURROGATE.sub("\ufffd", fields.get(key, "")) for key in ("title", "abstract"))
    entry = Entry(raw.source, raw.place, title_raw, abstract_raw, clean_text(title_raw), clean_text(abstract_raw))
    entry.problem = raw.problem
    entry.ids = read_ids(fields, raw.source, notes)
    for clock in CLOCKS:
        entry.dates[clock] = read_dates(fields.get(clock, []), raw.source, clock, notes)
    month = find_arxiv_month(entry.ids.get("arxiv_id", ""))
    if month:
        entry.dates["published"].append((read_date(month), "arXiv id"))
    values = {key: clean_text(fields[key]) for key in ("venue", "language") if fields.get(key)}
    values |= {key: [_tidy(part) for part in fields[key]] for key in LISTS if fields.get(key)}
    if fields.get("url"):
        values["url"] = _SURROGATE.sub("", fields["url"])
    if (votes := read_count(fields.get("votes", ""))) is not None:
        values["votes"] = votes
    entry.values, entry.extra = values, fields.get("extra", {})
    return entry


def _tidy(name: str) -> str:
    """A name or keyword cleaned; most need nothing."""
    return name if _PLAIN_NAME.fullmatch(name) else clean_text(name)


def read_ids(fields: Mapping[str, Any], source: str, notes: Notes) -> dict[str, str]:
    """The identifiers of a record, folded: arXiv ids without version, DOIs in lower case, an arXiv DOI as both."""
    ids = {}
    given, general = str(fields.get("arxiv_id", "")), str(fields.get("id", ""))
    arxiv_id = find_arxiv_id(given) or find_arxiv_id(general)
    if arxiv_id is None:
        number = given if given else general if re.search(r"\.\d{3,}$", general) else ""
        arxiv_id = mend_arxiv_id(number)
        if arxiv_id:
            notes.warn(source, "an arXiv id had been turned into a number and was mended", f"{number} to {arxiv_id}")
    doi = find_doi(str(fields.get("doi", "")))
    if arxiv_id is None and doi:
        arxiv_id = find_arxiv_id(doi)
    pmid = re.search(r"\d{4,9}", str(fields.get("pmid", "")))
    found = {"arxiv_id": arxiv_id, "doi": doi, "pmid": pmid[0] if pmid else None, "acl_id": fields.get("acl_id")}
    for kind, value in found.items():
        if value:
            ids[kind] = scrub(str(value))
    return ids


def read_dates(given, source: str, clock: str, notes: Notes) -> list:
    """Dates of one clock of one record with where each comes from; unreadable and impossible ones are noted."""
    dates = []
    for name, value in given:
        interval = read_date(value)
        if interval is None:
            notes.warn(source, f"a {clock} date ({name}) cannot be read", value)
        elif fault := find_date_fault(interval):
            notes.warn(source, f"a {clock} date ({name}) lies {fault} and was set aside", value)
        else:
            origin = scrub(name if " " in name else f"field {name}")
            dates.append((interval, origin))
    return dates


def read_count(text: object) -> int | None:
    """A number of votes: "66", "66.0", "1.2k"; None if it is none or below zero."""
    match = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*([kK]?)", str(text).strip())
    if match is None:
        return None
    return int(float(match[1].replace(",", ".")) * (1000 if match[2] else 1))


def find_entry_fault(entry: Entry) -> str | None:
    """Why a record cannot stand as a paper of its own; None if it can."""
    return entry.problem or find_fault(entry.title, entry.abstract)


def _mark_form_letters(entries: list[Entry]) -> None:
    """Mark abstracts under 400 characters that several titles share: notes of a publisher, not abstracts."""
    titles: dict[str, set[str]] = {}
    for entry in entries:
        if entry.problem is None and 0 < len(entry.abstract) < 400:
            titles.setdefault(entry.abstract.lower(), set()).add(entry.title_key)
    for entry in entries:
        if entry.problem is None and len(titles.get(entry.abstract.lower(), ())) >= MANY:
            entry.problem = "junk abstract"


def _rank(entry: Entry) -> tuple:
    """Order among the records of one paper, the best first: longest abstract, then by content, never by place."""
    return (-len(entry.abstract), entry.abstract, entry.title, sorted(entry.ids.items()), entry.source, entry.place)


def _combine(entries: list[Entry]) -> dict[str, Any]:
    """One paper from its records, the best first; the best value of each field wins."""
    best = entries[0]
    titled = next((entry for entry in entries if entry.title), best)
    ids = {}
    for kind in ("arxiv_id", "doi", "pmid", "acl_id"):
        values = sorted({entry.ids[kind] for entry in entries if entry.ids.get(kind)})
        if values:
            ids[kind] = next((v for v in values if not v.startswith("10.48550/")), values[0])
    paper = {
        "paper_id": make_paper_id(entries),
        "title": titled.title,
        "abstract": best.abstract,
        "title_raw": titled.title_raw,
        "abstract_raw": best.abstract_raw,
        "arxiv_id": ids.get("arxiv_id"),
        "doi": ids.get("doi"),
    }
    for clock in CLOCKS:
        paper |= _combine_dates(clock, entries)
    for key in ("venue", "language"):
        paper[key] = next((entry.values[key] for entry in entries if entry.values.get(key)), None)
    paper["language"] = paper["language"] or find_language(best.abstract)
    for key in LISTS:
        paper[key] = list(dict.fromkeys(v for entry in entries for v in entry.values.get(key, [])))
    votes = [entry.values["votes"] for entry in entries if "votes" in entry.values]
    paper["votes"] = max(votes) if votes else None
    url = next((entry.values["url"] for entry in entries if entry.values.get("url")), None)
    paper["url"] = compute_link(**ids, url=url)
    extra: dict[str, Any] = {}
    for entry in entries:
        extra = {**entry.extra, **extra}
    paper["extra"] = _SURROGATE.sub("\ufffd", json.dumps(extra, ensure_ascii=False, sort_keys=True, default=str))
    paper |= {"source": best.source, "record": best.place, "entry": best}
    return paper


def _combine_dates(clock: str, entries: list[Entry]) -> dict[str, Any]:
    """The most precise date of a clock; among equals the metadata's, then the earliest (for updates the latest)."""
    candidates = [date for entry in entries for date in entry.dates.get(clock, [])]
    sign = -1 if clock == "updated" else 1
    candidates.sort(key=lambda c: (c[1] != "metadata file", c[1] == "arXiv id", sign * c[0].low.toordinal()))
    chosen = choose_date(candidates)
    if chosen is None:
        low = high = pd.NaT
        precision, source = "none", None
    else:
        (low, high, precision), source = chosen
    return {
        f"{clock}_low": pd.Timestamp(low),
        f"{clock}_high": pd.Timestamp(high),
        f"{clock}_precision": precision,
        f"{clock}_source": source,
    }


def _name_apart(papers: list[dict[str, Any]]) -> None:
    """Give papers of one name (a DOI that two papers bear) names of their own, whatever their order."""
    names: dict[str, list[dict[str, Any]]] = {}
    for paper in papers:
        names.setdefault(paper["paper_id"], []).append(paper)
    for name, sharing in names.items():
        if len(sharing) > 1:
            ordered = sorted(sharing, key=lambda p: (p["title"], p["abstract"]))
            for place, paper in enumerate(ordered):
                text = make_text_id(paper["title"], paper["abstract"])
                paper["paper_id"] = text if text not in names else f"{name}-{place + 1}"
            if len({paper["paper_id"] for paper in ordered}) < len(ordered):
                for place, paper in enumerate(ordered):
                    paper["paper_id"] = f"{name}-{place + 1}"


def _reject(entry: Entry) -> dict[str, Any]:
    return {
        "source": entry.source, "record": entry.place, "outcome": "rejected", "reason": find_entry_fault(entry),
        "score": None, "paper_id": None, "title": entry.title or None, "fields_taken": [],
    }  # fmt: skip


def _merge(entry: Entry, link: tuple[str, float] | None, paper: dict[str, Any]) -> dict[str, Any]:
    reason, score = link or ("same title", 1.0)
    best = paper["entry"]
    taken = [k for k in ("arxiv_id", "doi") if entry.ids.get(k) and not best.ids.get(k) and paper[k] == entry.ids[k]]
    taken += [k for k in ("venue", "language", "url") if entry.values.get(k) and not best.values.get(k)]
    taken += [k for k in LISTS if set(entry.values.get(k, [])) - set(best.values.get(k, []))]
    if entry.values.get("votes", -1) > best.values.get("votes", -1):
        taken.append("votes")
    for clock in CLOCKS:
        chosen = (paper[f"{clock}_low"], paper[f"{clock}_precision"], paper[f"{clock}_source"])
        has = [
            {(pd.Timestamp(d.low), d.precision, origin) for d, origin in e.dates.get(clock, [])} for e in (entry, best)
        ]
        if chosen in has[0] - has[1]:
            taken.append(clock)
    return {
        "source": entry.source, "record": entry.place, "outcome": "merged", "reason": reason, "score": score,
        "paper": paper, "title": entry.title or None, "fields_taken": taken,
    }  # fmt: skip


def _make_table(rows: list[dict[str, Any]], name: str) -> pd.DataFrame:
    """Rows as a table that keeps its contract; a merged record takes the final name of its paper."""
    for row in rows:
        if "paper" in row:
            row["paper_id"] = row.pop("paper")["paper_id"]
    columns = list(TABLES[name].columns)
    table = pd.DataFrame([{column: row[column] for column in columns} for row in rows], columns=columns)
    if name == "papers":
        table["votes"] = table["votes"].astype("Float64")
    table["score" if name == "decisions" else "votes"] = pd.to_numeric(
        table["score" if name == "decisions" else "votes"]
    )
    return check_table(table, name)


def describe_reading(papers: pd.DataFrame, decisions: pd.DataFrame, notes: Notes) -> dict[str, Any]:
    """What was read, as a dictionary that JSON can hold: formats, counts, columns used, warnings."""
    rejected = decisions.loc[decisions["outcome"] == "rejected", "reason"].value_counts().sort_index()
    return {
        "formats": dict(notes.facts.get("formats", {})),
        "records": len(papers) + len(decisions),
        "papers": len(papers),
        "merged": int((decisions["outcome"] == "merged").sum()),
        "rejected": {str(reason): int(count) for reason, count in rejected.items()},
        "dated": int((papers["published_precision"] != "none").sum()),
        "columns": dict(notes.facts.get("columns", {})),
        "metadata": notes.facts.get("metadata"),
        "warnings": notes.sentences(),
    }


def find_papers(papers: pd.DataFrame, title: str) -> pd.DataFrame:
    """Rows of ``papers`` whose title is ``title``, whatever its case, punctuation or LaTeX."""
    key = make_title_key(title)
    return papers[[make_title_key(other) == key for other in papers["title"]]]
