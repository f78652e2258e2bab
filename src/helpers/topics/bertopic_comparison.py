"""This recipe held against BERTopic, as it comes and with the size matched: on the dump and on planted truth."""

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers.run.schema import NO_TOPIC
from helpers.run.table_cache import keep_table
from helpers.topics.bertopic_models import DEFAULT_SIZE, BertopicTopics, fit_bertopic
from helpers.topics.coherence import compute_coherence, compute_diversity
from helpers.topics.consensus import compute_agreement
from helpers.topics.fitting import Topics, fit_topics
from helpers.topics.phrase_counts import join_texts
from helpers.topics.planted_corpus import measure_likeness, plant_like
from helpers.topics.recipes import choose_recipe

MAX_FITTED = 1_000
"""Of more than twice as many papers, so many are taken, evenly spaced: ours then has to be fitted twice, too."""
MAX_PLANTED, N_CORPORA = 500, 3
"""Papers of a planted corpus, and how many are planted, since one alone may be a lucky draw."""
OUR_SEEDS, THEIR_SEEDS = 2, 5
"""Seeds of whole fits on these papers: BERTopic's cost a tenth of ours and differ more."""
OURS, MATCHED, DEFAULTS = "this recipe", "BERTopic, size matched", "BERTopic, defaults"
HERE, PLANTED = "these papers", "planted"
COLUMNS = [
    "corpus", "way", "min_topic_size", "n", "planted", "topics", "left_out", "agreement", "coherence", "diversity",
    "seconds", "note",
]  # fmt: skip


def compare_with_bertopic(
    papers: pd.DataFrame, vectors: np.ndarray, found: Topics, *, max_papers: int = MAX_FITTED, cache: Path | None = None
) -> pd.DataFrame:
    """Fit BERTopic to the same vectors, of shape (n, d), and both to made-up corpora whose topics are known.

    BERTopic runs with its defaults, whose ``min_topic_size`` of 10 finds no topic of fewer papers, and with the size
    matched: that of the smallest topic that ours finds, or that was planted, so that it can find every one. Of more
    than twice ``max_papers`` papers so many are taken, evenly spaced. Three corpora are planted with number, relative
    sizes, clarity and overlap of the topics that ours finds in the same papers, one paper in twenty being noise. The
    table is kept in the folder ``cache`` by its inputs.

    Returns
    -------
    DataFrame
        One row per way for these papers, and one per way for each corpus planted: corpus ("these papers", "planted 1",
        …), way, min_topic_size (missing for ours), n (papers), planted (topics; missing for these papers), topics
        (found; mean over seeds), left_out (share of papers without a topic), agreement (adjusted Rand index: of two
        seeds, an outlier's group being that of all outliers; with the truth, over papers that have a topic), coherence
        (mean NPMI of the words) and diversity (share of different words) of the first fit, seconds (processor time of a
        fit, BERTopic's without choosing papers to show), note. No rows without topics.
    """
    if len(found.topics) < 2:
        return pd.DataFrame(columns=COLUMNS)
    n = len(papers)
    chosen = np.arange(max_papers) * n // max_papers if n > 2 * max_papers else np.arange(n)
    texts = papers[["paper_id", "title", "abstract"]].iloc[chosen].reset_index(drop=True)
    labels = found.memberships["topic"].iloc[chosen].reset_index(drop=True)
    vectors = vectors[chosen]
    parts = [texts, vectors, labels, found.recipe, n]
    return keep_table(cache, "bertopic", parts, lambda: _compare(texts, vectors, found, labels))


def _compare(papers: pd.DataFrame, vectors: np.ndarray, found: Topics, labels: pd.Series) -> pd.DataFrame:
    some = len(papers) < len(found.memberships)
    note = f"on {len(papers):,} papers, evenly spaced" if some else ""
    # Stability is not asked for again, and changes nothing.
    recipe = replace(choose_recipe(len(papers), seed=found.recipe.seed) if some else found.recipe, n_bootstraps=0)
    ours, seconds = [] if some else [found], []
    for seed in range(recipe.seed + len(ours), recipe.seed + OUR_SEEDS):
        fit, taken = _time(lambda seed=seed: fit_topics(papers, vectors, replace(recipe, seed=seed)))
        ours.append(fit)
        seconds.append(taken)
    # Where so few papers give one topic alone, all papers' topics among them are what is to be found.
    topic = ours[0].memberships["topic"] if len(ours[0].topics) > 1 else labels
    rows = _compare_here(papers, vectors, ours, float(np.mean(seconds)), max(2, int(topic.value_counts().min())), note)
    likeness = measure_likeness(vectors, topic.to_numpy())
    for place in range(N_CORPORA):
        seed = found.recipe.seed + place
        rows += _compare_planted(plant_like(likeness, max_papers=MAX_PLANTED, seed=seed), place, seed)
    return pd.DataFrame(rows, columns=COLUMNS)


