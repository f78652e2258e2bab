"""PubMed's XML: articles, books, retractions, dates and abstracts of several kinds."""

from pathlib import Path

import pytest

from helpers.dumps.decoding import decode_head, read_head
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes
from helpers.dumps.xml.pubmed import is_pubmed, read_pubmed

FIXTURES = Path(__file__).parent / "fixtures" / "services"
SHARED = Path(__file__).parents[3] / "shared" / "dumps" / "pubmed"
SET = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN"
 "https://dtd.nlm.nih.gov/out/p_190101.dtd">
<PubmedArticleSet>
{}
</PubmedArticleSet>
"""
ARTICLE = """<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">1234567</PMID>
<DateCompleted><Year>2029</Year></DateCompleted><DateRevised><Year>2030</Year><Month>11</Month></DateRevised>
<Article PubModel="Print-Electronic"><Journal><JournalIssue><Volume>1</Volume>{date}</JournalIssue>
<Title>Journal of Dense Bones</Title><ISOAbbreviation>J Dense</ISOAbbreviation></Journal>
<ArticleTitle>{title}</ArticleTitle>{abstract}
<AuthorList>
<Author ValidYN="Y"><LastName>Example</LastName><ForeName>Ada B</ForeName><Initials>AB</Initials></Author>
<Author><CollectiveName>The Bone Group</CollectiveName></Author></AuthorList>
<Language>eng</Language><PublicationTypeList>
<PublicationType UI="D1">{kind}</PublicationType></PublicationTypeList>{more}
</Article>
<MeshHeadingList><MeshHeading><DescriptorName UI="D2">Bone Density</DescriptorName>
<QualifierName UI="Q1">physiology</QualifierName></MeshHeading></MeshHeadingList>{other}
<KeywordList Owner="NOTNLM"><Keyword>dense <i>bones</i></Keyword></KeywordList></MedlineCitation>
<PubmedData><History><PubMedPubDate PubStatus="entrez"><Year>2028</Year></PubMedPubDate></History>
<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.9999/other</ArticleId></ArticleIdList></Reference>
</ReferenceList><ArticleIdList><ArticleId IdType="pubmed">1234567</ArticleId>
<ArticleId IdType="doi">10.1234/bone.1</ArticleId><ArticleId IdType="pmc">PMC99</ArticleId></ArticleIdList>
</PubmedData></PubmedArticle>"""
LABELLED = """<Abstract>
<AbstractText Label="BACKGROUND" NlmCategory="X">Bones with CD4<sup>+</sup> cells.</AbstractText>
<AbstractText Label="METHODS">We <i>count</i> them.</AbstractText><AbstractText Label="UNLABELLED">Done.</AbstractText>
<AbstractText Label="RESULTS"/><CopyrightInformation>Copyright.</CopyrightInformation></Abstract>"""
ELECTRONIC = "<ArticleDate><Year>2014</Year><Month>12</Month><Day>03</Day></ArticleDate>"


def article(title="Dense bones.", abstract="", date="", kind="Journal Article", more="", other=""):
    return ARTICLE.format(title=title, abstract=abstract, date=date, kind=kind, more=more, other=other)


def read(tmp_path, *articles, text=None):
    path = tmp_path / "a.xml"
    text = text or SET.format("\n".join(articles))
    path.write_text(text, encoding="utf-8")
    assert is_pubmed(text)
    notes = Notes()
    return list(read_pubmed(Document(path, "a.xml"), notes)), notes


def first(tmp_path, **parts):
    return read(tmp_path, article(**parts))[0][0].fields


def test_an_article(tmp_path):
    date = "<PubDate><Year>2017</Year><Month>Dec</Month></PubDate>"
    records, notes = read(tmp_path, article(abstract=LABELLED, date=date, more=ELECTRONIC))
    assert [(r.place, r.problem) for r in records] == [("entry 1 (line 5)", None)]
    assert records[0].fields == {
        "title": "Dense bones.",
        "abstract": "BACKGROUND: Bones with CD4+ cells.\nMETHODS: We count them.\nDone.",
        "pmid": "1234567",
        "doi": "10.1234/bone.1",
        "venue": "Journal of Dense Bones",
        "language": "eng",
        "authors": ["Ada B Example", "The Bone Group"],
        "keywords": ["dense bones"],
        "published": [("ArticleDate", "2014-12-03")],
        "extra": {
            "published_again": ["2017 Dec"], "publication_types": ["Journal Article"], "mesh": ["Bone Density"],
            "pmc": "PMC99",
        },
    }  # fmt: skip
    assert notes.sentences() == []


def test_headings_stand_in_for_keywords_that_are_missing(tmp_path):
    text = article().replace("dense <i>bones</i>", "")
    assert read(tmp_path, text)[0][0].fields["keywords"] == ["Bone Density"]


@pytest.mark.parametrize(
    ("inside", "value"),
    [
        ("<Year>2017</Year>", "2017"), ("<Year>2017</Year><Month>Dec</Month><Day>5</Day>", "2017 Dec 5"),
        ("<Year>2017</Year><Month>03</Month>", "2017-03"), ("<Year>2017</Year><Season>Winter</Season>", "2017 Winter"),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998 Dec-1999 Jan"),
        ("<MedlineDate>1947-1948</MedlineDate>", "1947-1948"),
    ],
)  # fmt: skip
def test_dates_of_an_issue(tmp_path, inside, value):
    assert first(tmp_path, date=f"<PubDate>{inside}</PubDate>")["published"] == [("PubDate", value)]


def test_a_finer_date_within_the_year_of_the_issue_is_kept_beside_it(tmp_path):
    fields = first(tmp_path, date="<PubDate><Year>2014</Year></PubDate>", more=ELECTRONIC)
    assert fields["published"] == [("ArticleDate", "2014-12-03"), ("PubDate", "2014")]


def test_a_print_before_its_electronic_copy_is_the_publication(tmp_path):
    fields = first(tmp_path, date="<PubDate><Year>1987</Year></PubDate>", more=ELECTRONIC)
    assert fields["published"] == [("PubDate", "1987")]
    assert fields["extra"]["published_again"] == ["2014-12-03"]


def test_days_of_handling_are_never_dates_of_the_paper(tmp_path):
    fields = first(tmp_path)
    assert "published" not in fields
    assert not {"2028", "2029", "2030"} & set(str(fields).split("'"))


def test_other_abstracts_stay_apart(tmp_path):
    other = '<OtherAbstract Type="Publisher" Language="spa"><AbstractText>Huesos.</AbstractText></OtherAbstract>'
    fields = first(tmp_path, other=other)
    assert "abstract" not in fields
    assert fields["extra"]["other_abstracts"] == [{"language": "spa", "type": "Publisher", "text": "Huesos."}]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("[Dense bones of rats].", "Dense bones of rats"),
        ("[Dense bones] and [dense hair].", "[Dense bones] and [dense hair]."),
        ("[Not Available].", "Huesos densos."), ("", "Huesos densos."),
        ("[3H]Thymidine in bones.", "[3H]Thymidine in bones."),
        ("The effect of <i>x</i><sub>2</sub> on bones.", "The effect of x2 on bones."),
    ],
)  # fmt: skip
def test_titles(tmp_path, title, shown):
    vernacular = "<VernacularTitle>Huesos densos.</VernacularTitle>"
    assert first(tmp_path, title=title, more=vernacular)["title"] == shown


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("Retracted Publication", "withdrawn or rejected"), ("Retraction of Publication", "not a paper"),
        ("Published Erratum", "not a paper"), ("Review", None), ("Letter", None),
    ],
)  # fmt: skip
def test_kinds_of_publication(tmp_path, kind, problem):
    assert read(tmp_path, article(kind=kind))[0][0].problem == problem


def test_a_link_to_a_retraction_is_a_retraction(tmp_path):
    link = '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"/></CommentsCorrectionsList>'
    assert read(tmp_path, article(other=link))[0][0].problem == "withdrawn or rejected"


def test_books(tmp_path):
    book = """<PubmedBookArticle><BookDocument>
