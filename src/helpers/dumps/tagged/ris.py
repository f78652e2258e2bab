"""RIS in the dialects of its tools: Scopus, Web of Science, Embase, Ovid, ProQuest, PubMed, IEEE, Zotero, EndNote.

Read by ourselves: rispy finds the same records, but takes the whole file into memory, drops tags that it does not
know, and joins neither wrapped abstracts nor lists of keywords that one tag begins. In RIS ``DP`` is the provider
of a database, not a date; ``Y2`` is the day of a visit, Embase's ``U3`` and ``U4`` are days of entry.
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

# Two columns stand between a tag and its dash; some tools write a tab. One space is taken only after "TY -".
_TAG = re.compile(r"[ \t\ufeff]{0,8}([A-Z][A-Z0-9])(?:[ \xa0]{2}|[ ]?\t)[-–](?:[ \t\xa0]|$)?(.*)", re.S)
_LOOSE_TAG = re.compile(r"[ \t\ufeff]{0,8}([A-Z][A-Z0-9])[ \t\xa0]{0,3}[-–](?:[ \t\xa0]+(.*)|$)", re.S)
_LOOSE_START = re.compile(r"[ \t\ufeff]{0,8}TY[ \xa0][-–] ?[A-Z]{2,10}\s*$")
_NUMBERING = re.compile(r"(?i)\s*(?:<?\d{1,7}[.>)]|(?:record|item|document) \d+(?: of \d+)?\.?:?)\s*$")
_MAKES_RECORD = frozenset({"TI", "T1", "AB", "N2", "AU", "A1"})  # without TY
_EACH_LINE = frozenset({"KW", "AU", "A1", "A2", "A3", "A4", "ED", "UR", "L1", "L2", "L4", "LK", "AD"})
_MAY_NAME_ARXIV = ("M1", "M3", "T2", "JO", "JF", "VL", "N1", "C7")
_LABEL = re.compile(r"[A-Z][A-Za-z /&,-]{2,40}:")
_ENDED = re.compile(r"[.!?。][\"'”’)\]]*$|^$")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_USED = frozenset("TI T1 AB N2 AU A1 DO PY Y1 DA UR JF JO T2 LA KW ER".split())  # noqa: SIM905


def is_ris(head: str) -> bool:
    """Whether a text holds RIS records; a page that shows one among its prose does not.

    Parameters
    ----------
    head : str
        The beginning of a file, line ends as "\\n".
    """
    if "-" not in head and "–" not in head:
        return False
    begins = re.search(r"^[ \t\ufeff]{0,8}TY(?:[ \t\xa0]{1,3})[-–](?:[ \t\xa0]?[A-Z]{2,10})?\s*$", head, re.M)
    tags = re.findall(r"^[ \t\ufeff]{0,8}([A-Z][A-Z0-9])[ \t\xa0]{1,3}[-–](?=[ \t\xa0\n]|\Z)", head, re.M)
    found = set(tags)
    if not begins and (re.search(r"^PMID ?- ?\d", head, re.M) or not {"ER"} <= found):
        return False
    if not (found & _MAKES_RECORD or "ER" in found):
        return False
    lines = head.split("\n")
    first = next((n for n, line in enumerate(lines) if _TAG.match(line) or _LOOSE_START.match(line)), None)
    if first is None:
        return False
    before = [line for line in lines[:first] if line.strip() and not _NUMBERING.match(line)]
    if any(line.lstrip().startswith(("```", "#", "<", "---")) for line in before):
        return False
    outside, within = len(before), False
    for line in lines[first:]:
        match = _TAG.match(line) or _LOOSE_TAG.match(line)
        within = match[1] != "ER" if match else within
        outside += not match and not within and bool(line.strip()) and not _NUMBERING.match(line)
    return outside <= len(tags) + 15


def split_ris(lines: Iterable[str], source: str, notes: Notes) -> Iterator[Lines]:
    """The records of a file, as lines by tag: from TY to ER, or to the next TY where ER is missing.

    A record without TY counts if it has a title, an abstract or authors; Ovid leaves other lines behind ER.
    """
    record: Lines | None = None
    loose = False
    for number, line in number_lines(lines):
        match = _TAG.match(line)
        if match is None and (loose or _LOOSE_START.match(line)):
            match = _LOOSE_TAG.match(line)
            loose = loose or match is not None
        if match is None:
            if record is not None:
                record.go_on(line)
            elif line.strip() and not _NUMBERING.match(line):
                warn_of_stray(line, number, source, notes)
            continue
        tag, text = match[1], match[2] or ""
        if tag in {"TY", "ER"} and record is not None:
            record.ended = tag == "ER"
            yield from _check_record(record, source, notes)
            record = None
        if tag != "ER":
            record = record or Lines(number)
            record.add(tag, text)
    if record is not None:
        yield from _check_record(record, source, notes, final=True)


def _check_record(record: Lines, source: str, notes: Notes, *, final: bool = False) -> Iterator[Lines]:
    tags, place = record.tags, f"line {record.line}"
    last = record.values[-1][1]
    while len(last) > 1 and (not last[-1].strip() or _NUMBERING.match(last[-1])):  # the next record's number
        last.pop()
    if "TY" not in tags and not tags & _MAKES_RECORD:
        notes.warn(source, "lines outside of the records were left out", place, count=len(record.values))
        return
    if "TY" not in tags:
        notes.warn(source, "a record has no beginning (TY)", place)
    if not record.ended:
        end = "the last record has no end (ER); the file may be cut"
        notes.warn(source, end if final else "a record has no end (ER); it was ended where the next begins", place)
    yield from record.warn_if_cut(source, notes)


def read_ris(document: Document, notes: Notes, columns=None) -> Iterator[RawRecord]:
    """Records of an RIS file, streamed.

    Raises
    ------
    DumpError
        If there is no record.
    """
    nothing = 'no line begins a record ("TY  - JOUR"); export it again as RIS'
    yield from read_tagged(document, notes, split_ris, read_ris_fields, _is_bare, nothing)


def _is_bare(record: Lines) -> bool:
    return not any(line.strip() for tag, lines in record.values if tag != "TY" for line in lines)


def read_ris_fields(pairs: list[tuple[str, list[str]]]) -> tuple[dict[str, Any], str | None]:
    """The values of one record under our names, and why it is no paper (None if it may be one)."""
    values = Values(pairs, _EACH_LINE)
    abstracts = _join_abstracts(values.get("AB") or values.get("N2") or [])
    fields: dict[str, Any] = {
        "title": values.first("TI", "T1", "CT", "BT", "ST", "TT"),
        "abstract": abstracts[0] if abstracts else "",
        "authors": list_names(values.get("AU") or values.get("A1") or values.get("ED") or []),
        "venue": values.first("JF", "JO", "T2", "BT", "C3", "JA", "J2", "PB"),
        "url": _find_address(values),
        "keywords": list(dict.fromkeys(word for text in values.get("KW", []) for word in _split_words(text))),
        "published": _read_published(values),
    }
    links = [text for tag in ("UR", "L1", "L2", "LK", "L4") for text in values.get(tag, [])]
    find_identifiers(
        fields,
        doi=[*values.get("DO", []), *values.get("DI", []), *values.get("M3", []), *values.get("UR", []),
             *values.get("L2", []), *values.get("AN", []), *(t for t in values.get("N1", []) if "10." in t)],
        arxiv=[*values.get("DO", []), *links, values.first("AN"), *(t for tag in _MAY_NAME_ARXIV
               for t in values.get(tag, []) if "rxiv" in t.lower())],
    )  # fmt: skip
    fields["pmid"] = _find_pmid(values, links)
    match = re.search(r"aclanthology\.org/([\w.-]+?)(?:\.pdf)?/?$", fields["url"])
    if match:
        fields["acl_id"] = match[1]
    kinds = [values.first("TY"), *values.get("M3", []), *(values.get("PT") or [])]
    extra = values.without(_USED)
    if len(abstracts) > 1:
        extra["AB (again)"] = abstracts[1:]
    if values.get("AB") and values.get("N2") and values["N2"] != values["AB"]:
        extra["N2"] = values["N2"]
    if "N1" in extra and len(str(extra["N1"])) > 5000:  # lists of references, by far the most of a Scopus record
        del extra["N1"]
    fields["extra"] = extra
    put_language(fields, values.first("LA"))
    return keep_filled(fields), find_kind_problem(kinds)


def _join_abstracts(found: list[str]) -> list[str]:
    """Repeated abstracts: parts of one where the first has no end or each has a label, else one for each."""
    joined: list[list[str]] = []
    seen: set[str] = set()
    for text in found:
        if joined and (not _ENDED.search(joined[-1][-1][-20:]) or text[:1].islower() or _LABEL.match(text)):
            joined[-1].append(text)
        elif text not in seen:
            joined.append([text])
        seen.add(text)
    return [" ".join(parts) for parts in joined]


def _split_words(text: str) -> list[str]:
    """The keywords of one line; several stand there with semicolons, or with many commas."""
    if ";" in text:
        return [word.strip() for word in text.split(";") if word.strip()]
    if text.count(",") >= 3:
        return [word.strip() for word in text.split(",") if word.strip()]
    return [text]


def _find_address(values: dict[str, list[str]]) -> str:
    links = [text.strip("<> ") for tag in ("UR", "L2", "LK", "L1") for text in values.get(tag, [])]
    return next((link for link in links if re.match(r"(?i)https?://\S+$", link)), "")


def _find_pmid(values: dict[str, list[str]], links: list[str]) -> str:
    """The PubMed id: the accession number of a PubMed record, or Scopus' ``C2``, or a link's."""
    origin = " ".join(text for tag in ("DP", "DB", "N1") for text in values.get(tag, [])).lower()
    candidates = values.get("AN", []) if re.search(r"\bnlm\b|pubmed|medline", origin) else []
    candidates = [*candidates, *(values.get("C2", []) if "scopus" in origin else []), *values.get("PM", [])]
    found = next((text for text in candidates if re.fullmatch(r"\d{1,8}", text)), "")
    match = re.search(r"(?:ncbi\.nlm\.nih\.gov/pubmed|pubmed\.ncbi\.nlm\.nih\.gov)/(\d{1,8})", " ".join(links))
    return found or (match[1] if match else "")


def _read_published(values: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Dates as the record has them, best first; a ``DA`` of month and day takes the year of ``PY`` or ``Y1``."""
    found: list[tuple[str, str]] = []
    years = [(tag, text) for tag in ("PY", "Y1") for text in values.get(tag, [])]
    year = next((match[0] for _, text in years if (match := _YEAR.search(text))), "")
    for text in values.get("DA", []):
        if year and "/" not in text and not _YEAR.search(text) and re.search(r"[A-Za-z]{3}", text):
            found.append(("DA, PY", join_date(year, text)))
        else:
            found.append(("DA", text))
    found += years
    # EndNote's day of publication online stands where others name an edition.
    found += [("ET", text) for text in values.get("ET", []) if re.fullmatch(r"\d{4}[/-]\d\d?[/-]\d\d?", text)]
    return found
