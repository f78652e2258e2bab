"""Figures of trend tests: what may be named is filled, and rows are legible for any number of series and dates."""

import numpy as np
import pandas as pd
import pytest

from helpers.figures.series_looks import SeriesLooks
from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.figures.trend_test_figures import draw_first_seen, draw_trend_tests, plot_first_seen, plot_trend_tests

PLAIN = SeriesLooks()


@pytest.fixture(autouse=True)
def talk():
    use_talk_style()


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
    axes = plot_trend_tests(tests, SeriesLooks({("topic", "up"): "a very long label that has to be broken somewhere"}))
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
    axes = plot_trend_tests(tests, PLAIN)
    assert len(axes[0].get_yticklabels()) == 13
    assert find_text_problems(axes[0].figure) == []


def test_an_interval_that_goes_on_beyond_the_window_ends_in_an_arrow():
    rows = [("term", "wide", 2.0, 0.001, 900.0), ("term", "narrow", 1.1, 0.9, 1.3)]
    tests = pd.DataFrame(rows, columns=["kind", "name", "odds_ratio_per_year", "low", "high"])
    tests["named"] = None
    (ax,) = plot_trend_tests(tests, PLAIN)
    arrows = sorted(line.get_marker() for line in ax.lines if line.get_marker() in ("<", ">"))
    assert arrows == ["<", ">"]
    assert find_text_problems(ax.figure) == []


@pytest.mark.parametrize(("low", "high"), [(0.3, 3.0), (0.05, 20), (0.9, 1.2), (0.001, 1.5), (0.5, 60)])
@pytest.mark.parametrize("kinds", [("topic",), ("topic", "sense"), ("topic", "sense", "term")])
def test_ticks_of_odds_never_overlap(kinds, low, high):
    rows = [(kind, f"a rather long name of series {i}", 1.05, low, high, None) for kind in kinds for i in range(13)]
    tests = pd.DataFrame(rows, columns=["kind", "name", "odds_ratio_per_year", "low", "high", "named"])
    axes = plot_trend_tests(tests, PLAIN)
    assert find_text_problems(axes[0].figure) == []
    assert "×1" in ticks(axes[0])


@pytest.mark.parametrize(
    ("start", "end"), [("2024-05-01", "2024-05-09"), ("2020-01-01", "2025-12-31"), ("1950-01-01", "2025-01-01")]
)
@pytest.mark.parametrize("n_series", [1, 16, 40])
def test_first_papers_are_legible_over_any_span(n_series, start, end):
    days = pd.date_range(start, end, periods=80).normalize().astype("datetime64[us]")
    papers = pd.DataFrame({"paper_id": [f"p{i}" for i in range(80)], "published_low": days, "published_high": days})
    rows = [("term", f"word number {s}", f"p{i}") for s in range(n_series) for i in range(s, 80, 7)]
    series = pd.DataFrame(rows, columns=["kind", "name", "paper_id"])
    tests = pd.DataFrame(
        [("term", f"word number {s}", 5, days[s], days[s]) for s in range(n_series)],
        columns=["kind", "name", "n", "first_low", "first_high"],
    )
    ax = plot_first_seen(tests, papers, series, PLAIN)
    names = [label.get_text().split(" · ")[0] for label in ax.get_yticklabels()]
    firsts = [days[int(name.rpartition(" ")[2])] for name in names]
    assert firsts == sorted(firsts) and firsts[-1] == days[n_series - 1]
    assert find_text_problems(ax.figure) == []


def test_nothing_to_draw_is_said_in_a_sentence():
    columns = ("kind", "name", "n", "odds_ratio_per_year", "low", "high", "named", "first_low", "first_high")
    tests = pd.DataFrame({name: [] for name in columns})
    papers = pd.DataFrame({"paper_id": [], "published_low": [], "published_high": []})
    series = pd.DataFrame(columns=["kind", "name", "paper_id"])
    for ax in (plot_trend_tests(tests, PLAIN)[0], plot_first_seen(tests, papers, series, PLAIN)):
        assert ax.texts[0].get_text().endswith(".") and find_text_problems(ax.figure) == []


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
    days = pd.to_datetime(["2020-01-01", "2021-01-01", None])
    papers = pd.DataFrame({"paper_id": ["p0", "p1", "p2"], "published_low": days, "published_high": days})
    looks, run = SeriesLooks({("term", "tea"): "Green tea"}), {"selection": selection, "clock": "published"}
    drawing = draw_trend_tests(build_tests(), papers, looks, run, pd.DataFrame())
    words = f"{drawing.title} {drawing.caption}".lower()
    assert "“green tea” (word)" in words and drawing.n == 2
    assert any(word in words for word in ("rise", "rising", "fall", "grow", "increase", "decline")) == rises
    assert drawing.correction == "named if clear after Bonferroni over 2; q over 1 words; max-T over 1 planned"
    series = pd.DataFrame({"kind": "term", "name": ["tea", "cup"], "paper_id": ["p0", "p1"]})
    first = draw_first_seen(build_tests(), papers, series, looks, run)
    assert first.caption.endswith("Latest to appear: cup (2021-01-01); Green tea (2020-01-01).") and first.n == 2
