"""Labels beside the things that they name: in free space, joined by lines that cross nothing, the first ones surest.

Labels have the gid "label". A line that joins one to its thing has the gid "leader" and, as matplotlib's own label,
"_leader x y", the place of the thing in data units; it runs from the thing to the edge of its label, the last part
level. :func:`find_leader_problems` checks a drawn figure by these marks.
"""

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import ArrayLike, NDArray

from helpers.figures.label_grid import Finder, Page, Spot, settle, walk
from helpers.figures.text_layout import GREY, find_visible_texts, freeze_layout, legible, shorten

LABEL, LEADER = "label", "leader"
FAR = 12.0
"""Pixels, beyond the rim of a dot, that an end of a line may be from what it belongs to."""
STRANGE_COST, COVER_COST = 60.0, 600.0
"""What weighs as much as so many pixels of distance: a label all over the ground of others, one all over dots."""


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
    texts = _write_texts(ax, labels, color=colours, size=sizes, weight=weight, style=styles)
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
        finders.append(Finder(page, size, things[place], radius, hard, weights, reach * ax.bbox.width))
    spots = settle(page, finders)
    for place, text in enumerate(texts):
        if place in spots:
            _draw_spot(ax, text, spots[place])
        else:
            text.remove()
    return [text if place in spots else None for place, text in enumerate(texts)]


def _write_texts(ax: Axes, labels: Sequence[str], **looks: Any) -> list[Text]:
    """Write the labels at the origin, to be measured; a look is one for all or a sequence, None the style's."""
    written = []
    for place, label in enumerate(labels):
        own: dict[str, Any] = {
            name: look if isinstance(look, str) else look[place] for name, look in looks.items() if look is not None
        }
        lines = "\n".join(map(legible, str(label).split("\n")))
        written.append(ax.text(0, 0, lines, ha="left", va="bottom", gid=LABEL, linespacing=1.05, zorder=3, **own))
    return written


def _open_page(ax: Axes, texts: Sequence[Text]) -> Page:
    """The grid of the axes, with the texts and lines that are there before the labels."""
    page = Page(ax)
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


def _draw_spot(ax: Axes, text: Text, spot: Spot) -> None:
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
    lines = [(ax, line) for ax in figure.axes for line in ax.lines if line.get_gid() == LEADER and line.get_visible()]
    if not lines:
        return []
    texts = [text for text in find_visible_texts(figure) if text.get_text().strip()]
    boxes = np.array([text.get_window_extent().extents for text in texts]).reshape(-1, 4)
    labels = [place for place, text in enumerate(texts) if text.get_gid() == LABEL]
    problems = []
    for ax, line in lines:
        path = ax.transData.transform(line.get_xydata())
        away = _measure_ways(path[-1:], boxes)[0]
        own = min(labels, key=lambda place: away[place], default=None)
        if own is None or away[own] > FAR:
            problems.append("A line to a label ends far from any label.")
            continue
        name = repr(shorten(texts[own].get_text(), 40))
        thing = ax.transData.transform([float(part) for part in str(line.get_label()).split()[1:3]])
        if float(np.hypot(*(path[0] - thing))) > FAR + _measure_dots(ax):
            problems.append(f"The line to {name} ends far from its thing.")
        inside = (_measure_ways(walk(path), boxes + np.array([1, 1, -1, -1])) <= 0).any(axis=0)
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
