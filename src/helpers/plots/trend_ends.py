"""Figures of the ends of a span: shares in the first and the last period, and the first paper of each series."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.figures import GREY, INK, legible, new_axes, say_nothing, shorten, spread_positions
from helpers.plots.trends import KIND_TITLES
from helpers.trends import find_ends

MAX_LINES, MAX_ROWS = 8, 16
KINDS = ("topic", "sense", "term")


def plot_slopegraph(
    shares: pd.DataFrame,
    *,
    labels: Mapping[str, Mapping[str, str]] | None = None,
    colours: Mapping[tuple[str, str], str] | None = None,
    axes=None,
):
    """Draw shares in the first and the last complete period, joined by lines, one panel a kind of series.

    Parameters
    ----------
    shares : DataFrame
        The table ``shares``; the eight series of a kind with the largest share at either end are drawn.
    labels, colours : mapping, optional
        Label by kind and name; colour by (kind, name).
    axes : array of Axes, optional

    Returns
    -------
    array of Axes
    """
    ends = find_ends(shares)
    kinds = [kind for kind in KINDS if ends is not None and (shares["kind"] == kind).any()]
    if not kinds:
        return np.array([say_nothing(new_axes(None), "There are no two complete periods of ten papers or more.")])
    if axes is None:
        axes = np.atleast_1d(new_axes(None, n_columns=len(kinds), sharey=True))
    rows = shares[shares["period"].isin(ends) & shares["kind"].isin(kinds)]
    top = 0.0
    chosen = {}
    for kind in kinds:
        wide = rows[rows["kind"] == kind].pivot(index="name", columns="period", values=["share", "low", "high"])
        order = wide["share"].max(axis=1).sort_values(ascending=False, kind="stable").index[:MAX_LINES]
        chosen[kind] = wide.loc[order]
        top = max(top, float(np.nanmax(wide.loc[order, "high"].to_numpy(float), initial=0.0)))
    for ax, kind in zip(axes, kinds, strict=True):
        _draw_lines(ax, chosen[kind], kind, ends, 100 * top, labels, colours)
    axes[0].set_ylabel("share of the period's papers (%)")
    return axes


def _draw_lines(ax, wide, kind, ends, top, labels, colours):
    known_as = (labels or {}).get(kind, {})
    values = 100 * wide["share"][list(ends)].to_numpy(float)
    low, high = (100 * wide[name][list(ends)].to_numpy(float) for name in ("low", "high"))
    shifts = np.linspace(-0.07, 0.07, len(wide)) if len(wide) > 1 else np.zeros(1)
    places = spread_positions(values[:, 1], top * 0.055, 0.0, top) if len(wide) else []
    for row, name in enumerate(wide.index):
        colour = (colours or {}).get((kind, name), INK)
        x = np.array([0.0, 1.0]) + shifts[row]
        ax.vlines(x, low[row], high[row], color=colour, linewidth=2, alpha=0.45)
        ax.plot(x, values[row], color=colour, linewidth=2.5, marker="o", markersize=9)
        text = f"{shorten(str(known_as.get(name, name)), 20)} {values[row, 1]:.0f}"
        ax.annotate(
            legible(text), (1.07, values[row, 1]), xytext=(1.2, places[row]), va="center", ha="left", color=colour,
            arrowprops={"arrowstyle": "-", "color": GREY, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 2},
        )  # fmt: skip
    ax.set_xlim(-0.15, 2.3)
    ax.set_ylim(0, 1.04 * top if top else 1)
    ax.set_xticks([0, 1], [name.replace(" ", "\n") for name in ends])
    ax.set_title(KIND_TITLES[kind])
    ax.grid(True, axis="y")


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
        kind = {"term": "word"}.get(row.kind, row.kind)
        names.append(legible(f"{shorten(str(label), 30)} · {kind} ({row.n:,})"))
    ax.set_yticks(range(len(rows)), names)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("date of the paper · dot: the first one here")
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(maxticks=8)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
    ax.grid(True, axis="x")
    return ax
