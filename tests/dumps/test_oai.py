"""Harvests by OAI-PMH: arXiv's formats and Dublin Core."""

from pathlib import Path

import pytest

from helpers.dumps.decoding import decode_head, read_head
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes
from helpers.dumps.xml.oai import is_oai, read_oai

FIXTURES = Path(__file__).parent / "fixtures" / "services"
SHARED = Path(__file__).parents[3] / "shared" / "dumps" / "arxiv-oai"
PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<responseDate>2031-01-01T00:00:00Z</responseDate><request verb="ListRecords">http://x/oai2</request>
<ListRecords>
{}
<resumptionToken cursor="0" completeListSize="9000">1|1001</resumptionToken>
</ListRecords>
</OAI-PMH>
"""
RECORD = """<record>
<header{}><identifier>oai:arXiv.org:0801.00{}</identifier><datestamp>2030-05-23</datestamp><setSpec>cs</setSpec></header>
{}
</record>"""
ARXIV = """<metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>0801.0001</id><created>2008-01-01</created>
<updated>2009-02-03</updated><authors><author><keyname>Example</keyname><forenames>Ada</forenames><suffix>Jr</suffix>
<affiliation>A Lab</affiliation></author><author><keyname>Group</keyname></author></authors>
<title>Dense and
 sparse</title><categories>cs.LG stat.ML</categories><comments>8 pages</comments><journal-ref>J. Dense 1</journal-ref>
<doi>10.1234/a 10.1234/b</doi><abstract>  We compare
 &lt;both&gt;. </abstract></arXiv></metadata>"""
RAW = """<metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>math/0801001</id>
<submitter>Ada Example</submitter>
<version version="v10"><date>Tue, 4 May 2010 10:00:00 GMT</date><size>9kb</size></version>
<version version="v1"><date>Wed, 2 Jan 2008 10:00:00 GMT</date><size>8kb</size></version>
<version version="v2"><date>Thu, 3 Jan 2008 10:00:00 GMT</date></version>
<title>Raw</title><authors>Ada Example (1), Bo Example ((1) A Lab, (2) Another)</authors>
<categories>math.CO</categories>
<abstract>Raw text.</abstract></arXivRaw></metadata>"""
DUBLIN = """<metadata><oai_dc:dc xmlns:oai_dc="http://x/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>Dense cores</dc:title><dc:creator>Example, Ada</dc:creator><dc:creator>Other, Bo</dc:creator>
<dc:subject>Computation</dc:subject><dc:description>Comment: 12 pages, a very long comment,
which is much longer than the abstract itself</dc:description>
<dc:description>We study cores that are dense.</dc:description><dc:description>Short.</dc:description>
<dc:date>2012-11-05</dc:date><dc:date>2010-03-04</dc:date><dc:type>text</dc:type>
<dc:identifier>http://arxiv.org/abs/1003.0001</dc:identifier><dc:identifier>J. Cores 5 (2010)</dc:identifier>
<dc:identifier>doi:10.1234/CORES.5</dc:identifier></oai_dc:dc></metadata>"""


def record(metadata, number="01", status=""):
    return RECORD.format(f' status="{status}"' if status else "", number, metadata)


def read(tmp_path, text):
    path = tmp_path / "a.xml"
    path.write_text(text, encoding="utf-8")
    assert is_oai(text)
    notes = Notes()
    return list(read_oai(Document(path, "a.xml"), notes)), notes


def test_arxivs_own_format(tmp_path):
    records, notes = read(tmp_path, PAGE.format(record(ARXIV)))
    assert [(r.place, r.problem) for r in records] == [("entry 1 (line 5)", None)]
    assert records[0].fields == {
        "id": "oai:arXiv.org:0801.0001",
        "arxiv_id": "0801.0001",
        "title": "Dense and\n sparse",
        "abstract": "We compare\n <both>.",
        "doi": "10.1234/a",
        "venue": "J. Dense 1",
        "categories": ["cs.LG", "stat.ML"],
        "authors": ["Ada Example Jr", "Group"],
        "published": [("created", "2008-01-01")],
        "updated": [("updated", "2009-02-03")],
        "extra": {"comments": "8 pages"},
    }
    assert notes.sentences() == []


def test_the_first_version_is_the_publication(tmp_path):
    fields = read(tmp_path, PAGE.format(record(RAW)))[0][0].fields
    assert fields["published"] == [("version v1", "Wed, 2 Jan 2008 10:00:00 GMT")]
    assert fields["updated"] == [("version v10", "Tue, 4 May 2010 10:00:00 GMT")]
    assert fields["authors"] == ["Ada Example", "Bo Example"]
    assert fields["arxiv_id"] == "math/0801001"


def test_dublin_core_may_repeat_everything(tmp_path):
    fields = read(tmp_path, PAGE.format(record(DUBLIN)))[0][0].fields
    assert fields["abstract"] == "We study cores that are dense."
    assert fields["published"] == [("dc:date", "2010-03-04")]
    assert fields["updated"] == [("dc:date", "2012-11-05")]
    assert fields["authors"] == ["Example, Ada", "Other, Bo"]
    assert (fields["arxiv_id"], fields["doi"]) == ("1003.0001", "10.1234/cores.5")
    assert fields["extra"]["description"][1:] == ["Short."]


def test_a_comment_is_no_abstract(tmp_path):
    text = DUBLIN.replace("<dc:description>We study cores that are dense.</dc:description>", "")
    fields = read(tmp_path, PAGE.format(record(text.replace("Short.", "Comments : none"))))[0][0].fields
    assert "abstract" not in fields


def test_the_english_of_two_languages_is_taken_for_title_and_abstract(tmp_path):
    text = """<metadata><oai_dc:dc xmlns:oai_dc="o" xmlns:dc="d">
