"""Tables for a reader: words above the columns, percent and ratios in them, and only what says something."""

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers.figures.column_headers import KEYWORD_HEADERS, label_columns, name_columns, tell_header
from helpers.keywords.contrasts import build_contrast
from helpers.run.schema import TABLES
from helpers.run.storage import build_empty_table
from helpers.theme.theme_file import load_theme


def build_table(*, own=False):
    names = np.array(["tea", "cup"], dtype=object)
    return build_contrast("stance: hot", names, np.array([4, 9]), 20, np.array([6, 3]), 30, np.array([own, False]))


@pytest.mark.parametrize("kind", KEYWORD_HEADERS)
def test_no_header_is_a_column_name_or_stands_twice(kind):
    words = list(KEYWORD_HEADERS[kind].values())
    technical = {name for table in TABLES.values() for name in table.columns} - {"term", "word", "sentence"}
    assert not technical.intersection(words) and not any("_" in word for word in words)
    assert len({*words} - {"group"}) == len([word for word in words if word != "group"])


def test_what_no_row_says_is_left_out_and_shares_are_points():
    shown = name_columns(build_table(), "contrasts")
    assert not {"q (false alarms)", "p of all planned", "theme’s own word"} & set(shown.columns)
    row = shown.set_index("term").loc["cup"]
    assert row[["in group", "of papers", "outside", "of papers outside"]].tolist() == [9, 20, 3, 30]
    assert row["points more"] == pytest.approx(35) and row["at least"] < 35 < row["at most"]
    assert row["group"] == "side: hot"
    assert "theme’s own word" in name_columns(build_table(own=True), "contrasts")


def test_odds_and_ratios_are_not_logarithms_and_the_theme_stands_last():
    shown = name_columns(build_table(own=True).iloc[::-1], "keyness")
    assert shown["term"].tolist() == ["cup", "tea"]
    assert shown["times the odds"].iloc[0] == pytest.approx(np.exp(build_table()["log_odds"].iloc[1]))
    heads = pd.DataFrame({"head": ["tea"], "n_first": [8], "n_second": [2], "n_both": [0], "log2_ratio": [1.5],
                          "low": [np.nan], "high": [np.nan]})  # fmt: skip
    shown = name_columns(heads, "heads", poles=["hot", "cold"])
    assert shown.columns.tolist() == ["word", "papers: hot", "papers: cold", "papers: both", "times as many hot"]
    assert shown["times as many hot"].item() == pytest.approx(2**1.5)


def test_tables_without_rows_stay_so_and_the_table_given_is_not_changed():
    for kind, name in (
        ("keyness", "contrasts"),
        ("tests", "contrasts"),
        ("heads", "heads"),
        ("collocates", "collocates"),
    ):
        assert name_columns(build_empty_table(name), kind).empty
    assert name_columns(pd.DataFrame(), "answers").empty
    table = build_table()
    before = table.copy()
    name_columns(table, "keyness")
    pd.testing.assert_frame_equal(table, before)


def test_papers_that_are_right_are_not_the_words_after_a_mention():
    """One name, two things: only a table about mentions has words to the right of them."""
    theme_file = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")
    assert tell_header("right") == "right" and tell_header("share_right") == "share right"
    assert label_columns(pd.DataFrame(columns=["left", "right"]), theme_file).columns.tolist() == ["before", "after"]
