"""Coding by hand: saved at once, resumable, without a word of the reader, and no markup of the dump comes through."""

import pandas as pd
import pytest
from conftest import ROOT

from helpers.coding.active_learning import draw_to_learn
from helpers.coding.annotations import read_annotations, write_annotations
from helpers.coding.labelling import Labelling, label_papers, mark_mentions
from helpers.coding.prevalence import draw_sample
from helpers.theme.mentions import find_mentions
from helpers.theme.theme_file import load_theme

THEME = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")
ANSWER = {"sense": "weights", "role": "mechanism", "first_value": "sought", "second_value": "neutral"}
PAPERS = pd.DataFrame(
    {
        "paper_id": ["a", "b", "c"],
        "title": ["Sparse <b>nets</b>", "Two", "Three"],
        "abstract": ["<script>alert(1)</script> dense & sparse", "sparse views", "dense rewards"],
    }
)
SAMPLE = pd.DataFrame({"paper_id": ["c", "a", "b"]})


@pytest.fixture
def mentions():
    return find_mentions(PAPERS, THEME)


def test_every_answer_is_in_the_file_at_once_and_the_next_cell_goes_on_there(tmp_path, mentions):
    path = tmp_path / "annotations" / "dump.me.csv"
    state = Labelling(PAPERS, mentions, THEME, SAMPLE, path)
    state.save(ANSWER)
    assert read_annotations(path, THEME)["paper_id"].tolist() == ["c"]
    again = Labelling(PAPERS, mentions, THEME, SAMPLE, path)
    assert again.order[again.place] == "a"
    again.save(ANSWER)
    again.save(ANSWER | {"sense": "views"})
    assert read_annotations(path, THEME)["sense"].tolist() == ["weights", "weights", "views"]
    assert "All 3 papers" in again.render()
    with pytest.raises(ValueError, match="All papers"):
        again.save(ANSWER)


def test_an_answer_can_be_changed_and_second_readings_are_kept(tmp_path, mentions):
    path = tmp_path / "dump.me.csv"
    rows = [("c", True, "data"), ("c", False, "views"), ("z", True, "data")]
    coded = pd.DataFrame([{"paper_id": p, "main": m, **ANSWER, "sense": s} for p, m, s in rows])
    write_annotations(coded, path)
    state = Labelling(PAPERS, mentions, THEME, SAMPLE, path)
    assert state.order[state.place] == "a"
    state.place = 0
    assert state.get_answer()["sense"] == "data"
    state.save(ANSWER | {"sense": "rewards"})
    found = read_annotations(path, THEME)
    assert sorted(zip(found["paper_id"], found["sense"], found["main"], strict=True)) == [
        ("c", "rewards", True), ("c", "views", False), ("z", "data", True)
    ]  # fmt: skip


def test_a_field_that_is_left_out_is_asked_for_and_nothing_is_written(tmp_path, mentions):
    path = tmp_path / "dump.me.csv"
    with pytest.raises(ValueError, match="Choose a first value"):
        Labelling(PAPERS, mentions, THEME, SAMPLE, path).save(ANSWER | {"first_value": None})
    assert not path.exists()


def test_no_markup_of_the_dump_comes_through_and_mentions_are_marked(tmp_path, mentions):
    state = Labelling(PAPERS, mentions, THEME, SAMPLE, tmp_path / "x.csv")
    state.place = 1
    page = state.render()
    assert "<script" not in page and "<b>" not in page and "&lt;script&gt;" in page
    assert page.count("<mark") == 3
    text = mark_mentions("a dense b", pd.DataFrame({"start": [2], "end": [7], "pole": ["dense"]}), THEME)
    assert text.startswith("a <mark") and text.endswith(">dense</mark> b")


def test_the_cell_saves_goes_back_and_says_what_is_missing(tmp_path, mentions):
    path = tmp_path / "dump.me.csv"
    box = label_papers(PAPERS, mentions, THEME, SAMPLE, path)
    _, _, sense, role, first, second, _, _, buttons, told = box.children
    back, save = buttons.children
    save.click()
    assert "Choose a sense" in told.value and not path.exists()
    sense.value, role.value, first.value, second.value = ANSWER.values()
    save.click()
    assert read_annotations(path, THEME)["paper_id"].tolist() == ["c"]
    assert sense.value is None and told.value == ""
    back.click()
    assert sense.value == "weights" and back.disabled


