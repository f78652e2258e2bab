"""Figures of topics: the map, sizes with stability, and how sure each paper is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.patheffects import withStroke

from helpers.figures import GREY, darken, legible, new_axes, place_labels, topic_colours, wrap
from helpers.maps import describe_map
from helpers.schema import NO_TOPIC
from helpers.topics import MIN_PAPERS, STABLE, UNCERTAIN

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MAX_BARS = 12
"""Topics drawn as rows; more do not fit a slide at a legible size."""
MAX_MAP_LABELS = 20
MAX_AVOIDED = 300
"""Papers up to which labels keep clear of every dot."""
LABEL_WIDTH = 26


def plot_topic_map(
    positions: pd.DataFrame, memberships: pd.DataFrame, topics: pd.DataFrame, *, ax: Axes | None = None
) -> Axes:
    """Draw each paper as a dot in the colour of its topic, hollow if it is uncertain, and name the topics.

    Parameters
    ----------
    positions, memberships, topics : DataFrame
        Tables of the schema; ``topics`` may be empty.
    ax : Axes, optional

    Returns
    -------
    Axes
        The share of neighbours that the map keeps stands under it; the axes have no unit.
    """
    ax = new_axes(ax)
    dots = positions.merge(memberships, on="paper_id", how="left", sort=False)
    colours = dots["topic"].map(topic_colours([NO_TOPIC, *topics["topic"]])).fillna(GREY).to_numpy()
    size = float(np.clip(18_000 / max(len(dots), 1), 12, 170))
    unsure = dots["uncertain"].fillna(False).to_numpy(dtype=bool)
    for hollow in (False, True):
        here = unsure == hollow
        ax.scatter(
            dots.loc[here, "x"],
            dots.loc[here, "y"],
            s=size,
            facecolors="none" if hollow else colours[here],
            edgecolors=colours[here] if hollow else mpl.rcParams["axes.facecolor"],
            linewidths=np.sqrt(size) / 6 if hollow else 0.5,
            rasterized=len(dots) > 5_000,
        )
    ax.set(xticks=[], yticks=[], aspect="auto")
    ax.spines[:].set_visible(False)
    ax.margins(0.06)
    ax.set_xlabel(_write_map_note(positions, bool(unsure.any()), len(topics)))
    named = topics.head(MAX_MAP_LABELS)
    if len(named):
        centres = dots.groupby("topic")[["x", "y"]].median().loc[named["topic"]]
        # Among few dots a label finds a free place; among many it stands over its topic, on a bright rim.
        avoided = dots if len(dots) <= MAX_AVOIDED else centres
        texts = place_labels(
            ax,
            centres["x"].to_numpy(),
            centres["y"].to_numpy(),
            [wrap(label, LABEL_WIDTH) for label in named["label"]],
            x_avoid=avoided["x"].to_numpy(),
            y_avoid=avoided["y"].to_numpy(),
            colours=[darken(topic_colours([topic])[topic]) for topic in named["topic"]],
            weight="bold",
        )
        for text in texts:
            text.set_path_effects([withStroke(linewidth=4, foreground=mpl.rcParams["axes.facecolor"])])
    return ax


def plot_topic_sizes(topics: pd.DataFrame, *, axes: np.ndarray | None = None) -> np.ndarray:
    """Draw the size of each topic and, beside it, how stable it is; a topic that is not stable is hatched.

    Parameters
    ----------
    topics : DataFrame
        Table of the schema; the largest twelve topics are drawn.
    axes : array of two Axes, optional

    Returns
    -------
    array of two Axes
        Papers on the left, mean Jaccard index over bootstraps on the right with the limit of 0.6.
    """
    axes = new_axes(None, n_columns=2, sharey=True) if axes is None else axes
    shown = topics.head(MAX_BARS)
    if shown.empty:
        return _say_no_topics(axes)
    colours = topic_colours(shown["topic"])
    rows = np.arange(len(shown))
    for ax, values in zip(axes, (shown["n_papers"], shown["stability"]), strict=True):
        for row, (topic, value, stable) in enumerate(zip(shown["topic"], values, shown["stable"], strict=True)):
            _draw_bar(ax, row, 0.0 if pd.isna(value) else float(value), colours[topic], bool(stable))
    _name_rows(axes[0], shown, rows)
    for row, size in enumerate(shown["n_papers"]):
        axes[0].annotate(f"{size:,}", (size, row), xytext=(6, 0), textcoords="offset points", va="center")
    axes[0].set(xlabel="Papers" + _count_rest(topics), xlim=(0, shown["n_papers"].max() * 1.15))
    axes[0].xaxis.set_major_locator(mpl.ticker.MaxNLocator(5, integer=True))
    axes[1].axvline(STABLE, color=mpl.rcParams["text.color"], linewidth=1.5, linestyle="--")
    axes[1].set(xlabel=f"Stability (Jaccard index); hatched: under {STABLE}", xlim=(0, 1.02))
    return axes


def plot_confidence(memberships: pd.DataFrame, topics: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw each paper at its confidence, one row per topic; uncertain papers are hollow.

    Parameters
    ----------
    memberships, topics : DataFrame
        Tables of the schema; the largest twelve topics are drawn.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    shown = topics.head(MAX_BARS)
    if shown.empty:
        return _say_no_topics(np.array([ax]))[0]
    colours = topic_colours(shown["topic"])
    for row, topic in enumerate(shown["topic"]):
        values = memberships.loc[memberships["topic"] == topic, "confidence"].sort_values().to_numpy()
        # Dots are moved up and down in turn, by their rank, so that equal values can be told apart.
        heights = row + 0.32 * (((np.arange(len(values)) * 0.618) % 1) * 2 - 1)
        unsure = values < UNCERTAIN
        size = float(np.clip(9_000 / max(len(memberships), 1), 8, 90))
        edge = mpl.rcParams["axes.facecolor"]
        ax.scatter(values[~unsure], heights[~unsure], s=size, color=colours[topic], edgecolors=edge, linewidths=0.5)
        ax.scatter(values[unsure], heights[unsure], s=size, facecolors="none", edgecolors=colours[topic], linewidths=2)
    _name_rows(ax, shown, np.arange(len(shown)))
    ax.axvline(UNCERTAIN, color=mpl.rcParams["text.color"], linewidth=1.5, linestyle="--")
    ax.set(xlabel="Confidence: share of draws in which a paper meets its topic's others\n" + _count_rest(topics))
    ax.set_xlim(min(0.4, float(memberships["confidence"].min()) - 0.03), 1.02)
    return ax


def _draw_bar(ax: Axes, row: int, value: float, colour: str, stable: bool) -> None:
    style = {"color": colour} if stable else {"facecolor": "none", "edgecolor": colour, "hatch": "//"}
    ax.barh(row, value, height=0.7, linewidth=2, **style)


def _name_rows(ax: Axes, topics: pd.DataFrame, rows: np.ndarray) -> None:
    width = LABEL_WIDTH if len(topics) <= 8 else 2 * LABEL_WIDTH
    names = ["\n".join(legible(line) for line in wrap(label, width).split("\n")) for label in topics["label"]]
    ax.set_yticks(rows, names)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)


def _count_rest(topics: pd.DataFrame) -> str:
    rest = len(topics) - MAX_BARS
    return f" (largest {MAX_BARS} of {len(topics)} topics)" if rest > 0 else ""


def _say_no_topics(axes: np.ndarray) -> np.ndarray:
    for ax in axes:
        ax.set_axis_off()
    axes[0].text(
        0.0, 0.5, wrap(f"No topics: under {MIN_PAPERS} papers, groups come and go with every draw.", 60),
        transform=axes[0].transAxes, va="center", ha="left",
    )  # fmt: skip
    return axes


def _write_map_note(positions: pd.DataFrame, any_unsure: bool, n_topics: int) -> str:
    parts = ["Hollow: uncertain."] if any_unsure else []
    parts += ["Grey: no topic."] if n_topics == 0 and len(positions) else []
    parts += ["Grey: topics beyond the tenth."] if n_topics > 10 else []
    return "\n".join([wrap(describe_map(positions), 95), *([" ".join(parts)] if parts else [])])
