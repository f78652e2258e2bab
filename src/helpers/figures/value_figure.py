"""The figure of the talk: one dot per paper, by role and sense, and by what the first pole is to it."""

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
    tell_too_few,
)
from helpers.figures.style import INK, POLE_COLOURS, new_axes, say_nothing
from helpers.figures.text_layout import GREY, freeze_layout, legible, shorten
from helpers.stats.estimates import MIN_GROUP
from helpers.text.wordings import count
from helpers.theme.reader_card import tell_accuracy
from helpers.theme.role_values import REST, choose_exemplars, describe_role_values
from helpers.theme.theme_file import VALUES, ThemeFile

MAX_DEPTH = 4
MIN_COLUMN = 1.35  # inches: room for the name of a column
MARGIN = 0.1
COLOURS: dict[str, str] = dict(zip(VALUES, (POLE_COLOURS[0], "#6F6F6F", POLE_COLOURS[1], GREY, GREY), strict=True))


def draw_role_values(theme: pd.DataFrame, values: pd.DataFrame, papers: pd.DataFrame, theme_file: ThemeFile) -> Drawing:
    """Draw the papers of the table ``theme`` in the rows of ``compute_role_values``, the clearest in the title.

    Its data have one row a paper: ``paper_id``, ``title``, where its dot stands (``role``, ``sense``, ``first_value``),
    ``uncertain``, and the shares of its row and of its role that the margin tells (``share``, ``low``, ``high``,
    ``role_share`` …).
    """
    roles = values[values["sense"].isna()]
    pole, total = theme_file.labels[0], int(roles["n"].sum())
    clear = roles[roles["clear"].notna()]
    title = f"Is “{pole}” sought, endured or overcome? No side is clear at {count(total, 'paper')}"
    if len(clear):
        distance = np.maximum(clear["low"].astype(float) - 0.5, 0.5 - clear["high"].astype(float))
        row = clear.iloc[int(np.argmax(distance))]
        side = "is sought" if row["clear"] == "sought" else "is mostly not sought"
        title = f"“{pole}” {side} in {row['label']}: {row['sought']:,} of {row['n_named']:,} papers seek it"
    found, shares = describe_role_values(values, theme_file), ["share", "low", "high"]
    data = join_titles(theme, papers, ["role", "sense", "first_value", "uncertain"])
    data = data.merge(values[["role", "sense", *shares]].dropna(subset="sense"), on=["role", "sense"], how="left")
    axes = tell_too_few(total)
    if axes is None:
        axes = plot_role_values(theme, values, theme_file, exemplars=choose_exemplars(theme, papers))
    return Drawing(
        axes, data.merge(roles[["role", *shares]].rename(columns={name: f"role_{name}" for name in shares}), on="role"),
        title=title,
        caption=f"Papers by role and sense of their main reading and by the value they give “{pole}”, hollow where not "
        "sure. In the right margin the share that seeks it, of those that name it: for roles with an interval for all "
        "roles at once, for senses of ten papers or more with one of its own. Senses are read from the same texts: the "
        "figure describes these papers.",
        alt=found, finding=found, n=total, denominator="papers with a reading",
        interval=f"Wilson 95 %, none under {MIN_GROUP}", correction="roles at once (Bonferroni)",
        accuracy=tell_accuracy(theme, theme_file),
    )  # fmt: skip


