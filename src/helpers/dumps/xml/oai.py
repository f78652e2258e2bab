"""Harvests by OAI-PMH: arXiv's own formats (arXiv, arXivRaw, arXivOld) and Dublin Core (oai_dc) of any repository."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers.dumps.decoding import Document
from helpers.dumps.fields import read_list
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.dumps.xml.xml_heads import find_root, has_element
from helpers.dumps.xml.xml_stream import read_elements
from helpers.dumps.xml.xml_values import keep_first_dates, read_inline
from helpers.text.identifiers import find_arxiv_id, find_doi

_ARXIV = frozenset(("arXiv", "arXivRaw", "arXivOld"))
_DUBLIN = frozenset(("dc", "qualifieddc", "qdc", "dcterms", "thesis"))
_MARC = frozenset(("leader", "controlfield", "datafield"))
_OTHER_TYPES = ("dataset", "image", "software", "video", "sound", "physicalobject", "peer review", "review of a paper")
_NOTE = re.compile(r"\s*comments?\s*:", re.I)


def is_oai(head: str) -> bool:
    """Whether a text begins like answers of an OAI-PMH service, or like the records out of them."""
    root = find_root(head)
    if root in {"OAI-PMH", "ListRecords", "GetRecord"}:
        return True
    return root is not None and has_element(head, "header") and has_element(head, "datestamp")


def read_oai(document: Document, notes: Notes, columns=None) -> Iterator[RawRecord]:
    """Records of OAI-PMH pages; any number of pages may follow each other in one file.

    The header's datestamp is the last touch of a record and never a date of its paper. A deleted record, or one
    without metadata, is no paper.

    Raises
    ------
    DumpError
        If there is no record; the service's own message is quoted.
    """
    count, message = 0, ""
    for element in read_elements(document, notes, {"record", "error"}):
        if element.name == "error":
            if not element.broken:
                said = read_inline(element.node) or "no reason given"
                message = f"{element.attributes.get('code', 'error')}: {said}"[:200]
            continue
        count += 1
        place = f"entry {count} (line {element.line})"
        if element.broken:
            yield RawRecord(document.source, place, {}, "unreadable record")
            continue
        yield _read_record(element.node, document.source, place, notes)
    if count == 0:
        tail = f"the service answered {message}" if message else "there is no record in it"
        raise DumpError(f"{document.source} has 0 papers: {tail}; ask for other dates or another set.")
    if message:
        notes.warn(document.source, "a page is an error of the service instead of records", message)


def _read_record(record, source: str, place: str, notes: Notes) -> RawRecord:
    header = record.find("header")
    identifier = read_inline(header.find("identifier")) if header is not None else ""
    fields = {"id": identifier} if identifier else {}
    if found := find_arxiv_id(re.sub(r"(?i)^oai:arxiv\.org:", "", identifier)):
        fields["arxiv_id"] = found
    metadata = record.find("metadata")
    inner = next(iter(metadata), None) if metadata is not None else None
    if header is None and metadata is None and any(child.tag in _MARC for child in record):
        raise DumpError(f"{source} holds MARC records ({place}), which are not read; harvest it again as oai_dc.")
    if inner is None or (header is not None and header.get("status") == "deleted"):
        return RawRecord(source, place, {**fields, "extra": {}}, "not a paper")
    if inner.tag in _ARXIV:
        fields.update(_read_arxiv(inner))
        return RawRecord(source, place, fields)
    if inner.tag in _DUBLIN or inner.find("title") is not None:
        more, problem = _read_dublin(inner)
        return RawRecord(source, place, {**fields, **more}, problem)
    notes.warn(source, f"metadata of the kind {inner.tag} are not read; harvest oai_dc", place)
    return RawRecord(source, place, {**fields, "extra": {}}, "unreadable record")


def _collect_texts(node) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for child in node:
        if text := read_inline(child):
            texts.setdefault(child.tag, []).append(text)
    return texts


def _read_arxiv(node) -> dict:
    texts = _collect_texts(node)

    def first(name: str) -> str:
        return texts.get(name, [""])[0]

    fields = {
        "title": first("title"),
        "abstract": first("abstract"),
        "doi": first("doi").split()[0] if first("doi") else "",  # some papers have two, one after the other
        "venue": first("journal-ref"),
        "categories": first("categories").split(),
        "authors": _read_arxiv_authors(node.find("authors")),
        "published": [("created", value) for value in texts.get("created", ())],
        "updated": [("updated", value) for value in texts.get("updated", ())[-1:]],
    }
    if found := find_arxiv_id(first("id")):
        fields["arxiv_id"] = found
    versions = [
        (int(re.sub(r"\D", "", version.get("version", ""))[:6] or 0), read_inline(version.find("date")))
        for version in node.findall("version")
    ]
    versions = [(number, day) for number, day in sorted(versions) if day]
    if versions:
        fields["published"].insert(0, (f"version v{versions[0][0]}", versions[0][1]))
        if len(versions) > 1:
            fields["updated"].append((f"version v{versions[-1][0]}", versions[-1][1]))
    used = {"id", "title", "abstract", "doi", "journal-ref", "categories", "authors", "created", "updated", "version"}
    fields["extra"] = {name: " ".join(values) for name, values in texts.items() if name not in used}
    return {name: value for name, value in fields.items() if value or name == "extra"}


def _read_arxiv_authors(node) -> list[str]:
    if node is None:
        return []
    if len(node) == 0:  # arXivRaw: one text, with affiliations in brackets
        text = re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", node.text or ""))
        return read_list(" ".join(text.split()), "authors")
    names = []
    for author in node:
        parts = [read_inline(author.find(part)) for part in ("forenames", "keyname", "suffix")]
        names.append(" ".join(filter(None, parts)))
    return [name for name in names if name]


def _choose_language(nodes: list) -> list:
    """The elements in English if some say so, else all."""
    return [node for node in nodes if (node.get(_LANG) or "").lower().startswith("en")] or nodes


_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _read_dublin(node) -> tuple[dict, str | None]:
    """Fields of Dublin Core, in which everything may be repeated, and why it is no paper."""
    by_name: dict[str, list] = {}
    for child in node:
        if isinstance(child.tag, str) and read_inline(child):
            by_name.setdefault(child.tag, []).append(child)
    texts = {name: [read_inline(child) for child in children] for name, children in by_name.items()}
    titles = [read_inline(child) for child in _choose_language(by_name.get("title", []))]
    described = by_name.get("abstract", []) or by_name.get("description", [])
    described = [child for child in described if not _NOTE.match(read_inline(child))]
    abstract = max((read_inline(child) for child in _choose_language(described)), key=len, default="")
    dates = [(f"dc:{name}", day) for name in ("issued", "date") for day in texts.get(name, ())]
    published, later = keep_first_dates(dates)
    identifiers = texts.get("identifier", []) + texts.get("relation", [])
    own = texts.get("identifier", [])
    arxiv = (find_arxiv_id(text) for text in own)
    fields = {
        "title": titles[0] if titles else "",
        "abstract": abstract,
        "authors": list(dict.fromkeys(texts.get("creator", ()))),
        "categories": list(dict.fromkeys(texts.get("subject", ()))),
        "published": published,
        "updated": later[-1:],
        "arxiv_id": next((found for found in arxiv if found), ""),
        "doi": next((found for text in own or identifiers if (found := find_doi(text))), ""),
        "url": next((text for text in own if re.match(r"https?://", text)), ""),
        "venue": next(iter(texts.get("source", ())), ""),
        "language": next(iter(texts.get("language", ())), ""),
    }
    rest = {name: values for name, values in texts.items() if name not in {"creator", "subject", "language", "date"}}
    for name, taken in (("title", fields["title"]), ("description", abstract), ("abstract", abstract)):
        rest[name] = [value for value in rest.get(name, ()) if value != taken]
    fields["extra"] = {name: values for name, values in rest.items() if values}
    kinds = [text.lower().rsplit("/", 1)[-1] for text in texts.get("type", ())]
    problem = "not a paper" if kinds and all(kind in _OTHER_TYPES for kind in kinds) else None
    return {name: value for name, value in fields.items() if value or name == "extra"}, problem
