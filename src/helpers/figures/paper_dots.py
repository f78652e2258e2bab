"""One dot a paper: whose dots a figure has, how many a cell, hollow for those not sure, and where they stand."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.marks import mark_points
from helpers.figures.style import (
    ACCENT,
    INK,
    KEY_POINTS,
    measure_inches,
    new_axes,
    offset_text,
    say_nothing,
    scale_area,
    scale_points,
)
from helpers.stats.estimates import MIN_GROUP
from helpers.text.wordings import count, plural

MAX_DOTS = 400
"""Papers above which a dot stands for several."""
MAX_DEPTH, MAX_PITCH, SPACE = 6, 0.24, 0.1
"""Dots above each other at most; inches of a slide between two dots at most, and beside the dots of a cell."""
BESIDE = 10
"""Points of a slide between a panel and the counts beside it."""


def tell_too_few(n: int, what: str = "a reading") -> Axes | None:
    """Axes with one sentence where fewer than ``MIN_GROUP`` papers have what a figure needs, else None."""
    if n >= MIN_GROUP:
        return None
    told = f"Only {count(n, 'paper')} {plural('has', n, 'have')} {what}; this figure takes {MIN_GROUP} or more."
    return say_nothing(new_axes(), told if n else f"No paper has {what}, so there is nothing to draw.")


def join_titles(theme: pd.DataFrame, papers: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The papers that have a reading: ``paper_id``, ``title`` and columns of the table ``theme``."""
    read = theme.loc[theme["sense"].notna(), ["paper_id", *columns]].astype(dict.fromkeys(columns, object))
    return papers[["paper_id", "title"]].merge(read, on="paper_id", validate="1:1")


def choose_papers_per_dot(n_papers: int) -> int:
    """Papers that one dot stands for: 1 up to ``MAX_DOTS`` papers, then so many that half as many dots are drawn."""
    return 1 if n_papers <= MAX_DOTS else int(np.ceil(n_papers / (MAX_DOTS / 2)))


def describe_dots(per_dot: int) -> str:
    """What a dot stands for, as the label of an axis says it."""
    unit = "one dot a paper" if per_dot == 1 else f"one dot about {per_dot} papers"
    return f"{unit} · hollow: not sure"


def count_dots(cell: pd.DataFrame, per_dot: int) -> tuple[int, int]:
    """Full and hollow dots of the papers of one cell (by ``uncertain``); a cell with papers has at least one dot."""
    n, unsure = len(cell), int(cell["uncertain"].sum())
    if per_dot == 1 or n == 0:
        return n - unsure, unsure
    dots = max(1, round(n / per_dot))
    hollow = min(dots, round(dots * unsure / n))
    return dots - hollow, hollow


def deal_papers(cell: pd.DataFrame, numbers: tuple[int, int]) -> list[list[str]]:
    """Which papers of a cell each dot stands for, of its numbers of full and hollow dots (:func:`count_dots`)."""
    ids, unsure = cell["paper_id"].to_numpy(dtype=object), cell["uncertain"].to_numpy(dtype=bool)
    parts = list(zip((ids[~unsure], ids[unsure]), numbers, strict=True))
    if not all(numbers):  # one kind of dots stands for all
        parts = [(np.concatenate([ids[~unsure], ids[unsure]]), sum(numbers))]
    return [part.tolist() for mine, n in parts if n for part in np.array_split(mine, n)]


def place_dots(n: int, depth: int) -> tuple[np.ndarray, np.ndarray]:
    """Columns and levels of ``n`` dots piled up ``depth`` high, as whole numbers from 0."""
    return np.divmod(np.arange(n), depth)


class Places(NamedTuple):
    """How many dots stand above each other, how far apart, and where columns start and end, in inches of a slide."""

    depth: int
    pitch: float
    starts: dict[str, float]
    widths: dict[str, float]


