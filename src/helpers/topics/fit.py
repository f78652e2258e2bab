"""Papers and their vectors to topics: draws, their consensus, names, and how sure all of it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from helpers.topics.consensus import compute_belonging
from helpers.topics.draws import Material, compose_features
from helpers.topics.hierarchy import compute_hierarchy
from helpers.topics.reading import describe_topics, plural
from helpers.topics.recipes import Recipe, choose_recipe
from helpers.topics.scale import Scale, choose_scale, compute_stability
from helpers.topics.tables import (
    find_central_papers,
    give_no_topics,
    tabulate_members,
    tabulate_topics,
    tabulate_weights,
)
from helpers.topics.terms import TermCounts, compute_word_vectors, count_terms
from helpers.topics.words import choose_labels, choose_words, compute_topic_weights, fit_bertopic, read_bertopic_weights
from helpers.vectors import centre_vectors, find_neighbours

N_LISTED = 4
"""Neighbour lists are so many times longer than the graph needs, since samples leave papers out."""


@dataclass(frozen=True)
class Topics:
    """What :func:`fit_topics` found.

    Attributes
    ----------
    topics, memberships, topic_weights, hierarchy : DataFrame
        Tables of the schema.
    curve : DataFrame
        How the number of topics was chosen; see :func:`helpers.topics.scale.choose_scale`.
    recipe : Recipe
    note : str
        A sentence about the outcome.
    remarks : list of str
        Sentences about edits and numbers, for the reader.
    material : Material
        What papers were compared by, with their nearest neighbours: a map can reuse them.
    words_only : ndarray of shape (n, d), float32
        What papers would be compared by without an encoder: words alone.
    """

    topics: pd.DataFrame
    memberships: pd.DataFrame
    topic_weights: pd.DataFrame
    hierarchy: pd.DataFrame
    curve: pd.DataFrame
    recipe: Recipe
    note: str
    material: Material = field(repr=False)
    words_only: np.ndarray = field(repr=False)
    remarks: list[str] = field(default_factory=list)


def fit_topics(
    papers: pd.DataFrame,
    vectors: np.ndarray,
    *,
    seed: int = 1,
    base: str = "louvain",
    n_topics: int | None = None,
    recipe: Recipe | None = None,
    words_by: str = "c-tf-idf",
    show_progress: bool = False,
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
    base : {"louvain", "umap-hdbscan", "nmf"}, default "louvain"
        What one draw is.
    n_topics : int, optional
        A wanted number of topics; by default the most stable one.
    recipe : Recipe, optional
        Default: :func:`choose_recipe` for n papers.
    words_by : {"c-tf-idf", "bertopic"}, default "c-tf-idf"
        Who weighs the words. Both give the same weights; BERTopic takes ten processor seconds to import.
    show_progress : bool, default False
        Show a progress bar.
    **changes
        Fields of the recipe to change, for instance ``scales=(1.5, 2.5)`` or ``n_draws=30``.

    Returns
    -------
    Topics
        Under 30 papers there are no topics: ``topics``, ``topic_weights`` and ``hierarchy`` are empty, every paper
        has ``NO_TOPIC``, and ``note`` says why. Topics are numbered by size, ties by their first paper.

    Raises
    ------
    ValueError
        If there is not one vector per paper, or a parameter has no such value.
    """
    n = len(papers)
    if len(vectors) != n:
        raise ValueError(f"fit_topics needs one vector per paper; got {len(vectors)} vectors for {n} papers.")
    if words_by not in ("c-tf-idf", "bertopic"):
        raise ValueError(f"words_by is 'c-tf-idf' or 'bertopic', not {words_by!r}.")
    recipe = replace(recipe or choose_recipe(n, base, n_topics=n_topics), **changes)
    texts = [f"{title}. {abstract}" for title, abstract in zip(papers["title"], papers["abstract"], strict=True)]
    terms = count_terms(texts, min_papers=2 if n < 1_000 else max(3, n // 1_000))
    material, words_only = _prepare_material(vectors, terms, recipe, seed)
    if recipe.method == "none" or n < 3:
        tables = give_no_topics(papers)
        note = describe_topics(tables[0], tables[1])
        return Topics(*tables, pd.DataFrame(), recipe, note, material, words_only)
    scale = choose_scale(material, recipe, np.random.default_rng(seed), show_progress=show_progress)
    groups = _number_by_size(scale.groups)
    belonging = compute_belonging(scale.draws, groups)
    stability = _judge_stability(scale, groups)
    if words_by == "bertopic":
        weights = read_bertopic_weights(fit_bertopic(texts, vectors, groups, terms.terms), groups)
    else:
        weights = compute_topic_weights(terms.counts, groups)
    words = choose_words(terms, weights, groups)
    labels = choose_labels(terms, weights, groups, words)
    exemplars = find_central_papers(papers, material.features, groups, belonging)
    evidence = pd.DataFrame({"exemplars": exemplars, "sentence": None})
    numbers = np.arange(len(words))
    topics = tabulate_topics(
        numbers, np.bincount(groups), stability,
        labels=labels, words=words, evidence=evidence, named_by=["words"] * len(words),
    )  # fmt: skip
    return Topics(
        topics, tabulate_members(papers, groups, belonging, numbers), tabulate_weights(papers, belonging, numbers),
        compute_hierarchy(material.features, groups, numbers), scale.curve, recipe,
        describe_outcome(topics, n, scale, recipe), material, words_only,
    )  # fmt: skip


def describe_outcome(topics: pd.DataFrame, n: int, scale: Scale, recipe: Recipe) -> str:
    """Return one sentence on how many topics were found and how."""
    if len(topics) == 1 and recipe.n_topics != 1:
        best = scale.curve["stability"].max() if len(scale.curve) else np.nan
        why = "no finer grouping was found" if np.isnan(best) else f"none was found again (best stability {best:.2f})"
        return f"One topic of {n:,} papers: of the finer groupings that were tried, {why} when papers were drawn anew."
    stable = int(topics["stable"].sum())
    return (
        f"{len(topics)} {plural('topic', len(topics))} of {n:,} papers, agreed on by {len(scale.draws)} draws; "
        f"{stable} stable."
    )


def _prepare_material(vectors: np.ndarray, terms: TermCounts, recipe: Recipe, seed: int) -> tuple[Material, np.ndarray]:
    counts = terms.counts[:, : terms.n_words]
    words_only = centre_vectors(compute_word_vectors(counts, recipe.n_word_dimensions, seed=seed))
    features = compose_features(centre_vectors(vectors), words_only, recipe.word_weight)
    neighbours, similarities = find_neighbours(features, N_LISTED * recipe.neighbours[1])
    return Material(features, neighbours, similarities, counts), words_only


def _judge_stability(scale: Scale, groups: np.ndarray) -> np.ndarray:
    """Cluster-wise stability; of a single topic nothing can be said, since whatever is drawn lies in it."""
    return compute_stability(groups, scale.bootstraps) if groups.max() > 0 else np.full(1, np.nan)


def _number_by_size(groups: np.ndarray) -> np.ndarray:
    """Number groups by falling size, ties by their first paper."""
    names, first, sizes = np.unique(groups, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    number = np.empty(len(names), dtype=np.int64)
    number[order] = np.arange(len(names))
    return number[np.searchsorted(names, groups)]
