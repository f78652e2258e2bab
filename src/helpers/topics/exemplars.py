"""What stands behind a topic's name: its most central papers, and the sentence nearest to its centre."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from helpers.text.sentences import split_sentences
from helpers.topics.group_means import compute_centres, compute_means
from helpers.vectors.neighbours import scale_vectors

N_EXEMPLARS = 3
MIN_WORDS, MAX_WORDS = 6, 60
"""Shorter pieces are headings, longer ones lists or text without stops."""


def find_evidence(
    papers: pd.DataFrame, features: np.ndarray, groups: np.ndarray, belonging: np.ndarray, *,
    vectors: np.ndarray | None = None, encode: Callable[[list[str]], np.ndarray] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return the papers and the sentence that say best what each topic is about, one row per topic.

    ``features``, of shape (n, d) with rows of length 1, is what papers are compared by; ``groups`` the topic of each,
    from 0 without gaps, and ``belonging``, of shape (n, n_topics), its mean co-association with each. Columns are
    exemplars (list of paper_id: the highest cosine with the topic's centre times confidence) and sentence (of an
    exemplar's abstract, the one whose vector is nearest to the topic's mean vector, what all papers share taken away
    from both; empty without the encoder and its vectors of the papers).
    """
    central = _find_central(features, groups, belonging)
    ids = papers["paper_id"].astype(str).to_numpy()
    table = pd.DataFrame({"exemplars": [ids[places].tolist() for places in central], "sentence": None}, dtype=object)
    if encode is None or vectors is None:
        return table
    abstracts = papers["abstract"].astype(str).to_numpy()
    rows = [
        (topic, sentence)
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
    nearness = scale_vectors(np.asarray(encode([row[1] for row in rows]), dtype=np.float64) - shared)
    scores = (nearness * centres[[row[0] for row in rows]]).sum(axis=1)
    found = pd.DataFrame(rows, columns=["topic", "sentence"]).assign(score=scores)
    best = found.loc[found.groupby("topic")["score"].idxmax()]
    table.loc[best["topic"], "sentence"] = best["sentence"].to_numpy()
    return table


def _find_central(features: np.ndarray, groups: np.ndarray, belonging: np.ndarray) -> list[np.ndarray]:
    central = []
    for topic, centre in enumerate(compute_centres(features, groups)):
        members = np.flatnonzero(groups == topic)
        nearness = (features[members] @ centre) * belonging[members, topic]
        central.append(members[np.argsort(-nearness, kind="stable")[:N_EXEMPLARS]])
    return central
