"""Figures of tests of keywords: planned questions, exploratory terms with what chance finds, shares, a network."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.figures.drawing import Drawing
from helpers.figures.keyword_figures import draw_intervals, label_rows, sort_rows, write_columns
from helpers.figures.label_placement import place_labels
from helpers.figures.style import INK, POLE_COLOURS, SERIES_COLOURS, new_axes, say_nothing
from helpers.figures.text_layout import GREY, freeze_layout, legible, shorten
from helpers.keywords.contrast_tests import choose_tested, find_called
from helpers.keywords.group_comparison import Comparison
from helpers.keywords.keyword_report import describe_answers, describe_tested, write_small
from helpers.stats.questions import describe_plan
from helpers.text.wordings import count

MAX_ROWS, MAX_NAMES = 14, 16
SURE = ("yes", "yes, size open")


def draw_planned_words(answers: pd.DataFrame, comparison: Comparison, *, dump: str) -> Drawing:
    """Draw the answers to the questions that were asked before looking at this dump, with their words."""
    questions, caption = comparison.questions, describe_answers(answers, comparison, dump=dump)
    sure = 0 if answers.empty else int(answers["answer"].isin(SURE).sum())
    title = f"Asked beforehand of {comparison.label}: {sure} of {len(answers)} answered with yes"
    if dump in questions.tuned_on:
        title = f"Questions of {comparison.label}, from a list that was written on this dump: an example, no finding"
    known = "difference" in answers and answers["difference"].notna().any()
    return Drawing(
        plot_questions(answers, smallest=comparison.smallest) if known else say_nothing(new_axes(), caption), answers,
        title=title, caption=caption,
        alt="One row per question: difference of shares with its interval, counts, corrected p-value and answer.",
        correction=describe_plan(questions, dump=dump, n=len(answers)), **_tell_base(comparison),
    )  # fmt: skip


def _tell_base(comparison: Comparison) -> dict[str, Any]:
    """What all figures of tests say of their papers and intervals."""
    clustered = len(set(comparison.clusters)) < len(comparison.clusters)
    return {
        "n": 0 if comparison.grouping is None else comparison.grouping.groups.index.nunique(),
        "denominator": f"papers ({comparison.label})",
        "interval": "Newcombe 95 %" + (" or cluster bootstrap, the wider" if clustered else ""),
    }


def plot_questions(answers: pd.DataFrame, *, smallest: float) -> Axes:
    """Draw 14 planned questions as differences of shares with interval, counts, p-value and answer; a yes is filled.

    Differences up to ``smallest``, which do not matter, lie on a grey band.
    """
    ax, rows = new_axes(), answers.head(MAX_ROWS).reset_index(drop=True)
    sure = rows["answer"].isin(SURE).to_numpy()
    y = _draw_differences(ax, rows, [INK] * len(rows), sure, smallest)
    label_rows(ax, y, [f"{shorten(row.term, 24)} · {row.group}" for row in rows.itertuples()], 38)
    write_columns(ax, y, ["in group", "outside", "p of all", "answer"], list(map(_tell_question, rows.itertuples())))
    return ax


def _draw_differences(ax, rows, colours, filled, smallest):
    """Draw differences of shares with intervals over the band of what does not matter; return the rows' places."""
    y = np.arange(len(rows))
    value, low, high = (100 * rows[column].to_numpy(float) for column in ("difference", "low", "high"))
    ax.axvspan(-100 * smallest, 100 * smallest, color=GREY, alpha=0.18, linewidth=0)
    ax.axvline(0, color=GREY, linewidth=1.5)
    draw_intervals(ax, y, value, low, high, colours, filled)
    ax.set_xlabel("percentage points more papers of the group have it · grey: too small to matter")
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.grid(True, axis="x")
    return y


def _tell_question(row) -> tuple[str, ...]:
    if not np.isfinite(row.difference):
        return "", "", "", row.answer
    answer = {"no difference that matters": "no", "yes, size open": "yes, size?", "too few papers": "too few"}
    p = "" if not np.isfinite(row.p_family) else _write_p(row.p_family)
    return *_write_counts(row), p, answer.get(row.answer) or row.answer


def _write_counts(row) -> tuple[str, str]:
    return f"{row.n_first:,.0f} of {row.size_first:,.0f}", f"{row.n_second:,.0f} of {row.size_second:,.0f}"


