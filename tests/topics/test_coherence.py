import numpy as np
import pytest

from helpers.topics.coherence import compute_coherence, compute_diversity

TEXTS = ["a kite in the wind", "kite and wind", "sour dough", "the pawn"]


def test_words_that_always_meet_have_npmi_one_and_never_minus_one():
    found = compute_coherence([["kite", "wind"], ["kite", "pawn"]], TEXTS)
    np.testing.assert_allclose(found, [1, -1])


def test_npmi_by_hand():
    # p(kite) = 1/2, p(the) = 1/2, together 1/4: log(1) = 0.
    assert compute_coherence([["kite", "the"]], TEXTS)[0] == pytest.approx(0)


def test_phrases_are_looked_up_as_phrases_and_not_inside_words():
    assert compute_coherence([["sour dough", "dough"]], TEXTS)[0] == pytest.approx(1)
    assert compute_coherence([["kit", "wind"]], TEXTS)[0] == -1


def test_a_topic_of_one_word_has_no_coherence():
    assert np.isnan(compute_coherence([["kite"], []], TEXTS)).all()


def test_diversity_is_the_share_of_different_words():
    assert compute_diversity([["a", "b"], ["a", "c"]]) == 0.75
    assert np.isnan(compute_diversity([]))
