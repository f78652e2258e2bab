"""Questions of a run: where the file stands, when it was first seen, and what must be made anew when it changes."""

import json

import pytest

from helpers.run.inputs import RunError
from helpers.run.opening import open_run
from helpers.stats.questions import find_questions, open_questions

TEXT = '[[trend]]\nterm = "tea"\n'


@pytest.fixture
def dump(tmp_path):
    path = tmp_path / "few.json"
    path.write_text(json.dumps([{"title": "A title of it", "abstract": "Some words. " * 20}]), encoding="utf-8")
    return path


def test_the_first_time_is_noted_once_for_each_content(dump, tmp_path):
    (tmp_path / "few.questions.toml").write_text(TEXT, encoding="utf-8")
    run = open_run(dump, outputs=tmp_path / "out")
    digest = open_questions(run).digest
    noted = run.read_record()["questions"]
    assert list(noted) == [digest] and noted[digest]["file"] == "few.questions.toml"
    run.record(questions={digest: {"file": "few.questions.toml", "first_seen": "2020-01-01T00:00:00+00:00"}})
    open_questions(open_run(dump, outputs=tmp_path / "out"))
    assert run.read_record()["questions"][digest]["first_seen"].startswith("2020")
    (tmp_path / "few.questions.toml").write_text(TEXT + "# more\n", encoding="utf-8")
    open_questions(open_run(dump, outputs=tmp_path / "out"))
    assert len(run.read_record()["questions"]) == 2


def test_no_file_is_no_question_and_notes_nothing(dump, tmp_path):
    run = open_run(dump, outputs=tmp_path / "out")
    assert open_questions(run).items == () and "questions" not in run.read_record()
    assert find_questions(run).name == "few.questions.toml"


def test_a_file_from_elsewhere_is_tested_on_this_dump(dump, tmp_path):
    place = tmp_path / "elsewhere" / "frozen.toml"
    place.parent.mkdir()
    place.write_text(TEXT, encoding="utf-8")
    run = open_run(dump, outputs=tmp_path / "out", questions=str(place))
    assert open_questions(run).list_series() == ["tea"]
    with pytest.raises(RunError, match=r"gone\.toml"):
        open_run(dump, outputs=tmp_path / "out", questions="gone.toml")


def test_only_notebooks_that_use_questions_are_made_anew_when_they_change(dump, tmp_path):
    before = open_run(dump, outputs=tmp_path / "out")
    (tmp_path / "few.questions.toml").write_text(TEXT, encoding="utf-8")
    after = open_run(dump, outputs=tmp_path / "out")
    for table in ("papers", "topics", "theme"):
        assert before.describe_making(table) == after.describe_making(table)
    for table in ("contrasts", "trend_tests"):
        assert before.describe_making(table) != after.describe_making(table)


def test_a_second_dump_counts_by_its_content(dump, tmp_path):
    other = tmp_path / "other.json"
    other.write_text(dump.read_text(encoding="utf-8").replace("Some", "Other"), encoding="utf-8")
    run = open_run(dump, outputs=tmp_path / "out", against=str(other))
    assert "against" in run.describe_making("contrasts")["inputs"]
    assert "against" not in run.describe_making("papers")["inputs"]
