"""Senses beside topics and dates: counts by hand, legible figures, nothing lost."""

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers.figures.sense_figures import draw_composition, plot_composition, plot_sense_topics
from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.theme.sense_contexts import (
    compute_composition,
    compute_sense_topics,
    describe_sense_topics,
)
from helpers.theme.theme_file import load_theme

THEME = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")


@pytest.fixture(autouse=True)
def talk_style():
    use_talk_style()


def make_table(senses):
    return pd.DataFrame({"paper_id": [f"p{i}" for i in range(len(senses))], "sense": senses}, dtype=object)


def make_shares(rows):
    table = pd.DataFrame(rows, columns=["period", "name", "n"])
    return table.assign(kind="sense", partial=table["period"] == "2025")


def test_papers_are_counted_by_topic_and_sense():
    table = make_table(["weights", "weights", "views", None, "views"])
    members = pd.DataFrame({"paper_id": [f"p{i}" for i in range(5)], "topic": [0, 0, 0, 1, 1]})
    found = compute_sense_topics(table, members, {0: "nets", 1: "scenes"}, THEME)
    assert found[["topic", "sense", "n", "n_topic"]].to_numpy().tolist() == [
        ["nets", "weights", 2, 3], ["nets", "views", 1, 3], ["scenes", "views", 1, 1]
    ]  # fmt: skip
    text = describe_sense_topics(found, THEME)
    assert "3 of 4 papers (75%)" in text and "right for 50%" in text and "camera views” lies in 2 topics" in text


def test_the_make_up_of_a_period_is_of_its_papers_with_a_sense():
    rows = [("2024", "weights", 3.0), ("2024", "views", 1.0), ("2025", "views", 0.0), ("2025", "weights", 0.0)]
    shares = make_shares(rows)
    found = compute_composition(shares, THEME)
    assert found["share"].fillna(-1).tolist() == [0.75, 0.25, -1, -1] and found["n_period"].tolist() == [4, 4, 0, 0]
    drawing = draw_composition(found, THEME, selection="query")
    assert drawing.n == 4 and "make-up of its results" in drawing.caption and "rise" not in drawing.title
    assert "query" not in draw_composition(found, THEME, selection="complete").caption


@pytest.mark.parametrize("n", [0, 1, 60, 4000])
def test_the_figures_are_legible(n):
    rng = np.random.default_rng(n)
    table = make_table(rng.choice([*THEME.sense_ids, None], size=n))
    members = pd.DataFrame({"paper_id": table["paper_id"], "topic": rng.integers(0, 30, n)})
    names = {i: f"a topic with a name {i}" for i in range(30)}
    found = compute_sense_topics(table, members, names, THEME)
    assert find_text_problems(plot_sense_topics(found, THEME).figure) == []
    assert found["n"].sum() == table["sense"].notna().sum() and describe_sense_topics(found, THEME)
    known = table[table["sense"].notna()]
    known = known.assign(period=rng.choice([f"{2000 + year}" for year in range(26)], len(known)))
    counts = known.groupby(["period", "sense"]).size().reset_index(name="n").rename(columns={"sense": "name"})
    shares = make_shares(counts[["period", "name", "n"]].to_numpy().tolist())
    composition = compute_composition(shares.astype({"n": float}), THEME)
    drawing = draw_composition(composition, THEME, selection="query")
    assert find_text_problems(drawing.axes.figure) == [] and drawing.n == len(known)


def test_bars_of_a_period_reach_a_hundred_percent():
    shares = make_shares([("2024", "weights", 30.0), ("2024", "views", 10.0), ("2025", "views", 5.0)])
    ax = plot_composition(compute_composition(shares, THEME), THEME)
    tops = {}
    for bar in ax.patches:
        if bar.get_height() > 0:
            tops[round(bar.get_x())] = max(tops.get(round(bar.get_x()), 0), bar.get_y() + bar.get_height())
    assert tops == pytest.approx({0: 100.0, 1: 100.0})
