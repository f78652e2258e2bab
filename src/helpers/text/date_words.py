"""Dates in words: months and seasons in ten languages, quarters, ranges; and the intervals of days that dates are."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from helpers.text.words import fold_accents, list_words

_NAMES = (  # of months: English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Turkish, Czech,
    # Hungarian, Lithuanian, Romanian, Finnish
    "january jan janv januar jänner januari janvier enero ene janeiro gennaio gen styczeń stycznia январь "
    "января ocak leden ledna január sausio ianuarie tammikuu",
    "february feb februar februari février fevrier febrero fevereiro fev febbraio luty lutego февраль февраля "
    "şubat února únor február vasario februarie helmikuu",
    "march mar märz maerz mär mrz mars marzo março maart marca marzec март марта mart března březen március "
    "kovo martie maaliskuu",
    "april apr avril avr abril abr aprile kwiecień kwietnia апрель апреля nisan dubna duben április balandžio "
    "aprilie huhtikuu",
    "may mai mayo maio maggio mag mei maj maja май мая mayıs května květen május gegužės toukokuu",
    "june jun juni juin junio junho giugno giu czerwiec czerwca июнь июня haziran června červen június "
    "birželio iunie kesäkuu",
    "july jul juli juillet juil julio julho luglio lug lipiec lipca июль июля temmuz července červenec július "
    "liepos iulie heinäkuu",
    "august aug août aout agosto ago augustus sierpień sierpnia август августа ağustos srpna srpen augusztus "
    "rugpjūčio elokuu",
    "september sep sept septembre septiembre setembro set settembre wrzesień września сентябрь сентября eylül "
    "září szeptember rugsėjo septembrie syyskuu",
    "october oct oktober okt octobre octubre outubro out ottobre ott październik października октябрь октября "
    "ekim října říjen október spalio octombrie lokakuu",
    "november nov novembre noviembre novembro listopad listopada ноябрь ноября kasım listopadu november "
    "lapkričio noiembrie marraskuu",
    "december dec dezember dez décembre diciembre dic dezembro dicembre grudzień grudnia декабрь декабря "
    "aralık prosince prosinec december gruodžio decembrie joulukuu",
)
_SEASONS = {  # first and last month, of the north; winter lies at both ends of a year
    "spring": (3, 5), "frühling": (3, 5), "frühjahr": (3, 5), "printemps": (3, 5), "primavera": (3, 5),
    "summer": (6, 8), "sommer": (6, 8), "été": (6, 8), "verano": (6, 8),
    "autumn": (9, 11), "fall": (9, 11), "herbst": (9, 11), "automne": (9, 11), "otoño": (9, 11),
    "winter": (12, 2), "hiver": (12, 2), "invierno": (12, 2),
    "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12), "1q": (1, 3), "2q": (4, 6), "3q": (7, 9), "4q": (10, 12),
    "h1": (1, 6), "h2": (7, 12), "1h": (1, 6), "2h": (7, 12), "s1": (1, 6), "s2": (7, 12),
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
_CLOCK = re.compile(r"\b\d\d?:\d\d(?::\d\d(?:\.\d+)?)?\b(?:\s*(?:z|[+-]\d\d:?\d\d)\b)?", re.I)
_TOKEN = re.compile(r"[^\W\d_]+\d?|\d+(?:st|nd|rd|th|er|q|h)?\b|\d+|[-–—/&]", re.I)


_COUNTED = re.compile(
    r"\b(?:issue|no|nr|vol|volume|number|suppl|supplement|part|pt|week|[-–]?w)\b\.? ?\d{1,3}\b|-w\d\d?(?:-\d)?\b"
)
_GLUED = re.compile(
    r"(?<=[^\W\d_]{3})(?=\d{4}(?!\d))|(?<=\d)(?=[^\W\d_]{3})|(?<=\b[12]h)(?=\d{4}\b)"
)  # "Spring2012", "15Mar2021"
_ORDINALS = {"1": 1, "1st": 1, "1er": 1, "fir": 1, "pre": 1, "2": 2, "2nd": 2, "2e": 2, "sec": 2, "3": 3, "3rd": 3,
             "3e": 3, "thi": 3, "4": 4, "4th": 4, "4e": 4, "fou": 4}  # fmt: skip
_PART_OF_YEAR = re.compile(
    r"\b(1st|1er|first|premier|2nd|2e|second|3rd|3e|third|4th|4e|fourth|[1-4](?=\.? [qt]))\.? "
    r"(quarter|qtr|quartal|trimestre|half|semester|semestre)\b"
)
_NUMBERED = re.compile(r"\b(?:quarter|qtr|quartal|trimestre) ?([1-4])\b")
_WORD_YEAR = re.compile(r"^\s*(?:(\d{4})[-/]([^\W\d_]+\d?)|([^\W\d_]+\d?)[-/](\d{4}))\s*$")  # no range
_TWO_YEARS = re.compile(r"\b(\d{4}) ?[-/–] ?(\d\d)\b(?! ?[-/–.] ?\d)")
_OVER_WINTER = re.compile(r"\bwinter,? (\d{4}) ?[-/–] ?(\d{4})\b")


class Interval(NamedTuple):
    """The first and last day that a date can mean, and its precision: day, month or year (also for several months)."""

    low: date
    high: date
    precision: str


@dataclass
class _Point:
    """What words say of a day, a season by its first and last month."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    season: tuple[int, int] | None = None

    def is_told(self) -> bool:
        return any((self.year, self.month, self.day, self.season))


