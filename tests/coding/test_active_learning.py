"""Papers drawn to learn: least sure and most different first, and never used to measure anything."""

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers.coding.accuracy import SCORES, match_readings
from helpers.coding.active_learning import draw_to_learn
from helpers.coding.all_coders import describe_coders, gather_accuracy, gather_agreement, gather_prevalence
from helpers.coding.prevalence import draw_sample, estimate_prevalence
from helpers.theme.theme_file import load_theme

THEME = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")


def make_theme(scores, **columns):
    ids = [f"p{i}" for i in range(len(scores))]
    return pd.DataFrame({"paper_id": ids, "sense": "weights", "score": scores, **columns})


def make_coding(drawn, sense="weights"):
    return pd.DataFrame(
        {"paper_id": [f"p{i}" for i in range(len(drawn))], "main": True, "sense": sense, "role": "given",
         "first_value": "sought", "second_value": "neutral", "drawn": drawn}
    )  # fmt: skip


def test_the_least_sure_come_first_and_a_missing_score_counts_for_nothing():
    theme = make_theme(
        [0.9, 0.5, 0.8, 0.1], role_score=[np.nan, np.nan, 0.2, np.nan], first_score=[0.9, np.nan, 0.5, 0.9]
    )
    drawn = draw_to_learn(theme, 3)
    assert drawn["paper_id"].tolist() == ["p1", "p2", "p3"], (
        "0.5 alone; 0.5 of three; 0.5 of two: in the order of papers"
    )
    assert drawn["doubt"].tolist() == pytest.approx([0.5, 0.5, 0.5]) and drawn["drawn"].eq("learning").all()


def test_of_papers_equally_doubtful_the_one_farthest_from_what_is_taken_comes_first():
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1], [0.6, 0.8]])
    drawn = draw_to_learn(make_theme([0.5] * 4), 3, taken=["p0"], vectors=vectors)
    assert drawn["paper_id"].tolist() == ["p2", "p1", "p3"]
    assert drawn["distance"].tolist() == pytest.approx([1, 0.2, 0.04])


def test_doubt_and_distance_count_together_so_that_a_twin_of_a_chosen_paper_waits():
    vectors = np.array([[1, 0], [1, 0], [0, 1]])
    theme = make_theme([0.1, 0.1, 0.6])
    assert draw_to_learn(theme, 3, vectors=vectors)["paper_id"].tolist() == ["p0", "p2", "p1"]
    assert draw_to_learn(theme, 3)["paper_id"].tolist() == ["p0", "p1", "p2"]


def test_papers_without_a_reading_or_already_taken_are_not_drawn():
    theme = make_theme([0.1, 0.2, 0.3, 0.4], sense=["weights", None, "data", "data"])
    assert draw_to_learn(theme, 9, taken={"p0"})["paper_id"].tolist() == ["p2", "p3"]
    assert draw_to_learn(theme.assign(sense=None), 9).empty
    with pytest.raises(ValueError, match="3 vectors for 4 papers"):
        draw_to_learn(theme, 1, vectors=np.eye(3))


def make_read_theme(n):
    columns = {
        **dict.fromkeys(SCORES.values(), 0.9),
        "role": "given",
        "first_value": "sought",
        "second_value": "neutral",
    }
    return make_theme([0.9] * n).assign(uncertain=False, stance="sparse", **columns)


def test_what_was_drawn_to_learn_measures_no_accuracy_and_the_sentence_says_so():
    coding = make_coding(["random", "", "learning", "learning"], sense=["weights", "weights", "views", "views"])
    matched = {"anna": match_readings(make_read_theme(4), coding, THEME)}
    sense = gather_accuracy(matched).iloc[0]
    assert (sense["n"], sense["right"]) == (2, 2), "with the two papers drawn to learn it would be 2 of 4"
    assert "drawn to learn (2), being the hardest, are left out" in describe_coders(matched, THEME)
    alone = {"anna": match_readings(make_read_theme(4), coding.iloc[2:], THEME)}
    assert "None of the other papers" in describe_coders(alone, THEME) and "(2)" in describe_coders(alone, THEME)


def test_what_was_drawn_to_learn_corrects_no_share():
    theme, coding = make_read_theme(4), make_coding(["random", "random", "learning", "learning"])
    coding.loc[2:, "first_value"] = "endured"
    matched = {"anna": match_readings(theme, coding, THEME)}
    shares = gather_prevalence(matched, theme, draw_sample(theme, 4), THEME)
    assert shares["n_coded"].eq(2).all() and shares.set_index("category").loc["sparse", "share"] == 1
    with pytest.raises(ValueError, match="random sample"):
        estimate_prevalence(theme, coding.assign(stance="sparse"), draw_to_learn(theme, 4), THEME.stances)


def test_agreement_of_coders_leaves_out_what_either_drew_to_learn():
    one = make_coding(["random", "random", "learning", ""])
    other = make_coding(["random", "random", "random", "learning"], sense=["weights", "views", "data", "data"])
    agreement = gather_agreement({"anna": one, "ben": other}, THEME)
    assert agreement["n"].eq(2).all() and agreement["agree"].iloc[0] == 1
