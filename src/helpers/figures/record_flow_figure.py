"""The flow diagram from records to papers, in PRISMA's form, with its words: boxes, arrows, reasons beside them."""

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from helpers.figures.drawing import Drawing
from helpers.figures.style import INK, SERIES_COLOURS, new_axes
from helpers.figures.text_layout import GREY, legible, shorten
from helpers.text.wordings import count, plural

WIDTH, HEIGHT = 15.4, 6.6  # of the drawing, in inches of a slide
LEFT, RIGHT, GAP = (0.8, 7.1), (8.65, 6.7), 0.25  # x and width of the two columns; least space between rows
LINE, PAD, INDENT = 0.28, 0.12, 0.25
SIZES = (1.25, 1.12, 1.0)  # of the text, times the smallest allowed: the largest that fits
MOST = {"identified": 6, "removed": 5, "excluded": 8}  # items that fit; the smallest are told together
ROWS = (
    ("identification", "identified", "removed", 1.75),
    ("screening", "screened", "excluded", 1.35),
    ("included", "included", None, 1.15),
)
"""Phase, box on the left, box on the right, and the height that the name of the phase needs."""


def draw_record_flow(flow: pd.DataFrame) -> Drawing:
    """Draw the way from records to papers, with its words."""
    told, n = describe_record_flow(flow), flow["n"].iloc[-1]
    caption = "Records of the dump, those merged as duplicates, those left out and why, and the papers that remain "
    caption += "(boxes after PRISMA 2020)."
    return Drawing(plot_record_flow(flow), flow, "From records to papers", caption, told, n, "papers", finding=told)


def describe_record_flow(flow: pd.DataFrame) -> str:
    """One sentence on records, papers, merges and rejects."""
    n = flow[flow["item"] == ""].set_index("box")["n"]
    papers, merged, rejected = (f"{n[k]:,} {plural('was', n[k], 'were')}" for k in ("included", "removed", "excluded"))
    kept = f"{papers} kept as {plural('a paper', n['included'], 'papers')}"
    return f"Of {count(n['identified'], 'record')}, {kept}, {merged} merged into one of them and {rejected} left out."


def plot_record_flow(flow: pd.DataFrame) -> Axes:
    """Draw ``compute_record_flow`` as a PRISMA 2020 flow diagram (Page et al., 2021, doi:10.1136/bmj.n71)."""
    ax = new_axes()
    ax.set_axis_off()
    ax.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    boxes = {box: _compose_lines(box, rows) for box, rows in flow.groupby("box", sort=False)}
    size = next((size for size in SIZES if _has_room(ax, boxes, size)), SIZES[-1])
    tall, heights = _compute_heights(boxes, size)
    gap = min(0.7, max(GAP, (HEIGHT - sum(heights)) / 2))
    top = HEIGHT - (HEIGHT - sum(heights) - 2 * gap) / 2
    middle, lowest, small = LEFT[0] + LEFT[1] / 2, None, mpl.rcParams["xtick.labelsize"]
    for (phase, left, right, _), height in zip(ROWS, heights, strict=True):
        y = top - height / 2
        _add_patch(ax, 0.08, y - height / 2, 0.5, height, facecolor=GREY, alpha=0.18, edgecolor="none")
        ax.text(0.33, y, phase.capitalize(), rotation=90, ha="center", va="center", size=size * small)
        _draw_box(ax, boxes[left], LEFT, y, tall[left], size, strong=left == "included")
        if right:
            _draw_box(ax, boxes[right], RIGHT, y, tall[right], size)
            _draw_arrow(ax, (sum(LEFT), y), (RIGHT[0], y))
        if lowest is not None:
            _draw_arrow(ax, (middle, lowest), (middle, y + tall[left] / 2))
        lowest, top = y - tall[left] / 2, top - height - gap
    return ax


