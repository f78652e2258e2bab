import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from helpers.figures.map_widget import open_topic_browser
from helpers.figures.style import use_talk_style


@pytest.fixture(autouse=True)
def style():
    use_talk_style()
    yield
    plt.close("all")


def open_browser(n, n_topics):
    ids = [f"p{place}" for place in range(n)]
    topics = pd.DataFrame({"topic": np.arange(n_topics)})
    topics["label"] = [f"a $long$ <name> of topic {place}" for place in range(n_topics)]
    memberships = pd.DataFrame(
        {"paper_id": ids, "topic": np.arange(n) % n_topics if n_topics else -1, "confidence": 0.9, "uncertain": False}
    )
    positions = pd.DataFrame(np.random.default_rng(0).normal(size=(n, 2)), columns=["x", "y"])
    positions = positions.assign(paper_id=ids, neighbours_kept=0.4)
    papers = pd.DataFrame({"paper_id": ids, "title": [f"A $title$ of <b>paper</b> {i}" for i in range(n)]})
    papers["abstract"] = [f"On kites and bread {i}." for i in range(n)]
    papers["published_low"] = pd.Series([pd.NaT] * n, dtype="datetime64[us]")
    papers["published_precision"] = "none"
    if n:
        papers.loc[0, "published_low"] = pd.Timestamp("2024-05-01")
        papers.loc[0, "published_precision"] = "month"
    cards = {paper: f"<p>The card of {paper}.</p>" for paper in ids}
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
