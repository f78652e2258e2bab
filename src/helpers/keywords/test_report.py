"""Sentences about tests of keywords: what was asked beforehand, what turned up, what chance turns up."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.keywords.contrast_tests import choose_tested, find_called
from helpers.keywords.paper_groups import Grouping
from helpers.keywords.term_trial import Trial
from helpers.stats.estimates import compute_detectable_difference
from helpers.stats.questions import Questions, describe_plan
from helpers.text.wordings import tell_selection

_TWO_DUMPS = "Two dumps differ in how they were collected as well as in what they hold; a test cannot tell which it is."


def describe_answers(answers: pd.DataFrame, questions: Questions, *, dump: str, smallest: float) -> str:
    """Say what the planned questions brought, each with its numbers."""
    if answers.empty:
        return "No planned question is about these groups."
    parts = []
    for row in answers.itertuples():
        if row.answer in ("no such group", "too few papers"):
            parts.append(f"“{row.term}” in {row.group}: {row.answer}")
            continue
        parts.append(
            f"“{row.term}” in {row.group}: {row.answer} ({row.n_first:,.0f} of {row.size_first:,.0f} against "
            f"{row.n_second:,.0f} of {row.size_second:,.0f}; {_points(row.difference)}, {_points(row.low)} to "
            f"{_points(row.high)}; p = {row.p_family:.3f} over all that were planned)"
        )
    tuned = " The list was written on this very dump, so none of this confirms anything." if (
        dump in questions.tuned_on
    ) else ""  # fmt: skip
    return f"{'; '.join(parts)}. The smallest difference that matters is set to {100 * smallest:g} points.{tuned}"


def describe_tested(contrasts: pd.DataFrame, grouping: Grouping | None, *, selection: str, smallest: float) -> str:
    """Say how many exploratory terms are called, how many chance calls, and which difference could be seen."""
    if grouping is None:
        return (
            "Nothing outside the text puts ten papers into one group and ten into another: no date, category, venue, "
            "source or coding does. So there is nothing to test; effects above are descriptive."
        )
    explored = contrasts[contrasts["q"].notna()]
    if explored.empty:
        return "No term is common enough to be tested."
    called = explored[find_called(explored, smallest=smallest)]
    any_size = int(find_called(explored).sum())
    chance = float(explored["null_mean"].iloc[0])
    n = int((explored["size_first"] + explored["size_second"]).iloc[0])
    seen = compute_detectable_difference(
        0.2, explored["size_first"].max(), explored["size_second"].max(), n_tests=len(explored)
    )
    text = (
        f"{explored['term'].nunique():,} terms of {n:,} papers were compared between {grouping.label}"
        f"{_tell_groups(explored)}. {any_size:,} {'is' if any_size == 1 else 'are'} called at a false discovery "
        f"rate of 5 %; if the groups meant nothing, {_number(chance)} would be called on average (200 "
        "shuffles)."
    )
    if any_size:
        text += f" Of these, {len(called):,} differ by more than {100 * smallest:g} points with their whole interval."
    best = choose_tested(called if len(called) else explored[find_called(explored)], top=3)
    if len(best):
        text += " Most sure: " + "; ".join(_tell(row) for row in best.itertuples()) + "."
    scope = _TWO_DUMPS if grouping.name == "dump" else tell_selection(selection, "comparison")
    text += (
        f" A sample of this size shows a difference of {100 * float(seen):.0f} points around a share of 20 % with 80 % "
        f"power; smaller ones usually stay unseen. {scope}"
    )
    return text


def describe_questions_figure(answers, trial: Trial, *, dump: str, smallest: float) -> dict[str, object]:
    """Title, caption and facts of the planned questions, as :func:`helpers.figures.style.save_figure` takes them."""
    sure = 0 if answers.empty else int(answers["answer"].isin(["yes", "yes, size open"]).sum())
    title = f"Asked beforehand of {trial.label}: {sure} of {len(answers)} answered with yes"
    if answers.empty:
        title = "No question was asked beforehand of these groups"
    elif dump in trial.questions.tuned_on:
        title = f"Questions of {trial.label}, from a list that was written on this dump: an example, no finding"
    return {
        "title": title,
        "caption": describe_answers(answers, trial.questions, dump=dump, smallest=smallest),
        "alt": "One row per question: difference of shares with its interval, counts, corrected p-value and answer.",
        "n": _count_papers(trial),
        "denominator": f"papers ({trial.label})",
        "interval": "Newcombe 95 %" + _tell_clusters(trial),
        "correction": describe_plan(trial.questions, dump=dump, n=len(answers)),
    }


def describe_tested_figure(contrasts, trial: Trial, *, selection: str, smallest: float) -> dict[str, object]:
    """Title, caption and facts of the exploratory tests, as :func:`helpers.figures.style.save_figure` takes them."""
    explored = contrasts[contrasts["q"].notna()]
    n = int(find_called(explored).sum()) if len(explored) else 0
    title = f"Words of {trial.label}: {n:,} of {len(explored):,} differ more than chance" if len(explored) else (
        "Nothing outside the text groups these papers"
    )  # fmt: skip
    return {
        "title": title,
        "caption": describe_tested(contrasts, trial.grouping, selection=selection, smallest=smallest),
        "alt": "Terms with differences of shares and intervals; filled dots are called at a discovery rate of 5 %.",
        "n": _count_papers(trial),
        "denominator": f"papers ({trial.label})",
        "interval": "Newcombe 95 %" + _tell_clusters(trial),
        "correction": f"exact p, Benjamini and Hochberg over {len(explored):,} terms",
    }


def describe_scatter_figure(contrasts, trial: Trial, *, selection: str, smallest: float) -> dict[str, object]:
    """Title, caption and facts of the scatter of shares, as :func:`helpers.figures.style.save_figure` takes them."""
    facts = describe_tested_figure(contrasts, trial, selection=selection, smallest=smallest)
    caption = "Each dot is a term: its share of papers in one group against the other. On the diagonal both are equal. "
    return facts | {
        "title": f"How common each term is among {trial.label}" if trial.grouping else facts["title"],
        "caption": caption + facts["caption"],
        "alt": "A scatter of terms by their share in two groups, with the terms farthest from the diagonal named.",
        "interval": "none",
    }


def describe_network_figure(edges: pd.DataFrame, nodes: pd.DataFrame, *, n: int) -> dict[str, object]:
    """Title, caption and facts of the network of terms, as :func:`helpers.figures.style.save_figure` takes them."""
    caption = (
        f"{len(nodes)} terms, {len(edges)} {'link' if len(edges) == 1 else 'links'}: both "
        "stand in the same papers more often than their own counts "
        "make likely. Thicker means a larger part of the papers with either. Near terms share papers; the axes have "
        "no unit."
        if len(edges)
        else f"With {n:,} papers no two of the terms go together more than chance (50 papers are the least for this)."
    )
    return {
        "title": "Which characteristic words go together",
        "caption": caption,
        "alt": "Terms as dots, joined by lines where they stand in the same papers.",
        "n": n,
        "denominator": "papers",
        "correction": "exact p, Benjamini and Hochberg over all pairs",
    }


def describe_halves(contrasts: pd.DataFrame, *, kind: str, labels: Mapping[str, str] | None = None) -> str:
    """Say what holds on the sentences that did not make the groups."""
    explored = contrasts[contrasts["q"].notna()]
    if explored.empty:
        return f"Too few papers have a {kind} in one half of their sentences to test the other half."
    called = explored[find_called(explored) & (explored["difference"] > 0)].sort_values(["p", "term"], kind="stable")
    chance = float(explored["null_mean"].iloc[0])
    text = (
        f"Read from one half of each paper's sentences and tested on the other, {len(called):,} words go with a {kind} "
        f"at a false discovery rate of 5 % (by chance {_number(chance)})."
    )
    if len(called):
        names = called["contrast"].str.split(": ", n=1).str[1].map(lambda name: (labels or {}).get(name, name))
        shown = [f"“{term}” with {name}" for term, name in zip(called["term"].head(5), names.head(5), strict=True)]
        text += f" Most sure: {', '.join(shown)}."
    return text


def compute_recovery(contrasts: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    """Say which planted differences a test found, by their size.

    Parameters
    ----------
    contrasts : DataFrame
        Of a planted corpus.
    effects : DataFrame
        ``term``, ``kind`` ("contrast", "trend", "none") and ``size``.

    Returns
    -------
    DataFrame, one row per size
        ``planted_difference``, ``words`` (planted), ``called`` (of them), ``interval_right`` (of them, intervals that
        hold the planted difference).
    """
    rows = []
    found = contrasts.drop_duplicates("term").set_index("term") if len(contrasts) else None
    called = set() if found is None else set(found.index[find_called(found)])
    for size, part in effects[effects["kind"] != "trend"].groupby("size"):
        known = part["term"] if found is None else part["term"][part["term"].isin(found.index)]
        right = 0 if found is None else int(
            ((found.loc[known, "low"] <= size) & (found.loc[known, "high"] >= size)).sum()
        )  # fmt: skip
        rows.append([size, len(part), int(part["term"].isin(called).sum()), right])
    return pd.DataFrame(rows, columns=["planted_difference", "words", "called", "interval_right"])


def _tell(row) -> str:
    group = row.contrast.split(": ", 1)[1]
    side = "more" if row.difference > 0 else "less"
    return (
        f"“{row.term}” {side} common in {group} ({row.n_first:,} of {row.size_first:,} against {row.n_second:,} of "
        f"{row.size_second:,})"
    )


def _tell_groups(explored) -> str:
    n = explored["contrast"].nunique()
    return f", {n} groups each against the papers outside it" if n > 1 else ""


def _count_papers(trial: Trial) -> int:
    return 0 if trial.grouping is None else int(trial.grouping.groups.index.nunique())


def _tell_clusters(trial: Trial) -> str:
    return "" if len(set(trial.clusters)) == len(trial.clusters) else " or cluster bootstrap, the wider"


def _points(value: float) -> str:
    return f"{100 * value:+.0f} points"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 0.05 or value == 0 else f"{value:.2f}"
