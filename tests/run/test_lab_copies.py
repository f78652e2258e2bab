import json

import pytest

from helpers.run.lab_copies import copy_notebooks


def write(path, code, output=None):
    cell = {"cell_type": "code", "source": [code], "outputs": [output] if output else []}
    path.write_text(json.dumps({"cells": [cell]}))


@pytest.fixture
def places(tmp_path):
    (tmp_path / "notebooks").mkdir()
    write(tmp_path / "notebooks" / "00_a.ipynb", "x = 1")
    return tmp_path / "notebooks", tmp_path / "lab"


def test_the_source_is_never_touched_by_what_is_saved_in_the_copy(places):
    sources, lab = places
    copy = copy_notebooks(*places) / "00_a.ipynb"
    before = (sources / "00_a.ipynb").read_bytes()
    write(copy, "x = 2", "saved")
    copy_notebooks(*places)
    assert (sources / "00_a.ipynb").read_bytes() == before
    assert "x = 2" in copy.read_text() and "saved" in copy.read_text(), "the reader's own work stays"
    assert [file.name for file in lab.glob("*.ipynb")] == ["00_a.ipynb"]


def test_a_changed_source_replaces_a_copy_that_was_only_run(places):
    copy = copy_notebooks(*places) / "00_a.ipynb"
    write(copy, "x = 1", "an output")
    write(places[0] / "00_a.ipynb", "x = 3")
    copy_notebooks(*places)
    assert "x = 3" in copy.read_text() and len(list(places[1].glob("*.ipynb"))) == 1


def test_a_changed_source_leaves_edited_code_beside_the_new_copy(places):
    copy = copy_notebooks(*places) / "00_a.ipynb"
    write(copy, "x = 99")
    write(places[0] / "00_a.ipynb", "x = 3")
    copy_notebooks(*places)
    assert "x = 3" in copy.read_text()
    assert "x = 99" in (places[1] / "00_a-edited.ipynb").read_text()


def read_outputs(copy):
    return json.loads(copy.read_text())["cells"][0]["outputs"]


def test_an_answer_stands_under_the_cell_that_opens_the_run_until_the_reader_runs_it(places):
    write(places[0] / "00_a.ipynb", "run = open_run(dump)")
    copy = copy_notebooks(*places, {"00_a": "<p>not yet</p>"}) / "00_a.ipynb"
    assert read_outputs(copy)[0]["data"] == {"text/html": ["<p>not yet</p>"]}
    copy_notebooks(*places, {"00_a": "<p>five</p>"})
    assert read_outputs(copy)[0]["data"] == {"text/html": ["<p>five</p>"]}
    ran = {"output_type": "execute_result", "data": {}, "metadata": {}}
    write(copy, "run = open_run(dump)", ran)
    copy_notebooks(*places, {"00_a": "<p>six</p>"})
    assert read_outputs(copy) == [ran]
    assert json.loads((places[0] / "00_a.ipynb").read_text())["cells"][0]["outputs"] == []


def test_an_answer_makes_no_copy_one_that_was_edited(places):
    write(places[0] / "00_a.ipynb", "run = open_run(dump)")
    copy_notebooks(*places, {"00_a": "<p>five</p>"})
    write(places[0] / "00_a.ipynb", "run = open_run(dump, seed=seed)")
    copy_notebooks(*places, {"00_a": "<p>five</p>"})
    assert [file.name for file in places[1].glob("*.ipynb")] == ["00_a.ipynb"]
