import numpy as np
import pytest
from sknetwork.clustering import Louvain

from helpers.topics.louvain import find_communities
from helpers.topics.partitions import _build_graph
from helpers.vectors.neighbours import find_neighbours, scale_vectors


@pytest.mark.parametrize("resolution", [0.6, 1.4, 3.0])
@pytest.mark.parametrize("n", [2, 30, 120, 700])
def test_the_communities_are_those_of_scikit_network(n, resolution):
    rng = np.random.default_rng(n)
    vectors = scale_vectors(rng.normal(size=(n, 6)) + 2 * np.eye(6)[rng.integers(6, size=n)])
    near, cosines = find_neighbours(vectors, 7)
    # Draws leave papers out: some lists end early.
    near = np.where(rng.random(near.shape) < 0.1, -1, near)
    for seed in range(8):
        model = Louvain(resolution=resolution, shuffle_nodes=True, random_state=seed)
        theirs = model.fit_predict(_build_graph(near, cosines, near.shape[1]))
        assert (find_communities(near, cosines, resolution, seed) == theirs).all()
