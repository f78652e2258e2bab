import json
from datetime import date

import pytest
from filelock import FileLock

from helpers.fetching.faults import FetchError
from helpers.fetching.journal import open_journal, read_request, write_sidecar

REQUEST = {"source": "tests", "query": "tea", "limit": None}


def fill(path, *pieces, request=REQUEST, force=False, finish=False):
    """Write pieces as a call does that is then interrupted or finished; return what it found at its beginning."""
    with open_journal(path, request, force=force) as journal:
        found = (journal.complete, dict(journal.cursor), [] if journal.complete else list(journal.read_items()))
        for number, piece in enumerate(pieces):
            journal.append(piece, {"next": number + 1})
        if finish:
            write_sidecar(path, request, "query", date(2025, 8, 1))
            journal.finish()
    return found


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tea.jsonl"


def test_what_is_finished_is_found_again(path):
    assert fill(path, [{"a": 1}, {"a": 2}], [{"a": "ü"}]) == (False, {}, [])
    assert fill(path) == (False, {"next": 2}, [{"a": 1}, {"a": 2}, {"a": "ü"}])


def test_a_half_written_tail_is_cut_off(path):
    fill(path, [{"a": 1}])
    part = path.with_name("tea.jsonl.part")
    part.write_bytes(part.read_bytes() + b'{"a": 2}\n{"a": ')
    assert fill(path)[2] == [{"a": 1}]
    assert part.read_bytes() == b'{"a": 1}\n'


@pytest.mark.parametrize("damage", ["shorter", "gone", "state"])
def test_beginnings_that_do_not_fit_are_fetched_anew(path, damage):
    fill(path, [{"a": 1}])
    part, state = path.with_name("tea.jsonl.part"), path.with_name("tea.jsonl.state.json")
    if damage == "shorter":
        part.write_bytes(b'{"a"')
    elif damage == "gone":
        part.unlink()
    else:
        state.write_text('{"request": ')
    assert fill(path) == (False, {}, [])


def test_another_request_for_the_same_file_is_refused(path):
    fill(path, [{"a": 1}])
    with pytest.raises(FetchError) as told:
        fill(path, request=REQUEST | {"query": "coffee"})
    assert "holds the beginning of another request (source tests, query tea)" in str(told.value)
    assert "--out" in str(told.value) and "--force" in str(told.value)
    assert fill(path)[2] == [{"a": 1}]


def test_force_begins_anew_and_goes_on_when_it_was_interrupted(path):
    fill(path, [{"a": 1}])
    assert fill(path, [{"a": 2}], force=True)[2] == []
    assert fill(path, force=True)[2] == [{"a": 2}]
    assert fill(path)[2] == [{"a": 2}]


def test_a_finished_file_is_complete_and_stays_until_a_forced_one_is(path):
    fill(path, [{"a": 1}], finish=True)
    assert fill(path)[0] is True
    fill(path, [{"a": 2}], force=True)
    assert path.read_text() == '{"a": 1}\n'
    fill(path, force=True, finish=True)
    assert path.read_text() == '{"a": 2}\n'
    assert sorted(file.name for file in path.parent.iterdir()) == ["tea.jsonl", "tea.settings.toml"]


def test_a_finished_file_of_another_request_is_refused(path):
    fill(path, [{"a": 1}], finish=True)
    with pytest.raises(FetchError, match=r"tea\.jsonl was fetched for another request \(source tests, query tea\)"):
        fill(path, request=REQUEST | {"query": "coffee"})


def test_a_file_that_nobody_fetched_is_never_overwritten(path):
    path.write_text("mine")
    with pytest.raises(FetchError, match=r"tea\.jsonl is there already; choose another file"):
        fill(path)
    assert path.read_text() == "mine" and [file.name for file in path.parent.iterdir()] == ["tea.jsonl"]


@pytest.mark.parametrize("moved", [False, True])
def test_a_kill_between_the_last_two_steps_is_mended(path, moved):
    fill(path, [{"a": 1}])
    state = path.with_name("tea.jsonl.state.json")
    state.write_text(json.dumps(json.loads(state.read_text()) | {"finished": True}))
    if moved:
        path.with_name("tea.jsonl.part").rename(path)
    assert fill(path)[0] is True
    assert path.read_text() == '{"a": 1}\n'
    assert [file.name for file in path.parent.iterdir()] == ["tea.jsonl"]


def test_nothing_is_left_where_nothing_was_fetched(path):
    with pytest.raises(ZeroDivisionError), open_journal(path, REQUEST):
        _ = 1 / 0
    assert not list(path.parent.iterdir())


def test_two_processes_do_not_write_one_file(path):
    with FileLock(path.with_name(".tea.jsonl.lock")), pytest.raises(FetchError, match="by another process"):
        fill(path)


@pytest.mark.parametrize("name", ["tea.csv", "tea", "tea.jsonl.gz"])
def test_a_name_that_would_lie_is_refused(tmp_path, name):
    with pytest.raises(FetchError, match=r"name it with the ending \.jsonl"):
        fill(tmp_path / name)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FetchError, match="cannot be written"):
        fill(tmp_path / "file" / "tea.jsonl")


def test_the_request_in_the_settings_is_renewed_and_the_rest_kept(path):
    place = path.with_name("tea.settings.toml")
    write_sidecar(path, REQUEST, "query", date(2025, 8, 1))
    place.write_text(place.read_text() + "seed = 7\n")
    write_sidecar(path, REQUEST | {"query": "a \n\x7f\u2028 \\1"}, "query", date(2025, 8, 2))
    assert read_request(path) == REQUEST | {"query": "a \n\x7f\u2028 \\1"}
    text = place.read_text()
    assert text.count("# request: ") == 1 and "# fetched: 2025-08-02" in text and text.endswith("seed = 7\n")
