"""Tables as parquet files, with what made them beside their columns."""

import json
import tempfile
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.run.atomic_files import remove_mapped, replacing
from helpers.run.schema import TABLES, check_table

MAPPED = 150_000_000
"""Bytes of a table from which on its texts stay on disk."""
GROUP = 20_000
"""Rows of a file that are read at a time."""


def write_parquet(table: pd.DataFrame, name: str, path: Path, made_from: dict[str, Any]) -> pd.DataFrame:
    """Check a table, write it at once with what it was made from, and return it as it was written."""
    import pyarrow.parquet as pq

    checked = check_table(table, name)
    arrow = _convert(checked, name)
    told = json.dumps(made_from, sort_keys=True).encode()
    arrow = arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), b"helpers": told})
    with replacing(path) as part:
        pq.write_table(arrow, part, compression="zstd", row_group_size=GROUP)
    return checked


def read_parquet(name: str, path: Path) -> pd.DataFrame:
    """Return a table, checked against its contract; the texts of a large one stay on disk, see :func:`map_tables`."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        facts = file.metadata
        size = sum(facts.row_group(i).total_byte_size for i in range(facts.num_row_groups))
        if size > MAPPED:
            groups = (file.read_row_group(i) for i in range(facts.num_row_groups))
            return map_tables(groups, name, path.parent)
    return _open_checked(pq.read_table(path), name)


def pack_table(rows: list[dict[str, Any]], name: str) -> Any:
    """Return rows, each with a value for every column and perhaps others, as an Arrow table of its file's types.

    TableError names the table, the column and the first value that is of another type; the rest of the contract is
    looked at when tables are joined.
    """
    import pyarrow as pa

    schema = _arrow_schema(name)
    try:
        columns = [pa.array([row[field.name] for row in rows], field.type, from_pandas=True) for field in schema]
    except (pa.ArrowInvalid, pa.ArrowTypeError):  # the check says what is wrong, and types what is of a like kind
        return _convert(check_table(pd.DataFrame(rows, columns=schema.names), name), name)
    return pa.table(columns, schema=schema)


def join_tables(packed: Sequence[Any], name: str) -> pd.DataFrame:
    """Return what :func:`pack_table` packed as one table."""
    import pyarrow as pa

    return _open_checked(pa.concat_tables([*packed, _arrow_schema(name).empty_table()]), name)


def map_tables(packed: Iterable[Any], name: str, folder: Path) -> pd.DataFrame:
    """Return Arrow tables as one table whose texts stay on disk, in ``folder``, and are read from there when asked for.

    The system keeps in memory what is in use, and drops it where memory is short. The file goes with the process.
    """
    import pyarrow as pa

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(suffix=".arrow", dir=folder, delete=False) as file:
        place = Path(file.name)
        with pa.ipc.new_file(file, _arrow_schema(name)) as writer:
            for table in packed:
                writer.write_table(table.replace_schema_metadata(None))
    whole = pa.ipc.open_file(pa.memory_map(str(place))).read_all()
    remove_mapped(place)
    return _open_checked(whole, name)


def _open_checked(table: Any, name: str) -> pd.DataFrame:
    """An Arrow table as a checked one. Lists are made one by one, which pandas would make arrays of first."""
    import pyarrow as pa

    lists = [field.name for field in table.schema if pa.types.is_list(field.type)]
    frame = table.drop_columns(lists).to_pandas(split_blocks=True)
    return check_table(frame.assign(**{column: _read_lists(table[column]) for column in lists}), name)


def _read_lists(column: Any) -> pd.Series:
    """Lists of texts, in which equal texts of one chunk are one in memory."""
    rows: list[list[str] | None] = []
    for chunk in column.chunks:
        if chunk.null_count:
            rows += chunk.to_pylist()
            continue
        known = chunk.flatten().dictionary_encode()
        names, ends = known.dictionary.to_pylist(), chunk.offsets.to_numpy() - chunk.offsets[0].as_py()
        texts = [None if place is None else names[place] for place in known.indices.to_pylist()]
        rows += [texts[low:high] for low, high in pairwise(ends.tolist())]
    return pd.Series(rows, dtype=object)


def read_making(path: Path) -> dict[str, Any] | None:
    """Return what a table was made from, or None where the file does not say or cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return json.loads((pq.read_schema(path).metadata or {})[b"helpers"])
    except (KeyError, ValueError, OSError, pa.ArrowInvalid):
        return None


def _convert(checked: pd.DataFrame, name: str) -> Any:
    """A checked table as an Arrow table of its file's types."""
    import pyarrow as pa

    return pa.Table.from_pandas(checked, schema=_arrow_schema(name), preserve_index=False)


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
