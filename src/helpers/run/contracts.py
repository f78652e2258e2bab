"""What each notebook reads and leaves, and in which order they run.

Every notebook says so itself, in its metadata: ``{"helpers": {"reads": [...], "leaves": [...],
"figures": [...], "settings": [...]}}``. ``reads`` names tables and figures; ``"figures"`` there means all
figures of the notebooks that do not say so.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from helpers.run.errors import InputError


class NotebookError(InputError):
    """A notebook could not be executed to its end, or the notebooks do not fit together."""

    refusal: str | None = None
    """The sentence by which the notebook refused the dump."""


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
    picture: str = ""
    """The figure that stands for the notebook."""

    @property
    def key(self) -> str:
        """Hash of the notebook's code cells."""
        return hashlib.sha256(self.code.encode()).hexdigest()

    @property
    def name(self) -> str:
        """The notebook's file name without its ending."""
        return self.path.stem


def read_contracts(folder: Path) -> dict[str, Contract]:
    """Return the contracts of a folder's numbered notebooks, by name, in an order in which they can run.

    NotebookError if one is unreadable, two leave the same table, or they need each other in a circle.
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
    try:
        order = TopologicalSorter({name: sorted(_find_makers(contracts, name)) for name in contracts}).static_order()
        return {name: contracts[name] for name in order}
    except CycleError as error:
        raise NotebookError(f"Notebooks need each other in a circle: {' → '.join(error.args[1])}.") from None


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
        picture=str(promised.get("picture", "")),
    )


def find_maker(contracts: dict[str, Contract], table: str) -> Contract:
    """Return the contract of the notebook that leaves a table."""
    for contract in contracts.values():
        if table in contract.leaves:
            return contract
    known = sorted(table for contract in contracts.values() for table in contract.leaves)
    raise NotebookError(f"No notebook leaves a table {table!r}; they leave {', '.join(known)}.")


def find_drawer(contracts: dict[str, Contract], figure: str) -> Contract | None:
    """Return the contract of the notebook that draws a figure; None for a figure of somebody's own."""
    return next((contract for contract in contracts.values() if figure in contract.figures), None)


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
    makers = {other.name for other in contracts.values() if reads.intersection(other.leaves + other.figures)}
    if "figures" in reads:
        makers |= {other.name for other in contracts.values() if other.figures and "figures" not in other.reads}
    return makers - {name}


def choose_notebooks(contracts: dict[str, Contract], only: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the notebooks that are given as numbers ("02"), names or beginnings of names."""
    chosen = set()
    for item in only:
        hits = [name for name in contracts if name.startswith(item)]
        if not item or len(hits) != 1:
            raise NotebookError(f"{item!r} names no notebook; there are {', '.join(sorted(contracts))}.")
        chosen.add(hits[0])
    return tuple(name for name in contracts if name in chosen)
