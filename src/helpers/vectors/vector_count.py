"""How many vectors are kept, counted without reading them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from helpers.vectors.encoders import CACHE_NAMES, DEFAULT_ENCODER, TOKEN_LIMIT
from helpers.vectors.vector_cache import CACHE_FILE

MANY = 20_000
"""Vectors from which on one in 256 of them is counted."""

_LIBRARIES = ("onnx", "sentence_transformers", "fastembed")


def count_vectors(folder: Path, encoder: str = DEFAULT_ENCODER, precision: str = "exact") -> int:
    """Return about how many vectors of an encoder and a precision a cache keeps; 0 where it cannot be read.

    Checksums of texts are spread evenly: of many, those are counted whose first byte is zero, which is a tenth off.
    """
    path = folder / CACHE_FILE
    if not path.is_file():
        return 0
    ask = (
        "SELECT COUNT(*) FROM vectors WHERE encoder IN (?, ?, ?) AND precision = ? "
        f"AND token_limit IN (0, {TOKEN_LIMIT}) AND text_sha256 < ?"
    )
    names = [f"{library}:{encoder}" for library in _LIBRARIES]
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=0.1)) as connection:
            count = connection.execute(ask, (*names, CACHE_NAMES[precision], b"\x01")).fetchone()[0]
            if 256 * count >= MANY:
                return 256 * count
            whole = "SELECT COUNT(*) FROM vectors WHERE encoder IN (?, ?, ?) AND precision = ?"
            return connection.execute(whole, (*names, CACHE_NAMES[precision])).fetchone()[0]
    except sqlite3.Error:
        return 0
