"""The map of topics: each paper a dot on the soft ground of its topic, and what the flattening lost in sight."""

import re
import textwrap
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patheffects import withStroke

from helpers.figures.density_hulls import draw_hulls
from helpers.figures.drawing import Drawing
from helpers.figures.label_placement import place_labels
from helpers.figures.marks import mark_points
from helpers.figures.style import MARGIN, QUIET, darken, new_axes, say_nothing, scale_area, scale_points, topic_colours
from helpers.figures.text_layout import GREY, legible, wrap_label
from helpers.figures.title_claims import Claim
from helpers.figures.topic_figures import describe_topics
from helpers.run.schema import NO_TOPIC
from helpers.text.wordings import count, spell
from helpers.vectors.maps import count_kept

MAX_MAP_LABELS, LABEL_WIDTH = 24, 24
MAX_SHOWN, N_SHOWN = 100_000, 40_000
"""Of more papers than this, about so many are dots: more would only hide each other."""
FEW = 300
"""Papers up to which no name covers a dot."""
MAX_ANCHORS = 200
MAX_EXEMPLARS, TITLE_WIDTH, MAX_LINES = 3, 30, 3
"""Papers that are named, and the characters and lines of their titles; longer ones are not shown."""
SUBTITLE = "Each dot is a paper, near ones have similar texts; shaded: where most papers of a group lie"
PAGE = (MARGIN, 0.075, 1 - 2 * MARGIN, 0.775)
"""Part of the slide for the map, whose title has one line."""
FAR = "Distances between far groups and the direction of the axes mean nothing."


def draw_topic_map(
    papers: pd.DataFrame, positions: pd.DataFrame, topics: pd.DataFrame, memberships: pd.DataFrame
) -> Drawing:
    """Draw :func:`plot_topic_map` with its words; it takes two papers or more, and of more than 100,000 shows some."""
    told, positions = describe_map(positions), _draw_some(positions)
    data = _join_papers(papers, positions, memberships)
    alt = "A dot for each paper, coloured and named by topic, hollow if uncertain; near dots have similar texts."
    if len(positions) < 2:
        return Drawing(say_nothing(new_axes(), told), data, "", told, alt, len(positions), "papers")
    ax, unnamed = _plot_named(new_axes(), positions, memberships, topics, papers)
    caption = f"{describe_topics(topics, memberships)} {told} {FAR} {unnamed}".strip()
    claim = Claim(data.loc[data["topic"] != NO_TOPIC, "topic"].nunique(), "topics")
    words = {"subtitle": SUBTITLE, "claim": claim}
    drawn = "papers" if len(positions) == len(memberships) else f"of {len(memberships):,} papers drawn"
    title = title_map(data["topic"])
    if len(positions) < len(memberships):  # names have the papers of all, the title those that are drawn
        title = f"{title} drawn" if title.endswith("papers") else f"{title}, of those drawn"
    return Drawing(ax, data, title, caption, alt, len(positions), drawn, **words)


