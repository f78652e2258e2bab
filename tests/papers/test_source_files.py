"""What each file held, for one file and for five hundred."""

from dataclasses import replace

import pandas as pd
import pytest

from helpers.papers.corpus import Corpus
from helpers.papers.source_files import (
    compute_formats,
    compute_source_files,
    describe_files,
    describe_metadata,
    list_columns,
    list_odd_files,
    list_warnings,
    quote,
)
from helpers.run.schema import TABLES

NONE = pd.DataFrame(columns=list(TABLES["decisions"].columns))
EMPTY = Corpus(pd.DataFrame(), NONE)


def make_papers(counts, *, day="2025-01-01"):
    rows = [(source, f"line {n}") for source, count in counts.items() for n in range(count)]
    papers = pd.DataFrame(rows, columns=["source", "record"])
    return papers.assign(published_low=pd.Timestamp(day), published_high=pd.Timestamp(day) + pd.Timedelta(days=30))


def make_decisions(*rows):
    return pd.DataFrame(
        [(source, f"x {n}", outcome, "no title") for source, outcome, count in rows for n in range(count)],
        columns=["source", "record", "outcome", "reason"],
    )


def test_each_file_has_a_row_and_its_records_add_up():
    papers = make_papers({"a.ris": 3, "b.csv": 1})
    papers.loc[0, "published_low"] = pd.Timestamp("2020-02-02")
    papers.loc[3, ["published_low", "published_high"]] = pd.NaT
    decisions = make_decisions(("a.ris", "merged", 1), ("c.bib", "merged", 2), ("c.bib", "rejected", 1))
    table = compute_source_files(
        Corpus(papers, decisions, {"a.ris": "ris", "b.csv": "csv", "c.bib": "bibtex", "d.csv": "csv"})
    )
    assert table.drop(columns=["first", "last"]).to_numpy().tolist() == [
        ["a.ris", "ris", 4, 3, 1, 0], ["b.csv", "csv", 1, 1, 0, 0], ["c.bib", "bibtex", 3, 0, 2, 1],
        ["d.csv", "csv", 0, 0, 0, 0],
    ]  # fmt: skip
    assert table["first"].dt.strftime("%Y-%m-%d").fillna("").tolist() == ["2020-02-02", "", "", ""]
    assert table["last"].dt.strftime("%Y-%m-%d").fillna("").tolist() == ["2025-01-31", "", "", ""]
    formats = compute_formats(table)
    assert formats[["format", "files", "records", "papers"]].to_numpy().tolist() == [
        ["ris", 1, 4, 3], ["bibtex", 1, 3, 0], ["csv", 2, 1, 1],
    ]  # fmt: skip


def test_what_a_condition_left_out_is_counted_by_file_where_there_is_one():
    decisions = make_decisions(("a.ris", "filtered", 2), ("b.csv", "rejected", 1))
    table = compute_source_files(Corpus(make_papers({"a.ris": 3}), decisions, {"a.ris": "ris", "b.csv": "csv"}))
    assert table[["records", "papers", "merged", "rejected", "filtered"]].to_numpy().tolist() == [
        [5, 3, 0, 0, 2], [1, 0, 0, 1, 0],
    ]  # fmt: skip
    assert compute_formats(table)["filtered"].tolist() == [2, 0]


def test_five_hundred_files_are_told_by_the_odd_ones_and_the_largest():
    counts = {f"2025-{n:03}.jsonl": 100 + n % 7 for n in range(500)}
    counts["2025-250.jsonl"] = 900
    decisions = make_decisions(
        ("empty.jsonl", "rejected", 5), ("poor.jsonl", "rejected", 9), ("all.jsonl", "merged", 2)
    )
    papers = make_papers({**counts, "poor.jsonl": 1})
    table = compute_source_files(
        Corpus(papers, decisions, dict.fromkeys([*counts, "empty.jsonl", "poor.jsonl"], "jsonl"))
    )
    shown = list_odd_files(table)
    assert len(shown) <= 12
    assert shown["source"].tolist()[:4] == ["empty.jsonl", "all.jsonl", "poor.jsonl", "2025-250.jsonl"]
    assert shown["why"].tolist()[:4] == [
        "no paper is from here", "no paper is from here", "more than half left out", "among the largest",
    ]  # fmt: skip
    told = describe_files(table)
    assert told.startswith("503 files of 2 formats (`jsonl`, `unknown format`) hold ")
    assert "the largest, `2025-250.jsonl`, has 900" in told
    assert told.endswith("No paper's text is from `all.jsonl`, `empty.jsonl`.")


def test_hundreds_of_bad_files_do_not_fill_the_page():
    table = compute_source_files(Corpus(make_papers({"good.ris": 5}), NONE, {f"{n}.ris": "ris" for n in range(400)}))
    assert len(list_odd_files(table)) == 12
    assert len(describe_files(table)) < 300 and "and 397 more" in describe_files(table)


@pytest.mark.parametrize(("n", "told"), [(1, "1 file of 1 format (`json`) holds 1 record."), (0, "Nothing was read.")])
def test_one_file_and_none(n, told):
    table = compute_source_files(Corpus(make_papers({"a.json": n}), NONE, {"a.json": "json"} if n else {}))
    assert describe_files(table) == told
    assert len(compute_formats(table)) == len(list_odd_files(table)) == n


def test_files_without_dates_have_none():
    papers = make_papers({"a.csv": 2}).assign(published_low=pd.NaT, published_high=pd.NaT)
    assert compute_source_files(Corpus(papers, NONE))["first"].isna().all()


def test_names_cannot_act_as_markup():
    assert quote("a`b`\n<script>$x$") == "`a'b' <script>$x$`"
    assert len(quote("x" * 500)) == 62


def test_columns_are_told_once_for_files_that_agree():
    same = {"title": "Document Title", "abstract": "Abstract"}
    columns = {"a.csv": same, "b.csv": {"title": "TI"}, "c.csv": dict(same)}
    table = list_columns(replace(EMPTY, columns=columns))
    assert table.to_numpy().tolist() == [
        ["title from Document Title; abstract from Abstract", 2], ["title from TI", 1],
    ]  # fmt: skip
    assert list_columns(EMPTY).empty


def test_warnings_about_dates_are_found():
    said = ["a.ris: 2 times: a published date (PY) cannot be read.", "a.ris: NUL bytes were left out.", "b: updated."]
    corpus = replace(EMPTY, warnings=said)
    assert list_warnings(corpus, "date")["warning"].tolist() == said[:1]
    assert len(list_warnings(corpus)) == 3 and list_warnings(EMPTY).empty


def test_the_metadata_file_is_told():
    assert describe_metadata(EMPTY) == "No metadata file stands beside the dump."
    facts = {"file": "a.metadata.csv", "rows": 3, "rows_joined": 2, "records_joined": 2, "records_without": 1}
    assert describe_metadata(replace(EMPTY, metadata=facts)) == (
        "The metadata file `a.metadata.csv` has 3 rows, of which 2 told something of 2 records; "
        "1 usable record had none."
    )
