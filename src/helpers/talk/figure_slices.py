"""The part of a notebook that draws one figure: cut out of its cells, and evaluated on the tables of a run.

What a figure is drawn from stands in the notebook and nowhere else. Its code is straight: a name is set, and what it
stands for is not changed afterwards. So the statements behind a figure are found by going back from the call that
shows it; where one would compute a table that a notebook leaves, the table is read instead.
"""

import ast
import builtins
from collections.abc import Collection
from functools import cache
from typing import Any

from helpers.run.contracts import Contract, find_drawer
from helpers.run.runs import Run, RunError

SHOW = "show_figure"
"""Function by which a notebook shows a figure: it takes the run, the drawing and the figure's name."""


@cache
def cut_slice(contract: Contract, figure: str, tables: frozenset[str]) -> tuple[str, frozenset[str]]:
    """Return the code that sets ``drawing`` to a figure of a notebook, and the ``tables`` that it takes as given.

    Each table stands for the variable of its name. What shows or saves something is left out, since it sets nothing.
    RunError if the notebook does not show the figure.
    """
    body = [part for statement in ast.parse(contract.code).body for part in _split(statement)]
    place, drawn = _find_call(body, figure, contract.name)
    kept: list[ast.stmt] = [ast.Assign([ast.Name("drawing", ast.Store())], drawn)]
    needed, given = _list_names(drawn, ast.Load), set()
    for statement in reversed(body[:place]):
        given |= needed & tables
        needed -= tables | {"run"}
        made = _list_made(statement)
        if not made & needed:
            continue
        kept.append(statement)
        needed -= made if isinstance(statement, ast.Assign | ast.Import | ast.ImportFrom) else set()
        needed |= _list_names(statement, ast.Load)
    missing = needed - tables - {"run"} - set(dir(builtins))
    if missing:
        raise RunError(f"{contract.name} sets no {', '.join(sorted(missing))}, which its figure {figure!r} needs.")
    module = ast.fix_missing_locations(ast.Module(kept[::-1], []))
    return ast.unparse(module), frozenset(given | needed & tables)


def draw_slice(run: Run, figure: str) -> Any:
    """Return what a notebook hands over for a figure, drawn from the run's tables in the style now set."""
    contracts = run.contracts
    drawer = find_drawer(contracts, figure)
    if drawer is None:
        known = ", ".join(sorted(name for contract in contracts.values() for name in contract.figures))
        raise RunError(f"No notebook draws a figure {figure!r}; they draw {known}.")
    tables = frozenset(table for contract in contracts.values() for table in contract.leaves)
    code, given = cut_slice(drawer, figure, tables)
    names: dict[str, Any] = {"run": run} | {table: run.read(table) for table in sorted(given)}
    exec(compile(code, f"<{drawer.name}: {figure}>", "exec"), names)
    return names["drawing"]


def _split(statement: ast.stmt) -> list[ast.stmt]:
    """Split ``a, b = x, y`` into two statements, where neither value uses what the other sets."""
    match statement:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)) if len(names) == len(values):
            if not _list_made(statement) & _list_names(statement.value, ast.Load):
                return [ast.Assign([name], value) for name, value in zip(names, values, strict=True)]
    return [statement]


def _find_call(body: list[ast.stmt], figure: str, notebook: str) -> tuple[int, ast.expr]:
    for place, statement in enumerate(body):
        match statement:
            case ast.Expr(ast.Call(func=ast.Attribute(attr=attr), args=[_, drawn, ast.Constant(value=name)])):
                if attr == SHOW and name == figure:
                    return place, drawn
    raise RunError(f"{notebook} does not show its figure {figure!r}.")


def _list_made(statement: ast.stmt) -> set[str]:
    """Names that a statement sets."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.split(".")[0] for alias in statement.names}
    return _list_names(statement, ast.Store)


def _list_names(node: ast.AST, context: type) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, context)}
