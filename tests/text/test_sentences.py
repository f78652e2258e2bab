"""Sentences of scientific prose, found by rules."""

import pytest

from helpers.text.sentences import split_sentences


def sentences(text):
    return [text[low:high] for low, high in split_sentences(text)]


def test_abbreviations_and_numbers_do_not_end_a_sentence():
    assert sentences("We test e.g. trees, i.e. forests, see Fig. 3 w.r.t. Eq. (4). It gains 0.5 vs. 0.6 points.") == [
        "We test e.g. trees, i.e. forests, see Fig. 3 w.r.t. Eq. (4).",
        "It gains 0.5 vs. 0.6 points.",
    ]


def test_et_al_ends_a_sentence_only_before_a_word_that_opens_one():
    assert len(sentences("Following Smith et al. Graph methods work.")) == 1
    assert len(sentences("We follow Smith et al. The results hold.")) == 2


def test_names_in_small_letters_may_open_a_sentence_and_plain_words_may_not():
    assert len(sentences("It works. vDiT is fast.")) == 2
    assert len(sentences("It works approx. as before.")) == 1


def test_sentences_of_scripts_without_spaces_are_found():
    assert sentences("稀疏很好。密集也好。") == ["稀疏很好。", "密集也好。"]


def test_glued_sentences_come_apart():
    assert sentences("A new method.We show it.") == ["A new method.", "We show it."]


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_no_text_has_no_sentences(text):
    assert split_sentences(text) == []


@pytest.mark.parametrize("text", ["One. Two! Three? Four", "a\n\nb. C", "$5. =1+1. <b>", "." * 50, "\u202e. A. \x00"])
def test_spans_cover_all_but_white_space_in_order(text):
    spans = split_sentences(text)
    outside = "".join(text[a:b] for (_, a), (b, _) in zip([(0, 0), *spans], [*spans, (len(text), 0)], strict=True))
    assert outside.strip() == ""
    assert all(low < high for low, high in spans)
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    "text", ["We test. It works! 好。对", "A 0.5 b.In fact c etc. d", "One…  Two?) Three", ".", ""]
)
def test_a_line_break_at_the_end_changes_no_sentence(text):
    assert sentences(text) == sentences(f"{text}\n")


def test_a_blank_line_ends_a_sentence_whatever_stands_around_it():
    for text in (
        "We count bridges, e.g.\n\nof towns.",
        "We count bridges.\n \nof towns",
        "We count bridges\n\nof towns",
    ):
        spans = split_sentences(text)
        assert [text[low:high].split()[0] for low, high in spans] == ["We", "of"]
    assert len(split_sentences("We count bridges, e.g.\nof towns.")) == 1
