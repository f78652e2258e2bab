"""What the query did, which side papers take in which sense, and where the senses lie on the map."""

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from helpers.figures.drawing import Drawing
from helpers.figures.label_placement import place_labels
from helpers.figures.map_figure import FEW
from helpers.figures.paper_dots import (
    choose_papers_per_dot,
    count_dots,
    describe_dots,
    join_titles,
    place_dots,
    scatter_dots,
    tell_too_few,
)
from helpers.figures.style import INK, POLE_COLOURS, darken, new_axes, say_nothing, series_colours
from helpers.figures.text_layout import GREY, freeze_layout, legible, shorten
from helpers.stats.estimates import MIN_GROUP
from helpers.text.wordings import count
from helpers.theme.query_effect import HERE, describe_query
from helpers.theme.reader_card import tell_accuracy
from helpers.theme.stances import describe_stances
from helpers.theme.theme_file import ThemeFile

HERE_COLOUR = "#6C8EBF"  # of no pole and no sense, light enough for intervals drawn on it
SLOTS = 58  # dots that fit side by side across a slide
MAX_DEPTH = 7
ROW_HEIGHT = 5.6  # inches shared by all rows of the dot figure
PANEL_WIDTH = 10.6  # inches for all columns of it
LETTER = 0.15  # inches that a letter of a column's name takes
GAP = 1.6  # between two columns, in dots


def draw_query_shares(shares: pd.DataFrame, theme_file: ThemeFile) -> Drawing:
    """Draw what ``compute_query_shares`` found, with its words."""
    first, second = theme_file.labels
    found = describe_query(shares, theme_file)
    here = shares[shares["corpus"] == HERE].set_index("asked")["n"]
    n = int(here["first"] + here["second"] - here["both"])
    return Drawing(
        tell_too_few(n, "either word") or plot_query_shares(shares), shares,
        title=f"Papers that say “{first}”, “{second}”, or both, here and in general",
        caption="Share of papers with the words in title or abstract, here and in the reference corpus. "
        "Words are counted in all their forms, each paper once.",
        alt=found, finding=found, n=int(shares.loc[shares["corpus"] == HERE, "n_papers"].iloc[0]),
        denominator="papers", interval="Wilson 95 %",
    )  # fmt: skip


def plot_query_shares(shares: pd.DataFrame, *, ax: Any = None) -> Axes:
    """Draw the share of papers with each pole word, with both and with both in one sentence, here and in general.

    Percent with Wilson intervals; counts stand beside the bars, "at least" marks a lower bound.
    """
    ax = new_axes(ax)
    asked = list(dict.fromkeys(shares["asked"]))
    height = 0.36
    for c, corpus in enumerate(dict.fromkeys(shares["corpus"])):
        rows = shares[shares["corpus"] == corpus].set_index("asked").loc[asked]
        y = np.arange(len(asked)) + (c - 0.5) * (height + 0.04)
        value, low, high = (100 * rows[name].to_numpy(float) for name in ("share", "low", "high"))
        ax.barh(y, np.nan_to_num(value), height=height, color=GREY if c else HERE_COLOUR, label=corpus)
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


def draw_stances(theme: pd.DataFrame, stances: pd.DataFrame, papers: pd.DataFrame, theme_file: ThemeFile) -> Drawing:
    """Draw the papers of the table ``theme`` in the rows that ``compute_stances`` gives, with the words.

    Its data have one row a paper: ``paper_id``, ``title``, where its dot stands (``sense``, ``stance``), ``uncertain``,
    and the share of its sense that the margin tells (``share``, ``low``, ``high``).
    """
    found, n = describe_stances(stances, theme_file), int(stances["n"].sum())
    data = join_titles(theme, papers, ["sense", "stance", "uncertain"])
    return Drawing(
        tell_too_few(n) or plot_stances(theme, stances, theme_file),
        data.merge(stances[["sense", "share", "low", "high"]].astype({"sense": object}), on="sense", how="left"),
        title=f"{theme_file.title}: which side papers take, by sense",
        caption="Papers by sense and stance of their main reading, hollow where not sure. The right margin gives the "
        f"share on the side of “{theme_file.labels[0]}” or of both. Senses stand in the order of the difference.",
        alt=found, finding=found, n=n,
        denominator="papers with a reading", interval=f"Wilson 95 %, none under {MIN_GROUP} papers",
        accuracy=tell_accuracy(theme, theme_file),
    )  # fmt: skip