def _compare_here(
    papers: pd.DataFrame, vectors: np.ndarray, ours: list[Topics], cost: float, matched: int, note: str
) -> list[dict[str, Any]]:
    texts, first = join_texts(papers), ours[0].recipe.seed
    theirs: list[list[BertopicTopics]] = []
    seconds = []
    for seed in range(first, first + THEIR_SEEDS):
        both, taken = _time(
            lambda seed=seed: fit_bertopic(texts, vectors, min_topic_sizes=(matched, DEFAULT_SIZE), seed=seed)
        )
        theirs.append(both)
        seconds.append(taken / 2)
    rows = [(OURS, None, [(fit.memberships["topic"].to_numpy(), list(fit.topics["words"])) for fit in ours], "")]
    for place, (way, size) in enumerate(((MATCHED, matched), (DEFAULTS, DEFAULT_SIZE))):
        fits = [both[place] for both in theirs]
        rows.append((way, size, [(fit.labels, fit.words) for fit in fits], fits[0].note))
    # The first fit pays for imports and compilation.
    costs = {OURS: cost, MATCHED: seconds[-1], DEFAULTS: seconds[-1]}
    return [
        {"corpus": HERE, "way": way, "min_topic_size": size, "n": len(papers), "planted": None, "seconds": costs[way],
         "note": failed or note, **_describe_fits([labels for labels, _ in fits], fits[0][1], texts),
         "agreement": _agree([labels for labels, _ in fits])}
        for way, size, fits, failed in rows
    ]  # fmt: skip


def _compare_planted(corpus: Any, place: int, seed: int) -> list[dict[str, Any]]:
    from sklearn.metrics import adjusted_rand_score

    texts, known = join_texts(corpus.papers), corpus.truth != NO_TOPIC
    sizes = np.bincount(corpus.truth[known])
    matched = max(2, int(sizes.min()))
    recipe = choose_recipe(len(corpus.papers), seed=seed, n_bootstraps=0)
    ours = fit_topics(corpus.papers, corpus.vectors, recipe)
    theirs = fit_bertopic(texts, corpus.vectors, min_topic_sizes=(matched, DEFAULT_SIZE), seed=seed)
    fits = [
        (OURS, None, ours.memberships["topic"].to_numpy(), list(ours.topics["words"]), ""),
        *(
            (way, size, fit.labels, fit.words, fit.note)
            for way, size, fit in zip((MATCHED, DEFAULTS), (matched, DEFAULT_SIZE), theirs, strict=True)
        ),
    ]
    return [
        {"corpus": f"{PLANTED} {place + 1}", "way": way, "min_topic_size": size, "n": len(texts),
         "planted": len(sizes), "note": note, **_describe_fits([labels], words, texts),
         "agreement": float(adjusted_rand_score(corpus.truth[known], labels[known]))}
        for way, size, labels, words, note in fits
    ]  # fmt: skip


def _describe_fits(labels: list[np.ndarray], words: list[list[str]], texts: list[str]) -> dict[str, Any]:
    coherence = compute_coherence(words, texts)
    return {
        "topics": float(np.mean([len(set(each.tolist()) - {NO_TOPIC}) for each in labels])),
        "left_out": float(np.mean([(each == NO_TOPIC).mean() for each in labels])),
        "coherence": np.nan if np.isnan(coherence).all() else float(np.nanmean(coherence)),
        "diversity": compute_diversity(words),
    }


def _agree(labels: list[np.ndarray]) -> float:
    """Mean adjusted Rand index of each two fits; NaN where one of them found no topic at all."""
    if any((each == NO_TOPIC).all() for each in labels):
        return np.nan
    groups = [np.unique(each, return_inverse=True)[1] for each in labels]
    return float(np.mean([compute_agreement(*pair) for pair in combinations(groups, 2)]))


def _time(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    return work(), time.process_time() - start
