"""Facts that stand beside a dump in ``<stem>.metadata.csv``, joined to its records by identifier or title."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes
from helpers.dumps.tables.csv_rows import read_csv_rows
from helpers.papers.date_columns import coarsen_dates
from helpers.papers.prepared_records import ARXIV_ORIGIN, PreparedRecord, prepare_record
from helpers.papers.record_keys import RecordKeys, hash_identifier, hash_text
from helpers.text.cleaning import clean_text
from helpers.text.identifiers import list_keys

METADATA_ORIGIN = "metadata file"  # of a date that a row tells


class Metadata:
    """The rows of a metadata file, a CSV, and the records that they belong to.

    Facts fill gaps; dates of the file come first among dates of equal precision. A row joins by identifier, else by
    title, all records of its paper. What did not join is warned of.
    """

    def __init__(self, path: Path, notes: Notes) -> None:
        """Read the rows; raises DumpError if one has neither a title nor an identifier."""
        self.name = path.name
        self.rows = list(_read_rows(path, notes))
        coarsen_dates(self.rows, notes)
        notes.facts.get("columns", {}).pop(path.name, None)
        self.homes: dict[int, int] = {}
        self.without: set[int] = set()

    def join(self, keys: RecordKeys, notes: Notes) -> None:
        """Find the records that rows belong to by their keys, which get the identifiers of the rows."""
        wanted = [_hash_keys(row) for row in self.rows]
        places = keys.find_rows({key for found in wanted for key in found})
        for number, (row, found) in enumerate(zip(self.rows, wanted, strict=True)):
            numbers = next((places[key] for key in found if key in places), [])
            if not numbers:
                notes.warn(self.name, "a row of the metadata belongs to no record", row.title or row.ids)
            for i in numbers:
                if i in self.homes:
                    said = "a record has more than one row of metadata; the first is used"
                    notes.warn(self.name, said, row.title)
                self.homes.setdefault(i, number)
        more = (
            (i, hash_identifier(key)) for i, number in self.homes.items() for key in list_keys(self.rows[number].ids)
        )
        keys.add_identifiers(more)

    def finish(self, number: int, record: PreparedRecord, notes: Notes) -> None:
        """Add to a record, by its number, the facts of its row, or note that it has none."""
        if number in self.homes:
            _add_facts(record, self.rows[self.homes[number]], notes)
        elif record.problem is None:
            notes.warn(self.name, "a record has no row in the metadata", record.title)
            self.without.add(number)

    def count(self) -> dict[str, Any]:
        """Return the name of the file and how many of its rows and of the records were joined."""
        counts = {"rows": len(self.rows), "rows_joined": len(set(self.homes.values()))}
        counts |= {"records_joined": len(self.homes), "records_without": len(self.without)}
        return {"file": self.name, **counts}


def _hash_keys(row: PreparedRecord) -> list[int]:
    """What a row and a record meet by, the surest first."""
    return [*map(hash_identifier, list_keys(row.ids)), *([hash_text(row.title_key)] if row.title_key else [])]


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
