"""Slow tables, kept by what went into them: the same inputs, code and packages give the table that is there."""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pandas.util import hash_pandas_object

from helpers.run.atomic_files import replacing
from helpers.run.code_state import find_modules, hash_modules
from helpers.run.provenance import list_versions

ROWS_AT_ONCE = 50_000
"""Rows whose texts are held as Python has them."""


def keep_table(folder: Path | None, name: str, parts: Sequence[Any], make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Return the table that ``make`` gives, from an earlier call with the same content where there was one.

    ``parts`` decide the table (arrays, tables, and anything that ``repr`` can write), and so do the modules on which
    ``make`` rests. Without a folder nothing is kept; a kept table that cannot be read is made anew.
    """
    if folder is None:
        return make()
    path = place_table(folder, name, parts, make)
    table = read_kept(path)
    return write_kept(make(), path) if table is None else table


def place_table(folder: Path, name: str, parts: Sequence[Any], make: Callable[..., Any]) -> Path:
    """Return where a table stands that ``parts`` and the modules on which ``make`` rests decide."""
    return folder / "tables" / f"{name}-{_compute_key(getattr(make, 'func', make).__module__, parts)}.parquet"


def read_kept(path: Path) -> pd.DataFrame | None:
    """Return a kept table; None where there is none, or none that can be read, which then goes."""
    if path.is_file():
        try:
            return pd.read_parquet(path)
        except (OSError, ValueError):
            path.unlink(missing_ok=True)
    return None


def write_kept(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Keep a table, at once, and return it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as part:
        table.to_parquet(part)
    return table


def _compute_key(module: str, parts: Sequence[Any]) -> str:
    code = hash_modules(find_modules(f"import {module} as maker; maker.make", drawing=False))
    total = hashlib.sha256(json.dumps([code, list_versions()], sort_keys=True).encode())
    for part in parts:
        if isinstance(part, np.ndarray):
            total.update(str((part.shape, part.dtype)).encode() + np.ascontiguousarray(part).tobytes())
        elif isinstance(part, (pd.DataFrame, pd.Series)):
            for start in range(0, len(part), ROWS_AT_ONCE):
                rows = part.iloc[start : start + ROWS_AT_ONCE].astype(str)
                total.update(hash_pandas_object(rows, index=False).to_numpy().tobytes())
        else:
            total.update(repr(part).encode("utf-8", "surrogatepass"))
        total.update(b"\0")
    return total.hexdigest()[:32]
