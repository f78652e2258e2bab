"""Works of Crossref's REST API, and citations in CSL-JSON, as Zotero, citeproc and DOI content negotiation write it."""

import html
import re
from collections.abc import Mapping
from typing import Any

from helpers.dumps.fields import read_list, read_plain
from helpers.dumps.json.json_values import NOT_PAPERS, FieldTable, find_first_id, find_texts, open_list, open_object

# "created", "deposited" and "indexed" tell when the deposit was touched, not when the work appeared.
_DATES = ("published-online", "published-print", "posted", "published", "issued")
_OWN = (
    "indexed", "deposited", "is-referenced-by-count", "reference-count", "references-count", "content-domain",
    "member", "prefix", "issn-type", "reference", "score", "published-print", "published-online",
)  # fmt: skip
_FIELDS = FieldTable(
    doi="DOI", url="URL", language="language", categories="subject", id="DOI",
    used=f"title subtitle abstract container-title author {' '.join(_DATES)}",
)  # fmt: skip
_UPDATES = ("update-to", "updated-by")
_ESCAPED = re.compile(r"&(?:amp;)*lt;/?(?:jats|ns\d+|p|title|sec)\b")
_HEADING = re.compile(
    r"(?i)\A\s*(?:<[\w:]+(?:\s[^<>]*)?>\s*)*<((?:\w+:)?title)\b[^<>]*>\s*(?:abstract|summary)\s*[:.]?\s*</\1\s*>"
)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_TYPES = frozenset(
    ("article-journal", "article-magazine", "article-newspaper", "paper-conference", "post-weblog", "entry",
     "entry-encyclopedia", "entry-dictionary", "motion_picture", "legal_case", "review-book", "personal_communication",
     "musical_score", "manuscript", "speech")
)  # fmt: skip
# "accessed" is when someone looked, "submitted" when it was sent in; neither is a publication.
_CSL_DATES = ("issued", "available-date")
_CITATION = FieldTable(
    title="title +title-short", doi="DOI", pmid="PMID", url="URL", venue="container-title", language="language",
    categories="categories", keywords="keyword", id="+id", used=f"abstract author {' '.join(_CSL_DATES)}",
)  # fmt: skip


def is_crossref(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a work of Crossref; a citation in CSL-JSON has a DOI too, but a title that is text."""
    return "DOI" in item and (isinstance(item.get("title"), list) or sum(key in item for key in _OWN) >= 2)


def read_jats(value: Any) -> str:
    """An abstract in JATS without its heading "Abstract"; tags are left for cleaning, entities over them undone."""
    text = read_plain(value)
    for _ in range(2):
        if _ESCAPED.search(text):
            text = html.unescape(text)
    return _HEADING.sub("", _CDATA.sub("", text)).strip()


def read_parts(value: Any) -> Any:
    """The date parts of a date of Crossref or CSL: the first day of a range; None where there is no year."""
    if not isinstance(value, Mapping):
        return value
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts:
        first = parts[0] if isinstance(parts[0], list) else parts
        if first and first[0] not in (None, "", 0, "0"):
            return [first]
    return next((value[key] for key in ("raw", "literal", "date-time") if value.get(key)), None)


def _first(value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    return next((text for v in values if (text := read_plain(v).strip())), "")


def read_crossref_fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """A work under our names, with its ``problem`` if it has one; the first of several titles is its title."""
    title, subtitle = _first(item.get("title")) or _first(item.get("original-title")), _first(item.get("subtitle"))
    if subtitle and subtitle.lower() not in title.lower():
        title = f"{title.rstrip(' :')}: {subtitle}" if title else subtitle
    dates = [(key, read_parts(item.get(key))) for key in _DATES]
    if not any(value for _, value in dates):
        dates = [("issued", open_object(item.get("issued")).get("date-parts"))]  # [[null]]: said to be no date
    fields = _FIELDS.read(
        item, title=_CDATA.sub("", title), abstract=read_jats(item.get("abstract")),
        venue=_first(item.get("container-title")) or _first(item.get("short-container-title")),
        authors=read_list(open_list(item.get("author")), "authors"), published=dates,
    )  # fmt: skip
    made, undone = ([find_texts(one, "type")[0].lower() for one in open_list(item.get(key))] for key in _UPDATES)
    if str(item.get("type")) in NOT_PAPERS or any("retract" in kind for kind in made):
        fields["problem"] = "not a paper"
    elif any(re.match("retract|withdraw|removal", kind) for kind in undone):
        fields["problem"] = "withdrawn or rejected"
    if len(open_list(item.get("title"))) > 1:
        fields["extra"]["title"] = item["title"]
    return fields


def is_csl_json(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a citation in CSL-JSON."""
    if not isinstance(item.get("title", item.get("title-short")), str):
        return False
    if open_object(item.get("issued")).keys() & {"date-parts", "raw", "literal", "season"}:
        return True
    return str(item.get("type")) in _TYPES and "id" in item


def read_csl_json_fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """A citation under our names, with its ``problem`` if it has one."""
    return _CITATION.read(
        item,
        abstract=read_jats(item.get("abstract")),
        arxiv_id=find_first_id(find_texts(item, "DOI URL number archive_location id note")),
        authors=read_list(open_list(item.get("author")), "authors"),
        published=[(key, read_parts(item.get(key))) for key in _CSL_DATES],
        problem="not a paper" if str(item.get("type")) in NOT_PAPERS else "",
    )
