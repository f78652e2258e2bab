"""Figures of topics: sizes with stability, and how sure each paper is."""

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.figures.drawing import Drawing
from helpers.figures.style import new_axes, say_nothing, topic_colours
from helpers.figures.text_layout import legible, wrap
from helpers.text.wordings import count, plural
from helpers.topics.recipes import MIN_PAPERS, STABLE, UNCERTAIN, describe_no_topics

MAX_BARS = 12
"""Topics drawn as rows; more do not fit a slide at a legible size."""
LABEL_WIDTH = 26


def draw_topic_sizes(topics: pd.DataFrame, memberships: pd.DataFrame) -> Drawing:
    """Draw :func:`plot_topic_sizes` from two tables of the schema, with its words."""
    return Drawing(
        plot_topic_sizes(topics), topics.drop(columns=["words", "exemplars"]),
        title="Topics by size, and how often each is found again",
        caption=f"Papers per topic, and its mean Jaccard index over bootstraps of the papers; hatched: under {STABLE}.",
        alt=describe_topics(topics, memberships), n=len(memberships), denominator="papers",
    )  # fmt: skip


def draw_confidence(papers: pd.DataFrame, memberships: pd.DataFrame, topics: pd.DataFrame) -> Drawing:
    """Draw :func:`plot_confidence` from three tables of the schema, with its words."""
    return Drawing(
        plot_confidence(memberships, topics), papers[["paper_id", "title"]].merge(memberships, on="paper_id"),
        title="How surely each paper belongs to its topic",
        caption="Share of draws in which a paper meets the other papers of its topic, by topic; hollow: under one "
        "half.", alt=describe_topics(topics, memberships), n=len(memberships), denominator="papers",
    )  # fmt: skip


def describe_topics(topics: pd.DataFrame, memberships: pd.DataFrame) -> str:
    """Return one sentence on how many topics there are and how sure they are, from the tables alone."""
    if topics.empty:
        return describe_no_topics(len(memberships))
    unsure, stable = int(memberships["uncertain"].sum()), int(topics["stable"].sum())
    return (
        f"{count(len(topics), 'topic')} hold all {len(memberships):,} papers; {stable} of them "
        f"{plural('is', stable, 'are')} stable (found again in bootstraps with a Jaccard index of {STABLE} or "
        f"more), and {count(unsure, 'paper')} {plural('is', unsure, 'are')} marked uncertain."
    )


def plot_topic_sizes(topics: pd.DataFrame) -> np.ndarray:
    """Draw the size of each topic on the left and its mean Jaccard index over bootstraps, with its limit, on the right.

    The largest twelve topics are drawn; those that are not stable are hatched.
    """
    axes = new_axes(None, n_columns=2, sharey=True)
    shown = topics.head(MAX_BARS)
    if shown.empty:
        return _say_no_topics(axes)
    colours = topic_colours(shown["topic"])
    rows = np.arange(len(shown))
    for ax, values in zip(axes, (shown["n_papers"], shown["stability"]), strict=True):
        for row, (topic, value, stable) in enumerate(zip(shown["topic"], values, shown["stable"], strict=True)):
            _draw_bar(ax, row, 0.0 if pd.isna(value) else float(value), colours[topic], bool(stable))
    for row, (value, stable) in enumerate(zip(shown["stability"], shown["stable"], strict=True)):
        if not stable:
            words = "not judged" if pd.isna(value) else "not stable"
            # Right of the line, so that it crosses no words.
            axes[1].annotate(words, (STABLE, row), xytext=(8, 0), textcoords="offset points", va="center")
    _name_rows(axes[0], shown, rows)
    for row, size in enumerate(shown["n_papers"]):
        axes[0].annotate(f"{size:,}", (size, row), xytext=(6, 0), textcoords="offset points", va="center")
    axes[0].set(xlabel="Papers" + _count_rest(topics), xlim=(0, shown["n_papers"].max() * 1.15))
    axes[0].xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes[1].axvline(STABLE, color=mpl.rcParams["text.color"], linewidth=1.5, linestyle="--")
    axes[1].set(xlabel=f"Stability (Jaccard); hatched: under {STABLE}", xlim=(0, 1.12))
    axes[1].set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    return axes


def plot_confidence(memberships: pd.DataFrame, topics: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw each paper at its confidence, one row for each of twelve topics; uncertain papers are hollow."""
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
    style: dict[str, Any] = {"color": colour} if stable else {"facecolor": "none", "edgecolor": colour, "hatch": "//"}
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
    for ax in axes[1:]:
        ax.set_axis_off()
    say_nothing(axes[0], wrap(f"No topics: under {MIN_PAPERS} papers, groups come and go with every draw.", 34))
    return axes
