"""Sentences of the page and the digest, with few papers, none that are dated, and other settings."""

import pandas as pd
import pytest
from talk.small_run import SETTINGS, make_papers, make_tables

from helpers.figures.paper_cards import tell_reading
from helpers.run.inputs import find_theme
from helpers.run.schema import NO_TOPIC
from helpers.run.storage import build_empty_table
from helpers.talk.digest import _tell_share, tell_words
from helpers.talk.report import _tell_status, describe_run
from helpers.talk.report_methods import (
    _tell_span,
    _tell_theme,
    _tell_topics,
    _tell_trends,
    _tell_words,
    cite_methods,
    describe_methods,
)
from helpers.theme.theme_file import load_theme

CHECKED = {
    describe_run, describe_methods, tell_words, tell_reading, _tell_share, _tell_status,
    _tell_span, _tell_theme, _tell_topics, _tell_trends, _tell_words
}  # fmt: skip
THEME_FILE = load_theme(find_theme("sparse-vs-dense"))


def describe(tables, *, learned=False, **settings):
    told = describe_methods(
        tables, SETTINGS | settings, THEME_FILE, versions={"numpy": "2.1"}, dump="a.bib", learned=learned
    )
    return cite_methods(told).text


@pytest.mark.parametrize(("n", "told"), [(0, "0 papers, "), (1, "1 paper, "), (3, "3 papers, ")])
def test_papers_are_counted_with_how_they_were_chosen(n, told):
    papers = make_papers().head(n)
    assert describe_run(papers, "query").startswith(f"{told}papers chosen by a query: what follows describes the query")
    assert "`" not in describe_run(papers, "unknown")


def test_methods_name_numbers_settings_and_versions():
    tables = make_tables(make_papers())
    tables["decisions"] = pd.DataFrame({"outcome": ["merged", "merged", "rejected"]})
    told = describe(tables, min_papers=7, smallest_difference=0.1, seed=3)
    assert told.startswith(
        "6 records of a.bib (papers chosen by a query) gave 3 papers with title and abstract; 2 were "
    )
    assert "3 are dated, from 2024-01-05 to 2025-06-02." in told and "Terms of at least 7 papers" in told
    assert "A difference of 10 points" in told and "seed 3" in told and told.endswith("numpy 2.1.")
    assert "((" not in told and "))" not in told and "@" not in told
    assert "rules of the theme" in told and "learned from coded papers" in describe(tables, learned=True)


def test_methods_leave_out_what_was_not_done():
    tables = make_tables(make_papers(dates=(None, None, None)))
    tables["contrasts"] = build_empty_table("contrasts")
    tables["topics"] = tables["topics"].assign(topic=NO_TOPIC)
    told = describe(tables)
    assert "None has a date of publication." in told
    assert not any(word in told for word in ("Louvain", "Newcombe", "Firth", "Wilson"))


@pytest.mark.parametrize(("method", "source"), [("louvain", "Blondel"), ("umap-hdbscan", "HDBSCAN"), ("nmf", "Lee")])
def test_the_way_topics_were_drawn_is_cited(method, source):
    told = describe(make_tables(make_papers()), topic_method=method)
    assert source in told and sum(name in told for name in ("Blondel", "HDBSCAN", "Lee and")) == 1
    assert "was set" in describe(make_tables(make_papers()), n_topics=4)


def test_missing_dates_are_bounded_only_where_some_are_missing():
    papers = make_papers(dates=("2024-01-05", None, "2025-01-01"))
    assert "Manski" in cite_methods(_tell_trends(papers, SETTINGS)).text
    assert "manski" not in _tell_trends(make_papers(), SETTINGS)


def test_new_words_are_counted_and_escaped():
    assert (
        tell_words([("a*b", 1), ("c", 1200)], first=False) == r"In new papers alone: a\*b (1 paper), c (1,200 papers)."
    )
    assert tell_words([], first=False) == "No word stands in new papers alone."
    assert "nothing to compare with" in tell_words([], first=True)


def test_a_reading_is_told_with_how_sure_it_is():
    row = {"sense": "attention", "first_value": "sought", "second_value": "absent", "stance": "sparse"}
    row |= {"role": "mechanism", "uncertain": True}
    assert tell_reading(row, THEME_FILE).endswith(": sparse (sparse sought, dense absent; mechanism; not sure)")
    assert tell_reading(row | {"sense": None}, THEME_FILE) == "no theme word"


@pytest.mark.parametrize(("k", "told"), [(0, "0 of 1 paper are"), (1, "1 of 1 paper is")])
def test_a_share_agrees_with_its_number(k, told):
    assert _tell_share(k, 1) == told and _tell_share(1200, 1500) == "1,200 of 1,500 papers are"


def test_a_status_that_is_missing_is_silent():
    assert (_tell_status({"status": None}), _tell_status({"status": "count"}), _tell_status({"status": "clear"})) == (
        "",
        "",
        "clear",
    )
