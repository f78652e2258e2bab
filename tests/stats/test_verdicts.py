"""One verdict for one question: each rule by hand, at its edges, and in one order."""

import numpy as np
import pandas as pd
import pytest

from helpers.run.schema import VERDICTS
from helpers.stats.verdicts import (
    CLEAR,
    NOT_CLEAR,
    SIZE_OPEN,
    SMALLER,
    TOO_FEW,
    compare_expected,
    compute_largest_difference,
    decide_verdicts,
    explain_verdicts,
    find_clear,
    shorten_verdict,
)

NAN = np.nan


@pytest.mark.parametrize(
    ("value", "low", "high", "p", "upheld", "verdict"),
    [
        (0.3, 0.2, 0.4, 0.05, True, CLEAR),
        (-0.3, -0.4, -0.2, 0.01, True, CLEAR),
        (0.3, 0.1, 0.4, 0.01, True, SIZE_OPEN),  # the interval must lie beyond, not end there
        (-0.3, -0.4, -0.05, 0.01, True, SIZE_OPEN),
        (0.3, 0.2, 0.4, 0.051, True, NOT_CLEAR),
        (0.3, 0.2, 0.4, 0.01, False, NOT_CLEAR),
        (0.3, 0.0, 0.4, 0.01, True, NOT_CLEAR),
        (0.3, -0.1, 0.4, 0.01, True, NOT_CLEAR),
        (0.05, 0.01, 0.09, 0.0001, True, SMALLER),
        (0.0, -0.09, 0.09, 1.0, True, SMALLER),
        (0.0, -0.1, 0.09, 1.0, True, NOT_CLEAR),
        (0.3, NAN, NAN, 0.001, True, TOO_FEW),
        (0.3, 0.2, np.inf, 0.001, True, TOO_FEW),
        (0.3, 0.2, 0.4, NAN, True, None),
        (NAN, NAN, NAN, NAN, True, None),
    ],
)
def test_each_verdict_by_hand(value, low, high, p, upheld, verdict):
    assert decide_verdicts([value], [low], [high], p=[p], smallest=0.1, upheld=[upheld]).tolist() == [verdict]


def test_what_could_not_have_shown_is_too_few_to_tell_unless_it_is_clear():
    values = [0.2, 0.2], [0.15, -0.1], [0.3, 0.4]
    assert decide_verdicts(*values, p=[0.01, 0.5], smallest=0.1, detectable=0.3, largest=0.25).tolist() == [
        CLEAR,
        TOO_FEW,
    ]
    assert decide_verdicts(*values, p=0.5, smallest=0.1, detectable=0.25, largest=0.25)[1] == NOT_CLEAR
    assert decide_verdicts(*values, p=0.5, smallest=0.1, detectable=NAN)[1] == NOT_CLEAR


def test_nothing_asked_for_and_no_rows():
    assert decide_verdicts([0.1], [1e-9], [0.2], p=[0.01], smallest=0.0).tolist() == [CLEAR]
    assert decide_verdicts([], [], [], p=[], smallest=0.1).tolist() == []
    assert find_clear(pd.Series([None, *VERDICTS], dtype=object)).tolist() == [False, True, True, False, False, False]


def test_the_largest_difference_has_all_papers_with_the_term_in_one_group():
    # 12 papers have it: all ten of the first group and two of the other twenty, or twelve of the other.
    assert compute_largest_difference(7, 10, 5, 20).item() == pytest.approx(max(1 - 2 / 20, 12 / 20))
    assert compute_largest_difference([0, 10], 10, [0, 20], 20).tolist() == [0, 0]
    assert np.isnan(compute_largest_difference(0, 0, 1, 5)).all()


def test_every_verdict_is_explained_and_has_a_short_form():
    assert explain_verdicts()["verdict"].tolist() == list(VERDICTS)
    short = [shorten_verdict(verdict) for verdict in VERDICTS]
    assert len(set(short)) == len(VERDICTS) and all(len(text) <= 20 for text in short)
    assert (shorten_verdict(None), shorten_verdict(NAN), shorten_verdict("no such group")) == ("", "", "no such group")


@pytest.mark.parametrize(
    ("expect", "value", "verdict", "answer"),
    [
        ("more", 0.3, CLEAR, "yes"), ("more", -0.3, SIZE_OPEN, "no"), ("less", 0.3, CLEAR, "no"),
        ("fall", -0.3, CLEAR, "yes"), ("rise", -0.3, CLEAR, "no"), ("change", -0.3, CLEAR, "yes"),
        ("different", 0.3, SIZE_OPEN, "yes"), ("more", 0.3, NOT_CLEAR, ""), ("more", NAN, TOO_FEW, ""),
        ("more", NAN, None, ""),
    ],
)  # fmt: skip
def test_what_was_expected_is_told_of_clear_effects_alone(expect, value, verdict, answer):
    columns = ([expect], [value], [verdict])
    assert compare_expected(*(pd.Series(column) for column in columns)).tolist() == [answer]
