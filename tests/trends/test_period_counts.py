"""Papers per period by precision, counted by hand."""

import pandas as pd
import pytest

from helpers.trends.period_counts import NO_DATE, compute_period_counts
from helpers.trends.periods import find_period_papers


def date_papers(*dates):
    """Papers known to the day ("2025-10-05"), the month ("2025-10"), the year ("2025") or not at all ("")."""
    low = pd.to_datetime([{4: f"{d}-01-01", 7: f"{d}-01"}.get(len(d), d or None) for d in dates])
    ends = {4: pd.offsets.YearEnd(0), 7: pd.offsets.MonthEnd(0)}
    high = pd.to_datetime([day + ends[len(d)] if len(d) in ends else day for d, day in zip(dates, low, strict=True)])
    precision = [{10: "day", 7: "month", 4: "year"}.get(len(d), "none") for d in dates]
    return pd.DataFrame({"published_low": low, "published_high": high, "published_precision": precision})


def test_each_paper_is_counted_once_under_its_precision():
    counts = compute_period_counts(date_papers("2024-05-06", "2024-08", "2025", "2023", ""), period="year")
    assert counts["period"].tolist() == ["2023", "2024", "2025", NO_DATE]
    assert counts["n"].tolist() == [1, 2, 1, 1] and counts["n"].sum() == 5
    assert counts[["day", "month", "year", "none"]].to_numpy().tolist() == [
        [0, 0, 1, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1],
    ]  # fmt: skip


def test_a_paper_known_no_more_finely_than_its_period_counts_in_parts():
    counts = compute_period_counts(date_papers("2025", "2025-02-03", "2025-11-30"), period="half")
    assert counts["period"].tolist() == ["2025 H1", "2025 H2"]
    assert counts["year"].tolist() == pytest.approx([181 / 365, 184 / 365], abs=1e-6)
    assert counts["n"].tolist() == pytest.approx([1 + 181 / 365, 1 + 184 / 365], abs=1e-6)


def test_a_long_and_nearly_empty_beginning_is_one_row_of_whole_years():
    dates = ["1950-03-01", *["2024-02-01"] * 60, *["2024-08-01"] * 60]
    counts = compute_period_counts(date_papers(*dates), period="quarter")
    assert counts["period"].tolist() == ["before 2024", "2024 Q1", "2024 Q2", "2024 Q3"]
    assert counts["n"].tolist() == [1, 60, 0, 60]
    few = compute_period_counts(date_papers("2021-03-01", *dates[1:]), period="year")
    assert few["period"].tolist() == ["2021", "2022", "2023", "2024"], "a few periods stay"


@pytest.mark.parametrize(("dates", "periods"), [([], []), (["", ""], [NO_DATE]), (["2024-05-06"], ["2024"])])
def test_no_dates_and_one_date_are_counted(dates, periods):
    counts = compute_period_counts(date_papers(*dates))
    assert counts["period"].tolist() == periods and counts["n"].sum() == len(dates)


def test_a_first_and_last_period_that_the_papers_do_not_reach_across_are_marked():
    counts = compute_period_counts(date_papers("2023-06-01", "2024-05-06", "2025-08-20", ""), period="year")
    assert counts["partial"].tolist() == [True, False, True, False]


def test_the_papers_of_a_period_are_those_that_may_lie_in_it():
    papers = date_papers("2025", "2025-02-03", "2025-11", "").assign(paper_id=["a", "b", "c", "d"])
    found = find_period_papers(papers, period="half")
    assert found.to_numpy().tolist() == [["2025 H1", "a"], ["2025 H1", "b"], ["2025 H2", "a"], ["2025 H2", "c"]]
