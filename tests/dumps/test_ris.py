"""RIS in the dialects of nine tools, read with counts checked by hand."""

import time
from pathlib import Path

import pytest

from helpers.dumps.decoding import decode_head
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes
from helpers.dumps.tagged.ris import is_ris, read_ris

EXPORTS = Path(__file__).parent / "fixtures" / "exports" / "ris"
RECORD = "TY  - JOUR\nTI  - On Sparse Rewards\nAB  - We study rewards.\nPY  - 2020\nER  - \n\n"


def read(tmp_path, text):
    path = tmp_path / "papers.ris"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    notes = Notes()
    return list(read_ris(Document(path, "papers.ris"), notes)), notes


def fields(tmp_path, *lines):
    (record,) = read(tmp_path, "\n".join(["TY  - JOUR", *lines, "ER  - "]))[0]
    return record.fields


# Dialects


def test_scopus_with_wrapped_values_and_a_list_of_references(tmp_path):
    found = fields(
        tmp_path, "TI  - Sparse rewards", "T2  - Journal of Rewards", "J2  - J. Rewards", "PY  - 2020",
        "AU  - Doe, J.", "AU  - Roe, R.", "AB  - We study", "rewards.", "KW  - sparse", "KW  - dense", "DB  - Scopus",
        "C2  - 31415926", "M3  - Article", "DO  - 10.1000/abc", "UR  - https://www.scopus.com/inward/record.uri?eid=2",
        "N1  - References: A., A title (2001)", *["Someone, Some title, (2002) Journal, 1, pp. 2-3;"] * 200,
    )  # fmt: skip
    assert found["abstract"] == "We study rewards."
    assert found["authors"] == ["J. Doe", "R. Roe"]
    assert (found["pmid"], found["doi"], found["venue"]) == ("31415926", "10.1000/abc", "Journal of Rewards")
    assert "N1" not in found["extra"]


def test_web_of_science_joins_the_day_and_the_year(tmp_path):
    found = fields(tmp_path, "TI  - T", "DA  - APR 21", "PY  - 2022", "AN  - WOS:0001")
    assert found["published"] == [("DA, PY", "2022 APR 21"), ("PY", "2022")]


def test_embase_takes_no_day_of_entry(tmp_path):
    found = fields(tmp_path, "T1  - T", "A1  - Doe J.", "N2  - Words.", "Y1  - 2014", "U3  - 2014-08-29")
    assert (found["title"], found["abstract"], found["authors"]) == ("T", "Words.", ["Doe J."])
    assert found["published"] == [("Y1", "2014")]


def test_ovid_numbers_its_records_and_writes_behind_their_ends(tmp_path):
    one = "TY  - JOUR\nT1  - Paper {0}\nN2  - Words.\nY1  - 2019//\nDO  - http://dx.doi.org/10.1000/{0}\nER  -\n"
    after = "NL  - J Rewards\n\nLink to the Ovid Full Text: https://x.org/{0}\n\n"
    text = "".join(f"{n}.\n" + (one + after).format(n) for n in (1, 2, 3))
    records, notes = read(tmp_path, text)
    assert [record.fields["title"] for record in records] == ["Paper 1", "Paper 2", "Paper 3"]
    assert records[2].fields["doi"] == "10.1000/3"
    assert records[0].fields["published"] == [("Y1", "2019//")]
    assert notes.sentences()[0].startswith("papers.ris: 3 times: lines outside of the records were left out")


def test_proquest_with_header_lines(tmp_path):
    text = "Provider: ProQuest\nDatabase: X\nContent: text/plain; charset=UTF-8\n\n" + RECORD
    assert is_ris(text)
    assert len(read(tmp_path, text)[0]) == 1


@pytest.mark.parametrize("date", ["2012///", "2019/10//undefined", "2013/02/15/received", "YEAR/MONTH/DAY/"])
def test_zotero_dates_stay_as_they_are(tmp_path, date):
    assert fields(tmp_path, "TI  - T", f"DA  - {date}", "PY  - 2019")["published"][0] == ("DA", date)


def test_pubmed_in_endnote_where_dp_is_a_database(tmp_path):
    found = fields(
        tmp_path, "TI  - T", "AN  - 21553931", "DP  - NLM", "DA  - Jun", "PY  - 2011", "ET  - 2011/05/11",
        "KW  - Animals", "Sparse/*dense", "Rewards", "LA  - eng",
    )  # fmt: skip
    assert found["pmid"] == "21553931"
    assert found["keywords"] == ["Animals", "Sparse/*dense", "Rewards"]
    assert found["published"] == [("DA, PY", "2011 Jun"), ("PY", "2011"), ("ET", "2011/05/11")]
    assert found["extra"]["DP"] == "NLM"


