"""Tables in text form: columns of the services, odd layouts, broken rows, and counts that add up."""

import csv
import io
from pathlib import Path

import pytest

from helpers.dumps.decoding import decode_head, read_head
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes
from helpers.dumps.tables.csv_dialect import find_layout, is_csv
from helpers.dumps.tables.csv_rows import read_csv_rows
from helpers.dumps.tables.csv_split import Dialect, read_rows

EXPORTS = Path(__file__).parent / "fixtures" / "exports"
ABSTRACT = (
    "We study sparse rewards in detail, and over long horizons. A dense reward helps the agent to learn much faster."
)


def put(folder, content, name="a.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(folder, content, columns=None, *, titles_only=False, **options):
    path, notes = put(folder, content), Notes(titles_only=titles_only)
    return list(read_csv_rows(Document(path, "a.csv"), notes, columns, **options)), notes


def table(*rows, separator=",", end="\n"):
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    return text.getvalue()


def fields(folder, header, row, columns=None, **options):
    records, _ = read(folder, table(header, row), columns, **options)
    assert len(records) == 1
    return records[0].fields


def titles(records):
    return [record.fields.get("title") for record in records]


def refuse(folder, content, columns=None):
    with pytest.raises(DumpError) as refused:
        read(folder, content, columns)
    return str(refused.value)


# What the services call their columns


def test_scopus(tmp_path):
    header = ["Authors", "Title", "Year", "Source title", "DOI", "Abstract", "Author Keywords", "Index Keywords",
              "Conference date", "PubMed ID", "Language of Original Document", "Document Type", "Source"]  # fmt: skip
    row = ["Ada B.; Carl D.", "On Rewards", "2020", "J. Tests", "10.1/x", "[No abstract available]", "reward; agent",
           "learning; agent", "1 May 2019", "12345678", "English", "Article", "Scopus"]  # fmt: skip
    found = fields(tmp_path, header, row)
    assert found["abstract"] == "[No abstract available]"
    assert (found["venue"], found["language"], found["pmid"]) == ("J. Tests", "en", "12345678")
    assert found["keywords"] == ["reward", "agent", "learning"]
    assert found["published"] == [("Year", "2020")]


def test_ieee_is_dated_by_its_publication_and_not_by_its_entry_into_the_library(tmp_path):
    header = ["Document Title", "Authors", "Publication Title", "Date Added To Xplore", "Publication Year", "Abstract",
              "Online Date", "Issue Date", "IEEE Terms"]  # fmt: skip
    row = [
        "On Rewards",
        "A. B; C. D",
        "Trans. Tests",
        "4 Feb 2014",
        "2013",
        ABSTRACT,
        "16 Oct 2013",
        "Dec. 2013",
        "x;y",
    ]
    found = fields(tmp_path, header, row)
    assert found["published"] == [
        ("Online Date", "16 Oct 2013"), ("Issue Date", "Dec. 2013"), ("Publication Year", "2013"),
    ]  # fmt: skip
    assert (found["title"], found["venue"]) == ("On Rewards", "Trans. Tests")
    assert found["extra"] == {"Date Added To Xplore": "4 Feb 2014"}


SPRINGER = ["Item Title", "Publication Title", "Book Series Title", "Journal Volume", "Item DOI", "Authors",
            "Publication Year", "URL", "Content Type"]  # fmt: skip


def test_springer_has_no_abstracts_and_is_refused_with_both_ways_out(tmp_path):
    said = refuse(tmp_path, table(SPRINGER, ["A", "J", "", "1", "10.1007/x", "A B", "2020", "", "Article"]))
    assert said.startswith("a.csv has no abstract column; it has Item Title, Publication Title")
    assert "name it with the setting abstract_column, or set titles_only=true to go on with titles" in said


def test_springer_with_titles_only_keeps_line_breaks_in_titles_in_one_record(tmp_path):
    row = ["On\nSparse\nRewards", "J", "", "1", "10.1007/x", "A B", "2020", "", "Article"]
    found = fields(tmp_path, SPRINGER, row, titles_only=True)
    assert (found["title"], found["doi"], found["venue"]) == ("On\nSparse\nRewards", "10.1007/x", "J")
    assert "abstract" not in found


def test_zotero_is_dated_by_its_date_and_never_by_when_it_was_saved(tmp_path):
    header = ["Key", "Item Type", "Publication Year", "Author", "Title", "DOI", "Abstract Note", "Date", "Date Added",
              "Date Modified", "Access Date", "Manual Tags"]  # fmt: skip
    row = ["ABCD", "journalArticle", "2008", "B, Ada; D, Carl", "On Rewards", "", ABSTRACT, "2008-01", "2023-05-01",
           "2023-05-02", "2023-05-03", "x; y"]  # fmt: skip
    found = fields(tmp_path, header, row)
    assert found["published"] == [("Date", "2008-01"), ("Publication Year", "2008")]
    assert not found.get("listed") and not found.get("updated")
    assert found["abstract"] == ABSTRACT


def test_lens(tmp_path):
    header = ["Lens ID", "Title", "Date Published", "Publication Year", "Source Title", "Author/s", "Abstract",
              "Fields of Study", "PMID"]  # fmt: skip
    row = ["000-1", "On Rewards", "2020-11-22", "2020", "J", "Ada B; Carl D", ABSTRACT, "Learning; Control", "1234567"]
    found = fields(tmp_path, header, row)
    assert found["published"] == [("Date Published", "2020-11-22"), ("Publication Year", "2020")]
    assert (found["authors"], found["categories"]) == (["Ada B", "Carl D"], ["Learning", "Control"])


@pytest.mark.parametrize("dot", [".", "_"])
def test_openalex_with_flattened_names(tmp_path, dot):
    header = ["id", "display_name", "publication_date", "publication_year", "abstract", "type", "ids.pmid",
              "authorships.author.display_name", "primary_location.source.display_name",
              "topics.display_name"]  # fmt: skip
    row = ["https://openalex.org/W1", "On Rewards", "2017-09-12", "2017", ABSTRACT, "article",
           "https://pubmed.ncbi.nlm.nih.gov/123456", "Ada B|Carl D", "J. Tests", "X|Y"]  # fmt: skip
    found = fields(tmp_path, [name.replace(".", dot) for name in header], row)
    assert (found["authors"], found["venue"]) == (["Ada B", "Carl D"], "J. Tests")
    assert (found["categories"], found["published"][0][1]) == (["X", "Y"], "2017-09-12")


def test_an_inverted_index_in_one_cell(tmp_path):
    found = fields(tmp_path, ["title", "abstract_inverted_index"], ["A", '{"study": [1, 3], "We": [0], "to": [2]}'])
    assert found["abstract"] == "We study to study"


def test_an_inverted_index_spread_over_columns(tmp_path):
    header = ["title", *(f"abstract_inverted_index.{word}" for word in ("study", "We", "U.S.", "absent"))]
    assert fields(tmp_path, header, ["A", "[1, 3]", "[0]", "[2]", ""])["abstract"] == "We study U.S. study"


def test_embase_has_its_year_inside_the_source(tmp_path):
    header = ["Title", "Original Title", "Author Names", "Source", "Abstract", "Original Abstract",
              "Emtree Drug Index Terms", "keywords"]  # fmt: skip
    row = ["A", "", "Liu R., Adler D.G.", "Endoscopy Tests (2014) 3:3 (152-160). Date of Publication: 1 May 2014",
           ABSTRACT, "", "", "x, y"]  # fmt: skip
    found = fields(tmp_path, header, row)
    assert found["published"] == [("Source", "1 May 2014")]
    assert found["venue"] == "Endoscopy Tests"
    assert fields(tmp_path, header, [*row[:3], "T (2011) 1:1", *row[4:]])["published"] == [("Source", "2011")]


def test_dimensions_begins_with_a_line_about_the_data(tmp_path):
    about = '"About the data: Exported on Sep 16, 2026. Criteria: ""rewards"", in title."\n'
    header = ["Rank", "Publication ID", "DOI", "Title", "Abstract", "Source title/Anthology title", "PubYear",
              "Publication Date", "Authors"]  # fmt: skip
    text = about + table(header, ["1", "pub.1", "10.1/x", "On Rewards", ABSTRACT, "J", "2020", "2020-03-01", "B, A"])
    records, notes = read(tmp_path, text)
    assert titles(records) == ["On Rewards"]
    assert records[0].place == "line 3"
    assert records[0].fields["published"][0] == ("Publication Date", "2020-03-01")
    assert notes.sentences() == [
        "a.csv: lines before the header were passed over (for instance "
        '"About the data: Exported on Sep 16, 2026. Criteria: ""rewards"", in title.").'
    ]
    assert is_csv(text)


def test_web_of_science_tab_delimited_joins_year_and_month(tmp_path):
    header = ["PT", "AU", "AF", "TI", "SO", "LA", "DT", "DE", "ID", "AB", "PD", "PY", "DI", "UT", "PM", "WC"]
    row = ["J", "Bo, A; Do, C", "Bo, Ada; Do, Carl", "On Rewards", "J TESTS", "English", "Article", "reward; agent",
           "LEARNING", ABSTRACT, "SEP", "2020", "10.1/x", "WOS:000000000000001", "12345678", "Robotics"]  # fmt: skip
    path = put(tmp_path, table(header, row, separator="\t"))
    notes = Notes()
    found = next(iter(read_csv_rows(Document(path, "a.csv"), notes))).fields
    assert found["published"][0] == ("PY PD", "2020 SEP")
    assert (found["title"], found["venue"], found["doi"]) == ("On Rewards", "J TESTS", "10.1/x")
    assert found["keywords"] == ["reward", "agent", "LEARNING"]
    assert notes.facts["columns"]["a.csv"]["abstract"] == "AB"
    assert is_csv(path.read_text())


def test_pubmed_has_no_abstracts_and_its_create_date_is_none_of_the_paper(tmp_path):
    header = ["PMID", "Title", "Authors", "Citation", "First Author", "Journal/Book", "Publication Year", "Create Date",
              "PMCID", "NIHMS ID", "DOI"]  # fmt: skip
    row = [
        "12345678",
        "On Rewards",
        "Bo A, Do C.",
        "J. 2020;1",
        "Bo A",
        "J Tests",
        "2020",
        "2020/05/06",
        "",
        "",
        "10.1/x",
    ]
    assert "no abstract column" in refuse(tmp_path, table(header, row))
    found = fields(tmp_path, header, row, titles_only=True)
    assert (found["published"], found["venue"]) == ([("Publication Year", "2020")], "J Tests")


def test_rayyan_spreads_a_date_over_three_columns(tmp_path):
    header = ["key", "title", "year", "month", "day", "journal", "authors", "abstract", "notes"]
    found = fields(tmp_path, header, ["rayyan-1", "A", "2020", "3", "5", "J", "Ada B", ABSTRACT, ""])
    assert found["published"][0] == ("year month day", "2020-03-05")
    assert fields(tmp_path, header, ["1", "A", "2020", "Mar", "", "J", "B", "x", ""])["published"][0][1] == "2020 Mar"
    assert fields(tmp_path, header, ["1", "A", "2020", "", "", "J", "B", "x", ""])["published"] == [("year", "2020")]


def test_publish_or_perish_was_queried_on_a_day_that_dates_no_paper(tmp_path):
    header = [
        "Cites",
        "Authors",
        "Title",
        "Year",
        "Source",
        "Publisher",
        "ArticleURL",
        "GSRank",
        "QueryDate",
        "Abstract",
    ]
    row = ["3", "A Bo, C Do", "On Rewards", "2019", "J. Tests", "P", "https://x.org/1", "1", "2024-01-01 10:00:00", "x"]
    found = fields(tmp_path, header, row)
    assert found["published"] == [("Year", "2019")]
    assert (found["venue"], found["url"]) == ("J. Tests", "https://x.org/1")


def test_asreview(tmp_path):
    header = ["record_id", "title", "abstract", "label_included", "authors"]
    found = fields(tmp_path, header, ["12", "A", ABSTRACT, "1", "['Bo, Ada', 'Do, Carl']"])
    assert (found["id"], found["authors"]) == ("12", ["Bo, Ada", "Do, Carl"])
    assert found["extra"] == {"record_id": "12", "label_included": "1"}


def test_arxiv_tables_with_lists_as_python_writes_them(tmp_path):
    header = ["title", "abstract", "authors", "pdf_link", "primary_subject", "secondary_subjects", "date"]
    row = ["A", ABSTRACT, "['Ada Bo', \"Ca'rl Do\"]", "arxiv.org/pdf/2501.00089", "Learning (cs.LG)", "", "2025-01-01"]
    found = fields(tmp_path, header, row)
    assert (found["authors"], found["arxiv_id"]) == (["Ada Bo", "Ca'rl Do"], "2501.00089")
    assert found["published"] == [("date", "2025-01-01")]


@pytest.mark.parametrize(
    "cell", ["['Ada Bo', 'Carl Do']", "['Ada Bo' 'Carl Do']", "['Ada Bo'\n 'Carl Do']", '["Ada Bo", "Carl Do"]',
             '[{"name": "Ada Bo", "hidden": null}, {"name": "Carl Do", "hidden": true}]', "Ada Bo; Carl Do",
             "Ada Bo|Carl Do", "Ada Bo, Carl Do", "Ada Bo and Carl Do"]
)  # fmt: skip
def test_lists_of_authors_in_all_spellings(tmp_path, cell):
    assert fields(tmp_path, ["title", "abstract", "authors"], ["A", "b", cell])["authors"] == ["Ada Bo", "Carl Do"]


# Which column is what


def test_of_two_columns_for_one_field_the_first_filled_one_is_used(tmp_path):
    header = ["Title", "Original Title", "Abstract", "Original Abstract"]
    records, _ = read(tmp_path, table(header, ["A", "Ä", ABSTRACT, "Wir"], ["", "Ö", "", "Wir lernen."]))
    assert [record.fields["abstract"] for record in records] == [ABSTRACT, "Wir lernen."]
    assert titles(records) == ["A", "Ö"]
    assert records[0].fields["extra"] == {"Original Title": "Ä", "Original Abstract": "Wir"}


@pytest.mark.parametrize("second", ["title", "Title_y", "Title.1", "title (2)"])
def test_a_column_that_comes_twice(tmp_path, second):
    records, _ = read(tmp_path, table(["title", "abstract", second], ["A", "b", "C"], ["", "b", "C"]))
    assert titles(records) == ["A", "C"]
    assert "C" in records[0].fields["extra"].values()


def test_columns_that_a_join_renamed_on_both_sides(tmp_path):
    assert fields(tmp_path, ["title_x", "abstract", "title_y"], ["A", "b", "C"])["title"] == "A"


@pytest.mark.parametrize(
    "header", [" TITLE , Abstract Text ,Publication Year", "Title [en],Abstract (English),Year (print)"]
)
def test_names_with_blanks_case_and_asides(tmp_path, header):
    records, _ = read(tmp_path, f"{header}\nA,b,2020\n")
    assert titles(records) == ["A"]
    assert records[0].fields["abstract"] == "b"
    assert [value for _, value in records[0].fields["published"]] == ["2020"]


def test_columns_that_the_user_named_go_first_and_case_does_not_matter(tmp_path):
    text = table(["Heading", "title", "text", "when", "year"], ["A", "no", "b", "2024-05", "1999"])
    records, _ = read(tmp_path, text, {"title": "heading", "abstract": "text", "published": "when"})
    found = records[0].fields
    assert (found["title"], found["abstract"], found["published"]) == ("A", "b", [("when", "2024-05")])


def test_a_row_without_the_named_date_takes_no_date_from_elsewhere(tmp_path):
    text = table(["title", "abstract", "when", "date"], ["A", "b", "", "2020"])
    assert not read(tmp_path, text, {"published": "when"})[0][0].fields.get("published")


def test_a_named_column_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    said = refuse(tmp_path, table(["title", "abstract"], ["A", "b"]), {"published": "When"})
    assert said == "a.csv has no column 'When', which the setting date_column names; it has title, abstract."


def test_no_title_column_is_refused(tmp_path):
    assert "has no title column; it has abstract, year: name it with the setting title_column." in refuse(
        tmp_path, table(["abstract", "year"], [ABSTRACT, "2020"])
    )


def test_a_relational_table_without_abstracts_is_refused(tmp_path):
    text = table(["node_id", "paper_id", "publish_date", "title"], ["1", "2410.1187", "2024-10-01", "A"])
    assert "no abstract column; it has node_id, paper_id, publish_date, title" in refuse(tmp_path, text)


def test_an_id_that_became_a_number_stays_as_the_file_has_it(tmp_path):
    assert fields(tmp_path, ["arxiv_id", "title", "abstract"], ["2410.1187", "A", "b"])["arxiv_id"] == "2410.1187"


def test_words_for_nothing_are_nothing(tmp_path):
    found = fields(tmp_path, ["title", "abstract", "doi", "year"], ["A", "NaN", "NULL", "None"])
    assert found == {"title": "A", "extra": {}}


def test_a_spreadsheets_count_of_days_is_a_date(tmp_path):
    records, notes = read(tmp_path, table(["title", "abstract", "date"], ["A", "b", "45292"]))
    assert records[0].fields["published"] == [("date", "2024-01-01")]
    assert "count of days" in notes.sentences()[0]


@pytest.mark.parametrize(
    ("kind", "problem"),
    [("article", None), ("peer-review", "not a paper"), ("dataset", "not a paper"),
     ("Conference Review", "not a paper"),
     ("Retracted", "withdrawn or rejected"), ("Note", None), ("Dataset paper", None)],
)  # fmt: skip
def test_what_is_no_paper_by_its_type(tmp_path, kind, problem):
    assert read(tmp_path, table(["title", "abstract", "type"], ["A", "b", kind]))[0][0].problem == problem


# Layouts


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(tmp_path, separator, end):
    text = table(
        ["id", "title", "abstract"], ["1", "A", f"{ABSTRACT}; x | y"], ["2", "B", "c"], separator=separator, end=end
    )
    records, notes = read(tmp_path, text.encode())
    assert titles(records) == ["A", "B"]
    assert records[0].fields["abstract"] == f"{ABSTRACT}; x | y"
    assert notes.sentences() == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_break_inside_a_cell_is_no_new_row(tmp_path, end):
    text = f'title,abstract{end}"A{end}B","c{end}{end}d"{end}C,d{end}'
    records, _ = read(tmp_path, text)
    assert titles(records) == ["A\nB", "C"]
    assert [record.place for record in records] == ["line 2", "line 6"]


def test_a_mark_before_the_header_and_a_note_of_the_separator(tmp_path):
    text = '\ufeffsep=;\r\n"Title";"Abstract"\r\n"A, B";"c"\r\n'
    records, notes = read(tmp_path, text)
    assert titles(records) == ["A, B"]
    assert notes.sentences() == []
    assert is_csv(text.lstrip("\ufeff").replace("\r\n", "\n"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path, encoding):
    records, _ = read(tmp_path, table(["title", "abstract"], ["Ärger bei 20 °C", "b"]).encode(encoding))
    assert titles(records) == ["Ärger bei 20 °C"]


@pytest.mark.parametrize(
    "about",
    [
        "# exported by a tool\n# on a day, with commas\n",
        "Results of a search\n\n",
        "Search;x,y\n",
        '"Query: a, b, c",,\n,,\n',
    ],
)
def test_lines_before_the_header_are_passed_over_and_told(tmp_path, about):
    records, notes = read(tmp_path, about + table(["title", "abstract", "year"], ["A", ABSTRACT, "2020"]))
    assert titles(records) == ["A"]
    assert "lines before the header" in notes.sentences()[0]


def test_blanks_after_separators(tmp_path):
    records, _ = read(tmp_path, 'title, abstract, year\nA, "b, c", 2020\n')
    assert (records[0].fields["abstract"], records[0].fields["published"]) == ("b, c", [("year", "2020")])


def test_marks_escaped_by_a_backslash(tmp_path):
    text = (
        'title,abstract,year\n"A \\"good\\", one","we say \\"no\\", 5\\" wide",2020\n"B \\"x\\"","c, \\\\alpha",2021\n'
    )
    records, notes = read(tmp_path, text)
    assert titles(records) == ['A "good", one', 'B "x"']
    assert records[0].fields["abstract"] == 'we say "no", 5" wide'
    assert "after a backslash" in notes.sentences()[0]


def test_marks_that_mean_nothing_between_tabs(tmp_path):
    rows = [
        ["title", "abstract", "year"],
        ['"Smart" grids', '5" screens', "2020"],
        ['"Open', "x", "2021"],
        ["B", "c", "2022"],
    ]
    records, _ = read(tmp_path, "\n".join("\t".join(row) for row in rows))
    assert titles(records) == ['"Smart" grids', '"Open', "B"]


def test_marks_inside_cells_that_were_not_doubled(tmp_path):
    text = 'title,abstract,year\n"A "good" one, too","we say "yes" twice",2020\nB,c,2021\n'
    records, _ = read(tmp_path, text)
    assert titles(records) == ['A "good" one, too', "B"]
    assert records[0].fields["abstract"] == 'we say "yes" twice'


def test_rows_that_stand_in_marks_as_a_whole(tmp_path):
    inner = table(["title", "abstract", "year"], ["A, x", "b", "2020"], ["C", "d", "2021"])
    text = "".join('"' + line.replace('"', '""') + '"\n' for line in inner.splitlines())
    assert titles(read(tmp_path, text)[0]) == ["A, x", "C"]


def test_rows_with_a_number_in_front_that_the_header_does_not_name(tmp_path):
    records, _ = read(tmp_path, "title,abstract\n1,A,b\n2,C,d\n3,E,f\n")
    assert titles(records) == ["A", "C", "E"]


def test_a_header_that_stands_again_where_files_were_joined(tmp_path):
    part = table(["title", "abstract"], ["A", "b"])
    records, notes = read(tmp_path, part + "\ufeff" + part)
    assert titles(records) == ["A", "A"]
    assert "header stands again" in notes.sentences()[0]


def test_a_table_without_a_header_is_refused_and_says_how_to_go_on(tmp_path):
    rows = [["On Rewards", ABSTRACT + ABSTRACT, "2020"], ["On Agents", ABSTRACT, "2021"]]
    said = refuse(tmp_path, table(*rows))
    assert said.startswith("a.csv has no header: its first row looks like a paper ('We study sparse rewards")
    assert 'title_column = "1" and abstract_column = "2"' in said
    assert is_csv(table(*rows))
    assert is_csv(table(*rows, separator="\t"))


def test_a_table_without_a_header_is_read_by_positions(tmp_path):
    rows = [["On Rewards", ABSTRACT, "2020"], ["On Agents", ABSTRACT, "2021"]]
    records, _ = read(tmp_path, table(*rows), {"title": "1", "abstract": "2", "published": "3"})
    assert titles(records) == ["On Rewards", "On Agents"]
    assert records[0].place == "line 1"
    assert records[1].fields["published"] == [("column 3", "2021")]


def test_positions_count_columns_under_a_header_too(tmp_path):
    records, _ = read(tmp_path, table(["name", "text"], ["A", "b"]), {"title": "1", "abstract": "2"})
    assert titles(records) == ["A"]


# Broken rows: nothing is lost without a word


def test_a_separator_too_many_in_56_of_58_rows_costs_none(tmp_path):
    text = "title,abstract,year\n" + "".join(f'{n},"{ABSTRACT}",2020{"," if n > 1 else ""}\n' for n in range(58))
    records, notes = read(tmp_path, text)
    assert [record.problem for record in records] == [None] * 58
    assert notes.sentences() == [
        "a.csv: 56 times: a row ends in one separator too many, which was dropped "
        "(for instance line 4; line 5; line 6)."
    ]


def test_commas_of_prose_without_marks_are_put_back(tmp_path):
    records, notes = read(tmp_path, "title,abstract,year\nA, x,We study, in detail, rewards.,2020\nB,c,d,2021\n")
    found = records[0].fields
    assert (found["title"], found["abstract"]) == ("A, x", "We study, in detail, rewards.")
    assert records[1].problem == "unreadable record"
    assert "line 2" in notes.sentences()[0]


def test_a_row_over_several_lines_with_a_cell_too_many_or_too_few_is_one_row(tmp_path):
    text = 'title,abstract,year\n"A\nx","b\n\nc",2020,\n"B\ny","c\nd"\n"C ""z""\nw","d\ne",2020,\n'
    records, notes = read(tmp_path, text)
    assert titles(records) == ["A\nx", "B\ny", 'C "z"\nw']
    assert notes.sentences()[0].startswith("a.csv: 2 times: a row ends in one separator too many")


def test_rows_with_too_many_or_too_few_cells_are_named_by_line(tmp_path):
    text = "title,abstract,year\nA,b,2020\nB,b,c,d,2020\nC,b\nstray\nD,b,2020\n"
    records, notes = read(tmp_path, text)
    assert [(record.place, record.problem) for record in records] == [
        ("line 2", None), ("line 3", "unreadable record"), ("line 4", None), ("line 5", "unreadable record"),
        ("line 6", None),
    ]  # fmt: skip
    assert "2 times: a row has not the 3 cells of the header and was left out (for instance line 3: 5; line 5: 1)" in (
        " ".join(notes.sentences())
    )


@pytest.mark.parametrize("following", [f'B,"{ABSTRACT}",2020', "B,plain,2020", 'B,"quoted",2020', '"B","x","2020"'])
def test_a_mark_that_never_closes_costs_one_row_and_not_the_file(tmp_path, following):
    rows = "\n".join([following, *(f'{n},"{ABSTRACT}",2020' for n in range(600))])
    records, notes = read(tmp_path, f'title,abstract,year\nA,"never closed,2020\n{rows}\n')
    assert len(records) == 602
    assert [record.problem for record in records] == ["unreadable record"] + [None] * 601
    assert records[1].fields["title"] == "B"
    assert notes.sentences() == [
        "a.csv: a quotation mark opens and never closes; its row was left out (for instance line 2)."
    ]


def test_a_mark_that_closes_in_a_later_row_by_chance_costs_these_two_rows(tmp_path):
    records, _ = read(tmp_path, 'title,abstract,year\nA,"never closed,2020\nB,c,2021\nC,5",2022,x\nD,e,2023\n')
    assert titles(records) == [None, "B", None, "D"]
    assert [record.place for record in records] == ["line 2", "line 3", "line 4", "line 5"]


def test_a_mark_that_never_closes_does_not_pull_the_file_into_memory():
    given = iter(range(1, 10**6))
    lines = ((n, 'A,"never closed' if n == 1 else "B,c") for n in given)
    assert next(read_rows(lines, Dialect(","), 2)) == (1, None, 1)
    assert next(given) < 600


def test_a_mark_that_never_closes_in_the_last_row(tmp_path):
    records, _ = read(tmp_path, 'title,abstract\nA,b\nB,"c')
    assert [record.problem for record in records] == [None, "unreadable record"]


def test_empty_rows_are_no_records(tmp_path):
    records, notes = read(tmp_path, "title,abstract\nA,b\n,\n\n  , \nB,c\n")
    assert titles(records) == ["A", "B"]
    assert "2 times: a row of empty cells" in notes.sentences()[0]


@pytest.mark.parametrize("text", ["title,abstract\n", "title,abstract", "\ufefftitle,abstract\n\n\n"])
def test_a_header_alone_is_refused(tmp_path, text):
    assert refuse(tmp_path, text) == "a.csv has 0 papers: there is no row under its header."


def test_counts_add_up_by_an_independent_count(tmp_path):
    rows = [[f"T{n}", f'a, "b"\n{ABSTRACT}' if n % 3 else "", str(2000 + n)] for n in range(500)]
    text = table(["title", "abstract", "year"], *rows)
    broken = text.replace("T100,", 'T100,"x,y,', 1)
    assert len(read(tmp_path, text)[0]) == sum(1 for _ in csv.reader(io.StringIO(text))) - 1 == 500
    records, _ = read(tmp_path, broken)
    assert {f"T{n}" for n in range(500)} - {record.fields.get("title") for record in records} <= {"T100"}


def test_a_very_long_row_of_many_cells_does_not_hang(tmp_path):
    records, _ = read(tmp_path, "title,abstract\nA,b\n" + "," * 1_000_000 + "x\n" + '"' * 999_999 + "\nB,c\n")
    assert titles(records)[0] == "A"
    assert titles(records)[-1] == "B"


def test_every_row_with_a_stray_mark_is_read_in_linear_time(tmp_path):
    rows = "".join(f'"x,{n}\n' for n in range(3000))
    records, _ = read(tmp_path, f"title,abstract,year\n{rows}")
    assert len(records) == 3000
    assert {record.problem for record in records} == {"unreadable record"}


def test_deep_nesting_and_wild_lists_in_cells_are_texts(tmp_path):
    for cell in (
        "[" * 5000 + "]" * 5000,
        "{" * 5000 + "}" * 5000,
        "[" + "(" * 3000 + ")" * 3000 + "]",
        "[__import__('os')]",
    ):
        assert fields(tmp_path, ["title", "abstract", "authors"], ["A", cell, cell])["title"] == "A"


# What is a table


@pytest.mark.parametrize(
    "head",
    [
        "title,abstract\nA,b\n",
        "title;abstract\nA;b\n",
        "PMID,Title,Authors\n1,A,B\n",
        "name,text,when\nA,b,2024\n",
        "name\ttext\twhen\nA\tb\t2024\nB\tc\t2025\n",
        "Title|Abstract\nA|b\n",
        "title,abstract\n",
        "\n\ntitle,abstract\nA,b\n",
        "title\nOn Rewards\nOn Agents\n",
    ],
)
def test_a_table_is_told_by_its_rows(head):
    assert is_csv(head)


@pytest.mark.parametrize(
    "head",
    [
        "",
        "one line of text",
        "Title, abstract and year are what we need.\nSo we go on, and on, and on.\n",
        "A title, with a comma\n\nAn abstract, which has commas, and more. It goes on.\n\nB title, too\n\nMore, yes.\n",
        "Daily Papers\n\nbyAK and the research community\n\nAug 11\n\nA Title\n\nWe study, we find.\n",
        "Abstract\n\nWe study rewards, agents, and more.\n",
        "Abstract\nWe study rewards,\nagents, and more.\n\nMore follows, then.\n",
        "import os, sys\n\ntitle, abstract, year = load()\nprint(title, abstract, year)\n",
        "def main(title, abstract):\n    return title, abstract\n",
        "title, abstract = read()\nx, y = 1, 2\nz, w = 3, 4\n",
        "2024-01-01 10:00:00,123 INFO start\n2024-01-01 10:00:01,456 INFO stop\n2024-01-01 10:00:02,789 INFO end\n",
        "| title | abstract |\n|---|---|\n| A | b |\n| C | d |\n",
        '{"title": "A", "abstract": "b"}\n{"title": "C", "abstract": "d"}\n',
        '[{"title": "A"}, {"title": "C"}]',
        "<feed><title>A, b</title></feed>",
        "@article{key,\n title={A, b},\n abstract={c, d}}\n",
        "TY  - JOUR\nTI  - A, b\nER  -\n",
        "[A, title](https://x.org/1)\n\nWe study, we find.\n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n",
        "- apples, pears\n- plums, figs\n- dates, nuts\n",
        "Dear all,\nthank you,\nyours,\n",
    ],
)
def test_what_is_no_table(head):
    assert not is_csv(head)


def test_the_separator_is_told_by_the_names_that_it_yields():
    for separator in ",;\t|":
        layout = find_layout([f"title{separator}abstract{separator}year, month"])
        assert (layout.dialect.separator, len(layout.names)) == (separator, 4 if separator == "," else 3)


# Exports of databases

COUNTS = {  # of rows, as the csv module reads them
    "duplicate_records.csv": 14, "embase.csv": 1, "embase_newpage.csv": 2, "generic.csv": 2,
    "generic_bad_record_id.csv": 6, "generic_column_names_with_spaces.csv": 2, "generic_labels.csv": 6,
    "generic_partial_labels.csv": 6, "generic_semicolon.csv": 2, "generic_tab.tsv": 2, "ieee.csv": 3,
    "lens_sample.csv": 2, "missing_values.csv": 4, "openalex_sample.csv": 3, "record_id.csv": 10,
    "scopus_sample.csv": 1,
}  # fmt: skip
LACKING = {"generic_labels_no_abs.csv": "abstract", "generic_labels_no_title.csv": "title"}


def test_every_exported_table_is_counted_or_refused():
    assert {path.name for path in (EXPORTS / "tables").iterdir()} == {*COUNTS, *LACKING}


@pytest.mark.parametrize("name", COUNTS)
def test_exported_tables_are_read_whole(name):
    document, notes = Document(EXPORTS / "tables" / name, name), Notes()
    assert is_csv(decode_head(read_head(document)))
    records = list(read_csv_rows(document, notes))
    assert (len(records), {record.problem for record in records}, notes.sentences()) == (COUNTS[name], {None}, [])


@pytest.mark.parametrize("name", LACKING)
def test_an_exported_table_that_lacks_a_column_is_refused(name):
    with pytest.raises(DumpError, match=f"has no {LACKING[name]} column"):
        list(read_csv_rows(Document(EXPORTS / "tables" / name, name), Notes()))


def test_of_the_exports_only_the_tables_are_tables():
    for path in EXPORTS.rglob("*.*"):
        assert is_csv(decode_head(read_head(Document(path, path.name)))) == (path.parent.name == "tables"), path
