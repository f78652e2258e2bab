"""A comparison of groups of papers: terms, groups, questions, strata and clusters of the same papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import hstack

from helpers.keywords.paper_groups import Grouping, choose_grouping, find_groupings
from helpers.keywords.stratified_differences import compute_strata
from helpers.keywords.term_choice import SETTINGS, find_terms
from helpers.keywords.term_counts import Terms, build_terms, fold_key, place_ones
from helpers.keywords.term_spellings import find_phrases
from helpers.papers.assembly import read_other
from helpers.papers.title_keys import split_title
from helpers.stats.clusters import compute_clusters
from helpers.stats.estimates import MIN_GROUP
from helpers.stats.questions import NO_QUESTIONS, Question, Questions

THIS, OTHER = "this dump", "the other dump"


@dataclass(frozen=True)
class Comparison:
    """Papers and all that a comparison of their groups is held with.

    ``grouping`` is None where nothing outside the text groups the papers; ``names`` has each planned term as it goes
    among ``terms``; papers of one number in ``clusters`` are drawn together; ``smallest`` is the smallest difference
    of shares that matters.
    """

    papers: pd.DataFrame
    terms: Terms
    groupings: Mapping[str, Grouping]
    grouping: Grouping | None
    questions: Questions
    names: Mapping[str, str]
    strata: pd.DataFrame
    clusters: NDArray[np.int64]
    smallest: float

    @property
    def label(self) -> str:
        """What the groups are, in words."""
        return self.grouping.label if self.grouping else "no groups"

    @property
    def asked(self) -> list[Question]:
        """Planned questions about these groups."""
        name = self.grouping.name if self.grouping else None
        return [q for q in self.questions.items if q.test == "contrast" and q.groups == name]


def prepare_comparison(
    papers: pd.DataFrame, terms: Terms, *, questions: Questions = NO_QUESTIONS,
    settings: Mapping[str, Any] = SETTINGS, coded: Mapping[str, pd.DataFrame] | None = None,
    groupings: Sequence[Grouping] | None = None,
) -> Comparison:  # fmt: skip
    """Bring together what a comparison of groups of papers needs, in terms that were chosen without the groups.

    Parameters
    ----------
    settings : mapping
        Uses ``groups`` (a ``GroupsError`` if there is no such grouping), ``clock``, ``smallest_difference`` and
        ``against``, the path of a second dump, of which only what is not in this one (by identifier or title)
        and fulfils the condition ``where`` counts.
    coded : mapping of coder to DataFrame, optional
        Coders' readings, which group the papers too.
    groupings : sequence of Grouping, optional
        In place of those that are found.
    """
    found = find_groupings(papers, clock=settings["clock"], coded=coded) if groupings is None else {}
    groupings = found | {grouping.name: grouping for grouping in groupings or ()}
    other = read_other(settings["against"], where=settings.get("where"))
    if other is not None:
        papers, pooled = pool_dumps(papers, other)
        groupings = {"dump": pooled} | groupings
        terms = find_terms(papers, settings)[1]
    grouping = choose_grouping(groupings, settings["groups"])
    terms, names = add_planned_terms(terms, papers, questions.list_terms(grouping.name) if grouping else [])
    # Categories cannot be held equal where they are what is compared.
    alike = papers.assign(categories=None) if grouping is not None and grouping.name == "category" else papers
    strata, clusters = compute_strata(alike, terms.lengths), compute_clusters(papers)
    smallest = questions.smallest_difference or settings["smallest_difference"]
    return Comparison(papers, terms, groupings, grouping, questions, names, strata, clusters, smallest)


def prepare_dump_comparison(
    papers: pd.DataFrame, other: pd.DataFrame, *, questions: Questions = NO_QUESTIONS,
    settings: Mapping[str, Any] = SETTINGS,
) -> Comparison:  # fmt: skip
    """Bring together what a comparison of the papers of two dumps needs; a paper of both counts in the first alone.

    Without papers and groups where either has under ten papers.
    """
    pooled, grouping = pool_dumps(papers, other)
    enough = min(len(papers), len(pooled) - len(papers)) >= MIN_GROUP
    pooled, groupings = (pooled, [grouping]) if enough else (pooled.head(0), [])
    settings = {**settings, "groups": None, "against": None}
    terms = find_terms(pooled, settings)[1]
    return prepare_comparison(pooled, terms, questions=questions, settings=settings, groupings=groupings)


def add_planned_terms(terms: Terms, papers: pd.DataFrame, planned: Sequence[str]) -> tuple[Terms, dict[str, str]]:
    """Add columns for planned terms that are not among the terms, however rare or long they are, be they empty.

    Also returned: the name by which each planned term goes among them.
    """
    keys = {fold_key(form): name for name, forms in zip(terms.names, terms.forms, strict=True) for form in forms}
    keys |= {fold_key(name): name for name in terms.names}
    names = {term: keys.get(fold_key(term), term) for term in planned}
    missing = [term for term in names if fold_key(term) not in keys]
    if not missing:
        return terms, names
    having = find_phrases(papers, map(fold_key, missing))
    ones = place_ones([having[fold_key(term)] for term in missing], len(papers))
    forms = np.fromiter(((term,) for term in missing), dtype=object, count=len(missing))
    whole = build_terms(
        np.r_[terms.names, np.array(missing, dtype=object)],
        np.r_[terms.n_words, [len(term.split()) for term in missing]].astype(np.int8),
        hstack([terms.uses, ones], format="csc"), terms.paper_ids, terms.lengths, np.r_[terms.forms, forms],
        np.r_[terms.countable, np.diff(ones.indptr)],
    )  # fmt: skip
    return whole, names


def pool_dumps(papers: pd.DataFrame, other: pd.DataFrame) -> tuple[pd.DataFrame, Grouping]:
    """Put two dumps together, each paper once, and group them by dump."""
    known = set().union(*_list_keys(papers))
    other = other[np.array([known.isdisjoint(keys) for keys in _list_keys(other)], dtype=bool)]
    other = other.assign(paper_id="other: " + other["paper_id"].astype(str))
    whole = pd.concat([papers, other], ignore_index=True)
    groups = pd.Series([THIS] * len(papers) + [OTHER] * len(other), index=whole["paper_id"].to_numpy(dtype=object))
    return whole, Grouping("dump", "papers of this dump and of the other", groups.astype(object))


def _list_keys(papers):
    """Keys of each paper by which it is known to be the same in two dumps."""
    for row in papers[["arxiv_id", "doi", "title"]].itertuples(index=False):
        arxiv_id, doi, title = (value if isinstance(value, str) else "" for value in row)
        key = "".join(split_title(title))
        yield {*filter(None, [arxiv_id and f"arxiv {arxiv_id}", doi and f"doi {doi.lower()}", key[10:] and key])}
