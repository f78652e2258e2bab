"""Executing one notebook in a kernel, which learns from its environment for which run."""

import builtins
import json
import os
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from helpers.run.absent_imports import SLOW_CHECKS, hide_modules
from helpers.run.atomic_files import replacing
from helpers.run.contracts import Contract, NotebookError
from helpers.run.inputs import RunError, read_json

RUN_VARIABLE = "HELPERS_RUN"
"""Environment variable that tells a notebook's kernel the current run, as JSON."""


SERIES_VARIABLE = "HELPERS_SERIES"
"""Environment variable that tells a kernel that nobody sits before it: the series executes a notebook."""

MOST_KEPT = 1_500_000
"""Kilobytes that a kernel may have taken at most to be used for another notebook."""

EMPTYING = """
import os, re, resource
from pathlib import Path
from matplotlib import pyplot
pyplot.close("all")
os.environ["{variable}"] = {description!r}
place = Path("/proc/self/status")  # what a process is told to have used includes what started it
used = re.search(r"VmHWM:\\s*(\\d+)", place.read_text() if place.exists() else "")
print(used[1] if used else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
get_ipython().reset(new_session=True)
get_ipython().execution_count = 0
"""


def execute_notebook(
    contract: Contract, copy: Path, run_description: str, *, on_cell: Callable[[int, int], None] | None = None,
    manager: Any = None,
) -> None:  # fmt: skip
    """Execute a notebook in an empty kernel and keep the executed copy, whether it ended well or not.

    ``run_description`` is the JSON of :data:`RUN_VARIABLE`. ``on_cell`` is called with the number of cells done and of
    all. The kernel is the notebook's own, or that of a ``manager`` (of
    :func:`choose_manager`), which goes on running. NotebookError names notebook, cell (from 1) and reason.
    """
    with hide_modules(SLOW_CHECKS):
        import nbformat
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError, DeadKernelError

    notebook = nbformat.read(contract.path, as_version=4)
    client = NotebookClient(
        notebook, km=manager, timeout=None, kernel_name="python3", record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=40"],
        resources={"metadata": {"path": str(contract.path.parent)}},
    )  # fmt: skip
    place = 0

    def note_cell(cell: object, cell_index: int) -> None:
        nonlocal place
        place = cell_index + 1
        if on_cell is not None:
            on_cell(cell_index, len(notebook.cells))

    client.on_cell_start = note_cell
    backend = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    problem = refusal = None
    try:
        client.execute(env={**os.environ, RUN_VARIABLE: run_description, SERIES_VARIABLE: "1", **backend})
        if on_cell is not None:  # a bar that does not reach its end turns red
            on_cell(len(notebook.cells), len(notebook.cells))
    except CellExecutionError as error:
        problem = _describe_failure(str(error.ename), str(error.evalue))
        refusal = problem if error.ename == "DumpError" else None
    except DeadKernelError:
        problem = "its kernel died, most often for want of memory"
    except RuntimeError as error:
        problem = f"its kernel did not start or answer: {' '.join(str(error).split())}"
    finally:
        if manager is not None and client.kc is not None:
            client.kc.stop_channels()
        with replacing(copy) as part:
            nbformat.write(notebook, part)
    if problem is not None:
        failure = NotebookError(f"{contract.name} stopped at cell {place}: {problem}")
        failure.refusal = refusal
        raise failure


def choose_manager(manager: Any, run_description: str) -> Any:
    """Return a manager for the next notebook: this one with its kernel emptied, or a new one without a kernel yet.

    Importing takes as long as executing a short notebook; it is done once for all notebooks of a worker. A kernel that
    cannot be emptied, or has taken much memory, ends.
    """
    with hide_modules(SLOW_CHECKS):
        import nbformat
        from jupyter_client.manager import AsyncKernelManager
        from nbclient import NotebookClient

    if manager is not None and manager.has_kernel:
        emptying = EMPTYING.format(variable=RUN_VARIABLE, description=run_description)
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(emptying)])
        client = NotebookClient(notebook, km=manager, timeout=20, kernel_name="python3", record_timing=False)
        try:
            client.execute()
            if client.kc is not None:
                client.kc.stop_channels()
            if int(notebook.cells[0].outputs[0].text) <= MOST_KEPT:
                return manager
        except (RuntimeError, ValueError, IndexError, AttributeError):
            pass  # a new kernel needs no reason
        stop_kernel(manager)
    return AsyncKernelManager(kernel_name="python3")


def stop_kernel(manager: Any) -> None:
    """End a kernel, if it runs; on the way out it removes its half-written files."""
    process = getattr(getattr(manager, "provisioner", None), "process", None)
    if process is None:
        return
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
    manager.cleanup_connection_file()


def _describe_failure(kind: str, message: str) -> str:
    """Return the reason in one sentence: readable errors as they are, Python's own with their kind."""
    message = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", message).split())
    if not message:
        return f"{kind}."
    return message if kind.endswith("Error") and not hasattr(builtins, kind) else f"{kind}: {message}"


def is_in_series() -> bool:
    """Tell whether the series executes the notebook, whose copy is read without a kernel."""
    return bool(os.environ.get(SERIES_VARIABLE))


def read_current_run() -> dict[str, Any]:
    """Return what :data:`RUN_VARIABLE` tells of the current run; empty where it is not set.

    JupyterLab is told the name of a file too: once a run was chosen in a notebook, that one is the current run.
    """
    text = os.environ.get(RUN_VARIABLE, "")
    try:
        told = json.loads(text) if text else {}
    except ValueError:
        raise RunError(f"The environment variable {RUN_VARIABLE} holds no JSON; unset it.") from None
    choice = told.get("choice")
    return (read_json(Path(choice)) | {"choice": choice} if choice and Path(choice).is_file() else told) or told
