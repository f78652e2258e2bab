"""The tables that topics leave: one row per topic, per paper, and per paper and topic."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.run.schema import NO_TOPIC
from helpers.topics.hierarchy import compute_hierarchy
from helpers.topics.topic_report import STABLE, UNCERTAIN

MIN_WEIGHT = 0.005
"""Smaller soft memberships are left out of ``topic_weights``."""


def tabulate_members(
    papers: pd.DataFrame, groups: np.ndarray, belonging: np.ndarray, numbers: np.ndarray
) -> pd.DataFrame:
    """Return the table ``memberships``: each paper's best topic, the next one, and how sure both are.

    Parameters
    ----------
    papers : DataFrame
        Uses ``paper_id``.
    groups : ndarray of shape (n,)
        Group of each paper, from 0 without gaps.
    belonging : ndarray of shape (n, n_groups)
        Mean co-association.
    numbers : ndarray of shape (n_groups,)
        The number that each group goes by.

    Returns
    -------
    DataFrame
    """
    rows = np.arange(len(groups))
    confidence = belonging[rows, groups]
    others = belonging.copy()
    others[rows, groups] = -1
    alone = belonging.shape[1] == 1
    runner_up = pd.Series(numbers[others.argmax(axis=1)], dtype="Int64")
    return pd.DataFrame(
        {
            "paper_id": papers["paper_id"].to_numpy(),
            "topic": numbers[groups],
            "confidence": confidence,
            "runner_up": runner_up.mask(np.full(len(groups), alone)),
            "runner_up_confidence": np.nan if alone else others.max(axis=1),
            "uncertain": confidence < UNCERTAIN,
        }
    )


def tabulate_weights(papers: pd.DataFrame, belonging: np.ndarray, numbers: np.ndarray) -> pd.DataFrame:
    """Return the table ``topic_weights``: mean co-association scaled to a sum of one, small weights left out first."""
    weights = belonging / belonging.sum(axis=1, keepdims=True)
    weights[weights < MIN_WEIGHT] = 0
    weights /= weights.sum(axis=1, keepdims=True)
    row, group = np.nonzero(weights)
    table = pd.DataFrame(
        {"paper_id": papers["paper_id"].to_numpy()[row], "topic": numbers[group], "weight": weights[row, group]}
    )
    return table


def tabulate_topics(
    numbers: np.ndarray,
    sizes: np.ndarray,
    stability: np.ndarray,
    *,
    labels: Sequence[str],
    words: Sequence[Sequence[str]],
    evidence: pd.DataFrame,
    named_by: Sequence[str],
) -> pd.DataFrame:
    """Return the table ``topics``, in the order of the topics' numbers.

    Parameters
    ----------
    numbers, sizes, stability : ndarray of shape (n_groups,)
    labels, words, named_by : sequences of length n_groups
    evidence : DataFrame
        Uses ``exemplars`` and ``sentence``, one row per group in order.

    Returns
    -------
    DataFrame
        ``parent`` is empty.
    """
    table = pd.DataFrame(
        {
            "topic": numbers.astype(np.int64),
            "label": list(labels),
            "words": list(words),
            "n_papers": sizes.astype(np.int64),
            "stability": stability,
            "stable": stability >= STABLE,
            "parent": pd.array([pd.NA] * len(numbers), dtype="Int64"),
            "exemplars": evidence["exemplars"].tolist(),
            "sentence": evidence["sentence"].astype("str").where(evidence["sentence"].notna(), None).tolist(),
            "named_by": list(named_by),
        }
    )
    return table.sort_values("topic", ignore_index=True)


def give_no_topics(papers: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the four tables of a dump without topics: only ``memberships`` has rows, all of ``NO_TOPIC``."""
    n = len(papers)
    kinds = {
        "topic": "int64", "label": "str", "words": object, "n_papers": "int64", "stability": "float64",
        "stable": "bool", "parent": "Int64", "exemplars": object, "sentence": "str", "named_by": "str",
    }  # fmt: skip
    topics = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
    memberships = pd.DataFrame(
        {
            "paper_id": papers["paper_id"].to_numpy(),
            "topic": np.full(n, NO_TOPIC),
            "confidence": np.full(n, np.nan),
            "runner_up": pd.array([pd.NA] * n, dtype="Int64"),
            "runner_up_confidence": np.full(n, np.nan),
            "uncertain": np.zeros(n, dtype=bool),
        }
    )
    weights = pd.DataFrame(
        {"paper_id": pd.Series(dtype="str"), "topic": pd.Series(dtype="int64"), "weight": pd.Series(dtype="float64")}
    )
    return topics, memberships, weights, compute_hierarchy(np.zeros((0, 1)), np.zeros(0, dtype=np.int64))
