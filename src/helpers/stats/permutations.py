"""Permutations of papers: how often chance alone makes differences as large as those found.

Only the labels of papers (their group, or their date) are shuffled, so that the dependence between terms is kept.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.stats.estimates import LARGE, adjust_bh

TIE = 1e-6
"""Statistics that differ by less are equal: they are sums in single precision."""

MIN_NORMAL, MAX_TOGETHER = 100, 1_000
"""Papers with a term, and without, from which on its sum of labels is normal; most terms of one covariance."""


class MaxT(NamedTuple):
    """Standardised sum (positive where a term goes with high labels), two-sided p-value alone and over all terms."""

    statistic: NDArray[np.float64]
    p: NDArray[np.float64]
    p_family: NDArray[np.float64]


def compute_max_t(
    presence: Any, labels: ArrayLike, *, which: ArrayLike | None = None, n_permutations: int = 2000, seed: int = 1
) -> MaxT:
    """Test whether terms go with a label of papers, all terms in one family (step-down max-T).

    ``presence`` is a sparse matrix of shape (n_papers, n_terms); ``labels``, of shape (n_papers,) or (n_papers,
    n_labels), are memberships of groups or numbers such as the date in years, and ``which`` names the column that each
    term is held against. The arrays returned have shape (n_terms,); terms that all papers or none have get p-values
    of 1.

    Notes
    -----
    Of :data:`helpers.stats.estimates.LARGE` papers or more, and terms that enough have, not papers are shuffled but
    statistics drawn from the normal distribution to which those of shuffled papers tend, with their covariance.
    Westfall and Young (1993), *Resampling-Based Multiple Testing*, algorithm 4.1, with p = (b + 1) / (B + 1)
    (Phipson and Smyth 2010). The statistic is the standardised sum of the labels of the papers with the term: for
    groups, the standardised hypergeometric count. The family-wise error holds for any dependence between terms,
    as long as papers are exchangeable under the null, which they are not where the text itself made the labels.
    """
    x = np.asarray(labels, dtype=np.float64)
    x = x[:, None] if x.ndim == 1 else x
    n_papers, n_terms = len(x), presence.shape[1]
    if not n_terms or n_papers < 2:
        return MaxT(np.zeros(n_terms), np.ones(n_terms), np.ones(n_terms))
    x = x - x.mean(axis=0)
    which = np.zeros(n_terms, dtype=np.int64) if which is None else np.asarray(which)
    by_term = presence.T.tocsr().astype(np.float32)
    mean, inverse = _compute_moments(np.diff(by_term.indptr), x, which)
    statistic = np.empty(n_terms)
    for label in range(x.shape[1]):
        mine = which == label
        statistic[mine] = (by_term[mine] @ x[:, label] - mean[mine]) * inverse[mine]
    order = np.argsort(-np.abs(statistic), kind="stable")
    observed = np.abs(statistic)[order][:, None] - TIE
    mean, inverse, which = mean[order][:, None], inverse[order][:, None], which[order]
    by_term = by_term[order]
    parts = [(mine, by_term[mine]) for mine in (which == label for label in range(x.shape[1]))]
    x = x.astype(np.float32)
    alone, family = np.zeros(n_terms, dtype=np.int64), np.zeros(n_terms, dtype=np.int64)
    if _tends_to_normal(by_term):
        draws = _draw_normal(by_term, x, which, n_draws=n_permutations, seed=seed)
    else:
        drawn = draw_permutations(n_papers, n_draws=n_permutations, seed=seed)
        scale = mean.astype(np.float32), inverse.astype(np.float32)
        draws = (_standardise_sums(parts, x, places, *scale) for places in drawn)
    for found in draws:
        alone += (found >= observed).sum(axis=1)
        # The largest statistic among this term and all that are less extreme than it.
        np.maximum.accumulate(found[::-1], axis=0, out=found[::-1])
        family += (found >= observed).sum(axis=1)
    p, p_family = np.empty(n_terms), np.empty(n_terms)
    p[order] = (alone + 1) / (n_permutations + 1)
    p_family[order] = np.maximum.accumulate((family + 1) / (n_permutations + 1))
    known = np.empty(n_terms, dtype=bool)
    known[order] = inverse[:, 0] > 0
    return MaxT(statistic, np.where(known, p, 1.0), np.where(known, p_family, 1.0))


def _standardise_sums(parts, x, drawn, mean, inverse):
    """Absolute statistics of each term, of shape (n_terms, n_draws), where papers have the labels of others."""
    found = np.empty((len(mean), drawn.shape[1]), dtype=np.float32)
    for label, (mine, terms) in enumerate(parts):
        found[mine] = terms @ x[drawn, label]
    return np.abs((found - mean) * inverse)


def _tends_to_normal(by_term) -> bool:
    """Tell whether papers, with each of the terms and without, are so many that their sums of labels are normal."""
    n_terms, n_papers = by_term.shape
    total = np.diff(by_term.indptr)
    enough = bool((np.minimum(total, n_papers - total) >= MIN_NORMAL).all())
    return n_papers >= LARGE and n_terms <= MAX_TOGETHER and enough


def _draw_normal(by_term, x, which, *, n_draws, seed):
    """Absolute statistics as shuffling gives them for many papers: normal, correlated as terms and labels are."""
    n_terms, n_papers = by_term.shape
    share = np.diff(by_term.indptr) / n_papers
    together = (by_term @ by_term.T).toarray().astype(float) / n_papers - np.outer(share, share)
    spread = np.sqrt(np.diag(together))
    labels = np.atleast_2d(np.corrcoef(x.astype(float), rowvar=False))[which][:, which]
    values, vectors = np.linalg.eigh(together / np.outer(spread, spread) * np.nan_to_num(labels))
    root, rng = vectors * np.sqrt(np.maximum(values, 0)), np.random.default_rng(seed)
    for start in range(0, n_draws, 256):
        yield np.abs(root @ rng.standard_normal((n_terms, min(256, n_draws - start)))).astype(np.float32)


def draw_permutations(n_papers: int, *, n_draws: int, seed: int) -> Iterator[NDArray[np.int32]]:
    """Shuffle papers again and again: blocks of shape (n_papers, draws), in each column the place of every paper."""
    rng = np.random.default_rng(seed)
    step = int(np.clip(8_000_000 // max(n_papers, 1), 1, 256))
    papers = np.arange(n_papers, dtype=np.int32)
    for start in range(0, n_draws, step):
        drawn = rng.permuted(np.tile(papers, (min(step, n_draws - start), 1)), axis=1)
        yield np.ascontiguousarray(drawn.T)


def compute_hypergeometric_p(k: ArrayLike, n_first: int, total: ArrayLike, n_papers: int) -> NDArray[np.float64]:
    """Exact two-sided p-value of ``k`` papers with a term in a group of ``n_first``, of ``total`` among ``n_papers``.

    Twice the smaller tail, at most 1 (Fisher's exact test by doubling): what permuting the papers gives in the end.
    """
    from scipy.stats import hypergeom

    k, total = np.broadcast_arrays(np.asarray(k, dtype=np.int64), np.asarray(total, dtype=np.int64))
    # Thousands of terms share few pairs of counts.
    keys, where = np.unique(k.ravel() * (n_papers + 1) + total.ravel(), return_inverse=True)
    one, all_of = np.divmod(keys, n_papers + 1)
    tails = np.minimum(hypergeom.cdf(one, n_papers, all_of, n_first), hypergeom.sf(one - 1, n_papers, all_of, n_first))
    return np.clip(2 * tails, 0, 1)[where].reshape(k.shape)


def count_by_chance(
    presence: Any, member: ArrayLike, *, level: float = 0.05, n_shuffles: int = 200, seed: int = 1
) -> NDArray[np.int64]:
    """Count the terms that would be called if the groups meant nothing, in each of ``n_shuffles`` of the labels.

    ``presence`` is a sparse matrix of shape (n_papers, n_terms), ``member`` of bool and shape (n_papers,) or (n_papers,
    n_groups); groups may share papers, and all their terms are one family. ``level`` is the false discovery rate
    (Benjamini and Hochberg on exact p-values). Valid where papers are exchangeable: groups from outside the text.
    """
    inside = np.asarray(member, dtype=bool)
    inside = inside[:, None] if inside.ndim == 1 else inside
    by_term = presence.T.tocsr().astype(np.float32)
    total = np.diff(by_term.indptr)
    called = []
    for drawn in draw_permutations(len(inside), n_draws=n_shuffles, seed=seed):
        p = [_test_counts(by_term @ group[drawn].astype(np.float32), group, total) for group in inside.T]
        called += [int((adjust_bh(column) <= level).sum()) for column in np.concatenate(p).T]
    return np.array(called, dtype=np.int64)


def _test_counts(counts, group, total):
    """Exact p-values of counts of shape (n_terms, n_shuffles); 1 where they cannot be small."""
    n_papers, n_first = len(group), int(group.sum())
    mean = total * (n_first / max(n_papers, 1))
    spread = np.sqrt(mean * (1 - total / max(n_papers, 1)) * (n_papers - n_first) / max(n_papers - 1, 1))
    p = np.ones(counts.shape)
    # What lies within 1.2 standard deviations has a p-value far above any level and need not be known exactly.
    far = np.abs(counts - mean[:, None]) > 1.2 * spread[:, None]
    totals = np.broadcast_to(total[:, None], counts.shape)
    p[far] = compute_hypergeometric_p(np.rint(counts[far]), n_first, totals[far], n_papers)
    return p


def _compute_moments(total, x, which):
    """Mean and inverse standard deviation of each term's sum of labels over permutations."""
    n = len(x)
    mean = total * x.mean(axis=0)[which]
    spread = ((x - x.mean(axis=0)) ** 2).sum(axis=0)[which]
    scale = np.sqrt(spread / max(n - 1, 1) * total * (n - total) / n)
    known = scale > 1e-9 * max(float(np.abs(x).max()), 1e-30)
    return mean, np.divide(1, scale, out=np.zeros(len(scale)), where=known)
