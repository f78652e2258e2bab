"""Accuracy against a coder's readings, on tables small enough to count by hand."""

import numpy as np
import pandas as pd
import pytest
from conftest import BUNDLED, ROOT

from helpers.coding.accuracy import (
    SCORES,
    compute_accuracy,
    compute_confusion,
    compute_coverage,
    compute_label_accuracy,
    describe_accuracy,
    match_readings,
)
from helpers.coding.all_coders import (
    describe_coders,
    gather_accuracy,
    gather_confusion,
    gather_coverage,
    gather_labels,
)
from helpers.coding.annotations import read_annotations
from helpers.run.inputs import list_annotations
from helpers.theme.pole_values import compute_value_score
from helpers.theme.stances import choose_stance
from helpers.theme.theme_file import load_theme

THEME = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")


def make_theme_table(rows):
    table = pd.DataFrame(rows, columns=["paper_id", "sense", "role", "first_value", "second_value"], dtype=object)
    table["stance"] = [
        choose_stance(a, b, THEME) if isinstance(a, str) else None
        for a, b in zip(table["first_value"], table["second_value"], strict=True)
    ]
    scores = np.linspace(0.9, 0.5, len(table))
    return table.assign(score=scores, role_score=scores, first_score=scores, second_score=scores, uncertain=False)


def make_annotations(rows):
    columns = ["paper_id", "main", "sense", "role", "first_value", "second_value"]
    return pd.DataFrame(rows, columns=columns)


READ = make_theme_table(
    [
        ("a", "weights", "mechanism", "sought", "neutral"),
        ("b", "weights", "mechanism", "sought", "neutral"),
        ("c", "views", "given", "endured", "overcome"),
        ("d", "views", "given", "sought", "overcome"),
        ("e", None, None, None, None),
    ]
)
CODED = make_annotations(
    [
        ("d", True, "views", "given", "endured", "overcome"),
        ("a", True, "weights", "mechanism", "sought", "overcome"),
        ("b", True, "weights", "mechanism", "sought", "neutral"),
        ("c", True, "signals", "given", "endured", "overcome"),
        ("c", False, "views", "given", "endured", "overcome"),
        ("e", True, "other", "given", "neutral", "neutral"),
        ("z", True, "other", "given", "neutral", "neutral"),
    ]
)


@pytest.fixture
def matched():
    return match_readings(READ, CODED, THEME)


def test_only_main_readings_of_papers_that_both_know_are_compared(matched):
    assert matched["paper_id"].tolist() == ["a", "b", "c", "d"]
    assert matched["coded_sense"].tolist() == ["weights", "weights", "signals", "views"]
    assert matched["coded_stance"].tolist() == ["sparse", "sparse", "without", "without"]


def test_shares_right_are_counted_by_field(matched):
    accuracy = compute_accuracy(matched).set_index("field")
    assert accuracy["right"].to_dict() == {
        "sense": 3, "role": 4, "first_value": 3, "second_value": 3, "stance": 3
    }  # fmt: skip
    assert accuracy.loc["sense", "share"] == 0.75
    assert accuracy.loc["sense", "low"] < 0.75 < accuracy.loc["sense", "high"]
    # weights: 2 of 2; signals: none of 1; views: one of the two read so, one coded so -> 2/3.
    assert accuracy.loc["sense", "macro_f1"] == pytest.approx((1 + 0 + 2 / 3) / 3)


def test_guessing_never_sees_the_paper_itself(matched):
    accuracy = compute_accuracy(matched).set_index("field")
    # Of the other paper on weights, a has "neutral" and b "overcome": each guess is wrong; the rest have no fellow.
    assert accuracy.loc["second_value", "from_sense"] == 0
    assert accuracy.loc["first_value", "from_sense"] == 0.5
    assert accuracy.loc["role", "from_sense"] == 0.5
    assert np.isnan(accuracy.loc["sense", "from_sense"])


def test_labels_have_precision_recall_and_a_mark_when_rare(matched):
    labels = compute_label_accuracy(matched, THEME).set_index(["field", "label"])
    views = labels.loc[("sense", "views")]
    assert (views["coded"], views["read"], views["right"]) == (1, 2, 1)
    assert views["precision"] == 0.5 and views["recall"] == 1 and views["f1"] == pytest.approx(2 / 3)
    assert np.isnan(labels.loc[("sense", "signals"), "precision"]) and labels.loc[("sense", "signals"), "recall"] == 0
    assert labels["rare"].all()


