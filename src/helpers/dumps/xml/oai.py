"""Harvests by OAI-PMH: arXiv's own formats (arXiv, arXivRaw, arXivOld) and Dublin Core (oai_dc) of any repository."""

import re
from typing import Any

from helpers.dumps.fields import read_list
from helpers.dumps.records import DumpError
from helpers.dumps.reference_fields import keep_filled
from helpers.dumps.xml.xml_records import XmlSource, keep_first_dates, read_inline, read_texts
from helpers.dumps.xml.xml_stream import Element
from helpers.text.identifiers import find_arxiv_id, find_doi

_ARXIV = frozenset(("arXiv", "arXivRaw", "arXivOld"))
_DUBLIN = frozenset(("dc", "qualifieddc", "qdc", "dcterms", "thesis"))
_MARC = ("leader", "controlfield", "datafield")
_OTHER_TYPES = ("dataset", "image", "software", "video", "sound", "physicalobject", "peer review", "review of a paper")
_USED = frozenset(("id", "journal-ref", "created", "version"))
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOTE = re.compile(r"\s*comments?\s*:", re.I)


class _Harvest(XmlSource):
    """Records of OAI-PMH pages, of which any number may follow each other in one file.

    The header's datestamp is the last touch of a record and never a date of its paper. A deleted record, or one
    without metadata, is no paper.
    """

    records = frozenset({"record"})
    others = frozenset({"error"})
    signs = (("OAI-PMH",), ("ListRecords",), ("GetRecord",), ("*", "header", "datestamp"))
    missing = "there is no record in it; ask for other dates or another set"
    message = ""  # of the service

    def read_other(self, element: Element) -> None:
        if not element.broken:
            said = read_inline(element.node) or "no reason given"
            self.message = f"{element.attributes.get('code', 'error')}: {said}"[:200]
            self.missing = f"the service answered {self.message}; ask for other dates or another set"

    def finish(self) -> None:
        if self.message:
            self.notes.warn(self.source, "a page is an error of the service instead of records", self.message)

    def read_record(self, element: Element, place: str) -> tuple[dict[str, Any], str | None]:
        header, metadata = element.node.find("header"), element.node.find("metadata")
        identifier = read_inline(header, "identifier")
        fields = {"id": identifier, "arxiv_id": find_arxiv_id(re.sub(r"(?i)^oai:arxiv\.org:", "", identifier))}
        fields = keep_filled(fields | {"extra": {}})
        inner = next(iter(metadata), None) if metadata is not None else None
        if header is None and metadata is None and any(child.tag in _MARC for child in element.node):
            what = f"{self.source} holds MARC records ({place}), which are not read"
            raise DumpError(f"{what}; harvest it again as oai_dc.")
        if inner is None or (header is not None and header.get("status") == "deleted"):
            return fields, "not a paper"
        if inner.tag in _ARXIV:
            return fields | _read_arxiv(inner), None
        if inner.tag in _DUBLIN or inner.find("title") is not None:
            more, problem = _read_dublin(inner)
            return fields | more, problem
        self.notes.warn(self.source, f"metadata of the kind {inner.tag} are not read; harvest oai_dc", place)
        return fields, "unreadable record"


is_oai, read_oai = _Harvest.fits, _Harvest.read


def _read_arxiv(node: Any) -> dict[str, Any]:
    texts = read_texts(node)
    fields: dict[str, Any] = {
        **texts.pick(title="title", abstract="abstract", venue="journal-ref"),
        "doi": "".join(texts.first("doi").split()[:1]),  # some papers have two, one after the other
        "categories": texts.first("categories").split(),
        "authors": _read_arxiv_authors(node.find("authors")),
        "published": [("created", value) for value in texts.every("created")],
        "updated": [("updated", value) for value in texts.every("updated")[-1:]],
        "arxiv_id": find_arxiv_id(texts.first("id")),
    }
    versions = sorted(
        (int(re.sub(r"\D", "", version.get("version", ""))[:6] or 0), day)
        for version in node.iterfind("version")
        if (day := read_inline(version, "date"))
    )
    if versions:
        fields["published"].insert(0, (f"version v{versions[0][0]}", versions[0][1]))
    if len(versions) > 1:
        fields["updated"].append((f"version v{versions[-1][0]}", versions[-1][1]))
    extra = {name: " ".join(values) for name, values in texts.items() if name not in {*fields, *_USED}}
    return keep_filled(fields | {"extra": extra})


def _read_arxiv_authors(node: Any) -> list[str]:
    if node is None:
        return []
    if len(node) == 0:  # arXivRaw: one text, with affiliations in brackets
        text = re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", node.text or ""))
        return read_list(" ".join(text.split()), "authors")
    parts = ([read_inline(author, part) for part in ("forenames", "keyname", "suffix")] for author in node)
    return [name for found in parts if (name := " ".join(filter(None, found)))]


def _find_filled(node: Any, name: str) -> list[Any]:
    return [child for child in node.iterfind(name) if read_inline(child)]


def _choose_language(nodes: list[Any]) -> list[Any]:
    """The elements in English if some say so, else all."""
    return [node for node in nodes if (node.get(_LANG) or "").lower().startswith("en")] or nodes


def _read_dublin(node: Any) -> tuple[dict[str, Any], str | None]:
    """Fields of Dublin Core, in which everything may be repeated, and why it is no paper."""
    texts = read_texts(node)
    described = _find_filled(node, "abstract") or _find_filled(node, "description")
    described = [child for child in described if not _NOTE.match(read_inline(child))]
    abstract = max(map(read_inline, _choose_language(described)), key=len, default="")
    dates = [(f"dc:{name}", day) for name in ("issued", "date") for day in texts.every(name)]
    published, later = keep_first_dates(dates)
    own = texts.every("identifier")
    fields = {
        "title": next(map(read_inline, _choose_language(_find_filled(node, "title"))), ""), "abstract": abstract,
        "authors": list(dict.fromkeys(texts.every("creator"))),
        "categories": list(dict.fromkeys(texts.every("subject"))), "published": published, "updated": later[-1:],
        "arxiv_id": next(filter(None, map(find_arxiv_id, own)), ""),
        "doi": next(filter(None, map(find_doi, own or texts.every("relation"))), ""),
        "url": next((text for text in own if re.match(r"https?://", text)), ""),
        **texts.pick(venue="source", language="language"),
    }  # fmt: skip
    rest = {name: values for name, values in texts.items() if name not in {"creator", "subject", "language", "date"}}
    for name, taken in (("title", fields["title"]), ("description", abstract), ("abstract", abstract)):
        rest[name] = [value for value in rest.get(name, ()) if value != taken]
    kinds = [text.lower().rsplit("/", 1)[-1] for text in texts.every("type")]
    problem = "not a paper" if kinds and all(kind in _OTHER_TYPES for kind in kinds) else None
    return keep_filled(fields | {"extra": keep_filled(rest)}), problem