<PMID>20301295</PMID><ArticleIdList><ArticleId IdType="x">NBK1</ArticleId>
</ArticleIdList><Book><Publisher><PublisherName>A Press</PublisherName></Publisher>
<BookTitle>Reviews of Bones</BookTitle>
<PubDate><Year>1993</Year></PubDate></Book>
<ArticleTitle>Dense bones</ArticleTitle>
<AuthorList><Author><LastName>Example</LastName><ForeName>Ada</ForeName></Author></AuthorList>
<Abstract><AbstractText>About bones.</AbstractText></Abstract>
<ContributionDate><Year>2003</Year><Month>10</Month><Day>31</Day></ContributionDate>
</BookDocument></PubmedBookArticle>"""
    fields = read(tmp_path, book)[0][0].fields
    assert (fields["title"], fields["venue"], fields["pmid"]) == ("Dense bones", "Reviews of Bones", "20301295")
    assert fields["published"][0] == ("ContributionDate", "2003-10-31")


def test_deleted_ids_are_told_and_are_no_records(tmp_path):
    deleted = "<DeleteCitation><PMID>1</PMID><PMID>2</PMID></DeleteCitation>"
    records, notes = read(tmp_path, article(), deleted)
    assert len(records) == 1
    assert "2 times: PubMed ids are named as deleted" in notes.sentences()[0]
    with pytest.raises(DumpError, match="0 papers: it only names 2 deleted ids"):
        read(tmp_path, deleted)


def test_a_broken_article_costs_only_itself(tmp_path):
    records, notes = read(tmp_path, article(), article().replace("</ArticleTitle>", ""), article())
    assert [r.problem for r in records] == [None, "unreadable record", None]
    assert "broken" in notes.sentences()[0]


def test_articles_and_books_without_content_are_unreadable(tmp_path):
    records, notes = read(tmp_path, "<PubmedArticle><PubmedData/></PubmedArticle>", "<PubmedBookArticle/>", article())
    assert [r.problem for r in records] == ["unreadable record", "unreadable record", None]
    assert "2 times: a record has no article in it" in notes.sentences()[0]


def test_the_older_form_without_articles_around_citations(tmp_path):
    inner = article().partition("<MedlineCitation")[2].partition("</MedlineCitation>")[0]
    text = f"<MedlineCitationSet><MedlineCitation{inner}</MedlineCitation></MedlineCitationSet>"
    records, _ = read(tmp_path, text=text)
    assert [r.fields["title"] for r in records] == ["Dense bones."]


def test_an_empty_set_is_refused(tmp_path):
    with pytest.raises(DumpError, match="0 papers: there is no article"):
        read(tmp_path, text="<PubmedArticleSet></PubmedArticleSet>")


def test_what_is_not_pubmed():
    for text in ("<feed/>", "<pmc-articleset><article/></pmc-articleset>", "PMID- 1", "{}"):
        assert not is_pubmed(text)


REAL = [(FIXTURES / "pubmed.xml", 4, 2, 1, 1)]  # articles, abstracts, other abstracts, abstracts with labels
if SHARED.is_dir():
    REAL += [(SHARED / "articlesPubmed.xml", 12, 6, 2, 3)]


@pytest.mark.parametrize(("path", "articles", "abstracts", "others", "labelled"), REAL)
def test_real_files(path, articles, abstracts, others, labelled):
    document, notes = Document(path, "a.xml"), Notes()
    assert is_pubmed(decode_head(read_head(document)))
    records = list(read_pubmed(document, notes))
    assert [r.problem for r in records] == [None] * articles
    assert sum("abstract" in r.fields for r in records) == abstracts
    assert sum("other_abstracts" in r.fields["extra"] for r in records) == others
    assert sum(r.fields.get("abstract", "").startswith(("BACKGROUND: ", "OBJECTIVE")) for r in records) == labelled
    assert all(r.fields["published"] for r in records)
    assert len({r.fields["pmid"] for r in records}) == articles
    (said,) = notes.sentences()
    assert said.startswith("a.xml: 2 times: PubMed ids are named as deleted")


def test_ids_in_the_references_of_a_real_article_are_not_its_own():
    (record,) = read_pubmed(Document(FIXTURES / "pubmed_update.xml", "b.xml"), Notes())
    assert (record.fields["pmid"], record.fields["doi"]) == ("29391692", "10.14202/vetworld.2017.1493-1500")
    assert record.fields["published"] == [("ArticleDate", "2014-12-21")]
    assert record.fields["extra"]["published_again"] == ["2017 Dec"]
