"""Figures of the theme: what the query did, which side papers take in which sense, senses on the map."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.figures.paper_dots import choose_papers_per_dot, count_dots, describe_dots, place_dots
from helpers.figures.style import INK, POLE_COLOURS, darken, new_axes, say_nothing, series_colours
from helpers.figures.text_layout import GREY, freeze_layout, legible, place_labels, shorten

HERE_COLOUR = "#6C8EBF"  # of no pole and no sense, light enough for intervals drawn on it
SLOTS = 58  # dots that fit side by side across a slide
MAX_DEPTH = 7
ROW_HEIGHT = 5.6  # inches shared by all rows of the dot figure
PANEL_WIDTH = 10.6  # inches for all columns of it


def plot_query_shares(shares: pd.DataFrame, *, ax=None):
    """Draw the share of papers with each pole word, with both and with both in one sentence, here and in general.

    Parameters
    ----------
    shares : DataFrame
        As :func:`helpers.theme.compute_query_shares` gives it.
    ax : Axes, optional

    Returns
    -------
    Axes
        Percent with Wilson intervals; counts stand beside the bars, "at least" marks a lower bound.
    """
    ax = new_axes(ax)
    corpora = list(dict.fromkeys(shares["corpus"]))
    asked = list(dict.fromkeys(shares["asked"]))
    height = 0.36
    for c, corpus in enumerate(corpora):
        rows = shares[shares["corpus"] == corpus].set_index("asked").loc[asked]
        y = np.arange(len(asked)) + (c - 0.5) * (height + 0.04)
        colour = HERE_COLOUR if c == 0 else GREY
        value = 100 * rows["share"].to_numpy(float)
        ax.barh(y, np.nan_to_num(value), height=height, color=colour, label=corpus)
        low, high = 100 * rows["low"].to_numpy(float), 100 * rows["high"].to_numpy(float)
        known = np.isfinite(value) & np.isfinite(low)
        if known.any():
            errors = np.clip(np.vstack([value - low, high - value])[:, known], 0, None)
            ax.errorbar(
                value[known], y[known], xerr=errors, fmt="none", ecolor="black", capthick=2, elinewidth=2, capsize=5
            )
        for place, (_, row), edge in zip(y, rows.iterrows(), np.where(np.isfinite(high), high, 0.0), strict=True):
            ax.text(max(edge, 0) + 1.5, place, _write_share(row, corpus), va="center", ha="left", color=INK)
    labels = shares.drop_duplicates("asked").set_index("asked")["label"]
    ax.set_yticks(np.arange(len(asked)), [legible(shorten(labels[name], 30)) for name in asked])
    ax.invert_yaxis()
    ax.set_xlim(0, 148)
    ax.set_xticks([0, 25, 50, 75, 100])
    ax.set_xlabel("papers of each corpus with the word in title or abstract (%)", loc="left")
    ax.tick_params(axis="y", length=0)
    return ax


def _write_share(row, corpus):
    if row["basis"] == "unknown" or not np.isfinite(row["share"]):
        return f"{corpus}: not known"
    bound = "at least " if row["basis"] == "at least" else ""
    digits = 1 if row["share"] < 0.1 else 0
    return f"{corpus}: {bound}{int(row['n']):,} of {int(row['n_papers']):,} ({row['share']:.{digits}%})"


def plot_stances(theme: pd.DataFrame, stances: pd.DataFrame, theme_file, *, ax=None):
    """Draw one dot per paper: senses as rows, stances as columns, hollow where not sure.

    Parameters
    ----------
    theme : DataFrame
        The table ``theme``; papers without a sense are not drawn.
    stances : DataFrame
        As :func:`helpers.theme.compute_stances` gives it: the rows, in their order.
    theme_file : ThemeFile
    ax : Axes, optional

    Returns
    -------
    Axes
        Above 400 papers a dot stands for several, which the label of the horizontal axis says. In the right
        margin the share that takes the side of the first pole, with its Wilson 95 % interval.
    """
    ax = new_axes(ax)
    read = theme[theme["sense"].notna()]
    if stances.empty:
        return say_nothing(ax, "No paper mentions either word.")
    per_dot = choose_papers_per_dot(len(read))
    cells = {
        (r, stance): count_dots(read[(read["sense"] == sense) & (read["stance"] == stance)], per_dot)
        for r, sense in enumerate(stances["sense"])
        for stance in theme_file.stances
    }
    depth, widths = _choose_depth(cells, theme_file.stances)
    gap = 1.6
    starts = dict(
        zip(theme_file.stances, np.cumsum([0, *[widths[s] + gap for s in theme_file.stances[:-1]]]), strict=True)
    )
    total = sum(widths.values()) + gap * (len(widths) - 1)
    pitch = min(ROW_HEIGHT * 0.84 / max(len(stances), 3) / depth, PANEL_WIDTH / (total + 1))
    colours = _colour_stances(theme_file)
    step = 0.84 / depth
    for (r, stance), (sure, unsure) in cells.items():
        columns, levels = place_dots(sure + unsure, depth)
        for hollow, part in ((False, slice(0, sure)), (True, slice(sure, sure + unsure))):
            if len(columns[part]):
                ax.scatter(
                    starts[stance] + columns[part], r + (levels[part] - (depth - 1) / 2) * step,
                    s=(min(pitch, 0.3) * 72 * 0.8) ** 2, facecolors="none" if hollow else colours[stance],
                    edgecolors=colours[stance], linewidths=2.2,
                )  # fmt: skip
    for stance in theme_file.stances[1:]:
        ax.axvline(starts[stance] - 0.5 - gap / 2, color=GREY, linewidth=0.8, alpha=0.5)
    ax.set_yticks(range(len(stances)), [legible(f"{shorten(r.label, 26)} ({r.n:,})") for r in stances.itertuples()])
    ax.set_ylim(len(stances) - 0.5, -0.5)
    ax.set_xlim(-0.9, total + 0.3)
    ax.set_xticks(
        [starts[s] + (widths[s] - 1) / 2 for s in theme_file.stances],
        [_name_stance(s, theme_file) for s in theme_file.stances],
    )
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    for r in range(1, len(stances)):
        ax.axhline(r - 0.5, color=GREY, linewidth=0.8, alpha=0.4)
    ax.set_xlabel(describe_dots(per_dot))
    _write_margin(ax, stances, theme_file)
    return ax


def _choose_depth(cells, stances):
    """The fewest dots above each other with which all columns fit, and the width of each column in dots."""
    for depth in range(2, MAX_DEPTH + 1):
        widths = {s: max(5, *(-(-sum(n) // depth) for (_, t), n in cells.items() if t == s)) for s in stances}
        if sum(widths.values()) <= SLOTS:
            break
    return depth, widths


def _colour_stances(theme_file):
    first, second = theme_file.pole_ids
    return {first: POLE_COLOURS[0], second: POLE_COLOURS[1], "both": INK, "endured": "#6F6F6F", "incidental": GREY}


def _name_stance(stance, theme_file):
    labels = {pole.id: f"for {pole.label}" for pole in theme_file.poles} | {"both": "for both"}
    return legible(shorten(labels.get(stance, stance), 20))


def _write_margin(ax, stances, theme_file):
    pole = shorten(theme_file.poles[0].label, 16)
    ax.text(
        1.02, 1.02, legible(f"“{pole}” or both"), transform=ax.transAxes, ha="left", va="bottom", color=POLE_COLOURS[0]
    )
    for r, row in enumerate(stances.itertuples()):
        if np.isfinite(row.low):
            text = f"{row.share:.0%}  [{100 * row.low:.0f}–{100 * row.high:.0f}]"
        else:
            text = f"{round(row.share * row.n)} of {row.n}"
        ax.text(1.02, r, text, transform=ax.get_yaxis_transform(), ha="left", va="center", color=INK)


def plot_sense_map(positions: pd.DataFrame, theme: pd.DataFrame, theme_file, *, ax=None):
    """Draw the map of papers, coloured by the sense of their main reading, labelled where each sense lies.

    Parameters
    ----------
    positions : DataFrame
        ``paper_id``, ``x``, ``y``.
    theme : DataFrame
        The table ``theme``. Papers without a reading are grey, those not sure hollow.
    theme_file : ThemeFile
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    ax.spines[:].set_visible(False)
    both = positions.merge(theme[["paper_id", "sense", "uncertain"]], on="paper_id", validate="1:1")
    both = both[np.isfinite(both["x"].to_numpy(float)) & np.isfinite(both["y"].to_numpy(float))]
    if both.empty:
        return say_nothing(ax, "There are too few papers for a map.")
    colours = series_colours(theme_file.sense_ids)
    size = float(np.clip(20_000 / len(both), 8, 190))
    none = both[both["sense"].isna()]
    ax.scatter(none["x"], none["y"], s=size * 0.6, color=GREY, alpha=0.5, linewidths=0)
    labels, xs, ys, inks = [], [], [], []
    for sense in theme_file.sense_ids:
        mine = both[both["sense"] == sense]
        if mine.empty:
            continue
        unsure = mine["uncertain"].astype(bool).to_numpy()
        width = 2.0 if size > 40 else 0.8
        ax.scatter(
            mine["x"], mine["y"], s=size, edgecolors=colours[sense], linewidths=width,
            facecolors=["none" if flag else colours[sense] for flag in unsure],
        )  # fmt: skip
        centre = mine[["x", "y"]].median().to_numpy(float)
        nearest = mine.iloc[int(np.argmin(((mine[["x", "y"]].to_numpy(float) - centre) ** 2).sum(axis=1)))]
        labels.append(f"{shorten(theme_file.sense_labels[sense], 28)} ({len(mine):,})")
        xs.append(float(nearest["x"]))
        ys.append(float(nearest["y"]))
        inks.append(colours[sense])
    ax.set(xticks=[], yticks=[])
    ax.margins(0.12)
    grey = f" · grey: no reading ({len(none):,})" if len(none) else ""
    ax.set_xlabel(f"neighbours on the map have similar texts; the axes have no unit · hollow: not sure{grey}")
    freeze_layout(ax.figure)
    place_labels(
        ax, xs, ys, labels, colours=[darken(c) for c in inks], weight="bold",
        x_avoid=both["x"].to_numpy(float), y_avoid=both["y"].to_numpy(float),
    )  # fmt: skip
    return ax
