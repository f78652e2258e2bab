"""A grid over axes on which labels find places: free cells near their things, and lines that cross nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

CELL = 3.0
"""Pixels (of 1152 by 648 on a slide) of the grid on which places are compared."""
GAP = 4.0
"""Pixels that stay free around a label."""
NEAR, STUB = 12.0, 16.0
"""Pixels to a thing up to which a label needs no line, and length of a line's level part."""
N_TRIES, N_ORDERS = 400, 4
LINE_COST, LENGTH_COST = 14.0, 0.15
"""What a line, and a pixel of it, weigh in pixels of distance."""


@dataclass
class Spot:
    """A place found for a label, in pixels: its box (x0, y0, x1, y1) and its line, from the thing to the label."""

    box: NDArray
    line: NDArray | None
    thing: NDArray


class Page:
    """The axes as a grid of cells, and how many texts and lines stand on each, for labels and for lines."""

    def __init__(self, ax: Axes) -> None:
        """Lay an empty grid over the axes."""
        self.origin = np.array([ax.bbox.x0, ax.bbox.y0])
        columns, rows = np.maximum(np.floor(np.array(ax.bbox.size) / CELL).astype(int), 1)
        self.shape = (int(rows), int(columns))
        self.covered, self.crossed = np.zeros((2, rows, columns), dtype=np.int16)
        self.spots: dict[int, Spot] = {}

    def find_cells(self, pixels: NDArray) -> tuple[NDArray, NDArray]:
        """Row and column of each place, those outside moved to the rim."""
        columns, rows = np.moveaxis((pixels - self.origin) / CELL, -1, 0).astype(int)
        return np.clip(rows, 0, self.shape[0] - 1), np.clip(columns, 0, self.shape[1] - 1)

    def mark_box(self, box: NDArray, change: int = 1) -> None:
        """Count a text in (or, with -1, out) where it stands and, for labels, in the gap around it."""
        for raster, pad in ((self.covered, GAP), (self.crossed, 1.0)):
            low, high = np.floor((box[:2] - pad - self.origin) / CELL), np.ceil((box[2:] + pad - self.origin) / CELL)
            (left, bottom), (right, top) = np.maximum(low, 0).astype(int), np.maximum(high, 0).astype(int)
            raster[bottom:top, left:right] += change

    def mark_line(self, line: NDArray, change: int = 1) -> None:
        """Count a line in or out, a cell wider on each side, so that none slips through between two cells."""
        rows, columns = self.find_cells(walk(line))
        beside = np.array([(row, column) for row in (-1, 0, 1) for column in (-1, 0, 1)])
        cells = np.unique((np.column_stack([rows, columns])[:, None] + beside).reshape(-1, 2), axis=0)
        inside = ((cells >= 0) & (cells < self.shape)).all(axis=1)
        self.covered[cells[inside, 0], cells[inside, 1]] += change
        self.crossed[cells[inside, 0], cells[inside, 1]] += change

    def put(self, place: int, spot: Spot) -> None:
        """Give a label its place."""
        self.spots[place] = spot
        self._mark(spot, 1)

    def lift(self, place: int) -> None:
        """Take a label away."""
        self._mark(self.spots.pop(place), -1)

    def _mark(self, spot: Spot, change: int) -> None:
        self.mark_box(spot.box, change)
        if spot.line is not None:
            self.mark_line(spot.line, change)

    def fill_dots(self, dots: NDArray, radius: float) -> NDArray[np.bool_]:
        """Cells within ``radius`` pixels of a dot."""
        raster = np.zeros(self.shape, dtype=bool)
        raster[self.find_cells(dots)] = True
        return distance_transform_edt(~raster) * CELL <= radius if len(dots) else raster


@dataclass
class Finder:
    """Finds the best place of one label, given where others stand."""

    page: Page
    size: NDArray
    things: NDArray
    radius: float
    hard: NDArray[np.bool_]
    weights: NDArray | float
    reach: float

    def __post_init__(self) -> None:
        """Compute what does not depend on the other labels: each place's distance to the thing and its ground."""
        self.cells = np.ceil((self.size + 2 * GAP) / CELL).astype(int)[::-1]
        here = np.zeros(self.page.shape)
        here[self.page.find_cells(self.things)] = 1
        touching = _sum_boxes(here, self.cells) > 0.5
        if touching.size == 0 or not touching.any():
            inside = distance_transform_edt(here < 0.5)[: touching.shape[0], : touching.shape[1]]
            self.way = np.asarray(inside) * CELL
        else:
            self.way = np.asarray(distance_transform_edt(~touching)) * CELL
        ground = np.broadcast_to(self.weights, self.page.shape)
        self.cost = self.way + _sum_boxes(ground, self.cells) / self.cells.prod()
        self.cost = self.cost + LINE_COST * (self.way > NEAR + self.radius)
        self.cost[(_sum_boxes(self.hard.astype(float), self.cells) > 0.5) | (self.way > self.reach)] = np.inf

    def find(self) -> tuple[float, Spot] | None:
        """The cheapest place and its cost, or None."""
        if self.cost.size == 0:
            return None
        cost = np.where(_sum_boxes(self.page.covered, self.cells) > 0, np.inf, self.cost)
        rows, columns = _list_best(cost)
        if len(rows) == 0:
            return None
        low = self.page.origin + CELL * np.column_stack([columns, rows]) + GAP
        boxes = np.column_stack([low, low + self.size])
        edges = np.clip(self.things[None], boxes[:, None, :2], boxes[:, None, 2:])
        ways = np.hypot(*np.moveaxis(edges - self.things, 2, 0))
        nearest = ways.argmin(axis=1)
        things, ways = self.things[nearest], ways.min(axis=1)
        lines = _bend(boxes, things, self.radius)
        lengths = np.hypot(*np.moveaxis(np.diff(lines, axis=1), 2, 0)).sum(axis=1)
        touching = ways <= NEAR + self.radius
        hit = self.page.crossed[self.page.find_cells(walk(lines))].any(axis=1)
        total = cost[rows, columns] + np.where(touching, 0.0, LENGTH_COST * lengths)
        total[hit & ~touching] = np.inf
        best = int(total.argmin())
        if not np.isfinite(total[best]):
            return None
        return float(total[best]), Spot(boxes[best], None if touching[best] else lines[best], things[best])


