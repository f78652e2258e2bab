"""Figures over time: denominators and hatching in sight, one scale, nothing overlaps, and nothing is said."""

import numpy as np
import pandas as pd
import pytest

from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.figures.trend_figures import plot_periods, plot_shares, plot_trend_tests
from helpers.stats.estimates import wilson_interval


@pytest.fixture(autouse=True)
def talk():
    use_talk_style()


def build_shares(periods, *names, sizes=20, undated=0.0):
    sizes = np.broadcast_to(np.asarray(sizes, dtype=float), len(periods))
    rows = []
    for kind, name in [("papers", "papers"), *[("topic", name) for name in names]]:
        for i, period in enumerate(periods):
            n_period = sizes.sum() if kind == "papers" else sizes[i]
            n = sizes[i] if kind == "papers" else sizes[i] // 3
            low, high = wilson_interval(n, n_period)
            share = n / n_period if n_period else np.nan
            partial = i in (0, len(periods) - 1)
            bounds = (share - undated, share + undated)
            rows.append((kind, name, period, n, n_period, share, float(low), float(high), partial, *bounds))
    columns = "kind name period n n_period share low high partial low_undated high_undated"
    return pd.DataFrame(rows, columns=columns.split())


def ticks(ax):
    return [label.get_text() for label in ax.get_xticklabels()]


def test_incomplete_periods_are_hatched_and_counts_stand_on_the_bars():
    ax = plot_periods(build_shares(["2022", "2023", "2024"], sizes=[3, 9, 5]), n_undated=4)
    assert [bool(bar.get_hatch()) for bar in ax.patches] == [False, True, True]
    assert sorted(text.get_text() for text in ax.texts) == ["3", "5", "9"]
    assert "4 papers have no date" in [text.get_text() for text in ax.get_legend().get_texts()]
    assert find_text_problems(ax.figure) == []


@pytest.mark.parametrize("n_periods", [1, 5, 9, 40, 120])
def test_denominators_stand_under_the_axis_however_many_periods(n_periods):
    periods = [f"{2000 + i // 4} Q{i % 4 + 1}" for i in range(n_periods)]
    shares = build_shares(periods, "a", "b", "c", "d", "e", sizes=1234)
    axes = plot_shares(shares, "topic")
    visible = [ax for ax in axes.ravel() if ax.get_visible()]
    assert len(visible) == 5
    assert ticks(visible[-1])[-1] == periods[-1].replace(" ", "\n") + "\nof 1,234"
    assert find_text_problems(axes.ravel()[0].figure) == []
    assert find_text_problems(plot_periods(shares).figure) == []


def test_panels_share_one_scale_follow_the_names_and_leave_thin_periods_out():
    shares = build_shares(["2021", "2022", "2023"], "a", "b", sizes=[2, 30, 30])
    axes = plot_shares(shares, "topic", names=["b", "a", "unknown"], labels={"b": "$ <b> 稀疏"}).ravel()
    assert axes[1].get_title(loc="left") == "a" and axes[0].get_ylim() == axes[1].get_ylim()
    assert ticks(axes[0]) == ["2022\nof 30", "2023\nof 30"]
    assert find_text_problems(axes[0].figure) == []


def test_undated_papers_show_as_a_band():
    with_band = plot_shares(build_shares(["2022", "2023"], "a", undated=0.1), "topic").ravel()[0]
    without = plot_shares(build_shares(["2022", "2023"], "a"), "topic").ravel()[0]
    assert len(with_band.collections) == len(without.collections) + 2


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
    axes = plot_trend_tests(tests, labels={"topic": {"up": "a very long label that has to be broken somewhere"}})
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
    axes = plot_trend_tests(tests)
    assert len(axes[0].get_yticklabels()) == 13
    assert find_text_problems(axes[0].figure) == []


def test_nothing_to_draw_is_said_in_a_sentence():
    shares = build_shares([], "a")
    tests = pd.DataFrame({name: [] for name in ("kind", "name", "odds_ratio_per_year", "low", "high", "named")})
    for drawn in (plot_periods(shares), plot_shares(shares, "topic"), plot_trend_tests(tests)):
        ax = np.asarray(drawn, dtype=object).ravel()[0]
        assert ax.texts[0].get_text().endswith(".")
        assert find_text_problems(ax.figure) == []


def test_an_interval_that_goes_on_beyond_the_window_ends_in_an_arrow():
    rows = [("term", "wide", 2.0, 0.001, 900.0), ("term", "narrow", 1.1, 0.9, 1.3)]
    tests = pd.DataFrame(rows, columns=["kind", "name", "odds_ratio_per_year", "low", "high"])
    tests["named"] = None
    (ax,) = plot_trend_tests(tests)
    arrows = sorted(line.get_marker() for line in ax.lines if line.get_marker() in ("<", ">"))
    assert arrows == ["<", ">"]
    assert find_text_problems(ax.figure) == []


def test_a_long_beginning_of_next_to_nothing_is_told_in_words():
    periods = [f"{year}" for year in range(2000, 2012)]
    ax = plot_periods(build_shares(periods, sizes=[1, *[0] * 8, 900, 900, 900]))
    assert len([bar for bar in ax.patches if bar.get_height()]) == 3
    assert "before 2009: 1" in [text.get_text() for text in ax.get_legend().get_texts()]
    assert find_text_problems(ax.figure) == []


@pytest.mark.parametrize(("low", "high"), [(0.3, 3.0), (0.05, 20), (0.9, 1.2), (0.001, 1.5), (0.5, 60)])
@pytest.mark.parametrize("kinds", [("topic",), ("topic", "sense"), ("topic", "sense", "term")])
def test_ticks_of_odds_never_overlap(kinds, low, high):
    rows = [(kind, f"a rather long name of series {i}", 1.05, low, high, None) for kind in kinds for i in range(13)]
    tests = pd.DataFrame(rows, columns=["kind", "name", "odds_ratio_per_year", "low", "high", "named"])
    axes = plot_trend_tests(tests)
    assert find_text_problems(axes[0].figure) == []
    assert "×1" in ticks(axes[0])
