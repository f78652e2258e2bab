"""The tables that topics leave: one row per topic, per paper, and per paper and topic."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from helpers.run.schema import NO_TOPIC, TABLES, check_table
from helpers.topics.recipes import STABLE, UNCERTAIN

MIN_WEIGHT = 0.005
"""Smaller soft memberships are left out of ``topic_weights``."""


def tabulate_members(
    papers: pd.DataFrame, groups: np.ndarray, belonging: np.ndarray, numbers: np.ndarray
) -> pd.DataFrame:
    """Return the table ``memberships``: each paper's best topic, the next one, and how sure both are.

    ``belonging`` is the mean co-association, of shape (n, n_groups); ``numbers`` are those that groups go by.
    """
    rows = np.arange(len(groups))
    confidence = belonging[rows, groups]
    others = belonging.copy()
    others[rows, groups] = -1
    alone = belonging.shape[1] == 1
    runner_up = pd.Series(numbers[others.argmax(axis=1)], dtype="Int64")
    return pd.DataFrame(
        {
            "paper_id": papers["paper_id"].to_numpy(), "topic": numbers[groups], "confidence": confidence,
            "runner_up": runner_up.mask(np.full(len(groups), alone)),
            "runner_up_confidence": np.nan if alone else others.max(axis=1), "uncertain": confidence < UNCERTAIN,
        },
    )  # fmt: skip


def tabulate_weights(papers: pd.DataFrame, belonging: np.ndarray, numbers: np.ndarray) -> pd.DataFrame:
    """Return the table ``topic_weights``: mean co-association scaled to a sum of one, small weights left out first."""
    weights = belonging / belonging.sum(axis=1, keepdims=True)
    weights[weights < MIN_WEIGHT] = 0
    weights /= weights.sum(axis=1, keepdims=True)
    row, group = np.nonzero(weights)
    ids = papers["paper_id"].to_numpy()
    return pd.DataFrame({"paper_id": ids[row], "topic": numbers[group], "weight": weights[row, group]})


def tabulate_topics(
    numbers: np.ndarray, groups: np.ndarray, stability: np.ndarray, evidence: pd.DataFrame, **columns: Sequence[Any]
) -> pd.DataFrame:
    """Return the table ``topics``, in the order of the topics' numbers; ``parent`` is empty.

    ``evidence`` is that of :func:`helpers.topics.exemplars.find_evidence`, beside the columns of the names.
    """
    table = evidence.assign(topic=numbers, n_papers=np.bincount(groups), stability=stability, **columns)
    table = table.assign(stable=stability >= STABLE, parent=pd.array([pd.NA] * len(numbers), dtype="Int64"))
    return table[list(TABLES["topics"].columns)].sort_values("topic", ignore_index=True)


def give_no_topics(papers: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the four tables of a dump without topics: only ``memberships`` has rows, all of ``NO_TOPIC``."""
    columns = TABLES["memberships"].columns
    memberships = pd.DataFrame({"paper_id": papers["paper_id"], "topic": NO_TOPIC, "uncertain": False}, columns=columns)
    topics, weights, hierarchy = (
        check_table(pd.DataFrame(columns=list(TABLES[name].columns)), name)
        for name in ("topics", "topic_weights", "hierarchy")
    )
    return topics, check_table(memberships, "memberships"), weights, hierarchy
