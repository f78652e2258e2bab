"""The part of a notebook that draws one figure: cut out of its cells, and evaluated on the tables of a run.

What a figure is drawn from stands in the notebook and nowhere else. Its code is straight: a name is set, and what it
stands for is not changed afterwards. So the statements behind a figure are found by going back from the call that
shows it; where one would compute a table that a notebook leaves, the table is read instead.
"""

import ast
import builtins
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from helpers.run.contracts import Contract, find_drawer
from helpers.run.inputs import RunError, read_json
from helpers.run.runs import Run

if TYPE_CHECKING:
    from helpers.figures.drawing import Drawing

SHOW = "show_figure"
"""Function by which a notebook shows a figure: it takes the run, the drawing and the figure's name."""
PARTS = dict.fromkeys(("keyness", "tested", "senses", "sides"), "contrasts")
"""Variables that are parts of a table in the notebook that leaves it."""


@dataclass(frozen=True)
class Slice:
    """What draws one figure of a notebook."""

    notebook: str
    figure: str
    code: str
    """Statements that set what the figure is drawn from."""
    drawn: str
    """The expression that draws it."""
    given: frozenset[str]
    """Names that the code finds set: tables, and parts of tables."""

    @property
    def source(self) -> str:
        """The function that draws it, by room and name."""
        match ast.parse(self.drawn, mode="eval").body:
            case ast.Call(func=ast.Attribute(attr=name)):
                return f"figures.{name}"
        return ""

    @property
    def tables(self) -> list[str]:
        """The tables that it rests on."""
        return sorted({PARTS.get(name, name) for name in self.given})


def find_slice(run: Run, figure: str) -> Slice:
    """Return what draws a figure; RunError names the figures, with the titles that the run has, if there is none."""
    contracts = run.contracts
    drawer = find_drawer(contracts, figure)
    if drawer is None:
        raise RunError(f"No notebook draws a figure {figure!r}. There are:\n{list_titles(run)}")
    tables = frozenset(table for contract in contracts.values() for table in contract.leaves)
    parts = frozenset(part for part, table in PARTS.items() if table in drawer.leaves)
    return cut_slice(drawer, figure, tables | parts)


@cache
def cut_slice(contract: Contract, figure: str, given: frozenset[str]) -> Slice:
    """Cut what draws a figure out of a notebook, where all names of ``given`` are set already.

    What shows or saves something is left out, since it sets nothing. RunError if the notebook does not show the figure.
    """
    body = [part for statement in ast.parse(contract.code).body for part in _split(statement)]
    place, drawn = _find_call(body, figure, contract.name)
    kept: list[ast.stmt] = []
    needed, used, known = _list_names(drawn, ast.Load), set(), given | {"run"}
    for statement in reversed(body[:place]):
        used, needed = used | needed & given, needed - known
        made = _list_made(statement)
        if made & needed:
            kept.append(statement)
            needed -= made if isinstance(statement, ast.Assign | ast.Import | ast.ImportFrom) else set()
            needed |= _list_names(statement, ast.Load)
    used |= needed & given
    if missing := needed - known - set(dir(builtins)):
        raise RunError(f"{contract.name} sets no {', '.join(sorted(missing))}, which its figure {figure!r} needs.")
    code = ast.unparse(ast.fix_missing_locations(ast.Module(kept[::-1], [])))
    return Slice(contract.name, figure, code, ast.unparse(drawn), frozenset(used))


def open_slice(run: Run, figure: str) -> "Callable[[], Drawing]":
    """Read and compute what a figure is drawn from; return the function that draws it, in the style then set.

    A table that is missing, or was made from something else, is made first, as ever.
    """
    from helpers.keywords.contrasts import split_contrasts

    found = find_slice(run, figure)
    read = {table: run.read(table) for table in found.tables}
    names: dict[str, Any] = {"run": run} | read
    names |= split_contrasts(read["contrasts"]) if found.given & PARTS.keys() else {}
    place = f"<{found.notebook}: {figure}>"
    exec(compile(found.code, place, "exec"), names)
    drawn = compile(found.drawn, place, "eval")
    return lambda: eval(drawn, names)


def redraw(run: Run, figure: str) -> "Drawing":
    """Draw a figure of a run anew from its tables, in seconds; no notebook is executed where the tables exist.

    Parameters
    ----------
    run : Run
        The run, whose settings name the style.
    figure : str
        The figure's name, like "topic_map".

    Returns
    -------
    Drawing
        What the notebook shows: axes, numbers, title and all other words. Nothing is saved.

    Raises
    ------
    RunError
        If no notebook draws a figure of that name; it lists those that there are.
    """
    from helpers.figures.figure_copies import styling

    draw = open_slice(run, figure)
    with styling(run):
        return draw()


def renew_figures(run: Run) -> None:
    """Draw what is missing in the run's style, or came from other inputs or settings, or has no ``body`` yet.

    No notebook is executed where the tables exist, so that a run on light has its dark figures in seconds, beside them.
    """
    from tqdm.auto import tqdm

    from helpers.figures.drawing import keep_figure
    from helpers.figures.figure_copies import styling

    names = [name for contract in run.contracts.values() for name in contract.figures]
    stale = [name for name in names if name not in run.find_left_out() and not _is_ready(run, name)]
    for name in tqdm(stale, unit="figure", disable=None, leave=False):
        draw = open_slice(run, name)
        if not _is_ready(run, name):  # a notebook that had to make a table has drawn it too
            with styling(run):
                keep_figure(run, draw(), name)


def list_titles(run: Run) -> str:
    """Name all figures in lines, in the order of the notebooks, each with what it found in this run."""
    left_out, lines = run.find_left_out(), []
    for contract in sorted(run.contracts.values(), key=lambda contract: contract.name):
        for name in contract.figures:
            told = read_json(run.place_figure(name).with_suffix(".json")).get("title", "not drawn yet")
            lines.append(f"  {name:<20}{left_out.get(name, told)}")
    return "\n".join(lines)


def _is_ready(run: Run, figure: str) -> bool:
    return run.is_current(figure) and "body" in read_json(run.place_figure(figure).with_suffix(".json"))


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
