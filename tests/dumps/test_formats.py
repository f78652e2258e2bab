"""Each format read from a small file of our own, and each kind of file that is none refused in one sentence."""

import gzip
import json

import pytest

from helpers.dumps.detect import find_format, read_dump
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes

ABSTRACT = (
    "We study sparse rewards in detail and over long horizons. A dense reward helps the agent to learn much faster."
)


def paper(title="On Sparse Rewards", **more):
    return {"title": title, "abstract": ABSTRACT, **more}


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(*paths, columns=None):
    notes = Notes()
    return list(read_dump(paths, notes, columns)), notes


def titles(*paths, **options):
    return [record.fields.get("title") for record in read(*paths, **options)[0]]


# JSON


def test_a_list_of_papers(tmp_path):
    path = put(tmp_path, "a.json", json.dumps([paper("A"), None, paper("B")]))
    assert titles(path) == ["A", "B"]


@pytest.mark.parametrize("key", ["papers", "data", "results", "items"])
def test_a_list_under_a_key(tmp_path, key):
    assert titles(put(tmp_path, "a.json", json.dumps({"total": 1, key: [paper("A")]}))) == ["A"]


def test_a_list_two_levels_down(tmp_path):
    assert titles(put(tmp_path, "a.json", json.dumps({"message": {"items": [paper("A")]}}))) == ["A"]


def test_an_id_written_as_a_number_keeps_its_last_zero(tmp_path):
    text = '[{"id": 2503.02130, "title": "A", "abstract": "b"}]'
    assert read(put(tmp_path, "a.json", text))[0][0].fields["arxiv_id"] == "2503.02130"


def test_items_that_are_no_objects_are_records_that_cannot_be_read(tmp_path):
    records, _ = read(put(tmp_path, "a.json", json.dumps(["text", 5, paper("A")])))
    assert [record.problem for record in records] == ["unreadable record", "unreadable record", None]


def test_two_lists_one_after_the_other(tmp_path):
    assert titles(put(tmp_path, "a.json", json.dumps([paper("A")]) + json.dumps([paper("B")]))) == ["A", "B"]


def test_a_cut_list_keeps_what_is_whole_and_says_so(tmp_path):
    records, notes = read(put(tmp_path, "a.json", json.dumps([paper("A"), paper("B")])[:-30]))
    assert [record.problem for record in records] == [None, "unreadable record"]
    assert "breaks off" in notes.sentences()[0]


def test_a_long_list_is_streamed_over_the_borders_of_its_pieces(tmp_path):
    names = [f"Paper {n}" for n in range(9000)]
    path = put(tmp_path, "a.json", json.dumps([paper(name) for name in names]))
    assert path.stat().st_size > 1_200_000
    assert titles(path) == names


def test_daily_papers_of_2024(tmp_path):
    item = {
        "paper": {
            "id": "2410.11870", "title": "An\n  Old One", "summary": f"{ABSTRACT[:30]}\n{ABSTRACT[30:]}",
            "publishedAt": "2024-10-10T12:00:00.000Z", "upvotes": 12, "authors": [{"name": "Ada B", "hidden": False}],
        },
        "title": "An Old One", "publishedAt": "2024-10-22T03:14:15.926Z", "numComments": 2,
    }  # fmt: skip
    fields = read(put(tmp_path, "a.json", json.dumps([item])))[0][0].fields
    assert (fields["arxiv_id"], fields["votes"], fields["authors"]) == ("2410.11870", "12", ["Ada B"])
    assert fields["published"] == [("publishedAt", "2024-10-10T12:00:00.000Z")]
    assert fields["listed"] == [("publishedAt (of the listing)", "2024-10-22T03:14:15.926Z")]


def test_daily_papers_of_2026_whose_outer_date_is_an_artefact(tmp_path):
    item = {
        "paper": {
            "id": "2602.01234", "title": "A New One", "summary": ABSTRACT, "ai_summary": "Not the abstract.",
            "publishedAt": "2026-02-03T00:00:00.000Z", "submittedOnDailyAt": "2026-02-05T00:00:00.000Z",
            "ai_keywords": ["reward", "agent"],
        },
        "title": "A New One", "summary": ABSTRACT, "publishedAt": "2026-02-02T19:00:00.000Z",
    }  # fmt: skip
    fields = read(put(tmp_path, "a.json", json.dumps([item])))[0][0].fields
    assert fields["abstract"] == ABSTRACT
    assert fields["listed"] == [("submittedOnDailyAt", "2026-02-05T00:00:00.000Z")]
    assert fields["keywords"] == ["reward", "agent"]


def test_the_first_version_dates_a_paper_and_not_the_last_touch(tmp_path):
    item = paper(versions=[{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}], update_date="2008-11-26")
    fields = read(put(tmp_path, "a.json", json.dumps([item])))[0][0].fields
    assert fields["published"][0] == ("versions[0].created", "Mon, 2 Apr 2007 19:18:42 GMT")
    assert fields["updated"] == [("versions[0].created", "Mon, 2 Apr 2007 19:18:42 GMT")]


