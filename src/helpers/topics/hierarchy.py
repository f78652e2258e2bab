"""Trees: which topics are nearest to each other, and, of few papers, which papers."""

import numpy as np
import pandas as pd

from helpers.topics.group_means import compute_centres

MIN_PARENT_PAPERS = 1_000
"""From so many papers on, topics are gathered under parents, for a map with two levels of names."""


def compute_hierarchy(features: np.ndarray, groups: np.ndarray, topics: np.ndarray | None = None) -> pd.DataFrame:
    """Join the nearest topics, then the nearest of what is left, until one is left; one row per join, nearest first.

    ``features``, of shape (n, d), has rows of length 1; ``groups`` is the group of each paper, from 0 without gaps
    (``np.arange(n)`` gives a tree of the papers themselves), and ``topics`` their numbers, by default 0, 1, … Columns
    are node (a number above all topics'), left, right (topics or earlier nodes), height (1 minus the cosine of the two
    centres, averaged over the topics joined: average linkage; 0 to 2), n_papers, label (empty: names come later).
    """
    from scipy.cluster.hierarchy import linkage, optimal_leaf_ordering
    from scipy.spatial.distance import squareform

    sizes = np.bincount(groups)
    k = len(sizes)
    topics = np.arange(k) if topics is None else np.asarray(topics)
    if k < 2:
        kinds = {"node": int, "left": int, "right": int, "height": float, "n_papers": int, "label": "str"}
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
    centres = compute_centres(features, groups)
    apart = np.clip(1 - centres @ centres.T, 0, 2)
    np.fill_diagonal(apart, 0)
    apart = squareform((apart + apart.T) / 2, checks=False)
    tree = linkage(apart, method="average")
    if k <= 200:
        tree = optimal_leaf_ordering(tree, apart)
    first_node = int(topics.max()) + 1
    names = np.concatenate([topics, first_node + np.arange(k - 1)])
    weights = list(sizes)
    for left, right, *_ in tree:
        weights.append(weights[int(left)] + weights[int(right)])
    return pd.DataFrame(
        {
            "node": names[k:], "left": names[tree[:, 0].astype(int)], "right": names[tree[:, 1].astype(int)],
            "height": np.clip(tree[:, 2], 0, 2), "n_papers": np.array(weights[k:], dtype=np.int64),
            "label": pd.array([pd.NA] * (k - 1), dtype="str"),
        },
    )  # fmt: skip


def choose_parents(hierarchy: pd.DataFrame, topics: np.ndarray, n_parents: int) -> dict[int, int]:
    """Cut a tree from :func:`compute_hierarchy` so that ``n_parents`` branches are left.

    Returned is the node that each topic hangs from; topics that are a branch of their own are not in it.
    """
    joined = hierarchy.head(max(0, len(topics) - n_parents))
    parent = {int(topic): int(topic) for topic in topics}
    members = {topic: [topic] for topic in parent}
    for node, left, right in zip(joined["node"], joined["left"], joined["right"], strict=True):
        members[int(node)] = members.pop(int(left)) + members.pop(int(right))
        parent.update(dict.fromkeys(members[int(node)], int(node)))
    return {topic: node for topic, node in parent.items() if node != topic}


def count_joins(hierarchy: pd.DataFrame, sizes: dict[int, int]) -> pd.DataFrame:
    """Return a hierarchy with the papers of each join, where each topic has as many as ``sizes`` says."""
    sizes = dict(sizes)
    counts = []
    for node, left, right in zip(hierarchy["node"], hierarchy["left"], hierarchy["right"], strict=True):
        sizes[int(node)] = sizes[int(left)] + sizes[int(right)]
        counts.append(sizes[int(node)])
    return hierarchy.assign(n_papers=np.array(counts, dtype=np.int64))
