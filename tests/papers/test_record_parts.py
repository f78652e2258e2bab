"""A dump in parts gives the papers of a dump in one part, whatever was kept, added, interrupted or sent elsewhere."""

import json
import random

import pandas as pd
import pytest

from helpers.papers import assembly, record_keys, record_parts
from helpers.papers.assembly import read_papers
from helpers.run import engines
from helpers.run.engines import choose_engine, open_client
from helpers.run.storage import map_tables

NOTE = "This is the abstract of a talk, which can be asked for by post from its author."
WORDS = [f"w{chr(97 + a)}{chr(97 + b)}" for a in range(20) for b in range(20)]


def make_records(n, seed=1):
    """Papers of random words; some repeat an earlier one, with a slip in the title, or are none."""
    rng = random.Random(seed)
    records = []
    for number in range(n):
        title = " ".join(rng.sample(WORDS, 6)).capitalize()
        abstract = ". ".join(" ".join(rng.sample(WORDS, 12)) for _ in range(4)) + "."
        records.append({"title": title, "abstract": abstract, "published": f"2024-0{1 + number % 9}-11"})
        if number % 7 == 3:
            records.append({**records[rng.randrange(len(records))], "doi": f"10.1234/{number}"})
        if number % 11 == 5:
            first = records[rng.randrange(len(records))]
            records.append({**first, "title": first["title"] + ": an extended view of it"})
        if number % 13 == 4:
            records.append({"title": title + " again", "abstract": ""})
        if number % 5 == 1:
            records[-1]["abstract"] += " Towns and Bridges, Wiley Periodicals, 2020."
        if number % 17 == 2:
            records.append({"title": "None", "abstract": abstract[::-1]})
    return records


