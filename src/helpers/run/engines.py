"""Where parts of the work are done: in this process, in several of this machine, or on a cluster."""

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from itertools import chain, islice
from typing import Any, TypeVar

from helpers.run.errors import InputError

WAIT = "10s"  # for a scheduler to answer
VARIABLE = "HELPERS_ENGINE"
Part = TypeVar("Part")
Result = TypeVar("Result")


class EngineError(InputError):
    """An engine is not installed, or cannot be reached."""


def choose_engine(engine: str | None) -> None:
    """Choose where this process and those that it starts send parts of their work.

    That is the Dask cluster that ``engine`` names, ``"tcp://host:8786"``, or ``"local"`` for one that is started here;
    None is this machine without one. What comes out is the same, so no table depends on it.
    """
    os.environ[VARIABLE] = engine or ""


def find_engine() -> str | None:
    """Return what was chosen."""
    return os.environ.get(VARIABLE) or None


def map_parts(function: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
    """Yield what a function gives for each part, in their order; few parts are held at a time.

    A single part is worked on here. Several go to processes of this machine (loky), or to a Dask cluster, see
    :func:`choose_engine`. The function and what it is given and gives must be such as can be sent to another process;
    what a lost worker had is done again.
    """
    engine, waiting = find_engine(), iter(parts)
    first = list(islice(waiting, 2))
    if len(first) < 2 and engine is None:
        yield from map(function, first)
        return
    submit, n_jobs = _open_workers(engine)
    sent: deque[tuple[Part, Any]] = deque()
    try:
        for part in chain(first, waiting):
            sent.append((part, submit(function, part)))
            if len(sent) > n_jobs + 2:
                yield _wait_for(function, *sent.popleft())
        while sent:
            yield _wait_for(function, *sent.popleft())
    finally:
        for _, future in sent:
            future.cancel()


@contextmanager
def pause_collection() -> Iterator[None]:
    """Let Python look for no circles of objects meanwhile: reading 75,000 records, this took an eighth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _open_workers(engine: str | None) -> tuple[Callable[..., Any], int]:
    if engine is not None:
        client = open_client(engine)
        return partial(client.submit, pure=False), max(1, sum(client.nthreads().values()))
    from loky import get_reusable_executor

    # Asked for anew each time: one whose process was ended takes nothing more.
    return lambda function, part: get_reusable_executor(count_jobs(), timeout=60).submit(function, part), count_jobs()


def _wait_for(function: Callable[[Part], Result], part: Part, future: Any) -> Result:
    """The result of a part; where the processes were ended from outside, of doing it here."""
    from concurrent.futures.process import BrokenProcessPool

    try:
        return future.result()
    except BrokenProcessPool:
        return function(part)


def count_jobs() -> int:
    """Return how many processes of this machine work side by side."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def open_client(engine: str) -> Any:
    """Return the client of a Dask cluster, which is the one in use from then on; EngineError where there is none."""
    try:
        from distributed import Client, LocalCluster
    except ModuleNotFoundError:
        raise EngineError(
            f"The engine {engine!r} needs Dask; install it with `pip install distributed`, or leave engine empty."
        ) from None
    if engine == "local":
        return Client(LocalCluster(n_workers=count_jobs(), threads_per_worker=1, dashboard_address=":0"))
    try:
        return Client(engine, timeout=WAIT)
    except (OSError, ValueError) as error:
        told = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise EngineError(
            f'The engine {engine!r} cannot be reached ({told}); give the address of a Dask scheduler, "local", or '
            "leave engine empty."
        ) from None
