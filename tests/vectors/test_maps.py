import sys

import numpy as np
import pandas as pd
import pytest

from helpers.vectors import maps
from helpers.vectors.maps import compute_map
from helpers.vectors.neighbours import scale_vectors

pytestmark = pytest.mark.xdist_group("umap")  # which is compiled once in each process that uses it


def draw_vectors(n, d=8, seed=0):
    return scale_vectors(np.random.default_rng(seed).normal(size=(n, d)))


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 8, 10, 14, 15, 30])
def test_any_number_of_papers_gets_finite_positions(n):
    positions = compute_map(draw_vectors(n))
    assert list(positions.columns) == ["x", "y", "neighbours_kept"]
    assert len(positions) == n
    assert np.isfinite(positions[["x", "y"]].to_numpy()).all()
    assert positions["neighbours_kept"].isna().all() == (n <= 1)


def test_papers_of_one_group_are_placed_next_to_each_other():
    rng = np.random.default_rng(1)
    first, second = np.eye(8)[0], np.eye(8)[4]
    vectors = scale_vectors(np.vstack([first + rng.normal(0, 0.05, (20, 8)), second + rng.normal(0, 0.05, (20, 8))]))
    positions = compute_map(vectors)[["x", "y"]].to_numpy()
    apart = np.linalg.norm(positions[:20].mean(axis=0) - positions[20:].mean(axis=0))
    spread = np.linalg.norm(positions[:20] - positions[:20].mean(axis=0), axis=1).mean()
    assert apart > 2 * spread


def test_neighbours_kept_is_one_where_everybody_is_a_neighbour():
    assert (compute_map(draw_vectors(5))["neighbours_kept"] == 1).all()


def test_neighbours_kept_counts_those_lost_on_the_map():
    # In 15 dimensions each of 31 random papers has other neighbours than any plane can show.
    kept = compute_map(draw_vectors(31, d=15))["neighbours_kept"]
    assert kept.between(0, 1).all()
    assert kept.mean() < 0.9


def test_papers_with_the_same_text_do_not_break_the_map():
    positions = compute_map(np.repeat(draw_vectors(1), 40, axis=0))
    assert np.isfinite(positions.to_numpy()).all()


def test_the_same_seed_gives_the_same_map():
    vectors = draw_vectors(40)
    pd.testing.assert_frame_equal(compute_map(vectors, seed=3), compute_map(vectors, seed=3))


def test_the_larger_extent_is_two():
    positions = compute_map(draw_vectors(9))
    extents = positions[["x", "y"]].max() - positions[["x", "y"]].min()
    assert extents.max() == pytest.approx(2)


def test_what_umap_compiles_longest_is_kept_between_processes():
    from numba.core.caching import NullCache

    from helpers.vectors.maps import import_umap

    assert import_umap().__name__ == "UMAP"
    module = sys.modules["umap.umap_"]
    assert not isinstance(module.smooth_knn_dist._cache, NullCache)
    assert not isinstance(module.compute_membership_strengths._cache, NullCache)


def draw_groups(n=400, k=4):
    rng = np.random.default_rng(5)
    groups = np.arange(n) % k
    return groups, scale_vectors(np.eye(12)[groups] + 0.15 * rng.normal(size=(n, 12)))


def test_of_many_papers_some_are_laid_out_and_the_others_lie_between_their_nearest(monkeypatch):
    monkeypatch.setattr(maps, "MAX_LAID_OUT", 100)
    groups, vectors = draw_groups()
    positions = compute_map(vectors, seed=1)
    places = positions[["x", "y"]].to_numpy()
    assert np.isfinite(places).all()
    assert len(np.unique(places, axis=0)) == len(places)
    centres = np.array([places[groups == group].mean(axis=0) for group in range(4)])
    nearest = np.linalg.norm(places[:, None] - centres, axis=2).argmin(axis=1)
    assert (nearest == groups).mean() > 0.97
    pd.testing.assert_frame_equal(compute_map(vectors, seed=1), positions)


def test_which_papers_are_laid_out_does_not_depend_on_their_order():
    _, vectors = draw_groups()
    order = np.random.default_rng(0).permutation(len(vectors))
    np.testing.assert_array_equal(maps._draw_lots(vectors[order], 1), maps._draw_lots(vectors, 1)[order])
    assert (maps._draw_lots(vectors, 1) != maps._draw_lots(vectors, 2)).any()
