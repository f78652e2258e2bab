"""Rows with more or fewer cells than their header: what stands in place is kept, what is moved finds its column."""

import csv
import io

import pytest

from helpers.dumps.detect import find_format
from helpers.dumps.packing import Document
from helpers.dumps.records import Notes
from helpers.dumps.tables.csv_rows import read_csv_rows

ABSTRACT = (
    "We study sparse rewards in detail, and over long horizons. A dense reward helps the agent to learn much faster."
)
SCOPUS = [
    "Authors", "Title", "Year", "Source title", "Volume", "Cited by", "DOI", "Link", "Abstract", "Author Keywords",
    "Funding Details", "Funding Texts", "References", "Publisher", "ISSN", "PubMed ID",
    "Language of Original Document", "Document Type", "Source", "EID",
]  # fmt: skip


def read(folder, text):
    (folder / "a.csv").write_text(text, encoding="utf-8")
    notes = Notes()
    return list(read_csv_rows(Document(folder / "a.csv", "a.csv"), notes)), notes.sentences()


def write(header, rows):
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue()


def scopus(n, *more):
    """One row of an export; ``more`` are texts of funding that the header does not name."""
    return [
        "Doe J.; Roe R.", f"On Rewards {n}, and more", "2020", "J. Tests", "3", "7", f"10.1234/x{n}",
        "https://www.scopus.com/inward/x", ABSTRACT, "a; b", "F", "Text one", *more, "Doe (2010); Roe (2011)", "Pub",
        "12345678", "12345678", "English", "Article", "Scopus", f"2-s2.0-8500{n}",
    ]  # fmt: skip


@pytest.mark.parametrize("sound", [0, 2])
@pytest.mark.parametrize("more", [["Text two, more"], [""], ["Text two", "Text three"]])
def test_a_second_text_of_funding_costs_no_row_and_no_field(tmp_path, sound, more):
    plain, _ = read(tmp_path, write(SCOPUS, [scopus(n) for n in range(8)]))
    mended, said = read(tmp_path, write(SCOPUS, [scopus(n, *(more if n >= sound else ())) for n in range(8)]))
    for one, other in zip(plain, mended, strict=True):
        assert other.problem is None
        assert (one.fields | {"extra": 0}) == (other.fields | {"extra": 0})
    assert mended[-1].fields["extra"]["EID"] == "2-s2.0-85007"
    assert mended[-1].fields["extra"]["Funding Texts"].startswith("Text one")
    assert said[0].startswith(f"a.csv: {8 - sound} times: a row has not the cells of the header; they were put into")


def test_an_empty_last_cell_is_not_dropped_where_forms_tell_of_one_too_many_before(tmp_path):
    rows = [[*scopus(n, "Text two")[:-1], ""] for n in range(3)]
    records, said = read(tmp_path, write(SCOPUS, rows))
    assert [record.fields["pmid"] for record in records] == ["12345678"] * 3
    assert {record.fields["extra"]["Document Type"] for record in records} == {"Article"}
    assert "put into the columns" in said[0]


def test_one_odd_cell_does_not_move_the_others(tmp_path):
    row = scopus(1)
    row[SCOPUS.index("ISSN")], row[SCOPUS.index("Cited by")] = "12", ""
    records, said = read(tmp_path, write(SCOPUS, [[*row, ""]]))
    assert (records[0].fields["extra"]["ISSN"], records[0].fields["pmid"]) == ("12", "12345678")
    assert "one separator too many" in said[0]


@pytest.mark.parametrize("text", ["Text two", "x; y"])
def test_a_cell_that_could_stand_in_several_columns_is_kept_in_none(tmp_path, text):
    header = ["title", "abstract", "doi", "note", "remark", "year"]
    records, said = read(tmp_path, write(header, [["A", ABSTRACT, "10.1234/a", "one", text, "two", "2020"]]))
    assert records[0].fields == {
        "title": "A", "abstract": ABSTRACT, "doi": "10.1234/a", "published": [("year", "2020")],
        "extra": {"cells not placed": f"one,{text},two"},
    }  # fmt: skip
    assert any("could stand in several columns" in sentence for sentence in said)


def test_commas_of_names_and_of_prose_that_stand_unquoted(tmp_path):
    prose = ABSTRACT.replace(", ", ",")
    records, _ = read(tmp_path, f"title,authors,year,abstract,doi\nOn Rewards,J Doe,R Roe,2020,{prose},10.1234/a\n")
    assert records[0].fields == {
        "title": "On Rewards", "authors": ["J Doe", "R Roe"], "abstract": prose, "doi": "10.1234/a",
        "published": [("year", "2020")], "extra": {},
    }  # fmt: skip


def test_many_commas_of_prose_beside_one_of_names(tmp_path):
    prose = f"{ABSTRACT} It helps {', '.join(f'agent {n}' for n in range(20))}."
    records, _ = read(tmp_path, f"title,authors,year,abstract\nOn Rewards,J Doe,R Roe,2020,{prose}\n")
    assert records[0].fields["authors"] == ["J Doe", "R Roe"]
    assert records[0].fields["abstract"] == prose


