"""What formats of references (BibTeX, RIS, MEDLINE, Web of Science) have in common: names, dates, kinds, lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from helpers.dumps.decoding import Document, read_lines
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.text.identifiers import find_arxiv_id, find_doi

MAX_RECORD = 5 * 10**6  # characters of one record; more is a file without the marks that end records

_WITHDRAWN = frozenset(
    {
        "retracted", "retracted publication", "retracted article", "retracted paper", "withdrawn",
        "withdrawn publication", "withdrawn article",
    }
)  # fmt: skip
_NOT_PAPERS = frozenset(
    {
        "conference review", "proceedings", "mvproceedings", "periodical", "dataset", "data set", "data", "dbase",
        "aggr", "comp", "software", "software, database", "peer review", "erratum", "published erratum", "correction",
        "corrigendum", "retraction", "retraction notice", "retraction of publication", "expression of concern",
    }
)  # fmt: skip
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s.-]*([A-Za-z]{3,})\.?", re.I)
_MONTH_DAY = re.compile(r"([A-Za-z]{3,})[\s.-]*(\d{1,2})(?:st|nd|rd|th)?,?", re.I)
_BROKEN_WORD = re.compile(r"[^\W\d_]-$")
_SUSPENDED = re.compile(r"(?:and|or|to|und|oder|et|y|e)\b")


@dataclass
class Lines:
    """One record as it stands: the lines of each value by tag, in their order."""

    line: int
    values: list[tuple[str, list[str]]] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    size: int = 0
    ended: bool = False

    def add(self, tag: str, text: str) -> None:
        """Begin a value."""
        if self.size <= MAX_RECORD:
            self.values.append((tag, [text]))
            self.tags.add(tag)
        self.size += len(text) + 4

    def go_on(self, text: str) -> None:
        """Add a line to the value that was begun last."""
        if self.size <= MAX_RECORD:
            self.values[-1][1].append(text)
        self.size += len(text) + 1

    def warn_if_cut(self, source: str, notes: Notes) -> Iterator[Lines]:
        """Give the record on, with a warning if lines of it were left out."""
        if self.size > MAX_RECORD:
            notes.warn(source, f"a record is over {MAX_RECORD:,} characters long and was cut", f"line {self.line}")
        yield self


def read_tagged(
    document: Document,
    notes: Notes,
    split: Callable[[Iterator[str], str, Notes], Iterator[Lines]],
    read: Callable[[list[tuple[str, list[str]]]], tuple[dict[str, Any], str | None]],
    is_bare: Callable[[Lines], bool],
    nothing: str,
) -> Iterator[RawRecord]:
    """Records of a format of lines with tags, streamed.

    Parameters
    ----------
    document : Document
    notes : Notes
    split : callable
        From the lines of the file, its name and the notes to the records as they stand.
    read : callable
        From the values of one record to its fields and why it is no paper.
    is_bare : callable
        Whether a record has no fields beside those that only name it.
    nothing : str
        What a file without records lacks, and what to do.

    Raises
    ------
    DumpError
        If there is no record.
    """
    source, count = document.source, 0
    for record in split(read_lines(document, notes), source, notes):
        count += 1
        place = f"record {count} (line {record.line})"
        if is_bare(record):
            notes.warn(source, "a record has no fields", f"line {record.line}")
            extra = {tag: join_lines(lines) for tag, lines in record.values}
            yield RawRecord(source, place, {"extra": extra}, "unreadable record")
            continue
        yield RawRecord(source, place, *read(record.values))
    if count == 0:
        raise DumpError(f"{source} has 0 papers: {nothing}.")


def number_lines(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, from 1, without NUL characters."""
    for number, line in enumerate(lines, start=1):
        yield number, line.replace("\x00", "") if "\x00" in line else line


def warn_of_stray(line: str, number: int, source: str, notes: Notes) -> None:
    """Note a line that belongs to no record."""
    notes.warn(source, "lines outside of the records were left out", f"line {number}: {line.strip()[:50]}")


class Values(dict[str, list[str]]):
    """The values of one record by tag, none of them empty.

    Parameters
    ----------
    pairs : iterable of (str, list of str)
        Tags and the lines of each value, in their order.
    each_line : collection of str
        Tags of which every line is a value of its own.
    """

    def __init__(self, pairs: Iterable[tuple[str, list[str]]], each_line: Collection[str] = ()) -> None:
        """Join wrapped lines and collect values that stand under one tag."""
        super().__init__()
        for tag, lines in pairs:
            whole = [line.strip() for line in lines] if tag in each_line else [join_lines(lines)]
            if filled := [part for part in whole if part]:
                self.setdefault(tag, []).extend(filled)

    def first(self, *tags: str) -> str:
        """The first value of the first of some tags that has one; "" if none has."""
        return next((self[tag][0] for tag in tags if tag in self), "")

    def without(self, used: Collection[str]) -> dict[str, Any]:
        """What stands under other tags than those that are used; single values without their list."""
        return {tag: found[0] if len(found) == 1 else found for tag, found in self.items() if tag not in used}


