"""Papers by verb frame, counted by hand, and the figure of nouns."""

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers.figures.drawing import find_nothing
from helpers.figures.noun_figures import plot_nouns
from helpers.figures.style import ACCENT, use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.keywords.heads_and_collocates import compute_heads
from helpers.theme.frame_counts import compute_frames, describe_frames
from helpers.theme.theme_file import load_theme

THEME = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")


@pytest.fixture(autouse=True)
def talk_style():
    use_talk_style()


def make_mentions(rows):
    columns = ["paper_id", "pole", "head", "frame", "verb", "negated"]
    return pd.DataFrame(rows, columns=columns).astype({"negated": bool}).assign(sentence="It is said here.")


def test_a_paper_counts_once_for_each_frame_and_pole():
    mentions = make_mentions(
        [
            ("a", "sparse", "model", "sought", "learn", False),
            ("a", "sparse", "model", "sought", "use", False),
            ("a", "dense", "model", "overcome", "replace", False),
            ("b", "sparse", "view", "endured", "from", False),
            ("b", "dense", "view", "", "", False),
            ("c", "sparse", "view", "sought", "learn", True),
        ]
    )
    frames = compute_frames(mentions, THEME).set_index("frame")
    assert frames.index.tolist() == ["sought", "endured", "overcome", "negated"]
    assert frames["n_first"].tolist() == [1, 1, 0, 1] and frames["n_second"].tolist() == [0, 0, 1, 0]
    assert frames.loc["sought", "share_first"] == pytest.approx(1 / 3), "a, b and c say something of sparse things"
    assert frames.loc["overcome", "share_second"] == 1, "b says nothing of dense views"
    assert frames[["low_first", "high_second"]].isna().all(axis=None)
    assert frames.loc["sought", "verbs"] == "learn, use"


def test_no_mention_gives_an_empty_table_a_sentence_and_a_figure():
    mentions = make_mentions([])
    heads, frames = compute_heads(mentions, THEME.pole_ids), compute_frames(mentions, THEME)
    assert frames.empty and "No paper says" in describe_frames(frames, THEME)
    assert "of 0 nouns, too few" in find_nothing(plot_nouns(heads, THEME).figure)


@pytest.mark.parametrize("n", [3, 40, 5000])
def test_the_figure_of_nouns_is_legible(n):
    rng = np.random.default_rng(n)
    heads = [f"rather long noun {i}" if i % 3 == 0 else f"noun{i}" for i in range(20)]
    draw = lambda names: [str(name) for name in rng.choice(names, 2 * n)]  # noqa: E731
    columns = zip(draw(THEME.pole_ids), draw(heads), strict=True)
    mentions = make_mentions([(f"p{i % n}", *drawn, "sought", "use", False) for i, drawn in enumerate(columns)])
    axes = plot_nouns(compute_heads(mentions, THEME.pole_ids), THEME)
    assert find_text_problems(np.ravel(axes)[0].figure) == []


def test_a_noun_of_both_words_is_in_colour_and_one_that_leaves_equality_is_filled():
    rows = [(f"p{i}", ("sparse", "dense")[i % 2], "model", "sought", "use", False) for i in range(12)]
    rows += [(f"q{i}", "sparse", "mask", "sought", "use", False) for i in range(12)]
    rows += [(f"r{i}", "dense", "view", "sought", "use", False) for i in range(3)]
    heads = compute_heads(make_mentions(rows), THEME.pole_ids)
    left, right = plot_nouns(heads, THEME)
    colours = {label.get_text(): label.get_color() for label in left.get_yticklabels()}
    assert [name for name, colour in colours.items() if colour == ACCENT] == ["model"]
    names = list(colours)
    faces = {round(dot.get_offsets()[0][1]): tuple(dot.get_facecolors()[0][:3]) for dot in right.collections}
    assert faces[names.index("model")] == (1, 1, 1) != faces[names.index("mask")]
