"""The figure of topics: a row each with its size, how well it is found again, and who else finds it."""

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.marks import mark_rows
from helpers.figures.style import ACCENT, QUIET, new_axes, offset_text, say_nothing, scale_area, scale_points
from helpers.figures.text_layout import GREY, wrap, wrap_label
from helpers.figures.title_claims import Claim
from helpers.text.wordings import count, plural
from helpers.topics.recipes import STABLE, UNCERTAIN, describe_no_topics

MAX_ROWS = 14
"""Topics drawn as rows, the largest ones; more do not fit a slide at a legible size."""
FOUND = 0.5
"""A topic is found by another method if one of its groups has this Jaccard index with it: more shared than not."""


def draw_topics(topics: pd.DataFrame, memberships: pd.DataFrame, methods: pd.DataFrame) -> Drawing:
    """Draw :func:`plot_topics` with its words.

    ``topics`` and ``memberships`` are tables of the schema, ``methods`` comes from
    :func:`helpers.topics.method_comparisons.compare_methods` and may be empty.
    """
    rows = list_topic_rows(topics, memberships, methods)
    notes = [
        "Found again: the mean Jaccard index of a topic with what is found when papers are drawn anew with replacement;"
        f" hollow under {STABLE}, where a topic is not to be read. A paper is in doubt if it meets its topic's others"
        f" in under {UNCERTAIN:.0%} of the draws. A topic counts as found by another method if one group of that has a"
        f" Jaccard index of at least {FOUND} with it. Stable is not true: style alone can hold papers together."
    ]
    notes += [describe_names(topics)] if topics["label_weak"].any() else []
    axes, of_topic = plot_topics(rows, len(memberships)), memberships.groupby("topic")["paper_id"]
    shown = rows.head(MAX_ROWS)
    mark_rows(list(axes), [of_topic.get_group(topic) for topic in shown["topic"]], shown["label"])
    return Drawing(
        axes, rows,
        title=title_topics(rows, len(memberships)),
        subtitle="Papers of each topic, how well it is found again, and whether other methods find it",
        caption=" ".join(notes), alt=describe_topics(topics, memberships), n=len(memberships), denominator="papers",
        claim=Claim(int(rows["stable"].sum()), "stable topics"),
    )  # fmt: skip


def list_topic_rows(topics: pd.DataFrame, memberships: pd.DataFrame, methods: pd.DataFrame) -> pd.DataFrame:
    """Return what the figure shows, a row per topic, the largest first.

    Columns are topic, label, label_coverage, label_lift, label_weak, n_papers, n_doubtful, stability, stable, and one
    for each other method: the Jaccard index of its group that is most like the topic.
    """
    columns = ["topic", "label", "label_coverage", "label_lift", "label_weak", "n_papers", "stability", "stable"]
    rows = topics[columns].sort_values(["n_papers", "topic"], ascending=[False, True], ignore_index=True)
    doubtful = memberships.loc[memberships["uncertain"].astype(bool), "topic"].value_counts()
    rows.insert(6, "n_doubtful", rows["topic"].map(doubtful).fillna(0).astype(int))
    for view in methods["view"].drop_duplicates() if len(methods) else ():
        overlap = methods[methods["view"] == view].set_index("topic")["overlap"]
        rows[view] = rows["topic"].map(overlap).astype(float)
    return rows


def title_topics(rows: pd.DataFrame, n: int) -> str:
    """Return what was found of ``n`` papers: how many topics come back, and how many papers the others hold."""
    k, judged = len(rows), rows[rows["stability"].notna()]
    if k == 0:
        return describe_no_topics(n)
    if k == 1:
        return f"All {n:,} papers are one topic: no finer grouping came back" if n > 1 else "One paper is one topic"
    if judged.empty:
        return f"{k} topics, not tested by resampling; the largest holds {_share(rows, rows.head(1))}"
    back = rows[rows["stable"].astype(bool)]
    rest = rows[~rows["stable"].astype(bool)]
    if rest.empty:
        return f"{'Both' if k == 2 else f'All {k}'} topics come back on resampling"
    if back.empty:
        return f"{'Neither' if k == 2 else 'None'} of the {k} topics comes back on resampling"
    others = "the other one holds" if len(rest) == 1 else f"the other {len(rest)} hold"
    come = plural("comes", len(back), "come")
    return f"{len(back)} of {k} topics {come} back on resampling; {others} {_share(rows, rest)}"


def _share(rows: pd.DataFrame, part: pd.DataFrame) -> str:
    return f"{part['n_papers'].sum():,} of {rows['n_papers'].sum():,} papers"


def describe_topics(topics: pd.DataFrame, memberships: pd.DataFrame) -> str:
    """Return one sentence on how many topics there are and how sure they are, from the tables alone."""
    if topics.empty:
        return describe_no_topics(len(memberships))
    unsure, stable, n = int(memberships["uncertain"].sum()), int(topics["stable"].sum()), len(memberships)
    held = f"{count(len(topics), 'topic')} {plural('holds', len(topics), 'hold')} all {count(n, 'paper')}"
    doubt = f"{count(unsure, 'paper')} {plural('is', unsure, 'are')} marked uncertain."
    if topics["stability"].isna().all():
        return f"{held}; whether {plural('it is', len(topics), 'they are')} stable was not tested, and {doubt}"
    return (
        f"{held}; {stable} of them {plural('is', stable, 'are')} stable (found again in bootstraps with a Jaccard index"
        f" of {STABLE} or more), and {doubt}"
    )


