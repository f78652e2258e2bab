"""Copies of a figure at any size: drawn anew for it, so that nothing is stretched, with text as large as has room."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from helpers.figures.drawing import (
    Drawing,
    collect_words,
    find_body,
    find_nothing,
    finish_figure,
    write_pixels,
    write_vectors,
)
from helpers.figures.marks import get_figure
from helpers.figures.style import scale_points, use_style
from helpers.run.errors import InputError
from helpers.run.runs import Run
from helpers.run.settings import check_setting

FORMATS = ("png", "svg", "pdf")
SIDES = (200, 8000)
"""Fewest and most pixels of a side of a copy."""
TRIES = 3
"""Sizes of text that are tried where the shape is not that of a slide, the largest first."""
LEAST_INCHES, LEAST_DOT = 2.4, 6.0
"""Width of axes, in inches, and of a dot, in points, under which they are squeezed, on a page of 16 inches."""


def style_run(run: Run, style: str | None) -> Run:
    """Return the run with another style of all figures that it makes; its tables are the same."""
    if style is None:
        return run
    chosen = {"style": check_setting("style", style, "The call")}
    styled = {name: MappingProxyType({**getattr(run, name), **chosen}) for name in ("settings", "given")}
    return replace(run, **styled)


@contextmanager
def styling(run: Run, inches: tuple[float, float] | None = None) -> Iterator[None]:
    """Draw in the style of a run, on pages of so many inches, and leave matplotlib as it was."""
    with mpl.rc_context():
        use_style(run)
        if inches is not None:
            mpl.rcParams["figure.figsize"] = inches
        yield


def save_copy(
    run: Run, draw: Callable[[], Drawing], name: str, folder: Path, *, size: tuple[int, int] = (1920, 1080),
    formats: Iterable[str] = FORMATS[:1], title: str | None = None, subtitle: str | None = None,
) -> tuple[list[Path], list[str]]:  # fmt: skip
    """Write a figure at a size in pixels into a folder; return the files and what is wrong with the text, if anything.

    ``draw`` draws it anew for every size of text that is tried: the largest first, whose page has the area of a slide,
    then smaller ones, until nothing is cut, overlaps or is squeezed. Beside the pictures stands a JSON with the words;
    what was given by hand is marked in it. InputError for a size or a format that cannot be, or where there is nothing
    to draw.
    """
    unknown = [kind for kind in formats if kind not in FORMATS]
    if unknown:
        raise InputError(f"There is no format {unknown[0]!r} of figures; there are {', '.join(FORMATS)}.")
    if not all(SIDES[0] <= side <= SIDES[1] for side in size):
        raise InputError(f"A figure has {SIDES[0]:,} to {SIDES[1]:,} pixels a side, not {size[0]} by {size[1]}.")
    with styling(run):
        pages = choose_pages(size[0] / size[1])
    best: tuple[Any, Drawing, list[str], tuple[float, float]] | None = None
    least = (np.inf, np.inf)
    for page in pages:
        with styling(run, page):
            drawing = draw()
            if (why := find_nothing(get_figure(drawing.axes))) is not None:
                plt.close(get_figure(drawing.axes))
                raise InputError(f"The figure {name!r} is left out: {why}")
            drawing = drawing if subtitle is None else replace(drawing, subtitle=subtitle)
            figure, problems = finish_figure(run, drawing, name, title=title)
            faults = len(problems), count_squeezed(figure)
        plt.close(figure)
        if faults < least:
            best, least = (figure, drawing, problems, page), faults
        if least == (0, 0):
            break
    assert best is not None
    figure, drawing, problems, page = best
    with styling(run, page):
        words = collect_words(run, drawing, name, title=title) | {"text_problems": problems}
        words |= {"subtitle_by": "numbers" if subtitle is None else "hand", "size": list(size)}
        return _write_files(run, figure, words, folder / _name_file(run, name, size), size, formats), problems


def choose_pages(aspect: float) -> list[tuple[float, float]]:
    """Return pages, in inches, of a width that is ``aspect`` times the height, to be tried in their order.

    Sizes of text are in points, so that a smaller page has larger text: the first page has the area of the style's, the
    last is nowhere smaller than it.
    """
    width, height = mpl.rcParams["figure.figsize"]
    widths = np.linspace(np.sqrt(width * height * aspect), max(width, height * aspect), TRIES)
    return list(dict.fromkeys((round(float(wide), 4), round(float(wide / aspect), 4)) for wide in widths))


def count_squeezed(figure: Figure) -> int:
    """Count axes that are too narrow for what is drawn on them, and those whose dots are too small to be seen."""
    squeezed = 0
    for ax in figure.axes:
        dots = [np.sqrt(min(drawn.get_sizes())) for drawn in ax.collections if isinstance(drawn, PathCollection)]
        inches = ax.get_window_extent().width / figure.dpi
        drawn = bool(ax.collections or ax.lines or ax.patches) and ax.get_visible()
        squeezed += drawn and inches < scale_points(1) * LEAST_INCHES
        squeezed += bool(dots) and min(dots) < scale_points(1) * LEAST_DOT
    return squeezed


def _name_file(run: Run, name: str, size: tuple[int, int]) -> str:
    style = str(run.settings["style"])
    return f"{name}-{size[0]}x{size[1]}" + ("" if style == "light" else f"-{style}")


def _write_files(
    run: Run, figure: Any, words: dict[str, Any], stem: Path, size: tuple[int, int], formats: Iterable[str]
) -> list[Path]:
    from PIL import Image

    from helpers.figures.dark_colours import find_contrast_problems, render_figure

    pixels, boxes = render_figure(figure, 2 * size[0] / figure.get_size_inches()[0])
    small = Image.fromarray(pixels).reduce(2)  # rounds up what the drawing rounded down
    words["text_problems"] += find_contrast_problems(np.asarray(small), boxes)
    words |= {"body": find_body(boxes)} | run.describe_figure(words["name"])
    written = [stem.with_name(f"{stem.name}.{kind}") for kind in dict.fromkeys(formats)]
    for path in written:
        if path.suffix == ".png":
            write_pixels(small, path)
        else:
            write_vectors(figure, path)
    text = json.dumps(words, indent=2, ensure_ascii=False) + "\n"
    return [*written, run.write_text(text, stem.with_name(f"{stem.name}.json"))]
