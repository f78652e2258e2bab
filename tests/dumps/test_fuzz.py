"""Damaged dumps of every format: no traceback, no hang, and every record ends as a paper or with a decision."""

import io
import json
import zipfile
from datetime import timedelta

import pandas as pd
import pyarrow
import pyarrow.ipc
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from helpers.dumps.detect import BINARY_READERS, READERS, find_format, read_dump
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes
from helpers.papers.assembly import read_papers
from helpers.papers.dump_report import summarise_corpus

TITLES = (
    "Walking Robots Learn from Rare Rewards",
    "A Map of {Sparse} Words & Dense Vectors",
    "Phi-3: $\\alpha$ of <b>2</b>",
)
ABSTRACTS = (
    "We study robots that walk over rough ground. A reward comes seldom, and yet they learn. Results hold in snow.",
    "Words can be counted or embedded; both ways find documents. We compare them on lists of names, and on prose.",
    "Small models are cheap, and large ones are good. We ask when a small one is enough, and answer it for letters.",
)
PAPERS = [
    {
        "title": title,
        "abstract": abstract,
        "date": f"2024-0{i + 1}-05",
        "id": f"2401.0000{i}",
        "authors": ["A B", "C D"],
    }
    for i, (title, abstract) in enumerate(zip(TITLES, ABSTRACTS, strict=True))
]


def invert(text):
    words = text.split()
    return {word: [n for n, other in enumerate(words) if other == word] for word in words}


def write_workbook():
    stream = io.BytesIO()
    pd.DataFrame(PAPERS).astype(str).to_excel(stream, index=False)
    return stream.getvalue()


def write_parquet():
    stream = io.BytesIO()
    pd.DataFrame(PAPERS).to_parquet(stream)
    return stream.getvalue()


def write_arrow():
    table, stream = pyarrow.Table.from_pandas(pd.DataFrame(PAPERS)), io.BytesIO()
    with pyarrow.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)
    return stream.getvalue()


def write_archive():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2024-01-05.jsonl", "\n".join(map(json.dumps, PAPERS)))
        archive.writestr("b.ris", SEEDS["ris"])
    return stream.getvalue()


def fill(pattern, *, between="\n", around=("", "")):
    parts = [
        pattern.format(n=i + 1, title=t.replace("&", "and").replace("<b>2</b>", "2"), abstract=a)
        for i, (t, a) in enumerate(zip(TITLES, ABSTRACTS, strict=True))
    ]
    return (around[0] + between.join(parts) + around[1]).encode()


