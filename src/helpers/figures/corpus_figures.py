"""Papers by date and by how precisely it is known, with its words."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from helpers.figures.drawing import Drawing
from helpers.figures.marks import INFINITE, mark_box
from helpers.figures.style import ACCENT, INK, QUIET, new_axes, say_nothing, scale_hatch, scale_points
from helpers.figures.text_layout import GREY, wrap_label
from helpers.figures.title_claims import Claim
from helpers.papers.corpus_facts import count_precisions
from helpers.run.schema import PRECISIONS
from helpers.text.undated import CLOCK_NOUNS, describe_undated
from helpers.text.wordings import count, plural
from helpers.trends.period_counts import NO_DATE
from helpers.trends.periods import Change, find_period_papers, place_changes, read_changes, read_period
from helpers.trends.trend_report import PERIOD_NOUNS, describe_changes

MOST_HELD = 2 / 3
"""Share of the dated papers that the years named in the title hold at least."""
PALE = 0.4
MAX_COUNTED, MAX_NAMED = 24, 14
LOOKS = {"day": "Filled: known to the day.", "month": "Pale: to the month.", "year": "Hollow: to the year only."}


def draw_dates(counts: pd.DataFrame, papers: pd.DataFrame, settings: Mapping[str, Any]) -> Drawing:
    """Draw papers per period, of ``compute_period_counts``, with their words; say why where dates show no course.

    The settings ``clock`` and ``changes`` tell which date counts and on which days collecting changed.
    """
    clock, changes = settings["clock"], read_changes(settings["changes"])
    told = describe_dates(papers, clock=clock)
    if describe_undated(papers, clock=clock):
        return Drawing(say_nothing(new_axes(), told), counts, "", "", told, len(papers), "papers")
    period = PERIOD_NOUNS[read_period(counts["period"].iloc[1 if counts["period"].iloc[0].startswith("before") else 0])]
    subtitle = f"Papers by {period} of {CLOCK_NOUNS[clock]}, and how precisely it is known"
    caption = "Bars are what this dump holds, not the growth of a field; a paper known no more finely than its period "
    caption += "counts in several in parts. A hatched period may be incomplete, since the papers do not reach across. "
    caption += describe_changes(settings)
    axes, alt = plot_dates(counts, changes), "Bars: papers in each period, stacked by the precision of their dates."
    _mark_dates(axes, counts, papers, clock)
    words = {"finding": told, "subtitle": subtitle, "claim": Claim(count_dated(counts), "papers with a date")}
    return Drawing(axes, counts, title_dates(counts), caption, alt, len(papers), "papers", **words)


def count_dated(counts: pd.DataFrame) -> int:
    """Papers with a date, of ``compute_period_counts``."""
    return round(counts.loc[counts["period"] != NO_DATE, "n"].sum())


def title_dates(counts: pd.DataFrame) -> str:
    """How many papers are dated, how precisely, and in which few years most of them lie."""
    n, known = round(counts["n"].sum()), counts[counts["period"] != NO_DATE]
    dated = count_dated(counts)
    if not dated:
        return f"None of {count(n, 'paper')} is dated"
    by_precision = {name: round(known[name].sum()) for name in PRECISIONS[:3]}
    finest = next(name for name, m in by_precision.items() if m)
    who = (
        f"All {n:,} papers are dated"
        if dated == n
        else f"{dated:,} of {count(n, 'paper')} {plural('is', dated, 'are')} dated"
    )
    how = "" if by_precision[finest] == dated else f", {by_precision[finest]:,} of them"
    years, held = find_busy_years(counts)
    span = f"from {years[0]}" if len(years) == 1 else f"from {years[0]} to {years[-1]}"
    many = (
        f"{round(held):,} {plural('is', round(held), 'are')}"
        if round(held) < dated
        else plural("it is", dated, "all are")
    )
    about = "about " if abs(held - round(held)) > 0.01 else ""
    return f"{who}{how} to the {finest}; {about}{many} {span}"


def find_busy_years(counts: pd.DataFrame) -> tuple[list[str], float]:
    """The fewest years in a row with two thirds of the dated papers, of equals the fullest and latest; and how many."""
    known = counts[counts["period"] != NO_DATE]
    by_year = known[~known["period"].str.startswith("before")].groupby(known["period"].str[:4])["n"].sum()
    names, sizes = by_year.index.tolist(), by_year.to_numpy()
    for length in range(1, len(names) + 1):
        held = np.convolve(sizes, np.ones(length), mode="valid").round(6)
        if held.max() >= MOST_HELD * known["n"].sum() or length == len(names):
            start = int(np.flatnonzero(held == held.max())[-1])
            return names[start : start + length], float(held[start])
    return [], 0.0


def describe_dates(papers: pd.DataFrame, *, clock: str = "published") -> str:
    """How many papers are dated, how precisely, and over which span; or why that shows no course in time."""
    precision, lack = papers[f"{clock}_precision"], describe_undated(papers, clock=clock)
    if lack:
        return lack
    dated = papers[precision != "none"]
    span = f"{dated[f'{clock}_low'].min():%B %Y} to {dated[f'{clock}_high'].max():%B %Y}"
    undated = len(papers) - len(dated)
    few = " These are too few to show a course in time." if len(dated) < 8 else ""
    rest = f"; {undated:,} {plural('is', undated, 'are')} not" if undated else ""
    return (
        f"{len(dated):,} of {len(papers):,} papers are dated ({count_precisions(precision)}), from {span}{rest}.{few}"
    )


def plot_dates(counts: pd.DataFrame, changes: Sequence[Change] = ()) -> Axes:
    """Draw papers per period, those of the busiest years in the accent, stacked by the precision of their dates.

    Pale is known to the month, hollow to the year; hatched periods may be incomplete. Broken lines are ``changes``.
    """
    ax, rows = new_axes(), counts[counts["period"] != NO_DATE].reset_index(drop=True)
    names, totals, bottom = rows["period"].tolist(), rows["n"].to_numpy(float), np.zeros(len(rows))
    busy = set(find_busy_years(counts)[0])
    inks = np.array([ACCENT if name[:4] in busy else GREY for name in names])
    x, paper = np.arange(len(rows)), mpl.rcParams["axes.facecolor"]
    for precision in PRECISIONS[:3]:
        part = rows[precision].to_numpy(float)
        faces = {
            "day": [to_rgba(ink) for ink in inks],
            "month": [to_rgba(ink, PALE) for ink in inks],
            "year": [to_rgba(paper)] * len(inks),
        }[precision]
        here = part > 0
        ax.bar(
            x[here], part[here], bottom=bottom[here], color=np.array(faces)[here], edgecolor=inks[here], width=0.8,
            linewidth=mpl.rcParams["patch.linewidth"],
        )  # fmt: skip
        bottom += part
    partial = rows["partial"].to_numpy(bool) & (totals > 0)
    hatched: dict[str, Any] = {"facecolor": "none", "edgecolor": paper, "hatch": scale_hatch("//"), "linewidth": 0}
    ax.bar(x[partial], totals[partial], width=0.8, **hatched)
    counted = len(rows) <= MAX_COUNTED
    for place, total in enumerate(totals):
        if total and counted:
            # So that no line of a change strikes it out.
            rim = [withStroke(linewidth=scale_points(4), foreground=paper)]
            ax.text(place, total, f"{total:,.0f}", ha="center", va="bottom", color=INK, path_effects=rim, zorder=3)
    marks = place_changes(changes, [name for name in names if name[0] != "b"])
    shift = sum(name.startswith("before") for name in names)
    for number, (at, _) in enumerate(marks, 1):
        ax.axvline(at + shift, color=paper, linewidth=scale_points(5))  # so that the line is seen on a bar
        ax.axvline(at + shift, color=INK, linewidth=scale_points(2), linestyle=(0, (4, 3)))
        ax.text(at + shift, 1.0, f"{number}", transform=ax.get_xaxis_transform(), ha="center", va="bottom", color=INK)
    _tick_periods(ax, names)
    room = max(0.0, (8 - len(rows)) / 2)  # a few bars stay bars
    ax.set(xlim=(-0.6 - room, len(rows) - 0.4 + room), ylim=(0, max(1.0, totals.max()) * (1.12 if counted else 1.04)))
    ax.set_xlabel(_write_note(counts, partial.any(), marks), loc="left", color=QUIET, labelpad=scale_points(12))
    ax.grid(visible=False)
    if counted:
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
    else:
        ax.set_ylabel("papers")
        ax.yaxis.set_major_formatter("{x:,.0f}")
        ax.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    return ax


def _mark_dates(ax: Axes, counts: pd.DataFrame, papers: pd.DataFrame, clock: str) -> None:
    """Mark the papers of each bar; the first one may be of all periods before the others."""
    names = counts.loc[counts["period"] != NO_DATE, "period"].tolist()
    inside = find_period_papers(papers, period=read_period(names[-1]), clock=clock)
    place = inside["period"].map({name: i for i, name in enumerate(names)}).fillna(0).astype(int)
    for at, mine in inside.groupby(place)["paper_id"]:
        mark_box(ax, (int(at) - 0.5, 0.0, int(at) + 0.5, INFINITE), mine.unique(), names[int(at)])


def _write_note(counts: pd.DataFrame, partial: bool, marks: Sequence[tuple[float, str]]) -> str:
    """The looks that occur, in as many words as it takes; one precision alone is told by the title."""
    known = counts[counts["period"] != NO_DATE]
    found = [name for name in LOOKS if known[name].sum() > 0]
    told = [LOOKS[name] for name in found] if len(found) > 1 or found == ["year"] else []
    told += ["Hatched: may be incomplete."] if partial else []
    undated = round(counts["n"].sum() - known["n"].sum())
    told += [f"Not drawn: {count(undated, 'paper')} without a date."] if undated else []
    lines = "; ".join(f"{number}: {what}" for number, (_, what) in enumerate(marks, 1))
    lines = lines if len(lines) <= 200 else "see the caption"
    return wrap_label(" ".join([*told, f"Broken lines, collecting changed: {lines}." if marks else ""]).strip(), 135)


def _tick_periods(ax: Axes, names: Sequence[str]) -> None:
    """Name as many periods as have room, counted from the last, which readers look for."""
    step = -(-len(names) // MAX_NAMED)
    shown = range((len(names) - 1) % step, len(names), step)
    ax.set_xticks(list(shown), [names[i].replace(" ", "\n") for i in shown])
    ax.tick_params(axis="x", length=0)
