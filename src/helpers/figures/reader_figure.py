"""How far the scores of a learned reader can be believed, and what setting the least sure papers aside gains."""

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from helpers.figures.drawing import Drawing
from helpers.figures.style import (
    ACCENT,
    INK,
    POLE_COLOURS,
    QUIET,
    darken,
    new_axes,
    offset_text,
    say_nothing,
    scale_points,
)
from helpers.figures.text_layout import legible, spread_positions
from helpers.figures.title_claims import Claim
from helpers.theme.reader_card import describe_reader, name_fields
from helpers.theme.theme_file import ThemeFile


def draw_reliability(reliability: pd.DataFrame, theme_file: ThemeFile) -> Drawing:
    """Draw what ``compute_reliability`` found of a theme's learned reader, with its words."""
    found = describe_reader(theme_file)
    whole = reliability[(reliability["kind"] == "coverage") & np.isclose(reliability["x"], 1)]
    return Drawing(
        plot_reliability(reliability, theme_file), reliability, title=title_reliability(reliability),
        subtitle="How often the reader has what the coder has, by its own score and among the papers it is surest of",
        caption="Coded papers that were not learned from (ten-fold cross-validation). Left: five groups of papers by "
        "score; on the line a score of 70% is right in 70%. Right: the share right among the papers with the "
        "highest scores. The dump's own papers are not among them.",
        alt=found, finding=found, n=int(whole["n"].max()) if len(whole) else 0, denominator="coded papers",
        claim=claim_reliability(reliability),
    )  # fmt: skip


def claim_reliability(reliability: pd.DataFrame) -> Claim:
    """How often the reader is right on the sense where it is sure."""
    right = reliability.set_index(["kind", "field"])["y"] if len(reliability) else {}
    return Claim(right.get(("sure", "sense"), np.nan), "share of senses read rightly")


def title_reliability(reliability: pd.DataFrame) -> str:
    """How often the reader is right where it is sure, and where it is not."""
    if reliability.empty:
        return "No learned reader: nothing was measured apart from this dump"
    right = reliability.set_index(["kind", "field"])["y"]
    if ("sure", "sense") not in right.index:
        return "How often the reader is right where it is sure was not measured"
    sense, stance = ((right["sure", field], right["not sure", field]) for field in ("sense", "stance"))
    share = reliability.loc[reliability["kind"] == "sure", "x"].iloc[0]
    where = (
        f"Where it is sure ({share:.0%} of papers it had not seen) the reader is right in {sense[0]:.0%} of senses and "
    )
    if sense[0] > sense[1] and stance[0] > stance[1]:
        return f"{where}{stance[0]:.0%} of stances; elsewhere in {sense[1]:.0%} and {stance[1]:.0%}"
    return f"{where}{stance[0]:.0%} of stances, no more than elsewhere in one of them ({sense[1]:.0%}, {stance[1]:.0%})"


def plot_reliability(reliability: pd.DataFrame, theme_file: ThemeFile) -> Axes | np.ndarray:
    """Draw share right against score, and against the share of papers kept, a named line per field, on two axes."""
    if reliability.empty:
        return say_nothing(new_axes(), "This theme is read by rules, whose scores were measured on no coded papers.")
    names = name_fields(theme_file)
    looks = dict(zip(names, zip((ACCENT, QUIET, *POLE_COLOURS), "osD^", strict=True), strict=True))
    axes = left, right = new_axes(n_columns=2, sharey=True)
    left.plot([0, 1], [0, 1], color=INK, linewidth=scale_points(1.2), linestyle=(0, (4, 4)))
    drawn = reliability[reliability["kind"].isin(["score", "coverage"])]
    for ax, kind in ((left, "score"), (right, "coverage")):
        for field, rows in drawn[drawn["kind"] == kind].groupby("field", sort=False):
            colour, marker = looks[field]
            look = {"color": colour, "marker": marker, "markersize": scale_points(10), "linewidth": scale_points(2.5)}
            ax.plot(rows["x"], rows["y"], **look)
        ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        ax.grid(visible=False)
    low = max(0.0, float(np.floor(10 * min(drawn["y"].min(), drawn["x"].min())) / 10))
    left.set(xlim=(low, 1.02), ylim=(low, 1.02), xlabel="score (share right that it expects)", ylabel="share right")
    ends = drawn[drawn["kind"] == "coverage"].sort_values("x").groupby("field", sort=False).first().reindex(list(names))
    ends = ends.dropna(subset="y")
    least = float(drawn.loc[drawn["kind"] == "coverage", "x"].min())
    right.set(xlim=(1.03, least - 0.3 * (1.03 - least)), xlabel="share of papers kept, the surest first")
    right.set_xticks([tick for tick in np.arange(0.5, 1.01, 0.1) if tick >= least - 0.01])
    # A line of text takes about a fifteenth of the height of the panel.
    gap = (1.02 - low) / 14
    for (field, row), y in zip(ends.iterrows(), spread_positions(ends["y"], gap, low, 1.0), strict=True):
        right.annotate(
            legible(names[str(field)]), (row["x"], y), **offset_text(12), va="center",
            color=darken(looks[field][0]), size=mpl.rcParams["xtick.labelsize"],
        )  # fmt: skip
    return axes
