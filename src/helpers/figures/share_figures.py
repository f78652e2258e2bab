"""Figures of the table ``shares``: shares of each period's papers with intervals and denominators, a panel a series."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.marks import INFINITE, mark_box
from helpers.figures.style import ACCENT, INK, new_axes, offset_text, say_nothing, scale_area, scale_hatch, scale_points
from helpers.figures.text_layout import GREY, wrap_label
from helpers.figures.title_claims import ODDS, claim_row
from helpers.stats.estimates import MIN_GROUP
from helpers.stats.verdicts import find_clear
from helpers.text.undated import CLOCK_NOUNS, describe_undated
from helpers.text.wordings import count, plural, start_large, tell_selection
from helpers.theme.theme_file import ThemeFile
from helpers.trends.period_shares import KIND_NOUNS, PAPERS, PARTITIONS, UNCERTAIN_TOPIC
from helpers.trends.periods import find_period_papers, place_changes, read_changes, read_period
from helpers.trends.trend_report import PERIOD_NOUNS, describe_periods
from helpers.trends.trend_titles import choose_share, list_judged, title_shares

Labels = Mapping[tuple[str, str], str]
"""What series are called, by (kind, name); one without a label goes by its name."""
Marks = Sequence[tuple[float, str]]
MAX_PANELS, MIN_DRAWN, MAX_COUNTED = 9, 5, 8
DATED = "papers with a date"
HATCHED: dict[str, Any] = {"facecolor": "none", "edgecolor": "#C4C9D0", "linewidth": 0, "zorder": 0}


def draw_shares(
    shares: pd.DataFrame, tests: pd.DataFrame, papers: pd.DataFrame, kind: str, labels: Labels,
    settings: Mapping[str, Any], series: pd.DataFrame | None = None,
) -> Drawing:  # fmt: skip
    """Draw the share of each period's papers with each series of a kind ("topic", "sense", "stance" or "term").

    ``tests`` is the table ``trend_tests``, whose verdicts title and panels quote. Series with a clear one come first,
    then the largest topics, senses in the order of the theme file, others in that of the table. With ``series`` of
    :func:`helpers.trends.find_series` each dot knows its papers.
    """
    if nothing := _tell_too_little(shares, papers, settings, kind):
        return leave_out(nothing)
    noun, mine = KIND_NOUNS[kind], tests[tests["kind"] == kind]
    facts = mine[["name", "verdict", "planned", "odds_ratio_per_year", "low", "high"]]
    facts = facts.rename(columns={"low": "odds_low", "high": "odds_high"})
    data = shares[shares["kind"] == kind].merge(facts, on="name", how="left")
    data["halves"] = data["name"].map(mine.set_index("name")["halves"]) if "halves" in mine else None
    n = round(shares.loc[shares["kind"] == PAPERS, "n"].sum())
    clear = mine.loc[find_clear(mine["verdict"]), "name"].tolist()
    in_order = [name for labelled, name in labels if labelled == kind] or data["name"].unique().tolist()
    if kind == "topic":
        in_order = data.groupby("name")["n"].sum().sort_values(ascending=False, kind="stable").index.tolist()
    marks = place_changes(read_changes(settings["changes"]), shares["period"].unique().tolist())
    names = [*clear, *(name for name in in_order if name not in clear)]
    period = PERIOD_NOUNS[read_period(shares["period"].iloc[0])]
    how = f"Share of each {period}'s papers, with their number · filled: clear · hatched: may be incomplete"
    by = tell_selection(settings["selection"], "shares by")
    caption = (
        f"{start_large(noun)}s: {by} {period} of {CLOCK_NOUNS[settings['clock']]}. Filled dots belong to a {noun} "
    )
    caption += "that differs clearly by date on the days of the papers, not on these periods; hatched periods may be "
    caption += "incomplete. "
    behind = {} if series is None else _list_behind(series[series["kind"] == kind], papers, shares, settings)
    return Drawing(
        plot_shares(shares, kind, labels, names, marks, clear=clear, behind=behind), data,
        title=title_shares(shares, tests, kind, labels=labels),
        subtitle=how,
        caption=caption + describe_periods(shares, settings),
        alt=f"A small panel for each {noun} with its share of papers per period and intervals.", n=n, denominator=DATED,
        interval="Wilson 95%" + (", simultaneous over each period" if kind in PARTITIONS else ""),
        correction="verdicts: odds by year",
        claim=claim_row(choose_share(shares, tests, kind), ODDS, list_judged(tests, kind), f"{noun}s"),
    )  # fmt: skip


def label_series(theme_file: ThemeFile) -> dict[tuple[str, str], str]:
    """Label senses as the theme file does, in its order, and the two sides that seek one pole alone."""
    sides = {("stance", pole.id): f"for {pole.label}" for pole in theme_file.poles}
    return {("sense", sense): label for sense, label in theme_file.sense_labels.items()} | sides


def get_label(labels: Labels, kind: str, name: str) -> str:
    """Return how a series is called in figures."""
    return str(labels.get((kind, name), name))


def leave_out(sentence: str) -> Drawing:
    """Return a drawing of one sentence that says why there is nothing to draw; no files are written of it."""
    return Drawing(say_nothing(new_axes(None), sentence), pd.DataFrame(), "", "", "", n=0, denominator="papers")


def plot_shares(
    shares: pd.DataFrame, kind: str, labels: Labels, names: Sequence[str] | None = None, marks: Marks = (), *,
    clear: Sequence[str] = (), behind: Mapping[tuple[str, str], Sequence[str]] = {},
) -> np.ndarray:  # fmt: skip
    """Draw the share of each series per period with its interval, one small panel a series, on one scale.

    The nine first of ``names`` are drawn, or the nine largest; those that are ``clear`` filled and with the accent. The
    papers of each period stand under the lowest panels; periods with fewer than five are left out, since their
    intervals fill the panel. Hatched periods may be incomplete; a grey band spans the worst cases for papers without a
    date; broken lines are changes of collection (``marks``, of ``place_changes``). ``behind`` has the papers by series
    and period.
    """
    from matplotlib.ticker import MaxNLocator

    rows = shares[(shares["kind"] == kind) & (shares["n_period"] >= MIN_DRAWN)]
    rows = rows[rows["name"] != UNCERTAIN_TOPIC]
    total = rows.groupby("name", sort=False)["n"].sum().sort_values(ascending=False, kind="stable")
    drawn = [name for name in (total.index if names is None else names) if name in total.index][:MAX_PANELS]
    if not drawn:
        nothing = f"No {KIND_NOUNS[kind]} stands in a period of {MIN_DRAWN} papers or more."
        return np.array([say_nothing(new_axes(None), nothing)])
    n_columns = min(len(drawn), {4: 2, 7: 4, 8: 4}.get(len(drawn), 3))
    grid = {"n_rows": -(-len(drawn) // n_columns), "n_columns": n_columns, "squeeze": False}
    panels = np.asarray(new_axes(None, **grid, sharex=True, sharey=True)).ravel()
    everyone = list(dict.fromkeys(shares.loc[shares["kind"] == PAPERS, "period"]))
    sizes = rows.drop_duplicates("period").set_index("period")["n_period"]
    partial = rows.drop_duplicates("period").set_index("period")["partial"].astype(bool)
    periods = [period for period in everyone if period in sizes.index]
    place = {period: i for i, period in enumerate(periods)}
    for ax, name in zip(panels, drawn, strict=False):
        for period in periods:
            if partial[period]:
                ax.axvspan(place[period] - 0.5, place[period] + 0.5, hatch=scale_hatch("//"), **HATCHED)
        _draw_series(ax, rows[rows["name"] == name], place, name in clear, counted=len(periods) <= MAX_COUNTED)
        for period in periods:
            ends, label = (place[period] - 0.5, place[period] + 0.5), f"{get_label(labels, kind, name)} · {period}"
            mark_box(ax, (ends[0], -INFINITE, ends[1], INFINITE), behind.get((name, period), ()), label)
        title = wrap_label(get_label(labels, kind, name), 110 // n_columns, max_lines=2)
        ax.set_title(title, color=ACCENT if name in clear else INK)
        ax.grid(True, axis="y")
        for at, _ in marks:
            nearest = place.get(everyone[int(np.clip(round(at), 0, len(everyone) - 1))])
            if nearest is not None:
                ax.axvline(
                    nearest + at - round(at), color=INK, linewidth=scale_points(1.5), linestyle=(0, (4, 3)), zorder=1
                )
    for ax in panels[len(drawn) :]:
        ax.set_visible(False)
    # Above the highest interval stands its count, which takes the more of a panel the lower the panel is.
    room = (1.1, 1.3, 1.55)[-(-len(drawn) // n_columns) - 1] if len(periods) <= MAX_COUNTED else 1.05
    panels[0].set_ylim(0, room * 100 * float(rows.loc[rows["name"].isin(drawn), "high"].max()))
    panels[0].set_xlim(-0.5, len(periods) - 0.5)
    for column in range(n_columns):
        panels[range(column, len(drawn), n_columns)[-1]].tick_params(labelbottom=True)
    below = [f"of {sizes[period]:,.0f}" for period in periods]
    _tick_periods(panels[0], periods, width=13.5 / n_columns, below=below)
    panels[0].yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
    panels[0].yaxis.set_major_formatter("{x:.0f}%")
    return panels


def _list_behind(
    series: pd.DataFrame, papers: pd.DataFrame, shares: pd.DataFrame, settings: Mapping[str, Any]
) -> dict[tuple[str, str], list[str]]:
    """The papers of each series that lie in each period, or may."""
    length = read_period(shares["period"].iloc[0])
    inside = find_period_papers(papers, period=length, clock=settings["clock"])
    found = series[["name", "paper_id"]].merge(inside, on="paper_id").groupby(["name", "period"])["paper_id"]
    return {(str(name), str(period)): mine.unique().tolist() for (name, period), mine in found}


def _tell_too_little(shares: pd.DataFrame, papers: pd.DataFrame, settings: Mapping[str, Any], kind: str) -> str:
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


def _draw_series(ax: Axes, rows: pd.DataFrame, place: Mapping[str, int], clear: bool, *, counted: bool) -> None:
    colour = ACCENT if clear else INK
    x = rows["period"].map(place).to_numpy(float)
    share, low, high = (100 * rows[name].to_numpy(float) for name in ("share", "low", "high"))
    least, most = (100 * rows[name].to_numpy(float) for name in ("low_undated", "high_undated"))
    if np.nanmax(most - least, initial=0) > 0.01:
        for at, bottom, upper in zip(x, least, most, strict=True):
            ax.fill_between([at - 0.32, at + 0.32], bottom, upper, color=GREY, alpha=0.25, linewidth=0)
    ax.vlines(x, low, high, color=colour, linewidth=scale_points(3))
    ax.plot(x, share, color=colour, linewidth=scale_points(1.5), alpha=0.6)
    face = colour if clear else ax.get_facecolor()
    dots: dict[str, Any] = {"facecolor": face, "edgecolor": colour, "linewidth": scale_points(2.5)}
    ax.scatter(x, share, s=scale_area(10**2), zorder=3, clip_on=False, **dots)
    for at, upper, n in zip(x, high, rows["n"], strict=True) if counted else ():
        ax.annotate(f"{n:,.0f}", (at, upper), **offset_text(0, 2), ha="center", va="bottom", color=colour)


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
