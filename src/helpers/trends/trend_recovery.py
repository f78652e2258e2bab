"""What of planted trends is found: the test of the tests, at the reader's number of papers."""

from __future__ import annotations

import pandas as pd

from helpers.trends.yearly_odds import compute_trend_tests


def compute_trend_recovery(
    papers: pd.DataFrame, terms: pd.DataFrame, effects: pd.DataFrame, *, seed: int = 1
) -> pd.DataFrame:
    """Test the planted words of a planted corpus (``term`` and ``paper_id``) and say which trends were found.

    Parameters
    ----------
    effects : DataFrame
        ``term``, ``kind`` and ``size``; "none" counts as an odds ratio of 1, contrasts are left out.

    Returns
    -------
    DataFrame, one row per size
        ``planted_odds_ratio``, ``words``, ``found`` (q at most .05), ``named``, ``interval_right``; no rows without
        papers.
    """
    wanted = effects[effects["kind"].isin(["none", "trend"]) & bool(len(papers))]
    series = terms[terms["term"].isin(wanted["term"])].rename(columns={"term": "name"}).assign(kind="term")
    tests = compute_trend_tests(papers, series[["kind", "name", "paper_id"]], seed=seed).set_index("name")
    rows = []
    for size, part in wanted.assign(size=wanted["size"].where(wanted["kind"] == "trend", 1.0)).groupby("size"):
        mine = tests.loc[part["term"][part["term"].isin(tests.index)]]
        right = int(((mine["low"] <= size) & (mine["high"] >= size)).sum())
        rows.append([size, len(part), int((mine["q"] <= 0.05).sum()), int(mine["named"].notna().sum()), right])
    return pd.DataFrame(rows, columns=["planted_odds_ratio", "words", "found", "named", "interval_right"])
