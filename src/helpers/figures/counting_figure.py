"""Specification curve: one contrast in all ways of counting, sorted, above the choices that make each way."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.figures.style import INK, POLE_COLOURS, new_axes, say_nothing
from helpers.figures.text_layout import GREY, legible
from helpers.theme.ways_of_counting import CHOICE_LABELS, CHOICES


def plot_multiverse(table: pd.DataFrame, theme_file, *, axes=None):
    """Draw the difference in each way of counting with its interval, and below it the choices.

    Parameters
    ----------
    table : DataFrame
        As :func:`helpers.theme.compute_multiverse` gives it.
    theme_file : ThemeFile
    axes : array of two Axes, optional

    Returns
    -------
    array of Axes
        Above, points in the order of the table: filled and named for the way of the other figures, grey where the
        sign differs. Ways without an answer have a cross at zero. Below, a dot where the second of two choices
        is taken.
    """
    if axes is None:
        axes = new_axes(None, n_rows=2, sharex=True, height_ratios=[1.5, 1])
    top, below = axes
    if table.empty:
        below.set_visible(False)
        say_nothing(top, "Fewer than two senses have papers enough for a contrast.")
        return axes
    x = np.arange(len(table))
    value, low, high = (100 * table[name].to_numpy(float) for name in ("difference", "low", "high"))
    same, first = table["same_sign"].to_numpy(bool), table["first_way"].to_numpy(bool)
    colours = np.where(same, POLE_COLOURS[0], GREY)
    for place in x:
        if np.isfinite(value[place]):
            width = 4 if first[place] else 2
            top.plot([place, place], [low[place], high[place]], color=colours[place], linewidth=width, alpha=0.7)
            face = colours[place] if first[place] else "white"
            size = 230 if first[place] else 90
            top.scatter(
                place, value[place], s=size, facecolors=face, edgecolors=colours[place], linewidths=2.2, zorder=3
            )
        else:
            top.scatter(place, 0, s=90, marker="x", color=GREY, zorder=3)
    top.axhline(0, color=INK, linewidth=1.2)
    top.set_ylabel("difference (points)")
    top.tick_params(axis="x", length=0, labelbottom=False)
    for y, (choice, (_, other)) in enumerate(CHOICES.items()):
        taken = (table[choice] == other).to_numpy()
        below.scatter(x[~taken], np.full((~taken).sum(), y), s=26, color=GREY, alpha=0.5, linewidths=0)
        below.scatter(x[taken], np.full(taken.sum(), y), s=130, color=INK, linewidths=0)
    below.set_yticks(range(len(CHOICES)), [legible(CHOICE_LABELS[choice]) for choice in CHOICES])
    below.set_ylim(len(CHOICES) - 0.4, -0.6)
    below.set_xlim(-0.8, len(table) - 0.2)
    below.set_xticks([])
    below.grid(False)
    below.spines[:].set_visible(False)
    below.tick_params(length=0)
    unanswered = " · cross: too few papers" if np.isnan(value).any() else ""
    below.set_xlabel(f"one column a way of counting · large point: as in the other figures{unanswered}")
    return axes
