"""Figures of keywords: terms against a reference, and words of the groups of a theme, with intervals and counts."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.figures.drawing import Drawing
from helpers.figures.marks import mark_rows
from helpers.figures.style import ACCENT, INK, new_axes, say_nothing, scale_area, scale_points
from helpers.figures.text_layout import GREY, legible, wrap_label
from helpers.figures.title_claims import DIFFERENCE, Claim, claim_row
from helpers.keywords.contrasts import NOUNS, find_foreign_terms, rank_terms
from helpers.keywords.keyword_report import describe_contrasts, describe_keyness, tell_older, write_share
from helpers.keywords.keyword_titles import choose_group_word, choose_key_term, title_group_words, title_keyness
from helpers.keywords.reference_counts import Reference
from helpers.keywords.term_counts import Terms
from helpers.stats.estimates import MIN_GROUP
from helpers.stats.verdicts import find_clear
from helpers.text.wordings import choose_fitting

MAX_ROWS, MAX_PANELS, MAX_PANEL_ROWS = 15, 9, 5
PANEL_TITLE = 26  # characters of a title that every panel has room for
ONE_LINE, MORE_LINES = 60, 34
"""Characters of a line of a row's name, where rows are near each other and where each has room for more than one."""
DESCRIPTIVE = "descriptive, not tested"


def draw_keyness(
    contrasts: pd.DataFrame, reference: Reference, papers: pd.DataFrame, settings: Mapping[str, Any],
    terms: Terms | None = None,
) -> Drawing:  # fmt: skip
    """Draw the terms that set the dump apart from a reference; ``settings`` are the run's (selection and clock).

    With ``terms`` each row knows its papers, and words of another language than the reference's are left out.
    """
    if terms is not None:
        contrasts = contrasts[~contrasts["term"].isin(find_foreign_terms(terms, papers))]
    ranked, older = rank_terms(contrasts, top=MAX_ROWS), reference.count_older(papers, clock=settings["clock"])
    caption = describe_keyness(contrasts, reference, selection=settings["selection"], older=older)
    axes = plot_keyness(ranked) if len(ranked) else say_nothing(new_axes(), caption)
    if len(ranked) and terms is not None:
        names = sort_rows(ranked.head(MAX_ROWS), "log_odds")["term"]
        mark_rows(axes, terms.list_papers(names), names)
    against, age = f"Odds against {reference.name}", f"; {tell_older(older)}" if older[0] else ""
    return Drawing(
        axes, ranked.assign(n_older=older[0], n_dated=older[1]),
        title=title_keyness(ranked, reference), caption=caption,
        subtitle=choose_fitting(f"{against}{age}", f"Odds against {reference.kind}{age}", against, most=100),
        alt="Terms with dots and intervals on a log scale; beside them their papers and share of the reference.",
        n=max(contrasts["size_first"], default=0), denominator="papers", interval="95% of the posterior log-odds",
        correction=DESCRIPTIVE, claim=Claim(choose_key_term(ranked)["n_first"]) if len(ranked) else Claim(0, "words"),
    )  # fmt: skip


def plot_keyness(ranked: pd.DataFrame) -> Axes:
    """Draw the first 15 ranked terms by effect: odds in the dump over those in the reference, with their interval.

    Beside each row stand its papers in the dump and its share of the reference. Dots are hollow, since nothing is
    tested; the term that a title names (of the three first the one with most papers) has the accent.
    """
    ax, rows = new_axes(), sort_rows(ranked.head(MAX_ROWS), "log_odds")
    y = np.arange(len(rows))
    value, low, high = (np.exp(rows[name].to_numpy(float)) for name in ("log_odds", "log_odds_low", "log_odds_high"))
    named = choose_key_term(ranked)["term"]
    colours = [ACCENT if term == named else INK for term in rows["term"]]
    draw_intervals(ax, y, value, low, high, colours, np.zeros(len(rows), dtype=bool))
    ax.set_xscale("log")
    reach = np.nanmax(np.r_[value, high])
    ax.set_xlim(min(0.8, 0.9 * np.nanmin(np.r_[value, low])), 1.3 * reach)
    _tick_times(ax)
    ax.axvline(1, color=GREY, linewidth=scale_points(1.5))
    label_rows(ax, y, rows["term"], colours=colours)
    ax.set_xlabel("odds in this dump as a multiple of the odds in the reference (log scale)")
    heads = [f"of {rows['size_first'].iloc[0]:,}", "of the reference"]
    cells = [(f"{row.n_first:,}", write_share(row.share_second)) for row in rows.itertuples()]
    write_columns(ax, y, heads, cells)
    ax.grid(True, axis="x")
    return ax


