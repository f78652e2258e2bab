"""Many partitions of the papers, and what they agree on.

Co-association (Fred and Jain 2005, evidence accumulation): two papers belong together as often as they meet in
the draws. The mean over a topic's members is a paper's confidence in that topic; since it needs only counts of
who is where in each draw, it costs the same per paper at a hundred papers and at a hundred thousand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from helpers.topics.recipes import Recipe
from helpers.vectors import scale_vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def compose_features(vectors: np.ndarray, word_vectors: np.ndarray, word_weight: float) -> np.ndarray:
    """Return what papers are compared by: their centred vectors beside their centred word vectors.

    Parameters
    ----------
    vectors, word_vectors : ndarray of shape (n, d1) and (n, d2)
        Rows of length 1 or 0.
    word_weight : float
        Weight of the words; the vectors weigh 1.

    Returns
    -------
    ndarray of shape (n, d1 + d2), float32, rows of length 1
    """
    return scale_vectors(np.hstack([vectors, word_weight * word_vectors]))


def build_graph(neighbours: np.ndarray, similarities: np.ndarray, k: int) -> csr_matrix:
    """Return the graph in which each paper is tied to its ``k`` nearest, in both directions.

    Parameters
    ----------
    neighbours, similarities : ndarray of shape (n, at least k)
        Nearest first; -1 in ``neighbours`` means none.
    k : int

    Returns
    -------
    csr_matrix of shape (n, n), float64
        Cosines as weights, at least a millionth so that no paper is cut off.
    """
    from scipy.sparse import csr_matrix

    n = len(neighbours)
    columns = neighbours[:, :k].ravel()
    here = columns >= 0
    rows = np.repeat(np.arange(n), len(columns) // max(n, 1))[here]
    weights = np.maximum(similarities[:, :k].ravel()[here].astype(np.float64), 1e-6)
    graph = csr_matrix((weights, (rows, columns[here])), shape=(n, n))
    return graph.maximum(graph.T).tocsr()


def draw_partitions(
    neighbours: np.ndarray, similarities: np.ndarray, recipe: Recipe, n_draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Return ``n_draws`` Louvain partitions, each with its own seed, papers, neighbours and resolution.

    Each draw leaves out a share of the papers and places them afterwards with their nearest neighbours, so
    that what hangs on a few papers shows up as disagreement, not only what hangs on a seed.

    Parameters
    ----------
    neighbours, similarities : ndarray of shape (n, k)
        Nearest first; -1 means none. Longer lists than ``recipe.neighbours`` make up for papers left out.
    recipe : Recipe
        Gives the ranges and the share left out.
    n_draws : int
    rng : numpy Generator

    Returns
    -------
    ndarray of shape (n_draws, n), int32
        Group of each paper, numbered from 0.
    """
    from sknetwork.clustering import Louvain

    n = len(neighbours)
    low, high = (min(k, neighbours.shape[1]) for k in recipe.neighbours)
    n_out = int(recipe.left_out * n)
    draws = np.zeros((n_draws, n), dtype=np.int32)
    for draw in draws:
        k, resolution, seed = int(rng.integers(low, high + 1)), rng.uniform(*recipe.resolution), rng.integers(2**31)
        inside = np.ones(n, dtype=bool)
        inside[rng.permutation(n)[:n_out]] = False
        near, how_near = _keep_neighbours(neighbours, similarities, np.flatnonzero(inside), k)
        model = Louvain(resolution=float(resolution), shuffle_nodes=True, random_state=int(seed))
        groups = model.fit_predict(build_graph(near[inside], how_near[inside], k))
        draw[inside] = groups
        draw[~inside] = _place_papers(near[~inside], how_near[~inside], groups)
    return draws


def compute_co_association(draws: np.ndarray) -> np.ndarray:
    """Return in which share of the draws each two papers meet, of shape (n, n), float32."""
    n = draws.shape[1]
    met = np.zeros((n, n), dtype=np.float32)
    for start in range(0, len(draws), 20):
        stacked = _stack_indicators(draws[start : start + 20])
        met += (stacked @ stacked.T).toarray()
    return met / max(1, len(draws))


