"""What executing notebooks will take on this machine, from what each took elsewhere and how large the dump is."""

import contextlib
import json
import math
import os
import re
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from helpers.run.contracts import list_needs
from helpers.run.dump_size import estimate_records
from helpers.run.engines import count_jobs
from helpers.run.inputs import read_json
from helpers.run.runs import Run
from helpers.run.series_execution import list_series

COSTS = Path(__file__).with_name("costs.json")
"""What was measured, written by ``python -m benchmarks.scale costs``."""
LARGE = 5_000
"""Papers, or records, from which on it is worth telling more than a length of time."""
SAMPLE = 20_000
"""The sample that is offered where topics and map are made of more papers."""
SPARED = 0.8
"""Share of the time, or of the memory, that a smaller choice takes at most to be worth naming."""
READS, ENCODE, DRAWS = "01", ("02", "03", "06"), "02"
"""Notebooks by what their cost depends on: the records of the dump, vectors of its papers, and the sample."""


@dataclass(frozen=True)
class Cost:
    """Wall seconds, and megabytes of the largest process."""

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Costs:
    """What was measured on one machine."""

    speed: float
    """Of that machine, as :func:`measure_speed` has it."""
    cores: int
    encoding: Mapping[str, float]
    """Abstracts a second, by precision, on all cores."""
    learning: float
    """Seconds for each paper of a sample, to learn by which words the others go to topics."""
    notebooks: Mapping[str, Sequence[tuple[int, Cost]]]
    """Papers and what they took, by the number of a notebook; vectors were there already."""


@dataclass(frozen=True)
class Forecast:
    """What a notebook, or the series, will take on this machine."""

    size: int
    """Papers, or records where they were not read yet."""
    counted: bool
    """Whether papers were counted; else records were guessed from the size of the files."""
    at_most: bool
    """Whether a condition on papers is set, of which it is not known yet how many fulfil it."""
    cost: Cost
    """Of all that is executed."""
    first: tuple[str, ...] = ()
    """Notebooks of these that must be executed first."""
    encoding: float = 0.0
    """Seconds of the cost that go into encoding abstracts."""
    choice: str = ""
    """A smaller choice: ``sample`` or ``where``; "" where none spares much."""
    smaller: Cost | None = None
    """What all takes with it."""


def read_costs(path: Path = COSTS) -> Costs:
    """Return what was measured."""
    told = json.loads(path.read_text(encoding="utf-8"))
    notebooks = {
        number: sorted((row["papers"], Cost(row["seconds"], row["megabytes"])) for row in rows)
        for number, rows in told.pop("notebooks").items()
    }
    return Costs(notebooks=notebooks, **told)


@cache
def measure_speed() -> float:
    """Return how many times a second this machine does a fixed piece of work, in Python and in NumPy, on one core.

    The best of a few, since another program's turn makes the machine no slower; a tenth of a second in all.
    """
    _work()
    begun, best = time.perf_counter(), math.inf
    while time.perf_counter() - begun < 0.08:
        start = time.perf_counter()
        _work()
        best = min(best, time.perf_counter() - start)
    return 1 / best


def _work() -> None:
    counts: dict[str, int] = {}
    for word in re.findall(r"\w+", "topics of papers are groups of words that go together " * 150):
        counts[word] = counts.get(word, 0) + 1
    numbers = np.arange(20_000) * 7919 % 20_011
    np.bincount(numbers[numbers.argsort(kind="stable")] % 997)
    np.sqrt(numbers, dtype=np.float32).cumsum()


def forecast_notebook(run: Run, notebook: str, n_vectors: int, costs: Costs, speed: float) -> Forecast | None:
    """Return what a notebook will take; None where nothing like it was measured, or the dump's size is unknown.

    ``n_vectors`` are kept of the run's encoder, ``speed`` is that of this machine (:func:`measure_speed`).
    """
    first = tuple(name for name in list_needs(run.contracts, notebook) if not _is_there(run, name))
    if not costs.notebooks.get(_number(notebook)):
        return None
    return _forecast(run, first, (notebook,), _Machine(costs, speed, n_vectors))


def forecast_series(
    run: Run, n_vectors: int, costs: Costs, speed: float, *, only: Iterable[str] = (), force: bool = False
) -> Forecast | None:
    """Return what executing the series, or ``only`` some of it, will take; None if nothing needs to be executed."""
    names, wanted = list_series(run.contracts, only)
    executed = tuple(name for name in names if (force and name in wanted) or not run.is_done(name))
    return _forecast(run, (), executed, _Machine(costs, speed, n_vectors)) if executed else None


def count_papers(run: Run) -> tuple[int, bool] | None:
    """Return how many papers a run has, and whether they were counted: else it is how many records, about.

    None where neither its table of papers nor the files of its dump are there.
    """
    table = run.shared_folder / "tables" / "papers.parquet"
    if table.is_file():
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            facts = pq.read_metadata(table)
            before = json.loads(facts.metadata[b"helpers"])["settings"]
        except (KeyError, TypeError, ValueError, OSError, pa.ArrowInvalid):
            before = {}
        if before and all(before.get(name) == run.settings[name] for name in ("where", "titles_only")):
            return facts.num_rows, True
    records = estimate_records(run.dump)
    return None if records is None else (records, False)


