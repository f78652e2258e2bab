"""Figures of the table ``shares``: papers per period, shares with intervals and denominators, and the two ends."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.series_looks import DRAWN_TOGETHER, SeriesLooks
from helpers.figures.style import INK, SERIES_COLOURS, new_axes, say_nothing
from helpers.figures.text_layout import GREY, legible, shorten, spread_positions
from helpers.stats.estimates import MIN_GROUP
from helpers.text.undated import CLOCK_NOUNS, describe_undated
from helpers.text.wordings import count, plural, tell_selection
from helpers.trends.period_shares import KIND_NOUNS, PAPERS, PARTITIONS, UNCERTAIN_TOPIC
from helpers.trends.periods import GOOD_PERIOD, Change, place_changes, read_changes, read_period

PERIOD_NOUNS = {"month": "month", "quarter": "quarter", "half": "half-year", "year": "year"}
Marks = Sequence[tuple[float, str]]
MAX_PANELS, MAX_LINES, MIN_DRAWN = 9, 11, 5
DESCRIPTIVE, DATED = "descriptive, not tested", "papers with a date"


def draw_periods(shares: pd.DataFrame, papers: pd.DataFrame, settings: Mapping[str, Any]) -> Drawing:
    """Draw papers per period and the days on which collecting changed (setting ``changes``); say why these periods."""
    if nothing := _tell_too_little(shares, papers, settings):
        return leave_out(nothing)
    data, changes = shares[shares["kind"] == PAPERS].reset_index(drop=True), read_changes(settings["changes"])
    n = round(data["n"].sum())
    axes = plot_periods(data, len(papers) - n, place_changes(changes, data["period"].tolist()))
    title, caption = _title_shares(shares, "Papers", settings), _describe_periods(shares, settings)
    alt = "Bars: papers in each period; incomplete periods are hatched."
    return Drawing(axes, data, title, caption, alt, n, DATED, finding=_describe_changes(changes))


def draw_shares(
    shares: pd.DataFrame, papers: pd.DataFrame, kind: str, looks: SeriesLooks, settings: Mapping[str, Any]
) -> Drawing:
    """Draw the share of each period's papers with each series of a kind ("topic", "sense", "stance" or "term").

    The largest topics are drawn, senses in the order of the theme file, others in that of the table.
    """
    if nothing := _tell_too_little(shares, papers, settings, kind):
        return leave_out(nothing)
    noun, data = KIND_NOUNS[kind], shares[shares["kind"] == kind]
    n = round(shares.loc[shares["kind"] == PAPERS, "n"].sum())
    in_order = [name for labelled, name in looks.labels if labelled == kind] or data["name"].unique().tolist()
    marks = place_changes(read_changes(settings["changes"]), shares["period"].unique().tolist())
    axes = plot_shares(shares, kind, looks, None if kind == "topic" else in_order, marks)
    title = _title_shares(shares, f"{noun.capitalize()}s", settings)
    caption = f"Share of each period's papers with each {noun}; hollow dots are periods that may be incomplete."
    caption += f" {_describe_periods(shares, settings)}"
    alt = f"A small panel for each {noun} with its share of papers per period and intervals."
    interval = "Wilson 95 %, simultaneous over each period" if kind in PARTITIONS else "Wilson 95 %"
    return Drawing(axes, data, title, caption, alt, n, DATED, interval, DESCRIPTIVE)


def draw_first_and_last(
    shares: pd.DataFrame, papers: pd.DataFrame, looks: SeriesLooks, settings: Mapping[str, Any]
) -> Drawing:
    """Draw shares in the first and the last complete period, and say how many papers each holds."""
    if nothing := _tell_too_little(shares, papers, settings):
        return leave_out(nothing)
    if not (ends := find_ends(shares)):
        return leave_out(f"There are no two complete periods of {MIN_GROUP} papers or more to set side by side.")
    first, last = shares[shares["kind"] == PAPERS].set_index("period")["n"][list(ends)]
    caption = (
        f"Lines join the share of each series in {ends[0]} ({first:,.0f} papers) and in {ends[1]} ({last:,.0f}), "
        "for those that differ most, limits in brackets. What lies between is not shown. "
        f"{tell_selection(settings['selection'], 'not a trend')}".rstrip()
    )
    title = f"Shares in {ends[0]} and in {ends[1]}"
    alt = "Lines from the share in the first to that in the last period."
    axes, interval = plot_slopegraph(shares, ends, looks), "Wilson 95 %, simultaneous where shares sum to one"
    n, base = round(first + last), "papers of the two periods"
    return Drawing(axes, shares, title, caption, alt, n, base, interval, DESCRIPTIVE)


def leave_out(sentence: str) -> Drawing:
    """Return a drawing of one sentence that says why there is nothing to draw; no files are written of it."""
    return Drawing(say_nothing(new_axes(None), sentence), pd.DataFrame(), "", "", "", n=0, denominator="papers")


def plot_periods(rows: pd.DataFrame, n_undated: int = 0, marks: Marks = ()) -> Axes:
    """Draw papers per period, hatched where incomplete; ``marks``, of ``place_changes``, are changes of collection.

    A beginning of six periods or more that hold 1 % of the papers together is told in words.
    """
    ax = new_axes(None)
    early = int(np.searchsorted(rows["n"].cumsum(), 0.01 * rows["n"].sum(), side="right"))
    early = early if early >= 6 else 0
    before, rows = rows.iloc[:early], rows.iloc[early:].reset_index(drop=True)
    x, n, partial = np.arange(len(rows)), rows["n"].to_numpy(float), rows["partial"].to_numpy(bool)
    ax.bar(x[~partial], n[~partial], color=SERIES_COLOURS[0], width=0.78)
    if partial.any():
        open_bars: dict[str, Any] = {"facecolor": "none", "edgecolor": SERIES_COLOURS[0], "hatch": "//"}
        ax.bar(x[partial], n[partial], width=0.78, label="may be incomplete", **open_bars)
    if n_undated:
        ax.plot([], [], " ", label=f"{n_undated:,} papers have no date")
    if early:
        ax.plot([], [], " ", label=f"before {rows['period'].iloc[0]}: {before['n'].sum():,.0f}")
    marks = [(at - early, what) for at, what in marks if at >= early - 0.5]
    for number, (place, what) in enumerate(marks, 1):
        ax.axvline(place, color=ax.get_facecolor(), linewidth=5)  # so that the line is seen on a bar
        ax.axvline(place, color=INK, linewidth=2, linestyle=(0, (4, 3)), label=f"{number}: {shorten(what, 40)}")
        ax.text(place, 1.0, f"{number}", transform=ax.get_xaxis_transform(), ha="center", va="bottom", color=INK)
    lines = len(marks) + bool(partial.any()) + bool(n_undated) + bool(early)
    if lines:
        ax.legend(loc="upper left")
    if len(rows) <= 24:
        for place, number in enumerate(n):
            ax.text(place, number, f"{number:,.0f}", ha="center", va="bottom")
    _tick_periods(ax, rows["period"].tolist(), width=12)
    ax.set_xlim(-0.6, len(rows) - 0.4)
    ax.set_ylim(0, (1.15 + 0.09 * max(lines - 1, 0)) * n.max() if n.max() > 0 else 1)
    ax.set_ylabel("papers")
    ax.grid(False)
    return ax


def plot_shares(
    shares: pd.DataFrame, kind: str, looks: SeriesLooks, names: Sequence[str] | None = None, marks: Marks = ()
) -> np.ndarray:
    """Draw the share of each series per period with its interval, one small panel a series, on one scale.

    The nine first of ``names`` are drawn, or the nine largest. The papers of each period stand under the lowest panels;
    periods with fewer than five are left out, since their intervals fill the panel. Hollow dots are periods that may
    be incomplete; a grey band spans the worst cases for papers without a date.
    """
    from matplotlib.ticker import MaxNLocator

    rows = shares[(shares["kind"] == kind) & (shares["n_period"] >= MIN_DRAWN)]
    total = rows.groupby("name", sort=False)["n"].sum().sort_values(ascending=False, kind="stable")
    drawn = [name for name in (total.index if names is None else names) if name in total.index][:MAX_PANELS]
    if not drawn:
        nothing = f"No {KIND_NOUNS[kind]} stands in a period of {MIN_DRAWN} papers or more."
        return np.array([say_nothing(new_axes(None), nothing)])
    n_columns = min(len(drawn), 2 if len(drawn) == 4 else 3)
    grid = {"n_rows": -(-len(drawn) // n_columns), "n_columns": n_columns, "squeeze": False}
    panels = np.asarray(new_axes(None, **grid, sharex=True, sharey=True)).ravel()
    everyone = list(dict.fromkeys(shares.loc[shares["kind"] == PAPERS, "period"]))
    sizes = rows.drop_duplicates("period").set_index("period")["n_period"]
    periods = [period for period in everyone if period in sizes.index]
    place = {period: i for i, period in enumerate(periods)}
    for ax, name in zip(panels, drawn, strict=False):
        _draw_series(ax, rows[rows["name"] == name], place, looks.get_colour(kind, name, SERIES_COLOURS[0]))
        ax.set_title(legible(shorten(looks.get_label(kind, name), 26 if n_columns > 2 else 40)))
        ax.grid(True, axis="y")
        for at, _ in marks:
            nearest = place.get(everyone[int(np.clip(round(at), 0, len(everyone) - 1))])
            if nearest is not None:
                ax.axvline(nearest + at - round(at), color=INK, linewidth=1.5, linestyle=(0, (4, 3)), zorder=1)
    for ax in panels[len(drawn) :]:
        ax.set_visible(False)
    panels[0].set_ylim(0, min(103, 1.05 * (100 * float(rows.loc[rows["name"].isin(drawn), "high"].max()))))
    panels[0].set_xlim(-0.5, len(periods) - 0.5)
    for column in range(n_columns):
        panels[range(column, len(drawn), n_columns)[-1]].tick_params(labelbottom=True)
    below = [f"of {sizes[period]:,.0f}" for period in periods]
    _tick_periods(panels[0], periods, width=13.5 / n_columns, below=below)
    panels[0].yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    panels[0].get_figure().supylabel("share of the period's papers (%)", size=18)
    return panels


def plot_slopegraph(shares: pd.DataFrame, ends: Sequence[str], looks: SeriesLooks) -> Axes:
    """Draw shares in two periods, with limits in brackets, joined by lines.

    The eleven topics, senses and words that differ most between the ends are drawn.
    """
    ax = new_axes(None)
    rows = shares[shares["kind"].isin(DRAWN_TOGETHER) & shares["period"].isin(ends)]
    if rows.empty:
        return say_nothing(ax, "No topic, sense or word is followed.")
    sides = [rows[rows["period"] == end].set_index(["kind", "name"])[["share", "low", "high"]] for end in ends]
    change = (sides[1]["share"] - sides[0]["share"]).abs().sort_values(ascending=False, kind="stable")
    drawn = change.index[:MAX_LINES]
    values, low, high = (100 * np.stack([side.loc[drawn] for side in sides])).transpose(2, 1, 0)
    top = 1.08 * max(float(values.max()), 2.0)
    places = [spread_positions(values[:, end].tolist(), 0.085 * top, 0.02 * top, top) for end in (0, 1)]
    ax.set_xlim(-1.9, 2.1)
    ax.set_ylim(0, 1.04 * top)
    for row, (kind, name) in enumerate(drawn):
        colour, label = looks.get_colour(kind, name), shorten(looks.get_label(kind, name), 26)
        ax.plot([0, 1], values[row], color=colour, linewidth=2.5, marker="o", markersize=9, clip_on=False)
        spans = [f"{values[row, end]:.0f} [{low[row, end]:.0f}–{high[row, end]:.0f}]" for end in (0, 1)]
        texts = (f"{label} · {KIND_NOUNS[kind]}  {spans[0]}", spans[1])
        for end, (text, side) in enumerate(zip(texts, ("right", "left"), strict=True)):
            at = places[end][row]
            x = (-0.04, -0.14) if end == 0 else (1.04, 1.14)
            ax.plot(x, [values[row, end], at], color=colour, linewidth=1, alpha=0.5)
            ax.text(x[1], at, legible(text), va="center", ha=side, color=colour)
    ax.set_xticks([0, 1], [str(end).replace(" ", "\n") for end in ends])
    ax.set_yticks([])
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.grid(visible=False)
    ax.set_xlabel("share of the period's papers in percent, with its limits")
    return ax


def find_ends(shares: pd.DataFrame) -> tuple[str, ...]:
    """Return the first and the last period that are complete and hold ten papers; none where there are not two."""
    rows = shares[(shares["kind"] == PAPERS) & ~shares["partial"] & (shares["n"] >= MIN_GROUP)]
    return (rows["period"].iloc[0], rows["period"].iloc[-1]) if len(rows) > 1 else ()


def _tell_too_little(
    shares: pd.DataFrame, papers: pd.DataFrame, settings: Mapping[str, Any], kind: str | None = None
) -> str:
    """Say in one sentence why a figure of shares would show nothing; empty where there is something to show."""
    if told := describe_undated(papers, clock=settings["clock"]):
        return told
    everyone, mine = (shares[(shares["kind"] == one) & (shares["n"] > 0)] for one in (PAPERS, kind))
    if len(everyone) < 2:
        period = everyone["period"].iloc[0]
        return f"All papers with a date are of {period}; the setting “period” takes shorter periods (month)."
    if kind in ("sense", "stance") and (n := round(mine["n"].sum())) < MIN_GROUP:
        return f"Only {count(n, 'dated paper')} {plural('has', n, 'have')} a reading: too few for shares over time."
    if kind == "topic" and set(mine["name"]) <= {UNCERTAIN_TOPIC}:
        return "The papers are too few for topics, so there are none to follow."
    return ""


def _title_shares(shares: pd.DataFrame, noun: str, settings: Mapping[str, Any]) -> str:
    by, period = tell_selection(settings["selection"], "shares by"), PERIOD_NOUNS[read_period(shares["period"].iloc[0])]
    return f"{noun}: {by} {period} of {CLOCK_NOUNS[settings['clock']]}"


def _describe_periods(shares: pd.DataFrame, settings: Mapping[str, Any]) -> str:
    """Say which period is used and why, how many papers a period has, and which periods may be incomplete."""
    rows = shares[shares["kind"] == PAPERS]
    period, sizes = read_period(rows["period"].iloc[0]), rows["n"].to_numpy()
    why = "set by hand" if settings["period"] else "the shortest whose intervals mean something here"
    if period == "year" and not settings["period"]:
        why = "since shorter ones would hold too few papers"
    text = (
        f"Periods are {PERIOD_NOUNS[period]}s, {why}: {count(len(rows), 'period')} with "
        f"{sizes.min():,.0f} to {sizes.max():,.0f} papers, {(sizes >= GOOD_PERIOD).sum()} of them with {GOOD_PERIOD} "
        "or more, which is what it takes to know a share of one half to within 20 percentage points."
    )
    if rows["partial"].any():
        partial = " and ".join(rows.loc[rows["partial"], "period"])
        text += f" May be incomplete, since the papers do not reach across: {partial}."
    return text


def _describe_changes(changes: Sequence[Change]) -> str:
    if not changes:
        return "No change of collection is known; the setting “changes” takes the days of those there were."
    listed = "; ".join(f"{change.day}: {change.what}" for change in changes)
    return f"The way papers were collected changed ({listed}). Differences across these days may be theirs."


def _draw_series(ax, rows, place, colour):
    x = rows["period"].map(place).to_numpy(float)
    share, low, high = (100 * rows[name].to_numpy(float) for name in ("share", "low", "high"))
    least, most = (100 * rows[name].to_numpy(float) for name in ("low_undated", "high_undated"))
    if np.nanmax(most - least, initial=0) > 0.01:
        for at, bottom, upper in zip(x, least, most, strict=True):
            ax.fill_between([at - 0.32, at + 0.32], bottom, upper, color=GREY, alpha=0.25, linewidth=0)
    ax.vlines(x, low, high, color=colour, linewidth=3)
    ax.plot(x, share, color=colour, linewidth=1.5, alpha=0.6)
    for at, value, partial in zip(x, share, rows["partial"], strict=True):
        face = ax.get_facecolor() if partial else colour
        ax.scatter([at], [value], s=100, facecolor=face, edgecolor=colour, linewidth=2.5, zorder=3, clip_on=False)


def _tick_periods(ax, names, width, below=()):
    """Name as many periods as fit in ``width`` inches, each with its number of papers where given."""
    lines = [name.replace(" ", "\n") for name in names]
    if below:
        lines = [f"{line}\n{under}" for line, under in zip(lines, below, strict=True)]
    widest = max(len(part) for line in lines for part in line.split("\n"))
    step = max(1, int(np.ceil(len(names) * (0.155 * widest + 0.12) / width)))
    # Counted from the last period, which readers look for.
    shown = range((len(names) - 1) % step, len(names), step)
    ax.set_xticks(list(shown), [lines[i] for i in shown])
    ax.tick_params(axis="x", length=0)
