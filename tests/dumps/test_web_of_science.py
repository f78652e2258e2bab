"""Web of Science's field-tagged text."""

from pathlib import Path

import pytest

from helpers.dumps.decoding import decode_head
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes
from helpers.dumps.tagged.ris import is_ris
from helpers.dumps.tagged.web_of_science import is_web_of_science, read_web_of_science

EXPORTS = Path(__file__).parent / "fixtures" / "exports" / "web-of-science" / "wos_sample.txt"
HEAD = "FN Clarivate Analytics Web of Science\nVR 1.0\n"
RECORD = (
    "PT J\nAU Doe, J\n   Roe, R\nAF Doe, Jane\n   Roe, Richard\nTI Sparse rewards in many-\n   sided worlds\n"
    "SO JOURNAL OF REWARDS\nLA English\nDT Article; Early Access\nDE sparse; dense; long\n   horizon\n"
    "ID REWARDS; AGENTS\n"
    "AB We study\n   rewards.\nCR Someone A., 2001, J REWARDS\n   AI systems, 2002\nPD NOV\nPY 2026\nEA FEB 2026\n"
    "DI 10.1000/ABC\nWC Computer Science, Artificial Intelligence; Robotics\nSC Computer Science\nUT WOS:0001\n"
    "PM 31415926\nDA 2026-03-28\nER\n\n"
)


def read(tmp_path, text):
    path = tmp_path / "savedrecs.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    notes = Notes()
    return list(read_web_of_science(Document(path, "savedrecs.txt"), notes)), notes


def test_a_whole_record(tmp_path):
    (record,) = read(tmp_path, "\ufeff" + HEAD + RECORD + "EF\n")[0]
    found = record.fields
    assert found["title"] == "Sparse rewards in many-sided worlds"
    assert found["abstract"] == "We study rewards."
    assert found["authors"] == ["Jane Doe", "Richard Roe"]
    assert found["keywords"] == ["sparse", "dense", "long horizon"]
    assert found["categories"] == ["Computer Science, Artificial Intelligence", "Robotics"]
    assert found["published"] == [("EA", "FEB 2026"), ("PD, PY", "2026 NOV"), ("PY", "2026")]  # never DA
    assert (found["doi"], found["pmid"], found["venue"]) == ("10.1000/abc", "31415926", "JOURNAL OF REWARDS")
    assert found["extra"]["ID"] == ["REWARDS", "AGENTS"]
    assert "CR" not in found["extra"]
    assert record.place == "record 1 (line 3)"


@pytest.mark.parametrize(
    ("day", "date"), [("2026 FEB 25", "2026 FEB 25"), ("DEC 31", "2026 DEC 31"), ("JAN-MAR", "2026 JAN-MAR")]
)
def test_days_with_and_without_their_year(tmp_path, day, date):
    (record,) = read(tmp_path, HEAD + f"PT J\nTI T\nPD {day}\nPY 2026\nER\nEF\n")[0]
    assert record.fields["published"][0] == ("PD, PY", date)


def test_files_one_after_the_other(tmp_path):
    whole = "\ufeff" + HEAD + RECORD + RECORD + "EF\n"
    assert len(read(tmp_path, whole + whole.replace("\n", "\r\n"))[0]) == 4


def test_a_record_without_end_and_a_file_that_was_cut(tmp_path):
    records, notes = read(tmp_path, HEAD + "PT J\nTI A\nPT J\nTI B\nER\n\nPT J\nTI C")
    assert [record.fields["title"] for record in records] == ["A", "B", "C"]
    said = " ".join(notes.sentences())
    assert "ended where the next begins (for instance line 3)" in said
    assert "the file may be cut (for instance line 9)" in said


def test_a_wrapped_line_without_its_spaces_is_no_tag(tmp_path):
    (record,) = read(tmp_path, HEAD + "PT J\nTI T\nAB We study\nQ3 in full.\nER\nEF\n")[0]
    assert record.fields["abstract"] == "We study Q3 in full."


def test_retracted_papers_and_records_without_fields(tmp_path):
    text = HEAD + "PT J\nTI T\nDT Article; Retracted Publication\nER\nPT J\nER\nPT J\nTI C\nDT Correction\nER\nEF\n"
    problems = [record.problem for record in read(tmp_path, text)[0]]
    assert problems == ["withdrawn or rejected", "unreadable record", "not a paper"]


def test_a_file_without_records_is_refused_by_name(tmp_path):
    with pytest.raises(DumpError, match=r"^savedrecs\.txt has 0 papers"):
        read(tmp_path, HEAD + "EF\n")


def test_what_is_web_of_science():
    assert is_web_of_science("\n" + HEAD + RECORD)
    assert is_web_of_science(RECORD)
    assert not is_ris(HEAD + RECORD)
    assert not is_web_of_science("TY  - JOUR\nAU  - Doe\nTI  - T\nER  - \n")
    assert not is_web_of_science("PT\tAU\tTI\tSO\tAB\nJ\tDoe\tT\tJ\tWords\n")
    assert not is_web_of_science("FN is a tag.\n\nPT J is another.\n")


def test_an_export_is_read_whole():
    found = [record.fields for record in read_web_of_science(Document(EXPORTS, EXPORTS.name), Notes())]
    assert is_web_of_science(decode_head(EXPORTS.read_bytes()))
    assert [(len(fields["authors"]), "abstract" in fields, fields["doi"]) for fields in found] == [  # by hand
        (1, True, "10.56042/tuzo.j99h8.88606"),
        (5, False, "10.1080/83964434.8086.8218538"),
        (3, True, "10.25267/sis_uzavom_usiki_lipeke_xifun.8086.j83.h3.3308"),
    ]
