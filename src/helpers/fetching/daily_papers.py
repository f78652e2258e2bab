"""Daily Papers of Hugging Face, day by day, as its API gives them."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from helpers.fetching.days import check_span, find_today
from helpers.fetching.faults import RESUME, FetchError, PassingFault, quote
from helpers.fetching.journal import Fetched, Journal, open_bar, open_journal, write_sidecar
from helpers.fetching.session import Answer, Session

BASE = "https://huggingface.co"
DELAY = 1.0  # seconds between requests
FIRST = date(2023, 5, 1)  # the month in which Daily Papers began
LIMIT = 100  # items of one answer; the API gives no more, and 50 if not asked
MOST_PAGES = 50  # of one day


def fetch_daily_papers(
    path: Path, start: date, end: date, session: Session, *, force: bool = False, today: date | None = None, show=False
) -> Fetched:
    """Write the papers that Daily Papers listed from one day to another, one JSON object a line.

    Each item stands as received, with one key more: ``dailyDate``, the day asked for. A paper that is listed more
    than once is written once, with its first day. The file appears when all days are there, both ends included;
    interrupted, the same call goes on with the first day that is not finished. Beside it stand its settings, with
    ``selection = "curated"``. ``FetchError`` if the days are wrong, the server cannot be reached or stays broken, or no
    paper was listed.
    """
    today = today or find_today()
    check_span(start, end, today, FIRST)
    request = {"source": "daily-papers", "from": start.isoformat(), "to": end.isoformat(), "base": session.base}
    with open_journal(path, request, force=force) as journal:
        if journal.complete:
            return Fetched(path, already=True)
        counts = _fetch_days(journal, session, start, end, show)
        if journal.papers == 0:
            journal.discard()
            what = f"Daily Papers listed 0 papers from {start} to {end} ({counts['empty']:,} days empty)"
            raise FetchError(f"{what}; choose more.")
        write_sidecar(path, request, "curated", today)
        journal.finish()
        return Fetched(path, journal.papers, (end - start).days + 1, **counts)


def _fetch_days(journal: Journal, session: Session, start: date, end: date, show: bool) -> dict[str, int]:
    """Fetch the days that are left; return how many were empty, and how many items repeated or unusable."""
    counts = {name: int(journal.cursor.get(name, 0)) for name in ("empty", "repeated", "unusable")}
    day = date.fromisoformat(journal.cursor.get("day", start.isoformat()))
    seen = {name_item(item) for item in journal.read_items()}
    with open_bar("Daily Papers", "days", (end - start).days + 1, (day - start).days, show) as bar:
        session.tell = bar.set_postfix_str
        while day <= end:
            kept, received = [], 0
            for item in fetch_day(session, day):
                received += 1
                if not isinstance(item, dict):
                    counts["unusable"] += 1
                elif (name := name_item(item)) in seen:
                    counts["repeated"] += 1
                else:
                    seen.add(name)
                    kept.append({**item, "dailyDate": item.get("dailyDate", day.isoformat())})
            counts["empty"] += received == 0
            day += timedelta(days=1)
            journal.append(kept, {"day": day.isoformat(), **counts})
            bar.update()
    return counts


def fetch_day(session: Session, day: date) -> Iterator[Any]:
    """All items that are listed on one day, page after page."""
    known: set[str] = set()
    for page in range(MOST_PAGES):
        params = {"date": day.isoformat(), "limit": LIMIT} | ({"p": page} if page else {})
        items = session.get("/api/daily_papers", params, lambda answer: read_list(answer, day))
        new = {name_item(item) if isinstance(item, dict) else repr(item) for item in items} - known
        if page and not new:  # a server that does not know of pages gives the first one again
            return
        known |= new
        yield from items
        if not items or len(items) % 50:  # a full answer, of 50 or 100 items, may not be all
            return
    raise FetchError(f"{session.host} gives no end of papers for {day}; {RESUME}.")


def read_list(answer: Answer, day: date) -> list[Any]:
    """The items of an answer; a ``PassingFault`` if it is none, as servers under load send, or ``FetchError``."""
    try:
        content = json.loads(answer.body)
    except (ValueError, RecursionError):
        content = None
    if answer.status != 200:
        said = content.get("error") if isinstance(content, dict) else None
        more = f": {quote(said)}" if isinstance(said, str) and said.strip() else ""
        raise FetchError(f"{answer.host} refused the papers of {day} ({answer.status}{more}); {RESUME}.")
    if isinstance(content, list):
        return content
    if content is not None:
        raise PassingFault(f"answered with something other than a list of the papers of {day}")
    page = answer.body[:2000].lstrip().startswith(b"<") or "html" in answer.kind
    raise PassingFault(f"answered with {'a web page' if page else 'broken JSON'} instead of the papers of {day}")


def name_item(item: dict[str, Any]) -> str:
    """What tells one paper from another: its arXiv id, else its title, else all of it."""
    inner = item.get("paper") if isinstance(item.get("paper"), dict) else {}
    for value in (inner.get("id"), item.get("id"), inner.get("title"), item.get("title")):
        if isinstance(value, str) and value.strip():
            return value.strip()
    return json.dumps({key: value for key, value in item.items() if key != "dailyDate"}, sort_keys=True)
