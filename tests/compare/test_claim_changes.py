"""Claims of two runs side by side: what no longer holds is decided by verdicts and words, never by overlap."""

import pandas as pd
import pytest

from helpers.compare.claim_changes import compare_claims
from helpers.run.schema import check_table
from helpers.run.storage import build_empty_table

DIFFERENCE, ODDS = "difference of shares", "odds ratio a year"


def claim(sentence, value=0.2, status="clear", measure=DIFFERENCE, low=0.1, high=0.3):
    return {"claim": "words", "sentence": sentence, "value": value, "low": low, "high": high, "measure": measure,
            "status": status, "n": 10}  # fmt: skip


def compare(before, now):
    tables = [pd.DataFrame(rows, columns=list(claim(""))) for rows in (now, before)]
    return check_table(compare_claims(*tables), "claim_changes")


@pytest.mark.parametrize(
    ("before", "now", "change", "holds"),
    [
        (claim("Tea in 2 of 9"), claim("Tea in 2 of 9"), "the same", True),
        (claim("Tea in 2 of 9"), claim("Tea in 3 of 1,200", value=0.9, low=0.8, high=1), "other number", True),
        (claim("Ten groups", status="count"), claim("Nine groups", status="count"), "other number", True),
        (claim("Tea in 2 of 9"), claim("Cup in 2 of 9"), "names something else", False),
        (claim("Tea in 2 of 9"), claim("Tea in 2 of 9", status="not clear"), "no longer clear", False),
        (claim("Tea in 2 of 9", status="not clear"), claim("Tea in 2 of 9"), "now clear", True),
        (claim("Tea in 2 of 9"), claim("Tea in 1 of 9", value=-0.2), "opposite", False),
        (claim("odds", 1.5, measure=ODDS), claim("odds", 0.7, measure=ODDS), "opposite", False),
        (claim("odds", 1.5, measure=ODDS), claim("odds", 1.2, measure=ODDS), "the same", True),
    ],
)
def test_what_became_of_a_claim(before, now, change, holds):
    row = compare([before], [now]).iloc[0]
    assert (row["change"], row["holds"]) == (change, holds)
    assert (row["sentence_before"], row["sentence"]) == (before["sentence"], now["sentence"])
    assert (row["value_before"], row["value"]) == (before["value"], now["value"])


def test_a_claim_of_one_run_alone_is_gone_or_new():
    found = compare([claim("Tea")], [claim("Tea") | {"claim": "other"}]).set_index("claim")
    assert found["change"].to_dict() == {"words": "gone", "other": "new"}
    assert found["holds"].to_dict() == {"words": False, "other": True}
    assert compare_claims(pd.DataFrame([claim("Tea")]), build_empty_table("claims")).empty
