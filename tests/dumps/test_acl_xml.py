"""The ACL Anthology's XML: inline markup, dates of volumes, front matter, ids of both forms."""

from pathlib import Path

import pytest

from helpers.dumps.decoding import decode_head, read_head
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes
from helpers.dumps.xml.acl_xml import is_acl, read_acl

FIXTURES = Path(__file__).parent / "fixtures" / "services"
SHARED = Path(__file__).parents[3] / "shared" / "dumps" / "acl-anthology"
COLLECTION = """<?xml version='1.0' encoding='UTF-8'?>
<collection id="2023.toy">
  <volume id="1" ingest-date="2031-01-01" type="proceedings">
    <meta><booktitle>Proceedings of the <fixed-case>TOY</fixed-case> Workshop</booktitle>
      <editor><first>Ed</first><last>Itor</last></editor><month>August</month><year>2023</year><venue>toy</venue></meta>
    <frontmatter><url hash="a">2023.toy-1.0</url></frontmatter>
    <paper id="1">
      <title>Sparse <fixed-case>A</fixed-case>ttention in <tex-math>O(n)</tex-math></title>
      <author><first>Ada</first><last>Example</last><affiliation>A Lab</affiliation></author>
      <author><last>Mononym</last></author>
      <pages>1–10</pages>
      <abstract>We <i>skip</i> words; see <url>https://example.org/x</url>, <b>often</b>.</abstract>
      <url hash="b">2023.toy-1.1</url><doi>10.1234/toy.1</doi>
      <bibkey>example-2023-sparse</bibkey><award>Best paper</award>
    </paper>
    <paper id="2"><title>Gone</title><retracted date="2024-01-01">Faulty data.</retracted>
      <url>2023.toy-1.2</url></paper>
    <paper id="3"><title>Removed</title><removed date="2024-01-01">Wish of the authors.</removed></paper>
    <paper id="4"><title>En français</title><language>fra</language></paper>
  </volume>
  <volume id="main"><meta><year>2024</year></meta><paper id="1"><title>Next</title></paper></volume>
</collection>
"""


def read(tmp_path, text):
    path = tmp_path / "a.xml"
    path.write_text(text, encoding="utf-8")
    assert is_acl(text)
    notes = Notes()
    return list(read_acl(Document(path, "a.xml"), notes)), notes


def test_a_paper_with_inline_markup(tmp_path):
    records, notes = read(tmp_path, COLLECTION)
    assert records[1].place == "entry 2 (line 7)"
    assert records[1].fields == {
        "title": "Sparse Attention in $O(n)$",
        "abstract": "We skip words; see https://example.org/x, often.",
        "acl_id": "2023.toy-1.1",
        "doi": "10.1234/toy.1",
        "venue": "Proceedings of the TOY Workshop",
        "authors": ["Ada Example", "Mononym"],
        "published": [("year and month", "2023 August")],
        "extra": {
            "venue_short": "toy", "pages": "1–10", "bibkey": "example-2023-sparse", "award": "Best paper",
        },
    }  # fmt: skip
    assert notes.sentences() == []


def test_front_matter_and_retractions_are_records_and_no_papers(tmp_path):
    records, _ = read(tmp_path, COLLECTION)
    assert [(r.fields["acl_id"], r.problem) for r in records] == [
        ("2023.toy-1.0", "not a paper"),
        ("2023.toy-1.1", None),
        ("2023.toy-1.2", "withdrawn or rejected"),
        ("2023.toy-1.3", "withdrawn or rejected"),
        ("2023.toy-1.4", None),
        ("2023.toy-main.1", None),
    ]
    assert records[4].fields["language"] == "fra"


def test_a_volume_does_not_lend_its_date_to_the_next(tmp_path):
    records, _ = read(tmp_path, COLLECTION)
    assert records[5].fields["published"] == [("year", "2024")]
    assert "venue" not in records[5].fields
    assert "2031" not in str(records)
    records, _ = read(tmp_path, COLLECTION.replace("<meta><year>2024</year></meta>", ""))
    assert records[5].fields["published"] == [("year", "2023")]  # of the collection's id, without the month