def test_ten_coded_papers_are_enough_to_measure_a_label():
    rows = [(f"p{i}", "weights", "mechanism", "sought", "neutral") for i in range(10)]
    coded = make_annotations([(p, True, *rest) for p, *rest in rows])
    labels = compute_label_accuracy(match_readings(make_theme_table(rows), coded, THEME), THEME)
    assert not labels["rare"].any()


def test_the_confusion_matrix_has_the_coder_in_rows(matched):
    confusion = compute_confusion(matched, "sense", THEME.sense_ids)
    assert confusion.loc["signals", "views"] == 1 and confusion.loc["views", "signals"] == 0
    assert confusion.to_numpy().sum() == 4 and confusion.shape == (10, 10)


def test_setting_the_least_sure_aside_keeps_the_surest(matched):
    scored = matched.assign(score=[0.9, 0.8, 0.1, 0.7])
    coverage = compute_coverage(scored, shares=(1.0, 0.75)).query("field == 'sense'")
    assert coverage["n"].tolist() == [4, 3] and coverage["right"].tolist() == [3, 3]
    assert coverage["expected"].tolist() == pytest.approx([0.625, 0.8])


def test_a_field_without_scores_has_no_coverage(matched):
    """Rules give no score for roles."""
    assert "role" in set(compute_coverage(matched)["field"])
    assert "role" not in set(compute_coverage(matched.assign(role_score=np.nan))["field"])


def test_no_coded_paper_gives_whole_tables_and_a_sentence():
    matched = match_readings(READ, CODED.iloc[:0], THEME)
    accuracy, labels = compute_accuracy(matched), compute_label_accuracy(matched, THEME)
    assert accuracy["n"].eq(0).all() and accuracy["share"].isna().all() and labels.empty
    assert compute_coverage(matched)["share"].isna().all()
    assert "no accuracy" in describe_accuracy(accuracy, labels, coder="model-1")


def test_the_sentence_names_the_coder_and_what_is_too_rare(matched):
    text = describe_accuracy(compute_accuracy(matched), compute_label_accuracy(matched, THEME), coder="model-1")
    assert "model-1" in text and "sense 75%" in text and "signals (sense, 1)" in text


def test_coders_stand_below_each_other_and_none_gives_a_way_out(matched):
    both = {"anna": matched, "ben": matched.iloc[:2]}
    assert gather_accuracy(both).groupby("coder")["n"].max().to_dict() == {"anna": 4, "ben": 2}
    assert gather_confusion(both, THEME)["coded"].tolist() == [*THEME.sense_ids] * 2
    assert set(gather_labels(both, THEME)["coder"]) == set(gather_coverage(both)["coder"]) == {"anna", "ben"}
    assert "anna" in describe_coders(both, THEME) and "ben" in describe_coders(both, THEME)
    assert "Nobody has coded" in describe_coders({}, THEME)
    assert gather_accuracy({}).empty and gather_confusion({}, THEME).empty


def test_each_scored_field_has_its_own_coverage(matched):
    coverage = gather_coverage({"model-1": matched})
    assert coverage["field"].unique().tolist() == ["sense", "role", "first_value", "second_value"]
    whole = coverage[coverage["coverage"] == 1].set_index("field")
    expected = [int((matched[field] == matched[f"coded_{field}"]).sum()) for field in SCORES]
    assert whole["right"].tolist() == expected
    assert gather_coverage({}).empty


def test_the_score_of_a_value_grows_with_its_lead_and_is_lower_for_what_is_merely_named():
    for value in ("sought", "endured", "overcome", "neutral"):
        assert (
            0 < compute_value_score(value, 0.0) < compute_value_score(value, 0.5) < compute_value_score(value, 1.0) < 1
        )
    assert compute_value_score("neutral", 1.0) < compute_value_score("overcome", 0.0)
    assert compute_value_score("absent", 0.0) == 1.0


def test_scores_of_the_bundled_coding_are_near_the_share_right(bundled_run):
    path = list_annotations([BUNDLED], THEME.name)["model-1"]
    table = pd.read_parquet(bundled_run / "tables" / "theme.parquet")
    matched = match_readings(table, read_annotations(path, THEME), THEME)
    for field, score in SCORES.items():
        right = matched[field] == matched[f"coded_{field}"]
        half = matched[score] >= matched[score].median()
        for part in (half, ~half):
            # Two standard errors of a share of fifty papers.
            assert abs(right[part].mean() - matched.loc[part, score].mean()) < 0.14, (field, score)
