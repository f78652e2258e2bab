"""Draws of topics: partitions of the papers by one clusterer, each with its own seed, papers and scale."""

import warnings
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from helpers.topics.louvain import MAX_LISTED, find_communities
from helpers.topics.recipes import SPREAD, Recipe
from helpers.topics.umap_reduction import reduce_with_umap

MAX_DRAWN = 200_000
"""Papers of which a draw makes groups, at most; more would show no others. The rest go where their neighbours are."""


@dataclass(frozen=True)
class Material:
    """What draws are made of.

    ``features``, of shape (n, d), float32, is what papers are compared by, rows of length 1 or 0. ``neighbours`` and
    ``similarities``, of shape (n, k), are nearest first, -1 for none; lists are longer than a recipe's neighbours,
    since draws and samples leave papers out and look further down. ``counts``, of shape (n, n_words), is how often each
    word stands in each paper; ``nmf`` needs it.
    """

    features: np.ndarray
    neighbours: np.ndarray
    similarities: np.ndarray
    counts: csr_matrix | None = None

    def __len__(self) -> int:
        """Return the number of papers."""
        return len(self.features)

    def select(self, rows: np.ndarray) -> "Material":
        """Return the material of some papers, neighbours numbered within them."""
        near, how_near = _keep_neighbours(self.neighbours, self.similarities, rows, self.neighbours.shape[1])
        counts = None if self.counts is None else self.counts[rows]
        return Material(self.features[rows], near[rows], how_near[rows], counts)


def _build_graph(neighbours: np.ndarray, similarities: np.ndarray, k: int) -> csr_matrix:
    """Tie each paper to its ``k`` nearest, in both directions; weights are cosines, at least a millionth."""
    n = len(neighbours)
    columns = neighbours[:, :k].ravel()
    here = columns >= 0
    rows = np.repeat(np.arange(n), len(columns) // max(n, 1))[here]
    weights = np.maximum(similarities[:, :k].ravel()[here].astype(np.float64), 1e-6)
    graph = csr_matrix((weights, (rows, columns[here])), shape=(n, n))
    return graph.maximum(graph.T).tocsr()


def draw_partitions(
    material: Material, recipe: Recipe, scale: float, n_draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Return ``n_draws`` partitions of the papers, of shape (n_draws, n), int32, groups numbered from 0.

    Each draw has its own seed, number of neighbours and scale (around ``scale``), leaves out a share of the papers
    and places them afterwards with their nearest neighbours, so that what hangs on a few papers shows up as
    disagreement, not only what hangs on a seed.
    """
    n = len(material)
    low, high = (min(k, material.neighbours.shape[1]) for k in recipe.neighbours)
    n_out = max(int(recipe.left_out * n), n - MAX_DRAWN)
    draws = np.zeros((n_draws, n), dtype=np.int32)
    for draw in draws:
        k, seed = int(rng.integers(low, high + 1)), int(rng.integers(2**31))
        drawn_scale = scale * SPREAD ** rng.uniform(-1, 1)
        inside = np.ones(n, dtype=bool)
        inside[rng.permutation(n)[:n_out]] = False
        near, how_near = _keep_neighbours(material.neighbours, material.similarities, np.flatnonzero(inside), k)
        groups = _BASES[recipe.base](material, inside, near[inside], how_near[inside], drawn_scale, seed)
        placed = np.flatnonzero(inside)[groups >= 0]
        if len(placed):
            draw[placed] = np.unique(groups[groups >= 0], return_inverse=True)[1]
            # A clusterer may leave papers out, too: they go where their neighbours are.
            rest = np.ones(n, dtype=bool)
            rest[placed] = False
            near, how_near = _keep_neighbours(material.neighbours, material.similarities, placed, k)
            draw[rest] = place_with_neighbours(near[rest], how_near[rest], draw[placed])
    return draws


def _keep_neighbours(
    neighbours: np.ndarray, similarities: np.ndarray, drawn: np.ndarray, k: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return each paper's ``k`` nearest among those drawn, numbered within them; -1 where the list ends."""
    place = np.full(len(neighbours), -1, dtype=np.int32)
    place[drawn] = np.arange(len(drawn), dtype=np.int32)
    near = place[neighbours]
    first = np.argsort(near < 0, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(near, first, axis=1), np.take_along_axis(similarities, first, axis=1)


def place_with_neighbours(near: np.ndarray, how_near: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the group to which each paper's neighbours are tied most; of equals the first.

    ``near`` and ``how_near``, of shape (n, k), are places in ``groups`` (-1 for none) with their cosines.
    """
    n, k = near.shape
    weights = np.where(near >= 0, np.maximum(how_near, 1e-6), 0).ravel()
    n_groups = int(groups.max()) + 1
    owners = np.repeat(np.arange(n), k) * n_groups + groups[np.maximum(near, 0)].ravel()
    return np.bincount(owners, weights=weights, minlength=n * n_groups).reshape(n, n_groups).argmax(axis=1)


def _draw_louvain(
    material: Material, inside: np.ndarray, near: np.ndarray, how_near: np.ndarray, resolution: float, seed: int
) -> np.ndarray:
    if len(near) <= MAX_LISTED:
        return find_communities(near, how_near, float(resolution), seed)
    from sknetwork.clustering import Louvain

    model = Louvain(
        resolution=float(resolution), shuffle_nodes=True, random_state=seed, return_probs=False, return_aggregate=False
    )
    return model.fit_predict(_build_graph(near, how_near, near.shape[1]))


def _draw_nmf(
    material: Material, inside: np.ndarray, near: np.ndarray, how_near: np.ndarray, n_parts: float, seed: int
) -> np.ndarray:
    """The largest part of each paper in a factorisation of its words (Lee and Seung 1999); -1 without words."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfTransformer

    counts = material.counts[inside]
    if counts.nnz == 0 or min(counts.shape) < 2:
        return np.full(counts.shape[0], -1)
    weights = TfidfTransformer(sublinear_tf=True).fit_transform(counts)
    n_parts = int(np.clip(round(n_parts), 2, min(counts.shape)))
    with warnings.catch_warnings():
        # A draw need not have converged: the consensus is over many.
        warnings.simplefilter("ignore")
        parts = NMF(n_parts, init="random", random_state=seed, max_iter=150, tol=1e-3).fit_transform(weights)
    return np.where(parts.max(axis=1) > 0, parts.argmax(axis=1), -1)


def _draw_umap_hdbscan(
    material: Material, inside: np.ndarray, near: np.ndarray, how_near: np.ndarray, share: float, seed: int
) -> np.ndarray:
    """Dense regions of five UMAP dimensions, as BERTopic groups, with the leaves of the tree; -1 for outliers."""
    n = len(near)
    size = max(3, round(share * n))
    reduced = reduce_with_umap(
        material.features[inside], min(near.shape[1] + 1, n - 1), min(5, n - 2), seed=seed,
        init="random" if n < 50 else "spectral", known=(near, how_near),
    )  # fmt: skip
    if not np.isfinite(reduced).all():
        return np.full(n, -1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from hdbscan import HDBSCAN

        clusterer = HDBSCAN(min_cluster_size=size, min_samples=min(size, 5), cluster_selection_method="leaf")
        return clusterer.fit_predict(reduced)


_BASES = {"louvain": _draw_louvain, "nmf": _draw_nmf, "umap-hdbscan": _draw_umap_hdbscan}
