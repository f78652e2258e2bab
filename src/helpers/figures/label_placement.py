"""Labels beside the things that they name: in free space, joined by lines that cross nothing, the first ones surest.

Labels have the gid "label". A line that joins one to its thing has the gid "leader" and, as matplotlib's own label,
"_leader x y", the place of the thing in data units; it runs from the thing to the edge of its label, the last part
level. :func:`find_leader_problems` checks a drawn figure by these marks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import distance_transform_edt

from helpers.figures.text_layout import GREY, find_visible_texts, freeze_layout, legible, shorten

LABEL, LEADER = "label", "leader"
FAR = 12.0
"""Pixels, beyond the rim of a dot, that an end of a line may be from what it belongs to."""
CELL = 3.0
"""Pixels (of 1152 by 648 on a slide) of the grid on which places are compared."""
GAP = 4.0
"""Pixels that stay free around a label."""
NEAR, STUB = 12.0, 16.0
"""Pixels to a thing up to which a label needs no line, and length of a line's level part."""
N_TRIES, N_ORDERS = 400, 6
LINE_COST, LENGTH_COST, STRANGE_COST, COVER_COST = 14.0, 0.15, 60.0, 600.0
"""What weighs as much as so many pixels of distance: a line, a pixel of it, a label all over the ground of others, and
one all over dots."""


@dataclass
class _Spot:
    """A place found for a label, in pixels: its box (x0, y0, x1, y1) and its line, from the thing to the label."""

    box: NDArray
    line: NDArray | None
    thing: NDArray


class _Page:
    """The axes as a grid of cells, and how many texts and lines stand on each, for labels and for lines."""

    def __init__(self, ax: Axes) -> None:
        """Lay an empty grid over the axes."""
        self.origin = np.array([ax.bbox.x0, ax.bbox.y0])
        columns, rows = np.maximum(np.floor(np.array(ax.bbox.size) / CELL).astype(int), 1)
        self.shape = (int(rows), int(columns))
        self.covered, self.crossed = np.zeros((2, rows, columns), dtype=np.int16)
        self.spots: dict[int, _Spot] = {}

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
        rows, columns = self.find_cells(_walk(line))
        beside = np.array([(row, column) for row in (-1, 0, 1) for column in (-1, 0, 1)])
        cells = np.unique((np.column_stack([rows, columns])[:, None] + beside).reshape(-1, 2), axis=0)
        inside = ((cells >= 0) & (cells < self.shape)).all(axis=1)
        self.covered[cells[inside, 0], cells[inside, 1]] += change
        self.crossed[cells[inside, 0], cells[inside, 1]] += change

    def put(self, place: int, spot: _Spot) -> None:
        """Give a label its place."""
        self.spots[place] = spot
        self._mark(spot, 1)

    def lift(self, place: int) -> None:
        """Take a label away."""
        self._mark(self.spots.pop(place), -1)

    def _mark(self, spot: _Spot, change: int) -> None:
        self.mark_box(spot.box, change)
        if spot.line is not None:
            self.mark_line(spot.line, change)

    def fill_dots(self, dots: NDArray, radius: float) -> NDArray[np.bool_]:
        """Cells within ``radius`` pixels of a dot."""
        raster = np.zeros(self.shape, dtype=bool)
        raster[self.find_cells(dots)] = True
        return distance_transform_edt(~raster) * CELL <= radius if len(dots) else raster


