"""What the two words are said of, and what is done to it: a ladder of nouns beside a butterfly of verb frames."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.paper_dots import tell_too_few
from helpers.figures.style import INK, POLE_COLOURS, new_axes, say_nothing
from helpers.figures.text_layout import GREY, legible, shorten
from helpers.theme.frame_counts import describe_frames
from helpers.theme.theme_file import ThemeFile

MAX_NOUNS = 14
CONTESTED = 2  # papers with each of the two words from which a noun counts as contested


def draw_nouns_and_frames(
    heads: pd.DataFrame, frames: pd.DataFrame, mentions: pd.DataFrame, theme_file: ThemeFile
) -> Drawing:
    """Draw the tables ``heads`` and that of ``compute_frames``; papers are counted in the table ``mentions``."""
    first, second = theme_file.labels
    found, n = describe_frames(heads, frames, theme_file), mentions["paper_id"].nunique()
    return Drawing(
        tell_too_few(n) or plot_nouns_and_frames(heads, frames, theme_file), frames,
        title=f"What “{first}” and “{second}” are said of, and what is done to it",
        caption="Left: nouns by the ratio of papers that say the one word of them to papers that say the other, with a "
        "percentile interval over papers from ten papers on; a shaded noun is contested: both words are said of it, "
        "and its interval does not leave equality. Right: share of papers, of those that say anything of a word, in "
        "each verb frame. Nouns and frames are read by a parser that errs in about one sentence of ten. Descriptive: "
        "the words were counted in the texts that they were found in.",
        alt=found, finding=found, n=n, denominator="papers with a mention",
        interval="bootstrap over papers and Wilson, 95 %",
    )  # fmt: skip


def plot_nouns_and_frames(heads: pd.DataFrame, frames: pd.DataFrame, theme_file: ThemeFile) -> Axes | np.ndarray:
    """Draw nouns by the ratio of their papers with either word, and frames by the papers of each word, on two axes."""
    if heads.empty and frames.empty:
        return say_nothing(new_axes(), "Neither word is said of a noun that was found.")
    axes = left, right = new_axes(None, n_columns=2, width_ratios=[1.15, 1])
    _draw_ladder(left, heads, theme_file)
    _draw_butterfly(right, frames)
    return axes


def _draw_ladder(ax, heads, theme_file):
    if heads.empty:
        say_nothing(ax, "no noun in two papers")
        return
    rows = heads.head(MAX_NOUNS).sort_values(["log2_ratio", "head"], ascending=[False, True], kind="stable")
    y = np.arange(len(rows))
    # To the right: the second pole, as in the butterfly.
    ratio, low, high = (-rows[name].to_numpy(float) for name in ("log2_ratio", "high", "low"))
    both = (rows["n_first"].to_numpy() >= CONTESTED) & (rows["n_second"].to_numpy() >= CONTESTED)
    clear = (low > 0) | (high < 0)
    for place in y[both & ~clear]:
        ax.axhspan(place - 0.5, place + 0.5, color=GREY, alpha=0.18, linewidth=0)
    reach = max(2.0, float(np.nanmax(np.abs(np.r_[ratio, low, high]))) * 1.08)
    for place, value, a, b, sure in zip(y, ratio, low, high, clear, strict=True):
        colour = POLE_COLOURS[0] if value < 0 else POLE_COLOURS[1] if value > 0 else INK
        if np.isfinite(a):
            ax.plot([a, b], [place, place], color=colour, linewidth=3, solid_capstyle="butt")
        face = colour if sure else "white"
        ax.scatter(value, place, s=130, facecolors=face, edgecolors=colour, linewidths=2.4, zorder=3)
    for place, row in zip(y, rows.itertuples(), strict=True):
        counts = f"{row.n_first:,} | {row.n_second:,}"
        ax.text(1.01, place, counts, transform=ax.get_yaxis_transform(), va="center", color=INK)
    ax.axvline(0, color=GREY, linewidth=1.5)
    ax.set_xlim(-reach, reach)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_yticks(y, [legible(shorten(head, 18)) for head in rows["head"]])
    ax.tick_params(axis="y", length=0)
    step = 1 if reach < 3 else 2
    ticks = np.arange(-(reach // step) * step, reach, step)
    ax.set_xticks(ticks, [f"×{2 ** abs(tick):.0f}" if tick else "equal" for tick in ticks])
    ax.grid(False, axis="y")
    ax.set_xlabel("times as many papers (log) · shaded: contested")
    for x, align, label, colour in zip((0, 1), ("left", "right"), theme_file.labels, POLE_COLOURS, strict=True):
        name = f"“{legible(shorten(label, 16))} …”"
        ax.text(x, 1.015, name, transform=ax.transAxes, color=colour, ha=align, va="bottom")


def _draw_butterfly(ax, frames):
    if frames.empty:
        say_nothing(ax, "no verb decides anything")
        return
    y = np.arange(len(frames))
    top = 0.0
    for side, sign, colour in (("first", -1, POLE_COLOURS[0]), ("second", 1, POLE_COLOURS[1])):
        share = 100 * frames[f"share_{side}"].fillna(0).to_numpy(float)
        low, high = (100 * frames[f"{name}_{side}"].to_numpy(float) for name in ("low", "high"))
        ax.barh(y, sign * share, color=colour, height=0.46)
        known = np.isfinite(low)
        if known.any():
            errors = np.abs(np.vstack([share - low, high - share])[:, known])
            ax.errorbar(
                sign * share[known], y[known], xerr=errors if sign > 0 else errors[::-1], fmt="none", ecolor=INK,
                elinewidth=1.8, capsize=4,
            )  # fmt: skip
        edge = np.where(known, high, share)
        top = max(top, float(edge.max()))
        for place, at, n in zip(y, edge, frames[f"n_{side}"], strict=True):
            beside = {"xytext": (6 * sign, 0), "textcoords": "offset points", "ha": "left" if sign > 0 else "right"}
            ax.annotate(f"{n:,}", (sign * at, place), va="center", **beside)
    ax.axvline(0, color="white", linewidth=2)
    for place, row in zip(y, frames.itertuples(), strict=True):
        ax.text(0, place - 0.31, legible(row.label), ha="center", va="bottom", color=INK)
    limit = max(top * 1.3, 1.0)
    ax.set_xlim(-limit, limit)
    ax.set_ylim(len(frames) - 0.4, -0.95)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    step = next(s for s in (5, 10, 20, 25, 50) if limit / s <= 3 or s == 50)
    ticks = np.arange(-(limit // step) * step, limit, step)
    ax.set_xticks(ticks, [f"{abs(tick):.0f}" for tick in ticks])
    ax.grid(False, axis="y")
    ax.set_xlabel("% of papers that say it of something")
