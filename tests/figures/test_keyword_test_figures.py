"""Figures of tests: what is filled may be said, what chance finds stands beside it, and nothing overlaps."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.figures.drawing import find_nothing
from helpers.figures.keyword_test_figures import (
    draw_planned_words,
    draw_share_scatter,
    draw_tested_words,
    draw_word_network,
    plot_network,
    plot_questions,
    plot_share_scatter,
    plot_tested,
)
from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.keywords.contrasts import build_contrast
from helpers.keywords.paper_groups import Grouping
from helpers.stats.questions import NO_QUESTIONS

COMPARISON: Any = SimpleNamespace(
    smallest=0.05, questions=NO_QUESTIONS, label="two halves", clusters=[0, 1],
    grouping=Grouping("half", "two halves", pd.Series(["a", "b"], index=["p", "q"])),
)  # fmt: skip
HOSTILE = ["$x$ <b>", "=1+1", "\\frac", "稀疏 表示", "بيانات", "mixture-of-experts-and-much-more-than-fits", "moe"]


@pytest.fixture(autouse=True)
def talk():
    use_talk_style()


def build_tested(n_terms, *, sizes=(40, 60), groups=("later",), chance=0.02):
    rng = np.random.default_rng(n_terms)
    names = np.array([*HOSTILE, *(f"term number {i}" for i in range(n_terms))][:n_terms], dtype=object)
    tables = []
    for group in groups:
        k1, k2 = rng.integers(0, sizes[0] + 1, n_terms), rng.integers(0, sizes[1] + 1, n_terms)
        table = build_contrast(f"date: {group}", names, k1, sizes[0], k2, sizes[1], None)
        p = rng.random(n_terms)
        tables.append(table.assign(tested=True, p=p, q=p, null_mean=chance))
    return pd.concat(tables, ignore_index=True)


def build_answers(n):
    rng = np.random.default_rng(n)
    rows = [
        {"term": (HOSTILE * 4)[i], "group": "a very long name of a group", "expect": "more", "n_first": 1234 + i,
         "size_first": 5000, "n_second": 5, "size_second": 700, "difference": d, "low": d - 0.1, "high": d + 0.1,
         "adjusted": np.nan, "p_family": abs(d), "detectable": 0.2, "answer": "yes" if d > 0.1 else "open"}
        for i, d in enumerate(rng.uniform(-0.4, 0.4, n))
    ]  # fmt: skip
    return pd.DataFrame([*rows, {"term": "gone", "group": "z", "expect": "less", "answer": "no such group"}])


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("n", [1, 4, 13, 25])
def test_questions_stand_with_counts_p_and_answer_however_many(n):
    ax = plot_questions(build_answers(n), smallest=0.05)
    assert {"in group", "outside", "p of all", "answer"} <= set(texts(ax))
    assert "1,234 of 5,000" in texts(ax)
    assert find_text_problems(ax.figure) == []


def test_only_a_yes_is_filled():
    answers = build_answers(6)
    ax = plot_questions(answers, smallest=0.05)
    filled = [
        tuple(c.get_facecolor()[0]) == tuple(c.get_edgecolor()[0]) for c in ax.collections if len(c.get_offsets()) == 1
    ]
    assert filled[:6] == (answers["answer"][:6] == "yes").tolist()


@pytest.mark.parametrize("groups", [("later",), ("cs.CV", "a category of a long name", "x")])
@pytest.mark.parametrize("n_terms", [1, 7, 200])
def test_the_badge_says_what_chance_finds(n_terms, groups):
    ax = plot_tested(build_tested(n_terms, groups=groups, sizes=(4000, 60000)), smallest=0.05)
    assert any("if the groups meant nothing: 0.02" in text for text in texts(ax))
    assert len(ax.get_yticklabels()) <= 14
    assert find_text_problems(ax.figure) == []


@pytest.mark.parametrize("n_terms", [1, 3, 60, 2000])
def test_the_scatter_names_terms_without_overlap(n_terms):
    ax = plot_share_scatter(build_tested(n_terms))
    assert find_text_problems(ax.figure) == []
    assert ax.get_xlim() == ax.get_ylim()


def test_defining_terms_and_groups_without_interval_are_not_drawn():
    for rows in (build_tested(30).assign(defining=True), build_tested(30).assign(low=np.nan)):
        drawing = draw_share_scatter(rows, COMPARISON, selection="query")
        assert find_nothing(drawing.axes.figure) is not None


def test_a_network_joins_what_is_linked():
    nodes = pd.DataFrame({"term": HOSTILE, "n": range(10, 17), "x": np.arange(7.0), "y": np.arange(7.0) % 3})
    edges = pd.DataFrame({"first": HOSTILE[:-1], "second": HOSTILE[1:], "n_together": 4, "share": 0.3, "q": 0.01})
    ax = plot_network(nodes, edges)
    assert len(ax.lines) >= 6 and find_text_problems(ax.figure) == []


def test_the_network_says_how_many_links_there_are_or_why_none():
    nodes = pd.DataFrame({"term": HOSTILE[:2], "n": [9, 8], "x": [0.0, 1.0], "y": [0.0, 1.0]})
    edges = pd.DataFrame({"first": HOSTILE[:1], "second": HOSTILE[1:2], "n_together": 4, "share": 0.3, "q": 0.01})
    assert draw_word_network(nodes, edges, n=80).caption.startswith("2 terms, 1 link: both stand")
    assert draw_word_network(nodes[:0], edges[:0], n=20).caption.startswith("With 20 papers no two of the terms")


def test_where_there_is_nothing_to_draw_the_whole_drawing_is_its_caption():
    empty, nothing = build_tested(3).iloc[:0], pd.DataFrame()
    drawings = {
        "No planned question is about these groups.": draw_planned_words(nothing, COMPARISON, dump="d"),
        "“gone” in z: no such group.": draw_planned_words(build_answers(0), COMPARISON, dump="d"),
        "No term is common enough to be tested.": draw_tested_words(empty, COMPARISON, selection="query"),
        "With 9 papers no two of the terms": draw_word_network(nothing, nothing, n=9),
    }
    for start, drawing in drawings.items():
        assert find_nothing(drawing.axes.figure) == drawing.caption and drawing.caption.startswith(start)
    scatter = draw_share_scatter(empty, COMPARISON, selection="query")
    assert find_nothing(scatter.axes.figure) == "No term is common enough to be tested."
