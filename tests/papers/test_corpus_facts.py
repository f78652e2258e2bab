"""Facts about a corpus, on tables that can be counted by hand."""

import json

import pandas as pd
import pytest

from helpers.papers.assembly import read_papers
from helpers.papers.corpus_facts import (
    compute_completeness,
    compute_cuts,
    compute_date_origins,
    compute_lengths,
    describe_languages,
    describe_selection,
    list_papers,
)
from helpers.run.settings import SETTINGS
from helpers.text.rights_lines import take_rights
from helpers.text.structure_labels import take_labels
from helpers.text.wordings import SELECTIONS

ABSTRACT = (
    "We study sparse rewards in detail and over long horizons. A dense reward helps the agent to learn much faster."
)


@pytest.fixture
def papers(tmp_path):
    """Four papers (a day, a month, a year, no date) of six records."""
    dates = ["2024-05-06", "2024-08", "2025", ""]
    items = [
        {"title": f"Title {n}", "abstract": f"{ABSTRACT} {n}. See https://a.b/{n}.", "date": date}
        for n, date in enumerate(dates)
    ]
    items += [items[0], {"title": "Empty", "abstract": ""}]
    (tmp_path / "a.json").write_text(json.dumps(items))
    return read_papers([tmp_path / "a.json"]).papers


def test_completeness_counts_each_field(papers):
    table = compute_completeness(papers).set_index("field")
    assert table.loc["date published", ["n", "share", "detail"]].tolist() == [
        3, 0.75, "1 to the day, 1 to the month, 1 to the year",
    ]  # fmt: skip
    assert table.loc["DOI", "n"] == 0 and table.loc["title", "n"] == 4


def test_lengths_and_cuts(papers):
    assert compute_lengths(papers)["sentences"].tolist() == [4, 4, 4, 4]
    cuts = compute_cuts(papers).set_index("kind")
    assert cuts.loc["link", ["papers", "changes"]].tolist() == [4, 4]


def test_what_is_not_a_paper_s_own_is_counted_among_the_cuts():
    text = "BACKGROUND: Towns grow. METHODS: We count them. RESULTS: Few grow fast."
    raw = [f"{text} © 2020 Elsevier Ltd. All rights reserved.", "Towns grow.", "Towns grow. Wiley Towns, volume 3."]
    found = [take_labels(take_rights(text).text)[0] for text in raw]
    cuts = compute_cuts(pd.DataFrame({"abstract_raw": raw, "abstract": [*found[:2], "Towns grow."]}))
    cuts = cuts.set_index("kind")[["papers", "changes", "example"]].to_numpy().tolist()
    assert cuts == [
        [1, 3, "BACKGROUND: → (nothing)"], [1, 1, "Wiley Towns, volume 3. → (nothing)"],
        [1, 1, "© 2020 Elsevier Ltd. All rights reserved. → (nothing)"],
    ]  # fmt: skip


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


def test_the_origin_of_each_date_is_counted_with_its_precision():
    papers = date_papers(
        *[("field versions[0].created", "day")] * 7, *[("arXiv id", "month")] * 2, ("field `year`\n$x$", "year"),
        ("field date", "day"), ("field date", "year"), *[(None, "none")] * 3,
    )  # fmt: skip
    table = compute_date_origins(papers)
    assert table.groupby("clock")["papers"].sum().tolist() == [15, 15, 15]
    assert table[["origin", "papers"]].head(5).to_numpy().tolist() == [
        ["field versions[0].created", 7], ["arXiv id", 2], ["field date", 2], ["field `year`\n$x$", 1], ["none", 3],
    ]  # fmt: skip
    assert table.loc[table["origin"] == "arXiv id", ["day", "month", "year"]].to_numpy().tolist() == [[0, 2, 0]]
    assert table.loc[table["origin"] == "field date", ["day", "month", "year"]].to_numpy().tolist() == [[1, 0, 1]]


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


def test_tables_for_readers(papers):
    assert list_papers(papers)["published"].tolist() == ["2024-05-06", "2024-08", "2025", ""]


def test_each_way_of_selection_has_its_warning():
    assert set(SELECTIONS) == set(SETTINGS["selection"].choices)
    assert "composition" in describe_selection("query")


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_and_one_paper_are_described(papers, n):
    papers = papers.head(n)
    assert len(compute_completeness(papers)) == 14
    assert compute_date_origins(papers)["papers"].sum() == 3 * n
    assert compute_date_origins(papers)["clock"].nunique() == 3 * n
    assert describe_languages(papers, "they stay").endswith(".")
    assert len(compute_cuts(papers)) >= 0
