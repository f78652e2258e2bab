"""The sentences of the room, on tables that are extreme, degenerate, empty or tied, held against the numbers."""

import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers.topics.edit_guide import describe_edits
from helpers.topics.fitting import describe_outcome
from helpers.topics.recipes import choose_recipe, describe_no_topics
from helpers.topics.samples import _describe_held_out
from helpers.topics.topic_count import describe_curve
from helpers.topics.topic_positions import describe_word_agreement

CHECKED = {
    describe_curve, describe_edits, describe_no_topics, describe_outcome, describe_word_agreement, _describe_held_out,
}  # fmt: skip


def make_curve(*rows):
    """Rows of (n_topics, stability, chosen)."""
    curve = pd.DataFrame(rows, columns=["n_topics", "stability", "chosen"])
    return curve.astype({"n_topics": "int64", "stability": "float64", "chosen": "bool"})


def test_the_curve_lists_each_number_once_with_its_best_and_marks_the_one_taken():
    told = describe_curve(make_curve((4, 0.6, False), (8, 0.7, False), (8, 0.8, False), (12, 0.71, True)))
    assert re.findall(r"(\d+) \((0\.\d+)\)", told) == [("4", "0.60"), ("8", "0.80"), ("12", "0.71")]
    assert re.findall(r"\*\*(.+?)\*\*", told) == ["12 (0.71)"]


def test_where_two_scales_give_the_number_taken_the_one_taken_is_told():
    assert re.findall(r"\*\*(.+?)\*\*", describe_curve(make_curve((8, 0.9, False), (8, 0.7, True)))) == ["8 (0.70)"]


def test_a_curve_of_equals_claims_no_best():
    told = describe_curve(make_curve(*((k, 0.5, k == 3) for k in (2, 3, 4))))
    assert "best" not in told.replace("1 is best", "") and told.count("0.50") == 3


def test_a_curve_without_numbers_or_without_a_choice_says_so():
    assert describe_curve(make_curve()) == "No number of topics was tried."
    assert "stable enough" in describe_curve(make_curve((4, 0.1, False)))
    assert describe_curve(make_curve((4, np.nan, True))).startswith("4 topics taken; ")
    assert describe_curve(make_curve((1, np.nan, True))).startswith("1 topic taken; ")


@pytest.mark.parametrize(("n", "papers"), [(0, "0 papers"), (1, "1 paper"), (29, "29 papers")])
def test_too_few_papers_are_counted(n, papers):
    assert describe_no_topics(n) == f"No topics: {papers}, and under 30 groups come and go with every draw."


def tell_outcome(stable, n_draws=5, curve=(), **changes):
    topics = pd.DataFrame({"stable": pd.Series(stable, dtype=bool)})
    scale = SimpleNamespace(draws=range(n_draws), curve=make_curve(*curve))
    return describe_outcome(topics, 100, scale, choose_recipe(100, **changes))


def test_the_outcome_counts_topics_and_stable_ones():
    assert tell_outcome([True, False, True]) == "3 topics of 100 papers, agreed on by 5 draws; 2 stable."
    assert tell_outcome([False, False]).endswith("; 0 stable.")
    assert "(asked for: 8)" in tell_outcome([True] * 3, n_topics=8)
    assert "asked" not in tell_outcome([True] * 8, n_topics=8)


def test_one_topic_is_told_with_why_and_not_as_stable():
    assert "no finer grouping was found" in tell_outcome([False])
    assert "best stability 0.31" in tell_outcome([False], curve=[(4, 0.31, False), (8, 0.2, False)])
    assert tell_outcome([False], n_topics=1).startswith("1 topic of 100 papers")


def tell_agreement(features, words_only):
    return describe_word_agreement(
        SimpleNamespace(
            memberships=range(len(features)), material=SimpleNamespace(features=features), words_only=words_only,
            recipe=SimpleNamespace(seed=1),
        )
    )  # fmt: skip


def test_the_share_that_words_have_in_common_stands_beside_that_of_chance():
    vectors = np.random.default_rng(1).normal(size=(31, 5)).astype(np.float32)
    told = tell_agreement(vectors, vectors)
    assert "100% of the same 10 nearest neighbours" in told and "by chance it would be 33%" in told
    two = tell_agreement(vectors[:2], vectors[:2])
    assert "100% of the same nearest neighbour;" in two and "by chance it would be 100%" in two


@pytest.mark.parametrize("n", [0, 1])
def test_without_papers_or_words_nothing_is_said_of_neighbours(n):
    assert tell_agreement(np.ones((n, 3), dtype=np.float32), np.ones((n, 3), dtype=np.float32)).startswith("Too few")
    assert tell_agreement(np.ones((9, 3), dtype=np.float32), np.ones((9, 0), dtype=np.float32)).startswith("Too few")


def test_without_topics_there_is_nothing_to_edit(tmp_path):
    dump = tmp_path / "some.csv"
    dump.touch()
    run = SimpleNamespace(paths=[dump])
    empty = pd.DataFrame(columns=["topic", "label", "exemplars"])
    assert describe_edits(run, empty) == "There are no topics to edit."
    assert describe_edits(run, empty, ["So."]) == "- So.\n\nThere are no topics to edit."
    one = pd.DataFrame({"topic": [3], "label": ["kites"], "exemplars": [["p"]]})
    told = describe_edits(run, one)
    assert "topic = 3" in told and "[[merge]]" not in told


def test_held_out_papers_are_held_against_the_largest_topic():
    groups = np.repeat([0, 1], [12, 8])
    told = _describe_held_out(np.eye(2)[groups], groups, 1)
    assert re.findall(r"\d+%?", told) == ["20", "100%", "60%"]
    # Places that say nothing send all to one topic.
    right, largest = re.findall(r"(\d+)%", _describe_held_out(np.ones((20, 2)), groups, 1))
    assert right == largest == "60"


def test_of_one_topic_alone_nothing_is_held_out():
    told = _describe_held_out(np.ones((4, 2)), np.zeros(4, dtype=int), 1)
    assert told == "There is no other topic that they could have gone to."
