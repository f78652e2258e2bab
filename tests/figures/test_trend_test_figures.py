"""Figures of trend tests: what may be named is filled, and rows are legible for any number of series and dates."""

import numpy as np
import pandas as pd
import pytest

from helpers.figures.drawing import find_nothing
from helpers.figures.series_looks import SeriesLooks
from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.figures.trend_test_figures import draw_first_seen, draw_trend_tests, plot_trend_tests
from helpers.run.storage import build_empty_table
from helpers.trends.period_shares import list_appearances

PLAIN, NO_TICKS = SeriesLooks(), pd.DataFrame()


@pytest.fixture(autouse=True)
def talk():
    use_talk_style()


def build_papers(days):
    days = pd.Series(days).astype("datetime64[us]")
    names = [f"p{i}" for i in range(len(days))]
    papers = pd.DataFrame({"paper_id": names, "title": names, "published_low": days, "published_high": days})
    return papers.assign(**{f"{clock}_{end}": pd.NaT for clock in ("listed", "updated") for end in ("low", "high")})


def ticks(ax):
    return [label.get_text() for label in ax.get_xticklabels()]


def test_the_forest_fills_dots_that_may_be_named():
    tests = pd.DataFrame(
        {
            "kind": ["topic", "topic", "term", "sense"],
            "name": ["up", "flat", "word", "none"],
            "odds_ratio_per_year": [2.0, 1.1, 0.5, np.nan],
            "low": [1.4, 0.6, 0.01, np.nan],
            "high": [2.9, 2.0, 30.0, np.nan],
            "named": ["more", None, None, None],
        }
    )
    looks = SeriesLooks({("topic", "up"): "a very long label that has to be broken somewhere"})
    axes = plot_trend_tests(tests, looks, NO_TICKS)
    assert [ax.get_title(loc="left") for ax in axes] == ["Topics", "Words"]
    faces = [tuple(c.get_facecolor()[0]) == tuple(c.get_edgecolor()[0]) for c in axes[0].collections]
    assert faces == [True, False]
    assert find_text_problems(axes[0].figure) == []


def test_a_full_forest_has_no_overlaps():
    rows = [
        (kind, f"{kind} number {i} of many", 1.2, 0.9, 1.6) for kind in ("topic", "sense", "term") for i in range(20)
    ]
    tests = pd.DataFrame(rows, columns=["kind", "name", "odds_ratio_per_year", "low", "high"])
    tests["named"] = None
    axes = plot_trend_tests(tests, PLAIN, NO_TICKS)
    assert len(axes[0].get_yticklabels()) == 13
    assert find_text_problems(axes[0].figure) == []


def test_an_interval_that_goes_on_beyond_the_window_ends_in_an_arrow():
    rows = [("term", "wide", 2.0, 0.001, 900.0), ("term", "narrow", 1.1, 0.9, 1.3)]
    tests = pd.DataFrame(rows, columns=["kind", "name", "odds_ratio_per_year", "low", "high"])
    tests["named"] = None
    (ax,) = plot_trend_tests(tests, PLAIN, NO_TICKS)
    arrows = sorted(line.get_marker() for line in ax.lines if line.get_marker() in ("<", ">"))
    assert arrows == ["<", ">"]
    assert find_text_problems(ax.figure) == []


@pytest.mark.parametrize(("low", "high"), [(0.3, 3.0), (0.05, 20), (0.9, 1.2), (0.001, 1.5), (0.5, 60)])
@pytest.mark.parametrize("kinds", [("topic",), ("topic", "sense"), ("topic", "sense", "term")])
def test_ticks_of_odds_never_overlap(kinds, low, high):
    rows = [(kind, f"a rather long name of series {i}", 1.05, low, high, None) for kind in kinds for i in range(13)]
    tests = pd.DataFrame(rows, columns=["kind", "name", "odds_ratio_per_year", "low", "high", "named"])
    axes = plot_trend_tests(tests, PLAIN, NO_TICKS)
    assert find_text_problems(axes[0].figure) == []
    assert "×1" in ticks(axes[0])


