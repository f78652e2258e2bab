"""A figure drawn on light, with each of its colours replaced by one that is as legible on dark; and the check of it."""

import colorsys
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure, FigureBase
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from helpers.figures.density_hulls import HULL
from helpers.figures.style import scale_points
from helpers.figures.text_layout import find_visible_texts, shorten

INK, PAPER = "#EEF0F3", "#14171C"
PARTS = ("facecolor", "edgecolor")
LINE_PARTS = ("color", "markerfacecolor", "markeredgecolor")
FAINT = 0.4
"""Power of the opacity of marks: what is half seen through on white would be lost on dark."""
SOFT = 0.16
"""Opacity of the ground behind a group of dots, on which names stand."""
MIN_CONTRAST = 4.5
"""Least contrast of text to what is behind it: WCAG 2.2, success criterion 1.4.3, of text of any size."""


def darken_figure(figure: Figure) -> None:
    """Replace every colour of a figure drawn on white by its counterpart on dark paper.

    Greys change places with their opposites; colours keep their hue and become light enough to be seen.
    """
    artists = figure.findobj(lambda artist: not isinstance(artist, (Axes, FigureBase)))
    arrows = [getattr(artist, "arrow_patch", None) for artist in artists]
    for artist in [*artists, *(arrow for arrow in arrows if arrow is not None)]:
        if artist.get_path_effects():  # the halo of a label on a map
            artist.set_path_effects([withStroke(linewidth=scale_points(4), foreground=PAPER)])
        if getattr(artist, "get_array", lambda: None)() is not None:
            continue  # its colours follow numbers
        if isinstance(artist, PathCollection) and isinstance(alpha := artist.get_alpha(), float):
            artist.set_alpha(alpha**FAINT)
        names = PARTS if hasattr(artist, "get_facecolor") else LINE_PARTS
        found = {name: getattr(artist, f"get_{name}")() for name in names if hasattr(artist, f"set_{name}")}
        for name, colour in found.items():
            getattr(artist, f"set_{name}")(_darken(colour))
        if artist.get_gid() == HULL:
            artist.set_facecolor(to_rgba(cast("Any", artist.get_facecolor()), SOFT))
    figure.set_facecolor(PAPER)


def _darken(colour: Any) -> Any:
    if isinstance(colour, str) and colour in ("none", "auto", "inherit"):
        return colour
    if isinstance(colour, np.ndarray) and colour.ndim == 2:
        return np.array([_map_colour(tuple(row)) for row in colour]).reshape(-1, 4)
    return _map_colour(to_rgba(cast("Any", colour)))


@lru_cache(maxsize=4096)
def _map_colour(rgba: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    red, green, blue, alpha = rgba
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    paper, ink = (np.array(to_rgb(colour)) for colour in (PAPER, INK))
    if saturation < 0.2 or light > 0.97 or light < 0.03:
        found = paper + (ink - paper) * (1 - light) ** 0.8
        return found[0], found[1], found[2], alpha
    for step in np.linspace(light, 0.9, 20):
        found = colorsys.hls_to_rgb(hue, step, saturation)
        if compute_contrast(found, tuple(paper)) >= MIN_CONTRAST + 1:  # a little more, for names on a ground
            break
    return found[0], found[1], found[2], alpha**FAINT


def compute_contrast(first, second) -> float:
    """Ratio of the luminances of two colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    light, dark = sorted((_compute_luminance(first), _compute_luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _compute_luminance(colour) -> float:
    parts = np.array(to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def find_contrast_problems(pixels: np.ndarray, boxes: Sequence[tuple[Text, np.ndarray]]) -> list[str]:
    """Say which texts are too near in colour to what is behind them, one sentence a text, from ``render_figure``.

    The pixels may be made fewer; letters cover so little of their box that its median is the ground.
    """
    seen = pixels[::-1]
    problems = []
    for text, box in boxes:
        left, bottom, right, top = (box * [seen.shape[1], seen.shape[0]]).ravel().astype(int)
        area = seen[max(bottom, 0) : top + 1, max(left, 0) : right + 1].reshape(-1, 3) / 255
        if len(area) == 0:
            continue
        ground, alpha = np.median(area, axis=0), text.get_alpha()
        share = 1.0 if alpha is None else alpha
        ink = share * np.array(to_rgb(text.get_color())) + (1 - share) * ground
        contrast = compute_contrast(tuple(ink), tuple(ground))
        if contrast < MIN_CONTRAST:
            problems.append(f"{shorten(text.get_text(), 40)!r} has a contrast of {contrast:.1f} to what is behind it.")
    return problems


def render_figure(figure: Figure, dpi: float) -> tuple[np.ndarray, list[tuple[Text, np.ndarray]]]:
    """Draw a figure; return its pixels (rows, columns, red green blue; uint8) and the box of each text on it.

    Boxes (left and bottom, right and top) are shares of width and height, from the lower left corner.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    kept = figure.dpi
    try:
        figure.dpi = dpi
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        size = np.array(figure.bbox.size)
        # Names of axes have their places in pixels of the last drawing, so that boxes are measured at its resolution.
        texts = [text for text in find_visible_texts(figure) if text.get_text().strip()]
        boxes = [(text, text.get_window_extent().get_points() / size) for text in texts]
        return np.ascontiguousarray(np.asarray(canvas.buffer_rgba())[..., :3]), boxes
    finally:
        figure.dpi = kept
