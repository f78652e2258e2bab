"""Specification curve: one contrast in all ways of counting, sorted, above the choices that make each way."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.style import (
    ACCENT,
    INK,
    KEY_POINTS,
    QUIET,
    new_axes,
    offset_text,
    say_nothing,
    scale_area,
    scale_points,
)
from helpers.figures.text_layout import GREY, legible
from helpers.figures.title_claims import DIFFERENCE, TOO_FEW as TOLD_TOO_FEW, Claim
from helpers.text.wordings import count
from helpers.theme.theme_file import ThemeFile
from helpers.theme.ways_of_counting import (
    AGREEMENT,
    CHOICE_LABELS,
    CHOICES,
    TOO_FEW,
    count_agreement,
    describe_multiverse,
)


def draw_multiverse(ways: pd.DataFrame, headline: tuple[str, str] | None, theme_file: ThemeFile) -> Drawing:
    """Draw what ``compute_multiverse`` found of a headline, with its words."""
    first, pole = ways[ways["first_way"].astype(bool)], theme_file.labels[0]
    found = describe_multiverse(ways, headline, theme_file)
    return Drawing(
        plot_multiverse(ways, theme_file), ways, title=title_multiverse(ways, headline, theme_file),
        subtitle=f"Difference in the share of papers that seek “{pole}”, in each combination of six choices",
        caption=f"Difference between two senses in the share of papers that seek “{pole}”, of those that name it, in "
        "every combination of six choices, sorted; a dot below marks a choice that was taken. The large point is the "
        "count of the other figures. The two senses were chosen because they differ most, and all ways share their "
        "papers: the figure shows what the choice of counting does, not how likely the contrast is.",
        alt=found, finding=found, n=int((first["n_a"] + first["n_b"]).sum()),
        denominator=f"papers of the two senses that name “{pole}”", interval="Newcombe 95% for each way alone",
        claim=claim_way(first),
    )  # fmt: skip


def claim_way(first: pd.DataFrame) -> Claim:
    """The difference in the way of counting of the other figures: what was chosen for being large is tested by none."""
    if first.empty:
        return Claim(measure=DIFFERENCE, status=TOLD_TOO_FEW)
    row = first.iloc[0]
    return Claim(row["difference"], DIFFERENCE, row["low"], row["high"])


def title_multiverse(ways: pd.DataFrame, headline: tuple[str, str] | None, theme_file: ThemeFile) -> str:
    """In how many ways of counting the contrast holds, of those that can be computed, and by how much."""
    if headline is None:
        return TOO_FEW.format(theme_file.labels[0]).rstrip(".")
    (a, b), pole = (theme_file.sense_labels[sense] for sense in headline), theme_file.labels[0]
    agreed, found = count_agreement(ways), 100 * ways["difference"].dropna().astype(float)
    ways_told = count(agreed.computed, "way of counting", "ways of counting")
    if agreed.computed < len(ways):
        ways_told += f" that can be computed (of {len(ways):,})"
    contrast = f"apers on {a} seek {pole} more often than those on {b}"
    if agreed.is_one_number:
        return f"P{contrast}, by {found.iloc[0]:.0f} points in {ways_told}: none changes it"
    if agreed.same == agreed.computed:
        return f"P{contrast} in all {ways_told}, by {found.min():.0f} to {found.max():.0f} points"
    if agreed.same >= AGREEMENT * agreed.computed:
        return f"P{contrast} in {agreed.same:,} of {ways_told}"
    ways_told = ways_told.replace(" of counting", "")
    return f"Whether p{contrast} depends on how one counts: {agreed.same:,} of {ways_told} say so"


def plot_multiverse(ways: pd.DataFrame, theme_file: ThemeFile) -> Axes | np.ndarray:
    """Draw the difference in each way of counting with its interval, and below it the choices, on two axes.

    Above, points in the order of the table: large for the way of the other figures, grey where the sign differs. Ways
    without an answer have a cross at zero. Below, a dot where the second of two choices is taken.
    """
    if ways.empty:
        return say_nothing(new_axes(), TOO_FEW.format(theme_file.labels[0]))
    axes = top, below = new_axes(n_columns=1, n_rows=2, sharex=True, height_ratios=[1.35, 1])
    x = np.arange(len(ways))
    value, low, high = (100 * ways[name].to_numpy(float) for name in ("difference", "low", "high"))
    same, first = ways["same_sign"].to_numpy(bool), ways["first_way"].to_numpy(bool)
    for place, is_same, is_first in zip(x, same, first, strict=True):
        if not np.isfinite(value[place]):
            top.scatter(place, 0, s=scale_area(60), marker="x", color=GREY, zorder=3)
            continue
        colour = ACCENT if is_first else QUIET if is_same else GREY
        limits, width = [low[place], high[place]], scale_points(4 if is_first else 1.6)
        top.plot([place, place], limits, color=colour, linewidth=width, alpha=1 if is_first else 0.6)
        area = scale_area(230 if is_first else 45)
        top.scatter(place, value[place], s=area, color=colour, zorder=4 if is_first else 3)
        if is_first:
            # Below zero and all intervals, where no other line crosses it.
            top.annotate(
                f"{value[place]:+.0f}", (place, min(0.0, float(np.nanmin(low)))), **offset_text(0, -6), ha="center",
                va="top", color=ACCENT, size=scale_points(KEY_POINTS), weight="bold",
            )  # fmt: skip
    top.axhline(0, color=INK, linewidth=scale_points(1.2))
    top.set_ylabel("points more")
    top.tick_params(axis="x", length=0, labelbottom=False)
    top.spines["bottom"].set_visible(False)
    top.grid(visible=False)
    for y, (choice, (_, other)) in enumerate(CHOICES.items()):
        taken = (ways[choice] == other).to_numpy()
        below.scatter(x[~taken], np.full((~taken).sum(), y), s=scale_area(12), color=GREY, alpha=0.5, linewidths=0)
        below.scatter(x[taken], np.full(taken.sum(), y), s=scale_area(70), color=INK, linewidths=0)
    below.set_yticks(range(len(CHOICES)), [legible(CHOICE_LABELS[choice]) for choice in CHOICES])
    below.set_ylim(len(CHOICES) - 0.4, -0.6)
    below.set_xlim(-0.8, len(ways) - 0.2)
    below.set_xticks([])
    below.grid(visible=False)
    below.spines[:].set_visible(False)
    below.tick_params(length=0)
    unanswered = " · cross: too few papers" if np.isnan(value).any() else ""
    below.set_xlabel(f"one column a way of counting · large: as in the other figures{unanswered}", loc="left")
    return axes
