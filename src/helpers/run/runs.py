"""A run: one dump and one theme, their settings, and the folder in which their tables and figures stand.

A run knows paths and draws nothing. Any notebook opened alone works, because :meth:`Run.read` executes the
notebook that leaves a table when the table is missing or was made from something else.
"""

import hashlib
import json
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock

from helpers.run.atomic_files import replacing
from helpers.run.bases import Base
from helpers.run.code_state import hash_code
from helpers.run.contracts import Contract, NotebookError, find_drawer, find_maker, list_needs, read_contracts
from helpers.run.inputs import RunError, checksum_coders, compute_checksum, find_root, find_sidecar, read_json
from helpers.run.notebook_execution import execute_notebook
from helpers.run.provenance import describe_change, list_versions, read_commit
from helpers.run.storage import read_making, read_parquet, write_parquet

CHOICES = "choices.json"
"""File of the settings that were chosen in notebooks."""


@dataclass(frozen=True)
class Run:
    """One dump, one theme, their settings and their output folder. Made by :func:`open_run`."""

    name: str
    paths: tuple[Path, ...]
    """What was named as the dump: files or folders."""
    dump: tuple[Path, ...]
    """The files of the dump."""
    theme: Path
    settings: Mapping[str, Any]
    given: Mapping[str, Any]
    """Settings of the call and the command line alone."""
    chosen: Mapping[str, Any]
    """Settings that were chosen in notebooks and hold for all of them, until :meth:`reset`."""
    forced: bool
    """Whether this run was told to start afresh, and not to go by what an earlier one left."""
    folder: Path
    shared_folder: Path
    """Folder of what does not depend on the theme; the same as ``folder`` for the default theme."""
    outputs: Path
    inputs: Mapping[str, str]
    """Checksums by kind of input."""
    base: Base | None = None
    """The earlier run that this one is held against."""

    def __repr__(self) -> str:
        """Say what this run is in one line."""
        return (
            f"Run {self.name!r}: {len(self.dump)} file{'s' if len(self.dump) != 1 else ''}, theme {self.theme.stem}, "
            f"seed {self.settings['seed']}, selection {self.selection}{self._tell_chosen()}"
        )

    def _tell_chosen(self) -> str:
        listed = ", ".join(f"{name} = {value!r}" for name, value in self.chosen.items())
        return f"; chosen in a notebook, for all: {listed} (run.reset() undoes that)" if listed else ""

    @property
    def tables(self) -> Path:
        """Folder of the run's tables."""
        return self.folder / "tables"

    @property
    def figures(self) -> Path:
        """Folder of the figures of notebooks that depend on the theme, in the style that the settings name."""
        return self.place_figures(self.folder)

    @property
    def cache(self) -> Path:
        """Folder of vectors and other slow results, shared by all runs."""
        return self.outputs / "cache"

    @property
    def reference(self) -> Path:
        """Folder of the document counts of a general corpus."""
        return find_root() / "data" / "reference"

    @property
    def selection(self) -> str:
        """How the dump was chosen: query, curated, complete or unknown."""
        return self.settings["selection"]

    @property
    def contracts(self) -> dict[str, Contract]:
        """The notebooks' contracts, by name, in an order in which they can run."""
        return read_contracts(find_root() / "notebooks")

    def sidecar(self, kind: str) -> Path | None:
        """Return the path of a sidecar (metadata, overrides, topics, questions, settings), or None."""
        return find_sidecar(self.paths, kind)

    def read(self, name: str) -> pd.DataFrame:
        """Return a table of ``schema.TABLES``, made first where it is missing or was made from something else.

        NotebookError if the notebook that leaves it cannot be executed to its end.
        """
        maker = find_maker(self.contracts, name)
        reason = self.find_change(name)
        if reason is not None:
            self.make(maker.name, f"Table {name!r} {reason}.")
        return read_parquet(name, self._place_table(name))

    def write(self, table: pd.DataFrame, name: str) -> pd.DataFrame:
        """Check a table, write it as parquet with what made it, and return it as it was written.

        The file is replaced at once, so that a reader never meets half a table.
        """
        path, home = self._place_table(name), self._find_home(find_maker(self.contracts, name).name)
        with self._lock("run", home):
            checked = write_parquet(table, name, path, self.describe_making(name))
        self.record(home, tables={name: {"rows": len(checked), "bytes": path.stat().st_size}})
        self._remember()
        return checked

    def write_text(self, text: str, path: Path) -> Path:
        """Write a text file below the run's folder, at once."""
        with replacing(path) as part:
            part.write_text(text, encoding="utf-8", newline="\n")
        return path

    def find_change(self, name: str) -> str | None:
        """Say why a table must be made anew, as the end of a sentence; None if it is as it should be."""
        path = self._place_table(name)
        if not path.is_file():
            return "is not there yet"
        found = read_making(path)
        return "cannot be read" if found is None else describe_change(found, self.describe_making(name))

    def find_figures(self, *names: str) -> dict[str, Path]:
        """Return the PNG of figures by name, made first where they are missing; all figures if none is named.

        A figure that was left out, since there was too little to draw, is not among them.
        """
        makers = {figure: contract.name for contract in self.contracts.values() for figure in contract.figures}
        found = {}
        for name in names or makers:
            if name not in makers:
                raise RunError(f"No notebook draws a figure {name!r}; they draw {', '.join(sorted(makers))}.")
            place = self.place_figure(name)
            if not place.is_file() and name not in self.find_left_out(makers[name]):
                self.make(makers[name], f"Figure {name!r} is not there yet.", anyway=True)
            if place.is_file():
                found[name] = place
        return found

    def find_left_out(self, *notebooks: str) -> dict[str, str]:
        """Return the figures that notebooks (all, if none is named) left out, each with the sentence that says why."""
        contracts = self.contracts
        noted = {name: self.read_record(self._find_home(name)).get("left_out", {}) for name in notebooks or contracts}
        return {
            figure: why
            for name, left_out in noted.items()
            for figure, why in left_out.items()
            if why and figure in contracts[name].figures
        }

    def note_figure(self, name: str, left_out: str | None) -> None:
        """Note that a figure was drawn, or why it was left out; then the files of an earlier one go."""
        place, home = self.place_figure(name), self._find_figure_home(name)
        if left_out is not None:
            for file in (*place.parent.glob(f"{name}.*"), *place.parent.glob(f"{name}@2x.png")):
                file.unlink()
        if left_out is not None or self.read_record(home).get("left_out", {}).get(name):
            self.record(home, left_out={name: left_out})

    def describe_making(self, table: str) -> dict[str, Any]:
        """Return what decides a table's content: inputs, settings in use, and the state of the code."""
        maker = find_maker(self.contracts, table).name
        return self._describe_needs(maker) | {"code": self._hash_code(maker, drawing=False)}

    def describe_figure(self, name: str) -> dict[str, Any]:
        """Return what a figure's JSON says of its making."""
        drawer = find_drawer(self.contracts, name)
        needs = {"inputs": dict(self.inputs), "settings": {}} if drawer is None else self._describe_needs(drawer.name)
        made_by = {"seed": self.settings["seed"], "versions": list_versions(), "git_commit": read_commit()}
        return {"run": self.name, "notebook": drawer and drawer.name, **needs, **made_by}

    def compute_key(self, notebook: str) -> str:
        """Return a hash of all that decides a notebook's results: inputs, settings, the code it rests on, its cells."""
        contracts = self.contracts
        cells = [contracts[name].key for name in (*list_needs(contracts, notebook), notebook)]
        whole = [self._describe_needs(notebook), self._hash_code(notebook, drawing=True), cells, list_versions()]
        whole += [self.settings["style"]] if contracts[notebook].figures else []
        if "annotations" in contracts[notebook].reads:
            # What a notebook says of a coding depends on it; its tables do not, so they are not made anew.
            whole.append(checksum_coders(self.paths, self.theme.stem))
        return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()

    def is_done(self, notebook: str) -> bool:
        """Tell whether all that a notebook leaves is there and was made from what the run has now."""
        contract = self.contracts[notebook]
        noted = self.read_record(self._find_home(notebook)).get("notebooks", {}).get(notebook, {})
        left_out = self.find_left_out(notebook)
        return (
            noted.get("key") == self.compute_key(notebook)
            and self._place_copy(notebook).is_file()
            and all(self.place_figure(name).is_file() or name in left_out for name in contract.figures)
            and all(self.find_change(table) is None for table in contract.leaves)
        )

    def make(self, notebook: str, reason: str, *, anyway: bool = False) -> None:
        """Execute the notebooks that are needed for one notebook's tables, and that one, with a progress bar."""
        from tqdm.auto import tqdm

        contracts = self.contracts
        for name in (*list_needs(contracts, notebook), notebook):
            unchanged = all(self.find_change(table) is None for table in contracts[name].leaves)
            if unchanged and not (anyway and name == notebook):
                continue
            sys.stdout.write(f"{reason} {'Executing' if name == notebook else 'First executing'} {name}.\n")
            with tqdm(total=None, desc=name, unit=" cells", leave=False) as bar:
                self.execute(name, on_cell=lambda done, total, bar=bar: _move_bar(bar, done, total))

    def execute(
        self, notebook: str, *, force: bool = False, on_cell: Callable[[int, int], None] | None = None,
        kernels: Callable[[str], Any] | None = None,
    ) -> float | None:  # fmt: skip
        """Execute one notebook, unless another process just did, and note it.

        ``kernels`` chooses a kernel that is there, by the run's description; else the notebook has one of its own.
        Returns seconds of wall time; None if there was nothing to do.
        """
        contract = self.contracts[notebook]
        with self._lock(notebook, self._find_home(notebook)):
            if not force and self.is_done(notebook):
                return None
            key = self.compute_key(notebook)
            start = time.monotonic()
            copy, current = self._place_copy(notebook), self.describe(forced=force)
            try:
                manager = kernels(current) if kernels else None
                execute_notebook(contract, copy, current, on_cell=on_cell, manager=manager)
            except NotebookError as error:
                if error.refusal:
                    self.discard()
                raise
            seconds = round(time.monotonic() - start, 1)
            missing = [table for table in contract.leaves if not self._place_table(table).is_file()]
            if missing:
                raise NotebookError(f"{notebook} ended, but did not leave {', '.join(missing)}.")
            finished = datetime.now(UTC).isoformat(timespec="seconds")
            facts = {"key": key, "seconds": seconds, "finished": finished}
            self.record(self._find_home(notebook), notebooks={notebook: facts})
        return seconds

    def describe(self, *, forced: bool = False, fixed: bool = True) -> str:
        """Return this run as the JSON that makes it the current run of another process.

        ``fixed`` holds its theme against one that was chosen in a notebook.
        """
        places = {"dump": [str(path) for path in self.paths], "theme": str(self.theme), "outputs": str(self.outputs)}
        return json.dumps({"forced": forced, "fixed": fixed, **places, "settings": dict(self.given)})

    def find_seconds(self, notebook: str) -> float | None:
        """Return how many seconds a notebook took when it was last executed for this run; None if it never was."""
        return self.read_record(self._find_home(notebook)).get("notebooks", {}).get(notebook, {}).get("seconds")

    def is_current(self, figure: str) -> bool:
        """Tell whether a figure is there and was drawn from the inputs and with the settings that the run has now."""
        told = read_json(self.place_figure(figure).with_suffix(".json"))
        drawer = find_drawer(self.contracts, figure)
        now = self._describe_needs(drawer.name) if drawer and told else {}
        return bool(told) and all(told.get(part) == now[part] for part in now)

    def read_title(self, figure: str) -> str | None:
        """Return the title of a figure that is current; None where there is none yet."""
        return read_json(self.place_figure(figure).with_suffix(".json"))["title"] if self.is_current(figure) else None

    def read_record(self, folder: Path | None = None) -> dict[str, Any]:
        """Return ``run.json`` of a folder (the run's own), empty where there is none that can be read."""
        return read_json((folder or self.folder) / "run.json")

    def record(self, folder: Path | None = None, **parts: Mapping[str, Any]) -> None:
        """Add to ``run.json`` of a folder: each part is a mapping whose entries replace those of the same name."""
        folder = folder or self.folder
        with self._lock("run", folder):
            known = self.read_record(folder)
            for part, entries in parts.items():
                known[part] = {**known.get(part, {}), **entries}
            self.write_text(json.dumps(known, indent=2, ensure_ascii=False) + "\n", folder / "run.json")

    def note_reuse(self, what: str, known: int, new: int, seconds: float) -> None:
        """Note in ``run.json`` how much of a slow step was known, also from other dumps, and how much was done."""
        told = {"known": known, "new": new, "seconds": round(seconds, 1)}
        self.record(reuse={what: told | {"finished": datetime.now(UTC).isoformat(timespec="seconds")}})

    def reset(self) -> str:
        """Forget the settings that were chosen in notebooks; what is opened from now on goes without them."""
        (self.shared_folder / CHOICES).unlink(missing_ok=True)
        names = ", ".join(self.chosen) or "nothing"
        return f"Forgotten: {names}. Empty these parameters and run the set-up cell again."

    def discard(self) -> None:
        """Remove the run's folders if they hold no table: a dump that gave nothing leaves nothing."""
        for folder in {self.folder, self.shared_folder}:
            if not any((folder / "tables").glob("*.parquet")):
                shutil.rmtree(folder, ignore_errors=True)

    def _remember(self) -> None:
        """Keep what a notebook's cells chose, once a table was made with it: then it can be used."""
        if self.chosen and dict(self.chosen) != read_json(self.shared_folder / CHOICES):
            self.write_text(json.dumps(dict(self.chosen), indent=2) + "\n", self.shared_folder / CHOICES)

    def place_figure(self, name: str) -> Path:
        """Return where the PNG of a figure stands, or would stand."""
        return self.place_figures(self._find_figure_home(name)) / f"{name}.png"

    def _find_figure_home(self, name: str) -> Path:
        drawer = find_drawer(self.contracts, name)
        return self.folder if drawer is None else self._find_home(drawer.name)

    def place_figures(self, folder: Path) -> Path:
        """Return where the figures below a folder stand, by the style that the settings name."""
        style = str(self.settings["style"])
        return folder / "figures" / {"light": "", "dark": "talk-dark"}.get(style, style)

    def _place_table(self, name: str) -> Path:
        return self._find_home(find_maker(self.contracts, name).name) / "tables" / f"{name}.parquet"

    def _place_copy(self, notebook: str) -> Path:
        return self._find_home(notebook) / "notebooks" / f"{notebook}.ipynb"

    def _find_home(self, notebook: str) -> Path:
        """Folder of what a notebook leaves: what does not depend on the theme is shared by all themes."""
        contracts = self.contracts
        involved = (*list_needs(contracts, notebook), notebook)
        depends = any("theme" in contracts[name].settings for name in involved)
        return self.folder if depends else self.shared_folder

    def _describe_needs(self, notebook: str) -> dict[str, Any]:
        """Inputs, by their checksums, and settings on which a notebook's tables depend.

        What only other notebooks use is left out, so that they alone are made anew.
        """
        contracts = self.contracts
        involved = [contracts[name] for name in (*list_needs(contracts, notebook), notebook)]
        used = {setting for contract in involved for setting in contract.settings}
        read = {item for contract in involved for item in contract.reads}
        unused = {"theme", "questions", "against", "base"} - used | ({"topics"} if "edits" not in read else set())
        inputs = {kind: value for kind, value in self.inputs.items() if kind not in unused}
        if "reference" in read:
            inputs["reference"] = compute_checksum((self.reference,))
        if "groups" in used:
            coders = checksum_coders(self.paths, self.theme.stem)
            inputs |= {f"coder {coder}": value for coder, value in coders.items()}
        return {"inputs": inputs, "settings": {key: self.settings[key] for key in sorted(used - {"theme"})}}

    def _hash_code(self, notebook: str, *, drawing: bool) -> list[str]:
        """Hashes of the modules behind a notebook and behind the tables that it needs."""
        contracts = self.contracts
        needed = [hash_code(contracts[name].code, drawing=False) for name in list_needs(contracts, notebook)]
        return [*needed, hash_code(contracts[notebook].code, drawing=drawing)]

    def _lock(self, name: str, folder: Path) -> FileLock:
        locks = folder / ".locks"
        locks.mkdir(parents=True, exist_ok=True)
        return FileLock(locks / f"{name}.lock")


def _move_bar(bar: Any, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)
