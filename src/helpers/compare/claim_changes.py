"""Which claims of the base still hold, which say another number, and which no longer hold."""

import re

import numpy as np
import pandas as pd

from helpers.run.schema import STATUSES, TABLES
from helpers.run.storage import build_empty_table
from helpers.text.wordings import count, plural, spell

CLEAR = STATUSES[:2]
COLUMNS = ("sentence", "value", "low", "high", "measure", "status", "n")
_NUMBER = re.compile(rf"\d[\d,.]*|\b(?:{'|'.join(spell(n) for n in range(13))})\b", re.IGNORECASE)


def compare_claims(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Hold the claims of a run against those of its base, by their id.

    Nothing is concluded from whether two intervals overlap: what was called clear then and is not now, or is clear with
    the opposite sign, no longer holds; so does what names something else, or is said no more.

    Returns
    -------
    DataFrame
        The table ``claim_changes``: ``change`` is "gone", "new", "no longer clear", "opposite", "names something else",
        "now clear", "other number" or "the same"; sentence, value and interval of then (``_before``) and of now.
    """
    if before.empty or now.empty:
        return build_empty_table("claim_changes")
    both = before[["claim", *COLUMNS]].merge(
        now[["claim", *COLUMNS]], on="claim", how="outer", suffixes=("_before", ""), sort=False
    )  # fmt: skip
    both["change"] = [_judge(row) for row in both.to_dict("records")]
    both["holds"] = ~both["change"].isin(["gone", "no longer clear", "opposite", "names something else"])
    return both[list(TABLES["claim_changes"].columns)]


def _judge(row: dict) -> str:
    then, told = row["sentence_before"], row["sentence"]
    if not isinstance(told, str):
        return "gone"
    if not isinstance(then, str):
        return "new"
    was, is_clear = row["status_before"] in CLEAR, row["status"] in CLEAR
    if was and not is_clear:
        return "no longer clear"
    if (
        was
        and is_clear
        and _find_sign(row["value"], row["measure"]) != _find_sign(row["value_before"], row["measure_before"])
    ):
        return "opposite"
    if is_clear and not was:
        return "now clear"
    if _NUMBER.sub("#", then) != _NUMBER.sub("#", told) or row["measure"] != row["measure_before"]:
        return "names something else"
    return "the same" if then == told else "other number"


def _find_sign(value: float, measure: str) -> float:
    return float(np.sign(np.log(value) if "odds" in measure and value > 0 else value))


def describe_claims(claims: pd.DataFrame) -> str:
    """Count the claims of the base that hold and that no longer do."""
    known = claims[claims["change"] != "new"]
    if known.empty:
        return ""
    n, lost = len(known), int((~known["holds"]).sum())
    if not lost:
        other = int((known["change"] != "the same").sum())
        return f"All {count(n, 'claim')} of the base {plural('holds', n, 'hold')}; {other:,} with other numbers."
    return (
        f"{lost:,} of {count(n, 'claim')} of the base no longer {plural('holds', lost, 'hold')} in the words of then: "
        "an old slide that says so is out of date."
    )
