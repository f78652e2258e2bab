"""Sentences and titles of dates against their numbers, with tables that are extreme, degenerate, empty or tied."""

import re

import numpy as np
import pandas as pd
import pytest

from helpers.run.schema import CLOCKS
from helpers.run.storage import build_empty_table
from helpers.stats.verdicts import CLEAR, NOT_CLEAR, SIZE_OPEN, SMALLER, TOO_FEW, find_clear
from helpers.trends import trend_report as rep, trend_titles as tit

CHECKED = {
    rep.describe_changes, rep.describe_dates, rep.describe_periods, rep.describe_trends, tit._tell_amount,
    tit._tell_counts, tit._tell_elsewhere, tit.title_shares, tit.title_trends,
}  # fmt: skip
UP, DOWN = (2.0, 1.5, 2.7), (0.5, 0.3, 0.8)
FLAT, NONE = (1.0, 0.5, 2.0), (np.nan,) * 3


def build_tests(*rows, kind="term", **columns):
    """Rows of (name, odds with limits, verdict)."""
    table = pd.DataFrame([[kind, name, *odds, verdict] for name, odds, verdict in rows],
                         columns=["kind", "name", "odds_ratio_per_year", "low", "high", "verdict"])  # fmt: skip
    facts = {"n": 9, "planned": False, "detectable": 1.84, "p_curved": 0.5, "n_opposed": 0}
    return table.assign(**(facts | columns))


def build_shares(counts, *, sizes=(20, 40, 30), partial=(), kind="term"):
    """Series by name with their papers in the periods 2021, 2022 …, of which some are partial."""
    rows = []
    for of, name, n in [("papers", "papers", sizes), *((kind, name, n) for name, n in counts.items())]:
        for i, size in enumerate(sizes):
            rows.append(
                [of, name, f"{2021 + i}", float(n[i]), float(size), n[i] / size if size else np.nan, i in partial]
            )
    return pd.DataFrame(rows, columns=["kind", "name", "period", "n", "n_period", "share", "partial"])


# Odds by year.


@pytest.mark.parametrize(
    ("rows", "start"),
    [
        (
            [("tea", UP, CLEAR), ("cup", FLAT, NOT_CLEAR)],
            "1 of 2 series differs clearly by date; “tea” makes up more of the",
        ),
        (
            [("tea", DOWN, SIZE_OPEN)],
            "1 of 1 series differs clearly by date; “tea” makes up less of the later papers (odds × 0.50",
        ),
        ([("tea", UP, CLEAR), ("cup", UP, CLEAR)], "2 of 2 series differ clearly by date; “cup” makes up more"),
        ([("cup", FLAT, NOT_CLEAR)], "None of 1 series differs clearly by date; it would show odds of × 1.8 a year or"),
        ([("cup", FLAT, SMALLER)], "None of 1 series differs clearly by date by as much as asked"),
        ([("gone", NONE, TOO_FEW)], "No series has enough dated papers"),
        ([("no topic", UP, CLEAR)], "No series has enough dated papers"),
        ([], "No series has enough dated papers"),
    ],
)
def test_series_are_counted_by_their_verdicts(rows, start):
    tests = build_tests(*rows)
    title = tit.title_trends(tests, selection="query", labels={})
    assert title.startswith(start) and len(title) <= 150
    told = rep.describe_trends(tests, selection="query")
    named = [name for name, _, verdict in rows if verdict in (CLEAR, SIZE_OPEN) and name != "no topic"]
    for name, (odds, low, high), verdict in rows:
        if name in named:
            assert (
                f"“{name}” (word)" in told and f"(odds × {odds:.2f} a year, {low:.2f} to {high:.2f}: {verdict})" in told
            )
    if title[0] != "N":
        assert "no series differs" not in told
    elif "enough" in title:
        assert told.startswith("No series has enough dated papers")
    else:
        assert "no series differs clearly by date" in told


def test_planned_series_are_named_first_and_many_are_counted():
    rows = [(f"s{i}", (3.0, 2.9, 3.1), CLEAR) for i in range(6)]
    tests = build_tests(*rows, ("asked", UP, CLEAR)).assign(planned=[False] * 6 + [True])
    assert "“asked” makes up" in tit.title_trends(tests, selection="curated", labels={})
    told = rep.describe_trends(tests, selection="curated", labels={("term", "asked"): "What was asked"})
    assert told.count("odds ×") == 4 and ", and 3 more." in told and "“What was asked” (word)" in told
    assert rep.rank_clear(tests)["name"].tolist()[:2] == ["asked", "s0"]


@pytest.mark.parametrize("selection", ["query", "curated", "unknown", "complete"])
def test_only_of_a_complete_source_something_rises_or_falls(selection):
    tests = build_tests(("tea", UP, CLEAR), ("cup", DOWN, CLEAR))
    title = tit.title_trends(tests, selection=selection, labels={})
    words = f"{title} {rep.describe_trends(tests, selection=selection)}"
    assert bool(re.search("rises|falls", words)) == (selection == "complete")


