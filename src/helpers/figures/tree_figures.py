"""Trees of topics and of papers, and the curve from which the number of topics was read."""

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.figures.drawing import Drawing
from helpers.figures.style import POLE_COLOURS, new_axes, say_nothing, topic_colours
from helpers.figures.text_layout import GREY, legible, shorten
from helpers.topics.fitting import Topics

MAX_LEAVES = 20
"""Leaves that fit a slide at a legible size; the largest ones are drawn."""
NAME_LENGTH = 46


def draw_topic_tree(found: Topics, papers: pd.DataFrame) -> Drawing:
    """Draw the tree of the topics or, where there are none, of the papers, with its words."""
    of_topics = len(found.topics) > 0 or found.paper_tree is None
    tree = found.hierarchy if of_topics else found.paper_tree
    return Drawing(
        plot_hierarchy(tree, found.topics) if of_topics else plot_paper_tree(tree, papers), tree,
        title=f"Which {'topics' if of_topics else 'papers'} are nearest to each other",
        caption="Average linkage of 1 - cosine between centres; " + found.note,
        alt="A dendrogram of the topics, or of the papers where there are too few for topics.", n=len(papers),
        denominator="papers",
    )  # fmt: skip


def draw_scale_curve(found: Topics) -> Drawing:
    """Draw :func:`plot_scale_curve` with its words."""
    told = describe_curve(found.curve)
    return Drawing(
        plot_scale_curve(found.curve), found.curve,
        title="How many topics come back when papers are sampled anew",
        caption=told, alt=told, n=len(found.memberships), denominator="papers",
        interval="middle four fifths of the samples",
    )  # fmt: skip


def describe_curve(curve: pd.DataFrame) -> str:
    """Return one sentence on how the number of topics was chosen, from the curve alone."""
    chosen = curve[curve["chosen"]]
    if chosen.empty:
        return "No number of topics was stable enough to be taken." if len(curve) else "No number of topics was tried."
    row, best = chosen.iloc[0], curve.loc[curve["stability"].fillna(-1).idxmax()]
    if pd.isna(row["stability"]):
        return f"{row['n_topics']} topics were taken; their stability was not measured."
    told = f"{row['n_topics']} topics come back with a mean Jaccard index of {row['stability']:.2f}"
    if best["n_topics"] == row["n_topics"]:
        return f"{told}, the best of {len(curve)} scales."
    return f"{told}; the best of {len(curve)} scales, with {best['n_topics']} topics, reaches {best['stability']:.2f}."


