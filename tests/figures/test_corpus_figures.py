"""Figures of the corpus: right ink, no text over text, for no paper, one, and many periods."""

import pandas as pd
import pytest

from helpers.figures.corpus_figures import (
    describe_dates,
    describe_lengths,
    draw_completeness,
    draw_date_precision,
    draw_lengths,
    plot_date_precision,
)
from helpers.figures.drawing import find_nothing
from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.papers.corpus_facts import compute_completeness, compute_date_precision, compute_lengths
from helpers.text.undated import describe_undated


@pytest.fixture(autouse=True)
def style():
    use_talk_style()


@pytest.mark.parametrize("n", [0, 1, 3, 109])
def test_text_is_legible_for_any_number_of_papers(bundled_papers, n):
    papers = bundled_papers.head(n)
    for drawing in (
        draw_completeness(compute_completeness(papers), papers),
        draw_date_precision(compute_date_precision(papers), papers),
        draw_lengths(compute_lengths(papers)),
    ):
        assert find_text_problems(drawing.axes.figure) == []
        assert drawing.n == n and drawing.denominator == "papers"
        assert drawing.title and drawing.alt.endswith(".") and drawing.caption.endswith(".")


def test_dates_are_told_with_their_precision_and_the_undated_counted():
    days = pd.to_datetime(["2024-05-06", "2024-08-01", "2025-01-01", None])
    ends = pd.to_datetime(["2024-05-06", "2024-08-31", "2025-12-31", None])
    precision = ["day", "month", "year", "none"]
    papers = pd.DataFrame({"published_low": days, "published_high": ends, "published_precision": precision})
    told = describe_dates(papers)
    assert "3 of 4 papers are dated (1 to the day, 1 to the month, 1 to the year)" in told
    assert "May 2024 to December 2025; 1 is not." in told and "too few" in told
    assert describe_dates(papers.tail(1)).startswith("The only paper lacks a date of publication, so nothing")


def date_papers(*dates):
    """Papers known to the day ("2025-10-05"), the year ("2025") or not at all ("")."""
    days = [[f"{d}{end}" if len(d) == 4 else d or None for d in dates] for end in ("-01-01", "-12-31")]
    low, high = map(pd.to_datetime, days)
    precision = [{10: "day", 4: "year"}.get(len(d), "none") for d in dates]
    return pd.DataFrame({"published_low": low, "published_high": high, "published_precision": precision})


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        (["", ""], "None of the 2 papers has a date of publication, so nothing can be followed over time; a metadata "
         "file beside the dump can add them."),
        (["2025-10-05"], "The only paper with a date of publication is of October 2025, so nothing can be followed "
         "over time."),
        (["2025-10-05", "2025-10-31", ""], "All 2 papers with a date of publication are of October 2025 (1 paper has "
         "none), so nothing can be followed over time."),
        (["2025", "2025"], "All 2 papers with a date of publication are of January 2025 to December 2025, known no "
         "more finely, so nothing can be followed over time."),
    ],
)  # fmt: skip
def test_dates_that_show_no_course_in_time_are_one_sentence_and_no_figure(dates, told):
    papers = date_papers(*dates)
    assert describe_undated(papers) == describe_dates(papers) == told
    drawing = draw_date_precision(compute_date_precision(papers), papers)
    assert find_nothing(drawing.axes.figure) == told
    assert find_text_problems(drawing.axes.figure) == []


@pytest.mark.parametrize("dates", [["2025-10-31", "2025-11-01"], ["2025", "2025-03-01"], ["2024", "2025"]])
def test_dates_of_two_months_or_years_are_a_figure(dates):
    papers = date_papers(*dates)
    assert describe_undated(papers) == ""
    assert find_nothing(draw_date_precision(compute_date_precision(papers), papers).axes.figure) is None


@pytest.mark.parametrize(
    ("words", "told"),
    [([], "There are no abstracts."), ([0, 0], "There are no abstracts."),
     ([40], "The only abstract has 40 words and 400 characters.")],
)  # fmt: skip
def test_lengths_of_no_or_one_abstract_are_one_sentence_and_no_figure(words, told):
    lengths = pd.DataFrame({"words": words, "characters": [10 * n for n in words], "link": None}).astype({"words": int})
    drawing = draw_lengths(lengths)
    assert find_nothing(drawing.axes.figure) == drawing.finding == told


def test_summaries_in_place_of_abstracts_are_suspected_by_their_length():
    lengths = pd.DataFrame({"words": [20, 30], "characters": [100, 200]})
    assert "short for abstracts" in describe_lengths(lengths)
    assert "short for abstracts" not in describe_lengths(10 * lengths)


def test_bars_add_up_to_the_papers(bundled_papers):
    ax = plot_date_precision(compute_date_precision(bundled_papers))
    assert sum(bar.get_height() for bars in ax.containers for bar in bars) == 109


def test_many_quarters_and_large_counts_are_legible():
    periods = [f"{year} Q{quarter}" for year in range(2016, 2026) for quarter in (1, 2, 3, 4)]
    table = pd.DataFrame({"period": periods, "day": 1234, "month": 5, "year": 0, "none": 0})
    assert find_text_problems(plot_date_precision(table).figure) == []


@pytest.mark.parametrize("n_years", [1, 2, 3, 4, 8, 10])
@pytest.mark.parametrize("count", [3, 123_456])
def test_periods_of_mixed_precision_are_legible_and_the_legend_covers_no_bar(n_years, count):
    periods = []
    for year in range(2012, 2012 + n_years):
        periods += [str(year), *(f"{year} Q{quarter}" for quarter in (1, 2, 3, 4))]
    table = pd.DataFrame({"period": ["before 2012", *periods, "no date"], "day": count, "month": count})
    table = table.assign(year=[9 * count, *[count] * len(periods), 0], none=0)
    ax = plot_date_precision(table)
    assert find_text_problems(ax.figure) == []
    legend = ax.get_legend().get_window_extent()
    assert not any(legend.overlaps(bar.get_window_extent()) for bars in ax.containers for bar in bars)
    shown = [label.get_text() for label in ax.get_xticklabels()]
    assert shown[-1] == "no\ndate" and len(shown) <= 14


def test_many_years_are_legible():
    periods = ["before 1960", *map(str, range(1960, 2026)), "no date"]
    table = pd.DataFrame({"period": periods, "day": 10, "month": 5, "year": 70_000, "none": 0})
    ax = plot_date_precision(table)
    assert find_text_problems(ax.figure) == []
    assert len(ax.get_xticks()) >= 7
