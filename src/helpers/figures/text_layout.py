"""Text in figures: what matplotlib can show, where it fits, and a check that nothing overlaps."""

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.layout_engine import PlaceHolderLayoutEngine
from matplotlib.text import Text
from numpy.typing import ArrayLike

from helpers.figures.column_layout import MARGIN, list_row_labels

MIN_TEXT_POINTS = 17
"""Smallest text of a talk figure: 28 pixels on a slide of 1920 by 1080."""

GREY = "#8A8F98"

FAMILY, FACE_FILE, FACES = "IBM Plex Sans Condensed", "IBMPlexSansCondensed", ("Regular", "Italic", "SemiBold")

CUT = re.compile(r"\S…(?=\W|$)")
"""What :func:`shorten` leaves at the end of a text that it cut."""

OTHER_SCRIPTS = {
    "Noto Sans CJK SC": ("mplfonts", "fonts/NotoSansCJKsc-Regular.otf"),
    "Noto Sans Thai": ("fontpkg_noto_sans_thai", "files/NotoSansThai[wdth,wght].ttf"),
    "Noto Sans Devanagari": ("fontpkg_noto_sans_devanagari", "files/NotoSansDevanagari[wdth,wght].ttf"),
}
"""Families of the scripts that the first two have no letters of (Han, kana and hangul in one), and where they lie."""
OUTLINED = "Noto Sans CJK SC"
"""The one with outlines that PDF cannot hold as TrueType."""


def legible(text: str) -> str:
    """Return ``text`` as matplotlib can show it: no maths mode, no control characters, no missing glyph.

    Characters that no font in use has are transliterated to Latin letters (anyascii), since an empty
    box tells a reader nothing.
    """
    text = unicodedata.normalize("NFC", str(text))
    text = "".join(" " if c in "\n\r\t\v\f\u2028\u2029" else c for c in text)
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    known = _known_characters()
    if any(ord(c) not in known for c in text):
        from anyascii import anyascii

        text = "".join(c if ord(c) in known else anyascii(c) for c in text)
    return re.sub(r"(?<!\\)\$", r"\\$", re.sub(r" {2,}", " ", text).strip())


