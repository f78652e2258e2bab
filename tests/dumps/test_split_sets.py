"""Bulk sets whose papers and abstracts stand in two files."""

import json

import pytest

from helpers.dumps.detect import read_dump
from helpers.dumps.records import DumpError, Notes

PAPERS = [
    {"corpusid": n, "externalids": {"DOI": f"10.1234/inv.{n}"}, "title": f"Shallow routers {n}", "year": 2019,
     "citationcount": 0}
    for n in (1, 2, 3)
]  # fmt: skip
ABSTRACTS = [
    {"corpusid": n, "openaccessinfo": {"status": "GOLD"}, "abstract": f"We study {n} routers."} for n in (2, 1)
]


def write(tmp_path, **files):
    paths = []
    for name, items in files.items():
        paths.append(tmp_path / f"{name}.jsonl")
        paths[-1].write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
    return paths


def read(paths, **options):
    notes = Notes(**options)
    return list(read_dump(paths, notes)), notes


@pytest.mark.parametrize("names", [("papers", "abstracts"), ("a-papers", "b-abstracts")])
def test_papers_get_their_abstracts_whichever_file_comes_first(tmp_path, names):
    records, notes = read(write(tmp_path, **{names[0]: PAPERS, names[1]: ABSTRACTS}))
    found = {record.fields["title"][-1]: record.fields.get("abstract") for record in records}
    assert found == {"1": "We study 1 routers.", "2": "We study 2 routers.", "3": None}
    assert {record.fields["doi"] for record in records} == {f"10.1234/inv.{n}" for n in (1, 2, 3)}
    assert "2 times: an abstract was joined" in " ".join(notes.sentences())


@pytest.mark.parametrize(("items", "missing"), [(PAPERS, "abstracts"), (ABSTRACTS, "papers")])
def test_one_file_alone_is_refused_by_the_name_of_the_other(tmp_path, items, missing):
    with pytest.raises(DumpError, match=f"the files of '{missing}'"):
        read(write(tmp_path, part=items))


def test_titles_alone_are_read_where_they_are_asked_for(tmp_path):
    records, _ = read(write(tmp_path, papers=PAPERS), titles_only=True)
    assert len(records) == 3
