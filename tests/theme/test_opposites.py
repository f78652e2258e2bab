"""Pairs of opposites that a dump turns on: few papers, counted by hand."""

import gzip
import json

import pandas as pd
import pytest

from helpers.theme.opposites import Antonyms, describe_opposites, rank_opposites

PLAIN = "We study soups and serve them to guests in the evening."
SAID = {
    "hot soup": ["We go from hot to cold soup.", "A cold soup is served hot.", "Hot rather than cold days."],
    "joined": ["We weigh precision and recall.", "Both precision and recall rise.", "The precision and recall fall."],
    "formed": ["Supervised and unsupervised cooks.", "An unsupervised cook, a supervised guest."],
}


@pytest.fixture
def reference(tmp_path):
    """A thousand papers, of which 500 say each of precision and recall, 10 each other word."""
    terms = [("precision", 500), ("recall", 500), *[(w, 10) for w in ("hot", "cold", "supervised", "unsupervised")]]
    with gzip.open(tmp_path / "reference.csv.gz", "wt") as file:
        pd.DataFrame(terms, columns=["term", "n_papers"]).to_csv(file, index=False)
    (tmp_path / "reference.json").write_text(json.dumps({"papers": 1000, "min_papers": {"words": 5}}))
    return tmp_path


def make_papers(*abstracts):
    rows = [{"paper_id": f"p{i}", "title": "On soups", "abstract": text} for i, text in enumerate(abstracts)]
    return pd.DataFrame(rows, columns=["paper_id", "title", "abstract"])


def rank(reference, *abstracts, **options):
    return rank_opposites(make_papers(*abstracts), reference, **options)


def list_pairs(table):
    return [{a, b} for a, b in zip(table["first"], table["second"], strict=True)]


def test_opposites_stand_above_words_that_are_merely_joined(reference):
    table = rank(reference, *(text for texts in SAID.values() for text in texts))
    assert list_pairs(table) == [{"hot", "cold"}, {"supervised", "unsupervised"}, {"precision", "recall"}]
    assert table["known"].tolist() == ["opposites", "opposites", ""]


def test_papers_are_counted_and_held_against_the_reference(reference):
    row = rank(reference, *SAID["hot soup"], "Hot soup.", *[PLAIN] * 6).iloc[0]
    assert (row["first"], row["second"]) == ("hot", "cold")  # the order of most sentences
    assert (row["n_first"], row["n_second"], row["n_either"], row["n_both"], row["n_joined"]) == (4, 3, 4, 3, 3)
    # 4 of 10 papers against 10 of 1,000, and 3 of 10.
    assert (row["surplus_first"], row["surplus_second"]) == (pytest.approx(40), pytest.approx(30))
    assert len(row["sentences"]) == 3 and row["sentences"][0] in ("We go from hot to cold soup.", *SAID["hot soup"])


def test_a_word_that_the_reference_does_not_list_counts_as_on_the_verge(reference):
    row = rank(reference, *["From indoor to outdoor scenes."] * 2).iloc[0]
    assert row["surplus_first"] == pytest.approx(1 / (5 / 1000))


def test_words_that_only_a_comparison_opposes_are_found(reference):
    table = rank(reference, *["We use text rather than speech.", "From text to speech."] * 2)
    assert list_pairs(table) == [{"text", "speech"}]


@pytest.mark.parametrize(
    "sentence",
    [
        "It is here and there.",  # function words
        "The method is effective, accurate and scalable.",  # the end of a list
        "Improved and improving results.",  # what all abstracts say
        "A model and models.",  # one word
    ],
)
def test_what_makes_no_theme_is_left_out(reference, sentence):
    assert rank(reference, *[sentence] * 4).empty


def test_one_paper_makes_no_pair_and_no_paper_no_table(reference):
    assert rank(reference, "From hot to cold.", PLAIN).empty
    assert rank(reference).empty and "No two words" in describe_opposites(rank(reference), 0, "")


@pytest.mark.parametrize(
    ("word", "other"),
    [("hot", "cold"), ("linear", "non-linear"), ("labelled", "unlabelled"), ("short-term", "long-term"),
     ("homogeneous", "heterogeneous"), ("intra-class", "inter-class")],
)  # fmt: skip
def test_partners_are_known_both_ways(word, other):
    antonyms = Antonyms()
    assert other in antonyms.find_partners(word) and word in antonyms.find_partners(other)


@pytest.mark.parametrize(("word", "other"), [("it", "unit"), ("sparse", "hot"), ("der", "under")])
def test_what_only_looks_like_a_denial_is_no_partner(word, other):
    assert other not in Antonyms().find_partners(word)


def test_each_pair_comes_with_its_sentences_and_its_command(reference):
    told = describe_opposites(rank(reference, *SAID["hot soup"]), 3, "my.bib")
    assert told.startswith("1. hot / cold: 3 papers of 3 with either, 3 with both")
    assert told.count("\n   - ") == 3 and told.endswith("python -m helpers new-theme hot cold my.bib --run")


def test_of_very_many_papers_one_in_so_many_is_looked_through(reference, monkeypatch):
    monkeypatch.setattr("helpers.theme.opposites.MOST_READ", 4)
    table = rank(reference, *[text for text in SAID["hot soup"] for _ in (0, 1, 2)], PLAIN)
    assert table[["n_papers", "n_either"]].to_numpy().tolist() == [[4, 3]]
