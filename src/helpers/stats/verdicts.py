"""One verdict for one question: what may be said of a difference or a trend, from its interval and corrected p-value.

What each means in plain words, and what may stand on a slide, tells :func:`explain_verdicts`.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from helpers.run.schema import VERDICTS

CLEAR, SIZE_OPEN, SMALLER, NOT_CLEAR, TOO_FEW = VERDICTS
LEVEL = 0.05
"""Error rate at which a corrected p-value is small."""
_SHORT = {CLEAR: "clear, large enough", TOO_FEW: "too few"}


def decide_verdicts(
    value: ArrayLike, low: ArrayLike, high: ArrayLike, *, p: ArrayLike, smallest: float, upheld: ArrayLike = True,
    detectable: ArrayLike = np.nan, largest: ArrayLike = np.inf,
) -> NDArray[np.object_]:  # fmt: skip
    """Decide what may be said of contrasts or trends; the one rule that figures, titles, tables and sentences quote.

    Parameters
    ----------
    value, low, high : array_like
        Effect with its 95% interval on a scale on which 0 is none: differences of shares, logarithms of odds ratios.
    p : array_like
        P-values corrected for all questions of their family; where missing, nothing was tested and there is no verdict.
    smallest : float
        Smallest effect that was asked for, on the same scale, from 0.
    upheld : array_like of bool, default True
        Whether nothing speaks against the sign: not the effect with category and length equal, no category.
    detectable, largest : array_like, optional
        Effect that so many papers show with 80% power, and the largest that could be, given how many have the term.

    Returns
    -------
    ndarray of object
        None, or one of, the first that holds:

        "too few to tell"
            There is no interval (a group of under ten papers, a series of too few).
        "smaller than asked"
            The whole interval lies within ``smallest`` on either side of none.
        "clear and at least as large as asked"
            ``p`` is at most .05, the sign is upheld, and the whole interval lies beyond ``smallest``.
        "clear, size open"
            The same, but the interval, which leaves out none, reaches below ``smallest``.
        "too few to tell"
            Not clear, and could hardly have been: ``detectable`` is above ``largest``.
        "not clear"
            All else: an effect that could have shown did not.
    """
    value, low, high, p = (np.asarray(item, dtype=float) for item in (value, low, high, p))
    near = np.where(value > 0, low, -high)
    clear = (p <= LEVEL) & np.asarray(upheld, dtype=bool) & (near > 0)
    rules = [
        (np.isnan(p), None),
        (~(np.isfinite(low) & np.isfinite(high)), TOO_FEW),
        ((low > -smallest) & (high < smallest), SMALLER),
        (clear & (near > smallest), CLEAR),
        (clear, SIZE_OPEN),
        (np.asarray(detectable, dtype=float) > np.asarray(largest, dtype=float), TOO_FEW),
        (True, NOT_CLEAR),
    ]
    found = np.full(np.broadcast_shapes(*(np.shape(holds) for holds, _ in rules)), None, dtype=object)
    for holds, verdict in reversed(rules):
        found[np.broadcast_to(holds, found.shape)] = verdict
    return found


def find_clear(verdicts: pd.Series) -> pd.Series:
    """Mark verdicts that call an effect clear, whatever its size."""
    return verdicts.isin([CLEAR, SIZE_OPEN])


def shorten_verdict(verdict: object) -> str:
    """Return a verdict as a narrow column of a figure has it; what is none as it is, and nothing for a missing one."""
    return _SHORT.get(verdict, verdict) if isinstance(verdict, str) else ""


def compare_expected(expect: pd.Series, value: pd.Series, verdicts: pd.Series) -> pd.Series:
    """Say where a clear effect has the sign that was expected ("yes") or not ("no"); empty where it is not clear.

    ``expect`` is "more", "less" or "different", "rise", "fall" or "change"; ``value`` as for :func:`decide_verdicts`.
    """
    wrong = (expect.isin(["more", "rise"]) & (value < 0)) | (expect.isin(["less", "fall"]) & (value > 0))
    return wrong.map({True: "no", False: "yes"}).where(find_clear(verdicts), "")


def compute_largest_difference(
    n_first: ArrayLike, size_first: ArrayLike, n_second: ArrayLike, size_second: ArrayLike
) -> NDArray[np.float64]:
    """Difference of shares, from 0 to 1, if as many papers as have a term stood in one of two groups before the other.

    NaN where a group is empty.
    """
    k1, n1, k2, n2 = (np.asarray(item, dtype=float) for item in (n_first, size_first, n_second, size_second))
    k = k1 + k2
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = (np.minimum(k, a) / a - np.maximum(k - a, 0) / b for a, b in ((n1, n2), (n2, n1)))
    return np.where((n1 > 0) & (n2 > 0), np.maximum(one, other), np.nan)


def explain_verdicts() -> pd.DataFrame:
    """Tell each verdict in plain words: ``verdict``, ``what it takes``, ``what may stand on a slide``."""
    rows = [
        (
            CLEAR,
            "chance alone hardly makes it, all questions counted; its whole interval lies beyond what was asked for",
            "a finding, with its counts and interval; a plan if it was asked before looking, else a hypothesis",
        ),
        (
            SIZE_OPEN,
            "chance alone hardly makes it, but it may be smaller than what was asked for",
            "that there is a difference, with its interval; not that it is large",
        ),
        (SMALLER, "its whole interval lies within what was asked for", "that no difference of the size asked is there"),
        (NOT_CLEAR, "chance may have made it, though a large one could have shown", "could not be told from chance"),
        (
            TOO_FEW,
            "so few papers have it that even the largest difference would hardly show",
            "nothing: neither that there is a difference nor that there is none",
        ),
    ]
    return pd.DataFrame(rows, columns=["verdict", "what it takes", "what may stand on a slide"])
