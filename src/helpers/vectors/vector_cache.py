"""Vectors kept by text, in float16: one SQLite file that several processes may use at once."""

import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np

CACHE_FILE = "vectors.sqlite"
VERSION = 1
"""Of the file: 0 had vectors in float32."""
KEPT = "<f2"
"""How a vector is kept: half the size, at a cosine of 0.9999999 to float32."""

KEYS_AT_ONCE = 500
"""Vectors that are asked for in one query."""

_SELECT = (
    "SELECT text_sha256, vector FROM vectors WHERE encoder = ? AND precision = ? AND token_limit = ? AND text_sha256 IN"
)
MAPPED = 500_000_000
"""Bytes from which on vectors are mapped from disk: what is not in use leaves memory where that is short."""

_CREATE = """CREATE TABLE IF NOT EXISTS vectors (
    encoder TEXT, precision TEXT, token_limit INTEGER, text_sha256 BLOB, vector BLOB NOT NULL,
    PRIMARY KEY (encoder, precision, token_limit, text_sha256)) WITHOUT ROWID"""


@contextmanager
def _open_cache(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open the cache; a damaged file is set aside, an unusable folder only costs time."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / CACHE_FILE, timeout=60)) as connection:
        connection.execute(_CREATE)
        _halve_old(connection)
        yield connection
        connection.commit()


def _halve_old(connection: sqlite3.Connection) -> None:
    """Write vectors that an earlier version kept in float32 anew."""
    if connection.execute("PRAGMA user_version").fetchone()[0] >= VERSION:
        return
    connection.create_function("halve", 1, _halve, deterministic=True)
    connection.execute("BEGIN IMMEDIATE")  # another process may just have done it
    if connection.execute("PRAGMA user_version").fetchone()[0] < VERSION:
        connection.execute("UPDATE vectors SET vector = halve(vector)")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.commit()


def _halve(blob: object) -> bytes:
    """Return a float32 vector in float16; of what is none, nothing."""
    return np.frombuffer(blob, dtype="<f4").astype(KEPT).tobytes() if _is_whole(blob, 4) else b""


def _is_whole(blob: object, size: int) -> TypeGuard[bytes]:
    return isinstance(blob, bytes) and len(blob) % size == 0


def round_vectors(vectors: np.ndarray) -> np.ndarray:
    """Return vectors as they will be read again, float32, so that a fresh one equals a kept one."""
    return vectors.astype(KEPT).astype(np.float32)


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
    folder: Path | None, kind: tuple[str, str, int], keys: Sequence[bytes], width: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the kept vectors by checksum of their text (``keys``: SHA-256), and which of them there are.

    Vectors, of shape (n, d), float32, are undefined where there are none (bool, of shape (n,)). ``folder`` is that of
    the cache, None keeps nothing; ``kind`` is encoder, precision and token limit. A vector of another length than
    ``width`` (None: the first that is found; d is then 0 if none is), or with a value that is not finite, counts as not
    kept.
    """
    known = np.zeros(len(keys), dtype=bool)
    if folder is None or not keys:
        return np.empty((len(keys), width or 0), dtype=np.float32), known

    order = sorted(range(len(keys)), key=keys.__getitem__)  # as they lie in the file

    def read(connection: sqlite3.Connection) -> np.ndarray:
        known[:] = False
        # One array, filled as rows come: many small ones would take twice the memory.
        vectors = None if width is None else _open_array(len(keys), width, folder)
        for start in range(0, len(order), KEYS_AT_ONCE):
            places = {keys[place]: place for place in order[start : start + KEYS_AT_ONCE]}
            query = f"{_SELECT} ({', '.join('?' * len(places))})"
            found = [pair for pair in connection.execute(query, (*kind, *places)) if pair[1] and _is_whole(pair[1], 2)]
            if vectors is None and found:
                vectors = _open_array(len(keys), len(found[0][1]) // 2, folder)
            if vectors is None:
                continue
            found = [pair for pair in found if len(pair[1]) == 2 * vectors.shape[1]]
            block = np.frombuffer(b"".join(blob for _, blob in found), dtype=KEPT).reshape(-1, vectors.shape[1])
            rows = np.array([places[key] for key, _ in found], dtype=np.int64)
            whole = np.isfinite(block).all(axis=1)
            vectors[rows[whole]], known[rows[whole]] = block[whole], True
        return np.empty((len(keys), 0), dtype=np.float32) if vectors is None else vectors

    vectors = _use_cache(folder, read)
    if vectors is None:
        known[:] = False
        vectors = np.empty((len(keys), width or 0), dtype=np.float32)
    return vectors, known


def _open_array(n: int, width: int, folder: Path) -> np.ndarray:
    """An array of float32; a large one lies in a file of ``folder`` that goes with it, and is mapped into memory."""
    if 4 * n * width <= MAPPED:
        return np.empty((n, width), dtype=np.float32)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.truncate(4 * n * width)
        return np.asarray(np.memmap(file, dtype=np.float32, mode="r+", shape=(n, width)))


def write_vectors(folder: Path | None, kind: tuple[str, str, int], keys: Sequence[bytes], vectors: np.ndarray) -> None:
    """Keep ``vectors``, of shape (n, d), by checksum of their text, for :func:`read_vectors`."""
    if folder is None:
        return
    rows = [(*kind, key, vector.astype(KEPT).tobytes()) for key, vector in zip(keys, vectors, strict=True)]
    _use_cache(folder, lambda c: c.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?)", rows))
