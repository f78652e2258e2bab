"""Intervals, shrunken effects, corrections and resampling, with the paper as the unit.

Arrays broadcast against each other, so that twenty thousand terms cost one call. Counts may be fractions (a paper
known only to a year takes part in four quarters).
"""

import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEVEL = 0.95
"""Confidence level of every interval unless a caller says otherwise."""
TAILS = ((1 - LEVEL) / 2, 1 - (1 - LEVEL) / 2)

POWER = 0.8
"""Power at which a difference or slope counts as detectable."""

MIN_GROUP = 10
"""Papers below which a group gets counts only: an interval would suggest a precision that is not there."""

BLOCK = 50_000
"""Papers whose terms are held as floats at a time."""
LARGE = 50_000
"""Papers from which on nothing is drawn whose limits are known: draws of so many papers tend to a normal spread."""
GIANT = 0.01
"""Part of the papers from which on a cluster is no small part of what a limit rests on."""
TIMES = 5
"""Numbers of times that one cluster is drawn, from none on: of 270 draws one has it more often."""


class LogOdds(NamedTuple):
    """A log-odds ratio (natural logarithm) with the limits of its interval."""

    log_odds: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


class Difference(NamedTuple):
    """Two groups by their places, the difference of their shares with its limits, and of how many pairs it is one."""

    first: int
    second: int
    difference: float
    low: float
    high: float
    n_pairs: int


