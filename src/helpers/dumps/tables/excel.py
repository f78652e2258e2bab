"""Excel workbooks (.xlsx): the first sheet with columns that we know, row by row, formulas as the values last saved."""

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from helpers.dumps.packing import Document, copy_whole
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.dumps.tables.table_cells import read_value
from helpers.dumps.tables.table_columns import Columns, choose_columns, count_known, looks_like_data
from helpers.dumps.tables.table_rows import make_record

LOOK = 50  # rows of each sheet in which the header is looked for
MAX_WIDTH = 2000  # cells of a row that are read; a sheet may have 16,384
MAX_EMPTY = 100_000  # empty rows in a row after which a sheet is over: a million may be formatted and bare
_HEAD = 65_536  # bytes of a part in which a document type would stand
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")  # a character as Excel writes those that XML cannot hold


def read_excel(document: Document, notes: Notes, columns: Mapping[str, str] | None = None) -> Iterator[RawRecord]:
    """Records of a workbook: of its first sheet with columns that we know, and of all with the same columns.

    A DumpError is raised if it is locked, damaged, of the old binary kind, or no sheet has the columns that are needed.
    """
    source = document.source
    with copy_whole(document, notes) as path:
        _check_kind(path, document)
        with path.open("rb") as stream, closing(_open_book(stream, source)) as book:  # a path is judged by its ending
            yield from _read_book(book, source, notes, columns or {})


def _check_kind(path: Path, document: Document) -> None:
    """Refuse what is no workbook of XML, expands too far, or brings a document type with it (entities)."""
    source = document.source
    with path.open("rb") as stream:
        begin = stream.read(1 << 20)
    if begin.startswith(b"\xd0\xcf\x11\xe0"):
        locked = "EncryptedPackage".encode("utf-16-le") in begin
        kind = "an Excel file locked with a password" if locked else "an old binary Excel file (.xls)"
        raise DumpError(f"{source} is {kind}; save it as .xlsx or CSV {'without one ' if locked else ''}first.")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.bin" in names:
                raise DumpError(f"{source} is a binary Excel file (.xlsb); save it as .xlsx or CSV first.")
            if not any(name.endswith("xl/workbook.xml") for name in names):
                raise DumpError(f"{source} is not an Excel workbook; export its table as .xlsx or CSV.")
            document.limits.check(sum(part.file_size for part in parts), path.stat().st_size, source)
            for part in parts:
                with archive.open(part) as stream:
                    xml = part.filename.endswith((".xml", ".rels"))
                    if xml and re.search(rb"<!(?:DOCTYPE|ENTITY)", stream.read(_HEAD).replace(b"\x00", b"")):
                        what = f"declares XML entities in {part.filename}, which no spreadsheet does"
                        raise DumpError(f"{source} {what}; it is refused.")
    except DumpError:
        raise
    except Exception as error:  # zipfile, zlib, lzma and struct have errors of their own
        raise DumpError(f"{source} is a damaged Excel file ({error}); fetch or save it again.") from None


def _open_book(stream, source: str):
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
            return openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # a broken book raises whatever its broken part makes openpyxl stumble over
        what = f"{source} is a damaged Excel file ({type(error).__name__}: {error})"
        raise DumpError(f"{what}; save it again or as CSV.") from None


class _Head(NamedTuple):
    """The header of a sheet, or the first row of one without: its number, its cells, and how many are known columns."""

    row: int
    names: list[str]
    known: int = 0
    headless: bool = False  # whether it is a row of data


def _read_book(book, source: str, notes: Notes, columns: Mapping[str, str]) -> Iterator[RawRecord]:
    heads = [(sheet, _find_head(sheet, source, list(columns.values()))) for sheet in book.worksheets]
    filled = [(sheet, head) for sheet, head in heads if head is not None]
    if not filled:
        raise DumpError(f"{source} is empty: no sheet has anything in it; save or export it again.")
    filled.sort(key=lambda pair: -pair[1].known)  # of several the first: the sort is stable
    first = filled[0][1]
    what = choose_columns(source, first.names, notes, columns, headless=first.headless)
    count = 0
    for sheet, head in filled:
        same = [name.strip().casefold() for name in head.names] == [name.strip().casefold() for name in first.names]
        if head is not first and (first.headless or not same):
            notes.warn(source, "a further sheet with other columns was not read", sheet.title)
            continue
        title = f"sheet {sheet.title!r}, " if len(book.worksheets) > 1 else ""
        for place, cells in _read_sheet(sheet, head, what, notes, title):
            count += 1
            yield make_record(cells, what, notes, place)
    if count == 0:
        raise DumpError(f"{source} has 0 papers: there is no row under its header.")


def _iterate(sheet, source: str, notes: Notes) -> Iterator[tuple[int, list[Any] | None]]:
    """Rows that are not empty, with their numbers; None in place of the rest of a sheet that breaks off."""
    sheet.reset_dimensions()  # some writers put a wrong size into the file, and rows would be cut to it
    number = last = 0
    try:
        for number, found in enumerate(sheet.iter_rows(values_only=True, max_col=None), 1):
            cells = [read_value(_unescape(cell)) for cell in found[:MAX_WIDTH]]
            while cells and not str(cells[-1]).strip():
                cells.pop()
            if cells:
                last = number
                yield number, cells
            elif number - last >= MAX_EMPTY:
                return
    except Exception as error:  # broken XML, a shared text that is not there, a date beyond the calendar
        notes.warn(source, "a sheet is damaged and breaks off", f"after row {number}: {error}")
        yield number + 1, None


def _unescape(value: Any) -> Any:
    if isinstance(value, str) and "_x" in value:
        return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), value)
    return value


def _find_head(sheet, source: str, named: list[str]) -> _Head | None:
    """The header among a sheet's first rows, else the first row that is no note before it."""
    rows = [_Head(n, list(map(str, cells))) for n, cells in islice(_iterate(sheet, source, Notes()), LOOK) if cells]
    rows = [row._replace(known=count_known(row.names, named)) for row in rows]
    usual = max((len(row.names) for row in rows), default=0)
    filled = (n for n, row in enumerate(rows) if sum(map(bool, map(str.strip, row.names))) > max(1, usual // 3))
    place = next(filled, None)  # of the first that is no note: a header, or a paper
    best = max(rows if place is None else rows[: place + 1], key=lambda row: row.known, default=None)
    if best is None or best.known:
        return best
    first = rows[place or 0]
    if not looks_like_data(first.names):
        return first
    return first._replace(headless=True, names=first.names + [""] * (usual - len(first.names)))


def _read_sheet(sheet, head: _Head, what: Columns, notes: Notes, title: str) -> Iterator[tuple[str, list[Any] | None]]:
    """The rows under a sheet's header as (place, as many cells as the header has names)."""
    source, width = what.source, len(what.names)
    for number, cells in _iterate(sheet, source, notes):
        place = f"{title}row {number}"
        if number < head.row:
            notes.warn(source, "rows before the header were passed over", place)
        elif cells is None:
            yield place, None
        elif head.headless or number > head.row:
            if cells[: len(head.names)] == head.names and not head.headless:
                notes.warn(source, "the header stands again among the rows and was passed over", place)
                continue
            if len(cells) > width:
                notes.warn(source, "a row goes beyond the columns of the header; what is there was dropped", place)
            yield place, [*cells[:width], *[""] * (width - len(cells))]
