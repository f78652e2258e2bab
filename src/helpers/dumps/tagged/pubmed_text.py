"""PubMed's "Abstract" format: a numbered citation, title, authors, paragraphs, told apart by form, up to the PMID."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from helpers.dumps.decoding import read_lines
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.dumps.reference_fields import find_identifiers, keep_filled
from helpers.dumps.tagged.tagged_records import MAX_RECORD, join_lines

_START = re.compile(r"\ufeff?\d{1,7}\. (?=\S.{0,400}?\b(?:1[89]|20)\d\d\b|\S[^.]{2,200}\.\s*$)")
_CITATION = re.compile(r"\ufeff?\d{1,7}\. ([^.]{1,300}(?:\. ?[^.\d]{1,60})?)\. ?(\d{4}(?: [A-Z][^;:.]{0,30})?)")
_PMID = re.compile(r"^PMID: ?(\d{1,8})\b", re.M)
_DOI = re.compile(r"(?i)\bdoi: ?(10\.\S+)")
_NAMES = re.compile(r"[^\s,.;:][^,.;:]{0,60} [A-Z]{1,4}(?: (?:Jr|Sr|\d\w\w))?(?:\(\d[\d)(]*)?(?:, |;|\.$|$)")
_MARK = re.compile(r"\(\d[\d)(]*")  # of an affiliation
_BESIDE = re.compile(
    r"(?:Author information:|Collaborators?[:(]|Comment (?:in|on)\b|(?:Erratum|Update) (?:in|of)\b"
    r"|Retraction (?:in|of)\b|Republished (?:in|from)\b|Conflict of interest|Copyright\b|©"
    r"|DOI:|PMCID:|PMID:|\[(?:Article|Indexed) )"
)
_NOTHING = "no numbered citation is followed by a title and a PMID; save it from PubMed as PubMed format (nbib)"


def is_pubmed_text(head: str) -> bool:
    """Whether a text is numbered citations, each with a line for its PMID."""
    lines = head.split("\n")
    first = next((line for line in lines if line.strip("\ufeff \t")), "")
    return _START.match(first) is not None and (_PMID.search(head) is not None and _DOI.search(head) is not None)


def read_pubmed_text(document: Document, notes: Notes, columns: Any = None) -> Iterator[RawRecord]:
    """Records of a file in PubMed's "Abstract" format, streamed; ``DumpError`` if there is none."""
    count = 0
    for count, (line, blocks) in enumerate(_split_records(read_lines(document, notes)), start=1):
        place, fields = f"record {count} (line {line})", _read_fields(blocks)
        whole = "pmid" in fields and len(blocks) > 1
        if not whole:
            notes.warn(document.source, "a record breaks off before its PMID", f"line {line}")
        yield RawRecord(document.source, place, fields, None if whole else "unreadable record")
    if count == 0:
        raise DumpError(f"{document.source} has 0 papers: {_NOTHING}.")


def _split_records(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """The paragraphs of each record with the number of its first line; a record begins behind a PMID or at the top."""
    begin, size, ended = 0, 0, True
    blocks: list[list[str]] = []
    blank = True
    for number, line in enumerate(lines, start=1):
        if not line.strip("\ufeff \t"):
            blank = True
            continue
        if blank and _START.match(line) and (ended or size > MAX_RECORD):
            if blocks:
                yield begin, [join_lines(block) for block in blocks]
            begin, size, ended, blocks = number, 0, False, []
        if begin and size <= MAX_RECORD:
            if blank or not blocks:
                blocks.append([])
            blocks[-1].append(line)
        ended = ended or line.startswith("PMID:")
        size += len(line) + 1
        blank = False
    if blocks:
        yield begin, [join_lines(block) for block in blocks]


def _read_fields(blocks: list[str]) -> dict[str, Any]:
    citation, *rest = blocks
    match = _CITATION.match(citation)
    ends = " ".join(block for block in rest if _BESIDE.match(block))
    texts = [block for block in rest if not _BESIDE.match(block)]
    title, texts = (texts[0], texts[1:]) if texts else ("", [])
    names = next((block for block in texts[:2] if _is_names(block)), "")
    pmid = re.search(r"\bPMID: ?(\d{1,8})\b", ends)
    fields: dict[str, Any] = {
        "title": title.removesuffix(".").strip("[]"),
        "abstract": "\n".join(block for block in texts if block != names),
        "authors": [name.strip(" .") for name in re.split(r"[,;] ", _MARK.sub("", names)) if name.strip(" .")],
        "venue": match[1] if match else "", "published": [("citation", match[2])] if match else [],
        "pmid": pmid[1] if pmid else "", "extra": {"citation": citation},
    }  # fmt: skip
    find_identifiers(fields, doi=[found[1] for text in (citation, ends) for found in _DOI.finditer(text)])
    return keep_filled(fields)


def _is_names(block: str) -> bool:
    """Whether a paragraph is a list of names with initials ("Doe J(1), Roe RA(2).")."""
    found = [name for name in re.split(r"[,;] ", block) if name]
    return sum(_NAMES.match(name) is not None for name in found) >= 0.7 * len(found)
