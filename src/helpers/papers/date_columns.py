"""Columns of dates in which days only stand for years or months: told by how often the first of one comes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from helpers.dumps.records import Notes
from helpers.papers.prepared_records import ARXIV_ORIGIN, PreparedRecord
from helpers.text.dates import Interval, read_date

LEVEL = 1e-5  # of the test: of as many columns one would be taken wrongly
EXCESS = 5  # times as often as days are: at most one in five of the dates that are coarsened can be meant
FEWEST = 3  # dates, of as many months, by which a column can be told
_KINDS: tuple[tuple[str, str, str, Callable[[date], bool]], ...] = (
    ("year", "1 January", "%Y", lambda day: (day.month, day.day) == (1, 1)),
    ("month", "the first of a month", "%Y-%m", lambda day: day.day == 1),
)


def coarsen_dates(records: Iterable[PreparedRecord], notes: Notes) -> None:
    """Turn days into the year or the month that they stand for, in place, where a column of dates shows it.

    In a column that knows days, 1 January comes once in 365 days and the first of a month twelve times; where it comes
    far more often, by a binomial test against its share of the days from the column's first to its last, tools wrote it
    for a date that they knew no more finely. Only those dates are coarsened, and counted in the notes. A column is what
    one field of all files says; a month's first must be that of several months, as one day may be an event's. A column
    that tells as many months (or years) as such means its firsts.
    """
    columns: dict[tuple[str, str], list[tuple[list[tuple[Interval, str]], int, str]]] = defaultdict(list)
    coarse: Counter[tuple[str, str, str]] = Counter()
    for record in records:
        for clock, dates in record.dates.items():
            for place, (interval, origin) in enumerate(dates):
                coarse[clock, origin, interval.precision] += 1
                if interval.precision == "day" and origin != ARXIV_ORIGIN:
                    columns[clock, origin].append((dates, place, record.source))
    for (clock, origin), found in columns.items():
        for precision, said, form, is_first in _KINDS:
            held = [(dates, place, source) for dates, place, source in found if dates[place][0].precision == "day"]
            days = [dates[place][0].low for dates, place, _ in held]
            low, high = min(days, default=date.min), max(days, default=date.min)
            if low == high and clock == "published" and precision == "year":  # one day of papers, or a year of them
                high = low + timedelta(days=364)
            told = coarse[clock, origin, precision] >= sum(map(is_first, days))
            if told or not _stand_for(days, is_first, low, high, FEWEST if precision == "month" else 1):
                continue
            for dates, place, source in held:
                day = dates[place][0].low
                if is_first(day) and (interval := read_date(day.strftime(form))):
                    dates[place] = (interval, origin)
                    what = f"a {clock} date ({origin.removeprefix('field ')}) lies on {said}, as far too many do"
                    notes.warn(source, f"{what}, and was read as the {precision} alone", day)


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
