"""Figures of the theme are legible, for no paper, for few and for thousands."""

import itertools

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers.figures.counting_figure import draw_multiverse
from helpers.figures.drawing import find_nothing
from helpers.figures.noun_figures import draw_nouns
from helpers.figures.query_figure import draw_query_shares, plot_query_shares
from helpers.figures.sense_figures import draw_sense_topics, plot_sense_topics
from helpers.figures.stance_figures import draw_stances, plot_stances
from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.figures.value_figure import draw_role_values, plot_role_values
from helpers.keywords.heads_and_collocates import compute_heads
from helpers.theme.main_readings import compute_theme
from helpers.theme.mentions import find_mentions
from helpers.theme.query_effect import compute_query_shares
from helpers.theme.readings import compute_readings
from helpers.theme.role_values import compute_role_values
from helpers.theme.sense_contexts import compute_sense_topics, place_senses
from helpers.theme.stances import choose_stances, compute_stances
from helpers.theme.theme_file import VALUES, load_theme
from helpers.theme.ways_of_counting import choose_headline, compute_multiverse

THEME = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")


@pytest.fixture(autouse=True)
def talk_style():
    use_talk_style()


def make_table(n, seed=0):
    rng = np.random.default_rng(seed)
    sense = rng.choice([*THEME.sense_ids, None], size=n)
    known = np.array([value is not None for value in sense], dtype=bool)
    table = pd.DataFrame({"paper_id": [f"p{i}" for i in range(n)], "sense": sense}, dtype=object)
    for column in ("first_value", "second_value"):
        table[column] = np.where(known, rng.choice(np.array(VALUES, dtype=object), size=n), None)
    table["stance"] = np.where(known, np.array(choose_stances(table, THEME), dtype=object), None)
    return table.assign(uncertain=known & (rng.random(n) < 0.3), role_score=np.nan, cell="both")


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


def test_papers_that_do_without_stand_under_what_they_do_without():
    values = [("neutral", "overcome"), ("overcome", "absent"), ("overcome", "endured"), ("overcome", "overcome")]
    table = pd.DataFrame(values, columns=["first_value", "second_value"], dtype=object)
    table = table.assign(paper_id=list("abcd"), sense="views", uncertain=False)
    table["stance"] = choose_stances(table, THEME)
    for part, told in ((table.head(3), ["do without dense 1", "do without sparse 2"]),
                       (table, ["do without one or both 4"])):  # fmt: skip
        ax = plot_stances(part, compute_stances(part, THEME), THEME)
        headers = [" ".join(label.get_text().split()) for label in ax.get_xticklabels()]
        assert [header for header in headers if header.startswith("do")] == told
    one = table.head(1)
    ax = plot_stances(one, compute_stances(one, THEME), THEME)
    headers = [" ".join(label.get_text().split()) for label in ax.get_xticklabels()]
    assert headers == ["seek sparse alone 0", "seek both 0", "seek dense alone 0", "do without dense 1"]


@pytest.mark.parametrize("values", [("sought", "absent"), ("overcome", "sought"), ("neutral", "neutral")])
def test_the_margin_counts_those_who_seek_as_the_figure_of_roles_does(values):
    theme = make_table(200, seed=9).assign(role="given", score=0.5)
    theme.loc[:40, ["first_value", "second_value"]] = values
    theme.loc[theme["sense"].isna(), ["first_value", "second_value"]] = None
    theme["stance"] = np.where(theme["sense"].notna(), np.array(choose_stances(theme, THEME), dtype=object), None)
    stances = compute_stances(theme, THEME).set_index("sense")
    roles = compute_role_values(theme, theme[theme["sense"].notna()].assign(main=True), THEME)
    roles = roles[roles["sense"].notna()].set_index("sense")
    for column in ("sought", "n_named", "share", "low", "high"):
        pd.testing.assert_series_equal(stances[column], roles[column].reindex(stances.index), check_dtype=False)


@pytest.mark.parametrize("n", [0, 1, 5, 109, 2000])
def test_the_map_of_senses_names_each_of_them_beside_the_topics(n):
    rng = np.random.default_rng(1)
    table = make_table(n)
    positions = pd.DataFrame({"paper_id": table["paper_id"], "x": rng.normal(size=n), "y": rng.normal(size=n)})
    members = table[["paper_id"]].assign(topic=rng.integers(0, 20, n))
    names = {i: f"a topic with a name {i}" for i in range(20)}
    placed = place_senses(table, members, names, positions)
    papers = table[["paper_id"]].assign(title="A title")
    drawn = draw_sense_topics(compute_sense_topics(placed, THEME), placed, table, papers, THEME)
    figure = np.ravel(drawn.axes)[0].figure
    assert find_text_problems(figure) == []
    if n >= 109:
        said = {" ".join(text.get_text().split()) for text in drawn.axes[1].texts}
        assert said == {THEME.sense_labels[sense] for sense in table["sense"].dropna()}


def test_the_map_of_senses_of_a_sample_says_how_many_papers_are_drawn():
    table = make_table(109)
    positions = pd.DataFrame({"paper_id": table["paper_id"], "x": np.arange(109) % 10, "y": np.arange(109) % 7})
    members = table[["paper_id"]].assign(topic=0)
    for n_drawn in (109, 60):
        placed = place_senses(table, members, {0: "tea"}, positions.head(n_drawn))
        drawn = draw_sense_topics(
            compute_sense_topics(placed, THEME), placed, table, table[["paper_id"]].assign(title="A title"), THEME
        )
        told = "60 of 109 papers drawn"
        assert (told in drawn.caption) == (told in drawn.axes[1].get_xlabel()) == (n_drawn == 60)


