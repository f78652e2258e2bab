"""How many topics: the scale at which other samples of the papers give the same topics again."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from helpers.text.wordings import count
from helpers.topics.consensus import combine_partitions, compute_overlap
from helpers.topics.partitions import MAX_DRAWN, Material, draw_partitions
from helpers.topics.recipes import Recipe


@dataclass(frozen=True)
class Scale:
    """The scale that was taken.

    ``draws``, of shape (n_draws, n), are its partitions and ``groups`` what they agree on; ``bootstraps`` are (rows,
    groups) of papers drawn anew with replacement, each drawn paper once, as in Hennig's ``clusterboot``, so that 63%
    of the papers are in one. ``curve`` has a row per scale that was tried, coarse first: scale, n_topics (int),
    stability (mean over samples of the largest Jaccard index of each topic with one found there, topics weighed by
    their papers; 0 to 1), low and high (the range in which four of five samples lie; NaN without samples), chosen (no
    row where there is one topic).
    """

    draws: np.ndarray
    groups: np.ndarray
    bootstraps: list[tuple[np.ndarray, np.ndarray]]
    curve: pd.DataFrame


def choose_scale(material: Material, recipe: Recipe, *, show_progress: bool = False) -> Scale:
    """Try every scale of the recipe and take the finest of those that are found again best.

    Scales that give fewer than two topics, or more than one topic per ``recipe.mean_papers`` papers, are left out.
    Where nothing is left, or no stability reaches ``recipe.min_stability``, there is one topic: its groups are all 0.

    Notes
    -----
    Stability as a guide to the number of clusters: Ben-Hur, Elisseeff and Guyon 2002; cluster-wise Jaccard index:
    Hennig 2007, who calls a cluster stable from .75 on. The best scale alone is a matter of luck: on 14 samples of
    90% of 109 abstracts it had 4 to 12 topics, and two such partitions agreed by .67.
    """
    from tqdm.auto import tqdm

    n = len(material)
    free = replace(recipe, n_topics=None)
    full_rng, sample_rng, last_rng = np.random.default_rng(recipe.seed).spawn(3)
    total = len(recipe.scales) + recipe.n_samples + recipe.n_bootstraps
    with tqdm(total=total, desc="topics", disable=not show_progress, leave=False) as bar:
        tried: list[tuple[float, np.ndarray, np.ndarray]] = []
        for scale in recipe.scales:
            bar.update()
            draws = draw_partitions(material, recipe, scale, recipe.n_draws, full_rng)
            groups = combine_partitions(draws, free)
            n_topics = int(groups.max()) + 1
            too_many = n_topics > max(2, n / recipe.mean_papers) and recipe.n_topics is None
            if n_topics > 1 and not too_many:
                tried.append((scale, draws, groups))
        overlaps = np.full((recipe.n_samples, len(tried)), np.nan)
        for row in overlaps if tried else []:
            bar.update()
            size = min(round(recipe.sample_share * n), MAX_DRAWN)
            drawn = np.sort(sample_rng.choice(n, size, replace=False))
            some = material.select(drawn)
            for place, (scale, _, groups) in enumerate(tried):
                draws = draw_partitions(some, recipe, scale, recipe.n_sample_draws, sample_rng)
                row[place] = _weigh_overlap(groups[drawn], combine_partitions(draws, free), int(groups.max()) + 1)
        curve = tabulate_curve(tried, overlaps)
        chosen = _find_chosen(curve, overlaps, recipe)
        if chosen is None:
            draws = np.zeros((max(1, recipe.n_draws), n), dtype=np.int32)
            return Scale(draws, np.zeros(n, dtype=np.int64), [], curve)
        scale, draws, groups = tried[chosen]
        if recipe.n_more_draws:
            more = draw_partitions(material, recipe, scale, recipe.n_more_draws, last_rng)
            draws = np.concatenate([draws, more])
        if recipe.n_more_draws or recipe.n_topics is not None:
            groups = combine_partitions(draws, recipe)
        curve.loc[chosen, ["n_topics", "chosen"]] = int(groups.max()) + 1, True
        bootstraps = []
        for _ in range(recipe.n_bootstraps):
            bar.update()
            drawn = np.unique(last_rng.integers(n, size=min(n, MAX_DRAWN)))
            some_draws = draw_partitions(material.select(drawn), recipe, scale, recipe.n_sample_draws, last_rng)
            bootstraps.append((drawn, combine_partitions(some_draws, recipe)))
    return Scale(draws, groups, bootstraps, curve)


def compute_stability(groups: np.ndarray, bootstraps: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Return how well each group is found again when papers are drawn anew, of shape (n_groups,).

    Mean over the bootstraps (rows drawn, each once, and their groups) of the largest Jaccard index between the group
    and a group found there, both among the papers drawn; NaN without bootstraps. It is the cluster-wise stability of
    Hennig (2007, CSDA 52:258-271): 0.75 and above is stable, under 0.6 not to be interpreted.
    """
    n_groups = int(groups.max()) + 1
    total, times = np.zeros(n_groups), np.zeros(n_groups)
    for drawn, found in bootstraps:
        total += compute_overlap(groups[drawn], found, n_groups)
        times += np.bincount(groups[drawn], minlength=n_groups) > 0
    return np.divide(total, times, out=np.full(n_groups, np.nan), where=times > 0)


