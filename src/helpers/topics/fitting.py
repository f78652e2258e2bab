"""Papers and their vectors to topics: draws, their consensus, names, and how sure all of it is."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from helpers.run.errors import InputError
from helpers.run.runs import Run
from helpers.text.accents import restore_accents
from helpers.text.function_words import mute_function_words
from helpers.text.wordings import count
from helpers.topics.bertopic_models import weigh_with_bertopic
from helpers.topics.consensus import compute_belonging
from helpers.topics.cores import MAX_CORE, Core, extend_topics
from helpers.topics.exemplars import find_evidence
from helpers.topics.group_means import compute_centres
from helpers.topics.hierarchy import MIN_PARENT_PAPERS, choose_parents, compute_hierarchy
from helpers.topics.lots import draw_rows
from helpers.topics.name_phrases import find_name_phrases
from helpers.topics.partitions import Material
from helpers.topics.phrase_counts import TermCounts, compute_word_vectors, count_terms, join_texts
from helpers.topics.recipes import MAX_CONSENSUS_PAPERS, Recipe, choose_recipe, describe_no_topics
from helpers.topics.topic_count import Scale, choose_scale, compute_stability, tabulate_curve
from helpers.topics.topic_edits import Edit, Edited, apply_edits, give_names, read_edits
from helpers.topics.topic_labellers import TopicBrief, label_topics
from helpers.topics.topic_names import TopicName, choose_names
from helpers.topics.topic_numbers import describe_identities, match_identities, read_identities, write_identities
from helpers.topics.topic_tables import give_no_topics, tabulate_members, tabulate_topics, tabulate_weights
from helpers.topics.topic_words import choose_words, compute_topic_weights
from helpers.vectors.neighbours import centre_vectors, find_neighbours, scale_vectors

Encode = Callable[[list[str]], np.ndarray]
Labeller = Callable[[TopicBrief], str]

MIN_PARENT_TOPICS = 6
N_LISTED = 4
"""Neighbour lists are so many times longer than the graph needs, since samples leave papers out."""


@dataclass(frozen=True)
class Topics:
    """What :func:`fit_topics` found: four tables of the schema and how they came about.

    ``curve`` tells how the number of topics was chosen (:class:`helpers.topics.topic_count.Scale`), ``note`` the
    outcome in a sentence, ``remarks`` what became of edits and numbers. ``material`` is what papers were compared by,
    with their nearest neighbours, which a map can reuse; ``words_only``, of shape (n, d), float32, what they would be
    compared by without an encoder. ``identities`` is what the next run needs to give the same numbers. ``draws``, of
    shape (n_draws, n), are those that topics agree on. Of a large dump ``material``, ``words_only`` and ``draws`` are
    of a ``core`` of papers only.
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
    identities: dict[str, Any] = field(default_factory=dict, repr=False)
    draws: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int32), repr=False)
    core: Core | None = None

    def take_core(self, values: np.ndarray) -> np.ndarray:
        """Return of ``values``, one for each paper, those of the papers that ``material`` has."""
        return values if self.core is None else values[self.core.rows]


def fit_run_topics(
    run: Run, papers: pd.DataFrame, vectors: np.ndarray, encode: Encode | None = None, *,
    labeller: Labeller | None = None, **changes: Any,
) -> Topics:  # fmt: skip
    """Group the papers of a run into topics, and leave their numbers for its next run.

    The settings ``seed``, ``topic_method``, ``n_topics`` and ``topic_words`` decide, with the file of edits and what an
    earlier run left. ``papers`` has ``paper_id``, ``title`` and ``abstract``; ``vectors``, of shape (n, d), come from
    ``encode``; ``labeller`` names topics as :func:`helpers.topics.topic_labellers.label_topics` takes it; ``changes``
    are fields of the recipe that shall be otherwise, for instance ``scales=(1.5, 2.5)`` or ``excluded=("novel",)``.
    Of more than 100,000 papers so many, drawn by lot, make the topics, and the others join them
    (:func:`helpers.topics.cores.extend_topics`).
    A TopicFileError is raised if the file of edits cannot be read, an InputError as by :func:`check_topic_number`.
    """
    check_topic_number(run, len(papers))
    fields = {"seed": "seed", "base": "topic_method", "n_topics": "n_topics", "words_by": "topic_words"}
    choices = {**{name: run.settings[key] for name, key in fields.items()}, **changes}
    recipe = choose_recipe(min(len(papers), MAX_CORE), **choices)
    way = {**choices, **{name: run.settings[name] for name in ("encoder", "precision")}}
    way |= {"sample": run.settings["sample"]} if run.settings["sample"] else {}
    # Numbers that were given by another base are another way's: each base has its own colours to keep.
    way = json.dumps(way | ({"numbers of": run.base.checksum} if run.base else {}), default=str)
    edits, identities = read_edits(run.sidecar("topics")), read_identities(run, way)
    fit = partial(
        fit_topics, recipe=recipe, encode=encode, edits=edits, identities=identities, labeller=labeller,
        show_progress=True,
    )  # fmt: skip
    if len(papers) <= MAX_CORE:
        found = fit(papers, vectors)
    else:
        rows = draw_rows(papers["paper_id"], MAX_CORE, recipe.seed)
        core = fit(papers.iloc[rows].reset_index(drop=True), np.asarray(vectors[rows], dtype=np.float32))
        found = extend_topics(core, rows, papers, vectors)
    write_identities(run, found.identities, way)
    return found


