import numpy as np
import pytest

from helpers.figures.style import new_axes, use_talk_style
from helpers.figures.text_layout import (
    find_text_problems,
    legible,
    place_labels,
    shorten,
    spread_positions,
    wrap,
    wrap_label,
)


@pytest.fixture(autouse=True)
def talk_style():
    use_talk_style()


def test_overlap_is_found_and_names_both_texts():
    ax = new_axes()
    ax.text(0.5, 0.5, "first words")
    ax.text(0.52, 0.5, "second words")
    assert find_text_problems(ax.figure) == ["'first words' overlaps 'second words'."]


def test_clipped_small_and_missing_glyphs_are_found():
    ax = new_axes()
    ax.figure.text(0.97, 0.5, "runs over the edge")
    ax.text(0.1, 0.2, "tiny", size=9)
    ax.text(0.1, 0.8, "\U0001f9ff")
    told = " ".join(find_text_problems(ax.figure))
    assert "clipped" in told and "9.0 points" in told and "without glyph" in told


def test_cut_text_is_found_and_an_ellipsis_of_ones_own_is_not():
    ax = new_axes()
    ax.set_title("“sparse …” and “dense …”")
    ax.set_xlabel(shorten("a name that was too long", 12))
    assert find_text_problems(ax.figure) == ["'a name…' is cut."]


def test_a_label_takes_the_lines_it_needs_and_only_then_is_cut():
    words = "points, frames and signals of several sensors"
    assert wrap_label(words, 20) == "points, frames and\nsignals of several\nsensors"
    assert wrap_label(words, 20, max_lines=2) == "points, frames and\nsignals of several…"


def test_a_clean_figure_has_no_problem():
    ax = new_axes()
    ax.plot([0, 1], label="a line")
    ax.set(xlabel="Year", ylabel="Share")
    ax.legend()
    assert find_text_problems(ax.figure) == []


@pytest.mark.parametrize("n", [0, 1, 5, 40])
def test_placed_labels_never_overlap_nor_leave_the_figure(n):
    rng = np.random.default_rng(n)
    x, y = rng.normal(size=(2, n))
    ax = new_axes()
    ax.scatter(x, y)
    ax.set(xlim=(-4, 4), ylim=(-4, 4))
    placed = place_labels(ax, x, y, [f"a label of some length {i}" for i in range(n)])
    assert find_text_problems(ax.figure) == []
    assert len(placed) == n and n - placed.count(None) >= min(n, 5)
    assert all(text is None or text.get_text() == f"a label of some length {i}" for i, text in enumerate(placed))


def test_labels_of_coinciding_points_do_not_cover_each_other():
    ax = new_axes()
    place_labels(ax, [0.5] * 8, [0.5] * 8, ["the same place"] * 8)
    assert find_text_problems(ax.figure) == []


def crowd(ax, top=0.9):
    """Dots everywhere but for a free strip at the top."""
    x, y = (side.ravel() for side in np.meshgrid(np.linspace(0, 1, 40), np.linspace(0, top, 45)))
    ax.scatter(x, y, s=9)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    return x, y


def test_a_label_that_found_no_room_goes_first_in_the_next_try():
    # The first fits anywhere in the strip and takes the middle; the second fills more than half of the strip.
    x, y = (0.3, 0.95), (0.9, 0.9)
    labels = [
        "a label of a fifth of the strip",
        "a label so long that it needs more than half of the strip as it stands here",
    ]
    shown = {}
    for retries in (0, 4):
        ax = new_axes()
        avoided = crowd(ax)
        placed = place_labels(ax, x, y, labels, x_avoid=avoided[0], y_avoid=avoided[1], n_retries=retries)
        shown[retries] = sorted(text.get_text() for text in placed if text is not None)
        assert find_text_problems(ax.figure) == []
    assert shown == {0: labels[:1], 4: labels}


def test_a_label_without_room_near_its_point_finds_it_far_away_and_one_without_any_is_left_out():
    for top, n_placed in ((0.8, 1), (1.0, 0)):
        ax = new_axes()
        x, y = crowd(ax, top)
        point = ([0.5], [0.02])
        assert place_labels(ax, *point, ["far away"], x_avoid=x, y_avoid=y) == [None]
        placed = place_labels(ax, *point, ["far away"], x_avoid=x, y_avoid=y, n_retries=8)
        assert 1 - placed.count(None) == len(ax.lines) == n_placed
        assert find_text_problems(ax.figure) == []


def test_labels_keep_clear_of_texts_that_stand_there_and_are_placed_alike_every_time():
    seen = []
    for _ in range(2):
        ax = new_axes()
        ax.text(0.5, 0.55, "stands here")
        ax.set(xlim=(0, 1), ylim=(0, 1))
        placed = place_labels(ax, np.linspace(0.45, 0.6, 6), [0.5] * 6, [f"a label {i}" for i in range(6)], n_retries=8)
        assert None not in placed and len(placed) == 6 and find_text_problems(ax.figure) == []
        seen.append([text.get_position() for text in placed])
    assert seen[0] == seen[1]


def test_text_is_made_legible():
    assert legible("a $x$ b") == r"a \$x\$ b"
    assert legible(legible("a $x$ b")) == r"a \$x\$ b"
    assert legible("two\nlines\x00\u202e") == "two lines"
    assert legible("Erdős café") == "Erdős café"
    assert legible("\U0001f9ff").isascii()


def test_shortening_cuts_at_a_word_and_marks_it():
    assert shorten("sparse attention for long documents", 20) == "sparse attention…"
    assert shorten("short", 20) == "short"
    assert len(shorten("x" * 50, 20)) == 20


def test_wrapping_keeps_to_the_number_of_lines():
    assert wrap("one two three four five six", 8, max_lines=2) == "one two\nthree…"
    assert wrap("", 8) == ""


@pytest.mark.parametrize(
    ("positions", "gap", "expected"),
    [
        ([0.5, 0.5], 0.2, [0.5, 0.7]),
        ([0.9, 0.95], 0.2, [0.8, 1.0]),
        ([0.1, 0.9], 0.2, [0.1, 0.9]),
        ([], 0.1, []),
        ([0.5] * 3, 0.6, [0.0, 0.5, 1.0]),
    ],
)
def test_positions_are_spread_in_order_within_bounds(positions, gap, expected):
    assert spread_positions(positions, gap, 0.0, 1.0) == pytest.approx(expected)
