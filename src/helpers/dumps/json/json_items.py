"""JSON documents: lists of papers, plain or under a key, papers one after another or alone, tables; and JSON lines."""

import re
from collections.abc import Iterator, Mapping

from helpers.dumps.decoding import read_lines, read_text
from helpers.dumps.json.json_stream import MAX_DEPTH, DepthFault, parse_json
from helpers.dumps.json.json_walk import BROKEN, JsonWalk, holds_list
from helpers.dumps.json.services import ItemReader
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes, RawRecord

_BEGINS = re.compile(
    r"\s*(?:\{(?!\{|\\)|\[\s*(?:[\[\]{\"-]|null\b|true\b|false\b|NaN\b|\Z|\d[\d.eE+-]*\s*(?:,\s*[\[{\"\d-]|\]\s*\Z)))"
)
_BARE = frozenset(("", "[", "]", "[]"))  # a list that was written with one item a line


def is_json(head: str) -> bool:
    """Whether a text begins as a JSON list or object; "[A title](…)" is a link on a page, "{{…}}" a template.

    Lists of papers in lines (JSONL) begin so too and are to be told before.
    """
    return _BEGINS.match(head.lstrip("\ufeff\x00")) is not None


def read_json(document: Document, notes: Notes, columns: Mapping[str, str] | None = None) -> Iterator[RawRecord]:
    """Records of a JSON file, streamed; ``DumpError`` if there are none, or it is nested deeper than ``MAX_DEPTH``.

    An item that is broken, cut, or no object is a record that cannot be read, counted and named. A null is no record.
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
            if (record := reader.read(found.value, place)) is None:
                continue
            if found.day is not None:  # the day of the list is when it listed its papers
                record.fields["listed"] = [*record.fields.get("listed", []), found.day]
            records += 1
            yield record
    except DepthFault:
        place = f"item {number + 1}, line {walk.stream.find_line():,}"
        what = f"{source} is nested deeper than {MAX_DEPTH} levels ({place})"
        raise DumpError(f"{what}, which no list of papers is; take that item out.") from None
    if records == 0:
        what = f"nothing but {number:,} null items" if number else "an empty list"
        raise DumpError(f"{source} holds {what}: there are 0 papers in it; choose another day or file.")


def is_json_lines(head: str) -> bool:
    """Whether a text has whole JSON objects on single lines, also where the first ones are broken."""
    lines = [line for line in head.split("\n")[:40] if line.strip() not in _BARE][:20]
    if len(lines) < 2 or not lines[0].lstrip("\ufeff\x00 \t\r").startswith("{"):
        return False
    return sum(map(_is_object, lines)) >= len(lines) // 2


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
    """Records of a JSONL file, streamed; a line that is not JSON is a record that cannot be read.

    ``DumpError`` if it has no papers, or a line is over the limit for lines or nested deeper than ``MAX_DEPTH``.
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
            what = f"{source} is nested deeper than {MAX_DEPTH} levels in line {number:,}"
            raise DumpError(f"{what}, which no paper is; take that line out.") from None
        except ValueError:
            waiting = number
            continue
        items = [item]
        if isinstance(item, dict) and holds_list(item):  # an answer of a service a line
            items = [found.value for found in JsonWalk([text], source, notes).find_items()]
        for position, one in enumerate(items, start=1):
            place = f"line {number}" if len(items) == 1 else f"line {number}, item {position}"
            if (record := reader.read(one, place)) is not None:
                records += 1
                yield record
    if waiting is not None:
        notes.warn(source, "the last line breaks off and was left out; the file may be cut", f"line {waiting}")
        yield RawRecord(source, f"line {waiting}", {}, "unreadable record")
    if records == 0:
        raise DumpError(f"{source} has 0 papers in its {number:,} lines; it should hold one JSON object a line.")
