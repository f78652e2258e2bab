import pandas as pd
import pytest

from helpers.run.safe_csv import escape_formulas, write_csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@cmd", "\t=1", "\r=1", " =1", "\n=1", "＝1"])
def test_a_text_that_could_run_as_a_formula_is_made_plain(text):
    assert escape_formulas(pd.DataFrame({"a": [text]}))["a"][0] == f"'{text}"


def test_numbers_days_and_plain_text_are_left_alone():
    table = pd.DataFrame({"n": [-1.5], "day": [pd.Timestamp("2025-01-01")], "text": ["a-b = c"], "none": [None]})
    pd.testing.assert_frame_equal(escape_formulas(table), table)


def test_lists_are_joined_and_the_joined_text_is_checked():
    assert escape_formulas(pd.DataFrame({"a": [["=x", "y"]]}))["a"][0] == "'=x; y"


def test_column_names_are_text_too():
    assert list(escape_formulas(pd.DataFrame({"=a": [1]})).columns) == ["'=a"]


def test_a_csv_ends_lines_alike_everywhere_and_leaves_no_part(tmp_path):
    path = write_csv(pd.DataFrame({"a": [1.0, 0.1 + 0.2]}), tmp_path / "t.csv")
    assert path.read_bytes() == b"a\n1\n0.3\n"
    assert [file.name for file in tmp_path.iterdir()] == ["t.csv"]
