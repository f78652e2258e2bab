"""Corpora whose topics are known because we planted them: what a recipe finds there, it can find."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.run.schema import NO_TOPIC
from helpers.topics.group_means import sum_vectors
from helpers.topics.planted_words import N_COMMON_WORDS, make_words, weigh_words
from helpers.vectors.neighbours import centre_vectors, scale_vectors

N_DIMENSIONS = 128
N_TOPIC_WORDS, N_WORDS = 25, 110
TOPIC_WORD_SHARE = 0.08
"""Share of an abstract's words that belong to its topic."""


@dataclass(frozen=True)
class PlantedCorpus:
    """Papers (paper_id, title, abstract; the words mean nothing) with a topic that is known.

    ``vectors`` of shape (n, 128), float32, are as an encoder would give them; ``truth`` is the topic of each paper,
    from 0, and -1 for noise.
    """

    papers: pd.DataFrame
    vectors: np.ndarray
    truth: np.ndarray


@dataclass(frozen=True)
class Likeness:
    """What a planted corpus takes over from a real one.

    ``sizes`` are the papers of each topic; ``signal`` is the mean cosine of two papers of one topic, the mean of all
    papers taken away; ``overlap`` the mean cosine of a topic's centre with the centre nearest to it.
    """

    sizes: tuple[int, ...]
    signal: float
    overlap: float


def measure_likeness(vectors: np.ndarray, groups: np.ndarray) -> Likeness:
    """Measure on real papers, with the topic of each, what :func:`plant_corpus` needs to plant a corpus like them."""
    codes, sizes = np.unique(groups, return_inverse=True, return_counts=True)[1:]
    sums = sum_vectors(centre_vectors(vectors), codes)
    pairs = sizes * (sizes - 1)
    within = ((sums**2).sum(axis=1) - sizes)[pairs > 0].sum() / max(1, pairs.sum())
    centres = scale_vectors(sums).astype(np.float64)
    near = centres @ centres.T
    np.fill_diagonal(near, -1)
    overlap = near.max(axis=1).mean() if len(sizes) > 1 else 0.0
    return Likeness(tuple(sizes.tolist()), float(np.clip(within, 0.02, 0.95)), float(np.clip(overlap, 0, 0.9)))


def plant_corpus(
    sizes: Sequence[int], *, signal: float = 0.25, overlap: float = 0.3, noise: float = 0.0, seed: int = 1
) -> PlantedCorpus:
    """Make papers of known topics, ``sizes`` of each, in random order.

    ``signal`` is the mean cosine of the vectors of two papers of one topic, 0 for no structure at all; ``overlap`` the
    cosine of the centres of two topics that are neighbours: topics come in pairs; ``noise`` the share of all papers
    that have no topic.
    """
    rng = np.random.default_rng(seed)
    k = len(sizes)
    n_noise = round(sum(sizes) * noise / (1 - noise)) if noise < 1 else 0
    truth = np.concatenate([np.repeat(np.arange(k), sizes), np.full(n_noise, NO_TOPIC)]).astype(np.int64)
    rng.shuffle(truth)
    # Real vectors fill few of their dimensions well: the spread falls with the rank.
    spread = np.arange(1, N_DIMENSIONS + 1) ** -0.35
    own = scale_vectors(rng.normal(size=(k, N_DIMENSIONS)) * spread)
    shared = scale_vectors(rng.normal(size=(-(-k // 2), N_DIMENSIONS)) * spread)
    centres = scale_vectors(np.sqrt(1 - overlap) * own + np.sqrt(overlap) * shared[np.arange(k) // 2])
    around = scale_vectors(rng.normal(size=(len(truth), N_DIMENSIONS)) * spread)
    placed = np.where((truth >= 0)[:, None], centres[np.maximum(truth, 0)], 0) if k else np.zeros_like(around)
    vectors = scale_vectors(np.sqrt(signal) * placed + np.sqrt(1 - signal) * around)
    return PlantedCorpus(_write_papers(truth, k, rng), vectors, truth)


def plant_like(likeness: Likeness, *, max_papers: int = 1_000, noise: float = 0.05, seed: int = 1) -> PlantedCorpus:
    """Plant a corpus as large as a real one (at most ``max_papers``), of the same topics' sizes, signal and overlap.

    ``noise``, the share of papers of no topic, takes the place of papers with one.
    """
    shrink = min(1.0, max_papers / sum(likeness.sizes)) * (1 - noise)
    sizes = [max(2, int(size * shrink)) for size in likeness.sizes]
    return plant_corpus(sizes, signal=likeness.signal, overlap=likeness.overlap, noise=noise, seed=seed)


def _write_papers(truth: np.ndarray, k: int, rng: np.random.Generator) -> pd.DataFrame:
    """Abstracts of words that mean nothing, some of them the topic's own."""
    names = make_words(k * N_TOPIC_WORDS + N_COMMON_WORDS, rng)
    common = names[k * N_TOPIC_WORDS :]
    weights, own_weights = weigh_words(N_COMMON_WORDS), weigh_words(N_TOPIC_WORDS)
    titles, abstracts = [], []
    for topic in truth:
        words = rng.choice(common, N_WORDS, p=weights)
        if topic >= 0:
            own = names[topic * N_TOPIC_WORDS : (topic + 1) * N_TOPIC_WORDS]
            here = rng.random(N_WORDS) < TOPIC_WORD_SHARE
            words = np.where(here, rng.choice(own, N_WORDS, p=own_weights), words)
        titles.append(" ".join(rng.permutation(words)[:6]))
        abstracts.append(" ".join(words) + ".")
    ids = [f"planted-{place:06d}" for place in range(len(truth))]
    return pd.DataFrame({"paper_id": ids, "title": titles, "abstract": abstracts}, dtype="str")