def shorten(text: str, width: int) -> str:
    """Cut ``text`` at a word so that it has at most ``width`` characters, and mark the cut with an ellipsis."""
    text = " ".join(str(text).split())
    if len(text) <= width:
        return text
    cut = text[: width - 1]
    if " " in cut[width // 2 :]:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:-–—(") + "…"


def wrap(text: str, width: int, *, max_lines: int = 2) -> str:
    """Break ``text`` into at most ``max_lines`` lines of ``width`` characters, the last one cut by :func:`shorten`."""
    lines = textwrap.wrap(str(text), width, break_long_words=True) or [""]
    if len(lines) > max_lines:
        lines = [*lines[: max_lines - 1], shorten(" ".join(lines[max_lines - 1 :]), width)]
    return "\n".join(lines)


def wrap_label(text: str, width: int, *, max_lines: int = 3) -> str:
    """Return a label as matplotlib can show it, on as many lines as it takes, up to ``max_lines``.

    Lines break at words; only what ``max_lines`` lines cannot hold is cut.
    """
    return "\n".join(map(legible, wrap(text, width, max_lines=max_lines).split("\n")))


def freeze_layout(figure: Figure | SubFigure) -> None:
    """Settle the positions of all axes now and keep them, so that placed labels stay where they were put."""
    whole = figure.get_figure(root=True)
    if whole is not None and not isinstance(whole.get_layout_engine(), (PlaceHolderLayoutEngine, type(None))):
        whole.draw_without_rendering()
        whole.set_layout_engine(None)  # "none" would leave one that draws everything twice for each file
        for ax in whole.axes:
            # The solver's last digits differ from run to run, and SVG names its clip paths after all of them.
            left, bottom, width, height = (round(side, 5) for side in ax.get_position(original=True).bounds)
            ax.set_position((left, bottom, width, height))


def align_row_labels(figure: Figure) -> None:
    """Set the names of rows flush left: on the margin those of the first panels, of panels below each other as one."""
    named: dict[int, list[tuple[Axes, list[Text]]]] = {}
    for ax in figure.axes:
        if labels := list_row_labels(ax):
            place = ax.get_subplotspec()
            named.setdefault(place.colspan.start if place else 0, []).append((ax, labels))
    for column, panels in named.items():
        edge = min(label.get_window_extent().x0 for _, labels in panels for label in labels)
        edge = edge if column else min(edge, MARGIN * figure.bbox.width)
        for ax, labels in panels:
            length = ax.yaxis.get_tick_params().get("length", mpl.rcParams["ytick.major.size"])
            ax.tick_params(axis="y", pad=(ax.bbox.x0 - edge) * 72 / figure.dpi - length)
            for label in labels:
                label.set(ha="left")


def spread_positions(positions: ArrayLike, gap: float, low: float, high: float) -> np.ndarray:
    """Move values apart to at least ``gap`` within ``low`` and ``high``, keeping their order; return them as given.

    For direct labels at the end of lines. Where there is no room for all at ``gap``, they are spaced evenly.
    """
    wanted = np.asarray(positions, dtype=float)
    if len(wanted) == 0:
        return wanted
    order = np.argsort(wanted, kind="stable")
    spread = np.clip(wanted[order], low, high)
    if gap * (len(spread) - 1) >= high - low:
        spread = np.linspace(low, high, len(spread)) if len(spread) > 1 else spread
    else:
        for place in range(1, len(spread)):
            spread[place] = max(spread[place], spread[place - 1] + gap)
        spread[-1] = min(spread[-1], high)
        for place in range(len(spread) - 2, -1, -1):
            spread[place] = min(spread[place], spread[place + 1] - gap)
    return spread[np.argsort(order)]


def find_text_problems(figure: Figure, *, min_points: float = MIN_TEXT_POINTS) -> list[str]:
    """Say what is wrong with a figure's text, a sentence a problem.

    Found are overlaps, texts clipped by the edge or cut with an ellipsis, small type, and characters without a glyph.
    """
    figure.draw_without_rendering()
    texts = [text for text in find_visible_texts(figure) if text.get_text().strip()]
    boxes = [text.get_window_extent() for text in texts]
    known = _known_characters()
    problems = []
    for text, box in zip(texts, boxes, strict=True):
        shown = shorten(text.get_text(), 40)
        points = float(text.get_fontsize())
        if points < min_points - 0.01:
            problems.append(f"{shown!r} has {points:.1f} points, less than {min_points}.")
        if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > figure.bbox.x1 + 0.5 or box.y1 > figure.bbox.y1 + 0.5:
            problems.append(f"{shown!r} is clipped by the edge of the figure.")
        if CUT.search(text.get_text()):
            problems.append(f"{shown!r} is cut.")
        missing = sorted({c for c in text.get_text() if ord(c) not in known and c not in "\n"})
        if missing:
            problems.append(f"{shown!r} has characters without glyph: {' '.join(missing)}.")
    problems += [
        f"{shorten(texts[i].get_text(), 40)!r} overlaps {shorten(texts[j].get_text(), 40)!r}."
        for i, j in _find_overlaps(boxes)
    ]
    return problems


def _find_overlaps(boxes: Sequence[Any], slack: float = 1.0) -> list[tuple[int, int]]:
    """Pairs of boxes that share more than ``slack`` pixels in both directions."""
    if len(boxes) < 2:
        return []
    x0, y0, x1, y1 = (np.array([getattr(box, side) for box in boxes]) for side in ("x0", "y0", "x1", "y1"))
    wide = np.minimum(x1[:, None], x1) - np.maximum(x0[:, None], x0) > slack
    high = np.minimum(y1[:, None], y1) - np.maximum(y0[:, None], y0) > slack
    first, second = np.nonzero(np.triu(wide & high, k=1))
    return list(zip(first.tolist(), second.tolist(), strict=True))


def find_visible_texts(figure: Figure | SubFigure) -> list[Text]:
    """All texts that are drawn: of ticks only those inside the axis' limits."""
    from matplotlib.axis import Axis
    from matplotlib.text import Text

    hidden = set()
    for axis in figure.findobj(Axis):
        low, high = sorted(axis.get_view_interval())
        slack = 1e-9 * max(abs(low), abs(high), 1e-300)
        owner = axis.axes
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
            outside = not low - slack <= tick.get_loc() <= high + slack
            if outside or not axis.get_visible() or not owner.get_visible() or not owner.axison:
                hidden.update((tick.label1, tick.label2))
    texts = []
    for text in figure.findobj(Text):
        if text in hidden or not text.get_visible() or (text.get_alpha() is not None and text.get_alpha() == 0):
            continue
        owner = getattr(text, "axes", None)
        if owner is not None and not owner.get_visible():
            continue
        texts.append(text)
    return texts


@cache
def list_font_families() -> tuple[str, ...]:
    """Return the font families in use: IBM Plex, then matplotlib's own, then those of other scripts.

    All but matplotlib's come with packages (SIL Open Font License) and are made known to it here.
    """
    faces = files("fontpkg_ibm_plex_sans_condensed") / "files"
    for face in FACES:
        font_manager.fontManager.addfont(str(faces / f"{FACE_FILE}-{face}.ttf"))
    entries = font_manager.fontManager.ttflist  # "bold" is semibold here, and regular in the fonts of other scripts
    entries[:] = [replace(one, weight=700) if one.name == FAMILY and one.weight == 600 else one for one in entries]
    found = {name: path for name, place in OTHER_SCRIPTS.items() if (path := _find_font(*place))}
    entries[:] = [one for one in entries if one.name not in OTHER_SCRIPTS]  # the same on every machine
    entries += [
        font_manager.FontEntry(fname=path, name=name, weight=weight)
        for name, path in found.items()
        for weight in (400, 700)
    ]
    return (FAMILY, "DejaVu Sans", *found)


def _find_font(package: str, file: str) -> str:
    """Where a package keeps a font, "" without it; it is not imported, which may do more than is asked for."""
    spec = find_spec(package)
    folders = (spec and spec.submodule_search_locations) or ()
    return next((str(path) for folder in folders if (path := Path(folder) / file).exists()), "")


def can_hold_truetype(figure: Figure) -> bool:
    """Tell whether PDF can hold the letters of a figure as TrueType, which is so without Han, kana and hangul."""
    if OUTLINED not in list_font_families():
        return True
    outlined = _list_characters(OUTLINED) - _list_characters(FAMILY) - _list_characters("DejaVu Sans")
    return not any(ord(c) in outlined for text in find_visible_texts(figure) for c in text.get_text())


@cache
def _known_characters() -> frozenset[int]:
    """Code points for which the fonts in use have a glyph."""
    return frozenset[int]().union(*map(_list_characters, list_font_families()))


@cache
def _list_characters(family: str) -> frozenset[int]:
    path = font_manager.findfont(font_manager.FontProperties(family=[family]))
    return frozenset(font_manager.get_font(path).get_charmap())
