"""arXiv's papers as JSON: Kaggle's snapshot, daily lists of scrapers, and Daily Papers by its API or scraped."""

from collections.abc import Mapping
from typing import Any

from helpers.dumps.fields import read_plain
from helpers.dumps.json.json_values import FieldTable, find_first_id, find_texts, open_list, open_object
from helpers.text.identifiers import find_arxiv_id

_KAGGLE = FieldTable(
    title="title", abstract="abstract", doi="doi", venue="journal-ref", categories="categories", authors="authors",
    id="id", used="authors_parsed versions",
)  # fmt: skip
_DAILY = FieldTable(
    title="title", abstract="abstract summary", doi="+doi", categories="categories", authors="authors",
    published="published", updated="updated", url="abs entry_url +html_url +pdf_url +pdf", id="base_id arxiv_id +id",
)  # fmt: skip
_OUTER = ("numComments", "thumbnail", "submittedBy", "isAuthorParticipating", "mediaUrls", "organization")
_LISTED = FieldTable(
    title="title", abstract="summary abstract", votes="upvotes", authors="authors", keywords="ai_keywords",
    id="arxiv_id +id", used="publishedAt published_at submittedOnDailyAt dailyDate",
)  # fmt: skip
_SCRAPED = FieldTable(
    title="title", abstract="details.abstract abstract", votes="stars +upvotes", authors="authors",
    url="paper_url +arxiv_page_url +page_url +pdf_url", listed="scraped_date", used="details",
)  # fmt: skip


def is_arxiv_kaggle(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a row of Kaggle's snapshot of arXiv, or of a set made from it."""
    if any("created" in open_object(version) for version in open_list(item.get("versions"))[:1]):
        return True
    return "id" in item and ("authors_parsed" in item or ("update_date" in item and "categories" in item))


def _read_author(name: Any) -> str:
    """One of ``authors_parsed``: [last, first, suffix]."""
    if not isinstance(name, list):
        return read_plain(name)
    last, first, suffix = ([read_plain(part).strip() for part in name[:3]] + ["", "", ""])[:3]
    return " ".join(filter(None, (first, last, suffix)))


def read_arxiv_kaggle_fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the snapshot under our names.

    The first version dates a paper and the last one its update. ``update_date`` is not used: it was touched in
    bulk on some days (2007-05-23, 2008-11-26, 2009-11-13).
    """
    versions = [v for v in open_list(item.get("versions")) if isinstance(v, Mapping)]
    first = next((v for v in versions if v.get("version") == "v1"), versions[0] if versions else {})
    own: dict[str, Any] = {"published": [("versions[0].created", first.get("created"))]}
    if versions:
        own["updated"] = [(f"versions[{len(versions) - 1}].created", versions[-1].get("created"))]
    if authors := list(dict.fromkeys(filter(None, map(_read_author, open_list(item.get("authors_parsed")))))):
        own["authors"] = authors
    given = read_plain(item.get("id"))
    return _KAGGLE.read(item, arxiv_id=find_arxiv_id(given) or given, **own)


def is_arxiv_daily(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a row of a daily list of arXiv papers."""
    if "summary" in item and "abs" in item and "id" in item:
        return True
    return "arxiv_id" in item and ("base_id" in item or "entry_url" in item) and "abstract" in item


def read_arxiv_daily_fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a daily list under our names; what a model wrote of it (``AI``) stays in ``extra``.

    Some rows have lost the archive of an old id ("0310123v3" was gr-qc/0310123), which an address may still have.
    """
    given = find_texts(item, "base_id arxiv_id id")
    arxiv_id = find_first_id([*given, *find_texts(item, "abs entry_url html_url pdf_url pdf")])
    also_used = ["id"] if arxiv_id else []
    return _DAILY.read(item, also_used=also_used, arxiv_id=arxiv_id or next(filter(None, given), ""))


def is_daily_papers(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a paper of the Daily Papers."""
    inner = item.get("paper")
    if isinstance(inner, Mapping):
        return "upvotes" in inner or ("id" in inner and ("publishedAt" in item or not item.keys().isdisjoint(_OUTER)))
    if isinstance(item.get("details"), Mapping):
        return not item.keys().isdisjoint(("stars", "scraped_date", "paper_url"))
    return "upvotes" in item and not item.keys().isdisjoint(("publishedAt", "published_at", "arxiv_id", "ai_summary"))


def read_daily_papers_fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """A paper under our names.

    ``ai_summary`` is never the abstract. The top-level ``publishedAt`` was the time of submission to the page in
    2024. In 2026 it is the paper's own date minus five hours, an artefact of a time zone; only a value after the
    paper's own date is believed, and none where the day itself stands (``dailyDate``, ``submittedOnDailyAt``).
    """
    if isinstance(item.get("details"), Mapping) and not isinstance(item.get("paper"), Mapping):
        flat = {**item["details"], **item}  # "scraped_at" is when the scraper came by, "scraped_date" the page's day
        addresses = find_texts(flat, "paper_url arxiv_page_url page_url pdf_url")
        return _SCRAPED.read(flat, arxiv_id=find_first_id(addresses))
    inner = open_object(item.get("paper")) or item
    flat = {**item, **{key: value for key, value in inner.items() if value not in (None, "")}}
    flat.pop("paper", None)
    arxiv_id = find_arxiv_id(given := next(filter(None, find_texts(flat, "arxiv_id id")), ""))
    top, own = item.get("publishedAt"), inner.get("publishedAt")
    later = isinstance(top, str) and inner is not item and (not isinstance(own, str) or top > own)
    listed = [(key, flat[key]) for key in ("dailyDate", "submittedOnDailyAt") if flat.get(key)][:1]
    return _LISTED.read(
        flat,
        also_used=["id"] if arxiv_id else [],
        arxiv_id=arxiv_id or given,
        published=[(key, inner.get(key)) for key in ("publishedAt", "published_at")],
        listed=listed or [("publishedAt (of the listing)", top if later else None)],
    )
