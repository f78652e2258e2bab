"""Rows of any table (text, Parquet, Excel) under our names: what each cell says, and what keeps a row from a paper."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from helpers.dumps.fields import CLOCKS, LISTS, fold_name, read_fields, read_list, read_plain
from helpers.dumps.records import Notes, RawRecord
from helpers.dumps.reference_fields import find_kind_problem, put_language
from helpers.dumps.tables.table_cells import EMPTY, read_places, read_repr, read_serial
from helpers.dumps.tables.table_columns import INVERTED, Columns
from helpers.text.placeholders import is_missing

_EMBASE_YEAR = re.compile(r"Date of Publication:\s*([^.;]*\d{4})|\(((?:19|20)\d\d)\)")
_NOT_PAPERS = frozenset({"peerreview", "paratext", "grant", "attachment", "journalissue", "component"})  # beside others


def make_record(cells: Iterable[Any] | None, columns: Columns, notes: Notes, place: str) -> RawRecord:
    """The record of one row, a cell for each of ``columns.names``; one that cannot be read has no cells."""
    if cells is None:
        return RawRecord(columns.source, place, {}, "unreadable record")
    row = _read_cells(cells, columns, notes, place)
    fields = read_fields(row, columns.named)
    _add_spare(fields, columns, row)
    _add_dates(fields, columns, row)
    if declared := fields.pop("language", ""):
        put_language(fields, declared)
    return RawRecord(columns.source, place, fields, _find_problem(columns, row))


def _read_cells(cells: Iterable[Any], columns: Columns, notes: Notes, place: str) -> dict[str, Any]:
    """The cells with something in them by column; those that the user named are always there."""
    row: dict[str, Any] = {}
    words: dict[str, Any] = {}
    for name, cell in zip(columns.names, cells, strict=True):
        text = cell.strip() if isinstance(cell, str) else None
        if cell in (None, [], {}) or text in EMPTY:
            if name in columns.named.values():
                row[name] = ""
            continue
        if text and text[0] in "[{" and text[-1] in "]}":
            cell = read_repr(text, name in columns.lists, name in columns.abstracts)
        if name.startswith(INVERTED):
            words[name.removeprefix(INVERTED)] = read_places(cell)
        elif name in columns.clocks:
            row[name] = read_serial(cell, name, columns.source, notes, place)
        else:
            row[name] = cell
    if words:
        row.setdefault("abstract_inverted_index", words)
    return row


def _add_spare(fields: dict[str, Any], columns: Columns, row: Mapping[str, Any]) -> None:
    """Fill what is missing from the other columns that name the same field: all of them for a date, else the first."""
    for key, queue in columns.spare.items():
        if (value := fields.get(key)) and not (isinstance(value, str) and is_missing(value)):
            continue
        for name in queue:
            if key in CLOCKS:
                value = [*fields.get(key, []), (name, row[name])] if row.get(name) else None
            else:
                value = read_list(row.get(name), key) if key in LISTS else read_plain(row.get(name)).strip()
            if value:
                fields[key] = value
                fields["extra"].pop(name, None)
                if key not in CLOCKS:
                    break


def _add_dates(fields: dict[str, Any], columns: Columns, row: Mapping[str, Any]) -> None:
    """Dates that are spread over columns, or stand inside a text."""
    if columns.months:
        year, month, *days = (str(row.get(name) or "").strip().removesuffix(".0") for name in columns.months)
        if year and month and year not in month:
            names = " ".join(columns.shown[name] for name in columns.months)
            if month.isdecimal():
                joined = "-".join([year, *(part.zfill(2) for part in (month, *days) if part.isdecimal())])
            else:
                joined = " ".join(filter(None, [year, month, *days]))
            fields["published"] = [(names, joined), *fields.get("published", [])]
            for name in columns.months:
                fields["extra"].pop(name, None)
    if columns.embase and not fields.get("published") and (source := row.get(columns.embase)):
        found = list(_EMBASE_YEAR.finditer(str(source)))
        if best := next((m[1] for m in found if m[1]), None) or next((m[2] for m in found), None):
            fields["published"] = [(columns.embase, best.strip())]
        if venue := re.match(r"(.+?)\s*\((?:19|20)\d\d\)", str(source)):
            fields.setdefault("venue", venue[1])


def _find_problem(columns: Columns, row: Mapping[str, Any]) -> str | None:
    if str(row.get("is_retracted", "")).lower() == "true":
        return "withdrawn or rejected"
    for name in columns.types:
        kind = str(row.get(name, ""))
        if problem := find_kind_problem([kind]):
            return problem
        if fold_name(kind) in _NOT_PAPERS:
            return "not a paper"
    return None