def _draw_some(positions: pd.DataFrame) -> pd.DataFrame:
    """All positions; of more than can be told apart, evenly spaced ones and all whose neighbours were counted."""
    if len(positions) <= MAX_SHOWN:
        return positions
    every, known = -(-len(positions) // N_SHOWN), positions["neighbours_kept"].notna().to_numpy(dtype=bool)
    shown = np.arange(len(positions)) % every == 0
    if known.sum() <= N_SHOWN:
        shown |= known
    return positions[shown].reset_index(drop=True)


def title_map(groups: pd.Series) -> str:
    """How many groups there are, and how few of them hold half of the papers; ``groups`` has the topic of each."""
    n, sizes = len(groups), groups[groups != NO_TOPIC].value_counts().tolist()
    if not sizes:
        return f"No groups are told apart among {count(n, 'paper')}"
    if len(sizes) == 1:
        return f"One group holds {'all ' if sizes[0] == n else f'{sizes[0]:,} of '}{n:,} papers"
    together, all_groups = np.cumsum(sizes), f"{spell(len(sizes)).capitalize()} groups"
    if together[-1] == n and len(set(sizes)) == 1:
        return f"{all_groups} of {count(sizes[0], 'paper')} each"
    k = int(np.searchsorted(together, n / 2)) + 1
    if k >= len(sizes):
        return f"{all_groups} hold {together[-1]:,} of {n:,} papers"
    held = f"{together[k - 1]:,} of {n:,} papers"
    if sizes[k - 1] == sizes[k]:  # no k of them are the largest
        return f"{all_groups}; {spell(k)} of them hold {held}"
    return f"{all_groups}; the largest holds {held}" if k == 1 else f"{all_groups}; the {spell(k)} largest hold {held}"


def _join_papers(papers: pd.DataFrame, positions: pd.DataFrame, memberships: pd.DataFrame) -> pd.DataFrame:
    dots = positions[["x", "y", "neighbours_kept", "paper_id"]].merge(papers[["paper_id", "title"]], on="paper_id")
    return dots.merge(memberships, on="paper_id")


def describe_map(positions: pd.DataFrame) -> str:
    """Return one sentence on how many nearest neighbours the map keeps, from ``neighbours_kept``."""
    n = len(positions)
    if n < 2:
        return "A map needs at least two papers."
    known = positions["neighbours_kept"].dropna()
    if known.empty:
        return "How many nearest neighbours the map keeps was not counted."
    k = count_kept(n)
    near = f"{k} nearest neighbours" if k > 1 else "nearest neighbour"
    return f"The map keeps {known.mean():.0%} of each paper's {near}, on average over {count(len(known), 'paper')}."


def plot_topic_map(
    positions: pd.DataFrame, memberships: pd.DataFrame, topics: pd.DataFrame, *, papers: pd.DataFrame | None = None,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw each paper as a dot in the colour of its topic, hollow if it is uncertain, and name the topics.

    Behind each topic lies the ground on which most of its papers are. A dot is the fainter, the fewer of its nearest
    neighbours the map keeps; the mean share stands in the corner. Where there is room, a few exemplars of the largest
    topics are named, with titles of ``papers``. The axes have no unit.
    """
    return _plot_named(new_axes(ax), positions, memberships, topics, papers)[0]


def _plot_named(
    ax: Axes, positions: pd.DataFrame, memberships: pd.DataFrame, topics: pd.DataFrame, papers: pd.DataFrame | None
) -> tuple[Axes, str]:
    """The map, and a sentence on what found no room for its name ("" if all did)."""
    engine = ax.figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=PAGE)
    dots = _draw_dots(ax, positions, memberships, topics)
    ax.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())  # which lines to names would else move
    # The layout is settled before names find their places: with room for the longest note.
    ax.set_xlabel(_write_note(dots, topics, _tell_unnamed(len(topics))), loc="left", color=QUIET)
    unnamed = _name_topics(ax, dots, topics)
    if papers is not None:
        _name_exemplars(ax, dots, topics, papers.set_index("paper_id")["title"])
    ax.set_xlabel(_write_note(dots, topics, unnamed), loc="left", color=QUIET)
    return ax, unnamed


def _draw_dots(ax: Axes, positions: pd.DataFrame, memberships: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    dots = positions.merge(memberships, on="paper_id", how="left", sort=False)
    by_topic = topic_colours([NO_TOPIC, *topics["topic"]])
    colours = np.array([to_rgba(by_topic.get(topic, GREY)) for topic in dots["topic"]]).reshape(-1, 4)
    colours[:, 3] = 0.5 + 0.5 * dots["neighbours_kept"].fillna(1).clip(0, 1)
    size = _choose_size(len(dots))
    unsure = dots["uncertain"].fillna(False).to_numpy(dtype=bool)
    for hollow in (False, True):
        here = unsure == hollow
        inks: dict[str, Any] = {
            "facecolors": colours[here], "edgecolors": mpl.rcParams["axes.facecolor"], "linewidths": scale_points(0.5)
        }  # fmt: skip
        if hollow:
            inks = {"facecolors": "none", "edgecolors": colours[here], "linewidths": np.sqrt(size) / 6}
        ax.scatter(dots.loc[here, "x"], dots.loc[here, "y"], s=size, rasterized=len(dots) > 5_000, **inks)
    mark_points(ax, dots["x"], dots["y"], dots["paper_id"].tolist())
    ax.set(xticks=[], yticks=[], aspect="auto")
    ax.spines[:].set_visible(False)
    ax.margins(x=0.06, y=0.07)
    return dots


def _choose_size(n: int) -> float:
    return scale_area(float(np.clip(20_000 / max(n, 1), 9, 150)))


def _write_note(dots: pd.DataFrame, topics: pd.DataFrame, unnamed: str) -> str:
    """One line on the looks that occur, and what has no name; two where that is long."""
    looks = {
        "Hollow: uncertain.": dots["uncertain"].fillna(False).any(),
        "Grey: no topic.": (~dots["topic"].isin(topics["topic"])).any(),
        "Faint: its neighbours lie elsewhere.": len(dots) > 1 and dots["neighbours_kept"].notna().any(),
        "Italic: words joined for want of a name.": topics["label_weak"].any(),
    }
    kept = dots["neighbours_kept"].mean()
    told = [look for look, there in looks.items() if there]
    told += [] if np.isnan(kept) else [f"Neighbours kept: {kept:.0%}."]
    return wrap_label(" ".join([*told, unnamed]).strip(), 135)


def _tell_unnamed(n: int) -> str:
    return f"{count(n, 'topic')} without a name here, for want of room." if n else ""


def _name_topics(ax: Axes, dots: pd.DataFrame, topics: pd.DataFrame) -> str:
    """Shade the ground of the topics and name the largest; return a sentence on those without a name, if any."""
    places, groups = dots[["x", "y"]].to_numpy(float), dots["topic"].to_numpy()
    colours = topic_colours(topics["topic"])
    on_ground = draw_hulls(ax, places, groups, colours)
    largest = topics.nlargest(MAX_MAP_LABELS, "n_papers", keep="first")
    largest = largest[largest["topic"].isin(groups)]
    anchors = []
    for topic in largest["topic"]:
        mine = np.flatnonzero((groups == topic) & on_ground)
        mine = mine if len(mine) else np.flatnonzero(groups == topic)
        anchors.append(places[mine[:: -(-len(mine) // MAX_ANCHORS)]])
    middles = np.array([np.median(mine, axis=0) for mine in anchors]).reshape(-1, 2)
    number = {topic: place for place, topic in enumerate(largest["topic"])}
    placed = place_labels(
        ax, middles[:, 0], middles[:, 1],
        [_compose_name(*row) for row in zip(largest["label"], largest["n_papers"], strict=True)],
        colours=[darken(colours[topic]) for topic in largest["topic"]],
        weight=["normal" if one else "bold" for one in largest["label_weak"]],
        styles=["italic" if one else "normal" for one in largest["label_weak"]],
        x_avoid=places[:, 0], y_avoid=places[:, 1], groups=[number.get(topic, -1) for topic in groups],
        anchors=anchors, coverable=len(dots) > FEW,
    )  # fmt: skip
    for text in filter(None, placed):
        text.set_path_effects([withStroke(linewidth=scale_points(4), foreground=mpl.rcParams["axes.facecolor"])])
    return _tell_unnamed(len(topics) - sum(text is not None for text in placed))


def _compose_name(label: str, n_papers: int) -> str:
    return wrap_label(f"{label}\u00a0({n_papers:,})", LABEL_WIDTH)  # the number stays with the last word


def _name_exemplars(ax: Axes, dots: pd.DataFrame, topics: pd.DataFrame, titles: pd.Series) -> None:
    """Name the first exemplar of some of the largest topics, in small letters, where there is room for all of it."""
    ringed, n_named = dots.set_index("paper_id"), 0
    size, small = _choose_size(len(dots)), mpl.rcParams["xtick.labelsize"]
    for exemplars in topics.nlargest(MAX_MAP_LABELS, "n_papers", keep="first")["exemplars"]:
        told = [(paper, wrap_title(titles[paper])) for paper in exemplars if paper in titles.index]
        paper, told = next(((paper, title) for paper, title in told if title), ("", ""))
        if paper not in ringed.index:
            continue
        dot = ringed.loc[paper]
        strange = np.where(dots["topic"] == dot["topic"], 0, 1)
        placed = place_labels(
            ax, [dot["x"]], [dot["y"]], [told], colours=[QUIET], sizes=[small],
            x_avoid=dots["x"], y_avoid=dots["y"], groups=strange, reach=0.14,
        )  # fmt: skip
        if placed[0] is not None:
            ring = {"facecolors": "none", "edgecolors": QUIET, "linewidths": scale_points(1.5)}
            ax.scatter(dot["x"], dot["y"], s=2.2 * size, zorder=2.4, **ring)
            n_named += 1
        if n_named == MAX_EXEMPLARS:
            return


def wrap_title(title: str) -> str:
    """Return a title on a few lines, or its part up to the colon if that says something, else "": nothing is cut."""
    whole = " ".join(str(title).split())
    head = re.split(r": | [-–—] |\? ", whole, maxsplit=1)[0]
    for part in (whole, head if len(head.split()) > 2 else ""):
        lines = textwrap.wrap(legible(part), TITLE_WIDTH, break_long_words=False, break_on_hyphens=False)
        if 0 < len(lines) <= MAX_LINES and max(map(len, lines)) <= TITLE_WIDTH:
            return "\n".join(lines)
    return ""
