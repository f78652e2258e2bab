"""Figures that hold our topics against other methods, on the dump and on a planted corpus."""

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.style import POLE_COLOURS, new_axes, say_nothing
from helpers.figures.text_layout import legible, shorten

MEASURES = {
    "placed": "Papers with a topic",
    "agreement": "Agreement of two seeds\n(adjusted Rand index)",
    "coherence": "Coherence of words\n(NPMI)",
    "diversity": "Different words",
}
RECOVERED = {
    "placed": "Papers with a topic",
    "agreement": "Adjusted Rand index\nwith the truth",
    "v_measure": "V-measure\nwith the truth",
}
MAX_TOPICS = 14


def draw_method_overlap(methods: pd.DataFrame, memberships: pd.DataFrame) -> Drawing:
    """Draw how much of each topic two other methods find.

    ``methods`` comes from :func:`helpers.topics.method_comparisons.compare_methods`, ``memberships`` is the table.
    """
    return Drawing(
        plot_method_overlap(methods), methods,
        title="How much of each topic two other methods find",
        caption="Largest Jaccard index with one of their groups.",
        alt="For each topic the share that one group of UMAP with HDBSCAN, and of NMF, has in common with it.",
        n=len(memberships), denominator="papers",
    )  # fmt: skip


def draw_defaults(ways: pd.DataFrame, memberships: pd.DataFrame) -> Drawing:
    """Draw our topics and BERTopic's defaults on the same vectors.

    ``ways`` comes from :func:`helpers.topics.method_comparisons.compare_with_defaults`, ``memberships`` is the table.
    """
    return Drawing(
        plot_defaults(ways), ways.drop(columns="seconds"),
        title="This recipe and BERTopic's defaults on the same vectors",
        caption="Share of papers placed, agreement of two seeds, NPMI of ten words, share of different words.",
        alt="Four measures of both, more is better.", n=len(memberships), denominator="papers",
    )  # fmt: skip


def draw_recovery(recovery: pd.DataFrame) -> Drawing:
    """Draw what comes back of a corpus from :func:`helpers.topics.planted_corpus.compute_recovery`."""
    return Drawing(
        plot_recovery(recovery), recovery,
        title="What both ways recover of topics that were planted",
        caption="A made-up corpus of the same size, number of topics, clarity and overlap; one in twenty papers is "
        "noise.",
        alt="Share of papers placed, adjusted Rand index and V-measure with the planted truth, for both ways.",
        n=int(recovery["n"].max()) if len(recovery) else 0, denominator="planted papers",
    )  # fmt: skip


def plot_defaults(ways: pd.DataFrame) -> np.ndarray:
    """Draw our topics and BERTopic's defaults side by side, one panel per measure; everywhere more is better."""
    return _plot_measures(ways, MEASURES, "topics")


def plot_recovery(recovery: pd.DataFrame) -> np.ndarray:
    """Draw what of a planted corpus our topics and BERTopic's defaults recover, one panel per measure."""
    return _plot_measures(recovery, RECOVERED, "found")


def plot_method_overlap(methods: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw for each topic, the 14 first ones, how much of it two other methods find; the table may be empty.

    Right: the other method has a group of the same papers.
    """
    ax = new_axes(ax)
    if methods.empty:
        return say_nothing(ax, "Without topics there is nothing to compare.")
    shown = methods[methods["topic"].isin(methods["topic"].drop_duplicates().head(MAX_TOPICS))]
    rows = {topic: row for row, topic in enumerate(shown["topic"].drop_duplicates())}
    names = shown.drop_duplicates("topic")["label"]
    for marker, colour, (view, part) in zip("oD", POLE_COLOURS, shown.groupby("view", sort=False), strict=False):
        label = f"{view}: {part['n_groups'].iloc[0]} groups, agreement {part['agreement'].iloc[0]:.2f}"
        ax.scatter(part["overlap"], part["topic"].map(rows), s=110, marker=marker, color=colour, label=label, zorder=2)
    ax.hlines(list(rows.values()), 0, 1, color=mpl.rcParams["grid.color"], linewidth=1, zorder=0)
    ax.set_yticks(list(rows.values()), [legible(shorten(name, 40)) for name in names])
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set(xlim=(-0.02, 1.03), xlabel="Share of the topic that one group of the other recipe holds (Jaccard index)")
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=1)
    return ax


def _plot_measures(table: pd.DataFrame, measures: dict[str, str], count: str) -> np.ndarray:
    axes = new_axes(None, n_columns=len(measures), sharey=True)
    if table.empty or not table[count].any():
        for ax in axes[1:]:
            ax.set_axis_off()
        say_nothing(axes[0], "Too few papers for topics.").texts[-1].set(ha="left", x=0)
        return axes
    table = table.assign(placed=1 - table["left_out"])
    rows = np.arange(len(table))
    for ax, (name, title) in zip(axes, measures.items(), strict=True):
        low = min(0.0, float(np.nanmin([*table[name], 0])) - 0.05)
        ax.hlines(rows, low, 1, color=mpl.rcParams["grid.color"], linewidth=1, zorder=0)
        for row, (value, colour) in enumerate(zip(table[name], POLE_COLOURS, strict=False)):
            if np.isnan(value):
                ax.text(0.5, row, "none", ha="center", va="center")
                continue
            ax.scatter(value, row, s=240, color=colour, zorder=2, clip_on=False)
            ax.annotate(f"{value:.2f}", (value, row), xytext=(0, 16), textcoords="offset points", ha="center")
        ax.set(xlim=(low - 0.12, 1.12), ylim=(len(table) - 0.4, -0.6), xlabel=title)
        ax.set_xticks([0, 0.5, 1])
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
    names = [f"{way}\n{_count(number)}" for way, number in zip(table["way"], table[count], strict=True)]
    axes[0].set_yticks(rows, names)
    return axes


def _count(number: float) -> str:
    return f"{number:.0f} topics" if float(number).is_integer() else f"{number:.1f} topics on average"
