"""Logistic regressions of many yes-or-no outcomes on dates, with Firth's correction."""

from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.stats.estimates import POWER, TIMES, compute_drawn_variance, compute_quantile, find_giants

MAX_STEPS = 60
"""Newton steps of a fit; what has not settled by then is left where it is."""


class Slopes(NamedTuple):
    """Logistic regressions, one per series: log odds per unit of ``x``, their standard errors, log odds at 0."""

    slope: NDArray[np.float64]
    error: NDArray[np.float64]
    intercept: NDArray[np.float64]


def fit_slopes(x: ArrayLike, outcomes: Any, *, weights: ArrayLike | None = None) -> Slopes:
    """Logistic regressions of many yes-or-no outcomes on one number, such as the date, with Firth's correction.

    ``outcomes`` (dense or sparse, of shape (n_papers, n_series)) are 0 or 1, or a fraction; ``weights`` say how often
    each paper counts, as a draw of the bootstrap has it. Slopes are of shape (n_series,), NaN where all papers share
    one ``x``, where no paper or every paper has the property, and where there are fewer than 3 papers.

    Notes
    -----
    Firth (1993), Biometrika 80:27-38; Heinze and Schemper (2002), Statistics in Medicine 21:2409-2419.
    The penalty keeps slopes finite under separation and removes the first-order bias of rare outcomes, so
    one estimator serves all series. With many papers it equals the ordinary fit.
    """
    from scipy.sparse import csr_array, issparse

    x = np.asarray(x, dtype=float)
    y: Any = outcomes if issparse(outcomes) else np.asarray(outcomes, dtype=float)
    y = y[:, None] if y.ndim == 1 else y
    w = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=float)
    n_series = y.shape[1]
    slope, error, intercept = np.full((3, n_series), np.nan)
    total = np.asarray(w @ y).ravel()
    centre = (w @ x) / w.sum() if w.sum() else 0.0
    spread = float(np.sqrt(w @ (x - centre) ** 2 / w.sum())) if w.sum() else 0.0
    usable = np.flatnonzero((total > 1e-9) & (total < w.sum() - 1e-9))
    if w.sum() < 3 or not spread > 1e-9 or not len(usable):
        return Slopes(slope, error, intercept)
    # Equal dates are one row with a weight: 75,000 papers of two years are some 700 days.
    days, where = np.unique((x - centre) / spread, return_inverse=True)
    gather = csr_array((w, (where, np.arange(len(x)))), shape=(len(days), len(x)))
    size = np.asarray(gather.sum(axis=1)).ravel()
    step = max(1, 4_000_000 // len(days))
    for start in range(0, len(usable), step):
        part = usable[start : start + step]
        count: Any = gather @ y[:, part]
        found = _fit_firth(days, size, count.toarray() if issparse(count) else count)
        slope[part], error[part], intercept[part] = found
    return Slopes(slope / spread, error / spread, intercept - slope * centre / spread)


def compute_cluster_errors(
    x: ArrayLike, outcomes: Any, fitted: Slopes, clusters: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Standard errors, of shape (n_series,), of slopes for papers of which some are not independent.

    Those to which draws of whole clusters tend with many papers: White (1982), Econometrica 50:1-25, the scores of a
    cluster summed; what a giant cluster brings (:func:`helpers.stats.estimates.find_giants`) is that of draws of it.
    ``outcomes`` is a sparse matrix of shape (n_papers, n_series).
    """
    x = np.asarray(x, dtype=float)
    codes = np.arange(len(x)) if clusters is None else np.unique(clusters, return_inverse=True)[1]
    giants, variance = find_giants(codes), np.zeros(outcomes.shape[1])
    for giant in giants:
        times = (np.where(codes == giant, n, 1) for n in range(TIMES))
        variance += compute_drawn_variance(np.array([fit_slopes(x, outcomes, weights=w).slope for w in times]))
    errors, columns = np.full(outcomes.shape[1], np.nan), outcomes.tocsc()
    for place in np.flatnonzero(np.isfinite(fitted.slope)):
        expected = 1 / (1 + np.exp(-(fitted.intercept[place] + fitted.slope[place] * x)))
        weight = expected * (1 - expected)
        centre = weight @ x / weight.sum()
        score = -expected
        held = slice(columns.indptr[place], columns.indptr[place + 1])
        score[columns.indices[held]] += columns.data[held]
        score *= x - centre
        brought = np.bincount(codes, weights=score) / (weight @ (x - centre) ** 2)
        brought[giants] = 0
        errors[place] = np.sqrt(brought @ brought + variance[place])
    return errors


def compute_detectable_slope(share: ArrayLike, n: ArrayLike, spread: float) -> NDArray[np.float64]:
    """Log odds per unit of ``x`` (of this standard deviation) that ``n`` papers would show with 80% power at 5%.

    NaN where nothing can be seen: no papers, no spread, a ``share`` of 0 or 1. Hsieh, Bloch and Larsen (1998),
    Statistics in Medicine 17:1623-1634, equation 1.
    """
    share, n = np.asarray(share, dtype=float), np.asarray(n, dtype=float)
    reach = compute_quantile(0.95) + NormalDist().inv_cdf(POWER)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = reach / (np.sqrt(n * share * (1 - share)) * spread)
    return np.where(np.isfinite(slope), slope, np.nan)


def fit_logistic(
    design: ArrayLike, outcome: ArrayLike, weights: ArrayLike | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Logistic regression of one outcome (0 or 1) on several columns, with Firth's correction as in `fit_slopes`.

    ``design``, of shape (n_papers, n_columns), has scaled columns and no intercept, which is added. Papers of equal
    columns may be one row: ``weights`` are their numbers, and the outcome is the share of them. Returns
    coefficients and errors of shape (n_columns,), NaN where the columns do not determine them, and the penalised
    log-likelihood, for likelihood ratio tests of nested designs (Heinze and Schemper 2002).
    """
    y = np.asarray(outcome, dtype=float)
    x = np.column_stack([np.ones(len(y)), np.asarray(design, dtype=float)])
    nothing = np.full(x.shape[1] - 1, np.nan)
    beta = np.zeros(x.shape[1])
    size = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=float)
    beta[0] = np.log((size @ y + 0.5) / (size.sum() - size @ y + 0.5))
    step = 0
    while True:
        fitted = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        weight = size * fitted * (1 - fitted)
        information = (x * weight[:, None]).T @ x
        try:
            inverse = np.linalg.inv(information)
        except np.linalg.LinAlgError:
            return nothing, nothing.copy(), np.nan
        leverage = ((x @ inverse) * x).sum(axis=1) * weight
        move = inverse @ (x.T @ (size * (y - fitted) + leverage * (0.5 - fitted)))
        beta += move * min(1, 2 / max(np.abs(move).max(), 1e-12))
        step += 1
        if np.abs(move).max() < 1e-8 or step == MAX_STEPS:
            break
    if not np.isfinite(beta).all() or np.linalg.cond(information) > 1e12:
        return nothing, nothing.copy(), np.nan
    eta = x @ beta
    likelihood = float(size @ (y * eta - np.logaddexp(0, eta)) + 0.5 * np.linalg.slogdet(information)[1])
    return beta[1:], np.sqrt(np.diag(inverse))[1:], likelihood


def build_spline(x: ArrayLike) -> NDArray[np.float64]:
    """Natural cubic spline of a number: the number itself and two columns that bend, scaled.

    Knots at the 5th, 35th, 65th and 95th percentile: Harrell (2015), *Regression Modeling Strategies*, section 2.4.6.
    """
    x = np.asarray(x, dtype=float)
    knots = np.quantile(x, [0.05, 0.35, 0.65, 0.95])
    rise = np.clip(x - knots[:, None], 0, None) ** 3
    last, before = knots[-1], knots[-2]
    bends = [
        rise[i] - rise[-2] * (last - knots[i]) / (last - before) + rise[-1] * (before - knots[i]) / (last - before)
        for i in (0, 1)
    ]
    return np.column_stack([x, *(bend / (last - knots[0]) ** 2 for bend in bends)])


def _fit_firth(x, size, count):
    """Newton steps on the modified score of Firth for one centred and scaled covariate."""
    n, total = size.sum(), count.sum(axis=0)
    intercept = np.log((total + 0.5) / (n - total + 0.5))
    beta = np.vstack([intercept, np.zeros_like(intercept)])
    column, size = x[:, None], size[:, None]
    step = 0
    while True:
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
        step += 1
        if np.abs(move).max() < 1e-9 or step == MAX_STEPS:
            break
    return beta[1], np.sqrt(i00 / determinant), beta[0]
