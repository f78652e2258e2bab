"""About how many records a dump has, from files whose records can be counted."""

import bz2
import gzip
import json
import lzma
import random
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from helpers.run.dump_size import HEAD, USUAL, estimate_records

ABSTRACTS = [f"An abstract about number {n}, and {n * n % 997} words." for n in range(10)]
LINES = "".join(json.dumps({"title": f"T{n}", "abstract": text}) + "\n" for n, text in enumerate(ABSTRACTS)).encode()


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_each_line_of_json_is_a_record(tmp_path):
    assert estimate_records([write(tmp_path / "a.jsonl", LINES)]) == 10


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.json", json.dumps([json.loads(line) for line in LINES.splitlines()], indent=1)),
        ("a.xml", "".join(f"<e><title>T</title><summary lang='en'>{text}</summary></e>" for text in ABSTRACTS)),
        ("a.bib", "".join(f"@article{{k,\n  title = {{T}},\n  abstract = {{{text}}}\n}}\n" for text in ABSTRACTS)),
        ("a.ris", "".join(f"TY  - JOUR\nTI  - T\nAB  - {text}\nER  - \n" for text in ABSTRACTS)),
        ("a.csv", "title,abstract\n" + "".join(f'T,"{text}\n\nand a second paragraph"\n' for text in ABSTRACTS)),
        ("b.csv", "title;abstract\n" + "".join(f"T;{text}\n" for text in ABSTRACTS)),
        ("a.tsv", "title\tabstract\n" + "".join(f"T\t{text}\n" for text in ABSTRACTS)),
    ],
)
def test_in_other_formats_abstracts_or_rows_are_counted(tmp_path, name, content):
    assert estimate_records([write(tmp_path / name, content)]) == 10


@pytest.mark.parametrize(
    ("ending", "pack"),
    [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress), ("zst", zstandard.compress)],
)
def test_packed_files_are_looked_into(tmp_path, ending, pack):
    assert estimate_records([write(tmp_path / f"a.jsonl.{ending}", pack(LINES))]) == 10
    assert estimate_records([write(tmp_path / f"a.csv.{ending}", pack(b"title,abstract\n" + b"T,text\n" * 9))]) == 9


def test_a_zip_is_looked_into(tmp_path):
    lines = [json.dumps({"abstract": random.Random(n).randbytes(50).hex()}) for n in range(1_000)]
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", "\n".join(lines))
        archive.writestr("notes.txt", "not looked at")
    assert estimate_records([tmp_path / "a.zip"]) == pytest.approx(1_000, rel=0.02)


def test_of_packed_parts_that_follow_one_another_the_first_tells(tmp_path):
    assert estimate_records([write(tmp_path / "a.jsonl.gz", gzip.compress(LINES) * 3)]) == 30


def test_parquet_says_its_rows(tmp_path):
    pq.write_table(pa.table({"title": ["a"] * 7}), tmp_path / "a.parquet")
    assert estimate_records([tmp_path / "a.parquet"]) == 7


def test_of_a_long_file_the_beginning_tells(tmp_path):
    line = json.dumps({"abstract": "x" * 984}).encode() + b"\n"
    n = 5 * HEAD // len(line)
    assert estimate_records([write(tmp_path / "a.jsonl", line * n)]) == pytest.approx(n, rel=0.01)


def test_of_many_files_those_that_are_not_looked_at_count_by_their_size(tmp_path):
    files = [write(tmp_path / f"{n}.jsonl", LINES) for n in range(12)]
    assert estimate_records(files) == 120
    assert estimate_records([*files, write(tmp_path / "a.ris", "AB  - text\n")]) == 121


def test_where_nothing_tells_records_apart_they_have_a_usual_length(tmp_path):
    assert estimate_records([write(tmp_path / "a.txt", "word " * (USUAL // 5) * 4)]) == 4


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.zip", "a.parquet", "a.xlsx", "a.zst"])
def test_a_broken_file_counts_by_its_size(tmp_path, name):
    assert estimate_records([write(tmp_path / name, b"\0" * 100 * USUAL)]) in (100, 300)


def test_an_empty_file_has_none_and_a_missing_one_is_unknown(tmp_path):
    assert estimate_records([write(tmp_path / "a.jsonl", "")]) == 0
    assert estimate_records([tmp_path / "none.jsonl"]) is None
    assert estimate_records([]) is None
