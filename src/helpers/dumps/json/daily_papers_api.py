"""Daily Papers as JSON: the API of both years, a scraper's daily lists, daily lists with translations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.dumps.fields import finish_fields, read_list, read_plain
from helpers.dumps.json.json_values import find_first_id, open_object
from helpers.text.identifiers import find_arxiv_id

_OUTER = ("numComments", "thumbnail", "submittedBy", "isAuthorParticipating", "mediaUrls", "organization")
_USED = {
    "title", "summary", "abstract", "upvotes", "authors", "ai_keywords", "publishedAt", "published_at", "arxiv_id",
    "submittedOnDailyAt", "dailyDate",
}  # fmt: skip
_SCRAPED = {"title", "abstract", "authors", "stars", "paper_url", "scraped_date"}


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
    flat = {**item, **inner}
    flat.pop("paper", None)
    given = read_plain(flat.get("arxiv_id")) or read_plain(flat.get("id"))
    arxiv_id = find_arxiv_id(given)
    top, own = item.get("publishedAt"), inner.get("publishedAt")
    later = isinstance(top, str) and inner is not item and (not isinstance(own, str) or top > own)
    listed = [(key, flat[key]) for key in ("dailyDate", "submittedOnDailyAt") if flat.get(key)][:1]
    if not listed:
        listed = [("publishedAt (of the listing)", top if later else None)]
    fields = {
        "title": read_plain(flat.get("title")) or read_plain(item.get("title")),
        "abstract": read_plain(flat.get("summary"))
        or read_plain(flat.get("abstract"))
        or read_plain(item.get("summary")),
        "arxiv_id": arxiv_id or given,
        "votes": read_plain(flat.get("upvotes")),
        "authors": read_list(flat.get("authors"), "authors"),
        "keywords": read_list(flat.get("ai_keywords"), "keywords"),
        "published": [(key, inner.get(key)) for key in ("publishedAt", "published_at")],
        "listed": listed,
        "id": given,
    }
    return finish_fields(fields, flat, _USED | ({"id"} if arxiv_id else set()))


def _read_scraped(item: Mapping[str, Any]) -> dict[str, Any]:
    """A scraped paper; ``scraped_at`` is when the scraper came by, ``scraped_date`` the day of the page."""
    details = item["details"]
    flat = {**details, **item}
    del flat["details"]
    addresses = [read_plain(flat.get(key)) for key in ("paper_url", "arxiv_page_url", "page_url", "pdf_url")]
    fields = {
        "title": read_plain(item.get("title")) or read_plain(details.get("title")),
        "abstract": read_plain(details.get("abstract")) or read_plain(item.get("abstract")),
        "arxiv_id": find_first_id(addresses),
        "url": next(filter(None, addresses), ""),
        "votes": read_plain(item.get("stars")) or read_plain(item.get("upvotes")),
        "authors": read_list(item.get("authors"), "authors"),
        "listed": [("scraped_date", item.get("scraped_date"))],
    }
    return finish_fields(fields, flat, _SCRAPED)