@pytest.mark.parametrize(
    ("collection", "volume", "number", "acl_id", "year"),
    [
        ("J89", "1", "2", "J89-1002", "1989"), ("W06", "29", "3", "W06-2903", "2006"),
        ("D19", "50", "7", "D19-5007", "2019"),
        ("D19", "1", "7", "D19-1007", "2019"), ("2022.acl", "long", "12", "2022.acl-long.12", "2022"),
    ],
)  # fmt: skip
def test_ids_and_years_are_composed_where_they_are_not_given(tmp_path, collection, volume, number, acl_id, year):
    paper = f'<paper id="{number}"><title>A</title></paper>'
    text = f'<collection id="{collection}"><volume id="{volume}">{paper}</volume></collection>'
    fields = read(tmp_path, text)[0][0].fields
    assert fields["acl_id"] == acl_id
    assert fields["published"] == [("year", year)]


def test_addresses_hold_the_id_as_well(tmp_path):
    text = COLLECTION.replace(">2023.toy-1.1<", ">https://aclanthology.org/2023.toy-1.1/<")
    fields = read(tmp_path, text)[0][1].fields
    assert (fields["acl_id"], fields["url"]) == ("2023.toy-1.1", "https://aclanthology.org/2023.toy-1.1/")


def test_the_form_before_2019(tmp_path):
    text = """<?xml version="1.0" encoding="UTF-8" ?>
<volume id="W06">
<paper id="1000"><title>Proceedings of a Workshop</title><year>2006</year></paper>
<paper id="1001"><title>A Paper</title><author><first>Ada</first><last>Example</last></author>
<month>July</month><year>2006</year><booktitle>A Workshop</booktitle></paper>
</volume>"""
    records, _ = read(tmp_path, text)
    assert [(r.fields["acl_id"], r.problem) for r in records] == [("W06-1000", "not a paper"), ("W06-1001", None)]
    assert records[1].fields["published"] == [("year and month", "2006 July")]


def test_a_broken_paper_costs_only_itself(tmp_path):
    records, notes = read(tmp_path, COLLECTION.replace("<title>Gone</title>", "<title>Gone"))
    assert [r.problem for r in records][1:4] == [None, "unreadable record", "withdrawn or rejected"]
    assert len(records) == 6
    assert "broken" in notes.sentences()[0]


def test_a_collection_without_papers_is_refused(tmp_path):
    with pytest.raises(DumpError, match="0 papers"):
        read(tmp_path, '<collection id="J89"><volume id="1"><meta><year>1989</year></meta></volume></collection>')


def test_what_is_no_anthology():
    for text in ("<collection><record/></collection>", "<volume/>", "<feed/>", "{}", "paper"):
        assert not is_acl(text)


REAL = [(FIXTURES / "acl_journal.xml", "J89", 8, 2), (FIXTURES / "acl_workshop.xml", "2022.naloma", 5, 1)]
if SHARED.is_dir():
    REAL += [(SHARED / "J89.xml", "J89", 58, 4), (SHARED / "2022.naloma.xml", "2022.naloma", 5, 1)]


@pytest.mark.parametrize(("path", "collection", "papers", "front"), REAL)
def test_real_files(path, collection, papers, front):
    document, notes = Document(path, path.name), Notes()
    assert is_acl(decode_head(read_head(document)))
    records = list(read_acl(document, notes))
    assert sum(r.problem is None for r in records) == papers
    assert sum(r.problem == "not a paper" for r in records) == front
    assert not any("abstract" in r.fields for r in records)
    assert all(r.fields["acl_id"].startswith(collection) and r.fields["published"] for r in records)
    assert notes.sentences() == []


def test_ids_of_a_real_journal_are_those_of_its_volumes():
    records = list(read_acl(Document(FIXTURES / "acl_journal.xml", "a"), Notes()))
    first = [f"J89-100{number}" for number in range(6)]
    assert [r.fields["acl_id"] for r in records] == [*first, "J89-2000", "J89-2001", "J89-2002", "J89-2003"]
    assert records[1].fields["published"] == [("year", "1989")]
    assert records[1].fields["extra"]["venue_short"] == "cl"


@pytest.mark.parametrize(
    ("acl_id", "is_front"),
    [
        ("J89-1000", True), ("W06-2900", True), ("D19-5000", True), ("D19-1000", True), ("C69-0100", True),
        ("J89-1100", False), ("D19-1100", False), ("W06-2901", False),
    ],
)  # fmt: skip
def test_the_id_of_a_volume_as_a_whole_is_no_paper_and_a_paper_of_a_round_number_is_one(tmp_path, acl_id, is_front):
    text = f'<collection id="{acl_id[:3]}"><volume id="1"><paper id="1"><title>A</title><url>{acl_id}</url></paper>'
    records, _ = read(tmp_path, f"{text}</volume></collection>")
    assert records[0].fields["acl_id"] == acl_id
    assert records[0].problem == ("not a paper" if is_front else None)
