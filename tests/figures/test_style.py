import json

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from conftest import BUNDLED
from matplotlib import pyplot as plt
from PIL import Image

from helpers.figures.dark_colours import PAPER
from helpers.figures.drawing import Drawing, save_figure
from helpers.figures.style import (
    SERIES_COLOURS,
    TOPIC_COLOURS,
    new_axes,
    series_colours,
    topic_colours,
    use_paper_style,
    use_talk_style,
)
from helpers.figures.text_layout import GREY, find_text_problems
from helpers.run.opening import open_run


@pytest.fixture
def run(tmp_path):
    return open_run(BUNDLED, outputs=tmp_path)


def draw(run, name="demo", **changes):
    ax = new_axes()
    ax.plot([0, 1], [0, 1])
    ax.set(xlabel="Year", ylabel="Papers (%)")
    told = {"data": pd.DataFrame({"x": [1]}), "title": "A title", "caption": "c", "alt": "a", "n": 2,
            "denominator": "papers", **changes}  # fmt: skip
    return save_figure(run, Drawing(ax, **told), name), ax


def test_a_saved_figure_brings_all_its_files(run):
    use_talk_style()
    path, _ = draw(run)
    assert sorted(file.name for file in path.parent.iterdir()) == sorted(
        ["demo.png", "demo@2x.png", "demo.svg", "demo.pdf", "demo.csv", "demo.json"]
    )
    assert Image.open(path).size == (1920, 1080)
    assert Image.open(path.with_name("demo@2x.png")).size == (3840, 2160)


def test_the_json_says_what_a_hostile_question_asks(run):
    use_talk_style()
    path, _ = draw(run, interval="Wilson 95%")
    facts = json.loads(path.with_suffix(".json").read_text())
    assert {"title", "caption", "alt", "n", "denominator", "selection", "interval", "correction", "seed"} <= set(facts)
    assert (facts["n"], facts["selection"], facts["interval"]) == (2, "query", "Wilson 95%")


def test_n_denominator_and_selection_stand_on_the_figure(run):
    use_talk_style()
    _, ax = draw(run, n=1234, denominator="papers with a date")
    shown = " ".join(text.get_text() for text in ax.figure.texts)
    assert "n = 1,234 papers with a date" in shown
    assert "papers chosen by a query" in shown


def test_saving_twice_gives_the_same_bytes_and_one_title(run):
    use_talk_style()
    path, ax = draw(run)
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    plt.close("all")
    draw(run)
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before
    other = Drawing(ax, pd.DataFrame(), title="B", caption="", alt="", n=1, denominator="papers")
    save_figure(run, other, "demo")
    assert [text.get_text() for text in ax.figure.texts if text.get_gid() == "title"] == ["B"]


def test_hostile_titles_are_shown_not_run(run):
    use_talk_style()
    title = "Costs $5 and $6 <script> 稀疏注意力 \x00\u202e" + "very long " * 60
    path, ax = draw(run, title=title, data=pd.DataFrame({"term": ["=cmd()", "-1+2"], "n": [-3, 4]}))
    assert find_text_problems(ax.figure) == [r"'Costs \\$5 and \\$6 <script> 稀疏注意力 very…' is cut."]
    assert path.with_suffix(".csv").read_text() == "term,n\n'=cmd(),-3\n'-1+2,4\n"


def test_title_subtitle_axes_and_footer_stand_above_each_other_whatever_their_lines(run):
    use_talk_style()
    for title, subtitle in (
        ("Short", ""),
        ("Short", "what is plotted"),
        ("long words of a finding " * 6, "what " * 25),
    ):
        _, ax = draw(run, title=title, subtitle=subtitle, denominator="papers of a kind that takes many words " * 4)
        edges = {text.get_gid(): text.get_window_extent() for text in ax.figure.texts}
        assert edges["title"].x0 == pytest.approx(0.03 * ax.figure.bbox.width, abs=4)
        assert edges["title"].y0 - (edges["subtitle"].y1 if subtitle else 0) > 0
        lowest = min(box.y0 for gid, box in edges.items() if gid != "footer")
        assert ax.get_tightbbox().y1 < lowest and ax.get_tightbbox().y0 > edges["footer"].y1
        assert lowest - ax.get_tightbbox().y1 < 0.06 * ax.figure.bbox.height  # no room is lost to a short title


def test_names_of_rows_stand_flush_left_and_numbers_of_an_axis_do_not(run):
    use_talk_style()
    left, right = new_axes(n_columns=2)
    left.set_yticks([0, 1], ["a", "a long name"])
    right.set(ylim=(0, 1000))
    save_figure(run, Drawing(left, pd.DataFrame(), title="T", caption="", alt="", n=1, denominator="papers"), "rows")
    starts, numbers = (
        [label.get_window_extent().x0 for label in ax.get_yticklabels() if label.get_text()] for ax in (left, right)
    )
    assert starts[0] == pytest.approx(starts[1], abs=0.1) and len(set(np.round(numbers))) > 1


def test_text_stays_text_in_svg_and_pdf(run):
    use_talk_style()
    path, _ = draw(run, title="Findable words")
    assert "Findable words</text>" in path.with_suffix(".svg").read_text()
    assert b"/CIDFontType2" in path.with_suffix(".pdf").read_bytes()  # whole letters and not shapes


def test_both_sizes_are_one_drawing(run):
    path, _ = draw(run)
    with Image.open(path.with_name("demo@2x.png")) as large, Image.open(path) as small:
        assert large.reduce(2).tobytes() == small.convert("RGB").tobytes()


@pytest.mark.parametrize("name", ["../x", "Fig 3b", "", "a/b", "x.png"])
def test_a_name_that_is_no_safe_file_name_is_refused(run, name):
    with pytest.raises(ValueError, match="no figure name"):
        draw(run, name)


def test_dark_and_paper_figures_have_folders_of_their_own(tmp_path):
    use_talk_style()
    path, ax = draw(open_run(BUNDLED, outputs=tmp_path, style="dark"))
    assert path.parent.name == "talk-dark"
    assert mpl.colors.to_hex(ax.figure.get_facecolor()) == PAPER.lower()
    use_paper_style()
    path = draw(open_run(BUNDLED, outputs=tmp_path, style="paper-light"))[0]
    assert path.parent.name == "paper-light"
    assert Image.open(path).size == (1920, 1080)
    use_talk_style()


def test_all_text_of_the_talk_style_is_large_enough():
    use_talk_style()
    small = {key: mpl.rcParams[key] for key in ("xtick.labelsize", "ytick.labelsize", "legend.fontsize", "font.size")}
    assert min(small.values()) >= 17


def test_given_axes_are_used():
    _, ax = plt.subplots()
    assert new_axes(ax) is ax
    assert new_axes(n_rows=2, n_columns=3).shape == (2, 3)


def test_a_series_keeps_its_colour_by_order_and_other_is_grey():
    colours = series_colours(["weights", "other", "retrieval", "weights"])
    assert colours == {"weights": SERIES_COLOURS[0], "other": GREY, "retrieval": SERIES_COLOURS[1]}
    many = series_colours([f"s{i}" for i in range(12)])
    assert many["s9"] == SERIES_COLOURS[9] and many["s10"] == GREY


def test_a_topic_keeps_its_colour_and_no_topic_is_grey():
    assert topic_colours([3, -1, np.int64(0)]) == {3: TOPIC_COLOURS[3], -1: GREY, 0: TOPIC_COLOURS[0]}
    assert len(set(topic_colours(range(30)).values()) - {GREY}) == 30
