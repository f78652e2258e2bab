"""Louvain communities of small neighbour graphs, many times a second.

scikit-network spends nine tenths of a small fit on making sparse matrices; here its own compiled core works on a dense
one. A test holds that both give the same communities.
"""

import numpy as np

MAX_DENSE = 600
"""Larger graphs are left to scikit-network as it is: a dense one would cost more."""
_TOLERANCE = 1e-3


def find_communities(near: np.ndarray, how_near: np.ndarray, resolution: float, seed: int) -> np.ndarray:
    """Return the community of each paper, from 0 by falling size (Blondel et al. 2008).

    Each paper is tied to those in its row of ``near``, of shape (n, k), -1 for none, in both directions; weights are
    the cosines ``how_near``, at least a millionth.
    """
    graph = _build_dense(near, how_near)
    from sknetwork.clustering import reindex_labels

    index = np.random.RandomState(seed).permutation(len(graph))
    graph = graph[np.ix_(index, index)]
    graph /= graph.sum()
    weights = graph.sum(axis=1)
    found = np.arange(len(graph))
    while True:
        labels, increase = _optimize(graph, weights, resolution)
        labels = np.unique(labels, return_inverse=True)[1]
        found = labels[found]
        merged = np.eye(labels.max() + 1)[labels]
        graph, weights = merged.T @ graph @ merged, merged.T @ weights
        if len(graph) == 1 or increase <= _TOLERANCE:
            break
    communities = np.empty_like(found)
    communities[index] = reindex_labels(found)
    return communities


def _build_dense(near: np.ndarray, how_near: np.ndarray) -> np.ndarray:
    rows, places = np.nonzero(near >= 0)
    graph = np.zeros((len(near), len(near)))
    graph[rows, near[rows, places]] = np.maximum(how_near[rows, places].astype(np.float64), 1e-6)
    return np.maximum(graph, graph.T)


def _optimize(graph: np.ndarray, weights: np.ndarray, resolution: float) -> tuple[np.ndarray, float]:
    """One round of moving papers between communities, from each by itself; with the gain in modularity."""
    from sknetwork.clustering.louvain_core import optimize_core

    rows, columns = np.nonzero(graph)
    starts = np.zeros(len(graph) + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=len(graph)), out=starts[1:])
    light = weights.astype(np.float32)
    labels, increase = optimize_core(
        np.arange(len(graph)), columns, starts, graph[rows, columns].astype(np.float32), light, light, light.copy(),
        light.copy(), np.zeros_like(light), np.diagonal(graph).astype(np.float32), resolution, _TOLERANCE,
    )  # fmt: skip
    return np.asarray(labels), increase
