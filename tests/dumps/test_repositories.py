"""JSON of nine repositories, read by tables, and the folders in which bulk sets come."""

import gzip
import json

import pytest

from helpers.dumps.detect import read_dump
from helpers.dumps.records import DumpError, Notes
from helpers.run.inputs import list_files

ABSTRACT = "We study how small routers share a crowded memory between experts."
DOI = "10.1234/inv.0"
ITEMS = {
    "hal": {
        "docid": 1, "halId_s": "hal-1", "title_s": ["Routeurs", "Shallow routers"], "en_title_s": ["Shallow routers"],
        "abstract_s": ["Nous."], "en_abstract_s": [ABSTRACT], "authFullName_s": ["Jane Doe"], "doiId_s": DOI,
        "producedDate_s": "2019-03-05", "submittedDate_s": "2021-01-01", "journalTitle_s": "Inv J",
        "keyword_s": ["routing"],
    },
    "inspire": {
        "id": "7", "created": "2021-01-01", "metadata": {
            "control_number": 7, "titles": [{"source": "x", "title": "Shallow routers"}],
            "abstracts": [{"value": ABSTRACT}], "authors": [{"full_name": "Doe, Jane"}], "dois": [{"value": DOI}],
            "arxiv_eprints": [{"value": "1903.00001", "categories": ["hep-th"]}], "earliest_date": "2019-03-05",
            "publication_info": [{"note": "x"}, {"journal_title": "Inv J"}], "keywords": [{"value": "routing"}],
            "document_type": ["article"],
        },
    },
    "istex": {
        "arkIstex": "ark:/1", "title": "Shallow routers", "abstract": ABSTRACT, "author": [{"name": "Jane Doe"}],
        "publicationDate": "2019-03-05", "doi": [DOI], "host": {"title": "Inv J"}, "subject": [{"value": "routing"}],
    },
    "europe pmc": {
        "source": "MED", "pmid": "30", "title": "Shallow routers", "abstractText": ABSTRACT, "doi": DOI,
        "authorString": "Jane Doe.", "journalInfo": {"journal": {"title": "Inv J"}}, "pubYear": "2019",
        "firstPublicationDate": "2019-03-05", "keywordList": {"keyword": ["routing"]},
        "pubTypeList": {"pubType": ["Journal Article"]},
    },
    "core": {
        "title": "Shallow routers", "abstract": ABSTRACT, "authors": [{"name": "Doe, Jane"}], "doi": DOI,
        "publishedDate": "2019-03-05", "createdDate": "2021-01-01", "yearPublished": 2019,
        "downloadUrl": "https://core.example/1.pdf", "journals": [{"title": "Inv J"}],
    },
    "ads": {
        "bibcode": "2019InvJ....3...10D", "title": ["Shallow routers"], "abstract": ABSTRACT, "author": ["Doe, Jane"],
        "pubdate": "2019-03-05", "date": "2019-03-01T00:00:00Z", "doi": [DOI], "identifier": ["arXiv:1903.00001"],
        "keyword": ["routing"], "pub": "Inv J", "arxiv_class": ["hep-th"],
    },
    "datacite": {
        "id": DOI, "attributes": {
            "doi": DOI, "titles": [{"title": "Shallow routers"}], "creators": [{"name": "Doe, Jane"}],
            "descriptions": [
                {"description": "Other words that are longer than the abstract is, by far, and that are none of it.",
                 "descriptionType": "Other"},
                {"description": ABSTRACT, "descriptionType": "Abstract"},
            ],
            "dates": [{"date": "2019-03-05"}], "publicationYear": 2019, "container": {"title": "Inv J"},
            "types": {"resourceTypeGeneral": "Text"},
        },
    },
    "zenodo": {
        "id": 3, "doi": DOI, "created": "2021-01-01", "metadata": {
            "title": "Shallow routers", "description": ABSTRACT, "creators": [{"name": "Doe, Jane"}],
            "publication_date": "2019-03-05", "resource_type": {"type": "publication"}, "journal": {"title": "Inv J"},
        },
    },
    "papers with code": {
        "paper_url": "https://pwc.example/x", "arxiv_id": "1903.00001", "title": "Shallow routers",
        "tasks": ["routing"], "abstract": ABSTRACT, "url_abs": "https://arxiv.org/abs/1903.00001v1",
        "proceeding": "Inv J", "date": "2019-03-05", "authors": ["Jane Doe"], "methods": [],
    },
}  # fmt: skip


def read(*paths):
    notes = Notes()
    return list(read_dump(paths, notes)), notes