# JSONL


def test_jsonl_is_told_by_content_and_not_by_name(tmp_path):
    text = "\n".join(json.dumps(paper(name)) for name in "ABC")
    path = put(tmp_path, "snapshot.json", text)
    assert find_format(Document(path, "snapshot.json")) == "jsonl"
    assert titles(path) == ["A", "B", "C"]


def test_bad_lines_and_a_cut_end_are_reported_and_not_fatal(tmp_path):
    lines = [json.dumps(paper("A")), "{broken", json.dumps(paper("B")), json.dumps(paper("C"))[:40]]
    records, notes = read(put(tmp_path, "a.jsonl", "\n".join(lines)))
    assert [(record.place, record.problem) for record in records] == [
        ("line 1", None), ("line 2", "unreadable record"), ("line 3", None), ("line 4", "unreadable record"),
    ]  # fmt: skip
    assert any("breaks off" in said for said in notes.sentences())


def test_the_day_in_a_file_name_is_the_day_of_listing(tmp_path):
    path = put(tmp_path, "2025-10-31.jsonl", json.dumps(paper("A")) + "\n" + json.dumps(paper("B")))
    assert read(path)[0][0].fields["listed"] == [("file name", "2025-10-31")]


# CSV


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_with_any_separator(tmp_path, separator):
    text = separator.join(["id", "title", "abstract"]) + "\n" + separator.join(["2503.02130", "A", f'"{ABSTRACT}"'])
    fields = read(put(tmp_path, "a.csv", text))[0][0].fields
    assert (fields["arxiv_id"], fields["title"], fields["abstract"]) == ("2503.02130", "A", ABSTRACT)


def test_a_column_that_the_user_named(tmp_path):
    path = put(tmp_path, "a.csv", f'name,text,when\nA,"{ABSTRACT}",2024\n')
    columns = {"title": "name", "abstract": "text", "date": "when"}
    assert read(path, columns=columns)[0][0].fields["published"] == [("when", "2024")]


def test_a_table_without_abstracts_is_refused_with_its_columns(tmp_path):
    with pytest.raises(DumpError, match=r"no abstract column; it has node_id, title.*abstract_column"):
        read(put(tmp_path, "a.csv", "node_id,title\n1,A\n"))


def test_a_named_column_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(DumpError, match="no column 'Text', which the setting abstract_column"):
        read(put(tmp_path, "a.csv", "title,abstract\nA,b\n"), columns={"abstract": "Text"})


def test_a_separator_too_many_costs_no_row(tmp_path):
    text = "title,abstract,year\n" + "".join(f'{n},"{ABSTRACT}",2020,\n' for n in "ABC")
    records, notes = read(put(tmp_path, "a.csv", text))
    assert [record.problem for record in records] == [None] * 3
    assert notes.sentences()[0].startswith("a.csv: 3 times: a row ends in one separator too many")


def test_a_quotation_mark_that_never_closes_costs_one_row(tmp_path):
    rows = "".join(f"{n},{ABSTRACT.replace(',', ';')},2020\n" for n in "BCD")
    records, _ = read(put(tmp_path, "a.csv", f'title,abstract,year\nA,"never closed,2020\n{rows}'))
    assert [record.fields.get("title") for record in records][-3:] == ["B", "C", "D"]
    assert records[0].problem == "unreadable record"


def test_line_breaks_inside_a_cell_and_a_mark_at_the_start(tmp_path):
    text = f'\ufeffTitle,Abstract\n"A\nB","{ABSTRACT}"\n'
    assert titles(put(tmp_path, "a.csv", text)) == ["A\nB"]


# Pages

PAGE = f"""new

Get trending papers in your email inbox!

Subscribe

Daily Papers

byAK and the research community

Aug 11

First: On Sparse Rewards

{ABSTRACT}

Second Without Abstract

Third: On Dense Rewards

{ABSTRACT.replace("sparse", "delayed")}
"""


def test_a_page_is_paired_by_content_and_not_by_parity(tmp_path):
    records, notes = read(put(tmp_path, "copy-2025-08-11.txt", PAGE))
    assert [(record.fields["title"], record.problem) for record in records] == [
        ("First: On Sparse Rewards", None), ("Second Without Abstract", "unpaired block"),
        ("Third: On Dense Rewards", None),
    ]  # fmt: skip
    assert "Second Without Abstract" in notes.sentences()[0]
    assert records[0].fields["listed"] == [("day of the page, year from the file's name", "Aug 11, 2025")]


def test_a_page_without_its_head_or_with_two_heads_gives_the_same_papers(tmp_path):
    head, body = PAGE.split("Aug 11\n\n")
    for text in (body, head + head + "Aug 11\n\n" + body, body + "\n" + head):
        assert titles(put(tmp_path, "a.txt", text))[:1] == ["First: On Sparse Rewards"]
        assert len(titles(tmp_path / "a.txt")) == 3


