"""A figure to ask: what is selected, found and shown, and that nothing of a dump runs."""

import json
import re

import pandas as pd
import pytest
from conftest import BUNDLED
from IPython.display import Image

from helpers.figures.explorer import MAX_LISTED, Explorer, explore
from helpers.figures.paper_cards import PaperCards
from helpers.run.inputs import RunError
from helpers.run.opening import open_run

MARKS = {
    "points": {"x": [0.1, 0.2, 0.3], "y": [0.5, 0.5, 0.9], "papers": ["p1", "p0", "gone"]},
    "boxes": [{"left": 0, "top": 0.4, "right": 0.4, "bottom": 0.6, "label": "a row", "papers": ["p0", "p1", "p2"]}],
}


def make_cards(n):
    ids = [f"p{place}" for place in range(n)]
    papers = pd.DataFrame(
        {"paper_id": ids, "title": [f"A $title$ of <img src=x onerror=alert({i})>" for i in range(n)]}
    )
    papers["abstract"] = [f"On kites and bread {i}.</script><script>alert(1)</script>" for i in range(n)]
    papers["published_low"] = pd.Series([pd.Timestamp("2024-05-01")] + [pd.NaT] * (n - 1), dtype="datetime64[us]")
    papers["published_precision"] = ["month"] + ["none"] * (n - 1)
    return PaperCards(papers.assign(arxiv_id=None, doi=None, url="javascript:alert(1)"))


@pytest.fixture
def explorer():
    return Explorer(b"\x89PNG", MARKS, make_cards(4), "Dots.")


def test_only_papers_behind_the_figure_are_listed_in_the_order_of_the_dump(explorer):
    assert explorer.papers["paper_id"].tolist() == ["p0", "p1", "p2"]
    assert explorer.papers["date"].tolist() == ["2024-05", "no date", "no date"]
    assert list(explorer.papers) == ["paper_id", "title", "date", "about", "abstract"]


def test_marks_tell_places_of_papers_and_leave_out_who_is_not_known(explorer):
    assert explorer.widget.marks == {
        "x": [0.1, 0.2], "y": [0.5, 0.5], "papers": [1, 0], "boxes": [[0, 0.4, 0.4, 0.6, "a row", [0, 1, 2]]],
    }  # fmt: skip


def test_what_the_page_selects_is_a_table_and_shows_its_cards(explorer):
    assert explorer.selected.empty
    explorer.widget.selection = [0, 2]
    assert explorer.selected["paper_id"].tolist() == ["p0", "p2"]
    assert explorer.widget.cards.count("paper-card") == 2 and "kites and bread 2" in explorer.widget.cards
    explorer.widget.selection = []
    assert explorer.widget.cards == ""


def test_places_that_do_not_exist_are_not_selected(explorer):
    explorer.widget.selection = [1, 7, -1]
    assert explorer.selected["paper_id"].tolist() == ["p1"] and explorer.widget.cards.count("paper-card") == 1


def test_a_search_finds_the_papers_that_have_every_word(explorer):
    assert explorer.search("KITES 2.")["paper_id"].tolist() == ["p2"]
    assert explorer.widget.found == [2] and explorer.selected.empty
    assert explorer.search("kites nowhere").empty and explorer.search("").empty


def test_nothing_of_a_dump_runs(explorer):
    explorer.select(["p0"])
    assert not re.search(r"<img|<script|javascript", explorer.widget.cards)
    assert "&lt;img src=x" in explorer.widget.cards and "&#36;title&#36;" in explorer.widget.cards
    # What is HTML on the page comes from the kernel's cards alone; titles and labels are set as text.
    assert re.findall(r"\w+\.innerHTML = [^;]+", explorer.widget._esm) == ['cards.innerHTML = model.get("cards")']


def test_of_many_papers_the_first_are_shown_and_all_are_in_the_table():
    box = {**MARKS["boxes"][0], "papers": [f"p{i}" for i in range(50)]}
    explorer = Explorer(b"", {**MARKS, "boxes": [box]}, make_cards(50), "")
    assert len(explorer.select(f"p{i}" for i in range(50))) == 50
    assert explorer.widget.cards.count("paper-card") == MAX_LISTED and "of 50 papers" in explorer.widget.cards


def test_of_very_many_papers_one_in_so_many_can_be_asked_and_it_is_said(monkeypatch):
    monkeypatch.setattr("helpers.figures.explorer.MOST_BEHIND", 4)
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda value, **options: shown.append(value))
    monkeypatch.setenv("HELPERS_SERIES", "1")
    box = {**MARKS["boxes"][0], "papers": [f"p{i}" for i in range(9)]}
    explorer = Explorer(b"\x89PNG", {**MARKS, "boxes": [box]}, make_cards(12), "")
    assert explorer.papers["paper_id"].tolist() == ["p0", "p3", "p6"]
    assert explorer.widget.marks["boxes"][0][-1] == [0, 1, 2]
    explorer._ipython_display_()
    assert "3 of the 9 papers behind this figure can be asked here, one in 3" in shown[-1].data


@pytest.mark.parametrize("series", [True, False])
def test_the_picture_stands_where_there_is_no_kernel(explorer, monkeypatch, series):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda value, **options: shown.append(value))
    monkeypatch.setenv("HELPERS_SERIES", "1" if series else "")
    explorer._ipython_display_()
    before = 0 if series else 1
    picture, views = shown[before], shown[before + 1 :]
    assert isinstance(picture, Image) and picture.data == b"\x89PNG" and picture.alt == "Dots."
    assert ["application/vnd.jupyter.widget-view+json" in view for view in views] == ([] if series else [True])


def write_figure(run, name, marks):
    place = run.place_figure(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"\x89PNG")
    place.with_suffix(".json").write_text(json.dumps({"alt": "Seen"}), encoding="utf-8")
    if marks:
        place.with_suffix(".marks.json").write_text(json.dumps(marks), encoding="utf-8")


def test_a_figure_of_a_run_is_opened_by_its_name(tmp_path):
    run = open_run(BUNDLED, outputs=tmp_path)
    write_figure(run, "topic_map", MARKS)
    explorer = explore(run, "topic_map", make_cards(4))
    assert explorer.alt == "Seen" and len(explorer.papers) == 3


def test_a_figure_without_papers_says_which_have_some(tmp_path):
    run = open_run(BUNDLED, outputs=tmp_path)
    write_figure(run, "topic_map", MARKS)
    write_figure(run, "ways_of_counting", None)
    with pytest.raises(RunError, match="do behind topic_map"):
        explore(run, "ways_of_counting", make_cards(4))
    with pytest.raises(RunError, match="no_such"):
        explore(run, "no_such", make_cards(4))


def test_a_figure_that_was_left_out_says_why(tmp_path, monkeypatch):
    run, shown = open_run(BUNDLED, outputs=tmp_path), []
    run.note_figure("topic_map", "Too few <papers>.")
    explorer = explore(run, "topic_map", make_cards(4))
    monkeypatch.setattr("IPython.display.display", lambda value, **options: shown.append(value.data))
    explorer._ipython_display_()
    assert len(shown) == 1 and "Too few &lt;papers&gt;." in shown[0] and explorer.papers.empty
