import json
from xml.etree import ElementTree

import pandas as pd
import pytest
from conftest import BUNDLED
from matplotlib import pyplot as plt
from PIL import Image

from helpers.figures.drawing import Drawing
from helpers.figures.figure_copies import choose_pages, count_squeezed, save_copy, style_run, styling
from helpers.figures.style import new_axes, say_nothing, use_talk_style
from helpers.run.errors import InputError
from helpers.run.opening import open_run


@pytest.fixture
def run(tmp_path):
    return open_run(BUNDLED, outputs=tmp_path / "outputs")


def draw(label="a row", title="Two of 3"):
    ax = new_axes()
    ax.plot([1, 2], [1, 2])
    ax.set_yticks([1, 2], [label, "another row"])
    return Drawing(ax, pd.DataFrame({"x": [1, 2]}), title, "How", "A line", 3, "papers", subtitle="What")


def test_a_copy_has_exactly_the_pixels_that_were_asked_for(run, tmp_path):
    for size in ((1080, 1080), (1080, 1921), (333, 777), (1919, 401)):
        files, problems = save_copy(run, draw, "demo", tmp_path, size=size)
        assert [file.name for file in files] == [f"demo-{size[0]}x{size[1]}.{kind}" for kind in ("png", "json")]
        assert Image.open(files[0]).size == size and problems == []


def test_each_format_is_written_with_the_words_beside(run, tmp_path):
    files, _ = save_copy(run, draw, "demo", tmp_path, size=(600, 600), formats=("svg", "pdf"))
    assert [file.suffix for file in files] == [".svg", ".pdf", ".json"]
    page = ElementTree.parse(files[0]).getroot()
    assert page.get("width") == page.get("height") and files[1].read_bytes().startswith(b"%PDF")
    told = json.loads(files[2].read_text(encoding="utf-8"))
    assert (told["title"], told["title_by"], told["subtitle_by"]) == ("Two of 3", "numbers", "numbers")
    assert told["size"] == [600, 600] and 0 < told["body"][0] < told["body"][1] < 1


def test_what_is_given_by_hand_is_marked_and_the_finding_stays_beside_it(run, tmp_path):
    files, _ = save_copy(run, draw, "demo", tmp_path, title="Mine <b> $5", subtitle="My words")
    told = json.loads(files[-1].read_text(encoding="utf-8"))
    assert (told["title"], told["title_by"], told["sentence"]) == ("Mine <b> $5", "hand", "Two of 3")
    assert (told["subtitle"], told["subtitle_by"]) == ("My words", "hand")


def test_a_style_of_its_own_changes_the_picture_its_name_and_nothing_else(run, tmp_path):
    dark, _ = save_copy(style_run(run, "dark"), draw, "demo", tmp_path, size=(320, 320))
    light, _ = save_copy(style_run(run, None), draw, "demo", tmp_path, size=(320, 320))
    assert dark[0].name == "demo-320x320-dark.png" and light[0].name == "demo-320x320.png"
    assert max(Image.open(dark[0]).getpixel((2, 2))) < 60 and min(Image.open(light[0]).getpixel((2, 2))) > 250
    assert run.settings["style"] == "light"
    with pytest.raises(ValueError, match="style"):
        style_run(run, "gaudy")


def test_pages_have_the_area_of_a_slide_first_and_are_never_smaller_in_the_end():
    use_talk_style()
    assert choose_pages(16 / 9) == [(16.0, 9.0)]
    square, wide = choose_pages(1), choose_pages(3)
    assert square[0] == (12.0, 12.0) and square[-1] == (16.0, 16.0)
    assert wide[0][0] * wide[0][1] == pytest.approx(144, rel=1e-3) and wide[-1] == (27.0, 9.0)


def test_text_gets_smaller_until_it_has_room_and_what_is_left_is_told(run, tmp_path):
    tried = []

    def draw_crowded(fits):
        drawing = draw()
        width = drawing.axes.figure.get_size_inches()[0]
        tried.append(round(float(width), 1))
        if width < fits:
            for _ in range(2):
                drawing.axes.text(0.5, 0.5, "one upon another", transform=drawing.axes.transAxes)
        return drawing

    assert save_copy(run, lambda: draw_crowded(13), "demo", tmp_path, size=(400, 400))[1] == []
    assert tried == [12.0, 14.0]
    files, problems = save_copy(run, lambda: draw_crowded(99), "demo", tmp_path, size=(400, 400))
    assert problems == ["'one upon another' overlaps 'one upon another'."]
    assert json.loads(files[-1].read_text(encoding="utf-8"))["text_problems"] == problems


def test_of_pages_that_all_have_faults_the_best_is_kept_and_not_the_last(run, tmp_path):
    numbers = iter([2, 1, 3])

    def draw_faulty():
        drawing = draw()
        for place in range(next(numbers)):
            for _ in range(2):
                drawing.axes.text(0.5, 0.2 + 0.3 * place, "twice", transform=drawing.axes.transAxes)
        return drawing

    assert len(save_copy(run, draw_faulty, "demo", tmp_path, size=(400, 400))[1]) == 1


def test_a_narrow_page_gets_more_lines_for_its_title_so_that_nothing_is_cut(run, tmp_path):
    title = "A finding that fills the two lines of a slide and so needs more of them " * 2
    tried = []

    def draw_titled():
        tried.append(title)
        return draw(title=title.strip())

    files, problems = save_copy(run, draw_titled, "demo", tmp_path, size=(1080, 1920))
    assert problems == [] and len(tried) == 1  # no smaller text is needed
    assert json.loads(files[-1].read_text(encoding="utf-8"))["title"] == title.strip()


def test_narrow_axes_and_tiny_dots_count_as_squeezed():
    use_talk_style()
    figure, axes = plt.subplots(1, 2, width_ratios=(12, 1))
    assert count_squeezed(figure) == 0
    axes[1].plot([1, 2])
    assert count_squeezed(figure) == 1
    axes[0].scatter([1], [1], s=4)
    assert count_squeezed(figure) == 2


def test_what_cannot_be_drawn_is_refused_in_a_sentence(run, tmp_path):
    with pytest.raises(InputError, match="no format 'gif' of figures; there are png, svg, pdf"):
        save_copy(run, draw, "demo", tmp_path, formats=("gif",))
    with pytest.raises(InputError, match="200 to 8,000 pixels a side, not 90000 by 10"):
        save_copy(run, draw, "demo", tmp_path, size=(90000, 10))

    def draw_nothing():
        return Drawing(say_nothing(new_axes(), "No dates."), pd.DataFrame(), "", "", "", 0, "papers")

    with pytest.raises(InputError, match="'demo' is left out: No dates"):
        save_copy(run, draw_nothing, "demo", tmp_path)
    assert not list(tmp_path.glob("demo*"))


def test_the_surroundings_are_as_before(run, tmp_path):
    plt.rcParams["font.size"] = 7
    with styling(run, (3, 3)):
        assert plt.rcParams["font.size"] == 18 and plt.rcParams["figure.figsize"] == [3, 3]
    assert plt.rcParams["font.size"] == 7
    save_copy(run, draw, "demo", tmp_path, size=(300, 300))
    assert plt.rcParams["font.size"] == 7 and not plt.get_fignums()
