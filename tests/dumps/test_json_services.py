"""Items of each service by its own rules, from small items of our own, and the real files where they are there."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from helpers.dumps.json.arxiv_json import is_arxiv_kaggle
from helpers.dumps.json.citation_indexes import is_openalex, is_semantic_scholar, read_inverted_index
from helpers.dumps.json.crossref_csl import is_crossref, is_csl_json, read_jats
from helpers.dumps.json.json_items import read_json, read_json_lines
from helpers.dumps.json.openreview import is_openreview
from helpers.dumps.json.services import SERVICES, find_service
from helpers.dumps.packing import Document
from helpers.dumps.records import Notes
from helpers.text.dates import read_date

TEXT = "We study rewards that are sparse over long horizons. A dense reward is shown to help the agent to learn."
DUMPS = Path(__file__).resolve().parents[3] / "shared" / "dumps"
FIXTURES = Path(__file__).parent / "fixtures" / "services"


def read(tmp_path, content, *, reader=read_json):
    path = tmp_path / "a.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    notes = Notes()
    return list(reader(Document(path, "a.json"), notes, None)), notes


def read_one(tmp_path, item, service):
    records, notes = read(tmp_path, [item])
    assert notes.facts["formats"] == {"a.json": service}
    assert len(records) == 1
    return records[0]


def dates(fields, clock="published"):
    return [read_date(value).low.isoformat() for _, value in fields.get(clock, [])]


WORK = {
    "id": "https://openalex.org/W1234567",
    "doi": "https://doi.org/10.1234/abc",
    "title": None,
    "display_name": "On Sparse Rewards",
    "publication_year": 2019,
    "publication_date": "2019-07-02",
    "ids": {"openalex": "https://openalex.org/W1234567", "pmid": "https://pubmed.ncbi.nlm.nih.gov/31234567"},
    "language": "en",
    "type": "article",
    "is_retracted": False,
    "is_paratext": False,
    "cited_by_count": 7,
    "primary_location": {"landing_page_url": "https://doi.org/10.1234/abc", "source": {"display_name": "J. Rewards"}},
    "locations": [{"landing_page_url": "https://arxiv.org/abs/1907.01234v2", "pdf_url": None}, None],
    "authorships": [
        {"author_position": "first", "author": {"id": "x", "display_name": "Ada Bo"}, "raw_author_name": "A. Bo"},
        {"author": {"display_name": None}, "raw_author_name": "C. Do"},
    ],
    "topics": [{"id": "https://openalex.org/T1", "display_name": "Reinforcement Learning", "score": 0.9}],
    "keywords": [{"id": "k", "display_name": "Reward", "score": 0.5}],
    "abstract_inverted_index": {
        "We": [0, 3],
        "study": [1],
        "rewards.": [2],
        "end.\\n": [5],
        "31.5\u2009±\u20095.6": [4],
    },
    "updated_date": "2025-11-06T03:46:38.306776",
    "created_date": "2025-10-10T00:00:00",
}


def test_a_work_of_openalex(tmp_path):
    record = read_one(tmp_path, WORK, "openalex")
    fields = record.fields
    assert record.problem is None
    assert fields["title"] == "On Sparse Rewards"
    assert fields["abstract"] == "We study rewards. We 31.5\u2009±\u20095.6 end."
    assert (fields["arxiv_id"], fields["doi"]) == ("1907.01234", "https://doi.org/10.1234/abc")
    assert fields["pmid"].endswith("31234567")
    assert fields["authors"] == ["Ada Bo", "C. Do"]
    assert (fields["categories"], fields["keywords"]) == (["Reinforcement Learning"], ["Reward"])
    assert (fields["venue"], fields["language"]) == ("J. Rewards", "en")
    assert fields["published"] == [("publication_date", "2019-07-02"), ("publication_year", 2019)]
    assert "updated" not in fields and "listed" not in fields
    assert {"created_date", "updated_date", "cited_by_count"} <= fields["extra"].keys()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"type": "peer-review"}, "not a paper"),
        ({"type": "dataset"}, "not a paper"),
        ({"type": "other", "type_crossref": "component"}, "not a paper"),
        ({"type": "paratext"}, "not a paper"),
        ({"is_paratext": True}, "not a paper"),
        ({"type": "editorial", "abstract_inverted_index": None}, "not a paper"),
        ({"type": "editorial"}, None),
        ({"is_retracted": True}, "withdrawn or rejected"),
        ({"type": "preprint"}, None),
        ({"abstract_inverted_index": None}, None),
    ],
)
def test_works_of_openalex_that_are_no_papers(tmp_path, change, problem):
    assert read_one(tmp_path, {**WORK, **change}, "openalex").problem == problem


def test_a_page_of_openalex_and_a_work_alone(tmp_path):
    records, notes = read(tmp_path, {"meta": {"count": 2}, "results": [WORK, WORK], "group_by": []})
    assert len(records) == 2 and notes.facts["formats"] == {"a.json": "openalex"}
    assert len(read(tmp_path, WORK)[0]) == 1
    assert len(read(tmp_path, {**WORK, "abstract_inverted_index": None, "display_name": ""})[0]) == 1


@pytest.mark.parametrize(
    ("index", "text"),
    [
        (None, ""),
        ({}, ""),
        ({"b": [1], "a": [0, 2]}, "a b a"),
        ({"IndexLength": 2, "InvertedIndex": {"b": [1], "a": [0]}}, "a b"),
        ('{"b": [1], "a": [0]}', "a b"),
        ({"rate": [0], "\\nu": [1], "high.\\nWe": [2]}, "rate \\nu high.\nWe"),
        ({"a": [0, None, "x", True], "b": 1}, "a b"),
        ("[[[", "[[["),
    ],
)
def test_an_inverted_index_is_put_in_order(index, text):
    assert read_inverted_index(index) == text


DEPOSIT = {
    "DOI": "10.1234/xyz",
    "type": "journal-article",
    "title": ["On Sparse Rewards", "Über Belohnungen"],
    "subtitle": ["A Study"],
    "container-title": ["J. Rewards"],
    "member": "1",
    "prefix": "10.1234",
    "score": 1,
    "abstract": f"<jats:title>Abstract</jats:title><jats:p>{TEXT}</jats:p>",
    "subject": ["Learning"],
    "author": [{"given": "Ada", "family": "Bo", "sequence": "first"}, {"name": "The Group"}],
    "created": {"date-parts": [[2024, 1, 2]]},
    "deposited": {"date-parts": [[2024, 1, 3]]},
    "indexed": {"date-parts": [[2024, 1, 4]]},
    "issued": {"date-parts": [[2019, 3]]},
    "published-print": {"date-parts": [[2019, 3]]},
    "published-online": {"date-parts": [[2019, 1, 15]]},
    "URL": "http://dx.doi.org/10.1234/xyz",
}


def test_a_work_of_crossref(tmp_path):
    record = read_one(tmp_path, DEPOSIT, "crossref")
    fields = record.fields
    assert record.problem is None
    assert fields["title"] == "On Sparse Rewards: A Study"
    assert fields["abstract"] == f"<jats:p>{TEXT}</jats:p>"
    assert fields["authors"] == ["Ada Bo", "The Group"]
    assert fields["published"][0] == ("published-online", [[2019, 1, 15]])
    assert dates(fields) == ["2019-01-15", "2019-03-01", "2019-03-01"]
    assert "updated" not in fields
    assert fields["extra"]["title"] == ["On Sparse Rewards", "Über Belohnungen"]
    assert {"created", "deposited", "indexed"} <= fields["extra"].keys()


@pytest.mark.parametrize("wrap", [lambda w: {"status": "ok", "message": {"items": w}}, lambda w: {"items": w}])
def test_works_of_crossref_in_their_envelopes(tmp_path, wrap):
    records, notes = read(tmp_path, wrap([DEPOSIT, DEPOSIT]))
    assert len(records) == 2 and notes.facts["formats"] == {"a.json": "crossref"}


def test_one_work_of_crossref_bare_and_in_a_message(tmp_path):
    cited = [{"key": "r1", "DOI": "10.1/r", "article-title": "Cited", "doi-asserted-by": "x"}] * 3
    for document in ({**DEPOSIT, "reference": cited}, {"status": "ok", "message": {**DEPOSIT, "reference": cited}}):
        records, notes = read(tmp_path, document)
        assert [record.fields["doi"] for record in records] == ["10.1234/xyz"]
        assert notes.facts["formats"] == {"a.json": "crossref"}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"type": "component"}, "not a paper"),
        ({"type": "peer-review"}, "not a paper"),
        ({"type": "journal-issue"}, "not a paper"),
        ({"type": "posted-content"}, None),
        ({"update-to": [{"type": "retraction", "DOI": "10.1/a"}]}, "not a paper"),
        ({"updated-by": [{"type": "retraction", "DOI": "10.1/a"}]}, "withdrawn or rejected"),
        ({"updated-by": [{"type": "correction"}]}, None),
    ],
)
def test_works_of_crossref_that_are_no_papers(tmp_path, change, problem):
    assert read_one(tmp_path, {**DEPOSIT, **change}, "crossref").problem == problem


@pytest.mark.parametrize(
    ("issued", "found"),
    [
        ([[1987]], ["1987-01-01"]),
        ([[2006, 5]], ["2006-05-01"]),
        ([["2006", "5"]], ["2006-05-01"]),
        ([[2019, 3, 7]], ["2019-03-07"]),
    ],
)
def test_date_parts_of_any_precision(tmp_path, issued, found):
    item = {k: v for k, v in DEPOSIT.items() if not k.startswith("published")} | {"issued": {"date-parts": issued}}
    assert dates(read_one(tmp_path, item, "crossref").fields) == found


def test_a_null_date_of_crossref_is_kept_to_be_named(tmp_path):
    item = {k: v for k, v in DEPOSIT.items() if not k.startswith("published")} | {"issued": {"date-parts": [[None]]}}
    assert read_one(tmp_path, item, "crossref").fields["published"] == [("issued", [[None]])]
    item = {**DEPOSIT, "issued": {"date-parts": [[None]]}}
    assert dates(read_one(tmp_path, item, "crossref").fields) == ["2019-01-15", "2019-03-01"]


def test_a_work_of_crossref_without_a_title(tmp_path):
    assert "title" not in read_one(tmp_path, {**DEPOSIT, "title": [], "subtitle": []}, "crossref").fields
    assert read_one(tmp_path, {**DEPOSIT, "title": [], "subtitle": [], "original-title": ["Ein A"]}, "crossref")


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("<jats:p>We go.</jats:p>", "<jats:p>We go.</jats:p>"),
        (
            "<jats:sec><jats:title>Abstract</jats:title><jats:p>We go.</jats:p></jats:sec>",
            "<jats:p>We go.</jats:p></jats:sec>",
        ),
        ("<ns4:title>ABSTRACT:</ns4:title><ns4:p>We go.</ns4:p>", "<ns4:p>We go.</ns4:p>"),
        ("<title>Background</title><p>We go.</p>", "<title>Background</title><p>We go.</p>"),
        (
            "&lt;jats:title&gt;Abstract&lt;/jats:title&gt;&lt;jats:p&gt;p &amp;lt; 0.05&lt;/jats:p&gt;",
            "<jats:p>p &lt; 0.05</jats:p>",
        ),
        ("&amp;lt;jats:p&amp;gt;We go.&amp;lt;/jats:p&amp;gt;", "<jats:p>We go.</jats:p>"),
        ("<![CDATA[<B>We go.</B>]]>", "<B>We go.</B>"),
        ("a &lt; b", "a &lt; b"),
        (None, ""),
    ],
)
def test_abstracts_in_jats(given, text):
    assert read_jats(given) == text


S2 = {
    "paperId": "0123456789abcdef0123456789abcdef01234567",
    "corpusId": 5,
    "title": "On Sparse Rewards",
    "externalIds": {"DOI": "10.1/a", "ArXiv": "1907.01234", "PubMed": "31234567", "ACL": "P19-1001", "CorpusId": 5},
    "abstract": f"Abstract {TEXT}",
    "venue": "",
    "journal": {"name": "J. Rewards", "volume": "1"},
    "year": 2019,
    "publicationDate": "2019-07-02",
    "fieldsOfStudy": None,
    "citationCount": 3,
    "tldr": {"text": "Short."},
    "s2FieldsOfStudy": [{"category": "Computer Science", "source": "x"}, {"category": "Computer Science"}],
    "authors": [{"authorId": "1", "name": "Ada Bo"}],
    "url": "https://www.semanticscholar.org/paper/0123",
}


def test_a_paper_of_semantic_scholar(tmp_path):
    fields = read_one(tmp_path, S2, "semantic scholar").fields
    assert fields["abstract"] == TEXT
    assert [fields[key] for key in ("arxiv_id", "doi", "pmid", "acl_id")] == [
        "1907.01234",
        "10.1/a",
        "31234567",
        "P19-1001",
    ]
    assert (fields["venue"], fields["categories"], fields["authors"]) == (
        "J. Rewards",
        ["Computer Science"],
        ["Ada Bo"],
    )
    assert fields["published"] == [("publicationDate", "2019-07-02"), ("year", 2019)]
    assert fields["extra"]["tldr"] == {"text": "Short."}


def test_the_year_stands_in_for_a_null_date_and_null_abstracts_are_none(tmp_path):
    fields = read_one(tmp_path, {**S2, "publicationDate": None, "abstract": None}, "semantic scholar").fields
    assert fields["published"] == [("year", 2019)]
    assert "abstract" not in fields


def test_an_abstract_that_only_begins_like_a_heading_is_kept(tmp_path):
    text = "Abstract interpretation is a theory of sound approximation of the semantics of programs."
    assert read_one(tmp_path, {**S2, "abstract": text}, "semantic scholar").fields["abstract"] == text


def test_batches_and_citations_of_semantic_scholar(tmp_path):
    records, notes = read(tmp_path, [None, S2, None])
    assert len(records) == 1 and "2 times" in notes.sentences()[0]
    pages = {"offset": 0, "data": [{"contexts": ["as [1] shows"], "citingPaper": S2}, {"citedPaper": None}]}
    records, notes = read(tmp_path, pages)
    assert [(r.fields.get("title"), r.problem) for r in records] == [
        ("On Sparse Rewards", None),
        (None, "unreadable record"),
    ]
    assert records[0].fields["extra"]["contexts"] == ["as [1] shows"]
    assert notes.facts["formats"] == {"a.json": "semantic scholar"}


def test_the_bulk_set_and_the_older_corpus_of_semantic_scholar(tmp_path):
    bulk = {"corpusid": 5, "externalids": {"ArXiv": "1907.01234"}, "title": "A", "publicationdate": None, "year": 2019}
    old = {
        "id": "ab",
        "title": "B",
        "paperAbstract": TEXT,
        "inCitations": [],
        "pdfUrls": ["http://arxiv.org/pdf/cond-mat/0606534v1.pdf"],
        "pmid": "2252909v1",
    }
    assert read_one(tmp_path, bulk, "semantic scholar").fields["arxiv_id"] == "1907.01234"
    fields = read_one(tmp_path, old, "semantic scholar").fields
    assert (fields["abstract"], fields["arxiv_id"]) == (TEXT, "cond-mat/0606534")


CITATION = {
    "id": "http://zotero.org/x",
    "type": "article-journal",
    "title": "Պարգևներ",
    "container-title": "J.",
    "ISSN": "1",
    "DOI": "10.1/a",
    "author": [{"family": "Bo", "given": "Ada"}, {"literal": "The Group"}],
    "language": "hy",
    "issued": {"date-parts": [["2006"]]},
    "accessed": {"date-parts": [["2023", 8, 20]]},
    "keyword": "one, two",
}


def test_a_citation_in_csl_json(tmp_path):
    fields = read_one(tmp_path, CITATION, "csl-json").fields
    assert (fields["title"], fields["venue"], fields["language"]) == ("Պարգևներ", "J.", "hy")
    assert (fields["authors"], fields["keywords"]) == (["Ada Bo", "The Group"], ["one", "two"])
    assert fields["published"] == [("issued", [["2006"]])]
    assert dates(fields) == ["2006-01-01"]
    assert "abstract" not in fields and fields["extra"]["accessed"]
    ranged = read_one(tmp_path, {**CITATION, "issued": {"date-parts": [[2006, 1], [2006, 3]]}}, "csl-json").fields
    assert dates(ranged) == ["2006-01-01"]
    assert dates(read_one(tmp_path, {**CITATION, "issued": {"raw": "2006-05"}}, "csl-json").fields) == ["2006-05-01"]
    assert read_one(tmp_path, {**CITATION, "type": "dataset"}, "csl-json").problem == "not a paper"


NOTE = {
    "id": "aBc-1",
    "forum": "aBc-1",
    "cdate": 1663849888000,
    "tcdate": 1663849889000,
    "mdate": 1760632000000,
    "invitations": ["V/2023/Conference/-/Submission"],
    "readers": ["everyone"],
    "signatures": ["V"],
    "content": {
        "title": {"value": "On Sparse Rewards"},
        "abstract": {"value": TEXT},
        "authors": {"value": ["Ada Bo"]},
        "keywords": {"value": ["reward"]},
        "TLDR": {"value": "Short."},
        "venue": {"value": "V 2023 poster"},
        "venueid": {"value": "V/2023/Conference"},
        "pdf": {"value": "/pdf/x.pdf"},
    },
}


def test_a_note_of_openreview_of_both_versions(tmp_path):
    first = {**NOTE, "content": {key: value["value"] for key, value in NOTE["content"].items()}}
    for note in (NOTE, first):
        record = read_one(tmp_path, note, "openreview")
        fields = record.fields
        assert record.problem is None
        assert (fields["title"], fields["abstract"], fields["venue"]) == ("On Sparse Rewards", TEXT, "V 2023 poster")
        assert (fields["authors"], fields["keywords"]) == (["Ada Bo"], ["reward"])
        assert fields["published"] == [("cdate", 1663849888000)]
        assert dates(fields) == ["2022-09-22"]
        assert "updated" not in fields
        assert fields["extra"]["TLDR"] == "Short."
        assert fields["url"] == "https://openreview.net/forum?id=aBc-1"


def test_a_note_without_a_day_of_creation(tmp_path):
    note = {key: value for key, value in NOTE.items() if key != "cdate"}
    assert read_one(tmp_path, note, "openreview").fields["published"] == [("tcdate", 1663849889000)]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"venueid": {"value": "V/2023/Conference/Rejected_Submission"}}, "withdrawn or rejected"),
        ({"venueid": {"value": "V/2023/Conference/Withdrawn_Submission"}}, "withdrawn or rejected"),
        ({"decision": {"value": "Reject"}}, "withdrawn or rejected"),
        ({"decision": {"value": "Accept (poster)"}}, None),
        ({"withdrawal": {"value": "Confirmed"}}, "withdrawn or rejected"),
    ],
)
def test_submissions_that_were_rejected_or_withdrawn(tmp_path, change, problem):
    note = {**NOTE, "content": {**NOTE["content"], **change}}
    assert read_one(tmp_path, note, "openreview").problem == problem


def test_reviews_are_not_papers(tmp_path):
    review = {
        **NOTE,
        "invitations": ["V/2023/Conference/Paper1/-/Official_Review"],
        "content": {"title": {"value": "Review of Paper 1"}, "review": {"value": "Good."}},
    }
    assert read_one(tmp_path, review, "openreview").problem == "not a paper"


def test_lists_of_papers_of_a_venue(tmp_path):
    row = {
        "title": "On Sparse Rewards",
        "author": "Ada Bo;C. Do",
        "status": "Poster",
        "track": "main",
        "id": "x1",
        "keywords": "reward;agent",
        "abstract": TEXT,
        "gs_citation": "-1",
        "aff": "U;V",
        "tldr": "Short.",
        "site": "https://example.org/x1",
        "bibtex": "@inproceedings{x,\n year={2021}\n}",
    }
    fields = read_one(tmp_path, row, "openreview").fields
    assert (fields["authors"], fields["keywords"]) == (["Ada Bo", "C. Do"], ["reward", "agent"])
    assert fields["published"] == [("year in bibtex", "2021")]
    assert "gs_citation" not in fields["extra"] and fields["extra"]["status"] == "Poster"
    for status, problem in (("Reject", "withdrawn or rejected"), ("Withdraw", "withdrawn or rejected"), ("Oral", None)):
        assert read_one(tmp_path, {**row, "status": status}, "openreview").problem == problem
    blank = read_one(tmp_path, {**row, "title": "  ", "abstract": ""}, "openreview")
    assert "title" not in blank.fields and blank.problem is None


def test_scraped_daily_papers(tmp_path):
    item = {
        "title": "On Sparse Rewards",
        "paper_url": "https://huggingface.co/papers/2410.11870",
        "authors": [],
        "stars": "1.2k",
        "scraped_date": "2024-10-22",
        "details": {
            "title": "On Sparse Rewards",
            "abstract": TEXT,
            "scraped_at": "2024-11-01T00:00:00",
            "metadata": {},
        },
    }
    fields = read_one(tmp_path, item, "daily papers").fields
    assert (fields["arxiv_id"], fields["votes"], fields["abstract"]) == ("2410.11870", "1.2k", TEXT)
    assert fields["listed"] == [("scraped_date", "2024-10-22")]
    assert "published" not in fields
    assert fields["extra"]["scraped_at"]
    undated = {key: value for key, value in item.items() if key != "scraped_date"}
    assert "listed" not in read_one(tmp_path, undated, "daily papers").fields


def test_daily_papers_with_translations(tmp_path):
    item = {
        "arxiv_id": "2602.01234",
        "title": "On Sparse Rewards",
        "abstract": TEXT,
        "authors": ["Ada Bo"],
        "upvotes": 12,
        "published_at": "2026-02-03T00:00:00.000Z",
        "abstract_zh": "我們研究稀疏獎勵。",
    }
    fields = read_one(tmp_path, item, "daily papers").fields
    assert (fields["arxiv_id"], fields["votes"], fields["abstract"]) == ("2602.01234", "12", TEXT)
    assert fields["published"] == [("published_at", "2026-02-03T00:00:00.000Z")]
    assert fields["extra"] == {"abstract_zh": "我們研究稀疏獎勵。"}


def test_daily_papers_of_both_years(tmp_path):
    def make(outer, day=None, **more):
        inner = {
            "id": "2410.11870",
            "title": "On\n  Sparse",
            "summary": TEXT,
            "upvotes": 3,
            "publishedAt": "2024-10-10T12:00:00.000Z",
        }
        if day:
            inner["submittedOnDailyAt"] = day
        return {"paper": {**inner, **more}, "title": "On Sparse", "publishedAt": outer, "numComments": 1}

    fields = read_one(tmp_path, make("2024-10-22T03:14:15.926Z"), "daily papers").fields
    assert fields["listed"] == [("publishedAt (of the listing)", "2024-10-22T03:14:15.926Z")]
    fields = read_one(tmp_path, make("2024-10-10T07:00:00.000Z"), "daily papers").fields
    assert "listed" not in fields  # the paper's own date minus five hours
    fields = read_one(tmp_path, make("2024-10-22T03:14:15Z", "2024-10-14T00:00:00Z"), "daily papers").fields
    assert fields["listed"] == [("submittedOnDailyAt", "2024-10-14T00:00:00Z")]
    fields = read_one(tmp_path, make("2024-10-22T03:14:15Z", ai_summary="Short.", summary=""), "daily papers").fields
    assert "abstract" not in fields and fields["extra"]["ai_summary"] == "Short."
    assert fields["published"] == [("publishedAt", "2024-10-10T12:00:00.000Z")]


KAGGLE = {
    "id": "0704.0001",
    "submitter": "A",
    "authors": "C. Bal\\'azs, E. Berger",
    "title": "On\n  Sparse Rewards",
    "comments": "37 pages",
    "journal-ref": "J. Rewards 1:2",
    "doi": "10.1103/x",
    "categories": "math.CO cs.CG",
    "abstract": f"  {TEXT}\n",
    "update_date": "2008-11-26",
    "authors_parsed": [["Balázs", "C.", ""], ["Berger", "E.", "Jr."], ["CDF", "", ""]],
    "versions": [
        {"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"},
        {"version": "v2", "created": "Tue, 24 Jul 2007 20:10:27 GMT"},
    ],
}


def test_a_row_of_kaggles_snapshot(tmp_path):
    fields = read_one(tmp_path, KAGGLE, "arxiv kaggle").fields
    assert fields["published"] == [("versions[0].created", "Mon, 2 Apr 2007 19:18:42 GMT")]
    assert fields["updated"] == [("versions[1].created", "Tue, 24 Jul 2007 20:10:27 GMT")]
    assert (dates(fields), dates(fields, "updated")) == (["2007-04-02"], ["2007-07-24"])
    assert fields["extra"]["update_date"] == "2008-11-26"
    assert (fields["arxiv_id"], fields["doi"], fields["venue"]) == ("0704.0001", "10.1103/x", "J. Rewards 1:2")
    assert fields["categories"] == ["math.CO", "cs.CG"]
    assert fields["authors"] == ["C. Balázs", "E. Berger Jr.", "CDF"]
    bare = {key: value for key, value in KAGGLE.items() if key not in ("versions", "authors_parsed")}
    fields = read_one(tmp_path, bare, "arxiv kaggle").fields
    assert "published" not in fields and "updated" not in fields
    assert fields["authors"] == ["C. Bal\\'azs", "E. Berger"]


def test_the_snapshot_is_read_by_lines_whatever_its_name(tmp_path):
    lines = [json.dumps({**KAGGLE, "id": name}) for name in ("0704.0001", "hep-th/9901001", "2606.29100")]
    lines[2] = lines[2].replace('"2606.29100"', "2606.29100")
    records, notes = read(tmp_path, "\n".join(lines), reader=read_json_lines)
    assert [record.fields["arxiv_id"] for record in records] == ["0704.0001", "hep-th/9901001", "2606.29100"]
    assert notes.facts["formats"] == {"a.json": "arxiv kaggle"}


def test_a_withdrawn_row_of_the_snapshot(tmp_path):
    gone = {**KAGGLE, "abstract": "  This paper has been withdrawn by the author due to an error.\n"}
    assert read_one(tmp_path, gone, "arxiv kaggle").problem == "withdrawn or rejected"
    assert read_one(tmp_path, {**KAGGLE, "comments": "This paper has been withdrawn"}, "arxiv kaggle").problem


def test_daily_rows_of_arxiv(tmp_path):
    item = {
        "id": "2510.25775",
        "categories": ["cs.AI", "cs.LG"],
        "pdf": "https://arxiv.org/pdf/2510.25775",
        "comment": None,
        "abs": "https://arxiv.org/abs/2510.25775",
        "authors": ["Ada Bo"],
        "title": "A",
        "summary": TEXT,
        "AI": {"tldr": "稀疏", "method": "密集"},
    }
    fields = read_one(tmp_path, item, "json").fields
    assert (fields["arxiv_id"], fields["abstract"], fields["categories"]) == ("2510.25775", TEXT, ["cs.AI", "cs.LG"])
    assert "published" not in fields and fields["extra"]["AI"] == {"tldr": "稀疏", "method": "密集"}


def test_daily_lists_of_arxiv_with_both_dates(tmp_path):
    row = {
        "arxiv_id": "2605.05512v1",
        "base_id": "2605.05512",
        "title": "A",
        "authors": ["Ada Bo"],
        "abstract": TEXT,
        "categories": ["cs.LG"],
        "published": "2026-05-06T23:59:59+00:00",
        "updated": "2026-05-07T00:00:01+00:00",
        "pdf_url": "https://arxiv.org/pdf/2605.05512v1",
        "entry_url": "http://arxiv.org/abs/2605.05512v1",
    }
    old = {**row, "arxiv_id": "0310123v3", "base_id": "0310123", "pdf_url": "", "entry_url": ""}
    kept = {**old, "entry_url": "http://arxiv.org/abs/gr-qc/0310123v3"}
    gone = {**row, "abstract": "This paper has been withdrawn by the authors."}
    records, notes = read(tmp_path, {"date": "2026-05-07", "papers": [row, old, kept, gone], "total": 4})
    assert notes.facts["formats"] == {"a.json": "json"}
    assert [record.fields["arxiv_id"] for record in records[:3]] == ["2605.05512", "0310123", "gr-qc/0310123"]
    assert [record.problem for record in records] == [None, None, None, "withdrawn or rejected"]
    fields = records[0].fields
    assert (dates(fields), dates(fields, "updated")) == (["2026-05-06"], ["2026-05-07"])
    assert fields["listed"] == [("date of the list", "2026-05-07")]


def test_every_item_fits_one_service_and_strangers_none():
    items = {
        is_arxiv_kaggle: KAGGLE,
        is_openalex: WORK,
        is_semantic_scholar: S2,
        is_crossref: DEPOSIT,
        is_csl_json: CITATION,
        is_openreview: NOTE,
    }
    for fits, item in items.items():
        assert [service.fits for service in SERVICES if service.fits(item)] == [fits]
    strangers = [
        {"title": "A", "abstract": TEXT},
        {"id": "W2", "title": "A"},
        {"paperId": "5", "title": "A"},
        {},
        {"title": "A", "status": "new"},
        {"doi": "10.1/a", "title": ["A"]},
        {"content": TEXT, "title": "A"},
        {"title": "A", "paper": "B"},
        {"id": "1", "categories": []},
        {"title": "A", "content": {"x": 1}},
    ]
    for item in strangers:
        assert find_service(item) is None
    odd = [None, [], "x", 0, {"value": None}, [None], [[None]], [{}], {"a": [None]}, True, "[", -1]
    keys = {key for item in items.values() for key in item} | {"paper", "details", "citingPaper", "abs", "summary"}
    for item in [
        *items.values(),
        {"paper": {"id": "1", "upvotes": 1}, "publishedAt": "x"},
        {"details": {}, "stars": 1},
    ]:
        for key in keys:
            for value in odd:  # no value of any type under any key breaks a reader
                changed = {**item, key: value}
                for service in SERVICES:
                    if service.fits(changed):
                        json.dumps(service.read(changed))


def test_the_service_of_most_of_the_first_items_names_the_format(tmp_path):
    assert read(tmp_path, [*[S2] * 3, {"title": "A", "abstract": TEXT}])[1].facts["formats"] == {
        "a.json": "semantic scholar"
    }
    assert read(tmp_path, [S2, *[{"title": "A", "abstract": TEXT}] * 3])[1].facts["formats"] == {"a.json": "json"}


REAL = [  # file, service, records, abstracts, problems: counted by hand
    (FIXTURES / "semantic_scholar_references.json", "semantic scholar", 5, 3, {None: 5}),
    (FIXTURES / "semantic_scholar_batch.json", "semantic scholar", 3, 3, {None: 3}),
    (FIXTURES / "semantic_scholar_corpus.json", "semantic scholar", 7, 0, {None: 5, "not a paper": 2}),
    (FIXTURES / "openalex_work.json", "openalex", 1, 1, {None: 1}),
    (FIXTURES / "openalex_journal_article.json", "openalex", 1, 0, {None: 1}),
    (FIXTURES / "crossref_list.json", "crossref", 3, 0, {None: 3}),
    (FIXTURES / "crossref_work.json", "crossref", 1, 1, {None: 1}),
    (FIXTURES / "csl.json", "csl-json", 1, 1, {None: 1}),
    (FIXTURES / "csl_without_author.json", "csl-json", 1, 1, {None: 1}),
]
DAILY = [FIXTURES / "arxiv_daily.jsonl"]
if DUMPS.is_dir():
    DAILY += sorted(DUMPS.glob("arxiv-daily-jsonl/*"))
    REAL += [
        (DUMPS / "semantic-scholar/references-14.json", "semantic scholar", 14, 5, {None: 14}),
        (DUMPS / "crossref/cm_crossref-list.json", "crossref", 20, 0, {None: 20}),
        (DUMPS / "csl-json/cm_citeproc-no-categories.json", "csl-json", 1, 1, {None: 1}),
        (DUMPS / "csl-json/cm_citeproc_missing_doi.json", "csl-json", 1, 1, {None: 1}),
        (DUMPS / "pubmed/articlesSemanticScholar.json.gz", "semantic scholar", 7, 0, {None: 5, "not a paper": 2}),
    ]


@pytest.mark.parametrize(("path", "service", "count", "abstracts", "problems"), REAL)
def test_real_json_files_have_the_counts_that_were_counted_by_hand(path, service, count, abstracts, problems):
    notes = Notes()
    records = list(read_json(Document(path, "a"), notes))
    assert len(records) == count
    assert sum("abstract" in record.fields for record in records) == abstracts
    assert Counter(record.problem for record in records) == problems
    assert notes.facts["formats"] == {"a": service}


@pytest.mark.parametrize("path", DAILY, ids=lambda path: path.name)
def test_real_daily_files_have_a_record_a_line(path):
    raw = path.read_bytes()
    lines = (gzip.decompress(raw) if path.suffix == ".gz" else raw).count(b"\n")
    records = list(read_json_lines(Document(path, "a"), Notes()))
    assert abs(len(records) - lines) <= 1 and len(records) >= 5
    assert all(record.fields["arxiv_id"] and record.fields["abstract"] for record in records)
