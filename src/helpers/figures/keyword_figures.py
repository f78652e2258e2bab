"""Figures of keywords: terms against a reference, words of groups, what the poles are said of, their company."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.figures.drawing import Drawing
from helpers.figures.style import INK, POLE_COLOURS, SERIES_COLOURS, new_axes, say_nothing, series_colours
from helpers.figures.text_layout import GREY, legible, shorten
from helpers.keywords.contrasts import NOUNS, rank_terms
from helpers.keywords.keyword_report import describe_collocates, describe_contrasts, describe_heads, describe_keyness
from helpers.keywords.reference_counts import Reference
from helpers.stats.estimates import MIN_GROUP

MAX_ROWS, MAX_PANELS, MAX_PANEL_ROWS, MAX_COLLOCATES = 15, 9, 5, 14
DESCRIPTIVE = "descriptive, not tested"


def draw_keyness(contrasts: pd.DataFrame, reference: Reference, *, selection: str) -> Drawing:
    """Draw the terms that set the dump apart from a reference, with their words."""
    ranked, caption = rank_terms(contrasts, top=MAX_ROWS), describe_keyness(contrasts, reference, selection=selection)
    return Drawing(
        plot_keyness(ranked) if len(ranked) else say_nothing(new_axes(), caption), ranked,
        title="Words that are more common here than in the literature at large", caption=caption,
        alt="Terms with dots and intervals on a log scale; beside them their papers and share of the reference.",
        n=max(contrasts["size_first"], default=0), denominator="papers", interval="95 % of the posterior log-odds",
        correction=DESCRIPTIVE,
    )  # fmt: skip


def plot_keyness(ranked: pd.DataFrame) -> Axes:
    """Draw the first 15 ranked terms by effect: odds in the dump over those in the reference, with their interval.

    Beside each row stand its papers in the dump and its share of the reference.
    """
    ax, rows = new_axes(), sort_rows(ranked.head(MAX_ROWS), "log_odds")
    y = np.arange(len(rows))
    value, low, high = (np.exp(rows[name].to_numpy(float)) for name in ("log_odds", "log_odds_low", "log_odds_high"))
    draw_intervals(ax, y, value, low, high, [SERIES_COLOURS[0]] * len(rows), np.ones(len(rows), dtype=bool))
    ax.set_xscale("log")
    reach = np.nanmax(np.r_[value, high])
    ax.set_xlim(min(0.8, 0.9 * np.nanmin(np.r_[value, low])), 1.3 * reach)
    _tick_times(ax)
    ax.axvline(1, color=GREY, linewidth=1.5)
    label_rows(ax, y, rows["term"], 30)
    ax.set_xlabel("odds in this dump as a multiple of the odds in the reference (log scale)")
    heads = [f"of {rows['size_first'].iloc[0]:,}", "reference"]
    shares = [f"{share:.1%}" if share >= 0.001 else "< 0.1%" for share in rows["share_second"]]
    cells = [(f"{n:,}", share) for n, share in zip(rows["n_first"], shares, strict=True)]
    write_columns(ax, y, heads, cells)
    ax.grid(True, axis="x")
    return ax


def draw_group_words(contrasts: pd.DataFrame, kind: str, theme_file: Any) -> Drawing:
    """Draw the words that go with each sense (``kind`` is "sense") or side ("stance") of a theme, with their words."""
    ranked = rank_terms(contrasts, top=MAX_PANEL_ROWS, min_group=MIN_GROUP)
    noun, of_senses = NOUNS.get(kind, kind), kind == "sense"
    labels, order = (theme_file.sense_labels, theme_file.sense_ids) if of_senses else ({}, theme_file.stances)
    colours = series_colours(order) if of_senses else dict(zip(theme_file.pole_ids, POLE_COLOURS, strict=True))
    caption, looks = describe_contrasts(contrasts, kind, labels=labels), {"colours": colours, "order": order}
    return Drawing(
        plot_contrasts(ranked, labels=labels, **looks) if len(ranked) else say_nothing(new_axes(), caption), ranked,
        title=f"Words that go with each {noun}", caption=caption,
        alt=f"A small panel for each {noun}; dots show by how much a word is more common in its papers.",
        n=max(contrasts["size_first"] + contrasts["size_second"], default=0), denominator=f"papers with a {noun}",
        interval="Newcombe 95 %", correction=DESCRIPTIVE,
    )  # fmt: skip


def plot_contrasts(
    ranked: pd.DataFrame, *, labels: Mapping[str, str] = {}, colours: Mapping[str, str] = {}, order: Sequence[str] = ()
) -> np.ndarray:
    """Draw the terms of each group as differences of shares with intervals, one small panel a group.

    At most five terms (``ranked``: the best of each contrast first) of at most nine groups, the largest, in the given
    order; ``labels`` and ``colours`` are by group. Dots are filled where the interval leaves out no difference.
    """
    groups = ranked["contrast"].str.replace(r"^[^:]+: ", "", regex=True)
    sizes: Any = ranked.groupby(groups)["size_first"].first()
    drawn = sizes.sort_values(ascending=False, kind="stable").index[:MAX_PANELS]
    place = {name: i for i, name in enumerate(order)}
    drawn = sorted(drawn, key=lambda name: (place.get(name, len(place)), -sizes[name], name))
    n_columns = min(len(drawn), 3 if len(drawn) != 4 else 2)
    n_rows = -(-len(drawn) // n_columns)
    axes = new_axes(n_rows=n_rows, n_columns=n_columns, sharex=True, squeeze=False)
    panels = axes.ravel()
    depth = min(MAX_PANEL_ROWS if n_rows > 1 else MAX_ROWS, int(groups.value_counts().max()))
    depth = min(depth, 4) if n_rows > 2 else depth
    for ax, name in zip(panels, drawn, strict=False):
        rows = sort_rows(ranked[(groups == name).to_numpy()].head(depth), "difference")
        y = np.arange(len(rows))
        value, low, high = (100 * rows[column].to_numpy(float) for column in ("difference", "low", "high"))
        draw_intervals(ax, y, value, low, high, [colours.get(name, INK)] * len(rows), low > 0)
        ax.axvline(0, color=GREY, linewidth=1.5)
        label_rows(ax, y, rows["term"], 21 if n_columns > 2 else 30, depth=depth)
        title = shorten(str(labels.get(name, name)), 19 if n_columns > 2 else 40)
        ax.set_title(legible(f"{title} ({rows['size_first'].iloc[0]:,})"))
        ax.grid(True, axis="x")
        ax.xaxis.set_major_locator(MaxNLocator(4))
    for ax in panels[len(drawn) :]:
        ax.set_visible(False)
    for column in range(n_columns):
        last = panels[range(column, len(drawn), n_columns)[-1]]
        last.tick_params(labelbottom=True)
        last.set_xlabel("percentage points more")
    return axes


def draw_heads(heads: pd.DataFrame, mentions: pd.DataFrame, theme_file: Any) -> Drawing:
    """Draw what the two poles are said of, with its words."""
    labels = [pole.label for pole in theme_file.poles]
    caption = "Papers that say either of a word, and how many times as many say the one. " * bool(len(heads))
    caption += describe_heads(heads, labels)
    return Drawing(
        plot_heads(heads, labels) if len(heads) else say_nothing(new_axes(), caption), heads,
        title=f"What is called {labels[0]}, and what {labels[1]}", caption=caption,
        alt="Words with bars to either side for the papers of each pole, and the ratio of the two with intervals.",
        n=len(set(mentions["paper_id"])), denominator="papers with a theme word",
        interval="bootstrap over papers 95 %", correction=DESCRIPTIVE,
    )  # fmt: skip


def plot_heads(heads: pd.DataFrame, poles: Sequence[str]) -> np.ndarray:
    """Draw what both poles (two labels) are said of: papers to either side, and the log ratio with its interval.

    The 15 words with most papers are drawn, by ratio; those of under ten papers have no interval and a hollow dot.
    """
    rows = sort_rows(heads.head(MAX_ROWS), "log2_ratio", "head")
    axes = new_axes(n_columns=2, sharey=True, width_ratios=[1.5, 1])
    left, right = axes
    colours, y = POLE_COLOURS, np.arange(len(rows))
    most = max(rows["n_first"].max(), rows["n_second"].max())
    for side, sign, colour in (("n_first", -1, colours[0]), ("n_second", 1, colours[1])):
        counts = rows[side].to_numpy()
        left.barh(y, sign * counts, color=colour, height=0.72)
        align = "left" if sign > 0 else "right"
        for place, count in zip(y, counts, strict=True):
            left.text(sign * (count + 0.02 * most), place, f"{count:,}", ha=align, va="center")
    left.axvline(0, color="white", linewidth=2)
    left.set_xlim(-1.14 * most, 1.14 * most)
    label_rows(left, y, rows["head"], 24)
    left.set_title(legible(f"“{poles[0]} …”"), color=colours[0])
    left.set_title(legible(f"“{poles[1]} …”"), color=colours[1], loc="right")
    left.set_xlabel("papers that say it")
    left.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    left.xaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")
    ratio = -rows["log2_ratio"].to_numpy(float)  # to the right: second pole, as in the bars
    low, high = -rows["high"].to_numpy(float), -rows["low"].to_numpy(float)
    shades = [colours[0] if value < 0 else colours[1] if value > 0 else GREY for value in ratio]
    draw_intervals(right, y, ratio, low, high, shades, (low > 0) | (high < 0))
    reach = max(1.5, float(np.nanmax(np.abs(np.r_[ratio, low, high]))) * 1.08)
    right.set_xlim(-reach, reach)
    right.axvline(0, color=GREY, linewidth=1.5)
    ticks = np.arange(-np.floor(reach), np.floor(reach) + 1, 1 if reach < 4 else 2)
    right.set_xticks(ticks, [f"×{2 ** abs(tick):.0f}" if tick else "equal" for tick in ticks])
    right.set_xlabel("times as many papers (log scale)")
    right.tick_params(axis="y", left=False, labelleft=False)
    right.grid(True, axis="x")
    return axes


def draw_collocates(collocates: pd.DataFrame, mentions: pd.DataFrame, theme_file: Any) -> Drawing:
    """Draw the words that stand near each pole, with their words."""
    poles = theme_file.pole_ids
    caption = "Beside each dot: papers with the word near the pole, of all papers with the word."
    return Drawing(
        plot_collocates(collocates, poles, labels={pole.id: pole.label for pole in theme_file.poles}), collocates,
        title=f"Words that stand near “{poles[0]}” and near “{poles[1]}”",
        caption=f"{caption} {describe_collocates(collocates, poles)}",
        alt="Two columns of words, one for each pole, by strength of association, with numbers of papers.",
        n=len(set(mentions["paper_id"])), denominator="papers with a theme word",
    )  # fmt: skip


def plot_collocates(collocates: pd.DataFrame, poles: Sequence[str], *, labels: Mapping[str, str] = {}) -> np.ndarray:
    """Draw the 14 words that keep each pole company, strongest first, with their papers; ``labels`` are by pole."""
    axes = new_axes(n_columns=2, sharex=True)
    depth = min(MAX_COLLOCATES, int(collocates["pole"].value_counts().max()) if len(collocates) else 1)
    for ax, pole, colour in zip(axes, poles, POLE_COLOURS, strict=True):
        rows: Any = collocates[collocates["pole"] == pole].head(depth).reset_index(drop=True)
        label, y = shorten(labels.get(pole, pole), 24), np.arange(len(rows))
        if rows.empty:
            say_nothing(ax, f"No word stands near “{label}” in enough papers.")
            continue
        ax.scatter(rows["log_dice"], y, s=150, color=colour, zorder=3)
        ax.hlines(y, 0, rows["log_dice"], color=colour, alpha=0.25, linewidth=3)
        options: dict[str, Any] = {"xytext": (11, 0), "textcoords": "offset points", "va": "center", "ha": "left"}
        for place, row in enumerate(rows.itertuples()):
            ax.annotate(f"{row.n_together:,} of {row.n_term:,}", (row.log_dice, place), **options)
        label_rows(ax, y, rows["term"], 22, depth=depth)
        ax.set_title(legible(f"near “{label}”"), color=colour)
        ax.set_xlabel("strength (logDice, 14 at most)")
        ax.grid(True, axis="x")
    strengths = collocates.groupby("pole").head(depth)["log_dice"]
    if len(strengths):
        low = np.floor(strengths.min() - 0.5)
        axes[0].set_xlim(low, strengths.max() + 0.35 * (strengths.max() - low) + 0.5)  # shared
    return axes


def sort_rows(rows: pd.DataFrame, by: str, then: str = "term") -> Any:
    """Sort rows by a number, the largest first, and by name."""
    return rows.sort_values([by, then], ascending=[False, True], kind="stable").reset_index(drop=True)


def draw_intervals(ax: Axes, y, value, low, high, colours: Sequence[str], filled) -> None:
    """Draw dots with intervals, one colour a row; hollow dots where ``filled`` is false."""
    for place, centre, left, right, colour, full in zip(y, value, low, high, colours, filled, strict=True):
        if np.isfinite(left) and np.isfinite(right):
            ax.plot([left, right], [place, place], color=colour, linewidth=3.5, solid_capstyle="butt", zorder=2)
        face = colour if full else ax.get_facecolor()
        ax.scatter([centre], [place], s=120, facecolor=face, edgecolor=colour, linewidth=2.5, zorder=3)


def label_rows(ax: Axes, y, names, width: int, *, depth: int | None = None) -> None:
    """Write the names of rows to the left of the axes."""
    ax.set_yticks(y, [legible(shorten(str(name), width)) for name in names])
    ax.set_ylim(max(depth or 0, len(y)) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def write_columns(ax: Axes, y, heads: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Write columns of numbers to the right of the axes, each as wide as its longest text."""
    across, start, top = ax.get_yaxis_transform(), 14.0, -0.6 - 0.5 * min(1, len(y) / 4)
    options: dict[str, Any] = {"xycoords": across, "textcoords": "offset points", "va": "center", "ha": "left"}
    for column, head in enumerate(heads):
        texts = [(top, head, "bold"), *((at, row[column], "normal") for at, row in zip(y, cells, strict=True))]
        written = [
            ax.annotate(legible(text), (1, at), xytext=(start, 0), color=INK, weight=weight, **options)
            for at, text, weight in texts
        ]
        # In points from the edge of the axes, so that it holds however wide the layout makes them.
        start += max(text.get_window_extent().width for text in written) * 72 / ax.figure.dpi + 16


def _tick_times(ax):
    low, high = ax.get_xlim()
    ticks = [tick for tick in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000) if low <= tick <= high]
    while len(ticks) > 8:
        ticks = [tick for tick in ticks if tick == 1 or tick not in ticks[1::2]]
    ax.set_xticks(ticks, [f"×{tick:g}" for tick in ticks])
    ax.minorticks_off()
