"""How many vectors are kept."""

import hashlib

import numpy as np

from helpers.vectors.encoders import CACHE_NAMES, DEFAULT_ENCODER, TOKEN_LIMIT
from helpers.vectors.vector_cache import CACHE_FILE, write_vectors
from helpers.vectors.vector_count import count_vectors


def keep(folder, n, encoder=f"onnx:{DEFAULT_ENCODER}", precision="exact", limit=TOKEN_LIMIT):
    keys = [hashlib.sha256(str(place).encode()).digest() for place in range(n)]
    write_vectors(folder, (encoder, CACHE_NAMES[precision], limit), keys, np.ones((n, 2)))


def test_vectors_of_one_encoder_and_precision_are_counted(tmp_path):
    keep(tmp_path, 7)
    keep(tmp_path, 5, precision="int8")
    keep(tmp_path, 3, encoder="fastembed:other", limit=0)
    assert count_vectors(tmp_path) == 7
    assert count_vectors(tmp_path, precision="int8") == 5
    assert count_vectors(tmp_path, "other") == 3
    assert count_vectors(tmp_path, "another") == 0


def test_of_many_a_part_is_counted(tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.vectors.vector_count.MANY", 1_000)
    keep(tmp_path, 3_000)
    kept = sum(hashlib.sha256(str(place).encode()).digest()[0] == 0 for place in range(3_000))
    assert count_vectors(tmp_path) == 256 * kept and 1_500 < 256 * kept < 4_500


def test_what_cannot_be_read_has_none_and_nothing_is_made(tmp_path):
    assert count_vectors(tmp_path / "none") == 0 and not (tmp_path / "none").exists()
    (tmp_path / CACHE_FILE).write_bytes(b"no database, but longer than a page of one. " * 200)
    assert count_vectors(tmp_path) == 0
    (tmp_path / CACHE_FILE).write_bytes(b"")
    assert count_vectors(tmp_path) == 0
