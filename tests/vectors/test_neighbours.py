import numpy as np

from helpers.vectors import neighbours as module
from helpers.vectors.neighbours import centre_vectors, find_neighbours, scale_vectors


def test_rows_have_length_one_and_zeros_stay_zeros():
    scaled = scale_vectors(np.array([[3.0, 4.0], [0.0, 0.0]]))
    np.testing.assert_allclose(scaled, [[0.6, 0.8], [0, 0]], atol=1e-7)


def test_what_all_rows_share_is_taken_away():
    centred = centre_vectors(np.array([[1.0, 5.0], [-1.0, 5.0]]))
    np.testing.assert_allclose(centred, [[1, 0], [-1, 0]], atol=1e-7)


def test_no_rows_are_fine():
    assert centre_vectors(np.empty((0, 4))).shape == (0, 4)
    assert find_neighbours(np.empty((0, 4)), 3)[0].shape == (0, 0)


def test_neighbours_are_exact_in_blocks_too(monkeypatch):
    rows = scale_vectors(np.random.default_rng(0).normal(size=(50, 6)))
    whole = find_neighbours(rows, 7)
    monkeypatch.setattr(module, "BLOCK_BYTES", 4 * 50 * 3)
    blocks = find_neighbours(rows, 7)
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, -2)
    np.testing.assert_array_equal(whole[0], np.argsort(-cosines, axis=1)[:, :7])
    np.testing.assert_array_equal(whole[0], blocks[0])
    np.testing.assert_allclose(whole[1], blocks[1], atol=1e-6)


def test_of_equally_near_rows_the_earlier_comes_first():
    neighbours, _ = find_neighbours(np.tile([1.0, 0.0], (4, 1)), 3)
    np.testing.assert_array_equal(neighbours[3], [0, 1, 2])
