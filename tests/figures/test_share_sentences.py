"""The sentence in place of a figure of shares, with tables that hold next to nothing."""

import pandas as pd
import pytest

from helpers.figures.share_figures import _tell_too_little
from helpers.run.schema import CLOCKS

CHECKED = {_tell_too_little}
RUN = {"clock": "published"}


def build_papers(*days):
    known = pd.to_datetime(pd.Series(days, dtype=object))
    columns = {
        f"{clock}_{end}": known if clock == "published" else pd.NaT for clock in CLOCKS for end in ("low", "high")
    }
    return pd.DataFrame(columns)


def build_shares(n, kind, name="a", periods=("2021", "2022")):
    rows = [("papers", "papers", period, 20.0) for period in periods] + [(kind, name, periods[0], float(n))]
    return pd.DataFrame(rows, columns=["kind", "name", "period", "n"])


@pytest.mark.parametrize(
    ("days", "n", "kind", "told"),
    [
        ((), 0, "term", "There are no papers"),
        ((None,), 0, "term", "The only paper lacks a date of publication"),
        (("2021-01-01", "2022-01-01"), 0, "sense", "Only 0 dated papers have a reading"),
        (("2021-01-01", "2022-01-01"), 1, "stance", "Only 1 dated paper has a reading"),
        (("2021-01-01", "2022-01-01"), 9, "sense", "Only 9 dated papers have a reading"),
        (("2021-01-01", "2022-01-01"), 10, "sense", ""),
        (("2021-01-01", "2022-01-01"), 0, "topic", "The papers are too few for topics"),
        (("2021-01-01", "2022-01-01"), 1, "topic", ""),
        (("2021-01-01", "2022-01-01"), 1, "term", ""),
    ],
)
def test_what_is_missing_is_told_with_its_number(days, n, kind, told):
    found = _tell_too_little(build_shares(n, kind), build_papers(*days), RUN, kind)
    assert found.startswith(told) and bool(found) == bool(told) and found.count(".") <= 1


def test_one_period_names_itself():
    shares = build_shares(3, "term", periods=("2021",))
    told = _tell_too_little(shares, build_papers("2021-01-01", "2021-09-09"), RUN, "term")
    assert told == "All papers with a date are of 2021; the setting “period” takes shorter periods (month)."
