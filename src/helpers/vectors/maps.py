"""Vectors to positions on a page, and how far the page can be trusted."""

import contextlib

import numpy as np
import pandas as pd

from helpers.vectors.neighbours import (
    ROWS_AT_ONCE,
    centre_vectors,
    find_nearest,
    find_neighbours,
    list_blocks,
    mark_others,
)

MIN_UMAP = 15
"""Under this many papers everybody is everybody's neighbour: two principal axes say more than UMAP."""
N_KEPT = 10
"""Neighbours that ``neighbours_kept`` looks for."""
MAX_LAID_OUT, N_LANDMARKS = 30_000, 5
"""Papers that UMAP lays out, at most, and of these the nearest, between which every other paper is placed."""


def compute_map(
    vectors: np.ndarray, *, seed: int = 1, neighbours: np.ndarray | None = None, similarities: np.ndarray | None = None
) -> pd.DataFrame:
    """Lay papers out in two dimensions, near ones near, the same for the same seed on the same machine.

    The mean of ``vectors``, of shape (n, d), is taken away first. ``neighbours`` and ``similarities``, of shape (n, at
    least 15), are the nearest other rows and their cosines, found anew if not given. Columns are x and y (finite,
    centred, the larger extent 2) and neighbours_kept (share of the :func:`count_kept` nearest neighbours among the
    vectors that are among as many nearest on the map; NaN for a single paper).

    Notes
    -----
    UMAP (McInnes, Healy and Melville 2018, arXiv 1802.03426) on exact neighbours, which spares the compilation
    of its own search; principal axes for 4 to 14 papers, a line or a triangle for fewer. Of more than 30,000
    papers so many, drawn by their vectors, are laid out, and the others placed between those nearest to them: which
    are drawn does not depend on the order of papers. Distances between far
    groups mean nothing, and neither do the axes: which neighbours are kept is what the last column tells.
    """
    n = len(vectors)
    centred = centre_vectors(vectors) if vectors.shape[1] else np.zeros((n, 2), dtype=np.float32)
    # Fewer neighbours among few papers, so that small groups are not drawn into one.
    k = min(15 if n >= 300 else 10, max(n - 1, 0))
    if neighbours is None or similarities is None:
        neighbours, similarities = find_neighbours(centred, max(k, N_KEPT))
    if n <= 3:
        positions = _place_few(n)
    elif n < MIN_UMAP:
        positions = _compute_axes(centred)
    elif n > MAX_LAID_OUT:
        positions = _place_by_landmarks(centred, k, seed)
    else:
        positions = _run_umap(centred, neighbours[:, :k], similarities[:, :k], seed)
        if not np.isfinite(positions).all():
            positions = _compute_axes(centred)
    positions = fit_page(positions)
    kept = measure_kept(neighbours[:, : count_kept(n)], positions)
    return pd.DataFrame({"x": positions[:, 0], "y": positions[:, 1], "neighbours_kept": kept})


