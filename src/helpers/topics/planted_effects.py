"""Papers with differences and trends that we planted: what a test finds there, it can find at this size."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.topics.planted_words import MAX_PAPERS, N_COMMON_WORDS, make_words, weigh_words

DIFFERENCES = (0.0, 0.1, 0.2, 0.3, 0.4)
ODDS_RATIOS = (1.5, 2.0, 4.0)
BASE = 0.2
"""Share of papers with a planted word where nothing is planted."""
N_FILLER = 80


@dataclass(frozen=True)
class PlantedEffects:
    """Papers, the group of each (``a`` or ``b`` by paper_id), and what was planted.

    ``effects`` has ``term``, ``kind`` ("none", "contrast", "trend") and ``size``: a difference of shares (``b`` less
    ``a``) or an odds ratio a year. ``truth`` are the days of all papers, also of those whose date is hidden.
    """

    papers: pd.DataFrame
    groups: pd.Series
    effects: pd.DataFrame
    truth: np.ndarray


def plant_effects(
    n_papers: int, *, years: float = 3.0, words: int = 6, undated: float = 0.15, coarse: float = 0.2, seed: int = 1
) -> PlantedEffects:
    """Make papers of two groups, dated over some years, with words that differ between groups or over time.

    At most 2,000 are made. Each size of effect has as many ``words``; those of size 0 differ in nothing. ``undated``
    and ``coarse`` are the shares of papers without a date, and known to the year only.
    """
    rng = np.random.default_rng(seed)
    n = min(n_papers, MAX_PAPERS)
    plan = [("none" if size == 0 else "contrast", size) for size in DIFFERENCES for _ in range(words)]
    plan += [("trend", size) for size in ODDS_RATIOS for _ in range(words)]
    names = make_words(len(plan) + N_COMMON_WORDS, rng)
    group = rng.random(n) < 0.5
    # Counted back from the end of a year, so that papers of one year are known as such.
    last = np.datetime64("2024-12-31").astype(np.int64)
    days = last - np.floor(rng.random(n) * years * 365.25).astype(np.int64)
    middle = (days - days.mean()) / 365.25 if n else np.zeros(0)
    chances = np.empty((n, len(plan)))
    for place, (kind, size) in enumerate(plan):
        odds = BASE / (1 - BASE) * size**middle if kind == "trend" else None
        chances[:, place] = odds / (1 + odds) if kind == "trend" else BASE + size * group
    has = rng.random((n, len(plan))) < chances
    filler = rng.choice(names[len(plan) :], (n, N_FILLER), p=weigh_words(N_COMMON_WORDS))
    abstracts = [
        " ".join(rng.permutation(np.concatenate([row, names[: len(plan)][mine]]))) + "."
        for row, mine in zip(filler, has, strict=True)
    ]
    ids = [f"planted-{place:06d}" for place in range(n)]
    papers = pd.DataFrame({"paper_id": ids, "title": "", "abstract": abstracts}, dtype="str")
    low, high, precision = _date(days, rng.random(n), undated, coarse)
    for clock in ("published", "listed", "updated"):
        papers[f"{clock}_low"], papers[f"{clock}_high"] = pd.Series(low), pd.Series(high)
        papers[f"{clock}_precision"] = precision
    papers["authors"] = papers["categories"] = [[] for _ in range(n)]
    effects = pd.DataFrame(plan, columns=["kind", "size"]).assign(term=names[: len(plan)])[["term", "kind", "size"]]
    groups = pd.Series(np.where(group, "b", "a"), index=np.array(ids, dtype=object), dtype=object)
    return PlantedEffects(papers, groups, effects, days.astype("datetime64[D]"))


def _date(days, lots, undated, coarse):
    """Low and high day and precision, hidden or coarse for shares of the papers."""
    low = days.astype("datetime64[D]")
    high = low.copy()
    yearly = (lots >= undated) & (lots < undated + coarse)
    start = low.astype("datetime64[Y]")
    low = np.where(yearly, start.astype("datetime64[D]"), low)
    high = np.where(yearly, (start + 1).astype("datetime64[D]") - 1, high)
    hidden = lots < undated
    low, high = (np.where(hidden, np.datetime64("NaT"), value).astype("datetime64[us]") for value in (low, high))
    return low, high, np.where(hidden, "none", np.where(yearly, "year", "day"))
