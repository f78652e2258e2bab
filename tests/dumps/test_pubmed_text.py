"""PubMed's "Abstract" format, told apart by form."""

import pytest

from helpers.dumps.detect import read_dump
from helpers.dumps.records import DumpError, Notes

FIRST = """1. J Inv Syst. 2019 Mar 5;3(2):10-20. doi: 10.1234/inv.0. Epub 2019
Jan 2.

Shallow routers for crowded
memory.

Doe J(1), Roe RA(2)(3), van der Berg K Jr(1).

Author information:
(1)Invented University.
(2)Invented Institute.

Comment in
    J Inv. 2020;1:1.

BACKGROUND: We study how small routers share a memory.
RESULTS: The gain is modest but steady.

CONCLUSIONS: Sparse choices cost little.

Copyright © 2019 Invented.

DOI: 10.1234/inv.0
PMID: 30000000  [Indexed for MEDLINE]


"""
SECOND = """2. Proc Natl Acad Sci U S A. 2020 Apr;1(1):1.

[A translated title].

[Article in French]

Doe J.

DOI: 10.1234/inv.1
PMID: 30000001
"""


def read(folder, text):
    (folder / "abstract-set.txt").write_text(text, encoding="utf-8")
    notes = Notes()
    return list(read_dump([folder / "abstract-set.txt"], notes)), notes


def test_each_part_of_a_record_is_told_by_its_form(tmp_path):
    records, notes = read(tmp_path, FIRST + SECOND)
    assert notes.facts["formats"] == {"abstract-set.txt": "pubmed abstracts"}
    fields = records[0].fields
    assert fields["title"] == "Shallow routers for crowded memory"
    assert fields["authors"] == ["Doe J", "Roe RA", "van der Berg K Jr"]
    assert fields["abstract"] == (
        "BACKGROUND: We study how small routers share a memory. RESULTS: The gain is modest but steady.\n"
        "CONCLUSIONS: Sparse choices cost little."
    )
    assert (fields["venue"], fields["published"]) == ("J Inv Syst", [("citation", "2019 Mar 5")])
    assert (fields["doi"], fields["pmid"]) == ("10.1234/inv.0", "30000000")


def test_a_record_without_an_abstract_has_none(tmp_path):
    fields = read(tmp_path, FIRST + SECOND)[0][1].fields
    assert (fields["title"], fields["authors"], fields["pmid"]) == ("A translated title", ["Doe J"], "30000001")
    assert (fields["venue"], fields["published"]) == ("Proc Natl Acad Sci U S A", [("citation", "2020 Apr")])
    assert "abstract" not in fields


def test_a_numbered_paragraph_of_an_abstract_begins_no_record(tmp_path):
    text = FIRST.replace("CONCLUSIONS:", "2. In 2019 nothing else was found.\n\nCONCLUSIONS:")
    records, _ = read(tmp_path, text + SECOND)
    assert len(records) == 2
    assert "2. In 2019 nothing else" in records[0].fields["abstract"]


def test_a_record_that_breaks_off_is_counted_and_named(tmp_path):
    records, notes = read(tmp_path, FIRST + SECOND.split("DOI:")[0])
    assert [record.problem for record in records] == [None, "unreadable record"]
    assert notes.sentences() == ["abstract-set.txt: a record breaks off before its PMID (for instance line 27)."]


def test_references_in_a_list_are_named_for_what_they_are(tmp_path):
    lines = (f"{n}. Doe J. Shallow routers {n}. J Inv. 2019;3(2):1-2. PMID: 3000000{n}\n\n" for n in range(1, 5))
    with pytest.raises(DumpError, match="looks like a numbered list of references; export the references"):
        read(tmp_path, "".join(lines))
