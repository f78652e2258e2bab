"""How many topics: the scale at which other samples of the papers give the same topics.

Finer topics say more and change more easily. Each scale's topics are compared with those of samples that lack a
tenth of the papers; of the scales that come back as well as the best one, the finest is taken.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.topics.consensus import combine_partitions, compute_agreement
from helpers.topics.draws import Material, draw_partitions
from helpers.topics.recipes import Recipe


@dataclass(frozen=True)
class Scale:
    """The scale that was taken, its draws and groups, and the curve that led to it."""

    scale: float
    draws: np.ndarray
    groups: np.ndarray
    curve: pd.DataFrame


def choose_scale(material: Material, recipe: Recipe, rng: np.random.Generator, *, show_progress: bool = False) -> Scale:
    """Try every scale of the recipe and take the finest of those that come back best.

    Parameters
    ----------
    material : Material
    recipe : Recipe
    rng : numpy Generator
    show_progress : bool, default False

    Returns
    -------
    Scale
        Its ``curve`` has a row per scale that was tried, coarse first: scale, n_topics (int), agreement (mean
        adjusted Rand index between the topics of all papers and those of each sample, over the papers of the
        sample), low and high (the smallest and the largest of the samples; NaN without samples), chosen (bool).
        Scales that give fewer than two topics, or more than one topic per ``recipe.mean_papers`` papers, are
        left out of it. Where nothing is left, or no agreement reaches ``recipe.min_agreement``, there is one
        topic: its groups are all 0, and no row is chosen.

    Notes
    -----
    Stability as a guide to the number of clusters: Ben-Hur, Elisseeff and Guyon 2002; Lange et al. 2004.
    """
    from tqdm.auto import tqdm

    n = len(material)
    streams = rng.spawn(len(recipe.scales) + recipe.n_resamples + 1)
    tried: list[tuple[float, np.ndarray, np.ndarray]] = []
    for scale, stream in zip(recipe.scales, streams, strict=False):
        draws = draw_partitions(material, recipe, scale, recipe.n_draws, stream)
        groups = combine_partitions(draws, _free(recipe), material=material, scale=scale, rng=stream)
        n_topics = int(groups.max()) + 1
        if n_topics > max(2, n / recipe.mean_papers) and recipe.n_topics is None:
            break
        if n_topics > 1:
            tried.append((scale, draws, groups))
    agreement = np.full((recipe.n_resamples, len(tried)), np.nan)
    samples = streams[len(recipe.scales) : len(recipe.scales) + recipe.n_resamples]
    bar = tqdm(samples, desc="number of topics", disable=not show_progress or not tried, leave=False)
    for row, stream in enumerate(bar):
        drawn = np.sort(stream.choice(n, round(recipe.resample_share * n), replace=False))
        some = material.select(drawn)
        for place, (scale, _, groups) in enumerate(tried):
            draws = draw_partitions(some, recipe, scale, recipe.n_resample_draws, stream)
            found = combine_partitions(draws, _free(recipe), material=some, scale=scale, rng=stream)
            agreement[row, place] = compute_agreement(groups[drawn], found)
    curve = _tabulate_curve(tried, agreement)
    chosen = _find_chosen(curve, recipe)
    if chosen is None:
        draws = np.zeros((max(1, recipe.n_draws), n), dtype=np.int32)
        return Scale(recipe.scales[0], draws, np.zeros(n, dtype=np.int64), curve)
    curve.loc[chosen, "chosen"] = True
    scale, draws, groups = tried[chosen]
    if recipe.n_topics is not None:
        groups = combine_partitions(draws, recipe, material=material, scale=scale, rng=streams[-1])
    return Scale(scale, draws, groups, curve)


def _free(recipe: Recipe) -> Recipe:
    """The recipe without a wanted number: what each scale gives by itself."""
    from dataclasses import replace

    return replace(recipe, n_topics=None)


def _tabulate_curve(tried: list[tuple[float, np.ndarray, np.ndarray]], agreement: np.ndarray) -> pd.DataFrame:
    some = agreement.shape[0] > 0
    return pd.DataFrame(
        {
            "scale": pd.Series([scale for scale, _, _ in tried], dtype="float64"),
            "n_topics": pd.Series([int(groups.max()) + 1 for _, _, groups in tried], dtype="int64"),
            "agreement": agreement.mean(axis=0) if some else np.full(len(tried), np.nan),
            "low": agreement.min(axis=0) if some else np.full(len(tried), np.nan),
            "high": agreement.max(axis=0) if some else np.full(len(tried), np.nan),
            "chosen": np.zeros(len(tried), dtype=bool),
        }
    )


def _find_chosen(curve: pd.DataFrame, recipe: Recipe) -> int | None:
    """Row of the finest scale that comes back nearly as well as the best; None for one topic."""
    if recipe.n_topics == 1 or curve.empty:
        return None
    if recipe.n_topics is not None:
        return int((curve["n_topics"] - recipe.n_topics).abs().argmin())
    if recipe.n_resamples == 0:
        return len(curve) // 2
    best = curve["agreement"].max()
    if best < recipe.min_agreement:
        return None
    return int(np.flatnonzero(curve["agreement"] >= best - recipe.slack)[-1])
