"""Facts that stand beside a dump in ``<stem>.metadata.csv``, joined to its records by identifier or title."""

from __future__ import annotations

from pathlib import Path

from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes
from helpers.dumps.tables.csv_rows import read_csv_rows
from helpers.papers.merging import CLOCKS, Entry
from helpers.text.dates import find_fault, read_date
from helpers.text.identifiers import find_arxiv_id, find_arxiv_month, find_doi, mend_arxiv_id
from helpers.text.words import clean_text

ORIGIN = "metadata file"


def join_metadata(entries: list[Entry], path: Path, notes: Notes) -> None:
    """Add the facts of a metadata file to the entries that they belong to, in place.

    Identifiers and venue fill gaps; dates of the file come first among dates of equal precision. A row joins by
    arXiv id, else by DOI, else by title; several entries of one paper all get its facts. What did not join is
    counted in the notes, with examples; ``notes.facts["metadata"]`` has the counts.

    Parameters
    ----------
    entries : list of Entry
        Changed in place.
    path : Path
        CSV with a title or an identifier in each row; the names of its columns are those of any CSV dump.
    notes : Notes
    """
    rows = list(_read_rows(path, notes))
    places: dict[tuple[str, str], list[int]] = {}
    for i, entry in enumerate(entries):
        keys = {("arxiv_id", entry.ids.get("arxiv_id")), ("doi", entry.ids.get("doi")), ("title", entry.title_key)}
        for key in keys:
            if key[1]:
                places.setdefault(key, []).append(i)
    joined: dict[int, int] = {}
    for number, row in enumerate(rows):
        keys = (("arxiv_id", row.ids.get("arxiv_id")), ("doi", row.ids.get("doi")), ("title", row.title_key))
        found = next((places[key] for key in keys if key[1] and key in places), [])
        if not found:
            notes.warn(path.name, "a row of the metadata belongs to no record", row.title or row.ids)
        for i in found:
            if i in joined:
                notes.warn(path.name, "a record has more than one row of metadata; the first is used", row.title)
                continue
            joined[i] = number
            _add_facts(entries[i], row, notes, path.name)
    alone = [e for i, e in enumerate(entries) if i not in joined and e.problem is None]
    for entry in alone:
        notes.warn(path.name, "a record has no row in the metadata", entry.title)
    notes.facts.get("columns", {}).pop(path.name, None)
    notes.facts["metadata"] = {
        "file": path.name,
        "rows": len(rows),
        "rows_joined": len(set(joined.values())),
        "records_joined": len(joined),
        "records_without": len(alone),
    }


def _read_rows(path: Path, notes: Notes):
    """The rows of the file as entries; a table need not have abstracts here."""
    for raw in read_csv_rows(Document(path, path.name), notes, needed=()):
        fields = raw.fields
        if raw.problem:
            continue
        row = Entry(raw.source, raw.place, title=clean_text(fields.get("title", "")))
        given = str(fields.get("arxiv_id", ""))
        arxiv_id = find_arxiv_id(given) or mend_arxiv_id(given)
        doi = find_doi(str(fields.get("doi", "")))
        row.ids = {k: v for k, v in (("arxiv_id", arxiv_id), ("doi", doi)) if v}
        for clock in CLOCKS:
            for _, value in fields.get(clock, []):
                interval = read_date(value)
                if interval is None or find_fault(interval):
                    notes.warn(path.name, f"a {clock} date cannot be used", value)
                else:
                    row.dates.setdefault(clock, []).append((interval, ORIGIN))
        row.values = {key: fields[key] for key in ("venue", "language", "url", "keywords", "categories", "authors")
                      if fields.get(key)}  # fmt: skip
        if not row.title and not row.ids:
            raise DumpError(
                f"{path.name}, {raw.place}, has neither a title nor an identifier, so it cannot be joined; "
                "give each row one of them."
            )
        yield row


def _add_facts(entry: Entry, row: Entry, notes: Notes, name: str) -> None:
    for kind, value in row.ids.items():
        if entry.ids.setdefault(kind, value) != value:
            notes.warn(name, f"the {kind} of a row is not the record's; the record's is kept", f"{value}: {row.title}")
    for clock, dates in row.dates.items():
        entry.dates[clock] = [*dates, *entry.dates.get(clock, [])]
    month = find_arxiv_month(entry.ids.get("arxiv_id", ""))
    if month and not any(origin == "arXiv id" for _, origin in entry.dates.get("published", [])):
        entry.dates.setdefault("published", []).append((read_date(month), "arXiv id"))
    for key, value in row.values.items():
        entry.values.setdefault(key, value)
