"""JSONL: one JSON object a line, whatever the file is called."""

from __future__ import annotations

from collections.abc import Iterator

from helpers.dumps.files import Document, read_lines
from helpers.dumps.json_items import parse_json, read_item
from helpers.dumps.records import DumpError, Notes, RawRecord


def read_json_lines(document: Document, notes: Notes, columns=None) -> Iterator[RawRecord]:
    """Records of a JSONL file, streamed.

    A line that is not JSON is a record that cannot be read, counted and named; the others are kept. The last
    line of a cut file is such a line.
    """
    source, number, records, waiting = document.source, 0, 0, None
    for number, line in enumerate(read_lines(document, notes), start=1):
        if waiting is not None:
            notes.warn(source, "a line is not JSON and was left out", f"line {waiting}")
            yield RawRecord(source, f"line {waiting}", {}, "unreadable record")
            waiting = None
        text = line.strip().strip("\x00\ufeff").rstrip(",")
        if not text or text in "[]":
            continue
        try:
            item = parse_json(text)
        except ValueError:
            waiting = number
            continue
        record = read_item(item, source, f"line {number}", columns)
        if record is not None:
            records += 1
            yield record
    if waiting is not None:
        notes.warn(source, "the last line breaks off and was left out; the file may be cut", f"line {waiting}")
        yield RawRecord(source, f"line {waiting}", {}, "unreadable record")
    if records == 0:
        raise DumpError(f"{source} has 0 papers in its {number:,} lines; it should hold one JSON object a line.")
