"""Facts about a corpus, on tables that can be counted by hand."""

import json

import pandas as pd
import pytest

from helpers.corpus import (
    SELECTIONS,
    compute_completeness,
    compute_cuts,
    compute_date_precision,
    compute_flow,
    compute_lengths,
    describe_dates,
    describe_flow,
    describe_lengths,
    describe_selection,
    list_decisions,
    list_papers,
)
from helpers.papers import build_papers
from helpers.settings import SETTINGS

ABSTRACT = (
    "We study sparse rewards in detail and over long horizons. A dense reward helps the agent to learn much faster."
)


@pytest.fixture
def corpus(tmp_path):
    """Four papers (a day, a month, a year, no date) of six records."""
    dates = ["2024-05-06", "2024-08", "2025", ""]
    items = [
        {"title": f"Title {n}", "abstract": f"{ABSTRACT} {n}. See https://a.b/{n}.", "date": date}
        for n, date in enumerate(dates)
    ]
    items += [items[0], {"title": "Empty", "abstract": ""}]
    (tmp_path / "a.json").write_text(json.dumps(items))
    return build_papers([tmp_path / "a.json"])


def test_completeness_counts_each_field(corpus):
    table = compute_completeness(corpus[0]).set_index("field")
    assert table.loc["date published", ["n", "share", "detail"]].tolist() == [
        3, 0.75, "1 to the day, 1 to the month, 1 to the year",
    ]  # fmt: skip
    assert table.loc["DOI", "n"] == 0 and table.loc["title", "n"] == 4


def test_every_paper_is_in_one_period(corpus):
    table = compute_date_precision(corpus[0])
    assert table["period"].tolist() == ["2024 Q2", "2024 Q3", "2024 Q4", "2025", "2025 Q1", "no date"]
    assert table[["day", "month", "year", "none"]].to_numpy().sum() == 4
    assert table.set_index("period").loc["2025", "year"] == 1


def test_a_few_old_papers_do_not_stretch_the_axis(corpus):
    papers = pd.concat([corpus[0].iloc[:1]] * 100, ignore_index=True)
    old = papers.iloc[:1].assign(published_low=pd.Timestamp("1950-03-01"), published_high=pd.Timestamp("1950-03-01"))
    table = compute_date_precision(pd.concat([papers, old], ignore_index=True))
    assert table["period"].tolist() == ["before 2024", "2024 Q1", "2024 Q2"]
    assert table["day"].tolist() == [1, 0, 100]


def test_the_flow_adds_up(corpus):
    flow = compute_flow(*corpus)
    assert flow.to_numpy().tolist() == [
        ["records read", "", 6], ["merged", "", 1], ["merged", "same title", 1], ["rejected", "", 1],
        ["rejected", "no abstract", 1], ["papers", "", 4],
    ]  # fmt: skip
    assert describe_flow(*corpus) == (
        "Of 6 records, 4 were kept as papers, 1 was merged into one of them and 1 was left out."
    )


def test_lengths_and_cuts(corpus):
    assert compute_lengths(corpus[0])["sentences"].tolist() == [4, 4, 4, 4]
    cuts = compute_cuts(corpus[0]).set_index("kind")
    assert cuts.loc["link", ["papers", "changes"]].tolist() == [4, 4]
    assert "short for abstracts" in describe_lengths(compute_lengths(corpus[0]))


def test_dates_are_told_with_their_precision_and_the_undated_counted(corpus):
    told = describe_dates(corpus[0])
    assert "3 of 4 papers are dated (1 to the day, 1 to the month, 1 to the year)" in told
    assert "May 2024 to December 2025" in told and "too few" in told
    assert "No paper has a date listed" in describe_dates(corpus[0], clock="listed")


def test_tables_for_readers(corpus):
    assert list_papers(corpus[0])["published"].tolist() == ["2024-05-06", "2024-08", "2025", ""]
    assert list_decisions(*corpus)["part_of"].tolist() == ["", "Title 0"]


def test_each_way_of_selection_has_its_warning():
    assert set(SELECTIONS) == set(SETTINGS["selection"].choices)
    assert "composition" in describe_selection("query")


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_and_one_paper_are_described(corpus, n):
    papers, decisions = corpus[0].head(n), corpus[1].head(0)
    assert len(compute_completeness(papers)) == 14
    assert len(compute_date_precision(papers)) == n
    assert compute_flow(papers, decisions)["n"].tolist() == [n, 0, 0, n]
    for told in (describe_dates(papers), describe_lengths(compute_lengths(papers)), describe_flow(papers, decisions)):
        assert told.endswith((".", "shown."))
    assert len(compute_cuts(papers)) >= 0
