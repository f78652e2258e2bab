"""Figures of tests of keywords: planned questions, exploratory terms with what chance finds, shares, a network."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.figures.keyword_figures import draw_intervals, few_ticks, label_rows, write_columns
from helpers.figures.style import INK, POLE_COLOURS, SERIES_COLOURS, new_axes, say_nothing
from helpers.figures.text_layout import GREY, freeze_layout, legible, place_labels, shorten
from helpers.keywords.contrast_tests import choose_tested, find_called

MAX_ROWS = 14
MAX_NAMES = 16


def plot_questions(answers: pd.DataFrame, *, smallest: float, ax=None):
    """Draw each planned question as a difference of shares with its interval, counts, p-value and answer.

    Parameters
    ----------
    answers : DataFrame
        As :func:`helpers.keywords.answer_questions` gives it; 14 are drawn.
    smallest : float
        Smallest difference that matters: the grey band.
    ax : Axes, optional

    Returns
    -------
    Axes
        Filled dots where the answer is yes.
    """
    ax = new_axes(ax)
    if answers.empty or "difference" not in answers or answers["difference"].notna().sum() == 0:
        return say_nothing(ax, "No question was asked beforehand of groups that are there.")
    rows = answers.head(MAX_ROWS).reset_index(drop=True)
    sure = rows["answer"].isin(["yes", "yes, size open"]).to_numpy()
    y = _draw_differences(ax, rows, [INK] * len(rows), sure, smallest)
    label_rows(ax, y, [f"{shorten(row.term, 24)} · {row.group}" for row in rows.itertuples()], 38)
    cells = [_tell_question(row) for row in rows.itertuples()]
    write_columns(ax, y, ["in group", "outside", "p of all", "answer"], cells)
    return ax


def _draw_differences(ax, rows, colours, filled, smallest):
    """Draw differences of shares with intervals over the band of what does not matter; return the rows' places."""
    y = np.arange(len(rows))
    value, low, high = (100 * rows[column].to_numpy(float) for column in ("difference", "low", "high"))
    ax.axvspan(-100 * smallest, 100 * smallest, color=GREY, alpha=0.18, linewidth=0)
    ax.axvline(0, color=GREY, linewidth=1.5)
    draw_intervals(ax, y, value, low, high, colours, filled)
    ax.set_xlabel("percentage points more papers of the group have it · grey: too small to matter")
    ax.xaxis.set_major_locator(few_ticks())
    ax.grid(True, axis="x")
    return y


def _tell_question(row):
    if not np.isfinite(row.difference):
        return ("", "", "", row.answer)
    counts = (f"{row.n_first:,.0f} of {row.size_first:,.0f}", f"{row.n_second:,.0f} of {row.size_second:,.0f}")
    answer = {"no difference that matters": "no", "yes, size open": "yes, size?", "too few papers": "too few"}
    p = "" if not np.isfinite(row.p_family) else _write_p(row.p_family)
    return (*counts, p, answer.get(row.answer, row.answer))


def plot_tested(contrasts: pd.DataFrame, *, smallest: float, ax=None):
    """Draw the exploratory terms that differ most surely, with what chance would find.

    Parameters
    ----------
    contrasts : DataFrame
        As :func:`helpers.keywords.run_trial` gives it; the 14 terms with the smallest p-values are drawn.
    smallest : float
        Smallest difference that matters: the grey band.
    ax : Axes, optional

    Returns
    -------
    Axes
        Filled dots are called at a false discovery rate of 5 %. The badge says how many that are, and how many would
        be if the groups meant nothing.
    """
    ax = new_axes(ax)
    explored = contrasts[contrasts["q"].notna() & contrasts["low"].notna()]
    if explored.empty:
        return say_nothing(ax, "Nothing outside the text puts these papers into groups that could be tested.")
    called = find_called(explored)
    several = len(set(explored["contrast"])) > 1
    rows = choose_tested(explored, top=MAX_ROWS)
    rows = rows.sort_values(["difference", "term"], ascending=[False, True], kind="stable").reset_index(drop=True)
    colours = [SERIES_COLOURS[0] if v > 0 else POLE_COLOURS[1] for v in rows["difference"]]
    y = _draw_differences(ax, rows, colours, rows["called"].to_numpy(bool), smallest)
    groups = rows["contrast"].str.split(": ", n=1).str[1]
    names = [f"{shorten(t, 22)} · {shorten(g, 14)}" for t, g in zip(rows["term"], groups, strict=True)]
    label_rows(ax, y, names if several else rows["term"], 38 if several else 30)
    cells = [
        (f"{r.n_first:,} of {r.size_first:,}", f"{r.n_second:,} of {r.size_second:,}", _write_p(r.q))
        for r in rows.itertuples()
    ]
    write_columns(ax, y, ["in group" if several else shorten(groups[0], 12), "outside", "q"], cells)
    chance = float(explored["null_mean"].iloc[0])
    by_chance = f"{chance:.1f}" if chance >= 0.05 or chance == 0 else f"{chance:.2f}"
    badge = f"called here: {int(called.sum()):,} · if the groups meant nothing: {by_chance}"
    # To the left of its end, over the names of the rows, since to the right stand the columns.
    ax.text(1, 1.01, badge, transform=ax.transAxes, ha="right", va="bottom", color=INK, weight="bold")
    return ax


