from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from helpers.figures.map_widget import open_topic_browser
from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.figures.topic_check_figures import (
    draw_defaults,
    draw_method_overlap,
    draw_recovery,
    plot_defaults,
    plot_method_overlap,
    plot_recovery,
)
from helpers.figures.tree_figures import (
    describe_curve,
    draw_scale_curve,
    draw_topic_tree,
    plot_hierarchy,
    plot_paper_tree,
)
from helpers.run.schema import NO_TOPIC
from helpers.topics.hierarchy import compute_hierarchy


@pytest.fixture(autouse=True)
def style():
    use_talk_style()
    yield
    plt.close("all")


def make_run(n, n_topics, seed=0):
    rng = np.random.default_rng(seed)
    ids = [f"p{place}" for place in range(n)]
    groups = np.arange(n) % n_topics if n_topics else np.arange(n)
    vectors = rng.normal(size=(n, 8))
    hierarchy = compute_hierarchy(vectors, groups) if n else compute_hierarchy(np.zeros((0, 8)), groups)
    topics = pd.DataFrame({"topic": np.arange(n_topics)})
    topics["label"] = [f"a $long$ <name> of topic {place}" for place in range(n_topics)]
    topics["n_papers"] = [int((groups == place).sum()) for place in range(n_topics)]
    topics["stable"] = topics["topic"] % 2 == 0
    topics["parent"] = pd.array([pd.NA] * n_topics, dtype="Int64")
    memberships = pd.DataFrame(
        {"paper_id": ids, "topic": groups if n_topics else NO_TOPIC, "confidence": 0.9, "uncertain": False}
    )
    positions = pd.DataFrame(rng.normal(size=(n, 2)), columns=["x", "y"]).assign(paper_id=ids, neighbours_kept=0.4)
    papers = pd.DataFrame({"paper_id": ids, "title": [f"A $title$ of <b>paper</b> {i}" for i in range(n)]})
    papers["abstract"] = [f"On kites and bread {i}." for i in range(n)]
    papers["published_low"] = pd.Series([pd.NaT] * n, dtype="datetime64[us]")
    papers["published_precision"] = "none"
    if n:
        papers.loc[0, "published_low"] = pd.Timestamp("2024-05-01")
        papers.loc[0, "published_precision"] = "month"
    return papers, positions, memberships, topics, hierarchy


@pytest.mark.parametrize(
    ("n", "n_topics"), [(0, 0), (1, 0), (2, 0), (10, 0), (29, 0), (40, 1), (60, 2), (400, 12), (900, 45)]
)
def test_trees_have_no_text_problems_at_any_size(n, n_topics):
    papers, _, _, topics, hierarchy = make_run(n, n_topics)
    found = SimpleNamespace(topics=topics, hierarchy=hierarchy, paper_tree=None if n_topics else hierarchy, note="So.")
    drawing = draw_topic_tree(found, papers)
    assert find_text_problems(drawing.axes.figure) == []
    assert ("topics" if n_topics else "papers") in drawing.title
    assert drawing.n == n and drawing.caption.endswith("So.")


def test_a_tree_names_every_paper_and_joins_all():
    papers, _, _, _, tree = make_run(5, 0)
    ax = plot_paper_tree(tree, papers)
    assert len(ax.get_yticklabels()) == 5
    assert len(ax.lines) == 4


def test_topics_that_are_not_stable_are_hollow_in_the_tree():
    _, _, _, topics, hierarchy = make_run(40, 4)
    dots = plot_hierarchy(hierarchy, topics).collections
    assert sum(len(dot.get_facecolors()) == 0 for dot in dots) == 2


def test_the_curve_marks_the_number_that_was_taken():
    curve = pd.DataFrame(
        {"scale": [1, 2, 3.0], "n_topics": [4, 8, 8], "stability": [0.6, 0.7, 0.8], "low": [0.5, 0.6, 0.7],
         "high": [0.7, 0.8, 0.9], "chosen": [False, False, True]}
    )  # fmt: skip
    drawing = draw_scale_curve(SimpleNamespace(curve=curve, memberships=range(5)))
    assert [text.get_text() for text in drawing.axes.texts] == ["taken: 8 topics"]
    assert find_text_problems(drawing.axes.figure) == []
    assert drawing.n == 5
    assert drawing.caption == "8 topics come back with a mean Jaccard index of 0.80, the best of 3 scales."
    none = draw_scale_curve(SimpleNamespace(curve=curve.iloc[:0], memberships=range(5)))
    assert "tried" in none.axes.texts[0].get_text() and "tried" in none.caption


