"""Sentences of the corpus, the flow and the map, held against numbers that are extreme, tied, few or none."""

import re

import numpy as np
import pandas as pd
import pytest
from figures.title_checks_corpus import CHECKS

from helpers.figures.corpus_figures import describe_dates, find_busy_years, title_dates
from helpers.figures.map_figure import _tell_unnamed, describe_map, title_map
from helpers.figures.record_flow_figure import describe_record_flow, title_record_flow
from helpers.run.schema import NO_TOPIC
from helpers.trends.period_counts import NO_DATE

CHECKED = {
    describe_dates, title_dates, _tell_unnamed, describe_map, title_map, describe_record_flow,
    title_record_flow,
}  # fmt: skip


def make_counts(rows, partial=()):
    """Counts from (period, day, month, year); what is called "no date" has no other number than its first."""
    table = pd.DataFrame(rows, columns=["period", "day", "month", "year"]).astype({"day": float})
    none = table["period"] == NO_DATE
    table = table.assign(n=table[["day", "month", "year"]].sum(axis=1), none=table["day"].where(none, 0.0))
    return table.assign(day=table["day"].mask(none, 0.0), partial=table["period"].isin(partial))


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([("2023", 22, 0, 0), ("2024", 39, 0, 0), ("2025", 9, 0, 0)],
         "All 70 papers are dated to the day; 61 are from 2023 to 2024"),
        ([("2023", 22, 8, 0), ("2024", 39, 0, 0), ("2025", 11, 0, 0)],
         "All 80 papers are dated, 72 of them to the day; 69 are from 2023 to 2024"),
        ([("2024", 0, 30, 0), ("2025", 0, 30, 0), (NO_DATE, 40, 0, 0)],
         "60 of 100 papers are dated to the month; all are from 2024 to 2025"),
        ([("2024", 0, 0, 3), ("2025", 0, 2, 30), (NO_DATE, 1, 0, 0)],
         "35 of 36 papers are dated, 2 of them to the month; 32 are from 2025"),
        ([("2025 Q1", 10, 0, 0), ("2025 Q2", 10, 0, 0)], "All 20 papers are dated to the day; all are from 2025"),
        ([("2020", 5, 0, 0), ("2021", 5, 0, 0), ("2022", 5, 0, 0)],
         "All 15 papers are dated to the day; 10 are from 2021 to 2022"),
        ([("before 2024", 1, 0, 0), ("2024 Q1", 60, 0, 0), ("2024 Q2", 0, 0, 0), ("2024 Q3", 60, 0, 0)],
         "All 121 papers are dated to the day; 120 are from 2024"),
        ([(NO_DATE, 3, 0, 0)], "None of 3 papers is dated"),
        ([("2024", 1, 0, 0), (NO_DATE, 1, 0, 0)], "1 of 2 papers is dated to the day; it is from 2024"),
        ([("2024", 0, 0, 10.5), ("2025", 0, 0, 1.5)], "All 12 papers are dated to the year; about 10 are from 2024"),
    ],
)  # fmt: skip
def test_the_title_says_how_many_are_dated_how_and_when(rows, title):
    counts = make_counts(rows)
    assert title_dates(counts) == title
    if not title.startswith("None"):
        CHECKS["dates"](title, counts, {"n": round(counts["n"].sum())})


def test_of_spans_that_hold_as_many_the_latest_is_named():
    counts = make_counts([("2022", 19, 0, 0), ("2023", 22, 0, 0), ("2024", 39, 0, 0), ("2025", 19, 0, 0)])
    assert find_busy_years(counts) == (["2023", "2024", "2025"], 80)
    assert find_busy_years(make_counts([(NO_DATE, 2, 0, 0)])) == ([], 0)


def test_dates_are_told_with_their_precision_and_the_undated_counted():
    days = pd.to_datetime(["2024-05-06", "2024-08-01", "2025-01-01", None])
    ends = pd.to_datetime(["2024-05-06", "2024-08-31", "2025-12-31", None])
    precision = ["day", "month", "year", "none"]
    papers = pd.DataFrame({"published_low": days, "published_high": ends, "published_precision": precision})
    told = describe_dates(papers)
    assert "3 of 4 papers are dated (1 to the day, 1 to the month, 1 to the year)" in told
    assert "May 2024 to December 2025; 1 is not." in told and "too few" in told
    assert describe_dates(papers.tail(1)).startswith("The only paper lacks a date of publication, so nothing")
    assert "not" not in describe_dates(papers.head(3))


