"""BibTeX: what Scopus, Web of Science, Zotero, the ACL Anthology, ADS and Google Scholar say in its fields.

Days on which a record was made or an address visited (``urldate``, ``timestamp``, ``date-added``, Web of Science's
``DA``) are no dates of a paper. Lists of references, most of an export, are left out.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, pairwise
from typing import Any

from helpers.dumps.decoding import read_lines
from helpers.dumps.fields import read_list
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.dumps.reference_fields import (
    Texts,
    find_identifiers,
    find_kind_problem,
    join_date,
    keep_filled,
    list_names,
    put_language,
)
from helpers.dumps.tagged.bibtex_entries import MONTHS, START, Entry, drop_braces, read_entry, split_entries
from helpers.dumps.tagged.tagged_records import MAX_RECORD, join_lines
from helpers.text.cleaning import clean_text

_OWN_FIELDS = {
    "title", "booktitle", "abstract", "author", "authors", "editor", "doi", "pmid", "pubmedid", "url", "language",
    "langid", "date", "year", "month", "day", "eprint", "archiveprefix", "eprinttype", "primaryclass", "eprintclass",
    "keywords", "keyword", "authorkeywords", "keywordsplus", "indexkeywords", "webofsciencecategories", "journal",
    "journaltitle", "earlyaccessdate",
}  # fmt: skip
_MENTIONS = (("journal", "journaltitle"), ("eid",), ("note",), ("howpublished",))  # may name an arXiv number
_KEYWORDS = ("authorkeywords", "keywords", "keyword", "indexkeywords")
_BULKY = {"references", "citedreferences", "fulltext", "bdsk-file-1", "file"}
_IN_BRACES = re.compile(r"(?<![^\s{])\{([^{}\\]* [^{}\\]*)\}")
_SPLIT_NAMES = re.compile(r"\s+and\s+", re.I)
_ESCAPED = re.compile(r"\\([_%&#$~{}])|\{\\_\}|\{\\textasciitilde\}")
_HAS_FIELD = re.compile(r"[A-Za-z][\w -]{0,60}=[ \t]*[\w{\"]")


def is_bibtex(head: str) -> bool:
    """Whether most of a text is BibTeX entries; a page that quotes one, or code with decorators, is not."""
    lines = head.split("\n")
    first = next((n for n, line in enumerate(lines) if "@" in line and START.match(line)), None)
    if first is None or any(line.lstrip().startswith(("```", "<!doctype", "<html")) for line in lines[:first]):
        return False
    total = sum(len(line.strip()) for line in lines[:first] if not line.lstrip().startswith("%"))
    inside = entries = 0
    for _, text in split_entries(lines[first:]):
        entry = read_entry(text, 0, {})
        size = len(text.strip())
        total += size
        if entry is None:
            inside += size
        elif entry.fields and _HAS_FIELD.search(text):
            entries += 1
            inside += min(size, 50 + sum(len(name) + len(value) + 15 for name, value in entry.fields))
    return entries > 0 and inside >= 0.5 * total  # more outside of entries is a page that quotes some


def read_bibtex(document: Document, notes: Notes, columns=None) -> Iterator[RawRecord]:
    """Records of a BibTeX file, streamed: one for each entry, whatever is wrong with it; ``DumpError`` if none."""
    source, names, keys, count = document.source, dict(MONTHS), set(), 0
    pieces = split_entries(read_lines(document, notes))
    entries = filter(None, (read_entry(text, line, names) for line, text in pieces))
    for count, (entry, following) in enumerate(pairwise(chain(entries, [None])), start=1):
        key = entry.key.lower()
        if key and key in keys:
            what = "a key stands at more than one entry, and each was kept"
            notes.warn(source, what, f"{entry.key} in line {entry.line}")
        keys.add(key)
        cut = following is None and entry.cut  # only the last entry can have been cut off with the file
        yield _read_record(entry, source, notes, f"entry {count} (line {entry.line})", cut=cut)
    if count == 0:
        raise DumpError(f'{source} has 0 papers: no line begins an entry such as "@article{{key,"; export it again.')


def _read_record(entry: Entry, source: str, notes: Notes, place: str, *, cut: bool) -> RawRecord:
    example = f"line {entry.line}: {entry.key or entry.kind}"
    if entry.faults:
        what = "the braces or quotes of an entry do not match, and its fields were told by their lines"
        notes.warn(source, what, example)
    if entry.size > MAX_RECORD:
        notes.warn(source, f"a record is over {MAX_RECORD:,} characters long and was cut", f"line {entry.line}")
    if not entry.fields:
        notes.warn(source, "an entry has no fields", example)
        return RawRecord(source, place, {"extra": {"kind": entry.kind, "key": entry.key}}, "unreadable record")
    fields, problem = read_bibtex_fields(entry)
    if cut:
        notes.warn(source, "the last entry breaks off; the file may be cut", f"line {entry.line}: {entry.key}")
        problem = "unreadable record"
    return RawRecord(source, place, fields, problem)


def _tidy(value: str) -> str:
    """A value on one line, without braces that only protect capitals."""
    return drop_braces(join_lines(value.split("\n"))).strip()


def _plain(value: str) -> str:
    """A short value (a name, a keyword) with its LaTeX read."""
    value = _tidy(value)
    return clean_text(value) if "\\" in value or "$" in value or "{" in value else value


def _address(value: str) -> str:
    match = re.search(r"\\url\s*\{([^{}]*)\}", value)
    return _ESCAPED.sub(lambda m: m[1] or ("_" if "_" in m[0] else "~"), match[1] if match else value).strip("{} ")


def read_bibtex_fields(entry: Entry) -> tuple[dict[str, Any], str | None]:
    """The fields of one entry under our names, and why it is no paper (None if it may be one)."""
    values = Texts()
    for name, value in entry.fields:
        if value.strip("{} \n"):
            values.setdefault(re.sub(r"[\s_-]", "", name.lower()), []).append(value)
    get = values.first
    is_whole = entry.kind in {"book", "proceedings"}
    url = _address(_tidy(get("url", "link", "howpublished", "adsurl")))
    fields: dict[str, Any] = {
        "title": _tidy(get("title") or (get("booktitle") if entry.kind in {"book", "inbook"} else "")),
        "abstract": _tidy(get("abstract", "summary")),
        "authors": list_names(_split_people(get("author", "authors", *(["editor"] if is_whole else [])))),
        "doi": _address(_tidy(get("doi"))), "pmid": _tidy(get("pmid", "pubmedid")),
        "url": url if re.match(r"(?i)https?://|www\.", url) else "",
        "venue": _plain(get("journal", "journaltitle", "booktitle", "series", "eventtitle", "school", "institution")),
        "keywords": _read_keywords(map(get, _KEYWORDS)) or _read_keywords([get("keywordsplus")]),
        "categories": read_list(_plain(get("webofsciencecategories")), "keywords"),
        "published": _read_published(values),
    }  # fmt: skip
    _read_eprint(fields, get)
    again = {name: found[1:] for name, found in values.items() if len(found) > 1 and name not in _BULKY}
    fields["extra"] = keep_filled(
        {name: _plain(found[0]) for name, found in values.items() if name not in _OWN_FIELDS | _BULKY}
        | {"kind": entry.kind, "key": entry.key}
        | {f"{name} (again)": list(map(_tidy, found)) for name, found in again.items()}
    )
    put_language(fields, _plain(get("language", "langid")))
    return keep_filled(fields), find_kind_problem([entry.kind, *_plain(get("type", "documenttype")).split(";")])


def _split_people(value: str) -> Iterator[str]:
    """Names joined by "and"; braces around a whole name ("{Barnes and Noble}") keep it together."""
    value = join_lines(value.split("\n"))
    whole = []
    if "{" in value:
        value = _IN_BRACES.sub(lambda m: whole.append(m[1]) or f"\x00{len(whole)}\x00", value)
    for name in _SPLIT_NAMES.split(value):
        if whole and (match := re.fullmatch(r"\s*\{*\x00(\d+)\x00\}*\s*", name)):
            yield whole[int(match[1]) - 1].replace(",", " ")  # a body's comma does not turn its name
        else:
            yield _plain(re.sub(r"\x00(\d+)\x00", lambda m: whole[int(m[1]) - 1], name) if whole else name)


def _read_keywords(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for value in values if value for word in read_list(_plain(value), "keywords")))


def _read_published(values: Texts) -> list[tuple[str, str]]:
    """The dates of an entry, best first: as an online day, as one date, in parts, the year alone."""
    found = [(name, _tidy(values.first(name))) for name in ("earlyaccessdate", "date") if name in values]
    if match := re.fullmatch(r"(\d{4})\b.*/\1\b.*", _tidy(values.first("date"))):  # a span within one year
        found.append(("date, its year", match[1]))
    year, month, day = (_tidy(values.first(name)) for name in ("year", "month", "day"))
    if year and month:
        found.append(("year, month, day" if day else "year, month", join_date(year, month, day)))
    if year or (month and not found):
        found.append(("year", year) if year else ("month", month))
    return found


def _read_eprint(fields: dict[str, Any], get: Callable[..., str]) -> None:
    """Identifiers: ``eprint`` by its archive, arXiv numbers in journals and notes, DOIs and ids in addresses."""
    archive, eprint = _tidy(get("archiveprefix", "eprinttype")).lower(), _address(_tidy(get("eprint")))
    if archive == "pubmed" and eprint.isdigit():
        fields["pmid"] = fields["pmid"] or eprint
    if primary := _tidy(get("primaryclass", "eprintclass")):
        fields["categories"] = [primary, *fields["categories"]]
    eprint = eprint if archive in {"", "arxiv"} else ""
    volume, others = _tidy(get("volume")), [_tidy(get(*names)) for names in _MENTIONS]
    find_identifiers(
        fields,
        doi=[fields["doi"], fields["url"], _tidy(get("note")) if "10." in get("note") else ""],
        arxiv=[
            *([eprint, f"arXiv:{eprint}"] if eprint else []),
            _tidy(get("arxivid", "arxiv")),
            fields["doi"],
            fields["url"],
            *(text for text in others if "rxiv" in text.lower()),
            f"arXiv:{volume[4:]}" if volume.startswith("abs/") else "",
        ],
    )  # fmt: skip
