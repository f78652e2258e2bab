"""XML read by tables of paths: EndNote, MODS, HAL's TEI, JATS, MARC, Zotero's RDF, EBSCO, DBLP."""

import pytest

from helpers.dumps.detect import read_dump
from helpers.dumps.records import Notes

ABSTRACT = "We study how small routers share a crowded memory between experts."
STYLE = '<style face="normal" font="default" size="100%">'
ENDNOTE = (
    '<?xml version="1.0"?><xml><records>',
    '<record><source-app name="EndNote" version="20.0">EndNote</source-app>'
    '<ref-type name="Journal Article">17</ref-type>'
    f"<contributors><authors><author>{STYLE}Doe, Jane</style></author></authors></contributors><titles><title>{STYLE}"
    f"Shallow routers</style></title><secondary-title>{STYLE}Inv J</style>"
    "</secondary-title></titles><keywords><keyword>"
    f"routing</keyword></keywords><dates><year>{STYLE}2019</style></year><pub-dates><date>{STYLE}Mar 5</style></date>"
    f"</pub-dates></dates><electronic-resource-num>{STYLE}10.1234/inv.0</style></electronic-resource-num>"
    f"<abstract>{STYLE}{ABSTRACT}</style></abstract></record>",
    "</records></xml>",
)
MODS = (
    '<?xml version="1.0"?><modsCollection xmlns="http://www.loc.gov/mods/v3">',
    "<mods><titleInfo><title>Shallow routers</title></titleInfo><name><namePart type='given'>Jane</namePart>"
    "<namePart type='family'>Doe</namePart><role><roleTerm>author</roleTerm></role></name><name><namePart>Roe, Ed"
    f"</namePart><role><roleTerm>editor</roleTerm></role></name><abstract>{ABSTRACT}</abstract><subject><topic>routing"
    "</topic></subject><originInfo><dateIssued>2019-03-05</dateIssued></originInfo><relatedItem type='host'><titleInfo>"
    "<title>Inv J</title></titleInfo></relatedItem><identifier type='doi'>10.1234/inv.0</identifier></mods>",
    "</modsCollection>",
)
TEI = (
    '<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><listBibl>',
    "<biblFull><titleStmt><title xml:lang='fr'>Routeurs</title><title xml:lang='en'>Shallow routers</title><author "
    "role='aut'><persName><forename>Jane</forename><surname>Doe</surname></persName></author></titleStmt><sourceDesc>"
    "<biblStruct><idno type='doi'>10.1234/inv.0</idno><monogr><title level='j'>Inv J"
    "</title><imprint><date type='datePub'>"
    "2019-03-05</date></imprint></monogr></biblStruct></sourceDesc><profileDesc>"
    "<textClass><keywords><term>routing</term>"
    f"</keywords></textClass><abstract xml:lang='fr'><p>Nous.</p></abstract><abstract xml:lang='en'><p>{ABSTRACT}</p>"
    "</abstract></profileDesc></biblFull>",
    "</listBibl></body></text></TEI>",
)
JATS = (
    '<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) v1.2//EN" "JATS-archivearticle1.dtd">'
    "<pmc-articleset>",
    '<article article-type="research-article"><front><journal-meta><journal-title-group><journal-title>Inv J'
    "</journal-title></journal-title-group></journal-meta><article-meta><article-id pub-id-type='doi'>10.1234/inv.0"
    "</article-id><title-group><article-title>Shallow <italic>routers</italic>"
    "</article-title></title-group><contrib-group>"
    "<contrib contrib-type='author'><name><surname>Doe</surname><given-names>Jane</given-names></name></contrib>"
    "</contrib-group><pub-date><day>5</day><month>3</month><year>2019</year></pub-date><abstract><p>"
    f"{ABSTRACT}</p></abstract><kwd-group><kwd>routing</kwd></kwd-group></article-meta></front><body><p>x</p></body>"
    "</article>",
    "</pmc-articleset>",
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#" '
    'xmlns:foaf="http://xmlns.com/foaf/0.1/">',
    "<bib:Article rdf:about='#x'><dcterms:isPartOf><bib:Journal><dc:title>Inv J</dc:title></bib:Journal>"
    "</dcterms:isPartOf><bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Doe</foaf:surname><foaf:givenName>Jane"
    "</foaf:givenName></foaf:Person></rdf:li></rdf:Seq></bib:authors>"
    "<dc:title>Shallow routers</dc:title><dcterms:abstract>"
    f"{ABSTRACT}</dcterms:abstract><dc:date>2019-03-05</dc:date><dc:identifier>DOI 10.1234/inv.0</dc:identifier>"
    "<dc:subject>routing</dc:subject></bib:Article>",
    "</rdf:RDF>",
)
EBSCO = (
    '<?xml version="1.0"?><records>',
    "<rec><header><controlInfo><jinfo><jtl>Inv J</jtl></jinfo><pubinfo>"
    "<dt year='2019' month='03' day='05'>x</dt></pubinfo>"
    "<artinfo><ui type='doi'>10.1234/inv.0</ui><tig><atl>Shallow routers</atl></tig><aug><au>Doe, Jane</au></aug><sug>"
    f"<subj>routing</subj></sug><ab>{ABSTRACT}</ab></artinfo></controlInfo></header></rec>",
    "</records>",
)


