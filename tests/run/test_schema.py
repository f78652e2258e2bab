import numpy as np
import pandas as pd
import pytest

from helpers.run.schema import TABLES, TableError, check_table

POSITIONS = pd.DataFrame({"paper_id": ["a", "b"], "x": [0.5, 1.0], "y": [0.0, 2.0], "neighbours_kept": [1.0, None]})


def test_a_table_that_keeps_its_contract_comes_back_in_the_contracts_order():
    shuffled = POSITIONS[["y", "neighbours_kept", "x", "paper_id"]]
    assert list(check_table(shuffled, "positions").columns) == list(TABLES["positions"].columns)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (POSITIONS.drop(columns="x"), "lacks x"),
        (POSITIONS.assign(z=1), "unknown z"),
        (POSITIONS.assign(x=["1", "2"]), "positions.x must hold numbers"),
        (POSITIONS.assign(paper_id=["a", "a"]), "found 'a'"),
        (POSITIONS.assign(neighbours_kept=1.5), "neighbours_kept"),
        (POSITIONS.assign(paper_id=["a", None]), "paper_id"),
        (POSITIONS.assign(paper_id=["a", 7]), "holds 7, which is not text"),
    ],
)
def test_each_breach_is_named(broken, told):
    with pytest.raises(TableError, match=told):
        check_table(broken, "positions")


@pytest.mark.parametrize("name", list(TABLES))
def test_every_table_may_be_empty(name):
    empty = pd.DataFrame(columns=list(TABLES[name].columns))
    assert len(check_table(empty, name)) == 0


def test_identifiers_stay_text_and_keep_their_zero():
    table = POSITIONS.assign(paper_id=["2503.02130", "0704.0001"])
    assert check_table(table, "positions")["paper_id"].tolist() == ["2503.02130", "0704.0001"]


def test_a_time_of_day_is_not_cut_off_in_silence():
    papers = pd.DataFrame([dict.fromkeys(TABLES["papers"].columns)])
    for column, spec in TABLES["papers"].columns.items():
        if spec.kind == "str":
            papers[column] = spec.values[-1] if spec.values else "x"
        if spec.kind == "list":
            papers[column] = [[]]
    papers["published_low"] = pd.Timestamp("2025-08-11 13:00")
    with pytest.raises(TableError, match="times of day"):
        check_table(papers, "papers")


def test_lists_may_be_arrays_but_not_text():
    topics = pd.DataFrame(
        {"topic": [0], "label": ["a"], "words": [np.array(["x", "y"])], "n_papers": [2], "stability": [0.5],
         "stable": [False], "parent": [None], "exemplars": [("p",)],
         "sentence": [None], "named_by": ["words"],
         "label_coverage": [0.7], "label_lift": [np.nan], "label_weak": [False]}
    )  # fmt: skip
    assert check_table(topics, "topics")["words"][0] == ["x", "y"]
    with pytest.raises(TableError, match="lists of strings"):
        check_table(topics.assign(words="x, y"), "topics")


def test_the_callers_table_is_not_changed():
    before = POSITIONS.copy()
    checked = check_table(POSITIONS, "positions")
    checked.loc[0, "x"] = 9.0
    pd.testing.assert_frame_equal(POSITIONS, before)
