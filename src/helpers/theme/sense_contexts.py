"""Senses beside what else is known of the papers: their topics and their dates."""

from collections.abc import Mapping

import pandas as pd

from helpers.theme.theme_file import ThemeFile


def compute_sense_topics(
    theme: pd.DataFrame, memberships: pd.DataFrame, names: Mapping[int, str], theme_file: ThemeFile
) -> pd.DataFrame:
    """Papers of each topic, by ``names`` of topic numbers, and of the sense of their main reading.

    One row per topic and sense that share a paper: ``topic`` (its name), ``sense``, ``n``, ``n_topic`` (papers of the
    topic with a sense), ``share`` of them. Topics with most papers first, senses in the order of the theme.
    """
    both = theme.loc[theme["sense"].notna(), ["paper_id", "sense"]].merge(
        memberships[["paper_id", "topic"]], on="paper_id", validate="1:1"
    )
    both["topic"] = both["topic"].astype(int).map(names).astype(object)
    table = both.groupby(["topic", "sense"]).size().rename("n").reset_index()
    table["n_topic"] = table.groupby("topic")["n"].transform("sum").astype("int64")
    table["share"] = table["n"] / table["n_topic"]
    table["_order"] = table["sense"].map(theme_file.sense_ids.index).astype("int64")
    table = table.sort_values(["n_topic", "topic", "_order"], ascending=[False, True, True], kind="stable")
    return table[["topic", "sense", "n", "n_topic", "share"]].reset_index(drop=True)


def describe_sense_topics(sense_topics: pd.DataFrame, theme_file: ThemeFile) -> str:
    """One or two sentences: how far topics and senses are the same division of the papers."""
    if sense_topics.empty:
        return "No paper has both a topic and a sense."
    total = int(sense_topics["n"].sum())
    within = int(sense_topics.groupby("topic")["n"].max().sum())
    many = sense_topics.groupby("sense")["topic"].nunique()
    spread = str(many.idxmax())
    # Guessing the most common sense for all papers is what topics must beat to tell anything.
    blind = int(sense_topics.groupby("sense")["n"].sum().max())
    return (
        f"Naming the most common sense of its topic is right for {within:,} of {total:,} papers "
        f"({within / total:.0%}); without topics the most common sense would be right for {blind / total:.0%}. "
        f"The sense “{theme_file.sense_labels[spread]}” lies in {many.max()} topics, more than any other."
    )


def compute_composition(shares: pd.DataFrame, theme_file: ThemeFile) -> pd.DataFrame:
    """Make-up of each period's papers by sense, from the rows of kind "sense" of the table ``shares``.

    One row per period and sense: ``period``, ``partial``, ``sense``, ``n`` (fractions where dates are coarse),
    ``n_period`` (papers of the period that have a sense) and ``share`` of them, missing in a period without any.
    """
    rows = shares.loc[shares["kind"] == "sense", ["period", "partial", "name", "n"]].rename(columns={"name": "sense"})
    rows = rows.assign(n_period=rows.groupby("period")["n"].transform("sum"))
    rows["share"] = (rows["n"] / rows["n_period"].where(rows["n_period"] > 1e-9)).astype(float)
    rows["_order"] = rows["sense"].map(theme_file.sense_ids.index).astype("int64")
    rows = rows.sort_values(["period", "_order"], kind="stable")
    return rows[["period", "partial", "sense", "n", "n_period", "share"]].reset_index(drop=True)
