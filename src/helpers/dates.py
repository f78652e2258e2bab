"""Dates as intervals of days: what a field of a record says, at the precision at which it says it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

PRECISIONS = ("day", "month", "year", "none")  # finest first
FIRST_YEAR = 1900


class Interval(NamedTuple):
    """The first and last day that a date can mean, and its precision (day, month or year)."""

    low: date
    high: date
    precision: str


_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name}
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(1[0-9]\d\d|2\d\d\d)"
_ISO = re.compile(rf"{_YEAR}[-/.](\d\d?)[-/.](\d\d?)(?:[/T ].*)?$", re.S)
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$")
_COMPACT = re.compile(r"(19\d\d|20\d\d)(0[1-9]|1[0-2])([0-3]\d)$")
_ISO_MONTH = re.compile(rf"{_YEAR}[-/.](0?[1-9]|1[0-2])(?:[-/.].*)?$")
_YEAR_ONLY = re.compile(rf"{_YEAR}(?:\.0)?\b(?!\s*\d)[-/\s]*[^\d]*$")
_DAY_FIRST = re.compile(rf"(?:[a-z]+,?\s+)?(\d\d?)(?:st|nd|rd|th)?[\s.-]+{_MONTH}[\s,.-]+{_YEAR}", re.I)
_MONTH_FIRST = re.compile(rf"{_MONTH}\s+(\d\d?)(?:st|nd|rd|th)?,?\s+{_YEAR}", re.I)
_YEAR_FIRST = re.compile(rf"{_YEAR}[\s/-]+{_MONTH}[\s/-]*(\d\d?)?(?!\d)(?!\s*-\s*[a-z])", re.I)
_MONTH_YEAR = re.compile(rf"{_MONTH}[\s,./-]+{_YEAR}$", re.I)
_NUMBERS = re.compile(rf"(\d\d?)[/.](\d\d?)[/.]{_YEAR}$")


def _span(year: int, month: int | None = None, day: int | None = None) -> Interval | None:
    """The interval of a year, a month or a day; None where no such day exists."""
    try:
        if month is None:
            return Interval(date(year, 1, 1), date(year, 12, 31), "year")
        if day is None:
            return Interval(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")
        return Interval(date(year, month, day), date(year, month, day), "day")
    except (ValueError, calendar.IllegalMonthError):
        return None


def _read_text(text: str) -> Interval | None:
    if _STAMP.match(text):
        try:
            moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
            day = moment.astimezone(UTC).date()
            return Interval(day, day, "day")
        except (ValueError, OverflowError):
            pass
    if m := _ISO.match(text) or _COMPACT.match(text):
        if int(m[3]) == 0 or int(m[2]) == 0:  # "2019-10-00"
            return _span(int(m[1]), int(m[2]) or None)
        return _span(int(m[1]), int(m[2]), int(m[3]))
    if m := _ISO_MONTH.match(text):
        return _span(int(m[1]), int(m[2]))
    if m := _DAY_FIRST.match(text):
        return _span(int(m[3]), _MONTHS[m[2].lower()], int(m[1]))
    if m := _MONTH_FIRST.match(text):
        return _span(int(m[3]), _MONTHS[m[1].lower()], int(m[2]))
    if m := _MONTH_YEAR.match(text):
        return _span(int(m[2]), _MONTHS[m[1].lower()])
    if m := _YEAR_FIRST.match(text):
        return _span(int(m[1]), _MONTHS[m[2].lower()], int(m[3]) if m[3] else None)
    if m := _NUMBERS.match(text):
        first, second, year = int(m[1]), int(m[2]), int(m[3])
        if first > 12 or first == second:
            return _span(year, second, first)
        if second > 12:
            return _span(year, first, second)
        days = [_span(year, second, first), _span(year, first, second)]  # day or month first: both are possible
        if None in days:
            return None
        return Interval(min(d.low for d in days), max(d.high for d in days), "year")
    if m := _YEAR_ONLY.match(text):
        return _span(int(m[1]))
    return None


def read_date(value: Any) -> Interval | None:
    """What a date says, as the days that it can mean.

    Parameters
    ----------
    value : str, int, list or mapping
        "2025-03-20", "2025-03", "2025", "5 Mar 2024", "Mar 5, 2024", "2019/10//", ISO moments (the day in UTC),
        Crossref's ``{"date-parts": [[2024, 3]]}``, seconds or milliseconds since 1970.

    Returns
    -------
    Interval or None
        None where it cannot be read. "03/04/2024" can mean two days and becomes the interval between them, with
        the precision of a year.
    """
    if isinstance(value, Mapping):
        for key in ("date-parts", "value", "$", "raw"):
            if key in value:
                return read_date(value[key])
        return None
    if isinstance(value, (list, tuple)):
        if len(value) == 1:
            return read_date(value[0])
        parts = [str(part) for part in value[:3] if part not in (None, "")]
        if parts and all(part.isdigit() for part in parts) and len(parts[0]) == 4:
            return _span(*map(int, parts))
        return None
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip().strip("()[]").strip()
    if re.fullmatch(r"\d{10}|\d{13}", text):
        day = datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC).date()
        return Interval(day, day, "day")
    return _read_text(text) if text else None


def find_fault(interval: Interval) -> str | None:
    """Why a date is set aside ("before 1900", "in the future"); None for a date to keep."""
    if interval.low.year < FIRST_YEAR:
        return f"before {FIRST_YEAR}"
    if interval.low.year > datetime.now(UTC).year + 1:
        return "in the future"
    return None


def choose_date(candidates: list[tuple[Interval, str]]) -> tuple[Interval, str] | None:
    """The most precise of several dates of one paper; among equally precise ones the first in the list.

    Parameters
    ----------
    candidates : list of (Interval, str)
        Dates and where each comes from, the more trusted sources first.
    """
    return min(candidates, key=lambda c: PRECISIONS.index(c[0].precision), default=None)
