"""Papers and their vectors to topics: draws, their consensus, names, and how sure all of it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from helpers.topics.consensus import compute_belonging
from helpers.topics.draws import Material, compose_features
from helpers.topics.edit_guide import list_unused
from helpers.topics.exemplars import compute_means, find_evidence
from helpers.topics.hierarchy import MIN_PARENT_PAPERS, choose_parents, compute_centres, compute_hierarchy
from helpers.topics.phrase_counts import TermCounts, compute_word_vectors, count_terms
from helpers.topics.recipes import MAX_CONSENSUS_PAPERS, Recipe, choose_recipe
from helpers.topics.topic_count import Scale, choose_scale, compute_stability, tabulate_curve
from helpers.topics.topic_edits import Edit, Edited, apply_edits, give_labels
from helpers.topics.topic_names import TopicBrief, choose_labels, label_topics
from helpers.topics.topic_numbers import describe_identities, match_identities
from helpers.topics.topic_report import describe_topics, plural
from helpers.topics.topic_tables import give_no_topics, tabulate_members, tabulate_topics, tabulate_weights
from helpers.topics.topic_words import choose_words, compute_topic_weights, fit_bertopic, read_bertopic_weights
from helpers.vectors.neighbours import centre_vectors, find_neighbours, scale_vectors

MIN_PARENT_TOPICS = 6
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
        How the number of topics was chosen; see :func:`helpers.topics.topic_count.choose_scale`.
    recipe : Recipe
    note : str
        A sentence about the outcome.
    paper_tree : DataFrame or None
        Where there are too few papers for topics: which papers are nearest to each other, as ``hierarchy`` says it
        of topics; its leaves are rows of the papers.
    remarks : list of str
        Sentences about edits and numbers, for the reader.
    identities : dict
        What the next run needs to give the same topics the same numbers.
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
    paper_tree: pd.DataFrame | None = field(default=None, repr=False)
    remarks: list[str] = field(default_factory=list)
    identities: dict[str, Any] = field(default_factory=dict, repr=False)


def fit_topics(
    papers: pd.DataFrame,
    vectors: np.ndarray,
    *,
    seed: int = 1,
    base: str = "louvain",
    n_topics: int | None = None,
    recipe: Recipe | None = None,
    words_by: str = "c-tf-idf",
    encode: Callable[[list[str]], np.ndarray] | None = None,
    edits: Sequence[Edit] = (),
    identities: Mapping[str, Any] | None = None,
    labeller: Callable[[TopicBrief], str] | None = None,
    excluded: Collection[str] = (),
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
    encode : callable, optional
        Texts to vectors, the encoder that ``vectors`` come from: names are then ranked by their nearness to the
        topic, and each topic gets its most central sentence.
    edits : sequence of Edit, optional
        What the reader wants otherwise, from :func:`helpers.topics.topic_edits.read_edits`.
    identities : mapping, optional
        Topics of an earlier run, whose numbers are kept, as ``Topics.identities`` gives them.
    labeller : callable, optional
        Names topics, see :func:`helpers.topics.topic_names.label_topics`.
    excluded : collection of str, optional
        Words that no name uses.
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
        tree = compute_hierarchy(material.features, np.arange(n))
        curve = tabulate_curve([], np.zeros((0, 0)))
        return Topics(*tables, curve, recipe, note, material, words_only, tree, list_unused(edits))
    scale = choose_scale(material, recipe, np.random.default_rng(seed), show_progress=show_progress)
    groups = _number_by_size(scale.groups)
    weigh = partial(_weigh_words, texts, vectors, terms, words_by)
    ids = papers["paper_id"].astype(str).to_numpy()
    members = [ids[groups == group].tolist() for group in range(int(groups.max()) + 1)]
    words = found_words = choose_words(terms, weigh(groups), groups)
    matched = match_identities(identities or {}, members, words)
    name = partial(choose_labels, papers, excluded=excluded, encode=encode)
    edited = Edited(groups, matched.numbers)
    if edits:
        belonging = compute_belonging(scale.draws, groups)
        labels = name(groups, belonging=belonging, centres=_find_centres(vectors, groups))
        edited = apply_edits(
            edits, groups, matched.numbers, papers, labels, belonging=belonging,
            split=partial(split_topic, material.features), next_number=matched.next_number, parts=matched.parts,
            names=matched.names,
        )  # fmt: skip
        groups = edited.groups
        words = choose_words(terms, weigh(groups), groups)
    belonging = compute_belonging(scale.draws, groups)
    labels, named_by = give_labels(edited, name(groups, belonging=belonging, centres=_find_centres(vectors, groups)))
    topics = tabulate_topics(
        edited.numbers, np.bincount(groups), _judge_stability(scale, groups),
        labels=labels, words=words, named_by=named_by,
        evidence=find_evidence(papers, material.features, groups, belonging, vectors=vectors, encode=encode),
    )  # fmt: skip
    remarks = [*([matched.remark] if matched.remark else []), *edited.remarks]
    if labeller is not None:
        topics, refused = label_topics(topics, papers, labeller)
        remarks += refused
    kept = describe_identities(
        matched.numbers, members, found_words, next_number=matched.next_number, parts={**matched.parts, **edited.parts},
        names={**matched.names, **dict(zip(topics["label"], topics["topic"], strict=True))},
    )  # fmt: skip
    hierarchy = compute_hierarchy(material.features, groups, edited.numbers)
    topics, hierarchy = _name_parents(topics, hierarchy, edited.numbers, groups, name, n)
    return Topics(
        topics, tabulate_members(papers, groups, belonging, edited.numbers),
        tabulate_weights(papers, belonging, edited.numbers), hierarchy, scale.curve, recipe,
        describe_outcome(topics, n, scale, recipe), material, words_only,
        remarks=remarks, identities=kept,
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


def split_topic(features: np.ndarray, rows: np.ndarray, into: int) -> np.ndarray:
    """Return the part of each row of a topic, from 0, by Ward's method on what papers are compared by.

    Of more than 3,000 papers as many are grouped, evenly spaced, and the others go to the nearest part.
    """
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(rows) <= into:
        return np.arange(len(rows))
    sample = rows[:: max(1, len(rows) // MAX_CONSENSUS_PAPERS)]
    parts = fcluster(linkage(features[sample], method="ward"), into, criterion="maxclust") - 1
    return (features[rows] @ compute_centres(features[sample], parts).T).argmax(axis=1)


def _prepare_material(vectors: np.ndarray, terms: TermCounts, recipe: Recipe, seed: int) -> tuple[Material, np.ndarray]:
    counts = terms.counts[:, : terms.n_words]
    words_only = centre_vectors(compute_word_vectors(counts, recipe.n_word_dimensions, seed=seed))
    features = compose_features(centre_vectors(vectors), words_only, recipe.word_weight)
    neighbours, similarities = find_neighbours(features, N_LISTED * recipe.neighbours[1])
    return Material(features, neighbours, similarities, counts), words_only


def _weigh_words(
    texts: Sequence[str], vectors: np.ndarray, terms: TermCounts, words_by: str, groups: np.ndarray
) -> np.ndarray:
    if words_by == "bertopic":
        return read_bertopic_weights(fit_bertopic(texts, vectors, groups, terms.terms), groups)
    return compute_topic_weights(terms.counts, groups)


def _find_centres(vectors: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Centres of the topics among the encoder's vectors as they are, for comparison with vectors of phrases."""
    return scale_vectors(compute_means(vectors, groups))


def _name_parents(
    topics: pd.DataFrame,
    hierarchy: pd.DataFrame,
    numbers: np.ndarray,
    groups: np.ndarray,
    name: Callable[..., list[str]],
    n: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Gather topics of a large dump under parents, and name those as topics are named."""
    if n < MIN_PARENT_PAPERS or len(topics) < MIN_PARENT_TOPICS:
        return topics, hierarchy
    parents = choose_parents(hierarchy, numbers, max(3, round(len(topics) / 4)))
    branch = {int(number): parents.get(int(number), int(number)) for number in numbers}
    nodes, merged = np.unique([branch[int(number)] for number in numbers], return_inverse=True)
    names = dict(zip(nodes.tolist(), name(merged[groups]), strict=True))
    parent = topics["topic"].map(parents).astype("Int64")
    label = hierarchy["node"].map({node: names[node] for node in set(parents.values())})
    return topics.assign(parent=parent), hierarchy.assign(label=label.astype("str"))


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
