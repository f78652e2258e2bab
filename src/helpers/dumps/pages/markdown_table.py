"""Tables in Markdown: one paper a row, its title with links, its authors, its abstract or a summary of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from helpers.dumps.fields import find_columns
from helpers.dumps.pages.page_links import clean_link_text
from helpers.dumps.records import Notes, RawRecord
from helpers.text.identifiers import find_arxiv_id

_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?)?\s*")
_DAY = re.compile(r"\b((?:19|20)\d\d-[01]\d-[0-3]\d)\b")
_MORE = re.compile(r"\s*\(?\s*(?:\[?)Read more on\b.*", re.I | re.S)
_PIPE = re.compile(r"(?<!\\)\|")
MAX_ROW = 30  # lines over which one row may be broken


def _split_cells(row: str, count: int) -> list[str]:
    """The cells of a row; bars beyond the number of columns stay in the last cell."""
    cells = (
        _PIPE.split(re.sub(r"^\s*\||\|\s*$", "", row), maxsplit=count - 1)
        if count
        else _PIPE.split(row.strip().strip("|"))
    )
    return [cell.replace("\\|", "|").strip() for cell in cells]


def _is_header(line: str, after: str) -> bool:
    if line.count("|") < 2 or len(line) > 2000 or not (len(after) < 2000 and "-" in after and _RULE.fullmatch(after)):
        return False
    found = find_columns(_split_cells(line, 0))
    return "title" in found and "abstract" in found


def is_markdown_table(head: str) -> bool:
    """Whether a text has a table whose columns name titles and abstracts (or summaries)."""
    if "|" not in head:
        return False
    lines = head.split("\n")
    return any("|" in line and _is_header(line, after) for line, after in pairwise(lines))


def _find_rows(lines: Iterable[str]) -> Iterator[tuple[int, str, list[str] | None, str | None]]:
    """Rows as (line, text, names of the columns, day of the heading above), broken ones joined.

    A row ends at a line that ends in "|" once it has a bar for each column; it breaks off at a blank line or where the
    next row begins.
    """
    names: list[str] | None = None
    day: str | None = None
    row: list[str] = []
    start = bars = 0
    before, before_at = "", 0
    for number, line in enumerate(lines, start=1):
        if row:
            fresh = line.lstrip().startswith("|")
            if line.strip() and not fresh and len(row) < MAX_ROW:
                row.append(line)
                bars += len(_PIPE.findall(line))
                if bars > len(names) and line.rstrip().endswith("|"):
                    yield start, " ".join(part.strip() for part in row), names, day
                    row = []
                continue
            yield start, " ".join(part.strip() for part in row), names, day
            row = []
        if _is_header(before, line) and before_at == number - 1:
            names = _split_cells(before, 0)
        elif names is not None and line.lstrip().startswith("|"):
            if not _RULE.fullmatch(line[:2000]):
                bars = len(_PIPE.findall(line))
                if bars > len(names) and line.rstrip().endswith("|"):
                    yield number, line, names, day
                else:
                    row, start = [line], number
        elif line.startswith("#"):
            found = _DAY.search(line[:300])
            day = found[1] if found else day
            names = None
        if line.strip():
            before, before_at = line, number
    if row:
        yield start, " ".join(part.strip() for part in row), names, day


def read_markdown_table(lines: Iterable[str], source: str, notes: Notes, listed: str | None) -> Iterator[RawRecord]:
    """Records of the tables of a Markdown file; the day in the heading above a table is the day of listing.

    Parameters
    ----------
    lines : iterable of str
    source : str
    notes : Notes
    listed : str or None
        The day in the file's name, for tables without a day of their own.
    """
    header: tuple[str, ...] | None = None
    for number, row, names, day in _find_rows(lines):
        if header is not None and _names_only(row, header):
            continue
        header = tuple(names)
        cells = _split_cells(row, len(names))
        place = f"line {number}"
        if len(cells) < len(names):
            notes.warn(source, "a row of the table breaks off", f"{place}: {row[:60]}")
            yield RawRecord(
                source, place, {"title": _MORE.sub("", cells[0])} if cells and cells[0] else {}, "unreadable record"
            )
            continue
        found = find_columns(names)
        values = {field: cells[names.index(name)] for field, name in found.items()}
        fields: dict[str, object] = {}
        for field, value in values.items():
            shown = " ".join(clean_link_text(_MORE.sub("", value)).split())
            if field in {"authors", "categories", "keywords"}:
                fields[field] = [part.strip() for part in re.split(r"[,;]", shown) if part.strip()]
            elif field in {"published", "listed", "updated"}:
                fields[field] = [(found[field], shown)] if shown else []
            elif shown:
                fields[field] = shown
        arxiv_id = next(
            (i for address in re.findall(r"\]\(([^()\s]{1,500})", row) if (i := find_arxiv_id(address))), None
        )
        if arxiv_id:
            fields["arxiv_id"] = arxiv_id
        if not fields.get("listed"):
            fields["listed"] = [("heading of the table", day)] if day else [("file name", listed)] if listed else []
        yield RawRecord(source, place, fields)


def _names_only(row: str, header: tuple[str, ...]) -> bool:
    return len(row) < 500 and tuple(_split_cells(row, len(header))) == header
