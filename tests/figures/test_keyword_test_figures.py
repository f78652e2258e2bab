"""Figures of tests: what is clear is filled, each row has its verdict, and nothing overlaps."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.figures.drawing import find_nothing
from helpers.figures.keyword_test_figures import draw_planned_words, draw_tested_words, plot_questions, plot_tested
from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.keywords.contrast_tests import ANSWERED, NO_GROUP
from helpers.keywords.contrasts import build_contrast
from helpers.keywords.paper_groups import Grouping
from helpers.stats.questions import NO_QUESTIONS
from helpers.stats.verdicts import CLEAR, NOT_CLEAR, TOO_FEW

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
        verdict = [NOT_CLEAR, TOO_FEW, CLEAR] * n_terms
        tables.append(table.assign(tested=True, p=p, q=p, null_mean=chance, verdict=verdict[:n_terms]))
    return pd.concat(tables, ignore_index=True)


def build_answers(n):
    rng = np.random.default_rng(n)
    rows = [
        {"term": (HOSTILE * 4)[i], "group": "a long group", "expect": "more", "n_first": 1234 + i,
         "size_first": 5000, "n_second": 5, "size_second": 700, "difference": d, "low": d - 0.1, "high": d + 0.1,
         "adjusted": np.nan, "p_family": abs(d), "detectable": 0.2, "verdict": CLEAR if d > 0.1 else NOT_CLEAR,
         "as_expected": "yes" if d > 0.1 else ""}
        for i, d in enumerate(rng.uniform(-0.4, 0.4, n))
    ]  # fmt: skip
    columns = ["term", "group", "expect", *ANSWERED, "as_expected"]
    return pd.DataFrame(
        [*rows, {"term": "gone", "group": "z", "expect": "less", "verdict": NO_GROUP, "as_expected": ""}],
        columns=columns,
    )


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("n", [1, 4, 13, 25])
def test_questions_stand_with_counts_p_and_answer_however_many(n):
    ax = plot_questions(build_answers(n), smallest=0.05)
    assert {"outside", "p of all", "verdict", "a long group" if n == 25 else "in group"} <= set(texts(ax))
    assert "1,234 of 5,000" in texts(ax)
    assert find_text_problems(ax.figure) == []


def find_filled(ax):
    dots = [c for c in ax.collections if len(c.get_offsets()) == 1]
    return [tuple(c.get_facecolor()[0]) == tuple(c.get_edgecolor()[0]) for c in dots]


def test_only_what_is_clear_is_filled():
    answers = build_answers(6)
    ax = plot_questions(answers, smallest=0.05)
    assert find_filled(ax)[:6] == (answers["verdict"][:6] == CLEAR).tolist()
    ax = plot_tested(build_tested(9), smallest=0.05)
    assert sum(find_filled(ax)) == texts(ax).count("clear, large enough") > 0


def test_a_single_group_stands_over_its_counts_and_not_beside_each_term():
    ax = plot_tested(build_tested(4), smallest=0.05)
    assert "later" in texts(ax) and not any("later" in label.get_text() for label in ax.get_yticklabels())
    ax = plot_tested(build_tested(4, groups=("x", "y")), smallest=0.05)
    assert "in group" in texts(ax) and all(" · " in label.get_text() for label in ax.get_yticklabels())


@pytest.mark.parametrize("groups", [("later",), ("cs.CV", "a category of a long name", "x")])
@pytest.mark.parametrize("n_terms", [1, 7, 200])
def test_the_surest_rows_are_drawn_without_overlap(n_terms, groups):
    ax = plot_tested(build_tested(n_terms, groups=groups, sizes=(4000, 60000)), smallest=0.05)
    assert len(ax.get_yticklabels()) <= 14
    assert find_text_problems(ax.figure) == []


def test_a_spelling_of_a_planned_term_says_so_with_its_verdict_and_what_is_followed_elsewhere_is_not_drawn():
    rows = build_tested(3)
    rows["see"] = ["planned: tea", "by year, notebook 05: cup", None]
    rows["q"], rows["verdict"] = [np.nan, np.nan, 0.5], [CLEAR, None, NOT_CLEAR]
    ax = plot_tested(rows, smallest=0.05)
    assert len(ax.get_yticklabels()) == 2 and "clear, large enough (planned)" in texts(ax)


def test_where_there_is_nothing_to_draw_the_whole_drawing_is_its_caption():
    empty = build_tested(3).iloc[:0]
    drawings = {
        "No planned question is about these groups.": draw_planned_words(build_answers(0)[:0], COMPARISON, dump="d"),
        "“gone” in z: no such group.": draw_planned_words(build_answers(0), COMPARISON, dump="d"),
        "No term is common enough to be tested.": draw_tested_words(empty, COMPARISON, selection="query"),
    }
    for start, drawing in drawings.items():
        assert find_nothing(drawing.axes.figure) == drawing.caption and drawing.caption.startswith(start)


def test_no_interval_is_no_figure():
    drawing = draw_tested_words(build_tested(30).assign(low=np.nan), COMPARISON, selection="query")
    assert find_nothing(drawing.axes.figure) is not None
