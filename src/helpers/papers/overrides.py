"""Merges that a person forces or forbids, in ``<stem>.overrides.csv`` beside a dump."""

import csv
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.dumps.decoding import read_lines
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes
from helpers.papers.prepared_records import PreparedRecord
from helpers.papers.record_keys import hash_identifier, hash_text
from helpers.papers.record_parts import RecordParts
from helpers.papers.title_keys import make_text_id, make_title_key
from helpers.text.identifiers import find_acl_id, find_arxiv_id, find_doi, find_pmid, list_keys

ACTIONS = ("merge", "apart")
COLUMNS = ("action", "first", "second")
_TEXT_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Override:
    """One line of an overrides file: two references to records, and whether they are one paper."""

    source: str
    line: int
    action: str
    first: str
    second: str


Resolved = dict[str, list[tuple[Override, list[int], list[int]]]]


def read_overrides(path: Path, notes: Notes) -> list[Override]:
    """The lines of an overrides file, each once.

    It is CSV with commas, semicolons or tabs and the columns ``action`` ("merge" or "apart"), ``first`` and ``second``
    (each a paper_id, an arXiv id, a DOI, a PubMed id, an ACL id or an exact title); empty lines and lines that begin
    with "#" are passed over. Raises DumpError if a column is missing, or a line has no action or not two references.
    """
    name = path.name
    lines = [line.replace("\x00", "\ufffd") + "\n" for line in read_lines(Document(path, name), notes)]
    head = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    reader = csv.reader(lines, delimiter=max(",;\t", key=head.count))
    found: dict[tuple[str, frozenset[str]], Override] = {}
    try:
        rows = ((reader.line_num, row) for row in reader if any(map(str.strip, row)) and not row[0].startswith("#"))
        _, header = next(rows, (0, None))
        if header is None:
            raise DumpError(f"{name} is empty; give it the columns action, first and second, or take it away.")
        places = _find_columns(header, name)
        for line, row in rows:
            values = [row[place].strip() if place < len(row) else "" for place in places]
            override = _check_line(Override(name, line, values[0].lower(), *values[1:]))
            key = (override.action, frozenset((override.first, override.second)))
            if key in found:
                notes.warn(name, "a line stands there twice", f"line {line}")
            found.setdefault(key, override)
    except csv.Error as error:
        raise DumpError(f"{name}, line {reader.line_num}, is no CSV ({error}); close its quotation marks.") from None
    return list(found.values())


def _find_columns(header: list[str], name: str) -> list[int]:
    titles = [cell.strip().lower() for cell in header]
    missing = " and no column ".join(column for column in COLUMNS if column not in titles)
    if missing:
        has = ", ".join(cell.strip()[:40] for cell in header if cell.strip())
        way = "its first line must be action,first,second and perhaps note"
        raise DumpError(f"{name} has no column {missing} (it has {has}); {way}.")
    return [titles.index(column) for column in COLUMNS]


def _check_line(override: Override) -> Override:
    place = f"{override.source}, line {override.line}"
    if override.action not in ACTIONS:
        shown = f"the action {override.action[:40]!r}" if override.action else "no action"
        raise DumpError(f'{place}, has {shown}; write "merge" or "apart".')
    if not override.first or not override.second:
        column = "second" if override.first else "first"
        raise DumpError(f"{place}, has nothing under {column}; name an identifier or a title.")
    return override


def find_overridden(overrides: Sequence[Override], records: RecordParts) -> np.ndarray:
    """Return a mask over the records of a dump: those that a line of the overrides may name."""
    named = np.zeros(len(records), dtype=bool)
    references = [ref for override in overrides for ref in (override.first, override.second)]
    wanted = [
        hash_text(value) if kind == "title" else hash_identifier((kind, value))
        for ref in references for kind, value in _read_reference(ref)
    ]  # fmt: skip
    if wanted:
        named[[row for rows in records.keys.find_rows(wanted).values() for row in rows]] = True
    if hashes := {ref.lower() for ref in references if _TEXT_ID.fullmatch(ref.lower())}:
        everyone = (record for part in records.open_copies() for record in part)
        named |= [make_text_id(record.title, record.abstract) in hashes for record in everyone]
    return named


def resolve_overrides(overrides: Sequence[Override], records: Sequence[PreparedRecord], notes: Notes) -> Resolved:
    """For each action the overrides with the numbers of the records of both sides; what is not found is warned of."""
    resolved: Resolved = {action: [] for action in ACTIONS}
    if not overrides:
        return resolved
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    hashes = any(_TEXT_ID.fullmatch(ref.lower()) for o in overrides for ref in (o.first, o.second))
    for i, record in enumerate(records):
        for key in {*list_keys(record.ids), ("title", record.title_key)}:
            places[key].append(i)
        if hashes:
            places[("text", make_text_id(record.title, record.abstract))].append(i)
    for override in overrides:
        sides = []
        for reference in (override.first, override.second):
            side = next((places[key] for key in _read_reference(reference) if key[1] and key in places), [])
            if not side:
                said = "a reference belongs to no record and its line was passed over"
                notes.warn(override.source, said, f"line {override.line}: {reference}")
            sides.append(side)
        first, second = sides
        if not first or not second:
            continue
        if set(first) & set(second) and (override.action == "apart" or first == second):
            said = "a line names the same record on both sides and was passed over"
            notes.warn(override.source, said, f"line {override.line}")
        else:
            resolved[override.action].append((override, first, second))
    return resolved


def _read_reference(text: str) -> list[tuple[str, str]]:
    """What a reference may mean, the surest meaning first."""
    readers = {"arxiv_id": find_arxiv_id, "doi": find_doi, "acl_id": find_acl_id, "pmid": find_pmid}
    found = {kind: read(text) for kind, read in readers.items()}
    found |= {"text": text.lower() if _TEXT_ID.fullmatch(text.lower()) else None, "title": make_title_key(text)}
    return [(kind, value) for kind, value in found.items() if value]
