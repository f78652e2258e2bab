import json
from types import SimpleNamespace

import pytest

from helpers.talk.gallery import FIGURE_COLUMNS, list_figures, show_figures


@pytest.fixture
def run(tmp_path):
    (tmp_path / "topic_map.png").write_bytes(b"\x89PNG")
    facts = {"title": "A map", "n": 3, "denominator": "papers", "caption": "<b>Costs $5</b>", "alt": 'A "map"'}
    (tmp_path / "topic_map.json").write_text(json.dumps(facts), encoding="utf-8")

    def find_figures(*names):
        return {name: tmp_path / f"{name}.png" for name in names or ["topic_map"]}

    return SimpleNamespace(find_figures=find_figures)


def test_figures_are_listed_with_what_they_rest_on(run):
    figures = list_figures(run)
    assert list(figures.columns) == list(FIGURE_COLUMNS)
    assert figures.loc[0, ["figure", "title", "n"]].tolist() == ["topic_map", "A map", 3]


def test_a_figure_is_shown_with_caption_and_alternative_text_and_nothing_runs(run):
    page = show_figures(run, "topic_map").data
    assert 'alt="A &quot;map&quot;"' in page
    assert "<b>" not in page and "$" not in page
    assert "data:image/png;base64," in page


def test_each_notebook_that_names_a_picture_gets_a_small_one(tmp_path):
    from PIL import Image

    from helpers.talk.gallery import save_pictures

    Image.new("RGB", (1920, 1080), "white").save(tmp_path / "topic_map.png")
    notebook = tmp_path / "02_topics.ipynb"
    notebook.write_text(json.dumps({"metadata": {"helpers": {"picture": "topic_map"}}}), encoding="utf-8")
    silent = tmp_path / "01_corpus.ipynb"
    silent.write_text(json.dumps({"metadata": {"helpers": {}}}), encoding="utf-8")
    contracts = {path.stem: SimpleNamespace(name=path.stem, path=path) for path in (notebook, silent)}
    run = SimpleNamespace(contracts=contracts, find_figures=lambda name: {name: tmp_path / f"{name}.png"})
    written = save_pictures(run, tmp_path / "images")
    assert [path.name for path in written] == ["02_topics.png"]
    assert Image.open(written[0]).size == (960, 540)
