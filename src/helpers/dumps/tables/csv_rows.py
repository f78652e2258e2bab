"""Tables as text: comma, semicolon, tab or bar between columns; columns found by name or named by the user."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from helpers.dumps.decoding import read_lines
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.dumps.tables.csv_dialect import SAMPLE_LINES, SAMPLE_SIZE, Layout, find_layout
from helpers.dumps.tables.csv_split import Dialect, read_rows, read_sound_rows
from helpers.dumps.tables.row_mending import RowMender
from helpers.dumps.tables.table_columns import NEEDED, Columns, choose_columns
from helpers.dumps.tables.table_rows import make_record

_MENDED = "a row has not the cells of the header; they were put into the columns that their forms fit"
_BROKEN = "a row was broken by line ends outside quotation marks; its parts were joined"
_MOST_LINES = 20  # of a row that is broken so
_UNPLACED = "some cells of such a row could stand in several columns, which were left empty; extra has their text"


def read_csv_rows(
    document: Document, notes: Notes, columns: Mapping[str, str] | None = None, *, needed: Sequence[str] = NEEDED
) -> Iterator[RawRecord]:
    """Records of a table in text form, streamed, every cell as text; ``needed`` are the columns it must have.

    Each row with something in it is one record; a row that cannot be read is one with a problem, and a warning
    with its line. Without the columns that are needed, or one that the user named, a DumpError is raised.
    """
    source = document.source
    lines = enumerate(read_lines(document, notes), start=1)
    sample = _take_sample(lines)
    layout = find_layout([text for _, text in sample], list((columns or {}).values()))
    if layout is None:
        raise DumpError(f"{source} is empty: there are no papers in it; fetch or copy it again.")
    about = [text for number, text in sample if number < layout.line and text.strip("\x00 \ufeff\t,;")]
    about = [text for text in about if not text.lstrip('"').lower().startswith("sep=")]
    if about:
        notes.warn(source, "lines before the header were passed over", about[0], count=len(about))
    if layout.dialect.quoting == "backslash":
        notes.warn(source, "quotation marks inside cells stand after a backslash and were read so")
    names = ("", *layout.names) if layout.indexed else layout.names
    what = choose_columns(source, names, notes, columns, needed=needed, headless=layout.headless)
    start = layout.line if layout.headless else layout.end
    rest = chain((line for line in sample if line[0] >= start), lines)
    count, mender = 0, _make_mender(what, layout, sample)
    for number, given, done in _join_lines(read_rows(rest, layout.dialect, len(names)), len(names), mender):
        place, cells, unplaced = f"line {number}", given, ""
        if given is None:
            notes.warn(source, "a quotation mark opens and never closes; its row was left out", place)
        elif not any(cell.strip("\x00 \t\r\n\ufeff") for cell in given):
            if len(given) > 1:
                notes.warn(source, "a row of empty cells was passed over", place)
            continue
        elif not layout.headless and [cell.strip(" \ufeff") for cell in given[: len(names)]] == list(names):
            notes.warn(source, "the header stands again among the rows and was passed over", place)
            continue
        elif len(given) != len(names):
            cells, done = _fit_cells(given, layout.dialect, len(names))
            settled = cells if done else ()
            if not done or mender.is_wrong(cells):
                joined = _join_prose(given, layout.dialect)
                tried = [joined] * (len(names) < len(joined) < len(given)) + [given]
                mended = next(filter(None, (mender.mend(way, settled) for way in tried)), None)
                if mended := mended or (None if done else mender.keep(given)):
                    (cells, unplaced), done = mended, _MENDED
            if unplaced:
                notes.warn(source, _UNPLACED, place)
            if len(cells) != len(names):
                wrong = f"a row has not the {len(names)} cells of the header and was left out"
                notes.warn(source, wrong, f"{place}: {len(cells)}")
                cells = None
        if done:
            notes.warn(source, done, place)
        count += 1
        record = make_record(cells, what, notes, place)
        if unplaced:
            record.fields["extra"]["cells not placed"] = unplaced
        yield record
    if count == 0:
        raise DumpError(f"{source} has 0 papers: there is no row under its header.")


def _make_mender(columns: Columns, layout: Layout, sample: Sequence[tuple[int, str]]) -> RowMender:
    body = [text for number, text in sample if number >= layout.end]
    width = len(columns.names)

    def read_sound() -> list[list[str]]:
        return [row for row in read_sound_rows(body, layout.dialect, width) if len(row) == width]

    return RowMender(columns, layout.dialect.separator, read_sound)


def _join_lines(
    rows: Iterable[tuple[int, list[str] | None, int]], width: int, mender: RowMender
) -> Iterator[tuple[int, list[str] | None, str]]:
    """Rows by the number of their first line; those that line breaks outside quotation marks broke are joined and told.

    Short rows one after another are one where together they have the cells of a row and those behind the breaks fit.
    """
    held: list[tuple[int, list[str]]] = []
    joined: list[str] = []
    for number, cells, _ in rows:
        short = cells is not None and len(cells) < width and any(map(str.strip, cells))
        if short and held and len(joined) + len(cells) - 1 <= width and len(held) < _MOST_LINES:
            joint = len(joined) - 1
            joined = [*joined[:-1], f"{joined[-1]}\n{cells[0]}", *cells[1:]]
            held.append((number, cells))
            if len(joined) == width and mender.proves(joined, joint):
                yield held[0][0], joined, _BROKEN
                held = []
            continue
        yield from ((first, parts, "") for first, parts in held)
        if short and len(cells) > 1:
            held, joined = [(number, cells)], cells
        else:
            held = []
            yield number, cells, ""
    yield from ((first, parts, "") for first, parts in held)


def _take_sample(lines: Iterator[tuple[int, str]]) -> list[tuple[int, str]]:
    sample, size = [], 0
    for number, text in lines:
        sample.append((number, text.lstrip("\ufeff") if number == 1 else text))
        size += len(text)
        if len(sample) >= SAMPLE_LINES or size > SAMPLE_SIZE:
            break
    return sample


def _fit_cells(cells: list[str], dialect: Dialect, width: int) -> tuple[list[str], str]:
    """The cells of a row, as many as the header has where that can be, and what was done to them."""
    given = len(cells)
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    if given > len(cells) == width:
        return cells, "a row ends in one separator too many, which was dropped"
    if len(cells) > width and len(joined := _join_prose(cells, dialect)) == width:
        return joined, "separators inside a cell stood without quotation marks; its parts were joined"
    if min(width, 2) <= len(cells) < width:  # one cell is a stray line
        return cells + [""] * (width - len(cells)), "a row has fewer cells than the header; the rest counts as empty"
    return cells, ""


def _join_prose(cells: list[str], dialect: Dialect) -> list[str]:
    """Cells of which those that begin with a blank, as prose does behind a comma, are joined to what is before them."""
    joined = cells[:1]
    for cell in cells[1:]:
        if cell[:1] == " " and cell.strip() and not dialect.spaced:
            joined[-1] += dialect.separator + cell
        else:
            joined.append(cell)
    return joined
