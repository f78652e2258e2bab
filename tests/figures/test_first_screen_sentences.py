"""What the first screen of a notebook says of time and memory, with next to nothing and with very much."""

import pytest

from helpers.figures.first_screen import (
    _tell_about,
    _tell_both,
    _tell_cost,
    _tell_first,
    _tell_memory,
    _tell_size,
    describe_forecast,
)  # fmt: skip
from helpers.run.forecast import Cost, Forecast

CHECKED = {_tell_about, _tell_both, _tell_cost, _tell_first, _tell_memory, _tell_size, describe_forecast}


def forecast(size, seconds, megabytes, *, counted=True, at_most=False, **more):
    return Forecast(size, counted, at_most, Cost(seconds, megabytes), **more)


@pytest.mark.parametrize("size", [0, 1, 109, 5_000])
def test_of_a_small_dump_one_short_sentence_is_said(size):
    told = describe_forecast(forecast(size, 12.3, 700, encoding=90.0, choice="sample", smaller=Cost(1, 1)))
    assert told == "On this machine, executing all of it will take about 10 seconds and 0.7 GB."


def test_of_a_large_dump_its_size_encoding_and_a_smaller_choice_are_said():
    smaller = {"choice": "sample", "smaller": Cost(900, 1_500)}
    found = forecast(
        74_812, 3_240, 3_900, counted=False, first=("01_corpus",), encoding=2_820.0, **smaller,
    )  # fmt: skip
    assert describe_forecast(found, free=16_000) == (
        "On this machine, executing all of it and, before it, 01 will take about 54 minutes and 3.9 GB for about "
        "75,000 records, about 47 minutes of it to encode abstracts; with sample = 20000 about 15 minutes and 1.5 GB."
    )


def test_a_choice_that_spares_no_memory_is_told_by_its_time():
    found = forecast(71_965, 780, 3_900, choice="where", smaller=Cost(480, 3_880))
    assert describe_forecast(found, "executing what is not there yet") == (
        "On this machine, executing what is not there yet will take about 13 minutes and 3.9 GB for 71,965 papers; "
        "with half of the papers, by the setting where, about 8 minutes."
    )


def test_millions_take_hours_and_more_memory_than_there_is():
    told = describe_forecast(forecast(3_456_789, 200_000, 61_234, counted=False, at_most=True), free=2_100)
    assert told == (
        "On this machine, executing all of it will take about 56 hours and 61 GB for at most about 3,500,000 records. "
        "That is more memory than the 2.1 GB that are free here: it may stop half-way."
    )


def test_memory_is_warned_of_for_a_small_dump_too_and_not_where_it_is_unknown():
    assert "more memory than the 0.1 GB" in describe_forecast(forecast(109, 5, 700), free=20)
    assert "more memory" not in describe_forecast(forecast(109, 5, 700), free=None)
    assert "more memory" not in describe_forecast(forecast(109, 5, 700), free=700)


def test_a_cluster_may_be_faster():
    told = describe_forecast(forecast(109, 5, 700), helped=True)
    assert told == "On this machine alone, executing all of it will take about 5 seconds and 0.7 GB."


def test_what_is_unknown_is_not_said():
    assert describe_forecast(None) == describe_forecast(None, free=1) == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "about 1 second"), (1.4, "about 1 second"), (7, "about 7 seconds"), (12.4, "about 10 seconds"),
        (89, "about 90 seconds"), (90, "about 2 minutes"), (3_240, "about 54 minutes"), (5_399, "about 90 minutes"),
        (7_100, "about 2 hours"), (3.6e6, "about 1,000 hours"),
    ],
)  # fmt: skip
def test_a_length_of_time_is_as_round_as_it_is_known(seconds, words):
    assert _tell_about(seconds) == words


@pytest.mark.parametrize(
    ("megabytes", "words"), [(0, "0.1 GB"), (49, "0.1 GB"), (3_949, "3.9 GB"), (12_345, "12 GB"), (2e6, "2,000 GB")]
)
def test_memory_is_told_in_gigabytes(megabytes, words):
    assert _tell_memory(megabytes) == words
    assert _tell_cost(Cost(2, megabytes)) == f"about 2 seconds and {words}"


@pytest.mark.parametrize(
    ("size", "counted", "at_most", "words"),
    [
        (0, True, False, "0 papers"), (1, True, False, "1 paper"), (1, False, False, "about 1 record"),
        (0, False, False, "about 0 records"), (12_345, False, False, "about 12,000 records"),
        (5_432_109, True, False, "5,432,109 papers"), (99, False, True, "at most about 99 records"),
    ],
)  # fmt: skip
def test_a_size_is_exact_only_where_papers_were_counted(size, counted, at_most, words):
    assert _tell_size(forecast(size, 1, 1, counted=counted, at_most=at_most)) == words


def test_notebooks_that_come_first_are_named_in_order_or_counted():
    assert _tell_first(()) == ""
    assert _tell_first(["02_topics", "01_corpus"]) == " and, before it, 01 and 02"
    assert _tell_first(["03_x", "02_x", "01_x"]) == " and, before it, 01, 02 and 03"
    assert _tell_first([f"0{n}_x" for n in range(1, 5)]) == " and, before it, four others that it needs"


def test_what_it_took_last_time_stands_behind_what_is_expected():
    assert _tell_both("", None) == ""
    assert _tell_both("", 0) == "Executing all of it took 1 second last time."
    assert _tell_both("It will.", None) == "It will."
    assert _tell_both("It will.", 7_200) == "It will. It took about 120 minutes last time."
