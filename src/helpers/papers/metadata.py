"""Facts that stand beside a dump in ``<stem>.metadata.csv``, joined to its records by identifier or title."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes
from helpers.dumps.tables.csv_rows import read_csv_rows
from helpers.papers.date_columns import coarsen_dates
from helpers.papers.prepared_records import ARXIV_ORIGIN, PreparedRecord, prepare_record
from helpers.text.cleaning import clean_text
from helpers.text.identifiers import list_keys

METADATA_ORIGIN = "metadata file"  # of a date that a row tells


def join_metadata(records: list[PreparedRecord], path: Path, notes: Notes) -> None:
    """Add the facts of a metadata file, a CSV, to the records that they belong to, in place.

    Facts fill gaps; dates of the file come first among dates of equal precision. A row joins by identifier,
    else by title, all records of its paper. What did not join is warned of; ``notes.facts["metadata"]`` has the counts.
    Raises DumpError if a row has neither a title nor an identifier.
    """
    rows = list(_read_rows(path, notes))
    coarsen_dates(rows, notes)
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, record in enumerate(records):
        for key in _list_keys(record):
            places[key].append(i)
    joined: dict[int, int] = {}
    for number, row in enumerate(rows):
        found = next((places[key] for key in _list_keys(row) if key in places), [])
        if not found:
            notes.warn(path.name, "a row of the metadata belongs to no record", row.title or row.ids)
        for i in found:
            if i in joined:
                notes.warn(path.name, "a record has more than one row of metadata; the first is used", row.title)
                continue
            joined[i] = number
            _add_facts(records[i], row, notes)
    alone = [record for i, record in enumerate(records) if i not in joined and record.problem is None]
    for record in alone:
        notes.warn(path.name, "a record has no row in the metadata", record.title)
    notes.facts.get("columns", {}).pop(path.name, None)
    counts = {"rows": len(rows), "rows_joined": len(set(joined.values()))}
    counts |= {"records_joined": len(joined), "records_without": len(alone)}
    notes.facts["metadata"] = {"file": path.name, **counts}


def _list_keys(record: PreparedRecord) -> list[tuple[str, str]]:
    """What a row and a record meet by, the surest first."""
    return [*list_keys(record.ids), *[("title", record.title_key)] * bool(record.title_key)]


def _read_rows(path: Path, notes: Notes) -> Iterator[PreparedRecord]:
    for raw in read_csv_rows(Document(path, path.name), notes, needed=()):
        if raw.problem:
            continue
        row = prepare_record(raw, notes)
        row.title = clean_text(row.title_raw)
        if not row.title and not row.ids:
            said = "has neither a title nor an identifier, so it cannot be joined; give each row one of them"
            raise DumpError(f"{path.name}, {raw.place}, {said}.")
        for clock, dates in row.dates.items():
            row.dates[clock] = [(date, METADATA_ORIGIN) for date, origin in dates if origin != ARXIV_ORIGIN]
        yield row


def _add_facts(record: PreparedRecord, row: PreparedRecord, notes: Notes) -> None:
    for kind, value in row.ids.items():
        if record.ids.setdefault(kind, value) != value:
            said = f"the {kind} of a row is not the record's; the record's is kept"
            notes.warn(row.source, said, f"{value}: {row.title}")
    for clock, dates in row.dates.items():
        record.dates[clock] = [*dates, *record.dates.get(clock, [])]
    record.add_arxiv_month()
    for key, value in row.values.items():
        record.values.setdefault(key, value)