def draw_tested_words(contrasts: pd.DataFrame, comparison: Comparison, *, selection: str) -> Drawing:
    """Draw the exploratory tests of a comparison, with their words."""
    explored: Any = contrasts[contrasts["q"].notna()]
    caption = describe_tested(contrasts, comparison, selection=selection)
    n, nothing = int(find_called(explored).sum()), explored["low"].isna().all()
    return Drawing(
        say_nothing(new_axes(), caption) if nothing else plot_tested(contrasts, smallest=comparison.smallest), explored,
        title=f"Words of {comparison.label}: {n:,} of {len(explored):,} differ more than chance", caption=caption,
        alt="Terms with differences of shares and intervals; filled dots are called at a discovery rate of 5 %.",
        correction=f"exact p, Benjamini and Hochberg over {len(explored):,} terms", **_tell_base(comparison),
    )  # fmt: skip


def plot_tested(contrasts: pd.DataFrame, *, smallest: float) -> Axes:
    """Draw the 14 exploratory terms that differ most surely; filled dots are called at a false discovery rate of 5 %.

    The badge says how many are called, and how many would be if the groups meant nothing; differences up to
    ``smallest`` lie on a grey band.
    """
    ax, explored = new_axes(), contrasts[contrasts["q"].notna() & contrasts["low"].notna()]
    called = find_called(explored)
    several = len(set(explored["contrast"])) > 1
    rows = sort_rows(choose_tested(explored, top=MAX_ROWS), "difference")
    colours = [SERIES_COLOURS[0] if v > 0 else POLE_COLOURS[1] for v in rows["difference"]]
    y = _draw_differences(ax, rows, colours, rows["called"].to_numpy(bool), smallest)
    groups = rows["contrast"].str.split(": ", n=1).str[1]
    names = [f"{shorten(t, 22)} · {shorten(g, 14)}" for t, g in zip(rows["term"], groups, strict=True)]
    label_rows(ax, y, names if several else rows["term"], 38 if several else 30)
    cells = [(*_write_counts(row), _write_p(row.q)) for row in rows.itertuples()]
    write_columns(ax, y, ["in group" if several else shorten(groups[0], 12), "outside", "q"], cells)
    chance = write_small(float(explored["null_mean"].iloc[0]))
    badge = f"called here: {int(called.sum()):,} · if the groups meant nothing: {chance}"
    # To the left of its end, over the names of the rows, since to the right stand the columns.
    ax.text(1, 1.01, badge, transform=ax.transAxes, ha="right", va="bottom", color=INK, weight="bold")
    return ax


def draw_share_scatter(contrasts: pd.DataFrame, comparison: Comparison, *, selection: str) -> Drawing:
    """Draw all terms of a comparison by their shares, with their words."""
    caption = "Each dot is a term: its share of papers in one group against the other. On the diagonal both are equal. "
    tested = describe_tested(contrasts, comparison, selection=selection)
    base: dict[str, Any] = _tell_base(comparison) | {"interval": "none"}
    nothing = contrasts.loc[~contrasts["defining"], "low"].isna().all()
    return Drawing(
        say_nothing(new_axes(), tested) if nothing else plot_share_scatter(contrasts),
        contrasts.loc[contrasts["low"].notna()], title=f"How common each term is among {comparison.label}",
        caption=caption + tested,
        alt="A scatter of terms by their share in two groups, with the terms farthest from the diagonal named.",
        correction=f"exact p, Benjamini and Hochberg over {contrasts['q'].notna().sum():,} terms", **base,
    )  # fmt: skip


