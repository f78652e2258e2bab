"""Every sentence of the coding room says what its table says: for nobody's codings, for few, for rare labels."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from conftest import ROOT

from helpers.coding.accuracy import compute_accuracy, compute_label_accuracy, describe_accuracy
from helpers.coding.all_coders import describe_coders
from helpers.coding.theme_fitting import describe_fit
from helpers.theme.theme_file import load_theme

CHECKED = {describe_accuracy, describe_coders, describe_fit}
THEME = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")
FIELDS = ("sense", "role", "first_value", "second_value", "stance")


def make_matches(n, right, sense="views", stance="without"):
    """Papers that a coder and the reader read; the first ``right`` alike in every field."""
    values = {"sense": sense, "role": "given", "first_value": "overcome", "second_value": "neutral", "stance": stance}
    other = {"sense": "other", "role": "output", "first_value": "neutral", "second_value": "endured",
             "stance": "incidental"}  # fmt: skip
    rows = [
        {field: values[field] if i < right else other[field] for field in FIELDS}
        | {f"coded_{field}": values[field] for field in FIELDS}
        for i in range(n)
    ]
    columns = [*FIELDS, *(f"coded_{field}" for field in FIELDS)]
    return pd.DataFrame(rows, columns=columns, dtype=object).assign(uncertain=False, score=0.5)


def describe(matches, **options):
    accuracy, labels = compute_accuracy(matches), compute_label_accuracy(matches, THEME)
    return describe_accuracy(accuracy, labels, coder="anna", **options)


@pytest.mark.parametrize(
    ("n", "right", "told"),
    [(1, 1, "sense 100% (21% to 100%)"), (1, 0, "sense 0% (0% to 79%)"), (20, 15, "stance 75% (53% to 89%)")],
)
def test_agreement_is_a_share_with_its_interval(n, right, told):
    found = describe(make_matches(n, right))
    assert f"Reader and anna agree on {n} papers as follows" in found and told in found
    assert ("camera views (sense, " in found or "views (sense, " in found) == (n < 10)
    assert "left out" not in found and "3" in describe(make_matches(n, right), left_out=3).split("learn")[1]


def test_a_stance_that_does_without_is_one_of_the_stances_of_a_coder():
    labels = compute_label_accuracy(make_matches(12, 9), THEME)
    row = labels[(labels["field"] == "stance") & (labels["label"] == "without")].iloc[0]
    assert row["coded"] == 12


@pytest.mark.parametrize(("left_out", "others"), [(0, "None of the papers that"), (5, "None of the other papers that")])
def test_no_paper_in_common_is_no_accuracy(left_out, others):
    found = describe(make_matches(0, 0), left_out=left_out)
    assert found.startswith(others) and "%" not in found and ("5" in found) == (left_out == 5)


def test_each_coder_has_a_paragraph_and_nobody_a_sentence():
    assert "Nobody has coded this dump" in describe_coders({}, THEME)
    told = describe_coders({"anna": make_matches(12, 12), "bob": make_matches(12, 0)}, THEME).split("\n\n")
    assert len(told) == 2 and "anna agree on 12" in told[0] and "100%" in told[0] and "bob" in told[1]
    assert "100%" not in told[1].split("Labels")[0].replace("to 100%", "")


def test_what_was_learned_is_told_line_by_line():
    gain = {"field": "sense", "papers": "all", "than": "by rules", "before": 0.5, "after": 0.5, "low": -0.02, "high": 0}
    card = {"papers": 50, "left_out": {}, "gains": [gain]}
    found = describe_fit(SimpleNamespace(card=card), THEME, Path("reader.npz")).splitlines()
    assert len(found) == 3 and "learned from 50 coded papers" in found[0] and found[2] == "Written to reader.npz."
    assert "50% by rules → 50% (-2 to +0 points)" in found[1]
    card = card | {"left_out": {"of the bundled dump": 1_200}, "gains": []}
    assert "left out: 1,200 of the bundled dump" in describe_fit(SimpleNamespace(card=card), THEME, Path("r"))
