"""Executing the series of notebooks for one run: in order, side by side where they can, and telling the result."""

import os
import sys
import textwrap
import threading
import time
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from helpers.run.atomic_files import clean_parts
from helpers.run.contracts import Contract, NotebookError, choose_notebooks, list_needs
from helpers.run.notebook_execution import choose_manager, stop_kernel
from helpers.run.runs import Run


@dataclass
class Outcome:
    """What became of one notebook: done, unchanged, failed, or not run since one that it needs failed."""

    notebook: str
    state: str
    seconds: float = 0.0
    reason: str = ""
    refusal: str | None = None
    """The sentence by which it refused the dump."""


class _Progress:
    """The bar over notebooks, and where each running notebook stands."""

    def __init__(self, bar: Any) -> None:
        self.bar = bar
        self.places: dict[str, str] = {}

    def show(self, name: str, place: str) -> None:
        self.places[name] = place
        places = " ".join(f"{key[:2]} {value}" for key, value in sorted(self.places.items()) if value)
        self.bar.set_postfix_str(places, refresh=sys.stderr.isatty())


def run_series(run: Run, *, only: Iterable[str] = (), force: bool = False, jobs: int = 1) -> list[Outcome]:
    """Execute notebooks of a run, each as soon as those that it needs are done.

    ``only`` holds numbers or names; those and the ones they need are looked at, all if empty. ``force`` executes also
    what is unchanged, of what the named ones need only what changed. ``jobs`` kernels at a time: one, since the
    notebooks are all but a chain, and what a second one imports takes longer than it saves.
    """
    from tqdm import tqdm

    contracts = run.contracts
    names, wanted = list_series(contracts, only)
    forced = set(wanted) if force else set()
    _clean(run)
    outcomes: dict[str, Outcome] = {}
    kernels = _Kernels()
    with tqdm(total=len(names), unit=" notebooks", file=sys.stderr, bar_format=_BAR) as bar:
        progress = _Progress(bar)
        pool = ThreadPoolExecutor(jobs)
        running: dict[Future[Outcome], str] = {}
        try:
            waiting = list(names)
            while waiting or running:
                for name in list(waiting):
                    before = [outcomes.get(other) for other in list_needs(contracts, name)]
                    failed = [found.notebook for found in before if found and found.state in _FAILED]
                    if failed:
                        outcomes[name] = Outcome(name, "not run", reason=f"it needs {failed[0]}")
                        bar.update()
                    elif all(before) and len(running) < jobs:
                        running[pool.submit(_execute, run, name, name in forced, progress, kernels)] = name
                    else:
                        continue
                    waiting.remove(name)
                for task in wait(running, return_when=FIRST_COMPLETED).done if running else ():
                    outcomes[running.pop(task)] = task.result()
                    bar.update()
        except BaseException:
            kernels.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            _clean(run)
            raise
        pool.shutdown()
        kernels.stop()
    return [outcomes[name] for name in names]


def list_series(contracts: dict[str, Contract], only: Iterable[str] = ()) -> tuple[list[str], tuple[str, ...]]:
    """Return the notebooks that a series looks at, in their order, and those of them that were asked for."""
    wanted = choose_notebooks(contracts, only) if only else tuple(contracts)
    needed = {other for name in wanted for other in list_needs(contracts, name)}
    return [name for name in contracts if name in needed or name in wanted], wanted


_FAILED = ("failed", "not run")
_BAR = "{l_bar}{bar:20}| {n_fmt}/{total_fmt} notebooks [{elapsed}] {postfix}"


def _clean(run: Run) -> None:
    for folder in {run.folder, run.shared_folder}:
        clean_parts(folder)


class _Kernels:
    """One kernel for each thread that executes notebooks."""

    def __init__(self) -> None:
        self.managers: dict[int, Any] = {}

    def choose(self, run_description: str) -> Any:
        mine = threading.get_ident()
        self.managers[mine] = choose_manager(self.managers.get(mine), run_description)
        return self.managers[mine]

    def stop(self, thread: int | None = None) -> None:
        """End the kernel of a thread, or all of them."""
        for key in [thread] if thread is not None else list(self.managers):
            if (manager := self.managers.pop(key, None)) is not None:
                stop_kernel(manager)


def _execute(run: Run, name: str, force: bool, progress: _Progress, kernels: _Kernels) -> Outcome:
    start = time.monotonic()
    progress.show(name, "…")
    try:
        seconds = run.execute(
            name,
            force=force,
            on_cell=lambda done, total: progress.show(name, f"{done}/{total}"),
            kernels=kernels.choose,
        )
        return Outcome(name, "unchanged") if seconds is None else Outcome(name, "done", seconds)
    except NotebookError as error:
        kernels.stop(threading.get_ident())
        return Outcome(name, "failed", time.monotonic() - start, str(error), error.refusal)
    finally:
        progress.show(name, "")


def describe_outcomes(run: Run, outcomes: list[Outcome], seconds: float) -> str:
    """Return the table of what was made and where, and how long it took."""
    lines = ["", f"{'notebook':<22}{'state':<11}{'seconds':>8}  tables and figures"]
    for outcome in outcomes:
        contract = run.contracts[outcome.notebook]
        made = "" if outcome.state in _FAILED else ", ".join([*contract.leaves, *contract.figures])
        first, *rest = textwrap.wrap(made, 76) or [""]
        lines.append(f"{outcome.notebook:<22}{outcome.state:<11}{outcome.seconds:>8.1f}  {first}".rstrip())
        lines += [f"{'':<43}{line}" for line in rest]
    lines.append("")
    for folder in dict.fromkeys((run.folder, run.shared_folder)):
        place = os.path.relpath(folder)
        figures = run.figures if folder == run.folder else run.place_figures(folder)
        n_tables = len(list((folder / "tables").glob("*.parquet")))
        drawn = [figure for contract in run.contracts.values() for figure in contract.figures]
        n_figures = sum((figures / f"{figure}.png").is_file() for figure in drawn)
        lines.append(f"{n_tables} tables in     {place}/tables")
        kinds = "(PNG in two sizes, SVG, PDF, CSV, JSON)"
        lines.append(f"{n_figures} figures in   {os.path.relpath(figures)}     {kinds}")
        lines.append(f"Executed notebooks in {place}/notebooks")
    reasons: dict[str, list[str]] = {}
    for name, why in run.find_left_out().items():
        reasons.setdefault(why, []).append(name)
    lines += [f"Left out: {', '.join(names)}. {why}" for why, names in reasons.items()]
    begun = (datetime.now(UTC) - timedelta(seconds=seconds + 1)).isoformat(timespec="seconds")
    lines += [
        f"{what.capitalize()}: {facts['new']:,} new in {facts['seconds']:.1f} s, {facts['known']:,} known already."
        for what, facts in run.read_record().get("reuse", {}).items() if facts["finished"] >= begun
    ]  # fmt: skip
    lines.append(f"{seconds:.0f} seconds in all.")
    problems = [f"FAILED: {outcome.reason}" for outcome in outcomes if outcome.state == "failed"]
    problems += [
        f"not run: {outcome.notebook}, since {outcome.reason}." for outcome in outcomes if outcome.state == "not run"
    ]
    return "\n".join([*lines, "", *problems] if problems else lines)
