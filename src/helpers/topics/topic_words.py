"""Words of topics, from the texts of their papers.

c-TF-IDF (Grootendorst 2022, BERTopic): the words of a topic's papers as one text, each weighed by its share
there and by the logarithm of how much rarer it is in the dump. The default computes BERTopic's formula itself,
since ``import bertopic`` alone takes 8.7 processor seconds (UMAP, plotly, spaCy) where the formula takes a
hundredth; :func:`fit_bertopic` gives the real BERTopic model of the same topics, and a test holds that both
give the same weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.topics.light_bertopic import import_bertopic
from helpers.topics.phrase_counts import TermCounts, count_papers, list_terms, stem_term

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

N_WORDS = 10
MAX_SHARE = 0.5
"""A term in more than this share of all papers names none of the topics."""
PHRASE_SHARE = 0.25
"""A phrase counts among a topic's words if at least this share of its papers has it."""


def compute_topic_weights(counts: csr_matrix, groups: np.ndarray) -> np.ndarray:
    """Return the c-TF-IDF weight of each term in each topic.

    Parameters
    ----------
    counts : csr_matrix of shape (n, n_terms)
    groups : ndarray of shape (n,)
        Topic of each paper, from 0.

    Returns
    -------
    ndarray of shape (n_topics, n_terms), float64

    Notes
    -----
    Share of a term among the topic's words, times log(1 + A / f): A the mean number of words of a topic
    (whole), f how often the term stands in all topics. Grootendorst 2022, arXiv 2203.05794, as in BERTopic 0.17.
    """
    table = _sum_by_topic(counts, groups)
    totals = table.sum(axis=0)
    mean_size = int(table.sum(axis=1).mean()) if len(table) else 0
    rarity = np.log1p(np.divide(mean_size, totals, out=np.zeros_like(totals), where=totals > 0))
    sizes = table.sum(axis=1, keepdims=True)
    return np.divide(table, sizes, out=np.zeros_like(table), where=sizes > 0) * rarity


def fit_bertopic(texts: Sequence[str], vectors: np.ndarray, groups: np.ndarray, terms: Sequence[str]) -> Any:
    """Return a BERTopic model whose topics are the given ones.

    Parameters
    ----------
    texts : sequence of str, length n
    vectors : ndarray of shape (n, d)
    groups : ndarray of shape (n,)
        Topic of each text, from 0, by falling size.
    terms : sequence of str
        What may stand in a topic's words, as :func:`helpers.topics.phrase_counts.count_terms` finds them.

    Returns
    -------
    BERTopic
        Fitted in its manual mode: nothing is embedded, reduced or clustered. ``hierarchical_topics``,
        ``visualize_barchart`` and the like work on it.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    bertopic = import_bertopic()
    model = bertopic.BERTopic(
        # Its English cleaning would glue "sparse-to-dense" into one word.
        language="multilingual",
        embedding_model=bertopic.backend.BaseEmbedder(),
        umap_model=bertopic.dimensionality.BaseDimensionalityReduction(),
        hdbscan_model=bertopic.cluster.BaseCluster(),
        vectorizer_model=CountVectorizer(analyzer=list_terms, vocabulary=list(terms)),
        top_n_words=30,
    )
    model.fit(list(texts), embeddings=np.asarray(vectors), y=np.asarray(groups))
    return model


def read_bertopic_weights(model: Any, groups: np.ndarray) -> np.ndarray:
    """Return the c-TF-IDF weights of a BERTopic model, rows in the order of ``groups``.

    BERTopic numbers topics by size on its own and breaks ties in its own way.
    """
    first = np.unique(groups, return_index=True)[1]
    weights = model.c_tf_idf_.toarray()
    return weights[np.asarray(model.topics_)[first] + getattr(model, "_outliers", 0)]


def choose_words(
    terms: TermCounts, weights: np.ndarray, groups: np.ndarray, *, n_words: int = N_WORDS
) -> list[list[str]]:
    """Return the words of each topic, most telling first, near-duplicates left out.

    Parameters
    ----------
    terms : TermCounts
    weights : ndarray of shape (n_topics, n_terms)
        From :func:`compute_topic_weights` or :func:`read_bertopic_weights`.
    groups : ndarray of shape (n,)
    n_words : int, default 10

    Returns
    -------
    list of list of str
        Terms of more than half of all papers are left out (unless there is but one topic), and terms of a
        single paper; a phrase needs a quarter of the topic's papers, and then stands for its words.
    """
    shares, usable = _share_by_topic(terms, groups), _find_usable(terms, len(weights))
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


def _find_usable(terms: TermCounts, n_topics: int) -> np.ndarray:
    """Mark the terms that can tell topics apart."""
    usable = count_papers(terms.counts) <= MAX_SHARE * terms.counts.shape[0]
    return usable if n_topics > 1 and usable.any() else np.ones(len(terms.terms), dtype=bool)


def _share_by_topic(terms: TermCounts, groups: np.ndarray) -> np.ndarray:
    """Share of each topic's papers that have each term, of shape (n_topics, n_terms)."""
    presence = terms.counts.copy()
    presence.data = np.ones_like(presence.data)
    return _sum_by_topic(presence, groups) / np.maximum(np.bincount(groups), 1)[:, None]


def _sum_by_topic(counts: csr_matrix, groups: np.ndarray) -> np.ndarray:
    from scipy.sparse import csr_matrix

    n = len(groups)
    members = csr_matrix((np.ones(n), (groups, np.arange(n))), shape=(int(groups.max()) + 1 if n else 0, n))
    return (members @ counts).toarray().astype(np.float64)
