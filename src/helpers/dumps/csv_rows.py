"""Tables as text: comma, semicolon, tab or bar between columns; columns found by name or named by the user."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from helpers.dumps.fields import find_columns, read_fields
from helpers.dumps.files import MAX_LINE, Document, read_lines
from helpers.dumps.records import DumpError, Notes, RawRecord

SEPARATORS = (",", ";", "\t", "|")
MAX_ROW_LINES = 500  # a quotation mark that closes later than this was never meant to open


def split_row(text: str, separator: str) -> list[str]:
    """The cells of one row, which may hold line breaks inside quotation marks; none where it cannot be a row."""
    csv.field_size_limit(MAX_LINE)  # the csv module's own limit, 131,072 characters, is under one long row
    try:
        return next(csv.reader([text], delimiter=separator), [])
    except csv.Error:  # a line break outside quotation marks
        return []


def choose_separator(header: str) -> str | None:
    """The separator by which a header line names most columns that we know; None if it names no title or abstract."""
    best, most = None, 0
    for separator in SEPARATORS:
        found = find_columns(cell.strip() for cell in split_row(header, separator))
        if found.keys() & {"title", "abstract"} and len(found) > most:
            best, most = separator, len(found)
    return best


def _join_rows(lines: Iterator[tuple[int, str]], width: int, separator: str) -> Iterator[tuple[int, list[str], int]]:
    """Rows as (number of the first line, cells, number of lines).

    A row ends where its quotation marks are even. One that does not close, or that has a wrong number of cells
    while its first line alone has the right one, is read as its first line, so that a stray mark costs one row
    and not the rest of the file.
    """
    pending: list[tuple[int, str]] = []
    lines = iter(lines)

    def take():
        return pending.pop(0) if pending else next(lines, None)

    while (first := take()) is not None:
        row = [first]
        marks = first[1].count('"')
        while marks % 2 and len(row) < MAX_ROW_LINES and (following := take()) is not None:
            row.append(following)
            marks += following[1].count('"')
        cells = split_row("\n".join(text for _, text in row), separator)
        if len(row) > 1 and (marks % 2 or len(cells) != width):
            alone = split_row(first[1], separator)
            if marks % 2 or len(alone) == width or not cells:
                pending[:0] = row[1:]
                row, cells = row[:1], alone if len(alone) == width else alone[:1]
        yield first[0], cells, len(row)


def read_csv_rows(
    document: Document, notes: Notes, columns=None, *, needed=("abstract", "title")
) -> Iterator[RawRecord]:
    """Records of a table in text form, streamed, every cell as text; ``needed`` are the columns it must have.

    Raises
    ------
    DumpError
        If there is no column with titles or none with abstracts, or a column that the user named is not there.
    """
    source, columns = document.source, columns or {}
    lines = enumerate(read_lines(document, notes), start=1)
    start, header = next(((n, text) for n, text in lines if text.strip("\x00 \ufeff\t,;")), (0, ""))
    if header.lower().startswith("sep=") and len(header) == 5:  # a spreadsheet's note to itself
        start, header = next(lines, (0, ""))
    while header.count('"') % 2 and (following := next(lines, None)) is not None and following[0] < start + 20:
        header += "\n" + following[1]
    header = header.strip("\x00\ufeff")
    separator = choose_separator(header) or max(SEPARATORS, key=header.count)
    names = [name.strip() for name in split_row(header, separator)]
    found = find_columns(names) | dict(columns)
    shown = ", ".join(name for name in names if name)[:300]
    for field, name in columns.items():
        if name not in names:
            setting = "date_column" if field == "published" else f"{field}_column"
            raise DumpError(f"{source} has no column {name!r}, which the setting {setting} names; it has {shown}.")
    for field in needed:
        if field not in found:
            raise DumpError(
                f"{source} has no {field} column; it has {shown}: name it with the setting {field}_column, "
                "or add a first line with the names of the columns."
            )
    notes.facts.setdefault("columns", {})[source] = {
        field: name for field, name in found.items() if field not in {"url"}
    }
    width, count = len(names), 0
    for number, cells, _ in _join_rows(lines, width, separator):
        if cells and not any(cell.strip() for cell in cells):
            continue
        count += 1
        place = f"line {number}"
        while len(cells) > width and not cells[-1].strip():
            cells = cells[:-1]
            if len(cells) == width:
                notes.warn(source, "a row ends in one separator too many, which was dropped", place)
        if len(cells) > width or len(cells) < min(width, 2):  # one cell: a mark that never closed, or a stray line
            notes.warn(
                source, f"a row has not the {width} cells of the header and was left out", f"{place}: {len(cells)}"
            )
            yield RawRecord(source, place, {}, "unreadable record")
            continue
        if len(cells) < width:
            notes.warn(source, "a row has fewer cells than the header; the rest counts as empty", place)
            cells = [*cells, *[""] * (width - len(cells))]
        row = {}
        for name, cell in zip(names, cells, strict=True):
            row.setdefault(name, cell)
        yield RawRecord(source, place, read_fields(row, columns))
    if count == 0:
        raise DumpError(f"{source} has 0 papers: there is no row under its header.")
