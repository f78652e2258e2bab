"""Parquet: types of cells, nested columns, damage, and what is refused before it is read."""

import datetime
import decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from helpers.dumps.packing import Document, Limits
from helpers.dumps.records import DumpError, Notes
from helpers.dumps.tables.parquet import read_parquet

ABSTRACT = "We study sparse rewards in detail. A dense reward helps the agent to learn much faster."


def put(folder, columns, **options):
    path = folder / "a.parquet"
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), path, **options)
    return path


def read(path, columns=None, *, titles_only=False, **options):
    notes = Notes(titles_only=titles_only)
    return list(read_parquet(Document(path, "a.parquet", **options), notes, columns)), notes


def first(folder, **columns):
    given = {"title": ["A"], "abstract": [ABSTRACT], **columns}
    return read(put(folder, given))[0][0].fields


def refuse(path, columns=None, **options):
    with pytest.raises(DumpError) as refused:
        read(path, columns, **options)
    assert "\n" not in str(refused.value) and str(refused.value).startswith("a.parquet")
    return str(refused.value)


def test_rows_in_order_over_row_groups_and_batches(tmp_path):
    names = [f"Paper {n}" for n in range(2345)]
    path = put(tmp_path, {"title": names, "abstract": [ABSTRACT] * len(names)}, row_group_size=700)
    records, notes = read(path)
    assert [record.fields["title"] for record in records] == names
    assert len(records) == pq.read_metadata(path).num_rows
    assert (records[0].place, records[-1].place, notes.sentences()) == ("row 1", "row 2345", [])


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (datetime.date(2020, 5, 1), pa.date32(), "2020-05-01"),
        (datetime.datetime(2020, 5, 1), pa.timestamp("ns"), "2020-05-01"),
        (datetime.datetime(2020, 5, 1, 12, 30), pa.timestamp("us"), "2020-05-01T12:30:00"),
        (
            datetime.datetime(2020, 5, 1, 12, 30, tzinfo=datetime.UTC),
            pa.timestamp("us", "UTC"),
            "2020-05-01T12:30:00+00:00",
        ),
        (2020, pa.int16(), "2020"),
        (2020.0, pa.float64(), "2020"),
        ("2020-05", pa.string(), "2020-05"),
        ("2020-05", pa.large_string(), "2020-05"),
        (decimal.Decimal("2020"), pa.decimal128(6, 0), "2020"),
    ],
)
def test_dates_of_all_types_are_text(tmp_path, value, kind, text):
    assert first(tmp_path, published=pa.array([value], kind))["published"] == [("published", text)]


@pytest.mark.parametrize("value", [None, float("nan")])
def test_nothing_is_nothing(tmp_path, value):
    found = first(tmp_path, year=pa.array([value], pa.float64()), doi=pa.array([None], pa.string()))
    assert not found.get("published")
    assert found["extra"] == {}


def test_an_id_that_is_a_number_has_no_exponent(tmp_path):
    assert first(tmp_path, arxiv_id=pa.array([2503.0213]))["arxiv_id"] == "2503.0213"
    assert first(tmp_path, pmid=pa.array([12345678.0]))["pmid"] == "12345678"


def test_lists_structs_maps_and_dictionaries(tmp_path):
    found = first(
        tmp_path,
        authors=pa.array([[{"name": "Ada B"}, {"name": "Carl D"}]]),
        categories=pa.array([["cs.LG", "cs.CL"]]),
        venue=pa.array(["J"]).dictionary_encode(),
    )
    assert (found["authors"], found["categories"], found["venue"]) == (["Ada B", "Carl D"], ["cs.LG", "cs.CL"], "J")


def test_an_inverted_index_as_map_or_text(tmp_path):
    index = pa.array([[("study", [1]), ("We", [0])]], pa.map_(pa.string(), pa.list_(pa.int64())))
    for column in (index, pa.array(['{"study": [1], "We": [0]}'])):
        path = put(tmp_path, {"title": ["A"], "abstract_inverted_index": column})
        assert read(path)[0][0].fields["abstract"] == "We study"


def test_a_paper_nested_in_one_column(tmp_path):
    path = put(tmp_path, {"paper": [{"title": "A", "summary": ABSTRACT}], "votes": [3]})
    assert read(path)[0][0].fields["title"] == "A"


