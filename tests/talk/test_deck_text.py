import pytest

from helpers.talk.deck_text import choose_size, clean_text, count_lines, measure_text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x1bc\n d\te", "abc d e"),
        ("\ud800lone", "lone"),
        ("turned \u202eback\u2066 \ufeffx", "turned back x"),
        ("e\u0301\u00a0=\u00a05", "é\u00a0=\u00a05"),
        ("  ", ""),
    ],
)
def test_a_text_keeps_what_a_slide_can_hold(text, cleaned):
    assert clean_text(text) == cleaned


def test_widths_are_those_of_arial():
    assert measure_text("mm", 100) == pytest.approx(2 * 83.3)
    assert measure_text("m", 100, bold=True) == pytest.approx(88.9)
    assert measure_text("é", 100) == measure_text("e", 100)
    assert measure_text("漢", 100) == 100


def test_lines_break_at_words_and_within_a_word_that_is_too_long():
    word = measure_text("mmmm", 10)
    assert count_lines("mmmm mmmm mmmm", 2.5 * word, 10) == 2
    assert count_lines("mmmm mmmm mmmm", 1.1 * word, 10) == 3
    assert count_lines("m" * 12, 1.01 * word, 10) == 3
    assert count_lines("", 100, 10) == 1


def test_the_largest_size_that_fits_is_chosen_and_none_where_none_does():
    text = "mmmm " * 10
    assert choose_size([text], 10_000, 100, (10, 30)) == 30
    assert choose_size([text], 1_000, 100, (10, 20, 30), most=1) == 20
    assert choose_size([text], 100, 20, (10, 20)) is None
    assert choose_size(["a", "a"], 100, 30, (10, 12), gap=0.5) == 10
