"""Dates as intervals of days: what a field of a record says, at the precision at which it says it."""

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from helpers.run.schema import PRECISIONS
from helpers.text.words import fold_accents, list_words

FIRST_YEAR = 1900


@dataclass
class _Point:
    """What words say of a day, a season by its first and last month."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    season: tuple[int, int] | None = None

    def is_told(self) -> bool:
        return any((self.year, self.month, self.day, self.season))


class Interval(NamedTuple):
    """The first and last day that a date can mean, and its precision: day, month or year (also for several months)."""

    low: date
    high: date
    precision: str


_NAMES = (  # of months: English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Turkish
    "january jan januar jänner januari janvier enero ene janeiro gennaio gen styczeń stycznia январь января ocak",
    "february feb februar februari février fevrier febrero fevereiro fev febbraio luty lutego февраль февраля şubat",
    "march mar märz maerz mär mrz mars marzo março maart marca marzec март марта mart",
    "april apr avril avr abril abr aprile kwiecień kwietnia апрель апреля nisan",
    "may mai mayo maio maggio mag mei maj maja май мая mayıs",
    "june jun juni juin junio junho giugno giu czerwiec czerwca июнь июня haziran",
    "july jul juli juillet juil julio julho luglio lug lipiec lipca июль июля temmuz",
    "august aug août aout agosto ago augustus sierpień sierpnia август августа ağustos",
    "september sep sept septembre septiembre setembro set settembre wrzesień września сентябрь сентября eylül",
    "october oct oktober okt octobre octubre outubro out ottobre ott październik października октябрь октября ekim",
    "november nov novembre noviembre novembro listopad listopada ноябрь ноября kasım",
    "december dec dezember dez décembre diciembre dic dezembro dicembre grudzień grudnia декабрь декабря aralık",
)
_SEASONS = {  # first and last month, of the north; winter lies at both ends of a year
    "spring": (3, 5), "frühling": (3, 5), "frühjahr": (3, 5), "printemps": (3, 5), "primavera": (3, 5),
    "summer": (6, 8), "sommer": (6, 8), "été": (6, 8), "verano": (6, 8),
    "autumn": (9, 11), "fall": (9, 11), "herbst": (9, 11), "automne": (9, 11), "otoño": (9, 11),
    "winter": (12, 2), "hiver": (12, 2), "invierno": (12, 2),
    "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12), "1q": (1, 3), "2q": (4, 6), "3q": (7, 9), "4q": (10, 12),
    "h1": (1, 6), "h2": (7, 12), "s1": (1, 6), "s2": (7, 12),
}  # fmt: skip
_MONTHS = {fold_accents(name): n for n, names in enumerate(_NAMES, 1) for name in names.split()}
_PARTS = {fold_accents(name): months for name, months in _SEASONS.items()}
_SOFT = list_words(
    """
    of de del the a d von du st nd rd th er em received accepted published online print epub first ahead early
    access issue date ed suppl supplement undefined null none nan c ca circa copyright mon tue wed thu fri sat
    sun monday tuesday wednesday thursday friday saturday sunday gmt utc z am pm year month day lundi mardi
    mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch donnerstag freitag samstag sonntag г года
    """
)
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
_WRITTEN_LIST = re.compile(r"\[\s*\[|\[\s*[\"']?\d{4}[\"']?\s*[,\]]\s*[\"'\d,\s]*\]?$")
_CLOCK = re.compile(r"\b\d\d?:\d\d(?::\d\d(?:\.\d+)?)?\b(?:\s*(?:z|[+-]\d\d:?\d\d)\b)?", re.I)
_TOKEN = re.compile(r"[^\W\d_]+\d?|\d+(?:st|nd|rd|th|er|q)?\b|\d+|[-–—/&]", re.I)


def _span(year: int, month: int | None = None, day: int | None = None) -> Interval | None:
    """The interval of a year, a month or a day; None where no such day exists."""
    try:
        if month is None:
            return Interval(date(year, 1, 1), date(year, 12, 31), "year")
        if day is None:
            return Interval(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")
        return Interval(date(year, month, day), date(year, month, day), "day")
    except ValueError:
        return None


def _join(low: Interval | None, high: Interval | None) -> Interval | None:
    """From the first day of one interval to the last of another, as precise as their span is."""
    if low is None or high is None or low.low > high.high:
        return None
    if low == high:
        return low
    same = (low.low.year, low.low.month) == (high.high.year, high.high.month)
    return Interval(low.low, high.high, "month" if same else "year")


def _read_numbers(text: str) -> Interval | None:
    """Dates in digits; None where there is none, or where it is no day of the calendar."""
    if m := _ISO.match(text) or _COMPACT.match(text):
        return _span(int(m[1]), int(m[2]) or None, int(m[3]) or None)  # "2019-10-00" is a month
    if m := _ISO_MONTH.match(text) or _COMPACT_MONTH.match(text):
        return _span(int(m[1]), int(m[2]))
    if m := _CHINESE.match(text):
        return _span(int(m[1]), int(m[2]) if m[2] else None, int(m[3]) if m[2] and m[3] else None)
    if m := _NUMBERS.match(text):
        first, second, year = int(m[1]), int(m[2]), int(m[3])
        if first > 12 or first == second:
            return _span(year, second, first)
        if second > 12:
            return _span(year, first, second)
        one, other = _span(year, second, first), _span(year, first, second)  # day or month first: both are possible
        return Interval(min(one.low, other.low), max(one.high, other.high), "year") if one and other else None
    if m := _MONTH_SLASH.match(text):
        return _span(int(m[2]), int(m[1]))
    return None


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


def _read_words(text: str) -> Interval | None:
    """Dates with months or seasons in words, from one to another; a year alone; None where no year stands."""
    tokens = _TOKEN.findall(_CLOCK.sub(" ", fold_accents(text).lower()))
    points = [_Point()]  # of the beginning and of the end
    unknown = 0
    for token in tokens:
        point = points[-1]
        number = re.match(r"\d+", token)
        if token in "-–—/&":
            if len(points) < 3 and point.is_told():
                points.append(_Point())
        elif number and not token[number.end() :].startswith("q"):
            value = int(number[0])
            if len(number[0]) == 4 and 1000 <= value < 3000:
                if point.year is not None and point.year != value:
                    return None
                point.year = value
            elif len(number[0]) <= 2 and 1 <= value <= 31 and point.day is None:
                point.day = value
            elif value:
                return None
        elif token in _MONTHS or (token[:3] in _MONTHS and len(token) > 3 and _MONTHS.get(token[:4], 0) == 0
                                  and _is_english_month(token)):  # fmt: skip
            if point.month is not None:
                point = _Point()
                points.append(point)
            point.month = _MONTHS.get(token) or _MONTHS[token[:3]]
        elif token in _PARTS:
            point.season = _PARTS[token]
        elif token not in _SOFT:
            unknown += 1
    points = [point for point in points if point.is_told()]
    if unknown > 2 or not points:
        return None
    return _read_points(points) if len(points) <= 2 else _read_slashed(points)


def _is_english_month(token: str) -> bool:
    """Whether a word is an English month cut or misspelt ("Septemb", "Janaury"), not any word that begins so."""
    full = calendar.month_name[_MONTHS[token[:3]]].lower()
    return full.startswith(token) or (len(token) >= 6 and sorted(token) == sorted(full))


def _read_slashed(points: list[_Point]) -> Interval | None:
    """Parts set apart by strokes that are one date: "2020-Feb-05", "05/Feb/2020"."""
    years = {point.year for point in points if point.year}
    months = {point.month for point in points if point.month}
    days = [point.day for point in points if point.day]
    if len(years) == 1 and len(months) == 1 and len(days) <= 1 and not any(point.season for point in points):
        return _span(years.pop(), months.pop(), days[0] if days else None)
    return None


def _read_points(points: list[_Point]) -> Interval | None:
    if len(points) == 2:
        first, last = points
        whole = _read_slashed(points)
        if whole and not (first.day and last.day):
            return whole
        if last.day and not last.month and not last.season and first.month:  # "Mar 5-7, 2024"
            last.month = first.month
        if first.day and not first.month and last.month:  # "5-7 Mar 2024"
            first.month = last.month
        over_new_year = bool(first.month and last.month and first.month > last.month)
        if last.year and first.year is None:
            first.year = last.year - over_new_year
        if first.year and last.year is None and (last.month or last.season):
            last.year = first.year + over_new_year
        return _join(_read_point(first), _read_point(last))
    return _read_point(points[0])


def _read_point(point: _Point) -> Interval | None:
    if point.year is None or (point.day and not point.month):
        return None
    if point.month or not point.season:
        return _span(point.year, point.month, point.day)
    first, last = point.season
    if first > last:  # "Winter 2020" may be the one at its beginning or the one at its end
        return _span(point.year)
    return _join(_span(point.year, first), _span(point.year, last))


@lru_cache(maxsize=20_000)
def _read_text(text: str) -> Interval | None:
    if not text or len(text) > 100:
        return None
    text = re.sub(r"^(\d+)\.0+$", r"\1", re.sub(r"^(?:c|ca\.?|©)\s?(?=\d{4}\b)", "", text))
    text = re.sub(r"^(\d{4}) (\d\d?) (\d\d?)$", r"\1-\2-\3", text)
    whole = _read_moment(text) or _read_numbers(text)
    if whole or _ISO.match(text) or _NUMBERS.match(text) or _COMPACT.match(text):
        return whole
    return _read_words(text)


def read_date(value: Any) -> Interval | None:
    """What a date says, as the days that it can mean.

    It may be "2025-03-20", "2025-03", "2025", "5 Mar 2024", "Mar 5, 2024", "2019/10//", "1998 Dec-1999 Jan", "Spring
    2021", an ISO or mail moment (the day in UTC), Crossref's ``{"date-parts": [[2024, 3]]}``, or seconds or
    milliseconds since 1970. None where it cannot be read or names no year ("SEP"); years of two digits are not guessed.
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
        return found[0] if len(found) == 1 or found[1] is None else _join(found[0], found[1])
    parts = [re.sub(r"\.0+$", "", str(part).strip()) for part in value[:3] if part not in (None, "")]
    if len(parts) == 1:
        return read_date(parts[0])
    if parts and all(part.isascii() and part.isdigit() for part in parts) and len(parts[0]) == 4:
        return _span(*map(int, parts))
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
