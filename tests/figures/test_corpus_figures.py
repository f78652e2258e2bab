"""Papers by date: a title that is true of any dates, right ink, no text over text, for no paper, one, and many."""

import pandas as pd
import pytest
from figures.test_corpus_sentences import make_counts
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

from helpers.figures.corpus_figures import describe_dates, draw_dates, plot_dates
from helpers.figures.drawing import find_nothing
from helpers.figures.style import ACCENT, use_talk_style
from helpers.figures.text_layout import GREY, find_text_problems
from helpers.text.undated import describe_undated
from helpers.trends.period_counts import NO_DATE, compute_period_counts
from helpers.trends.periods import read_changes

SETTINGS = {"clock": "published", "changes": None}


@pytest.fixture(autouse=True)
def style():
    use_talk_style()
    yield
    plt.close("all")


def date_papers(*dates):
    """Papers known to the day ("2025-10-05"), the year ("2025") or not at all ("")."""
    days = [[f"{d}{end}" if len(d) == 4 else d or None for d in dates] for end in ("-01-01", "-12-31")]
    low, high = map(pd.to_datetime, days)
    precision = [{10: "day", 4: "year"}.get(len(d), "none") for d in dates]
    dated = pd.DataFrame({"published_low": low, "published_high": high, "published_precision": precision})
    return dated.assign(paper_id=[f"p{n}" for n in range(len(dates))])


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
    assert find_nothing(draw_dates(compute_period_counts(papers), papers, SETTINGS).axes.figure) == told


@pytest.mark.parametrize("dates", [["2025-10-31", "2025-11-01"], ["2025", "2025-03-01"], ["2024", "2025"]])
def test_dates_of_two_months_or_years_are_a_figure(dates):
    papers = date_papers(*dates)
    drawn = draw_dates(compute_period_counts(papers), papers, SETTINGS)
    assert describe_undated(papers) == "" and find_nothing(drawn.axes.figure) is None
    assert find_text_problems(drawn.axes.figure) == []


@pytest.mark.parametrize("n", [0, 1, 3, 109])
def test_text_is_legible_for_any_number_of_papers(bundled_papers, n):
    papers = bundled_papers.head(n)
    drawn = draw_dates(compute_period_counts(papers), papers, SETTINGS)
    assert drawn.n == n and drawn.denominator == "papers" and len(drawn.subtitle) <= 100
    assert find_nothing(drawn.axes.figure) or find_text_problems(drawn.axes.figure) == []


def test_doubt_is_pale_hollow_or_hatched_and_the_years_of_the_title_have_the_accent():
    counts = make_counts([("2023", 4, 2, 1), ("2024", 40, 20, 10), (NO_DATE, 7, 0, 0)], partial=["2024"])
    ax = plot_dates(counts)
    bars = [bar for bars in ax.containers for bar in bars]
    assert sum(bar.get_height() for bar in bars if not bar.get_hatch()) == 77
    assert [bar.get_height() for bar in bars if bar.get_hatch()] == [70]
    assert [to_hex(bar.get_edgecolor()).upper() for bar in bars[:2]] == [GREY, ACCENT]
    assert len({bar.get_facecolor() for bar in bars if not bar.get_hatch()}) == 5, "two hollow ones are alike"
    assert ax.get_xlabel().replace("\n", " ") == (
        "Filled: known to the day. Pale: to the month. Hollow: to the year only. Hatched: may be incomplete. "
        "Not drawn: 7 papers without a date."
    )
    assert [text.get_text() for text in ax.texts] == ["7", "70"]
    assert plot_dates(make_counts([("2023", 4, 0, 0), ("2024", 40, 0, 0)])).get_xlabel() == ""


def test_changes_of_collection_are_marked_where_they_fall():
    rows = [("before 2022", 1, 0, 0), ("2022", 40, 0, 0), ("2023", 40, 0, 0), ("2024", 40, 0, 0)]
    changes = read_changes(["2023-07-02 new categories", "2024-01-01 a second source", "2030-01-01 to come"])
    ax = plot_dates(make_counts(rows), changes)
    dashed = [line.get_xdata()[0] for line in ax.lines if line.get_linestyle() == "--"]
    assert dashed == pytest.approx([2.0, 2.5], abs=0.01)
    assert ax.get_xlabel() == "Broken lines, collecting changed: 1: new categories; 2: a second source."
    assert find_text_problems(ax.figure) == []
    many = read_changes([f"2023-0{month}-01 {'a long reason of its own ' * 3}" for month in range(1, 9)])
    ax = plot_dates(make_counts(rows), many)
    assert ax.get_xlabel().endswith("see the caption.")


@pytest.mark.parametrize("n", [1, 2, 8, 30, 80])
@pytest.mark.parametrize("number", [3, 123_456])
def test_many_periods_and_large_counts_are_legible(n, number):
    names = [f"{1990 + place // 4} Q{place % 4 + 1}" for place in range(n)]
    ax = plot_dates(make_counts([(name, number, number, number) for name in ["before 1990", *names]]))
    assert find_text_problems(ax.figure) == [] and len(ax.get_xticks()) <= 14 + 8
