"""JSON documents: lists of papers, plain or under a key, papers one after another, one paper alone, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from helpers.dumps.decoding import read_text
from helpers.dumps.json.json_stream import MAX_DEPTH, DepthFault
from helpers.dumps.json.json_walk import BROKEN, JsonWalk
from helpers.dumps.json.services import ItemReader
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes, RawRecord

_BEGINS = re.compile(
    r"\s*(?:\{(?!\{|\\)|\[\s*(?:[\[\]{\"-]|null\b|true\b|false\b|NaN\b|\Z|\d[\d.eE+-]*\s*(?:,\s*[\[{\"\d-]|\]\s*\Z)))"
)


def is_json(head: str) -> bool:
    """Whether a text begins as a JSON list or object; "[A title](…)" is a link on a page, "{{…}}" a template.

    Lists of papers in lines (JSONL) begin so too and are to be told before.
    """
    return _BEGINS.match(head.lstrip("\ufeff\x00")) is not None


def read_json(document: Document, notes: Notes, columns: Mapping[str, str] | None = None) -> Iterator[RawRecord]:
    """Records of a JSON file, streamed.

    An item that is broken, cut, or no object is a record that cannot be read, counted and named; the others are
    kept. A null is no record.

    Raises
    ------
    DumpError
        If there are no papers in it, or it is nested deeper than ``MAX_DEPTH`` levels.
    """
    source, number, records = document.source, 0, 0
    reader = ItemReader(source, notes, "json", columns)
    walk = JsonWalk(read_text(document, notes), source, notes)
    try:
        for number, found in enumerate(walk.find_items(), start=1):
            place = f"item {number}"
            if found.value is BROKEN:
                records += 1
                yield RawRecord(source, place, {}, "unreadable record")
                continue
            record = reader.read(found.value, place)
            if record is None:
                continue
            if found.day is not None:  # the day of the list is when it listed its papers
                record.fields["listed"] = [*record.fields.get("listed", []), found.day]
            records += 1
            yield record
    except DepthFault:
        raise DumpError(
            f"{source} is nested deeper than {MAX_DEPTH} levels (item {number + 1}, line "
            f"{walk.stream.find_line():,}), which no list of papers is; take that item out."
        ) from None
    if records == 0:
        what = f"nothing but {number:,} null items" if number else "an empty list"
        raise DumpError(f"{source} holds {what}: there are 0 papers in it; choose another day or file.")
