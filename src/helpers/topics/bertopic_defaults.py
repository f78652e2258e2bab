"""What BERTopic's default settings make of the same vectors, for comparison."""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helpers.run.schema import NO_TOPIC
from helpers.run.table_cache import keep_table
from helpers.topics.coherence import compute_coherence, compute_diversity
from helpers.topics.consensus import compute_agreement
from helpers.topics.light_bertopic import import_bertopic

if TYPE_CHECKING:
    from helpers.topics.fitting import Topics

MAX_PAPERS = 10_000
"""Of more papers, a sample of so many is compared."""
OURS, NAIVE = "consensus (this notebook)", "BERTopic, default settings"


@dataclass(frozen=True)
class NaiveTopics:
    """Labels of the papers (-1: left out as an outlier), words of each topic, and a sentence if it failed."""

    labels: np.ndarray
    words: list[list[str]]
    note: str = ""


def fit_naive(texts: Sequence[str], vectors: np.ndarray, *, seed: int = 1) -> NaiveTopics:
    """Fit BERTopic with its default settings, its UMAP seeded.

    Parameters
    ----------
    texts : sequence of str, length n
    vectors : ndarray of shape (n, d)
        Vectors of the texts; no encoder is loaded.
    seed : int, default 1

    Returns
    -------
    NaiveTopics
        Where BERTopic raises, as its defaults do for a handful of papers, every label is -1 and ``note`` says so.
    """
    outliers = np.full(len(texts), NO_TOPIC)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from umap import UMAP

        bertopic = import_bertopic()

        # The defaults of BERTopic 0.17, and a seed.
        reducer = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed, n_jobs=1)
        model = bertopic.BERTopic(embedding_model=bertopic.backend.BaseEmbedder(), umap_model=reducer)
        try:
            labels, _ = model.fit_transform(list(texts), embeddings=np.asarray(vectors))
        except (ValueError, TypeError, KeyError, IndexError) as error:
            return NaiveTopics(
                outliers, [], f"BERTopic's defaults failed on {len(texts)} papers ({type(error).__name__})."
            )
    words = [[word for word, _ in model.get_topic(topic)] for topic in sorted(set(labels) - {NO_TOPIC})]
    return NaiveTopics(np.asarray(labels), words)


def compare_with_naive(
    papers: pd.DataFrame,
    vectors: np.ndarray,
    found: Topics,
    *,
    seed: int = 1,
    n_seeds: int = 3,
    max_papers: int = MAX_PAPERS,
    cache: Path | None = None,
) -> pd.DataFrame:
    """Hold the topics against those of BERTopic's defaults on the same vectors.

    Parameters
    ----------
    papers : DataFrame
        Uses ``paper_id``, ``title`` and ``abstract``.
    vectors : ndarray of shape (n, d)
    found : Topics
        From :func:`helpers.topics.fit_topics` on the same papers.
    seed : int, default 1
        The seed of ``found``; further fits take the next ones.
    n_seeds : int, default 3
        Fits of each way; above 3,000 papers at most two.
    max_papers : int, default 10000
        Of more papers, evenly spaced ones are taken, and both ways are fitted to these.
    cache : Path, optional
        Folder in which the table is kept by its inputs; ``run.cache`` serves.

    Returns
    -------
    DataFrame
        One row per way: way, topics (mean over seeds), left_out (share of papers without a topic), agreement (mean
        adjusted Rand index between two seeds, an outlier being a group of its own), coherence (mean NPMI of the words
        of the first fit), diversity (share of different words), seconds (processor time of a fit), note.
    """
    parts = [
        papers[["paper_id", "title", "abstract"]],
        vectors,
        found.memberships,
        found.recipe,
        seed,
        n_seeds,
        max_papers,
    ]
    return keep_table(cache, "naive", parts, partial(_compare, papers, vectors, found, seed, n_seeds, max_papers))


def _compare(
    papers: pd.DataFrame, vectors: np.ndarray, found: Topics, seed: int, n_seeds: int, max_papers: int
) -> pd.DataFrame:
    from helpers.topics.fitting import fit_topics

    step = -(-len(papers) // max_papers) if len(papers) else 1
    if step > 1:
        papers, vectors = papers.iloc[::step].reset_index(drop=True), vectors[::step]
    texts = [f"{title}. {abstract}" for title, abstract in zip(papers["title"], papers["abstract"], strict=True)]
    n_seeds = n_seeds if len(papers) <= 3_000 else min(n_seeds, 2)
    sampled = f"on {len(papers):,} papers, evenly spaced" if step > 1 else ""
    ours, naive, our_seconds, naive_seconds = [], [], [], []
    for offset in range(n_seeds):
        start = time.process_time()
        if offset or step > 1:
            again = fit_topics(papers, vectors, seed=seed + offset, recipe=None if step > 1 else found.recipe)
            our_seconds.append(time.process_time() - start)
        else:
            again = found
        ours.append(again)
        start = time.process_time()
        naive.append(fit_naive(texts, vectors, seed=seed + offset))
        naive_seconds.append(time.process_time() - start)
    our_labels = [fit.memberships["topic"].to_numpy() for fit in ours]
    rows = [
        (OURS, our_labels, list(ours[0].topics["words"]), our_seconds, sampled),
        (NAIVE, [fit.labels for fit in naive], naive[0].words, naive_seconds[1:] or naive_seconds,
         naive[0].note or sampled),
    ]  # fmt: skip
    return pd.DataFrame(
        [_describe_way(way, labels, words, texts, spent, note) for way, labels, words, spent, note in rows]
    )


def _describe_way(
    way: str, labels: Sequence[np.ndarray], words: Sequence[Sequence[str]], texts: Sequence[str],
    seconds: Sequence[float], note: str,
) -> dict[str, object]:  # fmt: skip
    pairs = [compute_agreement(*map(_number, pair)) for pair in combinations(labels, 2)] if len(texts) > 1 else []
    coherence = compute_coherence(words, texts) if len(words) else np.array([np.nan])
    return {
        "way": way,
        "topics": float(np.mean([len(set(each.tolist()) - {NO_TOPIC}) for each in labels])),
        "left_out": float(np.mean([(each == NO_TOPIC).mean() for each in labels])) if len(texts) else np.nan,
        "agreement": float(np.mean(pairs)) if pairs else np.nan,
        "coherence": float(np.nanmean(coherence)) if not np.isnan(coherence).all() else np.nan,
        "diversity": compute_diversity(words),
        "seconds": float(np.mean(seconds)) if len(seconds) else np.nan,
        "note": note,
    }


def _number(labels: np.ndarray) -> np.ndarray:
    """Groups from 0, outliers as one group."""
    return np.unique(labels, return_inverse=True)[1]
