"""What stands behind a topic's name: its most central papers, and the sentence nearest to its centre."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from helpers.text.sentences import split_sentences
from helpers.topics.hierarchy import compute_centres
from helpers.vectors.neighbours import scale_vectors

N_EXEMPLARS = 3
MIN_WORDS, MAX_WORDS = 6, 60
"""Shorter pieces are headings, longer ones lists or text without stops."""


def find_evidence(
    papers: pd.DataFrame,
    features: np.ndarray,
    groups: np.ndarray,
    belonging: np.ndarray,
    *,
    vectors: np.ndarray | None = None,
    encode: Callable[[list[str]], np.ndarray] | None = None,
    n_exemplars: int = N_EXEMPLARS,
) -> pd.DataFrame:
    """Return the papers and the sentence that say best what each topic is about.

    Parameters
    ----------
    papers : DataFrame
        Uses ``paper_id``, ``title`` and ``abstract``.
    features : ndarray of shape (n, d)
        What papers are compared by; rows of length 1.
    groups : ndarray of shape (n,)
        Topic of each paper, from 0 without gaps.
    belonging : ndarray of shape (n, n_topics)
        Mean co-association of each paper with each topic.
    vectors : ndarray of shape (n, d), optional
        The encoder's vectors of the papers; needed with ``encode``.
    encode : callable, optional
        Texts to vectors. Without it, or where no sentence can be used, ``sentence`` is empty.
    n_exemplars : int, default 3

    Returns
    -------
    DataFrame
        One row per topic: exemplars (list of paper_id; nearest to the topic's centre among those that surely belong:
        cosine times confidence), sentence and sentence_paper_id (the sentence of an exemplar's abstract whose vector
        is nearest to the mean vector of the topic, what all papers share taken away from both).
    """
    ids = papers["paper_id"].astype(str).to_numpy()
    central = _find_central(features, groups, belonging, n_exemplars)
    table = pd.DataFrame({"exemplars": [[str(ids[place]) for place in places] for places in central]})
    table["sentence"] = pd.array([pd.NA] * len(central), dtype="str")
    table["sentence_paper_id"] = pd.array([pd.NA] * len(central), dtype="str")
    if encode is None or vectors is None:
        return table
    abstracts = papers["abstract"].astype(str).to_numpy()
    rows = [
        (topic, place, sentence)
        for topic, places in enumerate(central)
        for place in places
        for start, stop in split_sentences(abstracts[place])
        for sentence in [abstracts[place][start:stop].strip()]
        if MIN_WORDS <= len(sentence.split()) <= MAX_WORDS
    ]
    if not rows:
        return table
    shared = np.mean(vectors, axis=0, dtype=np.float64)
    centres = scale_vectors(compute_means(vectors, groups) - shared)
    nearness = scale_vectors(np.asarray(encode([row[2] for row in rows]), dtype=np.float64) - shared)
    scores = (nearness * centres[[row[0] for row in rows]]).sum(axis=1)
    found = pd.DataFrame(rows, columns=["topic", "place", "sentence"]).assign(score=scores)
    best = found.loc[found.groupby("topic")["score"].idxmax()]
    table.loc[best["topic"], "sentence"] = best["sentence"].to_numpy()
    table.loc[best["topic"], "sentence_paper_id"] = ids[best["place"]]
    return table


def compute_means(vectors: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the mean vector of each group as it is, of shape (n_groups, d), float64."""
    sums = np.zeros((int(groups.max()) + 1, vectors.shape[1]))
    np.add.at(sums, groups, vectors)
    return sums / np.bincount(groups)[:, None]


def _find_central(
    features: np.ndarray, groups: np.ndarray, belonging: np.ndarray, n_exemplars: int
) -> list[np.ndarray]:
    centres = compute_centres(features, groups)
    central = []
    for topic, centre in enumerate(centres):
        members = np.flatnonzero(groups == topic)
        nearness = (features[members] @ centre) * belonging[members, topic]
        central.append(members[np.argsort(-nearness, kind="stable")[:n_exemplars]])
    return central
