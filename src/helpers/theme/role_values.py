"""What the first pole is to the papers: sought, endured or overcome, by role and sense."""

import numpy as np
import pandas as pd

from helpers.stats.estimates import MIN_GROUP, Difference, find_clearest_difference, measure_shares
from helpers.text.wordings import count
from helpers.theme.theme_file import ROLES, VALUES, ThemeFile

ROLE_LABELS = {
    "given": "what comes in", "teaching": "what supervises it", "mechanism": "the model itself",
    "representation": "how it is encoded", "output": "what is delivered",
}  # fmt: skip


def compute_role_values(theme: pd.DataFrame, readings: pd.DataFrame, theme_file: ThemeFile) -> pd.DataFrame:
    """Papers by role, sense and value of the first pole, and the share that seeks it.

    Returns
    -------
    DataFrame, one row per role and, under it, one per sense of the role
        ``role``, ``sense`` (missing in the row of the role), ``label``, ``n``, ``uncertain``, one column per value
        (papers), ``n_named`` (papers that name the first pole), ``n_named_sure`` and ``sought_sure`` (papers that name
        and that seek it whose reading is sure), ``net`` (papers that seek it less those that overcome it, per paper
        that names it), ``share`` of ``n_named`` that seeks it with Wilson 95% limits ``low`` and ``high`` (missing
        under ten such papers) and ``share_all`` (the same over second readings too, each paper split equally over its
        own). Roles, and senses in them, stand in the order of ``net``.
    """
    columns = ["role", "sense", "label", "n", "uncertain", *VALUES, "n_named", "n_named_sure", "sought_sure", "net",
               "share", "low", "high", "share_all"]  # fmt: skip
    read = theme[theme["sense"].notna()]
    if read.empty:
        return pd.DataFrame(columns=columns)
    weights = readings[readings["paper_id"].isin(read["paper_id"])]
    weights = weights.assign(weight=1.0 / weights.groupby("paper_id")["sense"].transform("size"))
    rows = []
    for role in ROLES:
        mine = read[read["role"] == role]
        if mine.empty:
            continue
        rows.append(_count(mine, role, None, ROLE_LABELS[role], weights[weights["role"] == role]))
        for sense in theme_file.sense_ids:
            if (mine["sense"] == sense).any():
                of_sense = weights[(weights["role"] == role) & (weights["sense"] == sense)]
                rows.append(_count(mine[mine["sense"] == sense], role, sense, theme_file.sense_labels[sense], of_sense))
    table, is_role = pd.DataFrame(rows), np.array([row["sense"] is None for row in rows])
    table[["share", "low", "high"]] = measure_shares(table["sought"], table["n_named"], least=MIN_GROUP)
    order = table[is_role].sort_values("net", ascending=False, kind="stable")["role"].tolist()
    keys = {"_role": table["role"].map(order.index), "_sense": ~is_role}
    table = table.assign(**keys).sort_values([*keys, "net", "n"], ascending=[True] * 2 + [False] * 2, kind="stable")
    return table[columns].reset_index(drop=True)


def choose_exemplars(theme: pd.DataFrame, papers: pd.DataFrame, *, n: int = 6) -> pd.DataFrame:
    """Name at most ``n`` papers that the figure can point at: of the largest cells the surest reading each.

    ``paper_id``, ``role``, ``first_value`` and ``name``, the title up to its colon, no two of one role and value.
    """
    sure = theme[theme["sense"].notna() & ~theme["uncertain"].astype(bool)]
    cells = ["role", "first_value"]
    # The value "neutral" or "absent" makes no example of anything.
    sure = sure[~sure["first_value"].isin(["neutral", "absent"])]
    size = sure.groupby(cells)["paper_id"].transform("size")
    best = sure.assign(_size=size).sort_values(["_size", "score"], ascending=[False, False], kind="stable")
    best = best.drop_duplicates(cells).head(n)
    titles = papers.set_index("paper_id")["title"]
    names = [str(titles[paper]).split(":")[0].strip() for paper in best["paper_id"]]
    return best[["paper_id", *cells]].assign(name=names).reset_index(drop=True)


def find_role_contrast(values: pd.DataFrame) -> tuple[pd.Series, pd.Series, Difference] | None:
    """The two roles that differ most clearly in the share that seeks the first pole, the larger share first.

    None unless the limits of the difference, for all pairs of roles of ten papers at once, leave zero out, and the
    shares over second readings lie in the same order.
    """
    roles = values[values["sense"].isna() & (values["n_named"] >= MIN_GROUP)]
    found = find_clearest_difference(roles["sought"], roles["n_named"])
    if found is None or found.low <= 0:
        return None
    more, less = roles.iloc[found.first], roles.iloc[found.second]
    return (more, less, found) if more["share_all"] > less["share_all"] else None


def describe_role_values(values: pd.DataFrame, theme_file: ThemeFile) -> str:
    """Two sentences on the first pole: sought by how many, and between which roles that differs clearly."""
    roles = values[values["sense"].isna()]
    pole, total = theme_file.labels[0], int(roles["n"].sum())
    if not total:
        return "No paper mentions either word, so nothing is sought, endured or overcome."
    parts = [f"{int(roles[value].sum()):,} {value}" for value in VALUES if roles[value].sum()]
    text = f"Of {count(total, 'paper')} “{pole}” is, in their main reading: {', '.join(parts)}."
    large, contrast = int((roles["n_named"] >= MIN_GROUP).sum()), find_role_contrast(values)
    if large < 2:
        known = "Only one role has" if large else "No role has"
        return f"{text} {known} {MIN_GROUP} papers that name “{pole}”, too few to compare."
    if contrast is None:
        return f"{text} No two of the {large} roles with {MIN_GROUP} such papers or more differ clearly in seeking it."
    more, less, found = contrast
    return (
        f"{text} It is sought by {more['sought']:,} of {more['n_named']:,} where it is {more['label']}, and by "
        f"{less['sought']:,} of {less['n_named']:,} where it is {less['label']}: {100 * found.difference:.0f} points "
        f"more ({100 * found.low:.0f} to {100 * found.high:.0f}, all pairs of {large} roles at once), and in the same "
        "order with second readings."
    )


def _count(mine, role, sense, label, weighted):
    counts = {value: int((mine["first_value"] == value).sum()) for value in VALUES}
    # Who does not name the first pole cannot seek it, so that such papers are in no share.
    weighted = weighted[weighted["first_value"] != "absent"]
    n, total = len(mine) - counts["absent"], float(weighted["weight"].sum())
    sure = mine.loc[~mine["uncertain"].astype(bool), "first_value"]
    sought = float(weighted.loc[weighted["first_value"] == "sought", "weight"].sum())
    return {
        "role": role, "sense": sense, "label": label, "n": len(mine), "uncertain": int(mine["uncertain"].sum()),
        **counts, "n_named": n, "n_named_sure": int((sure != "absent").sum()),
        "sought_sure": int((sure == "sought").sum()),
        "net": (counts["sought"] - counts["overcome"]) / n if n else 0.0,
        "share_all": sought / total if total else np.nan,
    }  # fmt: skip
