"""``new-theme`` and ``suggest-themes`` as a user calls them, on a few papers."""

import json

import pytest

from helpers.__main__ import main
from helpers.theme.theme_file import load_theme

WORDS = "of the kitchen, which we study for many pages so that the abstract is long enough to be one"


@pytest.fixture
def dump(tmp_path):
    """Twelve papers that go from hot to cold soup, in a folder whose name needs quotes."""
    papers = [
        {"title": f"Soup number {letter}", "abstract": f"We go from hot to cold {thing} {WORDS}. That is {letter}."}
        for letter, thing in zip("abcdefghijkl", ["soup", "meal", "drink"] * 4, strict=True)
    ]
    path = tmp_path / "my papers" / "soups.json"
    path.parent.mkdir()
    path.write_text(json.dumps(papers))
    return path


def call(*arguments):
    return main([str(argument) for argument in arguments])


def test_a_theme_is_drafted_from_two_words_and_the_next_commands_are_told(dump, tmp_path, capsys):
    options = ("--to", tmp_path / "themes", "--outputs", tmp_path / "out")
    assert call("new-theme", "hot", "cold", dump, *options) == 0
    told = capsys.readouterr().out
    assert load_theme(tmp_path / "themes" / "hot-vs-cold.toml").pole_ids == ("hot", "cold")
    assert f"  python -m helpers run '{dump}' --theme " in told and f"  python -m helpers lab '{dump}'" in told
    assert [path.name for path in (tmp_path / "out").glob("*")] in ([], ["cache"])
    assert call("new-theme", "hot", "cold", dump, *options) == 2
    assert "already there" in capsys.readouterr().err


def test_words_that_a_dump_does_not_say_are_refused(dump, tmp_path, capsys):
    assert call("new-theme", "hot", "tepid", dump, "--to", tmp_path / "themes", "--outputs", tmp_path / "out") == 2
    error = capsys.readouterr().err
    assert "No paper of this dump says “tepid”" in error and "suggest-themes" in error and error.count("\n") == 1


def test_pairs_are_suggested_with_the_command_that_makes_a_theme_of_them(dump, tmp_path, capsys):
    assert call("suggest-themes", dump, "--top", 1, "--outputs", tmp_path / "out") == 0
    told = capsys.readouterr().out
    assert told.startswith("1. hot / cold: 12 papers of 12 with either, 12 with both")
    assert f"python -m helpers new-theme hot cold '{dump}' --run" in told


def test_one_command_makes_the_theme_and_runs(dump, tmp_path, monkeypatch):
    ran = []
    monkeypatch.setattr("helpers.__main__.run_command", lambda options: ran.append(options) or 0)
    options = ("--to", tmp_path / "themes", "--outputs", tmp_path / "out", "--run")
    assert call("new-theme", "hot", "cold", dump, *options) == 0
    assert ran[0].theme == str(tmp_path / "themes" / "hot-vs-cold.toml") and ran[0].dump == [str(dump)]


def test_a_mistake_in_a_theme_is_told_before_a_notebook_runs(dump, tmp_path, capsys):
    (tmp_path / "bad.toml").write_text('name = "bad"\n[[poles]]\nid = "a"\npatterns = ["(a"]\n')
    assert call("run", dump, "--theme", tmp_path / "bad.toml", "--outputs", tmp_path / "out") == 2
    assert "bad.toml has 2 mistakes:\n  line 2: " in capsys.readouterr().err and not (tmp_path / "out").exists()
