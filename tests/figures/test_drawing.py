import json

import pandas as pd
import pytest
from conftest import BUNDLED
from matplotlib import pyplot as plt

from helpers.figures.drawing import Drawing, save_figure, show_figure
from helpers.figures.style import new_axes, use_talk_style
from helpers.run.runs import open_run


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


def test_the_notebook_shows_the_saved_picture_then_the_finding_and_the_caption(drawing, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    run = open_run(BUNDLED, outputs=tmp_path)
    assert show_figure(run, drawing, "demo") is None
    image, text = shown
    assert image.data == (run.figures / "demo.png").read_bytes() and image.alt == "A line"
    assert text.data.index("It rises.") < text.data.index("How &lt;b&gt; to &#36;read&#36; it")
    assert not plt.get_fignums()
