"""Columns of dates in which days stand for years or months."""

import json
from datetime import date

import pytest

from helpers.dumps.records import Notes
from helpers.papers.assembly import read_papers
from helpers.papers.date_columns import coarsen_dates
from helpers.papers.prepared_records import ARXIV_ORIGIN, PreparedRecord
from helpers.text.dates import read_date

DAYS = [f"20{18 + n % 4}-{1 + n % 12:02}-{2 + n % 26:02}" for n in range(40)]  # none of them the first of a month


def coarsen(*days, clock="published", origin="field date"):
    """How precisely each of a column's days is known afterwards, and what is said of them."""
    records = [PreparedRecord("a.csv", f"line {n}", dates={clock: [(read_date(day), origin)]}) for n, day in
               enumerate(days)]  # fmt: skip
    notes = Notes()
    coarsen_dates(records, notes)
    return [record.dates[clock][0][0].precision for record in records], notes.sentences()


def test_the_first_of_january_is_a_year_where_it_comes_far_too_often():
    known, said = coarsen(*DAYS[:8], *(f"20{year}-01-01" for year in (18, 19, 20, 21)))
    assert known == ["day"] * 8 + ["year"] * 4
    assert said == [
        "a.csv: 4 times: a published date (date) lies on 1 January, as far too many do, and was read as the year alone "
        "(for instance 2018-01-01; 2019-01-01; 2020-01-01)."
    ]


def test_the_first_of_a_month_is_a_month_where_it_comes_far_too_often():
    known, said = coarsen(*DAYS[:4], *(f"2019-{month:02}-01" for month in range(2, 10)))
    assert known == ["day"] * 4 + ["month"] * 8
    assert "8 times" in said[0]
    assert "lies on the first of a month" in said[0]


@pytest.mark.parametrize(
    "days",
    [
        [*DAYS, "2019-01-01", "2020-01-01"],  # two
        [*DAYS * 3, "2019-01-01", "2020-01-01", "2021-01-01"],  # no more than chance and one in five would allow
        [*DAYS, "2019-02-01", "2019-05-01", "2020-08-01"],
        [*DAYS * 240, *[f"20{18 + n % 4}-01-01" for n in range(100)]],  # one in a hundred: a quarter of them is meant
        [*DAYS, *["2019-07-01"] * 40],  # an issue or event of that day
        ["2021-01-01", "2021-01-02", "2021-01-03"] * 30,  # three days of papers
        [f"{year}-{month:02}-{day:02}" for year in (2020, 2021) for month in range(1, 13) for day in range(1, 29)],
        [],
    ],
)
def test_days_that_may_be_meant_stay_days(days):
    known, said = coarsen(*days)
    assert (set(known) - {"day"}, said) == (set(), [])


def test_a_column_that_tells_months_as_such_means_the_first_of_a_month():
    firsts = [f"2019-{month:02}-01" for month in range(2, 10)]
    assert coarsen(*DAYS[:4], *firsts, *["2020-03"] * 8) == (["day"] * 12 + ["month"] * 8, [])
    assert set(coarsen(*DAYS[:4], *firsts, *["2020-03"] * 7)[0][4:]) == {"month"}


def test_papers_all_of_one_first_of_january_are_of_a_year_but_were_listed_on_a_day():
    assert set(coarsen(*["2021-01-01"] * 5)[0]) == {"year"}
    assert set(coarsen(*["2021-01-01"] * 5, clock="listed")[0]) == {"day"}


def test_every_field_is_a_column_of_its_own_and_an_arxiv_id_is_none():
    firsts = [f"20{year}-01-01" for year in range(10, 20)]
    assert set(coarsen(*firsts, origin=ARXIV_ORIGIN)[0]) == {"day"}
    record = PreparedRecord("a.csv", "x", dates={"published": [(read_date("2019-01-01"), "field other")]})
    others = [PreparedRecord("a.csv", "y", dates={"published": [(read_date(day), "field date")]}) for day in firsts]
    coarsen_dates([record, *others], Notes())
    assert record.dates["published"] == [((date(2019, 1, 1), date(2019, 1, 1), "day"), "field other")]


def test_dates_of_a_metadata_file_are_a_column_too(tmp_path):
    days = [*DAYS[:8], *(f"20{year}-01-01" for year in (18, 19, 20, 21))]
    text = "Rewards of number {} help the agents to learn faster, and we show by how much in many long experiments."
    papers = [{"title": f"On Rewards {n}", "abstract": text.format(n)} for n in range(12)]
    (tmp_path / "a.json").write_text(json.dumps(papers), encoding="utf-8")
    rows = "\n".join(f"On Rewards {n},{day}" for n, day in enumerate(days))
    (tmp_path / "a.metadata.csv").write_text(f"title,published\n{rows}\n", encoding="utf-8")
    corpus = read_papers([tmp_path / "a.json"], metadata=tmp_path / "a.metadata.csv")
    assert corpus.papers["published_precision"].value_counts().to_dict() == {"day": 8, "year": 4}
    assert any("as far too many do" in sentence for sentence in corpus.warnings)
