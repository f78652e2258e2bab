"""Which papers stand behind a dot, a bar, a cell or a row of a figure, and where that is in the picture."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

INFINITE = float("inf")
DIGITS = 4
"""Decimals of a share of the picture: a fifth of a pixel of a slide."""

Found = tuple[dict[str, list[Any]], list[dict[str, Any]]]


def mark_points(
    ax: Axes, x: ArrayLike, y: ArrayLike, papers: Sequence[str] | Sequence[Sequence[str]], *, inches: float = 0.0,
    label: str = "",
) -> None:  # fmt: skip
    """Say which paper each dot stands for, in the coordinates of the axes' data.

    A dot may stand for several papers, as a list: then it is a small box, ``inches`` wide, under ``label``. Without
    ``papers`` nothing is marked.
    """
    if not len(papers):
        return
    points, listed = np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)]), list(papers)

    def find(size: np.ndarray) -> Found:
        dots: dict[str, list[Any]] = {"x": [], "y": [], "papers": []}
        boxes = []
        for (across, up), mine in zip(ax.transData.transform(points).tolist(), listed, strict=True):
            mine = [mine] if isinstance(mine, str) else list(mine)
            if len(mine) == 1 and np.isfinite([across, up]).all():
                dots["x"].append(round(across / size[0], DIGITS))
                dots["y"].append(round(1 - up / size[1], DIGITS))
                dots["papers"].append(str(mine[0]))
            elif len(mine) > 1:
                half = inches * get_figure(ax).dpi / 2
                boxes += _describe_box((across - half, up - half, across + half, up + half), size, mine, label)
        return dots, boxes

    _keep(ax, find)


def mark_box(
    axes: Axes | Sequence[Axes], box: tuple[float, float, float, float], papers: Iterable[str], label: str
) -> None:
    """Say which papers a box stands for: its left, lower, right and upper end in the data of the (first) axes.

    An infinite end is that of the axes; to the left and the right that of all axes with what is written beside them.
    """
    mine, all_axes = list(papers), [axes] if isinstance(axes, Axes) else list(axes)
    if not mine:
        return

    def find(size: np.ndarray) -> Found:
        first = all_axes[0]
        ends = np.array([[box[0], box[1]], [box[2], box[3]]], dtype=float)
        finite = first.transData.transform(np.where(np.isfinite(ends), ends, 0.0))
        whole = np.array([[first.bbox.x0, first.bbox.y0], [first.bbox.x1, first.bbox.y1]])
        if not np.isfinite(ends[:, 0]).all():
            around = [_measure_whole(ax) for ax in all_axes]
            whole[:, 0] = min(left for left, _ in around), max(right for _, right in around)
        (left, low), (right, high) = np.where(np.isfinite(ends), finite, whole)
        return {}, _describe_box((left, low, right, high), size, mine, label)

    _keep(all_axes[0], find)


def mark_rows(
    axes: Axes | Sequence[Axes], papers: Iterable[Iterable[str]], labels: Iterable[str], *, half: float = 0.5
) -> None:
    """Say which papers each row stands for; rows are at 0, 1, 2 … and as wide as the axes with what is beside them."""
    for place, (mine, label) in enumerate(zip(papers, labels, strict=True)):
        mark_box(axes, (-INFINITE, place - half, INFINITE, place + half), mine, label)


def collect_marks(figure: Figure) -> dict[str, Any]:
    """Return all marks of a figure whose layout is settled, in shares of its width from the left and height from above.

    ``points`` holds ``x``, ``y`` and ``papers``, one paper a point; ``boxes`` is a list of ``left``, ``top``,
    ``right``, ``bottom``, ``label`` and ``papers``.
    """
    size = np.array([figure.bbox.width, figure.bbox.height])
    points: dict[str, list[Any]] = {"x": [], "y": [], "papers": []}
    boxes: list[dict[str, Any]] = []
    for find in vars(figure).get("paper_marks", ()):
        dots, found = find(size)
        for name, values in dots.items():
            points[name] += values
        boxes += found
    return {"points": points, "boxes": boxes}


def get_figure(ax: Any) -> Figure:
    """Return the whole figure of axes, of an array of them, or of a figure."""
    if hasattr(ax, "savefig"):
        return ax
    first = ax if hasattr(ax, "get_figure") else np.asarray(ax, dtype=object).ravel()[0]
    return first.get_figure(root=True)


def _keep(ax: Axes, find: Callable[[np.ndarray], Found]) -> None:
    # On the figure itself, so that marks go when it goes.
    vars(get_figure(ax)).setdefault("paper_marks", []).append(find)


def _measure_whole(ax: Axes) -> tuple[float, float]:
    """Left and right end of axes with the names of their rows and the columns beside them, in pixels."""
    texts = [*ax.get_yticklabels(), *ax.texts] if ax.axison else [*ax.texts]
    boxes = [text.get_window_extent() for text in texts if text.get_text().strip() and text.get_visible()]
    return min([ax.bbox.x0, *(box.x0 for box in boxes)]), max([ax.bbox.x1, *(box.x1 for box in boxes)])


def _describe_box(
    ends: tuple[float, float, float, float], size: np.ndarray, papers: Sequence[str], label: str
) -> list[dict[str, Any]]:
    """A box in shares of the picture, within its edges; none where an end is not known."""
    if not np.isfinite(ends).all():
        return []
    (left, right), (low, high) = (sorted(np.clip(ends[i::2] / size[i], 0, 1).tolist()) for i in (0, 1))
    sides = {"left": left, "top": 1 - high, "right": right, "bottom": 1 - low}
    told = {"label": " ".join(str(label).split()), "papers": [str(paper) for paper in papers]}
    return [{name: round(side, DIGITS) for name, side in sides.items()} | told]
