"""Web of Science's field-tagged text: "AB value", lines that go on three spaces in, PT to ER, EF at the end.

Read by ourselves: rispy's reader for it stops at tags that it does not know and takes the whole file into memory.
``DA`` is the day of the export, not a date of the paper. Cited references (CR) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from helpers.dumps.decoding import Document
from helpers.dumps.records import Notes, RawRecord
from helpers.dumps.references import (
    Lines,
    Values,
    find_identifiers,
    find_kind_problem,
    join_date,
    keep_filled,
    list_names,
    number_lines,
    put_language,
    read_tagged,
    warn_of_stray,
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
    for number, line in number_lines(lines):
        match = _TAG.match(line)
        if match is None or match[1] not in _TAGS:
            if record is not None:
                record.go_on(line)
            elif line.strip("\ufeff \t"):
                warn_of_stray(line, number, source, notes)
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
    nothing = 'no line begins a record ("PT J"); export it again as plain text'
    yield from read_tagged(document, notes, split_web_of_science, read_web_of_science_fields, _is_bare, nothing)


def _is_bare(record: Lines) -> bool:
    return record.tags <= {"PT", "UT"}


def read_web_of_science_fields(pairs: list[tuple[str, list[str]]]) -> tuple[dict[str, Any], str | None]:
    """The values of one record under our names, and why it is no paper (None if it may be one)."""
    values = Values((pair for pair in pairs if pair[0] not in _LEFT_OUT), _EACH_LINE)

    def split(tag: str) -> list[str]:
        parts = [part.strip() for text in values.get(tag, []) for part in text.split(";")]
        return list(dict.fromkeys(part for part in parts if part))

    fields: dict[str, Any] = {
        "title": values.first("TI"),
        "abstract": values.first("AB"),
        "authors": list_names(values.get("AF") or values.get("AU") or values.get("BF") or values.get("CA") or []),
        "venue": values.first("SO", "JI", "J9"),
        "pmid": values.first("PM"),
        "keywords": split("DE") or split("ID"),
        "categories": split("WC") or split("SC"),
        "published": _read_published(values.first("EA"), values.first("PD"), values.first("PY")),
    }
    find_identifiers(fields, doi=[values.first("DI")], arxiv=[values.first("DI"), values.first("AR")])
    extra = values.without(_USED)
    if fields["keywords"] and values.get("DE") and values.get("ID"):
        extra["ID"] = split("ID")
    if len(values.get("AB", [])) > 1:
        extra["AB (again)"] = values["AB"][1:]
    fields["extra"] = extra
    put_language(fields, values.first("LA"))
    return keep_filled(fields), find_kind_problem(split("DT"))


def _read_published(online: str, day: str, year: str) -> list[tuple[str, str]]:
    """The dates of a record, best first: online, in print, the year alone."""
    found = [("EA", online)] if online else []
    if day:
        found.append(("PD, PY", join_date(year, day)))
    return [*found, ("PY", year)] if year else found
