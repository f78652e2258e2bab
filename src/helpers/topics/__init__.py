"""Vectors and texts to topics: which papers hold together, what the groups are called, how sure that is.

Many partitions of a neighbour graph are combined by how often two papers meet in them, so that a topic does not
hang on one seed; no paper is left out. How topics are made of so many papers is in
:mod:`helpers.topics.recipes`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from helpers.schema import NO_TOPIC
from helpers.topics.consensus import (
    combine_partitions,
    compose_features,
    compute_agreement,
    compute_belonging,
    compute_stability,
    draw_partitions,
)
from helpers.topics.reading import (
    STABLE,
    UNCERTAIN,
    describe_topics,
    find_nearest_papers,
    list_exemplars,
    list_uncertain,
    plural,
    select_topic,
)
from helpers.topics.recipes import MIN_PAPERS, Recipe, choose_recipe
from helpers.topics.terms import compute_word_vectors, count_terms
from helpers.topics.words import choose_labels, choose_words, compute_topic_weights, fit_bertopic, read_bertopic_weights
from helpers.vectors import centre_vectors, find_neighbours

__all__ = [
    "MIN_PAPERS",
    "STABLE",
    "UNCERTAIN",
    "Recipe",
    "Topics",
    "choose_recipe",
    "compute_agreement",
    "describe_topics",
    "find_nearest_papers",
    "fit_bertopic",
    "fit_topics",
    "list_exemplars",
    "list_uncertain",
    "select_topic",
]

MIN_WEIGHT = 0.005
"""Smaller soft memberships are left out of ``topic_weights``."""
N_EXEMPLARS = 3


@dataclass(frozen=True)
class Topics:
    """What :func:`fit_topics` found: three tables of the schema, the recipe, and a sentence about the outcome."""

    topics: pd.DataFrame
    memberships: pd.DataFrame
    topic_weights: pd.DataFrame
    recipe: Recipe
    note: str


def fit_topics(
    papers: pd.DataFrame,
    vectors: np.ndarray,
    *,
    seed: int = 1,
    recipe: Recipe | None = None,
    words_by: str = "c-tf-idf",
    **changes: object,
) -> Topics:
    """Group papers into topics, name them, and say how sure that is.

    Parameters
    ----------
    papers : DataFrame, one row per paper
        Uses ``paper_id``, ``title`` and ``abstract``.
    vectors : ndarray of shape (n, d)
        One vector per paper, in the order of ``papers``.
    seed : int, default 1
        The same seed on the same machine gives the same topics.
    recipe : Recipe, optional
        Default: :func:`choose_recipe` for n papers.
    words_by : {"c-tf-idf", "bertopic"}, default "c-tf-idf"
        Who weighs the words. Both give the same weights; BERTopic takes ten processor seconds to import.
    **changes
        Fields of the recipe to change, for instance ``resolution=(1.5, 2.5)`` or ``n_draws=30``.

    Returns
    -------
    Topics
        Tables ``topics``, ``memberships`` and ``topic_weights``; topics are numbered by size, ties by their
        first paper. Under 30 papers there are no topics: ``topics`` and ``topic_weights`` are empty, every
        paper has ``NO_TOPIC``, and ``note`` says why.

    Raises
    ------
    ValueError
        If there is not one vector per paper, or ``words_by`` is unknown.
    """
    n = len(papers)
    if len(vectors) != n:
        raise ValueError(f"fit_topics needs one vector per paper; got {len(vectors)} vectors for {n} papers.")
    if words_by not in ("c-tf-idf", "bertopic"):
        raise ValueError(f"words_by is 'c-tf-idf' or 'bertopic', not {words_by!r}.")
    recipe = replace(recipe or choose_recipe(n), **changes)
    if recipe.method == "none" or n < 3:
        return _give_no_topics(papers, recipe)
    partition_rng, bootstrap_rng = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(2))
    texts = [f"{title}. {abstract}" for title, abstract in zip(papers["title"], papers["abstract"], strict=True)]
    terms = count_terms(texts, min_papers=2 if n < 1_000 else max(3, n // 1_000))
    words_only = terms.counts[:, : terms.n_words]
    word_vectors = compute_word_vectors(words_only, recipe.n_word_dimensions, seed=seed)
    features = compose_features(centre_vectors(vectors), centre_vectors(word_vectors), recipe.word_weight)
    # Long lists, since bootstraps and draws leave papers out and look further down.
    neighbours, similarities = find_neighbours(features, 4 * recipe.neighbours[1])
    draws = draw_partitions(neighbours, similarities, recipe, recipe.n_draws, partition_rng)
    groups = _number_by_size(combine_partitions(draws, recipe))
    stability = compute_stability(neighbours, similarities, groups, recipe, bootstrap_rng)
    if words_by == "bertopic":
        weights = read_bertopic_weights(fit_bertopic(texts, vectors, groups, terms.terms), groups)
    else:
        weights = compute_topic_weights(terms.counts, groups)
    words = choose_words(terms, weights, groups)
    belonging = compute_belonging(draws, groups)
    labels = choose_labels(terms, weights, groups, words)
    topics = pd.DataFrame(
        {
            "topic": np.arange(len(words)),
            "label": labels,
            "words": words,
            "n_papers": np.bincount(groups),
            "stability": stability,
            "stable": stability >= STABLE,
            "parent": pd.array([pd.NA] * len(words), dtype="Int64"),
            "exemplars": _find_exemplars(papers, features, groups, belonging),
        }
    )
    note = _describe_outcome(topics, n, recipe)
    return Topics(
        topics, _tabulate_members(papers, groups, belonging), _tabulate_weights(papers, belonging), recipe, note
    )


def _number_by_size(groups: np.ndarray) -> np.ndarray:
    """Number groups by falling size, ties by their first paper."""
    names, first, sizes = np.unique(groups, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    number = np.empty(len(names), dtype=np.int64)
    number[order] = np.arange(len(names))
    return number[np.searchsorted(names, groups)]


def _find_exemplars(
    papers: pd.DataFrame, features: np.ndarray, groups: np.ndarray, belonging: np.ndarray
) -> list[list[str]]:
    """The papers nearest to their topic's centre among those that surely belong: cosine times confidence."""
    ids = papers["paper_id"].to_numpy()
    exemplars = []
    for topic in range(belonging.shape[1]):
        members = np.flatnonzero(groups == topic)
        centre = features[members].mean(axis=0)
        central = (features[members] @ centre).astype(float) * belonging[members, topic]
        exemplars.append([str(ids[i]) for i in members[np.argsort(-central, kind="stable")[:N_EXEMPLARS]]])
    return exemplars


