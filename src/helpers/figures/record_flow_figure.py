"""The flow diagram from records to papers, in PRISMA's form, with its words: boxes, arrows, reasons beside them."""

import textwrap

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from helpers.figures.drawing import Drawing
from helpers.figures.style import ACCENT, INK, QUIET, measure_inches, new_axes, scale_points
from helpers.figures.text_layout import GREY, legible
from helpers.figures.title_claims import Claim
from helpers.text.wordings import count, plural

WIDTH, HEIGHT = 15.4, 6.6  # of the drawing, in inches of a slide
LEFT, RIGHT, GAP = (0.8, 7.1), (8.65, 6.7), 0.25  # x and width of the two columns; least space between rows
LINE, PAD, INDENT = 0.28, 0.12, 0.25
SIZES = (1.25, 1.12, 1.0)  # of the text, times the smallest allowed: the largest that fits
MOST = {"identified": 6, "removed": 5, "excluded": 8, "filtered": 2}  # items that fit; the smallest are told together
RIGHT_BOXES = ("removed", "excluded", "filtered")
ROWS = (
    ("identification", "identified", "removed", 1.75),
    ("screening", "screened", "excluded", 1.35),
    ("selection", "assessed", "filtered", 1.1),
    ("included", "included", None, 1.1),
)
"""Phase, box on the left, box on the right, and the height that the name of the phase needs."""


Line = tuple[str, str, float]
"""A text, its weight and its indent."""


def draw_record_flow(flow: pd.DataFrame) -> Drawing:
    """Draw the way from records to papers, with its words."""
    told, n = describe_record_flow(flow), flow["n"].iloc[-1]
    caption = "Boxes after PRISMA 2020; screening asks whether a text can be used, never for its topic."
    subtitle = "Records of the dump, those merged as duplicates, those left out and why, and the papers that remain"
    title = title_record_flow(flow)
    words = {"finding": told, "subtitle": subtitle, "claim": Claim(n, "papers")}
    return Drawing(plot_record_flow(flow), flow, title, caption, told, n, "papers", **words)


def title_record_flow(flow: pd.DataFrame) -> str:
    """How many records became papers, and how many were merged or left out."""
    n = flow[flow["item"] == ""].set_index("box")["n"]
    records, papers = n["identified"], n["included"]
    lost = {"merged": n["removed"], "left out": n["excluded"], "left out by where": n.get("filtered", 0)}
    if not records:
        return "No records were found"
    if papers == records:
        return f"All {records:,} records became papers" if records > 1 else "The only record became a paper"
    parts = [f"{m:,} {plural('was', m, 'were')} {what}" for what, m in lost.items() if m]
    who = f"{papers:,} of {count(records, 'record')}" if papers else f"None of {count(records, 'record')}"
    became = f"{who} became {plural('a paper', max(papers, 1), 'papers')}"
    told = " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)
    return f"{became}; {told}"


def describe_record_flow(flow: pd.DataFrame) -> str:
    """One sentence on records, papers, merges and rejects."""
    n = flow[flow["item"] == ""].set_index("box")["n"]
    papers, merged, rejected = (f"{n[k]:,} {plural('was', n[k], 'were')}" for k in ("included", "removed", "excluded"))
    kept = f"{papers} kept as {plural('a paper', n['included'], 'papers')}"
    if filtered := n.get("filtered", 0):
        rejected += f" left out, and {count(filtered, 'paper')} {plural('was', filtered, 'were')}"
        return f"Of {count(n['identified'], 'record')}, {kept}, {merged} merged, {rejected} left out by where."
    return f"Of {count(n['identified'], 'record')}, {kept}, {merged} merged into one of them and {rejected} left out."


def plot_record_flow(flow: pd.DataFrame) -> Axes:
    """Draw ``compute_record_flow`` as a PRISMA 2020 flow diagram (Page et al., 2021, doi:10.1136/bmj.n71)."""
    ax = new_axes()
    ax.set_axis_off()
    ax.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    size, boxes = _choose_size(ax, flow)
    tall, heights = _compute_heights(boxes, size)
    gaps = len(heights) - 1
    gap = min(0.7, max(GAP, (HEIGHT - sum(heights)) / gaps))
    top = HEIGHT - (HEIGHT - sum(heights) - gaps * gap) / 2
    middle, lowest, small = LEFT[0] + LEFT[1] / 2, None, mpl.rcParams["xtick.labelsize"]
    for (phase, left, right, _), height in zip(_choose_rows(boxes), heights, strict=True):
        y = top - height / 2
        _add_patch(ax, 0.08, y - height / 2, 0.5, height, facecolor=GREY, alpha=0.15, edgecolor="none")
        ax.text(0.33, y, phase.capitalize(), rotation=90, ha="center", va="center", size=size * small, color=QUIET)
        _draw_box(ax, boxes[left], LEFT, y, tall[left], size, strong=left == "included")
        if right:
            _draw_box(ax, boxes[right], RIGHT, y, tall[right], size)
            _draw_arrow(ax, (sum(LEFT), y), (RIGHT[0], y))
        if lowest is not None:
            _draw_arrow(ax, (middle, lowest), (middle, y + tall[left] / 2))
        lowest, top = y - tall[left] / 2, top - height - gap
    return ax