def settle(page: Page, finders: Sequence[Finder]) -> dict[int, Spot]:
    """Place all labels, in several orders while some find no room, then move each to where it is better off."""
    lost, tries = np.zeros(len(finders), dtype=int), []
    for _ in range(N_ORDERS):
        for place in [*page.spots]:
            page.lift(place)
        total = 0.0
        for place in np.argsort(-lost, kind="stable").tolist():
            if found := finders[place].find():
                total += found[0]
                page.put(place, found[1])
        missing = np.array([place not in page.spots for place in range(len(finders))])
        tries.append((missing.tolist(), total, dict(page.spots)))
        if not missing.any():
            break
        lost += missing
    best = min(tries, key=lambda one: one[:2])[2]
    for place in [*page.spots]:
        page.lift(place)
    for place, spot in best.items():
        page.put(place, spot)
    for place in [*best, *best]:
        page.lift(place)
        found = finders[place].find()
        page.put(place, found[1] if found else best[place])
    return page.spots


def _sum_boxes(raster: NDArray, cells: NDArray) -> NDArray:
    """Sum of a raster over the box of so many rows and columns whose first cell is each cell."""
    sums = np.zeros((raster.shape[0] + 1, raster.shape[1] + 1), dtype=raster.dtype if raster.dtype == float else int)
    sums[1:, 1:] = raster.cumsum(axis=0, dtype=sums.dtype).cumsum(axis=1)
    high, wide = cells
    if high > raster.shape[0] or wide > raster.shape[1]:
        return np.zeros((0, 0))
    return sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]


def _list_best(cost: NDArray) -> tuple[NDArray, NDArray]:
    """Row and column of the cheapest place of each block of four by four that has one, of the cheapest blocks."""
    rows, columns = (-(-side // 4) * 4 for side in cost.shape)
    wide = np.full((rows, columns), np.inf)
    wide[: cost.shape[0], : cost.shape[1]] = cost
    blocks = wide.reshape(rows // 4, 4, columns // 4, 4).swapaxes(1, 2).reshape(-1, 16)
    least = blocks.min(axis=1)
    best = np.argsort(least, kind="stable")[:N_TRIES]
    best = best[np.isfinite(least[best])]
    within = blocks[best].argmin(axis=1)
    return 4 * (best // (columns // 4)) + within // 4, 4 * (best % (columns // 4)) + within % 4


def _bend(boxes: NDArray, things: NDArray, radius: float) -> NDArray:
    """Lines from things to the edges of labels: slanted, then level; straight where a label is above or below.

    ``boxes`` has shape (n, 4), ``things`` (n, 2); returned are the start, the bend and the end of each, (n, 3, 2).
    """
    left, bottom, right, top = boxes.T
    x, y = things.T
    beside = np.where(x < left, -1, np.where(x > right, 1, 0))
    ends = np.column_stack(
        [np.select([beside < 0, beside > 0], [left - 2, right + 2], x),
         np.where(beside != 0, (bottom + top) / 2, np.where(y < bottom, bottom - 1, top + 1))]
    )  # fmt: skip
    corners = ends.copy()
    corners[:, 0] += beside * np.minimum(STUB, 0.5 * np.abs(x - ends[:, 0]))
    ways = corners - things
    far = np.maximum(np.hypot(*ways.T), 1e-9)
    starts = things + ways * np.minimum(1.0, (radius + 1.5) / far)[:, None]
    return np.stack([starts, corners, ends], axis=1)


def walk(lines: NDArray, n: int = 64) -> NDArray:
    """Places along lines of shape (…, k, 2), ``n`` on each of their k - 1 parts."""
    steps = np.linspace(0, 1, n)[:, None]
    ends = np.moveaxis(lines, -2, 0)[..., None, :]
    return np.concatenate([a * (1 - steps) + b * steps for a, b in pairwise(ends)], axis=-2)
