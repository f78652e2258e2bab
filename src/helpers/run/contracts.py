"""What each notebook reads and leaves, in which order they run, and how one is executed.

Every notebook says so itself, in its metadata: ``{"helpers": {"reads": [...], "leaves": [...],
"figures": [...], "settings": [...]}}``. ``reads`` names tables and figures; ``"figures"`` there means all
figures of the notebooks that do not say so.
"""

from __future__ import annotations

import builtins
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from helpers.run.atomic_files import replacing
from helpers.run.errors import InputError
from helpers.run.inputs import RunError, compute_checksum, list_annotations

RUN_VARIABLE = "HELPERS_RUN"
"""Environment variable that tells a notebook's kernel the current run, as JSON."""


class NotebookError(InputError):
    """A notebook could not be executed to its end, or the notebooks do not fit together."""

    refusal: str | None = None  # the sentence by which the notebook refused the dump


@dataclass(frozen=True)
class Contract:
    """What one notebook reads and leaves, and the settings that it uses."""

    path: Path
    title: str
    reads: tuple[str, ...]
    leaves: tuple[str, ...]
    figures: tuple[str, ...]
    settings: tuple[str, ...]
    code: str

    @property
    def key(self) -> str:
        """Hash of the notebook's code cells."""
        return hashlib.sha256(self.code.encode()).hexdigest()

    @property
    def name(self) -> str:
        """The notebook's file name without its ending."""
        return self.path.stem


def read_contracts(folder: Path) -> dict[str, Contract]:
    """Return the contracts of all numbered notebooks of a folder, by name, in an order in which they can run.

    Raises
    ------
    NotebookError
        If a notebook is unreadable, two leave the same table, or they need each other in a circle.
    """
    files = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    return dict(_read_contracts(tuple((file, file.stat().st_mtime_ns) for file in files)))


@cache
def _read_contracts(files: tuple[tuple[Path, int], ...]) -> dict[str, Contract]:
    contracts = {file.stem: _read_contract(file) for file, _ in files}
    makers: dict[str, str] = {}
    for name, contract in contracts.items():
        for table in contract.leaves:
            if table in makers:
                raise NotebookError(f"Both {makers[table]} and {name} say that they leave the table {table!r}.")
            makers[table] = name
    sorter = TopologicalSorter({name: sorted(_find_makers(contracts, name)) for name in contracts})
    try:
        sorter.prepare()
    except CycleError as error:
        raise NotebookError(f"Notebooks need each other in a circle: {' → '.join(error.args[1])}.") from None
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order.extend(ready)
        sorter.done(*ready)
    return {name: contracts[name] for name in order}


def _read_contract(file: Path) -> Contract:
    try:
        notebook = json.loads(file.read_text(encoding="utf-8"))
        promised = notebook["metadata"]["helpers"]
        cells = notebook["cells"]
    except (json.JSONDecodeError, KeyError, TypeError):
        raise NotebookError(f"{file} is no notebook of this collection: its metadata lack `helpers`.") from None
    sources = ["".join(cell["source"]) for cell in cells]
    heading = next((match[1] for source in sources if (match := re.match(r"# (.+)", source))), file.stem)
    code = [source for cell, source in zip(cells, sources, strict=True) if cell["cell_type"] == "code"]
    return Contract(
        path=file,
        title=heading.strip(),
        **{key: tuple(promised.get(key, ())) for key in ("reads", "leaves", "figures", "settings")},
        code="\n\n".join(code),
    )


def find_maker(contracts: dict[str, Contract], table: str) -> Contract:
    """Return the contract of the notebook that leaves a table."""
    for contract in contracts.values():
        if table in contract.leaves:
            return contract
    known = sorted(table for contract in contracts.values() for table in contract.leaves)
    raise NotebookError(f"No notebook leaves a table {table!r}; they leave {', '.join(known)}.")


def list_needs(contracts: dict[str, Contract], name: str) -> tuple[str, ...]:
    """Return the notebooks whose tables a notebook needs, direct or not, in the order in which they run."""
    needed: set[str] = set()
    waiting = [name]
    while waiting:
        new = _find_makers(contracts, waiting.pop()) - needed - {name}
        needed |= new
        waiting.extend(new)
    return tuple(other for other in contracts if other in needed)


def _find_makers(contracts: dict[str, Contract], name: str) -> set[str]:
    """Names of the notebooks that leave what a notebook reads."""
    reads = set(contracts[name].reads)
    return {
        other.name
        for other in contracts.values()
        if other.name != name
        and (
            reads.intersection(other.leaves)
            or reads.intersection(other.figures)
            or ("figures" in reads and other.figures and "figures" not in other.reads)
        )
    }


