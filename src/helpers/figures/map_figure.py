"""The map of topics: each paper a dot, names that do not overlap, and what the flattening lost in sight."""

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from helpers.figures.drawing import Drawing
from helpers.figures.style import darken, new_axes, topic_colours
from helpers.figures.text_layout import GREY, MAP_RETRIES, MAX_AVOIDED, place_labels, wrap
from helpers.run.schema import NO_TOPIC
from helpers.text.wordings import count
from helpers.topics.fitting import Topics
from helpers.vectors.maps import count_kept

MAX_MAP_LABELS = 16
MAX_PARENTS = 8
LABEL_WIDTH = 26
FAR = "Distances between far groups and the direction of the axes mean nothing."


def draw_topic_map(papers: pd.DataFrame, positions: pd.DataFrame, found: Topics) -> Drawing:
    """Draw :func:`plot_topic_map` with its words."""
    ax, unnamed = _plot_named(new_axes(), positions, found.memberships, found.topics, found.hierarchy)
    return Drawing(
        ax, _join_papers(papers, positions, found),
        title="The papers by likeness of their texts",
        caption=f"{found.note} {describe_map(positions)} {unnamed}".strip(),
        alt="A dot for each paper, coloured and named by topic, hollow if uncertain; near dots have similar texts.",
        n=len(positions), denominator="papers",
    )  # fmt: skip


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
        n=len(by_words), denominator="papers",
    )  # fmt: skip


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
    positions: pd.DataFrame, memberships: pd.DataFrame, topics: pd.DataFrame, *, hierarchy: pd.DataFrame | None = None,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw each paper as a dot in the colour of its topic, hollow if it is uncertain, and name the topics.

    A dot is the fainter, the fewer of its nearest neighbours the map keeps; the mean share stands in the corner. Where
    topics have parents in ``hierarchy``, these are named too, larger. The axes have no unit.
    """
    return _plot_named(new_axes(ax), positions, memberships, topics, hierarchy)[0]


def _plot_named(
    ax: Axes, positions: pd.DataFrame, memberships: pd.DataFrame, topics: pd.DataFrame, hierarchy: pd.DataFrame | None
) -> tuple[Axes, str]:
    """The map, and a sentence on what found no room for its name ("" if all did)."""
    dots = _draw_dots(ax, positions, memberships, topics)
    _write_corner(ax, positions)
    # The layout is settled before names find their places: with room for the longest note.
    ax.set_xlabel(_write_note(dots, topics, _tell_unnamed(len(topics), len(topics))))
    unnamed = _name_topics(ax, dots, topics, hierarchy)
    ax.set_xlabel(_write_note(dots, topics, unnamed))
    return ax, unnamed


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


def _write_note(dots: pd.DataFrame, topics: pd.DataFrame, unnamed: str) -> str:
    parts = ["Hollow: uncertain."] if dots["uncertain"].fillna(False).any() else []
    parts += ["Grey: no topic."] if topics.empty and len(dots) else []
    parts += ["Faint: its neighbours lie elsewhere."] if len(dots) > 1 else []
    parts += [unnamed] if unnamed else []
    return wrap(" ".join([*parts, FAR if len(dots) > 1 else ""]).strip(), 110)


def _tell_unnamed(n_parents: int, n_topics: int) -> str:
    parts = [count(n, what) for n, what in ((n_parents, "parent"), (n_topics, "topic")) if n]
    return f"{' and '.join(parts)} without a name here, for want of room." if parts else ""


def _name_topics(ax: Axes, dots: pd.DataFrame, topics: pd.DataFrame, hierarchy: pd.DataFrame | None) -> str:
    """Write the names of the parents and of the largest topics; return a sentence on those that have none, if any."""
    centres = dots.groupby("topic")[["x", "y"]].median()
    # Among few dots a label finds a free place; among many it stands over its topic, on a bright rim.
    avoided = dots if len(dots) <= MAX_AVOIDED else centres
    largest = topics.nlargest(MAX_MAP_LABELS, "n_papers", keep="first")
    names = centres.loc[largest["topic"]].assign(label=largest["label"].to_numpy(), scale=1.0)
    names["ink"] = [darken(topic_colours([topic])[topic]) for topic in largest["topic"]]
    n_parents, middles = 0, centres[:0]
    if hierarchy is not None and topics["parent"].notna().any():
        inside = dots.merge(topics[["topic", "parent"]], on="topic").dropna(subset=["parent"])
        n_parents = inside["parent"].nunique()
        middles = inside.groupby("parent")[["x", "y"]].median().loc[inside["parent"].value_counts().index[:MAX_PARENTS]]
        labels = hierarchy.set_index("node")["label"].reindex(middles.index).astype(str).str.upper()
        names = pd.concat([middles.assign(label=labels, scale=1.15, ink=mpl.rcParams["text.color"]), names])
    ax.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())  # which lines to names would else move
    placed = place_labels(
        ax, names["x"], names["y"], [wrap(label, LABEL_WIDTH) for label in names["label"]],
        colours=names["ink"].tolist(), sizes=(mpl.rcParams["font.size"] * names["scale"]).tolist(), weight="bold",
        x_avoid=avoided["x"], y_avoid=avoided["y"], n_retries=MAP_RETRIES,
    )  # fmt: skip
    for text in filter(None, placed):
        text.set_path_effects([withStroke(linewidth=4, foreground=mpl.rcParams["axes.facecolor"])])
    named = [text is not None for text in placed]  # parents first
    return _tell_unnamed(n_parents - sum(named[: len(middles)]), len(topics) - sum(named[len(middles) :]))