def test_vectors_and_bytes_are_left_out_and_told(tmp_path):
    path = put(tmp_path, {"title": ["A"], "abstract": ["b"], "embedding": [[0.1, 0.2]], "image": [b"\x89PNG"]})
    records, notes = read(path)
    assert records[0].fields["extra"] == {}
    assert "2 times: a column of numbers or bytes" in notes.sentences()[0]


def test_texts_that_are_marked_as_bytes_or_are_not_utf_8(tmp_path):
    wrong = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\x00\0\0\0\x02\0\0\0"), pa.py_buffer(b"A\xff")])
    path = put(tmp_path, {"title": wrong, "abstract": pa.array([b"bytes"], pa.binary())})
    assert read(path)[0][0].fields["title"] == "A\ufffd"
    assert read(path)[0][0].fields["abstract"] == "bytes"


def test_dotted_names_and_an_index_of_pandas(tmp_path):
    path = put(tmp_path, {
        "display_name": ["A"], "abstract": ["b"], "primary_location.source.display_name": ["J"],
        "__index_level_0__": [7],
    })  # fmt: skip
    found = read(path)[0][0].fields
    assert (found["venue"], found["extra"]) == ("J", {})


def test_no_abstract_column_is_refused_or_taken_by_choice(tmp_path):
    path = put(tmp_path, {"title": ["A"], "year": [2020]})
    assert refuse(path) == (
        "a.parquet has no abstract column; it has title, year: name it with the setting abstract_column, or set "
        "titles_only=true to go on with titles."
    )
    assert read(path, titles_only=True)[0][0].fields["title"] == "A"


def test_named_columns(tmp_path):
    path = put(tmp_path, {"name": ["A"], "text": ["b"], "when": [datetime.date(2020, 1, 2)]})
    found = read(path, {"title": "name", "abstract": "text", "published": "when"})[0][0].fields
    assert found["published"] == [("when", "2020-01-02")]
    assert "no column 'Text 2'" in refuse(path, {"title": "name", "abstract": "Text 2"})


def test_no_rows_are_refused(tmp_path):
    assert "0 papers" in refuse(put(tmp_path, {"title": pa.array([], pa.string())}))


@pytest.mark.parametrize(
    "content", [b"PAR1", b"PAR1" + b"x" * 100, b"PAR1" + b"\xff" * 50 + b"\xff\xff\xff\x7fPAR1", b"PARE" * 9]
)
def test_damage_is_refused(tmp_path, content):
    path = tmp_path / "a.parquet"
    path.write_bytes(content)
    assert "damaged or locked Parquet file" in refuse(path)


def test_a_cut_file_is_refused(tmp_path):
    path = put(tmp_path, {"title": ["A"] * 100, "abstract": ["b"] * 100})
    path.write_bytes(path.read_bytes()[:-20])
    assert "damaged or locked" in refuse(path)


def test_a_damaged_row_group_costs_its_rows_and_no_others(tmp_path):
    names = [f"Paper {n}" for n in range(300)]
    path = put(tmp_path, {"title": names, "abstract": [f"{ABSTRACT} {n}" for n in names]}, row_group_size=100,
               compression="gzip", use_dictionary=False)  # fmt: skip
    place = pq.read_metadata(path).row_group(1).column(1).data_page_offset
    content = bytearray(path.read_bytes())
    content[place : place + 60] = b"\xff" * 60
    path.write_bytes(content)
    records, notes = read(path)
    assert len(records) == 300
    assert [record.fields["title"] for record in records if record.problem is None] == names[:100] + names[200:]
    assert notes.sentences()[0].startswith("a.parquet: 100 times: a row of a damaged part")


def test_what_would_expand_too_far_is_refused_before_it_is_read(tmp_path):
    path = put(tmp_path, {"title": ["A" * 1000] * 30_000, "abstract": ["b"] * 30_000}, use_dictionary=False,
               compression="zstd")  # fmt: skip
    assert "expands to over" in refuse(path, limits=Limits(ratio=20))
    assert "max_ratio" in refuse(path, limits=Limits(expanded=1000))


def test_more_rows_than_papers_can_be_in_so_few_bytes_are_refused(tmp_path):
    path = put(tmp_path, {"title": pa.array(["A"] * 2_000_000).dictionary_encode()})
    assert "claims 2,000,000 rows" in refuse(path, titles_only=True)
