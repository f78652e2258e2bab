"""Tables as text: comma, semicolon, tab or bar between columns; columns found by name or named by the user."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from helpers.dumps.decoding import read_lines
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.dumps.tables.csv_dialect import SAMPLE_LINES, SAMPLE_SIZE, Layout, find_layout
from helpers.dumps.tables.csv_split import read_rows
from helpers.dumps.tables.table_columns import NEEDED, choose_columns
from helpers.dumps.tables.table_rows import make_record


def read_csv_rows(
    document: Document,
    notes: Notes,
    columns: Mapping[str, str] | None = None,
    *,
    needed: Sequence[str] = NEEDED,
) -> Iterator[RawRecord]:
    """Records of a table in text form, streamed, every cell as text; ``needed`` are the columns it must have.

    Each row with something in it is one record; a row that cannot be read is one with a problem, and a warning
    with its line.

    Raises
    ------
    DumpError
        If there is no column with titles or none with abstracts, or a column that the user named is not there.
    """
    source = document.source
    lines = enumerate(read_lines(document, notes), start=1)
    sample = _take_sample(lines)
    layout = find_layout([text for _, text in sample], list((columns or {}).values()))
    if layout is None:
        raise DumpError(f"{source} is empty: there are no papers in it; fetch or copy it again.")
    _tell_about(sample, layout, source, notes)
    names = ("", *layout.names) if layout.indexed else layout.names
    what = choose_columns(source, names, notes, columns, needed=needed, headless=layout.headless)
    start = layout.line if layout.headless else layout.end
    rest = chain((line for line in sample if line[0] >= start), lines)
    count = 0
    for number, cells in _read_data(rest, layout, names, source, notes):
        count += 1
        yield make_record(cells, what, notes, f"line {number}")
    if count == 0:
        raise DumpError(f"{source} has 0 papers: there is no row under its header.")


def _take_sample(lines: Iterator[tuple[int, str]]) -> list[tuple[int, str]]:
    sample, size = [], 0
    for number, text in lines:
        sample.append((number, text.lstrip("\ufeff") if number == 1 else text))
        size += len(text)
        if len(sample) >= SAMPLE_LINES or size > SAMPLE_SIZE:
            break
    return sample


def _tell_about(sample: list[tuple[int, str]], layout: Layout, source: str, notes: Notes) -> None:
    """Say which lines stand before the header, and how marks are read if not in the usual way."""
    about = [text for number, text in sample if number < layout.line and text.strip("\x00 \ufeff\t,;")]
    about = [text for text in about if not text.lstrip('"').lower().startswith("sep=")]
    if about:
        notes.warn(source, "lines before the header were passed over", about[0], count=len(about))
    if layout.dialect.quoting == "backslash":
        notes.warn(source, "quotation marks inside cells stand after a backslash and were read so")


def _read_data(
    lines: Iterable[tuple[int, str]], layout: Layout, names: Sequence[str], source: str, notes: Notes
) -> Iterator[tuple[int, list[str] | None]]:
    """The rows with something in them as (line, as many cells as names); no cells for one that cannot be read."""
    width = len(names)
    for number, cells, _ in read_rows(lines, layout.dialect, width):
        place = f"line {number}"
        if cells is None:
            notes.warn(source, "a quotation mark opens and never closes; its row was left out", place)
            yield number, None
            continue
        if not any(cell.strip("\x00 \t\r\n\ufeff") for cell in cells):
            if len(cells) > 1:
                notes.warn(source, "a row of empty cells was passed over", place)
            continue
        if not layout.headless and len(cells) >= width and _repeats_header(cells, names):
            notes.warn(source, "the header stands again among the rows and was passed over", place)
            continue
        extra = 0
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
            extra += 1
        if extra and len(cells) == width:
            notes.warn(source, "a row ends in one separator too many, which was dropped", place)
        if len(cells) > width and not layout.dialect.spaced and len(joined := _join_prose(cells, layout)) == width:
            notes.warn(source, "separators inside a cell stood without quotation marks; its parts were joined", place)
            cells = joined
        if len(cells) > width or len(cells) < min(width, 2):  # one cell: a stray line
            notes.warn(
                source, f"a row has not the {width} cells of the header and was left out", f"{place}: {len(cells)}"
            )
            yield number, None
            continue
        if len(cells) < width:
            notes.warn(source, "a row has fewer cells than the header; the rest counts as empty", place)
            cells += [""] * (width - len(cells))
        yield number, cells


def _join_prose(cells: Sequence[str], layout: Layout) -> list[str]:
    """Cells with those that begin with a blank put back to the one before: a comma of prose has a blank after it."""
    joined: list[str] = []
    for cell in cells:
        if joined and cell[:1] == " " and cell.strip():
            joined[-1] += layout.dialect.separator + cell
        else:
            joined.append(cell)
    return joined


def _repeats_header(cells: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a row is the header once more, as in files that were joined."""
    if cells[-1].strip() != names[len(cells) - 1 if len(cells) <= len(names) else -1] and cells[0] != names[0]:
        return False
    return [cell.strip(" \ufeff") for cell in cells[: len(names)]] == list(names)
