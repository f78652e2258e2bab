"""Vectors and their neighbours: what maps and topics both rest on; exact in numpy, of many vectors found by faiss."""

from collections.abc import Callable, Iterator

import numpy as np

BLOCK_BYTES = 150_000_000
"""Memory of one block of similarities; what neighbours need beyond the vectors themselves is three times it."""
MAX_EXACT = 20_000
"""Of more vectors, neighbours are searched for in cells: the time of comparing all grows with the square."""
ROWS_AT_ONCE = 20_000
Search = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
N_CELLS_SEARCHED, MAX_CELLS = 32, 2_000
"""Cells that are looked through for each vector, and cells at most."""
MAX_TRAINING, N_ROUNDS = 39, 5
"""Vectors for each cell that the cells are made from, and rounds of that."""


def scale_vectors(vectors: np.ndarray) -> np.ndarray:
    """Return rows of length 1, float32; a row of zeros stays as it is."""
    return shift_vectors(vectors, 0.0)


def centre_vectors(vectors: np.ndarray) -> np.ndarray:
    """Return rows of length 1, float32, after the mean of all rows is taken away; a row equal to it becomes zeros.

    What every paper of a dump shares says nothing about their differences; taking it away helps every way of
    grouping, most of all in a dump that a query selected.
    """
    if not len(vectors):
        return np.asarray(vectors, dtype=np.float32)
    return shift_vectors(vectors, np.mean(vectors, axis=0, dtype=np.float64))


def shift_vectors(vectors: np.ndarray, mean: np.ndarray | float) -> np.ndarray:
    """Return rows of length 1, float32, after ``mean``, of shape (d,), is taken away."""
    vectors = np.asarray(vectors)
    scaled = np.empty(vectors.shape, dtype=np.float32)
    for rows in list_blocks(len(vectors), ROWS_AT_ONCE):
        wide = vectors[rows].astype(np.float64) - mean
        lengths = np.linalg.norm(wide, axis=1, keepdims=True)
        scaled[rows] = np.divide(wide, lengths, out=np.zeros_like(wide), where=lengths > 1e-6)
    return scaled


def find_exactly(vectors: np.ndarray, others: np.ndarray, k: int, *, mean: np.ndarray) -> np.ndarray:
    """Return the ``k`` rows of ``others`` with the largest cosine with each of a few rows, of shape (n, k), int32.

    ``mean``, of shape (d,), is taken away from both first. All are compared, a block at a time; nearest stand first.
    """
    vectors = shift_vectors(vectors, mean)
    best, places = np.empty((len(vectors), 0), dtype=np.float32), np.empty((len(vectors), 0), dtype=np.int32)
    for rows in list_blocks(len(others), ROWS_AT_ONCE):
        block = shift_vectors(others[rows], mean)
        found, near = _search_all(vectors, block, min(k, len(block)))
        best, places = np.hstack([best, found]), np.hstack([places, (near + rows.start).astype(np.int32)])
        first = np.argsort(-best, axis=1, kind="stable")[:, :k]
        best, places = np.take_along_axis(best, first, axis=1), np.take_along_axis(places, first, axis=1)
    return places


def list_blocks(n: int, n_rows: int) -> Iterator[slice]:
    """Yield slices of ``n`` rows, so that what is made of rows needs memory for ``n_rows`` of them only."""
    return (slice(start, min(n, start + n_rows)) for start in range(0, n, n_rows))


