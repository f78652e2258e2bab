"""Tables as files, in parts, and with their texts left on disk."""

import pandas as pd
import pytest

from helpers.run import storage
from helpers.run.schema import TableError
from helpers.run.storage import join_tables, map_tables, pack_table, read_parquet, write_parquet


def make_rows(*names):
    row = {"outcome": "rejected", "reason": "no title", "score": None, "paper_id": None, "fields_taken": ["venue"]}
    return [{**row, "source": "a.csv", "record": name, "title": f"On {name}", "more": 1} for name in names]


def test_parts_are_joined_in_their_order_and_columns_of_no_table_are_left_out():
    table = join_tables(
        [pack_table(make_rows("x", "y"), "decisions"), pack_table(make_rows("z"), "decisions")], "decisions"
    )
    assert table["record"].tolist() == ["x", "y", "z"] and table["fields_taken"].tolist() == [["venue"]] * 3
    assert "more" not in table and table["score"].isna().all()
    assert join_tables([], "decisions").empty


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [("outcome", "lost", "outcome"), ("title", 7, "title"), ("fields_taken", [1], "fields")],
)
def test_a_row_that_breaks_the_contract_is_refused_by_its_column(column, value, told):
    rows = make_rows("x", "y")
    rows[1][column] = value
    with pytest.raises(TableError, match=told):
        join_tables([pack_table(rows, "decisions")], "decisions")


def test_days_and_whole_numbers_that_may_be_missing_keep_their_types(papers_row):
    rows = [papers_row("a", day=pd.Timestamp("2024-05-01"), votes=3), papers_row("b", day=pd.NaT, votes=None)]
    table = join_tables([pack_table(rows, "papers")], "papers")
    assert str(table["votes"].dtype) == "Int64" and table["votes"].tolist() == [3, pd.NA]
    assert table["published_low"].tolist() == [pd.Timestamp("2024-05-01"), pd.NaT]


@pytest.fixture
def papers_row():
    def make(name, *, day, votes):
        row = dict.fromkeys(storage.TABLES["papers"].columns)
        texts = ("title", "abstract", "title_raw", "abstract_raw", "source", "record")
        row |= dict.fromkeys(texts, name) | {"paper_id": name, "extra": "{}", "votes": votes}
        for clock in ("published", "listed", "updated"):
            row |= {f"{clock}_low": day, f"{clock}_high": day, f"{clock}_precision": "day" if votes else "none"}
        return row | {"categories": [], "keywords": ["k"], "authors": ["A B", "C"]}

    return make


@pytest.mark.parametrize("long", [-1, 5, 100])
def test_mapped_texts_are_those_of_the_parts_and_no_file_is_left(tmp_path, monkeypatch, long):
    monkeypatch.setattr(storage, "LONG", long)
    rows = [make_rows("x", "ü", "w"), make_rows("z"), make_rows("y")]
    rows[0][1]["title"] = rows[1][0]["title"] = None
    rows[2][0]["title"] = ""
    packed = [pack_table(part, "decisions") for part in rows]
    packed[0] = packed[0].slice(1)
    table = map_tables(iter(packed), "decisions", tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []
    pd.testing.assert_frame_equal(table, join_tables(packed, "decisions"))
    assert table["record"].tolist() == ["ü", "w", "z", "y"] and table["title"].isna().tolist() == [1, 0, 1, 0]
    assert table[table["record"] == "w"]["title"].tolist() == ["On w"]
    assert map_tables([], "decisions", tmp_path).empty


def test_two_parts_with_one_and_the_same_row_are_refused(tmp_path):
    packed = [pack_table(make_rows("x"), "decisions")] * 2
    with pytest.raises(TableError, match="uniqueness"):
        map_tables(packed, "decisions", tmp_path)


def test_a_large_file_is_read_group_by_group_to_the_same_table(tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "GROUP", 2)
    table = join_tables([pack_table(make_rows(*"abcde"), "decisions")], "decisions")
    path = tmp_path / "decisions.parquet"
    write_parquet(table, "decisions", path, {})
    small = read_parquet("decisions", path)
    monkeypatch.setattr(storage, "MAPPED", 0)
    calls = []
    monkeypatch.setattr(storage, "map_tables", lambda groups, *rest: calls.append(1) or map_tables(groups, *rest))
    pd.testing.assert_frame_equal(read_parquet("decisions", path), small)
    assert calls and [file.name for file in tmp_path.iterdir()] == ["decisions.parquet"]


def test_lists_are_read_as_lists_where_some_are_empty_and_where_a_table_is_a_slice_of_another():
    rows = make_rows("w", "x", "y", "z")
    for row, names in zip(rows, (["venue"], [], ["ü", "venue"], ["venue"]), strict=True):
        row["fields_taken"] = names
    packed = pack_table(rows, "decisions")
    assert join_tables([packed], "decisions")["fields_taken"].tolist() == [["venue"], [], ["ü", "venue"], ["venue"]]
    assert join_tables([packed.slice(1, 2)], "decisions")["fields_taken"].tolist() == [[], ["ü", "venue"]]


@pytest.mark.parametrize("value", [None, ["venue", None]])
def test_a_list_that_is_missing_or_holds_nothing_at_a_place_is_refused_and_not_made_empty(value):
    table = pack_table(make_rows("x", "y"), "decisions")
    place = table.schema.get_field_index("fields_taken")
    broken = table.set_column(place, table.schema.field(place), [[["a"], value]])
    with pytest.raises(TableError, match="fields_taken"):
        join_tables([broken], "decisions")
