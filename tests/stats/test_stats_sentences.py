"""Sentences on planned questions and on papers that belong together, with none, one and many."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers.stats.clusters import _describe_sizes, describe_clusters
from helpers.stats.questions import NO_QUESTIONS, Question, describe_plan, describe_questions

CHECKED = {_describe_sizes, describe_clusters, describe_plan, describe_questions}
CONTRAST = Question("contrast", "tea", "date", "later", "term", "more", "")
TREND = Question("trend", "tea", "", "", "term", "rise", "")


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ((CONTRAST,), "1 contrast and 0 trends were asked"),
        ((TREND, TREND), "0 contrasts and 2 trends were asked"),
        ((CONTRAST, CONTRAST, TREND), "2 contrasts and 1 trend were asked"),
    ],
)
def test_questions_are_counted_and_a_list_of_this_dump_is_called_no_plan(items, told):
    asked = replace(NO_QUESTIONS, items=items, digest="abcd1234", tuned_on=("mine",))
    other, mine = (describe_questions(asked, dump=dump, place=Path("q.toml")) for dump in ("other", "mine"))
    assert other == f"{told} in a file with the hash abcd1234." and mine.startswith(other)
    assert "count for nothing" in mine
    assert describe_plan(asked, dump="mine", n=3) == "3 planned (written on this dump, abcd1234): max-T"
    assert describe_plan(asked, dump="other", n=1) == "1 planned (asked beforehand, abcd1234): max-T"
    assert describe_plan(asked, dump="other", n=0) == "exploratory"


def test_no_questions_name_the_place_of_a_file():
    told = describe_questions(NO_QUESTIONS, dump="mine", place=Path("folder/my.questions.toml"))
    assert told.startswith("No questions were asked") and "`my.questions.toml`" in told


@pytest.mark.parametrize(
    ("clusters", "told"),
    [
        ([], "No two papers share"),
        ([0, 1, 2], "No two papers share"),
        ([0, 0, 1], "2 of 3 papers belong to 1 "),
        ([0, 0, 0], "3 of 3 papers belong to 1 "),
        ([0, 0, 1, 1, 1, 2], "5 of 6 papers belong to 2 "),
    ],
)
def test_papers_that_belong_together_are_counted(clusters, told):
    clusters = np.array(clusters, dtype=np.int64)
    assert _describe_sizes(clusters, "words", "groups").startswith(told)
    papers = pd.DataFrame({"authors": [["A", "Z"]] * len(clusters)}, dtype=object)
    unsigned = pd.DataFrame({"authors": [[]] * len(clusters)}, dtype=object)
    assert describe_clusters(clusters, papers).startswith(told) or not len(papers)
    assert describe_clusters(clusters, unsigned).endswith("series by the same people cannot be seen.")
    if len(clusters) and len(set(clusters)) < len(clusters):
        assert f"the largest of {np.bincount(clusters).max()}." in describe_clusters(clusters, papers)
