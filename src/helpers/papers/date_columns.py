"""Columns of dates in which days only stand for years or months: told by how often the first of one comes."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from helpers.dumps.records import Notes
from helpers.papers.prepared_records import ARXIV_ORIGIN, PreparedRecord
from helpers.text.dates import read_date

LEVEL = 1e-5  # of the test: of as many columns one would be taken wrongly
EXCESS = 5  # times as often as days are: at most one in five of the dates that are coarsened can be meant
FEWEST = 3  # dates, of as many months, by which a column can be told
_KINDS: tuple[tuple[str, str, str, Callable[[date], bool]], ...] = (
    ("year", "1 January", "%Y", lambda day: (day.month, day.day) == (1, 1)),
    ("month", "the first of a month", "%Y-%m", lambda day: day.day == 1),
)


DateColumn = tuple[str, str]  # clock and origin


class DateCounts:
    """The days of each column of dates, and how many of its dates are known no more finely than the month or year."""

    def __init__(self) -> None:
        """Begin without dates."""
        self.days: dict[DateColumn, list[int]] = defaultdict(list)
        self.coarse: Counter[tuple[str, str, str]] = Counter()

    def count(self, records: Iterable[PreparedRecord]) -> "DateCounts":
        """Add the dates of records; days are ordinals."""
        for record in records:
            for clock, dates in record.dates.items():
                for interval, origin in dates:
                    if interval.precision != "day":
                        self.coarse[clock, origin, interval.precision] += 1
                    elif origin != ARXIV_ORIGIN:
                        self.days[clock, origin].append(interval.low.toordinal())
        return self

    def add(self, other: "DateCounts") -> None:
        """Add what was counted elsewhere."""
        self.coarse.update(other.coarse)
        for column, days in other.days.items():
            self.days[column].extend(days)

    def to_json(self) -> str:
        """Return the counts as JSON."""
        days = [[*column, found] for column, found in self.days.items()]
        return json.dumps([days, [[*key, n] for key, n in self.coarse.items()]])

    @classmethod
    def from_json(cls, text: str) -> "DateCounts":
        """Return the counts that :meth:`to_json` wrote."""
        counts = cls()
        days, coarse = json.loads(text)
        counts.days.update({(clock, origin): found for clock, origin, found in days})
        counts.coarse.update({(clock, origin, precision): n for clock, origin, precision, n in coarse})
        return counts


def choose_coarse(counts: DateCounts) -> dict[DateColumn, list[str]]:
    """Choose the columns in which days only stand for years or months, and which of the two, in this order.

    In a column that knows days, 1 January comes once in 365 days and the first of a month twelve times; where it comes
    far more often, by a binomial test against its share of the days from the column's first to its last, tools wrote it
    for a date that they knew no more finely. A column is what one field of all files says; a month's first must be that
    of several months, as one day may be an event's. A column that tells as many months (or years) as such means its
    firsts.
    """
    chosen: dict[DateColumn, list[str]] = {}
    for (clock, origin), ordinals in counts.days.items():
        days = [date.fromordinal(day) for day in ordinals]
        for precision, _, _, is_first in _KINDS:
            low, high = min(days, default=date.min), max(days, default=date.min)
            if low == high and clock == "published" and precision == "year":  # one day of papers, or a year of them
                high = low + timedelta(days=364)
            firsts = sum(map(is_first, days))
            meant = counts.coarse[clock, origin, precision] >= firsts
            if meant or not _stand_for(days, is_first, low, high, FEWEST if precision == "month" else 1):
                continue
            chosen.setdefault((clock, origin), []).append(precision)
            days = [day for day in days if not is_first(day)]
    return chosen


def coarsen_record(record: PreparedRecord, chosen: Mapping[DateColumn, Sequence[str]], notes: Notes) -> None:
    """Turn the days of a record into the year or the month that they stand for, in place, and note it."""
    for clock, dates in record.dates.items():
        for place, (interval, origin) in enumerate(dates):
            kinds = chosen.get((clock, origin), ()) if interval.precision == "day" else ()
            for precision, said, form, is_first in _KINDS:
                day = interval.low
                if precision in kinds and is_first(day) and (found := read_date(day.strftime(form))):
                    dates[place] = (found, origin)
                    what = f"a {clock} date ({origin.removeprefix('field ')}) lies on {said}, as far too many do"
                    notes.warn(record.source, f"{what}, and was read as the {precision} alone", day)
                    break


def coarsen_dates(records: Sequence[PreparedRecord], notes: Notes) -> None:
    """Do both for records that are all there."""
    chosen = choose_coarse(DateCounts().count(records))
    for record in records if chosen else ():
        coarsen_record(record, chosen, notes)


def _stand_for(days: list[date], is_first: Callable[[date], bool], low: date, high: date, months: int) -> bool:
    """Whether firsts among some days, from one to another, are too many and of enough months to be meant as days."""
    firsts = [day for day in days if is_first(day)]
    if len(firsts) < FEWEST or len({(day.year, day.month) for day in firsts}) < months:
        return False
    span = range(low.toordinal(), high.toordinal() + 1)
    share = sum(is_first(date.fromordinal(day)) for day in span) / len(span)
    if len(firsts) < EXCESS * share * len(days):
        return False
    from scipy.stats import binomtest  # slow to import, and seldom needed

    return binomtest(len(firsts), len(days), share, alternative="greater").pvalue < LEVEL