def _compose_lines(box: str, rows: pd.DataFrame) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The heading of a box and its items, a line each, as what can be shortened and what cannot."""
    total = rows[rows["item"] == ""].iloc[0]
    n = f" (n = {total['n']:,})"
    head = {
        "identified": [(f"Records identified in {count(total['files'], 'file')}", n)],
        "removed": [("Records removed before screening:", ""), ("merged as duplicates", n)],
        "screened": [("Records screened", n), ("for a title and a usable text", "")],
        "excluded": [("Records excluded", n)],
        "included": [("Papers included", n)],
    }[box]
    items = list(rows.loc[rows["item"] != "", ["item", "files", "n"]].itertuples(index=False, name=None))
    most = MOST.get(box, 0)
    if len(items) > most:
        rest, what = items[most - 1 :], "formats" if box == "identified" else "reasons"
        counts = (sum(item[place] for item in rest) for place in (1, 2))
        items = [*items[: most - 1], (f"{len(rest)} other {what}", *counts)]
    single = len(items) == total["files"]  # each item is one file, told by its name
    named = [f", {count(files, 'file')}" if files and not single else "" for _, files, _ in items]
    return head, [(item, f"{name} (n = {n:,})") for (item, _, n), name in zip(items, named, strict=True)]


def _compute_heights(boxes: dict, size: float) -> tuple[dict[str, float], list[float]]:
    tall = {box: size * LINE * (len(head) + len(items)) + 2 * PAD for box, (head, items) in boxes.items()}
    return tall, [max(tall[left], tall.get(right, 0), size * least) for _, left, right, least in ROWS]


def _has_room(ax, boxes: dict, size: float) -> bool:
    if sum(_compute_heights(boxes, size)[1]) + 2 * GAP > HEIGHT:
        return False
    text, wide = ax.text(0, 0, "", size=size * mpl.rcParams["xtick.labelsize"]), {"left": 0.0, "right": 0.0}
    for box, (head, items) in boxes.items():
        side = "right" if box in ("removed", "excluded") else "left"
        for lines, weight, indent in ((head, "bold", 0.0), (items, "normal", INDENT)):
            for item, tail in lines:
                text.set(text=legible(item) + tail, weight=weight)
                wide[side] = max(wide[side], _measure(ax, text) + indent)
    text.remove()
    return wide["left"] <= LEFT[1] - 2 * PAD and wide["right"] <= RIGHT[1] - 2 * PAD


def _draw_box(ax, lines, column: tuple[float, float], y: float, height: float, size: float, *, strong=False) -> None:
    """Draw a box centred at ``y`` with its heading and items, each on one line that stays inside."""
    (x, width), (head, items) = column, lines
    edge, line = (SERIES_COLOURS[0], 3) if strong else (GREY, 2)
    _add_patch(ax, x, y - height / 2, width, height, facecolor="none", edgecolor=edge, linewidth=line * _scale(ax))
    for place, (item, tail) in enumerate([*head, *items]):
        weight = "bold" if place == 0 or (place < len(head) and tail) else "normal"
        left = PAD + INDENT * (place >= len(head))
        at = y + height / 2 - PAD - size * LINE * (place + 0.5)
        _write(ax, x + left, at, item, tail, width - left - PAD, size, weight=weight)


def _write(ax, x: float, y: float, item: str, tail: str, room: float, size: float, **options) -> None:
    """Write one line, its first part shortened until the line is no wider than ``room``."""
    text = ax.text(x, y, "", ha="left", va="center_baseline", size=size * mpl.rcParams["xtick.labelsize"], **options)
    width = len(item)
    while True:
        text.set_text(legible(shorten(item, width)) + tail)
        wide = _measure(ax, text)
        if wide <= room or width <= 4:
            return
        width = max(4, min(width - 1, int(width * room / wide)))


def _measure(ax, text) -> float:
    return text.get_window_extent().width / ax.figure.dpi / _scale(ax)


def _draw_arrow(ax, start: tuple[float, float], end: tuple[float, float]) -> None:
    look = {"color": INK, "linewidth": 2 * _scale(ax), "mutation_scale": 22 * _scale(ax)}
    ax.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, **look})


def _add_patch(ax, x: float, y: float, width: float, height: float, **options) -> None:
    style = "round,pad=0,rounding_size=0.08"
    ax.add_patch(FancyBboxPatch((x, y), width, height, boxstyle=style, clip_on=False, **options))


def _scale(ax) -> float:
    return ax.figure.get_size_inches()[0] / 16
