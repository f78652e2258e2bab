"""What the axis from pole to pole is worth: the sides that a coder gave, along it."""

import numpy as np
import pandas as pd

from helpers.stats.estimates import measure_shares
from helpers.theme.theme_file import ThemeFile


def compute_axis_calibration(
    axis: pd.DataFrame, sides: pd.DataFrame, theme_file: ThemeFile, *, n_groups: int = 3
) -> pd.DataFrame:
    """Hold the axis against sides that a coder gave: what is the share of the second pole's side along it?

    Of ``axis`` (``paper_id``, ``axis``) and ``sides`` (``paper_id``, ``stance``) papers on one side take part, in
    ``n_groups`` of equal size by place on the axis.

    Returns
    -------
    DataFrame, one row per group and a last one for all
        ``group``, ``n``, ``axis_from``, ``axis_to``, ``second`` (papers on the second pole's side), ``share`` with
        Wilson 95% limits ``low``, ``high``, and ``ordered``: in the last row, the chance that of two papers of
        different sides the one of the second pole lies further along (0.5 for an axis that tells nothing).
    """
    columns = ["group", "n", "axis_from", "axis_to", "second", "share", "low", "high", "ordered"]
    both = axis[["paper_id", "axis"]].merge(sides[["paper_id", "stance"]], on="paper_id")
    both = both[both["axis"].notna() & both["stance"].isin(theme_file.pole_ids)].sort_values("axis", kind="stable")
    second = (both["stance"] == theme_file.pole_ids[1]).to_numpy()
    if not len(both):
        return pd.DataFrame(columns=columns)
    place = both["axis"].to_numpy(float)
    parts = [part for part in np.array_split(np.arange(len(both)), n_groups) if len(part)]
    names = [f"{i} of {len(parts)}" for i in range(1, len(parts) + 1)]
    rows = []
    for name, part in [*zip(names, parts, strict=True), ("all", np.arange(len(both)))]:
        k, n = int(second[part].sum()), len(part)
        rows.append([name, n, place[part].min(), place[part].max(), k, *measure_shares(k, n), np.nan])
    table = pd.DataFrame(rows, columns=columns)
    if second.any() and not second.all():
        ahead = place[second][:, None] - place[~second][None, :]
        table.loc[len(table) - 1, "ordered"] = float((ahead > 0).mean() + 0.5 * (ahead == 0).mean())
    return table