def _tabulate_members(papers: pd.DataFrame, groups: np.ndarray, belonging: np.ndarray) -> pd.DataFrame:
    rows = np.arange(len(groups))
    confidence = belonging[rows, groups]
    others = belonging.copy()
    others[rows, groups] = -1
    alone = belonging.shape[1] == 1
    runner_up = pd.Series(others.argmax(axis=1), dtype="Int64")
    return pd.DataFrame(
        {
            "paper_id": papers["paper_id"].to_numpy(),
            "topic": groups,
            "confidence": confidence,
            "runner_up": runner_up.mask(np.full(len(groups), alone)),
            "runner_up_confidence": np.nan if alone else others.max(axis=1),
            "uncertain": confidence < UNCERTAIN,
        }
    )


def _tabulate_weights(papers: pd.DataFrame, belonging: np.ndarray) -> pd.DataFrame:
    """Mean co-association scaled to a sum of one; weights too small to matter are left out first."""
    weights = belonging / belonging.sum(axis=1, keepdims=True)
    weights[weights < MIN_WEIGHT] = 0
    weights /= weights.sum(axis=1, keepdims=True)
    row, topic = np.nonzero(weights)
    return pd.DataFrame(
        {"paper_id": papers["paper_id"].to_numpy()[row], "topic": topic.astype(np.int64), "weight": weights[row, topic]}
    )


def _give_no_topics(papers: pd.DataFrame, recipe: Recipe) -> Topics:
    n = len(papers)
    topics = pd.DataFrame(
        {
            "topic": pd.Series(dtype="int64"),
            "label": pd.Series(dtype="str"),
            "words": pd.Series(dtype=object),
            "n_papers": pd.Series(dtype="int64"),
            "stability": pd.Series(dtype="float64"),
            "stable": pd.Series(dtype="bool"),
            "parent": pd.Series(dtype="Int64"),
            "exemplars": pd.Series(dtype=object),
        }
    )
    memberships = pd.DataFrame(
        {
            "paper_id": papers["paper_id"].to_numpy(),
            "topic": np.full(n, NO_TOPIC),
            "confidence": np.full(n, np.nan),
            "runner_up": pd.array([pd.NA] * n, dtype="Int64"),
            "runner_up_confidence": np.full(n, np.nan),
            "uncertain": np.zeros(n, dtype=bool),
        }
    )
    weights = pd.DataFrame(
        {"paper_id": pd.Series(dtype="str"), "topic": pd.Series(dtype="int64"), "weight": pd.Series(dtype="float64")}
    )
    return Topics(topics, memberships, weights, recipe, describe_topics(topics, memberships))


def _describe_outcome(topics: pd.DataFrame, n: int, recipe: Recipe) -> str:
    how = {
        "consensus": f"agreed on by {recipe.n_draws} draws",
        "graph": f"the most central of {recipe.n_draws} draws",
    }[recipe.method]
    return f"{len(topics)} {plural('topic', len(topics))} of {n:,} papers, {how}; {int(topics['stable'].sum())} stable."
