import os
import shlex
import signal
import subprocess
import sys
import time

import pytest
from conftest import ROOT, run_helpers
from fetching_replay import Reply, make_item, read_lines, replay_days, replay_query

from helpers.__main__ import main
from helpers.run.settings import read_settings

pytest_plugins = ["fetching_fixtures"]
pytestmark = pytest.mark.usefixtures("only_loopback")

DAYS = {f"2025-03-{n:02}": [make_item(f"2503.{n:05}", "2025-03-01")] for n in range(3, 13) if n not in (8, 9)}
DAILY = ["fetch", "daily-papers", "--from", "2025-03-03", "--to", "2025-03-12"]
QUICK = ["--delay", "0.001"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_days_are_fetched_and_told_in_one_sentence(server, folder, capsys):
    server.answer = replay_days(DAYS)
    assert main([*DAILY, "--base", server.base, *QUICK]) == 0
    told = capsys.readouterr()
    name = "daily-papers-2025-03-03-to-2025-03-12.jsonl"
    assert names(folder) == [name, name.replace(".jsonl", ".settings.toml")]
    assert told.out == (
        f"8 papers of 10 days (2 of them empty) are in {name}, its settings in "
        f"{name.replace('.jsonl', '.settings.toml')}; read it with: make run DUMP={folder / name}\n"
    )
    assert "Daily Papers: 0 of 10 days" in told.err and "left" in told.err


def test_a_finished_file_is_not_fetched_again(server, folder, capsys):
    server.answer = replay_days(DAYS)
    call = [*DAILY, "--base", server.base, *QUICK]
    assert main(call) == 0
    server.requests.clear()
    assert main(call) == 0
    assert "is there already and was not fetched again; --force fetches it anew" in capsys.readouterr().out
    assert not server.requests
    assert main([*call, "--force"]) == 0
    assert len(server.requests) == 10


def test_a_query_is_fetched_into_the_file_that_was_named(server, folder, capsys):
    server.answer = replay_query([(f"2501.{n:05}", f"2025-01-{n:02}T10:00:00Z") for n in range(20, 0, -1)])
    out = folder / "my tea" / "cups.jsonl"
    call = ["fetch", "arxiv", "--query", "all:tea", "--from", "2025-01-05", "--to", "2025-01-10", "--limit", "4"]
    assert main([*call, "--out", str(out), "--base", server.base, *QUICK]) == 0
    assert [item["id"] for item in read_lines(out)] == ["2501.00010", "2501.00009", "2501.00008", "2501.00007"]
    assert read_settings(out.with_name("cups.settings.toml")) == {"selection": "query"}
    told = capsys.readouterr().out
    assert told.startswith("4 papers that arXiv finds for 'all:tea' are in ")
    assert shlex.split(told)[-1] == f"DUMP={out}"


@pytest.mark.parametrize("out", ["new/", "new"])
def test_a_folder_as_out_takes_the_name_that_follows_from_the_request(server, folder, out):
    if out == "new":
        (folder / "new").mkdir()
    server.answer = replay_query([("2501.00001", "2025-01-01T10:00:00Z")])
    call = ["fetch", "arxiv", "--query", "all:tea AND cat:cs.RO", "--out", out, "--base", server.base, *QUICK]
    assert main(call) == 0
    (found, _) = names(folder / "new")
    assert found.startswith("arxiv-all-tea-and-cat-cs-ro-")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["daily-papers", "--from", "2025-3-1", "--to", "2025-03-02"], "--from '2025-3-1' is not a day"),
        (["daily-papers", "--from", "2025-02-30", "--to", "2025-03-02"], "--from '2025-02-30' is not a day"),
        (["daily-papers", "--from", "20250301", "--to", "2025-03-02"], "--from '20250301' is not a day"),
        (["daily-papers", "--from", "2025-03-02", "--to", "2025-03-01"], "is after --to"),
        (["daily-papers", "--from", "2025-03-01", "--to", "2999-01-01"], "--to 2999-01-01 is in the future"),
        (["daily-papers", "--from", "2023-04-01", "--to", "2023-06-01"], "--from 2023-04-01 is too early"),
        (["daily-papers", "--from", "2025-03-01", "--to", "2025-03-02", "--delay", "0.5"], "--delay 0.5 cannot be"),
        (["daily-papers", "--from", "2025-03-01", "--to", "2025-03-02", "--base", "file:///etc"], "is not an address"),
        (
            ["daily-papers", "--from", "2025-03-01", "--to", "2025-03-02", "--contact", "a\nb"],
            "cannot stand in a request",
        ),
        (
            ["daily-papers", "--from", "2025-03-01", "--to", "2025-03-02", "--base", "http://127.0.0.1:9"],
            "cannot be reached",
        ),
        (
            ["daily-papers", "--from", "2025-03-01", "--to", "2025-03-02", "--out", "a.csv"],
            "name it with the ending .jsonl",
        ),
        (["arxiv", "--query", " "], "--query is empty"),
        (["arxiv", "--query", "all:tea", "--limit", "0"], "--limit 0 is too small"),
        (["arxiv", "--query", "all:tea", "--delay", "1"], "--delay 1 cannot be; it is 3 to 3600 seconds"),
        (["arxiv", "--query", "all:tea", "--from", "soon"], "--from 'soon' is not a day"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(folder, capsys, arguments, told):
    assert main(["fetch", *arguments]) == 2
    error = capsys.readouterr().err.split("\r")[-1]
    assert told in error and error.count("\n") == 1 and "Traceback" not in error
    assert names(folder) == []


def test_a_server_that_stays_broken_gives_exit_code_2_and_the_same_command_goes_on(server, folder, capsys):
    whole = replay_days(DAYS)
    server.answer = lambda path, params: Reply("", 500) if params["date"] == "2025-03-07" else whole(path, params)
    call = [*DAILY, "--base", server.base, *QUICK]
    assert main(call) == 2
    assert "answered 500 (Internal Server Error); try again later" in capsys.readouterr().err
    server.answer = whole
    server.requests.clear()
    assert main(call) == 0
    assert server.asked("date")[0] == "2025-03-07" and len(server.requests) == 6
    assert "8 papers of 10 days (2 of them empty)" in capsys.readouterr().out


def start_helpers(*arguments, cwd):
    return subprocess.Popen(
        [sys.executable, "-m", "helpers", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip


def wait_for(condition, process, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end and process.poll() is None, process.communicate()
        time.sleep(0.005)


@pytest.mark.parametrize(("how", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_a_call_that_is_killed_goes_on_where_it_stopped(server, folder, how, code):
    server.answer = replay_days(DAYS)
    call = [*DAILY, "--out", "tea.jsonl", "--base", server.base]
    process = start_helpers(*call, "--delay", "0.3", cwd=folder)
    wait_for(lambda: len(server.requests) >= 4, process)
    process.send_signal(how)
    _, error = process.communicate()
    assert process.returncode == code
    assert "Traceback" not in error
    if how == signal.SIGINT:
        assert error.endswith("Stopped. What was finished is kept; the same command goes on from there.\n")
    assert not (folder / "tea.jsonl").exists()
    assert len(read_lines(folder / "tea.jsonl.part")) in (3, 4)
    with (folder / "tea.jsonl.part").open("ab") as part:
        part.write(b'{"paper": {"id": "25')
    server.requests.clear()
    assert "8 papers of 10 days" in run_helpers(*call, *QUICK, cwd=folder).stdout
    assert server.asked("date")[0] in ("2025-03-06", "2025-03-07")
    assert [item["paper"]["id"] for item in read_lines(folder / "tea.jsonl")] == [
        item["paper"]["id"] for items in DAYS.values() for item in items
    ]
    assert names(folder) == ["tea.jsonl", "tea.settings.toml"]


def test_a_file_that_belongs_to_another_request_is_refused(server, folder, capsys):
    server.answer = replay_days(DAYS)
    base = ["--out", "tea.jsonl", "--base", server.base, *QUICK]
    assert main([*DAILY, *base]) == 0
    assert main(["fetch", "daily-papers", "--from", "2025-03-04", "--to", "2025-03-05", *base]) == 2
    assert "tea.jsonl was fetched for another request" in capsys.readouterr().err
    assert len(read_lines(folder / "tea.jsonl")) == 8


def test_the_contact_is_told_to_the_server(server, folder):
    server.answer = replay_days(DAYS)
    assert main([*DAILY, "--base", server.base, *QUICK, "--contact", "ada@teapot.example"]) == 0
    assert set(server.agents) and all("contact ada@teapot.example" in agent for agent in server.agents)