def draw_group_words(
    contrasts: pd.DataFrame, kind: str, theme_file: Any, terms: Terms | None = None, groups: pd.Series | None = None
) -> Drawing:
    """Draw the words that go with each sense (``kind`` is "sense") or side ("stance") of a theme.

    ``contrasts`` have the verdicts of :func:`helpers.keywords.quote_halves`. With ``terms`` and ``groups``, the sense
    or side by ``paper_id``, each row knows its papers.
    """
    ranked = _choose_panel_rows(rank_terms(contrasts, top=25, min_group=MIN_GROUP))
    papers: dict[str, dict[str, list[str]]] = {}
    if terms is not None and groups is not None:
        for name, rows in ranked.groupby("contrast", sort=False):
            mine = set(groups.index[groups == str(name).partition(": ")[2]])
            papers[str(name)] = dict(zip(rows["term"], terms.list_papers(rows["term"], mine), strict=True))
    noun, of_senses = NOUNS.get(kind, kind), kind == "sense"
    labels, order = (theme_file.sense_labels, theme_file.sense_ids) if of_senses else ({}, theme_file.stances)
    caption = describe_contrasts(contrasts, kind, labels=labels)
    read = f"Percentage points more papers of the {noun} than of others have the word"
    of_groups = {"labels": labels, "order": order, "papers": papers}
    return Drawing(
        plot_contrasts(ranked, **of_groups) if len(ranked) else say_nothing(new_axes(), caption), ranked,
        title=title_group_words(ranked, kind, labels=labels), caption=caption,
        subtitle=f"{read}; filled: confirmed",
        alt=f"A small panel for each {noun}; dots show by how much a word is more common in its papers.",
        n=max(contrasts["size_first"] + contrasts["size_second"], default=0), denominator=f"papers with a {noun}",
        interval="Newcombe 95%",
        correction="confirmed: clear in the half of the sentences that made no group, Benjamini and Hochberg",
        claim=claim_row(choose_group_word(ranked), DIFFERENCE, ranked, "words"),
    )  # fmt: skip


def _choose_panel_rows(ranked: pd.DataFrame) -> pd.DataFrame:
    """The five surest terms of each of the nine largest groups, of which the confirmed ones go first."""
    sizes = ranked.drop_duplicates("contrast").sort_values("size_first", ascending=False, kind="stable")
    rows = ranked[ranked["contrast"].isin(sizes["contrast"].head(MAX_PANELS))]
    order = rows.assign(first=~find_clear(rows["verdict"])).sort_values("first", kind="stable")
    return order.drop(columns="first").groupby("contrast", sort=False).head(MAX_PANEL_ROWS)


