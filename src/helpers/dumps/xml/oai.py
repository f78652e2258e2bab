"""Harvests by OAI-PMH: arXiv's own formats (arXiv, arXivRaw, arXivOld) and Dublin Core (oai_dc) of any repository."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from helpers.dumps.fields import read_list
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.dumps.xml.xml_heads import find_root, has_element
from helpers.dumps.xml.xml_stream import read_elements
from helpers.dumps.xml.xml_values import keep_first_dates, read_inline, read_texts, take_first
from helpers.text.identifiers import find_arxiv_id, find_doi

_ARXIV = frozenset(("arXiv", "arXivRaw", "arXivOld"))
_DUBLIN = frozenset(("dc", "qualifieddc", "qdc", "dcterms", "thesis"))
_MARC = frozenset(("leader", "controlfield", "datafield"))
_OTHER_TYPES = ("dataset", "image", "software", "video", "sound", "physicalobject", "peer review", "review of a paper")
_USED = frozenset(("id", "journal-ref", "created", "version"))
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
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


def _read_arxiv(node: Any) -> dict[str, Any]:
    texts = read_texts(node)
    first = partial(take_first, texts)
    fields: dict[str, Any] = {
        "title": first("title"),
        "abstract": first("abstract"),
        "doi": "".join(first("doi").split()[:1]),  # some papers have two, one after the other
        "venue": first("journal-ref"),
        "categories": first("categories").split(),
        "authors": _read_arxiv_authors(node.find("authors")),
        "published": [("created", value) for value in texts.get("created", ())],
        "updated": [("updated", value) for value in texts.get("updated", ())[-1:]],
        "arxiv_id": find_arxiv_id(first("id")),
    }
    versions = sorted(
        (int(re.sub(r"\D", "", version.get("version", ""))[:6] or 0), day)
        for version in node.iterfind("version")
        if (day := read_inline(version.find("date")))
    )
    if versions:
        fields["published"].insert(0, (f"version v{versions[0][0]}", versions[0][1]))
    if len(versions) > 1:
        fields["updated"].append((f"version v{versions[-1][0]}", versions[-1][1]))
    extra = {name: " ".join(values) for name, values in texts.items() if name not in {*fields, *_USED}}
    return {name: value for name, value in fields.items() if value} | {"extra": extra}


def _read_arxiv_authors(node: Any) -> list[str]:
    if node is None:
        return []
    if len(node) == 0:  # arXivRaw: one text, with affiliations in brackets
        text = re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", node.text or ""))
        return read_list(" ".join(text.split()), "authors")
    parts = ([read_inline(author.find(part)) for part in ("forenames", "keyname", "suffix")] for author in node)
    return [name for found in parts if (name := " ".join(filter(None, found)))]


def _find_filled(node: Any, name: str) -> list[Any]:
    return [child for child in node.iterfind(name) if read_inline(child)]


def _choose_language(nodes: list[Any]) -> list[Any]:
    """The elements in English if some say so, else all."""
    return [node for node in nodes if (node.get(_LANG) or "").lower().startswith("en")] or nodes


def _read_dublin(node: Any) -> tuple[dict[str, Any], str | None]:
    """Fields of Dublin Core, in which everything may be repeated, and why it is no paper."""
    texts = read_texts(node)
    first = partial(take_first, texts)
    described = _find_filled(node, "abstract") or _find_filled(node, "description")
    described = [child for child in described if not _NOTE.match(read_inline(child))]
    abstract = max(map(read_inline, _choose_language(described)), key=len, default="")
    dates = [(f"dc:{name}", day) for name in ("issued", "date") for day in texts.get(name, ())]
    published, later = keep_first_dates(dates)
    own = texts.get("identifier", [])
    fields = {
        "title": next(map(read_inline, _choose_language(_find_filled(node, "title"))), ""),
        "abstract": abstract,
        "authors": list(dict.fromkeys(texts.get("creator", ()))),
        "categories": list(dict.fromkeys(texts.get("subject", ()))),
        "published": published,
        "updated": later[-1:],
        "arxiv_id": next(filter(None, map(find_arxiv_id, own)), ""),
        "doi": next(filter(None, map(find_doi, own or texts.get("relation", []))), ""),
        "url": next((text for text in own if re.match(r"https?://", text)), ""),
        "venue": first("source"),
        "language": first("language"),
    }
    rest = {name: values for name, values in texts.items() if name not in {"creator", "subject", "language", "date"}}
    for name, taken in (("title", fields["title"]), ("description", abstract), ("abstract", abstract)):
        rest[name] = [value for value in rest.get(name, ()) if value != taken]
    kinds = [text.lower().rsplit("/", 1)[-1] for text in texts.get("type", ())]
    problem = "not a paper" if kinds and all(kind in _OTHER_TYPES for kind in kinds) else None
    extra = {name: values for name, values in rest.items() if values}
    return {name: value for name, value in fields.items() if value} | {"extra": extra}, problem
