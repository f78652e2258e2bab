"""Daily Papers as JSON: the API of both years, a scraper's daily lists, daily lists with translations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.dumps.json.json_values import FieldTable, find_first_id, find_texts, open_object
from helpers.text.identifiers import find_arxiv_id

_OUTER = ("numComments", "thumbnail", "submittedBy", "isAuthorParticipating", "mediaUrls", "organization")
_FIELDS = FieldTable(
    title="title", abstract="summary abstract", votes="upvotes", authors="authors", keywords="ai_keywords",
    id="arxiv_id +id", used="publishedAt published_at submittedOnDailyAt dailyDate",
)  # fmt: skip
_SCRAPED = FieldTable(
    title="title", abstract="details.abstract abstract", votes="stars +upvotes", authors="authors",
    url="paper_url +arxiv_page_url +page_url +pdf_url", listed="scraped_date", used="details",
)  # fmt: skip


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
        return _read_scraped(item)
    inner = open_object(item.get("paper")) or item
    flat = {**item, **{key: value for key, value in inner.items() if value not in (None, "")}}
    flat.pop("paper", None)
    arxiv_id = find_arxiv_id(given := next(filter(None, find_texts(flat, "arxiv_id id")), ""))
    top, own = item.get("publishedAt"), inner.get("publishedAt")
    later = isinstance(top, str) and inner is not item and (not isinstance(own, str) or top > own)
    listed = [(key, flat[key]) for key in ("dailyDate", "submittedOnDailyAt") if flat.get(key)][:1]
    return _FIELDS.read(
        flat,
        also_used=["id"] if arxiv_id else [],
        arxiv_id=arxiv_id or given,
        published=[(key, inner.get(key)) for key in ("publishedAt", "published_at")],
        listed=listed or [("publishedAt (of the listing)", top if later else None)],
    )


def _read_scraped(item: Mapping[str, Any]) -> dict[str, Any]:
    """A scraped paper; ``scraped_at`` is when the scraper came by, ``scraped_date`` the day of the page."""
    flat = {**item["details"], **item}
    return _SCRAPED.read(flat, arxiv_id=find_first_id(find_texts(flat, "paper_url arxiv_page_url page_url pdf_url")))
