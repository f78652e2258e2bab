import numpy as np
import pytest

from helpers.topics.umap_reduction import reduce_with_umap
from helpers.vectors.neighbours import find_neighbours, scale_vectors

pytestmark = pytest.mark.xdist_group("umap")  # which is compiled once in each process that uses it


def test_known_neighbours_give_what_neighbours_found_anew_give():
    vectors = scale_vectors(np.random.default_rng(1).normal(size=(60, 8)))
    near, cosines = find_neighbours(vectors, 12)
    anew = reduce_with_umap(vectors, 8, 3, seed=2)
    assert anew.shape == (60, 3) and np.isfinite(anew).all()
    assert (reduce_with_umap(vectors, 8, 3, seed=2, known=(near, cosines)) == anew).all()
    # A list that ends early is of no use.
    gone = np.where(np.arange(12) > 3, -1, near)
    assert (reduce_with_umap(vectors, 8, 3, seed=2, known=(gone, cosines)) == anew).all()
