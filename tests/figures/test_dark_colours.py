import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from helpers.figures.dark_colours import (
    INK,
    PAPER,
    compute_contrast,
    darken_figure,
    find_contrast_problems,
    render_figure,
)
from helpers.figures.style import (
    INK as LIGHT_INK,
    POLE_COLOURS,
    SERIES_COLOURS,
    TOPIC_COLOURS,
    new_axes,
    use_talk_style,
)
from helpers.figures.text_layout import GREY


@pytest.fixture
def ax():
    use_talk_style()
    return new_axes()


def test_contrast_is_that_of_the_standard():
    assert compute_contrast("black", "white") == pytest.approx(21)
    assert compute_contrast("#777777", "white") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", [*POLE_COLOURS, *SERIES_COLOURS, *TOPIC_COLOURS, GREY, LIGHT_INK, "#6F6F6F"])
def test_every_colour_of_the_style_is_seen_on_dark_in_lines_dots_bars_and_text(ax, colour):
    line = ax.plot([0, 1], [0, 1], color=colour, marker="o")[0]
    dots = ax.scatter([0, 1], [1, 0], color=[colour, colour])
    bar = ax.bar([0], [1], color=colour)[0]
    text = ax.text(0.5, 0.5, "word", color=colour)
    darken_figure(ax.figure)
    found = [
        line.get_color(),
        line.get_markerfacecolor(),
        dots.get_facecolor()[1],
        bar.get_facecolor(),
        text.get_color(),
    ]
    assert {mpl.colors.to_hex(one) for one in found} == {mpl.colors.to_hex(found[0])}
    assert compute_contrast(found[0][:3], PAPER) >= 3
    assert mpl.colors.to_hex(ax.get_facecolor()) == PAPER.lower()


@pytest.mark.parametrize("colour", [*POLE_COLOURS, *SERIES_COLOURS, *TOPIC_COLOURS])
def test_marks_that_are_half_seen_through_are_still_seen_on_dark(ax, colour):
    marks = ax.scatter([0, 1], [0, 1], color=colour, alpha=0.5, marker="|")
    dots = ax.scatter([0, 1], [0, 1], facecolors=[mpl.colors.to_rgba(colour, 0.5)] * 2)
    darken_figure(ax.figure)
    for red, green, blue, alpha in (marks.get_edgecolor()[0], dots.get_facecolor()[0]):
        seen = alpha * np.array((red, green, blue)) + (1 - alpha) * np.array(mpl.colors.to_rgb(PAPER))
        assert alpha < 1 and compute_contrast(tuple(seen), PAPER) >= 3


def test_a_hue_stays_and_what_is_empty_stays_empty(ax):
    dots = ax.scatter([0], [0], facecolors="none", edgecolors=POLE_COLOURS[1])
    darken_figure(ax.figure)
    assert len(dots.get_facecolor()) == 0
    red, green, blue = dots.get_edgecolor()[0][:3]
    assert red > green > blue


def test_text_that_is_too_near_to_what_is_behind_it_is_told(ax):
    ax.axvspan(0, 1, color="#22262E")
    ax.text(0.5, 0.5, "dark on dark", color="#333333")
    ax.text(0.5, 0.2, "white on dark", color="white")
    told = find_contrast_problems(*render_figure(ax.figure, 72))
    assert len(told) == 1 and told[0].startswith("'dark on dark' has a contrast of 1.")
    assert np.isclose(ax.texts[0].get_alpha() or 1, 1), "what was hidden for the check is shown again"


def test_ink_and_paper_are_far_apart():
    assert compute_contrast(INK, PAPER) > 14


def test_arrows_are_seen_and_the_halo_of_a_label_is_of_the_paper(ax):
    arrow = ax.annotate("", (0.9, 0.5), (0.1, 0.5), arrowprops={"arrowstyle": "-|>", "color": LIGHT_INK}).arrow_patch
    label = ax.text(0.5, 0.5, "a label", path_effects=[withStroke(linewidth=4, foreground="white")])
    darken_figure(ax.figure)
    assert compute_contrast(arrow.get_edgecolor()[:3], PAPER) > 7
    assert [effect._gc["foreground"] for effect in label.get_path_effects()] == [PAPER]


def test_the_name_of_an_axis_is_held_against_what_is_behind_it_at_any_resolution(ax):
    """Its place in pixels is that of the last drawing, here one of other pixels than the figure's own."""
    ax.set_xlabel("papers")
    ax.set_position((0.1, 0.15, 0.8, 0.75))
    ax.figure.patches.append(Rectangle((0, 0.3), 1, 0.7, transform=ax.figure.transFigure, color="#22262E", zorder=9))
    ax.tick_params(labelcolor="none")
    for dpi in (72, 240):
        pixels, boxes = render_figure(ax.figure, dpi)
        (box,) = (box for text, box in boxes if text.get_text() == "papers")
        assert 0 < box[0, 1] < box[1, 1] < 0.15
        assert not [told for told in find_contrast_problems(pixels, boxes) if "papers" in told]
