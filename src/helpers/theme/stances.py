"""The stance of a paper, from the values it gives the two poles, and how many papers take which."""

import numpy as np
import pandas as pd

from helpers.stats.estimates import MIN_GROUP, measure_shares, wilson_interval
from helpers.theme.theme_file import ThemeFile


def choose_stance(first_value: str, second_value: str, theme_file: ThemeFile) -> str:
    """The stance that follows from the two values, as :func:`list_rules` says in words."""
    first, second = theme_file.pole_ids
    sought = (first_value == "sought", second_value == "sought")
    if all(sought):
        return "both"
    if any(sought):
        return first if sought[0] else second
    overcome = (first_value == "overcome", second_value == "overcome")
    if overcome[0] != overcome[1]:
        return second if overcome[0] else first
    return "endured" if "endured" in (first_value, second_value) else "incidental"


def choose_stances(rows: pd.DataFrame, theme_file: ThemeFile) -> list[str]:
    """:func:`choose_stance` for each row of a table with ``first_value`` and ``second_value``."""
    return [choose_stance(a, b, theme_file) for a, b in zip(rows["first_value"], rows["second_value"], strict=True)]


def list_rules(theme_file: ThemeFile) -> pd.DataFrame:
    """The rule of :func:`choose_stance` in words: ``stance`` and ``when``, one row per stance."""
    (first, second), (first_id, second_id) = theme_file.labels, theme_file.pole_ids
    rules = {
        first_id: f"{first} alone is sought; or neither is, and {second} alone is overcome",
        "both": f"{first} and {second} are both sought",
        second_id: f"{second} alone is sought; or neither is, and {first} alone is overcome",
        "endured": "none of these, and at least one of the two is endured",
        "incidental": "all else: named, compared evenly, or a fixed term",
    }
    return pd.DataFrame({"stance": list(rules), "when": list(rules.values())})


def compute_stances(theme: pd.DataFrame, theme_file: ThemeFile) -> pd.DataFrame:
    """Papers by sense and stance, and the share of each sense that takes the side of the first pole.

    One row per sense that occurs: ``sense``, ``label``, ``n``, ``uncertain``, ``n_<stance>`` for each stance (papers),
    ``net`` (papers on the side of the first pole less those on that of the second, per paper), ``share`` (papers whose
    stance is the first pole or both, of all papers of the sense) with Wilson 95 % limits ``low``, ``high``, missing
    under ten papers. Ordered by ``net``, the first pole's side first, ``other`` last.
    """
    first, second = theme_file.pole_ids
    read = theme[theme["sense"].notna()]
    table = pd.crosstab(read["sense"], read["stance"]).reindex(columns=list(theme_file.stances), fill_value=0)
    table = table.add_prefix("n_")  # a pole may be called "low" or "label"
    table = table.reindex([sense for sense in theme_file.sense_ids if sense in table.index])
    table = table.rename_axis("sense").rename_axis(None, axis="columns").reset_index()
    table["label"] = table["sense"].map(theme_file.sense_labels)
    taken = [f"n_{stance}" for stance in theme_file.stances]
    table["n"] = table[taken].sum(axis="columns")
    table["uncertain"] = table["sense"].map(read.groupby("sense")["uncertain"].sum())
    table["net"] = (table[f"n_{first}"] - table[f"n_{second}"]) / table["n"]
    sides = table[f"n_{first}"] + table["n_both"]
    table[["share", "low", "high"]] = measure_shares(sides, table["n"], least=MIN_GROUP)
    table["_last"] = table["sense"] == theme_file.sense_ids[-1]
    table = table.sort_values(["_last", "net", "n"], ascending=[True, False, False], kind="stable")
    columns = ["sense", "label", "n", "uncertain", *taken, "net", "share", "low", "high"]
    return table[columns].reset_index(drop=True)


def describe_stances(stances: pd.DataFrame, theme_file: ThemeFile) -> str:
    """One or two sentences: which pole is sought where, counts only."""
    total = int(stances["n"].sum())
    if not total:
        return "No paper mentions either word, so none takes a side."
    counts = {stance: int(stances[f"n_{stance}"].sum()) for stance in theme_file.stances}
    counted = ", ".join(f"{n:,} {stance}" for stance, n in counts.items() if n)
    text = f"Of {total:,} papers: {counted}. "
    large = stances[stances["n"] >= MIN_GROUP]
    if large.empty:
        return text + f"No sense has {MIN_GROUP} papers, too few to compare."
    # The largest against the smallest are chosen from all: their intervals hold for all senses at once.
    low, high = wilson_interval(large["share"] * large["n"], large["n"], level=1 - 0.05 / len(large))
    top, bottom = int(np.argmax(low)), int(np.argmin(high))
    if low[top] <= high[bottom]:
        text += f"The intervals of the {len(large)} senses with {MIN_GROUP} papers or more overlap: "
        return text + "none stands apart."
    most, least = (
        f"{large['share'].iloc[i]:.0%} of {{}} on {large['label'].iloc[i]} ({low[i]:.0%} to {high[i]:.0%})"
        for i in (top, bottom)
    )
    return (
        f"{text}The side of “{theme_file.labels[0]}” (it alone or both) is taken by {most.format('the papers')} and by "
        f"{least.format('those')}; intervals hold for {len(large)} senses at once."
    )
