"""Senses against topics, and the make-up of each period's papers by sense."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.paper_dots import tell_too_few
from helpers.figures.style import INK, darken, new_axes, say_nothing, series_colours
from helpers.figures.text_layout import GREY, legible, shorten, wrap
from helpers.stats.estimates import MIN_GROUP
from helpers.text.wordings import tell_selection
from helpers.theme.sense_contexts import describe_sense_topics
from helpers.theme.theme_file import ThemeFile

MAX_TOPICS = 14
MAX_PERIODS = 16


def draw_sense_topics(sense_topics: pd.DataFrame, theme_file: ThemeFile) -> Drawing:
    """Draw what ``compute_sense_topics`` counted, with its words."""
    found, n = describe_sense_topics(sense_topics, theme_file), int(sense_topics["n"].sum())
    return Drawing(
        tell_too_few(n, "a topic and a reading") or plot_sense_topics(sense_topics, theme_file), sense_topics,
        title="Senses against topics: one subject, one sense?",
        caption="Papers by topic (rows) and sense of their main reading (columns); areas are papers. Topics are made "
        "without the theme, but from the same texts, so that agreement is no proof of either.",
        alt=found, finding=found, n=n,
        denominator="papers with a topic and a sense",
    )  # fmt: skip


def plot_sense_topics(sense_topics: pd.DataFrame, theme_file: ThemeFile, *, ax: Any = None) -> Axes:
    """Draw the papers of each topic by sense, as areas with counts."""
    ax = new_axes(ax)
    topics = list(dict.fromkeys(sense_topics["topic"]))[:MAX_TOPICS]
    if not topics:
        return say_nothing(ax, "No paper has both a topic and a sense.")
    senses = [sense for sense in theme_file.sense_ids if (sense_topics["sense"] == sense).any()]
    colours = series_colours(theme_file.sense_ids)
    drawn = sense_topics[sense_topics["topic"].isin(topics)]
    largest = drawn["n"].max()
    # An area of a full row's height stands for the largest cell.
    full = min(4.6 / len(topics), 10.0 / len(senses), 0.6) * 72 * 0.92
    for row in drawn.itertuples():
        x, y = senses.index(row.sense), topics.index(row.topic)
        ax.scatter(x, y, s=full**2 * row.n / largest, color=colours[row.sense], alpha=0.55, linewidths=0)
        ax.text(x, y, f"{row.n:,}", ha="center", va="center", color=INK)
    sizes = drawn.drop_duplicates("topic").set_index("topic")["n_topic"]
    ax.set_yticks(range(len(topics)), [legible(f"{shorten(name, 34)} ({sizes[name]:,})") for name in topics])
    ax.set_xticks(range(len(senses)), [wrap(legible(shorten(theme_file.sense_labels[s], 24)), 16) for s in senses])
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    for tick, sense in zip(ax.xaxis.get_major_ticks(), senses, strict=True):
        tick.label2.set(rotation=90, color=darken(colours[sense]))
    ax.set_xlim(-0.6, len(senses) - 0.4)
    ax.set_ylim(len(topics) - 0.4, -0.6)
    ax.spines[:].set_visible(False)
    ax.grid(True, color=GREY, alpha=0.25)
    ax.set_axisbelow(True)
    left = sense_topics["topic"].nunique() - len(topics)
    ax.set_xlabel(
        "papers of a topic (row) by sense (column)" + (f" · {left} smaller topics are not drawn" if left else "")
    )
    return ax


def draw_composition(composition: pd.DataFrame, theme_file: ThemeFile, *, selection: str) -> Drawing:
    """Draw what ``compute_composition`` gives, with its words; ``selection`` is that of the run."""
    n = round(float(composition["n"].sum())) if len(composition) else 0
    whole = composition[(~composition["partial"].astype(bool)) & (composition["n_period"] >= 10)]
    change = ""
    if whole["period"].nunique() >= 2:
        ends = whole[whole["period"].isin([whole["period"].iloc[0], whole["period"].iloc[-1]])]
        wide = ends.pivot_table(index="sense", columns="period", values="share").fillna(0.0)
        (start, end), (before, after) = wide.columns, wide.to_numpy().T
        place = int(np.argmax(np.abs(after - before)))
        label = theme_file.sense_labels[str(wide.index[place])]
        change = f" Most different between {start} and {end}: {label}, {before[place]:.0%} and {after[place]:.0%}."
    return Drawing(
        tell_too_few(n, "a date and a reading") or plot_composition(composition, theme_file), composition,
        title="What the words were said of, by the date of the papers",
        caption="Make-up of the papers of each period by the sense of their main reading; the number of papers stands "
        "above, hatched periods may be incomplete. Composition only: no sense is said to rise or fall. Notebook 05 "
        f"has the intervals. {tell_selection(selection, 'make-up')}".strip(),
        alt=f"Stacked bars of senses by period, {n:,} papers." + change,
        n=n, denominator="papers with a sense and a date", interval="none (composition)",
    )  # fmt: skip


def plot_composition(composition: pd.DataFrame, theme_file: ThemeFile, *, ax: Any = None) -> Axes:
    """Draw the make-up of each period's papers by sense as stacked bars.

    The number of papers stands above each bar, pale where fewer than ten; hatched periods may be incomplete.
    """
    ax = new_axes(ax)
    known = composition[composition["n_period"] > 1e-9] if len(composition) else composition
    if known.empty:
        return say_nothing(ax, "No paper has a date and a reading, so there is nothing to draw.")
    if len(found := known["period"].unique()) == 1:
        told = f"All {known['n'].sum():,.0f} papers with a date and a reading are of {found[0]}"
        return say_nothing(ax, f"{told}, so there is nothing to lay out over time.")
    periods = list(dict.fromkeys(composition["period"]))[-MAX_PERIODS:]
    colours = series_colours(theme_file.sense_ids)
    x = np.arange(len(periods))
    wide = composition.pivot_table(index="period", columns="sense", values="share", aggfunc="first")
    wide = wide.reindex(periods).fillna(0.0)
    facts = composition.drop_duplicates("period").set_index("period").reindex(periods)
    sizes, partial = facts["n_period"].to_numpy(float), facts["partial"].to_numpy(bool)
    bottom = np.zeros(len(periods))
    for sense in [s for s in theme_file.sense_ids if s in wide.columns and wide[s].sum() > 0]:
        height = 100 * wide[sense].to_numpy(float)
        for part, alpha in ((sizes >= MIN_GROUP, 1.0), (sizes < MIN_GROUP, 0.4)):
            bars = ax.bar(
                x[part], height[part], bottom=bottom[part], width=0.82, color=colours[sense], alpha=alpha,
                edgecolor="white", linewidth=1,
            )  # fmt: skip
            for bar, hatched in zip(bars, partial[part], strict=True):
                if hatched:
                    bar.set_hatch("//")
        ax.bar(0, 0, color=colours[sense], label=legible(shorten(theme_file.sense_labels[sense], 26)))
        bottom += height
    for place, n in zip(x, sizes, strict=True):
        ax.text(place, 101.5, f"{n:,.0f}" if n else "–", ha="center", va="bottom", color=GREY if n < MIN_GROUP else INK)
    ax.set_xticks(x, [legible(wrap(str(name), 8)) for name in periods], rotation=0 if len(periods) <= 12 else 90)
    ax.set_ylim(0, 108)
    ax.set_yticks([0, 25, 50, 75, 100])
    ax.set_ylabel("papers with a sense (%)")
    ax.grid(False)
    handles, labels = ax.get_legend_handles_labels()
    ax.legend(handles[::-1], labels[::-1], loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax
