"""What stands for a missing value is told from values that look like it."""

import pytest

from helpers.text.placeholders import is_missing, may_be_title

PLACEHOLDERS = (
    "[No title available]", "Untitled", "[Not Available].", "Title not available", "No Title", "NA", "n/a", "N.A.",
    "None", "nan", "NaN", "NULL", "-", "—", "...", "[]", "Abstract not provided", "No abstract available.", "<NA>",
    "#N/A", "[Abstract not available]", "The abstract is not available", "[No author name available]", "No keywords",
    "无摘要",
)  # fmt: skip


@pytest.mark.parametrize("value", PLACEHOLDERS)
def test_a_placeholder_is_no_value(value):
    assert is_missing(value)


@pytest.mark.parametrize(
    "value",
    [
        "", "Na Li", "Na", "Nan", "NO", "None of us", "Null models of trade", "Null, J.", "Missing data",
        "Untitled goose", "No title fights in 1999", "Unknown unknowns", "II", "C", "-1", "2020",
        "No abstract is " + "x" * 90,
    ],
)  # fmt: skip
def test_a_value_that_looks_like_a_placeholder_stays(value):
    assert not is_missing(value)


def test_some_placeholders_could_name_a_paper():
    assert [may_be_title(one) for one in ("None", "Untitled", "No data", "NA", "[None]", "No Title", "—")] == [
        True, True, True, False, False, False, False,
    ]  # fmt: skip