@pytest.mark.parametrize(("n", "bars"), [(60, 0), (61, 2)])
def test_topics_of_many_papers_are_bars_as_long_as_their_papers(n, bars):
    table = make_table(n).assign(sense="views", uncertain=[True, *[False] * (n - 1)])
    positions = pd.DataFrame({"paper_id": table["paper_id"], "x": np.arange(n), "y": np.arange(n)})
    placed = place_senses(table, table[["paper_id"]].assign(topic=0), {0: "tea"}, positions)
    left = plot_sense_topics(compute_sense_topics(placed, THEME), placed, THEME)[0]
    widths = [bar.get_width() for bar in left.patches]
    assert len(widths) == bars and (not bars or np.isclose(widths[0], 60 * widths[1]))
    assert left.get_xlabel().startswith("bars" if bars else "one dot a paper")


@pytest.mark.parametrize(("n", "is_named"), [(60, True), (900, False)])
def test_a_paper_is_named_beside_its_dot_and_not_where_a_dot_is_many_papers(n, is_named):
    theme = make_table(n).assign(role=["given", "output"] * (n // 2), score=0.5)
    values = compute_role_values(theme, theme[theme["sense"].notna()].assign(main=True), THEME)
    exemplars = pd.DataFrame({"role": "given", "first_value": list(VALUES), "name": "N"})
    ax = plot_role_values(theme, values, THEME, exemplars=exemplars)
    assert ("N" in {text.get_text() for text in ax.texts}) == is_named


def test_of_thousands_of_papers_bars_keep_their_room_and_papers_without_a_reading_hide_none():
    table = make_table(9_000)
    table.loc[table.index % 3 > 0, "sense"] = None
    positions = pd.DataFrame({"paper_id": table["paper_id"], "x": np.arange(9_000) % 97, "y": np.arange(9_000) % 89})
    placed = place_senses(
        table, table[["paper_id"]].assign(topic=np.arange(9_000) % 2), {0: "tea", 1: "ink"}, positions
    )
    left, right = plot_sense_topics(compute_sense_topics(placed, THEME), placed, THEME)
    assert max(bar.get_x() + bar.get_width() for bar in left.patches) > 0.4 * left.get_xlim()[1]
    faint, read = right.collections[:2]
    assert len(faint.get_offsets()) > len(read.get_offsets()) and faint.get_alpha() < 0.3
    # Senses are mixed, so that none lies on top of the others.
    last = {tuple(ink) for ink in read.get_edgecolors()[-60:]}
    assert len(last) == len({tuple(ink) for ink in read.get_edgecolors()})


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
    headline = choose_headline(theme, THEME)
    ways = compute_multiverse(papers, mentions, readings, theme, THEME, headline)
    positions = papers[["paper_id"]].assign(x=0.0, y=1.0)
    placed = place_senses(theme, papers[["paper_id"]].assign(topic=0), {0: "all"}, positions)
    drawings = {
        "query": draw_query_shares(compute_query_shares(papers, THEME), THEME, selection="query"),
        "nouns": draw_nouns(compute_heads(mentions, THEME.pole_ids), mentions, THEME),
        "values": draw_role_values(theme, compute_role_values(theme, readings, THEME), papers, THEME),
        "stances": draw_stances(theme, compute_stances(theme, THEME), papers, THEME),
        "ways": draw_multiverse(ways, headline, THEME),
        "topics": draw_sense_topics(compute_sense_topics(placed, THEME), placed, theme, papers, THEME),
    }
    for name, drawing in drawings.items():
        assert find_text_problems(drawing.axes.figure) == [] and drawing.title and drawing.caption and drawing.alt
        told = find_nothing(drawing.axes.figure)
        begins = "No two senses" if name == "ways" else f"Only {said} paper" if said else "No paper has"
        assert told.startswith(begins) and told.endswith(".") and told.count(".") == 1, name


def test_names_of_columns_stay_apart_where_one_stance_has_nearly_all_papers():
    other = load_theme(ROOT / "data" / "themes" / "autoregressive-vs-diffusion.toml")
    theme = make_table(900).assign(stance="diffusion", sense="images", role="given", score=0.5)
    theme = theme.assign(first_value="neutral", second_value="sought")
    theme.loc[:8, "stance"] = "autoregressive"
    axes = plot_stances(theme, compute_stances(theme, other), other)
    axes.figure.canvas.draw()
    boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert len(boxes) == 3 and all(left.x1 < right.x0 for left, right in itertools.pairwise(boxes))


@pytest.mark.parametrize("n", [30, 900])
def test_a_figure_of_dots_has_every_paper_in_its_numbers(n):
    theme = make_table(n).assign(role="given", score=0.5)
    papers = theme[["paper_id"]].assign(title=[f"Title {i}" for i in range(n)])
    readings = theme[theme["sense"].notna()].assign(main=True)
    drawings = [
        (draw_role_values(theme, compute_role_values(theme, readings, THEME), papers, THEME), ["role", "first_value"]),
        (draw_stances(theme, compute_stances(theme, THEME), papers, THEME), ["stance", "first_value", "second_value"]),
    ]
    for drawing, places in drawings:
        data = drawing.data
        assert data["paper_id"].is_unique and len(data) == drawing.n
        columns = ["paper_id", "title", "sense", *places, "uncertain"]
        known = papers.merge(theme, on="paper_id")
        known = known[known["paper_id"].isin(data["paper_id"])].reset_index(drop=True)
        pd.testing.assert_frame_equal(data[columns], known[columns], check_dtype=False)
        group = "role" if "role" in places else "sense"
        assert data.groupby(group)["share"].nunique(dropna=False).eq(1).all()
