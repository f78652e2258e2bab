"""Topics of a sample for all papers: which papers are drawn, and where the others go by their words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import vstack

from helpers.run.engines import map_parts
from helpers.run.runs import Run
from helpers.text.wordings import count
from helpers.text.words import STOP_WORDS
from helpers.topics.fitting import Topics
from helpers.topics.hierarchy import count_joins
from helpers.topics.lots import draw_rows
from helpers.topics.phrase_counts import join_texts
from helpers.topics.topic_tables import give_no_topics, tabulate_members, tabulate_weights

MAX_HELD_OUT, N_FOLDS = 5_000, 5
"""Papers of the sample that are held out in turn, at most, and into how many parts they are split for that."""
N_WORDS, N_DIMENSIONS = 2**18, 100
"""Slots for words, which two rare ones may share, and dimensions that papers have by their words."""
FREEDOM = 10.0
"""Inverse strength of the ridge on the weights: on 5,980 arXiv abstracts of 25 categories .79 were right, said .83."""
PAPERS_AT_ONCE = 5_000


@dataclass(frozen=True)
class Placed:
    """The tables of topics for all papers, where :class:`helpers.topics.fitting.Topics` may be of a sample.

    ``note`` says in a sentence or three how they came about.
    """

    topics: pd.DataFrame
    memberships: pd.DataFrame
    topic_weights: pd.DataFrame
    hierarchy: pd.DataFrame
    note: str


def draw_sample(run: Run, papers: pd.DataFrame) -> pd.DataFrame:
    """Return the papers that topics are made of: all, or as many as the setting ``sample`` says, in their order.

    Which ones depends on their ``paper_id`` and the setting ``seed`` alone: in a dump that has grown they are the same,
    but for those that new papers drive out.
    """
    size, seed = run.settings["sample"], run.settings["seed"]
    if size is None or size >= len(papers):
        return papers
    return papers.iloc[draw_rows(papers["paper_id"], size, seed)].reset_index(drop=True)


def place_papers(found: Topics, drawn: pd.DataFrame, papers: pd.DataFrame) -> Placed:
    """Return the tables of all ``papers``, of which ``found`` has the topics of those that were ``drawn``.

    Every other paper goes to a topic by its words, without being encoded; its confidence is the probability of that.
    Counts of papers are those of all. If all were drawn, the tables are those of ``found``.

    Notes
    -----
    TF-IDF of hashed words, a hundred dimensions of it (Deerwester and others 1990), logistic regression on the topics
    of the sample. How often papers of the sample that are held out get their own topic is told.
    """
    if len(drawn) == len(papers):
        return Placed(found.topics, found.memberships, found.topic_weights, found.hierarchy, found.note)
    of = f"{len(drawn):,} of {count(len(papers), 'paper')}"
    if found.topics.empty:
        return Placed(found.topics, give_no_topics(papers)[1], found.topic_weights, found.hierarchy, found.note)
    others = papers[~papers["paper_id"].isin(drawn["paper_id"])].reset_index(drop=True)
    numbers, groups = np.unique(found.memberships["topic"].to_numpy(dtype=np.int64), return_inverse=True)
    counts = vstack(list(_count_parts(drawn)))
    reduce = _learn_dimensions(counts, found.recipe.seed)
    learned = _learn_topics(points := reduce.transform(counts), groups)
    parts = [_tell_chances(learned, reduce.transform(part), len(numbers)) for part in _count_parts(others)]
    chances = np.concatenate([np.zeros((0, len(numbers))), *parts])
    best = chances.argmax(axis=1)
    memberships = pd.concat([found.memberships, tabulate_members(others, best, chances, numbers)])
    weights = pd.concat([found.topic_weights, tabulate_weights(others, chances, numbers)])
    order = pd.Series(np.arange(len(papers)), index=papers["paper_id"])
    memberships, weights = (
        table.iloc[np.argsort(order[table["paper_id"]].to_numpy(), kind="stable")].reset_index(drop=True)
        for table in (memberships, weights)
    )
    sizes = memberships["topic"].value_counts()
    note = (
        f"{found.note} They are those of a sample of {of}; the {len(others):,} others went to a topic by their words. "
        f"{_describe_held_out(points, groups, found.recipe.seed)}"
    )
    topics = found.topics.assign(n_papers=found.topics["topic"].map(sizes).to_numpy(dtype=np.int64))
    return Placed(topics, memberships, weights, count_joins(found.hierarchy, sizes.to_dict()), note)


def _count_parts(papers: pd.DataFrame) -> Iterator[Any]:
    """How often each word stands in each paper, some thousands of papers at a time, counted side by side."""
    parts = (papers.iloc[start : start + PAPERS_AT_ONCE] for start in range(0, len(papers), PAPERS_AT_ONCE))
    return map_parts(_count_words, map(join_texts, parts))


def _count_words(texts: list[str]) -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer

    counter = HashingVectorizer(n_features=N_WORDS, stop_words=sorted(STOP_WORDS), alternate_sign=False, norm=None)
    return counter.transform(texts)


def _learn_dimensions(counts: Any, seed: int) -> Any:
    """A model that gives papers, by their counts, a place in fewer dimensions."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import Normalizer

    n_dimensions = max(1, min(N_DIMENSIONS, counts.shape[0] - 1))
    return make_pipeline(
        TfidfTransformer(sublinear_tf=True), TruncatedSVD(n_dimensions, random_state=seed), Normalizer()
    ).fit(counts)


def _learn_topics(points: np.ndarray, groups: np.ndarray) -> Any:
    """A model of the topic of a place; None where there is one topic only."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=FREEDOM, max_iter=500).fit(points, groups) if len(np.unique(groups)) > 1 else None


def _tell_chances(learned: Any, points: np.ndarray, n_topics: int) -> np.ndarray:
    """The probability of each topic for each place, of shape (n, n_topics)."""
    if learned is None:
        return np.ones((len(points), n_topics))
    chances = np.zeros((len(points), n_topics))
    chances[:, learned.classes_] = learned.predict_proba(points)
    return chances


def _describe_held_out(points: np.ndarray, groups: np.ndarray, seed: int) -> str:
    """A sentence on how often papers of the sample, held out in turn, go to their own topic."""
    if len(np.unique(groups)) < 2:
        return "There is no other topic that they could have gone to."
    order = np.random.default_rng(seed).permutation(len(points))
    held, right = order[:MAX_HELD_OUT], 0
    for part in np.array_split(held, min(N_FOLDS, len(held))):
        rest = np.setdiff1d(order, part)
        learned = _learn_topics(points[rest], groups[rest])
        told = groups[rest][:1].repeat(len(part)) if learned is None else learned.predict(points[part])
        right += int((told == groups[part]).sum())
    most = int(np.bincount(groups[held]).max())
    return (
        f"Of {count(len(held), 'paper')} of the sample that were held out in turn, {right / len(held):.0%} went to "
        f"their own topic by their words; {most / len(held):.0%} are in the largest one."
    )
