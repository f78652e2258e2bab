"""Labels in free space: nothing overlaps, no line crosses a text, and the first labels are the surest of a place."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from helpers.figures.label_placement import LEADER, find_leader_problems, place_labels
from helpers.figures.style import new_axes, use_talk_style
from helpers.figures.text_layout import find_text_problems


@pytest.fixture(autouse=True)
def talk_style():
    use_talk_style()
    yield
    plt.close("all")


def find_problems(ax):
    return find_text_problems(ax.figure) + find_leader_problems(ax.figure)


def find_lines(ax):
    return [line for line in ax.lines if line.get_gid() == LEADER]


@pytest.mark.parametrize("n", [0, 1, 5, 40])
def test_placed_labels_never_overlap_nor_leave_the_figure(n):
    rng = np.random.default_rng(n)
    x, y = rng.normal(size=(2, n))
    ax = new_axes()
    ax.scatter(x, y)
    ax.set(xlim=(-4, 4), ylim=(-4, 4))
    placed = place_labels(ax, x, y, [f"a label of some length {i}" for i in range(n)])
    assert find_problems(ax) == []
    assert len(placed) == n and n - placed.count(None) >= min(n, 15)
    assert all(text is None or text.get_text() == f"a label of some length {i}" for i, text in enumerate(placed))


def test_labels_of_coinciding_points_do_not_cover_each_other():
    ax = new_axes()
    placed = place_labels(ax, [0.5] * 8, [0.5] * 8, ["the same place"] * 8)
    assert find_problems(ax) == [] and placed[0] is not None


def crowd(ax, top=0.9):
    """Dots everywhere but for a free strip at the top."""
    x, y = (side.ravel() for side in np.meshgrid(np.linspace(0, 1, 40), np.linspace(0, top, 45)))
    ax.scatter(x, y, s=9)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    return {"x_avoid": x, "y_avoid": y}


def test_no_label_is_left_out_for_a_later_one():
    wide = "a label so long that it needs more than half of the free strip that there is at the top, as it stands here"
    ax = new_axes()
    placed = place_labels(ax, (0.3, 0.9), (0.9, 0.9), [wide, f"{wide} too"], **crowd(ax, 0.92))
    assert [text is not None for text in placed] == [True, False]
    assert find_problems(ax) == []


def test_an_order_that_leaves_fewer_out_is_found():
    # The first fits anywhere in the strip and takes the middle; the second fills more than half of it.
    labels = ["a fifth of the strip", "a label so long that it needs more than half of the strip as it stands here"]
    ax = new_axes()
    placed = place_labels(ax, (0.5, 0.5), (0.93, 0.93), labels, **crowd(ax, 0.92))
    assert None not in placed and find_problems(ax) == []


def test_a_label_without_room_near_its_point_finds_it_far_away_and_one_without_any_is_left_out():
    for top, n_placed in ((0.7, 1), (1.0, 0)):
        ax = new_axes()
        placed = place_labels(ax, [0.5], [0.3], ["far away"], **crowd(ax, top), reach=1)
        assert 1 - placed.count(None) == len(find_lines(ax)) == n_placed
        assert find_problems(ax) == []


def test_a_label_may_cover_dots_where_that_is_allowed_and_still_prefers_free_space():
    ax = new_axes()
    dots = crowd(ax, 1.0)
    assert None not in place_labels(ax, [0.5], [0.5], ["on a crowd"], **dots, coverable=True)
    ax = new_axes()
    (text,) = place_labels(ax, [0.5], [0.85], ["near a free strip"], **crowd(ax, 0.9), coverable=True)
    assert ax.transData.inverted().transform(text.get_window_extent())[0, 1] > 0.86


def test_labels_keep_clear_of_texts_that_stand_there_and_are_placed_alike_every_time():
    seen = []
    for _ in range(2):
        ax = new_axes()
        ax.text(0.5, 0.55, "stands here")
        ax.set(xlim=(0, 1), ylim=(0, 1))
        placed = place_labels(ax, np.linspace(0.45, 0.6, 6), [0.5] * 6, [f"a label {i}" for i in range(6)])
        assert None not in placed and len(placed) == 6 and find_problems(ax) == []
        seen.append([text.get_position() for text in placed])
    assert seen[0] == seen[1]


def test_a_line_is_slanted_then_level_and_ends_at_the_edge_of_its_label():
    ax = new_axes()
    dots = crowd(ax, 1.0)
    free = (dots["x_avoid"] < 0.6) | (dots["y_avoid"] > 0.6)  # but for a corner
    dots = {name: side[free] for name, side in dots.items()}
    (text,) = place_labels(ax, [0.5], [0.8], ["in the corner"], **dots)
    (line,) = find_lines(ax)
    start, bend, end = ax.transData.transform(line.get_xydata())
    box = text.get_window_extent()
    assert bend[1] == pytest.approx(end[1]) and box.y0 < end[1] < box.y1 and start[1] > bend[1]
    assert 0 <= box.x0 - end[0] < 4
    assert start == pytest.approx(ax.transData.transform((0.5, 0.8)), abs=12)


def test_the_nearest_of_several_places_of_a_thing_gets_the_label():
    ax = new_axes()
    dots = crowd(ax, 0.9)
    anchors = [np.array([(0.2, 0.1), (0.7, 0.9)])]
    (text,) = place_labels(ax, [0.2], [0.1], ["high up"], anchors=anchors, **dots)
    x, y = ax.transData.inverted().transform(text.get_window_extent()).mean(axis=0)
    assert y > 0.9 and x == pytest.approx(0.7, abs=0.15)


def draw_leader(ax, path, thing, text="a name", at=(0.7, 0.5)):
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.text(*at, text, gid="label", va="center")
    ax.plot(*np.transpose(path), gid="leader", label=f"_leader {thing[0]} {thing[1]}")


def test_a_line_that_crosses_a_text_or_ends_far_from_its_label_or_thing_is_told():
    ax = new_axes()
    draw_leader(ax, [(0.2, 0.5), (0.695, 0.5)], (0.2, 0.5))
    assert find_leader_problems(ax.figure) == []
    ax.text(0.4, 0.5, "between", va="center")
    assert find_leader_problems(ax.figure) == ["The line to 'a name' crosses 'between'."]
    ax = new_axes()
    draw_leader(ax, [(0.2, 0.5), (0.695, 0.5)], (0.1, 0.4))
    assert find_leader_problems(ax.figure) == ["The line to 'a name' ends far from its thing."]
    ax = new_axes()
    draw_leader(ax, [(0.2, 0.5), (0.5, 0.5)], (0.2, 0.5))
    assert find_leader_problems(ax.figure) == ["A line to a label ends far from any label."]
    assert find_leader_problems(new_axes().figure) == []
