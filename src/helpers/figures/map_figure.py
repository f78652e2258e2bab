"""The map of topics: each paper a dot, names that do not overlap, and what the flattening lost in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.patheffects import withStroke

from helpers.figures.drawing import Drawing
from helpers.figures.style import darken, new_axes, topic_colours
from helpers.figures.text_layout import GREY, legible, place_labels, wrap
from helpers.run.schema import NO_TOPIC
from helpers.text.wordings import count
from helpers.vectors.maps import count_kept

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from helpers.topics.fitting import Topics

MAX_MAP_LABELS = 16
MAX_PARENTS = 8
MAX_AVOIDED = 300
"""Papers up to which labels keep clear of every dot."""
LABEL_WIDTH = 26
FAR = "Distances between far groups and the direction of the axes mean nothing."


def draw_topic_map(papers: pd.DataFrame, positions: pd.DataFrame, found: Topics) -> Drawing:
    """Draw :func:`plot_topic_map` with its words."""
    return Drawing(
        plot_topic_map(positions, found.memberships, found.topics, hierarchy=found.hierarchy),
        _join_papers(papers, positions, found),
        title="The papers by likeness of their texts",
        caption=f"{found.note} {describe_map(positions)}",
        alt="A dot for each paper, coloured and named by topic, hollow if uncertain; near dots have similar texts.",
        n=len(positions),
        denominator="papers",
    )


def draw_two_maps(
    papers: pd.DataFrame, positions: pd.DataFrame, by_words: pd.DataFrame, agreement: float, found: Topics
) -> Drawing:
    """Draw :func:`plot_two_maps` with its words."""
    return Drawing(
        plot_two_maps(positions, by_words, found.memberships, found.topics, agreement),
        _join_papers(papers, by_words, found),
        title="The same papers by encoder and by words alone",
        caption="Too few papers for neighbours."
        if np.isnan(agreement)
        else f"Common nearest neighbours: {agreement:.0%}.",
        alt="Two maps of the same papers in the same colours: by the encoder with words, and by words alone.",
        n=len(by_words),
        denominator="papers",
    )


def _join_papers(papers: pd.DataFrame, positions: pd.DataFrame, found: Topics) -> pd.DataFrame:
    dots = positions[["x", "y", "neighbours_kept", "paper_id"]].merge(papers[["paper_id", "title"]], on="paper_id")
    return dots.merge(found.memberships, on="paper_id")


def describe_map(positions: pd.DataFrame) -> str:
    """Return one sentence on how many nearest neighbours the map keeps, from ``neighbours_kept``."""
    n = len(positions)
    if n < 2:
        return "A map needs at least two papers."
    k, kept = count_kept(n), float(positions["neighbours_kept"].mean())
    near = f"{k} nearest neighbours" if k > 1 else "nearest neighbour"
    return f"The map keeps {kept:.0%} of each paper's {near}, on average over {n:,} papers."


def plot_topic_map(
    positions: pd.DataFrame,
    memberships: pd.DataFrame,
    topics: pd.DataFrame,
    *,
    hierarchy: pd.DataFrame | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw each paper as a dot in the colour of its topic, hollow if it is uncertain, and name the topics.

    A dot is the fainter, the fewer of its nearest neighbours the map keeps; the mean share stands in the corner. Where
    topics have parents in ``hierarchy``, these are named too, larger. The axes have no unit.
    """
    ax = new_axes(ax)
    dots = _draw_dots(ax, positions, memberships, topics)
    _write_corner(ax, positions)
    # The layout is settled before names find their places: with room for the longest note.
    ax.set_xlabel(_write_note(dots, topics, n_unnamed=len(topics)))
    n_named = _name_topics(ax, dots, topics, hierarchy)
    ax.set_xlabel(_write_note(dots, topics, n_unnamed=len(topics) - n_named))
    return ax


def plot_two_maps(
    first: pd.DataFrame, second: pd.DataFrame, memberships: pd.DataFrame, topics: pd.DataFrame, agreement: float
) -> np.ndarray:
    """Draw the map (``first``) beside one that knows the words alone (``second``), with the same colours.

    ``agreement`` is the share of nearest neighbours that both have in common.
    """
    axes = new_axes(None, n_columns=2)
    titles = ("Encoder and words", "Words alone (TF-IDF)")
    for ax, positions, title in zip(axes, (first, second), titles, strict=True):
        _draw_dots(ax, positions, memberships, topics)
        _write_corner(ax, positions)
        ax.set_title(title, loc="left")
    k = count_kept(len(second))
    share = "" if np.isnan(agreement) else f"{agreement:.0%} of each paper's {k} nearest neighbours are the same."
    axes[0].set_xlabel(share, loc="left")
    axes[1].set_xlabel("Colours: the topics of the left map.", loc="left")
    return axes


