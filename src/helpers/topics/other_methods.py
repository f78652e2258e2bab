"""The same papers through other eyes: which topics UMAP with HDBSCAN, and NMF, find too."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helpers.run.schema import NO_TOPIC
from helpers.run.table_cache import keep_table
from helpers.topics.consensus import combine_partitions, compute_agreement, compute_overlap
from helpers.topics.draws import draw_partitions
from helpers.topics.recipes import choose_recipe

if TYPE_CHECKING:
    from helpers.topics.fitting import Topics

N_DRAWS = 5
MAX_PAPERS = 5_000
COLUMNS = ["topic", "label", "view", "overlap", "n_groups", "agreement"]
VIEWS = {"umap-hdbscan": "UMAP and HDBSCAN", "nmf": "NMF of the words"}


def compute_views(
    found: Topics, *, seed: int = 1, max_papers: int = MAX_PAPERS, cache: Path | None = None
) -> pd.DataFrame:
    """Group the papers by two other recipes and say how much of each topic they find.

    Parameters
    ----------
    found : Topics
    seed : int, default 1
    max_papers : int, default 5000
        Of more papers, evenly spaced ones are grouped.
    cache : Path, optional
        Folder in which the table is kept by its inputs; ``run.cache`` serves.

    Returns
    -------
    DataFrame
        One row per topic and view: topic, label, view, overlap (largest Jaccard index with a group of the view, 0 to
        1), n_groups (of the view), agreement (adjusted Rand index of all topics with the view). Empty without topics.
    """
    if len(found.topics) < 2:
        return pd.DataFrame(columns=COLUMNS)
    parts = [found.material.features, found.memberships, found.topics["label"], found.recipe, seed, max_papers]
    return keep_table(cache, "views", parts, partial(_compute, found, seed, max_papers))


def _compute(found: Topics, seed: int, max_papers: int) -> pd.DataFrame:
    rows_used = np.arange(0, len(found.material), -(-len(found.material) // max_papers))
    material = found.material if len(rows_used) == len(found.material) else found.material.select(rows_used)
    numbers, groups = np.unique(found.memberships["topic"].to_numpy()[rows_used], return_inverse=True)
    labels = found.topics.set_index("topic")["label"]
    rows = []
    for place, (base, view) in enumerate(VIEWS.items()):
        recipe = replace(choose_recipe(len(material), base), min_papers=found.recipe.min_papers)
        # As many groups as there are topics: NMF is told so, and HDBSCAN's smallest group is set for it.
        scale = float(len(numbers)) if base == "nmf" else 0.5 / len(numbers)
        rng = np.random.default_rng([seed, place])
        others = combine_partitions(draw_partitions(material, recipe, scale, N_DRAWS, rng), recipe)
        overlap, _ = compute_overlap(groups, others, len(numbers))
        agreement = compute_agreement(groups, others)
        rows += [
            (int(number), labels[number], view, float(share), int(others.max()) + 1, agreement)
            for number, share in zip(numbers, overlap, strict=True)
            if number != NO_TOPIC
        ]
    return pd.DataFrame(rows, columns=COLUMNS)
