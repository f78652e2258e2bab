"""Figures for talks: one style, stable colours, labels that do not overlap, and files with their numbers.

Text in a talk figure is at least 17 pt, which is 28 pixels on a slide of 1920 by 1080. A ``plot_*``
function draws on the axes that :func:`new_axes` gives it; :func:`save_figure` adds title and footer and
writes all files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt

from helpers.figures.text_layout import (
    GREY,
    MIN_TEXT_POINTS,
    find_text_problems,
    freeze_layout,
    legible,
    list_font_families,
    place_labels,
    shorten,
    spread_positions,
    wrap,
)
from helpers.run.atomic_files import replacing
from helpers.run.safe_csv import write_csv
from helpers.run.schema import NO_TOPIC

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from helpers.run.runs import Run

__all__ = [
    "GREY",
    "INK",
    "MIN_TEXT_POINTS",
    "POLE_COLOURS",
    "SERIES_COLOURS",
    "darken",
    "find_text_problems",
    "freeze_layout",
    "legible",
    "new_axes",
    "place_labels",
    "save_figure",
    "say_nothing",
    "series_colours",
    "shorten",
    "spread_positions",
    "topic_colours",
    "use_paper_style",
    "use_talk_style",
    "wrap",
]

INK = "#22262E"
POLE_COLOURS = ("#0072B2", "#D55E00")
"""First and second pole (Okabe and Ito's blue and vermilion, safe for colour-blind readers)."""

SERIES_COLOURS = (
    "#332288", "#44AA99", "#CC6677", "#DDAA33", "#88CCEE", "#117733", "#882255", "#999933", "#AA4499", "#EE7733",
)  # fmt: skip
"""Ten colours after Paul Tol's "muted" scheme, told apart with the common colour-vision deficiencies."""

LAYOUT = (0.012, 0.105, 0.976, 0.755)
"""Part of the slide that axes may use: left, bottom, width, height; the rest is title and footer."""


def use_talk_style(mode: str = "light") -> None:
    """Set matplotlib to slides: 16 by 9 inches, text of 17 points or more, colours for everyone.

    Parameters
    ----------
    mode : {"light", "dark"}
        Dark figures are saved to a folder of their own.
    """
    _use_style((16, 9), 18, MIN_TEXT_POINTS, mode)


def use_paper_style(mode: str = "light") -> None:
    """Set matplotlib to a page of a paper: the same figures at 7.2 by 4.05 inches, text of 8 points or more."""
    _use_style((7.2, 4.05), 8.1, 7.65, mode)


def _use_style(size: tuple[float, float], text: float, small: float, mode: str) -> None:
    if mode not in ("light", "dark"):
        raise ValueError(f"mode is {mode!r}; it can be light or dark.")
    ink, paper, grid = (INK, "white", "#DDE1E6") if mode == "light" else ("#EEF0F3", "#14171C", "#3A4049")
    scale = size[0] / 16
    mpl.rcParams.update(
        {
            "figure.figsize": size,
            "figure.dpi": 72 / scale if scale < 1 else 72,
            "font.family": [*list_font_families()],
            "font.size": text,
            "axes.titlesize": text * 1.1,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
            "axes.labelsize": text,
            "xtick.major.pad": text / 2,
            "ytick.major.pad": text / 2,
            "xtick.labelsize": small,
            "ytick.labelsize": small,
            "legend.fontsize": small,
            "legend.title_fontsize": small,
            "legend.frameon": False,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.linewidth": 1.2 * scale,
            "lines.linewidth": 2.5 * scale,
            "lines.markersize": 9 * scale,
            "patch.linewidth": 1.2 * scale,
            "hatch.linewidth": 1.5 * scale,
            "grid.color": grid,
            "grid.linewidth": 1.0 * scale,
            "axes.axisbelow": True,
            "axes.prop_cycle": mpl.cycler(color=SERIES_COLOURS),
            "text.color": ink,
            "axes.labelcolor": ink,
            "axes.edgecolor": ink,
            "xtick.color": ink,
            "ytick.color": ink,
            "figure.facecolor": paper,
            "axes.facecolor": paper,
            "savefig.facecolor": paper,
            "svg.hashsalt": "helpers",
            "svg.fonttype": "none",
            # Publishers want whole fonts; cutting one to its letters takes longer than all else of a slide's PDF.
            "pdf.fonttype": 3 if size[0] == 16 else 42,
            "axes.unicode_minus": True,
        }
    )


def new_axes(ax: Axes | None = None, *, n_rows: int = 1, n_columns: int = 1, **options: Any) -> Axes | np.ndarray:
    """Return ``ax``, or the axes of a new slide with room kept for title and footer.

    Parameters
    ----------
    ax : Axes, optional
        Given back as it is.
    n_rows, n_columns : int
        A grid of axes; more than one gives an array of shape (n_rows, n_columns), or (n,) for one row or column.
    **options
        Passed to ``matplotlib.pyplot.subplots`` (``sharex``, ``width_ratios``, …).
    """
    if ax is not None:
        return ax
    figure, axes = plt.subplots(n_rows, n_columns, layout="constrained", **options)
    figure.get_layout_engine().set(rect=LAYOUT, w_pad=0.12, h_pad=0.1, wspace=0.03, hspace=0.04)
    return axes


def say_nothing(ax: Axes, sentence: str) -> Axes:
    """Write a sentence in place of a figure for which there is too little to draw."""
    ax.set_axis_off()
    ax.text(0.5, 0.5, sentence, transform=ax.transAxes, ha="center", va="center", size=22)
    return ax


def series_colours(names: Iterable[str]) -> dict[str, str]:
    """Colour by name, in the order given; names after the tenth, and "other", are grey."""
    colours: dict[str, str] = {}
    for name in names:
        if name not in colours:
            place = sum(colour != GREY for colour in colours.values())
            colours[name] = GREY if name == "other" or place >= len(SERIES_COLOURS) else SERIES_COLOURS[place]
    return colours


def topic_colours(topics: Iterable[int]) -> dict[int, str]:
    """Colour by topic number, the same in every figure; grey for no topic alone.

    Ten hues, then the same ones darker, then lighter, then from the start: beyond ten topics label directly.
    """
    return {int(topic): GREY if int(topic) <= NO_TOPIC else _shade_topic(int(topic)) for topic in topics}


def _shade_topic(topic: int) -> str:
    from matplotlib.colors import to_hex, to_rgb

    shade, hue = divmod(topic % (3 * len(SERIES_COLOURS)), len(SERIES_COLOURS))
    if shade == 0:
        return SERIES_COLOURS[hue]
    colour = np.array(to_rgb(SERIES_COLOURS[hue]))
    return to_hex(colour * 0.6 if shade == 1 else 1 - (1 - colour) * 0.5)


def darken(colour: str) -> str:
    """Return a darker shade of a colour, for text in the colour of its dots."""
    from matplotlib.colors import to_hex, to_rgb

    return to_hex(np.array(to_rgb(colour)) * 0.72)


def save_figure(
    run: Run,
    ax: Axes | np.ndarray | Figure,
    name: str,
    *,
    data: pd.DataFrame,
    title: str,
    caption: str,
    alt: str,
    n: int,
    denominator: str,
    interval: str = "none",
    correction: str = "none",
) -> Path:
    """Title a figure and write it as PNG (two sizes), SVG, PDF, with its numbers as CSV and a JSON.

    Parameters
    ----------
    run : Run
        Gives the folder, the inputs and settings that the JSON names, and how the dump was selected.
    ax : Axes, array of Axes, or Figure
        What was drawn, on :func:`new_axes`.
    name : str
        What the figure shows, in small letters, digits and underscores; never its place in a talk.
    data : DataFrame
        The plotted numbers.
    title : str
        The subject, in at most two lines of about 75 characters.
    caption : str
        How to read it and what it does not show.
    alt : str
        What is seen, for a person who does not see it.
    n : int
        Number of papers in the figure.
    denominator : str
        What a share is a share of, for instance "papers with a date".
    interval, correction : str
        Interval method with its level, and correction for multiple comparisons; "none" where there is none.

    Returns
    -------
    Path
        The PNG of exactly 1920 by 1080 pixels; ``<name>@2x.png`` has twice that.

    Raises
    ------
    ValueError
        If ``name`` is no safe file name.
    """
    if not re.fullmatch(r"[a-z0-9]+(?:_[a-z0-9]+)*", name):
        raise ValueError(f"{name!r} is no figure name: use small letters, digits and underscores.")
    figure = _get_figure(ax)
    _write_title(figure, title, _describe_base(run, n, denominator, interval, correction))
    freeze_layout(figure)
    folder = run.figures / _choose_style_folder()
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / name
    dpi = 1920 / figure.get_size_inches()[0]
    _write_image(figure, stem.with_name(f"{name}.png"), dpi=dpi)
    _write_image(figure, stem.with_name(f"{name}@2x.png"), dpi=2 * dpi, pil_kwargs={"compress_level": 3})
    _write_image(figure, stem.with_name(f"{name}.svg"), metadata={"Date": None})
    _write_image(figure, stem.with_name(f"{name}.pdf"), metadata={"CreationDate": None, "Producer": None})
    write_csv(data, stem.with_name(f"{name}.csv"))
    facts = {
        "name": name,
        "title": title,
        "caption": caption,
        "alt": alt,
        "n": int(n),
        "denominator": denominator,
        "selection": run.selection,
        "interval": interval,
        "correction": correction,
        "text_problems": find_text_problems(figure, min_points=mpl.rcParams["xtick.labelsize"]),
        **run.describe_figure(name),
    }
    run.write_text(
        json.dumps(facts, indent=2, ensure_ascii=False, sort_keys=False) + "\n", stem.with_name(f"{name}.json")
    )
    return stem.with_name(f"{name}.png")


def _get_figure(ax: Any) -> Figure:
    if hasattr(ax, "savefig"):
        return ax
    first = ax if hasattr(ax, "get_figure") else np.asarray(ax, dtype=object).ravel()[0]
    return first.get_figure(root=True)


def _write_title(figure: Figure, title: str, base: str) -> None:
    """Put title and footer where :data:`LAYOUT` leaves room; saving twice writes them once."""
    for text in [text for text in figure.texts if text.get_gid() in ("title", "footer")]:
        text.remove()
    scale = figure.get_size_inches()[0] / 16
    room = 0.972 * figure.bbox.width
    _fit_text(figure, title, 74, room, y=0.975, size=27 * scale, weight="bold", va="top", gid="title")
    _fit_text(figure, base, 130, room, y=0.022, size=MIN_TEXT_POINTS * scale, alpha=0.75, va="bottom", gid="footer")


def _fit_text(figure: Figure, text: str, width: int, room: float, *, y: float, **options: Any) -> None:
    """Write at most two lines that are no wider than ``room`` pixels, whatever the width of their letters."""
    written = figure.text(0.014, y, "", ha="left", linespacing=1.15, **options)
    while True:
        written.set_text("\n".join(legible(line) for line in wrap(text, width).split("\n")))
        if width < 12 or written.get_window_extent().width <= room:
            return
        width -= 4


def _describe_base(run: Run, n: int, denominator: str, interval: str, correction: str) -> str:
    selections: Mapping[str, str] = {
        "query": "papers chosen by a query",
        "curated": "papers chosen by curators",
        "complete": "all papers of the source",
        "unknown": "how papers were chosen is not stated",
    }
    parts = [f"n = {n:,} {denominator}", selections[run.selection]]
    parts += [] if interval == "none" else [f"intervals: {interval}"]
    parts += [] if correction == "none" else [correction]
    return " · ".join(parts)


def _choose_style_folder() -> str:
    """Talk figures on light stand in the figures' folder itself, others in one of their own."""
    style = "talk" if mpl.rcParams["figure.figsize"][0] == 16 else "paper"
    mode = "light" if np.mean(mpl.colors.to_rgb(mpl.rcParams["figure.facecolor"])) > 0.5 else "dark"
    return "" if (style, mode) == ("talk", "light") else f"{style}-{mode}"


def _write_image(figure: Figure, path: Path, **options: Any) -> None:
    with replacing(path) as part:
        figure.savefig(part, **options)
