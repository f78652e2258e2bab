"""Settings chosen in a notebook hold for all of them; what does not depend on the theme is shared by all themes."""

import json

import pytest
from conftest import BUNDLED

from helpers.run import opening
from helpers.run.opening import open_run
from helpers.run.settings import SettingsError

POSITIONS = {"paper_id": ["a"], "x": [0.0], "y": [0.0], "neighbours_kept": [1.0]}


@pytest.fixture
def in_notebook(monkeypatch):
    monkeypatch.setattr(opening, "_is_in_notebook", lambda: True)


@pytest.fixture
def make_table():
    import pandas as pd

    return lambda run: run.write(pd.DataFrame(POSITIONS), "positions")


def open_bundled(tmp_path, **settings):
    return open_run(BUNDLED, outputs=tmp_path, **settings)


def test_what_one_notebook_chose_the_next_one_has_once_it_worked(tmp_path, in_notebook, make_table):
    run = open_bundled(tmp_path, n_topics=8)
    assert open_bundled(tmp_path).settings["n_topics"] is None, "nothing was made with it yet"
    make_table(run)
    following = open_bundled(tmp_path)
    assert following.settings["n_topics"] == 8
    assert "n_topics = 8 (run.reset() undoes that)" in repr(following)
    assert following.find_change("positions") == run.find_change("positions") is None


def test_reset_goes_back_to_what_was(tmp_path, in_notebook, make_table):
    make_table(open_bundled(tmp_path, n_topics=8))
    assert "n_topics" in open_bundled(tmp_path).reset()
    run = open_bundled(tmp_path)
    assert run.settings["n_topics"] is None and "chosen" not in repr(run)


def test_a_value_that_is_the_runs_anyway_is_not_noted(tmp_path, in_notebook, make_table):
    make_table(open_bundled(tmp_path, seed=1))
    assert not (tmp_path / "daily-papers-2025-08-11" / "choices.json").exists()


def test_outside_a_notebook_a_setting_holds_for_the_call_alone(tmp_path, make_table):
    make_table(open_bundled(tmp_path, n_topics=8))
    assert open_bundled(tmp_path).settings["n_topics"] is None


def test_the_command_line_wins_over_what_was_chosen(tmp_path, in_notebook, make_table, monkeypatch):
    make_table(open_bundled(tmp_path, n_topics=8))
    current = {"dump": [str(BUNDLED)], "outputs": str(tmp_path), "settings": {"n_topics": 5}}
    monkeypatch.setenv("HELPERS_RUN", json.dumps(current))
    assert open_run().settings["n_topics"] == 5


def test_a_theme_that_one_notebook_chose_the_next_one_has(tmp_path, in_notebook, make_table):
    make_table(open_bundled(tmp_path, theme="autoregressive-vs-diffusion"))
    assert open_bundled(tmp_path).theme.stem == "autoregressive-vs-diffusion"
    open_bundled(tmp_path).reset()
    assert open_bundled(tmp_path).theme.stem == "sparse-vs-dense"


def test_impossible_values_are_refused_with_the_range(tmp_path):
    with pytest.raises(SettingsError, match=r"n_topics to 0; it must be at least 1\."):
        open_bundled(tmp_path, n_topics=0)


def test_choices_that_cannot_be_used_any_more_are_left_out(tmp_path):
    run = open_bundled(tmp_path)
    (run.shared_folder / "choices.json").write_text('{"n_topics": 3, "gone": 1, "seed": "x"}')
    assert open_bundled(tmp_path).settings["n_topics"] == 3


def test_what_does_not_depend_on_the_theme_is_shared_by_all_themes(tmp_path, make_table):
    one = open_bundled(tmp_path)
    other = open_bundled(tmp_path, theme="autoregressive-vs-diffusion")
    make_table(one)
    assert other.find_change("positions") is None
    assert other.place_figure("topic_map") == one.place_figure("topic_map")
    assert other.place_figure("both_words") != one.place_figure("both_words")
    assert other.folder.name == "daily-papers-2025-08-11--autoregressive-vs-diffusion"


def test_a_dump_that_gave_nothing_leaves_no_folder(tmp_path, make_table):
    run = open_bundled(tmp_path)
    run.discard()
    assert not run.folder.exists()
    make_table(open_bundled(tmp_path))
    run.discard()
    assert run.folder.exists()


def test_there_is_a_style_for_slides_and_papers_on_light_and_dark(tmp_path):
    places = [open_bundled(tmp_path, style=style).figures.name for style in ("light", "dark", "paper-light")]
    assert places == ["figures", "talk-dark", "paper-light"]
