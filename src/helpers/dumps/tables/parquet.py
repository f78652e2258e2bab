"""Parquet: column by column, row group by row group, nested columns included."""

from collections.abc import Iterator, Mapping
from typing import Any

from helpers.dumps.fields import find_columns
from helpers.dumps.packing import Document, copy_whole
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.dumps.tables.table_cells import read_value
from helpers.dumps.tables.table_columns import choose_columns
from helpers.dumps.tables.table_rows import make_record

BATCH = 500  # rows in memory at a time
MAX_LOST = 1_000_000  # rows of a damaged group that are counted one by one
MAX_ROWS = 10  # for each byte of a file: runs of one value pack well, papers do not


def read_parquet(document: Document, notes: Notes, columns: Mapping[str, str] | None = None) -> Iterator[RawRecord]:
    """Records of a Parquet file; columns of vectors and of bytes are not read.

    A DumpError is raised if the file is damaged at its end (where its description stands), would expand beyond the
    limits, or lacks the columns that are needed (see ``choose_columns``).
    """
    import pyarrow
    import pyarrow.parquet

    source = document.source
    with copy_whole(document, notes) as path:
        try:
            file = pyarrow.parquet.ParquetFile(path, pre_buffer=False)
        except (pyarrow.ArrowException, OSError, ValueError, MemoryError) as error:
            what = f"a damaged or locked Parquet file ({shorten(error)})"
            raise DumpError(f"{source} is {what}; fetch or write it again.") from None
        with file:
            _check_size(file, path.stat().st_size, document)
            if file.metadata.num_rows == 0:
                raise DumpError(f"{source} has 0 papers: there is no row in it.")
            names, inner, left_out = choose_names(file.schema_arrow)
            for name in left_out:
                notes.warn(source, "a column of numbers or bytes in each cell was not read", name)
            what = choose_columns(source, names, notes, columns, inner=inner)
            for number, cells in enumerate(_read_rows(file, names, source, notes), start=1):
                yield make_record(cells, what, notes, f"row {number}")


def shorten(error: BaseException) -> str:
    """What a library says is wrong, in at most 120 signs."""
    return " ".join(str(error).split()).rstrip(".")[:120] or type(error).__name__


def _check_size(file, size: int, document: Document) -> None:
    """Refuse what would expand beyond the limits, by the file's own description, before anything is read."""
    facts = file.metadata
    expanded = sum(max(facts.row_group(n).total_byte_size, 0) for n in range(facts.num_row_groups))
    document.limits.check(expanded, size, document.source)
    if facts.num_rows > MAX_ROWS * size:
        raise DumpError(f"{document.source} claims {facts.num_rows:,} rows in {size:,} bytes; fetch or write it again.")


def choose_names(schema) -> tuple[list[str], list[str], list[str]]:
    """Columns to read, names inside the nested ones that a paper may stand in, and columns left out."""
    import pyarrow.types as types

    names, inner, left_out = [], [], []
    for field in schema:
        kind = field.type
        if field.name in names or field.name.startswith("__index_level_"):
            continue
        listed = types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)
        numbers = listed and (types.is_floating(kind.value_type) or types.is_integer(kind.value_type))
        packed = types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind)
        if numbers or (packed and not find_columns([field.name])):  # some writers mark texts as bytes
            left_out.append(field.name)
            continue
        if types.is_struct(kind) and field.name in {"paper", "details", "metadata", "content"}:
            inner += [kind.field(n).name for n in range(kind.num_fields)]
        names.append(field.name)
    return names, inner, left_out


def _read_rows(file, names: list[str], source: str, notes: Notes) -> Iterator[list[Any] | None]:
    """Rows as lists of cells; None for each row that cannot be read, which costs its row group from there on."""
    import pyarrow

    for group in range(file.metadata.num_row_groups):
        expected, read = file.metadata.row_group(group).num_rows, 0
        try:
            for batch in file.iter_batches(BATCH, row_groups=[group], columns=names):
                lists = [read_column(batch.column(batch.schema.get_field_index(name))) for name in names]
                for cells in zip(*lists, strict=True):
                    read += 1
                    yield list(cells)
        except (pyarrow.ArrowException, OSError, ValueError, MemoryError, OverflowError) as error:
            lost = max(0, expected - read)
            notes.warn(source, "a row of a damaged part of the file was left out", shorten(error), count=lost)
            for _ in range(min(lost, MAX_LOST)):
                yield None


def read_column(column) -> list[Any]:
    """The cells of one column in plain values."""
    import pyarrow
    import pyarrow.types as types

    try:
        values = column.to_pylist()
    except (ValueError, OverflowError, pyarrow.ArrowException):  # a text that is not UTF-8, a day beyond the calendar
        values = [_read_cell(cell) for cell in column]
    if types.is_map(column.type):
        return [read_value(dict(value)) if value is not None else "" for value in values]
    return [read_value(value) for value in values]


def _read_cell(cell) -> Any:
    import pyarrow

    try:
        return cell.as_py()
    except (ValueError, OverflowError, pyarrow.ArrowException):
        pass
    try:
        return cell.as_buffer().to_pybytes().decode("utf-8", "replace")
    except (AttributeError, TypeError):
        return None