def find_neighbours(
    vectors: np.ndarray, n_neighbours: int, *, n_searched: int = N_CELLS_SEARCHED
) -> tuple[np.ndarray, np.ndarray]:
    """Return the nearest other rows of each row by inner product, of at most 20,000 rows exactly.

    Rows of length 1 make it a cosine. Neighbours (int32) and similarities (float32) are of shape (n, k), k at most
    n - 1, nearest first; of equally near rows the earlier one. Of more rows a few neighbours are missed, and farther
    ones stand in their place; the same rows give the same on one machine.

    Notes
    -----
    Inverted lists of faiss (Johnson, Douze and Jégou 2017, arXiv 1702.08734), ``n_searched`` cells looked through.
    Of 72,822 vectors of abstracts (384 dimensions of their hashed words, the mean taken away) 32 cells have .86 of the
    60 nearest and .89 of the 15 nearest, 16 cells .79 and .85.
    """
    n, k = len(vectors), max(0, min(n_neighbours, len(vectors) - 1))
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    if n <= MAX_EXACT or k == 0:
        return _compare_all(vectors, k)
    near, how_near = find_nearest(vectors, vectors, k + 1, n_searched=n_searched)
    others = mark_others(near, np.arange(n, dtype=np.int32))
    return near[others].reshape(n, k), how_near[others].reshape(n, k)


def mark_others(near: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Mark in ``near``, of shape (n, k + 1), what is not the row itself (``rows``, of shape (n,)), k in each line.

    A row is among its own nearest, unless so many others are equal to it: then the last of them is left out.
    """
    itself = near == rows[:, None]
    itself[~itself.any(axis=1), -1] = True
    return ~itself


def find_nearest(
    vectors: np.ndarray, others: np.ndarray, k: int, *, n_searched: int = N_CELLS_SEARCHED
) -> tuple[np.ndarray, np.ndarray]:
    """Return the ``k`` rows of ``others`` with the largest inner product with each row, as :func:`find_neighbours`.

    ``n_searched`` is how many cells are looked through for each row.
    """
    search = open_search(others, k, n_searched=n_searched)
    near = np.empty((len(vectors), k), dtype=np.int32)
    how_near = np.empty((len(vectors), k), dtype=np.float32)
    for rows in list_blocks(len(vectors), ROWS_AT_ONCE):
        near[rows], how_near[rows] = search(vectors[rows])
    return near, how_near


def open_search(others: np.ndarray, k: int, *, n_searched: int = N_CELLS_SEARCHED) -> Search:
    """Return what finds of any rows the ``k`` nearest of ``others``, as :func:`find_nearest`, one block at a time."""
    import faiss

    n_cells = min(MAX_CELLS, max(1, round(4 * len(others) ** 0.5)))
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(others.shape[1]), others.shape[1], n_cells, faiss.METRIC_INNER_PRODUCT)
    index.cp.max_points_per_centroid, index.cp.niter = MAX_TRAINING, N_ROUNDS
    # Few cells hold fewer than k: then more are searched.
    index.nprobe = min(n_cells, max(n_searched, -(-4 * k * n_cells // len(others))))
    index.train(others)
    index.add(others)

    def search(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        found, places = index.search(vectors, k)
        short = np.flatnonzero(places[:, -1] < 0)
        if len(short):
            found[short], places[short] = _search_all(vectors[short], others, k)
        return places.astype(np.int32), found

    return search


def _search_all(vectors: np.ndarray, others: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    import faiss

    return faiss.knn(vectors, others, k, metric=faiss.METRIC_INNER_PRODUCT)


def _compare_all(vectors: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Neighbours in blocks of the table of all pairs."""
    n = len(vectors)
    neighbours, similarities = np.empty((n, k), dtype=np.int32), np.empty((n, k), dtype=np.float32)
    if k == 0:
        return neighbours, similarities
    n_rows = max(1, BLOCK_BYTES // (4 * n))
    for start in range(0, n, n_rows):
        block = vectors[start : start + n_rows] @ vectors.T
        rows = np.arange(len(block))
        block[rows, start + rows] = -np.inf
        nearest = np.sort(np.argpartition(block, n - k, axis=1)[:, n - k :], axis=1)
        order = np.argsort(-np.take_along_axis(block, nearest, axis=1), axis=1, kind="stable")
        nearest = np.take_along_axis(nearest, order, axis=1)
        neighbours[start : start + n_rows] = nearest
        similarities[start : start + n_rows] = np.take_along_axis(block, nearest, axis=1)
    return neighbours, similarities
