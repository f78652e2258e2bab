import pandas as pd
import pytest

from helpers.run.opening import open_run
from helpers.topics.edit_guide import compose_example, describe_edits
from helpers.topics.topic_edits import read_edits


def make_topics(k, label='"<b>$\\'):
    return pd.DataFrame(
        {
            "topic": range(3, 3 + k),
            "label": [f"{label} {i}" for i in range(k)],
            "exemplars": [[f'p"{i}\\', "q"] for i in range(k)],
        }
    )


def read_text(folder, text):
    path = folder / "a.topics.toml"
    path.write_text(text, encoding="utf-8")
    return read_edits(path)


@pytest.mark.parametrize("k", [1, 2, 9])
def test_the_example_is_a_file_that_can_be_read(tmp_path, k):
    edits = read_text(tmp_path, compose_example(make_topics(k)))
    assert [edit.kind for edit in edits] == (["split", "rename"] if k == 1 else ["split", "delete", "merge", "rename"])
    assert edits[-1].topics == ('p"0\\',)


def test_a_name_of_two_lines_does_not_leave_its_comment(tmp_path):
    assert len(read_text(tmp_path, compose_example(make_topics(2, "a\n[[delete]]\ntopic = 3")))) == 4


def test_the_reader_is_told_which_file_to_write_and_afterwards_what_it_did(tmp_path):
    (tmp_path / "my.dump.csv").write_text("title,abstract\na,b\n")
    run = open_run(tmp_path / "my.dump.csv", outputs=tmp_path / "outputs")
    told = describe_edits(run, make_topics(2))
    assert "write a file `my.dump.topics.toml` beside the dump" in told
    assert "```toml\n# topic 3" in told
    (tmp_path / "my.dump.topics.toml").write_text("")
    told = describe_edits(run, make_topics(2), ["One.", "Two."])
    assert told == (
        "- One.\n- Two.\n\nTopics were edited as `my.dump.topics.toml` says; "
        "change that file and run this notebook again."
    )
    assert describe_edits(run, make_topics(0)) == "There are no topics to edit."


def test_in_a_folder_the_file_has_no_stem(tmp_path):
    (tmp_path / "month").mkdir()
    (tmp_path / "month" / "a.csv").write_text("title,abstract\na,b\n")
    run = open_run(tmp_path / "month", outputs=tmp_path / "outputs")
    assert "write a file `topics.toml` in the folder of the dump" in describe_edits(run, make_topics(1))