def test_a_stray_tab_parts_no_abstract(tmp_path):
    records, _ = read(tmp_path, f"title\tabstract\tyear\nA\tWe study\trewards. {ABSTRACT}\t2020\nB\t{ABSTRACT}\t2021\n")
    assert [record.fields["published"] for record in records] == [[("year", "2020")], [("year", "2021")]]
    assert records[0].fields["abstract"] == f"We study\trewards. {ABSTRACT}"


def test_a_row_that_line_ends_broke_is_one_where_what_is_behind_them_fits(tmp_path):
    prose = ABSTRACT.replace(",", "")
    text = f"title,abstract,year,doi\nA,{prose}\nIt is good.\nIt works.,2020,10.1234/a\nB,{prose},2021,10.1234/b\n"
    records, said = read(tmp_path, text)
    assert [(record.place, record.fields["published"]) for record in records] == [
        ("line 2", [("year", "2020")]), ("line 5", [("year", "2021")]),
    ]  # fmt: skip
    assert records[0].fields["abstract"] == f"{prose}\nIt is good.\nIt works."
    assert said == [
        "a.csv: a row was broken by line ends outside quotation marks; its parts were joined (for instance line 2)."
    ]


def test_short_rows_one_after_another_are_as_many_papers(tmp_path):
    prose = ABSTRACT.replace(",", "")
    rows = "".join(f"{name},{prose}{',2020' * (n % 2)}\n" for n, name in enumerate("ABCDEF"))
    records, _ = read(tmp_path, f"title,abstract,year,doi,note\n{rows}")
    assert [record.fields["title"] for record in records] == list("ABCDEF")
    assert [record.place for record in records] == [f"line {n}" for n in range(2, 8)]


def test_a_missing_cell_does_not_move_the_others_where_their_forms_tell(tmp_path):
    rows = [["A", ABSTRACT, "2020", "10.1234/a"], ["B", "J", ABSTRACT, "2021"]]
    records, said = read(tmp_path, write(["title", "journal", "abstract", "year", "doi"], rows))
    assert records[0].fields == {
        "title": "A", "abstract": ABSTRACT, "doi": "10.1234/a", "published": [("year", "2020")], "extra": {},
    }  # fmt: skip
    assert (records[1].fields["venue"], records[1].fields["published"]) == ("J", [("year", "2021")])
    assert len(said) == 2


@pytest.mark.parametrize("row", ["A,B,c", "A,B,C,D,2020", f"A,B,{ABSTRACT.replace(',', '')},2020,x", "1,2,3,4"])
def test_a_row_that_forms_do_not_prove_is_left_out_and_told(tmp_path, row):
    records, said = read(
        tmp_path, f"title,abstract,year\nE,{ABSTRACT.replace(',', '')},2020\n{row.replace('B,c', 'c,d,e')}\n"
    )
    assert [record.problem for record in records] == [None, "unreadable record"]
    assert "has not the 3 cells of the header and was left out" in said[0]


def test_what_stands_in_place_before_disorder_is_kept(tmp_path):
    records, said = read(tmp_path, write(SCOPUS, [scopus(1, *"ab" * 50)]))
    found = records[0].fields
    assert (records[0].problem, found["title"], found["abstract"], found["doi"]) == (
        None, "On Rewards 1, and more", ABSTRACT, "10.1234/x1",
    )  # fmt: skip
    assert found["extra"]["cells not placed"].startswith("a; b,F,Text one,a,b,a")
    assert len(said) == 2


def test_many_rows_with_many_cells_too_many_end_soon(tmp_path):
    rows = [scopus(n, *"abcdefghijkl") for n in range(20)] + [scopus(1, *"ab" * 50_000)]
    records, _ = read(tmp_path, write(SCOPUS, rows))
    assert [record.problem for record in records] == [None] * 21


@pytest.mark.parametrize(
    "text", ["title,abstract,year\n" + "A,b,c,d,e,f,2020\n" * 9, "Title\tAbstract\tDOI\n" + "A\tb\tc\td\te\n" * 9]
)
def test_a_table_whose_rows_cannot_be_split_is_no_page(tmp_path, text):
    (tmp_path / "a.txt").write_text(text)
    assert find_format(Document(tmp_path / "a.txt", "a.txt")) == "csv"


def test_what_is_called_a_table_is_never_read_as_a_page(tmp_path):
    for name, kind in (("a.csv", "csv"), ("a.tsv", "csv"), ("a.txt", "page")):
        (tmp_path / name).write_text(
            "On Rewards\n\nWe study rewards, agents, and more.\n\nOn Agents\n\nIt goes on, and on."
        )
        assert find_format(Document(tmp_path / name, name)) == kind