def test_an_abstract_without_a_title_does_not_shift_the_rest(tmp_path):
    long = ABSTRACT * 6
    text = "\n\n".join(
        ["A Title", long, long.replace("We", "They"), *[x for n in "BCDEF" for x in (f"Title {n}", long)]]
    )
    records, _ = read(put(tmp_path, "a.txt", text))
    assert [record.fields.get("title") for record in records if record.problem is None] == [
        "A Title", "Title B", "Title C", "Title D", "Title E", "Title F",
    ]  # fmt: skip
    assert [record.problem for record in records].count("unpaired block") == 1


def test_an_abstract_broken_into_two_paragraphs_is_one(tmp_path):
    text = f"A Title\n\n{ABSTRACT}\n\nand it goes on in small letters. {ABSTRACT}\n\nB Title\n\n{ABSTRACT}\n"
    assert [record.problem for record in read(put(tmp_path, "a.txt", text))[0]] == [None, None]


def test_votes_links_and_authors_between_title_and_abstract_are_furniture(tmp_path):
    text = f"[A Title](https://huggingface.co/papers/2503.02130)\n\n65\n\n· 2 authors\n\n{ABSTRACT}\n\nUpvote\n"
    records, _ = read(put(tmp_path, "a.txt", text))
    assert (len(records), records[0].fields["title"], records[0].fields["arxiv_id"]) == (1, "A Title", "2503.02130")


def test_a_day_without_a_year_is_said_and_not_used(tmp_path):
    records, notes = read(put(tmp_path, "page.txt", PAGE))
    assert records[0].fields["listed"] == []
    assert any("no year" in said for said in notes.sentences())


# Bytes


def test_gzip_is_told_by_content(tmp_path):
    assert titles(put(tmp_path, "a.txt", gzip.compress(json.dumps([paper("A")]).encode()))) == ["A"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings_are_told_by_content(tmp_path, encoding):
    assert titles(put(tmp_path, "a.json", json.dumps([paper("Ärger")], ensure_ascii=False).encode(encoding))) == [
        "Ärger"
    ]


def test_windows_bytes_are_read_with_a_warning(tmp_path):
    records, notes = read(put(tmp_path, "a.csv", f"title,abstract\nÄrger,{ABSTRACT}\n".encode("cp1252")))
    assert records[0].fields["title"] == "Ärger"
    assert "Windows-1252" in notes.sentences()[0]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_systems(tmp_path, end):
    assert titles(put(tmp_path, "a.jsonl", end.join(json.dumps(paper(n)) for n in "AB"))) == ["A", "B"]


def test_a_cut_gzip_keeps_what_can_be_read(tmp_path):
    import random

    words = random.Random(1)
    rows = "\n".join(json.dumps(paper(f"{n} {words.random()}")) for n in range(4000))
    records, notes = read(put(tmp_path, "a.jsonl.gz", gzip.compress(rows.encode(), mtime=0)[:-2000]))
    assert len(records) > 1000
    assert any("cut or damaged" in said for said in notes.sentences())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("  \n\n ", "is empty"),
        ("[]", "0 papers"),
        ('{"papers": []}', "0 papers"),
        ("title,abstract\n", "0 papers"),
        ("<!DOCTYPE html><html><body>login</body></html>", "a web page"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n", "Git LFS pointer"),
        ("import os\nimport sys\n\ndef main():\n    pass\n", "Python source"),
        (b"PK\x03\x04rest of a zip", "a damaged ZIP archive"),
        ('{"name": "croissant", "license": "x"}', "without papers"),
        ("{not json at all", "is not JSON"),
        ("one line of text", "0 papers"),
        (gzip.compress(b"x" * 10, mtime=0)[:10], "damaged compressed file"),
    ],
)
def test_what_is_no_dump_is_refused_in_one_sentence_that_names_the_file(tmp_path, content, said):
    with pytest.raises(DumpError, match=said) as refused:
        read(put(tmp_path, "my file.json", content))
    assert str(refused.value).startswith("my file.json")
    assert "\n" not in str(refused.value)


def test_a_decompression_bomb_is_refused(tmp_path):
    with pytest.raises(DumpError, match="expands to over"):
        read(put(tmp_path, "a.jsonl.gz", gzip.compress(b"x" * 60_000_000 + b"\n", mtime=0)))


def test_one_bad_file_of_several_is_named_and_the_others_are_read(tmp_path):
    good, bad = put(tmp_path, "good.json", json.dumps([paper("A")])), put(tmp_path, "bad.json", "")
    records, notes = read(good, bad)
    assert len(records) == 1
    assert "bad.json" in notes.sentences()[0] and "left out" in notes.sentences()[0]


def test_a_readme_beside_the_files_is_not_read_as_papers(tmp_path):
    note = put(tmp_path, "README.md", f"# About these data\n\n{ABSTRACT}\n")
    assert titles(put(tmp_path, "a.json", json.dumps([paper("A")])), note) == ["A"]
