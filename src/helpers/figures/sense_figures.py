"""Does the topic of a paper tell what the words mean in it? Topics as rows of papers, and senses on the map."""

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from helpers.figures.drawing import Drawing
from helpers.figures.paper_dots import describe_dots, place_dots, scatter_dots, tell_too_few
from helpers.figures.style import (
    ACCENT,
    INK,
    LABEL_POINTS,
    QUIET,
    darken,
    new_axes,
    say_nothing,
    scale_points,
    series_colours,
)
from helpers.figures.text_layout import (
    GREY,
    MAP_RETRIES,
    MAX_AVOIDED,
    freeze_layout,
    legible,
    place_labels,
    wrap_label,
)
from helpers.text.wordings import count
from helpers.theme.reader_card import tell_accuracy
from helpers.theme.sense_contexts import count_told, describe_sense_topics
from helpers.theme.theme_file import ThemeFile

MAX_TOPICS = 14
MAX_DEPTH = 3
DOTS_WIDTH, DOT = 3.3, 0.2  # inches of the longest row of dots, and of a dot at most
MAX_DRAWN = 2_000
"""Papers above which the dots of the map are pixels in SVG and PDF."""


def draw_sense_topics(
    sense_topics: pd.DataFrame, placed: pd.DataFrame, theme: pd.DataFrame, papers: pd.DataFrame, theme_file: ThemeFile
) -> Drawing:
    """Draw what ``compute_sense_topics`` counted of the papers that ``place_senses`` gives, with the words.

    Its data have one row a paper: ``paper_id``, ``title``, ``topic`` (a name), ``sense``, ``uncertain``, where it
    stands on the map (``x``, ``y``), and ``by_lot``, the same in all rows (see ``compute_sense_topics``).
    """
    found, n = describe_sense_topics(sense_topics, theme_file), int(sense_topics["n"].sum())
    axes, n_unnamed = tell_too_few(n, "a topic and a reading"), 0
    if axes is None:
        axes, n_unnamed = plot_sense_topics(sense_topics, placed, theme_file)
    unnamed = f" {count(n_unnamed, 'sense')} without a name on it, for want of room." if n_unnamed else ""
    by_lot = int(sense_topics["by_lot"].max()) if n else 0
    both = placed[placed["sense"].notna() & placed["topic"].notna()]
    sure = both[~both["uncertain"].astype(bool)]
    told_sure = int(sum(own == most for own, most in zip(sure["sense"], _find_most(sense_topics, sure), strict=True)))
    return Drawing(
        axes, papers[["paper_id", "title"]].merge(placed, on="paper_id").assign(by_lot=by_lot),
        title=title_sense_topics(sense_topics),
        subtitle=f"Papers of each topic, those of its most common sense first; where the reading is sure, "
        f"{told_sure:,} of {len(sure):,}",
        caption="Left: papers by topic, hollow where the reading is not sure; beside them the most common sense of the "
        f"topic. Dealt to topics by lot, senses would be right for at most {by_lot:,} papers in 39 of 40 deals. Right: "
        f"the map of the topics by sense.{unnamed} Topics are made without the theme, but from the same texts, so that "
        "agreement is no proof of either.",
        alt=found, finding=found, n=n, denominator="papers with a topic and a sense",
        accuracy=tell_accuracy(theme, theme_file, "sense"),
    )  # fmt: skip


def title_sense_topics(sense_topics: pd.DataFrame) -> str:
    """How many papers the most common sense of their topic is right for, if that is more than lots would give."""
    if sense_topics.empty:
        return "No paper has both a topic and a sense"
    found = count_told(sense_topics)
    told = f"{found.told:,} of {count(found.total, 'paper')}"
    if found.told <= found.by_lot:
        return (
            f"Topic does not tell the sense: its most common one is right for {told}, by lot for up to {found.by_lot:,}"
        )
    return f"Topic tells the sense for {told}; without topics the most common sense is right for {found.blind:,}"


def plot_sense_topics(
    sense_topics: pd.DataFrame, placed: pd.DataFrame, theme_file: ThemeFile
) -> tuple[np.ndarray | Axes, int]:
    """Draw the papers of each topic, those of its commonest sense apart, beside the map of senses.

    Returned are the axes, and how many senses on the map found no room for their name.
    """
    if sense_topics.empty:
        return say_nothing(new_axes(), "No paper has both a topic and a sense."), 0
    axes = left, right = new_axes(n_columns=2, width_ratios=[1.25, 1])
    _draw_rows(left, sense_topics, placed, theme_file)
    return axes, _draw_map(right, placed, theme_file)


def _find_most(sense_topics, rows):
    """The most common sense of the topic of each row."""
    most = sense_topics.loc[sense_topics.groupby("topic")["n"].idxmax()].set_index("topic")["sense"]
    return rows["topic"].map(most)


