"""Sentences on a corpus, held against numbers that are extreme, tied, few or none."""

import re

import numpy as np
import pandas as pd
import pytest

from helpers.papers.collection_changes import compute_collection_changes, describe_collection_changes
from helpers.papers.corpus import Corpus
from helpers.papers.corpus_facts import describe_languages, describe_lengths, describe_selection
from helpers.papers.dump_report import _describe_dates, describe_summary
from helpers.papers.record_flow import describe_merges
from helpers.papers.source_files import describe_files, describe_metadata
from helpers.run.schema import CLOCKS
from helpers.text.wordings import SELECTIONS

CHECKED = {
    _describe_dates, describe_collection_changes, describe_files, describe_languages, describe_lengths,
    describe_merges, describe_metadata, describe_selection, describe_summary,
}  # fmt: skip


def list_numbers(text):
    return [int(n.replace(",", "")) for n in re.findall(r"\d(?:[\d,]*\d)?", text)]


# --- lengths, languages, selection -------------------------------------------------------------------------


@pytest.mark.parametrize("words", [[], [0, 0], [40], [1], [7, 7, 7], [0, 200, 10_000], [20, 30]])
def test_lengths_are_those_of_the_abstracts(words):
    lengths = pd.DataFrame({"words": words, "characters": [6 * n for n in words]}, dtype=int)
    told = describe_lengths(lengths)
    if not any(words):
        assert told == "There are no abstracts."
    elif len(words) == 1:
        assert list_numbers(told) == [words[0], 6 * words[0]] and ("1 word and" in told) == (words == [1])
    else:
        middle = int(np.median(words))
        assert list_numbers(told) == [middle, 6 * min(words), 6 * max(words)]
        assert sum(n >= middle for n in words) >= len(words) / 2
        assert ("short for abstracts" in told) == (6 * middle < 350)


@pytest.mark.parametrize(
    "given", [[], [None, None], ["en"], ["en", None], ["de"], ["de", "de", "fr", "en", None], list("abcdefghi")]
)
def test_languages_add_up_to_the_papers(given):
    papers = pd.DataFrame({"language": pd.Series(given, dtype="str")})
    told = describe_languages(papers, "they stay")
    known = [one for one in given if one]
    foreign = [one for one in known if one != "en"]
    assert told.startswith("The language of no paper was recognised") == (not known)
    assert told.startswith("All papers whose language was recognised are in English") == (bool(known) and not foreign)
    if foreign:
        verb = "is" if len(foreign) == 1 else "are"
        assert told.startswith(f"{len(foreign)} of {len(given)} papers {verb} not in English")
        inside = told.split("(")[1].split(")")[0]
        shown = list_numbers(re.sub(r" in \d+ more", "", inside))
        assert sum(shown) == len(foreign), "those named and those in more languages"
        assert (f"of {given.count(None)} the language" in told) == (None in given)


def test_each_way_of_selection_names_itself_and_what_it_forbids():
    told = {selection: describe_selection(selection) for selection in SELECTIONS}
    assert len(set(told.values())) == len(SELECTIONS)
    assert all(sentence.startswith(f"**selection = {selection}.** ") for selection, sentence in told.items())
    assert "not rises or falls" in told["query"] and "as a trend" in told["unknown"]


# --- merges, files, metadata -------------------------------------------------------------------------------


def merge(*rows):
    """A corpus of papers p0 to p2, all from a.ris, and records merged into them: (paper, source, reason, fields)."""
    papers = pd.DataFrame({"paper_id": ["p0", "p1", "p2"], "source": "a.ris"})
    decisions = pd.DataFrame(rows, columns=["paper_id", "source", "reason", "fields_taken"]).assign(outcome="merged")
    return Corpus(papers, decisions)


@pytest.mark.parametrize(
    ("rows", "numbers"),
    [
        ([("p0", "a.ris", "same title", [])], [1, 1, 1, 0]),
        ([("p0", "b.csv", "same title", ["doi"]), ("p0", "b.csv", "same title", ["doi"])], [2, 1, 2, 2, 2]),
        ([("p0", "b.csv", "same title", ["doi"]), ("p1", "a.ris", "same identifier", ["doi", "venue"])],
         [2, 2, 1, 1, 1, 2, 1]),
    ],
)  # fmt: skip
def test_merges_are_counted_by_record_paper_reason_and_field(rows, numbers):
    told = describe_merges(merge(*rows))
    assert list_numbers(told) == numbers
    assert told.endswith("had not.") == (not any(fields for *_, fields in rows))
    assert ("1 record was merged into 1 paper" in told) == (len(rows) == 1)


def test_without_merges_the_sentence_says_so():
    assert describe_merges(merge()) == "No two records were found to be the same paper."
    left = merge(("p0", "a.ris", "no title", []))
    assert describe_merges(Corpus(left.papers, left.decisions.assign(outcome="rejected"))).startswith("No two records")


def make_files(*rows):
    table = pd.DataFrame(rows, columns=["source", "format", "records", "papers"])
    day = pd.Series([pd.NaT] * len(rows), dtype="datetime64[us]")
    return table.assign(merged=0, rejected=table["records"] - table["papers"], first=day, last=day)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "Nothing was read."),
        ([("a.ris", "ris", 1, 1)], "1 file of 1 format (`ris`) holds 1 record."),
        ([("a.ris", "ris", 3, 0)], "1 file of 1 format (`ris`) holds 3 records."),
        ([("a.ris", "ris", 3, 3), ("b.csv", "csv", 2, 0)],
         "2 files of 2 formats (`ris`, `csv`) hold 5 records. No paper's text is from `b.csv`."),
    ],
)  # fmt: skip
def test_files_and_their_records_are_counted(rows, told):
    assert describe_files(make_files(*rows)) == told