def join_lines(lines: Iterable[str]) -> str:
    """The wrapped lines of one value as one line; a word broken at its hyphen comes together again.

    "pre-" before "and" is a word that stands so, as is one that keeps a space behind its hyphen.
    """
    parts: list[str] = []
    spaced = False
    for line in lines:
        plain = line.strip()
        if not plain:
            continue
        glued = parts and _BROKEN_WORD.search(parts[-1][-2:]) and plain[0].isalpha()
        if parts and (spaced or not glued or _SUSPENDED.match(plain)):
            parts.append(" ")
        parts.append(plain)
        spaced = line[-1:].isspace()
    return "".join(parts)


def turn_name(name: str) -> str:
    """ "Last, First" as "First Last"; a name without a comma stays.

    >>> turn_name("King, Martin Luther, Jr.")
    'Martin Luther King Jr.'
    """
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 1 or not parts[1]:
        return parts[0]
    last, first, suffix = parts[0], parts[-1 if len(parts) == 3 and _is_suffix(parts[1]) else 1], ""
    if len(parts) == 3:
        suffix = parts[1] if _is_suffix(parts[1]) else parts[2]
    elif len(parts) > 3:
        return " ".join(name.split())
    return " ".join(part for part in (first, last, suffix) if part)


def _is_suffix(part: str) -> bool:
    return bool(re.fullmatch(r"(?i)jr\.?|sr\.?|[ivx]{2,4}|2nd|3rd", part))


def list_names(names: Iterable[str]) -> list[str]:
    """Names as "First Last", each once, in their order, without "and others"."""
    turned = (" ".join(turn_name(name).split()) for name in names)
    return list(dict.fromkeys(name for name in turned if name and name.lower() not in {"others", "et al", "et al."}))


def join_date(year: str, month: str = "", day: str = "") -> str:
    """A date that a record keeps in parts as one text ("2017 NOV", "2024 DEC 31", "2019-03").

    A month that says its own year ("2026 FEB 25") is the whole date; what is no month ("SPR") stays as it is.
    """
    year, month, day = (" ".join(part.replace("~", " ").split()) for part in (year, month, day))
    if re.search(r"\d{4}", month):
        return month
    if not month or not year:
        return year or month
    if re.fullmatch(r"0?[1-9]|1[0-2]", month):
        return f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if re.fullmatch(r"[0-3]?\d", day) else "")
    if match := _DAY_MONTH.fullmatch(month):
        month, day = match[2], match[1]
    elif match := _MONTH_DAY.fullmatch(month):
        month, day = match[1], match[2]
    return " ".join(part for part in (year, month, day) if part)


def put_language(fields: dict[str, Any], declared: str) -> None:
    """Note the language that a record declares: "en" where that is English, else only in ``extra``.

    A paper in another language mostly comes with an English abstract, so that its abstract has to be asked.
    """
    if re.fullmatch(r"(?i)en(?:[-_][a-z]{2})?|eng|(?:u[ks]|american|british|australian|canadian)?english", declared):
        fields["language"] = "en"
    elif declared:
        fields["extra"]["language"] = declared


def find_kind_problem(kinds: Iterable[str]) -> str | None:
    """Why a record of these kinds ("Article", "Retracted Publication", "Erratum") is no paper; None if it may be."""
    folded = {kind.strip().lower() for kind in kinds}
    if folded & _WITHDRAWN:
        return "withdrawn or rejected"
    return "not a paper" if folded & _NOT_PAPERS else None


def find_identifiers(fields: dict[str, Any], doi: Iterable[str] = (), arxiv: Iterable[str] = ()) -> None:
    """Put into ``fields`` the first DOI and arXiv id that are found in the given texts, unless it has them."""
    found = next((d for text in doi if text and (d := find_doi(text))), None)
    if found and not fields.get("doi"):
        fields["doi"] = found
    found = next((i for text in arxiv if text and (i := find_arxiv_id(text))), None)
    if found and not fields.get("arxiv_id"):
        fields["arxiv_id"] = found


def keep_filled(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that are not empty; ``extra`` always."""
    return {name: value for name, value in fields.items() if value or name == "extra"}
