"""How far the scores of a learned reader can be believed, and what setting the least sure papers aside gains."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from helpers.figures.drawing import Drawing
from helpers.figures.style import INK, new_axes, say_nothing, series_colours
from helpers.figures.text_layout import legible
from helpers.theme.reader_card import describe_reader, name_fields
from helpers.theme.theme_file import ThemeFile

KEPT = 0.8
"""Share of papers that the title speaks of."""


def draw_reliability(reliability: pd.DataFrame, theme_file: ThemeFile) -> Drawing:
    """Draw what ``compute_reliability`` found of a theme's learned reader, with its words."""
    found, title = describe_reader(theme_file), "No learned reader: nothing was measured apart from this dump"
    kept = reliability[(reliability["kind"] == "coverage") & np.isclose(reliability["x"], KEPT)].set_index("field")["y"]
    if len(kept):
        title = (
            f"Among the {KEPT:.0%} of unseen papers that it is surest of, the reader has\n"
            f"{kept['sense']:.0%} of senses and {kept['role']:.0%} of roles as the coder has"
        )
    whole = reliability[(reliability["kind"] == "coverage") & np.isclose(reliability["x"], 1)]
    return Drawing(
        plot_reliability(reliability, theme_file), reliability, title=title,
        caption="Coded papers that were not learned from (ten-fold cross-validation). Left: five groups of papers by "
        "score; on the line a score of 70 % is right in 70 %. Right: the share right among the papers with the "
        "highest scores. The dump's own papers are not among them.",
        alt=found, finding=found, n=int(whole["n"].max()) if len(whole) else 0, denominator="coded papers",
    )  # fmt: skip


def plot_reliability(reliability: pd.DataFrame, theme_file: ThemeFile) -> Axes | np.ndarray:
    """Draw share right against score, and against the share of papers kept, a line per field, on two axes."""
    if reliability.empty:
        return say_nothing(new_axes(), "This theme is read by rules, whose scores were measured on no coded papers.")
    names = name_fields(theme_file)
    colours, markers = series_colours(names), dict(zip(names, "osD^", strict=True))
    axes = left, right = new_axes(n_columns=2, sharey=True)
    left.plot([0, 1], [0, 1], color=INK, linewidth=1.2, linestyle=(0, (4, 4)))
    for ax, kind in ((left, "score"), (right, "coverage")):
        for field, rows in reliability[reliability["kind"] == kind].groupby("field", sort=False):
            ax.plot(
                rows["x"], rows["y"], color=colours[field], marker=markers[field], markersize=11, linewidth=2.5,
                label=legible(names[field]),
            )  # fmt: skip
        ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    low = max(0.0, float(np.floor(10 * min(reliability["y"].min(), reliability["x"].min())) / 10))
    left.set(xlim=(low, 1.02), ylim=(low, 1.02), xlabel="score (expected share right)", ylabel="share right")
    right.set(xlim=(1.03, 0.47), xlabel="share of papers kept, the surest first")
    right.legend(loc="lower right", frameon=False)
    return axes