def test_of_many_files_the_middle_and_the_largest_are_told_also_where_all_are_alike():
    told = describe_files(make_files(*[(f"{n}.ris", "ris", 7, 7) for n in range(500)]))
    assert list_numbers(told.split("Half")[0]) == [500, 1, 3500] and "have 7 or more; the largest" in told


@pytest.mark.parametrize(
    ("facts", "numbers"),
    [((1, 1, 1, 0), [1, 1, 1]), ((5, 0, 0, 9), [5, 0, 0, 9]), ((1200, 1100, 1300, 1), [1200, 1100, 1300, 1])],
)
def test_metadata_is_told_with_what_it_did_not_know(facts, numbers):
    names = ("rows", "rows_joined", "records_joined", "records_without")
    told = describe_metadata(
        Corpus(pd.DataFrame(), pd.DataFrame(), metadata={"file": "x", **dict(zip(names, facts, strict=True))})
    )
    assert list_numbers(told) == numbers and ("had none" in told) == (facts[3] > 0)
    assert describe_metadata(Corpus(pd.DataFrame(), pd.DataFrame())).startswith("No metadata file")


# --- changes of the collection -----------------------------------------------------------------------------


def date_corpus(days, **columns):
    low = pd.to_datetime(pd.Series(days, dtype="str"))
    papers = pd.DataFrame({"published_low": low, "published_high": low})
    papers["published_precision"] = np.where(low.notna(), "day", "none")
    plain = {"categories": [["x.A"]] * len(low), "venue": None, "source": "a.ris", "abstract_raw": "A text."}
    return Corpus(papers.assign(**{**plain, **columns}), pd.DataFrame())


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ([], "Too few papers (0) are dated"),
        ([None] * 50, "Too few papers (0) are dated"),
        (["2025-01-01"] * 39, "Too few papers (39) are dated"),
        (["2025-01-01"] * 60, "All are of one period"),
    ],
)
def test_where_nothing_can_be_seen_no_steadiness_is_claimed(days, told):
    sentence = describe_collection_changes(date_corpus(days))
    assert told in sentence and "cannot be seen" in sentence and "in a part of the period only" not in sentence


def test_one_day_and_one_venue_that_nearly_all_share_are_told_with_their_numbers():
    days = ["2025-03-01"] * 31 + ["2025-04-01"] * 29
    told = describe_collection_changes(date_corpus(days, venue="NeurIPS"))
    assert "31 of the 60 papers dated to the day are of one day, 2025-03-01" in told
    assert "60 of the 60 papers with a venue are of `NeurIPS`" in told
    half = describe_collection_changes(date_corpus(days[1:31] + days[31:] + ["2025-04-01"]))
    assert "of one day" not in half, "30 of 60 are not most"


def test_what_is_there_in_a_part_only_is_counted_as_in_the_table():
    days = ["2025-01-01"] * 60 + ["2025-06-01"] * 60
    corpus = date_corpus(days, categories=[["x.A"]] * 60 + [["x.A", "x.B"]] * 60)
    told, table = describe_collection_changes(corpus), compute_collection_changes(corpus)
    assert table["name"].tolist() == ["x.B"] and "1 category in a part of the period only: `x.B`." in told
    assert "the collection's and not the field's" in told and "No category" not in told


# --- the report of a terminal ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "told"),
    [((None, None), "4 unknown"), (("2025-01-01", "2025-01-01"), "of 2025-01-01"), (("2020", "2025"), "2020 to 2025")],
)
def test_dates_of_a_clock_are_told_with_what_is_unknown(days, told):
    precision = {"none": 4} if days[0] is None else {"day": 3, "year": 1}
    facts = {"precision": precision, "sources": {"field date": 4}, "first": days[0], "last": days[1]}
    sentence = _describe_dates(facts)
    assert told in sentence and "field date: 4" in sentence
    assert ("3 to the day, 1 to the year" in sentence) == (days[0] is not None)


def test_the_report_counts_every_record_once_and_warns_of_all():
    unknown = {"precision": {"none": 0}, "sources": {}, "first": None, "last": None}
    summary = {
        "format": "ris", "files": 2, "columns": {}, "records": 1_200, "papers": 1_000, "merged": 150,
        "rejected": {"no title": 30, "no abstract": 20}, "filtered": {}, "dates": dict.fromkeys(CLOCKS, unknown),
        "undated": "There is no date.", "languages": {"en": 900, "de": 100}, "sample": [],
        "warnings": [f"Warning {n}." for n in range(25)],
    }  # fmt: skip
    lines = describe_summary(summary).splitlines()
    assert list_numbers(lines[1]) == [1200, 1000, 150, 50, 30, 20] and "ris, 2 files" in lines[0]
    assert "Dates      There is no date." in lines and "Languages  en 900, de 100" in lines
    assert sum(line.startswith("Warning") for line in lines) == 20 and "5 more warnings" in lines[-1]
    none = {**summary, "records": 1, "papers": 1, "merged": 0, "rejected": {}, "warnings": [], "languages": {}}
    told = describe_summary(none)
    assert "1 record: 1 paper, 0 merged, 0 rejected\n" in told and "not recognised" in told
