"""Shapes in which hostile or careless hands leave a dump: orders, marks, encodings, packings and mixtures."""

import gzip
import io
import json
import zipfile

import pytest

from helpers.papers.assembly import read_papers
from helpers.run.inputs import list_files

FIRST = "We study how small routers share a crowded memory between experts, and find that one buffer is enough."
SECOND = "This paper asks whether parsers read trees from the left or from the right, and answers by experiments."
ITEMS = [
    {"title": "Shallow routers", "abstract": FIRST, "year": 2019},
    {"title": "Deep parsers", "abstract": SECOND, "year": 2020},
]
TABLE = f'title,abstract,year\nShallow routers,"{FIRST}",2019\nDeep parsers,"{SECOND}",2020\n'
LINES = "\n".join(map(json.dumps, ITEMS))


def pack(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return stream.getvalue()


SHAPES = {
    "columns in another order": f'year,abstract,title\n2019,"{FIRST}",Shallow routers\n2020,"{SECOND}",Deep parsers\n',
    "two byte order marks": "\ufeff\ufeff" + TABLE,
    "UTF-32": json.dumps(ITEMS).encode("utf-32"),
    "UTF-16 without a mark": TABLE.encode("utf-16-le"),
    "the line of a spreadsheet": "sep=;\n" + TABLE.replace(',"', ';"').replace('",', '";').replace(",", ";", 2),
    "bars": TABLE.replace(',"', "|").replace('",', "|").replace("title,abstract,year", "title|abstract|year"),
    "lines that end in CR alone": TABLE.replace("\n", "\r"),
    "a comma without quotes in a row": TABLE.replace(f'"{FIRST}"', FIRST),
    "names in capitals with blanks": TABLE.replace("title,abstract,year", " TITLE , ABSTRACT ,\tYEAR"),
    "lines before the names": "Export of 2020\nSearch: routers\n\n" + TABLE,
    "a column of row numbers": TABLE.replace("title", ",title").replace("\nS", "\n0,S").replace("\nD", "\n1,D"),
    "pairs of columns of one name": (
        f'title,title,abstract,abstract,year\nShallow routers,,"{FIRST}",,2019\n,Deep parsers,,"{SECOND}",2020\n'
    ),
    "a placeholder before the second column": (
        f'title,abstract,summary,year\nShallow routers,N/A,"{FIRST}",2019\nDeep parsers,"{SECOND}",-,2020\n'
    ),
    "names in French": TABLE.replace("title,abstract,year", "Titre,Résumé,Année").encode("cp1252"),
    "names in Chinese": TABLE.replace("title,abstract,year", "标题,摘要,年份").encode("gb18030"),
    "markup and a script in a cell": TABLE.replace(FIRST, f"<p>{FIRST}</p><script>alert(1)</script>"),
    "a list deep below keys": json.dumps({"a": {"b": {"c": {"theList": ITEMS}}}}),
    "papers under their ids": json.dumps({"x1": ITEMS[0], "x2": ITEMS[1]}),
    "papers under their years": json.dumps({"2019": ITEMS[:1], "2020": ITEMS[1:]}),
    "pretty objects one after another": "\n".join(json.dumps(item, indent=1) for item in ITEMS),
    "a placeholder before the second key": json.dumps(
        [{"title": i["title"], "abstract": "N/A", "summary": i["abstract"], "year": i["year"]} for i in ITEMS]
    ),
    "names in Spanish as keys": json.dumps(
        [{"título": i["title"], "resumen": i["abstract"], "año": i["year"]} for i in ITEMS]
    ),
    "gzip in ZIP": pack(a_jsonl_gz=gzip.compress(LINES.encode())),
    "two formats in ZIP": pack(
        a_json=json.dumps(ITEMS[:1]), b_csv=f'title,abstract,year\nDeep parsers,"{SECOND}",2020\n'
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_both_papers_are_read_with_their_years(tmp_path, shape):
    data = SHAPES[shape]
    path = tmp_path / "dump"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    papers = read_papers([path]).papers.sort_values("published_low")
    assert papers["title"].tolist() == ["Shallow routers", "Deep parsers"]
    assert papers["abstract"].tolist() == [FIRST, SECOND]
    assert papers["published_low"].dt.year.tolist() == [2019, 2020]


def test_a_folder_of_several_kinds_gives_its_papers_and_names_what_was_left_out(tmp_path):
    (tmp_path / "a.ris").write_text(f"TY  - JOUR\nTI  - Shallow routers\nAB  - {FIRST}\nPY  - 2019\nER  - \n")
    (tmp_path / "b.json").write_text(json.dumps(ITEMS[1:]))
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "README.md").write_text("# A note")
    corpus = read_papers(list_files([tmp_path]))
    assert sorted(corpus.papers["title"]) == ["Deep parsers", "Shallow routers"]
