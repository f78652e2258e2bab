"""MEDLINE text (also called nbib): "TAG - value", lines that go on six spaces in, a blank line between records.

Read by ourselves: nbib takes the whole file into memory and keeps neither ``OAB`` nor the days of an online
publication. Days on which a record was made or touched (``CRDT``, ``EDAT``, ``LR``) are no dates of its paper.
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
    keep_filled,
    list_names,
    number_lines,
    put_language,
    read_tagged,
    warn_of_stray,
)

_TAG = re.compile(r"\ufeff?([A-Z][A-Z0-9]{1,3}) {0,3}[-–](?: (.*)|[ \t]*$)", re.S)
_NUMBERING = re.compile(r"\s*(?:<?\d{1,7}[.>)]|(?i:record \d+ of \d+)\.?)\s*$")
_OWN_TAGS = frozenset({"PMID", "OWN", "STAT", "DCOM", "FAU", "JT", "MHDA", "EDAT", "CRDT", "PHST", "LID", "AID", "JID"})
_USED = frozenset({"PMID", "TI", "AB", "FAU", "AU", "CN", "DP", "DEP", "JT", "TA", "LA", "OT"})


def is_medline(head: str) -> bool:
    """Whether a text is MEDLINE: a PMID, or three other tags of its own, at the beginning of lines.

    Parameters
    ----------
    head : str
        The beginning of a file, line ends as "\\n".
    """
    if re.search(r"^TY {1,3}- ?[A-Z]{2,10}\s*$", head, re.M):
        return False
    tags = re.findall(r"^\ufeff?([A-Z][A-Z0-9]{1,3}) {0,3}- ", head, re.M)
    found = set(tags)
    if len(found & _OWN_TAGS) < 3 and not ("PMID" in found and found & {"TI", "AB", "DP", "BTI"}):
        return False
    lines = [line for line in head.split("\n") if line.strip()]
    first = next(n for n, line in enumerate(lines) if _TAG.match(line))
    if any(line.lstrip().startswith(("```", "#", "<")) and not _NUMBERING.match(line) for line in lines[:first]):
        return False
    fitting = sum(1 for line in lines[first:] if line.startswith("   ") or _TAG.match(line) or _NUMBERING.match(line))
    return fitting >= 0.5 * len(lines[first:]) and first <= len(lines[first:]) + 15


def split_medline(lines: Iterable[str], source: str, notes: Notes) -> Iterator[Lines]:
    """The records of a file, as lines by tag; a record begins with PMID, or after a blank line with a tag it has."""
    record: Lines | None = None
    blank = True
    for number, line in number_lines(lines):
        if not line.strip("\ufeff \t"):
            blank = True
            continue
        match = _TAG.match(line) if not line.startswith("   ") else None
        if match is None:
            if blank and (_NUMBERING.match(line) or record is None):
                if not _NUMBERING.match(line):
                    warn_of_stray(line, number, source, notes)
            elif record is not None:
                record.go_on(line)
            continue
        tag = match[1]
        if record is not None and _begins(tag, record, blank):
            yield from record.warn_if_cut(source, notes)
            record = None
        record = record or Lines(number)
        record.add(tag, match[2] or "")
        blank = False
    if record is not None:
        yield from record.warn_if_cut(source, notes)


def _begins(tag: str, record: Lines, blank: bool) -> bool:
    tags = record.tags
    if tag == "PMID":
        return "PMID" in tags or blank
    return blank and (tag == record.values[0][0] or (tag in {"TI", "DP", "OWN", "STAT"} and tag in tags))


def read_medline(document: Document, notes: Notes, columns=None) -> Iterator[RawRecord]:
    """Records of a MEDLINE file, streamed.

    Raises
    ------
    DumpError
        If there is no record.
    """
    nothing = 'no line begins a record ("PMID- …"); export it again from PubMed'
    yield from read_tagged(document, notes, split_medline, read_medline_fields, _is_bare, nothing)


def _is_bare(record: Lines) -> bool:
    return record.tags <= {"PMID", "OWN", "STAT"}


def read_medline_fields(pairs: list[tuple[str, list[str]]]) -> tuple[dict[str, Any], str | None]:
    """The values of one record under our names, and why it is no paper (None if it may be one)."""
    values = Values(pairs)
    subjects = [re.split(r"/", text)[0].strip("* ") for text in values.get("MH", [])]
    fields: dict[str, Any] = {
        "title": _open_brackets(values.first("TI", "BTI", "TT", "CTI")),
        "abstract": values.first("AB") or values.first("OAB"),
        "authors": list_names([*(values.get("FAU") or values.get("AU") or values.get("FED") or [])]),
        "venue": values.first("JT", "TA", "BTI" if values.get("TI") else "PB"),
        "pmid": values.first("PMID"),
        "keywords": list(dict.fromkeys(values.get("OT") or subjects)),
        "published": [(tag, text) for tag in ("DEP", "DP") for text in values.get(tag, [])],
    }
    fields["authors"] += [body for body in values.get("CN", []) if body not in fields["authors"]]
    numbers = [text for tag in ("AID", "LID") for text in values.get(tag, [])]
    find_identifiers(
        fields,
        doi=[*(text for text in numbers if text.endswith("[doi]")), *numbers, values.first("SO")],
        arxiv=[re.sub(r"\s*\[\w+\]$", "", text) for text in numbers if "rxiv" in text.lower()],
    )
    extra = values.without(_USED)
    if not values.get("AB"):
        extra.pop("OAB", None)
    if len(values.get("AB", [])) > 1:
        extra["AB (again)"] = values["AB"][1:]
    fields["extra"] = extra
    put_language(fields, values.first("LA") if values.get("AB") else values.first("OABL", "LA"))
    return keep_filled(fields), find_kind_problem(values.get("PT", []))


def _open_brackets(title: str) -> str:
    """A title without the brackets that mark it as translated."""
    match = re.fullmatch(r"\[([^\[\]]*)\]\.?", title)
    return match[1] if match else title
