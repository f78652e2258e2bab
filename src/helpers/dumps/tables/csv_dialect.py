"""How a table in text form is laid out: separator, quotation marks, and the row with the names of its columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from helpers.dumps.tables.csv_split import Dialect, count_sound, read_rows
from helpers.dumps.tables.table_columns import count_known, looks_like_data

SEPARATORS = (",", ";", "\t", "|")
SAMPLE_LINES, SAMPLE_SIZE = 200, 1_000_000  # of a file's beginning are looked at
MAX_ABOUT = 30  # rows before the header: notes of the tool that wrote the file
_CODE = re.compile(r"(?m)^\s*(?:def \w+\(|class \w+[:(]|import \w+|from [\w.]+ import |return\b|\w+(?:, \w+)* = )")
_LOG = re.compile(r"\W?(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\w{3} +\d\d? \d\d:\d\d:\d\d |(?:DEBUG|INFO|WARN|ERROR)\w*\b)")
_OTHER = re.compile(r"\s*(?:[{<]|@\w+\s*\{|\[\s*(?:[\[{\d\]\"]|\Z)|TY {1,2}- |\ufeff?FN [A-Z]|PMID ?- )")
_RULE = re.compile(r"\s*\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)*\|?\s*")  # of a table in Markdown, or a line across
_SENTENCE = re.compile(r"[.!?][\"”)]*$|^(?:#+|[-*•>]) |[(=]\s*$|\s=\s")

_Rows = list[list[str] | None]  # None: one that cannot be read


@dataclass(frozen=True)
class Layout:
    """Where the header stands and what it names."""

    dialect: Dialect
    names: tuple[str, ...]
    line: int  # of the header, from 1
    end: int  # the line after it
    known: int  # columns that are recognised or were named; 0 if the header tells nothing
    headless: bool = False  # what stands in place of the header is a row of data
    indexed: bool = False  # rows have one cell more, at the front, than the header has names


def find_layout(lines: Sequence[str], named: Iterable[str] = ()) -> Layout | None:
    """The layout of a table from its first lines; None if there is nothing.

    Parameters
    ----------
    lines : sequence of str
        First lines of the file, without byte order mark.
    named : iterable of str
        Names of columns that the user gave.
    """
    named = tuple(named)
    start, told = _skip_blank(lines)
    if start >= len(lines):
        return None
    candidates = []
    for separator in [told] if told else SEPARATORS:
        for wrapped in (False, True):
            dialect = Dialect(separator, spaced=_is_spaced(lines[start], separator), wrapped=wrapped)
            if wrapped and not re.fullmatch(r'\s*".*"[\s,;]*', lines[start]):
                continue
            rows = list(islice(read_rows(enumerate(lines[start:], start + 1), dialect, None), MAX_ABOUT + 20))
            candidates += _find_headers(rows, dialect, named)
    if not candidates:
        return None
    _, _, layout = max(candidates, key=lambda candidate: candidate[:2])
    return _choose_quoting(lines, layout)


def _skip_blank(lines: Sequence[str]) -> tuple[int, str | None]:
    """The first line with something in it, and the separator if a spreadsheet's "sep=;" names it."""
    start = next((n for n, line in enumerate(lines) if line.strip("\x00 \ufeff\t,;")), len(lines))
    if start < len(lines) and (told := re.fullmatch(r'\s*"?sep=([,;\t|:~^])"?\s*', lines[start].strip("\ufeff"), re.I)):
        return start + 1, told[1]
    return start, None


def _is_spaced(header: str, separator: str) -> bool:
    return 0 < header.count(separator) == header.count(f"{separator} ")


