"""Topics on a map: the papers in two dimensions, and how much of who is near whom is in their words alone."""

from pathlib import Path

import numpy as np
import pandas as pd

from helpers.run.table_cache import keep_table
from helpers.topics.fitting import Topics
from helpers.vectors.maps import compute_map, compute_neighbour_agreement, count_kept

MAX_COMPARED = 5_000
"""Papers whose neighbours are compared; more would show no more."""


def compute_positions(found: Topics, *, cache: Path | None = None) -> pd.DataFrame:
    """Return the table ``positions``: each paper on a map that rests on the same neighbours as the topics.

    Columns are paper_id, and x, y and neighbours_kept of :func:`helpers.vectors.maps.compute_map`. The table is kept in
    the folder ``cache`` by the vectors behind it.
    """
    ids, material, seed = found.memberships["paper_id"], found.material, found.recipe.seed

    def place() -> pd.DataFrame:
        known = {"neighbours": material.neighbours, "similarities": material.similarities}
        positions = compute_map(material.features, seed=seed, **known)
        positions.insert(0, "paper_id", ids)
        return positions

    return keep_table(cache, "positions", [ids, np.asarray(material.features), seed], place)


def describe_word_agreement(found: Topics) -> str:
    """Return one sentence on how much of who is near whom the words alone would give, of at most 5,000 papers."""
    rows = np.arange(len(found.memberships))
    if len(rows) > MAX_COMPARED:
        rows = np.sort(np.random.default_rng(found.recipe.seed).choice(len(rows), MAX_COMPARED, replace=False))
    agreement = compute_neighbour_agreement(found.material.features[rows], found.words_only[rows])
    if np.isnan(agreement):
        return "Too few papers or words to say what the words alone would give."
    k = count_kept(len(rows))
    near = f"{k} nearest neighbours" if k > 1 else "nearest neighbour"
    return (
        f"By their words alone, without the encoder, papers would have {agreement:.0%} of the same {near}; "
        f"by chance it would be {k / (len(rows) - 1):.0%}."
    )
