"""Parts of the work give the same wherever they are done, in their order, and survive a worker that is lost."""

import os
import signal
import time
from pathlib import Path

import pytest

from helpers.run import engines
from helpers.run.engines import EngineError, choose_engine, find_engine, map_parts, open_client


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch):
    monkeypatch.delenv(engines.VARIABLE, raising=False)


@pytest.fixture(scope="module")
def cluster():
    """Two workers on this machine, for all tests of this module."""
    client = open_client("local")
    yield client
    client.cluster.close()
    client.close()
    open_client.cache_clear()


def square(number):
    return number * number, os.getpid()


def end_own_process_once(part):
    """End the process that works on this part, unless the file that it leaves says that it was done before."""
    number, path = part
    if number == 5 and not Path(path).exists():
        Path(path).write_text("gone", encoding="utf-8")
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def test_a_single_part_is_worked_on_here_and_several_in_other_processes():
    assert list(map_parts(square, [3])) == [(9, os.getpid())]
    found = list(map_parts(square, range(9)))
    assert [number for number, _ in found] == [number * number for number in range(9)]
    assert os.getpid() not in {place for _, place in found}
    assert list(map_parts(square, [])) == []


def test_parts_are_taken_as_they_are_needed():
    taken = []
    results = map_parts(square, (taken.append(n) or n for n in range(1000)))
    assert next(results)[0] == 0
    assert len(taken) < 50
    results.close()


def test_an_error_of_the_parts_themselves_comes_through():
    def read():
        yield from range(4)
        raise ValueError("the file ends in the middle")

    with pytest.raises(ValueError, match="in the middle"):
        list(map_parts(square, read()))


def test_what_an_ended_process_had_is_done_again_here(tmp_path):
    parts = [(n, str(tmp_path / "gone")) for n in range(12)]
    assert list(map_parts(end_own_process_once, parts)) == [n * n for n in range(12)]
    assert (tmp_path / "gone").is_file()


def test_a_cluster_gives_the_same_in_the_same_order(cluster):
    choose_engine("local")
    assert find_engine() == "local"
    found = list(map_parts(square, range(30)))
    assert [number for number, _ in found] == [number * number for number in range(30)]
    assert os.getpid() not in {place for _, place in found}


def test_a_lost_worker_loses_nothing(cluster, tmp_path):
    choose_engine("local")
    parts = [(n, str(tmp_path / "gone")) for n in range(40)]
    assert list(map_parts(end_own_process_once, parts)) == [n * n for n in range(40)]
    assert (tmp_path / "gone").is_file()
    deadline = time.monotonic() + 30
    while len(cluster.nthreads()) < engines.count_jobs() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(cluster.nthreads()) == engines.count_jobs()


def test_an_engine_that_cannot_be_reached_is_told_in_one_sentence(monkeypatch):
    choose_engine("tcp://127.0.0.1:9")
    monkeypatch.setattr(engines, "WAIT", "1s")
    with pytest.raises(EngineError, match="cannot be reached") as refused:
        list(map_parts(square, range(3)))
    assert "\n" not in str(refused.value)