def span_days(year: int, month: int | None = None, day: int | None = None) -> Interval | None:
    """The interval of a year, a month or a day; None where no such day exists."""
    try:
        if month is None:
            return Interval(date(year, 1, 1), date(year, 12, 31), "year")
        if day is None:
            return Interval(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")
        return Interval(date(year, month, day), date(year, month, day), "day")
    except ValueError:
        return None


def join_intervals(low: Interval | None, high: Interval | None) -> Interval | None:
    """From the first day of one interval to the last of another, as precise as their span is."""
    if low is None or high is None or low.low > high.high:
        return None
    if low == high:
        return low
    same = (low.low.year, low.low.month) == (high.high.year, high.high.month)
    return Interval(low.low, high.high, "month" if same else "year")


def find_month(word: str) -> int | None:
    """The number of the month that a word names, in full or in short; None if it names none."""
    return _MONTHS.get(fold_accents(word).lower())


def _spell_out(text: str) -> str:
    """A date with its words apart, its quarters as "q1", and both years of "2020/21" or of a winter."""
    text = _CLOCK.sub(" ", fold_accents(text).lower())
    text = _GLUED.sub(" ", _COUNTED.sub(" ", text))
    text = _PART_OF_YEAR.sub(lambda m: f" {'h' if m[2][0] in 'hs' else 'q'}{_ORDINALS[m[1][:3]]} ", text)
    text = _WORD_YEAR.sub(r"\1\3 \2\4", _NUMBERED.sub(r" q\1 ", text))
    text = _TWO_YEARS.sub(lambda m: f"{m[1]}-{int(m[1]) + 1}" if int(m[2]) == (int(m[1]) + 1) % 100 else m[0], text)
    return _OVER_WINTER.sub(lambda m: f"dec {m[1]} - feb {m[2]}" if int(m[2]) == int(m[1]) + 1 else m[0], text)


def read_words(text: str) -> Interval | None:
    """Dates with months or seasons in words, from one to another; a year alone; None where no year stands."""
    tokens = _TOKEN.findall(_spell_out(text))
    points = [_Point()]  # of the beginning and of the end
    unknown = 0
    for token in tokens:
        point = points[-1]
        number = re.match(r"\d+", token)
        if token in "-–—/&":
            if len(points) < 3 and point.is_told():
                points.append(_Point())
        elif number and not token[number.end() :].startswith(("q", "h")):
            value = int(number[0])
            if len(number[0]) == 4 and 1000 <= value < 3000:
                if point.year is not None and point.year != value:
                    return None
                point.year = value
            elif len(number[0]) <= 2 and 1 <= value <= 31 and point.day in (None, value):
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
        return span_days(years.pop(), months.pop(), days[0] if days else None)
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
        return join_intervals(_read_point(first), _read_point(last))
    return _read_point(points[0])


def _read_point(point: _Point) -> Interval | None:
    if point.year is None or (point.day and not point.month):
        return None
    if point.month or not point.season:
        return span_days(point.year, point.month, point.day)
    first, last = point.season
    if first > last:  # "Winter 2020" may be the one at its beginning or the one at its end
        return span_days(point.year)
    return join_intervals(span_days(point.year, first), span_days(point.year, last))
