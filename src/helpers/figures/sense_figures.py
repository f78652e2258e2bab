"""Does the topic of a paper tell what the words mean in it? Topics as rows of papers, and senses on the map."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures.drawing import Drawing
from helpers.figures.marks import mark_points, mark_rows
from helpers.figures.paper_dots import deal_papers, describe_dots, place_dots, scatter_dots, tell_too_few
from helpers.figures.style import (
    ACCENT,
    INK,
    QUIET,
    darken,
    measure_inches,
    new_axes,
    say_nothing,
    scale_area,
    scale_points,
    series_colours,
)
from helpers.figures.text_layout import GREY, MIN_TEXT_POINTS, freeze_layout, legible, spread_positions, wrap_label
from helpers.figures.title_claims import COUNTED, NOT_CLEAR, TOO_FEW as TOLD_TOO_FEW, Claim
from helpers.text.wordings import count
from helpers.theme.reader_card import tell_accuracy
from helpers.theme.sense_contexts import count_told, describe_sense_topics
from helpers.theme.theme_file import ThemeFile

MAX_TOPICS, TWO_LINED = 14, 9  # rows, and rows that still have room for names on two lines
LONG = 54  # signs of a name on one line, beside which bars still have room
MAX_DEPTH = 3
DOT, COUNTABLE = 0.19, 0.13  # inches of a slide from dot to dot at most, and at least if they are to be counted
MAX_ROW = 60  # papers in the row of a topic above which bars take the place of dots
FAINT = 1_500  # papers without a reading from whose half on each is drawn the fainter
MAX_DRAWN = 2_000
"""Papers above which the dots of the map are pixels in SVG and PDF."""


def draw_sense_topics(
    sense_topics: pd.DataFrame, placed: pd.DataFrame, theme: pd.DataFrame, papers: pd.DataFrame, theme_file: ThemeFile
) -> Drawing:
    """Draw what ``compute_sense_topics`` counted of the papers that ``place_senses`` gives, with the words.

    Its data have one row a paper: ``paper_id``, ``title``, ``topic`` (a name), ``sense``, ``uncertain``, where it
    stands on the map (``x``, ``y``), and ``by_lot``, the same in all rows (see ``compute_sense_topics``).
    """
    found, n = describe_sense_topics(sense_topics, theme_file), int(sense_topics["n"].sum())
    by_lot = int(sense_topics["by_lot"].max()) if n else 0
    both = placed[placed["sense"].notna() & placed["topic"].notna()]
    sure = both[~both["uncertain"].astype(bool)]
    n_drawn = int(placed["x"].notna().sum())
    drawn = "" if n_drawn in (0, len(placed)) else f" {n_drawn:,} of {len(placed):,} papers drawn."
    told_sure = int(sum(own == most for own, most in zip(sure["sense"], _find_most(sense_topics, sure), strict=True)))
    return Drawing(
        tell_too_few(n, "a topic and a reading") or plot_sense_topics(sense_topics, placed, theme_file),
        papers[["paper_id", "title"]].merge(placed, on="paper_id").assign(by_lot=by_lot),
        title=title_sense_topics(sense_topics),
        subtitle=f"Papers of each topic, those of its most common sense first; where the reading is sure, "
        f"{told_sure:,} of {len(sure):,}",
        caption="Left: papers by topic, hollow where the reading is not sure; beside them the most common sense of the "
        "topic. A blind guess is the most common sense of all. Dealt to topics by lot, senses would be right for at "
        f"most {by_lot:,} papers in 39 of 40 deals. Right: the map of the topics by sense.{drawn} Topics are made "
        "without the theme, but from the same texts, so that agreement is no proof of either.",
        alt=found, finding=found, n=n, denominator="papers with a topic and a sense",
        accuracy=tell_accuracy(theme, theme_file, "sense"), claim=claim_sense_topics(sense_topics),
    )  # fmt: skip


def claim_sense_topics(sense_topics: pd.DataFrame) -> Claim:
    """The papers whose sense is the most common one of their topic."""
    if sense_topics.empty:
        return Claim(status=TOLD_TOO_FEW)
    found = count_told(sense_topics)
    return Claim(found.told, status=COUNTED if found.told > found.by_lot else NOT_CLEAR)


def title_sense_topics(sense_topics: pd.DataFrame) -> str:
    """How many papers the most common sense of their topic is right for, if that is more than lots would give."""
    if sense_topics.empty:
        return "No paper has both a topic and a sense"
    found = count_told(sense_topics)
    told = f"{found.told:,} of {count(found.total, 'paper')}"
    if found.told <= found.by_lot:
        return (
            f"Topic does not tell the sense: its most common one is right for {told}, by lot for up to {found.by_lot:,}"
        )
    return f"Topic tells the sense for {told}, a blind guess for {found.blind:,}"


def plot_sense_topics(sense_topics: pd.DataFrame, placed: pd.DataFrame, theme_file: ThemeFile) -> np.ndarray | Axes:
    """Draw the papers of each topic, those of its commonest sense apart, beside the map of senses."""
    if sense_topics.empty:
        return say_nothing(new_axes(), "No paper has both a topic and a sense.")
    # Numbers of four digits and more take the room of the bars.
    wide = 1.6 if sense_topics["n_topic"].max() >= 1_000 else 1.2
    axes = left, right = new_axes(n_columns=2, width_ratios=[wide, 1])
    _draw_rows(left, sense_topics, placed, theme_file)
    _draw_map(right, placed, theme_file)
    return axes


def _find_most(sense_topics, rows):
    """The most common sense of the topic of each row."""
    most = sense_topics.loc[sense_topics.groupby("topic")["n"].idxmax()].set_index("topic")["sense"]
    return rows["topic"].map(most)


def _draw_rows(ax, sense_topics, placed, theme_file):
    topics = list(dict.fromkeys(sense_topics["topic"]))[:MAX_TOPICS]
    sizes = sense_topics.drop_duplicates("topic").set_index("topic")["n_topic"]
    # Among many rows there is room for one line each; where that takes the room of the bars, there are fewer rows.
    if max(len(f"{name} ({sizes[name]:,})") for name in topics) > LONG:
        topics = topics[:TWO_LINED]
    wide = 44 if len(topics) <= TWO_LINED else LONG
    ax.set_yticks(range(len(topics)), [wrap_label(f"{name} ({sizes[name]:,})", wide, max_lines=2) for name in topics])
    ax.set_ylim(len(topics) - 0.5, -0.5)
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    left = sense_topics["topic"].nunique() - len(topics)
    more = f" · {count(left, 'smaller topic')} not drawn" if left else ""
    many = sizes[topics].max() > MAX_ROW
    unit = "bars: papers · hollow: not sure" if many else describe_dots(1)
    ax.set_xlabel(wrap_label(f"{unit}{more}", 44), loc="left")
    freeze_layout(ax.figure)  # dots are measured in inches
    width, height = measure_inches(ax)
    both = placed[placed["sense"].notna()]
    most = _find_most(sense_topics, both)
    rows = {topic: (both[both["topic"] == topic], most[both["topic"] == topic]) for topic in topics}
    texts = [_name_most(ax, r, *rows[topic], theme_file, many) for r, topic in enumerate(topics)]
    rooms = [width - measure_inches(text)[0] - 0.15 for text in texts]
    ax.set_xlim(0, width)
    if many:
        _draw_bars(ax, rows, texts, min(room / sizes[topic] for room, topic in zip(rooms, topics, strict=True)))
    else:
        _draw_dots(ax, rows, texts, *_choose_dots(sizes[topics], rooms, height / len(topics)), height / len(topics))
    mark_rows(ax, [mine["paper_id"] for mine, _ in rows.values()], topics)


def _draw_dots(ax, rows, texts, depth, pitch, row):
    for r, (text, (topic, (mine, top))) in enumerate(zip(texts, rows.items(), strict=True)):
        at, told = 0.0, mine["sense"] == top
        for part, colour in ((mine[told], ACCENT), (mine[~told], GREY)):
            if part.empty:
                continue
            part = part.assign(uncertain=part["uncertain"].astype(bool))
            n_full, deep = int((~part["uncertain"]).sum()), min(depth, len(part))
            across, levels = place_dots(len(part), deep)
            x, y = at + pitch * (across + 0.5), r + (levels - (deep - 1) / 2) * pitch / row
            scatter_dots(ax, x, y, n_full, colour, inches=pitch * 0.78, line=1.8)
            mark_points(ax, x, y, deal_papers(part, (n_full, len(part) - n_full)), inches=pitch, label=topic)
            at += pitch * (across.max() + 1)
        text.set_x(at + 0.1)


def _draw_bars(ax, rows, texts, per_paper):
    """Bars, each paper ``per_paper`` inches of a slide wide: full where the reading is sure, then hollow."""
    for r, (text, (mine, top)) in enumerate(zip(texts, rows.values(), strict=True)):
        at, told, sure = 0.0, mine["sense"] == top, ~mine["uncertain"].astype(bool)
        for part, colour in ((told, ACCENT), (~told, GREY)):
            for n, face in ((int((part & sure).sum()), colour), (int((part & ~sure).sum()), "none")):
                if n:
                    line = scale_points(1.2)
                    ax.barh(r, n * per_paper, 0.44, left=at, facecolor=face, edgecolor=colour, linewidth=line)
                at += n * per_paper
        text.set_x(at + 0.1)


def _name_most(ax, r, mine, top, theme_file, many):
    told, name = int((mine["sense"] == top).sum()), theme_file.sense_labels[str(top.iloc[0])]
    # Where papers are many, the number of all, which stands in the topic's name too, would take the room of the bars.
    of_all = "" if many else f" of {len(mine):,}"
    return ax.text(0, r, legible(f"{told:,}{of_all} {name}"), ha="left", va="center", color=INK)


def _choose_dots(n_dots, rooms, row):
    """How many dots stand above each other, and how far apart, so that each row of dots has room in inches.

    As few as can be, while dots are large enough to be counted.
    """
    found = []
    for depth in range(1, MAX_DEPTH + 1):
        # Two colours in a row may each end in a column that is not full.
        wide = min(room / (np.ceil(n / depth) + 1) for n, room in zip(n_dots, rooms, strict=True))
        found.append((min(DOT, wide, 0.86 * row / depth), -depth))
    pitch, depth = next((pair for pair in found if pair[0] >= COUNTABLE), max(found))
    return -depth, pitch


def _draw_map(ax: Axes, placed: pd.DataFrame, theme_file: ThemeFile) -> None:
    """Draw papers in the hues of their senses, whose names stand beside them."""
    ax.spines[:].set_visible(False)
    shown = placed[np.isfinite(placed[["x", "y"]].to_numpy(float)).all(axis=1)]
    ax.set(xticks=[], yticks=[])
    if shown.empty:
        ax.text(0.5, 0.5, "too few papers for a map", transform=ax.transAxes, ha="center", va="center", color=QUIET)
        return
    colours = series_colours(theme_file.sense_ids)
    size = float(np.clip(10_000 / len(shown), 5, 110))
    look: dict[str, Any] = {"rasterized": len(shown) > MAX_DRAWN}
    mark_points(ax, shown["x"], shown["y"], shown["paper_id"].tolist())
    none = shown[shown["sense"].isna()]
    # The more there are, the fainter: else they would hide the others.
    faint = float(np.clip(FAINT / max(len(none), 1), 0.02, 0.5))
    ax.scatter(none["x"], none["y"], s=scale_area(size * 0.6), color=GREY, alpha=faint, linewidths=0, **look)
    # In an order by lot, so that no sense lies on top of the others.
    read = shown[shown["sense"].notna()].sample(frac=1, random_state=1)
    inked = [colours[sense] for sense in read["sense"]]
    faces = ["none" if unsure else ink for unsure, ink in zip(read["uncertain"], inked, strict=True)]
    line = scale_points(1.8 if size > 40 else 0.8)
    ax.scatter(read["x"], read["y"], s=scale_area(size), edgecolors=inked, facecolors=faces, linewidths=line, **look)
    labels, places, inks = [], [], []
    for sense in theme_file.sense_ids:
        mine = read[read["sense"] == sense]
        if mine.empty:
            continue
        points = mine[["x", "y"]].to_numpy(float)
        labels.append(wrap_label(theme_file.sense_labels[sense], 12))
        places.append(points[np.argmin(((points - np.median(points, axis=0)) ** 2).sum(axis=1))])
        inks.append(darken(colours[sense]))
    ax.margins(x=1.0, y=0.06)
    ax.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())
    told = ["alike texts are near", *(["faint: no reading"] if len(none) else [])]
    if len(shown) < len(placed):
        told[-1] += f"\n{len(shown):,} of {len(placed):,} papers drawn"
    ax.set_xlabel(" · ".join(told), loc="left")
    freeze_layout(ax.figure)
    _name_senses(ax, np.reshape(places, (-1, 2)), labels, inks)


def _name_senses(ax, places, labels, inks):
    """Write the names of senses in two columns beside the map, each with a line to the middle of its papers."""
    pixels, high = ax.transAxes.inverted().transform(ax.transData.transform(places)), ax.bbox.height
    line = 1.15 * scale_points(MIN_TEXT_POINTS) * ax.figure.dpi / 72 / high
    order = np.argsort(pixels[:, 0], kind="stable")
    for x, edge, side in (
        (0.0, "left", order[: (len(order) + 1) // 2]),
        (1.0, "right", order[(len(order) + 1) // 2 :]),
    ):
        gap = line * max((labels[i].count("\n") + 1 for i in side), default=1) * 1.1
        for i, y in zip(side, spread_positions(pixels[side, 1], gap, gap / 2, 1 - gap / 2), strict=True):
            text = ax.text(
                x, y, labels[i], transform=ax.transAxes, ha=edge, va="center", color=inks[i], weight="bold",
                size=scale_points(MIN_TEXT_POINTS), linespacing=1.0,
            )  # fmt: skip
            box = text.get_window_extent().transformed(ax.transAxes.inverted())
            start = box.x1 + 0.01 if edge == "left" else box.x0 - 0.01
            ends, still = [(start, pixels[i, 0]), (y, pixels[i, 1])], {"scalex": False, "scaley": False}
            ax.plot(*ends, transform=ax.transAxes, color=GREY, linewidth=scale_points(1.0), zorder=0.9, **still)
