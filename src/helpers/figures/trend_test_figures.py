"""The figure of the table ``trend_tests``: odds ratios per year with their intervals and verdicts."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.keyword_figures import draw_intervals, label_rows, write_columns
from helpers.figures.marks import mark_rows
from helpers.figures.share_figures import DATED, Labels, get_label, leave_out
from helpers.figures.style import ACCENT, INK, new_axes, scale_area, scale_points
from helpers.figures.text_layout import GREY
from helpers.figures.title_claims import ODDS, claim_row
from helpers.stats.estimates import name_cluster_limits
from helpers.stats.verdicts import find_clear, shorten_verdict
from helpers.text.wordings import choose_fitting, tell_selection
from helpers.trends.period_shares import KIND_NOUNS, UNCERTAIN_TOPIC
from helpers.trends.periods import get_days
from helpers.trends.trend_report import describe_dates, describe_trends, rank_clear
from helpers.trends.trend_titles import choose_trend, list_judged, title_trends

MAX_ROWS = 15


def draw_trend_tests(
    tests: pd.DataFrame, papers: pd.DataFrame, labels: Labels, settings: Mapping[str, Any], ticks: pd.DataFrame, *,
    smallest: float, series: pd.DataFrame | None = None,
) -> Drawing:  # fmt: skip
    """Draw odds ratios per year (the table ``trend_tests``), and say which series differ clearly by date.

    ``settings`` are the run's (``selection`` and ``clock``); ``smallest`` is the odds ratio a year that was asked for;
    ``ticks`` of :func:`helpers.trends.compute_category_slopes` give one upright tick a category of 30 papers;
    with ``series`` of :func:`helpers.trends.find_series` each row knows its papers.
    """
    dates, selection = describe_dates(papers, clock=settings["clock"]), settings["selection"]
    found = describe_trends(tests, selection=selection, labels=labels)
    known = tests[tests["odds_ratio_per_year"].notna()]
    drawn = choose_rows(known)
    if drawn.empty:
        return leave_out(found if len(tests) else dates)
    words, planned = int(known["q"].notna().sum()), int(known["p_family"].notna().sum())
    others = len(known) - words - planned
    corrected = [f"q over {words} words"] if words else []
    corrected += [f"max-T over {planned} planned"] if planned else []
    corrected += [f"Bonferroni over {others} others"] if others else []
    n = int(get_days(papers, settings["clock"])[2].sum())
    odds = f"{tell_selection(selection, 'odds by year')} in a year as a multiple of those a year before"
    axes = plot_trend_tests(drawn, labels, ticks, smallest=smallest)
    if series is not None:
        dated = papers.loc[get_days(papers, settings["clock"])[2], "paper_id"]
        members = series[series["paper_id"].isin(dated)].groupby(["kind", "name"])["paper_id"].unique()
        rows = list(zip(drawn["kind"], drawn["name"], strict=True))
        told = [f"{get_label(labels, kind, name)} · {KIND_NOUNS[kind]}" for kind, name in rows]
        mark_rows(axes, [members.get(row, ()) for row in rows], told)
    return Drawing(
        axes, tests,
        title=title_trends(tests, selection=selection, labels=labels), caption=found,
        subtitle=choose_fitting(f"{odds} · filled: clear", odds, most=100),
        alt="Dots with intervals for the odds ratio per year of each series, around a line of no change.",
        n=n, denominator=DATED, interval=f"95%, Firth's or {name_cluster_limits(n)}, the wider",
        correction="; ".join(corrected),
        claim=claim_row(choose_trend(tests), ODDS, list_judged(tests), "series"),
    )  # fmt: skip


def choose_rows(known: pd.DataFrame) -> pd.DataFrame:
    """Choose 15 series to draw: clear ones, then what was planned or tested elsewhere, then the narrowest intervals.

    Of those with an estimate (``known``), in the order of their odds ratios.
    """
    fit = known[(known["name"] != UNCERTAIN_TOPIC) & known["low"].notna() & known["high"].notna()]
    first = fit["planned"].astype(bool) | (fit["halves"].notna() if "halves" in fit else False)
    width = (np.log(fit["high"]) - np.log(fit["low"])).where(~first, -1.0)
    rest = width[~fit.index.isin(rank_clear(fit).index)].sort_values(kind="stable").index
    chosen = [*rank_clear(fit).index, *rest][:MAX_ROWS]
    return fit.loc[chosen].sort_values(["odds_ratio_per_year", "name"], ascending=[False, True], kind="stable")


def plot_trend_tests(drawn: pd.DataFrame, labels: Labels, ticks: pd.DataFrame, *, smallest: float) -> Axes:
    """Draw odds ratios per year of some series with intervals as a forest, with their papers and verdicts.

    Clear ones are filled and have the accent; changes up to ``smallest``, which was asked for, lie on a grey band;
    ``ticks`` as for :func:`draw_trend_tests`.
    """
    ax, rows = new_axes(None), drawn.reset_index(drop=True)
    clear = find_clear(rows["verdict"]).to_numpy()
    colours, y = [ACCENT if sure else INK for sure in clear], np.arange(len(rows))
    ends = _scale_ratios(ax, float(rows["low"].min()), float(rows["high"].max()))
    ax.axvspan(max(1 / smallest, ends[0]), min(smallest, ends[1]), color=GREY, alpha=0.18, linewidth=0)
    ax.axvline(1, color=GREY, linewidth=scale_points(1.5))
    draw_intervals(ax, y, rows["odds_ratio_per_year"], rows["low"], rows["high"], colours, clear)
    for place, row in enumerate(rows.itertuples(index=False)):
        colour = colours[place]
        if len(ticks):
            mine = ticks.loc[(ticks["kind"] == row.kind) & (ticks["name"] == row.name), "odds_ratio_per_year"]
            mine = mine[(mine > ends[0]) & (mine < ends[1])]
            stroke: dict[str, Any] = {"s": scale_area(9.5**2), "linewidth": scale_points(2)}
            ax.scatter(mine, np.full(len(mine), place - 0.3), marker="|", color=colour, zorder=3, **stroke)
        # An arrow at the edge says that the interval goes on beyond it.
        for end, beyond, arrow in ((ends[0], row.low < ends[0], "<"), (ends[1], row.high > ends[1], ">")):
            if beyond:
                ax.plot(
                    [end], [place], marker=arrow, color=colour, markersize=scale_points(12), clip_on=False, zorder=4
                )
    names = [f"{get_label(labels, row.kind, row.name)} · {KIND_NOUNS[row.kind]}" for row in rows.itertuples()]
    label_rows(ax, y, names, colours=colours)
    ax.set_xlabel("odds from one year to the next (log scale) · grey: less than asked")
    columns = {
        "papers": [f"{n:,}" for n in rows["n"]],
        "a year": [f"× {ratio:.2f}" for ratio in rows["odds_ratio_per_year"]],
    }
    several = rows["n_categories"].max() > 1
    if rows["n_categories"].any():
        opposed = " · opposed: categories that go the other way" if several else ""
        ax.set_xlabel(f"{ax.get_xlabel()}\nticks: within a category{opposed}")
    if several:
        told = zip(rows["n_opposed"], rows["n_categories"], strict=True)
        columns["opposed"] = [f"{n:,} of {known:,}" if known else "" for n, known in told]
    n_numbers = len(columns)
    columns["verdict"] = [shorten_verdict(told) for told in rows["verdict"]]
    if "halves" in rows and rows["halves"].notna().any():
        columns["by halves"] = [shorten_verdict(told) for told in rows["halves"]]
    cells, words = list(zip(*columns.values(), strict=True)), range(n_numbers, len(columns))
    write_columns(ax, y, list(columns), cells, words=words, colours=colours)
    ax.grid(True, axis="x")
    return ax


def _scale_ratios(ax: Axes, low: float, high: float) -> tuple[float, float]:
    """Set a logarithmic scale with as many ticks as fit, and return its ends."""
    left, right = min(max(low, 1 / 20) / 1.08, 0.8), max(min(high, 20) * 1.08, 1.25)
    steps = (0.25, 0.5, 0.7, 1, 1.4, 2, 4) if right / left > 2 else (0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.4)
    steps = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if right / left > 5 else steps
    ticks = [tick for tick in steps if left <= tick <= right]
    # Next to names and columns some five inches are left; a label is three quarters of one.
    while len(ticks) > 1 and np.diff(np.log(ticks)).min() / np.log(right / left) * 5 < 0.75:
        ticks = [tick for tick in ticks if tick == 1 or tick not in ticks[1::2]] if 1 in ticks[::2] else ticks[1::2]
    ax.set_xscale("log")
    ax.set_xlim(left, right)
    ax.set_xticks(ticks, [f"×{tick:g}" for tick in ticks])
    ax.minorticks_off()
    return left, right
