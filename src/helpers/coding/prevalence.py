"""A random sample to code, and shares corrected by it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.stats.estimates import compute_quantile

LEAST = 2
"""Papers drawn from each stratum, where it has them: one alone would give no variance."""
OTHERWISE = 0.8  # share of papers on which reader and coder are taken to agree before anything is coded


def draw_sample(theme: pd.DataFrame, n: int, *, seed: int = 1) -> pd.DataFrame:
    """Draw ``n`` papers to code, at random within strata of sense and certainty, so that each has a known chance.

    All papers with a reading if there are fewer, and one of each stratum if there are more strata. In random order:
    ``paper_id``, ``stratum``, ``probability`` (the chance that the paper was drawn: drawn over all papers of its
    stratum) and ``drawn``, always "random".

    Notes
    -----
    Stratified simple random sampling (Cochran 1977, chapter 5): at least two papers of each stratum, the
    rest in proportion to size by largest remainders. Strata of one paper are put together.
    """
    read = theme[theme["sense"].notna()]
    if read.empty or n <= 0:
        return pd.DataFrame({"paper_id": [], "stratum": [], "probability": [], "drawn": []})
    rng = np.random.default_rng(seed)
    strata = read["sense"].astype(str) + ", " + np.where(read["uncertain"].astype(bool), "not sure", "sure")
    strata = strata.where(strata.map(strata.value_counts()) >= LEAST, "few")
    sizes = strata.value_counts().sort_index()
    drawn, parts = _share_out(sizes.to_numpy(), min(int(n), len(read))), []
    for (stratum, total), take in zip(sizes.items(), drawn, strict=True):
        ids = read.loc[strata == stratum, "paper_id"].to_numpy()
        chosen = rng.choice(ids, size=take, replace=False)
        parts.append(pd.DataFrame({"paper_id": chosen, "stratum": stratum, "probability": take / total}))
    sample = pd.concat(parts, ignore_index=True).assign(drawn="random")
    return sample.iloc[rng.permutation(len(sample))].reset_index(drop=True)


def compute_sample_plan(
    theme: pd.DataFrame, *, sizes: Sequence[int] = (40, 150), agreement: float = OTHERWISE
) -> pd.DataFrame:
    """How wide an interval a sample of each size would give for a share, if coder and reader agree on ``agreement``.

    ``papers`` to code (no more than there are), ``half_width`` of the 95% interval with the reading as a help, and
    ``half_width_alone`` without it, for a share of one half; both 0 where all papers are coded.
    """
    population = int(theme["sense"].notna().sum())
    rows = []
    for size in sizes:
        n = min(size, population)
        finite = (1 - n / population) if population else np.nan
        scale = compute_quantile() * np.sqrt(finite / n) if n else np.nan
        rows.append({"papers": n, "half_width": scale * np.sqrt(1 - agreement), "half_width_alone": scale * 0.5})
    return pd.DataFrame(rows).drop_duplicates().reset_index(drop=True)


def estimate_prevalence(
    theme: pd.DataFrame, coded: pd.DataFrame, sample: pd.DataFrame, categories: Sequence[str]
) -> pd.DataFrame:
    """Share of papers in each category: as read, and as corrected by the papers of a random sample.

    Parameters
    ----------
    theme, coded : DataFrame
        The table ``theme``, of which papers with a reading are the population, and ``paper_id`` with the coder's
        ``stance``, one row per paper.
    sample : DataFrame
        As :func:`draw_sample` gave it. Papers of it that are not coded yet are taken as missing at random in their
        stratum; coded papers outside it are left aside, since nobody knows their chance.
    categories : sequence of str
        Stances.

    Returns
    -------
    DataFrame, one row per category
        ``category``, ``read`` (share by the reading alone), ``share`` corrected, with 95% limits ``low`` and ``high``,
        ``n_coded`` and ``n_papers``. Share and limits are missing unless each stratum has a coded paper, the limits
        unless each that is not coded whole has two.

    Raises
    ------
    ValueError
        If the papers of ``sample`` have no known chances, as those drawn to learn.

    Notes
    -----
    The stratified difference estimator (Cochran 1977, chapter 5), which is prediction-powered inference with a
    design (Angelopoulos et al. 2023, *Science* 382:669-674): the share as read plus, stratum by stratum, the mean
    error seen in the sample; variance with the finite population correction, normal interval cut to 0 and 1.
    """
    if "probability" not in sample:
        raise ValueError("Nobody knows the chances of these papers; shares need the random sample of draw_sample.")
    read = theme.loc[theme["sense"].notna(), ["paper_id", "stance"]].rename(columns={"stance": "_read"})
    total = len(read)
    seen = sample.merge(read, on="paper_id", how="inner").merge(coded[["paper_id", "stance"]], on="paper_id")
    drawn = sample.groupby("stratum")["probability"].agg(["size", "first"])
    sizes = (drawn["size"] / drawn["first"]).round().astype("int64")
    rows = []
    for category in categories:
        as_read = float((read["_read"] == category).mean()) if total else np.nan
        error = (seen["stance"] == category).astype(float) - (seen["_read"] == category).astype(float)
        groups = error.groupby(seen["stratum"]).agg(["size", "mean", "var"]).reindex(sizes.index)
        weight = sizes / total if total else sizes * np.nan
        share = as_read + float((weight * groups["mean"]).sum()) if groups["mean"].notna().all() and total else np.nan
        left = (1 - groups["size"] / sizes).clip(lower=0)
        spread = (weight**2 * left * groups["var"] / groups["size"]).where(left > 0, 0.0)
        half = compute_quantile() * np.sqrt(float(spread.sum())) if spread.notna().all() else np.nan
        rows.append(
            {"category": category, "read": as_read, "share": share, "low": np.clip(share - half, 0, 1),
             "high": np.clip(share + half, 0, 1), "n_coded": len(seen), "n_papers": total}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _share_out(sizes, n):
    """Papers to draw from each stratum: at least two where there is room, the rest by largest remainders."""
    least = np.minimum(sizes, LEAST)
    if n < least.sum():
        # Too few for two of each: a stratum without any paper would have no known chance.
        least = np.minimum(sizes, 1)
    room = max(n - least.sum(), 0)
    spare = sizes - least
    ideal = spare * room / max(spare.sum(), 1)
    take = np.floor(ideal).astype(int)
    for i in np.argsort(-(ideal - take), kind="stable")[: room - take.sum()]:
        take[i] += 1
    return least + take