def test_no_sentence_says_none_of_a_word_that_is_clear_between_halves():
    tests = build_tests(("tea", FLAT, NOT_CLEAR), ("cup", FLAT, NOT_CLEAR))
    tests = rep.refer_trends(tests, {"tea": SIZE_OPEN, "pot": CLEAR})
    assert tests["halves"].tolist() == [SIZE_OPEN, None] or tests["halves"].isna().tolist() == [False, True]
    assert "(between halves “Tea” does)" in tit.title_trends(tests, selection="query", labels={("term", "tea"): "Tea"})
    assert tit._tell_elsewhere(tests.assign(halves=CLEAR), {}) == " (between halves “tea” and 1 more do)"
    assert tit._tell_elsewhere(tests.assign(halves=NOT_CLEAR), {}) == ""
    assert tit._tell_elsewhere(tests.drop(columns="halves"), {}) == ""
    assert "“tea” clear, size open" in rep.describe_trends(tests, selection="query")
    assert "halves" not in rep.describe_trends(tests.drop(columns="halves"), selection="query")
    topics = rep.refer_trends(build_tests(("tea", FLAT, NOT_CLEAR), kind="topic"), {"tea": CLEAR})
    assert topics["halves"].isna().all()


def test_intervals_without_a_verdict_bends_and_missing_estimates_are_counted():
    tests = build_tests(("tea", UP, NOT_CLEAR), ("cup", DOWN, SMALLER), ("pot", NONE, TOO_FEW), p_curved=0.001)
    told = rep.describe_trends(tests, selection="query")
    assert "2 more intervals leave out no change and are not clear" in told and "2 series bend" in told
    assert "Too few papers for an estimate: 1 series." in told and "These are 2 intervals of 95%" in told
    one = rep.describe_trends(build_tests(("tea", UP, NOT_CLEAR)), selection="query")
    assert "1 more interval leaves out no change and is not clear" in one and "These are" not in one
    assert "an odds ratio of 1.84 a year at best" in one


# Shares by period.


@pytest.mark.parametrize(
    ("counts", "rows", "title"),
    [
        (
            {"tea": (0, 9, 15)},
            [("tea", UP, CLEAR)],
            "“Tea”: 0 of 20 papers from 2021, 15 of 30 from 2023; 1 of 1 word differs clearly by date",
        ),
        # Two clear ones: the planned-free surest first, by name where tied.
        (
            {"tea": (0, 9, 15), "cup": (20, 9, 0)},
            [("tea", UP, CLEAR), ("cup", DOWN, CLEAR)],
            "“Tea”: 0 of 20 papers from 2021, 15 of 30 from 2023; 2 of 2 words differ clearly by date",
        ),
        # The ends do not show what the days do: no counts then.
        ({"tea": (10, 1, 15)}, [("tea", UP, CLEAR)], "1 of 1 word differs clearly by date: “tea”, odds × 2.00 a year"),
        ({"tea": (5, 1, 9)}, [("tea", UP, CLEAR)], "1 of 1 word differs clearly by date: “tea”, odds × 2.00 a year"),
        ({"tea": (19, 1, 2)}, [("tea", UP, CLEAR)], "1 of 1 word differs clearly by date: “tea”, odds × 2.00 a year"),
        (
            {"tea": (2, 1, 5), "cup": (1, 1, 20)},
            [("tea", UP, NOT_CLEAR), ("cup", FLAT, NOT_CLEAR)],
            "No word’s share differs clearly by date; "
            "the widest gap: “cup”, 1 of 20 papers from 2021, 20 of 30 from 2023",
        ),
        (
            {"tea": (2, 1, 3)},
            [("tea", FLAT, NOT_CLEAR)],
            "No word’s share differs clearly by date; all shares are the same in 2021 and in 2023",
        ),
        (
            {"tea": (2, 1, 6)},
            [("tea", FLAT, SMALLER)],
            "No word’s share differs clearly by date by as much as asked; "
            "the widest gap: “tea”, 2 of 20 papers from 2021, 6 of 30 from 2023",
        ),
        (
            {"tea": (2, 1, 6)},
            [("tea", NONE, TOO_FEW)],
            "Too few dated papers to tell whether any word’s share differs by date",
        ),
        ({"tea": (2, 1, 6)}, [], "Too few dated papers to tell whether any word’s share differs by date"),
    ],
)
def test_a_title_of_shares_has_the_counts_of_both_ends(counts, rows, title):
    assert tit.title_shares(build_shares(counts), build_tests(*rows), "term", labels={}) == title