def plot_stances(theme: pd.DataFrame, stances: pd.DataFrame, theme_file: ThemeFile, *, ax: Any = None) -> Axes:
    """Draw one dot per paper: senses as rows, stances as columns, hollow where not sure.

    Above 400 papers a dot stands for several, which the label of the horizontal axis says. In the right margin the
    share that takes the side of the first pole, with its Wilson 95 % interval.
    """
    ax = new_axes(ax)
    read = theme[theme["sense"].notna()]
    if stances.empty:
        return say_nothing(ax, "No paper mentions either word.")
    columns = theme_file.stances
    per_dot = choose_papers_per_dot(len(read))
    cells = {
        (r, stance): count_dots(read[(read["sense"] == sense) & (read["stance"] == stance)], per_dot)
        for r, sense in enumerate(stances["sense"])
        for stance in columns
    }
    names = {pole.id: f"for {pole.label}" for pole in theme_file.poles} | {"both": "for both"}
    names = {stance: legible(shorten(names.get(stance, stance), 20)) for stance in columns}
    depth, widths = _choose_depth(cells, columns)
    widths = _make_room(widths, names)
    starts = dict(zip(columns, np.cumsum([0, *[widths[s] + GAP for s in columns[:-1]]]), strict=True))
    total = sum(widths.values()) + GAP * (len(widths) - 1)
    pitch = min(ROW_HEIGHT * 0.84 / max(len(stances), 3) / depth, PANEL_WIDTH / (total + 1))
    others = {"both": INK, "endured": "#6F6F6F", "incidental": GREY}
    colours = dict(zip(theme_file.pole_ids, POLE_COLOURS, strict=True)) | others
    step = 0.84 / depth
    for (r, stance), (sure, unsure) in cells.items():
        across, levels = place_dots(sure + unsure, depth)
        x, y = starts[stance] + across, r + (levels - (depth - 1) / 2) * step
        scatter_dots(ax, x, y, sure, colours[stance], inches=min(pitch, 0.3) * 0.8, line=2.2)
    for stance in columns[1:]:
        ax.axvline(starts[stance] - 0.5 - GAP / 2, color=GREY, linewidth=0.8, alpha=0.5)
    ax.set_yticks(range(len(stances)), [legible(f"{shorten(r.label, 26)} ({r.n:,})") for r in stances.itertuples()])
    ax.set_ylim(len(stances) - 0.5, -0.5)
    ax.set_xlim(-0.9, total + 0.3)
    centres = [starts[s] + (widths[s] - 1) / 2 for s in columns]
    ax.set_xticks(centres, list(names.values()))
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
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


def _make_room(widths, names):
    """Columns as wide as their names at least, where one column with many dots leaves the others little."""
    for _ in range(20):  # a wider column makes all dots smaller, hence other names longer in dots
        dot = PANEL_WIDTH / (sum(widths.values()) + GAP * len(widths))
        wider = {stance: max(width, int(len(names[stance]) * LETTER / dot)) for stance, width in widths.items()}
        if wider == widths:
            break
        widths = wider
    return widths


def _write_margin(ax, stances, theme_file):
    head = legible(f"“{shorten(theme_file.labels[0], 16)}” or both")
    ax.text(1.02, 1.02, head, transform=ax.transAxes, ha="left", va="bottom", color=POLE_COLOURS[0])
    for r, row in enumerate(stances.itertuples()):
        text = f"{round(row.share * row.n)} of {row.n}"
        if np.isfinite(row.low):
            text = f"{row.share:.0%}  [{100 * row.low:.0f}–{100 * row.high:.0f}]"
        ax.text(1.02, r, text, transform=ax.get_yaxis_transform(), ha="left", va="center", color=INK)