def describe_names(topics: pd.DataFrame) -> str:
    """Return one sentence on what the names of topics are worth, from the columns that tell of them."""
    named = topics[topics["named_by"] == "words"]
    if named.empty:
        return "No name was made of words." if len(topics) else "There are no names."
    weak, k = int(named["label_weak"].sum()), len(named)
    held = named["label_coverage"].dropna()
    told = f" A name holds for {held.median():.0%} of its topic's papers (median; least: {held.min():.0%})."
    of = "The name" if k == 1 else f"{weak} of {k} names" if 0 < weak < k else f"All {k} names"
    rule = "for half of its topic's papers and at least three times as often as elsewhere"
    if weak == 0:
        fact = f"{of} {plural('holds', k, 'hold')} {rule}."
    else:
        fact = f"{of} {plural('is', weak, 'are')} weak, in italics: no phrase holds {rule}."
    return fact + (told if len(held) else "")


def plot_topics(rows: pd.DataFrame, n: int) -> np.ndarray:
    """Draw the rows of :func:`list_topic_rows`, the 14 largest: size with doubtful papers, stability, other methods."""
    if rows.empty:
        return np.array([say_nothing(new_axes(), describe_no_topics(n))])
    views = list(rows.columns[rows.columns.get_loc("stable") + 1 :])
    axes = new_axes(None, n_columns=3, sharey=True, width_ratios=(5, 4, max(1.2, 1.5 * len(views))))
    shown = rows.head(MAX_ROWS)
    places = np.arange(len(shown))
    _draw_sizes(axes[0], shown, rows.iloc[MAX_ROWS:])
    _draw_stability(axes[1], shown)
    _draw_methods(axes[2], shown, views)
    axes[0].set_yticks(places, [wrap_label(label, 26 if len(shown) <= 8 else 60) for label in shown["label"]])
    for label, weak in zip(axes[0].get_yticklabels(), shown["label_weak"], strict=True):
        label.set_style("italic" if weak else "normal")
    axes[0].set_ylim(max(len(shown), 3) - 0.4, -0.6)
    for ax in axes:
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
    return axes


def _draw_sizes(ax: Axes, shown: pd.DataFrame, rest: pd.DataFrame) -> None:
    sure = shown["n_papers"] - shown["n_doubtful"]
    places = np.arange(len(shown))
    ax.barh(places, sure, height=0.62, color=GREY, edgecolor=GREY, linewidth=scale_points(2))
    ax.barh(
        places, shown["n_doubtful"], left=sure, height=0.62, facecolor="none", edgecolor=GREY, linewidth=scale_points(2)
    )
    for place, size in zip(places, shown["n_papers"], strict=True):
        ax.annotate(f"{size:,}", (size, place), **offset_text(8), va="center")
    ax.set_title("Papers" + (" (hollow: in doubt)" if shown["n_doubtful"].any() else ""), loc="left")
    ax.set(xlim=(0, shown["n_papers"].max() * 1.2), xticks=[])
    ax.spines["bottom"].set_visible(False)
    notes = []
    if len(rest):
        what = count(len(rest), "smaller topic")
        notes.append(f"{what} with {count(int(rest['n_papers'].sum()), 'paper')} not shown.")
    if shown["label_weak"].any():
        notes.append("Italic: words joined for want of a name.")
    # No wider than the axes, beside whose numbers it stands.
    ax.set_xlabel("\n".join(wrap(note, 28) for note in notes), loc="left", color=QUIET)


def _draw_stability(ax: Axes, shown: pd.DataFrame) -> None:
    ink = mpl.rcParams["text.color"]
    ax.hlines(np.arange(len(shown)), 0, 1, color=mpl.rcParams["grid.color"], linewidth=scale_points(1), zorder=0)
    ax.axvline(STABLE, color=ink, linewidth=scale_points(1.5), linestyle=(0, (4, 3)), zorder=1)
    for place, (value, stable) in enumerate(zip(shown["stability"], shown["stable"], strict=True)):
        if pd.isna(value):
            ax.annotate("not tested", (0, place), **offset_text(4), va="center", color=QUIET)
            continue
        face = ACCENT if stable else mpl.rcParams["axes.facecolor"]
        look = {"facecolor": face, "edgecolor": ACCENT, "linewidth": scale_points(2.5)}
        ax.scatter(value, place, s=scale_area(170), zorder=2, **look)
    ax.set(xlim=(-0.02, 1.06), xticks=[0, STABLE, 1])
    ax.set_xticklabels(["0", f"{STABLE}", "1"])
    ax.set_title("Found again", loc="left")
    ax.set_xlabel("" if shown["stable"].all() else "hollow: too rarely", loc="left", color=QUIET)


def _draw_methods(ax: Axes, shown: pd.DataFrame, views: list[str]) -> None:
    """A dot for each method, full if it finds the topic, with the Jaccard index beside it."""
    ax.set(xlim=(0, max(len(views), 1)), xticks=[])
    ax.spines["bottom"].set_visible(False)
    ax.set_title("Also found by" if views else "", loc="left")
    for column, view in enumerate(views):
        for place, value in enumerate(shown[view]):
            if pd.isna(value):
                continue
            face = mpl.rcParams["text.color"] if value >= FOUND else mpl.rcParams["axes.facecolor"]
            edge = mpl.rcParams["text.color"] if value >= FOUND else GREY
            look = {"facecolor": face, "edgecolor": edge, "linewidth": scale_points(2)}
            ax.scatter(column + 0.12, place, s=scale_area(110), **look)
            ax.annotate(
                f"{value:.2f}", (column + 0.12, place), **offset_text(12), va="center",
                color=mpl.rcParams["text.color"] if value >= FOUND else QUIET,
            )  # fmt: skip
    ax.set_xticks([column + 0.12 for column in range(len(views))], [wrap(view, 10) for view in views])
    ax.tick_params(axis="x", length=0)