def combine_partitions(draws: np.ndarray, recipe: Recipe) -> np.ndarray:
    """Return the one partition that the draws agree on.

    A consensus recipe joins papers by average linkage while they meet in at least ``recipe.cut`` of the draws;
    a graph recipe takes the draw that agrees most with the others. Then groups under ``recipe.min_papers``
    are dissolved, and each paper goes where its mean co-association is highest.

    Parameters
    ----------
    draws : ndarray of shape (n_draws, n)
    recipe : Recipe

    Returns
    -------
    ndarray of shape (n,), int64
        Group of each paper, from 0, without gaps; always at least one group and every paper in one.
    """
    groups = _link_papers(draws, recipe.cut) if recipe.method == "consensus" else _choose_central(draws)
    while True:
        sizes = np.bincount(groups)
        if len(sizes) == 1:
            return groups
        small = np.flatnonzero(sizes < recipe.min_papers)
        if not len(small):
            moved = _settle(draws, groups)
            if (np.bincount(moved, minlength=len(sizes)) >= recipe.min_papers).all():
                return moved
            # Settling emptied a group: dissolve the smallest one and try again.
            small = np.array([np.argmin(np.bincount(moved, minlength=len(sizes)))])
        # One at a time, since a small group may grow by what another leaves; many at once only to save time.
        small = small[np.argsort(sizes[small], kind="stable")][: max(1, len(small) // 4)]
        belonging = compute_belonging(draws, groups)
        belonging[:, small] = -1
        groups = np.where(np.isin(groups, small), belonging.argmax(axis=1), groups)
        groups = np.unique(groups, return_inverse=True)[1]


def compute_belonging(draws: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the mean co-association of each paper with each group, itself left out.

    Parameters
    ----------
    draws : ndarray of shape (n_draws, n)
    groups : ndarray of shape (n,)
        Numbered from 0 without gaps.

    Returns
    -------
    ndarray of shape (n, n_groups), float64
        From 0 to 1; 1 for a paper with its own group if nobody else is in it.
    """
    n_draws, n = draws.shape
    sizes = np.bincount(groups)
    met = np.zeros((n, len(sizes)))
    for draw in draws:
        met += _count_meetings(draw, groups)[draw]
    met /= n_draws
    own = np.zeros_like(met)
    own[np.arange(n), groups] = 1
    return np.divide(met - own, sizes - own, out=np.ones_like(met), where=sizes - own > 0)


def compute_stability(
    neighbours: np.ndarray,
    similarities: np.ndarray,
    groups: np.ndarray,
    recipe: Recipe,
    rng: np.random.Generator,
) -> np.ndarray:
    """Return how well each group is found again when papers are drawn anew.

    Parameters
    ----------
    neighbours, similarities : ndarray of shape (n, k)
    groups : ndarray of shape (n,)
    recipe : Recipe
    rng : numpy Generator

    Returns
    -------
    ndarray of shape (n_groups,)
        Mean over the bootstraps of the largest Jaccard index between the group and a group found there, both
        among the papers drawn; NaN without bootstraps.

    Notes
    -----
    Cluster-wise stability of Hennig (2007, CSDA 52:258-271); as in his ``clusterboot``, a paper drawn more than
    once counts once, so a bootstrap holds 63 % of the papers. 0.75 and above: stable; under 0.6: not to be
    interpreted.
    """
    n, n_groups = len(groups), int(groups.max()) + 1
    total, times = np.zeros(n_groups), np.zeros(n_groups)
    for _ in range(recipe.n_bootstraps):
        drawn = np.unique(rng.integers(n, size=n))
        near, how_near = _keep_neighbours(neighbours, similarities, drawn, neighbours.shape[1])
        draws = draw_partitions(near[drawn], how_near[drawn], recipe, recipe.n_bootstrap_draws, rng)
        found = combine_partitions(draws, recipe)
        table = _count_meetings(groups[drawn], found, n_groups)
        sizes = table.sum(axis=1)
        union = sizes[:, None] + table.sum(axis=0)[None, :] - table
        present = sizes > 0
        total[present] += (table / union).max(axis=1)[present]
        times[present] += 1
    return np.divide(total, times, out=np.full(n_groups, np.nan), where=times > 0)


def _link_papers(draws: np.ndarray, cut: float) -> np.ndarray:
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    apart = 1.0 - compute_co_association(draws).astype(np.float64)
    np.fill_diagonal(apart, 0)
    tree = linkage(squareform(apart, checks=False), method="average")
    # A hair above the limit, so that a mean of exactly one half counts as together on every machine.
    groups = fcluster(tree, 1 - cut + 1e-6, criterion="distance")
    return np.unique(groups, return_inverse=True)[1]


def _choose_central(draws: np.ndarray) -> np.ndarray:
    """The draw with the highest mean adjusted Rand index to the others; of equals the first."""
    agreement = np.zeros(len(draws))
    for i in range(len(draws)):
        for j in range(i):
            agreement[[i, j]] += compute_agreement(draws[i], draws[j])
    return np.unique(draws[int(agreement.argmax())], return_inverse=True)[1]


def compute_agreement(first: np.ndarray, second: np.ndarray) -> float:
    """Return the adjusted Rand index of two partitions (Hubert and Arabie 1985): 1 the same, 0 as by chance."""
    table = _count_meetings(first, second)

    def count_pairs(sizes: np.ndarray) -> float:
        return float((sizes * (sizes - 1) / 2).sum())

    both, one, other = count_pairs(table), count_pairs(table.sum(axis=1)), count_pairs(table.sum(axis=0))
    pairs = len(first) * (len(first) - 1) / 2
    expected = one * other / pairs if pairs else 0.0
    limit = (one + other) / 2
    return 1.0 if limit == expected else (both - expected) / (limit - expected)


def _count_meetings(first: np.ndarray, second: np.ndarray, n_first: int | None = None) -> np.ndarray:
    """Count the papers in each group of one partition and each of another."""
    n_first, n_second = n_first or int(first.max()) + 1, int(second.max()) + 1
    codes = first.astype(np.int64) * n_second + second
    return np.bincount(codes, minlength=n_first * n_second).reshape(n_first, n_second).astype(np.float64)


def _settle(draws: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Move papers to the group that they meet most, all at once, until nobody moves or ten rounds have passed."""
    n = len(groups)
    for _ in range(10):
        belonging = compute_belonging(draws, groups)
        best = belonging.argmax(axis=1)
        better = belonging[np.arange(n), best] > belonging[np.arange(n), groups] + 1e-9
        if not better.any():
            break
        moved = np.where(better, best, groups)
        if len(np.unique(moved)) < belonging.shape[1]:
            break
        groups = moved
    return groups


def _keep_neighbours(
    neighbours: np.ndarray, similarities: np.ndarray, drawn: np.ndarray, k: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return each paper's ``k`` nearest among those drawn, numbered within them; -1 where the list ends."""
    place = np.full(len(neighbours), -1, dtype=np.int32)
    place[drawn] = np.arange(len(drawn), dtype=np.int32)
    near = place[neighbours]
    first = np.argsort(near < 0, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(near, first, axis=1), np.take_along_axis(similarities, first, axis=1)


def _place_papers(near: np.ndarray, how_near: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the group to which each paper's neighbours are tied most; of equals the first."""
    from scipy.sparse import csr_matrix

    n, k = near.shape
    weights = np.where(near >= 0, np.maximum(how_near, 1e-6), 0).ravel()
    owners = groups[np.maximum(near, 0)].ravel()
    ties = csr_matrix((weights, (np.repeat(np.arange(n), k), owners)), shape=(n, int(groups.max()) + 1))
    return np.asarray(ties.argmax(axis=1)).ravel() if n else np.empty(0, dtype=int)


def _stack_indicators(draws: np.ndarray) -> csr_matrix:
    from scipy.sparse import csr_matrix

    n_draws, n = draws.shape
    shifts = np.concatenate([[0], np.cumsum(draws.max(axis=1) + 1)])
    columns = (draws + shifts[:-1, None]).T.ravel()
    rows = np.repeat(np.arange(n), n_draws)
    return csr_matrix((np.ones(n * n_draws, dtype=np.float32), (rows, columns)), shape=(n, int(shifts[-1])))
