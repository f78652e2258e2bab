"""Papers of Semantic Scholar: the graph API, its citations and references, the bulk sets, the Open Corpus."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from helpers.dumps.fields import read_list, read_plain
from helpers.dumps.json.json_values import FieldTable, find_first_id, open_list, open_object

_GRAPH = (
    "externalIds", "corpusId", "citationCount", "referenceCount", "s2FieldsOfStudy", "influentialCitationCount",
    "publicationTypes", "isOpenAccess", "openAccessPdf", "citationStyles", "publicationVenue", "tldr", "arxivId",
)  # fmt: skip
_CORPUS = ("paperAbstract", "outCitations", "inCitations", "s2Url", "s2PdfUrl")
_FIELDS = FieldTable(  # "ids": those of the outside, by their names in small letters
    title="title", abstract="abstract paperAbstract", arxiv_id="ids.arxiv arxivId", doi="ids.doi doi",
    pmid="ids.pubmed pmid", acl_id="ids.acl", url="url +s2Url", authors="authors", id="+paperId +id",
    venue="venue publicationVenue.name journal.name +journal +journalName",
    published="publicationDate publicationdate year",
    used="ids externalIds externalids fieldsOfStudy s2FieldsOfStudy s2fieldsofstudy",
)  # fmt: skip
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
    ids = open_object(item.get("externalIds") or item.get("externalids"))
    item = {**item, "ids": {key.lower(): value for key, value in ids.items()}}
    topics = (item.get("fieldsOfStudy"), item.get("s2FieldsOfStudy") or item.get("s2fieldsofstudy"))
    topics = list(dict.fromkeys(name for names in topics for name in read_list(names, "categories")))
    fields = _FIELDS.read(item, categories=topics)
    if "abstract" in fields:
        fields["abstract"] = _HEADING.sub("", fields["abstract"])
    if "arxiv_id" not in fields and (found := find_first_id(map(read_plain, open_list(item.get("pdfUrls"))))):
        fields["arxiv_id"] = found
    if not fields.keys() & {"title", "abstract"} and not item.get("paperId"):
        fields["problem"] = "not a paper"
    return fields