def test_ieee_keeps_its_date_and_empty_values_are_none(tmp_path):
    found = fields(tmp_path, "TI  - T", "PY  - 2019", "IS  - ", "DO  - ", "Y1  - 1 Jan.-Feb. 2019", "JO  - Proc")
    assert found["published"] == [("PY", "2019"), ("Y1", "1 Jan.-Feb. 2019")]
    assert "doi" not in found
    assert "IS" not in found["extra"]


def test_mendeley_and_springer(tmp_path):
    found = fields(
        tmp_path, "T1  - T", "A1  - Doe, Jane", "A1  - King, Jr., Martin", "JF  - Journal", "Y1  - 2020/03/05",
        "DA  - 2020/03/05", "UR  - https://doi.org/10.1007/s1", "ID  - Doe2020", "Y2  - 2024/01/01",
    )  # fmt: skip
    assert found["authors"] == ["Jane Doe", "Martin King Jr."]
    assert found["doi"] == "10.1007/s1"
    assert found["published"] == [("DA", "2020/03/05"), ("Y1", "2020/03/05")]  # Y2 is the day of a visit


def test_the_language_is_declared_english_or_left_to_the_abstract(tmp_path):
    assert fields(tmp_path, "TI  - T", "LA  - English")["language"] == "en"
    german = fields(tmp_path, "TI  - T", "LA  - German")
    assert "language" not in german
    assert german["extra"]["language"] == "German"


def test_arxiv_in_a_link(tmp_path):
    assert fields(tmp_path, "TI  - T", "L2  - http://arxiv.org/pdf/2111.09920.pdf")["arxiv_id"] == "2111.09920"


# Shapes of lines


def test_line_ends_of_three_kinds_and_a_mark_at_the_beginning(tmp_path):
    text = "\ufeff" + RECORD.replace("\n", "\r\n") + "\r" + RECORD.replace("\n", "\r") + RECORD
    assert len(read(tmp_path, text)[0]) == 3
    assert is_ris(decode_head(text.encode()))


def test_tags_with_tabs_and_without_spaces(tmp_path):
    text = "TY\t- JOUR\nTI \t- T\nUR  -https://x.org\nN2\t- Words.\nER  -\n"
    (record,) = read(tmp_path, text)[0]
    assert (record.fields["title"], record.fields["abstract"]) == ("T", "Words.")
    assert record.fields["url"] == "https://x.org"


def test_tags_with_one_space_where_the_file_writes_them_so(tmp_path):
    text = "TY - JOUR\nTI - T\nAB - Words\nIL - 6 levels\nER -\nTY - JOUR\nTI - U\nER -\n"
    assert [record.fields["title"] for record in read(tmp_path, text)[0]] == ["T", "U"]
    assert is_ris(text)


def test_a_wrapped_line_that_looks_like_a_tag_of_one_space_is_text(tmp_path):
    assert fields(tmp_path, "TI  - T", "AB  - We raise", "IL - 6 levels.")["abstract"] == "We raise IL - 6 levels."


def test_a_record_without_beginning_and_one_without_end(tmp_path):
    text = "TI  - First\nAB  - Words.\nER  - \nTY  - JOUR\nTI  - Second\n\n3.\nTY  - JOUR\nTI  - Third\n"
    records, notes = read(tmp_path, text)
    assert [record.fields["title"] for record in records] == ["First", "Second", "Third"]
    said = " ".join(notes.sentences())
    assert "no beginning (TY) (for instance line 1)" in said
    assert "no end (ER); it was ended where the next begins (for instance line 4)" in said
    assert "last record has no end" in said


def test_two_abstracts_keep_the_first_and_parts_of_one_are_joined(tmp_path):
    two = fields(tmp_path, "TI  - T", "AB  - English words.", "AB  - Deutsche Worte.")
    assert (two["abstract"], two["extra"]["AB (again)"]) == ("English words.", ["Deutsche Worte."])
    labelled = fields(tmp_path, "TI  - T", "AB  - Background: Words.", "AB  - Methods: More.")
    assert labelled["abstract"] == "Background: Words. Methods: More."
    both = fields(tmp_path, "TI  - T", "AB  - Abstract.", "N2  - Another.")
    assert (both["abstract"], both["extra"]["N2"]) == ("Abstract.", ["Another."])


def test_empty_records_and_other_kinds(tmp_path):
    text = "TY  - GEN\nER  -\nTY  - DATA\nTI  - D\nER  -\nTY  - JOUR\nTI  - R\nM3  - Retracted\nER  -\n"
    problems = [record.problem for record in read(tmp_path, text)[0]]
    assert problems == ["unreadable record", "not a paper", "withdrawn or rejected"]