def plot_share_scatter(contrasts: pd.DataFrame) -> Axes:
    """Draw every term of the contrast with the largest group by its share in the group and outside it.

    Square-root scales tell rare terms apart. Dots are dark where the interval leaves out no difference; those farthest
    from equal are named.
    """
    ax, rows = new_axes(), contrasts[contrasts["low"].notna() & ~contrasts["defining"]]
    largest = rows.loc[rows["size_first"].idxmax(), "contrast"]
    rows = rows[rows["contrast"] == largest].reset_index(drop=True)
    x, y = np.sqrt(rows["share_second"].to_numpy(float)), np.sqrt(rows["share_first"].to_numpy(float))
    clear = ((rows["low"] > 0) | (rows["high"] < 0)).to_numpy()
    above = (rows["difference"] > 0).to_numpy()
    shades = np.where(clear & above, SERIES_COLOURS[0], np.where(clear, POLE_COLOURS[1], "#C9C9C9"))
    top = 1.06 * float(max(x.max(), y.max(), 0.3))
    ax.plot([0, top], [0, top], color=GREY, linewidth=1.5, zorder=1)
    size = float(np.clip(9_000 / len(rows), 8, 60))
    ax.scatter(x[~clear], y[~clear], s=size, color=shades[~clear], linewidths=0, zorder=2)
    ax.scatter(x[clear], y[clear], s=1.6 * size, color=shades[clear], linewidths=0, zorder=3)
    ticks = [t for t in (0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1) if np.sqrt(t) <= top]
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks(np.sqrt(ticks), [f"{100 * t:g} %" for t in ticks])
    ax.set(xlim=(-0.02 * top, top), ylim=(-0.02 * top, top))
    group = shorten(largest.split(": ", 1)[-1], 28)
    ax.set_xlabel(legible(f"share of the {rows['size_second'].iloc[0]:,} papers outside “{group}”"))
    ax.set_ylabel(legible(f"share of the {rows['size_first'].iloc[0]:,} papers of “{group}”"))
    freeze_layout(ax.figure)
    far = (rows["log_odds"].abs() / (rows["log_odds_high"] - rows["log_odds_low"]).clip(lower=1e-9)).to_numpy()
    order = np.argsort(-np.where(clear, far, 0), kind="stable")
    order = order[clear[order]] if clear.sum() >= 4 else order
    named = np.r_[order[above[order]][: MAX_NAMES // 2], order[~above[order]][: MAX_NAMES // 2]]
    place_labels(
        ax, x[named], y[named], [shorten(str(rows["term"][i]), 26) for i in named],
        colours=[SERIES_COLOURS[0] if above[i] else POLE_COLOURS[1] for i in named], x_avoid=x[clear], y_avoid=y[clear],
    )  # fmt: skip
    return ax


def draw_word_network(nodes: pd.DataFrame, edges: pd.DataFrame, *, n: int) -> Drawing:
    """Draw the network of characteristic terms of ``n`` papers, with its words."""
    caption = (
        f"{count(len(nodes), 'term')}, {count(len(edges), 'link')}: both stand in the same papers more often than "
        "their own counts make likely. Thicker means a larger part of the papers with either. Near terms share "
        "papers; the axes have no unit."
    )
    nothing = f"With {n:,} papers no two of the terms go together more than chance (50 papers are the least for this)."
    return Drawing(
        plot_network(nodes, edges) if len(edges) else say_nothing(new_axes(), nothing), edges,
        title="Which characteristic words go together", caption=caption if len(edges) else nothing, n=n,
        denominator="papers",
        alt="Terms as dots, joined by lines where they stand in the same papers.",
        correction="exact p, Benjamini and Hochberg over all pairs",
    )  # fmt: skip


def plot_network(nodes: pd.DataFrame, edges: pd.DataFrame) -> Axes:
    """Draw terms that stand in the same papers, joined by lines.

    Larger dots have more papers; thicker lines join terms with more papers in common, of those with either.
    """
    ax = new_axes()
    ax.spines[:].set_visible(False)
    ax.set(xticks=[], yticks=[])
    place = nodes.set_index("term")
    for first, second, share in zip(edges["first"], edges["second"], edges["share"], strict=True):
        ends = place.loc[[first, second]]
        ax.plot(ends["x"], ends["y"], color=GREY, linewidth=1 + 12 * share, alpha=0.55, zorder=1)
    sizes = 60 + 500 * nodes["n"].to_numpy(float) / nodes["n"].max()
    ax.scatter(nodes["x"], nodes["y"], s=sizes, color=SERIES_COLOURS[0], linewidths=0, zorder=2)
    ax.margins(0.12)
    ax.set_xlabel("near terms share papers; the axes have no unit · larger: more papers")
    freeze_layout(ax.figure)
    labels = [f"{shorten(str(term), 26)} ({n:,})" for term, n in zip(nodes["term"], nodes["n"], strict=True)]
    places = nodes["x"].to_list(), nodes["y"].to_list()
    place_labels(ax, *places, labels, colours=[INK] * len(nodes), x_avoid=places[0], y_avoid=places[1])
    return ax


def _write_p(p: float) -> str:
    return "< .001" if p < 0.001 else f"{p:.3f}".replace("0.", ".")
