"""MEDLINE text as PubMed and others write it."""

from pathlib import Path

import pytest

from helpers.dumps.decoding import decode_head
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes
from helpers.dumps.tagged.medline import is_medline, read_medline
from helpers.dumps.tagged.ris import is_ris

EXPORTS = Path(__file__).parent / "fixtures" / "exports" / "medline" / "mcda_pubmed.txt"
RECORD = (
    "PMID- 36000001\nOWN - NLM\nSTAT- MEDLINE\nLR  - 20221012\nDP  - 2022 Mar-Apr\nTI  - On sparse rewards over many \n"
    "      horizons.\nLID - 10.1000/abc [doi]\nLID - e0268950 [pii]\nAB  - BACKGROUND: We study \n      rewards.\n"
    "FAU - Doe, Jane\nAU  - Doe J\nFAU - Roe, Richard, Jr.\nAU  - Roe R Jr\nCN  - The Reward Group\nLA  - eng\n"
    "PT  - Journal Article\nDEP - 20220315\nPL  - England\nTA  - J Rewards\nJT  - Journal of rewards\n"
    "MH  - *Reward\nMH  - Humans/psychology\nOT  - sparse\nOT  - dense\nPMC - PMC9000001\nEDAT- 2022/10/08 06:00\n"
    "CRDT- 2022/10/07 13:36\nAID - 10.1000/abc [doi]\nSO  - J Rewards. 2022 Mar-Apr;1(1):1-2.\n\n"
)


def read(tmp_path, text):
    path = tmp_path / "set.nbib"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    notes = Notes()
    return list(read_medline(Document(path, "set.nbib"), notes)), notes


def fields(tmp_path, *lines):
    (record,) = read(tmp_path, "\n".join(["PMID- 1", *lines]))[0]
    return record.fields


def test_a_whole_record_with_carriage_returns(tmp_path):
    (record,) = read(tmp_path, "\r\n" + RECORD.replace("\n", "\r\n"))[0]
    found = record.fields
    assert found["title"] == "On sparse rewards over many horizons."
    assert found["abstract"] == "BACKGROUND: We study rewards."
    assert found["authors"] == ["Jane Doe", "Richard Roe Jr.", "The Reward Group"]
    assert found["published"] == [("DEP", "20220315"), ("DP", "2022 Mar-Apr")]  # never LR, EDAT, CRDT
    assert (found["doi"], found["pmid"], found["venue"]) == ("10.1000/abc", "36000001", "Journal of rewards")
    assert found["keywords"] == ["sparse", "dense"]
    assert found["extra"]["PMC"] == "PMC9000001"
    assert record.place == "record 1 (line 2)"


@pytest.mark.parametrize("gap", ["", "\n", "\n\n2.\n", "\n<2>\n"])
def test_records_with_and_without_blank_lines_and_numbers_between_them(tmp_path, gap):
    records, _ = read(tmp_path, RECORD.strip() + "\n" + gap + RECORD.replace("36000001", "36000002"))
    assert [record.fields["pmid"] for record in records] == ["36000001", "36000002"]
    assert records[0].fields["extra"]["SO"] == "J Rewards. 2022 Mar-Apr;1(1):1-2."


def test_a_blank_line_in_the_middle_does_not_break_a_record(tmp_path):
    found = fields(tmp_path, "TI  - T", "", "AB  - Words.", "DP  - 2020 Dec")
    assert (found["title"], found["abstract"]) == ("T", "Words.")


def test_records_without_ids_begin_behind_blank_lines(tmp_path):
    one = "TI  - {}\nAB  - Words.\nFAU - Doe, J\nJT  - J\nDP  - 2020\nLID - x [pii]\n\n"
    text = one.format("A") + one.format("B")
    assert is_medline(text)
    assert [record.fields["title"] for record in read(tmp_path, text)[0]] == ["A", "B"]


def test_another_abstract_stands_in_where_there_is_none(tmp_path):
    found = fields(tmp_path, "TI  - [Sobre recompensas].", "OAB - Palabras.", "OABL- spa", "LA  - eng")
    assert (found["title"], found["abstract"], found["extra"]["language"]) == ("Sobre recompensas", "Palabras.", "spa")
    both = fields(tmp_path, "TI  - T", "AB  - Words.", "OAB - Palabras.", "OABL- spa", "LA  - eng")
    assert (both["abstract"], both["language"], both["extra"]["OAB"]) == ("Words.", "en", "Palabras.")


def test_subject_headings_stand_in_for_keywords(tmp_path):
    found = fields(tmp_path, "TI  - T", "MH  - *Reward", "MH  - Humans/psychology", "MH  - Humans/*trends")
    assert found["keywords"] == ["Reward", "Humans"]


def test_preprints_name_arxiv(tmp_path):
    assert fields(tmp_path, "TI  - T", "AID - arXiv:2105.01234v1 [pii]")["arxiv_id"] == "2105.01234"


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("Journal Article", None),
        ("Retracted Publication", "withdrawn or rejected"),
        ("Retraction of Publication", "not a paper"),
        ("Published Erratum", "not a paper"),
    ],
)
def test_kinds_of_publication(tmp_path, kind, problem):
    (record,) = read(tmp_path, f"PMID- 1\nTI  - T\nPT  - Journal Article\nPT  - {kind}\n")[0]
    assert record.problem == problem


def test_a_record_of_an_id_alone_cannot_be_read(tmp_path):
    records, notes = read(tmp_path, RECORD + "PMID- 2\nOWN - NLM\n")
    assert [record.problem for record in records] == [None, "unreadable record"]
    assert "no fields" in notes.sentences()[0]


def test_a_file_without_records_is_refused_by_name(tmp_path):
    with pytest.raises(DumpError, match=r"^set\.nbib has 0 papers"):
        read(tmp_path, "words\n")


def test_leading_lines_do_not_hide_medline():
    assert is_medline("\n\n" + RECORD)
    assert is_medline("1.\n" + RECORD)
    assert not is_ris(RECORD)


@pytest.mark.parametrize(
    "text",
    [
        "TY  - JOUR\nTI  - T\nAB  - Words\nER  - \n",
        "PMID- what is it?\n\nA page about ids.\n",
        "# MEDLINE\n\n```\n" + RECORD + "```\n",
        RECORD + "A page that began with an example.\n" * 60,
        "",
    ],
)
def test_other_texts_are_no_medline(text):
    assert not is_medline(text)


def test_an_export_is_read_whole():
    records = list(read_medline(Document(EXPORTS, EXPORTS.name), Notes()))
    assert is_medline(decode_head(EXPORTS.read_bytes()))
    found = [(record.fields["pmid"], len(record.fields["authors"]), record.fields["doi"]) for record in records]
    assert found == [  # as nbib 0.3 finds them
        ("29809868", 2, "10.1371/bunotez.guli.0897540"),
        ("85552592", 3, "10.1109/buvo.8037.8150543"),
    ]
    assert all(record.fields["abstract"].endswith(".") for record in records)