def read_item(folder, *items):
    (folder / "dump.json").write_text(json.dumps({"total": len(items), "hits": {"hits": items}}))
    return read(folder / "dump.json")


@pytest.mark.parametrize("name", ITEMS)
def test_a_repository_is_told_by_its_keys_and_read_by_its_table(tmp_path, name):
    records, notes = read_item(tmp_path, ITEMS[name], ITEMS[name])
    assert notes.facts["formats"] == {"dump.json": name}
    assert [record.problem for record in records] == [None, None]
    fields = records[1].fields
    assert (fields["title"], fields["abstract"], fields["authors"]) == ("Shallow routers", ABSTRACT, ["Jane Doe"])
    assert (fields["venue"], fields["published"][0][1]) == ("Inv J", "2019-03-05")
    assert fields.get("doi") == DOI or fields["arxiv_id"] == "1903.00001"


def test_an_arxiv_number_among_the_identifiers_is_found(tmp_path):
    for name in ("inspire", "ads", "papers with code"):
        assert read_item(tmp_path, ITEMS[name], ITEMS[name])[0][0].fields["arxiv_id"] == "1903.00001", name


def test_a_data_set_and_a_retraction_are_no_papers(tmp_path):
    of_data = json.loads(json.dumps(ITEMS["datacite"]).replace('"Text"', '"Dataset"'))
    notice = ITEMS["europe pmc"] | {"pubTypeList": {"pubType": ["Retraction of Publication"]}}
    assert [record.problem for record in read_item(tmp_path, of_data, notice)[0]] == ["not a paper"] * 2


def test_openalex_works_in_folders_by_their_last_change(tmp_path):
    work = {"id": "https://openalex.org/W1", "display_name": "Shallow routers", "publication_date": "2019-03-05",
            "abstract_inverted_index": {"routers": [1], "Small": [0], "learn.": [2]}}  # fmt: skip
    for day in ("2024-01-01", "2024-02-01"):
        folder = tmp_path / "works" / f"updated_date={day}"
        folder.mkdir(parents=True)
        lines = "\n".join(json.dumps(work) for _ in range(2))
        (folder / "part_000.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))
    (tmp_path / "works" / "manifest").write_text(json.dumps({"entries": [{"url": "s3://x", "meta": {"records": 2}}]}))
    records, notes = read(*list_files([tmp_path / "works"]))
    assert [record.fields["abstract"] for record in records] == ["Small routers learn."] * 4
    assert set(notes.facts["formats"].values()) == {"openalex"}
    assert all("listed" not in record.fields for record in records)
    (said,) = notes.sentences()
    assert said.startswith("manifest: this file was left out")


def test_a_hugging_face_data_set_of_parquet_files_in_folders(tmp_path):
    import pandas as pd

    (tmp_path / "set" / "data").mkdir(parents=True)
    (tmp_path / "set" / "README.md").write_text("---\nlicense: mit\n---\n# A set\n")
    for split in ("train", "test"):
        frame = pd.DataFrame({"title": [f"In {split}"], "abstract": [ABSTRACT]})
        frame.to_parquet(tmp_path / "set" / "data" / f"{split}-00000-of-00001.parquet")
    records, _ = read(*list_files([tmp_path / "set"]))
    assert sorted(record.fields["title"] for record in records) == ["In test", "In train"]


def test_semantic_scholars_bulk_papers(tmp_path):
    lines = [{"corpusid": n, "externalids": {"ArXiv": f"1903.0000{n}", "DOI": None}, "title": "A", "abstract": ABSTRACT,
              "publicationdate": "2019-03-05", "s2fieldsofstudy": None} for n in (1, 2)]  # fmt: skip
    (tmp_path / "papers-part0.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode(), mtime=0))
    records, notes = read(tmp_path / "papers-part0.jsonl.gz")
    assert [record.fields["arxiv_id"] for record in records] == ["1903.00001", "1903.00002"]
    assert set(notes.facts["formats"].values()) == {"semantic scholar"}


def test_an_answer_of_hal_without_fields_is_refused_with_those_to_ask_for(tmp_path):
    path = tmp_path / "hal.json"
    docs = [{"docid": "1", "label_s": "Jane Doe. Shallow routers. 2019. ⟨hal-1⟩", "uri_s": "https://hal.example/1"}]
    path.write_text(json.dumps({"response": {"numFound": 1, "docs": docs}}), encoding="utf-8")
    with pytest.raises(DumpError, match="fl=halId_s,title_s,abstract_s"):
        read(path)
