"""The figure of trend tests: what is clear is filled, and rows are legible for any number of series."""

import numpy as np
import pandas as pd
import pytest

from helpers.figures.drawing import find_nothing
from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.figures.trend_test_figures import choose_rows, draw_trend_tests, plot_trend_tests
from helpers.run.storage import build_empty_table
from helpers.stats.verdicts import CLEAR, NOT_CLEAR, SIZE_OPEN, TOO_FEW

PLAIN, NO_TICKS = {}, pd.DataFrame()
COLUMNS = ["kind", "name", "odds_ratio_per_year", "low", "high", "verdict"]
FACTS = {"n": 9, "planned": False, "p_family": np.nan, "q": 0.3, "detectable": 1.5, "p_curved": 0.5}
FACTS |= {"n_categories": 0, "n_opposed": 0}


@pytest.fixture(autouse=True)
def talk():
    use_talk_style()


def build_papers(days):
    days = pd.Series(days).astype("datetime64[us]")
    names = [f"p{i}" for i in range(len(days))]
    papers = pd.DataFrame({"paper_id": names, "title": names, "published_low": days, "published_high": days})
    return papers.assign(**{f"{clock}_{end}": pd.NaT for clock in ("listed", "updated") for end in ("low", "high")})


def build_tests(*rows):
    return pd.DataFrame(rows, columns=COLUMNS).assign(**FACTS)


def plot(tests, labels=PLAIN):
    return plot_trend_tests(choose_rows(tests), labels, NO_TICKS, smallest=1.1)


def names(ax):
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


TEA, CUP = ("term", "tea", 2.0, 1.4, 2.9, CLEAR), ("term", "cup", 0.9, 0.5, 2.0, NOT_CLEAR)


def test_the_forest_fills_what_is_clear_and_tells_each_verdict():
    tests = build_tests(TEA, ("topic", "flat", 1.1, 0.6, 2.0, NOT_CLEAR), ("sense", "none", *[np.nan] * 3, TOO_FEW))
    ax = plot(tests, {("topic", "flat"): "a very long label that has to be broken somewhere"})
    assert names(ax) == ["tea · word", "a very long label that has to be broken somewhere · topic"]
    filled = [tuple(c.get_facecolor()[0]) == tuple(c.get_edgecolor()[0]) for c in ax.collections]
    assert filled == [True, False]
    texts = [text.get_text() for text in ax.texts]
    assert {"clear, large enough", "not clear", "× 2.00"} <= set(texts) and "by halves" not in texts
    assert find_text_problems(ax.figure) == []


def test_clear_series_come_first_and_then_those_that_are_planned_or_tested_elsewhere():
    wide = [("term", f"wide{i}", 2.0, 0.1, 40.0, NOT_CLEAR) for i in range(2)]
    narrow = [("term", f"narrow{i}", 1.0, 0.9, 1.1, NOT_CLEAR) for i in range(20)]
    tests = build_tests(
        ("topic", "sure", 3.0, 1.05, 9.0, SIZE_OPEN), *wide, *narrow, ("topic", "no topic", 1, 1, 1, "")
    )
    tests["halves"] = [None, CLEAR, *[None] * 22]
    tests.loc[2, "planned"] = True
    drawn = set(choose_rows(tests)["name"])
    assert len(drawn) == 15 and {"sure", "wide0", "wide1"} <= drawn and "no topic" not in drawn
    ax = plot(tests)
    assert [text.get_text() for text in ax.texts].count("clear, large enough") == 1 and find_text_problems(
        ax.figure
    ) == []


@pytest.mark.parametrize("n", [1, 4, 11, 60])
def test_a_forest_of_any_size_has_no_overlaps(n):
    rows = [
        (("topic", "sense", "term")[i % 3], f"number {i} of many $x$ 稀疏", 1.2, 0.9, 1.6, NOT_CLEAR) for i in range(n)
    ]
    ax = plot(build_tests(*rows))
    assert len(ax.get_yticklabels()) == min(n, 15)
    assert find_text_problems(ax.figure) == []


