"""The style of figures for talks and papers, stable colours, and the axes to draw on.

Text in a talk figure is at least 17 pt, which is 28 pixels on a slide of 1920 by 1080.
"""

from collections.abc import Iterable
from typing import Any, overload

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from helpers.figures.column_layout import MARGIN, ColumnLayout
from helpers.figures.text_layout import GREY, MIN_TEXT_POINTS, list_font_families
from helpers.run.runs import Run
from helpers.run.schema import NO_TOPIC

INK = "#22262E"
NOTHING = "nothing"
"""Mark of the sentence of :func:`say_nothing`."""

POLE_COLOURS = ("#0072B2", "#D55E00")
"""First and second pole (Okabe and Ito's blue and vermilion, safe for colour-blind readers)."""

ACCENT = "#6A2C91"
"""Of what the title names; all else is grey or ink, unless it belongs to a pole, a sense or a topic."""

QUIET = "#5B616B"
"""Subtitles, footers and words beside the point: grey, 6 to 1 against white."""

TOPIC_COLOURS = (
    "#3CA93A", "#DC3C87", "#028B9A", "#9585D7", "#866D06", "#C9817F", "#404C00", "#5F3C5B", "#835D46", "#21493B",
)  # fmt: skip
"""Ten hues of topics, found by search: none reads as a pole's blue or orange or as the accent, all have 3 to 1 against
white and are told apart with the common colour-vision deficiencies (CIEDE2000 of 11 or more, test_palettes.py)."""

SERIES_COLOURS = (
    "#C56DED", "#63A400", "#860F10", "#0593A4", "#B18D6F", "#841854", "#776F0F", "#655B93", "#146A44", "#A2656F",
)  # fmt: skip
"""Ten other hues, of senses, found in the same way. Topics and senses never share a notebook."""

TITLE_POINTS, SUBTITLE_POINTS, KEY_POINTS, LABEL_POINTS = 30, 20, 24, 18
"""Sizes of text on a slide: the finding, what is plotted, the numbers it turns on, labels. Least: MIN_TEXT_POINTS."""

SLIDE = (16, 9)
"""Width and height of a slide in inches; a page of a paper has the same figures, all their parts made smaller."""

LAYOUT = (MARGIN, 0.105, 1 - 2 * MARGIN, 0.71)
"""Part of the slide that axes may use: left, bottom, width, height; the rest is title, subtitle and footer."""


def use_style(run: Run) -> None:
    """Set matplotlib to the style that a run's settings name."""
    (use_paper_style if run.settings["style"].startswith("paper") else use_talk_style)()


def use_talk_style() -> None:
    """Set matplotlib to slides: 16 by 9 inches, text of 17 points or more, colours for everyone."""
    _use_style(SLIDE, LABEL_POINTS, MIN_TEXT_POINTS)


def use_paper_style() -> None:
    """Set matplotlib to a page of a paper: the same figures at 7.2 by 4.05 inches, text of 8 points or more."""
    _use_style((7.2, 4.05), 8.1, 7.65)


def _use_style(size: tuple[float, float], text: float, small: float) -> None:
    ink, paper, grid = INK, "white", "#DDE1E6"
    scale = size[0] / SLIDE[0]
    mpl.rcParams.update(
        {
            "figure.figsize": size,
            "figure.dpi": 72 / scale if scale < 1 else 72,
            "font.family": [*list_font_families()],
            "font.size": text,
            "font.weight": "regular",
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
            "axes.titlepad": 6 * scale,
            "axes.labelpad": 4 * scale,
            "xtick.major.size": 3.5 * scale,
            "ytick.major.size": 3.5 * scale,
            "xtick.major.width": 0.8 * scale,
            "ytick.major.width": 0.8 * scale,
            "lines.linewidth": 2.5 * scale,
            "lines.markersize": 9 * scale,
            "lines.markeredgewidth": 1.0 * scale,
            "patch.linewidth": 1.2 * scale,
            "hatch.linewidth": 1.5 * scale,
            "grid.color": grid,
            "grid.linewidth": 1.0 * scale,
            "axes.axisbelow": True,
            "axes.prop_cycle": cycler(color=SERIES_COLOURS),
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
            "pdf.fonttype": 42,  # whole letters, which can be searched and edited
            "axes.unicode_minus": True,
        }
    )


