"""Dates as intervals of days."""

from datetime import date, datetime

import pytest
from hypothesis import given, strategies as st

from helpers.text.dates import choose_date, find_date_fault, has_short_year, read_date


@pytest.mark.parametrize(
    ("value", "low", "high", "precision"),
    [
        ("2025-03-20", (2025, 3, 20), (2025, 3, 20), "day"),
        ("1H 2020", (2020, 1, 1), (2020, 6, 30), "year"),
        ("2H2020", (2020, 7, 1), (2020, 12, 31), "year"),
        ("2020. 3. 5.", (2020, 3, 5), (2020, 3, 5), "day"),
        ("5. 3. 2020", (2020, 3, 5), (2020, 3, 5), "day"),
        ("15-III-2020", (2020, 3, 15), (2020, 3, 15), "day"),
        ("2020 03", (2020, 3, 1), (2020, 3, 31), "month"),
        ("5. března 2020", (2020, 3, 5), (2020, 3, 5), "day"),
        ("2020. március 5.", (2020, 3, 5), (2020, 3, 5), "day"),
        ("janv. 2020", (2020, 1, 1), (2020, 1, 31), "month"),
        ("令和2年3月5日", (2020, 3, 5), (2020, 3, 5), "day"),
        ("民國109年3月", (2020, 3, 1), (2020, 3, 31), "month"),
        ("２０２０年３月", (2020, 3, 1), (2020, 3, 31), "month"),
        ("٢٠٢٠-٠٣-٠٥", (2020, 3, 5), (2020, 3, 5), "day"),
        ("2025-03", (2025, 3, 1), (2025, 3, 31), "month"),
        ("2008", (2008, 1, 1), (2008, 12, 31), "year"),
        (2024, (2024, 1, 1), (2024, 12, 31), "year"),
        ("5 Mar 2024", (2024, 3, 5), (2024, 3, 5), "day"),
        ("Aug 11, 2025", (2025, 8, 11), (2025, 8, 11), "day"),
        ("Mon, 2 Apr 2007 19:18:42 GMT", (2007, 4, 2), (2007, 4, 2), "day"),
        ("2024-10-21T23:30:00-05:00", (2024, 10, 22), (2024, 10, 22), "day"),
        ("2019/10//", (2019, 10, 1), (2019, 10, 31), "month"),
        ("2019///", (2019, 1, 1), (2019, 12, 31), "year"),
        ("2020 Dec", (2020, 12, 1), (2020, 12, 31), "month"),
        ("February 2024", (2024, 2, 1), (2024, 2, 29), "month"),
        ({"date-parts": [[2024, 3]]}, (2024, 3, 1), (2024, 3, 31), "month"),
        ([["2006"]], (2006, 1, 1), (2006, 12, 31), "year"),
        ("1700000000000", (2023, 11, 14), (2023, 11, 14), "day"),
        ("13/04/2024", (2024, 4, 13), (2024, 4, 13), "day"),
        ("03/04/2024", (2024, 3, 4), (2024, 4, 3), "year"),
        ("2008-01", (2008, 1, 1), (2008, 1, 31), "month"),
        ("2019/10//undefined", (2019, 10, 1), (2019, 10, 31), "month"),
        ("2012///", (2012, 1, 1), (2012, 12, 31), "year"),
        ("2021/02/01/", (2021, 2, 1), (2021, 2, 1), "day"),
        ("2013/02/15/received", (2013, 2, 15), (2013, 2, 15), "day"),
        ("1 Jan.-Feb. 2019", (2019, 1, 1), (2019, 2, 28), "year"),
        ("2022 Mar-Apr", (2022, 3, 1), (2022, 4, 30), "year"),
        ("1998 Dec-1999 Jan", (1998, 12, 1), (1999, 1, 31), "year"),
        ("2019 Dec-Jan", (2019, 12, 1), (2020, 1, 31), "year"),
        ("Mar 5-7, 2024", (2024, 3, 5), (2024, 3, 7), "month"),
        ("Spring 2021", (2021, 3, 1), (2021, 5, 31), "year"),
        ("2020 Winter", (2020, 1, 1), (2020, 12, 31), "year"),
        ("[2019] Q3", (2019, 7, 1), (2019, 9, 30), "year"),
        ("2020 SEP", (2020, 9, 1), (2020, 9, 30), "month"),
        ("2026 FEB 25", (2026, 2, 25), (2026, 2, 25), "day"),
        ("[[2006]]", (2006, 1, 1), (2006, 12, 31), "year"),
        ([[2006, 3]], (2006, 3, 1), (2006, 3, 31), "month"),
        ({"year": 2020, "month": "Mar"}, (2020, 3, 1), (2020, 3, 31), "month"),
        ("Mon, 2 Apr 2007 23:18:42 -0500", (2007, 4, 3), (2007, 4, 3), "day"),
        ("1700000000", (2023, 11, 14), (2023, 11, 14), "day"),
        ("20240305", (2024, 3, 5), (2024, 3, 5), "day"),
        ("Feb. 2021", (2021, 2, 1), (2021, 2, 28), "month"),
        ("mars 2020", (2020, 3, 1), (2020, 3, 31), "month"),
        ("März 2020", (2020, 3, 1), (2020, 3, 31), "month"),
        ("15 de marzo de 2020", (2020, 3, 15), (2020, 3, 15), "day"),
        ("2020年3月5日", (2020, 3, 5), (2020, 3, 5), "day"),
        ("2024-03-05 00:00:00", (2024, 3, 5), (2024, 3, 5), "day"),
        (datetime(2024, 3, 5, 23, 30), (2024, 3, 5), (2024, 3, 5), "day"),
        ("2024.0", (2024, 1, 1), (2024, 12, 31), "year"),
        (2024.0, (2024, 1, 1), (2024, 12, 31), "year"),
        ("2018-2019", (2018, 1, 1), (2019, 12, 31), "year"),
        ("c2004", (2004, 1, 1), (2004, 12, 31), "year"),
        ("2019-10-00", (2019, 10, 1), (2019, 10, 31), "month"),
        ("2020/04//Apr-Jun, 2020", (2020, 4, 1), (2020, 6, 30), "year"),
        ("2023/12//Dec2023:Part 1", (2023, 12, 1), (2023, 12, 31), "month"),
        ("2015/01//Jan/Feb2015", (2015, 1, 1), (2015, 2, 28), "year"),
        ("2012///Spring2012", (2012, 3, 1), (2012, 5, 31), "year"),
        ("2007/08//2014 Sep", (2007, 8, 1), (2007, 8, 31), "month"),
        ("2019/05/15/May2019 Supplement", (2019, 5, 15), (2019, 5, 15), "day"),
        ("2020/04//May 3", (2020, 4, 1), (2020, 4, 30), "month"),
        ("15-Mar-21", (2021, 3, 15), (2021, 3, 15), "day"),
        ("15/Mar/98", (1998, 3, 15), (1998, 3, 15), "day"),
        ("Mar-21", (2021, 3, 1), (2021, 3, 31), "month"),
        ("Mär '98", (1998, 3, 1), (1998, 3, 31), "month"),
        ("15Mar2021", (2021, 3, 15), (2021, 3, 15), "day"),
        ("2nd quarter 2020", (2020, 4, 1), (2020, 6, 30), "year"),
        ("Quarter 1, 2020", (2020, 1, 1), (2020, 3, 31), "year"),
        ("1er trimestre 2020", (2020, 1, 1), (2020, 3, 31), "year"),
        ("2020-Spring", (2020, 3, 1), (2020, 5, 31), "year"),
        ("2020-Q3", (2020, 7, 1), (2020, 9, 30), "year"),
        ("Q4 2019-Q1 2020", (2019, 10, 1), (2020, 3, 31), "year"),
        ("first half 2020", (2020, 1, 1), (2020, 6, 30), "year"),
        ("Spring/Summer 2020", (2020, 3, 1), (2020, 8, 31), "year"),
        ("Winter 2020/21", (2020, 12, 1), (2021, 2, 28), "year"),
        ("2019-20", (2019, 1, 1), (2020, 12, 31), "year"),
        ("2011-12", (2011, 12, 1), (2011, 12, 31), "month"),
        ("2020-04/2020-06", (2020, 4, 1), (2020, 6, 30), "year"),
        ("2020-04-01/2020-06-30", (2020, 4, 1), (2020, 6, 30), "year"),
        ("15.04.2020 - 30.06.2020", (2020, 4, 15), (2020, 6, 30), "year"),
        ("2020 Issue 3", (2020, 1, 1), (2020, 12, 31), "year"),
        ("2020-W12-3", (2020, 1, 1), (2020, 12, 31), "year"),
        ("1 Feb.1, 2015", (2015, 2, 1), (2015, 2, 1), "day"),
    ],
)
def test_a_date_is_read_at_its_own_precision(value, low, high, precision):
    assert read_date(value) == (date(*low), date(*high), precision)


