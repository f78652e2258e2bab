"""Panels begin on the columns of a slide, names of rows on its margin, and counts beside rows end in one line."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from helpers.figures.column_layout import COLUMNS, MARGIN
from helpers.figures.paper_dots import write_sought
from helpers.figures.style import new_axes, use_paper_style, use_talk_style
from helpers.figures.text_layout import align_row_labels, find_text_problems, freeze_layout


@pytest.fixture(autouse=True, params=[use_talk_style, use_paper_style])
def style(request):
    request.param()
    yield
    use_talk_style()


def find_places(axes):
    """Start and end of panels in columns."""
    for ax in np.ravel(axes):
        ax.set_xticks([])
    freeze_layout(np.ravel(axes)[0].figure)
    ends = [(ax.get_position().x0, ax.get_position().x1) for ax in np.ravel(axes)]
    return COLUMNS * (np.array(ends) - MARGIN) / (1 - 2 * MARGIN)


def name_rows(ax, *names):
    ax.set_yticks(range(len(names)), names)


@pytest.mark.parametrize("name", ["a", "a name of a row", "a name of a row that is as long as they come"])
def test_panels_begin_on_columns_right_of_the_names_of_rows(name):
    axes = new_axes(n_columns=3, width_ratios=(5, 4, 3), sharey=True)
    name_rows(axes[0], name, "b")
    places = find_places(axes)
    assert places[:, 0] == pytest.approx(places[:, 0].round(), abs=0.01)
    assert axes[0].get_yticklabels()[0].get_window_extent().x0 >= MARGIN * axes[0].figure.bbox.width - 6
    gaps = places[1:, 0] - places[:-1, 1]
    assert gaps == pytest.approx([gaps[0]] * 2, abs=0.1) and 0 < gaps[0] < 0.8
    assert find_text_problems(axes[0].figure, min_points=mpl.rcParams["xtick.labelsize"]) == []


def test_panels_above_each_other_begin_on_the_same_column():
    axes = new_axes(n_rows=2, sharex=True)
    name_rows(axes[1], "a name of a row", "another")
    places = find_places(axes)
    assert places[0] == pytest.approx(places[1], abs=0.01) and places[0, 0] == pytest.approx(2, abs=0.01)


@pytest.mark.parametrize("ticks", [[], [0, 1000]])
def test_a_panel_without_names_stands_on_the_margin_with_its_numbers(ticks):
    ax = new_axes()
    ax.set_yticks(ticks)
    assert find_places(ax)[0, 1] == pytest.approx(COLUMNS, abs=0.05)
    assert ax.get_tightbbox().x0 == pytest.approx(MARGIN * ax.figure.bbox.width, abs=3)


def test_small_panels_stay_of_one_size():
    axes = new_axes(n_rows=2, n_columns=3, sharey=True)
    name_rows(axes[0, 0], "a name of a row", "another")
    widths = np.diff(find_places(axes))
    assert widths == pytest.approx(np.full((6, 1), widths[0]), abs=0.01)


def test_names_of_rows_begin_on_the_margin_and_those_of_panels_below_each_other_in_one_line():
    axes = new_axes(n_rows=2, n_columns=2)
    for ax, name in zip(axes.ravel(), ("short", "middling name", "the longest of all names", "short"), strict=True):
        name_rows(ax, name, "b")
    freeze_layout(axes[0, 0].figure)
    align_row_labels(axes[0, 0].figure)
    left, right = (
        [label.get_window_extent().x0 for ax in axes[:, column] for label in ax.get_yticklabels()] for column in (0, 1)
    )
    assert left == pytest.approx([MARGIN * axes[0, 0].figure.bbox.width] * 4, abs=0.5)
    assert right == pytest.approx([right[0]] * 4, abs=0.5) and right[0] > axes[0, 0].bbox.x1


def test_counts_end_in_one_line_and_intervals_begin_in_one():
    ax = new_axes()
    ax.set(ylim=(2.5, -0.5))
    rows = pd.DataFrame({"sought": [9, 1200, 0], "n_named": [10, 3400, 0], "low": [0.6, 0.3, np.nan]})
    write_sought(ax, rows.assign(high=rows["low"] + 0.1), keys=[1])
    find_places(ax)
    boxes = {text.get_text(): text.get_window_extent() for text in ax.texts}
    assert list(boxes) == ["9 of 10", "1,200 of 3,400", "none names it", "· 60–70%", "· 30–40%"]
    assert boxes["9 of 10"].x1 == pytest.approx(boxes["1,200 of 3,400"].x1, abs=1)
    assert boxes["1,200 of 3,400"].x0 == pytest.approx(boxes["none names it"].x0, abs=1)
    assert boxes["· 60–70%"].x0 == pytest.approx(boxes["· 30–40%"].x0, abs=1)
    assert boxes["9 of 10"].x1 < boxes["· 60–70%"].x0 and boxes["1,200 of 3,400"].height > boxes["9 of 10"].height
