"""Excel workbooks (.xlsx): the first sheet with columns that we know, row by row, formulas as the values last saved."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any

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

    Raises
    ------
    DumpError
        If it is locked, damaged, of the old binary kind, or no sheet has the columns that are needed.
    """
    source = document.source
    with copy_whole(document, notes) as path:
        _check_kind(path, document)
        with path.open("rb") as stream:  # openpyxl judges a path by its ending
            book = _open_book(stream, source)
            try:
                yield from _read_book(book, source, notes, columns)
            finally:
                book.close()


def _check_kind(path, document: Document) -> None:
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
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        head = stream.read(_HEAD).replace(b"\x00", b"")
                    if re.search(rb"<!(?:DOCTYPE|ENTITY)", head):
                        raise DumpError(
                            f"{source} declares XML entities in {part.filename}, which no spreadsheet does; "
                            "it is refused."
                        )
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
        raise DumpError(
            f"{source} is a damaged Excel file ({type(error).__name__}: {error}); save it again or as CSV."
        ) from None


def _read_book(book, source: str, notes: Notes, columns) -> Iterator[RawRecord]:
    named = list((columns or {}).values())
    heads = [(sheet, _find_header(sheet, source, notes, named)) for sheet in book.worksheets]
    filled = [(sheet, head) for sheet, head in heads if head is not None]
    if not filled:
        raise DumpError(f"{source} is empty: no sheet has anything in it; save or export it again.")
    best = max(range(len(filled)), key=lambda n: (filled[n][1][2], -n))
    sheet, (_, header, _, headless) = filled[best]
    what = choose_columns(source, header, notes, columns, headless=headless)
    count = 0
    for place, cells in _read_sheet(sheet, filled[best][1], what, source, notes, len(book.worksheets) > 1):
        count += 1
        yield make_record(cells, what, notes, place)
    for n, (other, head) in enumerate(filled):
        if n == best:
            continue
        if not headless and _strip(head[1]) == _strip(header):
            for place, cells in _read_sheet(other, head, what, source, notes, True):
                count += 1
                yield make_record(cells, what, notes, place)
        else:
            notes.warn(source, "a further sheet with other columns was not read", other.title)
    if count == 0:
        raise DumpError(f"{source} has 0 papers: there is no row under its header.")


def _strip(cells) -> list[str]:
    return [str(cell or "").strip().casefold() for cell in cells]


def _iterate(sheet, source: str, notes: Notes) -> Iterator[tuple[int, list[Any] | None]]:
    """Rows that are not empty, with their numbers; None in place of the rest of a sheet that breaks off."""
    sheet.reset_dimensions()  # some writers put a wrong size into the file, and rows would be cut to it
    empty = 0
    rows = enumerate(sheet.iter_rows(values_only=True, max_col=None), 1)
    number = 0
    while True:
        try:
            found = next(rows, None)
        except Exception as error:  # broken XML, a shared text that is not there, a date beyond the calendar
            notes.warn(source, "a sheet is damaged and breaks off", f"after row {number}: {error}")
            yield number + 1, None
            return
        if found is None:
            return
        number, cells = found
        cells = [_read_cell(cell) for cell in cells[:MAX_WIDTH]]
        if any(str(cell).strip() for cell in cells):
            empty = 0
            yield number, cells
        else:
            empty += 1
            if empty >= MAX_EMPTY:
                return


def _read_cell(value: Any) -> Any:
    if isinstance(value, str) and "_x" in value:
        value = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), value)
    return read_value(value)


def _find_header(sheet, source: str, notes: Notes, named: list[str]):
    """Of a sheet's first rows the header, as (row, names, columns that are known, whether it is a row of data)."""
    quiet = Notes()
    rows = [(n, _trim(cells)) for n, cells in islice(_iterate(sheet, source, quiet), LOOK) if cells is not None]
    rows = [(n, [str(cell) for cell in cells]) for n, cells in rows]
    if not rows:
        return None
    usual = max(len(cells) for _, cells in rows)
    best = None
    for number, cells in rows:
        known = count_known(cells, named)
        if known > (best[2] if best else 0):
            best = (number, cells, known, False)
        filled = sum(bool(cell.strip()) for cell in cells)
        if filled > max(1, usual // 3):  # rows before it are notes; this one is the header or a paper
            break
    if best:
        return best
    number, cells = next(((n, c) for n, c in rows if sum(bool(x.strip()) for x in c) > max(1, usual // 3)), rows[0])
    headless = looks_like_data(cells)
    return number, cells + [""] * (usual - len(cells) if headless else 0), 0, headless


def _trim(cells: list[Any]) -> list[Any]:
    cells = list(cells)
    while cells and not str(cells[-1]).strip():
        cells.pop()
    return cells


def _read_sheet(
    sheet, head, what: Columns, source: str, notes: Notes, several: bool
) -> Iterator[tuple[str, list[Any] | None]]:
    """The rows under a sheet's header as (place, as many cells as the header has names)."""
    start, header, _, headless = head
    width = len(what.names)
    rows = _iterate(sheet, source, notes)
    title = f"sheet {sheet.title!r}, " if several else ""
    for number, cells in rows:
        if number < start or (number == start and not headless):
            if number < start:
                notes.warn(source, "rows before the header were passed over", f"{title}row {number}")
            continue
        place = f"{title}row {number}"
        if cells is None:
            yield place, None
            return
        cells = _trim(cells)
        if cells[: len(header)] == list(header) and not headless:
            notes.warn(source, "the header stands again among the rows and was passed over", place)
            continue
        if len(cells) > width:
            notes.warn(source, "a row goes beyond the columns of the header; what is there was dropped", place)
            cells = cells[:width]
        yield place, [*chain(cells, [""] * (width - len(cells)))]
