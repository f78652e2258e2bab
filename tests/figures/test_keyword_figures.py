"""Figures of keywords: what is drawn is what the tables say, nothing overlaps, and nothing to draw is said."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers.figures.drawing import find_nothing
from helpers.figures.keyword_figures import (
    draw_collocates,
    draw_group_words,
    draw_heads,
    draw_keyness,
    plot_collocates,
    plot_contrasts,
    plot_heads,
    plot_keyness,
)
from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.keywords import contrasts
from helpers.keywords.contrasts import rank_terms
from helpers.keywords.reference_counts import Reference
from helpers.run.storage import build_empty_table

HOSTILE = ["$x$ <b>", "=1+1", "\\frac", "稀疏 表示", "بيانات", "mixture-of-experts-and-much-more-than-fits", "moe"]


@pytest.fixture(autouse=True)
def talk():
    use_talk_style()


def build_contrast(name, terms, *, n=40):
    k = np.arange(len(terms), 0, -1) + 5
    return contrasts.build_contrast(name, np.array(terms, dtype=object), k, n, k // 3, 60, None)


THEME_FILE = SimpleNamespace(
    poles=(SimpleNamespace(id="hot", label="HOT"), SimpleNamespace(id="cold", label="COLD")),
    pole_ids=("hot", "cold"), sense_ids=("a", "other"), sense_labels={"a": "all of A", "other": "other"},
    stances=("hot", "both", "cold"),
)  # fmt: skip
MENTIONS = pd.DataFrame({"paper_id": ["p", "p", "q"]})


def test_drawings_bring_title_denominator_numbers_and_caption():
    reference = Reference("a reference", 60, pd.Series(dtype=float), (1, 1))
    keyness = build_contrast("dump against reference", [f"term{i}" for i in range(20)])
    drawing = draw_keyness(keyness, reference, selection="query")
    assert (drawing.n, drawing.denominator, len(drawing.data)) == (40, "papers", 15)
    assert "what the query found" in drawing.caption and drawing.correction == "descriptive, not tested"
    senses = build_contrast("sense: a", ["tea", "cup"])
    drawing = draw_group_words(senses, "sense", THEME_FILE)
    assert drawing.title == "Words that go with each sense" and drawing.n == 100
    assert "all of A: “tea” (7 of 40) and “cup” (6 of 40)" in drawing.caption
    assert draw_group_words(senses, "stance", THEME_FILE).denominator == "papers with a side"


def test_where_there_is_nothing_to_draw_the_whole_drawing_is_its_caption():
    heads, collocates, empty = (build_empty_table(name) for name in ("heads", "collocates", "contrasts"))
    reference = Reference("r", 1, pd.Series(dtype=float), (1, 1))
    small = build_contrast("sense: a", ["tea", "cup"], n=9)
    drawings = {
        "nothing to set side by side.": draw_heads(heads, MENTIONS, THEME_FILE),
        "`min_papers` is too high.": draw_keyness(empty, reference, selection="x"),
        "so there is nothing to compare.": draw_group_words(empty, "stance", THEME_FILE),
        "would be noise.": draw_group_words(small, "sense", THEME_FILE),
    }
    for end, drawing in drawings.items():
        assert find_nothing(drawing.axes.figure) == drawing.caption and drawing.caption.endswith(end)
    assert drawings["nothing to set side by side."].n == 2
    near = find_nothing(draw_collocates(collocates, MENTIONS, THEME_FILE).axes[0].figure)
    assert near == "No word stands near “HOT” in enough papers. No word stands near “COLD” in enough papers."


def test_groups_whose_words_are_less_common_than_outside_are_a_sentence():
    rare = contrasts.build_contrast(
        "sense: a", np.array(["tea"], dtype=object), np.array([1]), 40, np.array([50]), 60, None
    )
    drawing = draw_group_words(rare, "sense", THEME_FILE)
    assert find_nothing(drawing.axes.figure) == drawing.caption
    assert drawing.caption == "No word of three papers of a sense is more common in them than outside it."


def test_keyness_draws_one_row_a_term_largest_odds_first():
    ranked = rank_terms(build_contrast("dump against reference", [f"term{i}" for i in range(20)]), top=20)
    ax = plot_keyness(ranked)
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert len(names) == 15
    first = ranked.head(15).sort_values("log_odds", ascending=False)["term"].tolist()
    assert names == first
    assert ax.get_ylim()[0] > ax.get_ylim()[1]
    assert find_text_problems(ax.figure) == []


@pytest.mark.parametrize("n", [1, 2, 3])
def test_heads_of_columns_stay_below_the_title_over_few_rows(n):
    ax = plot_keyness(build_contrast("dump against reference", [f"term{i}" for i in range(n)]))
    ax.figure.draw_without_rendering()
    top = max(text.get_window_extent().y1 for text in ax.texts)
    assert top < 0.93 * ax.figure.bbox.height


def test_hostile_terms_are_legible_and_do_not_overlap():
    rows = build_contrast("sense: a", HOSTILE)
    for axes in (plot_keyness(rows), plot_contrasts(rows, labels={"a": "$" + "very long label " * 9})):
        figure = np.asarray(axes, dtype=object).ravel()[0].figure
        assert find_text_problems(figure) == []


@pytest.mark.parametrize("n_groups", [1, 2, 4, 5, 9, 12])
def test_groups_get_a_panel_each_up_to_nine_the_largest(n_groups):
    tables = [
        build_contrast(f"sense: g{i}", [f"a word {j} of {i}" for j in range(6)], n=40 + i) for i in range(n_groups)
    ]
    axes = plot_contrasts(pd.concat(tables), order=[f"g{i}" for i in range(n_groups)])
    titles = [ax.get_title(loc="left") for ax in axes.ravel() if ax.get_visible()]
    assert titles == [f"g{i} ({40 + i})" for i in range(n_groups)][-9:]
    assert find_text_problems(axes.ravel()[0].figure) == []


def test_heads_show_counts_to_both_sides_and_ratio_towards_the_second_pole():
    heads = pd.DataFrame(
        {
            "head": ["tea", "pot"],
            "n_first": [12, 1],
            "n_second": [2, 9],
            "n_both": [1, 0],
            "log2_ratio": [2.3, -2.7],
            "low": [1.0, np.nan],
            "high": [4.0, np.nan],
        }
    )
    left, right = plot_heads(heads, ["hot", "cold"])
    assert sorted(round(bar.get_width()) for bar in left.patches) == [-12, -1, 2, 9]
    dots = [tuple(np.round(c.get_offsets()[0], 1)) for c in right.collections]
    assert dots == [(-2.3, 0.0), (2.7, 1.0)]
    assert find_text_problems(left.figure) == []


def test_collocates_stand_by_strength_with_their_counts():
    table = pd.DataFrame(
        {"pole": "hot", "term": HOSTILE, "n_together": 9, "n_other": 1, "n_pole": 20, "n_term": 1200, "log_dice": 11.5}
    )
    left, right = plot_collocates(table, ["hot", "cold"])
    assert len(left.get_yticklabels()) == len(HOSTILE)
    assert "9 of 1,200" in [text.get_text() for text in left.texts]
    assert "in enough papers" in right.texts[0].get_text()
    assert find_text_problems(left.figure) == []