@pytest.mark.parametrize(
    ("start", "end"), [("2024-05-28", "2024-06-05"), ("2020-01-01", "2025-12-31"), ("1950-01-01", "2025-01-01")]
)
@pytest.mark.parametrize("n_series", [1, 16, 40])
def test_first_papers_are_legible_over_any_span(n_series, start, end):
    days = pd.date_range(start, end, periods=80).normalize().astype("datetime64[us]")
    papers = build_papers(days)
    rows = [("term", f"word number {s}", f"p{i}") for s in range(n_series) for i in range(s, 80, 7)]
    series = pd.DataFrame(rows, columns=["kind", "name", "paper_id"])
    tests = pd.DataFrame(
        [("term", f"word number {s}", 5, days[s], days[s]) for s in range(n_series)],
        columns=["kind", "name", "n", "first_low", "first_high"],
    )
    drawing = draw_first_seen(tests, papers, list_appearances(papers, series), PLAIN, clock="published")
    ax = drawing.axes
    strokes = drawing.data.groupby("name").size()
    assert len(strokes) == min(n_series, 16) and set(drawing.data["paper_id"]) <= set(papers["paper_id"])
    assert {len(mine.get_offsets()) for mine in ax.collections[::2]} == set(strokes)
    names = [label.get_text().split(" · ")[0] for label in ax.get_yticklabels()]
    firsts = [days[int(name.rpartition(" ")[2])] for name in names]
    assert firsts == sorted(firsts) and firsts[-1] == days[n_series - 1]
    assert find_text_problems(ax.figure) == []


@pytest.mark.parametrize(
    ("days", "told"),
    [(["2025-10-02", "2025-10-30"], "All 2 papers with a date of publication are of October 2025, so"),
     ([None, None], "None of the 2 papers has a date of publication, so")],
)  # fmt: skip
def test_where_nothing_can_be_followed_one_sentence_stands_for_both_figures(days, told):
    papers, tests = build_papers(pd.to_datetime(days)), build_empty_table("trend_tests")
    run = {"selection": "query", "clock": "published"}
    drawings = [draw_trend_tests(tests, papers, PLAIN, run, NO_TICKS)]
    drawings.append(draw_first_seen(tests, papers, NO_TICKS, PLAIN, clock="published"))
    (sentence,) = {find_nothing(drawing.axes.figure) for drawing in drawings}
    assert sentence.startswith(told) and sentence.count(".") == 1


def test_too_few_papers_for_a_slope_are_a_sentence():
    papers = build_papers(pd.to_datetime(["2020-01-01", "2021-01-01"]))
    tests = build_tests().assign(odds_ratio_per_year=np.nan)
    drawing = draw_trend_tests(tests, papers, PLAIN, {"selection": "query", "clock": "published"}, NO_TICKS)
    assert find_nothing(drawing.axes.figure).startswith("No series has enough dated papers")
    sides = build_tests().assign(kind="stance")
    drawing = draw_first_seen(sides, papers, NO_TICKS, PLAIN, clock="published")
    assert find_nothing(drawing.axes.figure) == "No topic, sense or word has a paper with a date."


def build_tests():
    days = pd.to_datetime(["2020-01-01", "2021-01-01"])
    tea = ("term", "tea", 3, 2.0, 1.4, 2.9, "more", 0.01, np.nan)
    cup = ("term", "cup", 3, 0.9, 0.5, 2.0, None, np.nan, 0.4)
    columns = ["kind", "name", "n", "odds_ratio_per_year", "low", "high", "named", "p_family", "q"]
    return pd.DataFrame([tea, cup], columns=columns).assign(
        first_low=days, first_high=days, detectable=1.5, p_curved=0.5
    )


@pytest.mark.parametrize(("selection", "rises"), [("query", 0), ("curated", 0), ("unknown", 0), ("complete", 1)])
def test_words_of_the_forest_fit_how_the_papers_were_chosen(selection, rises):
    papers = build_papers(pd.to_datetime(["2020-01-01", "2021-01-01", None]))
    looks, run = SeriesLooks({("term", "tea"): "Green tea"}), {"selection": selection, "clock": "published"}
    drawing = draw_trend_tests(build_tests(), papers, looks, run, pd.DataFrame())
    words = f"{drawing.title} {drawing.caption}".lower()
    assert "“green tea” (word)" in words and drawing.n == 2
    assert any(word in words for word in ("rise", "rising", "fall", "grow", "increase", "decline")) == rises
    assert drawing.correction == "named if clear after Bonferroni over 2; q over 1 words; max-T over 1 planned"
    series = pd.DataFrame({"kind": "term", "name": ["tea", "cup"], "paper_id": ["p0", "p1"]})
    first = draw_first_seen(build_tests(), papers, list_appearances(papers, series), looks, clock="published")
    assert first.caption.endswith("Latest to appear: cup (2021-01-01); Green tea (2020-01-01).") and first.n == 2