def plot_role_values(
    theme: pd.DataFrame, values: pd.DataFrame, theme_file: ThemeFile, *, exemplars: pd.DataFrame | None = None,
    ax: Any = None,
) -> Axes:  # fmt: skip
    """Draw papers as dots: rows are roles with their senses, columns the value of the first pole.

    Hollow dots are not sure. Above 400 papers a dot stands for several, which the axis says. In the right margin the
    share that seeks the first pole, with its interval where there are ten papers or more.
    """
    ax = new_axes(ax)
    if values.empty:
        return say_nothing(ax, "No paper mentions either word.")
    read = theme[theme["sense"].notna()]
    per_dot = choose_papers_per_dot(len(read))
    senses = [(r, row) for r, row in enumerate(values.itertuples()) if isinstance(row.sense, str)]
    named = {} if exemplars is None else {(e.role, e.sense, e.first_value): e for e in exemplars.itertuples()}
    papers = [(r, _find_papers(read, row, values)) for r, row in senses]
    cells = {(r, v): count_dots(mine[mine["first_value"] == v], per_dot) for r, mine in papers for v in VALUES}
    shown = [v for v in VALUES if any(sum(cells[r, v]) for r, _ in senses)]
    _write_rows(ax, values)
    _write_columns(ax, shown, f"what “{shorten(theme_file.poles[0].label, 20)}” is to it · {describe_dots(per_dot)}")
    # Dots and names are measured in inches, and how wide the panel is depends on the names of the rows.
    freeze_layout(ax.figure)
    width, height = ax.get_window_extent().size / ax.figure.dpi
    depth, pitch, starts, widths = _choose_places(len(values), cells, shown, width, height)
    ax.set_xlim(0, width)
    ax.set_xticks([starts[v] + MARGIN for v in shown], shown)
    for value in shown[1:]:
        ax.axvline(starts[value], color=GREY, linewidth=0.8, alpha=0.5)
    for r, row in senses:
        for value in shown:
            _draw_cell(ax, starts[value], r, cells[r, value], depth, pitch, height / len(values), COLOURS[value])
            found = named.get((row.role, row.sense, value))
            if found is not None:
                used = 2 * MARGIN + -(-sum(cells[r, value]) // depth) * pitch
                _write_name(ax, found.name, starts[value] + used, r, starts[value] + widths[value])
    return ax


def _find_papers(read, row, values):
    mine = read[read["role"] == row.role]
    if row.sense != REST:
        return mine[mine["sense"] == row.sense]
    others = values.loc[(values["role"] == row.role) & values["sense"].notna(), "sense"]
    return mine[~mine["sense"].isin(others)]


def _choose_places(n_rows, cells, shown, width, height):
    """Dots above each other, the distance between them, and where each column begins and how wide it is, in inches."""
    row = height / n_rows
    for depth in range(1, MAX_DEPTH + 1):
        pitch = min(row * 0.86 / depth, 0.24)
        longest = {v: max(-(-sum(n) // depth) for (_, w), n in cells.items() if w == v) for v in shown}
        widths = {v: max(MIN_COLUMN, pitch * longest[v] + 2 * MARGIN) for v in shown}
        if sum(widths.values()) <= width:
            break
    if sum(widths.values()) > width:
        room = width / len(shown) if MIN_COLUMN * len(shown) > width else MIN_COLUMN
        spare = max(width - room * len(shown), 0.0)
        extra = {v: max(widths[v] - room, 0.0) for v in shown}
        widths = {v: room + spare * extra[v] / max(sum(extra.values()), 1e-9) for v in shown}
        pitch = min(pitch, *((widths[v] - 2 * MARGIN) / max(longest[v], 1) for v in shown))
    # What is left over goes to the columns alike: names of papers need it.
    spare = (width - sum(widths.values())) / len(shown)
    widths = {v: w + spare for v, w in widths.items()}
    starts = dict(zip(shown, np.cumsum([0.0, *list(widths.values())[:-1]]), strict=True))
    return depth, pitch, starts, widths


def _draw_cell(ax, start, r, numbers, depth, pitch, inches, colour):
    depth = min(depth, max(sum(numbers), 1))
    columns, levels = place_dots(sum(numbers), depth)
    x, y = start + MARGIN + pitch / 2 + columns * pitch, r + (levels - (depth - 1) / 2) * pitch / inches
    scatter_dots(ax, x, y, numbers[0], colour, inches=pitch * 0.78, line=1.8)


def _write_name(ax, name, x, r, end):
    """Write a name beside its dots, unless it would run into the next column."""
    text = ax.text(x, r, legible(name), ha="left", va="center", color=INK, size=17, style="italic")
    if text.get_window_extent().x1 > ax.transData.transform((end - 0.05, r))[0]:
        text.remove()


def _write_rows(ax, values):
    labels, weights = [], []
    for r, row in enumerate(values.itertuples()):
        is_role = not isinstance(row.sense, str)
        name = f"{row.role}: {row.label}" if is_role else shorten(row.label, 26)
        labels.append(legible(f"{name} ({row.n:,})"))
        weights.append("bold" if is_role else "normal")
        if is_role:
            ax.axhspan(r - 0.5, r + 0.5, color=GREY, alpha=0.16, linewidth=0)
        share = f"{row.sought:,} of {row.n_named:,}" if row.n_named else "none names it"
        if np.isfinite(row.low):
            share = f"{row.share:.0%} [{100 * row.low:.0f}–{100 * row.high:.0f}]"
        place = {"transform": ax.get_yaxis_transform(), "ha": "left", "va": "center"}
        ax.text(1.01, r, share, color=INK, weight=weights[-1], **place)
    ax.text(1.01, 1.015, "seek it", transform=ax.transAxes, ha="left", va="bottom", color=POLE_COLOURS[0])
    ax.set_yticks(range(len(values)), labels)
    ax.set_ylim(len(values) - 0.5, -0.5)
    for label, weight in zip(ax.get_yticklabels(), weights, strict=True):
        label.set_weight(weight)


def _write_columns(ax, shown, below):
    ax.set_xticks(range(len(shown)), shown)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    for tick, value in zip(ax.xaxis.get_major_ticks(), shown, strict=True):
        tick.label2.set(ha="left", color=COLOURS[value], weight="bold")
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.set_xlabel(legible(below))
