"""The deck of the bundled run as an audience sees it: LibreOffice makes pages of it."""

import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace

import pytest
from conftest import BUNDLED
from deck_fixtures import make_template
from pptx import Presentation

from helpers.run.opening import open_run
from helpers.talk.deck import make_deck
from helpers.talk.deck_text import clean_text
from helpers.talk.gallery import list_claims

pytestmark = [
    pytest.mark.skipif(not shutil.which("soffice") or not shutil.which("pdftoppm"), reason="LibreOffice is missing"),
    pytest.mark.long,
    pytest.mark.xdist_group("deck"),  # one process makes and renders the deck that several tests look at
]


def render(deck, folder):
    """The PDF that LibreOffice makes of a deck."""
    told = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*told, "--outdir", folder, deck], check=True, capture_output=True, timeout=600)
    return folder / f"{deck.stem}.pdf"


def read_pages(pdf):
    """For each page its width and height, and its words with left, top, right and bottom."""
    text = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, text=True).stdout
    pages = []
    for width, height, inside in re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', text, re.S):
        words = re.findall(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)<', inside)
        pages.append((float(width), float(height), [(*map(float, word[:4]), word[4]) for word in words]))
    return pages


def measure_ink(image, box):
    """Share of a part of a page, given by the edges as shares of the page, that is not the page's ground."""
    ground, sides = image.getpixel((1, 1)), (image.width, image.height) * 2
    part = image.crop([round(side * share) for side, share in zip(sides, box, strict=True)])
    return sum(abs(pixel - ground) > 40 for pixel in part.tobytes()) / max(1, part.width * part.height)


def find_picture(slide, width, height):
    """Edges of the picture of a slide, as shares of that; None if it has none."""
    for shape in slide.shapes:
        if hasattr(shape, "image"):
            right, bottom = shape.left + shape.width, shape.top + shape.height
            return shape.left / width, shape.top / height, right / width, bottom / height
    return None


def check_pages(path, folder):
    """As many pages as slides, all words on them, and none empty; returns the slides."""
    from PIL import Image

    deck, pdf = Presentation(path), render(path, folder)
    slides = list(deck.slides)
    pages = read_pages(pdf)
    assert len(pages) == len(slides)
    for number, (width, height, words) in enumerate(pages, 1):
        assert words, f"slide {number} is empty"
        outside = [word for word in words if min(word[:2]) < 0 or word[2] > width or word[3] > height]
        assert not outside, f"slide {number}: {outside}"
    subprocess.run(["pdftoppm", "-r", "30", "-png", pdf, folder / "page"], check=True, timeout=300)
    files = sorted(folder.glob("page-*.png"))
    for number, (slide, file) in enumerate(zip(slides, files, strict=True), 1):
        image, box = Image.open(file).convert("L"), find_picture(slide, deck.slide_width, deck.slide_height)
        assert box is None or (min(box) >= 0 and max(box) <= 1), f"the picture of slide {number} leaves it"
        assert measure_ink(image, box or (0, 0, 1, 1)) > (0.01 if box else 0.001), f"slide {number} shows nothing"
    return slides


@pytest.fixture(scope="module")
def run(bundled_run, tmp_path_factory):
    """A copy of the whole run, so that its decks are this module's own."""
    folder = tmp_path_factory.mktemp("deck")
    shutil.copytree(bundled_run, folder / bundled_run.name, ignore=shutil.ignore_patterns("talk", ".locks"))
    return open_run(BUNDLED, outputs=folder)


@pytest.fixture(scope="module")
def slides(run, tmp_path_factory):
    return check_pages(make_deck(run).path, tmp_path_factory.mktemp("light"))


def find_figures(run, slides):
    """Each slide that shows a figure, with the JSON of that."""
    for slide in slides:
        for shape in slide.shapes:
            if hasattr(shape, "image"):
                yield slide, shape, json.loads(run.place_figure(shape.name).with_suffix(".json").read_text("utf-8"))


def test_each_figure_of_the_run_is_on_one_slide_under_its_claim(run, slides):
    claims = list_claims(run).dropna(subset="figure").drop_duplicates("figure").set_index("figure")["sentence"]
    titles = {shape.name: slide.shapes.title.text for slide, shape, _ in find_figures(run, slides)}
    assert titles == {name: clean_text(claim) for name, claim in claims.items()}
    assert len(slides[:11]) == 11 and slides[10].shapes.title.text == "What was found"


def test_pictures_have_their_words_and_are_sharp(run, slides):
    for slide, shape, facts in find_figures(run, slides):
        assert shape._element.nvPicPr.cNvPr.get("descr") == clean_text(facts["alt"])
        assert shape.image.size[0] == 3840
        assert any(facts["subtitle"] == other.text_frame.text for other in slide.shapes if other.has_text_frame)


def test_every_slide_has_notes_and_those_of_figures_say_what_to_answer(run, slides):
    assert all(slide.notes_slide.notes_text_frame.text for slide in slides)
    for slide, _, facts in find_figures(run, slides):
        notes = slide.notes_slide.notes_text_frame.text
        assert clean_text(facts["caption"]) in notes and "WHAT TO ANSWER WHEN ASKED" in notes


def test_the_notebook_left_the_same_deck_without_links(bundled_run, run):
    made = make_deck(run).path
    assert made.read_bytes() == (bundled_run / "talk" / "talk.pptx").read_bytes()
    with zipfile.ZipFile(made) as package:
        assert not any(b"hlinkClick" in package.read(name) for name in package.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize("picture", [True, False])
def test_a_template_is_filled_and_nothing_leaves_its_slides(run, tmp_path, picture):
    template = make_template(tmp_path / "mine.pptx", picture=picture)
    deck = make_deck(run, template=template, slides=["values_by_role", "odds", "chosen"])
    slides = check_pages(deck.path, tmp_path)
    assert [slide.slide_layout.name for slide in slides[:2]] == [
        "Title Slide", "Picture with Caption" if picture else "Title and Content",
    ]  # fmt: skip
    assert all(shape.text_frame.text for slide in slides for shape in slide.placeholders if shape.has_text_frame)


def test_titles_of_any_length_stay_on_the_slide(run, tmp_path):
    title = "Of every hundred papers that anybody has read " * 5
    wishes = f'slides = ["topic_map", "keyness"]\n[titles]\ntopic_map = "{title}"\nkeyness = "{"m" * 240}"\n'
    (tmp_path / "daily-papers-2025-08-11.talk.toml").write_text(wishes, encoding="utf-8")
    shutil.copytree(BUNDLED.parent / "annotations", tmp_path / "annotations")
    deck = make_deck(replace(run, paths=(tmp_path / BUNDLED.name,)))
    assert check_pages(deck.path, tmp_path)[1].shapes.title.text == title.strip()
