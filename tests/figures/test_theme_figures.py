"""Figures of the theme are legible, for no paper, for few and for thousands."""

import itertools

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers.figures.counting_figure import draw_multiverse
from helpers.figures.drawing import find_nothing
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
    return table.astype({"uncertain": bool}).assign(role_score=np.nan, cell="both")


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


@pytest.mark.parametrize("spread", [0.0, 1.0])
def test_every_sense_has_its_name_on_the_map_or_the_caption_says_how_many_have_none(spread):
    table = make_table(109)
    x, y = spread * np.random.default_rng(1).normal(size=(2, 109))
    positions = table[["paper_id"]].assign(x=x, y=y)
    drawn = draw_sense_map(positions, table, table[["paper_id"]].assign(title="A title"), THEME)
    n_unnamed = table["sense"].nunique() - len(drawn.axes.texts)
    assert (n_unnamed > 0) == ("without a name on it, for want of room" in drawn.caption)
    assert n_unnamed == 0 or f" {n_unnamed} sense" in drawn.caption


@pytest.mark.parametrize("name", ["sparse-vs-dense", "autoregressive-vs-diffusion"])
@pytest.mark.parametrize("n", [0, 2])
def test_query_shares_are_legible(name, n):
    theme_file = load_theme(ROOT / "data" / "themes" / f"{name}.toml")
    papers = pd.DataFrame({"title": ["Dense"] * n, "abstract": ["Diffusion is sparse."] * n})
    shares = compute_query_shares(papers, theme_file, ROOT / "data" / "reference")
    ax = plot_query_shares(shares)
    assert find_text_problems(ax.figure) == []
    assert len(ax.texts) == 8


@pytest.mark.parametrize("said", [0, 1, 9])
def test_where_few_say_the_words_every_drawing_is_one_true_sentence(said):
    abstracts = ["We learn sparse trees."] * said + ["We grow."] * 12
    ids = [f"p{i}" for i in range(len(abstracts))]
    papers = pd.DataFrame({"paper_id": ids, "title": "Trees", "abstract": abstracts})
    mentions = find_mentions(papers, THEME)
    readings, mentions = compute_readings(papers, mentions, THEME, lambda texts: np.ones((len(texts), 1)))
    theme = compute_theme(papers, mentions, readings, THEME)
    heads, frames = compute_heads(mentions, THEME.pole_ids), compute_frames(mentions, THEME)
    headline = choose_headline(theme, THEME)
    ways = compute_multiverse(papers, mentions, readings, theme, THEME, headline)
    positions = papers[["paper_id"]].assign(x=0.0, y=1.0)
    crossed = compute_sense_topics(theme, papers[["paper_id"]].assign(topic=0), {0: "all"}, THEME)
    counted = theme["sense"].value_counts().rename_axis("name").reset_index(name="n")
    shares = counted.assign(kind="sense", period="2024", partial=False)
    drawings = {
        "query": draw_query_shares(compute_query_shares(papers, THEME), THEME),
        "nouns": draw_nouns_and_frames(heads, frames, mentions, THEME),
        "values": draw_role_values(theme, compute_role_values(theme, readings, THEME), papers, THEME),
        "stances": draw_stances(theme, compute_stances(theme, THEME), papers, THEME),
        "ways": draw_multiverse(ways, headline, THEME),
        "map": draw_sense_map(positions, theme, papers, THEME),
        "topics": draw_sense_topics(crossed, THEME),
        "dates": draw_composition(compute_composition(shares, THEME), THEME, selection="query"),
    }
    for name, drawing in drawings.items():
        assert find_text_problems(drawing.axes.figure) == [] and drawing.title and drawing.caption and drawing.alt
        told = find_nothing(drawing.axes.figure)
        begins = "Fewer than two" if name == "ways" else f"Only {said} paper" if said else "No paper has"
        assert told.startswith(begins) and told.endswith(".") and told.count(".") == 1, name


def test_papers_of_one_period_or_of_none_have_no_figure_over_time():
    shares = pd.DataFrame({"kind": "sense", "name": THEME.sense_ids, "period": "2025-10", "partial": False, "n": 60.0})
    one = draw_composition(compute_composition(shares, THEME), THEME, selection="query")
    n = 60 * len(shares)
    assert find_nothing(one.axes.figure) == (
        f"All {n:,} papers with a date and a reading are of 2025-10, so there is nothing to lay out over time."
    )
    none = draw_composition(compute_composition(shares.head(0), THEME), THEME, selection="query")
    assert "No paper has a date" in find_nothing(none.axes.figure)
    two = pd.concat([shares, shares.assign(period="2025-11")])
    assert find_nothing(draw_composition(compute_composition(two, THEME), THEME, selection="query").axes.figure) is None


def test_names_of_columns_stay_apart_where_one_stance_has_nearly_all_papers():
    other = load_theme(ROOT / "data" / "themes" / "autoregressive-vs-diffusion.toml")
    theme = make_table(900).assign(stance="diffusion", sense="images", role="given", score=0.5)
    theme.loc[:8, "stance"] = "autoregressive"
    axes = plot_stances(theme, compute_stances(theme, other), other)
    axes.figure.canvas.draw()
    boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert len(boxes) == 5 and all(left.x1 < right.x0 for left, right in itertools.pairwise(boxes))


@pytest.mark.parametrize("n", [30, 900])
def test_a_figure_of_dots_has_every_paper_in_its_numbers(n):
    rng = np.random.default_rng(n)
    theme = make_table(n).assign(role="given", score=0.5, first_value=rng.choice(["sought", "overcome"], n))
    papers = theme[["paper_id"]].assign(title=[f"Title {i}" for i in range(n)])
    readings = theme[theme["sense"].notna()].assign(main=True)
    positions = theme[["paper_id"]].assign(x=rng.normal(size=n), y=rng.normal(size=n), neighbours_kept=0.5)
    drawings = [
        (draw_role_values(theme, compute_role_values(theme, readings, THEME), papers, THEME), ["role", "first_value"]),
        (draw_stances(theme, compute_stances(theme, THEME), papers, THEME), ["stance"]),
        (draw_sense_map(positions, theme, papers, THEME), ["x", "y", "stance"]),
    ]
    for drawing, places in drawings:
        data = drawing.data
        assert data["paper_id"].is_unique and len(data) == drawing.n
        columns = ["paper_id", "title", "sense", *places, "uncertain"]
        known = papers.merge(theme, on="paper_id").merge(positions, on="paper_id")
        known = known[known["paper_id"].isin(data["paper_id"])].reset_index(drop=True)
        pd.testing.assert_frame_equal(data[columns], known[columns], check_dtype=False)
        if "share" in data:
            assert data.groupby("sense")["share"].nunique(dropna=False).eq(1).all()
