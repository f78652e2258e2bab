"""Coders' files are read whole or refused in one sentence with the place; no table is made from them."""

import io
import shutil

import numpy as np
import pandas as pd
import pytest
from conftest import BUNDLED, ROOT

from helpers.coding.annotations import read_annotations, write_annotations
from helpers.run.errors import InputError
from helpers.run.inputs import RunError, list_annotations, list_files, place_annotations
from helpers.run.opening import open_run
from helpers.theme.main_readings import compute_theme
from helpers.theme.mentions import find_mentions
from helpers.theme.readings import compute_readings
from helpers.theme.theme_file import load_theme

THEME = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")
HEAD = "paper_id,main,sense,role,first_value,second_value\n"
GOOD = HEAD + "a,1,weights,mechanism,sought,neutral\na,0,views,given,endured,overcome\nb,1,data,given,endured,absent\n"


def encode(texts):
    """Vectors of character counts, of length 1."""
    counts = np.array([[text.lower().count(letter) for letter in "abcdefghijklmnop"] + [0.1] for text in texts])
    return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)


def write(tmp_path, text, name="dump.me.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_coders_file_is_read_with_main_and_second_readings(tmp_path):
    table = read_annotations(write(tmp_path, GOOD), THEME)
    assert table["main"].tolist() == [True, False, True] and table["paper_id"].tolist() == ["a", "a", "b"]
    assert table["note"].tolist() == ["", "", ""]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("weights", "wieghts", "line 2: sense is 'wieghts'"),
        ("endured,overcome", "borne,overcome", "line 3: first_value is 'borne'"),
        ("b,1", "b,yes", "line 4: main is 'yes'"),
        ("b,1", "b,0", "no main reading of b"),
        ("a,0", "a,1", "line 3 is a second main reading of a"),
        ("a,0,views", "a,0,weights", "line 3 reads a as weights again"),
        ("b,1", ",1", "line 4 has no paper_id"),
        ("role,", "", "no column 'role'"),
        ("b,1", '"b,1', "not a readable CSV"),
    ],
)
def test_a_defect_is_told_in_one_sentence_with_its_place(tmp_path, old, new, told):
    with pytest.raises(InputError, match=r"dump\.me\.csv") as error:
        read_annotations(write(tmp_path, GOOD.replace(old, new, 1)), THEME)
    assert told in str(error.value) and "\n" not in str(error.value)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(InputError, match="no file of annotations"):
        read_annotations(tmp_path / "none.csv", THEME)


def test_what_is_written_is_read_again_and_is_no_formula(tmp_path):
    table = read_annotations(write(tmp_path, GOOD), THEME).assign(note=["=1+1", "-x", "plain 'quoted'"])
    path = write_annotations(table, tmp_path / "new" / "dump.me.csv")
    assert "\n=" not in path.read_text() and ",=" not in path.read_text()
    pd.testing.assert_frame_equal(read_annotations(path, THEME), table)


def test_coders_files_of_a_theme_stand_in_a_folder_beside_the_dump(tmp_path):
    dump = tmp_path / "my.dump.json.gz"
    folder = tmp_path / "annotations"
    folder.mkdir()
    for name in (
        "my.dump.cold.anna.csv",
        "my.dump.cold.ben-2.csv",
        "my.dump.warm.anna.csv",
        "other.cold.anna.csv",
        "my.dump.csv",
    ):
        write(folder, GOOD, name)
    assert {coder: path.name for coder, path in list_annotations([dump], "cold").items()} == {
        "anna": "my.dump.cold.anna.csv", "ben-2": "my.dump.cold.ben-2.csv"
    }  # fmt: skip
    assert place_annotations([dump], "cold", "anna") == folder / "my.dump.cold.anna.csv"
    with pytest.raises(RunError, match="coder's name"):
        place_annotations([dump], "cold", "../anna")


def test_annotations_inside_a_folder_dump_are_not_read_as_papers(tmp_path):
    (tmp_path / "annotations").mkdir()
    write(tmp_path / "annotations", GOOD, f"{tmp_path.name}.cold.anna.csv")
    write(tmp_path, "title,abstract\n", "papers.csv")
    assert [file.name for file in list_files([tmp_path])] == ["papers.csv"]
    assert list(list_annotations([tmp_path], "cold")) == ["anna"]


def test_the_bundled_coding_is_sound_and_has_a_datasheet_that_says_who_coded():
    folder = ROOT / "data" / "annotations"
    for path in folder.glob("*.csv"):
        table = read_annotations(path, THEME)
        assert table["main"].sum() == 109
        assert path.name in (folder / "README.md").read_text()
    assert "language model" in (folder / "README.md").read_text()


def test_the_coders_of_the_bundled_dump_name_its_papers(bundled_papers):
    for path in (ROOT / "data" / "annotations").glob("*.csv"):
        assert set(read_annotations(path, THEME)["paper_id"]) <= set(bundled_papers["paper_id"]), path.name


def test_readings_never_open_the_folder_of_annotations(tmp_path, bundled_papers, monkeypatch):
    papers = bundled_papers.head(40)

    def read():
        mentions = find_mentions(papers, THEME)
        readings, mentions = compute_readings(papers, mentions, THEME, encode)
        return mentions, readings, compute_theme(papers, mentions, readings, THEME, encode)

    before = read()
    opened = io.open

    def refuse(file, *args, **options):
        assert "annotations" not in str(file), "a reading looked into the coders' files"
        return opened(file, *args, **options)

    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("io.open", refuse)
    with pytest.raises(AssertionError, match="looked into"):
        read_annotations(write(tmp_path, GOOD, "annotations.csv"), THEME)
    for one, other in zip(before, read(), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_coders_files_renew_the_notebook_that_tells_of_them_and_no_table(tmp_path):
    dump = tmp_path / BUNDLED.name
    shutil.copy(BUNDLED, dump)

    def describe():
        run = open_run(dump, outputs=tmp_path / "out")
        tables = [run.describe_making(table) for table in ("mentions", "readings", "theme")]
        return tables, run.compute_key("03_sparse_vs_dense"), run.compute_key("06_check_readings")

    *before, key = describe()
    path = place_annotations([dump], "sparse-vs-dense", "anna")
    path.parent.mkdir()
    path.write_text(GOOD)
    *after, renewed = describe()
    assert after == before, "no table is made from coders' files, and 03 tells nothing of them"
    assert renewed != key, "but what 06 says of them is renewed"
