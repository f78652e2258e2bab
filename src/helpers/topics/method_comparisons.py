"""Topics held against the groups of other methods: UMAP with HDBSCAN, and NMF."""

from pathlib import Path

import numpy as np
import pandas as pd

from helpers.run.table_cache import keep_table
from helpers.topics.consensus import combine_partitions, compute_agreement, compute_overlap
from helpers.topics.fitting import Topics
from helpers.topics.partitions import draw_partitions
from helpers.topics.recipes import choose_recipe

MAX_GROUPED = 5_000
"""Of more papers, so many are taken, evenly spaced, since other methods are drawn several times."""
N_DRAWS = 5
METHODS = {"umap-hdbscan": "UMAP and HDBSCAN", "nmf": "NMF of the words"}
METHOD_COLUMNS = ["topic", "label", "view", "overlap", "n_groups", "agreement"]


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
    numbers, groups = np.unique(found.take_core(found.memberships["topic"].to_numpy())[taken], return_inverse=True)
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
