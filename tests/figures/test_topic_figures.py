import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from helpers.figures.style import ACCENT, use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.figures.topic_figures import MAX_ROWS, draw_topics, list_topic_rows, plot_topics
from helpers.figures.topic_rival_figure import draw_topic_rival, plot_topic_rival
from helpers.run.schema import NO_TOPIC
from helpers.topics.bertopic_comparison import COLUMNS, DEFAULTS, HERE, MATCHED, OURS

HARD_NAMES = [
    "$x_1$ of experts, routing", "稀疏注意力 模型", "<b>bold</b> claims", "a, very-long-hyphenated-word-in-a-name",
]  # fmt: skip


@pytest.fixture(autouse=True)
def style():
    use_talk_style()
    yield
    plt.close("all")


def make_tables(n, n_topics):
    topic = np.arange(n) % n_topics if n_topics else np.full(n, NO_TOPIC)
    memberships = pd.DataFrame({"paper_id": [f"p{place}" for place in range(n)], "topic": topic})
    memberships["uncertain"] = np.arange(n) < n_topics
    stability = np.linspace(0.9, 0.2, n_topics)
    topics = pd.DataFrame(
        {"topic": np.arange(n_topics), "label": [f"{(HARD_NAMES * 9)[place]} {place}" for place in range(n_topics)],
         "n_papers": [int((topic == place).sum()) for place in range(n_topics)], "stability": stability,
         "stable": stability >= 0.6, "named_by": "words", "label_coverage": 0.7, "label_lift": 4.0,
         "label_weak": np.arange(n_topics) == 1}
    )  # fmt: skip
    methods = pd.DataFrame(
        [(place, view, overlap) for place in range(n_topics) for view, overlap in (("One", 0.9), ("Two or more", 0.2))],
        columns=["topic", "view", "overlap"],
    )
    return topics, memberships, methods


def make_ways(ours=0.9, matched=0.7, default=0.2, size=4, planted=12):
    """A table of the rival: the same agreement with the truth in each of three corpora, or one for each."""
    rows = []
    for corpus in (HERE, "planted 1", "planted 2", "planted 3"):
        for way, agreement, smallest in ((OURS, ours, None), (MATCHED, matched, size), (DEFAULTS, default, 10)):
            many = np.broadcast_to(agreement, 3)
            value = many[0] if corpus == HERE else many[int(corpus[-1]) - 1]
            rows.append(
                (corpus, way, smallest, 109, None if corpus == HERE else planted, 12.0, 0.1, value, 0.1, 0.9, 1.0, "")
            )
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.mark.parametrize(("n", "n_topics"), [(0, 0), (10, 0), (30, 1), (30, 2), (109, 8), (1_000, 14), (10_000, 33)])
def test_no_text_overlaps_or_is_clipped(n, n_topics):
    topics, memberships, methods = make_tables(n, n_topics)
    drawing = draw_topics(topics, memberships, methods if n_topics > 1 else methods.head(0))
    assert find_text_problems(drawing.axes[0].figure) == []
    assert drawing.n == n and len(drawing.data) == n_topics


def test_rows_stand_by_size_and_count_the_papers_in_doubt():
    topics, memberships, methods = make_tables(11, 3)
    memberships["uncertain"] = memberships["topic"] == 2
    topics.loc[2, "n_papers"] = 40
    rows = list_topic_rows(topics, memberships, methods)
    assert rows["topic"].tolist() == [2, 0, 1]
    assert rows["n_doubtful"].tolist() == [3, 0, 0]
    assert rows["One"].tolist() == [0.9] * 3 and rows["Two or more"].tolist() == [0.2] * 3


def test_what_is_not_stable_is_hollow_and_so_are_the_papers_in_doubt():
    topics, memberships, methods = make_tables(40, 4)
    rows = list_topic_rows(topics, memberships, methods)
    sizes, stability, others = plot_topics(rows, 40)
    assert [bar.get_width() for bar in sizes.patches] == [9.0] * 4 + [1.0] * 4
    assert [bar.get_facecolor()[3] for bar in sizes.patches] == [1.0] * 4 + [0.0] * 4
    dots = [dots for dots in stability.collections if len(dots.get_facecolors())]
    faces = [to_hex(dot.get_facecolors()[0]).upper() for dot in dots]
    assert [face == ACCENT for face in faces] == rows["stable"].tolist()
    assert [text.get_text() for text in others.texts] == ["0.90"] * 4 + ["0.20"] * 4


def test_a_weak_name_is_in_italics_and_the_figure_says_what_that_means():
    topics, memberships, methods = make_tables(40, 4)
    ax = plot_topics(list_topic_rows(topics, memberships, methods), 40)[0]
    assert [label.get_style() for label in ax.get_yticklabels()] == ["normal", "italic", "normal", "normal"]
    assert "Italic: words joined" in ax.get_xlabel()
    strong = plot_topics(list_topic_rows(topics.assign(label_weak=False), memberships, methods), 40)[0]
    assert strong.get_xlabel() == ""


def test_of_many_topics_the_largest_are_drawn_and_the_others_counted():
    topics, memberships, methods = make_tables(1_000, 30)
    topics["label_weak"] = False
    ax = plot_topics(list_topic_rows(topics, memberships, methods), 1_000)[0]
    assert len(ax.get_yticklabels()) == MAX_ROWS
    rest = topics["n_papers"].sort_values(ascending=False).iloc[MAX_ROWS:].sum()
    assert ax.get_xlabel().replace("\n", " ") == f"16 smaller topics with {rest} papers not shown."


def test_a_topic_that_was_not_tested_has_no_dot():
    topics, memberships, methods = make_tables(30, 1)
    topics = topics.assign(stability=np.nan, stable=False)
    told = plot_topics(list_topic_rows(topics, memberships, methods.head(0)), 30)[1].texts
    assert [text.get_text() for text in told] == ["not tested"]


# --- the rival ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ways", [make_ways(), make_ways(0.5, [0.1, 0.9, 0.5], -0.1, 130, 60), make_ways(1, 1, 1)])
def test_the_rival_has_no_text_problems(ways):
    drawing = draw_topic_rival(ways, pd.DataFrame(index=range(109)))
    assert find_text_problems(drawing.axes[0].figure) == []
    assert "seconds" not in drawing.data and drawing.n == 109


def test_each_way_has_its_numbers_and_what_could_not_be_computed_is_hollow():
    ways = make_ways()
    nothing = (ways["way"] == DEFAULTS) & (ways["corpus"] == HERE)
    ways.loc[nothing, ["topics", "left_out", "agreement"]] = 0.0, 1.0, np.nan
    axes = plot_topic_rival(ways)
    told = [[text.get_text() for text in ax.texts] for ax in axes]
    assert told[0] == ["12", "10% of papers in none", "12", "10% of papers in none", "0", "100% of papers in none"]
    assert told[1] == ["0.90", "0.70", "no topic found"]
    assert told[3] == ["0.90", "0.70", "0.20"]
    assert find_text_problems(axes[0].figure) == []


def test_without_topics_there_is_no_rival():
    axes = plot_topic_rival(pd.DataFrame(columns=COLUMNS))
    assert "nothing to hold" in axes[0].texts[0].get_text()
    drawing = draw_topic_rival(pd.DataFrame(columns=COLUMNS), pd.DataFrame(index=range(4)))
    assert drawing.n == 4
