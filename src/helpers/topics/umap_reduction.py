"""UMAP to a few dimensions on neighbours that are known, as the map has it, so that one run compiles UMAP once."""

import warnings

import numpy as np

from helpers.vectors.maps import import_umap
from helpers.vectors.neighbours import find_neighbours


def reduce_with_umap(
    vectors: np.ndarray, n_neighbors: int, n_components: int, *, seed: int, init: str = "spectral",
    known: tuple[np.ndarray, np.ndarray] | None = None,
) -> np.ndarray:  # fmt: skip
    """Return the papers in ``n_components`` dimensions, as ``UMAP(min_dist=0, metric="cosine")`` has them, float64.

    ``n_neighbors`` counts the paper itself, as UMAP does; ``known`` are the others nearest to each paper with their
    cosines, of shape (n, at least n_neighbors - 1), -1 for none, found anew if not given. They are exact, as UMAP's own
    are under 4,096 papers, and spare six processor seconds that UMAP takes to compile its own search. Whatever UMAP
    raises for too few papers is raised.
    """
    n = len(vectors)
    options: dict[str, object] = {}
    if n > n_neighbors > 1:
        near, cosines = known if known is not None else find_neighbours(vectors, n_neighbors - 1)
        near, cosines = near[:, : n_neighbors - 1], cosines[:, : n_neighbors - 1]
        if near.shape[1] < n_neighbors - 1 or (near < 0).any():
            near, cosines = find_neighbours(vectors, n_neighbors - 1)
        places = np.hstack([np.arange(n, dtype=np.int32)[:, None], near])
        distances = np.hstack([np.zeros((n, 1)), np.maximum(1 - cosines, 0)]).astype(np.float32)
        options = {"precomputed_knn": (places, distances), "force_approximation_algorithm": True}
    with warnings.catch_warnings():
        # That a seed means one thread, and that no search index was given, is meant.
        warnings.simplefilter("ignore")
        model = import_umap()(
            n_neighbors=n_neighbors, n_components=n_components, min_dist=0.0, metric="cosine", random_state=seed,
            n_jobs=1, init=init, **options,
        )  # fmt: skip
        return np.asarray(model.fit_transform(vectors), dtype=np.float64)
