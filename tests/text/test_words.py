"""Cutting text into words, and titles as keys."""

import pytest

from helpers.text.words import ABSTRACT_STOP_WORDS, STOP_WORDS, find_common_words, fold_title, split_words


def test_words_keep_hyphens_and_fold_accents():
    assert split_words("Sparse-vDiT, naïve (dense‑to‑sparse) -- O(n²)") == [
        "sparse-vdit", "naive", "dense-to-sparse", "o", "n2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["sparse,", "(sparse)", "Sparse-vDiT", "sparsely-activated", "sparsified", "non-sparse", "spar\u00adse"]
)
def test_every_variant_of_a_word_is_found(text):
    assert any("spars" in word for word in split_words(text))


def test_words_of_other_scripts_stay_whole():
    assert split_words("稀疏 attention हिन्दी") == ["稀疏", "attention", "हिन्दी"]


def test_stop_words_hold_no_word_of_a_subject():
    assert not {"sparse", "dense", "attention", "retrieval"} & (STOP_WORDS | ABSTRACT_STOP_WORDS)
    assert {"the", "of"} <= STOP_WORDS and {"paper", "propose"} <= ABSTRACT_STOP_WORDS


@pytest.mark.parametrize(
    ("one", "other"),
    [("GUI-G$^2$", "gui-g²"), ("MS~MARCO: A Test", "MS MARCO - a test"), ("\\'Erudit & Co", "Érudit and Co")],
)
def test_spellings_of_one_title_fold_to_one_key(one, other):
    assert fold_title(one).replace(" ", "") == fold_title(other).replace(" ", "")


def test_versions_fold_apart():
    assert len({fold_title(f"Phi-{n} Technical Report") for n in (3, 4)}) == 2


def test_the_plural_of_one_acronym_may_be_another_in_whatever_order_they_come():
    for acronyms in (["id", "ids"], ["ids", "id"]):
        assert find_common_words(acronyms, ["We show the ids of all."]) == {"ids"}
        assert find_common_words(acronyms, ["We show the id of each."]) == {"id"}
    assert find_common_words(["id"], ["We show the ids of all."]) == {"id"}
