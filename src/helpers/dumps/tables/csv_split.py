"""Rows of a table in text form: cells told apart, lines joined, and stray quotation marks contained."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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

    def open(self, lines: Iterable[str], *, strict: bool = False):
        """The csv module's reader of some lines; a strict one raises csv.Error for a mark in the wrong place."""
        csv.field_size_limit(MAX_LINE)  # the module's own limit, 131,072 characters, is under one long row
        if self.quoting == "backslash":
            lines = (_ESCAPED.sub(r'\1""', line) for line in lines)
        quoting = csv.QUOTE_NONE if self.quoting == "none" else csv.QUOTE_MINIMAL
        return csv.reader(lines, delimiter=self.separator, quoting=quoting, skipinitialspace=self.spaced, strict=strict)

    def split(self, text: str, *, strict: bool = False) -> list[str]:
        """The cells of one row, which may hold line breaks inside quotation marks; none where it cannot be a row."""
        return self.take(self.open([text], strict=strict)) or []

    def take(self, reader) -> list[str] | None:
        """The next row of a reader: none at its end, no cells where it is not well formed."""
        try:
            cells = next(reader, None)
        except csv.Error:  # a line break outside quotation marks, or strictly, a mark in the wrong place
            return []
        return replace(self, wrapped=False).split(cells[0]) if self.wrapped and cells and len(cells) == 1 else cells


def _split_loosely(text: str, separator: str) -> list[str]:
    """Cells of a row with marks inside cells that are not doubled: one closes only before a separator."""
    mark, cells = re.escape(separator), []
    for found in re.finditer(rf'(?:\s*"(.*?)"\s*|([^{mark}]*))({mark}|\Z)', text, re.S):
        cells.append(found[2] if found[1] is None else found[1].replace('""', '"'))
        if not found[3]:
            break
    return cells


def read_rows(
    lines: Iterable[tuple[int, str]], dialect: Dialect, width: int | None
) -> Iterator[tuple[int, list[str] | None, int]]:
    """Rows as (number of the first line, cells, number of lines) of numbered lines without their ends.

    A row that is not well formed, or that goes over several lines and has not ``width`` cells, is read anew: a mark
    that opens by mistake costs its own row and not the rest of the file. Cells are None where marks never close.
    """
    lines = iter(lines)
    held: list[tuple[int, str]] = []  # the lines of the row under way, and those that were looked at for it

    def feed() -> Iterator[str]:
        size = 0
        for place in range(MAX_ROW_LINES):
            if place == len(held):
                held.extend(islice(lines, 1))
            if place == len(held) or size > MAX_ROW:
                return
            size += len(held[place][1])
            yield held[place][1] + "\n"

    while True:
        reader = dialect.open(feed(), strict=True)
        cells, height = dialect.take(reader), reader.line_num
        if not height:
            return
        texts = [text for _, text in held[:height]]
        sound = cells if height > 1 else cells == [] and not texts[0]
        if not (cells and _fits(cells, width)) and not (sound and not _swallows(texts[1:], dialect, width)):
            reader = dialect.open(feed())
            cells = dialect.take(reader)
            texts = [text for _, text in held[: reader.line_num]]
            cells, height = _mend_row(texts, cells or [], dialect, width)
        yield held[0][0], cells, height
        del held[:height]


def _fits(cells: list[str], width: int | None) -> bool:
    """Whether a row has the right number of cells, or one empty one more at its end."""
    return width is None or len(cells) == width or (len(cells) == width + 1 and not cells[-1].strip())


def _swallows(texts: list[str], dialect: Dialect, width: int | None) -> bool:
    """Whether one of the further lines of a row is a whole row by itself."""
    return (width or 0) > 1 and any(len(dialect.split(text, strict=True)) == width for text in texts[:50])


def _mend_row(texts: list[str], cells: list[str], dialect: Dialect, width: int | None) -> tuple[list[str] | None, int]:
    """The cells of a row that is not well formed, and how many of its lines belong to it."""
    text, *further = texts
    if further:
        whole, begins = "\n".join(texts), text[:1] == '"' and any(line[:1] == '"' for line in further)
        closes = whole.count('"') % 2 == 0 and len(texts) < MAX_ROW_LINES and not begins
        if closes and not _swallows(further, dialect, width):
            for again in (cells, _split_loosely(whole, dialect.separator)):
                if _fits(again, width):
                    return again, len(texts)
        cells = dialect.split(text)
    marks_matter = dialect.separator not in "\t|"
    if width is not None and '"' in text:  # the first reading that gives the wanted number of cells
        other = replace(dialect, quoting="double" if dialect.quoting == "backslash" else "backslash", wrapped=False)
        readings = [_split_loosely(text, dialect.separator), cells, other.split(text)]
        readings += [] if marks_matter else [text.split(dialect.separator)]
        cells = next((again for again in readings if len(again) == width), cells)
    reader = dialect.open([text + "\n", ""])
    dialect.take(reader)
    never_closes = text.count('"') % 2 == 1 if further else reader.line_num > 1
    return (None if never_closes and (marks_matter or len(cells) != width) else cells), 1


def read_sound_rows(texts: Iterable[str], dialect: Dialect, width: int) -> list[list[str]]:
    """The rows that are well formed, have the right number of cells or one more, and something in them."""
    reader, rows = dialect.open((text + "\n" for text in texts), strict=True), []
    while (cells := dialect.take(reader)) is not None:
        if len(cells) in (width, width + 1) and any(map(str.strip, cells)):
            rows.append(cells)
    return rows