ATOM = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>q</title>', "</feed>"
OAI = (
    '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>',
    "</ListRecords></OAI-PMH>",
)
SEEDS = {
    "json": json.dumps(PAPERS).encode(),
    "jsonl": "\n".join(map(json.dumps, PAPERS)).encode(),
    "wrapped": json.dumps({"meta": {"count": 3}, "results": PAPERS}, indent=1).encode(),
    "openalex": json.dumps(
        [
            {
                "id": f"https://openalex.org/W{i}", "display_name": p["title"], "publication_date": p["date"],
                "abstract_inverted_index": invert(p["abstract"]), "authorships": [],
            }
            for i, p in enumerate(PAPERS)
        ]
    ).encode(),
    "crossref": json.dumps(
        {
            "status": "ok",
            "message": {
                "items": [
                    {
                        "DOI": f"10.1/{i}", "title": [p["title"]], "abstract": f"<jats:p>{p['abstract']}</jats:p>",
                        "issued": {"date-parts": [[2024, i + 1]]}, "type": "journal-article",
                    }
                    for i, p in enumerate(PAPERS)
                ]
            },
        }
    ).encode(),
    "csv": pd.DataFrame(PAPERS).to_csv(index=False).encode(),
    "tab": pd.DataFrame(PAPERS).to_csv(index=False, sep="\t").encode("utf-16"),
    "bibtex": fill("@article{{key{n},\n title = {{{{{title}}}}},\n abstract = {{{abstract}}},\n year = {{202{n}}}\n}}"),
    "ris": fill("TY  - JOUR\nTI  - {title}\nAB  - {abstract}\nPY  - 2024/0{n}//\nER  - \n"),
    "medline": fill("PMID- 100{n}\nTI  - {title}\nAB  - {abstract}\nDP  - 2024 Mar\n"),
    "wos": fill("PT J\nTI {title}\nAB {abstract}\nPY 2024\nER\n", around=("FN Clarivate\nVR 1.0\n", "EF\n")),
    "endnote": fill("%0 Journal Article\n%T {title}\n%A B, A\n%D 2024\n%X {abstract}\n"),
    "refworks": fill("RT Journal Article\nT1 {title}\nA1 B, A\nYR 2024\nAB {abstract}\n"),
    "cochrane": fill("Record #{n} of 3\nID: CN-{n}\nTI: {title}\nYR: 2024\nAB: {abstract}\n\n"),
    "noteexpress": fill(
        "{{Reference Type}}: Journal Article\n{{Title}}: {title}\n{{Year}}: 2024\n{{Abstract}}: {abstract}\n"
    ),
    "pubmed text": fill(
        "{n}. J Inv. 2024 Mar;1(1):1. doi: 10.1/{n}.\n\n{title}.\n\nDoe J(1).\n\n{abstract}\n\n"
        "DOI: 10.1/{n}\nPMID: 100{n}\n\n"
    ),
    "endnote xml": fill(
        "<record><ref-type name='Journal Article'>17</ref-type><titles><title>{title}</title></titles>"
        "<dates><year>2024</year></dates><abstract>{abstract}</abstract></record>",
        around=("<xml><records>", "</records></xml>"),
    ),
    "mods": fill(
        "<mods><titleInfo><title>{title}</title></titleInfo><abstract>{abstract}</abstract></mods>",
        around=('<?xml version="1.0"?><modsCollection>', "</modsCollection>"),
    ),
    "jats": fill(
        "<article><front><article-meta><title-group><article-title>{title}</article-title></title-group><abstract><p>"
        "{abstract}</p></abstract></article-meta></front></article>",
        around=('<?xml version="1.0"?><set>', "</set>"),
    ),
    "marc": fill(
        "<record><datafield tag='245'><subfield code='a'>{title}</subfield></datafield><datafield tag='520'>"
        "<subfield code='a'>{abstract}</subfield></datafield></record>",
        around=('<?xml version="1.0"?><collection>', "</collection>"),
    ),
    "flat xml": fill(
        "<item><title>{title}</title><summary>{abstract}</summary></item>",
        around=('<?xml version="1.0"?><all>', "</all>"),
    ),
    "hal": json.dumps(
        {
            "response": {
                "docs": [
                    {"halId_s": f"hal-{i}", "title_s": [p["title"]], "abstract_s": [p["abstract"]],
                     "producedDate_s": p["date"]}
                    for i, p in enumerate(PAPERS)
                ]
            }
        }
    ).encode(),
    "inspire": json.dumps(
        {
            "hits": {
                "hits": [
                    {"metadata": {"control_number": i, "titles": [{"title": p["title"]}],
                                  "abstracts": [{"value": p["abstract"]}], "earliest_date": p["date"]}}
                    for i, p in enumerate(PAPERS)
                ]
            }
        }
    ).encode(),
    "atom": fill(
        "<entry><id>http://arxiv.org/abs/2401.0000{n}v1</id><title>{title}</title><summary>{abstract}</summary>"
        "<published>2024-01-0{n}T00:00:00Z</published></entry>",
        around=ATOM,
    ),
    "oai": fill(
        "<record><header><datestamp>2024-01-01</datestamp></header><metadata><arXiv><id>2401.0000{n}</id>"
        "<title>{title}</title><abstract>{abstract}</abstract><created>2024-01-0{n}</created></arXiv></metadata></record>",
        around=OAI,
    ),
    "pubmed": fill(
        "<PubmedArticle><MedlineCitation><PMID>100{n}</PMID><Article><ArticleTitle>{title}</ArticleTitle><Abstract>"
        "<AbstractText>{abstract}</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>",
        around=('<?xml version="1.0"?><PubmedArticleSet>', "</PubmedArticleSet>"),
    ),
    "acl": fill(
        '<paper id="{n}"><title>{title}</title><abstract>{abstract}</abstract></paper>',
        around=(
            '<?xml version="1.0"?><collection id="2024.x"><volume id="1"><meta><year>2024</year></meta>',
            "</volume></collection>",
        ),
    ),
    "tei": fill(
        "<biblFull><titleStmt><title>{title}</title></titleStmt><profileDesc><abstract><p>{abstract}</p></abstract>"
        "</profileDesc></biblFull>",
        around=(
            '<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><listBibl>',
            "</listBibl></body></text></TEI>",
        ),
    ),
    "rdf": fill(
        "<bib:Article rdf:about='#{n}'><dc:title>{title}</dc:title><dcterms:abstract>{abstract}</dcterms:abstract>"
        "</bib:Article>",
        around=(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:bib="http://purl.org/net/biblio#">',
            "</rdf:RDF>",
        ),
    ),
    "ebsco": fill(
        "<rec><header><controlInfo><artinfo><tig><atl>{title}</atl></tig><ab>{abstract}</ab></artinfo></controlInfo>"
        "</header></rec>",
        around=('<?xml version="1.0"?><records>', "</records>"),
    ),
    "markdown table": fill("| {title} | {abstract} |", around=("| title | abstract |\n|---|---|\n", "\n")),
    "page": fill("{title}\n\n{abstract}\n", around=("Daily Papers\n\nAug 11\n\n", "")),
    "markdown": fill("### [{title}](https://arxiv.org/abs/2401.0000{n})\n\n{abstract}\n\n[65](login)\n"),
}  # fmt: skip
SEEDS |= {"excel": write_workbook(), "parquet": write_parquet(), "arrow": write_arrow(), "zip": write_archive()}
NASTY = (
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\n\n", b'"', b"'", b"{", b"}", b"[", b"]", b"<", b">", b"&",
    b"\\", b",", b";", b"\t", b"@", b"<!ENTITY a 'b'>", b"<![CDATA[", b"]]>", b"<!--", b"NaN", b"null", b"1e999",
    b"-", b"ER  - ", b"TY  - ", b"\xe2\x80\xae", b"\xed\xa0\x80", b"=1+1", b"2088-13-45", b"| a | b |", b"```",
    b"PK\x03\x04", b"\x1f\x8b",
)  # fmt: skip


