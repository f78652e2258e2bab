"""How far two coders agree: Krippendorff's alpha with an interval, and the papers on which they differ."""

from __future__ import annotations

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

    One row per field: ``field``, ``n``, ``agree`` (papers), ``share``, ``alpha`` with percentile 95 % limits ``low``,
    ``high``. Alpha is missing where both coders give one and the same label to all papers: there is nothing to tell
    apart.

    Notes
    -----
    Krippendorff (2011), *Computing Krippendorff's alpha-reliability*, for nominal data, two coders and no missing
    value: 1 - (observed disagreement) / (disagreement expected by drawing labels without replacement).
    """
    rng = np.random.default_rng(seed)
    n = len(matched)
    draws = rng.multinomial(n, np.full(n, 1 / n), size=n_draws) if n else np.zeros((0, 0))
    rows = []
    for field in FIELDS:
        a, b = matched[f"{field}_a"].astype(str), matched[f"{field}_b"].astype(str)
        labels = sorted(set(a) | set(b))
        marks = np.array([(a == label).to_numpy(float) + (b == label) for label in labels]).reshape(len(labels), n).T
        differ = (a != b).to_numpy(float)
        alpha = _compute_alpha(np.ones((1, n)), marks, differ)[0] if n else np.nan
        drawn = _compute_alpha(draws, marks, differ) if n >= 2 else np.array([np.nan])
        known = drawn[np.isfinite(drawn)]
        low, high = np.quantile(known, [0.025, 0.975]) if len(known) and np.isfinite(alpha) else (np.nan, np.nan)
        agree = int((differ == 0).sum())
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


def _compute_alpha(weights, marks, differ):
    """Alpha for each row of weights over papers; (n_draws,)."""
    n = weights.sum(axis=1)
    counts = weights @ marks
    observed = (weights @ differ) / n
    total = 2 * n
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = 1 - (counts * (counts - 1)).sum(axis=1) / (total * (total - 1))
        return np.where(expected > 1e-12, 1 - observed / expected, np.nan)
