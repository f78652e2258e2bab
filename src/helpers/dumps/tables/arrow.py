"""Arrow tables, as Hugging Face datasets are saved to a disk and Feather files are: batch by batch."""

from collections.abc import Iterator, Mapping

from helpers.dumps.packing import Document, copy_whole
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.dumps.tables.parquet import choose_names, read_column, shorten
from helpers.dumps.tables.table_columns import choose_columns
from helpers.dumps.tables.table_rows import make_record

_FILE, _STREAM = b"ARROW1", b"\xff\xff\xff\xff"  # first bytes of the two forms; a stream goes on with a length


def is_arrow(begins: bytes) -> bool:
    """Whether a file begins as an Arrow file or stream."""
    length = int.from_bytes(begins[4:8], "little")
    return begins.startswith(_FILE) or (begins.startswith(_STREAM) and 0 < length < 1 << 26 and len(begins) > 8)


def read_arrow(document: Document, notes: Notes, columns: Mapping[str, str] | None = None) -> Iterator[RawRecord]:
    """Records of an Arrow file or stream; columns of vectors and of bytes are not read.

    ``DumpError`` if it cannot be opened or has no papers; behind a damaged part the rest is named in the notes.
    """
    import pyarrow
    import pyarrow.ipc

    source, faults = document.source, (pyarrow.ArrowException, OSError, ValueError, MemoryError, OverflowError)
    with copy_whole(document, notes) as path, path.open("rb") as file:
        try:
            is_file = file.read(len(_FILE)) == _FILE
            file.seek(0)
            if is_file:
                whole = pyarrow.ipc.open_file(file)
                schema, batches = whole.schema, map(whole.get_batch, range(whole.num_record_batches))
            else:
                batches = pyarrow.ipc.open_stream(file)
                schema = batches.schema
        except faults as error:
            raise DumpError(f"{source} is a damaged Arrow file ({shorten(error)}); write it again.") from None
        if schema.names == ["indices"]:
            said = "holds only which rows of a dataset were chosen; save it after dataset.flatten_indices()"
            raise DumpError(f"{source} {said}, or as Parquet by dataset.to_parquet.")
        names, inner, left_out = choose_names(schema)
        for name in left_out:
            notes.warn(source, "a column of numbers or bytes in each cell was not read", name)
        what, number = choose_columns(source, names, notes, columns, inner=inner), 0
        try:
            for batch in batches:
                batch.validate(full=True)  # a dump is not to be trusted
                lists = [read_column(batch.column(batch.schema.get_field_index(name))) for name in names]
                for cells in zip(*lists, strict=True):
                    number += 1
                    yield make_record(cells, what, notes, f"row {number}")
        except faults as error:
            notes.warn(source, "the Arrow file is damaged; the rows behind were left out", shorten(error))
            yield RawRecord(source, f"row {number + 1} and those behind", {}, "unreadable record")
            return
        if number == 0:
            raise DumpError(f"{source} has 0 papers: there is no row in it.")