def place_labels(
    ax: Axes, x: ArrayLike, y: ArrayLike, labels: Sequence[str], *, colours: Sequence[str] | None = None,
    sizes: Sequence[float] | None = None, weight: str | Sequence[str] = "normal", styles: Sequence[str] | None = None,
    x_avoid: ArrayLike | None = None, y_avoid: ArrayLike | None = None, groups: ArrayLike | None = None,
    anchors: Sequence[NDArray] | None = None, coverable: bool = False, reach: float = 0.45,
) -> list[Text | None]:  # fmt: skip
    """Write labels near their points, without overlap and inside the axes, the first ones surest of a place.

    Call it last: the layout is settled and frozen first, since what overlaps depends on it. A label stands as near to
    its thing as free space allows; where that is not beside it, a line leads there that crosses no text and no other
    line. No label is left out for a later one: of several orders of placing, the one is kept that places the first
    labels, of equals the one with the shortest ways. The same input gives the same places.

    Parameters
    ----------
    x, y : array of shape (n,)
        The things, in data units.
    colours, sizes, weight, styles : sequences of length n
        Of the labels; sizes in points, the style's if not given.
    x_avoid, y_avoid : array of shape (m,)
        Dots that labels keep off; the labels' own points if not given.
    groups : array of int of shape (m,)
        Which label each dot belongs to (-1: none); a label also keeps off the ground between dots of others.
    anchors : sequence of n arrays of shape (k, 2)
        More than one place of each thing; its label goes to whichever is nearest.
    coverable : bool
        Whether a label may cover dots, of which many fill a map, where that spares a long way.
    reach : float
        Longest way from a thing to its label, as a share of the width of the axes.

    Returns
    -------
    list of Text or None
        In the order given; None for a label without room.
    """
    if len(labels) == 0:
        return []
    freeze_layout(ax.figure)
    points = np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
    texts = _write_texts(ax, labels, colours, sizes, weight, styles)
    page = _open_page(ax, texts)
    to_pixels = ax.transData.transform
    dots = to_pixels(points if x_avoid is None else np.column_stack([np.asarray(x_avoid), np.asarray(y_avoid)]))
    owners = np.full(len(dots), -1) if groups is None else np.asarray(groups)
    things = [to_pixels(points[i] if anchors is None else anchors[i]).reshape(-1, 2) for i in range(len(texts))]
    radius = _measure_dots(ax)
    hard = np.zeros(page.shape, dtype=bool) if coverable else page.fill_dots(dots, radius + 2)
    covered = page.fill_dots(dots, radius + 1).astype(float)
    finders = []
    for place, text in enumerate(texts):
        size = np.array(text.get_window_extent().size)
        strange = page.fill_dots(dots[(owners != place) & (owners >= 0)], radius + 9) if groups is not None else 0.0
        weights = COVER_COST * covered * coverable + STRANGE_COST * strange
        finders.append(_Finder(page, size, things[place], radius, hard, weights, reach * ax.bbox.width))
    spots = _settle(page, finders)
    for place, text in enumerate(texts):
        if place in spots:
            _draw_spot(ax, text, spots[place])
        else:
            text.remove()
    return [text if place in spots else None for place, text in enumerate(texts)]


@dataclass
class _Finder:
    """Finds the best place of one label, given where others stand."""

    page: _Page
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

    def find(self) -> tuple[float, _Spot] | None:
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
        hit = self.page.crossed[self.page.find_cells(_walk(lines))].any(axis=1)
        total = cost[rows, columns] + np.where(touching, 0.0, LENGTH_COST * lengths)
        total[hit & ~touching] = np.inf
        best = int(total.argmin())
        if not np.isfinite(total[best]):
            return None
        return float(total[best]), _Spot(boxes[best], None if touching[best] else lines[best], things[best])


def _settle(page: _Page, finders: Sequence[_Finder]) -> dict[int, _Spot]:
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


def _write_texts(ax: Axes, labels, colours, sizes, weight, styles) -> list[Text]:
    written = []
    for place, label in enumerate(labels):
        written.append(
            ax.text(
                0, 0, "\n".join(map(legible, str(label).split("\n"))), ha="left", va="bottom", gid=LABEL,
                color=colours[place] if colours is not None else mpl.rcParams["text.color"],
                size=sizes[place] if sizes is not None else mpl.rcParams["font.size"],
                weight=weight if isinstance(weight, str) else weight[place],
                style=styles[place] if styles is not None else "normal", linespacing=1.05, zorder=3,
            )  # fmt: skip
        )
    return written


