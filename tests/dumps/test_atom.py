"""Atom and RSS feeds of papers."""

from pathlib import Path

import pytest

from helpers.dumps.decoding import decode_head, read_head
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes
from helpers.dumps.xml.atom import is_atom, read_atom

FIXTURES = Path(__file__).parent / "fixtures" / "services"
SHARED = Path(__file__).parents[3] / "shared" / "dumps" / "arxiv-atom"
FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title type="html">ArXiv Query: search_query=all:sparse</title>
  <id>http://arxiv.org/api/abc</id>
  <updated>2031-01-01T00:00:00-05:00</updated>
  {}
</feed>
"""
ENTRY = """<entry>
    <id>http://arxiv.org/abs/2401.00007v3</id>
    <updated>2024-03-05T10:00:00Z</updated>
    <published>2024-01-02T17:59:37Z</published>
    <title>Sparse Rewards for
  Patient Agents</title>
    <summary>  We reward agents
rarely. They learn.
</summary>
    <author><name>Ada Example</name>
      <arxiv:affiliation xmlns:arxiv="http://arxiv.org/schemas/atom">A Lab</arxiv:affiliation></author>
    <author><name>Bo Example</name></author>
    <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1234/spr.7</arxiv:doi>
    <arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">8 pages</arxiv:comment>
    <arxiv:journal_ref xmlns:arxiv="http://arxiv.org/schemas/atom">J. Patience 7 (2024)</arxiv:journal_ref>
    <link href="http://arxiv.org/abs/2401.00007v3" rel="alternate" type="text/html"/>
    <link title="pdf" href="http://arxiv.org/pdf/2401.00007v3" rel="related"/>
    <arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.LG"/>
    <category term="cs.AI"/><category term="cs.LG"/>
  </entry>"""
ERROR = """<entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_x</id><title>Error</title>
<summary>incorrect id format for x</summary><updated>2031-01-01T00:00:00Z</updated></entry>"""


def read(tmp_path, text):
    path = tmp_path / "a.xml"
    path.write_text(text, encoding="utf-8")
    assert is_atom(text)
    notes = Notes()
    return list(read_atom(Document(path, "a.xml"), notes)), notes


def first(tmp_path, text):
    return read(tmp_path, text)[0][0].fields


def test_an_entry_of_the_arxiv_api(tmp_path):
    records, notes = read(tmp_path, FEED.format(ENTRY))
    assert [(r.place, r.problem) for r in records] == [("entry 1 (line 6)", None)]
    assert records[0].fields == {
        "id": "http://arxiv.org/abs/2401.00007v3",
        "title": "Sparse Rewards for\n  Patient Agents",
        "abstract": "We reward agents\nrarely. They learn.",
        "arxiv_id": "2401.00007",
        "doi": "10.1234/spr.7",
        "url": "http://arxiv.org/abs/2401.00007v3",
        "venue": "J. Patience 7 (2024)",
        "authors": ["Ada Example", "Bo Example"],
        "categories": ["cs.LG", "cs.AI"],
        "published": [("published", "2024-01-02T17:59:37Z")],
        "updated": [("updated", "2024-03-05T10:00:00Z")],
        "extra": {
            "comment": "8 pages",
            "links": ["http://arxiv.org/abs/2401.00007v3", "http://arxiv.org/pdf/2401.00007v3"],
        },
    }
    assert notes.sentences() == []


def test_the_feed_itself_is_no_paper(tmp_path):
    with pytest.raises(DumpError, match=r"a\.xml has 0 papers: there is no entry in the feed"):
        read(tmp_path, FEED.format(""))


def test_an_error_of_the_service_refuses_the_file_with_its_words(tmp_path):
    with pytest.raises(DumpError, match="the service answered 'incorrect id format for x'"):
        read(tmp_path, FEED.format(ERROR))


def test_an_error_beside_papers_is_no_paper(tmp_path):
    text = FEED.format(ENTRY) + FEED.format(ERROR) + FEED.format(ENTRY)
    lines = [number for number, line in enumerate(text.split("\n"), 1) if "<entry>" in line]
    records, notes = read(tmp_path, text)
    problems = {record.place: record.problem for record in records}
    assert problems == {
        f"entry 1 (line {lines[0]})": None,
        f"entry 2 (line {lines[1]})": "not a paper",
        f"entry 3 (line {lines[2]})": None,
    }
    assert "incorrect id format" in notes.sentences()[0]


def test_a_paper_called_error_is_a_paper(tmp_path):
    records, _ = read(tmp_path, FEED.format(ENTRY.replace("Sparse Rewards for\n  Patient Agents", "Error")))
    assert records[0].problem is None


def test_a_broken_entry_is_kept_as_unreadable(tmp_path):
    records, notes = read(tmp_path, FEED.format(ENTRY + ENTRY.replace("</title>", "") + ENTRY))
    assert [r.problem for r in records] == [None, "unreadable record", None]
    assert "broken" in notes.sentences()[0]


def test_a_feed_without_namespaces(tmp_path):
    text = FEED.format(ENTRY).replace("arxiv:", "").replace(' xmlns="http://www.w3.org/2005/Atom"', "")
    assert first(tmp_path, text)["doi"] == "10.1234/spr.7"


def test_markup_in_an_abstract_keeps_its_paragraphs_apart(tmp_path):
    summary = '<summary type="xhtml"><div xmlns="http://x"><p>One <b>two</b>.</p><p>Three.</p></div></summary>'
    fields = first(tmp_path, FEED.format(f"<entry><title>A</title>{summary}</entry>"))
    assert fields["abstract"].split() == ["One", "two.", "Three."]


def test_announcements_of_arxiv_are_dated_by_their_listing(tmp_path):
    text = """<?xml version='1.0'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel>