def estimate_cost(measured: Sequence[tuple[int, Cost]], size: int) -> Cost:
    """Return what a size takes, from what others took, smallest first.

    Between two sizes and beyond the largest, the logarithm of a cost is a straight line over that of the size, where
    beyond the largest nothing falls. Below the smallest it is the start that costs, as much as there.
    """
    if len(measured) == 1 or size <= measured[0][0]:
        return measured[0][1]
    place = next((i for i in range(1, len(measured)) if size <= measured[i][0]), len(measured) - 1)
    (low, before), (high, after) = measured[place - 1 : place + 1]
    share = math.log(size / low) / math.log(high / low)

    def draw(start: float, end: float) -> float:
        growth = math.log(end / start)
        return end * math.exp((share - 1) * (max(0.0, growth) if share > 1 else growth))

    return Cost(draw(before.seconds, after.seconds), draw(before.megabytes, after.megabytes))


def find_free_memory() -> float | None:
    """Return how many megabytes a process can still have, or, where that is not told, has the machine; else None."""
    limits = []
    try:
        told = dict(re.findall(r"(\w+): +(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii")))
        limits.append(int(told["MemAvailable"]) / 1024)
    except (OSError, KeyError):
        try:
            limits.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**20)
        except (AttributeError, OSError, ValueError):
            return None
    with contextlib.suppress(OSError, ValueError):  # "max": a container without a limit
        limits.append(int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")) / 2**20)
    return min(limits)


@dataclass(frozen=True)
class _Machine:
    """This machine, held against the one that was measured, and the vectors that it keeps."""

    costs: Costs
    speed: float
    n_vectors: int


def _number(notebook: str) -> str:
    return notebook[:2]


def _is_there(run: Run, notebook: str) -> bool:
    """Whether what a notebook leaves for others is as it should be."""
    contract = run.contracts[notebook]
    left_out = run.find_left_out(notebook)
    figures = () if contract.leaves else contract.figures
    return all(run.find_change(table) is None for table in contract.leaves) and all(
        run.place_figure(name).is_file() or name in left_out for name in figures
    )


def _forecast(run: Run, first: tuple[str, ...], asked: tuple[str, ...], machine: _Machine) -> Forecast | None:
    """What notebooks that are ``asked`` for take, and those that come ``first``."""
    found = count_papers(run)
    if found is None:
        return None
    size, counted = found
    sample = run.settings["sample"]
    executed = (*first, *asked)
    whole, encoding = _add_up(run, executed, (size, size), sample, machine)
    choice, smaller = "", None
    for setting, drawn, kept in (("sample", SAMPLE, size), ("where", sample, size // 2)) if size > SAMPLE else ():
        cost, _ = _add_up(run, _list_anew(run, executed, setting), (size, kept), drawn, machine)
        if smaller is None and _is_spared(cost, whole):
            choice, smaller = setting, cost
    return Forecast(
        size=size, counted=counted, at_most=bool(run.settings["where"]) and not counted, cost=whole, first=first,
        encoding=encoding, choice=choice, smaller=smaller,
    )  # fmt: skip


def _is_spared(cost: Cost, whole: Cost) -> bool:
    shares = cost.seconds / whole.seconds, cost.megabytes / whole.megabytes
    return max(shares) <= 1 and min(shares) <= SPARED


def _list_anew(run: Run, executed: Collection[str], setting: str) -> list[str]:
    """The notebooks that are executed once a setting is changed: as many as now, and of what they need what uses it."""
    contracts = run.contracts
    needed = {name for other in executed for name in (*list_needs(contracts, other), other)}
    uses = {name for name in needed if setting in contracts[name].settings}
    return [
        name
        for name in contracts
        if name in executed or (name in needed and uses.intersection((*list_needs(contracts, name), name)))
    ]


def _add_up(
    run: Run, executed: Collection[str], sizes: tuple[int, int], sample: int | None, machine: _Machine
) -> tuple[Cost, float]:
    """What notebooks take one after another, and the seconds of it that go into encoding.

    ``sizes`` are those of the dump and of what of it is kept.
    """
    costs, (size, kept) = machine.costs, sizes
    slower = costs.speed / machine.speed
    drawn = kept if sample is None else min(sample, kept)
    seconds = megabytes = 0.0
    for name in executed:
        measured = costs.notebooks.get(_number(name))
        if not measured:
            continue
        at = {READS: size, DRAWS: drawn}.get(_number(name), kept)
        cost = estimate_cost(measured, at)
        seconds += cost.seconds * slower
        megabytes = max(megabytes, cost.megabytes)
        if _number(name) == DRAWS and drawn < kept:
            seconds += drawn * costs.learning * slower
    encoding = 0.0
    if any(_number(name) in ENCODE for name in executed):
        rate = costs.encoding[str(run.settings["precision"])] * count_jobs() / costs.cores
        encoding = max(0, drawn - _count_encoded(run, machine.n_vectors)) / rate * slower
    return Cost(seconds + encoding, megabytes), encoding


def _count_encoded(run: Run, n_vectors: int) -> int:
    """How many papers have vectors, as far as this run or its base tells; no more than are kept.

    Other dumps have theirs in the same file, so what is kept alone says nothing. It is counted about: far too few are
    there only where the cache was emptied.
    """
    folders = [run.shared_folder, *([run.base.folder] if run.base else [])]
    records = [read_json(folder / "run.json").get("tables", {}).get("positions", {}) for folder in folders]
    placed = max(int(record.get("rows", 0)) for record in records)
    return placed if n_vectors >= placed / 2 else n_vectors
