"""Which earlier run a run is held against: named, or the last other dump of its name, and never one another."""

import json

import pandas as pd
import pytest
from talk.small_run import make_papers, make_tables

from helpers.run.bases import BaseMissingError
from helpers.run.errors import InputError
from helpers.run.opening import open_run
from helpers.run.storage import write_parquet


@pytest.fixture
def open_dump(tmp_path):
    """Open a run of a dump with this content in a folder of its own; ``finish`` leaves the tables of a base."""

    def open_it(name, content, *, finish=False, **settings):
        place = tmp_path / content / f"{name}.csv"
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"title,abstract\n{content},{content}\n", encoding="utf-8")
        run = open_run(place, outputs=tmp_path / "out", **settings)
        if finish:
            for table, rows in make_tables(make_papers()).items():
                write_parquet(rows, table, run.folder / "tables" / f"{table}.parquet", {})
        return run

    return open_it


def test_a_first_dump_has_no_base_and_a_grown_one_of_its_name_has_it(open_dump):
    first = open_dump("papers", "old", finish=True)
    assert first.base is None and "base" not in first.inputs
    grown = open_dump("papers", "new", finish=True)
    assert grown.base.folder == first.folder and grown.inputs["base"] == first.inputs["dump"]
    assert grown.base.read("papers")["paper_id"].tolist() == ["P0", "P1", "P2"]
    assert open_dump("papers", "newer").base.folder == grown.folder


def test_two_runs_never_wait_for_each_other(open_dump):
    open_dump("papers", "old", finish=True)
    open_dump("papers", "new", finish=True)
    assert open_dump("papers", "old").base is None
    assert open_dump("papers", "new").base.name == "papers"


def test_a_run_that_left_nothing_or_has_a_longer_name_is_no_base(open_dump):
    open_dump("papers", "old")
    open_dump("papers-of-others", "old2", finish=True)
    assert open_dump("papers", "new").base is None


def test_a_base_is_named_by_its_dump_its_folder_or_its_name(open_dump, tmp_path):
    first = open_dump("old", "one", finish=True)
    for base in (tmp_path / "one" / "old.csv", first.folder, "old"):
        run = open_dump("new", "two", base=str(base))
        assert run.base.folder == first.folder
    themed = open_dump("new", "two", base=str(first.folder), theme="autoregressive-vs-diffusion")
    assert themed.base.theme_folder.name == "old--autoregressive-vs-diffusion"
    assert themed.base.read("papers") is not None


def test_the_same_dump_is_its_own_base(open_dump, tmp_path):
    run = open_dump("new", "one", base=str(tmp_path / "one" / "new.csv"))
    assert run.base.folder == run.shared_folder and run.base.checksum == run.inputs["dump"]


def test_what_is_not_there_is_told_with_the_way_out(open_dump, tmp_path):
    (tmp_path / "old.csv").write_text("title,abstract\na,b\n", encoding="utf-8")
    with pytest.raises(BaseMissingError, match=r"has no run in .* yet; run it first"):
        open_dump("new", "two", base=str(tmp_path / "old.csv"))
    with pytest.raises(InputError, match=r"There is no dump at nowhere\.csv"):
        open_dump("new", "two", base="nowhere.csv")
    first = open_dump("older", "three")
    run = open_dump("new", "two", base=str(first.folder))
    with pytest.raises(InputError, match="The base older has no table 'papers'; run its dump"):
        run.base.read("papers")


def test_a_table_of_another_version_is_refused_in_one_sentence(open_dump):
    import pyarrow as pa
    import pyarrow.parquet as pq

    first = open_dump("old", "one", finish=True)
    pq.write_table(pa.Table.from_pandas(pd.DataFrame({"paper_id": ["a"]})), first.folder / "tables" / "papers.parquet")
    with pytest.raises(InputError, match="of another version and must be run again first"):
        open_dump("new", "two", base="old").base.read("papers")


def test_only_what_a_base_changes_is_made_anew_for_one(open_dump):
    first = open_dump("old", "one", finish=True)
    plain, held = open_dump("new", "two"), open_dump("new", "two", base=str(first.folder))
    assert plain.describe_making("papers") == held.describe_making("papers")
    assert plain.describe_making("topics") != held.describe_making("topics")
    assert json.loads((held.folder / "run.json").read_text(encoding="utf-8"))["inputs"]["base"] == first.inputs["dump"]
