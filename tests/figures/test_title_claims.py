import numpy as np
import pandas as pd
import pytest

from helpers.figures.title_claims import DIFFERENCE, ODDS, claim_row
from helpers.run.schema import STATUSES, VERDICTS


@pytest.mark.parametrize(("verdict", "status"), [*zip(VERDICTS, STATUSES, strict=False), (None, "not clear")])
def test_the_status_of_a_row_is_its_verdict_in_short(verdict, status):
    row = pd.Series({"difference": 0.3, "low": 0.1, "high": 0.5, "verdict": verdict})
    claim = claim_row(row, DIFFERENCE, pd.DataFrame([row]), "words")
    assert (claim.value, claim.low, claim.high, claim.measure, claim.status) == (0.3, 0.1, 0.5, DIFFERENCE, status)


def test_odds_are_told_for_series():
    row = pd.Series({"odds_ratio_per_year": 2.0, "low": 1.5, "high": 3.0, "verdict": VERDICTS[1]})
    assert claim_row(row, ODDS, pd.DataFrame([row]), "series").value == 2.0


@pytest.mark.parametrize(
    ("verdicts", "status"),
    [
        ([], "too few"),
        ([None], "too few"),
        ([VERDICTS[4], None], "too few"),
        ([VERDICTS[4], VERDICTS[3]], "not clear"),
        ([VERDICTS[3], VERDICTS[2]], "smaller than asked"),
    ],
)
def test_of_none_the_number_of_clear_ones_is_told(verdicts, status):
    tested = pd.DataFrame({"verdict": pd.Series(verdicts, dtype=object)})
    claim = claim_row(None, DIFFERENCE, tested, "words")
    assert (claim.value, claim.measure, claim.status) == (0, "clear words", status)
    assert np.isnan(claim.low) and np.isnan(claim.high)
