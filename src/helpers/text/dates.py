"""Dates as intervals of days: what a field of a record says, at the precision at which it says it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from helpers.run.schema import PRECISIONS
from helpers.text.date_words import Interval, find_month, join_intervals, read_words, span_days

FIRST_YEAR = 1900

_YEAR = r"(1[0-9]\d\d|2\d\d\d)"
_ISO = re.compile(rf"{_YEAR}[-/._](\d\d?)[-/._](\d\d?)(?:[/T ].*)?$", re.S)
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$", re.S)
_COMPACT = re.compile(r"(1[89]\d\d|20\d\d)(0[1-9]|1[0-2])([0-3]\d)(?:T?\d{6}Z?)?$")
_COMPACT_MONTH = re.compile(r"(19\d\d|20[0-4]\d)(0[1-9]|1[0-2])$")
_ISO_MONTH = re.compile(rf"{_YEAR}[-/._](0?[1-9]|1[0-2])(?:[-/._]*(?:undefined|null|nan|none)?[-/._]*)$", re.I)
_NUMBERS = re.compile(rf"(\d\d?)\s?[-/.]\s?(\d\d?)\s?[-/.]\s?{_YEAR}(?:[ T,]+\d\d?:\d\d.*)?$", re.S)
_MONTH_SLASH = re.compile(rf"(0?[1-9]|1[0-2])[-/.]{_YEAR}$")
_CHINESE = re.compile(rf"{_YEAR}\s*[年년]\s*(?:(\d\d?)\s*[月월]\s*)?(?:(\d\d?)\s*[日号일]?)?\D*$")
_RFC = re.compile(
    rf"(?:[A-Za-z]{{3}},\s*)?(\d\d?)\s+([A-Za-z]{{3}})\s+{_YEAR}\s+(\d\d:\d\d)(?::\d\d)?\s*([+-]\d{{4}})?"
)
_PARTED = re.compile(rf"{_YEAR}/(\d\d?)?/(\d\d?)?(?:/(.*))?$", re.S)  # RIS: year/month/day/other text
_TO = re.compile(r"\s+(?:to|until|through|bis|[-–—])\s+|\s?(?:\.\.|--|–|—)\s?|(?<=\d{4})/(?=\d{4})|(?<=\d)/(?=\d{4}-)")
_SPACED = re.compile(rf"^{_YEAR}(?:\. ?| )(\d\d?)(?:\. ?| )(\d\d?)$")  # "2020. 3. 5" of Korea and Hungary, "2020 3 5"
_ROMANS = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
_ROMAN = re.compile(rf"^(\d\d?)[-./ ]+(I{{1,3}}|I?V|VI{{1,3}}|IX|XI{{0,2}})[-./ ]+{_YEAR}$", re.I)  # "5.III.2020"
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}  # the year before the first one
_ERA = re.compile(rf"({'|'.join(_ERAS)})\s*(\d{{1,3}}|元)(?=\s*年)")
_DIGITS = re.compile(r"[\d\s./-]*\d{4}[\d\s./-]*$")
_SHORT_YEAR = re.compile(
    r"(?:(\d\d?)[-/ .]{1,2}([^\W\d_]{3,12})[-/ .,]{1,2}['’]?|([^\W\d_]{3,12})\.?(?:-|\s?['’]))(\d\d)$"
)
_WRITTEN_LIST = re.compile(r"\[\s*\[|\[\s*[\"']?\d{4}[\"']?\s*[,\]]\s*[\"'\d,\s]*\]?$")


def _read_numbers(text: str) -> Interval | None:
    """Dates in digits; None where there is none, or where it is no day of the calendar."""
    if m := _ISO.match(text) or _COMPACT.match(text):
        return span_days(int(m[1]), int(m[2]) or None, int(m[3]) or None)  # "2019-10-00" is a month
    if m := _ISO_MONTH.match(text) or _COMPACT_MONTH.match(text):
        return span_days(int(m[1]), int(m[2]))
    if m := _CHINESE.match(text):
        return span_days(int(m[1]), int(m[2]) if m[2] else None, int(m[3]) if m[2] and m[3] else None)
    if m := _NUMBERS.match(text):
        first, second, year = int(m[1]), int(m[2]), int(m[3])
        if first > 12 or first == second or text.count(".") >= 2:  # dots part days from months, in that order
            return span_days(year, second, first)
        if second > 12:
            return span_days(year, first, second)
        # Day or month first: both are possible.
        one, other = span_days(year, second, first), span_days(year, first, second)
        return Interval(min(one.low, other.low), max(one.high, other.high), "year") if one and other else None
    if m := _MONTH_SLASH.match(text):
        return span_days(int(m[2]), int(m[1]))
    return None


def has_short_year(value: Any) -> bool:
    """Whether a date ends in a year of two digits behind a month in words ("15-Mar-21"), which is read by a rule."""
    return isinstance(value, str) and _read_short_year(value.strip()) is not None


def _read_short_year(text: str) -> Interval | None:
    """A year of two digits behind a month in words: of 1930 to 2029, as spreadsheets do, which write it so."""
    match = _SHORT_YEAR.match(text)
    month = find_month(match[2] or match[3]) if match else None
    if match is None or month is None:
        return None
    return span_days(int(match[4]) + (2000 if int(match[4]) < 30 else 1900), month, int(match[1]) if match[1] else None)


def _read_range(text: str) -> Interval | None:
    """From one date in digits to another ("2020-04/2020-06"); None where there are not two, each with its year."""
    ends = _TO.split(text)
    if len(ends) != 2 or not all(map(_DIGITS.match, ends)):
        return None
    return join_intervals(*(_read_text(end.strip()) for end in ends))


def _read_parted(text: str) -> Interval | None:
    """RIS' year/month/day/other text: the other text where it agrees and says more, or that the month is the first."""
    match = _PARTED.match(text)
    if match is None:
        return None
    year, month, day, other = match.groups()
    whole = span_days(int(year), int(month or 0) or None, int((month and day) or 0) or None)
    if not other or whole is None or whole.precision == "day":
        return whole
    told = read_words(other if year in other else f"{other} {year}")
    agrees = told not in (None, span_days(int(year))) and (
        whole.low <= told.low <= told.high <= whole.high or told.low <= whole.low <= whole.high <= told.high
    )
    return told if agrees else whole


