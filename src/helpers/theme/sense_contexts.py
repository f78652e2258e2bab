"""Senses beside the topics of the papers: does the subject tell what is meant?"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.text.wordings import count, plural
from helpers.theme.theme_file import ThemeFile


def place_senses(
    theme: pd.DataFrame, memberships: pd.DataFrame, names: Mapping[int, str], positions: pd.DataFrame
) -> pd.DataFrame:
    """Return the papers with their topic, by ``names`` of topic numbers, their main sense and their place on the map.

    One row per paper: ``paper_id``, ``topic``, ``sense``, ``uncertain``, ``x``, ``y``; a topic or sense may be missing.
    """
    table = theme[["paper_id", "sense", "uncertain"]].merge(
        positions[["paper_id", "x", "y"]], on="paper_id", how="left"
    )
    numbers = table["paper_id"].map(memberships.set_index("paper_id")["topic"])
    return table.assign(topic=numbers.map(names).astype(object))[["paper_id", "topic", "sense", "uncertain", "x", "y"]]


def compute_sense_topics(placed: pd.DataFrame, theme_file: ThemeFile) -> pd.DataFrame:
    """Papers of each topic and of the sense of their main reading, of those that :func:`place_senses` gives.

    One row per topic and sense that share a paper: ``topic`` (its name), ``sense``, ``n``, ``n_topic`` (papers of the
    topic with a sense), ``share`` of them; ``by_lot``, the same in all rows: papers of all that the most common sense
    of each topic would be right for by chance, at most, in 39 of 40 deals. Topics with most papers first, senses in
    the order of the theme.
    """
    both = placed[placed["sense"].notna() & placed["topic"].notna()]
    table = both.groupby(["topic", "sense"]).size().rename("n").reset_index()
    table["n_topic"] = table.groupby("topic")["n"].transform("sum").astype("int64")
    table["share"] = table["n"] / table["n_topic"]
    table["_order"] = table["sense"].map(theme_file.sense_ids.index).astype("int64")
    table = table.sort_values(["n_topic", "topic", "_order"], ascending=[False, True, True], kind="stable")
    return table[["topic", "sense", "n", "n_topic", "share"]].assign(by_lot=_deal_by_lot(table)).reset_index(drop=True)


def _deal_by_lot(sense_topics: pd.DataFrame, n_draws: int = 400, seed: int = 1) -> int:
    """Papers that the most common sense of each topic is right for in one deal of 40, at least, if lots were drawn."""
    senses = np.repeat(pd.factorize(sense_topics["sense"])[0], sense_topics["n"])
    topics = np.repeat(pd.factorize(sense_topics["topic"])[0], sense_topics["n"])
    if not len(senses):
        return 0
    rng, shape = np.random.default_rng(seed), (topics.max() + 1, senses.max() + 1)
    found = np.empty(n_draws)
    for draw in range(n_draws):
        cells = np.bincount(topics * shape[1] + rng.permutation(senses), minlength=shape[0] * shape[1])
        found[draw] = cells.reshape(shape).max(axis=1).sum()
    return int(np.ceil(np.quantile(found, 1 - 1 / 40)))


class TopicSenses(NamedTuple):
    """Papers with a topic and a sense, those whose topic tells the sense, and as many without topics and by lot."""

    total: int
    told: int
    blind: int
    by_lot: int


def count_told(sense_topics: pd.DataFrame) -> TopicSenses:
    """Count the papers that the most common sense of their topic is right for, and what that must beat."""
    told = int(sense_topics.groupby("topic")["n"].max().sum())
    # Guessing the most common sense for all papers is what topics must beat to tell anything; many small topics hit by
    # chance alone.
    blind = int(sense_topics.groupby("sense")["n"].sum().max())
    return TopicSenses(int(sense_topics["n"].sum()), told, blind, int(sense_topics["by_lot"].max()))


def describe_sense_topics(sense_topics: pd.DataFrame, theme_file: ThemeFile) -> str:
    """Two sentences: how far topics and senses are one division of the papers, and which sense is in most topics."""
    if sense_topics.empty:
        return "No paper has both a topic and a sense."
    found = count_told(sense_topics)
    many = sense_topics.groupby("sense")["topic"].nunique()
    most = [theme_file.sense_labels[sense] for sense in theme_file.sense_ids if many.get(sense, 0) == many.max()]
    return (
        f"Naming the most common sense of its topic is right for {found.told:,} of {count(found.total, 'paper')}; "
        f"without topics the most common sense would be right for {found.blind:,}, and were senses dealt to topics by "
        f"lot, at most {found.by_lot:,} in 39 of 40 deals. The {plural('sense', len(most))} in most topics "
        f"({many.max()}): {', '.join(most)}."
    )
