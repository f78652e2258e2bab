"""The figure that holds this recipe against BERTopic, on the dump and on corpora whose topics are known."""

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.style import (
    ACCENT,
    KEY_POINTS,
    QUIET,
    new_axes,
    offset_text,
    say_nothing,
    scale_area,
    scale_points,
)
from helpers.figures.text_layout import GREY
from helpers.figures.title_claims import Claim
from helpers.text.wordings import count, plural
from helpers.topics.bertopic_comparison import DEFAULTS, HERE, MATCHED, OURS
from helpers.topics.bertopic_models import DEFAULT_SIZE

WAYS = (OURS, MATCHED, DEFAULTS)
CLOSE = 0.05
"""Two agreements with the truth that are no further apart than this are called alike."""
NO_RIVAL = "Without two topics there is nothing to hold against another method."


def draw_topic_rival(ways: pd.DataFrame, memberships: pd.DataFrame) -> Drawing:
    """Draw :func:`plot_topic_rival` with its words.

    ``ways`` is the table ``rivals``, of :func:`helpers.topics.bertopic_comparison.compare_with_bertopic`;
    ``memberships`` is the table.
    """
    return Drawing(
        plot_topic_rival(ways), ways.drop(columns="seconds", errors="ignore"), title=title_rival(ways),
        subtitle="Topics found and agreement, on these papers and on made-up corpora whose topics are known",
        caption=describe_rival(ways), alt=describe_agreement(ways), n=len(memberships), denominator="papers",
        claim=Claim(list_agreement(ways)[OURS].mean() if len(ways) else np.nan, "adjusted Rand index with the truth"),
    )  # fmt: skip


