"""From records to papers: the counts of a dump of three files, made by hand, add up and say what came from where."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from helpers.figures.record_flow_figure import describe_record_flow
from helpers.papers.assembly import read_papers
from helpers.papers.corpus import Corpus
from helpers.papers.record_flow import compute_record_flow, describe_merges, list_merged, list_rejected
from helpers.run.schema import TABLES

ABSTRACT = (
    "We study how agents learn from rewards in detail. A teacher helps the agent to learn much faster than before."
)
LONGER = f"{ABSTRACT} We then measure what is lost when the teacher is taken away again."


@pytest.fixture
def dump(tmp_path):
    """Eight records: "One" in both files and twice in the second, two more papers, two records left out."""
    first = [
        {"title": "One", "abstract": ABSTRACT, "doi": "10.1000/one", "venue": "Journal of Teachers"},
        {"title": "Two", "abstract": f"{ABSTRACT} Two.", "doi": "10.1000/two"},
        {"title": "Empty", "abstract": ""},
    ]
    second = [
        {"title": "One", "abstract": LONGER, "doi": "10.1000/one", "date": "2024-05-06"},
        {"title": "One", "abstract": LONGER, "doi": "10.1000/one"},
        {"title": "Three $x$ <b>", "abstract": f"{ABSTRACT} Three.", "doi": "10.1000/three"},
        {"title": "A note", "abstract": "Preface"},
    ]
    (tmp_path / "a.json").write_text(json.dumps(first))
    (tmp_path / "b.jsonl").write_text("\n".join(map(json.dumps, second)))
    return read_papers([tmp_path / "a.json", tmp_path / "b.jsonl"])


def sum_boxes(flow):
    return flow[flow["item"] == ""].set_index("box")["n"].to_dict()


def test_the_flow_adds_up(dump):
    flow = compute_record_flow(dump)
    assert flow.to_numpy().tolist() == [
        ["identification", "identified", "", 2, 7],
        ["identification", "identified", "jsonl: b.jsonl", 1, 4],
        ["identification", "identified", "json: a.json", 1, 3],
        ["identification", "removed", "", 0, 2],
        ["identification", "removed", "same identifier", 0, 2],
        ["screening", "screened", "", 0, 5],
        ["screening", "excluded", "", 0, 2],
        ["screening", "excluded", "junk abstract", 0, 1],
        ["screening", "excluded", "no abstract", 0, 1],
        ["included", "included", "", 0, 3],
    ]
    assert describe_record_flow(flow) == (
        "Of 7 records, 3 were kept as papers, 2 were merged into one of them and 2 were left out."
    )


def make_corpus(n_files, *, per_file=3, formats=("jsonl",)):
    """Papers of many files, each with one record merged and one rejected besides, and the formats of the files."""
    names = [f"2025-{n:03}.{formats[n % len(formats)]}" for n in range(n_files)]
    rows = [(name, f"line {k}") for name in names for k in range(per_file)]
    papers = pd.DataFrame(rows, columns=["source", "record"]).assign(
        published_low=pd.Timestamp("2025-01-01"), published_high=pd.Timestamp("2025-01-31")
    )
    decisions = pd.DataFrame(
        [
            (name, *row)
            for row in (("m", "merged", "same title"), ("r", "rejected", "no title"))
            for name in names
        ],
        columns=["source", "record", "outcome", "reason"],
    )  # fmt: skip
    return Corpus(papers, decisions, {name: name.rsplit(".")[-1] for name in names})


def test_many_files_are_told_by_format():
    flow = compute_record_flow(make_corpus(500, formats=("jsonl", "jsonl", "jsonl", "ris")))
    found = flow[flow["box"] == "identified"]
    assert found[["item", "files", "n"]].to_numpy().tolist() == [
        ["", 500, 2500],
        ["jsonl", 375, 1875],
        ["ris", 125, 625],
    ]
    sums = sum_boxes(flow)
    assert sums == {"identified": 2500, "removed": 500, "screened": 2000, "excluded": 500, "included": 1500}


@pytest.mark.parametrize("n_files", [1, 6, 7, 30])
def test_items_add_up_to_their_box(n_files):
    flow = compute_record_flow(make_corpus(n_files, formats=("a", "b", "c")))
    sums = sum_boxes(flow)
    for box in ("identified", "removed", "excluded"):
        items = flow[(flow["box"] == box) & (flow["item"] != "")]
        assert items["n"].sum() == sums[box]
    assert flow.loc[(flow["box"] == "identified") & (flow["item"] != ""), "files"].sum() == n_files
    assert sums["identified"] - sums["removed"] == sums["screened"] == sums["excluded"] + sums["included"]


def test_a_file_without_a_known_format_goes_by_its_name():
    assert compute_record_flow(replace(make_corpus(1), formats={}))["item"].tolist()[1] == "2025-000.jsonl"


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_and_one_paper_have_all_boxes(n):
    none = pd.DataFrame(columns=list(TABLES["decisions"].columns))
    corpus = replace(make_corpus(1, per_file=n), decisions=none)
    assert sum_boxes(compute_record_flow(corpus)) == {
        "identified": n, "removed": 0, "screened": n, "excluded": 0, "included": n,
    }  # fmt: skip
    assert describe_merges(corpus) == "No two records were found to be the same paper."


def test_a_merge_says_into_what_why_and_what_it_gave(dump):
    merged = list_merged(dump)
    assert merged["part_of"].tolist() == ["One", "One"] and merged["reason"].tolist() == ["same identifier"] * 2
    first = merged[merged["source"] == "a.json"].iloc[0]
    assert first["fields_taken"] == ["venue"] and first["text_from"].startswith("b.jsonl, ")
    assert first["link"] == "https://doi.org/10.1000/one"
    told = describe_merges(dump)
    assert told.startswith("2 records were merged into 1 paper (2 for same identifier); 1 of them from another file")
    assert "`venue` 1" in told


def test_merges_across_files_are_told_apart_from_those_within_one(dump):
    decisions = dump.decisions
    within = decisions[(decisions["outcome"] == "merged") & (decisions["source"] == "b.jsonl")]
    told = describe_merges(replace(dump, decisions=within))
    assert "; 0 of them from another file" in told
    assert "They gave no field that the paper had not." in told


def test_least_sure_merges_come_first_and_long_lists_are_cut(dump):
    merged = dump.decisions[dump.decisions["outcome"] == "merged"]
    many = pd.concat([merged] * 3, ignore_index=True)
    many["score"] = [0.9, 0.5, 1.0, None, 0.7, 0.8]
    assert list_merged(replace(dump, decisions=many), most=3)["score"].fillna(-1).tolist() == [-1, 0.5, 0.7]


def test_what_was_left_out_is_listed_with_title_and_reason(dump):
    rejected = list_rejected(dump)
    assert rejected[["reason", "title", "source"]].to_numpy().tolist() == [
        ["no abstract", "Empty", "a.json"], ["junk abstract", "A note", "b.jsonl"],
    ]  # fmt: skip
    assert len(list_rejected(dump, most=1)) == 1


def test_titles_are_shown_as_text(dump):
    from helpers.figures.searchable_tables import show_papers
    from helpers.papers.corpus_facts import list_papers

    page = show_papers(list_papers(dump.papers)).data
    assert "<b>" not in page and "$" not in page.replace("&#36;", "")
