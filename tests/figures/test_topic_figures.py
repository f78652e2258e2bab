import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

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
    _, memberships, topics = make_tables(n, n_topics)
    for figure in (
        plot_topic_sizes(topics)[0].figure,
        plot_confidence(memberships, topics).figure,
    ):
        assert find_text_problems(figure) == []


def test_topics_that_are_not_stable_are_hatched():
    topics = make_tables(30, 4)[2]
    for ax in plot_topic_sizes(topics):
        assert [bool(bar.get_hatch()) for bar in ax.patches] == [not stable for stable in topics["stable"]]


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
