"""Words of topics, from the texts of their papers."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from helpers.topics.group_means import sum_by_group
from helpers.topics.phrase_counts import TermCounts, count_papers, stem_term

N_WORDS = 10
MAX_SHARE = 0.5
"""A term in more than this share of all papers names none of the topics."""
PHRASE_SHARE = 0.25
"""A phrase counts among a topic's words if at least this share of its papers has it."""


def compute_topic_weights(counts: csr_matrix, groups: np.ndarray) -> np.ndarray:
    """Return the c-TF-IDF weight of each term in each topic, of shape (n_topics, n_terms), float64.

    Share of a term among the topic's words, times log(1 + A / f): A the mean number of words of a topic (whole), f how
    often the term stands in all topics (Grootendorst 2022, arXiv 2203.05794, as in BERTopic 0.17). The formula takes
    a hundredth of a second, ``import bertopic`` alone 8.7; a test holds that both give the same weights.
    """
    table = sum_by_group(counts, groups).toarray()
    totals = table.sum(axis=0)
    mean_size = int(table.sum(axis=1).mean()) if len(table) else 0
    rarity = np.log1p(np.divide(mean_size, totals, out=np.zeros_like(totals), where=totals > 0))
    sizes = table.sum(axis=1, keepdims=True)
    return np.divide(table, sizes, out=np.zeros_like(table), where=sizes > 0) * rarity


def choose_words(
    terms: TermCounts, weights: np.ndarray, groups: np.ndarray, *, n_words: int = N_WORDS
) -> list[list[str]]:
    """Return the words of each topic by their weights, most telling first, near-duplicates left out.

    Terms of more than half of all papers are left out (unless there is but one topic), and terms of a single paper; a
    phrase needs a quarter of the topic's papers, and then stands for its words.
    """
    presence = terms.counts.copy()
    presence.data = np.ones_like(presence.data)
    shares = sum_by_group(presence, groups).toarray() / np.maximum(np.bincount(groups), 1)[:, None]
    usable = count_papers(terms.counts) <= MAX_SHARE * terms.counts.shape[0]
    if len(weights) < 2 or not usable.any():
        usable = np.ones(len(terms.terms), dtype=bool)
    sizes = np.bincount(groups, minlength=len(weights))
    is_phrase = np.arange(len(terms.terms)) >= terms.n_words
    chosen = []
    for topic, row in enumerate(weights):
        least = np.where(is_phrase, max(3 / sizes[topic], PHRASE_SHARE), 2 / sizes[topic])
        here = np.flatnonzero(usable & (row > 0) & (shares[topic] >= np.minimum(least, 1) - 1e-9))
        order = here[np.argsort(-row[here], kind="stable")]
        chosen.append(_drop_near_duplicates([terms.terms[place] for place in order[: 8 * n_words]], n_words))
    return chosen


def _drop_near_duplicates(ranked: Sequence[str], n_words: int) -> list[str]:
    """Keep terms in order while they add a stem; a phrase takes the place of its first single word."""
    kept: list[str] = []
    for term in ranked:
        stems = stem_term(term)
        if any(stems <= stem_term(other) for other in kept):
            continue
        inside = [place for place, other in enumerate(kept) if stem_term(other) < stems]
        if inside:
            kept[inside[0]] = term
            kept = [other for place, other in enumerate(kept) if place not in inside[1:]]
        elif len(kept) < n_words:
            kept.append(term)
    return kept
