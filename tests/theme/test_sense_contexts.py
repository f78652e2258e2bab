"""Senses beside topics: counts by hand, a legible figure, nothing lost."""

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers.figures.sense_figures import plot_sense_topics
from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.theme.sense_contexts import compute_sense_topics, place_senses
from helpers.theme.theme_file import load_theme

THEME = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")


@pytest.fixture(autouse=True)
def talk_style():
    use_talk_style()


def place(senses, topics, names):
    ids = [f"p{i}" for i in range(len(senses))]
    table = pd.DataFrame({"paper_id": ids, "sense": senses}, dtype=object).assign(uncertain=False)
    x, y = np.random.default_rng(1).normal(size=(2, len(ids)))
    members = pd.DataFrame({"paper_id": ids, "topic": topics}).sample(frac=1, random_state=1)
    return place_senses(table, members, names, pd.DataFrame({"paper_id": ids, "x": x, "y": y}))


def test_papers_are_counted_by_topic_and_sense():
    placed = place(["weights", "weights", "views", None, "views"], [0, 0, 0, 1, 1], {0: "nets", 1: "scenes"})
    assert placed["topic"].tolist() == ["nets", "nets", "nets", "scenes", "scenes"]
    found = compute_sense_topics(placed, THEME)
    assert found[["topic", "sense", "n", "n_topic"]].to_numpy().tolist() == [
        ["nets", "weights", 2, 3], ["nets", "views", 1, 3], ["scenes", "views", 1, 1]
    ]  # fmt: skip
    assert found["share"].tolist() == pytest.approx([2 / 3, 1 / 3, 1])


@pytest.mark.parametrize("n", [1, 60, 4000])
def test_the_figure_is_legible_and_draws_each_paper_once_on_its_map(n):
    rng = np.random.default_rng(n)
    senses = rng.choice(np.array([*THEME.sense_ids, None], dtype=object), size=n)
    senses[0] = "views"
    placed = place(
        senses, rng.integers(0, 30, n), {i: f"bounds, information-theoretic, optimization {i}" for i in range(30)}
    )
    found = compute_sense_topics(placed, THEME)
    axes = plot_sense_topics(found, placed, THEME)
    assert find_text_problems(axes[0].figure) == []
    assert sum(len(dots.get_offsets()) for dots in axes[1].collections) == n
    assert found["n"].sum() == placed["sense"].notna().sum()


def test_hollow_dots_are_not_sure_in_rows_and_map():
    placed = place(["weights"] * 6 + ["views"] * 6, [0] * 12, {0: "all"}).assign(uncertain=[True, False] * 6)
    axes = plot_sense_topics(compute_sense_topics(placed, THEME), placed, THEME)
    hollow = [sum(len(dots.get_offsets()) for dots in axes[0].collections if not len(dots.get_facecolors()))]
    hollow.append(sum(int((dots.get_facecolors()[:, 3] == 0).sum()) for dots in axes[1].collections))
    assert hollow == [6, 6]
