"""Contrasts between groups that something outside the text gives: effects, intervals and p-values for papers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.keywords.answered_terms import quote_verdicts, refer_terms
from helpers.keywords.contrasts import build_contrast, compute_dispersion, drop_repeats
from helpers.keywords.group_comparison import Comparison, prepare_comparison
from helpers.keywords.paper_groups import REST, Grouping
from helpers.keywords.stratified_differences import APART, measure_imbalance, standardise_difference
from helpers.keywords.term_choice import find_terms
from helpers.run.storage import build_empty_table
from helpers.stats.estimates import MIN_GROUP, adjust_bh, bootstrap_difference, compute_detectable_difference
from helpers.stats.permutations import compute_hypergeometric_p, compute_max_t, count_by_chance
from helpers.stats.verdicts import LEVEL, compare_expected, compute_largest_difference, decide_verdicts, find_clear

ANSWERED = ("n_first", "size_first", "n_second", "size_second", "difference", "low", "high", "adjusted", "p_family",
            "detectable", "verdict")  # fmt: skip
NO_GROUP = "no such group"
"""What stands in place of a verdict where the papers have no group of that name."""


def compute_tested_contrasts(
    comparison: Comparison, *, defining: NDArray[np.bool_] | None = None, followed: Sequence[str] = (), seed: int = 1
) -> pd.DataFrame:
    """Hold each group against the papers outside it, with p-values, planned terms apart from the rest.

    Groups may share papers; papers without a group take no part. Where a group differs in category or length by more
    than 0.1, the difference within strata is given beside the plain one; where papers share a cluster the interval is
    the wider of Newcombe's and the bootstrap's.

    Parameters
    ----------
    defining : ndarray of bool, shape (n_terms,), optional
        Terms out of the exploratory family, such as words of the query.
    followed : sequence of str
        Terms that are followed by date elsewhere; where the groups are of dates, they are not explored here too.

    Returns
    -------
    DataFrame
        The columns of the table ``contrasts``, empty without groups. ``p`` is exact (hypergeometric) for each term
        alone; ``p_family`` step-down max-T over the planned terms; ``q`` Benjamini and Hochberg over the exploratory
        ones of all groups; ``null_mean`` the terms that this would call (q at most .05) if the groups meant nothing.
        ``verdict`` is that of :func:`helpers.stats.verdicts.decide_verdicts` on the difference, from ``p_family`` or
        ``q`` and the adjusted difference's sign. A term that asks what a planned or followed one asks is not explored:
        ``see`` says where it is answered, and its verdict is that of the planned one.
    """
    labels, known, member = _find_members(comparison)
    if not labels or not len(comparison.terms.names) or known.sum() < 2:
        return build_empty_table("contrasts")
    member = member[known]
    here, n_papers, name = comparison.terms.take_papers(known), int(known.sum()), comparison.grouping.name
    defining = np.zeros(len(here.names), dtype=bool) if defining is None else defining
    dispersion, total = compute_dispersion(here), here.counts
    # Two groups that share no paper mirror each other: one of them tells all, unless a question names the other.
    mirrored = len(labels) == 2 and bool((member.sum(axis=1) == 1).all())
    explored = labels[-1:] if mirrored else labels
    asked = {question.group for question in comparison.asked}
    clusters, strata = comparison.clusters[known], comparison.strata[known]
    tables = []
    for inside, label in zip(member.T, labels, strict=True):
        if label not in explored and label not in asked:
            continue
        k, n = np.asarray(here.presence.T @ inside.astype(np.int32)).ravel().astype(np.int64), int(inside.sum())
        counts = k, n, total - k, n_papers - n
        table = build_contrast(f"{name}: {label}", here.names, *counts, defining, dispersion)
        table["p"] = compute_hypergeometric_p(k, n, total, n_papers)
        if len(np.unique(clusters)) < n_papers and min(n, n_papers - n) >= MIN_GROUP:
            low, high = bootstrap_difference(here.presence, inside, clusters, seed=seed)
            table["low"], table["high"] = np.fmin(table["low"], low), np.fmax(table["high"], high)
        if len(set(strata["stratum"])) > 1 and max(map(abs, measure_imbalance(strata, inside).values())) > APART:
            columns = ["adjusted", "adjusted_low", "adjusted_high"]
            table[columns] = np.column_stack(standardise_difference(here.presence, inside, strata))
        tables.append(table)
    whole = pd.concat(tables, ignore_index=True).assign(tested=True)
    _test_planned(whole, here, member, labels, comparison, seed)
    open_terms = ~whole["planned"] & ~whole["defining"] & whole["contrast"].isin([f"{name}: {g}" for g in explored])
    followed = followed if name == "date" else ()
    whole["see"] = refer_terms(whole, here, explored=open_terms, mirrored=mirrored, followed=followed)
    open_terms &= whole["see"].isna()
    whole["q"] = adjust_bh(whole["p"].where(open_terms))
    free = np.isin(here.names, whole.loc[open_terms, "term"])
    groups_explored = member[:, [labels.index(label) for label in explored]]
    called = count_by_chance(here.presence[:, free], groups_explored, level=LEVEL, seed=seed)
    whole["null_mean"] = float(called.mean()) if len(called) else np.nan
    share = (whole["n_first"] + whole["n_second"] + 0.5) / (n_papers + 1)
    n_tests, sizes = np.where(whole["planned"], whole["planned"].sum(), open_terms.sum()), ["size_first", "size_second"]
    whole["detectable"] = compute_detectable_difference(share, *whole[sizes].to_numpy().T, n_tests=n_tests)
    whole["verdict"] = _judge(whole, comparison.smallest)
    return whole.assign(verdict=quote_verdicts(whole))


def _judge(whole, smallest):
    opposed = np.sign(whole["adjusted"]) * np.sign(whole["difference"]) < 0
    counts = whole[["n_first", "size_first", "n_second", "size_second"]].to_numpy().T
    return decide_verdicts(
        whole["difference"], whole["low"], whole["high"], p=whole["p_family"].fillna(whole["q"]), smallest=smallest,
        upheld=~opposed, detectable=whole["detectable"], largest=compute_largest_difference(*counts),
    )  # fmt: skip


def choose_tested(contrasts: pd.DataFrame, *, top: int = 14) -> pd.DataFrame:
    """Choose the terms that differ most surely, smallest p-value first, of those with a verdict that are not planned.

    Explored ones are among them and those that quote the verdict of a planned one. Of terms that share words and nearly
    all papers, and of a term in two groups, the better one stays.
    """
    rows = contrasts[contrasts["verdict"].notna() & ~contrasts["planned"].astype(bool) & contrasts["low"].notna()]
    rows = rows.assign(n=rows["n_first"] + rows["n_second"])
    rows = rows.sort_values(["p", "term"], kind="stable").drop_duplicates("term")
    return rows.loc[drop_repeats(rows.head(40 * top), top, count_by="n")].drop(columns="n")


def answer_questions(contrasts: pd.DataFrame, comparison: Comparison) -> pd.DataFrame:
    """Answer each planned question of a comparison from what :func:`compute_tested_contrasts` gives.

    One row per question in its order: ``term``, ``group``, ``expect``, counts, sizes, ``difference``, ``low``,
    ``high``, ``adjusted``, ``p_family``, ``detectable``, ``verdict`` ("no such group" where there is none) and
    ``as_expected``: "yes" or "no" where the verdict is clear, else empty.
    """
    rows = []
    for question in comparison.asked:
        of_group = contrasts["contrast"] == f"{question.groups}: {question.group}"
        found = contrasts[of_group & (contrasts["term"] == comparison.names[question.term])]
        row = {"term": question.term, "group": question.group, "expect": question.expect}
        row |= found.iloc[0][[*ANSWERED]].to_dict() if len(found) else {"verdict": NO_GROUP}
        rows.append(row)
    columns = ["term", "group", "expect", *ANSWERED]
    answers = pd.DataFrame(rows, columns=columns)
    return answers.assign(as_expected=compare_expected(answers["expect"], answers["difference"], answers["verdict"]))


def compute_detected_differences(planted: Any) -> pd.DataFrame:
    """Test a planted corpus (``papers``, ``groups`` and ``effects``) and say which planted differences were found.

    One row per ``planted_difference``: ``words`` planted, of them ``called`` and ``interval_right`` (holds it); none
    where groups are too small to be tested.
    """
    papers, effects, rows = planted.papers, planted.effects, []
    grouping = Grouping("planted", "planted groups", planted.groups)
    comparison = prepare_comparison(papers, find_terms(papers)[1], groupings=[grouping])
    found = compute_tested_contrasts(comparison).drop_duplicates("term").set_index("term")
    tested = (effects["kind"] != "trend") & found["low"].notna().any()
    for size, part in effects[tested].groupby("size"):
        mine = found[found.index.isin(part["term"])]
        right = (mine["low"] <= size) & (mine["high"] >= size)
        rows.append([size, len(part), int(find_clear(mine["verdict"]).sum()), int(right.sum())])
    return pd.DataFrame(rows, columns=["planted_difference", "words", "called", "interval_right"])


def _find_members(comparison):
    """Names of the groups, papers that have any, and for those which groups they are in."""
    ids = pd.Index(comparison.terms.paper_ids, dtype=object)
    groups = pd.Series(dtype=object) if comparison.grouping is None else comparison.grouping.groups
    groups = groups[groups.index.isin(ids)]
    labels = sorted(set(groups) - {REST})
    member = np.stack([ids.isin(groups.index[groups == label]) for label in labels], axis=1) if labels else None
    return labels, ids.isin(groups.index), member


def _test_planned(whole, here, member, labels, comparison, seed):
    """Add ``planned`` and ``p_family`` to contrasts."""
    pairs = sorted({(comparison.names[q.term], q.group) for q in comparison.asked if q.group in labels})
    if not pairs:
        return
    columns = pd.Index(here.names).get_indexer([name for name, _ in pairs])
    which = np.array([labels.index(group) for _, group in pairs])
    result = compute_max_t(here.presence[:, columns], member, which=which, seed=seed)
    keys = pd.MultiIndex.from_tuples([(f"{comparison.grouping.name}: {group}", name) for name, group in pairs])
    found = keys.get_indexer(pd.MultiIndex.from_frame(whole[["contrast", "term"]]))
    whole["planned"], whole["p_family"] = found >= 0, np.where(found >= 0, result.p_family[found], np.nan)
