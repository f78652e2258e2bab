"""The sentences of the figures of topics, on extreme, degenerate, empty and tied tables, held against the numbers."""

import re

import numpy as np
import pandas as pd
import pytest
from figures.test_topic_figures import make_tables, make_ways

from helpers.figures.topic_figures import describe_names, describe_topics, list_topic_rows, title_topics
from helpers.figures.topic_rival_figure import describe_agreement, describe_rival, title_rival
from helpers.topics.bertopic_comparison import COLUMNS, DEFAULTS, HERE, MATCHED

EVEN = "neither clearly better nor worse than"
CHECKED = {describe_agreement, describe_names, describe_rival, describe_topics, title_rival, title_topics}


def make_rows(n, stability):
    topics, memberships, methods = make_tables(n, len(stability))
    stability = np.array(stability, dtype=float)
    return list_topic_rows(topics.assign(stability=stability, stable=stability >= 0.6), memberships, methods)


# --- topics ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stability", [[0.9, 0.8, 0.1], [0.9, 0.2, 0.1], [0.6, 0.59999, 0.6, 0.6]])
def test_the_title_counts_what_comes_back_and_the_papers_of_the_others(stability):
    rows = make_rows(41, stability)
    n_back, rest = sum(value >= 0.6 for value in stability), rows.loc[~rows["stable"], "n_papers"].sum()
    title = title_topics(rows, 41)
    assert title.startswith(f"{n_back} of {len(stability)} topics come{'s' if n_back == 1 else ''} back on resampling;")
    n_rest = len(stability) - n_back
    assert title.endswith(f"{'the other one holds' if n_rest == 1 else f'the other {n_rest} hold'} {rest} of 41 papers")


def test_all_or_none_or_both_or_neither_come_back():
    assert title_topics(make_rows(40, [0.9] * 5), 40) == "All 5 topics come back on resampling"
    assert title_topics(make_rows(40, [0.9] * 2), 40) == "Both topics come back on resampling"
    assert title_topics(make_rows(40, [0.1] * 5), 40) == "None of the 5 topics comes back on resampling"
    assert title_topics(make_rows(40, [0.1] * 2), 40) == "Neither of the 2 topics comes back on resampling"


def test_one_topic_no_topics_and_untested_topics_claim_nothing_of_stability():
    assert title_topics(make_rows(40, [np.nan]), 40) == "All 40 papers are one topic: no finer grouping came back"
    assert title_topics(make_rows(1, [np.nan]), 1) == "One paper is one topic"
    assert title_topics(make_rows(5, []), 5).startswith("No topics: 5 papers, and under 30")
    untested = title_topics(make_rows(41, [np.nan] * 3), 41)
    assert untested == "3 topics, not tested by resampling; the largest holds 14 of 41 papers"


def test_the_sentence_counts_topics_stable_ones_and_uncertain_papers():
    topics, memberships, _ = make_tables(3, 2)
    sentence = describe_topics(topics, memberships)
    assert sentence.startswith("2 topics hold all 3 papers; 1 of them is stable")
    assert sentence.endswith("2 papers are marked uncertain.")
    everything = describe_topics(topics, memberships.assign(uncertain=True))
    assert everything.endswith("3 papers are marked uncertain.")
    one = describe_topics(topics.head(1).assign(stability=np.nan, stable=False), memberships.assign(uncertain=False))
    assert one == "1 topic holds all 3 papers; whether it is stable was not tested, and 0 papers are marked uncertain."
    assert describe_topics(topics.head(0), memberships).startswith("No topics: 3 papers, and under 30")


def test_names_are_told_with_how_many_are_weak_and_for_how_many_papers_they_hold():
    topics = make_tables(40, 4)[0].assign(label_coverage=[0.5, 0.6, 0.8, 1.0])
    told = describe_names(topics)
    assert told.startswith("1 of 4 names is weak, in italics: no phrase holds for half")
    assert told.endswith("A name holds for 70% of its topic's papers (median; least: 50%).")
    assert describe_names(topics.assign(label_weak=True)).startswith("All 4 names are weak")
    assert describe_names(topics.assign(label_weak=False)).startswith("All 4 names hold for half")
    assert describe_names(topics.head(1)).startswith("The name holds for half")
    assert describe_names(topics.iloc[[1]]).startswith("The name is weak")


