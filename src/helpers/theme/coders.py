"""All coders of a dump at once, for the notebook: agreement of each pair, and shares corrected by each."""

from __future__ import annotations

import itertools

import pandas as pd

from helpers.theme.agreement import compute_agreement, list_disagreements, match_coders
from helpers.theme.prevalence import estimate_prevalence


def gather_agreement(coded, theme):
    """:func:`compute_agreement` of each pair of coders, with the column ``coders``; empty with fewer than two.

    Parameters
    ----------
    coded : dict of str to DataFrame
        By coder, as :func:`helpers.theme.read_annotations` leaves them.
    theme : Theme
    """
    return _gather(coded, lambda first, second: compute_agreement(match_coders(first, second, theme)))


def gather_disagreements(coded, papers, theme):
    """:func:`list_disagreements` of each pair of coders, with the column ``coders``; empty with fewer than two."""
    return _gather(coded, lambda first, second: list_disagreements(match_coders(first, second, theme), papers))


def gather_prevalence(matched, theme_table, sample, theme):
    """:func:`estimate_prevalence` of stances by each coder, with the column ``coder``; empty without a coder.

    Parameters
    ----------
    matched : dict of str to DataFrame
        By coder, as :func:`helpers.theme.match_readings` leaves them.
    theme_table : DataFrame
    sample : DataFrame
        As :func:`draw_sample` gave it.
    theme : Theme
    """
    tables = []
    for coder, rows in matched.items():
        coded = rows[["paper_id", "coded_stance"]].rename(columns={"coded_stance": "stance"})
        shares = estimate_prevalence(theme_table, coded, sample, theme.stances)
        tables.append(shares.assign(coder=coder)[["coder", *shares.columns]])
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["coder"])


def _gather(coded, compare):
    tables = []
    for first, second in itertools.combinations(coded, 2):
        table = compare(coded[first], coded[second])
        tables.append(table.assign(coders=f"{first}, {second}")[["coders", *table.columns]])
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["coders"])
