"""Changes of a collection: planted ones are found, and none where papers are in random order."""

import numpy as np
import pandas as pd
import pytest

from helpers.papers.collection_changes import compute_collection_changes, describe_collection_changes
from helpers.papers.corpus import Corpus

MONTHS = [f"2025-{month:02}-01" for month in range(1, 13)]


def make_papers(per_month=40, **columns):
    """Papers of twelve months, known to the month; a column may be a function of the number of the month."""
    months = [n for n in range(12) for _ in range(per_month)]
    low = pd.to_datetime([MONTHS[n] for n in months])
    papers = pd.DataFrame(
        {
            "published_low": low, "published_high": low + pd.offsets.MonthEnd(0), "published_precision": "month",
            "categories": [["x.A"]] * len(low), "venue": None, "source": "all.jsonl",
            "abstract_raw": "A text of one line that is neither long nor short.",
        }
    )  # fmt: skip
    for name, value in columns.items():
        papers[name] = [value(n) if callable(value) else value for n in months]
    return papers


def make_corpus(papers, formats=None):
    return Corpus(papers, pd.DataFrame(), formats=formats or {})


def list_changes(papers, formats=None):
    table = compute_collection_changes(make_corpus(papers, formats))
    return [tuple(row) for row in table[["kind", "name", "change", "papers", "papers_without"]].itertuples(index=False)]


def test_a_steady_collection_has_no_changes():
    papers = make_papers()
    assert list_changes(papers) == []
    assert "No category, venue or source is there in a part of the period only" in describe_collection_changes(
        make_corpus(papers)
    )


def test_names_in_random_order_are_hardly_ever_told():
    rng = np.random.default_rng(1)
    found = 0
    for _ in range(30):
        names = [f"c{n}" for n in range(40)]
        papers = make_papers()
        papers["categories"] = [list(rng.choice(names, 2, replace=False)) for _ in range(len(papers))]
        papers["venue"] = rng.choice([f"v{n}" for n in range(60)], len(papers))
        found += len(compute_collection_changes(make_corpus(papers)))
    assert found == 0


def test_a_category_that_begins_late_or_ends_early_is_told():
    papers = make_papers(categories=lambda n: ["x.A", *["x.B"] * (n >= 6), *["x.C"] * (n < 3), *["x.D"] * (4 <= n < 8)])
    assert list_changes(papers) == [
        ("category", "x.B", "only from 2025-07", 240, 240),
        ("category", "x.D", "only from 2025-05 and until 2025-08", 160, 320),
        ("category", "x.C", "only until 2025-03", 120, 360),
    ]
    told = describe_collection_changes(make_corpus(papers))
    assert "3 categories in a part of the period only: `x.B`, `x.D`, `x.C`." in told
    assert told.endswith("Trends across such a change may be the collection's and not the field's.")


def test_a_rare_category_is_not_told():
    papers = make_papers()
    papers["categories"] = [*papers["categories"].iloc[:-1], ["x.A", "x.Rare"]]
    assert list_changes(papers) == []


def test_volumes_of_a_venue_are_one_venue():
    assert list_changes(make_papers(venue=lambda n: f"Conference {2020 + n}")) == []
    late = list_changes(make_papers(venue=lambda n: f"Conference {2020 + n}" if n > 8 else None))
    assert [row[:3] for row in late] == [("venue", "Conference", "only from 2025-10")]


def test_sources_are_told_by_name_while_few_and_by_format_when_many():
    papers = make_papers(source=lambda n: "a.ris" if n < 9 else "b.csv")
    assert {row[:3] for row in list_changes(papers)} == {
        ("source", "a.ris", "only until 2025-09"), ("source", "b.csv", "only from 2025-10"),
    }  # fmt: skip
    assert "2 sources in a part of the period only: `a.ris`, `b.csv`." in describe_collection_changes(
        make_corpus(papers)
    )
    papers = make_papers(source=lambda n: f"{n}.x")
    formats = {f"{n}.x": "ris" if n < 9 else "csv" for n in range(12)}
    assert {row[:2] for row in list_changes(papers, formats)} == {("format", "ris"), ("format", "csv")}


def test_broken_lines_until_a_month_are_told():
    papers = make_papers(abstract_raw=lambda n: "  A text that\nis broken.\n" if n < 10 else "  A text that is not.\n")
    assert list_changes(papers) == [
        ("line breaks", "abstracts", "in 100% of them before 2025-11, in 0% from then on", 400, 80),
    ]  # fmt: skip
    assert "The abstracts change abruptly (line breaks)" in describe_collection_changes(make_corpus(papers))


def test_abstracts_that_become_summaries_are_told():
    papers = make_papers(abstract_raw=lambda n: "word " * (200 if n < 6 else 40))
    assert [row[2] for row in list_changes(papers)] == [
        "half have 999 characters or more before 2025-07, 199 after",
    ]  # fmt: skip
    assert list_changes(make_papers(abstract_raw=lambda n: "word " * (200 + n))) == []


def test_papers_known_to_the_year_are_looked_at_by_year():
    papers = make_papers(categories=lambda n: ["x.A", *["x.B"] * (n >= 6)])
    papers["published_low"] = [pd.Timestamp(2010 + low.month, 1, 1) for low in papers["published_low"]]
    papers["published_precision"] = "year"
    assert list_changes(papers) == [("category", "x.B", "only from 2017", 240, 240)]


@pytest.mark.parametrize("papers", [
    make_papers().head(0), make_papers().head(1), make_papers().head(45), make_papers(per_month=2),
    make_papers(published_precision="none", published_low=pd.NaT),
])  # fmt: skip
def test_too_few_dates_are_told(papers):
    assert list_changes(papers) == []
    told = describe_collection_changes(make_corpus(papers))
    assert told.endswith(".") and ("Too few papers" in told or len(papers) == 45)


def test_papers_of_one_month_are_told_so():
    papers = make_papers(per_month=50).head(50)
    assert describe_collection_changes(make_corpus(papers)) == (
        "All are of one period, so whether the collection changed cannot be seen."
    )


def test_one_giant_day_and_one_venue_are_told():
    papers = make_papers(venue="$\\alpha$ <b>", published_precision="day")
    papers.loc[:399, "published_low"] = pd.Timestamp("2025-03-01")
    told = describe_collection_changes(make_corpus(papers))
    assert "400 of the 480 papers dated to the day are of one day, 2025-03-01" in told
    assert "480 of the 480 papers with a venue are of `$\\alpha$ <b>`" in told