def plot_contrasts(
    ranked: pd.DataFrame, *, labels: Mapping[str, str] = {}, order: Sequence[str] = (),
    papers: Mapping[str, Mapping[str, Sequence[str]]] = {},
) -> np.ndarray:  # fmt: skip
    """Draw the terms of each group as differences of shares with intervals, one small panel a group.

    At most five terms (``ranked``: the best of each contrast first) of at most nine groups, the largest, in the given
    order; ``labels`` are by group, ``papers`` by contrast and term. Dots are filled where the verdict is clear.
    """
    groups = ranked["contrast"].str.replace(r"^[^:]+: ", "", regex=True)
    sizes: Any = ranked.groupby(groups)["size_first"].first()
    drawn = sizes.sort_values(ascending=False, kind="stable").index[:MAX_PANELS]
    place = {name: i for i, name in enumerate(order)}
    drawn = sorted(drawn, key=lambda name: (place.get(name, len(place)), -sizes[name], name))
    n_columns = min(len(drawn), 3 if len(drawn) != 4 else 2)
    n_rows = -(-len(drawn) // n_columns)
    axes = new_axes(n_rows=n_rows, n_columns=n_columns, sharex=True, squeeze=False)
    panels = axes.ravel()
    depth = min(MAX_PANEL_ROWS if n_rows > 1 else MAX_ROWS, int(groups.value_counts().max()))
    depth = min(depth, 4) if n_rows > 2 else depth
    for number, (ax, name) in enumerate(zip(panels, drawn, strict=False)):
        rows = sort_rows(ranked[(groups == name).to_numpy()].head(depth), "difference")
        y = np.arange(len(rows))
        value, low, high = (100 * rows[column].to_numpy(float) for column in ("difference", "low", "high"))
        clear = find_clear(rows["verdict"]).to_numpy()
        colours = [ACCENT if sure else INK for sure in clear]
        draw_intervals(ax, y, value, low, high, colours, clear)
        ax.axvline(0, color=GREY, linewidth=scale_points(1.5))
        lines = 2 if n_rows * (depth + 1) <= 9 else 1
        label_rows(
            ax, y, rows["term"], 24 if n_columns > 2 and lines > 1 else 34, depth=depth, lines=lines, colours=colours
        )
        mine = papers.get(str(rows["contrast"].iloc[0]), {})
        told = [f"{term} · {labels.get(name, name)}" for term in rows["term"]]
        mark_rows(ax, [mine.get(term, ()) for term in rows["term"]], told)
        title = wrap_label(str(labels.get(name, name)), 34 if n_columns > 2 else 54, max_lines=2)
        title = f"{title} ({rows['size_first'].iloc[0]:,})"
        # A long one ends with its panel in the last column, beside which there is no room.
        is_last = n_columns > 2 and number % n_columns == n_columns - 1 and len(title) > PANEL_TITLE
        ax.set_title(title, loc="right" if is_last else "left")
        ax.grid(True, axis="x")
        ax.xaxis.set_major_locator(MaxNLocator(4))
    for ax in panels[len(drawn) :]:
        ax.set_visible(False)
    for column in range(n_columns):
        last = panels[range(column, len(drawn), n_columns)[-1]]
        last.tick_params(labelbottom=True)
        last.set_xlabel("percentage points more")
    return axes


def sort_rows(rows: pd.DataFrame, by: str, then: str = "term") -> Any:
    """Sort rows by a number, the largest first, and by name."""
    return rows.sort_values([by, then], ascending=[False, True], kind="stable").reset_index(drop=True)


def draw_intervals(ax: Axes, y, value, low, high, colours: Sequence[str], filled) -> None:
    """Draw dots with intervals, one colour a row; hollow dots where ``filled`` is false."""
    for place, centre, left, right, colour, full in zip(y, value, low, high, colours, filled, strict=True):
        if np.isfinite(left) and np.isfinite(right):
            wide = scale_points(3.5)
            ax.plot([left, right], [place, place], color=colour, linewidth=wide, solid_capstyle="butt", zorder=2)
        face = colour if full else ax.get_facecolor()
        dot: dict[str, Any] = {"facecolor": face, "edgecolor": colour, "linewidth": scale_points(2.5)}
        ax.scatter([centre], [place], s=scale_area(11**2), zorder=3, **dot)


def label_rows(
    ax: Axes, y, names, width: int | None = None, *, depth: int | None = None, lines: int | None = None,
    colours: Sequence[str] = (),
) -> None:  # fmt: skip
    """Write the names of rows to the left of the axes, on up to three lines where there is room for that many rows.

    ``width`` is in characters of a line; ``depth`` the rows that there is room for, if more than there are.
    """
    depth = max(depth or 0, len(y))
    lines = lines or (3 if depth <= 5 else 2 if depth <= 8 else 1)
    width = width or (ONE_LINE if lines == 1 else MORE_LINES)
    ax.set_yticks(y, [wrap_label(str(name), width, max_lines=lines) for name in names])
    ax.set_ylim(depth - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    for label, colour in zip(ax.get_yticklabels(), colours, strict=False):
        label.set_color(colour)


def write_columns(
    ax: Axes, y, heads: Sequence[str], cells: Sequence[Sequence[str]], *, words: Collection[int] = (),
    colours: Sequence[str] = (),
) -> None:  # fmt: skip
    """Write columns to the right of the axes, each as wide as its longest text: numbers flush right, words flush left.

    ``words`` are the places of the columns that hold words; ``colours`` are by row.
    """
    across, start, top = ax.get_yaxis_transform(), scale_points(14), -0.6 - 0.5 * min(1, len(y) / 4)
    inks = list(colours) or [INK] * len(y)
    options: dict[str, Any] = {"xycoords": across, "textcoords": "offset points", "va": "center", "ha": "left"}
    for column, head in enumerate(heads):
        texts = [(top, head, "bold", INK)]
        texts += [(at, row[column], "regular", ink) for at, row, ink in zip(y, cells, inks, strict=True)]
        written = [
            ax.annotate(legible(text), (1, at), xytext=(start, 0), color=ink, weight=weight, **options)
            for at, text, weight, ink in texts
        ]
        # In points from the edge of the axes, so that it holds however wide the layout makes them.
        width = max(text.get_window_extent().width for text in written) * 72 / ax.figure.dpi
        for text in written if column not in words else ():
            text.set(ha="right", position=(start + width, 0))
        start += width + scale_points(16)


def _tick_times(ax):
    low, high = ax.get_xlim()
    ticks = [tick for tick in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000) if low <= tick <= high]
    while len(ticks) > 8:
        ticks = [tick for tick in ticks if tick == 1 or tick not in ticks[1::2]]
    ax.set_xticks(ticks, [f"×{tick:g}" for tick in ticks])
    ax.minorticks_off()
