"""Topics held against those of other methods: BERTopic's defaults, UMAP with HDBSCAN, and NMF."""

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.run.schema import NO_TOPIC
from helpers.run.table_cache import keep_table
from helpers.topics.bertopic_models import fit_default_bertopic
from helpers.topics.coherence import compute_coherence, compute_diversity
from helpers.topics.consensus import combine_partitions, compute_agreement, compute_overlap
from helpers.topics.fitting import Topics, fit_topics
from helpers.topics.partitions import draw_partitions
from helpers.topics.phrase_counts import join_texts
from helpers.topics.recipes import MAX_CONSENSUS_PAPERS, choose_recipe

MAX_FITTED = 10_000
"""Of more papers, so many are taken, evenly spaced, to be fitted again and by BERTopic."""
MAX_GROUPED = 5_000
"""The same for other methods, which are drawn several times."""
N_DRAWS = 5
OURS, DEFAULTS = "consensus (this notebook)", "BERTopic, default settings"
METHODS = {"umap-hdbscan": "UMAP and HDBSCAN", "nmf": "NMF of the words"}
METHOD_COLUMNS = ["topic", "label", "view", "overlap", "n_groups", "agreement"]


def compare_with_defaults(
    papers: pd.DataFrame, vectors: np.ndarray, found: Topics, *, n_seeds: int = 2, max_papers: int = MAX_FITTED,
    cache: Path | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Hold the topics against those of BERTopic's defaults on the same vectors, of shape (n, d).

    Both ways are fitted ``n_seeds`` times (above 3,000 papers at most twice) to at most ``max_papers`` papers, evenly
    spaced, with the seeds after that of ``found``. The table is kept in the folder ``cache`` by its inputs.

    Returns
    -------
    DataFrame
        One row per way: way, topics (mean over seeds), left_out (share of papers without a topic), agreement (mean
        adjusted Rand index between two seeds, an outlier being a group of its own), coherence (mean NPMI of the words
        of the first fit), diversity (share of different words), seconds (processor time of a fit), note.
    """
    read = papers[["paper_id", "title", "abstract"]]
    parts = [read, vectors, found.memberships, found.recipe, n_seeds, max_papers]
    return keep_table(cache, "defaults", parts, lambda: _fit_both(papers, vectors, found, n_seeds, max_papers))


def _fit_both(papers: pd.DataFrame, vectors: np.ndarray, found: Topics, n_seeds: int, max_papers: int) -> pd.DataFrame:
    step = max(1, -(-len(papers) // max_papers))
    papers, vectors = papers.iloc[::step].reset_index(drop=True), vectors[::step]
    texts = join_texts(papers)
    recipe = found.recipe if step == 1 else choose_recipe(len(papers), seed=found.recipe.seed)
    ours, defaults, our_seconds, default_seconds = [], [], [], []
    for offset in range(n_seeds if len(papers) <= MAX_CONSENSUS_PAPERS else min(n_seeds, 2)):
        seed = recipe.seed + offset
        if offset or step > 1:
            start = time.process_time()
            ours.append(fit_topics(papers, vectors, replace(recipe, seed=seed)))
            our_seconds.append(time.process_time() - start)
        else:
            ours.append(found)
        start = time.process_time()
        defaults.append(fit_default_bertopic(texts, vectors, seed=seed))
        default_seconds.append(time.process_time() - start)
    our_labels = [fit.memberships["topic"].to_numpy() for fit in ours]
    note = f"on {len(papers):,} papers, evenly spaced" if step > 1 else ""
    first = defaults[0]
    rows = [
        _describe_way(OURS, our_labels, list(ours[0].topics["words"]), texts, our_seconds, note),
        _describe_way(
            DEFAULTS, [fit.labels for fit in defaults], first.words, texts,
            # The first fit pays for imports and compilation.
            default_seconds[1:] or default_seconds, first.note or note,
        ),
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _describe_way(
    way: str, labels: Sequence[np.ndarray], words: Sequence[Sequence[str]], texts: Sequence[str],
    seconds: Sequence[float], note: str,
) -> dict[str, object]:  # fmt: skip
    groups = [np.unique(each, return_inverse=True)[1] for each in labels]  # outliers are one group
    pairs = [compute_agreement(*pair) for pair in combinations(groups, 2)] if len(texts) > 1 else []
    coherence = compute_coherence(words, texts)
    return {
        "way": way, "topics": float(np.mean([len(set(each.tolist()) - {NO_TOPIC}) for each in labels])),
        "left_out": float(np.mean([(each == NO_TOPIC).mean() for each in labels])) if len(texts) else np.nan,
        "agreement": float(np.mean(pairs)) if pairs else np.nan,
        "coherence": np.nan if np.isnan(coherence).all() else float(np.nanmean(coherence)),
        "diversity": compute_diversity(words), "seconds": float(np.mean(seconds)) if seconds else np.nan, "note": note,
    }  # fmt: skip


def compare_methods(found: Topics, *, max_papers: int = MAX_GROUPED, cache: Path | None = None) -> pd.DataFrame:
    """Group the papers, or ``max_papers`` evenly spaced ones, by two other methods: how much of each topic is found?

    One row per topic and method: topic, label, view (the method), overlap (largest Jaccard index with a group of the
    method, 0 to 1), n_groups (of the method), agreement (adjusted Rand index of all topics with its groups). Empty
    without topics; kept in the folder ``cache`` by its inputs.
    """
    if len(found.topics) < 2:
        return pd.DataFrame(columns=METHOD_COLUMNS)
    parts = [found.material.features, found.memberships, found.topics["label"], found.recipe, max_papers]
    return keep_table(cache, "methods", parts, lambda: _group_by_methods(found, max_papers))


def _group_by_methods(found: Topics, max_papers: int) -> pd.DataFrame:
    taken = np.arange(0, len(found.material), -(-len(found.material) // max_papers))
    material = found.material if len(taken) == len(found.material) else found.material.select(taken)
    numbers, groups = np.unique(found.memberships["topic"].to_numpy()[taken], return_inverse=True)
    labels = found.topics.set_index("topic")["label"]
    rows = []
    for place, (base, method) in enumerate(METHODS.items()):
        recipe = choose_recipe(len(material), base, min_papers=found.recipe.min_papers)
        # As many groups as there are topics: NMF is told so, and HDBSCAN's smallest group is set for it.
        scale = float(len(numbers)) if base == "nmf" else 0.5 / len(numbers)
        rng = np.random.default_rng([found.recipe.seed, place])
        others = combine_partitions(draw_partitions(material, recipe, scale, N_DRAWS, rng), recipe)
        n_groups, agreement = int(others.max()) + 1, compute_agreement(groups, others)
        for number, share in zip(numbers.tolist(), compute_overlap(groups, others, len(numbers)), strict=True):
            rows.append((number, labels[number], method, float(share), n_groups, agreement))
    return pd.DataFrame(rows, columns=METHOD_COLUMNS)