def plot_share_scatter(contrasts: pd.DataFrame, *, ax=None):
    """Draw every term of one contrast by its share in the group and outside it; name those farthest from equal.

    Parameters
    ----------
    contrasts : DataFrame
        Rows of the table ``contrasts``; of several contrasts the one with the largest group is drawn.
    ax : Axes, optional

    Returns
    -------
    Axes
        Square-root scales, so that rare terms are told apart. Dark dots have intervals that leave out no difference.
    """
    ax = new_axes(ax)
    rows = contrasts[contrasts["low"].notna() & ~contrasts["defining"]]
    if rows.empty:
        return say_nothing(ax, "There are no two groups of ten papers whose words could be compared.")
    largest = rows.loc[rows["size_first"].idxmax(), "contrast"]
    rows = rows[rows["contrast"] == largest].reset_index(drop=True)
    x, y = np.sqrt(rows["share_second"].to_numpy(float)), np.sqrt(rows["share_first"].to_numpy(float))
    clear = ((rows["low"] > 0) | (rows["high"] < 0)).to_numpy()
    above = (rows["difference"] > 0).to_numpy()
    shades = np.where(clear & above, SERIES_COLOURS[0], np.where(clear, POLE_COLOURS[1], "#C9C9C9"))
    top = 1.06 * float(max(x.max(), y.max(), 0.3))
    ax.plot([0, top], [0, top], color=GREY, linewidth=1.5, zorder=1)
    size = float(np.clip(9_000 / len(rows), 8, 60))
    ax.scatter(x[~clear], y[~clear], s=size, color=shades[~clear], linewidths=0, zorder=2)
    ax.scatter(x[clear], y[clear], s=1.6 * size, color=shades[clear], linewidths=0, zorder=3)
    ticks = [t for t in (0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1) if np.sqrt(t) <= top]
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks(np.sqrt(ticks), [f"{100 * t:g} %" for t in ticks])
    ax.set_xlim(-0.02 * top, top)
    ax.set_ylim(-0.02 * top, top)
    group = shorten(largest.split(": ", 1)[-1], 28)
    ax.set_xlabel(legible(f"share of the {rows['size_second'].iloc[0]:,} papers outside “{group}”"))
    ax.set_ylabel(legible(f"share of the {rows['size_first'].iloc[0]:,} papers of “{group}”"))
    freeze_layout(ax.figure)
    far = np.abs(rows["log_odds"].to_numpy(float)) / np.maximum(
        (rows["log_odds_high"] - rows["log_odds_low"]).to_numpy(float), 1e-9
    )
    order = np.argsort(-np.where(clear, far, 0), kind="stable")
    order = order[np.isin(order, np.flatnonzero(clear))] if clear.sum() >= 4 else order
    named = np.r_[order[above[order]][: MAX_NAMES // 2], order[~above[order]][: MAX_NAMES // 2]]
    place_labels(
        ax, x[named], y[named], [shorten(str(rows["term"][i]), 26) for i in named],
        colours=[SERIES_COLOURS[0] if above[i] else POLE_COLOURS[1] for i in named], x_avoid=x[clear], y_avoid=y[clear],
    )  # fmt: skip
    return ax


def plot_network(nodes: pd.DataFrame, edges: pd.DataFrame, *, ax=None):
    """Draw terms that stand in the same papers, joined by lines.

    Parameters
    ----------
    nodes, edges : DataFrame
        As :func:`helpers.keywords.compute_network` gives them.
    ax : Axes, optional

    Returns
    -------
    Axes
        Larger dots have more papers; thicker lines join terms with more papers in common, of those with either.
    """
    ax = new_axes(ax)
    if edges.empty:
        return say_nothing(ax, "Too few papers for a network, or no two terms go together more than chance.")
    ax.spines[:].set_visible(False)
    ax.set(xticks=[], yticks=[])
    place = nodes.set_index("term")
    for edge in edges.itertuples():
        ends = place.loc[[edge.first, edge.second]]
        ax.plot(ends["x"], ends["y"], color=GREY, linewidth=1 + 12 * edge.share, alpha=0.55, zorder=1)
    sizes = 60 + 500 * nodes["n"].to_numpy(float) / nodes["n"].max()
    ax.scatter(nodes["x"], nodes["y"], s=sizes, color=SERIES_COLOURS[0], linewidths=0, zorder=2)
    ax.margins(0.12)
    ax.set_xlabel("near terms share papers; the axes have no unit · larger: more papers")
    freeze_layout(ax.figure)
    labels = [f"{shorten(str(row.term), 26)} ({row.n:,})" for row in nodes.itertuples()]
    x, y = nodes["x"].to_numpy(float), nodes["y"].to_numpy(float)
    place_labels(ax, x, y, labels, colours=[INK] * len(nodes), x_avoid=x, y_avoid=y)
    return ax


def _write_p(p: float) -> str:
    return "< .001" if p < 0.001 else f"{p:.3f}".replace("0.", ".")
