"""Rows of a table in text form: cells told apart, lines joined, and stray quotation marks contained."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from helpers.dumps.decoding import MAX_LINE

MAX_ROW_LINES = 500  # a quotation mark that closes later than this was never meant to open
MAX_ROW = 2_000_000  # characters, for the same reason
_ESCAPED = re.compile(r'(?<!\\)((?:\\\\)*)\\"')


@dataclass(frozen=True)
class Dialect:
    """How cells are told apart; ``quoting`` is "double" (a mark inside is doubled), "backslash" or "none"."""

    separator: str
    quoting: str = "double"
    spaced: bool = False  # a blank follows each separator
    wrapped: bool = False  # each row as a whole stands in quotation marks, saved as a table once too often


def split_row(text: str, dialect: Dialect, *, strict: bool = False) -> list[str]:
    """The cells of one row, which may hold line breaks inside quotation marks; none where it cannot be a row."""
    csv.field_size_limit(MAX_LINE)  # the csv module's own limit, 131,072 characters, is under one long row
    try:
        cells = next(_open_reader([_prepare(text, dialect)], dialect, strict=strict), [])
    except csv.Error:  # a line break outside quotation marks, or strictly, a mark in the wrong place
        return []
    return _unwrap(cells, dialect)


def _open_reader(lines: Iterable[str], dialect: Dialect, *, strict: bool):
    quoting = csv.QUOTE_NONE if dialect.quoting == "none" else csv.QUOTE_MINIMAL
    return csv.reader(
        lines, delimiter=dialect.separator, quoting=quoting, skipinitialspace=dialect.spaced, strict=strict
    )


def _prepare(text: str, dialect: Dialect) -> str:
    return _ESCAPED.sub(r'\1""', text) if dialect.quoting == "backslash" and "\\" in text else text


def _unwrap(cells: list[str], dialect: Dialect) -> list[str]:
    if not dialect.wrapped or len(cells) != 1:
        return cells
    return split_row(cells[0], Dialect(dialect.separator, dialect.quoting, dialect.spaced))


def _split_loosely(text: str, separator: str) -> list[str]:
    """Cells of a row with marks inside cells that are not doubled: one closes only before a separator."""
    mark = re.compile(rf'\s*"(.*?)"\s*(?={re.escape(separator)}|\Z)', re.S)
    cells, place = [], 0
    while True:
        found = mark.match(text, place)
        if found:
            cells.append(found[1].replace('""', '"'))
            place = found.end()
        else:
            end = text.find(separator, place)
            end = len(text) if end < 0 else end
            cells.append(text[place:end])
            place = end
        if place >= len(text):
            return cells
        place += 1
        if place == len(text):
            return [*cells, ""]


class _Feeder:
    """Hands numbered lines to the csv reader one by one and keeps those of the row under way."""

    def __init__(self, lines: Iterable[tuple[int, str]], dialect: Dialect) -> None:
        self.lines, self.dialect = iter(lines), dialect
        self.taken: list[tuple[int, str]] = []
        self.pending: deque[tuple[int, str]] = deque()
        self.size = 0

    def __iter__(self):
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MAX_ROW_LINES or self.size > MAX_ROW:
            raise StopIteration
        line = self.pending.popleft() if self.pending else next(self.lines)
        self.taken.append(line)
        self.size += len(line[1])
        return _prepare(line[1], self.dialect) + "\n"

    def start(self) -> None:
        """Begin a row."""
        self.taken, self.size = [], 0

    def give_back(self, kept: int) -> None:
        """Keep the first lines of the row under way and hand the others out again."""
        self.pending.extendleft(reversed(self.taken[kept:]))
        self.taken, self.size = self.taken[:kept], 0


def read_rows(
    lines: Iterable[tuple[int, str]], dialect: Dialect, width: int | None
) -> Iterator[tuple[int, list[str] | None, int]]:
    """Rows as (number of the first line, cells, number of lines); cells are None where marks never close.

    A row that is not well formed, or that goes over several lines and has a wrong number of cells, is read anew:
    a mark that opens by mistake costs its own row and not the rest of the file.

    Parameters
    ----------
    lines : iterable of (int, str)
        Numbered lines without their ends.
    dialect : Dialect
    width : int, optional
        Cells of a sound row; without it rows are taken as they come.
    """
    csv.field_size_limit(MAX_LINE)
    feeder = _Feeder(lines, dialect)
    strict, loose = (_open_reader(feeder, dialect, strict=way) for way in (True, False))
    while True:
        feeder.start()
        sound = True
        try:
            cells = next(strict, None)
        except csv.Error:
            cells, sound = [], False
        if not feeder.taken:
            if feeder.pending or cells is not None:
                continue
            return
        if sound and cells is not None:
            cells = _unwrap(cells, dialect)
            alone = len(feeder.taken) == 1
            if _fits(cells, width) or (not cells if alone else not _swallows(feeder.taken[1:], dialect, width)):
                yield feeder.taken[0][0], cells, len(feeder.taken)
                continue
        feeder.give_back(0)
        feeder.start()
        try:
            cells = _unwrap(next(loose, None) or [], dialect)
        except csv.Error:
            cells = []
            feeder.give_back(1)
        cells, kept = _mend_row([text for _, text in feeder.taken], cells, dialect, width)
        feeder.give_back(kept)
        yield feeder.taken[0][0], cells, kept


def _fits(cells: list[str], width: int | None) -> bool:
    """Whether a row has the right number of cells, or one empty one more at its end."""
    return width is None or len(cells) == width or (len(cells) == width + 1 and not cells[-1].strip())


def _swallows(lines: Iterable[tuple[int, str]], dialect: Dialect, width: int | None) -> bool:
    """Whether one of the further lines of a row is a whole row by itself."""
    if width is None or width < 2:
        return False
    return any(len(split_row(text, dialect, strict=True)) == width for _, text in islice(lines, 50))


def _mend_row(texts: list[str], cells: list[str], dialect: Dialect, width: int | None) -> tuple[list[str] | None, int]:
    """The cells of a row that is not well formed, and how many of its lines belong to it."""
    separator = dialect.separator
    if len(texts) == 1:
        cells = _split_best(texts[0], cells, dialect, width)
        return None if _is_open(texts[0], dialect) and separator not in "\t|" else cells, 1
    swallows = _swallows(enumerate(texts[1:]), dialect, width)
    swallows |= texts[0].startswith('"') and any(text.startswith('"') for text in texts[1:])
    if not swallows and len(texts) < MAX_ROW_LINES:
        whole = "\n".join(texts)
        closed = whole.count('"') % 2 == 0
        if closed and _fits(cells, width):
            return cells, len(texts)
        if closed and _fits(again := _split_loosely(whole, separator), width):
            return again, len(texts)
    alone = split_row(texts[0], dialect)
    if texts[0].count('"') % 2 == 0:
        return _split_best(texts[0], alone, dialect, width), 1
    if separator in "\t|" and len(again := texts[0].split(separator)) == width:  # marks mean nothing there
        return again, 1
    return None, 1


def _is_open(text: str, dialect: Dialect) -> bool:
    """Whether a mark opens in a line and does not close in it."""
    reader = _open_reader([_prepare(text, dialect) + "\n", ""], dialect, strict=False)
    try:
        next(reader, None)
    except csv.Error:  # a line end inside the line
        return False
    return reader.line_num > 1


def count_sound(texts: Iterable[str], dialect: Dialect, width: int) -> int:
    """How many rows are well formed and have the right number of cells."""
    reader = _open_reader((_prepare(text, dialect) + "\n" for text in texts), dialect, strict=True)
    sound = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            continue
        if cells is None:
            return sound
        sound += len(cells) in (width, width + 1)


def _split_best(text: str, cells: list[str], dialect: Dialect, width: int | None) -> list[str]:
    """The first reading of a line that gives the wanted number of cells."""
    if width is None or '"' not in text or not text:
        return cells
    separator = dialect.separator
    loosely = _split_loosely(text, separator)
    if len(loosely) == width:
        return loosely
    if len(cells) == width:
        return cells
    other = Dialect(separator, "double" if dialect.quoting == "backslash" else "backslash", dialect.spaced)
    for again in (split_row(text, other), text.split(separator) if separator in "\t|" else []):
        if len(again) == width:
            return again
    return cells