def compute_quantile(level: float = LEVEL) -> float:
    """Two-sided normal quantile of a confidence level: 1.96 for 0.95."""
    if not 0 < level < 1:
        raise ValueError(f"A confidence level lies between 0 and 1, not at {level!r}; 0.95 is usual.")
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson_interval(
    successes: ArrayLike, n: ArrayLike, *, level: float = LEVEL
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Limits of the Wilson score interval of a share, from 0 to 1; NaN where ``n`` is 0.

    A ``ValueError`` says that a count is negative or above its ``n``. Wilson (1927); recommended for small n by Brown,
    Cai and DasGupta (2001), Statistical Science 16.
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


def measure_shares(k: ArrayLike, n: ArrayLike, *, least: int = 1) -> NDArray[np.float64]:
    """Shares ``k / n`` with their Wilson 95% limits: columns ``share, low, high`` of shape (n_rows, 3).

    All missing where ``k`` is missing or ``n`` is 0, the limits also where ``n`` is below ``least``.
    """
    low, high = wilson_interval(k, n)
    k, n = np.asarray(k, dtype=float), np.asarray(n, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = k / n
    few = n < least
    return np.stack([share, np.where(few, np.nan, low), np.where(few, np.nan, high)], axis=-1)


def newcombe_interval(
    k_first: ArrayLike, n_first: ArrayLike, k_second: ArrayLike, n_second: ArrayLike, *, level: float = LEVEL
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Limits, from -1 to 1, of the difference of the shares of two groups without a paper in common.

    First minus second; NaN where a group is empty. Newcombe (1998), Statistics in Medicine 17:873-890, method 10 (two
    Wilson intervals combined).
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


def find_clearest_difference(successes: ArrayLike, n: ArrayLike) -> Difference | None:
    """Of all pairs of groups that share no paper, the two whose shares differ most clearly, the larger share first.

    Its limits hold for all pairs at once (Bonferroni), since the pair is chosen among them: the shares differ if
    ``low`` is above 0. None for fewer than two groups. Intervals of two shares that overlap say nothing of this.
    """
    k, size = _check_counts(successes, n)
    ones, others = np.nonzero(~np.eye(len(k), dtype=bool))
    if not len(ones):
        return None
    n_pairs = len(ones) // 2
    low, high = newcombe_interval(k[ones], size[ones], k[others], size[others], level=1 - (1 - LEVEL) / n_pairs)
    gap = k[ones] / size[ones] - k[others] / size[others]
    best = int(np.lexsort((-gap, -low))[0])
    return Difference(
        int(ones[best]), int(others[best]), float(gap[best]), float(low[best]), float(high[best]), n_pairs
    )


def compute_log_odds(
    k_first: ArrayLike, n_first: ArrayLike, k_second: ArrayLike, n_second: ArrayLike, *, prior: ArrayLike,
    strength: ArrayLike,
) -> LogOdds:  # fmt: skip
    """Log-odds ratio of a term in two groups, drawn towards what is usual; positive where the first has it more often.

    ``prior`` is the share of papers with the term that is expected in both groups before looking (a ``ValueError``
    where it is not strictly between 0 and 1), ``strength`` the positive weight of that expectation in papers. The
    limits (95%, normal approximation to the posterior) order terms and are not a test.

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
    half = compute_quantile() * error
    return LogOdds(value, value - half, value + half)


def adjust_bh(p: ArrayLike) -> NDArray[np.float64]:
    """Benjamini and Hochberg's q-values: the smallest false discovery rate at which each test would be called.

    NaN stays NaN and does not count as a test. Benjamini and Hochberg (1995), JRSS B 57:289-300.
    """
    from scipy.stats import false_discovery_control

    q = np.array(p, dtype=float)
    known = ~np.isnan(q)
    q[known] = false_discovery_control(q[known])
    return q


def draw_paper_weights(
    n_papers: int, *, n_draws: int, rng: np.random.Generator, block: int = 2_000_000
) -> Iterator[NDArray[np.float64]]:
    """Bootstrap draws of papers as weights of shape (draws of this block, n_papers), at most ``block`` numbers a block.

    How often each paper was drawn; each row sums to ``n_papers``. A sum over papers becomes one matrix product for all
    draws, and all terms share the draws, which keeps their dependence.
    """
    step = max(1, block // max(n_papers, 1))
    for start in range(0, n_draws if n_papers else 0, step):
        rows = min(step, n_draws - start)
        drawn = rng.integers(0, n_papers, size=(rows, n_papers))
        drawn += (np.arange(rows) * n_papers)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=rows * n_papers)
        yield counts.reshape(rows, n_papers).astype(np.float64)


def bootstrap_interval(
    matrix: Any, statistic: Callable[[NDArray[np.float64]], NDArray[np.float64]], *, n_draws: int = 1000, seed: int = 1
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """95% percentile limits of a statistic of column sums, by drawing papers with replacement; NaN without papers.

    ``matrix`` (dense or sparse) has shape (n_papers, n_columns); ``statistic`` takes sums of shape (draws, n_columns)
    and returns values of shape (draws, n_values).

    Notes
    -----
    Efron's percentile bootstrap over papers, as Lijffijt et al. (2016), Digital Scholarship in the
    Humanities 31:374-397, advise for text. For shares of separate groups under 30 papers it is too short:
    there :func:`newcombe_interval` is right.
    """
    n_papers = matrix.shape[0]
    if not n_papers:
        empty = np.full(np.asarray(statistic(np.zeros((1, matrix.shape[1])))).shape[1], np.nan)
        return empty, empty.copy()
    rng = np.random.default_rng(seed)
    sums = [np.asarray(weights @ matrix) for weights in draw_paper_weights(n_papers, n_draws=n_draws, rng=rng)]
    low, high = np.quantile(statistic(np.vstack(sums)), TAILS, axis=0)
    return low, high


def bootstrap_difference(
    presence: Any, inside: ArrayLike, clusters: ArrayLike, *, n_draws: int = 400, seed: int = 1
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """95% percentile limits, of shape (n_terms,), of differences of shares, drawing whole clusters of papers.

    ``presence`` is a sparse matrix of shape (n_papers, n_terms), ``inside`` a mask of the papers of the first group,
    ``clusters`` numbers that are equal for papers drawn together. NaN where a group is empty. Of :data:`LARGE` papers
    or more nothing is drawn: the limits are those to which draws of so many tend, from the variance between clusters.
    """
    from scipy.sparse import csr_array, diags_array, hstack

    group, n_terms = np.asarray(inside, dtype=float), presence.shape[1]
    codes = np.unique(np.asarray(clusters), return_inverse=True)[1]
    gather: Any = csr_array((np.ones(len(codes)), (codes, np.arange(len(codes)))))
    sides = np.stack([group, 1 - group], axis=1)
    if not len(codes) or not sides.any(axis=0).all():
        return np.full(n_terms, np.nan), np.full(n_terms, np.nan)
    if len(codes) >= LARGE:
        return _approximate_difference(presence, group, codes)
    held = presence.tocsr().astype(float)
    first, second = (diags_array(side) @ held for side in sides.T)
    matrix = (gather @ hstack([first, second, csr_array(sides)])).tocsr().astype(np.float32)
    drawn = np.empty((n_draws, n_terms), dtype=np.float32)
    done = 0
    for weights in draw_paper_weights(gather.shape[0], n_draws=n_draws, rng=np.random.default_rng(seed)):
        sums = np.asarray(weights.astype(np.float32) @ matrix)
        n1, n2 = np.maximum(sums[:, -2:], 1).T[:, :, None]
        drawn[done : done + len(sums)] = sums[:, :n_terms] / n1 - sums[:, n_terms : 2 * n_terms] / n2
        done += len(sums)
    low, high = np.quantile(drawn, TAILS, axis=0)
    return low.astype(np.float64), high.astype(np.float64)


def name_cluster_limits(n_papers: int) -> str:
    """Name, in a few words, what limits rest on where papers share a cluster: draws, or what draws of so many tend to.

    >>> name_cluster_limits(100), name_cluster_limits(LARGE)
    ('cluster bootstrap', 'spread between clusters')
    """
    return "cluster bootstrap" if n_papers < LARGE else "spread between clusters"


def find_giants(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the clusters that hold more than :data:`GIANT` of the papers, of which ``codes`` are the clusters.

    What draws of such a cluster do to an estimate no linear part tells, see :func:`compute_drawn_variance`.
    """
    sizes = np.bincount(codes)
    return np.flatnonzero((sizes > 1) & (sizes > GIANT * len(codes)))


def compute_drawn_variance(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the variance that draws of one cluster of many bring to estimates, of shape (n_estimates,).

    ``values``, of shape (:data:`TIMES`, n_estimates), are the estimates with the cluster drawn never, once, twice and
    so on, which is a Poisson number of mean 1; NaN where there is no estimate. 0 where there is none but with it once.
    """
    weights = np.array([1 / math.factorial(times) for times in range(len(values))])[:, None] * np.isfinite(values)
    weights /= np.maximum(weights.sum(axis=0), 1e-9)
    known = np.where(np.isfinite(values), values, 0.0)
    mean = (weights * known).sum(axis=0)
    return (weights * (known - mean) ** 2).sum(axis=0)


def _approximate_difference(presence, group, codes):
    """Limits of differences of shares, from what each cluster brings to the difference, giants as draws have them."""
    from scipy.sparse import csr_array

    first, second = group.sum(), len(group) - group.sum()

    def count(papers):
        return np.asarray(presence.T @ papers.astype(np.float32), dtype=float)

    k1 = count(group)
    total = np.diff(presence.tocsc().indptr)
    p1, p2 = k1 / first, (total - k1) / second
    sizes = np.bincount(codes)
    alone = sizes[codes] == 1
    n1, n2 = (group * alone).sum(), ((1 - group) * alone).sum()
    s1, s2 = count(group * alone), count((1 - group) * alone)
    variance = (s1 * (1 - 2 * p1) + n1 * p1**2) / first**2 + (s2 * (1 - 2 * p2) + n2 * p2**2) / second**2
    giants, more = find_giants(codes), np.arange(TIMES)[:, None] - 1.0
    for giant in giants:
        mine = (codes == giant).astype(float)
        n1, n2 = (group * mine).sum(), ((1 - group) * mine).sum()
        s1, s2 = count(group * mine), count((1 - group) * mine)
        with np.errstate(divide="ignore", invalid="ignore"):
            drawn = (k1 + more * s1) / (first + more * n1) - (total - k1 + more * s2) / (second + more * n2)
        variance += compute_drawn_variance(drawn)
    together = np.flatnonzero(~alone & ~np.isin(codes, giants))
    together = together[np.argsort(codes[together], kind="stable")]
    scale = np.where(group > 0, 1 / first, -1 / second)
    opens = np.flatnonzero(np.r_[True, np.diff(codes[together]) > 0][: len(together)])
    # No cluster lies across two blocks.
    ends = np.r_[opens, len(together)]
    bounds = np.unique(ends[np.searchsorted(ends, np.arange(0, len(together) + BLOCK, BLOCK).clip(max=len(together)))])
    by_paper = presence.tocsr() if len(together) else presence
    for start, end in pairwise(bounds.tolist()):
        mine = together[start:end]
        own = np.unique(codes[mine], return_inverse=True)[1]
        gather = csr_array((scale[mine], (own, np.arange(len(own)))))
        part = (gather @ by_paper[mine].astype(float)).tocsc()
        u, v = gather @ (group[mine] > 0), -(gather @ (group[mine] == 0))
        variance += np.asarray(part.multiply(part).sum(axis=0)).ravel() - 2 * (p1 * (part.T @ u) - p2 * (part.T @ v))
        variance += p1**2 * (u @ u) - 2 * p1 * p2 * (u @ v) + p2**2 * (v @ v)
    half = compute_quantile() * np.sqrt(np.maximum(variance, 0))
    return p1 - p2 - half, p1 - p2 + half


def compute_detectable_difference(
    share: ArrayLike, n_first: ArrayLike, n_second: ArrayLike, *, n_tests: ArrayLike = 1
) -> NDArray[np.float64]:
    """Difference of shares, from 0 to 1 (none could be seen), that two groups would show with 80% power at 5%.

    ``share`` is that of both groups together; the 5% are divided among ``n_tests`` (Bonferroni, which max-T never
    falls below). NaN where a group is empty. From the normal approximation with a common variance: a plan for the next
    dump, never a verdict on this one.
    """
    from scipy.special import ndtri

    share, n1, n2 = (np.asarray(value, dtype=float) for value in (share, n_first, n_second))
    reach = ndtri(1 - 0.025 / np.maximum(n_tests, 1)) + ndtri(POWER)
    with np.errstate(divide="ignore", invalid="ignore"):
        smallest = reach * np.sqrt(share * (1 - share) * (1 / n1 + 1 / n2))
    return np.where((n1 > 0) & (n2 > 0), np.minimum(smallest, 1), np.nan)


def _check_counts(successes: ArrayLike, n: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    k, size = np.broadcast_arrays(np.asarray(successes, dtype=float), np.asarray(n, dtype=float))
    if np.any(k < 0) or np.any(k > size * (1 + 1e-12) + 1e-9):
        raise ValueError("Counts must lie between 0 and their n; check which table they were taken from.")
    return np.minimum(k, size), size
