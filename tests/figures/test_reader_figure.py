"""The figure of a learned reader's scores, and how often it is right in the footer of what it read."""

import pandas as pd
import pytest
from conftest import ROOT
from matplotlib import pyplot as plt

from helpers.figures.drawing import find_nothing
from helpers.figures.reader_figure import draw_reliability
from helpers.theme.theme_file import load_theme

FIELDS = ("sense", "role", "first_value", "second_value")


@pytest.fixture
def theme_file():
    yield load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")
    plt.close("all")


def make_reliability():
    rows = [(field, "score", x, x, 20) for field in FIELDS for x in (0.5, 0.7, 0.9)]
    rows += [(field, "coverage", x, 1.3 - x / 2, round(100 * x)) for field in FIELDS for x in (1.0, 0.8, 0.6)]
    return pd.DataFrame(rows, columns=["field", "kind", "x", "y", "n"])


def test_each_field_is_a_line_that_ends_at_its_name(theme_file):
    drawing = draw_reliability(make_reliability(), theme_file)
    left, right = drawing.axes
    assert drawing.n == 100 and len(left.lines) == 5 and len(right.lines) == 4
    assert right.lines[0].get_xdata().tolist() == [1.0, 0.8, 0.6]
    assert right.get_xlim()[0] > right.get_xlim()[1]
    named = {text.get_text(): text.xy[0] for text in right.texts}
    assert named == dict.fromkeys(["sense", "role", "value of sparse", "value of dense"], 0.6)


def test_a_theme_that_is_read_by_rules_leaves_a_sentence(theme_file):
    drawing = draw_reliability(make_reliability().iloc[:0], theme_file)
    assert "read by rules" in find_nothing(drawing.axes.figure)
