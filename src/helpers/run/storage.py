"""Tables as parquet files, with what made them beside their columns."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.run.atomic_files import replacing
from helpers.run.schema import TABLES, check_table


def write_parquet(table: pd.DataFrame, name: str, path: Path, made_from: dict[str, Any]) -> pd.DataFrame:
    """Check a table, write it at once with what it was made from, and return it as it was written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    checked = check_table(table, name)
    arrow = pa.Table.from_pandas(checked, schema=_arrow_schema(name), preserve_index=False)
    told = json.dumps(made_from, sort_keys=True).encode()
    arrow = arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), b"helpers": told})
    with replacing(path) as part:
        pq.write_table(arrow, part, compression="zstd")
    return checked


def read_parquet(name: str, path: Path) -> pd.DataFrame:
    """Return a table, checked against its contract."""
    import pyarrow.parquet as pq

    return check_table(pq.read_table(path).to_pandas(), name)


def pack_table(table: pd.DataFrame, name: str) -> Any:
    """Return a checked table as an Arrow table of the types of its file, which takes less memory."""
    import pyarrow as pa

    return pa.Table.from_pandas(check_table(table, name), schema=_arrow_schema(name), preserve_index=False)


def join_tables(packed: list[Any], name: str) -> pd.DataFrame:
    """Return what :func:`pack_table` packed as one table; the list is emptied, so that no text is held twice."""
    import pyarrow as pa

    whole = pa.concat_tables([packed.pop(0) for _ in range(len(packed))] or [_arrow_schema(name).empty_table()])
    return check_table(whole.to_pandas(split_blocks=True, self_destruct=True), name)


def read_making(path: Path) -> dict[str, Any] | None:
    """Return what a table was made from, or None where the file does not say or cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return json.loads((pq.read_schema(path).metadata or {})[b"helpers"])
    except (KeyError, ValueError, OSError, pa.ArrowInvalid):
        return None


def _arrow_schema(name: str) -> Any:
    """Types of the file, so that an empty column has the same type as a full one."""
    import pyarrow as pa

    kinds = {
        "str": pa.large_string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(),
        "day": pa.timestamp("us"), "list": pa.list_(pa.string()),
    }  # fmt: skip
    return pa.schema([(column, kinds[spec.kind]) for column, spec in TABLES[name].columns.items()])


def build_empty_table(name: str) -> pd.DataFrame:
    """Return the table ``name`` of ``schema.TABLES`` without rows, its columns in their types."""
    return join_tables([], name)
