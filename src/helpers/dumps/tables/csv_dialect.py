"""How a table in text form is laid out: separator, quotation marks, and the row with the names of its columns."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from helpers.dumps.tables.csv_split import Dialect, read_rows, read_sound_rows
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
    """The layout of a table by its first lines, without byte order mark, and columns that the user named; or None."""
    start = next((n for n, line in enumerate(lines) if line.strip("\x00 \ufeff\t,;")), len(lines))
    told = re.fullmatch(r'\s*"?sep=([,;\t|:~^])"?\s*', "".join(lines[start : start + 1]).strip("\ufeff"), re.I)
    start += bool(told)  # a spreadsheet's note of its separator
    if start >= len(lines):
        return None
    candidates, named = [], tuple(named)
    for separator in told[1] if told else SEPARATORS:
        spaced = 0 < lines[start].count(separator) == lines[start].count(f"{separator} ")
        for wrapped in (False, True) if re.fullmatch(r'\s*".*"[\s,;]*', lines[start]) else (False,):
            dialect = Dialect(separator, spaced=spaced, wrapped=wrapped)
            rows = list(islice(read_rows(enumerate(lines[start:], start + 1), dialect, None), MAX_ABOUT + 20))
            candidates += _rank_headers(rows, dialect, named)
    if not candidates:
        return None
    return _choose_quoting(lines, max(candidates, key=lambda candidate: candidate[:2])[2])


def _rank_headers(rows, dialect: Dialect, named: tuple[str, ...]) -> Iterator[tuple[float, int, Layout]]:
    """Rows that could be the header, each with how well it would do; of several that do as well the first is it."""
    shapes = Counter(len(cells) for _, cells, _ in rows if cells)
    usual = max((width for width in shapes if width > 1), key=lambda width: (shapes[width], width), default=1)
    first = True  # of those that are no notes before the header
    for number, cells, height in rows[:MAX_ABOUT]:
        if not any(map(str.strip, cells or ())):
            continue
        names = tuple(cell.strip(" \t\r\n\x00\ufeff\u200b") for cell in cells)
        about = names[0].startswith("#") or sum(map(bool, names)) <= max(1, usual // 3)
        known, score = count_known(names, named), 0.0
        if known and (first or known > 1):
            score = known + min(shapes[len(cells)], 50) / 100
        elif first and not about:
            score = shapes[len(cells)] / (10 * len(rows))
        headless = not known and looks_like_data(names)
        yield score, -number, Layout(dialect, names, number, number + height, known, headless)
        first = first and about
        if not about and (known or len(cells) >= usual > 1):
            return


def _choose_quoting(lines: Sequence[str], layout: Layout) -> Layout:
    """The layout with the meaning of quotation marks by which most rows of the sample are sound."""
    body, given, width = lines[layout.end - 1 :], layout.dialect, len(layout.names)
    ways = {"double": True, "backslash": any('\\"' in line for line in body)}
    ways["none"] = given.separator in "\t|" and any('"' in line for line in body)
    found = {way: read_sound_rows(body, replace(given, quoting=way), width) for way in ways if ways[way]}
    best = max(found, key=lambda way: len(found[way]) - (way == "none") * sum(map(_has_marks, found[way])))
    longer = [cells for cells in found[best] if len(cells) > width]
    indexed = (
        1 < len(longer) == len(found[best]) == len({cells[0] for cells in longer})
        and all(cells[0].strip().isdigit() for cells in longer)
        and any(cells[-1].strip() for cells in longer)
    )
    return replace(layout, dialect=replace(given, quoting=best), indexed=indexed)


def _has_marks(cells: Iterable[str]) -> bool:
    """Whether a cell stands in quotation marks as a whole."""
    return any(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells)


def is_csv(head: str) -> bool:
    """Whether a text begins as a table: papers' columns in a header, or rows that agree; not prose, code or a log."""
    lines = head[:SAMPLE_SIZE].split("\n", SAMPLE_LINES)[:SAMPLE_LINES]
    layout = None if _OTHER.match(head[:2000]) else find_layout(lines)
    if layout is None or (len(layout.names) < 2 and layout.known == 0):
        return False
    if layout.dialect.separator == "|" and any(_RULE.fullmatch(line[:2000]) for line in lines):
        return False  # in Markdown
    if layout.known < 4 and len(_CODE.findall("\n".join(lines[:60]))) > 1:
        return False
    rows = [cells for _, cells, _ in read_rows(enumerate(lines[layout.end - 1 :]), layout.dialect, len(layout.names))]
    rows = [cells for cells in rows if cells is None or any(map(str.strip, cells))][:100]
    if len(rows) > 3:
        rows.pop()  # it may be cut
    return (_is_known_table if layout.known else _is_even_table)(layout, lines, rows)


def _is_known_table(layout: Layout, lines: Sequence[str], rows: _Rows) -> bool:
    """Whether what follows a line that could name columns is like rows under a header."""
    width, known = len(layout.names), layout.known
    if sum(bool(_SENTENCE.search(name)) for name in layout.names) > width // 4:
        return False
    if width == 1:
        rest = lines[layout.end - 1 :]
        blank = sum(not line.strip() for line in rest[:-1])
        return len(rest) > 1 and bool(rest[0].strip()) and blank <= len(rest) // 10 and layout.line < 3
    if not rows:
        return known > 1 or layout.dialect.separator != ","
    sound = _count_sound(rows, width)
    near = any(cells and 1 < len(cells) < width for cells in rows)
    parted = sum(cells is None or len(cells) > 1 for cells in rows)  # into too many, perhaps: it is no page for that
    if known > 1 and parted >= max(2, (0.5 if known > 2 else 0.8) * len(rows)):
        return True
    return sound >= max(1, len(rows) // 4) or (known > 2 and (sound > 0 or near)) or known > 4


def _count_sound(rows: _Rows, width: int) -> int:
    return sum(cells is not None and len(cells) in (width, width + 1) for cells in rows)


def _is_even_table(layout: Layout, lines: Sequence[str], rows: _Rows) -> bool:
    """Whether rows without a header that we know have all the same number of cells."""
    separator, spaced, names = layout.dialect.separator, layout.dialect.spaced, layout.names
    first = [line for line in lines if line.strip()][:20]
    about = sum(bool(line.strip()) for line in lines[: layout.line - 1])
    if (
        not rows
        or sum(bool(_LOG.match(line)) for line in first) > len(first) // 2
        or about > 3
        or (about and lines[layout.line - 2].strip() and len(names) < 4)
    ):
        return False
    sound = _count_sound(rows, len(names))
    if layout.headless:  # rows of papers alone, perhaps; in prose a blank follows each comma
        every = [names, *filter(None, rows)]
        blank = sum(any(cell.startswith(" ") for cell in cells[1:]) for cells in every)
        close = len(names) > 2 or any('"' + separator in line or separator + '"' in line for line in first)
        several = len(rows) > 1 or '"' in first[0] or separator == "\t"
        return sound >= 0.8 * len(rows) and several and close and blank < len(every) / 5 and not spaced
    if any(len(name) >= 60 or _SENTENCE.search(name) or len(name.split()) > 6 for name in names):
        return False
    blank = sum(not line.strip() for line in lines[:40])
    if blank > len(lines[:40]) // 3 or sum(map(bool, names)) < 2 or (separator == "," and spaced and len(names) < 4):
        return False
    return sound == len(rows) or (len(rows) > 4 and sound >= 0.8 * len(rows) and len(names) > 2)