<title>cs.CL updates on arXiv.org</title><pubDate>Mon, 05 Feb 2024 00:00:00 -0500</pubDate>
<item><title>Dense Notes</title><link>https://arxiv.org/abs/2402.00005</link>
<description>arXiv:2402.00005v1 Announce Type: new
Abstract: We take notes.</description>
<guid isPermaLink="false">oai:arXiv.org:2402.00005v1</guid><category>cs.CL</category><category>cs.AI</category>
<pubDate>Mon, 05 Feb 2024 00:00:00 -0500</pubDate><arxiv:announce_type>new</arxiv:announce_type>
<dc:creator>Ada Example, Bo van Example</dc:creator></item></channel></rss>"""
    records, notes = read(tmp_path, text)
    assert records[0].fields == {
        "id": "oai:arXiv.org:2402.00005v1",
        "title": "Dense Notes",
        "abstract": "We take notes.",
        "arxiv_id": "2402.00005",
        "url": "https://arxiv.org/abs/2402.00005",
        "authors": ["Ada Example", "Bo van Example"],
        "categories": ["cs.CL", "cs.AI"],
        "listed": [("pubDate", "Mon, 05 Feb 2024 00:00:00 -0500")],
        "extra": {"announce_type": "new"},
    }
    assert notes.facts["formats"] == {"a.xml": "rss"}


def test_older_announcements_have_the_id_in_the_title(tmp_path):
    text = """<rdf:RDF xmlns:rdf="r" xmlns="http://purl.org/rss/1.0/" xmlns:dc="d">
<channel><title>cs.CL</title><items><rdf:Seq/></items></channel>
<item rdf:about="http://arxiv.org/abs/2101.00003"><title>Dense Notes. (arXiv:2101.00003v2 [cs.CL] UPDATED)</title>
<link>http://arxiv.org/abs/2101.00003</link><description>&lt;p&gt;We take notes.&lt;/p&gt;</description>
<dc:creator>&lt;a href="http://x"&gt;Ada Example&lt;/a&gt;,
&lt;a href="http://y"&gt;Bo Example&lt;/a&gt;</dc:creator>
</item></rdf:RDF>"""
    fields = first(tmp_path, text)
    assert (fields["title"], fields["arxiv_id"], fields["categories"]) == ("Dense Notes", "2101.00003", ["cs.CL"])
    assert fields["authors"] == ["Ada Example", "Bo Example"]
    assert "published" not in fields


def test_preprint_servers(tmp_path):
    text = """<rdf:RDF xmlns:rdf="r" xmlns="http://purl.org/rss/1.0/" xmlns:dc="d" xmlns:prism="p">
<channel><title>A server</title></channel>
<item rdf:about="http://biorxiv.org/cgi/content/short/2023.01.02.522405v1?rss=1">
<title><![CDATA[Sparse codes & dense cells]]></title>
<link>http://biorxiv.org/cgi/content/short/2023.01.02.522405v1?rss=1</link>
<description><![CDATA[We count cells < 5 um.]]></description>
<dc:creator><![CDATA[Example, A., van Other, B. C.]]></dc:creator><dc:date>2023-01-03</dc:date>
<dc:identifier>doi:10.1101/2023.01.02.522405</dc:identifier>
<prism:publicationDate>2023-01-03</prism:publicationDate><prism:section>neuroscience</prism:section>
<prism:publicationName>A server</prism:publicationName></item></rdf:RDF>"""
    fields = first(tmp_path, text)
    assert fields["doi"] == "10.1101/2023.01.02.522405"
    assert fields["authors"] == ["Example, A.", "van Other, B. C."]
    assert fields["abstract"] == "We count cells < 5 um."
    assert fields["published"] == [("publicationDate", "2023-01-03"), ("date", "2023-01-03")]
    assert (fields["venue"], fields["categories"]) == ("A server", ["neuroscience"])


def test_what_is_no_feed():
    for text in ("<OAI-PMH/>", "<collection/>", "<rdf:RDF><bib:Article/></rdf:RDF>", "feed", "{}", "<html/>"):
        assert not is_atom(text)


REAL = [(FIXTURES / "arxiv_atom.xml", 2), (FIXTURES / "arxiv_atom_lists.xml", 1)]
if SHARED.is_dir():
    REAL += [(SHARED / "xiv_arxiv_response.xml", 2), (SHARED / "zoia_arxiv_response.xml", 1)]


@pytest.mark.parametrize(("path", "count"), REAL)
def test_real_files(path, count):
    document, notes = Document(path, path.name), Notes()
    assert is_atom(decode_head(read_head(document)))
    records = list(read_atom(document, notes))
    assert len(records) == count
    assert all(r.fields.keys() >= {"title", "abstract", "arxiv_id", "published", "categories"} for r in records)
    assert notes.sentences() == []