def write(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(record_parts, "FEW", 20)
    monkeypatch.setattr(record_parts, "SIZE", 16)
    monkeypatch.setattr(record_keys, "HAND", 50)


@pytest.fixture
def here(monkeypatch):
    """Every part is made ready in this process, and counted."""
    made = []

    def map_here(function, parts):
        for part in parts:
            made.append(len(part))
            yield function(part)

    monkeypatch.setattr(record_parts, "map_parts", map_here)
    return made


def expect_equal(first, second):
    pd.testing.assert_frame_equal(first.papers, second.papers)
    pd.testing.assert_frame_equal(first.decisions, second.decisions)
    assert sorted(first.warnings) == sorted(second.warnings)


def test_parts_give_the_papers_decisions_and_warnings_of_the_whole(tmp_path, monkeypatch, here):
    path = write(tmp_path / "a.jsonl", make_records(150))
    facts = tmp_path / "facts.csv"
    rows = [f"{record['title']},ACL" for record in make_records(150)[::9] if record["title"] != "None"]
    facts.write_text("\n".join(["title,venue", *rows, "Not there,ICML"]), encoding="utf-8")
    options = {"metadata": facts, "where": "published >= 2024"}
    whole = read_papers([path], **options)
    assert here == []
    monkeypatch.setattr(record_parts, "FEW", 20)
    monkeypatch.setattr(record_parts, "SIZE", 16)
    parts = read_papers([path], **options)
    assert len(here) > 5
    expect_equal(whole, parts)
    assert parts.metadata == whole.metadata
    reasons = set(whole.decisions["reason"])
    assert {"same title", "no abstract", "no title"} <= reasons
    assert any("a publisher's words" in said for said in whole.warnings)
    assert not whole.papers["abstract"].str.contains("Wiley").any()
    assert whole.papers["abstract_raw"].str.contains("Wiley").sum() > 10


def test_papers_that_stay_on_disk_are_those_that_are_held(tmp_path, monkeypatch, small_parts, here):
    path = write(tmp_path / "a.jsonl", make_records(150))
    held = read_papers([path], cache=tmp_path / "cache", where="published >= '2024-05'")
    monkeypatch.setattr(assembly, "ROWS", 20)
    monkeypatch.setattr(assembly, "MOST_HELD", 2)
    folders = []
    monkeypatch.setattr(assembly, "map_tables", lambda *given: folders.append(given[2]) or map_tables(*given))
    expect_equal(read_papers([path], cache=tmp_path / "cache", where="published >= '2024-05'"), held)
    assert "outside where" in set(held.decisions["reason"])
    assert folders == [tmp_path / "cache"] and list(folders[0].glob("*.arrow")) == []


@pytest.mark.parametrize(
    ("change", "options", "told"),
    [
        (lambda n, record: {**record, "abstract": NOTE} if n % 3 == 0 else record, {}, "junk abstract"),
        (lambda n, record: {**record, "published": f"{2000 + n % 20}-01-01"}, {}, "lies on 1 January"),
        (lambda n, record: {**record, "abstract": NOTE[:20]} if n % 4 == 0 else record, {"titles_only": True}, ""),
    ],
    ids=["a note under many titles", "years written as days", "titles alone"],
)  # fmt: skip
def test_what_the_whole_dump_tells_of_a_paper_is_told_of_one_in_a_part(
    tmp_path, monkeypatch, here, change, options, told
):
    path = write(tmp_path / "a.jsonl", [change(n, record) for n, record in enumerate(make_records(60))])
    whole = read_papers([path], **options)
    monkeypatch.setattr(record_parts, "FEW", 20)
    monkeypatch.setattr(record_parts, "SIZE", 16)
    parts = read_papers([path], **options)
    expect_equal(whole, parts)
    assert len(here) > 2
    assert told in " ".join([*parts.warnings, *parts.decisions["reason"]])
    assert (parts.papers["abstract"] == "").any() == bool(options)


def test_an_identifier_of_the_metadata_brings_records_together(tmp_path):
    text = "We count the bridges of thirty towns along the river and find that few of them are older than the towns."
    path = write(
        tmp_path / "a.jsonl",
        [{"title": "Bridges of towns", "abstract": text}, {"title": "A survey along one river", "abstract": text}],
    )
    facts = tmp_path / "facts.csv"
    facts.write_text("title,doi\nBridges of towns,10.1234/1\nA survey along one river,10.1234/1\n", encoding="utf-8")
    assert len(read_papers([path]).papers) == 2
    joined = read_papers([path], metadata=facts)
    assert joined.papers["doi"].tolist() == ["10.1234/1"]
    assert joined.decisions["reason"].tolist() == ["same identifier"]


def test_processes_give_what_this_one_gives(tmp_path, monkeypatch, small_parts):
    path = write(tmp_path / "a.jsonl", make_records(90))
    spread = read_papers([path])
    monkeypatch.setattr(record_parts, "FEW", 10_000)
    expect_equal(read_papers([path]), spread)


def test_a_cluster_of_two_workers_gives_what_this_machine_gives(tmp_path, monkeypatch, small_parts):
    monkeypatch.setenv(engines.VARIABLE, "")
    path = write(tmp_path / "a.jsonl", make_records(90))
    alone = read_papers([path])
    choose_engine("local")
    try:
        expect_equal(alone, read_papers([path]))
    finally:
        client = open_client("local")
        client.cluster.close()
        client.close()
        open_client.cache_clear()


def test_of_a_dump_that_grew_in_the_middle_only_what_is_near_is_made_ready_again(tmp_path, small_parts, here):
    records = make_records(150)
    read_papers([write(tmp_path / "a.jsonl", records)], cache=tmp_path)
    first = sum(here)
    here.clear()
    more = {"title": "A wholly new paper on towns", "abstract": "Towns grow along rivers. " * 3 + "We count them all."}
    grown = write(tmp_path / "a.jsonl", [*records[:40], more, *records[40:]])
    told = []
    kept = read_papers([grown], cache=tmp_path, note=lambda *facts: told.append(facts[:3]))
    assert told == [("records made ready", len(make_records(150)) + 1 - sum(here), sum(here))]
    assert 0 < sum(here) < first / 3
    expect_equal(read_papers([grown]), kept)


def test_a_reading_that_was_interrupted_goes_on(tmp_path, monkeypatch, small_parts, here):
    path = write(tmp_path / "a.jsonl", make_records(150))
    made = record_parts.prepare_part
    calls = []

    def stop_after_three(raws, *, titles_only):
        calls.append(len(raws))
        if len(calls) > 3:
            raise KeyboardInterrupt
        return made(raws, titles_only=titles_only)

    monkeypatch.setattr(record_parts, "prepare_part", stop_after_three)
    with pytest.raises(KeyboardInterrupt):
        read_papers([path], cache=tmp_path)
    monkeypatch.setattr(record_parts, "prepare_part", made)
    again = read_papers([path], cache=tmp_path)
    assert len(again.papers) + len(again.decisions) == len(make_records(150))
    assert here[:3] == calls[:3]
    assert sum(here[4:]) == len(make_records(150)) - sum(calls[:3])


def test_a_damaged_part_is_made_anew(tmp_path, small_parts, here):
    path = write(tmp_path / "a.jsonl", make_records(90))
    first = read_papers([path], cache=tmp_path)
    here.clear()
    files = sorted((tmp_path / "records").glob("*.parquet"))
    files[0].write_bytes(b"PAR1 torn")
    expect_equal(first, read_papers([path], cache=tmp_path))
    assert len(here) == 1