def _draw_dots(ax: Axes, positions: pd.DataFrame, memberships: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    from matplotlib.colors import to_rgba

    dots = positions.merge(memberships, on="paper_id", how="left", sort=False)
    by_topic = topic_colours([NO_TOPIC, *topics["topic"]])
    colours = np.array([to_rgba(by_topic.get(topic, GREY)) for topic in dots["topic"]]).reshape(-1, 4)
    colours[:, 3] = 0.4 + 0.6 * dots["neighbours_kept"].fillna(1).clip(0, 1)
    size = float(np.clip(22_000 / max(len(dots), 1), 14, 170)) / len(ax.figure.axes)
    unsure = dots["uncertain"].fillna(False).to_numpy(dtype=bool)
    for hollow in (False, True):
        here = unsure == hollow
        inks = {"facecolors": colours[here], "edgecolors": mpl.rcParams["axes.facecolor"], "linewidths": 0.5}
        if hollow:
            inks = {"facecolors": "none", "edgecolors": colours[here], "linewidths": np.sqrt(size) / 6}
        ax.scatter(dots.loc[here, "x"], dots.loc[here, "y"], s=size, rasterized=len(dots) > 5_000, **inks)
    ax.set(xticks=[], yticks=[], aspect="auto")
    ax.spines[:].set_visible(False)
    ax.margins(x=0.06, y=0.09)
    return dots


def _write_corner(ax: Axes, positions: pd.DataFrame) -> None:
    """The recall of nearest neighbours, in the lower right corner."""
    kept = positions["neighbours_kept"].mean()
    if not np.isnan(kept):
        ax.text(
            1, 0, f"neighbours kept: {kept:.0%}", transform=ax.transAxes, ha="right", va="bottom",
            size=mpl.rcParams["xtick.labelsize"], color=mpl.rcParams["axes.labelcolor"],
            path_effects=[withStroke(linewidth=4, foreground=mpl.rcParams["axes.facecolor"])],
        )  # fmt: skip


def _write_note(dots: pd.DataFrame, topics: pd.DataFrame, n_unnamed: int) -> str:
    parts = ["Hollow: uncertain."] if dots["uncertain"].fillna(False).any() else []
    parts += ["Grey: no topic."] if topics.empty and len(dots) else []
    parts += ["Faint: its neighbours lie elsewhere."] if len(dots) > 1 else []
    parts += [f"{count(n_unnamed, 'topic')} without a name here, for want of room."] if n_unnamed else []
    return wrap(" ".join([*parts, FAR if len(dots) > 1 else ""]).strip(), 110)


def _name_topics(ax: Axes, dots: pd.DataFrame, topics: pd.DataFrame, hierarchy: pd.DataFrame | None) -> int:
    """Write the names of the largest topics and of the parents; return how many topics have theirs."""
    if topics.empty:
        return 0
    centres = dots.groupby("topic")[["x", "y"]].median()
    # Among few dots a label finds a free place; among many it stands over its topic, on a bright rim.
    avoided = dots if len(dots) <= MAX_AVOIDED else centres
    names = topics.nlargest(MAX_MAP_LABELS, "n_papers", keep="first")
    parents = []
    if hierarchy is not None and topics["parent"].notna().any():
        inside = dots.merge(topics[["topic", "parent"]], on="topic").dropna(subset=["parent"])
        largest = inside["parent"].value_counts().index[:MAX_PARENTS]
        middles = inside.groupby("parent")[["x", "y"]].median().loc[largest]
        labels = hierarchy.set_index("node")["label"].reindex(middles.index).astype(str)
        parents = _place(ax, middles, labels.str.upper(), avoided, [mpl.rcParams["text.color"]] * len(middles), 1.15)
    inks = [darken(topic_colours([topic])[topic]) for topic in names["topic"]]
    own = _place(ax, centres.loc[names["topic"]], names["label"], avoided, inks, 1.0)
    for text in (*parents, *own):
        text.set_path_effects([withStroke(linewidth=4, foreground=mpl.rcParams["axes.facecolor"])])
    return len(own)


def _place(
    ax: Axes, places: pd.DataFrame, labels: pd.Series, avoided: pd.DataFrame, colours: list[str], scale: float
) -> list[Text]:
    """Write the labels, largest topic first; where some find no room so, those first if that gives room to more."""
    texts = [wrap(label, LABEL_WIDTH) for label in labels]

    def write(order: np.ndarray) -> tuple[list[Text], list[Artist]]:
        known = {*ax.texts, *ax.lines}
        placed = place_labels(
            ax,
            places["x"].to_numpy()[order],
            places["y"].to_numpy()[order],
            [texts[place] for place in order],
            x_avoid=avoided["x"].to_numpy(),
            y_avoid=avoided["y"].to_numpy(),
            colours=[colours[place] for place in order],
            size=mpl.rcParams["font.size"] * scale,
            weight="bold",
        )
        return placed, [artist for artist in (*ax.texts, *ax.lines) if artist not in known]

    order = np.arange(len(texts))
    placed, artists = write(order)
    if len(placed) < len(texts):
        shown = {text.get_text() for text in placed}
        late = np.array(["\n".join(map(legible, text.split("\n"))) in shown for text in texts])
        for artist in artists:
            artist.remove()
        again, artists = write(order[np.argsort(late, kind="stable")])
        if len(again) > len(placed):
            return again
        for artist in artists:
            artist.remove()
        placed, _ = write(order)
    return placed
