"""Tagged texts read by tables: EndNote, ADS, RefWorks, the Cochrane Library, NoteExpress."""

import pytest

from helpers.dumps.detect import read_dump
from helpers.dumps.records import DumpError, Notes

ABSTRACT = "We study how small routers share a memory, and we find that they are cheap to train over long runs."
ENDNOTE = f"""%0 Journal Article
%T Shallow routers
%A Doe, Jane
%A Roe, Richard
%J Journal of Invented Systems
%D 2019
%8 2019/03/05/
%R 10.1234/inv.0
%K routing
memory
%X {ABSTRACT}

"""
ADS = f"""%R 2019InvJ...12..345D
%T Shallow routers
%A Doe, Jane; Roe, Richard
%J Journal of Invented Systems, Volume 3
%D 03/2019
%B {ABSTRACT}

"""
REFWORKS = f"""RT Journal Article
SR Electronic(1)
ID 12
A1 Doe, Jane
A1 Roe, Richard
T1 Shallow routers
JF Journal of Invented Systems
YR 2019
FD 2019/03/05
K1 routing
AB {ABSTRACT}
DO 10.1234/inv.0

"""
COCHRANE = f"""Record #{{n}} of 2
ID: CN-0100000{{n}}
AU: Doe J
AU: Roe R
TI: Shallow routers
SO: Journal of Invented Systems
YR: 2019
PM: PUBMED 30000000
PT: Journal article
KY: routing; memory
DOI: 10.1234/inv.0
AB: {ABSTRACT}


"""
NOTE_EXPRESS = f"""{{Reference Type}}: Journal Article
{{Title}}: Shallow routers
{{Author}}: Doe, Jane
{{Author}}: Roe, Richard
{{Year}}: 2019
{{Journal}}: Journal of Invented Systems
{{Keywords}}: routing; memory
{{Abstract}}: {ABSTRACT}

"""


def read(folder, text):
    (folder / "dump.txt").write_text(text, encoding="utf-8")
    notes = Notes()
    records = list(read_dump([folder / "dump.txt"], notes))
    return records, notes


@pytest.mark.parametrize(
    ("kind", "text", "authors", "published"),
    [
        ("endnote", ENDNOTE, ["Jane Doe", "Richard Roe"], [("8", "2019/03/05/"), ("D", "2019")]),
        ("endnote", ADS, ["Jane Doe", "Richard Roe"], [("D", "03/2019")]),
        ("refworks", REFWORKS, ["Jane Doe", "Richard Roe"], [("FD", "2019/03/05"), ("YR", "2019")]),
        ("cochrane", COCHRANE, ["Doe J", "Roe R"], [("YR", "2019")]),
        ("noteexpress", NOTE_EXPRESS, ["Jane Doe", "Richard Roe"], [("Year", "2019")]),
    ],
)
def test_a_dialect_is_told_by_its_tags_and_read_by_its_table(tmp_path, kind, text, authors, published):
    records, notes = read(tmp_path, text.replace("{n}", "1") + text.replace("{n}", "2"))
    assert notes.facts["formats"] == {"dump.txt": kind}
    assert [record.problem for record in records] == [None, None]
    fields = records[1].fields
    assert (fields["title"], fields["abstract"], fields["authors"]) == ("Shallow routers", ABSTRACT, authors)
    assert fields["published"] == published
    assert fields["venue"].startswith("Journal of Invented Systems")
    assert notes.sentences() == []


def test_identifiers_and_keywords_of_several_lines(tmp_path):
    fields = read(tmp_path, ENDNOTE)[0][0].fields
    assert (fields["doi"], fields["keywords"]) == ("10.1234/inv.0", ["routing", "memory"])
    assert read(tmp_path, COCHRANE.replace("{n}", "1"))[0][0].fields["pmid"] == "30000000"


def test_records_without_a_blank_line_between_are_parted_by_their_first_tag(tmp_path):
    assert len(read(tmp_path, ENDNOTE.rstrip() + "\n" + ENDNOTE)[0]) == 2


def test_a_wrapped_abstract_whose_line_begins_with_capitals_is_no_new_tag(tmp_path):
    text = REFWORKS.replace("share a memory, and", "share a memory of\nAI systems, and")
    assert "memory of AI systems, and we find" in read(tmp_path, text)[0][0].fields["abstract"]


def test_a_retracted_paper_and_a_data_set_are_no_papers(tmp_path):
    text = ENDNOTE.replace("Journal Article", "Dataset") + COCHRANE.replace("{n}", "1")
    assert read(tmp_path, text)[0][0].problem == "not a paper"


def test_prose_with_one_percent_sign_a_line_is_no_endnote(tmp_path):
    with pytest.raises(DumpError, match="0 papers"):
        read(tmp_path, "%T is a percentage.\nNothing else is here.\nAnd no more of it.\nThe end is near.\n")
