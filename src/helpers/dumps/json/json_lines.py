"""JSONL: one JSON object a line, whatever the file is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from helpers.dumps.decoding import read_lines
from helpers.dumps.json.json_stream import MAX_DEPTH, DepthFault, parse_json
from helpers.dumps.json.json_walk import JsonWalk, holds_list
from helpers.dumps.json.services import ItemReader
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes, RawRecord

_BARE = frozenset(("", "[", "]", "[]"))  # a list that was written with one item a line


def is_json_lines(head: str) -> bool:
    """Whether a text has whole JSON objects on single lines, also where the first ones are broken."""
    lines = [line for line in head.split("\n")[:40] if line.strip() not in _BARE][:20]
    if head.lstrip().startswith("[") and not (lines and lines[0].lstrip().startswith("{")):
        return False
    if not lines or not lines[0].lstrip("\ufeff\x00 \t\r").startswith("{"):
        return False
    whole = sum(map(_is_object, lines))
    return len(lines) > 1 and whole >= max(1, min(20, len(lines)) // 2)


def _is_object(line: str) -> bool:
    line = line.strip()
    if not line.startswith("{") or not line.rstrip(",").endswith("}"):
        return False
    try:
        return isinstance(parse_json(line.rstrip(",")), dict)
    except DepthFault:
        return True
    except ValueError:
        return False


def read_json_lines(document: Document, notes: Notes, columns: Mapping[str, str] | None = None) -> Iterator[RawRecord]:
    """Records of a JSONL file, streamed.

    A line that is not JSON is a record that cannot be read, counted and named; the others are kept. The last
    line of a cut file is such a line.

    Raises
    ------
    DumpError
        If it has no papers, a line is over the limit for lines, or one is nested deeper than ``MAX_DEPTH``.
    """
    source, number, records, waiting = document.source, 0, 0, None
    reader = ItemReader(source, notes, "jsonl", columns)
    for number, line in enumerate(read_lines(document, notes), start=1):
        if waiting is not None:
            notes.warn(source, "a line is not JSON and was left out", f"line {waiting}")
            yield RawRecord(source, f"line {waiting}", {}, "unreadable record")
            waiting = None
        text = line.strip().strip("\x00\ufeff\x1e").strip().rstrip(",")
        if text in _BARE:
            continue
        try:
            item = parse_json(text)
        except DepthFault:
            raise DumpError(
                f"{source} is nested deeper than {MAX_DEPTH} levels in line {number:,}, which no paper is; "
                "take that line out."
            ) from None
        except ValueError:
            waiting = number
            continue
        items = [item]
        if isinstance(item, dict) and holds_list(item):  # an answer of a service a line
            items = [found.value for found in JsonWalk([text], source, notes).find_items()]
        for position, one in enumerate(items, start=1):
            place = f"line {number}" if len(items) == 1 else f"line {number}, item {position}"
            record = reader.read(one, place)
            if record is not None:
                records += 1
                yield record
    if waiting is not None:
        notes.warn(source, "the last line breaks off and was left out; the file may be cut", f"line {waiting}")
        yield RawRecord(source, f"line {waiting}", {}, "unreadable record")
    if records == 0:
        raise DumpError(f"{source} has 0 papers in its {number:,} lines; it should hold one JSON object a line.")
