"""Dates as intervals of days."""

from datetime import date

import pytest

from helpers.dates import choose_date, find_fault, read_date


@pytest.mark.parametrize(
    ("value", "low", "high", "precision"),
    [
        ("2025-03-20", (2025, 3, 20), (2025, 3, 20), "day"),
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
    ],
)
def test_a_date_is_read_at_its_own_precision(value, low, high, precision):
    assert read_date(value) == (date(*low), date(*high), precision)


@pytest.mark.parametrize("value", ["", None, "SEP", "10 15", "2024-13-40", [[None]], "n.d.", True, {}, "99", []])
def test_what_is_no_date_is_none(value):
    assert read_date(value) is None


def test_impossible_years_are_named():
    assert find_fault(read_date("2088-01-01")) == "in the future"
    assert find_fault(read_date("1842")) == "before 1900"
    assert find_fault(read_date("2024")) is None


def test_the_most_precise_date_wins_and_among_equals_the_first():
    year, first, second = read_date("2024"), read_date("2024-03-01"), read_date("2024-04-01")
    assert choose_date([(year, "a"), (first, "b"), (second, "c")]) == (first, "b")
    assert choose_date([]) is None
