"""Works of OpenAlex, and papers of Semantic Scholar: its graph API, citations, bulk sets and Open Corpus."""

import json
import re
from collections.abc import Mapping
from typing import Any

from helpers.dumps.fields import read_list, read_plain
from helpers.dumps.json.json_values import NOT_PAPERS, FieldTable, find_first_id, find_texts, open_list, open_object

_WORK = FieldTable(
    title="title display_name", abstract="abstract", doi="doi ids.doi", pmid="ids.pmid", language="language",
    venue="primary_location.source.display_name host_venue.display_name primary_location.raw_source_name",
    categories="topics +concepts", keywords="keywords", published="publication_date publication_year", id="+id",
    used="abstract_inverted_index authorships",
)  # fmt: skip
_WORK_KEYS = ("abstract_inverted_index", "authorships", "display_name", "publication_date")
# Two signs that some of its words hold for a line's end; before a small letter they may be LaTeX (\nu, \nabla).
_LITERAL_END = re.compile(r"\\[nr](?![a-z])")
_GRAPH = (
    "externalIds", "corpusId", "citationCount", "referenceCount", "s2FieldsOfStudy", "influentialCitationCount",
    "publicationTypes", "isOpenAccess", "openAccessPdf", "citationStyles", "publicationVenue", "tldr", "arxivId",
)  # fmt: skip
_CORPUS = ("paperAbstract", "outCitations", "inCitations", "s2Url", "s2PdfUrl", "citingPaper", "citedPaper")
_BULK = ("externalids", "citationcount", "title", "openaccessinfo")
_PAPER = FieldTable(  # "ids": those of the outside, by their names in small letters
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


def is_openalex(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a work of OpenAlex."""
    name = item.get("id")
    if isinstance(name, str) and re.match(r"(?:https?://openalex\.org/)?W\d+$", name):
        return not name.startswith("W") or not item.keys().isdisjoint(_WORK_KEYS)
    return "abstract_inverted_index" in item and not item.keys().isdisjoint(("display_name", "title"))


def read_inverted_index(index: Any) -> str:
    """The text of an inverted index ``{word: [positions]}``, or of the older one with ``InvertedIndex`` in it."""
    if isinstance(index, str) and index.lstrip().startswith("{") and len(index) < 1_000_000:
        try:
            index = json.loads(index)
        except (ValueError, RecursionError):
            return ""
    if not isinstance(index, Mapping):
        return index if isinstance(index, str) else ""
    index = open_object(index.get("InvertedIndex")) or index
    places = sorted(
        (place, word)
        for word, positions in index.items()
        for place in (positions if isinstance(positions, list) else [positions])
        if type(place) is int
    )
    text = " ".join([word for _, word in places])
    return _LITERAL_END.sub("\n", text) if "\\" in text else text


def read_openalex_fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """A work under our names, with its ``problem`` if any; ``created_date`` and ``updated_date`` are OpenAlex's own."""
    homes = [item.get("primary_location"), item.get("best_oa_location"), *open_list(item.get("locations"))]
    addresses = [text for home in homes for text in find_texts(home, "landing_page_url pdf_url")]
    authors = [find_texts(one, "author.display_name raw_author_name") for one in open_list(item.get("authorships"))]
    own = {
        "arxiv_id": find_first_id([*find_texts(item, "doi ids.doi"), *addresses]),
        "url": next(filter(None, addresses), ""),
        "authors": list(dict.fromkeys(name for names in authors if (name := names[0] or names[1]))),
    }
    if abstract := read_inverted_index(item.get("abstract_inverted_index")):
        own["abstract"] = abstract
    fields = _WORK.read(item, **own)
    kinds = {str(item.get(key) or "").lower().replace(" ", "-") for key in ("type", "type_crossref")}
    is_note = "editorial" in kinds and "abstract" not in fields
    if kinds & NOT_PAPERS or item.get("is_paratext") is True or is_note:
        fields["problem"] = "not a paper"
    elif item.get("is_retracted") is True:
        fields["problem"] = "withdrawn or rejected"
    return fields


def is_semantic_scholar(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a paper of Semantic Scholar, or a citation that holds one."""
    if "paperId" in item and not item.keys() & {"citingPaper", "citedPaper"}:
        return re.fullmatch(r"[0-9a-f]{40}", str(item["paperId"])) is not None or not item.keys().isdisjoint(_GRAPH)
    is_bulk = "corpusid" in item and not item.keys().isdisjoint(_BULK)
    return is_bulk or not item.keys().isdisjoint(_CORPUS)


def read_semantic_scholar_fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """A paper under our names; of a citation its paper, and the contexts of the citation in ``extra``."""
    for key in ("citingPaper", "citedPaper"):
        if key in item:
            inner = item[key]
            around = {k: v for k, v in item.items() if k != key}
            found = {"problem": "unreadable record", "extra": {}}
            fields = read_semantic_scholar_fields(inner) if isinstance(inner, Mapping) else found
            return fields | {"extra": {**around, **fields["extra"]}}
    ids = open_object(item.get("externalIds") or item.get("externalids"))
    item = {**item, "ids": {key.lower(): value for key, value in ids.items()}}
    topics = (item.get("fieldsOfStudy"), item.get("s2FieldsOfStudy") or item.get("s2fieldsofstudy"))
    topics = list(dict.fromkeys(name for names in topics for name in read_list(names, "categories")))
    fields = _PAPER.read(item, categories=topics)
    if "abstract" in fields:
        fields["abstract"] = _HEADING.sub("", fields["abstract"])
    if "arxiv_id" not in fields and (found := find_first_id(map(read_plain, open_list(item.get("pdfUrls"))))):
        fields["arxiv_id"] = found
    if not fields.keys() & {"title", "abstract"} and not item.get("paperId"):
        fields["problem"] = "not a paper"
    return fields