def describe_needs(contracts: dict[str, Contract], name: str, run: Any) -> dict[str, Any]:
    """Return the inputs, by their checksums, and the settings of a run on which a notebook's tables depend.

    Parameters
    ----------
    contracts : dict of str to Contract
    name : str
    run : Run
        Uses ``inputs``, ``settings``, ``reference``, ``paths`` and ``theme``.

    Returns
    -------
    dict
        ``inputs`` and ``settings``; what only other notebooks use is left out, so that they alone are made anew.
    """
    involved = [contracts[other] for other in (*list_needs(contracts, name), name)]
    used = {setting for contract in involved for setting in contract.settings}
    read = {item for contract in involved for item in contract.reads}
    needed = {"theme": "theme" in used, "topics": "edits" in read}
    needed |= {kind: kind in used for kind in ("questions", "against")}
    inputs = {kind: value for kind, value in run.inputs.items() if needed.get(kind, True)}
    if "reference" in read:
        inputs["reference"] = compute_checksum((run.reference,))
    if "groups" in used:
        coders = list_annotations(run.paths, run.theme.stem)
        inputs |= {f"coder {coder}": compute_checksum((path,)) for coder, path in coders.items()}
    return {"inputs": inputs, "settings": {key: run.settings[key] for key in sorted(used - {"theme"})}}


def choose_notebooks(contracts: dict[str, Contract], only: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the notebooks that are given as numbers ("02"), names or beginnings of names."""
    chosen = set()
    for item in only:
        hits = [name for name in contracts if name == item or name.startswith(f"{item}_") or name.startswith(item)]
        if not item or len(hits) != 1:
            raise NotebookError(f"{item!r} names no notebook; there are {', '.join(sorted(contracts))}.")
        chosen.add(hits[0])
    return tuple(name for name in contracts if name in chosen)


def execute_notebook(
    contract: Contract,
    copy: Path,
    run_description: str,
    *,
    on_cell: Callable[[int, int], None] | None = None,
    on_start: Callable[[object], None] | None = None,
) -> None:
    """Execute a notebook in a kernel of its own and keep the executed copy, whether it ended well or not.

    Parameters
    ----------
    contract : Contract
    copy : Path
        Where the executed copy is written, at once.
    run_description : str
        JSON that tells the kernel its run, see :data:`RUN_VARIABLE`.
    on_cell : callable, optional
        Called with the number of cells done and of all cells.
    on_start : callable, optional
        Called with the client before it starts, so that it can be stopped from outside.

    Raises
    ------
    NotebookError
        Names the notebook, the cell (counted from 1 over all cells) and the reason in one sentence.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    notebook = nbformat.read(contract.path, as_version=4)
    client = NotebookClient(
        notebook, timeout=None, kernel_name="python3", record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=40"],
        resources={"metadata": {"path": str(contract.path.parent)}},
    )  # fmt: skip
    place = {"cell": 0}

    def note_cell(cell: object, cell_index: int) -> None:
        place["cell"] = cell_index + 1
        if on_cell is not None:
            on_cell(cell_index, len(notebook.cells))

    client.on_cell_start = note_cell
    if on_start is not None:
        on_start(client)
    environment = {
        **os.environ,
        RUN_VARIABLE: run_description,
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }
    problem = refusal = None
    try:
        client.execute(env=environment)
    except CellExecutionError as error:
        problem = _describe_failure(str(error.ename), str(error.evalue))
        refusal = problem if error.ename == "DumpError" else None
    except DeadKernelError:
        problem = "its kernel died, most often for want of memory"
    except RuntimeError as error:
        problem = f"its kernel did not start or answer: {' '.join(str(error).split())}"
    finally:
        with replacing(copy) as part:
            nbformat.write(notebook, part)
    if problem is not None:
        failure = NotebookError(f"{contract.name} stopped at cell {place['cell']}: {problem}")
        failure.refusal = refusal
        raise failure


def _describe_failure(kind: str, message: str) -> str:
    """Return the reason in one sentence: readable errors as they are, others with their kind."""
    message = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", message).split())
    readable = kind.endswith("Error") and kind not in _BUILTIN_ERRORS
    if not message:
        return f"{kind}."
    return message if readable else f"{kind}: {message}"


_BUILTIN_ERRORS = frozenset(
    name for name in dir(builtins) if name.endswith(("Error", "Exception", "Interrupt", "Exit"))
)


def read_current_run() -> dict[str, Any]:
    """Return what :data:`RUN_VARIABLE` tells of the current run; empty where it is not set."""
    text = os.environ.get(RUN_VARIABLE, "")
    try:
        return json.loads(text) if text else {}
    except ValueError:
        raise RunError(f"The environment variable {RUN_VARIABLE} holds no JSON; unset it.") from None
