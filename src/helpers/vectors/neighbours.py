"""Vectors and their neighbours: what maps and topics both rest on, in plain numpy."""

import numpy as np

BLOCK_BYTES = 150_000_000
"""Memory of one block of similarities; what neighbours need beyond the vectors themselves is three times it."""


def scale_vectors(vectors: np.ndarray) -> np.ndarray:
    """Return rows of length 1, float32; a row of zeros stays as it is."""
    wide = np.asarray(vectors, dtype=np.float64)
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    return np.divide(wide, lengths, out=np.zeros_like(wide), where=lengths > 1e-6).astype(np.float32)


def centre_vectors(vectors: np.ndarray) -> np.ndarray:
    """Return rows of length 1, float32, after the mean of all rows is taken away; a row equal to it becomes zeros.

    What every paper of a dump shares says nothing about their differences; taking it away helps every way of
    grouping, most of all in a dump that a query selected.
    """
    if not len(vectors):
        return np.asarray(vectors, dtype=np.float32)
    return scale_vectors(vectors - np.mean(vectors, axis=0, dtype=np.float64))


def find_neighbours(vectors: np.ndarray, n_neighbours: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the nearest other rows of each row by inner product, exactly, in blocks.

    Rows of length 1 make it a cosine. Neighbours (int32) and similarities (float32) are of shape (n, k), k at most
    n - 1, nearest first; of equally near rows the earlier one.
    """
    n, k = len(vectors), max(0, min(n_neighbours, len(vectors) - 1))
    neighbours, similarities = np.empty((n, k), dtype=np.int32), np.empty((n, k), dtype=np.float32)
    if k == 0:
        return neighbours, similarities
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
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
