"""Opening a run: what was named, what stands beside it, and what was chosen before, to one dump with its settings."""

import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from helpers.run.bases import find_base, find_earlier
from helpers.run.engines import choose_engine
from helpers.run.inputs import (
    BUNDLED_DUMP,
    DEFAULT_THEME,
    SIDECARS,
    choose_run_name,
    claim_folder,
    claim_theme_folder,
    compute_checksum,
    find_dump,
    find_root,
    find_sidecar,
    find_theme,
    list_files,
    list_reader_files,
    read_json,
)  # fmt: skip
from helpers.run.notebook_execution import read_current_run
from helpers.run.provenance import list_versions, read_commit
from helpers.run.runs import CHOICES, Run
from helpers.run.settings import SettingsError, check_setting, combine_settings, read_settings


def open_run(
    dump: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | None = None, *,
    theme: str | os.PathLike[str] | None = None, outputs: str | os.PathLike[str] | None = None, **settings: Any,
) -> Run:  # fmt: skip
    """Open the run of a dump and a theme, and make its folder.

    Parameters
    ----------
    dump : path, or sequence of paths, optional
        A file, several files, or a folder; looked for from the working directory, then from the project's
        folder. None means the current run's dump (``make lab DUMP=…``, ``make run DUMP=…``), else the bundled one.
    theme : str or path, optional
        A theme file, or the name of one in ``data/themes``.
    outputs : path, optional
        Folder for all results; ``outputs`` in the project's folder if not given.
    **settings
        Settings by name, see ``helpers.run.settings.SETTINGS``; None means "not set here".

    Raises
    ------
    RunError, SettingsError
        One sentence that says what is wrong and where.
    """
    current = read_current_run()
    paths = find_dump(dump if dump is not None else current.get("dump") or BUNDLED_DUMP)
    place = Path(outputs or current.get("outputs") or find_root() / "outputs").expanduser().resolve()
    if dump is not None and list(map(str, paths)) != current.get("dump"):
        current = {}  # what was said of another dump holds for that one alone
    told = {key: check_setting(key, value, "The command line") for key, value in current.get("settings", {}).items()}
    called = {key: check_setting(key, value, "The call") for key, value in settings.items() if value is not None}
    sidecars = {kind: path for kind in SIDECARS if (path := find_sidecar(paths, kind)) is not None}
    beside = read_settings(sidecars["settings"]) if "settings" in sidecars else {}
    checksum = compute_checksum(paths)
    shared = claim_folder(place, choose_run_name(paths), checksum)
    chosen = _read_choices(shared / CHOICES) | (called if _is_in_notebook() else {})
    if theme is not None and _is_in_notebook():
        chosen["theme"] = str(theme)
    before = combine_settings(beside, told)
    chosen = {name: value for name, value in chosen.items() if value != before[name]}
    effective = combine_settings(beside, chosen, told, called)
    chosen = {name: value for name, value in chosen.items() if value == effective[name]}
    chosen_theme = None if current.get("fixed") else chosen.get("theme")
    theme_path = find_theme(theme or chosen_theme or current.get("theme") or effective["theme"] or DEFAULT_THEME)
    inputs = {"dump": checksum}
    inputs |= {kind: compute_checksum((path,)) for kind, path in sidecars.items()}
    inputs |= {
        kind: compute_checksum(find_dump(effective[kind])) for kind in ("questions", "against") if effective[kind]
    }
    inputs["theme"] = compute_checksum((theme_path, *list_reader_files(theme_path)))
    if effective["base"]:
        base = find_base(effective["base"], place, theme_path, shared)
    else:
        base = find_earlier(choose_run_name(paths), place, theme_path, shared)
    inputs |= {"base": base.checksum} if base else {}
    folder = claim_theme_folder(shared, theme_path)
    choose_engine(effective["engine"])
    run = Run(
        name=folder.name, paths=paths, dump=list_files(paths), theme=theme_path, settings=MappingProxyType(effective),
        given=MappingProxyType({**told, **called}), chosen=MappingProxyType(chosen), forced=bool(current.get("forced")),
        folder=folder, shared_folder=shared, outputs=place, inputs=MappingProxyType(inputs), base=base,
    )  # fmt: skip
    run.record(
        run={"name": run.name, "dump": [path.name for path in paths], "theme": theme_path.stem}, inputs=inputs,
        settings=effective, base={} if effective["base"] else {"folder": base.name if base else None},
        environment={
            "python": platform.python_version(), "platform": platform.platform(), "git_commit": read_commit(),
            "versions": list_versions(),
        },
    )  # fmt: skip
    return run


def _read_choices(path: Path) -> dict[str, Any]:
    """Return the settings that were chosen in notebooks; what cannot be used any more is left out."""
    found = {}
    for name, value in read_json(path).items():
        try:
            found[name] = check_setting(name, value, str(path))
        except SettingsError:
            continue
    return found


def _is_in_notebook() -> bool:
    """Tell whether a kernel of Jupyter runs this, for a person or for the series."""
    return "ipykernel" in sys.modules and getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)() is not None
