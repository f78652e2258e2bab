"""Days that can be asked for."""

import re
from datetime import UTC, date, datetime

from helpers.fetching.faults import FetchError


def find_today() -> date:
    """The day that it is by universal time, by which both services count."""
    return datetime.now(UTC).date()


def read_day(text: str, option: str) -> date:
    """The day of an option; ``FetchError`` if it is not written as YYYY-MM-DD, or there is no such day."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.A):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise FetchError(f"{option} {text!r} is not a day; write it as YYYY-MM-DD.")


def check_span(start: date | None, end: date | None, today: date, first: date | None = None) -> None:
    """Raise ``FetchError`` for days out of order, in the future, or before the first day there is."""
    if start and end and start > end:
        raise FetchError(f"--from {start} is after --to {end}; exchange them.")
    for option, day in (("--from", start), ("--to", end)):
        if day and day > today:
            raise FetchError(f"{option} {day} is in the future; the last day that can be asked for is {today}.")
        if day and first and day < first:
            raise FetchError(f"{option} {day} is too early; the first day that can be asked for is {first}.")
