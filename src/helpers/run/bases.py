"""The base of a run: an earlier run of another dump, or of the same one at another date, that it is held against."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.run.inputs import DEFAULT_THEME, RunError, compute_checksum, find_dump, read_json
from helpers.run.schema import TableError
from helpers.run.storage import read_parquet

NEEDED = ("papers", "topics", "memberships", "theme")
"""Tables without which a run cannot be a base."""


@dataclass(frozen=True)
class Base:
    """A run that is read as it stands: nothing in it is made anew, so that it says what was said then."""

    folder: Path
    """Folder of what does not depend on the theme."""
    theme_folder: Path
    checksum: str
    """Of its dump."""

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.name

    def read(self, table: str) -> pd.DataFrame:
        """Return a table as that run left it; a RunError says what to run where it left none that can be read."""
        for folder in (self.theme_folder, self.folder):
            path = folder / "tables" / f"{table}.parquet"
            if path.is_file():
                try:
                    return read_parquet(table, path)
                except TableError as error:
                    told = f"The base {self.name} is of another version and must be run again first: {error}"
                    raise RunError(told) from None
        raise RunError(f"The base {self.name} has no table {table!r}; run its dump with the same theme first.")

    def has(self, *tables: str) -> bool:
        """Tell whether the base left these tables."""
        folders = (self.theme_folder, self.folder)
        return all(any((folder / "tables" / f"{name}.parquet").is_file() for folder in folders) for name in tables)


class BaseMissingError(RunError):
    """The dump that is named as the base has no run yet."""

    def __init__(self, dump: str, told: str) -> None:
        """Remember the dump."""
        super().__init__(told)
        self.dump = dump


def find_base(given: str, outputs: Path, theme: Path, folder: Path) -> Base:
    """Return the base that a path names: a run's folder, or a dump, whose run is looked for in ``outputs``.

    ``folder`` is the run's own. A RunError if nothing is there, if the folder of results is of no run, or if the dump
    has no run yet.
    """
    places = (Path(given).expanduser(), outputs / given)
    named = next((place for place in places if (place / "run.json").is_file()), None)
    if named is not None:
        return _describe_base(named.resolve(), theme)
    checksum = compute_checksum(find_dump(given))
    if (own := _describe_base(folder, theme)).checksum == checksum:
        return own
    found = next((base for base in _list_runs(outputs, theme) if base.checksum == checksum), None)
    if found is None or not found.has(*NEEDED):
        raise BaseMissingError(given, f"The base {given} has no run in {os.path.relpath(outputs)} yet; run it first.")
    return found


def find_earlier(name: str, outputs: Path, theme: Path, folder: Path) -> Base | None:
    """Return the last finished run of another dump of the same name, as a run's folder remembers it; None without one.

    It is looked for when a folder is new, and what was found then is kept: so two dumps never wait for each other, and
    a run that is repeated is held against what it was held against before.
    """
    noted = read_json(folder / "run.json")
    if "folder" in noted.get("base", {}):
        kept = outputs / noted["base"]["folder"] if noted["base"]["folder"] else None
        return _describe_base(kept, theme) if kept and (kept / "run.json").is_file() else None
    if "run" in noted:  # it was there before bases were looked for
        return None
    same = re.compile(rf"{re.escape(name)}(-[0-9a-f]{{8}})?")
    runs = [base for base in _list_runs(outputs, theme) if same.fullmatch(base.name)]
    runs = [base for base in runs if base.folder != folder and base.has(*NEEDED)]
    return max(runs, key=lambda base: (base.folder / "run.json").stat().st_mtime_ns, default=None)


def _list_runs(outputs: Path, theme: Path) -> list[Base]:
    places = sorted(path.parent for path in outputs.glob("*/run.json") if "--" not in path.parent.name)
    return [_describe_base(place, theme) for place in places]


def _describe_base(folder: Path, theme: Path) -> Base:
    plain = folder.with_name(folder.name.split("--")[0])
    shared = plain if (plain / "run.json").is_file() else folder
    own = shared if theme.stem == DEFAULT_THEME else shared.with_name(f"{shared.name}--{theme.stem}")
    return Base(shared, own, read_json(shared / "run.json").get("inputs", {}).get("dump", ""))