def test_an_interval_that_goes_on_beyond_the_window_ends_in_an_arrow():
    ax = plot(build_tests(("term", "wide", 2.0, 0.001, 900.0, NOT_CLEAR), ("term", "narrow", 1.1, 0.9, 1.3, NOT_CLEAR)))
    arrows = sorted(line.get_marker() for line in ax.lines if line.get_marker() in ("<", ">"))
    assert arrows == ["<", ">"]
    assert find_text_problems(ax.figure) == []


@pytest.mark.parametrize(
    ("low", "high"), [(0.3, 3.0), (0.05, 20), (0.9, 1.2), (0.001, 1.5), (0.5, 60), (0.99, 1.01), (0.75, 1.3)]
)
def test_ticks_of_odds_never_overlap(low, high):
    ax = plot(build_tests(*(("topic", f"a rather long name of series {i}", 1.05, low, high, "") for i in range(13))))
    assert find_text_problems(ax.figure) == []
    told = [label.get_text() for label in ax.get_xticklabels()]
    assert "×1" in told and len(told) > 2  # one tick alone would tell no scale


def test_categories_are_ticks_beside_their_series():
    ticks = pd.DataFrame({"kind": "term", "name": "tea", "category": ["x", "y"], "odds_ratio_per_year": [0.8, 1.9]})
    ax = plot_trend_tests(choose_rows(build_tests(TEA, CUP)), PLAIN, ticks, smallest=1.1)
    assert [len(c.get_offsets()) for c in ax.collections] == [1, 1, 2, 0]
    assert "ticks" not in ax.get_xlabel()


@pytest.mark.parametrize(("n", "told"), [(0, []), (1, []), (4, ["opposed", "3 of 4"])])
def test_how_many_categories_go_the_other_way_stands_beside_the_verdict(n, told):
    tests = build_tests(TEA, CUP).assign(n_categories=[n, 0], n_opposed=[max(n - 1, 0), 0])
    ax = plot(tests)
    texts = [text.get_text() for text in ax.texts]
    assert [text for text in texts if text == "opposed" or " of " in text] == told
    assert ("ticks: within a category" in ax.get_xlabel()) == (n > 0) and ("opposed" in ax.get_xlabel()) == (n > 1)
    assert find_text_problems(ax.figure) == []


@pytest.mark.parametrize(
    ("days", "told"),
    [(["2025-10-02", "2025-10-30"], "All 2 papers with a date of publication are of October 2025, so"),
     ([None, None], "None of the 2 papers has a date of publication, so")],
)  # fmt: skip
def test_where_nothing_can_be_followed_one_sentence_stands(days, told):
    papers, tests = build_papers(pd.to_datetime(days)), build_empty_table("trend_tests")
    sentence = find_nothing(draw(tests, papers).axes.figure)
    assert sentence.startswith(told) and sentence.count(".") == 1


def draw(tests, papers, *, selection="query", labels=PLAIN):
    run = {"selection": selection, "clock": "published"}
    return draw_trend_tests(tests, papers, labels, run, NO_TICKS, smallest=1.1)


def test_too_few_papers_for_a_slope_are_a_sentence():
    papers = build_papers(pd.to_datetime(["2020-01-01", "2021-01-01"]))
    drawing = draw(build_tests(TEA).assign(odds_ratio_per_year=np.nan), papers)
    assert find_nothing(drawing.axes.figure).startswith("No series has enough dated papers")


@pytest.mark.parametrize(("selection", "rises"), [("query", 0), ("curated", 0), ("unknown", 0), ("complete", 1)])
def test_words_of_the_forest_fit_how_the_papers_were_chosen(selection, rises):
    papers = build_papers(pd.to_datetime(["2020-01-01", "2021-01-01", None]))
    tests = build_tests(TEA, CUP).assign(p_family=[0.01, np.nan], q=[np.nan, 0.4], planned=[True, False])
    drawing = draw(tests, papers, selection=selection, labels={("term", "tea"): "Green tea"})
    words = f"{drawing.title} {drawing.subtitle} {drawing.caption}".lower()
    assert "“green tea” (word)" in words and drawing.n == 2
    assert any(word in words for word in ("rise", "rising", "fall", "grow", "increase", "decline")) == rises
    assert drawing.correction == "q over 1 words; max-T over 1 planned"
