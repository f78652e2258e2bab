"""The form that chooses a run: what it lists, what it makes current, and what it does with a wrong path."""

import json
import os
import re

import pytest
from conftest import BUNDLED

from helpers.run.lab_copies import place_choice
from helpers.run.notebook_execution import RUN_VARIABLE
from helpers.run.opening import open_run
from helpers.talk.run_form import RunForm, open_run_form

ABSTRACT = (
    "We study how bread rises in warm rooms, with an experiment of three weeks and forty loaves of rye and wheat."
)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A run in a JupyterLab that this project opened."""
    opened = open_run(BUNDLED, outputs=tmp_path / "outputs")
    choice = place_choice(opened.outputs)
    monkeypatch.setenv(RUN_VARIABLE, json.dumps({**json.loads(opened.describe()), "choice": str(choice)}))
    return opened


@pytest.fixture
def other(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    rows = "".join(f'"Bread and rooms, part {i}","{ABSTRACT} Part {i}."\n' for i in range(12))
    (folder / "bread.csv").write_text(f"title,abstract\n{rows}", encoding="utf-8")
    (folder / "bread.settings.toml").write_text("seed = 3\n", encoding="utf-8")
    return folder / "bread.csv"


def test_it_lists_dumps_and_themes_but_no_sidecars(run, other):
    form = RunForm(run, other.parent)
    names = [name for name, _ in form.dump.options]
    assert "data/daily-papers-2025-08-11.txt.gz" in names and str(other) in names
    assert not [name for name in names if re.search(r"settings|metadata|README|/themes$|reference", name)]
    assert "autoregressive-vs-diffusion" in dict(form.theme.options)


def test_what_is_chosen_is_the_run_of_notebooks_opened_afterwards(run, other, monkeypatch):
    form = RunForm(run, other.parent)
    told = os.environ[RUN_VARIABLE]
    form.dump.value = str(other)
    form.use.click()
    assert "bread" in form.status.value
    monkeypatch.setenv(RUN_VARIABLE, told)  # a kernel that starts later has the environment of JupyterLab
    assert open_run().name == "bread" and open_run().settings["seed"] == 3
    assert (run.outputs / "lab" / "bread" / "02_topics.ipynb").is_file()


def test_a_wrong_path_leaves_the_run_as_it_is(run):
    form = RunForm(run)
    form.path.value = "nowhere.bib"
    form.use.click()
    assert "There is no dump at nowhere.bib" in form.status.value
    assert not place_choice(run.outputs).exists() and open_run().name == run.name


def test_all_notebooks_are_executed_with_progress(run, other, monkeypatch):
    done = []
    monkeypatch.setattr("helpers.run.runs.Run.execute", lambda self, name, **_: done.append((self.name, name)))
    form = RunForm(run)
    form.path.value = str(other)
    form.make.click()
    form.worker.join(timeout=60)
    assert done == [("bread", name) for name in run.contracts]
    assert form.bar.value == 1 and "All notebooks are executed" in form.status.value and not form.use.disabled


def test_a_notebook_that_stops_is_told_and_the_form_can_be_used_again(run, monkeypatch):
    from helpers.run.contracts import NotebookError

    def stop(self, name, **_):
        raise NotebookError(f"{name} stopped at cell 3.")

    monkeypatch.setattr("helpers.run.runs.Run.execute", stop)
    form = RunForm(run)
    form.make.click()
    form.worker.join(timeout=60)
    assert "stopped at cell 3" in form.status.value and not form.make.disabled


def test_the_series_shows_a_line_in_place_of_the_form(run, monkeypatch):
    monkeypatch.setenv("HELPERS_SERIES", "1")
    assert run.name in open_run_form(run).data
