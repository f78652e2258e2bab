"""Figures over time: papers per period, shares with intervals and denominators, odds ratios per year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from helpers.figures.style import INK, SERIES_COLOURS, new_axes, say_nothing
from helpers.figures.text_layout import GREY, legible, shorten, wrap

MAX_PANELS, MAX_ROWS = 9, 13
KIND_TITLES = {"topic": "Topics", "sense": "Senses", "stance": "Sides", "term": "Words"}


def plot_periods(
    shares: pd.DataFrame, *, n_undated: int = 0, marks: Sequence[tuple[float, str]] = (),
    colour: str = SERIES_COLOURS[0], ax=None,
):  # fmt: skip
    """Draw the number of papers in each period; incomplete periods are hatched.

    Parameters
    ----------
    shares : DataFrame
        The table ``shares``; uses the rows of kind "papers".
    n_undated : int, default 0
        Papers without a date, named in the figure where there are any.
    marks : sequence of (place, text), optional
        Changes of collection, from :func:`helpers.trends.place_changes`.
    colour : str
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    rows = shares[shares["kind"] == "papers"].reset_index(drop=True)
    if rows.empty:
        return say_nothing(ax, "No paper has a date, so there is nothing to lay out over time.")
    early = _find_early(rows["n"].to_numpy(float))
    before, rows = rows.iloc[:early], rows.iloc[early:].reset_index(drop=True)
    x, n, partial = np.arange(len(rows)), rows["n"].to_numpy(float), rows["partial"].to_numpy(bool)
    ax.bar(x[~partial], n[~partial], color=colour, width=0.78)
    if partial.any():
        ax.bar(
            x[partial],
            n[partial],
            facecolor="none",
            edgecolor=colour,
            hatch="//",
            width=0.78,
            label="may be incomplete",
        )
    if n_undated:
        ax.plot([], [], " ", label=f"{n_undated:,} papers have no date")
    if early:
        ax.plot([], [], " ", label=f"before {rows['period'].iloc[0]}: {_count(before['n'].sum())}")
    for number, (place, what) in enumerate(((at - early, what) for at, what in marks if at >= early - 0.5), 1):
        ax.axvline(place, color=ax.get_facecolor(), linewidth=5)  # so that the line is seen on a bar
        ax.axvline(place, color=INK, linewidth=2, linestyle=(0, (4, 3)), label=f"{number}: {shorten(what, 40)}")
        ax.text(place, 1.0, f"{number}", transform=ax.get_xaxis_transform(), ha="center", va="bottom", color=INK)
    if partial.any() or n_undated or len(marks) or early:
        ax.legend(loc="upper left")
    step = max(1, -(-len(rows) // 24))
    for place, count in zip(x, n, strict=True):
        if step == 1:
            ax.text(place, count, _count(count), ha="center", va="bottom")
    _tick_periods(ax, rows["period"].tolist(), width=12)
    ax.set_xlim(-0.6, len(rows) - 0.4)
    lines = len(marks) + bool(partial.any()) + bool(n_undated) + bool(early)
    ax.set_ylim(0, (1.15 + 0.09 * max(lines - 1, 0)) * n.max() if n.max() > 0 else 1)
    ax.set_ylabel("papers")
    ax.grid(False)
    return ax


def plot_shares(
    shares: pd.DataFrame,
    kind: str,
    *,
    names: Sequence[str] | None = None,
    labels: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
    marks: Sequence[tuple[float, str]] = (),
    min_papers: int = 5,
    axes=None,
):
    """Draw the share of each series per period with its interval, one small panel a series, on one scale.

    Parameters
    ----------
    shares : DataFrame
        The table ``shares``.
    kind : str
        "topic", "sense", "stance" or "term".
    names : sequence of str, optional
        Series in the order of the panels; the largest nine if not given.
    labels, colours : mapping, optional
        Label and colour by name.
    marks : sequence of (place, text), optional
        Changes of collection, on the axis of all periods.
    min_papers : int, default 5
        Periods with fewer papers are not drawn; their intervals fill the panel.
    axes : array of Axes, optional

    Returns
    -------
    array of Axes
        The papers of each period stand under the lowest panels. Hollow dots are periods that may be
        incomplete; a grey band spans the worst cases for papers without a date.
    """
    rows = shares[(shares["kind"] == kind) & (shares["n_period"] >= min_papers)]
    total = rows.groupby("name", sort=False)["n"].sum().sort_values(ascending=False, kind="stable")
    drawn = [name for name in (names if names is not None else total.index) if name in total.index][:MAX_PANELS]
    if not drawn:
        return np.array([say_nothing(new_axes(None), "Too few dated papers for shares over time.")])
    n_columns = min(len(drawn), 2 if len(drawn) == 4 else 3)
    n_rows = -(-len(drawn) // n_columns)
    if axes is None:
        axes = new_axes(None, n_rows=n_rows, n_columns=n_columns, sharex=True, sharey=True, squeeze=False)
    panels = np.asarray(axes).ravel()
    periods = list(dict.fromkeys(shares.loc[shares["kind"] == "papers", "period"]))
    kept, everyone = set(rows["period"]), periods
    periods = [period for period in periods if period in kept]
    place = {period: i for i, period in enumerate(periods)}
    sizes = rows.drop_duplicates("period").set_index("period")["n_period"]
    for ax, name in zip(panels, drawn, strict=False):
        colour = (colours or {}).get(name, SERIES_COLOURS[0])
        _draw_series(ax, rows[rows["name"] == name], place, colour)
        ax.set_title(legible(shorten(str((labels or {}).get(name, name)), 26 if n_columns > 2 else 40)))
        ax.grid(True, axis="y")
        for at, _ in marks:
            nearest = place.get(everyone[int(np.clip(round(at), 0, len(everyone) - 1))])
            if nearest is not None:
                ax.axvline(nearest + at - round(at), color=INK, linewidth=1.5, linestyle=(0, (4, 3)), zorder=1)
    for ax in panels[len(drawn) :]:
        ax.set_visible(False)
    top = 100 * float(rows.loc[rows["name"].isin(drawn), "high"].max())
    panels[0].set_ylim(0, min(103, 1.05 * top))
    panels[0].set_xlim(-0.5, len(periods) - 0.5)
    for column in range(n_columns):
        last = panels[range(column, len(drawn), n_columns)[-1]]
        last.tick_params(labelbottom=True)
    width = 13.5 / n_columns
    _tick_periods(panels[0], periods, width=width, below=[f"of {_count(sizes[p])}" for p in periods])
    from matplotlib.ticker import MaxNLocator

    panels[0].yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    panels[0].get_figure().supylabel("share of the period's papers (%)", size=18)
    return np.asarray(axes)


def _find_early(n):
    """Number of periods at the beginning that are told in words: six or more that hold 1 % of the papers together."""
    first = int(np.searchsorted(np.cumsum(n), 0.01 * n.sum(), side="right")) if len(n) else 0
    return first if first >= 6 else 0


def _draw_series(ax, rows, place, colour):
    x = rows["period"].map(place).to_numpy(float)
    share, low, high = (100 * rows[name].to_numpy(float) for name in ("share", "low", "high"))
    least, most = (100 * rows[name].to_numpy(float) for name in ("low_undated", "high_undated"))
    if np.nanmax(most - least, initial=0) > 0.01:
        for at, bottom, upper in zip(x, least, most, strict=True):
            ax.fill_between([at - 0.32, at + 0.32], bottom, upper, color=GREY, alpha=0.25, linewidth=0)
    ax.vlines(x, low, high, color=colour, linewidth=3)
    ax.plot(x, share, color=colour, linewidth=1.5, alpha=0.6)
    for at, value, partial in zip(x, share, rows["partial"], strict=True):
        face = ax.get_facecolor() if partial else colour
        ax.scatter([at], [value], s=100, facecolor=face, edgecolor=colour, linewidth=2.5, zorder=3, clip_on=False)


def plot_trend_tests(
    tests: pd.DataFrame,
    *,
    kinds: Sequence[str] = ("topic", "sense", "term"),
    labels: Mapping[str, Mapping[str, str]] | None = None,
    colours: Mapping[tuple[str, str], str] | None = None,
    ticks: pd.DataFrame | None = None,
    axes=None,
):
    """Draw odds ratios per year with intervals as a forest, one column a kind of series.

    Parameters
    ----------
    tests : DataFrame
        The table ``trend_tests``; series without an estimate are left out, 13 of a kind are drawn.
    kinds : sequence of str
        Columns; kinds without an estimate get none.
    labels : mapping, optional
        For a kind, the label by name.
    colours : mapping, optional
        Colour by (kind, name).
    ticks : DataFrame, optional
        From :func:`helpers.trends.compute_category_slopes`: one upright tick a category of 30 papers.
    axes : array of Axes, optional

    Returns
    -------
    array of Axes
        Filled dots are named: beyond the smallest change that matters after correction, no category opposed.
    """
    known = tests.dropna(subset=["odds_ratio_per_year", "low", "high"])
    kinds = [kind for kind in kinds if (known["kind"] == kind).any()]
    if not kinds:
        return np.array([say_nothing(new_axes(None), "Too few dated papers for odds ratios per year.")])
    if axes is None:
        axes = np.atleast_1d(new_axes(None, n_columns=len(kinds), sharex=True))
    depth = min(MAX_ROWS, int(known[known["kind"].isin(kinds)]["kind"].value_counts().max()))
    intervals = []
    for ax, kind in zip(axes, kinds, strict=True):
        rows = known[known["kind"] == kind]
        sure = (rows["high"] / rows["low"]).sort_values(kind="stable").index[:depth]
        rows = rows.loc[sure].sort_values(["odds_ratio_per_year", "name"], ascending=[False, True], kind="stable")
        for y, row in enumerate(rows.itertuples(index=False)):
            colour = (colours or {}).get((kind, row.name), INK)
            face = colour if isinstance(row.named, str) else ax.get_facecolor()
            if ticks is not None and len(ticks):
                mine = ticks[(ticks["kind"] == kind) & (ticks["name"] == row.name)]["odds_ratio_per_year"]
                ax.scatter(mine, np.full(len(mine), y - 0.3), marker="|", s=90, color=colour, linewidth=2, zorder=3)
            ax.plot([row.low, row.high], [y, y], color=colour, linewidth=3.5, solid_capstyle="butt")
            ax.scatter([row.odds_ratio_per_year], [y], s=130, facecolor=face, edgecolor=colour, linewidth=2.5, zorder=3)
            intervals.append((ax, y, row.low, row.high, colour))
        known_as = (labels or {}).get(kind, {})
        names = [_break_label(str(known_as.get(name, name)), 20, depth) for name in rows["name"]]
        ax.set_yticks(range(len(rows)), names)
        ax.set_ylim(depth - 0.4, -0.6)
        ax.axvline(1, color=GREY, linewidth=1.5)
        ax.set_title(KIND_TITLES[kind])
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.grid(True, axis="x")
    shown = known[known["kind"].isin(kinds)]
    ends = _scale_ratios(axes, float(shown["low"].min()), float(shown["high"].max()), len(kinds))
    for ax, y, low, high, colour in intervals:
        # An arrow at the edge says that the interval goes on beyond it.
        for end, beyond, arrow in ((ends[0], low < ends[0], "<"), (ends[1], high > ends[1], ">")):
            if beyond:
                ax.plot([end], [y], marker=arrow, color=colour, markersize=12, clip_on=False, zorder=4)
    for ax in axes:
        ax.set_xlabel("odds from year to year" if len(kinds) > 1 else "odds from one year to the next (log scale)")
    return axes


def _break_label(text, width, depth):
    """Two lines where the rows are far enough apart, else one that is cut."""
    if depth > 8:
        return legible(shorten(text, width))
    return "\n".join(legible(line) for line in wrap(text, width, max_lines=2).split("\n"))


def _scale_ratios(axes, low, high, n_columns):
    low, high = max(low, 1 / 20) / 1.08, min(high, 20) * 1.08
    for ax in axes:
        ax.set_xscale("log")
        ax.set_xlim(min(low, 0.8), max(high, 1.25))
        left, right = ax.get_xlim()
        steps = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if right / left > 5 else (0.25, 0.5, 0.7, 1, 1.4, 2, 4)
        ticks = [tick for tick in steps if left <= tick <= right]
        if len(ticks) > 12 / n_columns:
            ticks = [tick for tick in ticks if tick in ((0.1, 1, 10) if n_columns > 2 else (0.05, 0.2, 1, 5, 20))]
        # Half of a column is for the names of its rows; a label is three quarters of an inch.
        while len(ticks) > 1 and np.diff(np.log(ticks)).min() / np.log(right / left) * 6.2 / n_columns < 0.75:
            ticks = [tick for tick in ticks if tick == 1 or tick not in ticks[1::2]] if 1 in ticks[::2] else ticks[1::2]
        ax.set_xticks(ticks, [f"×{tick:g}" for tick in ticks])
        ax.minorticks_off()
    return axes[0].get_xlim()


def _tick_periods(ax, names, *, width, below=None):
    """Name as many periods as fit in ``width`` inches, each with its number of papers where given."""
    lines = [name.replace(" ", "\n") for name in names]
    if below is not None:
        lines = [f"{line}\n{under}" for line, under in zip(lines, below, strict=True)]
    widest = max(len(part) for line in lines for part in line.split("\n"))
    step = max(1, int(np.ceil(len(names) * (0.155 * widest + 0.12) / width)))
    # Counted from the last period, which readers look for.
    shown = range((len(names) - 1) % step, len(names), step)
    ax.set_xticks(list(shown), [lines[i] for i in shown])
    ax.tick_params(axis="x", length=0)


def _count(number: float) -> str:
    return f"{number:,.0f}"