def tabulate_curve(tried: list[tuple[float, np.ndarray, np.ndarray]], overlaps: np.ndarray) -> pd.DataFrame:
    """Return the curve of a :class:`Scale` from scales with their draws and groups, and a row per sample."""
    some = len(overlaps) > 0 and len(tried) > 0
    empty = np.full(len(tried), np.nan)
    low, high = np.quantile(overlaps, (0.1, 0.9), axis=0) if some else (empty, empty)
    return pd.DataFrame(
        {
            "scale": pd.Series([scale for scale, _, _ in tried], dtype="float64"),
            "n_topics": pd.Series([int(groups.max()) + 1 for _, _, groups in tried], dtype="int64"),
            "stability": overlaps.mean(axis=0) if some else empty, "low": low, "high": high,
            "chosen": np.zeros(len(tried), dtype=bool),
        },
    )  # fmt: skip


def describe_curve(curve: pd.DataFrame) -> str:
    """Return how the number of topics was chosen, from the ``curve`` of a :class:`Scale` alone, as Markdown."""
    chosen = curve[curve["chosen"].astype(bool)]
    if chosen.empty:
        return "No number of topics was stable enough to be taken." if len(curve) else "No number of topics was tried."
    n_taken = int(chosen["n_topics"].iloc[0])
    if curve["stability"].isna().all():
        return f"{count(n_taken, 'topic')} taken; how well other numbers come back was not measured."
    # Two scales may give the same number of topics: the one taken, else the better one speaks for it.
    best = curve.sort_values(["chosen", "stability"]).drop_duplicates("n_topics", keep="last").sort_values("n_topics")
    told = [f"{row.n_topics} ({row.stability:.2f})" for row in best.itertuples()]
    told = [f"**{text}**" if taken else text for text, taken in zip(told, best["chosen"].astype(bool), strict=True)]
    return (
        f"Numbers of topics that were tried, and how well each comes back when papers are sampled anew "
        f"(mean Jaccard index, 1 is best; bold: taken): {', '.join(told)}."
    )


def _weigh_overlap(groups: np.ndarray, others: np.ndarray, n_groups: int) -> float:
    overlap = compute_overlap(groups, others, n_groups)
    return float(np.average(overlap, weights=np.bincount(groups, minlength=n_groups)))


def _find_chosen(curve: pd.DataFrame, overlaps: np.ndarray, recipe: Recipe) -> int | None:
    """Row of the scale that is taken, see :class:`Recipe`; None for one topic."""
    if recipe.n_topics == 1 or curve.empty:
        return None
    if recipe.n_topics is not None:
        return int((curve["n_topics"] - recipe.n_topics).abs().argmin())
    if recipe.n_samples == 0:
        return len(curve) // 2
    best = curve["stability"].max()
    if best < recipe.min_stability:
        return None
    spread = float(overlaps[:, int(curve["stability"].argmax())].std())
    near = np.flatnonzero(curve["stability"] >= best - max(recipe.slack, 2 * spread))
    firm = near[curve["stability"].to_numpy()[near] >= recipe.firm]
    return int(firm[-1] if len(firm) else near[0])
