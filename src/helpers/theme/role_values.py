"""What the first pole is to the papers: sought, endured or overcome, by role and sense."""

import numpy as np
import pandas as pd

from helpers.stats.estimates import MIN_GROUP, wilson_interval
from helpers.theme.theme_file import ROLES, VALUES, ThemeFile

MAX_SENSES = 12
"""Rows of senses that a figure can hold; what is left of a role is summed up in one row."""
REST = "rest"

ROLE_LABELS = {
    "given": "what comes in", "teaching": "what supervises", "mechanism": "the model itself",
    "representation": "how it is encoded", "output": "what is delivered",
}  # fmt: skip


def compute_role_values(theme: pd.DataFrame, readings: pd.DataFrame, theme_file: ThemeFile) -> pd.DataFrame:
    """Papers by role, sense and value of the first pole, and the share that seeks it.

    Returns
    -------
    DataFrame, one row per role and, under it, one per sense of the role
        ``role``, ``sense`` (missing in the row of the role; ``rest`` sums up senses beyond the largest 12), ``label``,
        ``n``, ``uncertain``, one column per value (papers), ``n_named`` (papers that name the first pole), ``net``
        (papers that seek it less those that overcome it, per paper that names it), ``share`` of ``n_named`` that seeks
        it with Wilson limits ``low`` and ``high`` (missing under ten such papers), ``share_all`` (the same over second
        readings too, each paper split equally over its own) and ``clear``: ``sought`` or ``not sought`` if the interval
        of a role clears one half and ``share_all`` lies on the same side, else missing. Roles, and senses in them,
        stand in the order of ``net``. Intervals are 95 % each for senses; for roles 95 % for all roles of ten papers or
        more at once (Bonferroni), since the role that a title names is chosen among them.
    """
    columns = ["role", "sense", "label", "n", "uncertain", *VALUES, "n_named", "net", "share", "low", "high",
               "share_all", "clear"]  # fmt: skip
    read = theme[theme["sense"].notna()]
    if read.empty:
        return pd.DataFrame(columns=columns)
    sizes = read.groupby(["role", "sense"]).size().sort_values(ascending=False, kind="stable")
    shown = set(sizes.index[:MAX_SENSES])
    weights = readings[readings["paper_id"].isin(read["paper_id"])]
    weights = weights.assign(weight=1.0 / weights.groupby("paper_id")["sense"].transform("size"))
    rows = []
    for role in ROLES:
        mine = read[read["role"] == role]
        if mine.empty:
            continue
        rows.append(_count(mine, role, None, ROLE_LABELS[role], weights[weights["role"] == role]))
        left = mine
        for sense in theme_file.sense_ids:
            if (role, sense) in shown:
                part = mine[mine["sense"] == sense]
                left = left[left["sense"] != sense]
                of_sense = weights[(weights["role"] == role) & (weights["sense"] == sense)]
                rows.append(_count(part, role, sense, theme_file.sense_labels[sense], of_sense))
        if len(left):
            n = left["sense"].nunique()
            label = theme_file.sense_labels[left["sense"].iloc[0]] if n == 1 else f"{n} more senses"
            rows.append(_count(left, role, REST if n > 1 else left["sense"].iloc[0], label, weights.iloc[:0]))
    table = pd.DataFrame(rows, columns=[*columns[:-4], "share_all"])
    is_role = table["sense"].isna()
    enough = table["n_named"] >= MIN_GROUP
    n_roles = max(1, int((is_role & enough).sum()))
    for of_roles, level in ((True, 1 - 0.05 / n_roles), (False, 0.95)):
        chosen = (is_role == of_roles) & enough
        low, high = wilson_interval(table["sought"], table["n_named"], level=level)
        table.loc[chosen, "low"], table.loc[chosen, "high"] = np.asarray(low)[chosen], np.asarray(high)[chosen]
    above = is_role & (table["low"] > 0.5) & (table["share_all"] > 0.5)
    below = is_role & (table["high"] < 0.5) & (table["share_all"] < 0.5)
    table["clear"] = np.select([above, below], ["sought", "not sought"], default=None)
    order = table[is_role].sort_values("net", ascending=False, kind="stable")["role"].tolist()
    keys = {"_role": table["role"].map(order.index), "_sense": ~is_role, "_rest": table["sense"] == REST}
    table = table.assign(**keys).sort_values([*keys, "net", "n"], ascending=[True] * 3 + [False] * 2, kind="stable")
    return table[columns].reset_index(drop=True)


def choose_exemplars(theme: pd.DataFrame, papers: pd.DataFrame, *, n: int = 6) -> pd.DataFrame:
    """Name at most ``n`` papers that the figure can point at: of the largest cells the surest reading each.

    ``paper_id``, ``role``, ``sense``, ``first_value`` and ``name``, the title up to its colon, no two of one cell.
    """
    sure = theme[theme["sense"].notna() & ~theme["uncertain"].astype(bool)]
    cells = ["role", "sense", "first_value"]
    # The value "neutral" or "absent" makes no example of anything.
    sure = sure[~sure["first_value"].isin(["neutral", "absent"])]
    size = sure.groupby(cells)["paper_id"].transform("size")
    best = sure.assign(_size=size).sort_values(["_size", "score"], ascending=[False, False], kind="stable")
    best = best.drop_duplicates(cells).head(n)
    titles = papers.set_index("paper_id")["title"]
    names = [str(titles[paper]).split(":")[0].strip() for paper in best["paper_id"]]
    return best[["paper_id", *cells]].assign(name=names).reset_index(drop=True)


def describe_role_values(values: pd.DataFrame, theme_file: ThemeFile) -> str:
    """One or two sentences on the first pole: sought by how many, and in which role that is clear."""
    roles = values[values["sense"].isna()]
    pole, total = theme_file.labels[0], int(roles["n"].sum())
    if not total:
        return "No paper mentions either word, so nothing is sought, endured or overcome."
    parts = [f"{int(roles[value].sum()):,} {value}" for value in VALUES if roles[value].sum()]
    text = f"Of {total:,} papers “{pole}” is, in their main reading: {', '.join(parts)}."
    clear = roles[roles["clear"].notna()]
    if clear.empty:
        return text + f" In no role does the share that seeks it stand clear of one half at {total:,} papers."
    listed = "; ".join(
        f"{row.role} ({row.label}): {row.share:.0%} of {row.n_named:,}, {row.low:.0%} to {row.high:.0%}, "
        f"{row.clear} by most"
        for row in clear.itertuples()
    )
    return text + f" Clear of one half, also with second readings: {listed}."


def _count(mine, role, sense, label, weighted):
    counts = {value: int((mine["first_value"] == value).sum()) for value in VALUES}
    # Who does not name the first pole cannot seek it, so that such papers are in no share.
    weighted = weighted[weighted["first_value"] != "absent"]
    n, total = len(mine) - counts["absent"], float(weighted["weight"].sum())
    sought = float(weighted.loc[weighted["first_value"] == "sought", "weight"].sum())
    return {
        "role": role, "sense": sense, "label": label, "n": len(mine), "uncertain": int(mine["uncertain"].sum()),
        **counts, "n_named": n,
        "net": (counts["sought"] - counts["overcome"]) / n if n else 0.0,
        "share": counts["sought"] / n if n else np.nan,
        "share_all": sought / total if total else np.nan,
    }  # fmt: skip
