"""Contrasts between groups that something outside the text gives: effects, intervals and p-values for papers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.keywords.contrasts import build_contrast, compute_dispersion, drop_repeats
from helpers.keywords.paper_groups import REST, Grouping
from helpers.keywords.strata import APART, Strata, measure_imbalance, standardise_difference
from helpers.keywords.term_counts import Terms, build_terms
from helpers.keywords.term_spellings import fold_key, fold_texts
from helpers.run.storage import build_empty_table
from helpers.stats.estimates import MIN_GROUP, adjust_bh, bootstrap_difference, compute_detectable_difference
from helpers.stats.permutations import compute_hypergeometric_p, compute_max_t, count_by_chance
from helpers.stats.questions import Questions

LEVEL = 0.05
UNTESTED = [
    *("contrast", "adjusted", "adjusted_low", "adjusted_high", "tested", "planned"),
    *("p", "p_family", "q", "null_mean", "detectable"),
]
"""Columns of the table ``contrasts`` that say nothing of a contrast that was not tested."""


def add_planned_terms(terms: Terms, papers: pd.DataFrame, planned: Sequence[str]) -> tuple[Terms, dict[str, str]]:
    """Make sure that each planned term is among the terms, however rare or long it is.

    Parameters
    ----------
    terms : Terms
        Chosen terms.
    papers : DataFrame
        The same papers.
    planned : sequence of str

    Returns
    -------
    terms : Terms
        With columns for the planned terms that were not there; those that no paper has are empty columns.
    names : dict of planned term to name
        As the term goes in ``terms``.
    """
    keys = {fold_key(form): name for name, forms in zip(terms.names, terms.forms, strict=True) for form in forms}
    keys |= {fold_key(name): name for name in terms.names}
    names = {term: keys.get(fold_key(term)) for term in planned}
    missing = [term for term, name in names.items() if name is None]
    if not missing:
        return terms, names
    texts = fold_texts(papers)
    held = terms.uses.tocoo()
    rows, columns, counts = [held.coords[0]], [held.coords[1]], [held.data]
    for place, term in enumerate(missing):
        found = np.flatnonzero(texts.str.contains(f" {fold_key(term)} ", regex=False).to_numpy(dtype=bool))
        rows.append(found)
        columns.append(np.full(len(found), len(terms.names) + place))
        counts.append(np.ones(len(found), dtype=np.int64))
        names[term] = term
    forms = np.empty(len(missing), dtype=object)
    forms[:] = [(term,) for term in missing]
    whole = build_terms(
        np.r_[terms.names, np.array(missing, dtype=object)],
        np.r_[terms.n_words, np.array([len(term.split()) for term in missing], dtype=np.int8)],
        np.concatenate(rows).astype(np.int64), np.concatenate(columns).astype(np.int64), np.concatenate(counts),
        terms.paper_ids, terms.lengths, np.r_[terms.forms, forms],
        np.r_[terms.countable, [len(part) for part in rows[1:]]].astype(np.int64),
    )  # fmt: skip
    return whole, names


def compute_tested_contrasts(
    terms: Terms,
    grouping: Grouping,
    *,
    questions: Questions,
    names: dict[str, str],
    strata: Strata | None = None,
    clusters: NDArray[np.int64] | None = None,
    defining: NDArray[np.bool_] | None = None,
    n_permutations: int = 2000,
    n_shuffles: int = 200,
    seed: int = 1,
) -> pd.DataFrame:
    """Hold each group against the papers outside it, with p-values, planned terms apart from the rest.

    Parameters
    ----------
    terms : Terms
        Chosen without looking at the groups, planned terms added (:func:`add_planned_terms`).
    grouping : Grouping
        Groups from outside the text; they may share papers. Papers without a group take no part.
    questions : Questions
        Those that name this grouping are the planned family, all others are not asked here.
    names : dict
        Name of each planned term among the terms.
    strata : Strata, optional
        Category and length of each paper of ``terms``; where a group differs in them by more than 0.1, the
        difference within strata is given beside the plain one.
    clusters : ndarray of int, shape (n_papers,), optional
        Papers drawn together; where papers share a cluster the interval is the wider of Newcombe's and the bootstrap's.
    defining : ndarray of bool, shape (n_terms,), optional
        Terms out of the exploratory family, such as words of the query.
    n_permutations, n_shuffles, seed : int

    Returns
    -------
    DataFrame
        The columns of the table ``contrasts``. ``p`` is exact (hypergeometric) for each term alone; ``p_family``
        step-down max-T over the planned terms; ``q`` Benjamini and Hochberg over the exploratory ones of all
        groups; ``null_mean`` the terms that this would call (q at most .05) if the groups meant nothing.
    """
    ids = pd.Index(terms.paper_ids, dtype=object)
    places = ids.get_indexer(grouping.groups.index)
    groups = grouping.groups[places >= 0]
    places = places[places >= 0]
    labels = sorted(set(groups) - {REST})
    member = np.zeros((len(ids), len(labels)), dtype=bool)
    for column, label in enumerate(labels):
        member[places[(groups == label).to_numpy()], column] = True
    known = np.zeros(len(ids), dtype=bool)
    known[places] = True
    if not labels or not len(terms.names) or known.sum() < 2:
        return build_empty_table("contrasts")
    here, member = terms.take_papers(known), member[known]
    nothing = np.zeros(len(terms.names), dtype=bool)
    defining = nothing if defining is None else defining
    dispersion, n_papers = compute_dispersion(here), int(known.sum())
    total = here.counts
    # Two groups that share no paper mirror each other: one of them tells all, unless a question names the other.
    mirrored = len(labels) == 2 and bool((member.sum(axis=1) == 1).all())
    explored = labels[-1:] if mirrored else labels
    asked = {q.group for q in questions.items if q.test == "contrast" and q.groups == grouping.name}
    tables = []
    for column, label in enumerate(labels):
        if label not in explored and label not in asked:
            continue
        inside = member[:, column]
        k = np.asarray(here.presence.T @ inside.astype(np.int64)).ravel()
        n = int(inside.sum())
        table = build_contrast(
            f"{grouping.name}: {label}", terms.names, k, n, total - k, n_papers - n, defining, dispersion
        )
        table["p"] = compute_hypergeometric_p(k, n, total, n_papers)
        _widen(table, here, inside, None if clusters is None else clusters[known], seed)
        _standardise(table, here, inside, None if strata is None else _take(strata, known))
        tables.append(table)
    whole = pd.concat(tables, ignore_index=True)
    whole["tested"] = True
    _test_planned(whole, here, member, labels, grouping, questions, names, n_permutations, seed)
    open_terms = (
        ~whole["planned"] & ~whole["defining"] & whole["contrast"].isin([f"{grouping.name}: {g}" for g in explored])
    )
    whole["q"] = adjust_bh(whole["p"].where(open_terms))
    free = ~defining & ~np.isin(terms.names, whole.loc[whole["planned"], "term"])
    groups_explored = member[:, [labels.index(label) for label in explored]]
    called = count_by_chance(here.presence[:, free], groups_explored, level=LEVEL, n_shuffles=n_shuffles, seed=seed)
    whole["null_mean"] = float(called.mean()) if len(called) else np.nan
    share = (whole["n_first"] + whole["n_second"] + 0.5) / (n_papers + 1)
    n_planned = int(whole["planned"].sum())
    for chosen, n_tests in ((whole["planned"], n_planned), (~whole["planned"], int(open_terms.sum()))):
        rows = whole[chosen]
        whole.loc[chosen, "detectable"] = compute_detectable_difference(
            share[chosen], rows["size_first"], rows["size_second"], n_tests=n_tests
        )
    return whole


def find_called(contrasts: pd.DataFrame, *, smallest: float = 0.0) -> pd.Series:
    """Mark exploratory terms that are called: q at most .05, and the whole interval beyond ``smallest``."""
    near = np.where(contrasts["difference"] > 0, contrasts["low"], -contrasts["high"])
    return (contrasts["q"] <= LEVEL) & (near > smallest)


def choose_tested(contrasts: pd.DataFrame, *, top: int = 14) -> pd.DataFrame:
    """Choose the exploratory terms that differ most surely, each finding once.

    Parameters
    ----------
    contrasts : DataFrame
        As :func:`compute_tested_contrasts` gives it.
    top : int, default 14

    Returns
    -------
    DataFrame
        The same columns and ``called``, smallest p-value first. Of terms that share words and nearly all papers, and of
        a term in two groups, the better one stays.
    """
    rows = contrasts[contrasts["q"].notna() & contrasts["low"].notna()]
    rows = rows.assign(called=find_called(rows), n=rows["n_first"] + rows["n_second"])
    rows = rows.sort_values(["p", "term"], kind="stable").drop_duplicates("term")
    return rows.loc[drop_repeats(rows.head(40 * top), top, count_by="n")].drop(columns="n")


def _test_planned(whole, here, member, labels, grouping, questions, names, n_permutations, seed):
    asked = {
        (names[q.term], q.group)
        for q in questions.items
        if q.test == "contrast" and q.groups == grouping.name and q.group in labels
    }
    pairs = sorted(asked)
    if not pairs:
        return
    place = {name: i for i, name in enumerate(here.names)}
    columns = np.array([place[name] for name, _ in pairs])
    which = np.array([labels.index(group) for _, group in pairs])
    result = compute_max_t(here.presence[:, columns], member, which=which, n_permutations=n_permutations, seed=seed)
    family = pd.Series(result.p_family, index=[(f"{grouping.name}: {group}", name) for name, group in pairs])
    of_row = pd.Series(list(zip(whole["contrast"], whole["term"], strict=True)), index=whole.index)
    whole["planned"] = of_row.isin(family.index)
    whole["p_family"] = of_row.map(family).astype(float)


def _widen(table, here, inside, clusters, seed):
    """Take the wider of Newcombe's interval and the bootstrap's where papers share a cluster."""
    if clusters is None or len(np.unique(clusters)) == len(clusters) or min(inside.sum(), (~inside).sum()) < MIN_GROUP:
        return
    low, high = bootstrap_difference(here.presence, inside, clusters, seed=seed)
    table["low"], table["high"] = np.fmin(table["low"], low), np.fmax(table["high"], high)


def _standardise(table, here, inside, strata):
    if strata is None or not strata.names or max(map(abs, measure_imbalance(strata, inside).values())) <= APART:
        return
    table["adjusted"], table["adjusted_low"], table["adjusted_high"] = standardise_difference(
        here.presence, inside, strata
    )


def _take(strata, chosen):
    return Strata(strata.codes[chosen], strata.categories[chosen], strata.lengths[chosen], strata.names)
