"""JSON documents: lists of papers, plain or under a key, one paper alone, and the Daily Papers API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from helpers.dumps.fields import NAMES, find_columns, fold_name, read_fields
from helpers.dumps.files import Document, read_text
from helpers.dumps.records import DumpError, Notes, RawRecord

CONTAINERS = ("papers", "data", "results", "items", "records", "entries", "works", "message", "hits", "documents")
_DECODER = json.JSONDecoder(parse_float=str)  # an id written as a number keeps its last zero


def parse_json(text: str) -> Any:
    """The value of a JSON text, numbers with a point kept as text; raises ValueError."""
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def find_items(document: Any) -> list | None:
    """The list of papers inside a JSON object, under one of the usual keys; None if there is none."""
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        return None
    for key in CONTAINERS:
        inner = document.get(key)
        if isinstance(inner, list):
            return inner
        if isinstance(inner, dict) and (found := find_items(inner)) is not None:
            return found
    return None


def is_paper(item: dict) -> bool:
    """Whether a JSON object has a title or an abstract, itself or one level down."""
    names = {fold_name(key) for key in item}
    for inner in item.values():
        if isinstance(inner, dict):
            names |= {fold_name(key) for key in inner}
    return bool(names & {*NAMES["title"], *NAMES["abstract"]})


def read_item(item: Any, source: str, place: str, columns=None) -> RawRecord | None:
    """One item of a list as a record; None for a null item, which is no record."""
    if item is None:
        return None
    if not isinstance(item, dict):
        return RawRecord(source, place, {}, "unreadable record")
    fields = read_fields(item, columns)
    problem = None if is_paper(item) or fields.get("title") or fields.get("abstract") else "not a paper"
    return RawRecord(source, place, fields, problem)


def _stream_list(pieces: Iterator[str], source: str, notes: Notes) -> Iterator[Any]:
    """The items of one or more JSON arrays or objects written one after another, without holding the text."""
    buffer, at, open_list, started = "", 0, False, False
    wanted = 0  # do not try again before the buffer has grown to this: keeps long items linear
    while True:
        while at < len(buffer) and buffer[at] in " \t\r\n,\ufeff":
            at += 1
        if at < len(buffer) and buffer[at] in "[]" and (buffer[at] == "]" or not open_list):
            open_list, started = buffer[at] == "[", True
            at += 1
            continue
        inside = open_list or buffer[at : at + 1] == "{"
        if at < len(buffer) and inside and len(buffer) - at >= wanted:
            try:
                item, at = _DECODER.raw_decode(buffer, at)
                wanted = 0
                yield item
                continue
            except RecursionError:
                raise DumpError(f"{source} is nested too deeply to be a list of papers.") from None
            except json.JSONDecodeError as error:
                wanted = 2 * (len(buffer) - at)
                fault = f"{error.msg} near {buffer[error.pos : error.pos + 30]!r}"
        elif at < len(buffer) and not inside:
            notes.warn(source, "text after the end of the JSON list was not read", buffer[at : at + 40])
            return
        piece = next(pieces, None)
        if piece is None:
            if at < len(buffer) and inside and wanted:
                try:
                    item, at = _DECODER.raw_decode(buffer, at)
                    yield item
                    continue
                except (json.JSONDecodeError, RecursionError):
                    notes.warn(source, "the JSON list breaks off or is broken; the rest was not read", fault)
                    yield ...  # one record that cannot be read
            elif open_list and started:
                notes.warn(source, "the JSON list has no end; the file may be cut")
            return
        buffer, at = buffer[at:] + piece, 0


def read_json_list(document: Document, notes: Notes, columns=None) -> Iterator[RawRecord]:
    """Records of a JSON file whose top level is a list, streamed."""
    source, number = document.source, 0
    for number, item in enumerate(_stream_list(read_text(document, notes), source, notes), start=1):
        if item is ...:
            yield RawRecord(source, f"item {number}", {}, "unreadable record")
            return
        record = read_item(item, source, f"item {number}", columns)
        if record is not None:
            yield record
    if number == 0:
        raise DumpError(f"{source} is an empty list: there are 0 papers in it; choose another day or file.")


def read_json_object(document: Document, notes: Notes, columns=None) -> Iterator[RawRecord]:
    """Records of a JSON file whose top level is an object: a list under a usual key, or one paper."""
    source = document.source
    text = "".join(read_text(document, notes)).lstrip("\ufeff")
    try:
        document = parse_json(text)
    except ValueError as error:
        if "Extra data" in str(error):  # objects written one after another
            yield from read_json_list(document, notes, columns)
            return
        begins = " ".join(text[:40].split())
        raise DumpError(
            f"{source} is not JSON that can be read ({error}); it begins with {begins!r}: fetch it again."
        ) from None
    items = find_items(document)
    if items is None:
        if not is_paper(document) or not find_columns(document).keys() & {"abstract"}:
            inner = [v for v in document.values() if isinstance(v, dict) and is_paper(v)]
            if not inner:
                keys = ", ".join(list(map(str, document))[:12]) or "none"
                raise DumpError(
                    f"{source} is a JSON object without papers (its keys: {keys}); the papers must be a list, "
                    f"alone or under {', '.join(CONTAINERS[:4])}."
                )
        items = [document]
    if not items:
        raise DumpError(f"{source} holds an empty list: there are 0 papers in it; choose another day or file.")
    day = document.get("date") if len(items) > 1 or "papers" in document else None
    for number, item in enumerate(items, start=1):
        record = read_item(item, source, f"item {number}", columns)
        if record is None:
            continue
        if isinstance(day, str) and item is not document:  # the day of the list is when it listed its papers
            record.fields["listed"] = [*record.fields.get("listed", []), ("date of the list", day)]
        yield record