def _find_headers(rows, dialect: Dialect, named: tuple[str, ...]) -> Iterator[tuple[float, int, Layout]]:
    """Rows that could be the header, each with how well it would do; the first row always can."""
    shapes = Counter(len(cells) for _, cells, _ in rows if cells)
    usual = max((width for width in shapes if width > 1), key=lambda width: (shapes[width], width), default=1)
    offered = False
    for number, cells, height in rows[:MAX_ABOUT]:
        if not cells or not any(cell.strip() for cell in cells):
            continue
        names = tuple(cell.strip(" \t\r\n\x00\ufeff\u200b") for cell in cells)
        about = names[0].startswith("#") or sum(map(bool, names)) <= max(1, usual // 3)
        known = count_known(names, named)
        headless = not known and looks_like_data(names)
        layout = Layout(dialect, names, number, number + height, known, headless)
        if known and (not offered or known > 1):
            yield known + min(shapes[len(cells)], 50) / 100, -number, layout
        elif not offered and not about:
            yield (shapes[len(cells)] if len(cells) > 1 else 0) / (10 * len(rows)), -number, layout
        if not about:
            offered = True
            if known or len(cells) >= usual > 1:
                return
    if not offered and rows and rows[0][1]:
        number, cells, height = rows[0]
        names = tuple(cell.strip() for cell in cells)
        yield 0, -number, Layout(dialect, names, number, number + height, 0, looks_like_data(names))


def _choose_quoting(lines: Sequence[str], layout: Layout) -> Layout:
    """The layout with the meaning of quotation marks by which most rows of the sample are sound."""
    body, given, width = lines[layout.end - 1 :], layout.dialect, len(layout.names)
    dialect, rows = given, _read_body(body, given, width)
    most = _count_even(rows, width)
    if any('\\"' in line for line in body):
        other = replace(given, quoting="backslash")
        if count_sound(body, other, width) > count_sound(body, given, width):
            dialect, rows, most = other, _read_body(body, other, width), most + 1
    if given.separator in "\t|" and any('"' in line for line in body):
        other = replace(given, quoting="none")
        plain = _read_body(body, other, width)
        if _count_even(plain, width) - sum(map(_is_quoted, plain)) > most:
            dialect, rows = other, plain
    longer = [cells for cells in rows if cells and len(cells) == width + 1]
    indexed = (
        len(longer) > 1
        and not any(cells and len(cells) == width and any(cell.strip() for cell in cells) for cells in rows)
        and all(cells[0].strip().isdigit() for cells in longer)
        and len({cells[0] for cells in longer}) == len(longer)
        and any(cells[-1].strip() for cells in longer)
    )
    return replace(layout, dialect=dialect, indexed=indexed)


def _read_body(body: Sequence[str], dialect: Dialect, width: int) -> _Rows:
    return [cells for _, cells, _ in read_rows(enumerate(body), dialect, width)]


def _count_even(rows: Iterable[list[str] | None], width: int) -> int:
    """How many rows with something in them have the right number of cells, or one more."""
    return sum(bool(cells) and len(cells) in (width, width + 1) and any(map(str.strip, cells)) for cells in rows)


def _is_quoted(cells: list[str] | None) -> bool:
    """Whether a cell stands in quotation marks as a whole."""
    return any(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells or ())


def is_csv(head: str) -> bool:
    """Whether the first part of a text is a table: a header that names papers' columns, or rows that agree.

    A copied page, prose with commas, source code and a log are none.
    """
    lines = head[:SAMPLE_SIZE].split("\n", SAMPLE_LINES)[:SAMPLE_LINES]
    if _OTHER.match(head[:2000]) or not head.strip():
        return False
    layout = find_layout(lines)
    if layout is None or (len(layout.names) < 2 and layout.known == 0):
        return False
    if layout.dialect.separator == "|" and any(_RULE.fullmatch(line[:2000]) for line in lines):
        return False  # in Markdown
    if layout.known < 4 and len(_CODE.findall("\n".join(lines[:60]))) > 1:
        return False
    width = len(layout.names)
    rows = _read_body(lines[layout.end - 1 :], layout.dialect, width)
    rows = [cells for cells in rows if cells is None or any(map(str.strip, cells))][:100]
    if len(rows) > 3:
        rows = rows[:-1]  # it may be cut
    sound = sum(cells is not None and len(cells) in (width, width + 1) for cells in rows)
    return (_is_known_table if layout.known else _is_even_table)(layout, lines, rows, sound)


def _is_known_table(layout: Layout, lines: Sequence[str], rows: _Rows, sound: int) -> bool:
    """Whether what follows a line that could name columns is like rows under a header."""
    names, width = layout.names, len(layout.names)
    if sum(bool(_SENTENCE.search(name)) for name in names) > width // 4 or max(map(len, names)) > 300:
        return False
    if width == 1:
        rest = lines[layout.end - 1 :]
        blank = sum(not line.strip() for line in rest[:-1])
        return len(rest) > 1 and bool(rest[0].strip()) and blank <= len(rest) // 10 and layout.line < 3
    if not rows:
        return layout.known > 1 or layout.dialect.separator != ","
    near = any(cells is not None and 1 < len(cells) < width for cells in rows)
    return sound >= max(1, len(rows) // 4) or (layout.known > 2 and (sound > 0 or near)) or layout.known > 4


def _is_even_table(layout: Layout, lines: Sequence[str], rows: _Rows, sound: int) -> bool:
    """Whether rows without a header that we know have all the same number of cells."""
    separator, names = layout.dialect.separator, layout.names
    first = [line for line in lines if line.strip()][:20]
    if sum(bool(_LOG.match(line)) for line in first) > len(first) // 2 or len(names) < 2:
        return False
    about = sum(bool(line.strip()) for line in lines[: layout.line - 1])
    if about > 3 or (about and lines[layout.line - 2].strip() and len(names) < 4):
        return False
    if layout.headless:  # rows of papers alone, perhaps; in prose a blank follows each comma
        every = [names, *(cells for cells in rows if cells)]
        blank = sum(any(cell.startswith(" ") for cell in cells[1:]) for cells in every)
        close = len(names) > 2 or any('"' + separator in line or separator + '"' in line for line in first)
        agree = sound >= 0.8 * len(rows) and (
            len(rows) > 1 or (len(rows) == 1 and close and ('"' in first[0] or separator == "\t"))
        )
        return agree and close and blank < len(every) / 5 and not layout.dialect.spaced
    blank = sum(not line.strip() for line in lines[:40])
    if not rows or blank > len(lines[:40]) // 3 or sum(bool(name) for name in names) < 2:
        return False
    if any(len(name) >= 60 or _SENTENCE.search(name) or len(name.split()) > 6 for name in names):
        return False
    if separator == "," and layout.dialect.spaced and len(names) < 4:
        return False
    return sound == len(rows) or (len(rows) > 4 and sound >= 0.8 * len(rows) and len(names) > 2)
