"""Topics on a map: the papers in two dimensions, and how much of who is near whom is in their words alone."""

from pathlib import Path

import numpy as np
import pandas as pd

from helpers.run.table_cache import keep_table
from helpers.topics.cores import Core
from helpers.topics.fitting import Topics
from helpers.vectors.maps import (
    compute_map,
    compute_neighbour_agreement,
    count_kept,
    extend_map,
    fit_page,
    measure_kept,
)

MAX_COMPARED = 5_000
"""Papers whose neighbours are compared; more would show no more."""


def compute_positions(found: Topics, *, cache: Path | None = None) -> pd.DataFrame:
    """Return the table ``positions``: each paper on a map that rests on the same neighbours as the topics.

    Columns are paper_id, and x, y and neighbours_kept of :func:`helpers.vectors.maps.compute_map`. The table is kept in
    the folder ``cache`` by the vectors behind it. Where topics are of a core of the papers, so is the map, and each
    other paper is placed between those of the core that it is nearest to; neighbours_kept is then of a thousand of
    these papers, and missing for all others.
    """
    ids, material, seed, core = found.memberships["paper_id"], found.material, found.recipe.seed, found.core

    def place() -> pd.DataFrame:
        known = {"neighbours": material.neighbours, "similarities": material.similarities}
        positions = compute_map(material.features, seed=seed, **known)
        if core is not None:
            positions = _place_others(positions[["x", "y"]].to_numpy(), core, seed)
        positions.insert(0, "paper_id", ids)
        return positions

    rest = [] if core is None else [core.rows, core.near, core.how_near, core.measured, core.nearest]
    return keep_table(cache, "positions", [ids, np.asarray(material.features), seed, *rest], place)


def _place_others(laid_out: np.ndarray, core: Core, seed: int) -> pd.DataFrame:
    positions = np.empty((len(core.rows) + len(core.others), 2))
    positions[core.rows] = laid_out
    positions[core.others] = extend_map(laid_out, core.near, core.how_near, seed=seed)
    positions = fit_page(positions)
    kept = np.full(len(positions), np.nan)
    kept[core.measured] = measure_kept(core.nearest, positions, core.measured)
    return pd.DataFrame({"x": positions[:, 0], "y": positions[:, 1], "neighbours_kept": kept})


def describe_word_agreement(found: Topics) -> str:
    """Return one sentence on how much of who is near whom the words alone would give, of at most 5,000 papers."""
    rows = np.arange(len(found.words_only))
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
