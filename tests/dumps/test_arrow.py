"""Arrow files and streams, as datasets are saved to a disk."""

import pyarrow
import pyarrow.ipc
import pytest

from helpers.dumps.detect import read_dump
from helpers.dumps.records import DumpError, Notes

TABLE = pyarrow.table(
    {
        "title": ["Shallow routers", "Deep parsers"],
        "abstract": ["We study how small routers share a memory.", "We study how parsers read trees."],
        "embedding": [[0.1, 0.2], [0.3, 0.4]],
        "year": [2019, 2020],
    }
)


def write(path, table=TABLE, new=pyarrow.ipc.new_stream):
    with new(str(path), table.schema) as writer:
        for batch in table.to_batches(max_chunksize=1):
            writer.write_batch(batch)
    return path


def read(path):
    notes = Notes()
    return list(read_dump([path], notes)), notes


@pytest.mark.parametrize("new", [pyarrow.ipc.new_stream, pyarrow.ipc.new_file])
def test_both_forms_are_read_row_by_row(tmp_path, new):
    records, notes = read(write(tmp_path / "data-00000-of-00001.arrow", new=new))
    assert [record.fields["title"] for record in records] == ["Shallow routers", "Deep parsers"]
    assert [record.place for record in records] == ["row 1", "row 2"]
    assert records[1].fields["published"] == [("year", "2020")]
    assert "embedding" in " ".join(notes.sentences())


def test_of_a_cut_stream_what_stands_before_is_read_and_the_rest_is_named(tmp_path):
    path = write(tmp_path / "a.arrow")
    path.write_bytes(path.read_bytes()[:-300])
    records, notes = read(path)
    assert [record.problem for record in records] == [None, "unreadable record"]
    assert "damaged" in " ".join(notes.sentences())


def test_a_file_of_chosen_rows_is_refused_with_the_way_out(tmp_path):
    path = write(tmp_path / "indices.arrow", pyarrow.table({"indices": pyarrow.array([1, 0], pyarrow.uint64())}))
    with pytest.raises(DumpError, match=r"flatten_indices.*to_parquet"):
        read(path)


def test_a_file_without_rows_has_no_papers(tmp_path):
    with pytest.raises(DumpError, match="0 papers"):
        read(write(tmp_path / "a.arrow", TABLE.slice(0, 0)))
