"""Soft ground behind groups of dots: where most of each group's dots lie close together."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

HULL = "hull"
"""The gid of a hull, whose colour stays as faint on dark."""
CELL = 6.0
"""Pixels of the grid on which dots are counted."""
INSIDE = 0.8
"""Least share of a group's dots on its ground."""
ISLAND = 0.1
"""Least share of a group's dots on a part of its ground that lies apart."""
NARROW, WIDE = 9.0, 24.0
"""Least and largest spread of one dot, in pixels (standard deviation)."""
OPACITY = 0.13


def draw_hulls(ax: Axes, dots: NDArray, groups: NDArray, colours: dict[int, str]) -> NDArray[np.bool_]:
    """Draw the ground of each group of ``colours``, and return which dots lie on the ground of their own group.

    ``dots``, of shape (n, 2), are in data units, whose limits must be settled; ``groups`` has the group of each. A
    ground is where a kernel density of the group's dots exceeds that at four fifths of them, at least three dots.
    """
    low, high = np.array([ax.bbox.x0, ax.bbox.y0]), np.array([ax.bbox.x1, ax.bbox.y1])
    columns, rows = np.maximum(((high - low) / CELL).astype(int), 4) + 1
    x, y = np.linspace(low[0], high[0], columns), np.linspace(low[1], high[1], rows)
    inside = np.zeros(len(dots), dtype=bool)
    for group, colour in colours.items():
        mine = np.flatnonzero(groups == group)
        if len(mine) < 3:
            continue
        places = ax.transData.transform(dots[mine])
        density, cells = _spread(places, x, y)
        level = float(np.quantile(density[cells], 1 - INSIDE, method="lower"))
        density, inside[mine] = _drop_islands(density, cells, level)
        path = _trace(ax, density, x, y, level * 0.999)
        ax.add_artist(PathPatch(path, facecolor=to_rgba(colour, OPACITY), edgecolor="none", gid=HULL, zorder=0.5))
    return inside


def _spread(places: NDArray, x: NDArray, y: NDArray) -> tuple[NDArray, tuple[NDArray, NDArray]]:
    """The density of dots on a grid, and the row and column of each of them."""
    from scipy.ndimage import gaussian_filter

    step = np.array([x[1] - x[0], y[1] - y[0]])
    typical = np.median(np.hypot(*(places - np.median(places, axis=0)).T))
    width = np.clip(0.9 * typical * len(places) ** (-1 / 6), NARROW, WIDE)
    columns, rows = np.clip(np.round((places - (x[0], y[0])) / step).astype(int), 0, (len(x) - 1, len(y) - 1)).T
    counts = np.zeros((len(y), len(x)))
    np.add.at(counts, (rows, columns), 1.0)
    return gaussian_filter(counts, width / step[::-1], mode="constant"), (rows, columns)


def _drop_islands(density: NDArray, cells: tuple[NDArray, NDArray], level: float) -> tuple[NDArray, NDArray[np.bool_]]:
    """The density without islands of few dots, and which dots are on what remains."""
    from scipy.ndimage import label

    islands, _ = label(density >= level)
    own = islands[cells]
    sizes = np.bincount(own)
    sizes[0] = 0
    kept = np.flatnonzero(sizes >= min(max(2, ISLAND * len(own)), sizes.max()))
    return np.where((islands == 0) | np.isin(islands, kept), density, 0.0), np.isin(own, kept)


def _trace(ax: Axes, density: NDArray, x: NDArray, y: NDArray, level: float) -> Path:
    """The outline, in data units and with its holes, of where a density is above a level."""
    corners = ax.transData.inverted().transform(np.column_stack([x[[0, -1]], y[[0, -1]]]))
    (left, bottom), (right, top) = corners.tolist()
    across, up = np.linspace(left, right, len(x)), np.linspace(bottom, top, len(y))
    drawn = ax.contourf(across, up, density, levels=[level, 2 * float(density.max())])
    path = drawn.get_paths()[0]
    drawn.remove()
    return path
