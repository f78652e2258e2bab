import json
from types import SimpleNamespace

import pandas as pd
import pytest

from helpers.talk.claims import list_claims
from helpers.talk.gallery import save_pictures, show_figures, tell_figures


@pytest.fixture
def run(tmp_path):
    """A run with one figure; two others of its notebook were left out for one reason."""
    folder = tmp_path / "dump" / "figures"
    folder.mkdir(parents=True)
    for ending in (".png", "@2x.png", ".svg"):
        (folder / f"topic_map{ending}").write_bytes(b"\x89PNG")
    (folder / "topic_map_two.png").write_bytes(b"")
    told = {"title": "Two of 3 lie apart", "subtitle": "a map", "notebook": "02", "n": 3, "denominator": "papers"}
    told |= {"caption": "<b>Costs $5</b>", "alt": 'A "map"', "interval": "none", "correction": "none", "accuracy": ""}
    (folder / "topic_map.json").write_text(json.dumps(told), encoding="utf-8")

    def find_figures(*names):
        return {name: folder / f"{name}.png" for name in names or ["topic_map"] if name == "topic_map"}

    return SimpleNamespace(
        find_figures=find_figures,
        place_figure=lambda name: folder / f"{name}.png",
        outputs=tmp_path,
        contracts={},
        find_left_out=lambda *names: {"first_seen": "No <date> costs $1.", "odds_by_year": "No <date> costs $1."},
    )


def test_files_are_counted_and_what_was_left_out_is_told_once_a_reason(run):
    assert tell_figures(run, list_claims(run, "topic_map")) == (
        "1 figure in 4 files, below the folder of results in `dump/figures`.\n\n"
        "Left out: `first_seen`, `odds_by_year`. No <date> costs $1."
    )
    assert tell_figures(run, list_claims(run, "topic_map").head(0)).startswith("0 figures in 0 files.\n\nLeft out")


def test_a_figure_is_shown_with_caption_and_alternative_text_and_nothing_runs(run):
    page = show_figures(run, "topic_map").data
    assert 'alt="A &quot;map&quot;"' in page
    assert "<b>" not in page and "$" not in page and "No" not in page
    assert "data:image/png;base64," in page


def test_in_place_of_figures_that_were_left_out_stands_their_sentence_once(run):
    page = show_figures(run, "first_seen", "odds_by_year").data
    assert "<img" not in page and page.count("No &lt;date&gt; costs &#36;1.") == 1


@pytest.mark.parametrize(("n", "told"), [(0, "Only 0 papers of 30 have"), (1, "Only 1 paper of 30 has"), (10, "<img")])
def test_figures_of_a_theme_that_hardly_occurs_are_one_sentence(run, n, told):
    theme = pd.DataFrame({"sense": [*["weights"] * n, *[None] * (30 - n)]})
    page = show_figures(run, "topic_map", theme=theme).data
    assert told in page and ("<img" in page) == (n == 10)


def test_each_notebook_that_names_a_picture_gets_a_small_one(tmp_path):
    from PIL import Image

    Image.new("RGB", (1920, 1080), "white").save(tmp_path / "topic_map.png")
    pictures = {"02_topics": "topic_map", "01_corpus": ""}
    contracts = {name: SimpleNamespace(name=name, picture=picture) for name, picture in pictures.items()}
    run = SimpleNamespace(contracts=contracts, find_figures=lambda name: {name: tmp_path / f"{name}.png"})
    written = save_pictures(run, tmp_path / "images")
    assert [path.name for path in written] == ["02_topics.png"]
    assert Image.open(written[0]).size == (960, 540)
