"""CSL-JSON, as Zotero, citeproc and DOI content negotiation write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.dumps.fields import read_list
from helpers.dumps.json.crossref import read_jats, read_parts
from helpers.dumps.json.json_values import FieldTable, find_first_id, find_texts, open_list, open_object

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
_FIELDS = FieldTable(
    title="title +title-short", doi="DOI", pmid="PMID", url="URL", venue="container-title", language="language",
    categories="categories", keywords="keyword", id="+id", used=f"abstract author {' '.join(_DATES)}",
)  # fmt: skip


def is_csl_json(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a citation in CSL-JSON."""
    if not isinstance(item.get("title", item.get("title-short")), str):
        return False
    if open_object(item.get("issued")).keys() & {"date-parts", "raw", "literal", "season"}:
        return True
    return str(item.get("type")) in _TYPES and "id" in item


def read_csl_json_fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """A citation under our names, with its ``problem`` if it has one."""
    return _FIELDS.read(
        item,
        abstract=read_jats(item.get("abstract")),
        arxiv_id=find_first_id(find_texts(item, "DOI URL number archive_location id note")),
        authors=read_list(open_list(item.get("author")), "authors"),
        published=[(key, read_parts(item.get(key))) for key in _DATES],
        problem="not a paper" if str(item.get("type")) in NOT_PAPERS else "",
    )