@pytest.mark.parametrize(
    ("sizes", "none", "title"),
    [
        ([15, 14, 14, 12, 54], 0, "Five groups; the two largest hold 69 of 109 papers"),
        ([10, 9, 8, 8, 8, 7], 0, "Six groups; three of them hold 27 of 50 papers"),
        ([8, 8, 8, 8, 7], 0, "Five groups; three of them hold 24 of 39 papers"),
        ([60, 30, 10], 0, "Three groups; the largest holds 60 of 100 papers"),
        ([60, 30], 10, "Two groups; the largest holds 60 of 100 papers"),
        ([20, 15], 65, "Two groups hold 35 of 100 papers"),
        ([20, 20], 5, "Two groups hold 40 of 45 papers"),
        ([30, 30], 0, "Two groups of 30 papers each"),
        ([1, 1, 1], 0, "Three groups of 1 paper each"),
        ([40], 0, "One group holds all 40 papers"),
        ([38], 2, "One group holds 38 of 40 papers"),
        ([], 29, "No groups are told apart among 29 papers"),
        ([100] * 13 + [1], 0, "14 groups; seven of them hold 700 of 1,301 papers"),
    ],
)
def test_the_title_says_how_few_groups_hold_half_of_the_papers(sizes, none, title):
    groups = [topic for topic, size in enumerate(sizes) for _ in range(size)] + [NO_TOPIC] * none
    assert title_map(pd.Series(groups, dtype=int)) == title
    CHECKS["topic_map"](title, pd.DataFrame({"topic": groups}, dtype=int), {"n": len(groups)})


def test_the_sentence_names_the_share_and_the_number_of_neighbours():
    sentence = describe_map(pd.DataFrame({"neighbours_kept": [0.5, 1.0, 0.75]}))
    assert "75%" in sentence and "paper's nearest neighbour," in sentence and "over 3 papers" in sentence
    assert "10 nearest neighbours" in describe_map(pd.DataFrame({"neighbours_kept": [0.5] * 40}))
    assert describe_map(pd.DataFrame({"neighbours_kept": [np.nan]})) == "A map needs at least two papers."
    assert describe_map(pd.DataFrame({"neighbours_kept": [0.0, 0.0]})).startswith("The map keeps 0%")
    some = describe_map(pd.DataFrame({"neighbours_kept": [0.5] + [np.nan] * 39}))
    assert some == "The map keeps 50% of each paper's 10 nearest neighbours, on average over 1 paper."
    none = describe_map(pd.DataFrame({"neighbours_kept": [np.nan] * 40}))
    assert none == "How many nearest neighbours the map keeps was not counted."


def test_topics_without_a_name_are_counted():
    assert _tell_unnamed(0) == ""
    assert _tell_unnamed(1).startswith("1 topic without a name") and _tell_unnamed(1_200).startswith("1,200 topics ")


def make_flow(papers, merged, left):
    sums = {"identified": papers + merged + left, "removed": merged, "screened": papers + left, "excluded": left}
    rows = [(box, "", n) for box, n in [*sums.items(), ("included", papers)]]
    return pd.DataFrame([*rows[:1], ("identified", "a.ris", rows[0][2]), *rows[1:]], columns=["box", "item", "n"])


@pytest.mark.parametrize(
    ("papers", "merged", "left", "title"),
    [
        (109, 0, 0, "All 109 records became papers"),
        (1, 0, 0, "The only record became a paper"),
        (109, 3, 1, "109 of 113 records became papers; 3 were merged and 1 was left out"),
        (1, 1, 0, "1 of 2 records became a paper; 1 was merged"),
        (48_107, 0, 26_621, "48,107 of 74,728 records became papers; 26,621 were left out"),
        (0, 0, 2, "None of 2 records became a paper; 2 were left out"),
        (0, 0, 0, "No records were found"),
    ],
)
def test_the_way_of_records_is_told_whole(papers, merged, left, title):
    flow = make_flow(papers, merged, left)
    assert title_record_flow(flow) == title
    if papers:
        CHECKS["records_to_papers"](title, flow, {"n": papers})
    told = describe_record_flow(flow)
    assert [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*\d|\d", told)] == [
        papers + merged + left, papers, merged, left,
    ]  # fmt: skip
