"""Topics on a map: the papers in two dimensions, by all that they were compared by and by their words alone."""

import numpy as np
import pandas as pd

from helpers.topics.fitting import Topics
from helpers.vectors.maps import compute_map, compute_neighbour_agreement

MAX_MAPPED = 5_000
"""Papers of the map by words, which is there for comparison: more would cost minutes and show no more."""


def compute_positions(found: Topics) -> pd.DataFrame:
    """Return the table ``positions``: each paper on a map that rests on the same neighbours as the topics.

    Columns are paper_id, and x, y and neighbours_kept of :func:`helpers.vectors.maps.compute_map`.
    """
    material = found.material
    positions = compute_map(
        material.features, seed=found.recipe.seed, neighbours=material.neighbours, similarities=material.similarities
    )
    positions.insert(0, "paper_id", found.memberships["paper_id"])
    return positions


def compute_word_positions(found: Topics) -> tuple[pd.DataFrame, float]:
    """Return the positions of the papers by their words alone, as :func:`compute_positions`, and their agreement.

    Of more than 5,000 papers as many are drawn at random. The agreement is the share of the nearest neighbours by words
    that are nearest by all that papers were compared by, 0 to 1.
    """
    rows, seed = np.arange(len(found.memberships)), found.recipe.seed
    if len(rows) > MAX_MAPPED:
        rows = np.sort(np.random.default_rng(seed).choice(len(rows), MAX_MAPPED, replace=False))
    positions = compute_map(found.words_only[rows], seed=seed)
    positions.insert(0, "paper_id", found.memberships["paper_id"].to_numpy()[rows])
    return positions, compute_neighbour_agreement(found.material.features[rows], found.words_only[rows])