def choose_places(
    n_rows: int, cells: Mapping[tuple[Any, str], tuple[int, int]], least: Mapping[str, float], width: float,
    height: float,
) -> Places:  # fmt: skip
    """Fit the dots of all cells (row, column) into a panel of a size in inches of a slide.

    Columns stand in the order of ``least``, the inches that each needs for its name; what is left over goes to all
    alike, since names of papers need it.
    """
    row = height / max(n_rows, 1)
    for depth in range(1, MAX_DEPTH + 1):
        pitch = min(row * 0.86 / depth, MAX_PITCH)
        longest = {v: max(-(-sum(n) // depth) for (_, w), n in cells.items() if w == v) for v in least}
        widths = {v: max(least[v], pitch * longest[v] + 2 * SPACE) for v in least}
        if sum(widths.values()) <= max(width, sum(least.values())):
            break
    if sum(widths.values()) > width:
        spare = max(width - sum(least.values()), 0.0)
        extra = {v: max(widths[v] - least[v], 0.0) for v in least}
        widths = {v: least[v] + spare * extra[v] / max(sum(extra.values()), 1e-9) for v in least}
        pitch = min(pitch, *((widths[v] - 2 * SPACE) / max(longest[v], 1) for v in least))
    spare = (width - sum(widths.values())) / len(widths)
    widths = {v: w + spare for v, w in widths.items()}
    starts = dict(zip(widths, np.cumsum([0.0, *list(widths.values())[:-1]]).tolist(), strict=True))
    return Places(depth, pitch, starts, widths)


def draw_cell(
    ax: Axes, start: float, r: int, numbers: tuple[int, int], places: Places, row: float, colour: str,
    papers: Sequence[Sequence[str]] = (), label: str = "",
) -> None:  # fmt: skip
    """Draw the full and the hollow dots of a cell of row ``r``, which is ``row`` inches high, from ``start`` on.

    ``papers`` are those of each dot, as :func:`deal_papers` gives them, and ``label`` says where they stand.
    """
    depth, pitch = min(places.depth, max(sum(numbers), 1)), places.pitch
    columns, levels = place_dots(sum(numbers), depth)
    x, y = start + SPACE + pitch / 2 + columns * pitch, r + (levels - (depth - 1) / 2) * pitch / row
    scatter_dots(ax, x, y, numbers[0], colour, inches=pitch * 0.78, line=min(1.8, 12 * pitch))
    mark_points(ax, x, y, papers, inches=pitch, label=label)


def scatter_dots(ax: Axes, x: np.ndarray, y: np.ndarray, n_full: int, colour: str, *, inches: float, line: float):
    """Draw dots: the first ``n_full`` full, the others hollow; of a width in inches and lines in points of a slide."""
    for part, face in ((slice(n_full), colour), (slice(n_full, None), "none")):
        if len(x[part]):
            look = {"facecolors": face, "edgecolors": colour, "linewidths": scale_points(line)}
            ax.scatter(x[part], y[part], s=scale_area((inches * 72) ** 2), **look)


def list_names(names: Iterable[str], width: int) -> str:
    """Return names with dots between them, as many as a width in letters holds, and how many more there are."""
    left, told = [str(name) for name in names], []
    while left and (not told or sum(map(len, told)) + 3 * len(told) + len(left[0]) <= width):
        told.append(left.pop(0))
    return " · ".join([*told, f"{len(left)} more"] if left else told)


def write_sought(ax: Axes, rows: pd.DataFrame, keys: Collection[int] = ()) -> None:
    """Write beside each row how many papers seek the first pole (``sought`` of ``n_named``), and what is known of it.

    The same words for the same numbers in every figure: counts flush right, intervals behind them flush left. Rows that
    a title speaks of, at the places ``keys``, are larger.
    """
    large: dict[str, Any] = {"color": ACCENT, "weight": "bold", "size": scale_points(KEY_POINTS)}
    place: dict[str, Any] = {"xycoords": ax.get_yaxis_transform(), "va": "center"}
    looks: list[dict[str, Any]] = [large if r in keys else {"color": INK} for r in range(len(rows))]
    end, counts = BESIDE, []
    for r, row in enumerate(rows.itertuples()):
        told = f"{row.sought:,} of {row.n_named:,}" if row.n_named else "none names it"
        text = ax.annotate(told, (1, r), **offset_text(BESIDE), **place, **looks[r])
        if row.n_named:
            counts.append(text)
            end = max(end, BESIDE + 72 * measure_inches(text)[0])
    for text in counts:
        text.set(ha="right", position=(scale_points(end), 0))
    for r, row in enumerate(rows.itertuples()):
        if np.isfinite(row.low):
            told = f"· {100 * row.low:.0f}–{100 * row.high:.0f}%"
            ax.annotate(told, (1, r), **offset_text(end + 5), **place, **looks[r])
