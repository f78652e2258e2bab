"""A figure with its words and numbers: handed over as one thing, saved as a set of files, shown with its caption."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text

from helpers.figures.dark_colours import darken_figure, find_contrast_problems, render_figure
from helpers.figures.label_placement import find_leader_problems
from helpers.figures.marks import collect_marks, get_figure
from helpers.figures.style import MARGIN, NOTHING, QUIET, SUBTITLE_POINTS, TITLE_POINTS, scale_points
from helpers.figures.text_layout import (
    MIN_TEXT_POINTS,
    align_row_labels,
    can_hold_truetype,
    find_text_problems,
    freeze_layout,
    wrap_label,
)
from helpers.figures.title_claims import UNCLAIMED, Claim
from helpers.run.atomic_files import replacing
from helpers.run.contracts import find_drawer
from helpers.run.runs import Run
from helpers.run.safe_csv import write_csv
from helpers.text.html_text import PLAIN, escape_html
from helpers.text.wordings import tell_base, tell_sample

UNDATED = {".svg": {"Date": None}, ".pdf": {"CreationDate": None, "Producer": None}}
"""Kinds of vector pictures, and what of their metadata is left out since it differs from run to run."""

SHORT_LINE = 0.4
"""Share of the first line under which the last line of a title is too short."""


@dataclass(frozen=True)
class Drawing:
    """What a ``draw_*`` function hands over: a drawn figure and all that is said of it.

    Attributes
    ----------
    axes : Axes, array of Axes, or Figure
        What was drawn, on :func:`helpers.figures.style.new_axes`.
    data : DataFrame
        The plotted numbers.
    title : str
        What was found, with its number and denominator, in at most two lines of about 80 characters.
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
    finding : str
        What the numbers say, shown in the notebook above the caption; empty if the caption says it.
    accuracy : str
        How often what is drawn was read rightly, in the footer; empty where nothing is read.
    subtitle : str
        What is plotted, in one line under the title.
    claim : Claim
        The number of the title.
    """

    axes: Axes | np.ndarray | Figure
    data: pd.DataFrame
    title: str
    caption: str
    alt: str
    n: int
    denominator: str
    interval: str = "none"
    correction: str = "none"
    finding: str = ""
    accuracy: str = ""
    subtitle: str = ""
    claim: Claim = UNCLAIMED


def show_figure(run: Run, drawing: Drawing, name: str, *, title: str | None = None, width: int = 960) -> None:
    """Save a drawing as :func:`save_figure` does and show the very picture that was saved, with its caption.

    ``title`` stands in place of the drawing's own; ``width`` is in pixels on the page. A drawing that only says why
    there is too little to draw is left out: no files, and the sentence is shown, once for all figures of the notebook
    that are left out for it.
    """
    from IPython.display import HTML, Image, display

    kept = keep_figure(run, drawing, name, title=title)
    if isinstance(kept, str):
        drawer = find_drawer(run.contracts, name)
        told = run.find_left_out(drawer.name) if drawer else {}
        first = next((figure for figure in told if told[figure] == kept), name)
        texts = [kept] if first == name else []
    else:
        display(Image(filename=str(kept), width=width, alt=drawing.alt))
        texts = [text for text in (drawing.finding, drawing.caption) if text]
    paragraphs = "".join(f'<p style="max-width:{width}px">{escape_html(text)}</p>' for text in dict.fromkeys(texts))
    if paragraphs:
        display(HTML(f'<div class="{PLAIN}">{paragraphs}</div>'))


def keep_figure(run: Run, drawing: Drawing, name: str, *, title: str | None = None) -> Path | str:
    """Save a drawing and close it, or note why there is nothing to draw; return the PNG, or the reason."""
    figure = get_figure(drawing.axes)
    why = find_nothing(figure)
    if why is not None:
        run.note_figure(name, why)
    kept = save_figure(run, drawing, name, title=title) if why is None else why
    plt.close(figure)
    return kept


def save_figure(run: Run, drawing: Drawing, name: str, *, title: str | None = None) -> Path:
    """Title a figure and write it as PNG (two sizes), SVG, PDF, its numbers as CSV and a JSON; return the PNG.

    The PNG has exactly 1920 by 1080 pixels, ``<name>@2x.png`` twice that. The name says what the figure shows, in small
    letters, digits and underscores; ValueError if it does not. ``title`` stands in place of the drawing's own.
    """
    if not re.fullmatch(r"[a-z0-9]+(?:_[a-z0-9]+)*", name):
        raise ValueError(f"{name!r} is no figure name: use small letters, digits and underscores.")
    from PIL import Image

    figure, problems = finish_figure(run, drawing, name, title=title)
    pixels, boxes = render_figure(figure, 3840 / figure.get_size_inches()[0])
    large = Image.fromarray(pixels)
    small = large.reduce(2)
    problems += find_contrast_problems(np.asarray(small), boxes)
    stem = run.place_figure(name).with_suffix("")
    stem.parent.mkdir(parents=True, exist_ok=True)
    write_pixels(large, stem.with_name(f"{name}@2x.png"))
    write_pixels(small, stem.with_name(f"{name}.png"))
    for kind in UNDATED:
        write_vectors(figure, stem.with_name(f"{name}{kind}"))
    write_csv(drawing.data, stem.with_name(f"{name}.csv"))
    _write_marks(run, figure, stem.with_name(f"{name}.marks.json"))
    words = collect_words(run, drawing, name, title=title) | {"text_problems": problems, "body": find_body(boxes)}
    told = words | run.describe_figure(name)
    run.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", stem.with_name(f"{name}.json"))
    run.note_figure(name, None)
    return stem.with_name(f"{name}.png")


def finish_figure(run: Run, drawing: Drawing, name: str, *, title: str | None = None) -> tuple[Figure, list[str]]:
    """Write the words of a drawing on its figure, settle its layout and colours; say what is wrong with its text."""
    figure = get_figure(drawing.axes)
    titled = drawing if title is None else replace(drawing, title=title)
    _write_words(figure, titled, _describe_base(drawing, run, _describe_sample(run, name)))
    freeze_layout(figure)
    align_row_labels(figure)
    problems = find_text_problems(figure, min_points=mpl.rcParams["xtick.labelsize"]) + find_leader_problems(figure)
    if "dark" in run.settings["style"]:
        darken_figure(figure)
    return figure, problems


def collect_words(run: Run, drawing: Drawing, name: str, *, title: str | None = None) -> dict[str, Any]:
    """Return the words of a figure as its JSON has them.

    ``sentence`` is what the numbers say, whatever the title: one that was given by hand is nobody's claim.
    """
    told = {"name": name, "title": drawing.title if title is None else title, "sentence": drawing.title}
    told |= {"title_by": "numbers" if title is None else "hand", "claim": _list_numbers(drawing.claim)}
    told |= {word: getattr(drawing, word) for word in ("subtitle", "caption", "alt")}
    told |= {"n": int(drawing.n), "denominator": drawing.denominator, "accuracy": drawing.accuracy}
    return told | {
        "selection": run.selection, "where": run.settings.get("where"), "interval": drawing.interval,
        "correction": drawing.correction, "sample": _describe_sample(run, name),
    }  # fmt: skip


def _list_numbers(claim: Claim) -> dict[str, Any]:
    """A claim with numbers to ten digits, as the CSV has them, and None where there is none."""
    numbers = {part: float(getattr(claim, part)) for part in ("value", "low", "high")}
    found = {part: float(f"{number:.10g}") if np.isfinite(number) else None for part, number in numbers.items()}
    return found | {"measure": claim.measure, "status": claim.status}


def find_nothing(figure: Figure) -> str | None:
    """Return the sentence of a figure whose axes all say that there is nothing to draw; None for any other."""
    said = [[text.get_text() for text in ax.texts if text.get_gid() == NOTHING] for ax in figure.axes]
    return " ".join(dict.fromkeys(text for texts in said for text in texts)) if said and all(said) else None


def _write_words(figure: Figure, drawing: Drawing, base: str) -> None:
    """Put title, subtitle and footer where they belong, and the axes between them, if they may still be moved.

    Saving twice writes the words once.
    """
    for text in [text for text in figure.texts if text.get_gid() in ("title", "subtitle", "footer")]:
        text.remove()
    high = figure.bbox.height
    title = _fit_text(figure, drawing.title, 100, 0.972, scale_points(TITLE_POINTS), weight="bold", gid="title")
    under = title.get_window_extent().y0 / high - 0.008
    if drawing.subtitle:
        size = scale_points(SUBTITLE_POINTS)
        subtitle = _fit_text(figure, drawing.subtitle, 150, under, size, color=QUIET, gid="subtitle")
        under = subtitle.get_window_extent().y0 / high
    small = scale_points(MIN_TEXT_POINTS)
    footer = _fit_text(figure, base, 165, 0.02, small, color=QUIET, va="bottom", gid="footer")
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        low = footer.get_window_extent().y1 / high + 0.015
        engine.set(rect=(MARGIN, low, 1 - 2 * MARGIN, under - 0.02 - low))


def _fit_text(figure: Figure, text: str, width: int, y: float, size: float, *, va: str = "top", **options: Any) -> Text:
    """Write at most two lines that are no wider than the slide between its margins, whatever the width of letters.

    A page that is narrower than a slide gets as many lines more.
    """
    room = (1 - 2 * MARGIN) * figure.bbox.width
    lines = max(2, int(np.ceil(2 * 16 * scale_points(1) / figure.get_size_inches()[0] - 0.01)))
    written = figure.text(MARGIN, y, "", ha="left", va=va, size=size, linespacing=1.1, **options)
    while True:
        written.set_text(wrap_label(text, width, max_lines=lines))
        if width < 12 or written.get_window_extent().width <= room:
            break
        width -= 3
    if "\n" in written.get_text():
        written.set_text(_fill_last_line(written.get_text(), text, width))
    return written


def _fill_last_line(found: str, text: str, width: int) -> str:
    """Narrow lines of ``width`` letters, as ``found``, until the last is not a word alone, with as many lines."""
    lines = found.split("\n")
    while width > 1 and len(lines[-1]) < SHORT_LINE * len(lines[0]):
        width -= 1
        narrower = wrap_label(text, width, max_lines=len(lines)).split("\n")
        if " ".join(narrower) != " ".join(lines):
            break
        lines = narrower
    return "\n".join(lines)


def _describe_sample(run: Run, name: str) -> str:
    """Of what sample the topics behind a figure are; "" if it rests on no topics, or on those of all papers."""
    sample = run.describe_figure(name)["settings"].get("sample")
    tables = run.read_record(run.shared_folder).get("tables", {}) if sample else {}
    return tell_sample(sample, tables.get("papers", {}).get("rows", 0))


def _describe_base(drawing: Drawing, run: Run, sample: str = "") -> str:
    words = ("n", "denominator", "interval", "correction", "accuracy")
    told = {word: getattr(drawing, word) for word in words}
    return tell_base(selection=run.selection, where=run.settings.get("where"), sample=sample, **told)


def find_body(boxes: list[tuple[Text, np.ndarray]]) -> list[float]:
    """Return where the drawing begins and ends between the words, as shares of the height from the top."""
    words = {text.get_gid(): box for text, box in boxes}
    above = min((float(words[name][0, 1]) for name in ("title", "subtitle") if name in words), default=1.0)
    under = float(words["footer"][1, 1]) if "footer" in words else 0.0
    return [round(1 - above, 4), round(1 - under, 4)]


def _write_marks(run: Run, figure: Figure, path: Path) -> None:
    """Write which papers are behind what is drawn; no file where none are."""
    marks = collect_marks(figure)
    path.unlink(missing_ok=True)
    if marks["points"]["papers"] or marks["boxes"]:
        run.write_text(json.dumps(marks, ensure_ascii=False, separators=(",", ":")) + "\n", path)


def write_pixels(image: Any, path: Path) -> None:
    """Write a picture (PIL.Image.Image) as PNG."""
    with replacing(path) as part:
        image.save(part, format="png", compress_level=1)  # higher levels take twice as long for a tenth less


def write_vectors(figure: Figure, path: Path) -> None:
    """Write a figure as SVG or PDF, by the ending of ``path``, the same bytes at any time."""
    # Letters of other outlines are drawn one by one: as TrueType some readers refuse them.
    kind = 42 if path.suffix != ".pdf" or can_hold_truetype(figure) else 3
    with replacing(path) as part, mpl.rc_context({"pdf.fonttype": kind}):
        figure.savefig(part, facecolor=figure.get_facecolor(), metadata=UNDATED[path.suffix])
