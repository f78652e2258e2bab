"""Excel: types of cells, sheets, rows before the header, and what is refused."""

import datetime
import io
import re
import zipfile

import openpyxl
import pytest

from helpers.dumps.packing import Document, Limits
from helpers.dumps.records import DumpError, Notes
from helpers.dumps.tables.excel import read_excel

ABSTRACT = "We study sparse rewards in detail. A dense reward helps the agent to learn much faster."
HEADER = ["Title", "Abstract", "Year"]


def put(folder, *sheets):
    """A workbook of (name, rows)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = folder / "a.xlsx"
    book.save(path)
    return path


def alter(path, member, change):
    """Rewrite one part of a workbook."""
    packed = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == member else content)


def read(path, columns=None, *, titles_only=False, **options):
    notes = Notes(titles_only=titles_only)
    return list(read_excel(Document(path, "a.xlsx", **options), notes, columns)), notes


def titles(records):
    return [record.fields.get("title") for record in records]


def refuse(path, columns=None, **options):
    with pytest.raises(DumpError) as refused:
        read(path, columns, **options)
    assert "\n" not in str(refused.value) and str(refused.value).startswith("a.xlsx")
    return str(refused.value)


def test_a_sheet_of_papers(tmp_path):
    rows = [[f"Paper {n}", f"{ABSTRACT}\n{n}", 2000 + n] for n in range(20)]
    records, notes = read(put(tmp_path, ("Export", [HEADER, *rows])))
    assert titles(records) == [row[0] for row in rows]
    assert records[0].fields["abstract"] == f"{ABSTRACT}\n0"
    assert (records[0].place, records[-1].place) == ("row 2", "row 21")
    assert records[3].fields["published"] == [("Year", "2003")]
    assert notes.sentences() == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime.datetime(2020, 5, 1), "2020-05-01"),
        (datetime.datetime(2020, 5, 1, 12, 30), "2020-05-01T12:30:00"),
        (datetime.date(2020, 5, 1), "2020-05-01"),
        (2020, "2020"),
        (2020.0, "2020"),
        ("May 2020", "May 2020"),
        (43952, "2020-05-01"),
    ],
)
def test_dates_of_all_types_are_text(tmp_path, value, text):
    found = read(put(tmp_path, ("S", [["Title", "Abstract", "Date"], ["A", "b", value]])))[0][0].fields
    assert found["published"] == [("Date", text)]


def test_an_id_that_is_a_number_has_no_exponent(tmp_path):
    path = put(tmp_path, ("S", [["arXiv ID", "Title", "Abstract", "PMID"], [2503.0213, "A", "b", 12345678]]))
    found = read(path)[0][0].fields
    assert (found["arxiv_id"], found["pmid"]) == ("2503.0213", "12345678")


def test_empty_rows_and_cells_and_failed_formulas_are_nothing(tmp_path):
    path = put(
        tmp_path, ("S", [HEADER, ["A", "b", None], [None, None, None], ["", " ", ""], ["B", "#N/A", "#REF!"], ["C"]])
    )
    records, _ = read(path)
    assert titles(records) == ["A", "B", "C"]
    assert [record.place for record in records] == ["row 2", "row 5", "row 6"]
    assert records[1].fields == {"title": "B", "extra": {}}


def test_rows_before_the_header_are_passed_over_and_told(tmp_path):
    records, notes = read(put(tmp_path, ("S", [["Export of a search"], [], HEADER, ["A", "b", 2020]])))
    assert titles(records) == ["A"]
    assert "rows before the header" in notes.sentences()[0]


def test_the_first_sheet_with_known_columns_is_read_and_others_are_named(tmp_path):
    path = put(tmp_path, ("About", [["Made by a tool"], ["on a day"]]), ("Papers", [HEADER, ["A", "b", 2020]]),
               ("Counts", [["x", "y"], [1, 2]]), ("Empty", []))  # fmt: skip
    records, notes = read(path)
    assert titles(records) == ["A"]
    assert records[0].place == "sheet 'Papers', row 2"
    assert notes.sentences() == [
        "a.xlsx: 2 times: a further sheet with other columns was not read (for instance About; Counts)."
    ]


def test_sheets_with_the_same_columns_are_one_table(tmp_path):
    path = put(tmp_path, ("2020", [HEADER, ["A", "b", 2020]]), ("2021", [HEADER, ["B", "c", 2021]]))
    assert titles(read(path)[0]) == ["A", "B"]


def test_a_wrong_size_in_the_file_cuts_no_rows(tmp_path):
    path = put(tmp_path, ("S", [HEADER, ["A", "b", 2020], ["B", "c", 2021]]))
    alter(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:C3"', b'ref="A1"'))
    assert titles(read(path)[0]) == ["A", "B"]


def test_a_formula_is_its_last_value(tmp_path):
    path = put(tmp_path, ("S", [HEADER, ["A", "b", "=1+2"]]))
    empty = rb"<v ?/>|<v></v>"
    alter(path, "xl/worksheets/sheet1.xml", lambda xml: re.sub(empty, b"<v>2020</v>", xml))
    assert read(path)[0][0].fields["published"] == [("Year", "2020")]


def test_characters_that_xml_cannot_hold(tmp_path):
    assert titles(read(put(tmp_path, ("S", [HEADER, ["A_x000D_\nB", "b", 1]])))[0]) == ["A\r\nB"]


def test_no_abstract_column_is_refused_or_taken_by_choice(tmp_path):
    path = put(tmp_path, ("S", [["Title", "Year"], ["A", 2020]]))
    assert refuse(path) == (
        "a.xlsx has no abstract column; it has Title, Year: name it with the setting abstract_column, or set "
        "titles_only=true to go on with titles."
    )
    assert titles(read(path, titles_only=True)[0]) == ["A"]


def test_named_columns_and_positions(tmp_path):
    path = put(tmp_path, ("S", [["name", "text"], ["A", "b"]]))
    assert titles(read(path, {"title": "name", "abstract": "text"})[0]) == ["A"]
    path = put(tmp_path, ("S", [["On Rewards", ABSTRACT * 2], ["On Agents", ABSTRACT]]))
    assert "has no header" in refuse(path)
    assert titles(read(path, {"title": "1", "abstract": "2"})[0]) == ["On Rewards", "On Agents"]


def test_a_header_alone_and_an_empty_book_are_refused(tmp_path):
    assert "0 papers" in refuse(put(tmp_path, ("S", [HEADER])))
    assert "no sheet has anything in it" in refuse(put(tmp_path, ("S", [])))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "an old binary Excel file"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (b"PK\x03\x04rest", "damaged Excel file"),
    ],
)
def test_what_is_no_workbook_of_xml_is_refused(tmp_path, content, said):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert said in refuse(path)


def test_a_cut_workbook_is_refused(tmp_path):
    path = put(tmp_path, ("S", [HEADER, ["A", "b", 2020]]))
    path.write_bytes(path.read_bytes()[:-100])
    assert "damaged Excel file" in refuse(path)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_broken_part_is_a_sentence_and_never_a_traceback(tmp_path, part):
    path = put(tmp_path, ("S", [HEADER, ["A", "b", 2020]]))
    alter(path, part, lambda xml: xml[: len(xml) // 2])
    refuse(path)


def test_a_sheet_that_breaks_off_keeps_what_stands_before(tmp_path):
    path = put(tmp_path, ("S", [HEADER, *([f"Paper {n}", "b", 2020] for n in range(3000))]))
    alter(path, "xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2])
    records, notes = read(path)
    assert 1000 < len(records) < 2000
    assert [record.problem for record in records[-2:]] == [None, "unreadable record"]
    assert "breaks off" in notes.sentences()[0]


def test_entities_are_refused(tmp_path):
    path = put(tmp_path, ("S", [HEADER, ["A", "b", 2020]]))
    alter(path, "xl/worksheets/sheet1.xml", lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml)
    assert "declares XML entities" in refuse(path)


def test_what_would_expand_too_far_is_refused(tmp_path):
    path = put(tmp_path, ("S", [HEADER, ["A", "b", 2020]]))
    assert "expands to over" in refuse(path, limits=Limits(expanded=1000))
    alter(path, "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 30_000_000)
    assert "more than 200 times" in refuse(path)


def test_a_row_number_beyond_all_rows_does_not_hang(tmp_path):
    path = put(tmp_path, ("S", [HEADER, ["A", "b", 2020], ["B", "c", 2021]]))
    alter(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'<row r="3"', b'<row r="99999999"'))
    assert titles(read(path)[0])[0] == "A"
