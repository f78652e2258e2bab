import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from conftest import BUNDLED
from matplotlib import pyplot as plt
from PIL import Image

from helpers.figures.drawing import Drawing, find_nothing, save_figure, show_figure
from helpers.figures.style import new_axes, say_nothing, use_talk_style
from helpers.figures.title_claims import Claim
from helpers.run.opening import open_run


@pytest.fixture
def drawing():
    use_talk_style()
    ax = new_axes()
    ax.plot([1, 2], [1, 2])
    words = {"title": "T", "caption": "How <b> to $read$ it", "alt": "A line", "finding": "It rises."}
    return Drawing(ax, pd.DataFrame({"x": [1, 2]}), n=2, denominator="papers", **words)


def test_a_drawing_brings_its_words_and_numbers_to_the_files(drawing, tmp_path):
    path = save_figure(open_run(BUNDLED, outputs=tmp_path), drawing, "demo")
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert (told["title"], told["alt"], told["n"], told["interval"]) == ("T", "A line", 2, "none")
    assert path.with_suffix(".csv").read_text(encoding="utf-8") == "x\n1\n2\n"


def test_the_body_is_what_stands_between_the_words(drawing, tmp_path):
    words = replace(drawing, title="A finding", subtitle="What is plotted")
    path = save_figure(open_run(BUNDLED, outputs=tmp_path), words, "demo")
    top, bottom = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["body"]
    assert 0.08 < top < 0.2 and 0.9 < bottom < 0.99
    with Image.open(path) as image:
        ink = (np.asarray(image.convert("L")) < 128).any(axis=1)
    # No line of ink crosses either bound, and the axes are between them.
    assert not ink[round(top * len(ink)) + 1] and not ink[round(bottom * len(ink)) - 1]
    assert ink[round(top * len(ink)) : round(bottom * len(ink))].any()


def test_the_notebook_shows_the_saved_picture_then_the_finding_and_the_caption(drawing, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    run = open_run(BUNDLED, outputs=tmp_path)
    assert show_figure(run, drawing, "demo") is None
    image, text = shown
    assert image.data == (run.figures / "demo.png").read_bytes() and image.alt == "A line"
    assert text.data.index("It rises.") < text.data.index("How &lt;b&gt; to &#36;read&#36; it")
    assert not plt.get_fignums()


def test_a_title_of_ones_own_replaces_the_computed_one(drawing, tmp_path):
    run = open_run(BUNDLED, outputs=tmp_path)
    show_figure(run, drawing, "demo", title="Mine")
    told = json.loads((run.figures / "demo.json").read_text(encoding="utf-8"))
    assert (told["title"], told["title_by"], told["sentence"]) == ("Mine", "hand", "T")
    show_figure(run, drawing, "demo")
    told = json.loads((run.figures / "demo.json").read_text(encoding="utf-8"))
    assert (told["title"], told["title_by"], told["sentence"]) == ("T", "numbers", "T")


def test_the_number_of_a_title_is_told_with_what_it_is_of(drawing, tmp_path):
    claim = Claim(np.float64(1 / 3), "share of papers", 0.1, np.nan, "size open")
    path = save_figure(open_run(BUNDLED, outputs=tmp_path), replace(drawing, claim=claim), "demo")
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["claim"]
    assert told == {
        "value": 0.3333333333, "low": 0.1, "high": None, "measure": "share of papers", "status": "size open",
    }  # fmt: skip


def test_where_there_is_too_little_to_draw_a_sentence_stands_in_place_of_files(drawing, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    run = open_run(BUNDLED, outputs=tmp_path)
    show_figure(run, drawing, "dates")
    assert (run.shared_folder / "figures" / "dates.csv").is_file()
    empty = replace(drawing, axes=say_nothing(new_axes(), "No paper has a date."))
    show_figure(run, empty, "dates")
    assert "No paper has a date." in shown[-1].data
    assert not list((run.shared_folder / "figures").glob("dates*"))
    assert run.find_left_out("01_corpus") == {"dates": "No paper has a date."}
    show_figure(run, drawing, "dates")
    assert run.find_left_out("01_corpus") == {}


def test_one_reason_for_several_figures_of_a_notebook_is_told_once_however_often_it_is_run(
    drawing, tmp_path, monkeypatch
):
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    run = open_run(BUNDLED, outputs=tmp_path)
    for _ in range(2):
        sentences = {"topics_by_period": "No dates.", "odds_by_year": "No dates.", "words_by_period": "Few."}
        for name, why in sentences.items():
            show_figure(run, replace(drawing, axes=say_nothing(new_axes(), why)), name)
    assert ["No dates." in page.data for page in shown] == [True, False, True, False]
    assert set(run.find_left_out("05_trends")) == {"topics_by_period", "odds_by_year", "words_by_period"}


def test_a_figure_of_which_one_part_is_empty_is_drawn(tmp_path):
    axes = new_axes(n_columns=2)
    say_nothing(axes[0], "Too few.")
    assert find_nothing(axes[0].figure) is None
    say_nothing(axes[1], "Too few.")
    assert find_nothing(axes[0].figure) == "Too few."


def test_a_title_of_two_lines_leaves_no_word_alone(drawing, tmp_path):
    long = "18 of 1,000 papers say both of the words that were asked for; 1.5% of recent papers on this very field do"
    save_figure(open_run(BUNDLED, outputs=tmp_path), replace(drawing, title=long), "demo")
    (title,) = [text.get_text() for text in drawing.axes.figure.texts if text.get_gid() == "title"]
    first, second = title.split("\n")
    assert f"{first} {second}" == long and len(second) >= 0.4 * len(first)
