"""Intervals, shrunken effects, corrections and resampling, with the paper as the unit.

Everything takes and returns numpy arrays that broadcast against each other, so that twenty thousand terms
cost one call. Counts may be fractions (a paper known only to a year takes part in four quarters).
"""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import ArrayLike, NDArray

LEVEL = 0.95
"""Confidence level of every interval unless a caller says otherwise."""

MIN_GROUP = 10
"""Papers below which a group gets counts only: an interval would suggest a precision that is not there."""


class LogOdds(NamedTuple):
    """A log-odds ratio (natural logarithm) with the limits of its interval."""

    log_odds: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


class Slopes(NamedTuple):
    """Slopes of logistic regressions, one per series: log odds per unit of ``x`` and their standard errors."""

    slope: NDArray[np.float64]
    error: NDArray[np.float64]


def compute_quantile(level: float = LEVEL) -> float:
    """Two-sided normal quantile of a confidence level: 1.96 for 0.95."""
    if not 0 < level < 1:
        raise ValueError(f"A confidence level lies between 0 and 1, not at {level!r}; 0.95 is usual.")
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson_interval(
    successes: ArrayLike, n: ArrayLike, *, level: float = LEVEL
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson score interval of a share.

    Parameters
    ----------
    successes, n : array_like
        Counts, ``0 <= successes <= n``; fractions are allowed; the two broadcast.
    level : float, default 0.95

    Returns
    -------
    low, high : ndarray of float64
        Limits from 0 to 1; NaN where ``n`` is 0.

    Raises
    ------
    ValueError
        If a count is negative or above its ``n``.

    Notes
    -----
    Wilson (1927); recommended for small n by Brown, Cai and DasGupta (2001), Statistical Science 16.
    """
    k, n = _check_counts(successes, n)
    z2 = compute_quantile(level) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (k + z2 / 2) / (n + z2)
        half = np.sqrt(z2) / (n + z2) * np.sqrt(k * (n - k) / n + z2 / 4)
        low = np.where(k == 0, 0.0, np.clip(centre - half, 0, 1))
        high = np.where(k == n, 1.0, np.clip(centre + half, 0, 1))
    empty = n == 0
    return np.where(empty, np.nan, low), np.where(empty, np.nan, high)


def newcombe_interval(
    k_first: ArrayLike, n_first: ArrayLike, k_second: ArrayLike, n_second: ArrayLike, *, level: float = LEVEL
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Interval of the difference of two shares (first minus second) of two separate groups.

    Parameters
    ----------
    k_first, n_first, k_second, n_second : array_like
        Counts of two groups that have no paper in common; all broadcast.
    level : float, default 0.95

    Returns
    -------
    low, high : ndarray of float64
        Limits from -1 to 1; NaN where a group is empty.

    Notes
    -----
    Newcombe (1998), Statistics in Medicine 17:873-890, method 10 (two Wilson intervals combined).
    """
    k1, n1 = _check_counts(k_first, n_first)
    k2, n2 = _check_counts(k_second, n_second)
    low1, high1 = wilson_interval(k1, n1, level=level)
    low2, high2 = wilson_interval(k2, n2, level=level)
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p2 = k1 / n1, k2 / n2
    difference = p1 - p2
    low = difference - np.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    high = difference + np.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return low, high


def compute_log_odds(
    k_first: ArrayLike,
    n_first: ArrayLike,
    k_second: ArrayLike,
    n_second: ArrayLike,
    *,
    prior: ArrayLike,
    strength: ArrayLike,
    level: float = LEVEL,
) -> LogOdds:
    """Log-odds ratio of a term in two groups, drawn towards what is usual by an informative prior.

    Parameters
    ----------
    k_first, n_first, k_second, n_second : array_like
        Papers with the term and papers in all, of each group.
    prior : array_like
        Share of papers with the term that is expected in both groups before looking, above 0 and below 1;
        usually the share in both groups together.
    strength : array_like
        Weight of that expectation, in papers.
    level : float, default 0.95

    Returns
    -------
    LogOdds
        Positive where the first group has the term more often. The limits come from the normal
        approximation to the posterior. They treat papers as independent and terms one by one: they order
        terms and show precision, they are not a test.

    Raises
    ------
    ValueError
        If a prior is not strictly between 0 and 1 or a strength is not positive.

    Notes
    -----
    Monroe, Colaresi and Quinn (2008), Political Analysis 16:372-403, equations 15, 16 and 19, with papers
    in place of tokens: ``log((k + a) / (n - k + b))`` with ``a = strength * prior`` and
    ``b = strength * (1 - prior)``, so that their ``n + a0 - k - a`` is ``n - k + b``.
    """
    k1, n1 = _check_counts(k_first, n_first)
    k2, n2 = _check_counts(k_second, n_second)
    prior, strength = np.asarray(prior, dtype=float), np.asarray(strength, dtype=float)
    if np.any(~((prior > 0) & (prior < 1))) or np.any(~(strength > 0)):
        raise ValueError(
            "Log-odds need a prior share strictly between 0 and 1 and a positive strength; "
            "smooth the prior with (papers with the term + 0.5) / (papers + 1)."
        )
    a, b = strength * prior, strength * (1 - prior)
    value = np.log((k1 + a) / (n1 - k1 + b)) - np.log((k2 + a) / (n2 - k2 + b))
    error = np.sqrt(1 / (k1 + a) + 1 / (n1 - k1 + b) + 1 / (k2 + a) + 1 / (n2 - k2 + b))
    half = compute_quantile(level) * error
    return LogOdds(value, value - half, value + half)


def adjust_bh(p: ArrayLike) -> NDArray[np.float64]:
    """Benjamini and Hochberg's q-values; NaN stays NaN and does not count as a test.

    Parameters
    ----------
    p : array_like of float, shape (n,)

    Returns
    -------
    ndarray of float64, shape (n,)
        The smallest false discovery rate at which each test would be called.

    Notes
    -----
    Benjamini and Hochberg (1995), JRSS B 57:289-300.
    """
    p = np.asarray(p, dtype=float)
    q = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    if np.any((p[known] < 0) | (p[known] > 1)):
        raise ValueError("P-values lie between 0 and 1; check what was passed to adjust_bh.")
    order = known[np.argsort(p[known], kind="stable")]
    scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(1, np.minimum.accumulate(scaled[::-1])[::-1])
    return q


def draw_paper_weights(
    n_papers: int, *, n_draws: int, rng: np.random.Generator, block: int = 2_000_000
) -> Iterator[NDArray[np.float64]]:
    """Bootstrap draws of papers as weights, in blocks that fit in memory.

    Parameters
    ----------
    n_papers, n_draws : int
    rng : numpy Generator
    block : int, default 2,000,000
        Largest number of weights in one block.

    Yields
    ------
    ndarray of float64, shape (draws of this block, n_papers)
        How often each paper was drawn; each row sums to ``n_papers``. A statistic that is a sum over papers
        becomes one matrix product for all draws, and all terms share the draws, which keeps their dependence.
    """
    step = max(1, block // max(n_papers, 1))
    for start in range(0, n_draws if n_papers else 0, step):
        rows = min(step, n_draws - start)
        drawn = rng.integers(0, n_papers, size=(rows, n_papers))
        drawn += (np.arange(rows) * n_papers)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=rows * n_papers)
        yield counts.reshape(rows, n_papers).astype(np.float64)


def bootstrap_interval(
    matrix,
    statistic: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    *,
    n_draws: int = 1000,
    seed: int = 1,
    level: float = LEVEL,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Percentile interval of a statistic of column sums, by drawing papers with replacement.

    Parameters
    ----------
    matrix : ndarray or scipy sparse matrix, shape (n_papers, n_columns)
        What each paper contributes (0 or 1 for presence).
    statistic : function
        Takes sums of shape (draws, n_columns), returns values of shape (draws, n_values).
    n_draws, seed, level : numbers

    Returns
    -------
    low, high : ndarray of float64, shape (n_values,)
        NaN without papers.

    Notes
    -----
    Efron's percentile bootstrap over papers, as Lijffijt et al. (2016), Digital Scholarship in the
    Humanities 31:374-397, advise for text. Right where groups share papers; for shares of separate small
    groups use :func:`newcombe_interval`, since the percentile interval is too short below 30 papers.
    """
    n_papers = matrix.shape[0]
    if not n_papers:
        empty = np.full(np.asarray(statistic(np.zeros((1, matrix.shape[1])))).shape[1], np.nan)
        return empty, empty.copy()
    rng = np.random.default_rng(seed)
    sums = [np.asarray(weights @ matrix) for weights in draw_paper_weights(n_papers, n_draws=n_draws, rng=rng)]
    values = statistic(np.vstack(sums))
    tail = (1 - level) / 2
    low, high = np.quantile(values, [tail, 1 - tail], axis=0)
    return low, high


def fit_slopes(x: ArrayLike, outcomes: ArrayLike, *, max_steps: int = 60) -> Slopes:
    """Logistic regressions of many yes-or-no outcomes on one number, with Firth's correction.

    Parameters
    ----------
    x : array_like, shape (n_papers,)
        For example dates in years.
    outcomes : array_like, shape (n_papers, n_series)
        0 or 1, or a fraction.
    max_steps : int, default 60

    Returns
    -------
    Slopes
        Log odds per unit of ``x``, shape (n_series,), and standard errors. NaN where all papers share one
        ``x``, where no paper or every paper has the property, and where there are fewer than 3 papers.

    Notes
    -----
    Firth (1993), Biometrika 80:27-38; Heinze and Schemper (2002), Statistics in Medicine 21:2409-2419.
    The penalty keeps slopes finite under separation and removes the first-order bias of rare outcomes, so
    one estimator serves all series and none changes method in silence. With many papers it equals the
    ordinary fit.
    """
    x = np.asarray(x, dtype=float)
    y = np.asarray(outcomes, dtype=float)
    y = y[:, None] if y.ndim == 1 else y
    n_series = y.shape[1]
    slope, error = np.full(n_series, np.nan), np.full(n_series, np.nan)
    total = y.sum(axis=0)
    spread = x.std() if len(x) else 0.0
    usable = np.flatnonzero((total > 0) & (total < len(x)))
    if len(x) < 3 or not spread > 1e-9 or not len(usable):
        return Slopes(slope, error)
    # Equal dates are one row with a weight: 75,000 papers of two years are some 700 days.
    days, where = np.unique((x - x.mean()) / spread, return_inverse=True)
    size = np.bincount(where).astype(float)
    step = max(1, 4_000_000 // len(days))
    for start in range(0, len(usable), step):
        part = usable[start : start + step]
        count = np.zeros((len(days), len(part)))
        np.add.at(count, where, y[:, part])
        slope[part], error[part] = _fit_firth(days, size, count, max_steps)
    return Slopes(slope / spread, error / spread)


def compute_detectable_difference(share: ArrayLike, n_first: ArrayLike, n_second: ArrayLike, *, power=0.8):
    """Difference of shares that two groups of these sizes would show with the given power at the 5 % level.

    Parameters
    ----------
    share, n_first, n_second : array_like
        Share of both groups together; papers of each group.
    power : float, default 0.8

    Returns
    -------
    ndarray of float64
        From 0 to 1 (1: no difference could be seen); NaN where a group is empty.

    Notes
    -----
    Normal approximation with a common variance; a plan for the next dump, never a verdict on this one.
    """
    share, n1, n2 = (np.asarray(value, dtype=float) for value in (share, n_first, n_second))
    reach = compute_quantile(0.95) + NormalDist().inv_cdf(power)
    with np.errstate(divide="ignore", invalid="ignore"):
        smallest = reach * np.sqrt(share * (1 - share) * (1 / n1 + 1 / n2))
    return np.where((n1 > 0) & (n2 > 0), np.minimum(smallest, 1), np.nan)


def compute_detectable_slope(share: ArrayLike, n: ArrayLike, spread: float, *, power: float = 0.8):
    """Log odds per unit of ``x`` that a sample would show with the given power at the 5 % level.

    Parameters
    ----------
    share, n : array_like
        Share of papers with the property; papers.
    spread : float
        Standard deviation of ``x``.

    Returns
    -------
    ndarray of float64
        Positive; NaN where nothing can be seen (no papers, no spread, a share of 0 or 1).

    Notes
    -----
    Hsieh, Bloch and Larsen (1998), Statistics in Medicine 17:1623-1634, equation 1.
    """
    share, n = np.asarray(share, dtype=float), np.asarray(n, dtype=float)
    reach = compute_quantile(0.95) + NormalDist().inv_cdf(power)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = reach / (np.sqrt(n * share * (1 - share)) * spread)
    return np.where(np.isfinite(slope), slope, np.nan)


def compute_normal_p(estimate: ArrayLike, error: ArrayLike) -> NDArray[np.float64]:
    """Two-sided p-value of an estimate with a standard error; NaN where either is NaN."""
    from scipy.special import erfc

    with np.errstate(divide="ignore", invalid="ignore"):
        return erfc(np.abs(np.asarray(estimate, dtype=float) / np.asarray(error, dtype=float)) / np.sqrt(2))


def _fit_firth(x, size, count, max_steps):
    """Newton steps on the modified score of Firth for one centred and scaled covariate."""
    n, total = size.sum(), count.sum(axis=0)
    intercept = np.log((total + 0.5) / (n - total + 0.5))
    beta = np.vstack([intercept, np.zeros_like(intercept)])
    column, size = x[:, None], size[:, None]
    for _ in range(max_steps):
        fitted = 1 / (1 + np.exp(-(beta[0] + beta[1] * column)))
        weight = size * fitted * (1 - fitted)
        i00, i01, i11 = weight.sum(axis=0), (weight * column).sum(axis=0), (weight * column**2).sum(axis=0)
        determinant = i00 * i11 - i01**2
        # Leverage of one paper on each day, from the two-by-two information matrix.
        leverage = fitted * (1 - fitted) * (i11 - 2 * i01 * column + i00 * column**2) / determinant
        residual = count - size * fitted + size * leverage * (0.5 - fitted)
        score0, score1 = residual.sum(axis=0), (residual * column).sum(axis=0)
        move = np.vstack([i11 * score0 - i01 * score1, i00 * score1 - i01 * score0]) / determinant
        move *= np.minimum(1, 2 / np.maximum(np.abs(move).max(axis=0), 1e-12))
        beta += move
        if np.abs(move).max() < 1e-9:
            break
    return beta[1], np.sqrt(i00 / determinant)


def _check_counts(successes, n):
    k, n = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    k, n = np.broadcast_arrays(k, n)
    if np.any(k < 0) or np.any(k > n * (1 + 1e-12) + 1e-9):
        raise ValueError("Counts must lie between 0 and their n; check which table they were taken from.")
    return np.minimum(k, n), n
