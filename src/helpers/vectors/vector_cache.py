"""Vectors kept by text: one SQLite file that several processes may use at once."""

import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

CACHE_FILE = "vectors.sqlite"

_CREATE = """CREATE TABLE IF NOT EXISTS vectors (
    encoder TEXT, precision TEXT, token_limit INTEGER, text_sha256 BLOB, vector BLOB NOT NULL,
    PRIMARY KEY (encoder, precision, token_limit, text_sha256)) WITHOUT ROWID"""


@contextmanager
def _open_cache(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open the cache; a damaged file is set aside, an unusable folder only costs time."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / CACHE_FILE, timeout=60)) as connection:
        connection.execute(_CREATE)
        yield connection
        connection.commit()


def _use_cache(folder: Path, work: Callable[[sqlite3.Connection], Any]) -> Any:
    """Return ``work(connection)``, or None where the cache cannot be used."""
    for attempt in range(2):
        try:
            with _open_cache(folder) as connection:
                return work(connection)
        except (sqlite3.OperationalError, OSError) as error:
            warnings.warn(f"The vectors in {folder.name}/{CACHE_FILE} are not kept ({error}).", stacklevel=4)
            return None
        except sqlite3.DatabaseError:
            if attempt == 0:
                warnings.warn(f"{folder.name}/{CACHE_FILE} is damaged and is made anew.", stacklevel=4)
                _set_aside(folder / CACHE_FILE)
    return None


def _set_aside(path: Path) -> None:
    """Rename a damaged cache; a journal beside it belongs to it and goes too."""
    for name in (path, path.with_name(path.name + "-journal")):
        if name.exists():
            name.replace(name.with_name(name.name + ".damaged"))


def read_vectors(
    folder: Path | None, kind: tuple[str, str, int], keys: list[bytes], width: int | None
) -> dict[bytes, np.ndarray]:
    """Return the kept vectors, float32, by checksum of their text (``keys``: SHA-256).

    ``folder`` is that of the cache, None keeps nothing; ``kind`` is encoder, precision and token limit. A vector of
    another length than ``width`` (None: the longest found), or with a value that is not finite, counts as not kept.
    """
    if folder is None or not keys:
        return {}

    def read(connection: sqlite3.Connection) -> dict[bytes, bytes]:
        query = "SELECT vector FROM vectors WHERE encoder = ? AND precision = ? AND token_limit = ? AND text_sha256 = ?"
        rows = ((key, connection.execute(query, (*kind, key)).fetchone()) for key in keys)
        return {key: row[0] for key, row in rows if row is not None}

    found = _use_cache(folder, read) or {}
    if width is None and found:
        width = max(len(blob) for blob in found.values()) // 4
    vectors = {
        key: np.frombuffer(blob, dtype="<f4")
        for key, blob in found.items()
        if isinstance(blob, bytes) and len(blob) == 4 * (width or 0)
    }
    return {key: vector for key, vector in vectors.items() if np.isfinite(vector).all()}


def write_vectors(folder: Path | None, kind: tuple[str, str, int], vectors: dict[bytes, np.ndarray]) -> None:
    """Keep ``vectors``, by checksum of their text, for :func:`read_vectors`."""
    if folder is None:
        return
    rows = [(*kind, key, vector.astype("<f4").tobytes()) for key, vector in vectors.items()]
    _use_cache(folder, lambda c: c.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?)", rows))