def test_the_ends_are_complete_periods_of_ten_papers():
    sizes = (4, 12, 30, 12, 12)
    shares = build_shares({"tea": (4, 0, 0, 6, 12)}, sizes=sizes, partial=(4,))
    assert tit.find_ends(shares) == ("2022", "2024")
    title = tit.title_shares(shares, build_tests(("tea", UP, CLEAR)), "term", labels={("term", "tea"): "green tea"})
    assert title.startswith("“Green tea”: 0 of 12 papers from 2022, 6 of 12 from 2024")
    one = build_shares({"tea": (1, 1)}, sizes=(5, 12))
    assert tit.find_ends(one) == () == tit.find_ends(build_empty_table("shares"))
    told = tit.title_shares(one, build_tests(("tea", FLAT, NOT_CLEAR)), "term", labels={})
    assert told == "No word’s share differs clearly by date; no two whole periods hold 10 papers"
    assert tit.title_shares(one, build_tests(("tea", UP, CLEAR)), "term", labels={}).startswith("1 of 1 word differs")


def test_papers_without_a_topic_are_no_topic():
    shares = build_shares({"no topic": (0, 0, 30), "t": (3, 2, 4)}, kind="topic")
    tests = build_tests(("no topic", UP, CLEAR), ("t", FLAT, NOT_CLEAR), kind="topic")
    title = tit.title_shares(shares, tests, "topic", labels={})
    assert title.startswith("No topic’s share differs clearly by date; the widest gap: “t”, 3 of 20")


def test_an_extreme_name_leaves_the_title_within_two_lines():
    name = "a very long name of a series " * 6
    shares, tests = build_shares({name: (0, 9, 15)}), build_tests((name, UP, CLEAR))
    assert tit.title_trends(tests, selection="query", labels={}) == "1 of 1 series differs clearly by date"
    assert len(tit.title_shares(shares, tests.assign(verdict=NOT_CLEAR), "term", labels={})) <= 150


def test_counts_are_those_of_the_rows():
    first, last = pd.Series({"n": 1.4, "n_period": 1200.0}), pd.Series({"n": 7.0, "n_period": 7.0})
    assert (
        tit._tell_counts(first, last, ("2021 Q1", "2024 Q2")) == "1 of 1,200 papers from 2021 Q1, 7 of 7 from 2024 Q2"
    )
    assert tit._tell_amount(build_tests(("a", FLAT, NOT_CLEAR))) == ""


# Periods, changes and dates.


@pytest.mark.parametrize(
    ("sizes", "partial", "told"),
    [
        ((20, 40), (), "2 periods with 20 to 40 papers, 2 of them with 20 or more"),
        ((5,), (0,), "1 period with 5 to 5 papers, 0 of them with 20"),
        ((0, 19, 21), (0, 2), "3 periods with 0 to 21 papers, 1 of them with 20"),
    ],
)
def test_periods_are_counted_with_their_papers(sizes, partial, told):
    shares = build_shares({}, sizes=sizes, partial=partial)
    text = rep.describe_periods(shares, {"period": None})
    assert told in text and "since shorter ones would hold too few papers" in text
    assert [f"{2021 + i}" in text.partition("May be incomplete")[2] for i in range(len(sizes))] == [
        i in partial for i in range(len(sizes))
    ]
    assert "set by hand" in rep.describe_periods(shares, {"period": "year"})
    assert rep.describe_periods(build_empty_table("shares"), {"period": None}) == ""


def test_changes_of_collection_are_listed_or_unknown():
    assert rep.describe_changes({"changes": None}).startswith("No change of collection is known")
    told = rep.describe_changes({"changes": ["2021-07-01 new categories", "2020 start"]})
    assert "(1: start (2020-01-01); 2: new categories (2021-07-01))" in told


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ([], "There are no papers"),
        ([None], "The only paper lacks a date"),
        (
            [("2020-01-01", "2020-01-01"), ("2021-03-01", "2021-03-31"), ("2022-01-01", "2022-12-31"), None],
            "3 of 4 papers have a date of publication, from 2020-01-01 to 2022-12-31; 1 of them to the day, 1 to the m",
        ),
        ([("2020-01-01", "2020-12-31"), ("2021-01-01", "2021-12-31")], "2 to the year only. With years alone"),
    ],
)
def test_dates_are_counted_by_how_fine_they_are(days, told):
    ends = [pd.to_datetime(pd.Series([day and day[side] for day in days], dtype=object)) for side in (0, 1)]
    columns = {f"{clock}_{end}": pd.NaT for clock in CLOCKS for end in ("low", "high")}
    papers = pd.DataFrame({"paper_id": [f"p{i}" for i in range(len(days))]}).assign(**columns)
    papers["published_low"], papers["published_high"] = ends
    assert told in rep.describe_dates(papers)
    assert ("without a date widen" in rep.describe_dates(papers)) == (None in days and len(days) > 1)


def test_a_clear_verdict_is_what_the_counts_count():
    tests = build_tests(*((f"s{i}", UP, verdict) for i, verdict in enumerate((CLEAR, SIZE_OPEN, SMALLER, NOT_CLEAR))))
    n = int(find_clear(tests["verdict"]).sum())
    assert tit.title_trends(tests, selection="query", labels={}).startswith(f"{n} of 4 series differ") and n == 2
