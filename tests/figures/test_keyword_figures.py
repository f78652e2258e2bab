"""Figures of keywords: what is drawn is what the tables say, nothing overlaps, and nothing to draw is said."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from helpers.figures.drawing import find_nothing
from helpers.figures.keyword_figures import draw_group_words, draw_keyness, plot_contrasts, plot_keyness
from helpers.figures.style import ACCENT, use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.keywords import contrasts
from helpers.keywords.contrasts import rank_terms
from helpers.keywords.reference_counts import Reference
from helpers.run.storage import build_empty_table
from helpers.stats.verdicts import CLEAR, NOT_CLEAR

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
PAPERS = pd.DataFrame({"published_low": pd.to_datetime(["2020-01-01", "2026-01-01", None])})
PAPERS["published_high"] = PAPERS["published_low"]
RUN = {"selection": "query", "clock": "published"}


def test_drawings_bring_title_denominator_numbers_and_caption():
    reference = Reference("60 papers", 60, pd.Series(dtype=float), (1, 1), "recent papers", pd.Period("2025-03", "M"))
    keyness = build_contrast("dump against reference", [f"term{i}" for i in range(20)])
    drawing = draw_keyness(keyness, reference, PAPERS, RUN)
    assert (drawing.n, drawing.denominator, len(drawing.data)) == (40, "papers", 15)
    assert "what the query found" in drawing.caption and drawing.correction == "descriptive, not tested"
    assert drawing.subtitle == "Odds against 60 papers; 1 of 2 dated papers is older"
    assert "1 of 2 dated papers is older than the reference" in drawing.caption
    assert drawing.title == "“Term0” stands in 25 of 40 papers here, and in 13.3% of recent papers"
    senses = build_contrast("sense: a", ["tea", "cup"]).assign(verdict=[NOT_CLEAR, CLEAR])
    drawing = draw_group_words(senses, "sense", THEME_FILE)
    assert drawing.title.startswith("“Cup” stands in 6 of 40 papers on all of A, in 2 of 60 others; 1 of 2 words is")
    assert "all of A: “tea” (7 of 40) and “cup” (6 of 40)" in drawing.caption and drawing.n == 100
    assert "these confirm “cup” with all of A." in drawing.caption
    assert draw_group_words(senses, "stance", THEME_FILE).denominator == "papers with a side"


def test_where_there_is_nothing_to_draw_the_whole_drawing_is_its_caption():
    empty = build_empty_table("contrasts")
    reference = Reference("r", 1, pd.Series(dtype=float), (1, 1))
    small = build_contrast("sense: a", ["tea", "cup"], n=9)
    drawings = {
        "`min_papers` is too high.": draw_keyness(empty, reference, PAPERS, RUN),
        "so there is nothing to compare.": draw_group_words(empty, "stance", THEME_FILE),
        "would be noise.": draw_group_words(small, "sense", THEME_FILE),
    }
    for end, drawing in drawings.items():
        assert find_nothing(drawing.axes.figure) == drawing.caption and drawing.caption.endswith(end)


def test_confirmed_words_are_filled_come_first_and_all_else_is_ink():
    words = build_contrast("sense: a", [f"term{i}" for i in range(9)])
    words["verdict"] = [NOT_CLEAR] * 8 + [CLEAR]
    ax = draw_group_words(words, "sense", THEME_FILE).axes.ravel()[0]
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert len(names) == 5 and "term8" in names
    filled = [to_hex(c.get_facecolor()[0]).upper() == ACCENT for c in ax.collections]
    assert [name for name, full in zip(names, filled, strict=True) if full] == ["term8"]


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
    for axes in (plot_keyness(rows), plot_contrasts(rows, labels={"a": "$" + "very long label " * 5})):
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