def list_agreement(ways: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return how well each way agrees with the truth, a number for each corpus that was planted."""
    planted = ways[ways["corpus"] != HERE].sort_values("corpus")
    return {way: planted.loc[planted["way"] == way, "agreement"].to_numpy(dtype=float) for way in WAYS}


def title_rival(ways: pd.DataFrame) -> str:
    """Return what planted truth says: whether one way recovers it better in every corpus, and how well each does."""
    if ways.empty:
        return NO_RIVAL
    agreement = list_agreement(ways)
    means = {way: float(values.mean()) for way, values in agreement.items()}
    # Held against the better of the two, so that the sentence is true of both.
    rival = MATCHED if means[MATCHED] >= means[DEFAULTS] else DEFAULTS
    if max(means.values()) <= CLOSE:
        return (
            "Topics as unclear as these, planted, are found neither by this recipe nor by BERTopic: agreement with the"
            f" truth {means[OURS]:.2f}, {means[MATCHED]:.2f} with the size matched, {means[DEFAULTS]:.2f} by default"
        )
    told = {1: "better than", 0: "neither clearly better nor worse than", -1: "less well than"}
    return (
        f"This recipe recovers planted topics {told[compare_agreement(agreement[OURS], agreement[rival])]} BERTopic:"
        f" agreement with the truth {means[OURS]:.2f}, BERTopic {means[MATCHED]:.2f} with the size matched,"
        f" {means[DEFAULTS]:.2f} by default"
    )


def compare_agreement(ours: np.ndarray, theirs: np.ndarray) -> int:
    """Return 1 if ours is higher in every corpus and clearly so on average, -1 if theirs is, else 0."""
    apart = ours - theirs
    alike = len(apart) == 0 or abs(apart.mean()) <= CLOSE or len(set(np.sign(apart))) > 1
    return 0 if alike else int(np.sign(apart[0]))


def describe_agreement(ways: pd.DataFrame) -> str:
    """Return one sentence on what each way finds, here and of what was planted, from the table alone."""
    if ways.empty:
        return NO_RIVAL
    here, planted = ways[ways["corpus"] == HERE].set_index("way"), ways[ways["corpus"] != HERE]
    parts = []
    for way in WAYS:
        found = planted.loc[planted["way"] == way]
        parts.append(f"{way}, {_count(here.loc[way, 'topics'])} here and {_count(found['topics'].mean())} there")
    k = int(planted["planted"].iloc[0])
    told = f"{count(k, 'topic')} {plural('was', k, 'were')} planted in each made-up corpus."
    return f"{told} Found on average: {'; '.join(parts)}."


def describe_rival(ways: pd.DataFrame) -> str:
    """Return how the comparison was made, and what it cannot show."""
    if ways.empty:
        return NO_RIVAL
    here = ways[ways["corpus"] == HERE].set_index("way")
    planted = ways[ways["corpus"] != HERE]
    n_corpora, k = planted["corpus"].nunique(), int(planted["planted"].iloc[0])
    size = int(here.loc[MATCHED, "min_topic_size"])
    size_there = int(planted.loc[planted["way"] == MATCHED, "min_topic_size"].min())
    there = f" In the made-up corpora, which are no larger, it is {size_there}." if size_there != size else ""
    sample = f" All are fitted {here.loc[OURS, 'note']}." if here.loc[OURS, "note"] else ""
    too_small = (
        f" BERTopic's default min_topic_size of {DEFAULT_SIZE} cannot find a topic of fewer papers, and the smallest"
        f" of this recipe has {size}: with the size matched it may be that small."
        if size < DEFAULT_SIZE
        else f" With the size matched, min_topic_size is {size}, as many papers as this recipe's smallest topic has,"
        f" {'as by default' if size == DEFAULT_SIZE else f'instead of {DEFAULT_SIZE}'}."
    )
    failed = sorted({note for note in ways["note"] if note.startswith("BERTopic failed")})
    return (
        f"The same vectors for all.{sample}{too_small}{there} Agreement is the adjusted Rand index: of two seeds on"
        f" these papers, with the truth in {count(n_corpora, 'made-up corpus', 'made-up corpora')} of"
        f" {count(k, 'topic')} as clear, as large and as near to each other as those found here. Two seeds agree easily"
        " on few large topics, and planted topics are tidier than real ones." + "".join(f" {note}" for note in failed)
    )


def plot_topic_rival(ways: pd.DataFrame) -> np.ndarray:
    """Draw a row for each way: topics found, papers placed and agreement, on these papers and on planted corpora."""
    if ways.empty:
        return np.array([say_nothing(new_axes(), NO_RIVAL)])
    axes = new_axes(None, n_columns=4, sharey=True, width_ratios=(1, 2, 1, 2))
    here, planted = ways[ways["corpus"] == HERE], ways[ways["corpus"] != HERE]
    k = int(planted["planted"].iloc[0])
    for place, way in enumerate(WAYS):
        ink = ACCENT if way == OURS else mpl.rcParams["text.color"]
        for (numbers, dots), part in zip((axes[:2], axes[2:]), (here, planted), strict=True):
            rows = part[part["way"] == way]
            _write_topics(numbers, place, rows, ink)
            _draw_agreement(dots, place, rows["agreement"].to_numpy(dtype=float), ink)
    n = int(here["n"].iloc[0])
    axes[0].set_title(f"Topics found in\n{count(n, 'paper')}", loc="left")
    axes[1].set_title("Agreement of two seeds", loc="left")
    axes[2].set_title(f"Topics found of\n{k} planted", loc="left")
    axes[3].set_title("Agreement with the truth\n(small: each corpus)", loc="left")
    size = int(here.set_index("way").loc[MATCHED, "min_topic_size"])
    sizes = {MATCHED: f"\n(topics of {size} or more)", DEFAULTS: f"\n(topics of {DEFAULT_SIZE} or more)"}
    axes[0].set_yticks(range(len(WAYS)), [way + sizes.get(way, "") for way in WAYS])
    axes[0].set_ylim(2.6, -0.6)
    for ax in axes:
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
    return axes


def _write_topics(ax: Axes, place: int, rows: pd.DataFrame, ink: str) -> None:
    """How many topics were found, in large, and how many papers have none."""
    found = _count(rows["topics"].mean())
    ax.text(0.06, place, found, size=scale_points(KEY_POINTS), weight="bold", color=ink, va="center")
    left_out = float(rows["left_out"].mean())
    if left_out > 0:
        ax.annotate(
            f"{left_out:.0%} of papers in none", (0.06, place), **offset_text(0, -KEY_POINTS), va="center", color=QUIET
        )  # fmt: skip
    ax.set(xlim=(0, 1), xticks=[])
    ax.spines["bottom"].set_visible(False)


def _draw_agreement(ax: Axes, place: int, values: np.ndarray, ink: str) -> None:
    """A dot for the mean, the corpora small around it; hollow where nothing could be computed."""
    ax.plot([0, 1], [place, place], color=mpl.rcParams["grid.color"], linewidth=scale_points(1), zorder=0)
    known = values[~np.isnan(values)]
    if not len(known):
        look = {"facecolor": mpl.rcParams["axes.facecolor"], "edgecolor": GREY, "linewidth": scale_points(2)}
        ax.scatter(0, place, s=scale_area(220), zorder=2, **look)
        ax.annotate("no topic found", (0, place), **offset_text(14), va="center", color=QUIET)
    else:
        if len(known) > 1:
            ax.scatter(known, [place] * len(known), s=scale_area(40), color=GREY, zorder=1)
            ax.plot([known.min(), known.max()], [place] * 2, color=GREY, linewidth=scale_points(3), zorder=1)
        ax.scatter(known.mean(), place, s=scale_area(220), color=ink, zorder=2)
        ax.annotate(
            f"{known.mean():.2f}", (known.mean(), place), **offset_text(0, 18), ha="center", color=ink
        )  # fmt: skip
    ax.set(xlim=(min(-0.06, float(np.nanmin([*known, 0])) - 0.06), 1.06), xticks=[0, 0.5, 1])


def _count(number: float) -> str:
    return f"{number:.0f}" if float(number).is_integer() else f"{number:.1f}"