def draw_sense_map(
    positions: pd.DataFrame, theme: pd.DataFrame, papers: pd.DataFrame, theme_file: ThemeFile
) -> Drawing:
    """Draw the table ``theme`` on the map of the table ``positions``, with the words.

    Its data have one row a paper: ``paper_id``, ``title``, where its dot stands (``x``, ``y``), ``neighbours_kept``,
    ``sense``, ``stance``, ``uncertain``.
    """
    counts = theme["sense"].value_counts()
    parts = [f"{theme_file.sense_labels[s]} {counts[s]:,}" for s in theme_file.sense_ids if counts.get(s, 0)]
    ax, n_unnamed = tell_too_few(int(counts.sum())), 0
    if ax is None:
        ax, n_unnamed = _plot_named_senses(new_axes(), positions, theme, theme_file)
    unnamed = f" {count(n_unnamed, 'sense')} without a name on it, for want of room." if n_unnamed else ""
    return Drawing(
        ax,
        papers[["paper_id", "title"]].merge(positions, on="paper_id")
        .merge(theme[["paper_id", "sense", "stance", "uncertain"]], on="paper_id"),
        title="Where each sense lies among the papers",
        caption="The map of the topics, coloured by the sense of the main reading. Map and senses share the texts, so "
        f"that their agreement is no proof of either.{unnamed}",
        alt="Scatter of papers in which colours mark senses: " + (", ".join(parts) or "none") + ".",
        n=len(theme), denominator="papers",
    )  # fmt: skip


def plot_sense_map(positions: pd.DataFrame, theme: pd.DataFrame, theme_file: ThemeFile, *, ax: Any = None) -> Axes:
    """Draw the map of papers, coloured by the sense of their main reading, labelled where each sense lies."""
    return _plot_named_senses(new_axes(ax), positions, theme, theme_file)[0]


def _plot_named_senses(
    ax: Axes, positions: pd.DataFrame, theme: pd.DataFrame, theme_file: ThemeFile
) -> tuple[Axes, int]:
    """The map, and how many senses on it found no room for their name."""
    ax.spines[:].set_visible(False)
    both = positions.merge(theme[["paper_id", "sense", "uncertain"]], on="paper_id", validate="1:1")
    both = both[np.isfinite(both[["x", "y"]].to_numpy(float)).all(axis=1)]
    if both.empty:
        return say_nothing(ax, "There are too few papers for a map."), 0
    colours = series_colours(theme_file.sense_ids)
    size = float(np.clip(20_000 / len(both), 8, 190))
    none = both[both["sense"].isna()]
    ax.scatter(none["x"], none["y"], s=size * 0.6, color=GREY, alpha=0.5, linewidths=0)
    labels, places, inks = [], [], []
    for sense in theme_file.sense_ids:
        mine = both[both["sense"] == sense]
        if mine.empty:
            continue
        ax.scatter(
            mine["x"], mine["y"], s=size, edgecolors=colours[sense], linewidths=2.0 if size > 40 else 0.8,
            facecolors=["none" if unsure else colours[sense] for unsure in mine["uncertain"]],
        )  # fmt: skip
        points = mine[["x", "y"]].to_numpy(float)
        labels.append(f"{shorten(theme_file.sense_labels[sense], 28)} ({len(mine):,})")
        places.append(points[np.argmin(((points - np.median(points, axis=0)) ** 2).sum(axis=1))])
        inks.append(darken(colours[sense]))
    ax.margins(0.12)
    ax.set(xticks=[], yticks=[], xlim=ax.get_xlim(), ylim=ax.get_ylim())  # which lines to labels would else move
    grey = f" · grey: no reading ({len(none):,})" if len(none) else ""
    ax.set_xlabel(f"neighbours on the map have similar texts; the axes have no unit · hollow: not sure{grey}")
    freeze_layout(ax.figure)
    # Among few dots a label finds a free place; among many it stands over its sense, on a bright rim.
    spots = np.reshape(places, (-1, 2))
    avoided = both[["x", "y"]].to_numpy(float) if len(both) <= FEW else spots
    placed = place_labels(
        ax, spots[:, 0], spots[:, 1], labels, colours=inks, weight="bold",
        x_avoid=avoided[:, 0], y_avoid=avoided[:, 1],
    )  # fmt: skip
    if len(both) > FEW:
        for text in filter(None, placed):
            text.set_path_effects([withStroke(linewidth=4, foreground=mpl.rcParams["axes.facecolor"])])
    return ax, placed.count(None)
