"""CSL-JSON, as Zotero, citeproc and DOI content negotiation write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.dumps.fields import finish_fields, read_list, read_plain
from helpers.dumps.json.crossref import read_jats, read_parts
from helpers.dumps.json.json_values import find_first_id, open_list, open_object

_TYPES = frozenset(
    ("article-journal", "article-magazine", "article-newspaper", "paper-conference", "post-weblog", "entry",
     "entry-encyclopedia", "entry-dictionary", "motion_picture", "legal_case", "review-book", "personal_communication",
     "musical_score", "manuscript", "speech")
)  # fmt: skip
NOT_PAPERS = frozenset(
    ("dataset", "figure", "graphic", "map", "software", "song", "motion_picture", "musical_score", "broadcast",
     "collection", "periodical")
)  # fmt: skip
# "accessed" is when someone looked, "submitted" when it was sent in; neither is a publication.
_DATES = ("issued", "available-date")
_USED = {
    "title", "abstract", "DOI", "PMID", "URL", "container-title", "keyword", "categories", "author", "language",
    *_DATES,
}  # fmt: skip


def is_csl_json(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a citation in CSL-JSON."""
    if not isinstance(item.get("title", item.get("title-short")), str):
        return False
    if open_object(item.get("issued")).keys() & {"date-parts", "raw", "literal", "season"}:
        return True
    return str(item.get("type")) in _TYPES and "id" in item


def read_csl_json_fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """A citation under our names, with its ``problem`` if it has one."""
    doi = read_plain(item.get("DOI"))
    general = [doi, *(read_plain(item.get(key)) for key in ("URL", "number", "archive_location", "id", "note"))]
    fields = {
        "title": read_plain(item.get("title")) or read_plain(item.get("title-short")),
        "abstract": read_jats(item.get("abstract")),
        "arxiv_id": find_first_id(general),
        "doi": doi,
        "pmid": read_plain(item.get("PMID")),
        "url": read_plain(item.get("URL")),
        "venue": read_plain(item.get("container-title")),
        "language": read_plain(item.get("language")),
        "categories": read_list(item.get("categories"), "categories"),
        "keywords": read_list(item.get("keyword"), "keywords"),
        "authors": read_list(open_list(item.get("author")), "authors"),
        "published": [(key, read_parts(item.get(key))) for key in _DATES],
        "id": read_plain(item.get("id")),
    }
    if str(item.get("type")) in NOT_PAPERS:
        fields["problem"] = "not a paper"
    return finish_fields(fields, item, _USED)
