"""What RIS, MEDLINE and Web of Science have in common: records told apart, lines joined, nothing lost unsaid."""

import pytest

from helpers.dumps.packing import Document
from helpers.dumps.records import Notes
from helpers.dumps.tagged import tagged_records
from helpers.dumps.tagged.medline import read_medline
from helpers.dumps.tagged.ris import read_ris
from helpers.dumps.tagged.tagged_records import join_lines
from helpers.dumps.tagged.web_of_science import read_web_of_science

FORMATS = {  # reader, one record, one with a name alone
    "ris": (read_ris, "TY  - JOUR\nTI  - {}\nAB  - Some\n words.\nER  - \n\n", "TY  - JOUR\nTI  - \nER  - \n"),
    "medline": (read_medline, "PMID- {0}\nTI  - {0}\nAB  - Some\n      words.\n\n", "PMID- 9\nTI  - \n"),
    "web of science": (read_web_of_science, "PT J\nTI {}\nAB Some\n   words.\nER\n\n", "PT J\nTI \nER\n"),
}


@pytest.fixture(params=FORMATS)
def form(request, tmp_path):
    reader, record, bare = FORMATS[request.param]

    def read(text):
        path, notes = tmp_path / "a.txt", Notes()
        path.write_bytes(text.encode())
        return list(reader(Document(path, "a.txt"), notes)), " ".join(notes.sentences())

    return read, record, bare


def test_records_are_told_apart_and_their_lines_joined(form):
    read, record, _ = form
    records, said = read("".join(record.format(n) for n in range(3)))
    assert [(r.fields["title"], r.fields["abstract"]) for r in records] == [(str(n), "Some words.") for n in range(3)]
    assert said == ""


@pytest.mark.parametrize("number", ["2.", "<2>", "Record 2 of 2", "  2)"])
def test_numbers_between_records_belong_to_none(form, number):
    read, record, _ = form
    records, said = read(record.format(1) + f"{number}\n" + record.format(2))
    assert [r.fields["title"] for r in records] == ["1", "2"]
    assert (said, any("2)" in str(r.fields) for r in records)) == ("", False)


def test_lines_before_the_first_record_are_counted(form):
    read, record, _ = form
    records, said = read("Words of a tool\nand more\n" + record.format(1))
    assert len(records) == 1
    assert said.startswith("a.txt: 2 times: lines outside of the records were left out (for instance line 1: Words of")


def test_a_record_with_nothing_but_its_name_cannot_be_read(form):
    read, record, bare = form
    records, said = read(record.format(1) + bare)
    assert [r.problem for r in records] == [None, "unreadable record"]
    assert "a record has no fields (for instance line " in said


def test_a_record_without_end_costs_no_other(form, monkeypatch):
    monkeypatch.setattr(tagged_records, "MAX_RECORD", 300)
    read, record, _ = form
    long = record.format(1).replace("words.", "words\n      words" * 100)
    records, said = read(long + record.format(2))
    assert len(records[0].fields["abstract"]) < 400
    assert records[1].fields["abstract"] == "Some words."
    assert "a record is over 300 characters long and was cut (for instance line 1)" in said


def test_nul_characters_and_marks_of_order_are_no_text(form):
    read, record, _ = form
    records, _ = read("\ufeff" + record.format("A\x00B"))
    assert [r.fields["title"] for r in records] == ["AB"]


def test_a_word_broken_at_its_hyphen_comes_together_again():
    assert join_lines(["many-", "sided, pre-", "and post-war", "", "well- ", "known"]) == (
        "many-sided, pre- and post-war well- known"
    )
