"""Tables in Markdown: one paper a row, its title with links, its authors, its abstract or a summary of it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from helpers.dumps.fields import CLOCKS, LISTS, find_columns
from helpers.dumps.pages.page_links import clean_link_text
from helpers.dumps.records import Notes, RawRecord
from helpers.text.identifiers import find_arxiv_id

_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?)?\s*")
_DAY = re.compile(r"\b((?:19|20)\d\d-[01]\d-[0-3]\d)\b")
_MORE = re.compile(r"\s*\(?\s*(?:\[?)Read more on\b.*", re.I | re.S)
_PIPE = re.compile(r"(?<!\\)\|")
MAX_ROW = 30  # lines over which one row may be broken


def _split_cells(row: str, count: int) -> list[str]:
    """The cells of a row; bars beyond the number of columns, where it is known, stay in the last cell."""
    inside = re.sub(r"^\s*\||\|\s*$", "", row) if count else row.strip().strip("|")
    return [cell.replace("\\|", "|").strip() for cell in _PIPE.split(inside, maxsplit=max(count - 1, 0))]


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


def _find_rows(lines: Sequence[str]) -> Iterator[tuple[int, str, list[str], str | None]]:
    """The rows of all tables as (line, text, names of columns, day of the heading above), repeated headers among them.

    A row ends at a line that ends in "|" once it has a bar for each column; it breaks off at a blank line or where the
    next row begins.
    """
    names: list[str] | None = None
    day: str | None = None
    end = 0  # of the row before
    for start, line in enumerate(lines):
        if start < end:
            continue
        if start and _is_header(lines[start - 1], line):
            names = _split_cells(lines[start - 1], 0)
        elif names is not None and line.lstrip().startswith("|"):
            end, row = start + 1, [line.strip()] if not _RULE.fullmatch(line[:2000]) else []
            while row and not (row[-1].endswith("|") and sum(len(_PIPE.findall(part)) for part in row) > len(names)):
                following = lines[end].strip() if end < len(lines) and len(row) < MAX_ROW else ""
                if not following or following.startswith("|"):
                    break
                row.append(following)
                end += 1
            if row:
                yield start + 1, " ".join(row), names, day
        elif line.startswith("#"):
            found = _DAY.search(line[:300])
            day, names = found[1] if found else day, None


def read_markdown_table(lines: Sequence[str], source: str, notes: Notes, listed: str | None) -> Iterator[RawRecord]:
    """Records of the tables of a Markdown file, listed on the day of the heading above, else of the file's name."""
    header: list[str] | None = None
    for number, text, names, day in _find_rows(lines):
        if header is not None and len(text) < 500 and _split_cells(text, len(header)) == header:
            continue
        header, place = names, f"line {number}"
        cells = _split_cells(text, len(header))
        if len(cells) < len(header):
            notes.warn(source, "a row of the table breaks off", f"{place}: {text[:60]}")
            yield RawRecord(source, place, {"title": _MORE.sub("", cells[0])} if cells[0] else {}, "unreadable record")
            continue
        fields: dict[str, object] = {}
        for field, name in find_columns(header).items():
            shown = " ".join(clean_link_text(_MORE.sub("", cells[header.index(name)])).split())
            if field in LISTS:
                fields[field] = [part.strip() for part in re.split(r"[,;]", shown) if part.strip()]
            elif field in CLOCKS:
                fields[field] = [(name, shown)] if shown else []
            elif shown:
                fields[field] = shown
        addresses = re.findall(r"\]\(([^()\s]{1,500})", text)
        if arxiv_id := next(filter(None, map(find_arxiv_id, addresses)), None):
            fields["arxiv_id"] = arxiv_id
        if not fields.get("listed"):
            days = (("heading of the table", day), ("file name", listed))
            fields["listed"] = [day for day in days if day[1]][:1]
        yield RawRecord(source, place, fields)
