"""How well the words of topics go together in the papers, and how different the topics' words are."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from helpers.text.words import split_words

MAX_TEXTS = 2_000
"""Texts in which words are looked up; more do not change the mean."""


def compute_coherence(words: Sequence[Sequence[str]], texts: Sequence[str], *, n_words: int = 10) -> np.ndarray:
    """Return the mean normalised pointwise mutual information (NPMI) of each topic's words, of shape (n_topics,).

    ``words`` are those of each topic, best first; ``texts`` one per paper, of more than 2,000 evenly spaced ones. It
    goes from -1 (a pair never meets in a paper) to 1 (always); NaN for a topic with fewer than two words. Bouma 2009;
    Lau, Newman and Baldwin 2014.
    """
    sample = texts[:: max(1, -(-len(texts) // MAX_TEXTS))]
    padded = [f" {' '.join(split_words(text))} " for text in sample]
    chosen = [list(dict.fromkeys(" ".join(split_words(word)) for word in row[:n_words])) for row in words]
    known = {
        term: np.array([f" {term} " in text for text in padded], dtype=bool)
        for term in {term for row in chosen for term in row if term}
    }
    return np.array([_average_npmi([known[term] for term in row if term]) for row in chosen], dtype=np.float64)


def compute_diversity(words: Sequence[Sequence[str]], *, n_words: int = 10) -> float:
    """Return the share of different words among the first words of all topics (Dieng, Ruiz and Blei 2020)."""
    first = [word for row in words for word in row[:n_words]]
    return len(set(first)) / len(first) if first else float("nan")


def _average_npmi(presence: Sequence[np.ndarray]) -> float:
    values = [_compute_npmi(one, other) for one, other in combinations(presence, 2)]
    return float(np.mean(values)) if values else float("nan")


def _compute_npmi(one: np.ndarray, other: np.ndarray) -> float:
    together = float((one & other).mean())
    if together in (0, 1):
        return 2 * together - 1
    return float(np.log(together / (one.mean() * other.mean())) / -np.log(together))
