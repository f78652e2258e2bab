"""Figures of the corpus itself, with their words: completeness, dates and lengths."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.style import INK, SERIES_COLOURS, new_axes, say_nothing
from helpers.figures.text_layout import GREY
from helpers.papers.corpus_facts import count_precisions
from helpers.text.undated import describe_undated
from helpers.text.wordings import count, plural

PRECISION_COLOURS = {"day": SERIES_COLOURS[0], "month": SERIES_COLOURS[4], "year": SERIES_COLOURS[3], "none": GREY}
PRECISION_LABELS = {"day": "known to the day", "month": "to the month", "year": "to the year only", "none": "no date"}


def draw_completeness(completeness: pd.DataFrame, papers: pd.DataFrame) -> Drawing:
    """Draw what is known about the papers, with its words."""
    caption = "Share of papers that have each field; for dates also how precisely they are known."
    alt = "Horizontal bars, one for each field, with the number of papers that have it."
    title, axes = "What is known about the papers", plot_completeness(completeness)
    return Drawing(axes, completeness, title, caption, alt, len(papers), "papers")


def plot_completeness(completeness: pd.DataFrame) -> Axes:
    """Draw the share of papers that have each field, of ``compute_completeness``."""
    ax = new_axes()
    table = completeness.iloc[::-1].reset_index(drop=True)
    shares = 100 * table["share"].fillna(0)
    ax.barh(table.index, 100, color=GREY, alpha=0.18, height=0.72)
    ax.barh(table.index, shares, color=SERIES_COLOURS[0], height=0.72)
    for place, n, detail in table[["n", "detail"]].itertuples():
        inside, text = shares[place] > 60, f"{n:,}" + (f" ({detail})" if detail else "")
        ax.text(1.2 + (0 if inside else shares[place]), place, text, va="center", color="white" if inside else INK)
    ax.set_yticks(table.index, table["field"])
    ax.set(xlabel="papers that have it (%)", xlim=(0, 100), ylim=(-0.6, len(table) - 0.4))
    ax.tick_params(axis="y", length=0)
    ax.grid(False)
    return ax


def draw_date_precision(dates: pd.DataFrame, papers: pd.DataFrame) -> Drawing:
    """Draw when the papers were published and how precisely that is known, with its words."""
    told = describe_dates(papers)
    axes = say_nothing(new_axes(), told) if describe_undated(papers) else plot_date_precision(dates)
    title = "Papers by date of publication, and how precisely it is known"
    caption = "Papers by period and by how precisely dated. First and last period may be incomplete."
    return Drawing(axes, dates, title, caption, told, len(papers), "papers", finding=told)


def describe_dates(papers: pd.DataFrame) -> str:
    """How many papers are dated, how precisely, and over which span; or why that shows no course in time."""
    precision, lack = papers["published_precision"], describe_undated(papers)
    if lack:
        return lack
    dated = papers[precision != "none"]
    span = f"{dated['published_low'].min():%B %Y} to {dated['published_high'].max():%B %Y}"
    undated = len(papers) - len(dated)
    few = " These are too few to show a course in time." if len(dated) < 8 else ""
    told = f"{len(dated):,} of {len(papers):,} papers are dated ({count_precisions(precision)}), from {span}; "
    return f"{told}{undated:,} {plural('is', undated, 'are')} not.{few}"


def plot_date_precision(dates: pd.DataFrame) -> Axes:
    """Draw papers by period, stacked by the precision of their dates, of ``compute_date_precision``."""
    ax = new_axes()
    places, bottom = np.arange(len(dates)), np.zeros(len(dates))
    for precision, colour in PRECISION_COLOURS.items():
        counts = dates[precision].to_numpy(dtype=float)
        if counts.sum() > 0:
            ax.bar(places, counts, bottom=bottom, color=colour, width=0.82, label=PRECISION_LABELS[precision])
            bottom += counts
    longest = max(len(f"{total:,.0f}") for total in bottom)
    crowded = len(dates) * (0.15 * longest + 0.05) > 13  # inches: then only the highest bar gets its number
    for place, total in zip(places, bottom, strict=True):
        if total and (not crowded or place == int(bottom.argmax())):
            side = "left" if crowded and place < 0.1 * len(dates) else "center"  # or it would cover the axis
            side = "right" if crowded and place > 0.9 * len(dates) else side
            edge = place - 0.41 * (side == "left") + 0.41 * (side == "right")
            ax.text(edge, total, f"{total:,.0f}", ha=side, va="bottom")
    names = dates["period"].tolist()
    shown = _choose_ticks(names)
    ax.set_xticks(shown, [names[i].replace(" ", "\n") for i in shown])
    room = max(0.0, (8 - len(dates)) / 2)  # a few bars stay bars
    ax.set(xlim=(-0.7 - room, len(dates) - 0.3 + room), ylim=(0, max(1.0, bottom.max()) * 1.12))
    ax.set(xlabel="when published", ylabel="papers")
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, frameon=False, borderaxespad=0.2)
    ax.yaxis.set_major_formatter("{x:,.0f}")
    ax.locator_params(axis="y", integer=True)
    ax.grid(False, axis="x")
    return ax


def _choose_ticks(names: list[str], *, most: int = 14) -> list[int]:
    """Places of the periods that get a label: all of a few; of many those that have room."""
    if len(names) <= 12:
        return list(range(len(names)))
    years = [i for i, name in enumerate(names) if name.endswith("Q1") or "Q" not in name or i == 0]
    if len(years) > 1 and years[1] - years[0] < 3 and "Q" in names[years[0]]:  # a first, broken year
        years = years[1:]
    step = max(3 if any("Q" in name for name in names) else 1, -(-len(names) // most))
    last = len(names) - 1
    kept = [last] if "Q" not in names[last] else []
    for i in years:
        kept += [i] if all(abs(i - j) >= step for j in kept) else []
    return sorted(kept)


def draw_lengths(lengths: pd.DataFrame) -> Drawing:
    """Draw how long the abstracts are, with its words."""
    told, few = describe_lengths(lengths), (lengths["words"] > 0).sum() < 2
    axes, data = say_nothing(new_axes(), told) if few else plot_lengths(lengths), lengths.drop(columns="link")
    caption = "Number of papers by words in the abstract after cleaning; the dashed line is the median."
    return Drawing(axes, data, "Length of the abstracts", caption, told, len(lengths), "papers", finding=told)


def describe_lengths(lengths: pd.DataFrame) -> str:
    """One sentence on the length of abstracts, and a warning where it does not look like abstracts."""
    words, characters = lengths["words"], lengths["characters"]
    if not words.any():
        return "There are no abstracts."
    if len(lengths) == 1:
        return f"The only abstract has {count(words.iloc[0], 'word')} and {characters.iloc[0]:,} characters."
    short = " That is short for abstracts: they may be summaries or notes of another kind."
    told = f"Half of the abstracts have {words.median():,.0f} words or more; they run from {characters.min():,} to "
    return f"{told}{characters.max():,} characters.{short if characters.median() < 350 else ''}"


def plot_lengths(lengths: pd.DataFrame) -> Axes:
    """Draw how long the abstracts are, of ``compute_lengths``, in words, with the middle marked."""
    ax, words = new_axes(), lengths["words"].to_numpy(dtype=float)
    top = np.quantile(words, 0.99)
    low, high = np.floor(words.min() / 10) * 10, np.ceil(max(top, words.min() + 10) / 10) * 10
    bins = np.linspace(low, high, int(np.clip((high - low) / 10, 1, 40)) + 1)
    counts, _, _ = ax.hist(np.minimum(words, high), bins=bins, color=SERIES_COLOURS[0], edgecolor="white")
    middle = np.median(words)
    ax.axvline(middle, color=INK, linewidth=2, linestyle=(0, (4, 2)))
    side = "left" if middle < (low + high) / 2 else "right"
    place, shift = (middle, np.max(counts) * 1.12 + 0.3), (8 if side == "left" else -8, 0)
    told = f"half have {middle:,.0f} words or more"
    ax.annotate(told, place, shift, textcoords="offset points", ha=side, va="center")
    last = f"; the last bar holds all above {high:,.0f}" if words.max() > high else ""
    ax.set(xlim=(low, high), ylim=(0, np.max(counts) * 1.22 + 0.5))
    ax.set(xlabel=f"words in the abstract{last}", ylabel="papers")
    ax.locator_params(integer=True)
    ax.grid(False, axis="x")
    return ax
