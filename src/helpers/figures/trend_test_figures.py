"""Figures of the table ``trend_tests``: odds ratios per year, and the first paper of each series."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.series_looks import DRAWN_TOGETHER, SeriesLooks
from helpers.figures.share_figures import DATED, DESCRIPTIVE, leave_out
from helpers.figures.style import new_axes
from helpers.figures.text_layout import GREY, legible, shorten, wrap
from helpers.text.wordings import tell_selection
from helpers.trends.period_shares import KIND_NOUNS, UNCERTAIN_TOPIC
from helpers.trends.periods import get_days
from helpers.trends.trend_report import describe_dates, describe_trends

MAX_RATIOS, MAX_FIRSTS = 13, 16


def draw_trend_tests(
    tests: pd.DataFrame, papers: pd.DataFrame, looks: SeriesLooks, settings: Mapping[str, Any], ticks: pd.DataFrame
) -> Drawing:
    """Draw odds ratios per year of topics, senses and words (the table ``trend_tests``), and say which may be named.

    ``settings`` are the run's (``selection`` and ``clock``); ``ticks`` of
    :func:`helpers.trends.compute_category_slopes` give one upright tick a category of 30 papers.
    """
    dates, selection = describe_dates(papers, clock=settings["clock"]), settings["selection"]
    found = describe_trends(tests, selection=selection, labels=looks.labels)
    known = tests[tests["odds_ratio_per_year"].notna()]
    if not known["kind"].isin(DRAWN_TOGETHER).any():
        return leave_out(found if len(tests) else dates)
    corrected = [f"named if clear after Bonferroni over {len(known)}"]
    corrected += [f"q over {n} words"] if (n := int(known["q"].notna().sum())) else []
    corrected += [f"max-T over {n} planned"] if (n := int(known["p_family"].notna().sum())) else []
    axes, title = plot_trend_tests(tests, looks, ticks), tell_selection(selection, "odds by year")
    alt = "Dots with intervals for the odds ratio per year of each series, around a line of no change."
    n, interval = int(get_days(papers, settings["clock"])[2].sum()), "95 %, Firth's or bootstrap's, the wider"
    return Drawing(axes, tests, title, found, alt, n, DATED, interval, "; ".join(corrected))


def draw_first_seen(
    tests: pd.DataFrame, papers: pd.DataFrame, appearances: pd.DataFrame, looks: SeriesLooks, *, clock: str
) -> Drawing:
    """Draw when each topic, sense and word first appears, and say which came last.

    The 16 that begin last are drawn; the plotted numbers are their papers, of :func:`helpers.trends.list_appearances`.
    """
    known = tests[tests["first_high"].notna()]
    drawn = known[known["kind"].isin(DRAWN_TOGETHER) & (known["name"] != UNCERTAIN_TOPIC)]
    if drawn.empty:
        nothing = "No topic, sense or word has a paper with a date."
        return leave_out(nothing if len(tests) else describe_dates(papers, clock=clock))
    drawn = drawn.sort_values(["first_high", "kind", "name"], ascending=[False, True, True], kind="stable")
    drawn = drawn.head(MAX_FIRSTS)[::-1]
    strokes = drawn[["kind", "name"]].merge(appearances, on=["kind", "name"])
    late = known.sort_values(["first_high", "name"], ascending=[False, True], kind="stable").head(3)
    listed = [
        f"{looks.get_label(row.kind, row.name)} ({row.first_high.date()})" for row in late.itertuples(index=False)
    ]
    axes, title = plot_first_seen(drawn, strokes, looks), "When each topic, sense and word first appears here"
    caption = "Each stroke is a paper; the dot is the first one in this dump, which need not be the first there is."
    caption += f" Latest to appear: {'; '.join(listed)}."
    alt = "Rows of strokes, one per paper by date, with a dot on the first of each series."
    n = int(get_days(papers, clock)[2].sum())
    return Drawing(axes, strokes, title, caption, alt, n, DATED, correction=DESCRIPTIVE)


def plot_trend_tests(tests: pd.DataFrame, looks: SeriesLooks, ticks: pd.DataFrame) -> np.ndarray:
    """Draw odds ratios per year with intervals as a forest, one column a kind of series.

    The 13 series with the narrowest intervals of each kind are drawn. Filled dots are named: beyond the smallest change
    that matters after correction, no category opposed; ``ticks`` as for :func:`draw_trend_tests`.
    """
    known = tests[tests["kind"].isin(DRAWN_TOGETHER)].dropna(subset=["odds_ratio_per_year", "low", "high"])
    kinds = [kind for kind in DRAWN_TOGETHER if (known["kind"] == kind).any()]
    axes = np.atleast_1d(np.asarray(new_axes(None, n_columns=len(kinds), sharex=True)))
    depth = min(MAX_RATIOS, int(known["kind"].value_counts().max()))
    ends = _scale_ratios(axes, float(known["low"].min()), float(known["high"].max()), len(kinds))
    for ax, kind in zip(axes, kinds, strict=True):
        rows = known[known["kind"] == kind]
        sure = (rows["high"] / rows["low"]).sort_values(kind="stable").index[:depth]
        rows = rows.loc[sure].sort_values(["odds_ratio_per_year", "name"], ascending=[False, True], kind="stable")
        for y, row in enumerate(rows.itertuples(index=False)):
            colour = looks.get_colour(kind, row.name)
            face = colour if isinstance(row.named, str) else ax.get_facecolor()
            if len(ticks):
                mine = ticks.loc[(ticks["kind"] == kind) & (ticks["name"] == row.name), "odds_ratio_per_year"]
                ax.scatter(mine, np.full(len(mine), y - 0.3), marker="|", s=90, color=colour, linewidth=2, zorder=3)
            ax.plot([row.low, row.high], [y, y], color=colour, linewidth=3.5, solid_capstyle="butt")
            ax.scatter([row.odds_ratio_per_year], [y], s=130, facecolor=face, edgecolor=colour, linewidth=2.5, zorder=3)
            # An arrow at the edge says that the interval goes on beyond it.
            for end, beyond, arrow in ((ends[0], row.low < ends[0], "<"), (ends[1], row.high > ends[1], ">")):
                if beyond:
                    ax.plot([end], [y], marker=arrow, color=colour, markersize=12, clip_on=False, zorder=4)
        names = [_break_label(looks.get_label(kind, name), depth) for name in rows["name"]]
        _name_rows(ax, names, depth)
        ax.axvline(1, color=GREY, linewidth=1.5)
        ax.set_title(f"{KIND_NOUNS[kind].capitalize()}s")
        ax.grid(True, axis="x")
        ax.set_xlabel("odds from year to year" if len(kinds) > 1 else "odds from one year to the next (log scale)")
    return axes


def plot_first_seen(drawn: pd.DataFrame, strokes: pd.DataFrame, looks: SeriesLooks) -> Axes:
    """Draw the papers of each series (rows of ``trend_tests``) by date, with a dot on the first.

    A stroke stands at the middle of the days that a paper's date can mean (``low`` to ``high``); a first paper that is
    known to the year has a line of that year.
    """
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    ax = new_axes(None)
    middle = strokes["low"] + (strokes["high"] - strokes["low"]) / 2
    names = []
    for y, row in enumerate(drawn.itertuples(index=False)):
        colour = looks.get_colour(row.kind, row.name)
        days = middle[(strokes["kind"] == row.kind) & (strokes["name"] == row.name)]
        ax.scatter(days, np.full(len(days), y), marker="|", s=160, color=colour, alpha=0.5, linewidth=1.5)
        first = row.first_low + (row.first_high - row.first_low) / 2
        ax.plot([row.first_low, row.first_high], [y, y], color=colour, linewidth=4, solid_capstyle="butt")
        ax.scatter([first], [y], s=130, color=colour, zorder=3)
        label = shorten(looks.get_label(row.kind, row.name), 30)
        names.append(legible(f"{label} · {KIND_NOUNS[row.kind]} ({row.n:,})"))
    _name_rows(ax, names, len(drawn))
    ax.set_xlabel("date of the paper · dot: the first one here")
    locator = AutoDateLocator(minticks=3, maxticks=12)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
    ax.grid(True, axis="x")
    return ax


def _name_rows(ax, names, depth):
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(depth - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def _break_label(text, depth):
    """Two lines where the rows are far enough apart, else one that is cut."""
    broken = shorten(text, 20) if depth > 8 else wrap(text, 20, max_lines=2)
    return "\n".join(legible(line) for line in broken.split("\n"))


def _scale_ratios(axes, low, high, n_columns):
    """Set one logarithmic scale, with as many ticks as fit, and return its ends."""
    left, right = min(max(low, 1 / 20) / 1.08, 0.8), max(min(high, 20) * 1.08, 1.25)
    steps = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if right / left > 5 else (0.25, 0.5, 0.7, 1, 1.4, 2, 4)
    ticks = [tick for tick in steps if left <= tick <= right]
    if len(ticks) > 12 / n_columns:
        ticks = [tick for tick in ticks if tick in ((0.1, 1, 10) if n_columns > 2 else (0.05, 0.2, 1, 5, 20))]
    # Half of a column is for the names of its rows; a label is three quarters of an inch.
    while len(ticks) > 1 and np.diff(np.log(ticks)).min() / np.log(right / left) * 6.2 / n_columns < 0.75:
        ticks = [tick for tick in ticks if tick == 1 or tick not in ticks[1::2]] if 1 in ticks[::2] else ticks[1::2]
    for ax in axes:
        ax.set_xscale("log")
        ax.set_xlim(left, right)
        ax.set_xticks(ticks, [f"×{tick:g}" for tick in ticks])
        ax.minorticks_off()
    return left, right
