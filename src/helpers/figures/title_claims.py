"""The number on which the title of a figure turns, what it is a number of, and how sure it is."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.run.schema import STATUSES, VERDICTS

CLEAR, SIZE_OPEN, SMALLER, NOT_CLEAR, TOO_FEW, COUNTED = STATUSES
DIFFERENCE, ODDS = "difference of shares", "odds ratio a year"


@dataclass(frozen=True)
class Claim:
    """The number of a title: ``measure`` says of what, ``status`` is one of the schema's; NaN where there is none."""

    value: float = np.nan
    measure: str = "papers"
    low: float = np.nan
    high: float = np.nan
    status: str = COUNTED


UNCLAIMED = Claim()


def claim_row(row: pd.Series | None, measure: str, tested: pd.DataFrame, what: str) -> Claim:
    """Return the claim of a title that names one of the ``tested``, or, without a ``row``, that none of them is clear.

    The row's ``verdict`` decides the status; of none, the number of clear ones is told, which is 0. ``measure`` is
    "difference of shares" or "odds ratio a year".
    """
    if row is not None:
        value = row["difference" if measure == DIFFERENCE else "odds_ratio_per_year"]
        verdict = row["verdict"] if isinstance(row["verdict"], str) else VERDICTS[-2]
        return Claim(value, measure, row["low"], row["high"], dict(zip(VERDICTS, STATUSES, strict=False))[verdict])
    verdicts = tested["verdict"].dropna() if len(tested) else pd.Series(dtype=object)
    unseen = verdicts.empty or (verdicts == VERDICTS[-1]).all()
    smaller = (verdicts == VERDICTS[2]).any()
    return Claim(0, f"clear {what}", status=TOO_FEW if unseen else SMALLER if smaller else NOT_CLEAR)
