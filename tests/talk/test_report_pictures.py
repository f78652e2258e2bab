import base64
import io
import json

import pytest
from PIL import Image

from helpers.talk.report_pictures import WIDTH, make_picture, read_marks


@pytest.fixture
def figure(tmp_path):
    """A picture whose words stand in the upper quarter, and its drawing under that."""
    image = Image.new("RGB", (1920, 1080), "white")
    image.paste("blue", (0, 270, 1920, 1080))
    image.save(tmp_path / "bars.png")
    (tmp_path / "bars.json").write_text(json.dumps({"body": [0.25, 1.0]}), encoding="utf-8")
    return tmp_path / "bars.png"


def test_a_picture_is_cut_to_its_drawing_and_small(figure):
    picture = make_picture(figure)
    kind, _, data = picture.address.partition(",")
    image = Image.open(io.BytesIO(base64.b64decode(data)))
    assert kind == "data:image/png;base64" and image.size == (WIDTH, 675) == (picture.width, picture.height)
    assert image.convert("RGB").getcolors() == [(WIDTH * 675, (0, 0, 255))], "no words above"


def test_the_sharper_picture_is_taken_and_the_whole_where_nothing_tells_of_its_words(figure):
    Image.new("RGB", (3840, 2160), "red").save(figure.with_name("bars@2x.png"))
    figure.with_suffix(".json").write_text("{}", encoding="utf-8")
    picture = make_picture(figure)
    image = Image.open(io.BytesIO(base64.b64decode(picture.address.partition(",")[2])))
    assert image.size == (WIDTH, 900) and image.convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_marks_move_with_what_is_cut(figure):
    box = {"left": 0.1, "top": 0.25, "right": 0.2, "bottom": 1.0, "label": "a", "papers": ["P0"]}
    told = {"points": {"x": [0.5], "y": [0.625], "papers": ["P1"]}, "boxes": [box]}
    figure.with_suffix(".marks.json").write_text(json.dumps(told), encoding="utf-8")
    marks = read_marks(figure)
    assert marks["points"] == {"x": [0.5], "y": [0.5], "papers": ["P1"]}
    assert marks["boxes"] == [box | {"top": 0.0, "bottom": 1.0}]


def test_a_figure_without_marks_or_with_broken_ones_has_none(figure):
    nothing = {"points": {"x": [], "y": [], "papers": []}, "boxes": []}
    assert read_marks(figure) == nothing
    broken = {"points": {"x": [0.5, 0.6], "y": [0.5], "papers": ["P1"]}}
    figure.with_suffix(".marks.json").write_text(json.dumps(broken), encoding="utf-8")
    assert read_marks(figure) == nothing
