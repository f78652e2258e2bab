"""The figure of the talk: one dot per paper, by role and sense, and by what the first pole is to it."""

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
    list_names,
    tell_too_few,
    write_sought,
)
from helpers.figures.style import (
    INK,
    POLE_COLOURS,
    QUIET,
    darken,
    measure_inches,
    new_axes,
    say_nothing,
    scale_points,
)
from helpers.figures.text_layout import GREY, MIN_TEXT_POINTS, freeze_layout, legible, wrap_label
from helpers.figures.title_claims import DIFFERENCE, NOT_CLEAR, SIZE_OPEN, TOO_FEW, Claim
from helpers.stats.estimates import MIN_GROUP
from helpers.text.wordings import count, start_large
from helpers.theme.reader_card import tell_accuracy
from helpers.theme.role_values import choose_exemplars, describe_role_values, find_role_contrast
from helpers.theme.theme_file import VALUES, ThemeFile

NAMES = 62  # letters of the senses that a role names
MIN_COLUMN = 1.1  # inches of a slide: room for the name of a column
PLACES = ["role", "sense", "first_value"]
SELDOM = 0.25
"""Share up to which a thing is sought rarely."""
COLOURS: dict[str, str] = dict(zip(VALUES, (POLE_COLOURS[0], QUIET, INK, GREY, GREY), strict=True))


def draw_role_values(theme: pd.DataFrame, values: pd.DataFrame, papers: pd.DataFrame, theme_file: ThemeFile) -> Drawing:
    """Draw the papers of the table ``theme`` in the rows of ``compute_role_values``, with the words.

    Its data have one row a paper: ``paper_id``, ``title``, where its dot stands (``role``, ``first_value``), ``sense``,
    ``uncertain``, and of its role the share that the margin tells (``share``, ``low``, ``high``) and ``share_all``,
    with second readings.
    """
    roles = values[values["sense"].isna()]
    pole, total = theme_file.labels[0], int(roles["n"].sum())
    found, data = describe_role_values(values, theme_file), join_titles(theme, papers, [*PLACES, "uncertain"])
    axes = tell_too_few(total)
    if axes is None:
        axes = plot_role_values(theme, values, theme_file, exemplars=choose_exemplars(theme, papers))
    return Drawing(
        axes, data.merge(roles[["role", "share", "low", "high", "share_all"]], on="role", how="left"),
        title=title_role_values(values, theme_file),
        subtitle=tell_sure_values(values, theme_file),
        caption=f"Papers by role of their main reading and by the value they give “{pole}”, hollow where not sure; "
        "under a role the senses that play it. In the right margin those that seek it, of those that name it, with an "
        "interval from ten papers on. Senses are read from the same texts: the figure describes these papers.",
        alt=found, finding=found, n=total, denominator="papers with a reading",
        interval=f"Wilson 95%, none under {MIN_GROUP}", correction="the title: all pairs of roles at once",
        accuracy=tell_accuracy(theme, theme_file, "first_value"), claim=claim_role_values(values),
    )  # fmt: skip


def claim_role_values(values: pd.DataFrame) -> Claim:
    """The difference of the two roles that the title names, else the papers that seek the first pole."""
    contrast, roles = find_role_contrast(values), values[values["sense"].isna()]
    if contrast is None:
        compared = (roles["n_named"] >= MIN_GROUP).sum() > 1
        return Claim(roles["sought"].sum(), "papers", status=NOT_CLEAR if compared else TOO_FEW)
    return Claim(contrast[2].difference, DIFFERENCE, contrast[2].low, contrast[2].high, SIZE_OPEN)


def title_role_values(values: pd.DataFrame, theme_file: ThemeFile) -> str:
    """Where the first pole is sought and where it is not, or by how many if no two roles differ clearly."""
    pole, contrast = start_large(theme_file.labels[0]), find_role_contrast(values)
    roles = values[values["sense"].isna()]
    if contrast is None:
        told = f"{pole} is sought by {roles['sought'].sum():,} of {count(int(roles['n_named'].sum()), 'paper')}"
        large = int((roles["n_named"] >= MIN_GROUP).sum())
        why = "no two roles differ clearly" if large > 1 else "too few to compare roles"
        return f"{told}; {why}"
    more, less, _ = contrast
    (a, of_a), (b, of_b) = ((row["label"], f"({row['sought']:,} of {row['n_named']:,})") for row in (more, less))
    if more["share"] > 0.5 and less["share"] <= SELDOM:
        return f"{pole} is sought in {a} {of_a}, {'rarely' if less['sought'] else 'never'} in {b} {of_b}"
    return f"{pole} is sought more often in {a} {of_a} than in {b} {of_b}"