@st.composite
def damage(draw, seed):
    """A seed with one to four cuts, doublings, insertions, swaps or changes of encoding."""
    data = bytes(seed)
    for _ in range(draw(st.integers(1, 4))):
        low, high = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        kind = draw(st.sampled_from(("cut", "double", "insert", "keep", "noise", "shuffle", "encode")))
        if kind == "cut":
            data = data[:low] + data[high:]
        elif kind == "double":
            data = data[:high] + data[low:]
        elif kind == "insert":
            data = data[:low] + draw(st.sampled_from(NASTY)) * draw(st.sampled_from((1, 2, 200))) + data[low:]
        elif kind == "keep":
            data = data[low:high]
        elif kind == "noise":
            data = data[:low] + draw(st.binary(max_size=12)) + data[low:]
        elif kind == "shuffle":
            lines = data.split(b"\n")
            data = b"\n".join(draw(st.permutations(lines))) if len(lines) < 40 else data[::-1]
        elif kind == "encode":
            text = data.decode("utf-8", "replace")
            data = text.encode(
                draw(st.sampled_from(("utf-16", "utf-8-sig", "cp1252", "utf-16-be", "gb18030", "koi8_r"))), "replace"
            )
    return data


def read_and_count(path):
    """Raw records, and papers with decisions; or the sentence of the refusal."""
    try:
        raw = list(read_dump([path], Notes()))
    except DumpError as refusal:
        return refusal
    try:
        corpus = read_papers([path])
    except DumpError as refusal:
        return refusal
    papers, decisions = corpus.papers, corpus.decisions
    assert len(raw) == len(papers) + len(decisions)
    assert len({(r.source, r.place) for r in raw}) == len(raw), "two records of one place"
    report = summarise_corpus(corpus)
    assert report["records"] == report["papers"] + report["merged"] + sum(report["rejected"].values())
    json.dumps(report)
    return papers


@pytest.mark.parametrize("name", SEEDS)
def test_the_undamaged_seed_gives_three_papers(tmp_path, name):
    path = tmp_path / "dump"
    path.write_bytes(SEEDS[name])
    papers = read_and_count(path)
    assert not isinstance(papers, DumpError), papers
    assert len(papers) == (6 if name == "zip" else 3) or name == "zip"
    assert set(papers["abstract"]) == set(ABSTRACTS)


def test_every_reader_has_a_seed(tmp_path):
    found = set()
    for name in SEEDS.keys() - {"zip"}:
        path = tmp_path / "dump"
        path.write_bytes(SEEDS[name])
        found.add(find_format(Document(path, "dump")))
    # XML of no known kind is refused, and DBLP's has no abstracts.
    assert found == {*READERS, *BINARY_READERS} - {"xml", "dblp xml"}


@pytest.mark.parametrize("name", SEEDS)
def test_a_damaged_dump_is_read_or_refused_in_one_sentence(tmp_path_factory, name):
    folder = tmp_path_factory.mktemp("fuzz")

    @settings(
        max_examples=25,
        deadline=timedelta(seconds=20),
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(damage(SEEDS[name]))
    def check(data):
        path = folder / "a dump"
        path.write_bytes(data)
        result = read_and_count(path)
        if isinstance(result, DumpError):
            sentence = str(result)
            assert "a dump" in sentence and "\n" not in sentence and "Traceback" not in sentence

    check()


@settings(max_examples=200, deadline=timedelta(seconds=20), derandomize=True, database=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_have_a_format_or_a_refusal(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "bytes"
    path.write_bytes(data)
    try:
        assert isinstance(find_format(Document(path, "bytes")), str)
    except DumpError as refusal:
        assert "bytes" in str(refusal)
