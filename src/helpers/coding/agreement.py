"""How far two coders agree: Krippendorff's alpha with an interval, and the papers on which they differ."""

import krippendorff
import numpy as np
import pandas as pd

from helpers.coding.accuracy import FIELDS
from helpers.coding.annotations import choose_main_readings
from helpers.theme.theme_file import ThemeFile


def match_coders(first: pd.DataFrame, second: pd.DataFrame, theme_file: ThemeFile) -> pd.DataFrame:
    """Put the main readings of two coders side by side: papers that both coded, per field ``<field>_a`` and ``_b``."""
    one, other = (choose_main_readings(coded, theme_file)[["paper_id", *FIELDS]] for coded in (first, second))
    return one.merge(other, on="paper_id", suffixes=("_a", "_b"), validate="1:1")


def compute_agreement(matched: pd.DataFrame, *, n_draws: int = 1000, seed: int = 1) -> pd.DataFrame:
    """Agreement of two coders field by field, with a bootstrap of ``n_draws`` over papers.

    One row per field: ``field``, ``n``, ``agree`` (papers), ``share``, ``alpha`` with percentile 95% limits ``low``,
    ``high``. Alpha is missing where both coders give one and the same label to all papers: there is nothing to tell
    apart.

    Notes
    -----
    Krippendorff (2011), *Computing Krippendorff's alpha-reliability*, for nominal data, by the package ``krippendorff``
    (Castro 2017). Papers are drawn with replacement; a draw in which one label alone occurs has no alpha and is left
    out.
    """
    rng = np.random.default_rng(seed)
    n = len(matched)
    draws = rng.multinomial(n, np.full(n, 1 / n), size=n_draws) if n >= 2 else np.zeros((0, n), dtype=int)
    rows = []
    for field in FIELDS:
        a, b = matched[f"{field}_a"].to_numpy(str), matched[f"{field}_b"].to_numpy(str)
        labels = np.union1d(a, b)
        counts = np.array([(a == label) * 1 + (b == label) for label in labels]).reshape(len(labels), n).T
        alpha = _compute_alpha(counts)
        drawn = [_compute_alpha(np.repeat(counts, draw, axis=0)) for draw in draws] if np.isfinite(alpha) else []
        known = [value for value in drawn if np.isfinite(value)]
        low, high = np.quantile(known, [0.025, 0.975]) if known else (np.nan, np.nan)
        agree = int((a == b).sum())
        rows.append(
            {"field": field, "n": n, "agree": agree, "share": agree / n if n else np.nan, "alpha": alpha,
             "low": low, "high": high}
        )  # fmt: skip
    return pd.DataFrame(rows)


def list_disagreements(matched: pd.DataFrame, papers: pd.DataFrame) -> pd.DataFrame:
    """Papers that two coders read differently, those that differ in most fields first.

    ``paper_id``, ``title``, ``fields`` (number that differ) and per field "one / other" where they differ, else "".
    """
    titles = papers.set_index("paper_id")["title"]
    table = matched[["paper_id"]].assign(title=matched["paper_id"].map(titles))
    differ = {field: (matched[f"{field}_a"] != matched[f"{field}_b"]).to_numpy(bool) for field in FIELDS}
    table["fields"] = np.sum(list(differ.values()), axis=0) if len(matched) else 0
    for field, mask in differ.items():
        table[field] = (matched[f"{field}_a"].astype(str) + " / " + matched[f"{field}_b"].astype(str)).where(mask, "")
    table = table[table["fields"] > 0].sort_values("fields", ascending=False, kind="stable")
    return table.reset_index(drop=True)


def _compute_alpha(counts):
    """Alpha of papers by label, the number of coders that gave it; NaN if fewer than two labels occur."""
    counts = counts[:, counts.any(axis=0)]
    if counts.shape[1] < 2:
        return np.nan
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))
