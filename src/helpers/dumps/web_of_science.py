"""Web of Science's field-tagged text: "AB value", lines that go on three spaces in, PT to ER, EF at the end.

Read by ourselves: rispy's reader for it stops at tags that it does not know and takes the whole file into memory.
``DA`` is the day of the export, not a date of the paper. Cited references (CR) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from helpers.dumps.files import Document, read_lines
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.dumps.references import (
    Lines,
    find_identifiers,
    find_kind_problem,
    join_date,
    join_lines,
    keep_filled,
    list_names,
    put_language,
)

_TAGS = frozenset(
    """
    FN VR PT AU AF BA BF CA GP BE TI SO SE BS LA DT CT CY CL SP HO DE ID AB C1 C3 RP EM RI OI FU FX CR NR TC Z1 Z2 Z3
    Z8 Z9 ZA ZB ZR ZS U1 U2 PU PI PA SN EI BN J9 JI PD PY VL IS PN SU SI MA BP EP AR DI DL D2 EA EY PG P2 WC WE SC GA
    PM OA HC HP DA UT ER EF ED FT AE PN PS CO
    """.split()  # noqa: SIM905
)
_TAG = re.compile(r"\ufeff?([A-Z][A-Z0-9])(?:[ \t](.*)|\s*$)", re.S)
_EACH_LINE = frozenset({"AU", "AF", "BA", "BF", "BE", "CA"})
_LEFT_OUT = frozenset({"CR"})
_USED = frozenset("TI AB AU AF SO LA DE ID WC SC DI PM PD PY EA".split())  # noqa: SIM905


def is_web_of_science(head: str) -> bool:
    """Whether a text is a field-tagged export of Web of Science.

    Parameters
    ----------
    head : str
        The beginning of a file, line ends as "\\n".
    """
    begins = re.search(r"^\ufeff?PT [JBSPC](?: *$|\n)", head, re.M)
    named = re.search(r"\A\s*FN .{0,80}\n+VR \d", head)
    tags = set(re.findall(r"^\ufeff?([A-Z][A-Z0-9]) \S", head, re.M))
    return bool(begins or named) and len(tags & {"AU", "TI", "SO", "AB", "UT", "PY", "DT", "LA"}) >= 3


def split_web_of_science(lines: Iterable[str], source: str, notes: Notes) -> Iterator[Lines]:
    """The records of a file, as lines by tag: from PT to ER, or to the next PT where ER is missing."""
    record: Lines | None = None
    for number, line in enumerate(lines, start=1):
        line = line.replace("\x00", "") if "\x00" in line else line
        match = _TAG.match(line)
        if match is None or match[1] not in _TAGS:
            if record is not None:
                record.go_on(line)
            elif line.strip("\ufeff \t"):
                notes.warn(source, "lines outside of the records were left out", f"line {number}: {line.strip()[:50]}")
            continue
        tag, text = match[1], match[2] or ""
        if tag in {"FN", "VR"} and record is None:
            continue
        if tag in {"ER", "EF"} and not text.strip():
            if record is not None:
                record.ended = True
                yield from record.warn_if_cut(source, notes)
            record = None
            continue
        if tag == "PT" and record is not None:
            notes.warn(source, "a record has no end (ER); it was ended where the next begins", f"line {record.line}")
            yield from record.warn_if_cut(source, notes)
            record = None
        record = record or Lines(number)
        record.add(tag, text)
    if record is not None:
        notes.warn(source, "the last record has no end (ER); the file may be cut", f"line {record.line}")
        yield from record.warn_if_cut(source, notes)


def read_web_of_science(document: Document, notes: Notes, columns=None) -> Iterator[RawRecord]:
    """Records of a field-tagged Web of Science file, streamed.

    Raises
    ------
    DumpError
        If there is no record.
    """
    source, count = document.source, 0
    for record in split_web_of_science(read_lines(document, notes), source, notes):
        count += 1
        place = f"record {count} (line {record.line})"
        if record.tags <= {"PT", "UT"}:
            notes.warn(source, "a record has no fields", f"line {record.line}")
            extra = {tag: join_lines(lines) for tag, lines in record.values}
            yield RawRecord(source, place, {"extra": extra}, "unreadable record")
            continue
        yield RawRecord(source, place, *read_web_of_science_fields(record.values))
    if count == 0:
        raise DumpError(f'{source} has 0 papers: no line begins a record ("PT J"); export it again as plain text.')


def read_web_of_science_fields(pairs: list[tuple[str, list[str]]]) -> tuple[dict[str, Any], str | None]:
    """The values of one record under our names, and why it is no paper (None if it may be one)."""
    values: dict[str, list[str]] = {}
    for tag, lines in pairs:
        if tag in _LEFT_OUT:
            continue
        whole = [line.strip() for line in lines] if tag in _EACH_LINE else [join_lines(lines)]
        values.setdefault(tag, []).extend(part for part in whole if part)

    def get(*tags: str) -> str:
        return next((values[tag][0] for tag in tags if values.get(tag)), "")

    def split(tag: str) -> list[str]:
        parts = [part.strip() for text in values.get(tag, []) for part in text.split(";")]
        return list(dict.fromkeys(part for part in parts if part))

    fields: dict[str, Any] = {
        "title": get("TI"),
        "abstract": get("AB"),
        "authors": list_names(values.get("AF") or values.get("AU") or values.get("BF") or values.get("CA") or []),
        "venue": get("SO", "JI", "J9"),
        "pmid": get("PM"),
        "keywords": split("DE") or split("ID"),
        "categories": split("WC") or split("SC"),
        "published": _read_published(get("EA"), get("PD"), get("PY")),
    }
    find_identifiers(fields, doi=[get("DI")], arxiv=[get("DI"), get("AR")])
    extra = {tag: found[0] if len(found) == 1 else found for tag, found in values.items() if tag not in _USED}
    if fields["keywords"] and values.get("DE") and values.get("ID"):
        extra["ID"] = split("ID")
    if len(values.get("AB", [])) > 1:
        extra["AB (again)"] = values["AB"][1:]
    fields["extra"] = extra
    put_language(fields, get("LA"))
    return keep_filled(fields), find_kind_problem(split("DT"))


def _read_published(online: str, day: str, year: str) -> list[tuple[str, str]]:
    """The dates of a record, best first: online, in print, the year alone."""
    found = [("EA", online)] if online else []
    if day:
        found.append(("PD, PY", join_date(year, day)))
    return [*found, ("PY", year)] if year else found
