"""Formats of lines with tags: one reader for RIS, MEDLINE and Web of Science; a format is its tags and what they mean.

Streamed and without loss: rispy drops records without TY or ER and those cut off, nbib keeps no ``OAB``.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from helpers.dumps.decoding import read_lines
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.dumps.reference_fields import Texts, find_kind_problem, keep_filled, put_language

MAX_RECORD = 5 * 10**6  # characters of one record; more is a file without the marks that end records
NUMBERING = re.compile(r"(?i)\s*(?:<?\d{1,7}[.>)]|(?:record|item|document) #?\d+(?: of \d+)?\.?:?)\s*$")
_OUTSIDE = "lines outside of the records were left out"
_NO_END = "a record has no end (ER); it was ended where the next begins"
_BROKEN_WORD = re.compile(r"[^\W\d_]-$")
_SUSPENDED = re.compile(r"(?:and|or|to|und|oder|et|y|e)\b")


@dataclass
class TaggedRecord:
    """One record as it stands: the lines of each value by tag, in their order."""

    line: int
    values: list[tuple[str, list[str]]] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    size: int = 0

    def add(self, tag: str | None, text: str) -> None:
        """Begin a value, or without a tag go on with the last one."""
        if self.size <= MAX_RECORD:
            if tag is None:
                self.values[-1][1].append(text)
            else:
                self.values.append((tag, [text]))
                self.tags.add(tag)
        self.size += len(text) + 4


class Values(Texts):
    """The values of one record by tag, none of them empty; of tags in ``each_line`` every line is one."""

    def __init__(self, record: TaggedRecord, each_line: Collection[str] = ()) -> None:
        """Join wrapped lines and collect values that stand under one tag."""
        super().__init__()
        for tag, lines in record.values:
            whole = [line.strip() for line in lines] if tag in each_line else [join_lines(lines)]
            if filled := [part for part in whole if part]:
                self.setdefault(tag, []).extend(filled)


class TaggedFormat:
    """What tells one format from the others; each reading of a file has its own."""

    tag: re.Pattern[str]  # of a line that begins a value: its tag and its text
    starts: frozenset[str] = frozenset()  # tags that begin the next record
    ends: frozenset[str] = frozenset()  # tags that end a record
    heads: frozenset[str] = frozenset()  # tags before the first record
    names: frozenset[str] = frozenset()  # tags that only name a record
    each_line: frozenset[str] = frozenset()  # tags of which every line is a value
    used: frozenset[str] = frozenset()  # tags that ``read_fields`` reads
    missing = ""  # what a file without records lacks, and what to do

    def __init__(self, source: str, notes: Notes) -> None:
        """Begin to read a file."""
        self.source, self.notes = source, notes

    def find_tag(self, line: str) -> re.Match[str] | None:
        """The tag and the text of a line that begins a value."""
        return self.tag.match(line)

    def begins(self, tag: str, record: TaggedRecord, *, blank: bool) -> bool:
        """Whether a tag begins the next record, with or without a blank line before it."""
        return tag in self.starts

    def find_doubt(self, record: TaggedRecord) -> str | None:
        """What is odd about a record; "" if it is none at all."""
        return None

    def read_fields(self, values: Values) -> tuple[dict[str, Any], str | None]:
        """The values of one record under our names, and why it is no paper (None if it may be one)."""
        raise NotImplementedError

    def finish(
        self, fields: dict[str, Any], values: Values, language: str, kinds: Iterable[str], **more: Any
    ) -> tuple[dict[str, Any], str | None]:
        """Fields with what was not used and the language, and why a record of these kinds is no paper."""
        again = {"AB (again)": values["AB"][1:]} if len(values.get("AB", ())) > 1 else {}
        fields["extra"] = {**values.without(self.used), **again, **more}
        put_language(fields, language)
        return keep_filled(fields), find_kind_problem(kinds)

    @classmethod
    def read(cls, document: Document, notes: Notes, columns: Any = None) -> Iterator[RawRecord]:
        """Records of a file, streamed; ``DumpError`` if there is none."""
        form, source, count = cls(document.source, notes), document.source, 0
        for count, record in enumerate(form.split_records(read_lines(document, notes)), start=1):
            values, place = Values(record, form.each_line), f"record {count} (line {record.line})"
            if values.keys() <= form.names:
                notes.warn(source, "a record has no fields", f"line {record.line}")
                yield RawRecord(source, place, {"extra": values.without()}, "unreadable record")
            else:
                yield RawRecord(source, place, *form.read_fields(values))
        if count == 0:
            raise DumpError(f"{source} has 0 papers: {form.missing}.")

    def split_records(self, lines: Iterable[str]) -> Iterator[TaggedRecord]:
        """The records of a file: from tag to tag, each ended by its end mark or by the beginning of the next one."""
        record: TaggedRecord | None = None
        blank = True  # whether a blank line stands behind the last tag
        for number, line in enumerate(lines, start=1):
            line = line.replace("\x00", "")
            if not line.strip("\ufeff \t\xa0"):
                blank = True
            elif match := self.find_tag(line):
                tag, ends = match[1], match[1] in self.ends
                if record is not None and (ends or self.begins(tag, record, blank=blank)):
                    yield from self._check(record, "" if ends else _NO_END)
                    record = None
                if not ends and (record is not None or tag not in self.heads):
                    record = record or TaggedRecord(number)
                    record.add(tag, match[2] or "")
                blank = False
            elif not (blank and NUMBERING.match(line)):
                if record is not None:
                    record.add(None, line)
                else:
                    self.notes.warn(self.source, _OUTSIDE, f"line {number}: {line.strip()[:50]}")
        if record is not None:
            yield from self._check(record, "the last record has no end (ER); the file may be cut")

    def _check(self, record: TaggedRecord, end: str) -> Iterator[TaggedRecord]:
        """Give a record on with what is odd about it; lines that are none are counted as such."""
        doubt, place = self.find_doubt(record), f"line {record.line}"
        if doubt == "":
            self.notes.warn(self.source, _OUTSIDE, place, count=len(record.values))
            return
        cut = f"a record is over {MAX_RECORD:,} characters long and was cut" if record.size > MAX_RECORD else None
        for what in filter(None, (doubt, end if self.ends else "", cut)):
            self.notes.warn(self.source, what, place)
        yield record


def join_lines(lines: Iterable[str]) -> str:
    """The wrapped lines of one value as one; a word broken at its hyphen comes together, not "pre-" before "and"."""
    parts: list[str] = []
    spaced = False
    for line in lines:
        if not (plain := line.strip()):
            continue
        glued = parts and _BROKEN_WORD.search(parts[-1][-2:]) and plain[0].isalpha()
        if parts and (spaced or not glued or _SUSPENDED.match(plain)):
            parts.append(" ")
        parts.append(plain)
        spaced = line[-1:].isspace()
    return "".join(parts)