def check_topic_number(run: Run, n_papers: int) -> None:
    """Refuse, before anything slow, a setting ``n_topics`` of more topics than so many papers can have.

    The InputError names the range that is possible. Under 30 papers there are no topics whatever is set.
    """
    wanted, recipe = run.settings["n_topics"], choose_recipe(min(n_papers, MAX_CORE))
    most = min(n_papers, MAX_CORE) // recipe.min_papers
    if wanted is not None and wanted > most and recipe.method != "none":
        raise InputError(
            f"n_topics is {wanted:,}, but {n_papers:,} papers can have at most {most:,} topics, since a topic has at "
            f"least {recipe.min_papers} papers; set it to 1 to {most:,}, or to None for the number found again best."
        )


def fit_topics(
    papers: pd.DataFrame, vectors: np.ndarray, recipe: Recipe | None = None, *, encode: Encode | None = None,
    edits: Sequence[Edit] = (), identities: Mapping[str, Any] | None = None, labeller: Labeller | None = None,
    show_progress: bool = False,
) -> Topics:  # fmt: skip
    """Group papers into topics, name them, and say how sure that is.

    ``papers`` has paper_id, title and abstract; ``vectors``, of shape (n, d), are theirs, and ``encode`` the encoder
    that they come from: names are then ranked by their nearness to the topic, and each topic gets its most central
    sentence. ``identities`` are those of an earlier run, whose numbers are kept; else topics are numbered by size, ties
    by first paper. Under 30 papers there are no topics: tables but ``memberships`` are empty, every paper has
    ``NO_TOPIC``, and ``note`` says why. A ValueError is raised if there is not one vector per paper.
    """
    n = len(papers)
    if len(vectors) != n:
        raise ValueError(f"fit_topics needs one vector per paper; got {len(vectors)} vectors for {n} papers.")
    recipe = recipe or choose_recipe(n)
    counted = mute_function_words(papers)
    texts = join_texts(counted)
    min_papers = 2 if n < 1_000 else max(3, n // 1_000)
    terms = count_terms(texts, min_papers=min_papers)
    material, words_only = _prepare_material(vectors, terms, recipe)
    if recipe.method == "none" or n < 3:
        unused = [f"{edit.place}: there are no topics, so nothing was changed." for edit in edits]
        return Topics(
            *give_no_topics(papers), tabulate_curve([], np.zeros((0, 0))), recipe, describe_no_topics(n),
            material, words_only, unused,
        )  # fmt: skip
    scale = choose_scale(material, recipe, show_progress=show_progress)
    groups = _number_by_size(scale.groups)
    ids = papers["paper_id"].astype(str).to_numpy()
    members = [ids[groups == group].tolist() for group in range(int(groups.max()) + 1)]

    times = dict(zip(terms.terms, np.asarray(terms.counts.sum(axis=0)).ravel().tolist(), strict=True))

    def find_words(groups: np.ndarray) -> list[list[str]]:
        if recipe.words_by == "bertopic":
            weights = weigh_with_bertopic(texts, vectors, groups, terms.terms)
        else:
            weights = compute_topic_weights(terms.counts, groups)
        found = choose_words(terms, weights, groups)
        restored = iter(restore_accents([word for words in found for word in words], texts, times))
        return [[next(restored) for _ in words] for words in found]

    name = partial(choose_names, find_name_phrases(counted, min_papers=min_papers), excluded=recipe.excluded)
    name_near = partial(name, encode=encode, vectors=vectors)
    words = found_words = find_words(groups)
    belonging = compute_belonging(scale.draws, groups)
    names = name_near(groups)
    matched = match_identities(identities or {}, members, words)
    edited = Edited(groups, matched.numbers)
    if edits:
        split = partial(split_topic, material.features)
        labels = [name.label for name in names]
        edited = apply_edits(edits, groups, matched, papers, labels, belonging=belonging, split=split)
        groups = edited.groups
        words, belonging = find_words(groups), compute_belonging(scale.draws, groups)
        names = name_near(groups)
    named = give_names(edited, names)
    # Of a single topic nothing can be said, since whatever is drawn lies in it.
    stability = compute_stability(groups, scale.bootstraps if groups.max() > 0 else [])
    evidence = find_evidence(papers, material.features, groups, belonging, vectors=vectors, encode=encode)
    topics = tabulate_topics(edited.numbers, groups, stability, evidence.join(named), words=words)
    remarks = [*([matched.remark] if matched.remark else []), *edited.remarks]
    if labeller is not None:
        topics, refused = label_topics(topics, papers, labeller)
        remarks += refused
    shown = replace(
        matched,
        parts={**matched.parts, **edited.parts},
        names={**matched.names, **dict(zip(topics["label"], topics["topic"].tolist(), strict=True))},
    )
    hierarchy = compute_hierarchy(material.features, groups, edited.numbers)
    topics, hierarchy = _name_parents(topics, hierarchy, edited.numbers, groups, name)
    return Topics(
        topics, tabulate_members(papers, groups, belonging, edited.numbers),
        tabulate_weights(papers, belonging, edited.numbers), hierarchy, scale.curve, recipe,
        describe_outcome(topics, n, scale, recipe), material, words_only,
        remarks=remarks, identities=describe_identities(shown, members, found_words), draws=scale.draws,
    )  # fmt: skip


def describe_outcome(topics: pd.DataFrame, n: int, scale: Scale, recipe: Recipe) -> str:
    """Return one sentence on how many topics were found and how."""
    if len(topics) == 1 and recipe.n_topics != 1:
        best = scale.curve["stability"].max() if len(scale.curve) else np.nan
        why = "no finer grouping was found" if np.isnan(best) else f"none was found again (best stability {best:.2f})"
        return f"One topic of {n:,} papers: of the finer groupings that were tried, {why} when papers were drawn anew."
    found, stable = count(len(topics), "topic"), int(topics["stable"].sum())
    if recipe.n_topics not in (None, len(topics)):
        found += f" (asked for: {recipe.n_topics})"
    return f"{found} of {n:,} papers, agreed on by {len(scale.draws)} draws; {stable} stable."


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


def _prepare_material(vectors: np.ndarray, terms: TermCounts, recipe: Recipe) -> tuple[Material, np.ndarray]:
    """What papers are compared by: their centred vectors beside their centred word vectors."""
    counts = terms.counts[:, : terms.n_words]
    words_only = centre_vectors(compute_word_vectors(counts, recipe.n_word_dimensions, seed=recipe.seed))
    features = scale_vectors(np.hstack([centre_vectors(vectors), recipe.word_weight * words_only]))
    neighbours, similarities = find_neighbours(features, N_LISTED * recipe.neighbours[1])
    return Material(features, neighbours, similarities, counts), words_only


def _name_parents(
    topics: pd.DataFrame, hierarchy: pd.DataFrame, numbers: np.ndarray, groups: np.ndarray,
    name: Callable[..., list[TopicName]],
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Gather topics of a large dump under parents, and name those as topics are named."""
    if len(groups) < MIN_PARENT_PAPERS or len(topics) < MIN_PARENT_TOPICS:
        return topics, hierarchy
    parents = choose_parents(hierarchy, numbers, max(3, round(len(topics) / 4)))
    nodes, merged = np.unique([parents.get(number, number) for number in numbers.tolist()], return_inverse=True)
    # A parent is never called as one of its topics is.
    chosen = name(merged[groups], taken=topics["label"].tolist())
    names = {node: one.label for node, one in zip(nodes.tolist(), chosen, strict=True)}
    parent = topics["topic"].map(parents).astype("Int64")
    label = hierarchy["node"].map({node: names[node] for node in parents.values()}).astype("str")
    return topics.assign(parent=parent), hierarchy.assign(label=label)


def _number_by_size(groups: np.ndarray) -> np.ndarray:
    """Number groups by falling size, ties by their first paper."""
    codes = pd.factorize(groups)[0]
    return np.argsort(np.argsort(-np.bincount(codes), kind="stable"))[codes]
