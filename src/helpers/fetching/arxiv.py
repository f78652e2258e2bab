"""Papers of an arXiv query, page by page, newest first."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from helpers.fetching.days import check_span, find_today
from helpers.fetching.faults import RESUME, FetchError, PassingFault, quote
from helpers.fetching.journal import Fetched, Journal, open_bar, open_journal, write_sidecar
from helpers.fetching.session import Answer, Session

BASE = "https://export.arxiv.org"
DELAY = 3.0  # seconds between requests
PAGE = 200  # papers of one answer
# The API gives no more than 30,000 papers of one query, and fails ever more often on the way there, so after these
# many the query begins again below the date that was reached.
WINDOW = 9_000
_STAMP = "%Y%m%d%H%M"
_UNFIT = bytes({*range(32)} - {9, 10, 13})  # control characters, which no XML may hold and some abstracts do


@dataclass(frozen=True)
class Feed:
    """How many papers a query has in all, and those of one page."""

    total: int
    entries: list[dict[str, Any]]


def fetch_arxiv(
    path: Path, query: str, session: Session, *, start: date | None = None, end: date | None = None,
    limit: int | None = None, force: bool = False, today: date | None = None, show: bool = False,
) -> Fetched:  # fmt: skip
    """Write the papers that an arXiv query finds, the newest first, one JSON object a line.

    The keys are those of :func:`read_entry`; ``start`` and ``end`` are days of submission
    of the first version, both included. The file appears when all papers are there; interrupted, the same call goes on
    with the page that is not finished. Beside it stand its settings, with ``selection = "query"``. ``FetchError`` if
    the query or a day is wrong, the server cannot be reached or stays broken, or no paper was found.
    """
    today = today or find_today()
    query = check_query(query)
    check_span(start, end, today)
    if limit is not None and limit < 1:
        raise FetchError(f"--limit {limit} is too small; it must be at least 1.")
    request = describe_request(query, start, end, limit) | {"base": session.base}
    with open_journal(path, request, force=force) as journal:
        if journal.complete:
            return Fetched(path, already=True)
        repeated = _Pages(journal, session, request).fetch(show)
        if journal.papers == 0:
            journal.discard()
            span = f"{f' from {start}' if start else ''}{f' to {end}' if end else ''}"
            raise FetchError(f"arXiv has 0 papers for {query!r}{span}; widen --query or the days.")
        write_sidecar(path, request, "query", today)
        journal.finish()
        return Fetched(path, journal.papers, repeated=repeated)


class _Pages:
    """The pages of one query; the cursor holds where the next one begins.

    ``start`` in the present run of pages, which ends at ``until`` (a minute; None for the query's own end), ``known``
    papers in that run and ``total`` in all as the server last said, ``last`` the date of the oldest paper so far, and
    whether dates went down all the time (``sorted``).
    """

    def __init__(self, journal: Journal, session: Session, request: dict[str, Any]) -> None:
        self.journal, self.session, self.query, self.limit = journal, session, request["query"], request["limit"]
        self.low = f"{request['from'].replace('-', '')}0000" if request["from"] else None
        self.high = f"{request['to'].replace('-', '')}2359" if request["to"] else None
        begin = {"start": 0, "until": None, "known": None, "total": None, "last": None, "sorted": True, "repeated": 0}
        self.cursor: dict[str, Any] = begin | journal.cursor

    def fetch(self, show: bool) -> int:
        """Fetch what is left; return how many papers came more than once."""
        seen = {entry["id"] for entry in self.journal.read_items()}
        with open_bar("arXiv", "papers", self._count(), len(seen), show) as bar:
            self.session.tell = bar.set_postfix_str
            while not self._is_done():
                feed = self._fetch_page()
                kept = self._keep_new(feed, seen)
                self._move_on(feed)
                self.journal.append(kept, dict(self.cursor))
                bar.total = self._count()
                bar.update(len(kept))
        return self.cursor["repeated"]

    def _count(self) -> int | None:
        total = self.cursor["total"]
        return total if total is None or self.limit is None else min(total, self.limit)

    def _is_done(self) -> bool:
        known = self.cursor["known"]
        enough = self.limit is not None and self.journal.papers >= self.limit
        return enough or (known is not None and self.cursor["start"] >= known)

    def _fetch_page(self) -> Feed:
        start, known = self.cursor["start"], self.cursor["known"]
        params = {
            "search_query": make_search(self.query, self.low, self.cursor["until"] or self.high), "start": start,
            "max_results": PAGE, "sortBy": "submittedDate", "sortOrder": "descending",
        }  # fmt: skip
        empty = 0

        def read(answer: Answer) -> Feed:
            nonlocal empty
            feed = read_feed(answer)
            if not feed.entries:
                left = max(feed.total, 0 if feed.total else known or 0) - start
                if left > 0:
                    raise PassingFault(f"gave an empty page although {left:,} papers are left")
                if feed.total == 0 and (empty := empty + 1) < 2:  # the same fault, on the first page
                    raise PassingFault("found no papers")
            return feed

        return self.session.get("/api/query", params, read)

    def _keep_new(self, feed: Feed, seen: set[str]) -> list[dict[str, Any]]:
        kept = []
        for entry in feed.entries:
            if entry["id"] in seen:
                self.cursor["repeated"] += 1
            elif self.limit is None or self.journal.papers + len(kept) < self.limit:
                seen.add(entry["id"])
                kept.append(entry)
        return kept

    def _move_on(self, feed: Feed) -> None:
        """Set the cursor behind a page, which may be shorter than was asked."""
        cursor = self.cursor
        dates = [cursor["last"] or "9999", *(entry["published"] or "" for entry in feed.entries)]
        cursor["sorted"] = cursor["sorted"] and dates == sorted(dates, reverse=True)
        cursor["last"] = dates[-1] if feed.entries else cursor["last"]
        cursor["start"] += len(feed.entries)
        cursor["known"] = feed.total
        cursor["total"] = feed.total if cursor["total"] is None or cursor["until"] is None else cursor["total"]
        if cursor["start"] >= WINDOW and cursor["start"] < feed.total and cursor["sorted"]:
            until = _find_minute_after(cursor["last"])
            if until and until != cursor["until"]:
                cursor |= {"start": 0, "until": until, "known": feed.total - cursor["start"]}


def _find_minute_after(published: str) -> str | None:
    """The minute after a time, as the API writes it; papers of the minute itself come again and are left out."""
    try:
        return (datetime.fromisoformat(published) + timedelta(minutes=1)).strftime(_STAMP)
    except (ValueError, TypeError, OverflowError):
        return None


def check_query(query: str) -> str:
    """A query with single spaces; ``FetchError`` if it is empty, very long, or has control characters."""
    plain = " ".join(query.split())
    if not plain:
        raise FetchError("--query is empty; write for instance --query 'all:attention AND cat:cs.LG'.")
    if len(query.strip()) > 2000 or quote(query, 2000) != plain:
        raise FetchError("--query has over 2,000 characters, or characters that cannot be sent; write it anew.")
    return plain


def make_search(query: str, low: str | None, high: str | None) -> str:
    """A query with its days, in the words of the API.

    >>> make_search("cat:cs.LG", "202501010000", None)
    '(cat:cs.LG) AND submittedDate:[202501010000 TO 209912312359]'
    """
    if low is None and high is None:
        return query
    return f"({query}) AND submittedDate:[{low or '198001010000'} TO {high or '209912312359'}]"


def describe_request(query: str, start: date | None, end: date | None, limit: int | None) -> dict[str, Any]:
    """What is asked of arXiv, in values that JSON can hold."""
    first, last = (day.isoformat() if day else None for day in (start, end))
    return {"source": "arxiv", "query": query, "from": first, "to": last, "limit": limit}


def choose_name(query: str, start: date | None, end: date | None, limit: int | None) -> str:
    """The name of a file for a query: its words, and six digits that stand for the exact request.

    Numbers of four and more digits are left out, since a day in a file's name is read as the day of its papers.
    """
    request = json.dumps(describe_request(query, start, end, limit))
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\d{4,}", "", query.lower())).strip("-")[:60].strip("-")
    return "-".join(filter(None, ["arxiv", words, hashlib.sha256(request.encode()).hexdigest()[:6]])) + ".jsonl"


def read_feed(answer: Answer) -> Feed:
    """The papers of one answer, as :func:`read_entry` gives them.

    ``FetchError`` with the server's own words if it refuses the query, ``PassingFault`` if it sent something else, as
    servers under load do.
    """
    root = _parse(answer.body.translate(None, _UNFIT))
    root = root if root is not None and root.tag == "{http://www.w3.org/2005/Atom}feed" else None
    elements = [] if root is None else root.findall("{*}entry")
    for element in elements:
        place = _read(element, "id") or ""
        if "/api/errors" in place or (_read(element, "title") == "Error" and "/abs/" not in place):
            said = quote((_read(element, "summary") or "no reason given").rstrip("."))
            raise FetchError(f"{answer.host} refused the query: {said}; correct --query and run the command again.")
    if answer.status != 200:
        raise FetchError(f"{answer.host} refused the query ({answer.status}); check --query: {RESUME}.")
    if root is None:
        page = b"<html" in answer.body[:2000].lower() or "html" in answer.kind
        raise PassingFault(f"answered with {'a web page' if page else 'broken XML'} instead of a feed")
    total = _read(root, "totalResults") or ""
    if not re.fullmatch(r"\d{1,12}", total, re.A):
        raise PassingFault("answered without saying how many papers there are")
    return Feed(int(total), [read_entry(element) for element in elements])


def _parse(body: bytes) -> Any:
    """The root of an XML document; None if it is broken or declares a document type, by which it could do harm."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None
    return None if root.getroottree().docinfo.internalDTD is not None else root


def read_entry(element: Any) -> dict[str, Any]:
    """One paper of a feed, None for what it does not say; ``id`` has no version, the primary category comes first."""
    place = _read(element, "id") or ""
    match = re.search(r"/abs/(.+?)(?:v(\d{1,4}))?$", place)
    categories = [*element.findall("{*}primary_category"), *element.findall("{*}category")]
    names = [_read(author, "name") for author in element.findall("{*}author")]
    return {
        "id": match[1] if match else place, "version": int(match[2]) if match and match[2] else None,
        "title": _read(element, "title"), "abstract": _read(element, "summary"),
        "authors": [name for name in names if name],
        "categories": list(dict.fromkeys(term for found in categories if (term := found.get("term")))),
        **{name: _read(element, name) for name in ("published", "updated", "doi", "journal_ref", "comment")},
        "url": place or None,
    }  # fmt: skip


def _read(element: Any, name: str) -> str | None:
    found = element.find(f"{{*}}{name}")
    return (" ".join("".join(found.itertext()).split()) or None) if found is not None else None
