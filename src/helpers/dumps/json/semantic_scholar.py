"""Papers of Semantic Scholar: the graph API, its citations and references, the bulk sets, the Open Corpus."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from helpers.dumps.fields import finish_fields, read_list, read_plain
from helpers.dumps.json.json_values import find_first_id, open_list, open_object

_GRAPH = (
    "externalIds", "corpusId", "citationCount", "referenceCount", "s2FieldsOfStudy", "influentialCitationCount",
    "publicationTypes", "isOpenAccess", "openAccessPdf", "citationStyles", "publicationVenue", "tldr", "arxivId",
)  # fmt: skip
_CORPUS = ("paperAbstract", "outCitations", "inCitations", "s2Url", "s2PdfUrl")
_USED = {
    "title", "abstract", "paperAbstract", "externalIds", "externalids", "doi", "pmid", "arxivId", "venue",
    "fieldsOfStudy", "s2FieldsOfStudy", "s2fieldsofstudy", "authors", "publicationDate", "publicationdate", "year",
    "url",
}  # fmt: skip
# "Abstract interpretation is …" is a title's beginning, "Abstract We show …" a heading.
_HEADING = re.compile(
    r"\A\s*abstract\s+(?=(?:We|The|This|These|In|An?|Background|Purpose|Objectives?|Aims?|Motivation|Introduction|Our"
    r"|To|For|It|With|Recent|Although|While|Despite|As|On|By)\b)",
    re.I,
)


def is_semantic_scholar(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a paper of Semantic Scholar, or a citation that holds one."""
    if "citingPaper" in item or "citedPaper" in item:
        return True
    if "paperId" in item:
        name = item["paperId"]
        known = isinstance(name, str) and re.fullmatch(r"[0-9a-f]{40}", name) is not None
        return known or not item.keys().isdisjoint(_GRAPH)
    if "corpusid" in item and not item.keys().isdisjoint(("externalids", "citationcount", "title", "openaccessinfo")):
        return True
    return not item.keys().isdisjoint(_CORPUS)


def _get_id(ids: Any, name: str) -> str:
    return next((read_plain(value) for key, value in open_object(ids).items() if key.lower() == name), "")


def read_semantic_scholar_fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """A paper under our names; of a citation its paper, and the contexts of the citation in ``extra``."""
    for key in ("citingPaper", "citedPaper"):
        if key in item:
            inner = item[key]
            around = {k: v for k, v in item.items() if k != key}
            if not isinstance(inner, Mapping):
                return {"problem": "unreadable record", "extra": around}
            fields = read_semantic_scholar_fields(inner)
            fields["extra"] = {**around, **fields["extra"]}
            return fields
    ids = item.get("externalIds") or item.get("externalids")
    addresses = map(read_plain, open_list(item.get("pdfUrls")))
    abstract = read_plain(item.get("abstract")) or read_plain(item.get("paperAbstract"))
    journal = item.get("journal")
    venues = (
        item.get("venue"),
        open_object(item.get("publicationVenue")).get("name"),
        journal.get("name") if isinstance(journal, Mapping) else journal,
        item.get("journalName"),
    )
    both = [
        *read_list(item.get("fieldsOfStudy"), "categories"),
        *read_list(item.get("s2FieldsOfStudy") or item.get("s2fieldsofstudy"), "categories"),
    ]
    arxiv_id = _get_id(ids, "arxiv") or read_plain(item.get("arxivId"))
    fields = {
        "title": read_plain(item.get("title")),
        "abstract": _HEADING.sub("", abstract),
        "arxiv_id": arxiv_id or find_first_id(addresses),
        "doi": _get_id(ids, "doi") or read_plain(item.get("doi")),
        "pmid": _get_id(ids, "pubmed") or read_plain(item.get("pmid")),
        "acl_id": _get_id(ids, "acl"),
        "url": read_plain(item.get("url")) or read_plain(item.get("s2Url")),
        "venue": next((text for v in venues if (text := read_plain(v).strip())), ""),
        "categories": list(dict.fromkeys(both)),
        "authors": read_list(item.get("authors"), "authors"),
        "published": [(key, item.get(key)) for key in ("publicationDate", "publicationdate", "year")],
        "id": read_plain(item.get("paperId")) or read_plain(item.get("id")),
    }
    if not (fields["title"] or fields["abstract"]) and not item.get("paperId"):
        fields["problem"] = "not a paper"
    return finish_fields(fields, item, _USED)
