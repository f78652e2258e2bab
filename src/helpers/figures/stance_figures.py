"""Which side papers take in which sense: one dot a paper, and how many seek the first pole."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.paper_dots import (
    choose_papers_per_dot,
    count_dots,
    describe_dots,
    join_titles,
    place_dots,
    scatter_dots,
    start_sentence,
    tell_too_few,
    write_share,
)
from helpers.figures.style import INK, KEY_POINTS, POLE_COLOURS, QUIET, darken, new_axes, say_nothing, scale_points
from helpers.figures.text_layout import GREY, MIN_TEXT_POINTS, wrap_label
from helpers.stats.estimates import MIN_GROUP
from helpers.text.wordings import count
from helpers.theme.reader_card import tell_accuracy
from helpers.theme.stances import describe_stances
from helpers.theme.theme_file import ThemeFile

SLOTS = 58  # dots that fit side by side across a slide
MAX_DEPTH = 7
ROW_HEIGHT = 5.6  # inches shared by all rows of the dot figure
PANEL_WIDTH = 10.6  # inches for all columns of it
LETTER = 0.125  # inches that a letter of a column's name takes
GAP = 1.6  # between two columns, in dots
LEAST = 5
"""Papers of a sense from which the title may name it."""


def draw_stances(theme: pd.DataFrame, stances: pd.DataFrame, papers: pd.DataFrame, theme_file: ThemeFile) -> Drawing:
    """Draw the papers of the table ``theme`` in the rows that ``compute_stances`` gives, with the words.

    Its data have one row a paper: ``paper_id``, ``title``, where its dot stands (``sense``, ``stance`` and, for those
    that do without, the two values), ``uncertain``, and the share of its sense that the margin tells (``share``,
    ``low``, ``high``).
    """
    found, n = describe_stances(stances, theme_file), int(stances["n"].sum())
    data = join_titles(theme, papers, ["sense", "stance", "first_value", "second_value", "uncertain"])
    second = theme[theme["stance"] == theme_file.pole_ids[1]]
    sure = int((~second["uncertain"].astype(bool)).sum())
    of_them = f"; {sure:,} of the {len(second):,} readings are sure" if len(second) else ""
    return Drawing(
        tell_too_few(n) or plot_stances(theme, stances, theme_file),
        data.merge(stances[["sense", "share", "low", "high"]].astype({"sense": object}), on="sense", how="left"),
        title=title_stances(stances, theme_file),
        subtitle=f"Which of the two each paper seeks, by what the words are said of{of_them}",
        caption="Papers by sense and stance of their main reading, hollow where not sure. The right margin counts the "
        f"papers that seek “{theme_file.labels[0]}”, alone or with the other, of those that name it. Senses stand in "
        "the order of the difference of the two sides. A paper that does without one of the two is for neither.",
        alt=found, finding=found, n=n,
        denominator="papers with a reading", interval=f"Wilson 95 %, none under {MIN_GROUP} papers",
        accuracy=tell_accuracy(theme, theme_file, "stance"),
    )  # fmt: skip


def title_stances(stances: pd.DataFrame, theme_file: ThemeFile) -> str:
    """How many papers seek the second pole alone, and the sense in which most do; else how many seek the first."""
    (first, second), (first_id, second_id) = theme_file.labels, theme_file.pole_ids
    n, alone = int(stances["n"].sum()), int(stances[f"n_{second_id}"].sum())
    told = f"{start_sentence(second)} alone is sought by {alone:,} of {count(n, 'paper')}"
    mine = stances[(stances["n"] >= LEAST) & (2 * stances[f"n_{second_id}"] > stances["n"])]
    if mine.empty:
        both = int(stances["n_both"].sum())
        return f"{told}, {first} alone by {int(stances[f'n_{first_id}'].sum()):,}, both by {both:,}"
    row = mine.loc[(mine[f"n_{second_id}"] / mine["n"]).idxmax()]
    k, whole = int(row[f"n_{second_id}"]), int(row["n"])
    return f"{told}, among them {f'all {k:,}' if k == whole else f'{k:,} of the {whole:,}'} on {row['label']}"


def plot_stances(theme: pd.DataFrame, stances: pd.DataFrame, theme_file: ThemeFile, *, ax: Any = None) -> Axes:
    """Draw one dot per paper: senses as rows, stances as columns, hollow where not sure.

    Papers that do without a pole have a column for each pole that they do without. Above 400 papers a dot stands for
    several, which the label of the horizontal axis says. In the right margin the papers that seek the first pole.
    """
    ax = new_axes(ax)
    read = theme[theme["sense"].notna()]
    if stances.empty:
        return say_nothing(ax, "No paper mentions either word.")
    per_dot = choose_papers_per_dot(len(read))
    read = read.assign(column=_choose_columns(read))
    named = _name_columns(read, theme_file)
    columns = list(named)
    cells = {
        (r, column): count_dots(read[(read["sense"] == sense) & (read["column"] == column)], per_dot)
        for r, sense in enumerate(stances["sense"])
        for column in columns
    }
    depth, widths = _choose_depth(cells, columns)
    widths = _make_room(widths, named, theme_file.pole_ids[1])
    starts = dict(zip(columns, np.cumsum([0, *[widths[s] + GAP for s in columns[:-1]]]), strict=True))
    total = sum(widths.values()) + GAP * (len(widths) - 1)
    pitch = min(ROW_HEIGHT * 0.84 / max(len(stances), 3) / depth, PANEL_WIDTH / (total + 1))
    colours = dict(zip(theme_file.pole_ids, POLE_COLOURS, strict=True)) | {"both": INK}
    step = 0.84 / depth
    for (r, column), (sure, unsure) in cells.items():
        across, levels = place_dots(sure + unsure, depth)
        x, y = starts[column] + across, r + (levels - (depth - 1) / 2) * step
        scatter_dots(ax, x, y, sure, colours.get(column, GREY), inches=min(pitch, 0.3) * 0.8, line=2.2)
    for column in columns[1:]:
        ax.axvline(starts[column] - 0.5 - GAP / 2, color=GREY, linewidth=0.8, alpha=0.5)
    ax.set_yticks(
        range(len(stances)), [wrap_label(f"{r.label} ({r.n:,})", 34, max_lines=2) for r in stances.itertuples()]
    )
    ax.set_ylim(len(stances) - 0.5, -0.5)
    ax.set_xlim(-0.9, total + 0.3)
    ax.set_xticks([starts[s] - 0.4 for s in columns], list(named.values()))
    ax.xaxis.tick_top()
    for tick, column in zip(ax.xaxis.get_major_ticks(), columns, strict=True):
        tick.label2.set(ha="left", color=darken(colours.get(column, QUIET)), linespacing=1.05)
        if column == theme_file.pole_ids[1]:
            tick.label2.set(size=scale_points(KEY_POINTS), weight="semibold")
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    for r in range(1, len(stances)):
        ax.axhline(r - 0.5, color=GREY, linewidth=0.8, alpha=0.4)
    ax.set_xlabel(describe_dots(per_dot), loc="left")
    _write_margin(ax, stances, theme_file)
    return ax


def _choose_columns(read):
    """The stance of each paper, and for those that do without, which of the two."""
    gone = [(a == "overcome", b == "overcome") for a, b in zip(read["first_value"], read["second_value"], strict=True)]
    told = {(True, False): "without first", (False, True): "without second"}
    return [
        told.get(which, "without both") if stance == "without" else stance
        for stance, which in zip(read["stance"], gone, strict=True)
    ]


def _name_columns(read, theme_file):
    """The columns of the figure with their papers: the two sides and both always, others where there are any."""
    first, second = theme_file.labels
    names = dict(zip(theme_file.pole_ids, (f"seek {first} alone", f"seek {second} alone"), strict=True))
    names = {theme_file.pole_ids[0]: names[theme_file.pole_ids[0]], "both": "seek both"} | names | {
        "without second": f"do without {second}", "without first": f"do without {first}",
        "without both": "do without both", "endured": "endure it", "incidental": "only name it",
    }  # fmt: skip
    sizes = read["column"].value_counts()
    kept = [name for name in names if sizes.get(name, 0) or name in (*theme_file.pole_ids, "both")]
    return {name: f"{wrap_label(names[name], 14, max_lines=3)}\n{sizes.get(name, 0):,}" for name in kept}


def _choose_depth(cells, columns):
    """The fewest dots above each other with which all columns fit, and the width of each column in dots."""
    for depth in range(2, MAX_DEPTH + 1):
        widths = {s: max(3, *(-(-sum(n) // depth) for (_, t), n in cells.items() if t == s)) for s in columns}
        if sum(widths.values()) <= SLOTS:
            break
    return depth, widths


def _make_room(widths, names, key):
    """Columns as wide as their names at least, where one column with many dots leaves the others little."""
    longest = {column: max(map(len, name.split("\n"))) + 1.0 for column, name in names.items()}
    longest[key] *= KEY_POINTS / MIN_TEXT_POINTS
    for _ in range(20):  # a wider column makes all dots smaller, hence other names longer in dots
        dot = PANEL_WIDTH / (sum(widths.values()) + GAP * len(widths))
        wider = {column: max(width, int(longest[column] * LETTER / dot)) for column, width in widths.items()}
        if wider == widths:
            break
        widths = wider
    return widths


def _write_margin(ax, stances, theme_file):
    head = wrap_label(f"seek {theme_file.labels[0]}, alone or with the other", 20, max_lines=3)
    place = {"transform": ax.transAxes, "ha": "left", "va": "bottom", "linespacing": 1.05}
    ax.text(1.01, 1.015, head, color=darken(POLE_COLOURS[0]), **place)
    for r, row in enumerate(stances.itertuples()):
        write_share(ax, r, row)