def tell_sure_values(values: pd.DataFrame, theme_file: ThemeFile) -> str:
    """What is plotted, and how many of the title's papers are read with certainty."""
    contrast, plotted = find_role_contrast(values), f"What “{theme_file.labels[0]}” is to each paper, by role"
    rows = contrast[:2] if contrast else [values.loc[values["sense"].isna(), ["sought_sure", "n_named_sure"]].sum()]
    sure = " and ".join(f"{int(row['sought_sure']):,} of {int(row['n_named_sure']):,}" for row in rows)
    return f"{plotted}; where the reading is sure, {sure} seek it"


def plot_role_values(
    theme: pd.DataFrame, values: pd.DataFrame, theme_file: ThemeFile, *, exemplars: pd.DataFrame | None = None,
    ax: Any = None,
) -> Axes:  # fmt: skip
    """Draw papers as dots: rows are roles with the names of their senses, columns the value of the first pole.

    Hollow dots are not sure. Above 400 papers a dot stands for several, which the axis says, and no paper is named. In
    the right margin the papers that seek the first pole, with an interval where there are ten papers or more.
    """
    ax = new_axes(ax)
    if values.empty:
        return say_nothing(ax, "No paper mentions either word.")
    read, roles = theme[theme["sense"].notna()], values[values["sense"].isna()]
    per_dot = choose_papers_per_dot(len(read))
    named = {} if exemplars is None else {(e.role, e.first_value): e.name for e in exemplars.itertuples(index=False)}
    cells = {
        (role, value): count_dots(read[(read["role"] == role) & (read["first_value"] == value)], per_dot)
        for role in roles["role"]
        for value in VALUES
    }
    shown = [value for value in VALUES if any(sum(cells[role, value]) for role in roles["role"])]
    _write_rows(ax, roles, values)
    _write_columns(ax, shown, f"what “{theme_file.labels[0]}” is to it · {describe_dots(per_dot)}")
    # Dots and names are measured in inches, and how wide the panel is depends on the names of the rows.
    freeze_layout(ax.figure)
    width, height = measure_inches(ax)
    places = choose_places(len(roles), cells, dict.fromkeys(shown, MIN_COLUMN), width, height)
    starts, row = places.starts, height / len(roles)
    ax.set_xlim(0, width)
    ax.set_xticks([starts[v] + SPACE for v in shown], shown)
    for value in shown[1:]:
        ax.axvline(starts[value], color=GREY, linewidth=scale_points(0.8), alpha=0.5)
    for r, role in enumerate(roles["role"]):
        for value in shown:
            numbers = cells[role, value]
            mine = read[(read["role"] == role) & (read["first_value"] == value)]
            label = f"{roles['label'].iloc[r]} · {value}"
            mark_box(
                ax, (starts[value], r + 0.5, starts[value] + places.widths[value], r - 0.5), mine["paper_id"], label
            )
            dealt = deal_papers(mine, numbers)
            draw_cell(ax, starts[value], r, numbers, places, row, COLOURS[value], dealt, label)
            if per_dot == 1 and (role, value) in named:  # of dots that are many papers each, none is its
                used = 2 * SPACE + -(-sum(numbers) // places.depth) * places.pitch
                _write_name(ax, named[role, value], starts[value] + used, r, starts[value] + places.widths[value])
    return ax


def _write_name(ax, name, x, r, end):
    """Write a name beside its dots, unless it would run into the next column."""
    size = scale_points(MIN_TEXT_POINTS)
    text = ax.text(x, r, legible(name), ha="left", va="center", color=INK, size=size, style="italic")
    if text.get_window_extent().x1 > ax.transData.transform((end - 0.05, r))[0]:
        text.remove()


def _write_rows(ax, roles, values):
    contrast = find_role_contrast(values)
    keys = {row["role"] for row in contrast[:2]} if contrast else set()
    labels = []
    for row in roles.itertuples():
        senses = values[(values["role"] == row.role) & values["sense"].notna()]
        told = list_names(senses.sort_values("n", ascending=False, kind="stable")["label"], NAMES)
        labels.append(f"{legible(f'{row.label} ({row.n:,}):')}\n{wrap_label(told, NAMES // 2 + 3)}")
    write_sought(ax, roles, [r for r, role in enumerate(roles["role"]) if role in keys])
    for r in range(1, len(roles)):
        ax.axhline(r - 0.5, color=GREY, linewidth=scale_points(0.8), alpha=0.5)
    ax.text(1.01, 1.015, "seek it", transform=ax.transAxes, ha="left", va="bottom", color=darken(POLE_COLOURS[0]))
    ax.set_yticks(range(len(roles)), labels, linespacing=1.1)
    ax.set_ylim(len(roles) - 0.5, -0.5)


def _write_columns(ax, shown, below):
    ax.set_xticks(range(len(shown)), shown)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    for tick, value in zip(ax.xaxis.get_major_ticks(), shown, strict=True):
        tick.label2.set(ha="left", color=COLOURS[value] if COLOURS[value] != GREY else QUIET, weight="bold")
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.set_xlabel(legible(below), loc="left")
