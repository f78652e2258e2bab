"""Sums, means and centres of groups of papers."""

from typing import Any

import numpy as np

from helpers.vectors.neighbours import ROWS_AT_ONCE, list_blocks


def sum_by_group(values: Any, groups: np.ndarray) -> Any:
    """Return the sum of the rows of each group, 0 to the highest, of an array or a sparse matrix."""
    from scipy.sparse import csr_matrix

    n = len(groups)
    members = csr_matrix((np.ones(n), (groups, np.arange(n))), shape=(int(groups.max()) + 1 if n else 0, n))
    return members @ values


def compute_means(vectors: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the mean vector of each group as it is, of shape (n_groups, d), float64."""
    return sum_vectors(vectors, groups) / np.bincount(groups)[:, None]


def compute_centres(vectors: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the mean vector of each group, scaled to length 1, of shape (n_groups, d), float64."""
    centres = sum_vectors(vectors, groups)
    lengths = np.linalg.norm(centres, axis=1, keepdims=True)
    return np.divide(centres, lengths, out=np.zeros_like(centres), where=lengths > 1e-9)


def sum_vectors(vectors: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the sum of the vectors of each group, float64, made in parts, so that not all are copied."""
    sums = np.zeros((int(groups.max()) + 1 if len(groups) else 0, vectors.shape[1]))
    for rows in list_blocks(len(vectors), ROWS_AT_ONCE):
        part = sum_by_group(np.asarray(vectors[rows], dtype=np.float64), groups[rows])
        sums[: len(part)] += part
    return sums
