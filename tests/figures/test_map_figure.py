"""The map of topics: its title told by hand, its looks and names, and that nothing overlaps at any size."""

from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from helpers.figures import map_figure
from helpers.figures.density_hulls import HULL, draw_hulls
from helpers.figures.drawing import find_nothing
from helpers.figures.label_placement import LABEL, find_leader_problems
from helpers.figures.map_figure import describe_map, draw_topic_map, plot_topic_map, wrap_title
from helpers.figures.style import QUIET, new_axes, topic_colours, use_talk_style
from helpers.figures.text_layout import GREY, find_text_problems
from helpers.figures.topic_figures import describe_topics
from helpers.run.schema import NO_TOPIC

HARD_NAMES = [
    "$x_1$ of experts, routing",
    "稀疏注意力 模型",
    "<b>bold</b> claims",
    "a, very-long-hyphenated-word-in-a-name",
]


@pytest.fixture(autouse=True)
def style():
    use_talk_style()
    yield
    plt.close("all")


def make_found(n, n_topics, *, apart=False):
    """Papers, their positions and what was found, of groups that lie together, or far apart."""
    rng = np.random.default_rng(0)
    ids = [f"p{place}" for place in range(n)]
    topic = np.arange(n) % n_topics if n_topics else np.full(n, NO_TOPIC)
    places = rng.normal(size=(n, 2)) + (8.0 * np.column_stack([topic, topic**2 % 5]) if apart else 0)
    positions = pd.DataFrame(places, columns=["x", "y"]).assign(paper_id=ids, neighbours_kept=0.5)
    confidence = np.linspace(0.3, 1, n) if n_topics else np.full(n, np.nan)
    memberships = pd.DataFrame({"paper_id": ids, "topic": topic, "confidence": confidence})
    memberships["uncertain"] = memberships["confidence"] < 0.5
    labels = [(HARD_NAMES * 12)[place] + f" {place}" for place in range(n_topics)]
    topics = pd.DataFrame({"topic": np.arange(n_topics), "label": labels})
    topics["n_papers"] = [int((topic == place).sum()) for place in range(n_topics)]
    topics["exemplars"], topics["label_weak"] = [[f"p{place}"] for place in range(n_topics)], False
    topics["stability"], topics["stable"] = 0.8, True
    papers = pd.DataFrame({"paper_id": ids, "title": [f"A $title$ of <b>paper</b> {i}" for i in range(n)]})
    return papers, positions, SimpleNamespace(memberships=memberships, topics=topics, note="So.")


def find_names(ax):
    return [text for text in ax.texts if text.get_gid() == LABEL and text.get_color() != QUIET]


@pytest.mark.parametrize(
    ("n", "n_topics", "apart"),
    [
        (2, 0, False),
        (10, 0, False),
        (30, 1, False),
        (40, 3, True),
        (109, 8, True),
        (109, 16, False),
        (300, 16, False),
        (1_000, 25, True),
        (1_200, 45, False),
    ],
)
def test_nothing_overlaps_and_what_has_no_name_is_counted(n, n_topics, apart):
    papers, positions, found = make_found(n, n_topics, apart=apart)
    drawn = draw_topic_map(papers, positions, found.topics, found.memberships)
    assert find_text_problems(drawn.axes.figure) + find_leader_problems(drawn.axes.figure) == []
    unnamed = n_topics - len(find_names(drawn.axes))
    note = drawn.axes.get_xlabel().replace("\n", " ")
    for told in (drawn.caption, note):
        assert (f"{unnamed} topic" in told) == ("without a name" in told) == (unnamed > 0)
    assert drawn.caption.startswith(
        f"{describe_topics(found.topics, found.memberships)} {describe_map(positions)} Distances between far groups"
    )
    assert (drawn.n, len(drawn.data)) == (n, n) and len(drawn.subtitle) <= 100
    if apart and n_topics <= 8:
        assert unnamed == 0


def test_a_map_of_a_sample_says_how_many_papers_are_drawn():
    papers, positions, found = make_found(40, 3)
    drawn = draw_topic_map(papers, positions.head(25), found.topics, found.memberships)
    assert (drawn.n, drawn.denominator, len(drawn.data)) == (25, "of 40 papers drawn", 25)
    assert draw_topic_map(papers, positions, found.topics, found.memberships).denominator == "papers"


def test_of_very_many_papers_some_are_drawn_with_all_whose_neighbours_were_counted(monkeypatch):
    monkeypatch.setattr(map_figure, "MAX_SHOWN", 39)
    monkeypatch.setattr(map_figure, "N_SHOWN", 10)
    papers, positions, found = make_found(40, 3)
    positions["neighbours_kept"] = np.where(np.arange(40) == 5, 0.3, np.nan)
    drawn = draw_topic_map(papers, positions, found.topics, found.memberships)
    shown = [0, 4, 5, *range(8, 40, 4)]
    assert drawn.data["paper_id"].tolist() == papers["paper_id"].iloc[shown].tolist()
    assert (drawn.n, drawn.denominator) == (11, "of 40 papers drawn")
    assert drawn.title.endswith((" papers drawn", ", of those drawn"))
    assert "keeps 30%" in drawn.caption and "over 1 paper." in drawn.caption
    assert "Neighbours kept: 30%." in drawn.axes.get_xlabel().replace("\n", " ")


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_papers_are_no_map(n):
    papers, positions, found = make_found(n, 0)
    drawn = draw_topic_map(papers, positions, found.topics, found.memberships)
    assert find_nothing(drawn.axes.figure) == "A map needs at least two papers."