def _open_page(ax: Axes, texts: Sequence[Text]) -> _Page:
    """The grid of the axes, with the texts and lines that are there before the labels."""
    page = _Page(ax)
    figure = ax.figure.get_figure(root=True) or ax.figure
    for text in find_visible_texts(figure):
        if text not in texts and text.get_text().strip():
            page.mark_box(np.array(text.get_window_extent().extents))
    for line in ax.lines:
        if line.get_gid() == LEADER:
            page.mark_line(ax.transData.transform(line.get_xydata()))
    return page


def _measure_dots(ax: Axes) -> float:
    """Radius of the largest dots of the axes, in pixels."""
    drawn = [getattr(dots, "get_sizes", list)() for dots in ax.collections]
    largest = max((float(np.max(own)) for own in drawn if len(own)), default=0.0)
    return float(np.sqrt(largest / np.pi)) * ax.figure.dpi / 72


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


def _walk(lines: NDArray) -> NDArray:
    """Places along lines of shape (…, 3, 2): start, bend, end."""
    parts = []
    for part, n in ((0, 96), (1, 8)):
        steps = np.linspace(0, 1, n)[:, None]
        parts.append(lines[..., part, None, :] * (1 - steps) + lines[..., part + 1, None, :] * steps)
    return np.concatenate(parts, axis=-2)


def _draw_spot(ax: Axes, text: Text, spot: _Spot) -> None:
    """Move a label to its place, its lines flush on the side of its thing, and draw the line that leads there."""
    left, bottom, right, _ = spot.box
    side = "left" if spot.thing[0] < left else "right" if spot.thing[0] > right else "center"
    at = {"left": left, "right": right, "center": (left + right) / 2}[side]
    x, y = ax.transData.inverted().transform((at, bottom))
    text.set(x=x, y=y, ha=side, multialignment=side)
    offset = bottom - text.get_window_extent().y0  # what letters below the line take
    text.set_y(ax.transData.inverted().transform((at, bottom + offset))[1])
    if spot.line is not None:
        ends = ax.transData.inverted().transform(spot.line)
        x, y = ax.transData.inverted().transform(spot.thing).tolist()
        ax.plot(
            ends[:, 0], ends[:, 1], color=GREY, linewidth=mpl.rcParams["axes.linewidth"], zorder=2.5, gid=LEADER,
            label=f"_{LEADER} {x!r} {y!r}", scalex=False, scaley=False, solid_capstyle="round",
        )  # fmt: skip


def find_leader_problems(figure: Figure) -> list[str]:
    """Say which lines to labels cross a text or end far from their label or thing, a sentence a problem."""
    lines = [line for ax in figure.axes for line in ax.lines if line.get_gid() == LEADER and line.get_visible()]
    if not lines:
        return []
    texts = [text for text in find_visible_texts(figure) if text.get_text().strip()]
    boxes = np.array([text.get_window_extent().extents for text in texts]).reshape(-1, 4)
    labels = [place for place, text in enumerate(texts) if text.get_gid() == LABEL]
    problems = []
    for line in lines:
        path = line.axes.transData.transform(line.get_xydata())
        away = _measure_ways(path[-1:], boxes)[0]
        own = min(labels, key=lambda place: away[place], default=None)
        if own is None or away[own] > FAR:
            problems.append("A line to a label ends far from any label.")
            continue
        name = repr(shorten(texts[own].get_text(), 40))
        thing = line.axes.transData.transform([float(part) for part in str(line.get_label()).split()[1:3]])
        if float(np.hypot(*(path[0] - thing))) > FAR + _measure_dots(line.axes):
            problems.append(f"The line to {name} ends far from its thing.")
        inside = (_measure_ways(_walk(path), boxes + (1, 1, -1, -1)) <= 0).any(axis=0)
        problems += [
            f"The line to {name} crosses {shorten(texts[place].get_text(), 40)!r}."
            for place in np.flatnonzero(inside)
            if place != own
        ]
    return problems


def _measure_ways(places: NDArray, boxes: NDArray) -> NDArray:
    """Distance of each place to each box, 0 inside."""
    low, high = boxes[None, :, :2] - places[:, None, :], places[:, None, :] - boxes[None, :, 2:]
    return np.hypot(*np.moveaxis(np.maximum(np.maximum(low, high), 0), 2, 0))
