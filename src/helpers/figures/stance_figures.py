"""Which side papers take in which sense: one dot a paper, and how many seek the first pole."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.marks import mark_box
from helpers.figures.paper_dots import (
    SPACE,
    choose_papers_per_dot,
    choose_places,
    count_dots,
    deal_papers,
    describe_dots,
    draw_cell,
    join_titles,
    tell_too_few,
    write_sought,
)
from helpers.figures.style import (
    INK,
    KEY_POINTS,
    POLE_COLOURS,
    QUIET,
    darken,
    measure_inches,
    new_axes,
    say_nothing,
    scale_points,
)
from helpers.figures.text_layout import GREY, freeze_layout, wrap_label
from helpers.figures.title_claims import Claim
from helpers.stats.estimates import MIN_GROUP
from helpers.text.wordings import count, start_large
from helpers.theme.reader_card import tell_accuracy
from helpers.theme.stances import describe_stances
from helpers.theme.theme_file import ThemeFile

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
        denominator="papers with a reading", interval=f"Wilson 95%, none under {MIN_GROUP} papers",
        accuracy=tell_accuracy(theme, theme_file, "stance"), claim=Claim(len(second)),
    )  # fmt: skip


def title_stances(stances: pd.DataFrame, theme_file: ThemeFile) -> str:
    """How many papers seek the second pole alone, and the sense in which most do; else how many seek the first."""
    (first, second), (first_id, second_id) = theme_file.labels, theme_file.pole_ids
    n, alone = int(stances["n"].sum()), int(stances[f"n_{second_id}"].sum())
    told = f"{start_large(second)} alone is sought by {alone:,} of {count(n, 'paper')}"
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
    colours = dict(zip(theme_file.pole_ids, POLE_COLOURS, strict=True)) | {"both": INK}
    ax.set_yticks(
        range(len(stances)), [wrap_label(f"{row.label} ({row.n:,})", 34, max_lines=2) for row in stances.itertuples()]
    )
    ax.set_ylim(len(stances) - 0.5, -0.5)
    ax.set_xticks(range(len(columns)), list(named.values()))
    ax.xaxis.tick_top()
    for tick, column in zip(ax.xaxis.get_major_ticks(), columns, strict=True):
        tick.label2.set(ha="left", color=darken(colours.get(column, QUIET)), linespacing=1.05)
        if column == theme_file.pole_ids[1]:
            tick.label2.set(size=scale_points(KEY_POINTS), weight="bold")
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.set_xlabel(describe_dots(per_dot), loc="left")
    _write_margin(ax, stances, theme_file)
    # Dots and names are measured in inches, and how wide the panel is depends on the names of the rows.
    freeze_layout(ax.figure)
    width, height = measure_inches(ax)
    headers = [measure_inches(tick.label2)[0] for tick in ax.xaxis.get_major_ticks()]
    least = {column: header + 2 * SPACE for column, header in zip(columns, headers, strict=True)}
    places = choose_places(len(stances), cells, least, width, height)
    ax.set_xlim(0, width)
    ax.set_xticks([places.starts[column] + SPACE for column in columns], list(named.values()))
    for (r, column), numbers in cells.items():
        colour = colours.get(column, GREY)
        start, sense, label = places.starts[column], stances["sense"].iloc[r], stances["label"].iloc[r]
        mine, (seek, _, _) = read[(read["sense"] == sense) & (read["column"] == column)], named[column].rpartition("\n")
        label = f"{label} · {seek}"
        mark_box(ax, (start, r + 0.5, start + places.widths[column], r - 0.5), mine["paper_id"], label)
        dealt = deal_papers(mine, numbers)
        draw_cell(ax, start, r, numbers, places, height / len(stances), colour, dealt, label)
    for column in columns[1:]:
        ax.axvline(places.starts[column], color=GREY, linewidth=scale_points(0.8), alpha=0.5)
    for r in range(1, len(stances)):
        ax.axhline(r - 0.5, color=GREY, linewidth=scale_points(0.8), alpha=0.4)
    return ax


def _choose_columns(read):
    """The stance of each paper, and for those that do without, which of the two, unless some do without both.

    Three columns for one stance would leave the names of the columns no room.
    """
    gone = [(a == "overcome", b == "overcome") for a, b in zip(read["first_value"], read["second_value"], strict=True)]
    told = {(True, False): "without first", (False, True): "without second"}
    columns = [
        told.get(which, "without both") if stance == "without" else stance
        for stance, which in zip(read["stance"], gone, strict=True)
    ]
    split = "without both" not in columns
    return columns if split else ["without" if column.startswith("without") else column for column in columns]


def _name_columns(read, theme_file):
    """The columns of the figure with their papers: the two sides and both always, others where there are any."""
    first, second = theme_file.labels
    names = dict(zip(theme_file.pole_ids, (f"seek {first} alone", f"seek {second} alone"), strict=True))
    names = {theme_file.pole_ids[0]: names[theme_file.pole_ids[0]], "both": "seek both"} | names | {
        "without second": f"do without {second}", "without first": f"do without {first}",
        "without": "do without one or both", "endured": "endure it", "incidental": "only name it",
    }  # fmt: skip
    sizes = read["column"].value_counts()
    kept = [name for name in names if sizes.get(name, 0) or name in (*theme_file.pole_ids, "both")]
    return {name: f"{wrap_label(names[name], 14, max_lines=3)}\n{sizes.get(name, 0):,}" for name in kept}


def _write_margin(ax, stances, theme_file):
    head = wrap_label(f"seek {theme_file.labels[0]}, alone or with the other", 20, max_lines=3)
    place = {"transform": ax.transAxes, "ha": "left", "va": "bottom", "linespacing": 1.05}
    ax.text(1.01, 1.015, head, color=darken(POLE_COLOURS[0]), **place)
    write_sought(ax, stances)