def test_the_note_tells_the_looks_that_occur_and_no_other():
    _, positions, found = make_found(40, 2)
    note = plot_topic_map(positions, found.memberships, found.topics).get_xlabel()
    assert "Neighbours kept: 50%." in note and "Hollow" in note and "Grey" not in note and "Italic" not in note
    sure = found.memberships.assign(uncertain=False)
    assert "Hollow" not in plot_topic_map(positions, sure, found.topics).get_xlabel()
    none = found.memberships.assign(topic=[NO_TOPIC] * 4 + [0] * 36)
    assert "Grey: no topic." in plot_topic_map(positions, none, found.topics.head(1)).get_xlabel()


def test_a_weak_name_is_italic_and_the_note_says_what_that_means():
    _, positions, found = make_found(40, 2, apart=True)
    topics = found.topics.assign(label_weak=[True, False], label=["weak", "good"])
    ax = plot_topic_map(positions, found.memberships, topics)
    looks = {text.get_text(): (text.get_style(), text.get_weight()) for text in find_names(ax)}
    assert looks == {"weak\u00a0(20)": ("italic", "normal"), "good\u00a0(20)": ("normal", "bold")}
    assert "Italic: words joined for want of a name." in ax.get_xlabel()


def test_of_too_many_topics_the_largest_are_named():
    _, positions, found = make_found(1_200, 40)
    order = np.random.default_rng(1).permutation(40)
    topics = found.topics.assign(n_papers=1_000 + order, label=[f"topic {n}" for n in order])
    named = [
        int(text.get_text().split()[1]) for text in find_names(plot_topic_map(positions, found.memberships, topics))
    ]
    assert 3 <= len(named) <= 24 and max(named) == 39 and min(named) >= 16


def test_exemplars_are_named_whole_or_not_at_all_and_ringed():
    papers, positions, found = make_found(40, 4, apart=True)
    papers["title"] = ["Kites", "Bread and circuses: " + "very long words about it " * 9, "So long " * 30, *["A"] * 37]
    ax = plot_topic_map(positions, found.memberships, found.topics, papers=papers)
    quiet = [text.get_text() for text in ax.texts if text.get_color() == QUIET]
    assert quiet == ["Kites", "Bread and circuses", "A"]
    assert len(ax.collections) == 2 + 3, "a ring for each"
    assert find_text_problems(ax.figure) + find_leader_problems(ax.figure) == []


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Sparse rewards", "Sparse rewards"),
        ("A title that takes more than one line of the map", "A title that takes more than\none line of the map"),
        ("What is sparse? " + "words and words " * 9, "What is sparse"),
        ("EvoMoE: " + "words and words " * 9, ""),
        ("x" * 40, ""),
        ("", ""),
    ],
)
def test_a_title_is_told_whole_or_up_to_its_colon_or_not_at_all(title, told):
    assert wrap_title(title) == told and "…" not in wrap_title(title)


def test_uncertain_papers_are_hollow():
    _, positions, found = make_found(20, 2)
    certain, unsure = plot_topic_map(positions, found.memberships, found.topics).collections[:2]
    assert len(certain.get_offsets()) + len(unsure.get_offsets()) == 20
    assert len(unsure.get_offsets()) == found.memberships["uncertain"].sum()
    assert len(unsure.get_facecolors()) == 0 and len(certain.get_facecolors()) > 0


def test_a_dot_is_fainter_the_fewer_of_its_neighbours_the_map_keeps():
    _, positions, found = make_found(4, 1)
    positions["neighbours_kept"] = [0.0, 0.5, 1.0, 1.0]
    memberships = found.memberships.assign(uncertain=False)
    alpha = plot_topic_map(positions, memberships, found.topics).collections[0].get_facecolors()[:, 3]
    assert alpha[0] < alpha[1] < alpha[2] == 1


def test_grey_is_of_papers_without_topic_alone():
    _, positions, found = make_found(40, 2)
    memberships = found.memberships.assign(topic=[NO_TOPIC, *[0] * 39], uncertain=False)
    inks = plot_topic_map(positions, memberships, found.topics).collections[0].get_facecolors()[:, :3]
    assert [tuple(ink) for ink in inks] == [to_rgb(GREY), *[to_rgb(topic_colours([0])[0])] * 39]


def test_given_axes_are_drawn_on():
    _, positions, found = make_found(20, 2)
    _, ax = plt.subplots(figsize=(16, 9))
    assert plot_topic_map(positions, found.memberships, found.topics, ax=ax) is ax


# --- hulls -------------------------------------------------------------------------------------------------


def test_a_ground_holds_most_dots_of_its_group_and_leaves_out_those_far_away():
    rng = np.random.default_rng(2)
    dots = np.concatenate([rng.normal(size=(40, 2)), rng.normal(size=(40, 2)) + 9, [[9, -3], [20, 9]]])
    groups = np.repeat([0, 1, 0, 2], [40, 40, 1, 1])
    ax = new_axes()
    ax.set(xlim=(-5, 21), ylim=(-5, 13))
    inside = draw_hulls(ax, dots, groups, {0: "#3CA93A", 1: "#DC3C87", 2: "#028B9A"})
    assert [patch.get_gid() for patch in ax.patches] == [HULL, HULL], "a single dot has none"
    assert all(0.75 < inside[groups == group].mean() < 1 for group in (0, 1)) and not inside[80:].any()
    for patch, group in zip(ax.patches, (0, 1), strict=True):
        on = patch.get_path().contains_points(dots)
        assert on[groups == group].mean() > 0.7 and not on[groups != group].any()