@pytest.mark.parametrize(
    "value",
    [
        "", None, "SEP", "10 15", "2024-13-40", [[None]], "n.d.", True, {}, "99", [],
        "Mar 1", "YEAR/MONTH/DAY/", "undefined", "[[null]]", "1/1/24", "2024-02-30", "20240230", "2020-13", "0000",
        float("nan"),        "x" * 10_000, [[]], "12 Suppl 3", "21-Mar", "MAR 21", "31-Feb-21", "3/15/21", "Mon-21",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(value):
    assert read_date(value) is None


def test_impossible_years_are_named():
    assert find_date_fault(read_date("2088-01-01")) == "in the future"
    assert find_date_fault(read_date("1842")) == "before 1900"
    assert find_date_fault(read_date("2024")) is None


def test_the_most_precise_date_wins_and_among_equals_the_first():
    year, first, second = read_date("2024"), read_date("2024-03-01"), read_date("2024-04-01")
    assert choose_date([(year, "a"), (first, "b"), (second, "c")]) == (first, "b")
    assert choose_date([]) is None


def test_a_year_of_two_digits_is_of_1930_to_2029_and_can_be_told():
    assert [read_date(f"1-Jan-{year}").low.year for year in ("00", "29", "30", "99")] == [2000, 2029, 1930, 1999]
    assert [has_short_year(value) for value in ("15-Mar-21", "Mar-21", "15-Mar-2021", "2021", 2021)] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_the_future_begins_after_tomorrow_and_this_year_stays():
    today = date(2026, 3, 1)
    assert find_date_fault(read_date("2026-03-02"), today) is None
    assert find_date_fault(read_date("2026-03-03"), today) == "in the future"
    assert find_date_fault(read_date("2026"), today) is None
    assert find_date_fault(read_date("2027"), today) == "in the future"
    assert find_date_fault(read_date("1899 Dec-1900 Jan"), today) == "before 1900"


@given(st.one_of(st.text(max_size=40), st.from_regex(r"[0-9A-Za-z年月 /.,:-]{1,25}", fullmatch=True)))
def test_any_text_gives_days_in_order_or_none(text):
    interval = read_date(text)
    if interval is not None:
        assert interval.low <= interval.high
        assert (
            not text.isascii()
            or str(interval.low.year) in text
            or str(interval.high.year) in text
            or has_short_year(text)
            or text.strip().isdigit()
        )
        same = (interval.low.year, interval.low.month) == (interval.high.year, interval.high.month)
        assert interval.precision == ("day" if interval.low == interval.high else "month" if same else "year")
