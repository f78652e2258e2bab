"""Louvain communities of small neighbour graphs, many times a second.

scikit-network spends nine tenths of a small fit on making sparse matrices; here its own compiled core works on lists of
ties. A test holds that both give the same communities.
"""

import numpy as np

MAX_LISTED = 2_000
"""Larger graphs are left to scikit-network as it is: most of their time is spent in the core."""
_TOLERANCE = 1e-3


def find_communities(near: np.ndarray, how_near: np.ndarray, resolution: float, seed: int) -> np.ndarray:
    """Return the community of each paper, from 0 by falling size (Blondel et al. 2008).

    Each paper is tied to those in its row of ``near``, of shape (n, k), -1 for none, in both directions; weights are
    the cosines ``how_near``, at least a millionth.
    """
    from sknetwork.clustering import reindex_labels

    n = len(near)
    index = np.random.RandomState(seed).permutation(n)
    rows, columns, weights = _list_ties(near, how_near, np.argsort(index))
    weights /= weights.sum()
    degrees = np.bincount(rows, weights, minlength=n)
    found = np.arange(n)
    while True:
        labels, increase = _optimize(rows, columns, weights, degrees, resolution)
        labels = np.unique(labels, return_inverse=True)[1]
        found, n = labels[found], int(labels.max()) + 1
        if n == 1 or increase <= _TOLERANCE:
            break
        merged = np.bincount(labels[rows] * n + labels[columns], weights, minlength=n * n)
        ties = np.flatnonzero(merged)
        (rows, columns), weights = np.divmod(ties, n), merged[ties]
        degrees = np.bincount(labels, degrees)
    communities = np.empty_like(found)
    communities[index] = reindex_labels(found)
    return communities


def _list_ties(near: np.ndarray, how_near: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Both ends of each tie, by rows, with its weight; papers are numbered by their ``place``."""
    rows, lists = np.nonzero(near >= 0)
    weights = np.tile(np.maximum(how_near[rows, lists].astype(np.float64), 1e-6), 2)
    ends, others = place[rows], place[near[rows, lists]]
    codes = np.concatenate([ends * len(near) + others, others * len(near) + ends])
    order = np.argsort(codes, kind="stable")
    codes = codes[order]
    first = np.flatnonzero(np.diff(codes, prepend=-1))
    return *np.divmod(codes[first], len(near)), np.maximum.reduceat(weights[order], first)


def _optimize(
    rows: np.ndarray, columns: np.ndarray, weights: np.ndarray, degrees: np.ndarray, resolution: float
) -> tuple[np.ndarray, float]:
    """One round of moving papers between communities, from each by itself; with the gain in modularity."""
    from sknetwork.clustering.louvain_core import optimize_core

    n, light = len(degrees), degrees.astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n))])
    loops, own = np.zeros_like(light), rows == columns
    loops[rows[own]] = weights[own]
    labels, increase = optimize_core(
        np.arange(n), columns, starts, weights.astype(np.float32), light, light, light.copy(), light.copy(),
        np.zeros_like(light), loops, resolution, _TOLERANCE,
    )  # fmt: skip
    return np.asarray(labels), increase
