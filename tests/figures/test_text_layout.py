import pytest

from helpers.figures.style import new_axes, use_talk_style
from helpers.figures.text_layout import (
    CUT,
    can_hold_truetype,
    find_text_problems,
    legible,
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
    assert CUT.search("a name 😀…") and not CUT.search("“sparse …”")


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


def test_text_is_made_legible():
    assert legible("a $x$ b") == r"a \$x\$ b"
    assert legible(legible("a $x$ b")) == r"a \$x\$ b"
    assert legible("two\nlines\x00\u202e") == "two lines"
    assert legible("Erdős café") == "Erdős café"
    assert legible("\U0001f9ff").isascii()


@pytest.mark.parametrize(
    "text",
    [
        "稀疏注意力",
        "疎な行列",
        "희소 행렬",
        "เบาบางที่",
        "विरल क्षेत्र",
        "متناثرة",
        "דלילה",
        "разреженный",
        "αραιός",
    ],
)
def test_letters_of_many_scripts_are_shown_as_they_are_in_any_weight(text, caplog):
    assert legible(text) == text
    ax = new_axes()
    ax.text(0.1, 0.2, text)
    ax.text(0.1, 0.8, text, weight="bold")
    assert find_text_problems(ax.figure) == [] and not caplog.messages


def test_only_han_kana_and_hangul_are_no_truetype():
    ax = new_axes()
    ax.text(0.1, 0.2, "réseau, сеть, เบาบาง")
    assert can_hold_truetype(ax.figure)
    ax.text(0.1, 0.8, "稀疏")
    assert not can_hold_truetype(ax.figure)


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
