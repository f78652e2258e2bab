"""Topics of a core of papers for all of a large dump: every other paper goes where its nearest papers of the core are.

What is made of the core, draws and their stability, words and names, then takes as long whatever the dump's size.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from helpers.topics.consensus import count_meetings
from helpers.topics.hierarchy import count_joins
from helpers.topics.partitions import place_with_neighbours
from helpers.topics.topic_tables import tabulate_members, tabulate_weights
from helpers.vectors.neighbours import (
    ROWS_AT_ONCE,
    Search,
    centre_vectors,
    find_exactly,
    list_blocks,
    mark_others,
    open_search,
    shift_vectors,
)

MAX_CORE = 100_000
"""Papers of which topics are made, at most; of more so many are drawn by lot."""
N_NEAREST, N_SEARCHED = 15, 16
"""Papers of the core that say where another one goes, and cells in which they are looked for."""
MAX_HELD_OUT = 5_000
"""Papers of the core that are placed as others are, to tell how often that is right."""
MAX_MEASURED, N_KEPT = 1_000, 10
"""Papers of which the nearest of all papers are known, and how many of these."""


@dataclass(frozen=True)
class Core:
    """Where the papers of the core stand in a dump, and the way from all others to them.

    ``rows`` are the core's among all papers, ``others`` the rest, both ascending; ``near`` and ``how_near``, of shape
    (len(others), 15), the nearest of the core by their vectors (places in ``rows``) and cosines. ``nearest``, of shape
    (len(measured), 10), are the nearest of all papers to those in ``measured``.
    """

    rows: np.ndarray
    others: np.ndarray
    near: np.ndarray = field(repr=False)
    how_near: np.ndarray = field(repr=False)
    measured: np.ndarray = field(repr=False)
    nearest: np.ndarray = field(repr=False)


def extend_topics(found: Any, rows: np.ndarray, papers: pd.DataFrame, vectors: np.ndarray) -> Any:
    """Return topics of the core (a ``Topics``), at ``rows`` of ``papers``, with all papers in their tables.

    In each draw another paper is placed with its nearest papers of the core, by ``vectors``, of shape (n, d), and its
    topic is the one that it meets most. How often that gives papers of the core their own topic is told.
    """
    n = len(papers)
    others = np.setdiff1d(np.arange(n), rows)
    numbers, groups = np.unique(found.memberships["topic"].to_numpy(dtype=np.int64), return_inverse=True)
    mean = np.mean(vectors[rows], axis=0, dtype=np.float64)
    inside = centre_vectors(vectors[rows])
    search = open_search(inside, N_NEAREST + 1, n_searched=N_SEARCHED)
    right = _place_held_out(search, inside, groups)
    near = np.empty((len(others), N_NEAREST), dtype=np.int32)
    how_near = np.empty((len(others), N_NEAREST), dtype=np.float32)
    sizes = np.bincount(groups)
    meetings = [count_meetings(draw, groups) for draw in found.draws]
    memberships, weights, owners = [found.memberships], [found.topic_weights], []
    for block in list_blocks(len(others), ROWS_AT_ONCE):
        places, cosines = search(shift_vectors(vectors[others[block]], mean))
        near[block], how_near[block] = places[:, :N_NEAREST], cosines[:, :N_NEAREST]
        belonging = np.zeros((len(places), len(sizes)))
        for draw, met in zip(found.draws, meetings, strict=True):
            belonging += met[place_with_neighbours(near[block], how_near[block], draw)]
        belonging /= len(found.draws) * sizes
        some = papers[["paper_id"]].iloc[others[block]]
        memberships.append(tabulate_members(some, belonging.argmax(axis=1), belonging, numbers))
        weights.append(tabulate_weights(some, belonging, numbers))
        owners.append(others[block][pd.factorize(weights[-1]["paper_id"])[0]])
    owners.insert(0, rows[pd.factorize(found.topic_weights["paper_id"])[0]])
    order = np.argsort(np.concatenate([rows, others]))
    members = pd.concat(memberships, ignore_index=True).iloc[order].reset_index(drop=True)
    order = np.argsort(np.concatenate(owners), kind="stable")
    counted = members["topic"].value_counts()
    measured = others[:: -(-len(others) // MAX_MEASURED)]
    nearest = find_exactly(vectors[measured], vectors, N_KEPT + 1, mean=mean)
    nearest = nearest[mark_others(nearest, measured)].reshape(len(measured), -1)
    core = Core(rows, others, near, how_near, measured, nearest)
    note = (
        f"{found.note} They are those of {len(rows):,} of {n:,} papers, drawn by lot; the {len(others):,} others went "
        f"where the papers nearest to them are. {right}"
    )
    return replace(
        found,
        topics=found.topics.assign(n_papers=found.topics["topic"].map(counted).to_numpy(dtype=np.int64)),
        memberships=members,
        topic_weights=pd.concat(weights, ignore_index=True).iloc[order].reset_index(drop=True),
        hierarchy=count_joins(found.hierarchy, counted.to_dict()),
        note=note,
        core=core,
    )


def _place_held_out(search: Search, inside: np.ndarray, groups: np.ndarray) -> str:
    """A sentence on how often papers of the core that are placed by their neighbours get their own topic."""
    held = np.arange(0, len(inside), -(-len(inside) // MAX_HELD_OUT))
    near, how_near = search(inside[held])
    near = np.where(near == held[:, None], -1, near)  # a paper says nothing about itself
    right = (place_with_neighbours(near, how_near, groups) == groups[held]).mean()
    most = np.bincount(groups[held]).max() / len(held)
    return (
        f"Of {len(held):,} papers of the topics that were placed so as well, {right:.0%} went to their own; "
        f"{most:.0%} are in the largest one."
    )