def _choose_size(ax, flow: pd.DataFrame) -> tuple[float, dict[str, list[Line]]]:
    """The largest size of text at which all lines fit, with the lines; at the smallest with fewer items if it must."""
    for size, most in [*((size, MOST["identified"]) for size in SIZES), *((SIZES[-1], most) for most in (4, 3, 2, 1))]:
        boxes = {}
        for box, rows in flow.groupby("box", sort=False):
            room = (RIGHT if box in RIGHT_BOXES else LEFT)[1] - 2 * PAD
            head, items = _compose_lines(str(box), rows, most if box == "identified" else MOST.get(str(box), 0))
            lines = [(text, "bold" if n or not place else "normal", 0.0) for place, (text, n) in enumerate(head)]
            for item, tail in items:
                lines += [(line, "normal", INDENT) for line in _wrap(ax, item, tail, room - INDENT, size)]
            boxes[box] = lines
        wide = all(
            _measure(ax, text, size, weight) <= room
            for box, lines in boxes.items()
            for room in [(RIGHT if box in RIGHT_BOXES else LEFT)[1] - 2 * PAD]
            for text, weight, _ in lines
        )
        heights = _compute_heights(boxes, size)[1]
        if wide and sum(heights) + (len(heights) - 1) * GAP <= HEIGHT:
            break
    return size, boxes


def _compose_lines(box: str, rows: pd.DataFrame, most: int) -> tuple[list[tuple[str, bool]], list[tuple[str, str]]]:
    """The heading of a box (lines, and whether they have its number) and its items, each with what ends its line."""
    total = rows[rows["item"] == ""].iloc[0]
    n = f" (n = {total['n']:,})"
    head = {
        "identified": [(f"Records identified in {count(total['files'], 'file')}{n}", True)],
        "removed": [("Records removed before screening:", False), (f"merged as duplicates{n}", True)],
        "screened": [(f"Records screened{n}", True), ("for a title and a usable text", False)],
        "excluded": [(f"Records excluded{n}", True)],
        "assessed": [(f"Papers assessed{n}", True), ("for the condition of the setting where", False)],
        "filtered": [(f"Papers left out by where{n}", True)],
        "included": [(f"Papers included{n}", True)],
    }[box]
    items = list(rows.loc[rows["item"] != "", ["item", "files", "n"]].itertuples(index=False, name=None))
    if len(items) > most:
        rest, what = items[most - 1 :], "formats" if box == "identified" else "reasons"
        counts = (sum(item[place] for item in rest) for place in (1, 2))
        items = [*items[: most - 1], (f"{len(rest)} other {what}", *counts)]
    single = len(items) == total["files"]  # each item is one file, told by its name
    named = [f", {count(files, 'file')}" if files and not single else "" for _, files, _ in items]
    return head, [(item, f"{name} (n = {n:,})") for (item, _, n), name in zip(items, named, strict=True)]


def _wrap(ax, item: str, tail: str, room: float, size: float) -> list[str]:
    """An item on one line, or on two; one that is longer yet goes by its format, without the name of its file."""
    kept = tail.replace(" ", "\u00a0")  # the number stays in one piece
    for text in (legible(item) + kept, legible(item.split(": ")[0]) + kept):
        width = int(len(text) * min(1.0, room / max(_measure(ax, text, size), 1e-9)))
        while width > 12:
            lines = [line.replace("\u00a0", " ") for line in textwrap.wrap(text, width)]
            if all(_measure(ax, line, size) <= room for line in lines):
                break
            width -= 2
        if len(lines) <= 2:
            return lines
    return [tail.strip(" ,")]


def _compute_heights(boxes: dict[str, list[Line]], size: float) -> tuple[dict[str, float], list[float]]:
    tall = {box: size * LINE * len(lines) + 2 * PAD for box, lines in boxes.items()}
    return tall, [
        max(tall[left], tall[right] if right else 0.0, size * least) for _, left, right, least in _choose_rows(boxes)
    ]


def _choose_rows(boxes: dict[str, list[Line]]) -> list[tuple[str, str, str | None, float]]:
    """The rows that have boxes: nothing is selected without the setting ``where``."""
    return [row for row in ROWS if row[1] in boxes]


def _draw_box(
    ax, lines: list[Line], column: tuple[float, float], y: float, height: float, size: float, *, strong: bool = False
) -> None:
    """Draw a box centred at ``y`` with its heading and items."""
    x, width = column
    edge, line = (ACCENT, 3) if strong else (GREY, 1.5)
    _add_patch(ax, x, y - height / 2, width, height, facecolor="none", edgecolor=edge, linewidth=scale_points(line))
    points = size * mpl.rcParams["xtick.labelsize"]
    for place, (text, weight, indent) in enumerate(lines):
        at = y + height / 2 - PAD - size * LINE * (place + 0.5)
        look = {"weight": weight, "color": ACCENT if strong else INK, "size": points}
        ax.text(x + PAD + indent, at, text, ha="left", va="center_baseline", **look)


def _measure(ax, text: str, size: float, weight: str = "normal") -> float:
    """Width of a text in inches of a slide."""
    written = ax.text(0, 0, text, size=size * mpl.rcParams["xtick.labelsize"], weight=weight)
    width, _ = measure_inches(written)
    written.remove()
    return width


def _draw_arrow(ax, start: tuple[float, float], end: tuple[float, float]) -> None:
    look = {"color": INK, "linewidth": scale_points(2), "mutation_scale": scale_points(22)}
    ax.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, **look})


def _add_patch(ax, x: float, y: float, width: float, height: float, **options) -> None:
    style = "round,pad=0,rounding_size=0.08"
    ax.add_patch(FancyBboxPatch((x, y), width, height, boxstyle=style, clip_on=False, **options))
