"""Tables as parquet files, with what made them beside their columns."""

import json
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from itertools import chain, pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers.run.atomic_files import replacing
from helpers.run.schema import TABLES, check_table

MAPPED = 150_000_000
"""Bytes of a table from which on its texts stay on disk."""
LONG = 100
"""Bytes of a text from which on, in the mean of a column, its texts are mapped as one array."""
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

    The system keeps in memory what is in use, and drops it where memory is short. The files go with the process. Long
    texts of a column are one array, since Arrow joins the parts of a column, all of it, before it takes rows from it.
    """
    import pyarrow as pa

    folder.mkdir(parents=True, exist_ok=True)
    schema, tables = _arrow_schema(name), iter(packed)
    first = next(tables, schema.empty_table())
    long = [field.name for field in schema if _is_long(first[field.name])]
    others = pa.schema([field for field in schema if field.name not in long])
    with ExitStack() as files:
        texts = {column: _TextFile(files.enter_context(tempfile.TemporaryFile(dir=folder))) for column in long}
        file = files.enter_context(tempfile.TemporaryFile(dir=folder))
        with pa.ipc.new_file(file, others) as writer:
            for table in chain([first], tables):
                for column, text in texts.items():
                    text.write(table[column])
                writer.write_table(table.select(others.names).replace_schema_metadata(None))
        known = {column: text.open() for column, text in texts.items()}
        rest = pa.ipc.open_file(_map_file(file)).read_all()
    columns = [known[column] if column in known else rest[column] for column in schema.names]
    return _open_checked(pa.table(columns, schema=schema), name)


class _TextFile:
    """The texts of one column, written part by part to a file, from which they are mapped as one array."""

    def __init__(self, file: Any) -> None:
        self.file, self.lengths, self.valid = file, [], []

    def write(self, column: Any) -> None:
        for chunk in column.chunks:
            if not len(chunk):
                continue
            _, places, data = chunk.buffers()
            ends = np.frombuffer(places, dtype=np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
            if ends[-1] > ends[0]:
                self.file.write(data[int(ends[0]) : int(ends[-1])])
            self.lengths.append(np.diff(ends))
            self.valid.append(chunk.is_valid().to_numpy(zero_copy_only=False))

    def open(self) -> Any:
        import pyarrow as pa

        ends = np.concatenate([np.zeros(1, dtype=np.int64), *self.lengths]).cumsum()
        valid = np.concatenate([np.zeros(0, dtype=bool), *self.valid])
        bits = None if valid.all() else pa.array(valid).buffers()[1]
        return pa.Array.from_buffers(pa.large_string(), len(valid), [bits, pa.py_buffer(ends), _map_file(self.file)])


def _map_file(file: Any) -> Any:
    """What was written to a file, as a buffer that stays on disk."""
    import pyarrow as pa

    file.flush()
    return pa.py_buffer(mmap(file.fileno(), 0, access=ACCESS_READ) if file.tell() else b"")


def _is_long(column: Any) -> bool:
    """Whether the texts of a column are long in the mean."""
    import pyarrow as pa

    return pa.types.is_large_string(column.type) and column.nbytes > LONG * max(len(column), 1)


def _open_checked(table: Any, name: str) -> pd.DataFrame:
    """An Arrow table as a checked one. Lists are made one by one, which pandas would make arrays of first."""
    import pyarrow as pa

    lists = [field.name for field in table.schema if pa.types.is_list(field.type)]
    frame = table.drop_columns(lists).to_pandas(split_blocks=True)
    return check_table(frame.assign(**{column: _read_lists(table[column]) for column in lists}), name)


def _read_lists(column: Any) -> pd.Series:
    """Lists of texts, in which equal texts of one chunk are one in memory."""
    rows: list[Any] = []
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
