"""arXiv as JSON: Kaggle's snapshot, and the daily lists of two scrapers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.dumps.fields import finish_fields, read_list, read_plain
from helpers.dumps.json.json_values import find_first_id, open_list, open_object
from helpers.text.identifiers import find_arxiv_id

_KAGGLE = {"id", "title", "abstract", "authors", "authors_parsed", "categories", "doi", "journal-ref", "versions"}
_DAILY = {
    "title", "summary", "abstract", "authors", "categories", "abs", "arxiv_id", "base_id", "entry_url", "published",
    "updated",
}  # fmt: skip


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
    authors = [_read_author(name) for name in open_list(item.get("authors_parsed"))]
    given = read_plain(item.get("id"))
    fields = {
        "title": read_plain(item.get("title")),
        "abstract": read_plain(item.get("abstract")),
        "arxiv_id": find_arxiv_id(given) or given,
        "doi": read_plain(item.get("doi")),
        "venue": read_plain(item.get("journal-ref")),
        "categories": read_list(item.get("categories"), "categories"),
        "authors": list(dict.fromkeys(filter(None, authors))) or read_list(item.get("authors"), "authors"),
        "published": [("versions[0].created", first.get("created"))],
        "updated": [(f"versions[{len(versions) - 1}].created", versions[-1].get("created"))] if versions else [],
        "id": given,
    }
    return finish_fields(fields, item, _KAGGLE)


def is_arxiv_daily(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a row of a daily list of arXiv papers."""
    if "summary" in item and "abs" in item and "id" in item:
        return True
    return "arxiv_id" in item and ("base_id" in item or "entry_url" in item) and "abstract" in item


def read_arxiv_daily_fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a daily list under our names; what a model wrote of it (``AI``) stays in ``extra``.

    Some rows have lost the archive of an old id ("0310123v3" was gr-qc/0310123), which an address may still have.
    """
    given = [read_plain(item.get(key)) for key in ("base_id", "arxiv_id", "id")]
    addresses = [read_plain(item.get(key)) for key in ("abs", "entry_url", "html_url", "pdf_url", "pdf")]
    arxiv_id = find_first_id([*given, *addresses])
    fields = {
        "title": read_plain(item.get("title")),
        "abstract": read_plain(item.get("abstract")) or read_plain(item.get("summary")),
        "arxiv_id": arxiv_id or next(filter(None, given), ""),
        "url": next(filter(None, addresses), ""),
        "doi": read_plain(item.get("doi")),
        "categories": read_list(item.get("categories"), "categories"),
        "authors": read_list(item.get("authors"), "authors"),
        "published": [("published", item.get("published"))],
        "updated": [("updated", item.get("updated"))],
        "id": next(filter(None, given), ""),
    }
    used = _DAILY | ({"id"} if arxiv_id else set())
    return finish_fields(fields, item, used)
