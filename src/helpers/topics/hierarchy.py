"""Trees: which topics are nearest to each other, and, of few papers, which papers."""

from __future__ import annotations

import numpy as np
import pandas as pd

MIN_PARENT_PAPERS = 1_000
"""From so many papers on, topics are gathered under parents, for a map with two levels of names."""


def compute_hierarchy(features: np.ndarray, groups: np.ndarray, topics: np.ndarray | None = None) -> pd.DataFrame:
    """Join the nearest topics, then the nearest of what is left, until one is left.

    Parameters
    ----------
    features : ndarray of shape (n, d)
        Rows of length 1.
    groups : ndarray of shape (n,)
        Group of each paper, from 0 without gaps. ``np.arange(n)`` gives a tree of the papers themselves.
    topics : ndarray of shape (n_groups,), optional
        Numbers of the groups; by default 0, 1, …

    Returns
    -------
    DataFrame
        One row per join, nearest first: node (a number above all topics'), left, right (topics or earlier nodes),
        height (1 minus the cosine of the two centres, averaged over the topics joined: average linkage; 0 to 2),
        n_papers, label (empty: names are given later).
    """
    from scipy.cluster.hierarchy import linkage, optimal_leaf_ordering
    from scipy.spatial.distance import squareform

    sizes = np.bincount(groups)
    k = len(sizes)
    topics = np.arange(k) if topics is None else np.asarray(topics)
    if k < 2:
        empty = {name: pd.Series(dtype="int64") for name in ("node", "left", "right")}
        numbers = {"height": pd.Series(dtype="float64"), "n_papers": pd.Series(dtype="int64")}
        return pd.DataFrame({**empty, **numbers, "label": pd.Series(dtype="str")})
    apart = compute_distances(features, groups)
    tree = linkage(squareform(apart, checks=False), method="average")
    if k <= 200:
        tree = optimal_leaf_ordering(tree, squareform(apart, checks=False))
    first_node = int(topics.max()) + 1
    names = np.concatenate([topics, first_node + np.arange(k - 1)])
    weights = list(sizes)
    for left, right, *_ in tree:
        weights.append(weights[int(left)] + weights[int(right)])
    return pd.DataFrame(
        {
            "node": names[k:],
            "left": names[tree[:, 0].astype(int)],
            "right": names[tree[:, 1].astype(int)],
            "height": np.clip(tree[:, 2], 0, 2),
            "n_papers": np.array(weights[k:], dtype=np.int64),
            "label": pd.array([pd.NA] * (k - 1), dtype="str"),
        }
    )


def compute_distances(features: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return 1 minus the cosine of the centres of each two groups, of shape (n_groups, n_groups), float64."""
    centres = compute_centres(features, groups)
    apart = np.clip(1 - centres @ centres.T, 0, 2)
    np.fill_diagonal(apart, 0)
    return (apart + apart.T) / 2


def compute_centres(vectors: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the mean vector of each group, scaled to length 1, of shape (n_groups, d), float64."""
    from scipy.sparse import csr_matrix

    n = len(groups)
    members = csr_matrix((np.ones(n), (groups, np.arange(n))), shape=(int(groups.max()) + 1 if n else 0, n))
    centres = members @ np.asarray(vectors, dtype=np.float64)
    lengths = np.linalg.norm(centres, axis=1, keepdims=True)
    return np.divide(centres, lengths, out=np.zeros_like(centres), where=lengths > 1e-9)


def choose_parents(hierarchy: pd.DataFrame, topics: np.ndarray, n_parents: int) -> dict[int, int]:
    """Cut a tree of topics so that ``n_parents`` branches are left.

    Parameters
    ----------
    hierarchy : DataFrame
        From :func:`compute_hierarchy`.
    topics : ndarray of int
    n_parents : int

    Returns
    -------
    dict of int to int
        The node that each topic hangs from; topics that are a branch of their own are not in it.
    """
    joined = hierarchy.head(max(0, len(topics) - n_parents))
    parent = {int(topic): int(topic) for topic in topics}
    members = {topic: [topic] for topic in parent}
    for node, left, right in zip(joined["node"], joined["left"], joined["right"], strict=True):
        members[int(node)] = members.pop(int(left)) + members.pop(int(right))
        parent.update(dict.fromkeys(members[int(node)], int(node)))
    return {topic: node for topic, node in parent.items() if node != topic}