def test_after_an_answer_the_next_paper_gets_the_focus_so_that_the_page_scrolls_to_it(tmp_path, mentions, monkeypatch):
    box = label_papers(PAPERS, mentions, THEME, SAMPLE, tmp_path / "dump.me.csv")
    text, focused = box.children[1], []
    monkeypatch.setattr(type(text), "send", lambda widget, content: focused.append((widget, content, text.value)))
    back, save = box.children[8].children
    save.click()
    assert focused == [] and text.tabbable
    for choice, value in zip(box.children[2:6], ANSWER.values(), strict=True):
        choice.value = value
    save.click()
    back.click()
    assert [found[:2] for found in focused] == [(text, {"do": "focus"})] * 2
    assert "script" in focused[0][2] and "Three" in focused[1][2], "the new paper is shown before it is scrolled to"


def test_the_file_remembers_how_a_paper_was_drawn(tmp_path, mentions):
    path, to_learn = tmp_path / "dump.me.csv", pd.DataFrame({"paper_id": ["b", "a"], "drawn": "learning"})
    sample = pd.DataFrame({"paper_id": ["c", "a"], "drawn": "random"})
    state = Labelling(PAPERS, mentions, THEME, sample, path, to_learn=to_learn)
    state.save(ANSWER)
    state.choose("learning")
    state.save(ANSWER)
    state.save(ANSWER)
    assert dict(read_annotations(path, THEME)[["paper_id", "drawn"]].to_numpy()) == {
        "c": "random", "b": "learning", "a": "learning"
    }  # fmt: skip
    again = Labelling(PAPERS, mentions, THEME, sample, path, to_learn=to_learn)
    assert again.order[again.place] == "a", "coded to learn, it is asked for again where the random sample comes to it"
    assert again.get_answer()["sense"] == "weights"
    again.save(ANSWER)
    assert dict(read_annotations(path, THEME)[["paper_id", "drawn"]].to_numpy())["a"] == "random"
    again.choose("learning")
    again.place = 1
    again.save(ANSWER | {"sense": "data"})
    assert dict(read_annotations(path, THEME)[["paper_id", "drawn"]].to_numpy())["a"] == "random", "it stays random"


def test_the_cell_offers_papers_to_learn_from_beside_the_random_sample(tmp_path, mentions):
    to_learn = pd.DataFrame({"paper_id": ["b"], "drawn": "learning"})
    box = label_papers(PAPERS, mentions, THEME, SAMPLE.head(1), tmp_path / "x.csv", to_learn=to_learn)
    kind, progress, text = box.children[:3]
    assert "Three" in text.value and "1 of 1" in progress.value and kind.value == "random"
    kind.value = "learning"
    assert "Two" in text.value
    for choice, value in zip(box.children[3:7], ANSWER.values(), strict=True):
        choice.value = value
    box.children[9].children[1].click()
    assert read_annotations(tmp_path / "x.csv", THEME)["drawn"].tolist() == ["learning"]


def test_with_nothing_to_code_the_cell_says_so(tmp_path, mentions):
    theme = PAPERS[["paper_id"]].assign(sense=None, uncertain=False)
    samples = draw_sample(theme, 5), draw_to_learn(theme, 5)
    box = label_papers(PAPERS, mentions, THEME, samples[0], tmp_path / "x.csv", to_learn=samples[1])
    assert "0 papers" in box.children[1].value


def test_the_readers_own_opinion_is_not_shown(tmp_path, mentions):
    box = label_papers(PAPERS, mentions.assign(sense="rewards", frame="sought"), THEME, SAMPLE, tmp_path / "x.csv")
    assert all(choice.value is None for choice in box.children[2:7])
    assert "rewards" not in box.children[1].value.replace("dense</mark> rewards", "")
