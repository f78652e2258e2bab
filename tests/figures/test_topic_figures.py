from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from helpers.figures.map_figure import draw_topic_map, plot_topic_map
from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.figures.topic_figures import (
    describe_topics,
    draw_confidence,
    draw_topic_sizes,
    plot_confidence,
    plot_topic_sizes,
)
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


def make_tables(n, n_topics, parents=False):
    rng = np.random.default_rng(0)
    ids = [f"p{place}" for place in range(n)]
    topic = np.arange(n) % n_topics if n_topics else np.full(n, NO_TOPIC)
    confidence = np.linspace(0.3, 1, n) if n_topics else np.full(n, np.nan)
    positions = pd.DataFrame(
        {"paper_id": ids, "x": rng.normal(size=n), "y": rng.normal(size=n), "neighbours_kept": 0.5}
    )
    memberships = pd.DataFrame({"paper_id": ids, "topic": topic, "confidence": confidence})
    memberships["uncertain"] = memberships["confidence"] < 0.5
    stability = np.linspace(0.9, 0.2, n_topics)
    topics = pd.DataFrame(
        {
            "topic": np.arange(n_topics),
            "label": [(HARD_NAMES * 9)[place] + f" {place}" for place in range(n_topics)],
            "n_papers": [int((topic == place).sum()) for place in range(n_topics)],
            "stability": stability,
            "stable": stability >= 0.6,
            "parent": pd.array([pd.NA] * n_topics, dtype="Int64"),
        }
    )
    return positions, memberships, topics


@pytest.mark.parametrize(("n", "n_topics"), [(0, 0), (1, 0), (2, 0), (10, 0), (30, 1), (109, 8), (1_000, 25)])
def test_no_text_overlaps_or_is_clipped(n, n_topics):
    positions, memberships, topics = make_tables(n, n_topics)
    for figure in (
        plot_topic_map(positions, memberships, topics).figure,
        plot_topic_sizes(topics)[0].figure,
        plot_confidence(memberships, topics).figure,
    ):
        assert find_text_problems(figure) == []


@pytest.mark.parametrize(("n", "n_topics"), [(109, 8), (109, 16), (300, 16), (1_000, 25)])
def test_the_map_says_how_many_topics_have_no_name_and_no_line_to_a_name_crosses_one(n, n_topics):
    positions, memberships, topics = make_tables(n, n_topics)
    topics["label"] = [f"a name of three lines, more or less {place}" for place in range(n_topics)]
    ax = plot_topic_map(positions, memberships, topics)
    names = [text for text in ax.texts if text.get_text().startswith("a name")]
    unnamed = n_topics - len(names)
    told = ax.get_xlabel().replace("\n", " ")
    assert (f"{unnamed} topic" in told) == ("without a name" in told) == (unnamed > 0)
    for line in ax.lines:
        path = line.get_transform().transform_path(line.get_path())
        assert not any(path.intersects_bbox(text.get_window_extent()) for text in ax.texts)


@pytest.mark.parametrize("n_topics", [2, 25])
def test_the_caption_of_the_map_says_how_many_topics_have_no_name(n_topics):
    positions, memberships, topics = make_tables(100, n_topics)
    papers = memberships[["paper_id"]].assign(title="A title")
    found = SimpleNamespace(memberships=memberships, topics=topics, hierarchy=None, note="So.")
    drawn = draw_topic_map(papers, positions, found)
    n_named = sum(text.get_text() != "neighbours kept: 50%" for text in drawn.axes.texts)
    told = f" {n_topics - n_named} topics without a name here, for want of room."
    assert (told in drawn.caption) == (n_topics > n_named)
    assert ("without a name" in drawn.caption) == (n_topics == 25)


def test_uncertain_papers_are_hollow():
    positions, memberships, topics = make_tables(20, 2)
    certain, unsure = plot_topic_map(positions, memberships, topics).collections[:2]
    assert len(certain.get_offsets()) + len(unsure.get_offsets()) == 20
    assert len(unsure.get_offsets()) == memberships["uncertain"].sum()
    assert len(unsure.get_facecolors()) == 0
    assert len(certain.get_facecolors()) > 0


def test_topics_that_are_not_stable_are_hatched():
    topics = make_tables(30, 4)[2]
    for ax in plot_topic_sizes(topics):
        assert [bool(bar.get_hatch()) for bar in ax.patches] == [not stable for stable in topics["stable"]]


def test_the_share_of_neighbours_kept_stands_in_the_corner_and_a_warning_under_the_map():
    positions, memberships, topics = make_tables(20, 2)
    ax = plot_topic_map(positions, memberships, topics)
    corner = next(text for text in ax.texts if "neighbours kept" in text.get_text())
    assert corner.get_text() == "neighbours kept: 50%"
    assert corner.get_position() == (1, 0)
    assert "far groups" in ax.get_xlabel() and "mean nothing" in ax.get_xlabel().replace("\n", " ")


def test_a_dot_is_fainter_the_fewer_of_its_neighbours_the_map_keeps():
    positions, memberships, topics = make_tables(4, 1)
    positions["neighbours_kept"] = [0.0, 0.5, 1.0, 1.0]
    memberships["uncertain"] = False
    alpha = plot_topic_map(positions, memberships, topics).collections[0].get_facecolors()[:, 3]
    assert alpha[0] < alpha[1] < alpha[2] == 1


def test_an_unstable_topic_says_so_in_words():
    topics = make_tables(30, 4)[2]
    told = [text.get_text() for text in plot_topic_sizes(topics)[1].texts]
    assert told == ["not stable"] * int((~topics["stable"]).sum())
    assert (
        plot_topic_sizes(topics.head(1).assign(stability=np.nan, stable=False))[1].texts[0].get_text() == "not judged"
    )


def test_without_topics_the_figure_says_why():
    _, memberships, topics = make_tables(5, 0)
    assert "under 30 papers" in plot_confidence(memberships, topics).texts[0].get_text().replace("\n", " ")


def test_given_axes_are_drawn_on():
    positions, memberships, topics = make_tables(20, 2)
    _, ax = plt.subplots(figsize=(16, 9))
    assert plot_topic_map(positions, memberships, topics, ax=ax) is ax


# --- words -------------------------------------------------------------------------------------------------


def test_the_sentence_counts_topics_stable_ones_and_uncertain_papers():
    _, memberships, topics = make_tables(3, 2)
    sentence = describe_topics(topics, memberships)
    assert sentence.startswith("2 topics hold all 3 papers; 1 of them is stable")
    assert sentence.endswith("1 paper is marked uncertain.")
    assert describe_topics(topics.head(0), memberships).startswith("No topics: 3 papers, and under 30")


@pytest.mark.parametrize(("n", "n_topics"), [(0, 0), (10, 0), (40, 3)])
def test_drawings_carry_their_words_and_numbers(n, n_topics):
    _, memberships, topics = make_tables(n, n_topics)
    topics = topics.assign(words=[["a"]] * n_topics, exemplars=[["p0"]] * n_topics)
    papers = memberships[["paper_id"]].assign(title="A title", abstract="Words.")
    sizes, confidence = draw_topic_sizes(topics, memberships), draw_confidence(papers, memberships, topics)
    assert sizes.n == confidence.n == n
    assert sizes.alt == describe_topics(topics, memberships)
    assert "words" not in sizes.data and len(confidence.data) == n
    assert list(confidence.data.columns[:2]) == ["paper_id", "title"]