def count_kept(n: int) -> int:
    """Return how many nearest neighbours are looked for: 10, or a third of the others if fewer.

    Of ten papers, all others are among the nine nearest on any map.
    """
    return min(N_KEPT, max(1, (n - 1) // 3)) if n > 1 else 0


def compute_neighbour_agreement(first: np.ndarray, second: np.ndarray) -> float:
    """Return the share of each row's nearest neighbours by one kind of vectors that are its nearest by another.

    It is the mean over rows of the share of :func:`count_kept` neighbours, from 0 to 1 (by chance that number over
    n - 1), means of both kinds taken away; NaN for a single row.
    """
    n = len(first)
    if n < 2 or not first.shape[1] or not second.shape[1]:
        return float("nan")
    one, other = (find_neighbours(centre_vectors(vectors), count_kept(n))[0] for vectors in (first, second))
    return float((one[:, :, None] == other[:, None, :]).any(axis=2).mean())


def import_umap() -> type:
    """Return the class ``umap.UMAP``, whose two slowest functions are compiled once an installation.

    UMAP compiles them anew in every process, five processor seconds; numba keeps them beside UMAP's own files, or in
    the user's cache folder, where it may.
    """
    from umap import UMAP, umap_

    for function in (umap_.smooth_knn_dist, umap_.compute_membership_strengths):
        # Without a folder that may be written to they are compiled anew; so they are if UMAP stops using numba here.
        with contextlib.suppress(RuntimeError, AttributeError):
            function.enable_caching()
    return UMAP


def _run_umap(vectors: np.ndarray, neighbours: np.ndarray, similarities: np.ndarray, seed: int) -> np.ndarray:
    import warnings

    n = len(vectors)
    with warnings.catch_warnings():
        # That a seed means one thread, and that no search index was given, is meant.
        warnings.simplefilter("ignore")
        UMAP = import_umap()
        itself = np.arange(n, dtype=np.int32)[:, None]
        places = np.hstack([itself, neighbours])
        distances = np.hstack([np.zeros((n, 1)), np.maximum(1 - similarities, 0)]).astype(np.float32)
        model = UMAP(
            n_neighbors=places.shape[1],
            min_dist=0.3,  # in UMAP's units; larger spreads groups out, so that points can be told apart on a slide
            metric="cosine",
            random_state=seed,
            n_jobs=1,
            precomputed_knn=(places, distances),
            force_approximation_algorithm=True,
            # The spectral start needs more papers than this to be worth its failures on split graphs.
            init="spectral" if n > 50 else fit_page(_compute_axes(vectors)).astype(np.float32) * 5,
        )
        return np.asarray(model.fit_transform(vectors), dtype=np.float64)


def _place_by_landmarks(vectors: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Lay out some papers and place each other one between the nearest of them, the nearer the more similar."""
    lots = _draw_lots(vectors, seed)
    order = np.lexsort((*vectors[:, :2].T, lots))
    landmarks, others = np.sort(order[:MAX_LAID_OUT]), np.sort(order[MAX_LAID_OUT:])
    chosen = np.ascontiguousarray(vectors[landmarks])
    laid_out = _run_umap(chosen, *find_neighbours(chosen, k), seed)
    if not np.isfinite(laid_out).all():
        return _compute_axes(vectors)
    positions = np.empty((len(vectors), 2))
    positions[landmarks] = laid_out
    near, how_near = find_nearest(vectors[others], chosen, N_LANDMARKS)
    positions[others] = _place_between(laid_out, near, how_near, lots[others])
    return positions


def extend_map(laid_out: np.ndarray, near: np.ndarray, how_near: np.ndarray, *, seed: int = 1) -> np.ndarray:
    """Return positions, of shape (n, 2), of further papers on a map, between those that they are nearest to.

    ``laid_out``, of shape (m, 2), are the positions there are; ``near`` and ``how_near``, of shape (n, k), the nearest
    of these papers to each other one, nearest first, and their cosines.
    """
    near, how_near = near[:, :N_LANDMARKS], how_near[:, :N_LANDMARKS]
    return _place_between(laid_out, near, how_near, _draw_lots(how_near, seed))


def _place_between(laid_out: np.ndarray, near: np.ndarray, how_near: np.ndarray, lots: np.ndarray) -> np.ndarray:
    weights = np.maximum(how_near, 1e-6).astype(np.float64) ** 4
    positions = (laid_out[near] * weights[:, :, None]).sum(axis=1) / weights.sum(axis=1, keepdims=True)
    # Aside by less than a tenth of the usual gap between dots, so that none stand on each other.
    angle, far = (lots % 1024) / 1024 * 2 * np.pi, (lots // 1024 % 1024 + 1) / 1024
    gap = float(np.ptp(laid_out, axis=0).max()) / len(laid_out) ** 0.5
    return positions + 0.1 * gap * far[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])


def _draw_lots(vectors: np.ndarray, seed: int) -> np.ndarray:
    """A number for each row that depends on nothing but its values and the seed."""
    from zlib import crc32

    start = crc32(str(seed).encode())
    return np.array(
        [
            crc32(row, start)
            for rows in list_blocks(len(vectors), ROWS_AT_ONCE)
            for row in np.ascontiguousarray(vectors[rows])
        ]
    )


def _compute_axes(vectors: np.ndarray) -> np.ndarray:
    """The two principal axes, each with its largest value positive, so that a map is not mirrored by chance."""
    wide = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    left, values, _ = np.linalg.svd(wide, full_matrices=False)
    positions = (left * values)[:, :2]
    largest = positions[np.abs(positions).argmax(axis=0), [0, 1]]
    return positions * np.where(largest < 0, -1, 1)


def _place_few(n: int) -> np.ndarray:
    places = {0: [], 1: [(0, 0)], 2: [(-1, 0), (1, 0)], 3: [(-1, -0.6), (1, -0.6), (0, 0.6)]}
    return np.array(places[n], dtype=np.float64).reshape(n, 2)


def fit_page(positions: np.ndarray) -> np.ndarray:
    """Return the positions, of shape (n, 2), centred and scaled so that the larger extent is 2."""
    if not len(positions):
        return positions
    low, high = positions.min(axis=0), positions.max(axis=0)
    extent = float((high - low).max())
    return (positions - (low + high) / 2) * (2 / extent if extent > 0 else 1)


def measure_kept(neighbours: np.ndarray, positions: np.ndarray, rows: np.ndarray | None = None) -> np.ndarray:
    """Return the share of some rows' ``neighbours`` that are among as many nearest on the map, of shape (n,).

    ``neighbours``, of shape (n, k), are those of the ``rows`` of ``positions`` (all by default).
    """
    n, k = neighbours.shape
    if k == 0:
        return np.full(n, np.nan)
    from scipy.spatial import cKDTree

    here = np.arange(n) if rows is None else rows
    near = cKDTree(positions).query(positions[here], k=k + 1)[1]
    near = near[mark_others(near, here)].reshape(n, k)
    return (np.sort(near, axis=1)[:, :, None] == neighbours[:, None, :]).any(axis=2).sum(axis=1) / k
