"""Papers of an arXiv query, page by page, newest first."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from helpers.fetching.arxiv_feed import Feed, read_feed
from helpers.fetching.days import check_span, find_today
from helpers.fetching.faults import FetchError, PassingFault, quote
from helpers.fetching.journal import Fetched, Journal, open_bar, open_journal
from helpers.fetching.session import Answer, Session
from helpers.fetching.sidecar import write_sidecar

BASE = "https://export.arxiv.org"
DELAY = 3.0  # seconds between requests
PAGE = 200  # papers of one answer
# The API gives no more than 30,000 papers of one query, and fails ever more often on the way there, so after these
# many the query begins again below the date that was reached.
WINDOW = 9_000
_STAMP = "%Y%m%d%H%M"


def fetch_arxiv(
    path: Path,
    query: str,
    session: Session,
    *,
    start: date | None = None,
    end: date | None = None,
    limit: int | None = None,
    force: bool = False,
    today: date | None = None,
    page: int = PAGE,
    window: int = WINDOW,
    show_progress: bool = False,
) -> Fetched:
    """Write the papers that an arXiv query finds, the newest first, one JSON object a line.

    The keys are those of :func:`helpers.fetching.arxiv_feed.read_entry`. Interrupted, the same call goes on with the
    page that is not finished. Beside the file stand its settings, with ``selection = "query"``.

    Parameters
    ----------
    path : Path
        The file to make; it appears when all papers are there.
    query : str
        In the words of the arXiv API: ``all:attention AND cat:cs.LG``.
    session : Session
        With the server.
    start, end : date, optional
        First and last day on which the first version was submitted, both included.
    limit : int, optional
        This many papers, the newest; all if None.
    force : bool
        Fetch anew what is there.
    today : date, optional
        For tests.
    page, window : int
        Papers of one answer, and of one run of pages.
    show_progress : bool
        Whether a bar on the standard error tells how many papers are left.

    Raises
    ------
    FetchError
        If the query or a day is wrong, the server cannot be reached or stays broken, or no paper was found.
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
        repeated = _Pages(journal, session, query, start, end, limit, page, window).fetch(show_progress)
        if journal.papers == 0:
            journal.discard()
            span = f"{f' from {start}' if start else ''}{f' to {end}' if end else ''}"
            raise FetchError(f"arXiv has 0 papers for {query!r}{span}; widen --query or the days.")
        write_sidecar(path, request, "query", today)
        journal.finish()
        return Fetched(path, journal.papers, repeated=repeated)


class _Pages:
    """The pages of one query. The cursor holds where the next page begins:

    ``start`` in the present run of pages, which ends at ``until`` (a minute; None for the query's own end),
    ``known`` papers in that run and ``total`` in all as the server last said, ``last`` the date of the oldest paper
    so far, and whether dates went down all the time (``sorted``).
    """

    def __init__(
        self, journal: Journal, session: Session, query: str, start: date | None, end: date | None,
        limit: int | None, page: int, window: int,
    ) -> None:  # fmt: skip
        self.journal, self.session, self.query, self.limit = journal, session, query, limit
        self.low = start.strftime("%Y%m%d0000") if start else None
        self.high = end.strftime("%Y%m%d2359") if end else None
        self.page, self.window = page, window
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
            "search_query": make_search(self.query, self.low, self.cursor["until"] or self.high),
            "start": start,
            "max_results": self.page,
            "sortBy": "submittedDate",
            "sortOrder": "descending",
        }
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
        if cursor["start"] >= self.window and cursor["start"] < feed.total and cursor["sorted"]:
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
