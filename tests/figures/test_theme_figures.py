"""Figures of the theme are legible, for no paper, for few and for thousands."""

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers.figures.counting_figure import draw_multiverse
from helpers.figures.noun_figures import draw_nouns_and_frames
from helpers.figures.sense_figures import draw_composition, draw_sense_topics
from helpers.figures.stance_figures import (
    draw_query_shares,
    draw_sense_map,
    draw_stances,
    plot_query_shares,
    plot_sense_map,
    plot_stances,
)
from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.figures.value_figure import draw_role_values
from helpers.keywords.heads_and_collocates import compute_heads
from helpers.theme.frame_counts import compute_frames
from helpers.theme.main_readings import compute_theme
from helpers.theme.mentions import find_mentions
from helpers.theme.query_effect import compute_query_shares
from helpers.theme.readings import compute_readings
from helpers.theme.role_values import compute_role_values
from helpers.theme.sense_contexts import compute_composition, compute_sense_topics
from helpers.theme.stances import compute_stances
from helpers.theme.theme_file import load_theme
from helpers.theme.ways_of_counting import choose_headline, compute_multiverse

THEME = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")


@pytest.fixture(autouse=True)
def talk_style():
    use_talk_style()


def make_table(n, seed=0):
    rng = np.random.default_rng(seed)
    sense = rng.choice([*THEME.sense_ids, None], size=n)
    known = np.array([value is not None for value in sense], dtype=bool)
    stance = np.where(known, rng.choice(THEME.stances, size=n), None)
    ids = [f"p{i}" for i in range(n)]
    uncertain = known & (rng.random(n) < 0.3)
    table = pd.DataFrame({"paper_id": ids, "sense": sense, "stance": stance, "uncertain": uncertain}, dtype=object)
    return table.astype({"uncertain": bool})


@pytest.mark.parametrize("n", [0, 1, 3, 30, 109, 400, 401, 9000])
def test_the_dot_figure_is_legible(n):
    table = make_table(n)
    ax = plot_stances(table, compute_stances(table, THEME), THEME)
    assert find_text_problems(ax.figure) == []


@pytest.mark.parametrize("n", [1, 60, 109])
def test_there_is_one_dot_for_each_paper_that_was_read(n):
    table = make_table(n, seed=3)
    ax = plot_stances(table, compute_stances(table, THEME), THEME)
    drawn = sum(len(points.get_offsets()) for points in ax.collections)
    assert drawn == table["sense"].notna().sum()


def test_papers_that_are_not_sure_are_hollow():
    table = make_table(60, seed=5)
    ax = plot_stances(table, compute_stances(table, THEME), THEME)
    hollow = sum(len(points.get_offsets()) for points in ax.collections if len(points.get_facecolors()) == 0)
    assert hollow == table["uncertain"].sum() > 0


def test_above_four_hundred_papers_a_dot_stands_for_several():
    table = make_table(1000)
    ax = plot_stances(table, compute_stances(table, THEME), THEME)
    assert sum(len(points.get_offsets()) for points in ax.collections) < 300
    assert "papers" in ax.get_xlabel()


@pytest.mark.parametrize("n", [0, 1, 5, 109, 2000])
def test_the_map_is_legible(n):
    rng = np.random.default_rng(1)
    table = make_table(n)
    positions = pd.DataFrame({"paper_id": table["paper_id"], "x": rng.normal(size=n), "y": rng.normal(size=n)})
    ax = plot_sense_map(positions, table, THEME)
    assert find_text_problems(ax.figure) == []


@pytest.mark.parametrize("name", ["sparse-vs-dense", "autoregressive-vs-diffusion"])
@pytest.mark.parametrize("n", [0, 2])
def test_query_shares_are_legible(name, n):
    theme_file = load_theme(ROOT / "data" / "themes" / f"{name}.toml")
    papers = pd.DataFrame({"title": ["Dense"] * n, "abstract": ["Diffusion is sparse."] * n})
    shares = compute_query_shares(papers, theme_file, ROOT / "data" / "reference")
    ax = plot_query_shares(shares)
    assert find_text_problems(ax.figure) == []
    assert len(ax.texts) == 8


def test_where_nobody_says_the_words_every_drawing_is_a_sentence_with_its_own_words():
    papers = pd.DataFrame({"paper_id": ["a", "b"], "title": ["Trees", "Leaves"], "abstract": ["We grow.", "We fall."]})
    mentions = find_mentions(papers, THEME)
    readings, mentions = compute_readings(papers, mentions, THEME, None)
    theme = compute_theme(papers, mentions, readings, THEME)
    heads, frames = compute_heads(mentions, THEME.pole_ids), compute_frames(mentions, THEME)
    headline = choose_headline(theme, THEME)
    ways = compute_multiverse(papers, mentions, readings, theme, THEME, headline)
    positions = papers[["paper_id"]].assign(x=0.0, y=[0.0, 1.0])
    crossed = compute_sense_topics(theme, papers[["paper_id"]].assign(topic=0), {0: "all"}, THEME)
    shares = pd.DataFrame(columns=["kind", "name", "period", "partial", "n"])
    drawings = {
        "query": draw_query_shares(compute_query_shares(papers, THEME), THEME),
        "nouns": draw_nouns_and_frames(heads, frames, mentions, THEME),
        "values": draw_role_values(theme, compute_role_values(theme, readings, THEME), papers, THEME),
        "stances": draw_stances(theme, compute_stances(theme, THEME), THEME),
        "ways": draw_multiverse(ways, headline, THEME),
        "map": draw_sense_map(positions, theme, THEME),
        "topics": draw_sense_topics(crossed, THEME),
        "dates": draw_composition(compute_composition(shares, THEME), THEME, selection="query"),
    }
    assert {name: drawing.n for name, drawing in drawings.items() if drawing.n} == {"query": 2, "map": 2}
    for drawing in drawings.values():
        figure = np.ravel(np.asarray(drawing.axes, dtype=object))[0].figure
        assert find_text_problems(figure) == [] and drawing.title and drawing.caption and drawing.alt