<dc:title xml:lang="pt-BR">Redes densas</dc:title>
<dc:title xml:lang="en-US">Dense networks</dc:title>
<dc:description xml:lang="pt-BR">Um resumo mais longo que o outro.</dc:description>
<dc:description xml:lang="en-US">A shorter abstract.</dc:description><dc:date>2019</dc:date><dc:date>2019-05</dc:date>
<dc:date>2021-01-01T00:00:00Z</dc:date></oai_dc:dc></metadata>"""
    fields = read(tmp_path, PAGE.format(record(text)))[0][0].fields
    assert (fields["title"], fields["abstract"]) == ("Dense networks", "A shorter abstract.")
    assert fields["extra"]["title"] == ["Redes densas"]
    assert fields["published"] == [("dc:date", "2019-05"), ("dc:date", "2019")]


def test_the_datestamp_is_never_a_date_of_the_paper(tmp_path):
    for metadata in (ARXIV, RAW, DUBLIN):
        fields = read(tmp_path, PAGE.format(record(metadata)))[0][0].fields
        assert "2030" not in str(fields)


def test_deleted_records_and_those_without_metadata_are_no_papers(tmp_path):
    text = PAGE.format(record("", "01", "deleted") + record(ARXIV, "02", "deleted") + record("") + record(ARXIV))
    records, _ = read(tmp_path, text)
    assert [r.problem for r in records] == ["not a paper"] * 3 + [None]
    assert records[0].fields == {"id": "oai:arXiv.org:0801.0001", "arxiv_id": "0801.0001", "extra": {}}


def test_pages_after_each_other_are_all_read(tmp_path):
    text = PAGE.format(record(ARXIV) + record(RAW)) + PAGE.format(record(DUBLIN))
    lines = [number for number, line in enumerate(text.split("\n"), 1) if "<record>" in line]
    records, notes = read(tmp_path, text)
    assert [r.place for r in records] == [f"entry {n} (line {line})" for n, line in enumerate(lines, 1)]
    assert notes.sentences() == []


def test_a_cut_page_before_another_loses_one_record(tmp_path):
    page = PAGE.format(record(ARXIV) + record(RAW))
    records, notes = read(tmp_path, page[:-400] + page)
    assert [r.problem for r in records] == [None, "unreadable record", None, None]
    assert notes.sentences()


def test_an_error_of_the_service_is_quoted(tmp_path):
    error = '<OAI-PMH><error code="noRecordsMatch">The combination is empty.</error></OAI-PMH>'
    with pytest.raises(DumpError, match=r"0 papers: the service answered noRecordsMatch: The combination is empty"):
        read(tmp_path, error)
    records, notes = read(tmp_path, PAGE.format(record(ARXIV)) + error)
    assert len(records) == 1
    assert "noRecordsMatch" in notes.sentences()[0]


def test_metadata_of_other_kinds_are_told(tmp_path):
    records, notes = read(
        tmp_path, PAGE.format(record("<metadata><mods><titleInfo/></mods></metadata>") + record(ARXIV))
    )
    assert [r.problem for r in records] == ["unreadable record", None]
    assert "metadata of the kind mods are not read" in notes.sentences()[0]
    marc = "<metadata><record xmlns='http://m/'><leader>x</leader></record></metadata>"
    with pytest.raises(DumpError, match="holds MARC records"):
        read(tmp_path, PAGE.format(record(marc)))


def test_datasets_of_a_repository_are_no_papers(tmp_path):
    text = DUBLIN.replace("<dc:type>text", "<dc:type>info:eu-repo/semantics/dataset")
    assert read(tmp_path, PAGE.format(record(text)))[0][0].problem == "not a paper"


def test_what_is_no_harvest():
    for text in ("<feed/>", "<collection/>", "<xml><records><record/></records></xml>", "OAI-PMH", "{}"):
        assert not is_oai(text)
    assert is_oai("<records><record><header><identifier>a</identifier><datestamp>2020</datestamp></header></record>")


REAL = [(FIXTURES / "arxiv_oai.xml", [None]), (FIXTURES / "arxiv_oai_pages.xml", [None, "not a paper"])]
if SHARED.is_dir():
    REAL += [(SHARED / "invenio_listrecords_arXiv.xml", [None])]
    REAL += [(SHARED / "nesta_listrecords_mock.xml", [None, "not a paper"])]


@pytest.mark.parametrize(("path", "problems"), REAL)
def test_real_files(path, problems):
    document, notes = Document(path, path.name), Notes()
    assert is_oai(decode_head(read_head(document)))
    records = list(read_oai(document, notes))
    assert [r.problem for r in records] == problems
    assert records[0].fields.keys() >= {"title", "abstract", "arxiv_id", "doi", "published"}
    assert notes.sentences() == []
