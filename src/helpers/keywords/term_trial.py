"""All that a test of keywords is held with: terms, groups, questions, strata and clusters of the same papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.keywords.contrast_tests import LEVEL, add_planned_terms, compute_tested_contrasts
from helpers.keywords.paper_groups import Grouping, choose_grouping, find_groupings, keep_large
from helpers.keywords.strata import Strata, compute_strata, measure_imbalance
from helpers.keywords.term_counts import Terms, choose_terms, count_terms, find_theme_terms
from helpers.keywords.term_spellings import fold_key, fold_terms
from helpers.papers.title_keys import split_title
from helpers.run.storage import build_empty_table
from helpers.stats.clusters import compute_clusters
from helpers.stats.estimates import MIN_GROUP
from helpers.stats.questions import NO_QUESTIONS, Questions

THIS, OTHER = "this dump", "the other dump"


@dataclass(frozen=True)
class Trial:
    """Papers and what they are tested with; ``grouping`` is None where nothing outside the text groups them."""

    papers: pd.DataFrame
    terms: Terms
    groupings: Mapping[str, Grouping]
    grouping: Grouping | None
    questions: Questions
    names: Mapping[str, str]
    strata: Strata
    clusters: np.ndarray

    @property
    def label(self) -> str:
        """What the groups are, in words."""
        return self.grouping.label if self.grouping else "no groups"


def find_terms(
    papers: pd.DataFrame, *, min_papers: int = 5, synonyms: Sequence[str] | None = None,
    stop_words: Sequence[str] | None = None,
) -> tuple[Terms, Terms]:  # fmt: skip
    """Count terms, join their spellings, and choose those that can carry meaning.

    Returns
    -------
    every, chosen : Terms
        All terms of two papers or more (fewer if ``min_papers`` is 1, more in dumps of tens of thousands), and those
        that are compared.
    """
    # In large dumps spellings of a few papers are many, and no term that is compared hangs on them.
    every = count_terms(papers, min_papers=min(min_papers, 2 + len(papers) // 20_000))
    every = fold_terms(every, papers, synonyms=synonyms or (), stop_words=stop_words or ())
    return every, choose_terms(every, min_papers=min_papers)


def prepare_trial(
    papers: pd.DataFrame,
    terms: Terms,
    *,
    questions: Questions,
    settings: Mapping[str, object] | None = None,
    coded: Mapping[str, pd.DataFrame] | None = None,
    other: pd.DataFrame | None = None,
    groupings: Sequence[Grouping] | None = None,
) -> Trial:
    """Bring together what a test needs.

    Parameters
    ----------
    papers : DataFrame
        The table ``papers``.
    terms : Terms
        Chosen terms of these papers.
    questions : Questions
    settings : mapping, optional
        Uses ``groups``, ``clock``, ``min_papers``, ``synonyms`` and ``stop_words``.
    coded : mapping of coder to DataFrame, optional
    other : DataFrame, optional
        Papers of a second dump; those that this dump has as well (by identifier or title) count for this one.
    groupings : sequence of Grouping, optional
        In place of those that are found.

    Returns
    -------
    Trial

    Raises
    ------
    GroupsError
        If the setting ``groups`` names a grouping that there is not.
    """
    settings = settings or {"groups": None, "clock": "published"}
    found = find_groupings(papers, clock=settings["clock"], coded=coded) if groupings is None else {}
    groupings = found | {grouping.name: grouping for grouping in groupings or ()}
    if other is not None:
        papers, pooled = pool_dumps(papers, other)
        groupings = {"dump": pooled} | groupings
        _, terms = find_terms(
            papers, min_papers=settings["min_papers"], synonyms=settings["synonyms"], stop_words=settings["stop_words"]
        )
    grouping = choose_grouping(groupings, settings["groups"])
    terms, names = add_planned_terms(terms, papers, questions.list_terms(grouping.name) if grouping else [])
    # Categories cannot be held equal where they are what is compared.
    alike = papers.assign(categories=None) if grouping is not None and grouping.name == "category" else papers
    return Trial(
        papers, terms, groupings, grouping, questions, names, compute_strata(alike, terms.lengths),
        compute_clusters(papers),
    )  # fmt: skip


def run_trial(trial: Trial, *, defining: np.ndarray | None = None, seed: int = 1) -> pd.DataFrame:
    """Run :func:`compute_tested_contrasts`; empty without groups."""
    if trial.grouping is None:
        return build_empty_table("contrasts")
    return compute_tested_contrasts(
        trial.terms, trial.grouping, questions=trial.questions, names=dict(trial.names), strata=trial.strata,
        clusters=trial.clusters, defining=defining, seed=seed,
    )  # fmt: skip


def answer_questions(contrasts: pd.DataFrame, trial: Trial, *, smallest: float) -> pd.DataFrame:
    """Answer each planned question of a grouping in a word.

    Parameters
    ----------
    contrasts : DataFrame
        As :func:`compute_tested_contrasts` gives it.
    trial : Trial
    smallest : float
        Smallest difference of shares that would matter.

    Returns
    -------
    DataFrame, one row per question in its order
        ``term``, ``group``, ``expect``, counts, sizes, ``difference``, ``low``, ``high``, ``adjusted``, ``p_family``,
        ``detectable`` and ``answer``: "yes" (p_family at most .05, the whole interval beyond ``smallest`` on the
        expected side, the sign unchanged within strata), "yes, size open" (the interval reaches below
        ``smallest``), "opposite", "no difference that matters" (the whole interval within ``smallest``), "open",
        "too few papers", "no such group".
    """
    rows = []
    grouping = trial.grouping.name if trial.grouping else None
    for question in trial.questions.items:
        if question.test != "contrast" or question.groups != grouping:
            continue
        found = contrasts[
            (contrasts["contrast"] == f"{grouping}: {question.group}")
            & (contrasts["term"] == trial.names[question.term])
        ]
        facts = {"term": question.term, "group": question.group, "expect": question.expect}
        if found.empty:
            rows.append(facts | {"answer": "no such group"})
            continue
        row = found.iloc[0]
        taken = ("n_first", "size_first", "n_second", "size_second", "difference", "low", "high", "adjusted")
        taken += ("p_family", "detectable")
        rows.append(facts | {key: row[key] for key in taken} | {"answer": _answer(row, question.expect, smallest)})
    return pd.DataFrame(rows)


def _answer(row, expect, smallest):
    if not np.isfinite(row["low"]):
        return "too few papers"
    sign = np.sign(row["difference"])
    near = row["low"] if sign > 0 else -row["high"]
    if row["p_family"] <= LEVEL and near > 0:
        if expect == ("less" if sign > 0 else "more"):
            return "opposite"
        if np.isfinite(row["adjusted"]) and np.sign(row["adjusted"]) != sign:
            return "open"
        return "yes" if near > smallest else "yes, size open"
    if -smallest < row["low"] and row["high"] < smallest:
        return "no difference that matters"
    return "open"


def pool_dumps(papers: pd.DataFrame, other: pd.DataFrame) -> tuple[pd.DataFrame, Grouping]:
    """Put two dumps together, each paper once, and group them by dump."""
    keys = set().union(*(_list_keys(row) for row in papers[["arxiv_id", "doi", "title"]].itertuples(index=False)))
    new = np.array(
        [keys.isdisjoint(_list_keys(row)) for row in other[["arxiv_id", "doi", "title"]].itertuples(index=False)],
        dtype=bool,
    )
    other = other[new] if len(other) else other
    other = other.assign(paper_id="other: " + other["paper_id"].astype(str))
    whole = pd.concat([papers, other], ignore_index=True)
    groups = pd.Series([THIS] * len(papers) + [OTHER] * len(other), index=whole["paper_id"].to_numpy(dtype=object))
    return whole, Grouping("dump", "papers of this dump and of the other", groups.astype(object))


def compute_half_contrasts(
    papers: pd.DataFrame, readings: pd.DataFrame, theme: object, *, kind: str, min_papers: int = 5, seed: int = 1
) -> pd.DataFrame:
    """Test groups that were read from the one half of each paper on the other half.

    Parameters
    ----------
    papers : DataFrame
        The second halves (:func:`helpers.keywords.split_papers`).
    readings : DataFrame
        ``paper_id``, ``main`` and ``kind``, read from the first halves.
    theme : Theme
        Its words are left out.
    kind : str
        Column of ``readings`` that makes the groups.
    min_papers, seed : int

    Returns
    -------
    DataFrame
        The columns of the table ``contrasts``, empty where no group has ten papers.
    """
    _, terms = find_terms(papers, min_papers=min_papers)
    main = readings[readings["main"].astype(bool)].set_index("paper_id")[kind].dropna().astype(object)
    sizes = main.value_counts()
    grouping = Grouping(f"half {kind}", f"{kind}s read from the other half", main)
    if not len(sizes) or sizes.max() < MIN_GROUP or len(main) - sizes.max() < MIN_GROUP:
        return build_empty_table("contrasts")
    trial = prepare_trial(papers, terms, questions=NO_QUESTIONS, groupings=[keep_large(grouping)])
    return run_trial(trial, defining=find_theme_terms(trial.terms.names, theme), seed=seed)


def list_forms(terms: Terms, term: str) -> tuple[str, ...]:
    """Spellings of a term that count as one; the term itself where it is none of the terms."""
    keys = {fold_key(form): forms for forms in terms.forms for form in forms}
    return keys.get(fold_key(term.split(" (")[0]), (term,))


def describe_imbalance(trial: Trial) -> str:
    """Say whether the groups differ in category or in length of abstract, and what was done."""
    if trial.grouping is None:
        return ""
    places = pd.Index(trial.terms.paper_ids, dtype=object).get_indexer(trial.grouping.groups.index)
    sides = []
    for name, rows in trial.grouping.groups.groupby(trial.grouping.groups):
        inside = np.zeros(len(trial.terms.paper_ids), dtype=bool)
        inside[places[trial.grouping.groups.index.isin(rows.index)]] = True
        gaps = measure_imbalance(trial.strata, inside)
        sides.append((abs(gaps["category"]), abs(gaps["length"]), name))
    category, length = max(s[0] for s in sides), max(s[1] for s in sides)
    if max(category, length) <= 0.1:
        return "Groups are alike in category and length of abstract, so differences stand as they are."
    parts = []
    parts += [f"in categories (up to {category:.0%} of the papers)"] if category > 0.1 else []
    parts += [f"in length (up to {length:.1f} standard deviations)"] if length > 0.1 else []
    return (
        f"Groups differ {' and '.join(parts)}. Longer abstracts mention more, and categories have words of their own, "
        "so the column `adjusted` gives each difference within category and thirds of length."
    )


def _list_keys(row):
    """Keys by which a paper of two dumps is known to be the same."""
    title = "".join(split_title(row.title)) if isinstance(row.title, str) else ""
    parts = (("arxiv", row.arxiv_id), ("doi", str(row.doi).lower()), ("title", title if len(title) > 10 else ""))
    return {
        (kind, value) for kind, value in parts if isinstance(value, str) and value not in ("", "none", "nan", "<na>")
    }
