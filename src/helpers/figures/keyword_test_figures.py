"""Figures of tests of keywords: planned questions, and exploratory terms with what chance finds."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.figures.drawing import Drawing
from helpers.figures.keyword_figures import draw_intervals, label_rows, sort_rows, write_columns
from helpers.figures.marks import mark_rows
from helpers.figures.style import ACCENT, INK, new_axes, say_nothing, scale_points
from helpers.figures.text_layout import GREY, wrap
from helpers.figures.title_claims import DIFFERENCE, claim_row
from helpers.keywords.contrast_tests import choose_tested
from helpers.keywords.group_comparison import Comparison
from helpers.keywords.keyword_report import describe_answers, describe_tested
from helpers.keywords.keyword_titles import choose_explored, choose_planned, title_planned, title_tested
from helpers.stats.estimates import name_cluster_limits
from helpers.stats.questions import describe_plan
from helpers.stats.verdicts import find_clear, shorten_verdict
from helpers.text.wordings import choose_fitting

MAX_ROWS = 14


def draw_planned_words(answers: pd.DataFrame, comparison: Comparison, *, dump: str) -> Drawing:
    """Draw the answers to the questions that were asked before looking at this dump, with their words."""
    questions, caption = comparison.questions, describe_answers(answers, comparison, dump=dump)
    when = "an example: the list was written on this very dump"
    when = when if dump in questions.tuned_on else "asked before looking at this dump"
    between = f"Differences between {comparison.label}"
    known = "low" in answers and answers["low"].notna().any()
    axes = plot_questions(answers, smallest=comparison.smallest) if known else say_nothing(new_axes(), caption)
    if known:
        asked = answers.head(MAX_ROWS)
        names = [comparison.names.get(term, term) for term in asked["term"]]
        _mark_tested(axes, names, asked["group"], comparison)
    return Drawing(
        axes, answers,
        title=title_planned(answers) if known else "", caption=caption,
        subtitle=choose_fitting(f"{between}; {when}", f"Planned differences; {when}", most=100),
        alt="One row per question: difference of shares with its interval, counts, corrected p-value and verdict.",
        correction=describe_plan(questions, dump=dump, n=len(answers)),
        claim=claim_row(choose_planned(answers), DIFFERENCE, answers, "planned differences"), **_tell_base(comparison),
    )  # fmt: skip


def _mark_tested(ax: Axes, names: Iterable[str], groups: Iterable[str], comparison: Comparison) -> None:
    """Mark the papers of each row that have the term: those of the group first, then those outside it."""
    if comparison.grouping is None:
        return
    of_group, told, marked = comparison.grouping.groups, [], []
    everyone = set(of_group.index)
    members = {group: set(of_group.index[of_group == group]) for group in of_group.unique()}
    for name, group in zip(names, groups, strict=True):
        inside = members.get(group, set())
        (papers,) = comparison.terms.list_papers([name], everyone)
        marked.append(sorted(papers, key=lambda paper: paper not in inside))
        told.append(f"{name} · {group} {sum(paper in inside for paper in papers):,} of {len(papers):,}")
    mark_rows(ax, marked, told)


def _tell_base(comparison: Comparison) -> dict[str, Any]:
    """What all figures of tests say of their papers and intervals."""
    clustered = len(set(comparison.clusters)) < len(comparison.clusters)
    n = 0 if comparison.grouping is None else comparison.grouping.groups.index.nunique()
    return {
        "n": n,
        "denominator": f"papers ({comparison.label})",
        "interval": "Newcombe 95%" + (f" or {name_cluster_limits(n)}, the wider" if clustered else ""),
    }


def plot_questions(answers: pd.DataFrame, *, smallest: float) -> Axes:
    """Draw 14 planned questions as differences of shares with interval, counts, p-value and verdict.

    Clear ones are filled and have the accent; differences up to ``smallest``, which was asked for, lie on a grey band.
    """
    ax, rows = new_axes(), answers.head(MAX_ROWS).reset_index(drop=True)
    names, inside = _name_rows(rows["term"], rows["group"])
    draw_differences(ax, rows, names, [inside, "outside", "p of all", "verdict"], _tell_question, smallest)
    return ax


def draw_differences(ax, rows, names, heads, tell, smallest, *, more: str = "more papers of the group have it"):
    """Draw differences of shares with intervals over the band of what is too small, and the columns of ``tell``."""
    y, clear = np.arange(len(rows)), find_clear(rows["verdict"]).to_numpy()
    colours = [ACCENT if sure else INK for sure in clear]
    value, low, high = (100 * rows[column].to_numpy(float) for column in ("difference", "low", "high"))
    ax.axvspan(-100 * smallest, 100 * smallest, color=GREY, alpha=0.18, linewidth=0)
    ax.axvline(0, color=GREY, linewidth=scale_points(1.5))
    draw_intervals(ax, y, value, low, high, colours, clear)
    ax.set_xlabel(f"percentage points {more} · grey: less than asked")
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.grid(True, axis="x")
    label_rows(ax, y, names, colours=colours)
    cells = [tell(row) for row in rows.itertuples()]
    write_columns(ax, y, heads, cells, words=[len(heads) - 1], colours=colours)


def _name_rows(terms, groups):
    """Names of rows, and what stands above the counts in the group: its name where all rows are of one."""
    if len(set(groups)) == 1:
        return list(terms), wrap(str(groups.iloc[0]), 14, max_lines=2)
    return [f"{term} · {group}" for term, group in zip(terms, groups, strict=True)], "in group"


def _tell_question(row) -> tuple[str, ...]:
    verdict = shorten_verdict(row.verdict)
    if not np.isfinite(row.difference):
        return "", "", "", verdict
    verdict += ", against" if row.as_expected == "no" else ""
    return *write_counts(row), write_p(row.p_family), verdict


def write_counts(row) -> tuple[str, str]:
    """Write the counts of both groups of a row: "4 of 20"."""
    return f"{row.n_first:,.0f} of {row.size_first:,.0f}", f"{row.n_second:,.0f} of {row.size_second:,.0f}"


def draw_tested_words(contrasts: pd.DataFrame, comparison: Comparison, *, selection: str) -> Drawing:
    """Draw the exploratory tests of a comparison, with their words."""
    explored: Any = contrasts[contrasts["q"].notna() | contrasts["see"].notna() | contrasts["planned"]]
    tested = contrasts[contrasts["q"].notna()]
    n = len(tested)
    caption = describe_tested(contrasts, comparison, selection=selection)
    nothing = tested["low"].isna().all()
    between = f"The words that differ most between {comparison.label}"
    axes = say_nothing(new_axes(), caption) if nothing else plot_tested(contrasts, smallest=comparison.smallest)
    if not nothing:
        rows = sort_rows(choose_tested(contrasts, top=MAX_ROWS), "difference")
        _mark_tested(axes, rows["term"], rows["contrast"].str.split(": ", n=1).str[1], comparison)
    return Drawing(
        axes, explored,
        title="" if nothing else title_tested(contrasts, comparison), caption=caption,
        subtitle=choose_fitting(f"{between}; filled: clear", "What differs most; filled: clear", most=100),
        alt="Terms with differences of shares and intervals; filled dots are clear at a false discovery rate of 5%.",
        correction=f"exact p, Benjamini and Hochberg over {n:,} terms",
        claim=claim_row(choose_explored(contrasts), DIFFERENCE, tested, "words"), **_tell_base(comparison),
    )  # fmt: skip


def plot_tested(contrasts: pd.DataFrame, *, smallest: float) -> Axes:
    """Draw the 14 terms that differ most surely; clear ones are filled and have the accent.

    A term that is answered elsewhere says where: its verdict is that of the planned one. Differences up to
    ``smallest``, which was asked for, lie on a grey band.
    """
    ax, rows = new_axes(), sort_rows(choose_tested(contrasts, top=MAX_ROWS), "difference")
    names, inside = _name_rows(rows["term"], rows["contrast"].str.split(": ", n=1).str[1])
    draw_differences(ax, rows, names, [inside, "outside", "q", "verdict"], _tell_tested, smallest)
    return ax


def _tell_tested(row) -> tuple[str, ...]:
    verdict = shorten_verdict(row.verdict)
    verdict += " (planned)" if isinstance(row.see, str) else ""
    return *write_counts(row), write_p(row.q), verdict


def write_p(p: float) -> str:
    """Write a p-value with three digits, none where there is none."""
    return "" if not np.isfinite(p) else "< .001" if p < 0.001 else f"{p:.3f}".replace("0.", ".")
