"""What every command on a run takes, ``DUMP``, ``--theme``, ``--set`` and ``--outputs``, and the run that they name."""

import argparse
from typing import Any

from helpers.run.settings import SETTINGS, SettingsError, check_setting


def add_run_options(parser: argparse.ArgumentParser, takes: str = "dump theme outputs") -> None:
    """Let a command take a dump with settings, a theme and a folder of results, or what ``takes`` names of these."""
    if "dump" in takes:
        parser.add_argument("dump", nargs="*", metavar="DUMP", help="file, files or folder (default: the bundled dump)")
        told = "a setting; may be given more than once"
        parser.add_argument("--set", metavar="NAME=VALUE", action="append", default=[], help=told)
        told = "where parts of the work go: local, or the address of a Dask scheduler"
        parser.add_argument("--engine", metavar="ADDRESS", help=told)
    if "theme" in takes:
        parser.add_argument("--theme", metavar="FILE", help="theme file, or the name of one in data/themes")
    if "outputs" in takes:
        parser.add_argument("--outputs", metavar="FOLDER", help="folder of results (default: outputs)")


def open_named_run(options: argparse.Namespace) -> Any:
    """Open the run that a command's options name."""
    from helpers.run.opening import open_run

    settings = read_assignments(options)
    return open_run(options.dump or None, theme=options.theme, outputs=options.outputs, **settings)


def read_assignments(options: argparse.Namespace) -> dict[str, Any]:
    """Return the settings that a command's options give."""
    engine = {"engine": options.engine} if getattr(options, "engine", None) else {}
    return engine | dict(read_assignment(text) for text in options.set)


def read_assignment(text: str) -> tuple[str, Any]:
    """Return name and value of ``seed=7``; the value is read in the type of the setting."""
    name, equals, value = text.partition("=")
    if not equals:
        raise SettingsError(f"--set {text} is not of the form NAME=VALUE.")
    kind = SETTINGS[name].kind if name in SETTINGS else "str"
    readers = {"int": int, "float": float, "bool": lambda v: {"true": True, "false": False}[v.lower()]}
    try:
        read = value.split(",") if kind == "list" else readers.get(kind, str)(value)
    except (ValueError, KeyError):
        read = value
    return name, check_setting(name, read, f"--set {text}")
