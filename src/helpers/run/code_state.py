"""The state of the code on which a notebook rests: the modules that it imports, directly or through others."""

import ast
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent
DRAWING_ROOMS = ("figures", "talk")
"""Rooms that cannot change a table: a change there redraws figures."""

_IMPORT = re.compile(r"^[ \t]*(?:from (helpers[\w.]*) import (\([^)]*\)|[^\n]+)|import (helpers[\w.]+))", re.M)


def find_modules(code: str, *, drawing: bool, package: Path = PACKAGE) -> list[Path]:
    """Return the files of the modules on which a notebook's code cells rest, sorted; with or without those that draw.

    ``from helpers import theme as th`` counts for the names used as ``th.name``; a name that a room passes on stands
    for the module that defines it, not for the whole room.
    """
    waiting = list(_find_named(code, package))
    found: set[Path] = set()
    while waiting:
        file = waiting.pop()
        if file not in found and (drawing or file.relative_to(package).parts[0] not in DRAWING_ROOMS):
            found.add(file)
            waiting.extend(_find_imported(file, package))
    return sorted(found)


def hash_modules(files: Iterable[Path], *, package: Path = PACKAGE) -> str:
    """Return a hash of the names and contents of modules."""
    total = hashlib.sha256()
    for file in files:
        total.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


@cache
def hash_code(code: str, *, drawing: bool) -> str:
    """Return a hash of all modules on which a notebook's code rests, see :func:`find_modules`."""
    return hash_modules(find_modules(code, drawing=drawing))


def _find_named(code: str, package: Path) -> set[Path]:
    """Modules that define the names which a notebook's code takes from the package."""
    # Magics and shell lines are no Python; they import nothing.
    try:
        tree = ast.parse(re.sub(r"^[ \t]*[%!].*$", "", code, flags=re.M))
    except SyntaxError:  # a cell that somebody is in the middle of writing may rest on anything
        return set(package.rglob("*.py"))
    found: set[Path] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "helpers":
                    found |= _find_used(tree, alias.asname or alias.name, alias.name, package)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "helpers":
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                if _find_file(name, package) is None:
                    found |= _resolve(str(node.module), alias.name, package)
                else:
                    found |= _find_used(tree, alias.asname or alias.name, name, package)
    return found


def _find_used(tree: ast.AST, alias: str, module: str, package: Path) -> set[Path]:
    """Modules that define what is used as ``alias.name``."""
    names = {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and ast.unparse(node.value) == alias
    }
    return set().union(*(_resolve(module, name, package) for name in names))


@cache
def _find_imported(file: Path, package: Path) -> set[Path]:
    found: set[Path] = set()
    for module, names, whole in _IMPORT.findall(file.read_text(encoding="utf-8")):
        for name in re.findall(r"(\w+)(?: as \w+)?\s*(?:,|\)|$)", names) if module else [""]:
            found |= _resolve(module or whole, name, package)
    return found


def _resolve(module: str, name: str, package: Path) -> set[Path]:
    """File that defines a name of a module: a module below a room, what a room passes on, or the module itself."""
    below = _find_file(f"{module}.{name}", package)
    if below is not None:
        return {below}
    file = _find_file(module, package)
    if file is None:
        return set()
    passed_on = _read_exports(file).get(name) if file.name == "__init__.py" else None
    return {file} if passed_on is None else _resolve(*passed_on, package)


@cache
def _read_exports(file: Path) -> dict[str, tuple[str, str]]:
    """What an ``__init__`` passes on: module and name by the name under which it is known."""
    return {
        alias.asname or alias.name: (str(node.module), alias.name)
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _find_file(module: str, package: Path) -> Path | None:
    place = package.joinpath(*module.split(".")[1:])
    return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)
