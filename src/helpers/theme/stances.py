"""The stance of a paper, from the values it gives the two poles, and how many papers take which."""

import pandas as pd

from helpers.stats.estimates import MIN_GROUP, find_clearest_difference, measure_shares
from helpers.text.wordings import count
from helpers.theme.theme_file import ThemeFile


def choose_stance(first_value: str, second_value: str, theme_file: ThemeFile) -> str:
    """The stance that follows from the two values, as :func:`list_rules` says in words."""
    sought = tuple(
        pole for pole, value in zip(theme_file.pole_ids, (first_value, second_value), strict=True) if value == "sought"
    )
    if sought:
        return sought[0] if len(sought) == 1 else "both"
    if "overcome" in (first_value, second_value):
        return "without"
    return "endured" if "endured" in (first_value, second_value) else "incidental"


def choose_stances(rows: pd.DataFrame, theme_file: ThemeFile) -> list[str]:
    """:func:`choose_stance` for each row of a table with ``first_value`` and ``second_value``."""
    return [choose_stance(a, b, theme_file) for a, b in zip(rows["first_value"], rows["second_value"], strict=True)]


def list_rules(theme_file: ThemeFile) -> pd.DataFrame:
    """The rule of :func:`choose_stance` in words: ``stance`` and ``when``, one row per stance."""
    (first, second), (first_id, second_id) = theme_file.labels, theme_file.pole_ids
    rules = {
        first_id: f"{first} alone is sought",
        "both": f"{first} and {second} are both sought",
        second_id: f"{second} alone is sought",
        "without": "neither is sought, and one or both are overcome: the paper does without",
        "endured": "neither is sought or overcome, and at least one is endured",
        "incidental": "all else: named, compared evenly, or a fixed term",
    }
    return pd.DataFrame({"stance": list(rules), "when": list(rules.values())})


def compute_stances(theme: pd.DataFrame, theme_file: ThemeFile) -> pd.DataFrame:
    """Papers by sense and stance, and the share of each sense that seeks the first pole.

    One row per sense that occurs: ``sense``, ``label``, ``n``, ``uncertain``, ``n_<stance>`` for each stance (papers),
    ``net`` (papers that seek the first pole alone less those that seek the second alone, per paper), ``n_named``
    (papers that name the first pole), ``sought`` (of these, papers that seek it, alone or with the other), ``share``
    of ``n_named`` with Wilson 95% limits ``low``, ``high``, missing under ten papers. Ordered by ``net``, ``other``
    last.
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
    # Who does not name the first pole cannot seek it; the table of roles counts in the same way.
    table["n_named"] = table["n"] - table["sense"].map((read["first_value"] == "absent").groupby(read["sense"]).sum())
    table["sought"] = table[f"n_{first}"] + table["n_both"]
    table[["share", "low", "high"]] = measure_shares(table["sought"], table["n_named"], least=MIN_GROUP)
    table["_last"] = table["sense"] == theme_file.sense_ids[-1]
    table = table.sort_values(["_last", "net", "n"], ascending=[True, False, False], kind="stable")
    columns = ["sense", "label", "n", "uncertain", *taken, "net", "n_named", "sought", "share", "low", "high"]
    return table[columns].reset_index(drop=True)


def describe_stances(stances: pd.DataFrame, theme_file: ThemeFile) -> str:
    """Two sentences: how many papers take each stance, and whether two senses differ in seeking the first pole."""
    total = int(stances["n"].sum())
    if not total:
        return "No paper mentions either word, so none takes a side."
    first, second = theme_file.labels
    alone = (f"“{first}” alone is sought by", f"“{second}” alone by")
    told = dict(zip(theme_file.pole_ids, alone, strict=True)) | {
        "both": "both by", "without": "one or both are done without by", "endured": "endured by",
        "incidental": "only named or compared by",
    }  # fmt: skip
    counts = {stance: int(stances[f"n_{stance}"].sum()) for stance in theme_file.stances}
    sides = (theme_file.pole_ids[0], theme_file.pole_ids[1], "both")
    shown = [stance for stance in (*sides, *theme_file.stances[3:]) if counts[stance] or stance in sides]
    text = f"Of {count(total, 'paper')}: " + ", ".join(f"{told[stance]} {counts[stance]:,}" for stance in shown)
    return f"{text}. {compare_groups(stances, theme_file, 'sense')}"


def compare_groups(groups: pd.DataFrame, theme_file: ThemeFile, noun: str) -> str:
    """One sentence: the two groups whose shares that seek the first pole differ most clearly, or that none do.

    ``groups`` has ``label``, ``sought``, ``n_named`` a row; those under ten papers are not compared.
    """
    large, pole = groups[groups["n_named"] >= MIN_GROUP], theme_file.labels[0]
    if len(large) < 2:
        known = f"only one {noun}" if len(large) else f"no {noun}"
        return f"{known.capitalize()} has {MIN_GROUP} papers that name “{pole}”, too few to compare."
    found = find_clearest_difference(large["sought"], large["n_named"])
    if found is None or found.low <= 0:
        known = f"the {len(large)} {noun}s with {MIN_GROUP} papers or more that name “{pole}”"
        return f"No two of {known} differ clearly in seeking it."
    more, less = (
        f"{row.sought:,} of {row.n_named:,} papers on {row.label}"
        for row in (list(large.itertuples())[found.first], list(large.itertuples())[found.second])
    )
    return (
        f"“{pole}” is sought by {more} and by {less}: {100 * found.difference:.0f} points more "
        f"({100 * found.low:.0f} to {100 * found.high:.0f}, all pairs of {len(large)} {noun}s at once)."
    )
