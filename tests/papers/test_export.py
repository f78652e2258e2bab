"""Papers saved for other programs: nothing runs as a formula, nothing breaks BibTeX."""

import csv
import json
import zipfile

import pytest

from helpers.papers.assembly import read_papers
from helpers.papers.export import SaveError, compute_links, escape_bibtex, format_date, save_papers
from helpers.run.opening import open_run

ABSTRACT = (
    "We study sparse rewards in detail and over long horizons. A dense reward helps the agent to learn much faster."
)


@pytest.fixture
def saved(tmp_path):
    items = [
        {
            "title": '=HYPERLINK("http://a.b")',
            "abstract": ABSTRACT,
            "id": "2503.02130",
            "authors": ["Ada Béta", "C. D"],
        },
        {"title": "50% of {all} & more_", "abstract": f"{ABSTRACT} Two.", "venue": "A & B", "year": "2024"},
    ]
    path = tmp_path / "a.json"
    path.write_text(json.dumps(items))
    return open_run(path, outputs=tmp_path / "outputs"), read_papers([path]).papers


def test_csv_neutralises_formulas_and_keeps_added_columns(saved):
    run, papers = saved
    path = save_papers(run, papers.assign(topic="one"), "topic 1.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["title"].startswith("'=") and rows[0]["topic"] == "one"
    assert [row["published"] for row in rows] == ["2025-03", "2024"]
    assert rows[0]["link"] == "https://arxiv.org/abs/2503.02130"


def test_excel_holds_no_formula(saved):
    path = save_papers(*saved, "a.xlsx")
    with zipfile.ZipFile(path) as file:
        assert "<f>" not in file.read("xl/worksheets/sheet1.xml").decode()


def test_bibtex_is_escaped_and_balanced(saved):
    text = save_papers(*saved, "a.bib").read_text(encoding="utf-8")
    assert r"title = {{50\% of all \& more\_}}" in text and "@misc{beta2025:2503.02130," in text
    assert "author = {Ada Béta and C. D}" in text and "eprint = {2503.02130}" in text
    plain = text.replace(r"\{", "").replace(r"\}", "")
    assert plain.count("{") == plain.count("}")
    assert text.count("@misc{") == 1 and text.count("@article{") == 1


def test_excel_is_the_same_twice(saved):
    first = save_papers(*saved, "a.xlsx").read_bytes()
    assert save_papers(*saved, "a.xlsx").read_bytes() == first


@pytest.mark.parametrize("name", ["a.docx", "a", "../a.csv", "a/b.csv", ".csv"])
def test_other_names_are_refused(saved, name):
    with pytest.raises(SaveError):
        save_papers(*saved, name)


def test_no_papers_make_an_empty_file(saved):
    run, papers = saved
    for name in ("a.csv", "a.bib", "a.xlsx"):
        assert save_papers(run, papers.head(0), name).exists()
    assert compute_links(papers.head(0)).tolist() == []


def test_backslashes_are_escaped_first():
    assert escape_bibtex("\\{") == r"\textbackslash{}\{"


def test_a_date_is_shown_at_its_precision():
    assert [format_date("2024-05-06", p) for p in ("day", "month", "year", "none")] == [
        "2024-05-06",
        "2024-05",
        "2024",
        "",
    ]
