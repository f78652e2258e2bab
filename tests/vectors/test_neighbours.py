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


def draw_clouds(n, n_clouds=30, d=16):
    rng = np.random.default_rng(3)
    centres = rng.normal(size=(n_clouds, d))
    return scale_vectors(centres[rng.integers(n_clouds, size=n)] + 0.5 * rng.normal(size=(n, d)))


def test_of_many_rows_nearly_all_neighbours_are_found(monkeypatch):
    vectors = draw_clouds(3_000)
    exact, how_exact = find_neighbours(vectors, 15)
    monkeypatch.setattr(module, "MAX_EXACT", 100)
    monkeypatch.setattr(module, "ROWS_AT_ONCE", 700)
    near, how_near = find_neighbours(vectors, 15)
    assert near.dtype == np.int32
    assert near.shape == how_near.shape == (3_000, 15)
    assert (near != np.arange(3_000)[:, None]).all()
    assert (np.diff(how_near, axis=1) <= 0).all()
    same = (near[:, :, None] == exact[:, None, :]).any(axis=2)
    assert same.mean() > 0.95
    np.testing.assert_allclose(how_near[:, 0][same[:, 0]], how_exact[:, 0][same[:, 0]], atol=1e-5)
    np.testing.assert_array_equal(find_neighbours(vectors, 15)[0], near)


def test_rows_that_are_all_alike_are_their_own_neighbours_of_none(monkeypatch):
    monkeypatch.setattr(module, "MAX_EXACT", 100)
    near, how_near = find_neighbours(np.tile(np.eye(4, dtype=np.float32)[:1], (500, 1)), 20)
    assert (near >= 0).all()
    assert (near != np.arange(500)[:, None]).all()
    np.testing.assert_allclose(how_near, 1)


def test_large_tables_are_scaled_in_parts_as_they_are_whole(monkeypatch):
    vectors = draw_clouds(100)
    whole = centre_vectors(vectors)
    monkeypatch.setattr(module, "ROWS_AT_ONCE", 7)
    np.testing.assert_array_equal(centre_vectors(vectors), whole)


def test_all_rows_are_compared_in_blocks_after_the_mean_is_taken_away(monkeypatch):
    vectors = draw_clouds(60)
    mean = vectors.mean(axis=0)
    monkeypatch.setattr(module, "ROWS_AT_ONCE", 7)
    near = module.find_exactly(vectors[:5], vectors.astype(np.float16), 4, mean=mean)
    assert near.shape == (5, 4) and near.dtype == np.int32
    cosines = centre_vectors(vectors)[:5] @ centre_vectors(vectors).T
    assert near[:, 0].tolist() == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(near, np.argsort(-cosines, axis=1)[:, :4])
