"""Raw records to papers: made ready, joined with the metadata, merged, sifted, and accounted for.

Every input record ends as a paper, as merged into one, or as rejected with a reason:
``len(papers) + len(decisions)`` is the number of records.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.dumps.detect import read_dump
from helpers.dumps.packing import Limits
from helpers.dumps.records import DumpError, Notes
from helpers.papers.dump_report import describe_reading, explain_refusal
from helpers.papers.merging import CLOCKS, Entry, group_entries, make_paper_id, make_text_id, make_title_key, rank_entry
from helpers.papers.metadata import join_metadata
from helpers.papers.overrides import read_overrides
from helpers.papers.prepared_records import LISTS, read_entries, write_extra
from helpers.run.inputs import find_dump, find_sidecar
from helpers.run.schema import TABLES, check_table
from helpers.text.dates import choose_date
from helpers.text.identifiers import compute_link
from helpers.text.quality import find_fault, find_language

COLUMN_SETTINGS = ("title_column", "abstract_column", "date_column", "id_column")
MANY = 3  # papers of different titles with one and the same abstract: a form letter, not an abstract


def load_papers(run) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Papers of a run's dump, and what became of the records that are not papers of their own.

    Parameters
    ----------
    run : Run
        Uses its dump, its metadata and overrides sidecars, its cache, and the settings ``title_column``,
        ``abstract_column``, ``date_column``, ``id_column``, ``titles_only``, ``max_ratio`` and ``max_gigabytes``.

    Returns
    -------
    papers, decisions : DataFrame
        As in ``helpers.run.schema``. ``papers.attrs["report"]`` tells what was read: a dictionary with ``formats``,
        ``records``, ``papers``, ``merged``, ``rejected`` (by reason), ``dated``, ``columns``, ``metadata`` and
        ``warnings`` (sentences).

    Raises
    ------
    DumpError
        If the dump has no papers; one sentence that says why.
    """
    return load_papers_of(run.dump, run.settings, run.sidecar, cache=run.cache)


def check_dump(paths: Iterable[Path], settings: Mapping[str, Any]) -> None:
    """Refuse a dump that gives no record at all; reads no further than its first one.

    Raises
    ------
    DumpError
        As :func:`load_papers` would, where nothing can be read.
    """
    notes = Notes(titles_only=settings["titles_only"])
    next(iter(read_dump(paths, notes, **_find_options(settings))), None)


def _find_options(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Columns and limits as the readers want them."""
    columns = {name.removesuffix("_column"): settings.get(name) for name in COLUMN_SETTINGS}
    return {"columns": columns, "limits": Limits(settings["max_ratio"], int(settings["max_gigabytes"] * 10**9))}


def load_papers_of(
    paths: Iterable[Path],
    settings: Mapping[str, Any],
    find_sidecar: Callable[[str], Path | None],
    *,
    cache: Path | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Papers and decisions of files under a run's settings, without its folder; see :func:`load_papers`."""
    return build_papers(
        paths,
        metadata=find_sidecar("metadata"),
        overrides=find_sidecar("overrides"),
        titles_only=settings["titles_only"],
        cache=cache,
        **_find_options(settings),
    )


def build_papers(
    paths: Iterable[Path],
    *,
    metadata: Path | None = None,
    overrides: Path | None = None,
    columns: Mapping[str, str | None] | None = None,
    titles_only: bool = False,
    limits: Limits | None = None,
    cache: Path | None = None,
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
    overrides : Path, optional
        CSV of merges to force or forbid.
    titles_only : bool
        Whether a record without an abstract is kept, its title being all its text.
    limits : Limits, optional
        How far packed files may expand.
    cache : Path, optional
        Folder where finished parts of long cleaning are kept.
    """
    paths, notes = list(paths), Notes()
    entries = read_entries(paths, notes, columns, titles_only=titles_only, limits=limits, cache=cache)
    if metadata is not None:
        join_metadata(entries, metadata, notes)
    orders = read_overrides(overrides, notes) if overrides is not None else ()
    groups, links = group_entries(entries, notes, orders)
    _mark_form_letters(entries)
    faults = [find_entry_fault(entry, titles_only=titles_only) for entry in entries]
    papers, decisions = [], []
    for group in groups:
        kept = [i for i in group if faults[i] is None]
        if not kept:
            decisions += [_reject(entries[i], faults[i]) for i in group]
            continue
        ranked = group
        if len(group) > 1:
            ranked = sorted(group, key=lambda i: (faults[i] is not None, *rank_entry(entries[i])[1:]))
        paper = _combine([entries[i] for i in ranked])
        papers.append(paper)
        decisions += [_merge(entries[i], links.get(i) or links.get(ranked[0]), paper) for i in group if i != ranked[0]]
    _name_apart(papers)
    table, decided = _make_table(papers, "papers"), _make_table(decisions, "decisions")
    report = describe_reading(table, decided, notes)
    if table.empty:
        refused = DumpError(explain_refusal(paths, entries, report["rejected"]))
        refused.report = report
        raise refused
    table.attrs["report"] = report
    return table, decided


def find_entry_fault(entry: Entry, *, titles_only: bool = False) -> str | None:
    """Why a record cannot stand as a paper of its own; None if it can.

    With ``titles_only`` a title is enough; an abstract that is none is emptied.
    """
    fault = entry.problem or find_fault(entry.title, entry.abstract)
    if titles_only and fault in {"no abstract", "short abstract", "junk abstract"} and len(entry.title.split()) > 1:
        entry.abstract = ""
        return None
    return fault


def _mark_form_letters(entries: list[Entry]) -> None:
    """Mark abstracts under 400 characters that several titles share: notes of a publisher, not abstracts."""
    titles: dict[str, set[str]] = {}
    for entry in entries:
        if entry.problem is None and 0 < len(entry.abstract) < 400:
            titles.setdefault(entry.abstract.lower(), set()).add(entry.title_key)
    for entry in entries:
        if entry.problem is None and len(titles.get(entry.abstract.lower(), ())) >= MANY:
            entry.problem = "junk abstract"


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
    # What is analysed is the abstract: many papers in another language come with an English one.
    paper["language"] = find_language(best.abstract or best.title) or paper["language"]
    for key in LISTS:
        paper[key] = list(dict.fromkeys(v for entry in entries for v in entry.values.get(key, [])))
    votes = [entry.values["votes"] for entry in entries if "votes" in entry.values]
    paper["votes"] = max(votes) if votes else None
    url = next((entry.values["url"] for entry in entries if entry.values.get("url")), None)
    paper["url"] = compute_link(**ids, url=url)
    paper["extra"] = best.extra
    if any(entry.extra not in ("{}", best.extra) for entry in entries):
        merged: dict[str, Any] = {}
        for entry in entries:
            merged = {**json.loads(entry.extra), **merged}
        paper["extra"] = write_extra(merged)
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


def _reject(entry: Entry, reason: str | None) -> dict[str, Any]:
    return {
        "source": entry.source, "record": entry.place, "outcome": "rejected", "reason": reason,
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


def find_papers(papers: pd.DataFrame, title: str) -> pd.DataFrame:
    """Rows of ``papers`` whose title is ``title``, whatever its case, punctuation or LaTeX."""
    key = make_title_key(title)
    return papers[[make_title_key(other) == key for other in papers["title"]]]


def read_other(path: str | None) -> pd.DataFrame | None:
    """Read the papers of a second dump, with the sidecars beside it; None where no path is given."""
    if path is None:
        return None
    paths = find_dump(path)
    return build_papers(paths, metadata=find_sidecar(paths, "metadata"))[0]
