"""Submissions of OpenReview, of both versions of its API, and the lists of papers per venue made from them."""

import re
from collections.abc import Mapping
from typing import Any

from helpers.dumps.fields import finish_fields, read_plain
from helpers.dumps.json.json_values import FieldTable, find_first_id, find_texts, open_list

_NOTE = (
    "forum", "invitation", "invitations", "cdate", "tcdate", "signatures", "readers", "replyto", "venueid", "domain",
)  # fmt: skip
_ROW = ("track", "aff", "authorids", "primary_area", "openreview")
_TEXTS = ("title", "abstract", "authors", "keywords", "venue", "primary_area")
_PAPER = FieldTable(
    title="title", abstract="abstract", doi="doi", venue="venue", categories="primary_area", id="+id",
    keywords="keywords keyword", authors="author authors", published="year", used="arxiv site openreview",
)  # fmt: skip
_REFUSED = re.compile(r"(?i)reject|withdraw|retract|desk[-_ ]?rej")
_REPLY = re.compile(r"(?i)/-?/?(?:official_)?(?:review|comment|decision|meta_?review|rebuttal|revision)s?$")


def is_openreview(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a note of OpenReview, or a row of a venue's list with its status."""
    if isinstance(item.get("content"), Mapping):
        return not item.keys().isdisjoint(_NOTE)
    is_row = "status" in item and not item.keys().isdisjoint(_ROW)
    return "title" in item and (is_row or "gs_citation" in item)


def _open(value: Any) -> Any:
    """A value of either version of the API: the second one puts each into ``{"value": …}``."""
    return value["value"] if isinstance(value, Mapping) and "value" in value else value


def read_openreview_fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """A submission under our names, with its ``problem`` if it has one.

    Of a note's times ``cdate``, when the submission was made, counts as published, as arXiv's first version does; else
    ``odate`` (opened), ``pdate`` (published) or ``tcdate`` (first saved). ``mdate`` is any touch of the note.
    """
    if not isinstance(item.get("content"), Mapping):
        return _read_listed(item)
    content = {key: _open(value) for key, value in item["content"].items()}
    clock = next((key for key in ("cdate", "odate", "pdate", "tcdate") if item.get(key)), None)
    forum = next(filter(None, find_texts(item, "forum id")), "")
    fields = _PAPER.find({**content, "id": item.get("id")}) | {
        "arxiv_id": find_first_id(find_texts(content, "html pdf ee arxiv _bibtex")),
        "url": f"https://openreview.net/forum?id={forum}" if re.fullmatch(r"[\w-]+", forum) else "",
        "published": [(clock, item[clock])] if clock else [],
    }
    invitations = [item.get("invitation"), *open_list(item.get("invitations"))]
    verdicts = [content.get(key) for key in ("decision", "venue", "venueid", "status", "withdrawal")]
    verdicts += [item.get("venueid"), item.get("decision"), item.get("status"), *invitations]
    if any(isinstance(v, str) and (_REFUSED.search(v) or v == "Confirmed") for v in verdicts) or item.get("ddate"):
        fields["problem"] = "withdrawn or rejected"
    if not fields["abstract"] and any(isinstance(v, str) and _REPLY.search(v) for v in invitations):
        fields["problem"] = "not a paper"
    rest = {**{k: v for k, v in content.items() if k not in _TEXTS}, **item}
    return finish_fields(fields, rest, {"content", "id", clock})


def _read_listed(item: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a venue's list: names joined by ";", a status, and no date but the year in its BibTeX."""
    addresses = find_texts(item, "arxiv site openreview pdf url")
    year = re.search(r"year\s*=\s*[{\"]?\s*(\d{4})", read_plain(item.get("bibtex")))
    return _PAPER.read(
        item,
        also_used=["gs_citation"] if str(item.get("gs_citation")).strip() in ("-1", "") else [],
        arxiv_id=find_first_id(addresses),
        url=next((v for v in addresses[1:] if v.startswith("http")), ""),
        published=[("year", item.get("year"))] + ([("year in bibtex", year[1])] if year else []),
        problem="withdrawn or rejected" if _REFUSED.search(read_plain(_open(item.get("status")))) else "",
    )