def test_an_abstract_with_a_hyphen_at_the_end_of_a_line(tmp_path):
    assert fields(tmp_path, "AB  - many-", "sided, pre-", "and post-war")["abstract"] == "many-sided, pre- and post-war"


def test_six_hundred_authors(tmp_path):
    found = fields(tmp_path, "TI  - T", *[f"AU  - Doe, Jane {n}" for n in range(671)])
    assert len(found["authors"]) == 671


def test_a_file_without_records_is_refused_by_name(tmp_path):
    with pytest.raises(DumpError, match=r"^papers\.ris has 0 papers"):
        read(tmp_path, "words\n")


@pytest.mark.parametrize(
    "text",
    [
        "TY  - JOUR\n" * 60_000,
        "TY  - JOUR\n" + "AB  - x\n" * 100_000,
        "TY  - JOUR\nAB  - x\n" + "foo-\n" * 150_000,
        "TY  - JOUR\nKW  - x\n" + "foo bar\n" * 100_000,
        "TY  - JOUR\nTI  - x\nM3  - " + "10.1234" * 50_000,
    ],
)
def test_hostile_text_takes_no_more_than_its_length_in_time(tmp_path, text):
    start = time.perf_counter()
    is_ris(text)
    read(tmp_path, text)
    assert time.perf_counter() - start < 10  # quadratic time would be minutes


# What is RIS


@pytest.mark.parametrize(
    "text",
    [
        "TY for reading this page.\n\nTI - a town\n",
        "TY\n\nA short page about tags.\n",
        "# RIS\n\n```\n" + RECORD + "```\n",
        "A page about RIS.\n" * 40 + RECORD,
        RECORD + "A page that began with an example.\n" * 40,
        "PMID- 1\nTI  - T\nAB  - Words\nER  - 1\n",
        "FN Clarivate\nVR 1.0\nPT J\nTI T\nER\nEF\n",
        "",
    ],
)
def test_other_texts_are_no_ris(text):
    assert not is_ris(text)


COUNTS = {  # of records, abstracts, authors and DOIs, as rispy 0.10 finds them
    "_baseline.ris": (3, 3, 24, 3), "baseline_empty_values.ris": (4, 2, 0, 0),
    "baseline_reference_types.ris": (61, 0, 0, 0), "baseline_tag-notes.ris": (12, 0, 0, 0),
    "baseline_tag-notes_labels.ris": (32, 0, 0, 0), "baseline_tag-notes_zotero.ris": (4, 0, 0, 0),
    "baseline_tag_and_field_definitions.ris": (1, 1, 1, 0),  # its DOI is the word "DOI"
    "baseline_tag_and_field_definitions_lists.ris": (1, 0, 2, 0), "baseline_zotero.ris": (3, 3, 24, 3),
    "embase.ris": (1, 1, 2, 1), "example.ris": (3, 3, 25, 3),  # one author stands twice at one paper
    "faulty_year.ris": (1, 1, 0, 0), "nb_exclude.ris": (1, 0, 4, 1), "ovid_psycinfo.ris": (1, 1, 5, 1),
    "ovid_zotero.ris": (2, 2, 9, 2), "proquest.ris": (2, 2, 11, 2), "pubmed_endnote.txt": (2, 2, 15, 2),
    "pubmed_zotero.ris": (2, 2, 8, 2), "ris_issue_1099.txt": (3, 3, 12, 3), "ris_issue_992.txt": (4, 2, 0, 0),
    "ris_many_authors.ris": (1, 0, 1, 0),  # cut off, which rispy leaves out; its authors have one name
    "scopus.ris": (1, 1, 3, 1), "web_of_science.txt": (2, 2, 5, 2),
}  # fmt: skip


def test_every_export_is_counted():
    assert {path.name for path in EXPORTS.iterdir()} == set(COUNTS)


@pytest.mark.parametrize("name", COUNTS)
def test_exports_are_read_whole(name):
    path = EXPORTS / name
    found = [record.fields for record in read_ris(Document(path, name), Notes())]
    assert is_ris(decode_head(path.read_bytes()))
    abstracts, dois = (sum(key in fields for fields in found) for key in ("abstract", "doi"))
    assert (len(found), abstracts, sum(len(fields.get("authors", [])) for fields in found), dois) == COUNTS[name]


def test_tags_right_before_the_beginning_belong_to_its_record(tmp_path):
    text = "ID  - 7\nAU  - Doe, Jane\nTY  - JOUR\nTI  - {}\nAB  - Both.\nER  - \n"
    records, notes = read(tmp_path, text.format("One") + "\n" + text.format("Two"))
    assert [(record.fields["title"], record.fields["authors"]) for record in records] == [
        ("One", ["Jane Doe"]), ("Two", ["Jane Doe"]),
    ]  # fmt: skip
    assert notes.sentences() == []
