"""Facts about a corpus, on tables that can be counted by hand."""

import json

import pandas as pd
import pytest

from helpers.papers.assembly import build_papers
from helpers.papers.corpus_facts import (
    compute_completeness,
    compute_cuts,
    compute_date_origins,
    compute_date_precision,
    compute_languages,
    compute_lengths,
    describe_date_origins,
    describe_dates,
    describe_languages,
    describe_lengths,
    describe_selection,
    list_papers,
)
from helpers.run.settings import SETTINGS
from helpers.text.wordings import SELECTIONS

ABSTRACT = (
    "We study sparse rewards in detail and over long horizons. A dense reward helps the agent to learn much faster."
)


@pytest.fixture
def corpus(tmp_path):
    """Four papers (a day, a month, a year, no date) of six records."""
    dates = ["2024-05-06", "2024-08", "2025", ""]
    items = [
        {"title": f"Title {n}", "abstract": f"{ABSTRACT} {n}. See https://a.b/{n}.", "date": date}
        for n, date in enumerate(dates)
    ]
    items += [items[0], {"title": "Empty", "abstract": ""}]
    (tmp_path / "a.json").write_text(json.dumps(items))
    return build_papers([tmp_path / "a.json"])


def test_completeness_counts_each_field(corpus):
    table = compute_completeness(corpus[0]).set_index("field")
    assert table.loc["date published", ["n", "share", "detail"]].tolist() == [
        3, 0.75, "1 to the day, 1 to the month, 1 to the year",
    ]  # fmt: skip
    assert table.loc["DOI", "n"] == 0 and table.loc["title", "n"] == 4


def test_every_paper_is_in_one_period(corpus):
    table = compute_date_precision(corpus[0])
    assert table["period"].tolist() == ["2024 Q2", "2024 Q3", "2024 Q4", "2025", "2025 Q1", "no date"]
    assert table[["day", "month", "year", "none"]].to_numpy().sum() == 4
    assert table.set_index("period").loc["2025", "year"] == 1


def test_a_few_old_papers_do_not_stretch_the_axis(corpus):
    papers = pd.concat([corpus[0].iloc[:1]] * 100, ignore_index=True)
    old = papers.iloc[:1].assign(published_low=pd.Timestamp("1950-03-01"), published_high=pd.Timestamp("1950-03-01"))
    table = compute_date_precision(pd.concat([papers, old], ignore_index=True))
    assert table["period"].tolist() == ["before 2024", "2024 Q1", "2024 Q2"]
    assert table["day"].tolist() == [1, 0, 100]


def test_lengths_and_cuts(corpus):
    assert compute_lengths(corpus[0])["sentences"].tolist() == [4, 4, 4, 4]
    cuts = compute_cuts(corpus[0]).set_index("kind")
    assert cuts.loc["link", ["papers", "changes"]].tolist() == [4, 4]
    assert "short for abstracts" in describe_lengths(compute_lengths(corpus[0]))


def test_dates_are_told_with_their_precision_and_the_undated_counted(corpus):
    told = describe_dates(corpus[0])
    assert "3 of 4 papers are dated (1 to the day, 1 to the month, 1 to the year)" in told
    assert "May 2024 to December 2025" in told and "too few" in told
    assert "No paper has a date listed" in describe_dates(corpus[0], clock="listed")


def date_papers(*given):
    """Papers from (source, precision) of the date of publication, all of 2024-03-01."""
    day = pd.Timestamp("2024-03-01")
    return pd.DataFrame(
        {
            "published_source": [source for source, _ in given],
            "published_precision": [precision for _, precision in given],
            **{f"published_{end}": [day if p != "none" else pd.NaT for _, p in given] for end in ("low", "high")},
        }
    ).assign(
        **{f"{c}_{end}": pd.NaT for c in ("listed", "updated") for end in ("low", "high")},
        **{f"{c}_precision": "none" for c in ("listed", "updated")},
        **{f"{c}_source": None for c in ("listed", "updated")},
    )


def test_the_origin_of_each_date_is_told_with_what_it_cannot_say():
    papers = date_papers(
        *[("field versions[0].created", "day")] * 7, *[("arXiv id", "month")] * 2, ("field `year`\n$x$", "year"),
        ("field date", "day"), ("field date", "year"), *[(None, "none")] * 3,
    )  # fmt: skip
    assert describe_date_origins(papers).split("\n") == [
        "- **published**: `field versions[0].created` for 7, `arXiv id` (month only) for 2, `field date` for 2, "
        "`field 'year' $x$` (year only) for 1, none for 3",
        "- **listed**: none for 15",
        "- **updated**: none for 15",
    ]
    table = compute_date_origins(papers)
    assert table.groupby("clock")["papers"].sum().tolist() == [15, 15, 15]
    assert table.loc[table["origin"] == "field date", ["day", "month", "year"]].to_numpy().tolist() == [[1, 0, 1]]


def test_many_origins_are_told_together():
    told = describe_date_origins(date_papers(*[(f"field d{n}", "day") for n in range(9)]))
    assert told.split("\n")[0].endswith("`field d5` for 1, 3 more for 3, none for 0")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["en", "en"], "All papers whose language was recognised are in English."),
        (["en", None, None], "All papers whose language was recognised are in English; of 2 the language was not "
         "recognised."),
        ([None, None], "The language of no paper was recognised."),
        ([], "The language of no paper was recognised."),
        (["en", "de"], "1 of 2 papers is not in English (1 de); topics use them all."),
        (["en", "en", "en", "de", "de", "zh", None], "3 of 7 papers are not in English (2 de, 1 zh); "
         "of 1 the language was not recognised; topics use them all."),
        (["en", "de", "fr", "es", "pt", "it", "ru", "ja", "ko"], "8 of 9 papers are not in English (1 de, 1 es, "
         "1 fr, 1 it, 1 ja, 1 ko, 2 in 2 more); topics use them all."),
    ],
)  # fmt: skip
def test_languages_are_one_sentence(given, told):
    papers = pd.DataFrame({"language": pd.Series(given, dtype="str")})
    assert describe_languages(papers, "topics use them all") == told
    assert compute_languages(papers)["papers"].sum() == len(given)


def test_tables_for_readers(corpus):
    assert list_papers(corpus[0])["published"].tolist() == ["2024-05-06", "2024-08", "2025", ""]


def test_each_way_of_selection_has_its_warning():
    assert set(SELECTIONS) == set(SETTINGS["selection"].choices)
    assert "composition" in describe_selection("query")


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_and_one_paper_are_described(corpus, n):
    papers = corpus[0].head(n)
    assert len(compute_completeness(papers)) == 14
    assert len(compute_date_precision(papers)) == n
    assert compute_date_origins(papers)["papers"].sum() == 3 * n
    assert compute_languages(papers)["papers"].sum() == n
    assert describe_date_origins(papers).count("none for") == 3
    for told in (
        describe_dates(papers), describe_lengths(compute_lengths(papers)), describe_languages(papers, "they stay"),
    ):  # fmt: skip
        assert told.endswith((".", "shown."))
    assert len(compute_cuts(papers)) >= 0