def _read_moment(text: str) -> Interval | None:
    """A moment with its zone, or in seconds or milliseconds since 1970: the day in UTC."""
    try:
        if re.fullmatch(r"\d{10}|\d{13}", text):
            moment = datetime.fromtimestamp(int(text[:10]), UTC)
        elif _STAMP.match(text):
            moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
        elif (m := _RFC.match(text)) and m[5]:
            moment = datetime.strptime(f"{m[1]} {m[2][:3].title()} {m[3]} {m[4]} {m[5]}", "%d %b %Y %H:%M %z")
        else:
            return None
        day = moment.astimezone(UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
    return Interval(day, day, "day")


def _fold_digits(text: str) -> str:
    """Digits of any script, full-width signs and years of an era as the ones of the West."""
    if text.isascii():
        return text
    text = "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in text)
    text = text.replace("／", "/").replace("．", ".").replace("－", "-")
    return _ERA.sub(lambda m: str(_ERAS[m[1]] + (1 if m[2] == "元" else int(m[2]))), text)


@lru_cache(maxsize=20_000)
def _read_text(text: str) -> Interval | None:
    if not text or len(text) > 100:
        return None
    text = _fold_digits(text)
    text = re.sub(r"^(\d+)\.0+$", r"\1", re.sub(r"^(?:c|ca\.?|©)\s?(?=\d{4}\b)", "", text))
    text = _ROMAN.sub(lambda m: f"{m[3]}-{_ROMANS.index(m[2].upper()) + 1:02d}-{int(m[1]):02d}", text)
    text = _SPACED.sub(r"\1-\2-\3", text)
    text = re.sub(rf"^{_YEAR}[ ](0[1-9]|1[0-2])$", r"\1-\2", text)
    whole = (
        _read_moment(text) or _read_range(text) or _read_parted(text) or _read_short_year(text) or _read_numbers(text)
    )
    if whole or _ISO.match(text) or _NUMBERS.match(text) or _COMPACT.match(text):
        return whole
    return read_words(text)


def read_date(value: Any) -> Interval | None:
    """What a date says, as the days that it can mean.

    It may be "2025-03-20", "2025-03", "2025", "5 Mar 2024", "Mar 5, 2024", "2019/10//", "1998 Dec-1999 Jan", "Spring
    2021", an ISO or mail moment (the day in UTC), Crossref's ``{"date-parts": [[2024, 3]]}``, or seconds or
    milliseconds since 1970. None where it cannot be read or names no year ("SEP"). A year of two digits is read behind
    a month in words alone, by the rule of the spreadsheets that write it ("15-Mar-21"; "Mar-21" is a month and its
    year).
    "03/04/2024" can mean two days and becomes the interval between them.
    """
    if isinstance(value, datetime):
        value = value.isoformat(sep=" ")
    if isinstance(value, date):
        return Interval(value, value, "day")
    if isinstance(value, Mapping):
        keys = ("date-parts", "value", "$", "raw", "date-time", "year")
        key = next((key for key in keys if value.get(key) not in (None, "", [])), None)
        parts = [value.get(name) for name in ("year", "month", "day")]
        return read_date(parts if key == "year" else value.get(key))
    if isinstance(value, (list, tuple)):
        return _read_parts(value)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float):
        value = int(value) if value.is_integer() else ""
    text = str(value).strip()
    if _WRITTEN_LIST.match(text) and len(text) < 60:
        return None if re.search(r"[A-Za-z]", text) else _read_parts(re.findall(r"\d+", text))
    return _read_text(text.strip("()[]{}\"' .,;").strip() or "")


def _read_parts(value: Sequence[Any]) -> Interval | None:
    """A year, perhaps a month and a day, as a list; of two lists in a list from the first to the last."""
    if value and isinstance(value[0], (list, tuple)):
        found = [read_date(part) for part in value[:2]]
        return found[0] if len(found) == 1 or found[1] is None else join_intervals(found[0], found[1])
    parts = [re.sub(r"\.0+$", "", str(part).strip()) for part in value[:3] if part not in (None, "")]
    if len(parts) == 1:
        return read_date(parts[0])
    if parts and all(part.isascii() and part.isdigit() for part in parts) and len(parts[0]) == 4:
        return span_days(*map(int, parts))
    return read_date(" ".join(parts)) if len(parts) > 1 else None


def find_date_fault(interval: Interval, today: date | None = None) -> str | None:
    """Why a date is set aside ("before 1900", "in the future": from its first day on); None for a date to keep."""
    if interval.low.year < FIRST_YEAR:
        return f"before {FIRST_YEAR}"
    tomorrow = (today or datetime.now(UTC).date()) + timedelta(days=1)  # today somewhere
    return "in the future" if interval.low > tomorrow else None


def choose_date(candidates: list[tuple[Interval, str]]) -> tuple[Interval, str] | None:
    """The most precise of several dates, given with their origins; among equally precise ones the first."""
    return min(candidates, key=lambda c: PRECISIONS.index(c[0].precision), default=None)
