"""What the two words are said of: papers to either side of each noun, and their ratio."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.marks import INFINITE, mark_box
from helpers.figures.paper_dots import tell_too_few
from helpers.figures.style import (
    ACCENT,
    INK,
    POLE_COLOURS,
    QUIET,
    darken,
    new_axes,
    offset_text,
    say_nothing,
    scale_area,
    scale_points,
)
from helpers.figures.text_layout import GREY, legible, wrap_label
from helpers.figures.title_claims import Claim
from helpers.keywords.heads_and_collocates import list_head_papers
from helpers.stats.estimates import MIN_GROUP
from helpers.text.wordings import count, plural
from helpers.theme.theme_file import ThemeFile

MIN_NOUNS, MAX_NOUNS = 3, 16


def draw_nouns(heads: pd.DataFrame, mentions: pd.DataFrame, theme_file: ThemeFile) -> Drawing:
    """Draw the table ``heads``, with its words; papers are counted in the table ``mentions``."""
    first, second = theme_file.labels
    found, n = describe_nouns(heads, theme_file), mentions["paper_id"].nunique()
    left = len(heads) - len(choose_nouns(heads))
    rest = f" {count(left, 'noun')} in fewer papers {plural('is', left, 'are')} not drawn." if left else ""
    axes = tell_too_few(n)
    if axes is None:
        axes = plot_nouns(heads, theme_file)
        _mark_nouns(axes, heads, mentions, theme_file)
    return Drawing(
        axes, heads, title=title_nouns(heads, theme_file),
        subtitle=f"Papers that say “{first}” and “{second}” of a noun, those called both in colour",
        caption=f"Nouns that either word is said of in two papers or more.{rest} Right: how many times as many papers "
        f"say the one as the other, with an interval from {MIN_GROUP} papers on, filled where it leaves equality. "
        "Nouns are read by a parser that errs in about one sentence of ten. Descriptive: the words were counted in the "
        "texts that they were found in.",
        alt=found, finding=found, n=n, denominator="papers with a mention", interval="bootstrap over papers, 95%",
        claim=Claim(count_contested(heads), "nouns"),
    )  # fmt: skip


def title_nouns(heads: pd.DataFrame, theme_file: ThemeFile) -> str:
    """How many nouns are called both."""
    first, second = theme_file.labels
    if heads.empty:
        return f"No noun is called “{first}” or “{second}” in two papers or more"
    both, n = count_contested(heads), len(heads)
    verb = "is" if 1 in (both, n) else "are"
    return f"{both:,} of {count(n, 'noun')} {verb} called both “{first}” and “{second}”"


def describe_nouns(heads: pd.DataFrame, theme_file: ThemeFile) -> str:
    """One or two sentences: how many nouns are called both, and how many lean to one side beyond their interval."""
    if heads.empty:
        return f"{title_nouns(heads, theme_file)}, so there is nothing to compare."
    known = heads[heads["low"].notna()]
    text = f"{title_nouns(heads, theme_file)}, in two papers or more."
    if known.empty:
        return f"{text} None is in {MIN_GROUP} papers, so that none has an interval."
    leaning = int(_leans(known).sum())
    lean = f"{leaning:,} {plural('leans', leaning, 'lean')} to one side beyond the interval"
    return f"{text} Of {len(known):,} in {MIN_GROUP} papers or more {lean}."


def count_contested(heads: pd.DataFrame) -> int:
    """Nouns that each of the two words is said of in some paper."""
    return int(((heads["n_first"] > 0) & (heads["n_second"] > 0)).sum())


def choose_nouns(heads: pd.DataFrame) -> pd.DataFrame:
    """The nouns that are drawn: those in most papers."""
    return heads.head(MAX_NOUNS)


def _leans(heads):
    return (heads["low"] > 0) | (heads["high"] < 0)


def plot_nouns(heads: pd.DataFrame, theme_file: ThemeFile) -> Axes | np.ndarray:
    """Draw for each noun bars to either side for the papers of each word, and the ratio of the two, on two axes."""
    if len(heads) < MIN_NOUNS:
        told = f"Either word is said in two papers or more of {count(len(heads), 'noun')}"
        return say_nothing(new_axes(), f"{told}, too few for a figure of them.")
    rows = choose_nouns(heads)
    axes = bars, ratios = new_axes(n_columns=2, width_ratios=[2, 1], sharey=True)
    y = np.arange(len(rows))
    most = float(rows[["n_first", "n_second"]].to_numpy().max())
    for sign, side, colour in ((-1, "n_first", POLE_COLOURS[0]), (1, "n_second", POLE_COLOURS[1])):
        n = rows[side].to_numpy(float)
        bars.barh(y, sign * n, color=colour, height=0.62)
        for place, value in zip(y, n, strict=True):
            beside = {"ha": "left" if sign > 0 else "right", **offset_text(6 * sign)}
            bars.annotate(f"{value:,.0f}", (sign * value, place), va="center", **beside)
    bars.axvline(0, color="white", linewidth=scale_points(2))
    bars.set_xlim(-1.18 * most, 1.18 * most)
    bars.set_xticks([])
    bars.set_yticks(y, [wrap_label(head, 40, max_lines=2) for head in rows["head"]])
    bars.set_ylim(len(rows) - 0.5, -0.5)
    contested = ((rows["n_first"] > 0) & (rows["n_second"] > 0)).to_numpy()
    for label, is_both in zip(bars.get_yticklabels(), contested, strict=True):
        label.set(color=ACCENT if is_both else QUIET)
    bars.set_xlabel("papers that say it", loc="center")
    for x, align, label, colour in zip((0.49, 0.51), ("right", "left"), theme_file.labels, POLE_COLOURS, strict=True):
        name = legible(f"called “{label}”")
        bars.text(x, 1.015, name, transform=bars.transAxes, color=darken(colour), ha=align, va="bottom", weight="bold")
    _draw_ratios(ratios, rows, theme_file)
    for ax in axes:
        ax.tick_params(axis="y", length=0)
        ax.grid(visible=False)
        ax.spines[:].set_visible(False)
    ratios.tick_params(axis="y", labelleft=False)
    return axes


def _mark_nouns(axes: Axes | np.ndarray, heads: pd.DataFrame, mentions: pd.DataFrame, theme_file: ThemeFile) -> None:
    """Mark the papers of each side of a noun, and beside its ratio those of either."""
    if isinstance(axes, Axes):
        return
    bars, ratios = axes
    used = list_head_papers(mentions, theme_file.pole_ids)
    for place, head in enumerate(choose_nouns(heads)["head"]):
        mine = used[used["head"] == head]
        sides = [(-INFINITE, 0.0), (0.0, float(bars.get_xlim()[1]))]
        for pole, label, (left, right) in zip(theme_file.pole_ids, theme_file.labels, sides, strict=True):
            papers = mine.loc[mine["pole"] == pole, "paper_id"]
            mark_box(bars, (left, place - 0.5, right, place + 0.5), papers, f"{label} · {head}")
        left, right = map(float, ratios.get_xlim())
        mark_box(ratios, (left, place - 0.5, right, place + 0.5), mine["paper_id"].unique(), str(head))


def _draw_ratios(ax, rows, theme_file):
    # To the right: the second pole, as in the bars.
    ratio, low, high = (-rows[name].to_numpy(float) for name in ("log2_ratio", "high", "low"))
    reach = max(2.0, float(np.nanmax(np.abs(np.r_[ratio, low, high]))) * 1.08)
    ax.axvline(0, color=GREY, linewidth=scale_points(1.5))
    for place, (value, a, b, sure) in enumerate(zip(ratio, low, high, _leans(rows), strict=True)):
        colour = POLE_COLOURS[0] if value < 0 else POLE_COLOURS[1] if value > 0 else INK
        if np.isfinite(a):
            ax.plot([a, b], [place, place], color=colour, linewidth=scale_points(3), solid_capstyle="butt")
        paper = ax.get_facecolor()
        look = {"facecolors": colour if sure else paper, "edgecolors": colour, "linewidths": scale_points(2.2)}
        ax.scatter(value, place, s=scale_area(120), zorder=3, **look)
    ax.set_xlim(-reach, reach)
    step = 1 if reach < 3 else 2 if reach < 6 else 4 if reach < 12 else 8  # five labels have room
    ticks = np.arange(-(reach // step) * step, reach, step)
    ax.set_xticks(ticks, [f"×{2 ** abs(tick):.0f}" if tick else "equal" for tick in ticks])
    ax.set_xlabel(wrap_label(f"more “{theme_file.labels[0]}” | more “{theme_file.labels[1]}”", 34))