def test_names_of_a_file_or_none_at_all_are_not_judged():
    topics = make_tables(40, 4)[0]
    assert describe_names(topics.assign(named_by="file", label_coverage=np.nan)) == "No name was made of words."
    assert describe_names(topics.head(0)) == "There are no names."
    assert "median" not in describe_names(topics.assign(label_coverage=np.nan))


# --- the rival ---------------------------------------------------------------------------------------------


def read_agreement(title):
    """The three numbers of a title: ours, BERTopic with the size matched, by default."""
    return [float(number) for number in re.findall(r"-?\d\.\d\d", title)]


@pytest.mark.parametrize(
    ("ours", "matched", "default", "told"),
    [
        (0.9, 0.7, 0.2, "better than"), (0.7, 0.9, 0.2, "less well than"), (0.9, 0.88, 0.2, EVEN),
        (0.9, 0.9, 0.9, EVEN), (0.06, 0.0, 0.05, EVEN), (-0.1, 0.3, 0.0, "less well than"),
        # Better on average, but not in each corpus.
        ([0.9, 0.9, 0.5], [0.4, 0.4, 0.6], 0.1, EVEN),
        # The defaults do better than either.
        (0.8, 0.6, 0.95, "less well than"), (0.8, 0.6, 0.81, EVEN),
    ],
)  # fmt: skip
def test_the_title_calls_a_way_better_only_if_it_is_in_each_corpus_and_against_the_better_rival(
    ours, matched, default, told
):
    title = title_rival(make_ways(ours, matched, default))
    assert f"recovers planted topics {told} BERTopic" in title
    assert read_agreement(title) == pytest.approx([np.mean(ours), np.mean(matched), np.mean(default)], abs=0.005)
    assert len(title) < 170


def test_that_nobody_finds_what_was_planted_is_the_title_where_it_is_so():
    title = title_rival(make_ways(0.01, 0.04, -0.02))
    assert title.startswith("Topics as unclear as these, planted, are found neither by this recipe nor by BERTopic")
    assert read_agreement(title) == [0.01, 0.04, -0.02] and len(title) < 170
    assert "neither by" not in title_rival(make_ways(0.0, 0.0, 0.06))


def test_without_topics_no_rival_is_told():
    empty = pd.DataFrame(columns=COLUMNS)
    assert {title_rival(empty), describe_rival(empty), describe_agreement(empty)} == {
        "Without two topics there is nothing to hold against another method."
    }


def test_it_says_how_many_topics_were_planted_and_how_many_each_finds():
    ways = make_ways(planted=7)
    ways.loc[(ways["way"] == DEFAULTS) & (ways["corpus"] != HERE), "topics"] = [2.0, 3.0, 3.0]
    ways.loc[(ways["way"] == MATCHED) & (ways["corpus"] == HERE), "topics"] = 4.5
    told = describe_agreement(ways)
    assert told.startswith("7 topics were planted in each made-up corpus.")
    assert "size matched, 4.5 here and 12 there" in told and "defaults, 12 here and 2.7 there" in told


def test_that_the_default_size_cannot_find_small_topics_is_said_where_there_are_some():
    small, large = describe_rival(make_ways(size=4)), describe_rival(make_ways(size=130))
    assert "min_topic_size of 10 cannot find a topic of fewer papers, and the smallest of this recipe has 4" in small
    assert "cannot find" not in large and "min_topic_size is 130" in large
    alike = describe_rival(make_ways(size=10))
    assert "cannot find" not in alike and "as by default." in alike and "instead of" not in alike


def test_the_size_in_the_made_up_corpora_is_told_where_it_is_another():
    ways = make_ways(size=9)
    assert "made-up corpora, which" not in describe_rival(ways)
    ways.loc[(ways["way"] == MATCHED) & (ways["corpus"] != HERE), "min_topic_size"] = 4
    assert "In the made-up corpora, which are no larger, it is 4." in describe_rival(ways)


def test_a_sample_and_a_failure_are_told():
    ways = make_ways()
    assert "evenly spaced" not in describe_rival(ways) and "failed" not in describe_rival(ways)
    ways.loc[ways["corpus"] == HERE, "note"] = "on 2,000 papers, evenly spaced"
    assert "All are fitted on 2,000 papers, evenly spaced." in describe_rival(ways)
    ways.loc[ways["way"] == DEFAULTS, "note"] = "BERTopic failed on 31 papers (ValueError)."
    assert describe_rival(ways).endswith("BERTopic failed on 31 papers (ValueError).")