def plot_hierarchy(hierarchy: pd.DataFrame, topics: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw which topics are nearest to each other, as a dendrogram; topics that are not stable are hollow.

    Joins stand at 1 minus the cosine of the centres. Above 20 topics the smallest are left out, and their branches are
    drawn as if they were not there.
    """
    ax = new_axes(ax)
    if len(topics) < 2:
        return say_nothing(ax, "A tree needs at least two topics.")
    shown = topics.nlargest(MAX_LEAVES, "n_papers", keep="first")
    names = {row.topic: f"{shorten(row.label, NAME_LENGTH)} ({row.n_papers:,})" for row in shown.itertuples()}
    heights = _draw_tree(ax, hierarchy, names)
    colours = topic_colours(shown["topic"])
    stable = shown.set_index("topic")["stable"]
    for topic, (row, _) in heights.items():
        ax.scatter(0, row, s=130, facecolors=colours[topic] if stable[topic] else "none", edgecolors=colours[topic],
                   linewidths=2.5, zorder=3, clip_on=False)  # fmt: skip
    rest = len(topics) - len(shown)
    note = f"\n{rest} smaller topics are left out" if rest > 0 else ""
    ax.set_xlabel(f"Distance of the topics that are joined (1 - cosine of their centres); hollow: not stable{note}")
    return ax


def plot_paper_tree(tree: pd.DataFrame, papers: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw which of a few papers are nearest to each other, as a dendrogram of their titles.

    Leaves of the tree, from ``compute_hierarchy(features, np.arange(n))``, are rows of ``papers``.
    """
    ax = new_axes(ax)
    if len(papers) < 2:
        return say_nothing(ax, "A tree needs at least two papers.")
    rows = papers.head(MAX_LEAVES)
    _draw_tree(ax, tree, {row: shorten(title, 60) for row, title in enumerate(rows["title"])})
    rest = len(papers) - len(rows)
    ax.set_xlabel(
        "Distance of the papers that are joined (1 - cosine)" + (f"\n{rest} papers are left out" if rest else "")
    )
    return ax


def plot_scale_curve(curve: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how well the topics of each scale come back in samples of the papers, and which scale was taken.

    The bar of a dot is the range in which four of five samples lie.
    """
    ax = new_axes(ax)
    if curve.empty or curve["stability"].isna().all():
        return say_nothing(ax, "No number of topics was tried.")
    # Two scales may give the same number of topics: the better one speaks for it.
    best = curve.sort_values(["chosen", "stability"]).drop_duplicates("n_topics", keep="last").sort_values("n_topics")
    ink = mpl.rcParams["text.color"]
    ax.plot(best["n_topics"], best["stability"], color=GREY, linewidth=2, zorder=1)
    for row in best.itertuples():
        colour = POLE_COLOURS[1] if row.chosen else ink
        ax.plot([row.n_topics] * 2, [row.low, row.high], color=colour, linewidth=2, zorder=2)
        ax.scatter(row.n_topics, row.stability, s=150 if row.chosen else 70, color=colour, zorder=3)
    chosen = best[best["chosen"]]
    for row in chosen.itertuples():
        ax.annotate(f"taken: {row.n_topics} topics", (row.n_topics, row.high), xytext=(0, 10), ha="center",
                    textcoords="offset points", color=POLE_COLOURS[1], weight="bold")  # fmt: skip
    ax.set(xlabel="Number of topics", ylabel="Topics found again (mean Jaccard index)")
    low, high = float(best["low"].min()), float(best["high"].max())
    ax.set_ylim(max(0, low - 0.08), min(1.12, high + 0.12))
    span = best["n_topics"].max() - best["n_topics"].min()
    ax.set_xlim(best["n_topics"].min() - 0.1 * span - 1, best["n_topics"].max() + 0.1 * span + 1)
    ax.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    return ax


def _draw_tree(ax: Axes, tree: pd.DataFrame, names: dict[int, str]) -> dict[int, tuple[float, float]]:
    """Draw joins from right to left and name the leaves; return row and height of each leaf."""
    children = {int(node): (int(left), int(right)) for node, left, right in
                zip(tree["node"], tree["left"], tree["right"], strict=True)}  # fmt: skip
    heights = dict(zip(tree["node"].astype(int), tree["height"], strict=True))
    order = _order_leaves(children, names)
    place: dict[int, tuple[float, float]] = {leaf: (float(row), 0.0) for row, leaf in enumerate(order)}
    leaves = dict(place)
    ink = mpl.rcParams["axes.edgecolor"]
    for node in tree["node"].astype(int):
        here = [place[child] for child in children[node] if child in place]
        if len(here) == 2:
            (top, first), (bottom, second) = here
            height = float(heights[node])
            ax.plot([first, height, height, second], [top, top, bottom, bottom], color=ink, linewidth=2)
            place[node] = ((top + bottom) / 2, height)
        elif here:
            place[node] = here[0]
    ax.set_yticks(range(len(order)), [legible(names[leaf]) for leaf in order])
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(order) - 0.4, -0.6)
    ax.set_xlim(left=-0.02 * max(heights.values(), default=1.0))
    ax.spines["left"].set_visible(False)
    return leaves


def _order_leaves(children: dict[int, tuple[int, int]], names: dict[int, str]) -> list[int]:
    """Leaves from top to bottom, so that no two branches cross; those that are not shown are skipped."""
    if not children:
        return list(names)
    order, waiting = [], [max(children)]
    while waiting:
        node = waiting.pop()
        if node in children:
            waiting.extend(reversed(children[node]))
        elif node in names:
            order.append(node)
    return order
