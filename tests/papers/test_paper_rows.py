"""A paper as a row: the best value of each field, and why a record can be none."""

from helpers.dumps.records import Notes
from helpers.papers.paper_rows import combine_records, find_record_fault
from helpers.papers.prepared_records import PreparedRecord, prepare_texts
from helpers.text.dates import read_date

TEXT = "We count the bridges of thirty towns along the river and find that few of them are older than the towns."


def make(title, abstract, place="item 1", **facts):
    record = PreparedRecord("a.json", place, title, abstract, **facts)
    prepare_texts([record], Notes())
    return record


def test_the_best_record_gives_the_texts_and_the_others_what_it_lacks():
    best = make("Bridges of towns", TEXT, ids={"doi": "10.1234/2"}, values={"authors": ["Ada Wu"], "votes": 3})
    other = make(
        "Bridges", TEXT[:60], "item 2", ids={"doi": "10.1234/1", "arxiv_id": "2401.00001"},
        values={"authors": ["Bo Li", "Ada Wu"], "venue": "Towns", "votes": 5}, extra='{"pages": 4}',
    )  # fmt: skip
    row = combine_records([best, other])
    assert (row["title"], row["abstract"], row["record"]) == ("Bridges of towns", TEXT, "item 1")
    assert (row["paper_id"], row["arxiv_id"], row["doi"]) == ("2401.00001", "2401.00001", "10.1234/1")
    assert (row["venue"], row["votes"], row["authors"]) == ("Towns", 5, ["Ada Wu", "Bo Li"])
    assert row["extra"] == '{"pages": 4}'


def test_of_several_dates_the_most_precise_is_the_papers_and_none_is_made_up():
    dates = {"published": [(read_date("2024"), "field year"), (read_date("2024-03-05"), "field date")]}
    row = combine_records([make("Bridges", TEXT, dates=dates)])
    assert (str(row["published_low"].date()), row["published_precision"]) == ("2024-03-05", "day")
    assert row["published_source"] == "field date"
    assert row["updated_precision"] == "none" and row["updated_source"] is None


def test_a_title_is_a_paper_only_where_titles_do():
    record = make("Bridges of towns", "")
    assert find_record_fault(record) == "no abstract"
    assert find_record_fault(record, titles_only=True) is None
    assert find_record_fault(make("Bridges", ""), titles_only=True) == "no abstract"  # one word