def mark(tag, *parts):
    inner = "".join(f"<subfield code='{code}'>{text}</subfield>" for code, text in parts)
    return f"<datafield tag='{tag}'>{inner}</datafield>"


MARC = (
    '<?xml version="1.0"?><collection xmlns="http://www.loc.gov/MARC21/slim">',
    "<record><controlfield tag='001'>1</controlfield>"
    + mark("024", ("2", "DOI"), ("a", "10.1234/inv.0")) + mark("100", ("a", "Doe, Jane"))
    + mark("245", ("a", "Shallow routers /")) + mark("260", ("c", "[2019-03-05]")) + mark("520", ("a", ABSTRACT))
    + mark("653", ("a", "routing")) + mark("773", ("t", "Inv J")) + "</record>",
    "</collection>",
)  # fmt: skip
PLAIN = (
    '<?xml version="1.0"?><answer><hits>2</hits><list>',
    "<result><title>Shallow routers</title><authorString>Jane Doe</authorString>"
    "<journal>Inv J</journal><doi>10.1234/inv.0"
    f"</doi><abstractText>{ABSTRACT}</abstractText><firstPublicationDate>2019-03-05"
    "</firstPublicationDate><keywords>routing"
    "</keywords></result>",
    "</list></answer>",
)


def read(folder, text):
    (folder / "dump.xml").write_text(text, encoding="utf-8")
    notes = Notes()
    return list(read_dump([folder / "dump.xml"], notes)), notes


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("endnote xml", ENDNOTE), ("mods", MODS), ("tei", TEI), ("jats", JATS), ("rdf", RDF), ("ebsco xml", EBSCO),
        ("marc xml", MARC), ("plain xml", PLAIN),
    ],
)  # fmt: skip
def test_a_kind_of_xml_is_told_by_its_elements_and_read_by_its_paths(tmp_path, kind, parts):
    records, notes = read(tmp_path, parts[0] + 2 * parts[1] + parts[2])
    assert notes.facts["formats"] == {"dump.xml": kind}
    assert [record.problem for record in records] == [None, None]
    fields = records[1].fields
    assert (fields["title"], fields["abstract"], fields["authors"]) == ("Shallow routers", ABSTRACT, ["Jane Doe"])
    assert (fields["venue"], fields["doi"], fields["keywords"]) == ("Inv J", "10.1234/inv.0", ["routing"])
    assert fields["published"][0][1] in ("2019-03-05", "2019 Mar 5")
    assert notes.sentences() == []


def test_dblp_has_titles_and_its_letters_by_name(tmp_path):
    text = (
        '<?xml version="1.0"?>\n<!DOCTYPE dblp SYSTEM "dblp.dtd">\n<dblp><article key="x">'
        "<author>J&uuml;rgen Doe</author>"
        "<title>Shallow routers.</title><journal>Inv J</journal><year>2019</year><ee>https://doi.org/10.1234/inv.0</ee>"
        '</article><www key="homepages/x"><title>Home Page</title></www></dblp>'
    )
    records, _ = read(tmp_path, text)
    assert [record.fields["authors"] for record in records] == [["Jürgen Doe"]]
    assert (records[0].fields["doi"], "abstract" in records[0].fields) == ("10.1234/inv.0", False)


def test_a_mods_title_has_its_article_and_its_subtitle(tmp_path):
    text = "".join(MODS).replace(
        "<title>Shallow", "<nonSort>The</nonSort><subTitle>a study</subTitle><title>Shallow", 1
    )
    assert read(tmp_path, text)[0][0].fields["title"] == "The Shallow routers: a study"


def test_a_retraction_notice_is_no_paper(tmp_path):
    text = "".join(JATS).replace("research-article", "retraction")
    assert read(tmp_path, text)[0][0].problem == "not a paper"
