"""One page of arXiv's answers: an Atom feed, read safely."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from helpers.fetching.faults import RESUME, FetchError, PassingFault, quote
from helpers.fetching.session import Answer

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_COUNT = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
_UNFIT = bytes({*range(32)} - {9, 10, 13})  # control characters, which no XML may hold and some abstracts do


@dataclass(frozen=True)
class Feed:
    """How many papers a query has in all, and those of one page."""

    total: int
    entries: list[dict[str, Any]]


def read_feed(answer: Answer) -> Feed:
    """The papers of one answer, as :func:`read_entry` gives them.

    Raises
    ------
    FetchError
        If the server refuses the query; with its own words.
    PassingFault
        If it sent something else, as servers under load do.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(answer.body.translate(None, _UNFIT), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):  # LookupError: an encoding that does not exist
        root = None
    is_feed = root is not None and root.tag == f"{_ATOM}feed"
    elements = root.findall(f"{_ATOM}entry") if is_feed else []
    for element in elements:
        place = _read(element, f"{_ATOM}id") or ""
        if "/api/errors" in place or (_read(element, f"{_ATOM}title") == "Error" and "/abs/" not in place):
            said = quote((_read(element, f"{_ATOM}summary") or "no reason given").rstrip("."))
            raise FetchError(f"{answer.host} refused the query: {said}; correct --query and run the command again.")
    if answer.status != 200:
        raise FetchError(f"{answer.host} refused the query ({answer.status}); check --query: {RESUME}.")
    if not is_feed:
        page = b"<html" in answer.body[:2000].lower() or "html" in answer.kind
        raise PassingFault(f"answered with {'a web page' if page else 'broken XML'} instead of a feed")
    total = _read(root, _COUNT) or ""
    if not re.fullmatch(r"\d{1,12}", total, re.A):
        raise PassingFault("answered without saying how many papers there are")
    return Feed(int(total), [read_entry(element) for element in elements])


def read_entry(element: Any) -> dict[str, Any]:
    """One paper of a feed; what it does not say is None, and lines that it wrapped are joined.

    ``id`` is without version; the first of ``categories`` is the primary one.
    """
    place = _read(element, f"{_ATOM}id") or ""
    match = re.search(r"/abs/(.+?)(?:v(\d{1,4}))?$", place)
    terms = [found.get("term") for found in (element.find(f"{_ARXIV}primary_category"),) if found is not None]
    terms += [found.get("term") for found in element.findall(f"{_ATOM}category")]
    names = [_read(author, f"{_ATOM}name") for author in element.findall(f"{_ATOM}author")]
    return {
        "id": match[1] if match else place,
        "version": int(match[2]) if match and match[2] else None,
        "title": _read(element, f"{_ATOM}title"),
        "abstract": _read(element, f"{_ATOM}summary"),
        "authors": [name for name in names if name],
        "categories": list(dict.fromkeys(term for term in terms if term)),
        "published": _read(element, f"{_ATOM}published"),
        "updated": _read(element, f"{_ATOM}updated"),
        "doi": _read(element, f"{_ARXIV}doi"),
        "journal_ref": _read(element, f"{_ARXIV}journal_ref"),
        "comment": _read(element, f"{_ARXIV}comment"),
        "url": place or None,
    }


def _read(element: Any, tag: str) -> str | None:
    found = element.find(tag)
    return (" ".join("".join(found.itertext()).split()) or None) if found is not None else None
