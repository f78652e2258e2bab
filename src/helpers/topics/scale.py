"""How many topics: the scale at which other draws of the papers find the same topics again.

Finer topics say more and change more easily. Papers are drawn anew, with replacement, and grouped at each scale;
of the scales whose topics are found again as well as the best ones, the finest is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from helpers.topics.consensus import combine_partitions, compute_overlap
from helpers.topics.draws import Material, draw_partitions
from helpers.topics.recipes import Recipe


@dataclass(frozen=True)
class Scale:
    """The scale that was taken.

    Attributes
    ----------
    scale : float
    draws : ndarray of shape (n_draws, n)
    groups : ndarray of shape (n,)
        What the draws agree on.
    bootstraps : list of (rows, groups)
        The same of papers drawn anew; each drawn paper once.
    curve : DataFrame
        How all scales did; see :func:`choose_scale`.
    """

    scale: float
    draws: np.ndarray
    groups: np.ndarray
    bootstraps: list[tuple[np.ndarray, np.ndarray]]
    curve: pd.DataFrame


def choose_scale(material: Material, recipe: Recipe, rng: np.random.Generator, *, show_progress: bool = False) -> Scale:
    """Try every scale of the recipe and take the finest of those that are found again best.

    Parameters
    ----------
    material : Material
    recipe : Recipe
    rng : numpy Generator
    show_progress : bool, default False

    Returns
    -------
    Scale
        Its ``curve`` has a row per scale that was tried, coarse first: scale, n_topics (int), stability (mean over
        bootstraps of the largest Jaccard index of each topic with one found there, topics weighed by their papers;
        0 to 1), low and high (the range in which four of five bootstraps lie; NaN without bootstraps), chosen.
        Scales that give fewer than two topics, or more than one topic per ``recipe.mean_papers`` papers, are left
        out of it. Where nothing is left, or no stability reaches ``recipe.min_stability``, there is one topic: its
        groups are all 0, and no row is chosen.

    Notes
    -----
    Stability as a guide to the number of clusters: Ben-Hur, Elisseeff and Guyon 2002; cluster-wise Jaccard index:
    Hennig 2007. As in his ``clusterboot``, a paper drawn more than once counts once, so a bootstrap holds 63 % of
    the papers.
    """
    from tqdm.auto import tqdm

    n = len(material)
    free = replace(recipe, n_topics=None)
    streams = rng.spawn(len(recipe.scales) + recipe.n_bootstraps + 1)
    bar = tqdm(total=len(streams) - 1, desc="topics", disable=not show_progress, leave=False)
    tried: list[tuple[float, np.ndarray, np.ndarray]] = []
    for scale, stream in zip(recipe.scales, streams, strict=False):
        bar.update()
        draws = draw_partitions(material, recipe, scale, recipe.n_draws, stream)
        groups = combine_partitions(draws, free, material=material, scale=scale, rng=stream)
        n_topics = int(groups.max()) + 1
        if n_topics > max(2, n / recipe.mean_papers) and recipe.n_topics is None:
            break
        if n_topics > 1:
            tried.append((scale, draws, groups))
    bootstraps: list[list[tuple[np.ndarray, np.ndarray]]] = [[] for _ in tried]
    for stream in streams[len(recipe.scales) : -1]:
        bar.update()
        drawn = np.unique(stream.integers(n, size=n)) if tried else np.empty(0, dtype=int)
        some = material.select(drawn) if tried else material
        for (scale, _, _), found in zip(tried, bootstraps, strict=True):
            draws = draw_partitions(some, recipe, scale, recipe.n_bootstrap_draws, stream)
            found.append((drawn, combine_partitions(draws, free, material=some, scale=scale, rng=stream)))
    bar.close()
    curve = _tabulate_curve(tried, bootstraps)
    chosen = _find_chosen(curve, recipe)
    if chosen is None:
        draws = np.zeros((max(1, recipe.n_draws), n), dtype=np.int32)
        return Scale(recipe.scales[0], draws, np.zeros(n, dtype=np.int64), [], curve)
    curve.loc[chosen, "chosen"] = True
    scale, draws, groups = tried[chosen]
    if recipe.n_topics is not None:
        groups = combine_partitions(draws, recipe, material=material, scale=scale, rng=streams[-1])
    return Scale(scale, draws, groups, bootstraps[chosen], curve)


def compute_stability(groups: np.ndarray, bootstraps: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Return how well each group is found again when papers are drawn anew.

    Parameters
    ----------
    groups : ndarray of shape (n,)
        Numbered from 0 without gaps.
    bootstraps : list of (rows, groups)
        Rows of the papers drawn, each once, and their groups.

    Returns
    -------
    ndarray of shape (n_groups,)
        Mean over the bootstraps of the largest Jaccard index between the group and a group found there, both
        among the papers drawn; NaN without bootstraps.

    Notes
    -----
    Cluster-wise stability of Hennig (2007, CSDA 52:258-271). 0.75 and above: stable; under 0.6: not to be
    interpreted.
    """
    n_groups = int(groups.max()) + 1
    total, times = np.zeros(n_groups), np.zeros(n_groups)
    for drawn, found in bootstraps:
        overlap, present = compute_overlap(groups[drawn], found, n_groups)
        total[present] += overlap[present]
        times[present] += 1
    return np.divide(total, times, out=np.full(n_groups, np.nan), where=times > 0)


def _tabulate_curve(
    tried: list[tuple[float, np.ndarray, np.ndarray]], bootstraps: list[list[tuple[np.ndarray, np.ndarray]]]
) -> pd.DataFrame:
    rows = []
    for (scale, _, groups), found in zip(tried, bootstraps, strict=True):
        n_topics = int(groups.max()) + 1
        each = [_weigh_overlap(groups[drawn], others, n_topics) for drawn, others in found]
        low, high = np.quantile(each, (0.1, 0.9)) if each else (np.nan, np.nan)
        rows.append((scale, n_topics, float(np.mean(each)) if each else np.nan, low, high, False))
    columns = {"scale": "float64", "n_topics": "int64", "stability": "float64", "low": "float64", "high": "float64"}
    return pd.DataFrame(rows, columns=[*columns, "chosen"]).astype({**columns, "chosen": "bool"})


def _weigh_overlap(groups: np.ndarray, others: np.ndarray, n_groups: int) -> float:
    overlap, _ = compute_overlap(groups, others, n_groups)
    return float(np.average(overlap, weights=np.bincount(groups, minlength=n_groups)))


def _find_chosen(curve: pd.DataFrame, recipe: Recipe) -> int | None:
    """Row of the finest scale that comes back nearly as well as the best; None for one topic."""
    if recipe.n_topics == 1 or curve.empty:
        return None
    if recipe.n_topics is not None:
        return int((curve["n_topics"] - recipe.n_topics).abs().argmin())
    if recipe.n_bootstraps == 0:
        return len(curve) // 2
    best = curve["stability"].max()
    if best < recipe.min_stability:
        return None
    return int(np.flatnonzero(curve["stability"] >= best - recipe.slack)[-1])
