"""Figures of the ends of a span: shares in the first and the last period, and the first paper of each series."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.figures.style import INK, new_axes, say_nothing
from helpers.figures.text_layout import legible, shorten, spread_positions
from helpers.trends.period_shares import find_ends

MAX_LINES, MAX_ROWS = 11, 16
KINDS = ("topic", "sense", "term")
KIND_NOUNS = {"topic": "topic", "sense": "sense", "term": "word"}


def plot_slopegraph(
    shares: pd.DataFrame,
    *,
    labels: Mapping[str, Mapping[str, str]] | None = None,
    colours: Mapping[tuple[str, str], str] | None = None,
    ax=None,
):
    """Draw shares in the first and the last complete period, joined by lines.

    Parameters
    ----------
    shares : DataFrame
        The table ``shares``; the eleven topics, senses and words that differ most between the ends are drawn.
    labels, colours : mapping, optional
        Label by kind and name; colour by (kind, name).
    ax : Axes, optional

    Returns
    -------
    Axes
        In brackets the limits of each share.
    """
    ax = new_axes(ax)
    ends = find_ends(shares)
    rows = shares[shares["kind"].isin(KINDS) & shares["period"].isin(ends or ())]
    if rows.empty:
        return say_nothing(ax, "There are no two complete periods of ten papers or more.")
    sides = [rows[rows["period"] == end].set_index(["kind", "name"])[["share", "low", "high"]] for end in ends]
    change = (sides[1]["share"] - sides[0]["share"]).abs().sort_values(ascending=False, kind="stable")
    drawn = change.index[:MAX_LINES]
    values, low, high = (
        np.stack([100 * side.loc[drawn, name].to_numpy(float) for side in sides], axis=1)
        for name in ("share", "low", "high")
    )
    top = 1.08 * max(float(values.max()), 2.0)
    places = [spread_positions(values[:, end], 0.085 * top, 0.02 * top, top) for end in (0, 1)]
    ax.set_xlim(-1.9, 2.1)
    ax.set_ylim(0, 1.04 * top)
    for row, (kind, name) in enumerate(drawn):
        colour = (colours or {}).get((kind, name), INK)
        label = shorten(str((labels or {}).get(kind, {}).get(name, name)), 26)
        ax.plot([0, 1], values[row], color=colour, linewidth=2.5, marker="o", markersize=9, clip_on=False)
        spans = [f"{values[row, end]:.0f} [{low[row, end]:.0f}–{high[row, end]:.0f}]" for end in (0, 1)]
        texts = (f"{label} · {KIND_NOUNS[kind]}  {spans[0]}", spans[1])
        for end, (text, side) in enumerate(zip(texts, ("right", "left"), strict=True)):
            at = places[end][row]
            x = (-0.04, -0.14) if end == 0 else (1.04, 1.14)
            ax.plot(x, [values[row, end], at], color=colour, linewidth=1, alpha=0.5)
            ax.text(x[1], at, legible(text), va="center", ha=side, color=colour)
    ax.set_xticks([0, 1], [str(end).replace(" ", "\n") for end in ends])
    ax.set_yticks([])
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.grid(visible=False)
    ax.set_xlabel("share of the period's papers in percent, with its limits")
    return ax


def plot_first_seen(
    papers: pd.DataFrame,
    series: pd.DataFrame,
    tests: pd.DataFrame,
    *,
    clock: str = "published",
    labels: Mapping[str, Mapping[str, str]] | None = None,
    colours: Mapping[tuple[str, str], str] | None = None,
    ax=None,
):
    """Draw the papers of each series by date, with a dot on the first.

    Parameters
    ----------
    papers, series : DataFrame
        Papers with their dates, and which paper belongs to which series.
    tests : DataFrame
        The table ``trend_tests``, for the first paper; the 16 series that begin last are drawn.
    clock : str
    labels, colours : mapping, optional
        Label by kind and name; colour by (kind, name).
    ax : Axes, optional

    Returns
    -------
    Axes
        A stroke is as long as the days that the paper's date can mean; a first paper that is known to the year has
        a line of that year.
    """
    ax = new_axes(ax)
    known = tests[tests["first_high"].notna() & tests["kind"].isin(KINDS) & (tests["name"] != "no topic")]
    if known.empty:
        return say_nothing(ax, "No paper has a date, so nothing appears first.")
    rows = known.sort_values(["first_high", "kind", "name"], ascending=[False, True, True], kind="stable")
    rows = rows.head(MAX_ROWS)[::-1].reset_index(drop=True)
    dates = papers.set_index("paper_id")[[f"{clock}_low", f"{clock}_high"]]
    middle = dates[f"{clock}_low"] + (dates[f"{clock}_high"] - dates[f"{clock}_low"]) / 2
    names = []
    for y, row in enumerate(rows.itertuples(index=False)):
        colour = (colours or {}).get((row.kind, row.name), INK)
        mine = series.loc[(series["kind"] == row.kind) & (series["name"] == row.name), "paper_id"]
        days = middle.reindex(mine).dropna()
        ax.scatter(days, np.full(len(days), y), marker="|", s=160, color=colour, alpha=0.5, linewidth=1.5)
        first = row.first_low + (row.first_high - row.first_low) / 2
        ax.plot([row.first_low, row.first_high], [y, y], color=colour, linewidth=4, solid_capstyle="butt")
        ax.scatter([first], [y], s=130, color=colour, zorder=3)
        label = (labels or {}).get(row.kind, {}).get(row.name, row.name)
        names.append(legible(f"{shorten(str(label), 30)} · {KIND_NOUNS[row.kind]} ({row.n:,})"))
    ax.set_yticks(range(len(rows)), names)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("date of the paper · dot: the first one here")
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=3, maxticks=12)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
    ax.grid(True, axis="x")
    return ax
