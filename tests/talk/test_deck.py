import hashlib
import zipfile

import pandas as pd
import pytest
from deck_fixtures import TITLES, make_run, make_template, write_figure
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn

from helpers.run.errors import InputError
from helpers.talk.deck import make_deck
from helpers.talk.deck_layouts import find_ground, find_places
from helpers.talk.deck_slides import Slide, add_slide


@pytest.fixture
def run(tmp_path):
    return make_run(tmp_path)


def open_slides(deck):
    return list(Presentation(deck.path).slides)


def list_titles(deck):
    return [slide.shapes.title.text for slide in open_slides(deck)]


def find_slide(deck, start):
    return next(slide for slide in open_slides(deck) if slide.shapes.title.text.startswith(start))


def test_the_argument_comes_first_then_its_findings_then_what_stands_behind_it(run):
    titles = list_titles(make_deck(run))
    assert titles[0] == "What 3 papers are about"
    assert titles[1] == TITLES["topic_map"] and titles[3] == TITLES["keyness"]
    assert titles[4:] == [
        "What was found", "Appendix", "How it was computed", "The settings of this run", "What this does not show",
        "The data: 3 papers from 6 records", "How the papers were chosen: by a query",
    ]  # fmt: skip


def test_a_figure_is_a_picture_of_its_drawing_alone_with_words_that_can_be_edited(run):
    slide = find_slide(make_deck(run), "Two groups")
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert "What topic_map plots" in texts
    assert "pile · run of 11 August 2025 · n = 3 papers · papers chosen by a query" in texts
    picture = next(shape for shape in slide.placeholders if shape.shape_type is not None and hasattr(shape, "image"))
    assert picture._element.nvPicPr.cNvPr.get("descr") == "A bar, topic_map"
    assert picture.image.size == (384, 100 + 2 * 24)
    assert picture.width / picture.height == pytest.approx(384 / 148, rel=0.01)


def test_notes_hold_caption_caveats_denominator_and_answers(run):
    notes = find_slide(make_deck(run), "Two groups").notes_slide.notes_text_frame.text
    for told in (
        "Caption of topic_map.",
        "– Stable is not true.",
        "– A field.",
        "n = 3 papers.",
        "counts of these very",
    ):
        assert told in notes
    assert "Papers chosen by a query. The papers were chosen by a query. They describe what the query finds" in notes


def test_what_a_dump_holds_is_text_and_never_a_link_and_breaks_nothing(run):
    deck = make_deck(run)
    titles = list_titles(deck)
    assert "http://example.org/ is =sought in 3 of 3 papers & <all> that end_x0041_" in titles
    with zipfile.ZipFile(deck.path) as package:
        assert not any(b"hlink" in package.read(name) for name in package.namelist() if "slides/" in name)


def test_every_slide_but_the_first_and_the_divider_has_its_number(run):
    slides = open_slides(make_deck(run))
    numbered = ["slidenum" in slide._element.xml for slide in slides]
    assert numbered == [slide.shapes.title.text not in ("What 3 papers are about", "Appendix") for slide in slides]


def test_the_same_run_gives_the_same_bytes(run):
    first = make_deck(run).path.read_bytes()
    assert make_deck(run).path.read_bytes() == first
    properties = Presentation(make_deck(run).path).core_properties
    assert f"{properties.modified:%Y-%m-%d}" == "2025-08-11" and properties.author == ""


def test_a_deck_that_was_changed_by_hand_is_kept(run):
    deck = make_deck(run)
    edited = Presentation(deck.path)
    edited.slides[0].shapes.title.text = "Mine"
    edited.save(deck.path)
    before = hashlib.sha256(deck.path.read_bytes()).hexdigest()
    again = make_deck(run)
    kept = deck.path.with_name("talk-edited-1.pptx")
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == before
    assert "talk-edited-1.pptx" in again.told[-1] and list_titles(again)[0] != "Mine"
    assert not make_deck(run).told


def test_slides_are_chosen_in_an_order_and_their_findings_are_those_alone(run):
    deck = make_deck(run, slides=["keyness", "top"])
    assert list_titles(deck)[1:4] == [TITLES["keyness"], TITLES["topic_map"], "What was found"]
    found = find_slide(deck, "What was found").placeholders[1].text_frame.text
    assert found.startswith(TITLES["keyness"]) and "values" not in found and "sought" not in found


def test_a_slide_that_was_asked_for_and_left_out_is_told(run):
    assert make_deck(run, slides=["dates", "topic_map"]).told == ("Not among the slides: dates. No dates.",)


def test_an_unknown_slide_is_one_sentence_with_all_names(run):
    with pytest.raises(InputError, match=r"No slide is called 'sensee'; there are topic_map, .*findings.*\.$"):
        make_deck(run, slides=["sensee"])