def _draw_rows(ax, sense_topics, placed, theme_file):
    topics = list(dict.fromkeys(sense_topics["topic"]))[:MAX_TOPICS]
    sizes = sense_topics.drop_duplicates("topic").set_index("topic")["n_topic"]
    longest = int(sizes[topics].max())
    per_dot = int(np.ceil(longest / (MAX_DEPTH * DOTS_WIDTH / (0.6 * DOT))))
    depth = next((d for d in range(1, MAX_DEPTH) if longest / per_dot / d * DOT * 0.8 <= DOTS_WIDTH), MAX_DEPTH)
    ax.set_yticks(range(len(topics)), [wrap_label(f"{name} ({sizes[name]:,})", 40, max_lines=1) for name in topics])
    ax.set_ylim(len(topics) - 0.5, -0.5)
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    left = sense_topics["topic"].nunique() - len(topics)
    more = f" · {count(left, 'smaller topic')} not drawn" if left else ""
    ax.set_xlabel(f"{describe_dots(per_dot)}{more}", loc="left")
    freeze_layout(ax.figure)  # dots are measured in inches
    width, height = ax.get_window_extent().size / ax.figure.dpi
    pitch = min(DOT, DOTS_WIDTH * depth / (longest / per_dot + depth), 0.86 * height / len(topics) / depth)
    ax.set_xlim(0, width)
    both = placed[placed["sense"].notna()]
    most = _find_most(sense_topics, both)
    for r, topic in enumerate(topics):
        at = 0.0
        mine, top = both[both["topic"] == topic], most[both["topic"] == topic]
        told = mine["sense"] == top
        for part, colour in ((mine[told], ACCENT), (mine[~told], GREY)):
            if part.empty:
                continue
            n_dots = max(1, round(len(part) / per_dot))
            n_full = round(n_dots * float((~part["uncertain"].astype(bool)).mean()))
            rows = min(depth, n_dots)
            across, levels = place_dots(n_dots, rows)
            x, y = at + pitch * (across + 0.5), r + (levels - (rows - 1) / 2) * pitch * len(topics) / height
            scatter_dots(ax, x, y, n_full, colour, inches=pitch * 0.78, line=1.8)
            at += pitch * (across.max() + 1)
        name = theme_file.sense_labels[str(top.iloc[0])]
        ax.text(
            at + 0.12, r, legible(f"{int(told.sum()):,} of {len(mine):,} {name}"), ha="left", va="center", color=INK
        )


def _draw_map(ax: Axes, placed: pd.DataFrame, theme_file: ThemeFile) -> int:
    """Draw papers in the hues of their senses, named where there is room; return how many senses found none."""
    ax.spines[:].set_visible(False)
    shown = placed[np.isfinite(placed[["x", "y"]].to_numpy(float)).all(axis=1)]
    ax.set(xticks=[], yticks=[])
    if shown.empty:
        ax.text(0.5, 0.5, "too few papers for a map", transform=ax.transAxes, ha="center", va="center", color=QUIET)
        return 0
    colours = series_colours(theme_file.sense_ids)
    size = float(np.clip(10_000 / len(shown), 5, 110))
    look: dict[str, Any] = {"rasterized": len(shown) > MAX_DRAWN}
    none = shown[shown["sense"].isna()]
    ax.scatter(none["x"], none["y"], s=size * 0.6, color=GREY, alpha=0.5, linewidths=0, **look)
    labels, places, inks = [], [], []
    for sense in theme_file.sense_ids:
        mine = shown[shown["sense"] == sense]
        if mine.empty:
            continue
        ax.scatter(
            mine["x"], mine["y"], s=size, edgecolors=colours[sense], linewidths=1.8 if size > 40 else 0.8,
            facecolors=["none" if unsure else colours[sense] for unsure in mine["uncertain"]], **look,
        )  # fmt: skip
        points = mine[["x", "y"]].to_numpy(float)
        labels.append((len(mine), wrap_label(theme_file.sense_labels[sense], 20, max_lines=2)))
        places.append(points[np.argmin(((points - np.median(points, axis=0)) ** 2).sum(axis=1))])
        inks.append(darken(colours[sense]))
    ax.margins(0.14)
    ax.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())  # which lines to labels would else move
    grey = f" · grey: {len(none):,} without reading" if len(none) else ""
    ax.set_xlabel(f"near each other: alike texts{grey}", loc="left")
    # Among few dots a label finds a free place; among many it stands over its sense, on a bright rim.
    order = sorted(range(len(labels)), key=lambda i: -labels[i][0])
    spots = np.reshape([places[i] for i in order], (-1, 2))
    avoided = shown[["x", "y"]].to_numpy(float) if len(shown) <= MAX_AVOIDED else spots
    texts = place_labels(
        ax, spots[:, 0], spots[:, 1], [labels[i][1] for i in order], colours=[inks[i] for i in order],
        weight="semibold", sizes=[scale_points(LABEL_POINTS)] * len(order), n_retries=MAP_RETRIES,
        x_avoid=avoided[:, 0], y_avoid=avoided[:, 1],
    )  # fmt: skip
    if len(shown) > MAX_AVOIDED:
        for text in filter(None, texts):
            text.set_path_effects([withStroke(linewidth=4, foreground=mpl.rcParams["axes.facecolor"])])
    return texts.count(None)