def scale_points(points: float) -> float:
    """Return a length on a slide, such as :data:`KEY_POINTS`, a line's width or a gap, as it is in the style in use."""
    return points * (mpl.rcParams["font.size"] / LABEL_POINTS)


def scale_area(area: float) -> float:
    """Return the area of a mark on a slide, in square points as ``scatter`` takes it, as it is in the style in use."""
    return area * scale_points(1) ** 2


def offset_text(right: float, up: float = 0) -> dict[str, Any]:
    """Return options of ``annotate`` for a text that stands so many points of a slide beside or above its place."""
    return {"xytext": (scale_points(right), scale_points(up)), "textcoords": "offset points"}


def scale_hatch(hatch: str) -> str:
    """Return a hatch of a slide as dense as in the style in use; matplotlib counts its lines by the inch."""
    return hatch * round(1 / scale_points(1))


def measure_inches(artist: Artist) -> tuple[float, float]:
    """Width and height of what is drawn, in inches of a slide, whatever the style in use."""
    box, figure = artist.get_window_extent(), artist.get_figure(root=True)
    inches = [side * SLIDE[0] / figure.bbox.width for side in (box.width, box.height)] if figure else [0.0, 0.0]
    return inches[0], inches[1]


@overload
def new_axes(ax: None = None, *, n_columns: int, n_rows: int = 1, **options: Any) -> Any: ...
@overload
def new_axes(ax: Axes | None = None, **options: Any) -> Axes: ...
def new_axes(ax: Axes | None = None, *, n_rows: int = 1, n_columns: int = 1, **options: Any) -> Any:
    """Return ``ax`` as it is, or the axes of a new slide with room kept for title and footer.

    More than one row or column gives an array of axes, of shape (n_rows, n_columns) or (n,). Options are those of
    ``matplotlib.pyplot.subplots`` (``sharex``, ``width_ratios``, …).
    """
    if ax is not None:
        return ax
    engine = ColumnLayout(rect=LAYOUT, w_pad=scale_points(0.02), h_pad=scale_points(0.1), wspace=0.05, hspace=0.04)
    _, axes = plt.subplots(n_rows, n_columns, layout=engine, **options)
    return axes


def say_nothing(ax: Axes, sentence: str) -> Axes:
    """Write a sentence in place of a figure for which there is too little to draw."""
    ax.set_axis_off()
    size = scale_points(22)
    ax.text(0.5, 0.5, sentence, transform=ax.transAxes, ha="center", va="center", size=size, wrap=True, gid=NOTHING)
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

    Ten hues, then ten of another lightness, then ten paler, then from the start: beyond ten topics label directly.
    """
    return {int(topic): GREY if int(topic) <= NO_TOPIC else _shade_topic(int(topic)) for topic in topics}


def _shade_topic(topic: int) -> str:
    from matplotlib.colors import to_hex, to_rgb

    shade, hue = divmod(topic % (3 * len(TOPIC_COLOURS)), len(TOPIC_COLOURS))
    colour = np.array(to_rgb(TOPIC_COLOURS[hue]))
    light = colour @ (0.3, 0.6, 0.1)
    if shade == 1:
        colour = 1 - 0.65 * (1 - colour) if light < 0.36 else 0.6 * colour
    elif shade == 2:
        colour = (colour + light) / 2
    return to_hex(tuple(colour)).upper()


def darken(colour: str) -> str:
    """Return a darker shade of a colour, for text in the colour of its dots."""
    from matplotlib.colors import to_hex, to_rgb

    return to_hex(tuple(np.array(to_rgb(colour)) * 0.72))
