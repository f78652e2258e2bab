"""Differences of shares with category and length of abstract held equal, and how far groups differ in them."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.stats.clusters import MIN_CATEGORY, list_first_categories
from helpers.stats.estimates import MIN_GROUP, compute_quantile

APART = 0.1
"""Imbalance from which a difference is standardised: of shares of categories, or of lengths in standard deviations."""


def compute_strata(papers: pd.DataFrame, lengths: NDArray[np.int64]) -> pd.DataFrame:
    """Sort papers by first category (those of under 30 papers are one) and by thirds of length in words.

    One row per paper: ``category``, ``length``, ``stratum`` (its number).
    """
    first = list_first_categories(papers)
    category = first.where(first.map(first.value_counts()) >= MIN_CATEGORY, "") if len(first) else first
    thirds = np.searchsorted(np.quantile(lengths, [1 / 3, 2 / 3]), lengths) if len(lengths) else lengths
    strata = pd.DataFrame({"category": category.to_numpy(dtype=object), "length": np.asarray(lengths, dtype=float)})
    return strata.assign(stratum=strata.groupby(["category", thirds], sort=False).ngroup())


def measure_imbalance(strata: pd.DataFrame, inside: NDArray[np.bool_]) -> dict[str, float]:
    """Say how far a group and the rest differ in category (0 not at all, 1 none in common) and length.

    That of category is half the sum of absolute differences of shares; length is in standard deviations.
    """
    if inside.all() or not inside.any():
        return {"category": 0.0, "length": 0.0}
    shares = pd.crosstab(strata["category"].to_numpy(), inside, normalize="columns")
    lengths = strata["length"].to_numpy()
    gap = lengths[inside].mean() - lengths[~inside].mean()
    category = float((shares[True] - shares[False]).abs().sum() / 2)
    return {"category": category, "length": float(gap / lengths.std()) if lengths.std() else 0.0}


def standardise_difference(
    presence: Any, inside: NDArray[np.bool_], strata: pd.DataFrame
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Difference of shares within strata, averaged over them, with its 95% limits, each of shape (n_terms,).

    ``presence`` is a sparse matrix of shape (n_papers, n_terms), ``inside`` a mask of papers. NaN where no stratum has
    both groups, and without limits where a group has under ten papers in such strata. Mantel and Haenszel's: Greenland
    and Robins (1985), Biometrics 41:55-68, weights n1 n2 / (n1 + n2), with their dually consistent variance, as in
    statsmodels' stratified tables.
    """
    from scipy.sparse import csr_array

    n_strata = int(strata["stratum"].max()) + 1 if len(strata) else 0
    keys = strata["stratum"].to_numpy() + n_strata * (~inside)
    place = csr_array((np.ones(len(keys)), (np.arange(len(keys)), keys)), shape=(len(keys), 2 * n_strata))
    counts = np.asarray((presence.T.tocsr().astype(float) @ place).todense())
    size = np.bincount(keys, minlength=2 * n_strata).astype(float)
    (k1, k2), (n1, n2) = (counts[:, :n_strata], counts[:, n_strata:]), (size[:n_strata], size[n_strata:])
    both = (n1 > 0) & (n2 > 0)
    k1, k2, n1, n2 = k1[:, both], k2[:, both], n1[both], n2[both]
    missing = np.full(counts.shape[0], np.nan)
    if not both.any():
        return missing, missing.copy(), missing.copy()
    n = n1 + n2
    weight = n1 * n2 / n
    difference = (k1 * n2 / n - k2 * n1 / n).sum(axis=1) / weight.sum()
    variance = ((k1 * (n1 - k1) * n2**3 + k2 * (n2 - k2) * n1**3) / (n1 * n2 * n**2)).sum(axis=1)
    half = compute_quantile() * np.sqrt(variance) / weight.sum()
    if min(n1.sum(), n2.sum()) < MIN_GROUP:
        return difference, missing, missing.copy()
    return difference, np.clip(difference - half, -1, 1), np.clip(difference + half, -1, 1)