def test_the_curve_tells_what_was_not_measured_or_not_stable():
    curve = pd.DataFrame({"n_topics": [4, 8], "stability": [0.7, 0.6], "chosen": [False, True]})
    assert describe_curve(curve).endswith("0.60; the best of 2 scales, with 4 topics, reaches 0.70.")
    assert "not measured" in describe_curve(curve.assign(stability=np.nan))
    assert "stable enough" in describe_curve(curve.assign(chosen=False))


# --- checks ------------------------------------------------------------------------------------------------

WAYS = pd.DataFrame(
    {"way": ["ours", "theirs"], "topics": [12.0, 2.5], "left_out": [0.0, 0.2], "agreement": [0.99, np.nan],
     "coherence": [0.2, -0.3], "diversity": [0.9, 0.5], "found": [12, 3], "v_measure": [0.9, 0.6]}
)  # fmt: skip


def test_both_ways_are_drawn_with_their_numbers():
    axes = plot_defaults(WAYS)
    told = [text.get_text() for ax in axes for text in ax.texts]
    assert told == ["1.00", "0.80", "0.99", "none", "0.20", "-0.30", "0.90", "0.50"]
    assert find_text_problems(axes[0].figure) == []
    assert find_text_problems(plot_recovery(WAYS)[0].figure) == []


def test_without_topics_the_checks_say_so():
    assert "Too few" in plot_recovery(WAYS.iloc[:0])[0].texts[0].get_text()
    assert "Too few" in plot_defaults(WAYS.assign(topics=0.0))[0].texts[0].get_text()
    assert "nothing to compare" in plot_method_overlap(pd.DataFrame()).texts[0].get_text()


def test_checks_carry_their_words_and_numbers():
    overlap = draw_method_overlap(pd.DataFrame(), pd.DataFrame(index=range(4)))
    assert (overlap.n, overlap.denominator) == (4, "papers")
    assert "seconds" not in draw_defaults(WAYS.assign(seconds=1.0), pd.DataFrame(index=range(4))).data
    assert draw_recovery(WAYS.assign(n=30)).n == 30
    assert draw_recovery(WAYS.iloc[:0]).n == 0


# --- browser -----------------------------------------------------------------------------------------------


def open_browser(n, n_topics):
    papers, positions, memberships, topics, _ = make_run(n, n_topics)
    cards = {paper: f"<p>The card of {paper}.</p>" for paper in papers["paper_id"]}
    return open_topic_browser(papers, positions, memberships, topics, cards=cards)


def test_a_search_selects_the_papers_that_have_every_word():
    browser = open_browser(40, 2)
    assert browser.selected.empty
    found = browser.search("KITES bread 7.")
    assert found["paper_id"].tolist() == ["p7", "p17", "p27", "p37"]
    assert browser.selected.equals(found)
    assert {"title", "date", "topic"} <= set(found.columns)
    assert browser.search("").empty


def test_a_lasso_gives_a_table_and_dates_are_as_exact_as_they_are_known():
    browser = open_browser(40, 2)
    browser._scatter.widget.selection = np.array([0, 3])
    assert browser.selected["paper_id"].tolist() == ["p0", "p3"]
    assert browser.selected["date"].tolist() == ["2024-05", ""]


def test_a_click_on_a_dot_shows_its_paper_and_several_are_listed():
    browser = open_browser(40, 2)
    beside = browser._page.children[-1].children[-1]
    assert beside.value.startswith("Click on a dot")
    browser._scatter.widget.selection = np.array([7])
    assert beside.value == "<div class='paper-card' style='line-height:1.4'><p>The card of p7.</p></div>"
    browser._scatter.widget.selection = np.array([])
    assert "card of p7" in beside.value, "a click beside the dots leaves it"
    browser.search("kites")
    assert "20 of 40 rows" in beside.value and "card of p19" in beside.value and "<b>paper</b>" not in beside.value


def test_no_dot_is_at_the_edge_and_the_wheel_scrolls_the_page():
    browser = open_browser(40, 2)
    widget = browser._scatter.widget
    assert np.abs(widget.points[:, :2]).max() < 0.95
    assert widget.camera_is_fixed and widget.tooltip_preview_text_lines is None
    browser._page.children[0].children[1].value = True
    assert not widget.camera_is_fixed and widget.mouse_mode == "panZoom"


@pytest.mark.parametrize("n", [0, 1, 5])
def test_a_browser_opens_on_any_number_of_papers(n):
    browser = open_browser(n, 0)
    assert browser.selected.empty
    assert "application/vnd.jupyter.widget-view+json" in browser._repr_mimebundle_()
