"""Specification curve: one contrast in all ways of counting, sorted, above the choices that make each way."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.style import INK, POLE_COLOURS, new_axes, say_nothing
from helpers.figures.text_layout import GREY, legible
from helpers.stats.estimates import MIN_GROUP
from helpers.theme.theme_file import ThemeFile
from helpers.theme.ways_of_counting import AGREEMENT, CHOICE_LABELS, CHOICES, describe_multiverse


def draw_multiverse(ways: pd.DataFrame, headline: tuple[str, str] | None, theme_file: ThemeFile) -> Drawing:
    """Draw what ``compute_multiverse`` found of a headline, with its words."""
    first, total = ways[ways["first_way"].astype(bool)], len(ways)
    title = "Too few papers in each sense to compare ways of counting"
    if headline is not None:
        a, b = (theme_file.sense_labels[sense] for sense in headline)
        what, agree = f"“{theme_file.labels[0]}”: {a} against {b}", int(ways["same_sign"].sum())
        title = f"{what}: {agree} of {total} ways of counting agree"
        if agree < AGREEMENT * total:
            title = f"{what} depends on how one counts: {agree} of {total} ways agree"
    found = describe_multiverse(ways, headline, theme_file)
    return Drawing(
        plot_multiverse(ways), ways, title=title,
        caption="Difference between two senses in the share of papers on the side of the first pole (it alone or "
        "both), in every combination of five choices, sorted; a dot below marks a choice that was taken. The filled "
        "point is the count of the other figures. The two senses were chosen because they differ most, and all ways "
        "share their papers: the figure shows what the choice of counting does, not how likely the contrast is.",
        alt=found, finding=found, n=int((first["n_a"] + first["n_b"]).sum()), denominator="papers of the two senses",
        interval="Newcombe 95 % for each way alone",
    )  # fmt: skip


def plot_multiverse(ways: pd.DataFrame) -> Axes | np.ndarray:
    """Draw the difference in each way of counting with its interval, and below it the choices, on two axes.

    Above, points in the order of the table: filled and named for the way of the other figures, grey where the sign
    differs. Ways without an answer have a cross at zero. Below, a dot where the second of two choices is taken.
    """
    if ways.empty:
        return say_nothing(new_axes(), f"Fewer than two senses have {MIN_GROUP} papers: there is no contrast to count.")
    axes = top, below = new_axes(n_columns=1, n_rows=2, sharex=True, height_ratios=[1.5, 1])
    x = np.arange(len(ways))
    value, low, high = (100 * ways[name].to_numpy(float) for name in ("difference", "low", "high"))
    same, first = ways["same_sign"].to_numpy(bool), ways["first_way"].to_numpy(bool)
    colours = np.where(same, POLE_COLOURS[0], GREY)
    for place, colour, is_first in zip(x, colours, first, strict=True):
        if not np.isfinite(value[place]):
            top.scatter(place, 0, s=90, marker="x", color=GREY, zorder=3)
            continue
        limits, width = [low[place], high[place]], 4 if is_first else 2
        top.plot([place, place], limits, color=colour, linewidth=width, alpha=0.7)
        face, size = (colour, 230) if is_first else ("white", 90)
        top.scatter(place, value[place], s=size, facecolors=face, edgecolors=colour, linewidths=2.2, zorder=3)
    top.axhline(0, color=INK, linewidth=1.2)
    top.set_ylabel("difference (points)")
    top.tick_params(axis="x", length=0, labelbottom=False)
    for y, (choice, (_, other)) in enumerate(CHOICES.items()):
        taken = (ways[choice] == other).to_numpy()
        below.scatter(x[~taken], np.full((~taken).sum(), y), s=26, color=GREY, alpha=0.5, linewidths=0)
        below.scatter(x[taken], np.full(taken.sum(), y), s=130, color=INK, linewidths=0)
    below.set_yticks(range(len(CHOICES)), [legible(CHOICE_LABELS[choice]) for choice in CHOICES])
    below.set_ylim(len(CHOICES) - 0.4, -0.6)
    below.set_xlim(-0.8, len(ways) - 0.2)
    below.set_xticks([])
    below.grid(False)
    below.spines[:].set_visible(False)
    below.tick_params(length=0)
    unanswered = " · cross: too few papers" if np.isnan(value).any() else ""
    below.set_xlabel(f"one column a way of counting · large point: as in the other figures{unanswered}")
    return axes