def test_a_file_beside_the_dump_chooses_and_retitles_and_survives(run, tmp_path):
    wishes = 'title = "Sparse, or not"\nslides = ["keyness"]\nappendix = false\n[titles]\nkeyness = "Prune & win"\n'
    (tmp_path / "pile.talk.toml").write_text(wishes, encoding="utf-8")
    for _ in range(2):
        deck = make_deck(run)
        assert list_titles(deck) == ["Sparse, or not", "Prune & win", "What was found"]
        assert (tmp_path / "pile.talk.toml").read_text(encoding="utf-8") == wishes
    assert list_titles(make_deck(run, slides=["topic_map"]))[1] == TITLES["topic_map"]


def test_a_template_lends_its_layouts_and_none_of_its_slides(run, tmp_path):
    deck = make_deck(run, template=make_template(tmp_path / "mine.pptx"))
    slide = find_slide(deck, "Two groups")
    assert "Somebody's own" not in list_titles(deck)
    assert slide.slide_layout.name == "Picture with Caption"
    assert all(shape.text_frame.text for shape in slide.placeholders if shape.has_text_frame)
    picture = next(shape for shape in slide.placeholders if hasattr(shape, "image"))
    assert picture.crop_left == picture.crop_top == 0
    rest = "slide number; left out date, footer; the source line stands under the rest in a box of its own."
    assert deck.told == (
        "Layout “Title Slide”, for the first slide: filled title, text, slide number; left out date, footer.",
        f"Layout “Picture with Caption”, for the figures: filled title, text (subtitle), picture, {rest}",
        f"Layout “Title and Content”, for the lists: filled title, text (list), {rest}",
    )


def test_a_template_without_a_picture_gets_figures_where_its_content_stands(run, tmp_path):
    deck = make_deck(run, template=make_template(tmp_path / "mine.pptx", picture=False))
    slide = find_slide(deck, "Two groups")
    assert slide.slide_layout.name == "Title and Content"
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert "What topic_map plots" in texts and any("papers chosen by a query" in text for text in texts)
    boxes = [(shape.top, shape.top + shape.height) for shape in slide.shapes if shape.top is not None]
    assert all(0 <= top < bottom <= 7.5 * 914_400 for top, bottom in boxes)


@pytest.mark.parametrize(
    ("mapped", "style", "dark", "told"),
    [(None, None, False, 0), ("dk1", None, True, 0), ("dk1", "light", False, 1), (None, "dark", True, 1)],
)  # fmt: skip
def test_figures_fit_the_ground_of_a_template_unless_another_is_asked(
    run, monkeypatch, tmp_path, mapped, style, dark, told
):
    monkeypatch.setattr("helpers.talk.deck.style_run", lambda run, style: run)
    path = make_template(tmp_path / "mine.pptx")
    template = Presentation(path)
    if mapped:
        template.slide_master._element.find(qn("p:clrMap")).set("bg1", mapped)
        template.save(path)
    deck = make_deck(run, template=path, style=style)
    assert (deck.path.name == "talk-dark.pptx") == dark
    assert sum("The template's slides are" in line for line in deck.told) == told


def test_a_picture_as_ground_is_neither_light_nor_dark(tmp_path):
    deck = Presentation(make_template(tmp_path / "mine.pptx"))
    fill = deck.slide_master.background.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor(10, 10, 60)
    assert find_ground(deck) == "dark"
    fill.gradient()
    assert find_ground(deck) is None


def test_what_nothing_fills_is_taken_out(tmp_path):
    deck = Presentation(make_template(tmp_path / "mine.pptx"))
    layout = next(layout for layout in deck.slide_layouts if layout.name == "Comparison")
    add_slide(deck, find_places(deck, layout, "list"), Slide("data", "Data", "Notes", items=(("a", "b", ""),)))
    texts = [place.text_frame.text for place in deck.slides[-1].placeholders]
    assert sorted(texts) == ["2", "Data", "a  b"]


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 no", b"\xd0\xcf\x11\xe0 an old file"])
def test_a_template_that_is_none_is_told_in_one_sentence(run, tmp_path, content):
    path = tmp_path / "mine.pptx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"mine\.pptx.*pptx"):
        make_deck(run, template=path)


def test_a_figure_drawn_from_other_settings_is_drawn_anew_first(run, monkeypatch):
    drawn = []
    monkeypatch.setattr("helpers.talk.figure_slices.open_slice", lambda run, figure: lambda: figure)
    monkeypatch.setattr("helpers.figures.drawing.keep_figure", lambda run, drawing, name: drawn.append(drawing))
    make_deck(run)
    assert drawn == []
    write_figure(run.folder / "figures", "keyness", "old", settings={"seed": 2})
    make_deck(run)
    assert (drawn, run.made) == (["keyness"], [])


def test_a_run_without_figures_still_says_what_the_dump_holds(run):
    claims = pd.DataFrame({"figure": [], "sentence": []})
    titles = list_titles(make_deck(run, claims))
    assert "The data: 3 papers from 6 records" in titles and "Two groups hold 3 of 3 papers" not in titles
