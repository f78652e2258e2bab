"""What papers share besides words: first categories, series by the same authors, copied abstracts."""

import zlib

import numpy as np
import pandas as pd

from helpers.text.words import split_words

N_GRAM, COPIED, MAX_SHARED = 6, 0.3, 30
"""Words of a run; share of the shorter text's runs from which two abstracts are near-duplicates; papers from which a
run of words is a phrase of the field and not a sign of copying."""
MIN_CATEGORY = 30
"""Papers from which a first category is told apart."""


def list_first_categories(papers: pd.DataFrame) -> pd.Series:
    """First category of each paper, "" where there is none."""
    return pd.Series(
        [str(item[0]) if item is not None and len(item) else "" for item in papers["categories"]], dtype=object
    )


def compute_clusters(papers: pd.DataFrame) -> np.ndarray:
    """Number the groups of papers (by ``abstract`` and ``authors``) that do not count as independent.

    Numbers, int64 of shape (n_papers,), are equal for papers with the same first and last author (a series), and for
    papers of which one abstract has 30% of its runs of six words from the other. A paper alone is its own cluster.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = len(papers)
    if not n:
        return np.zeros(0, dtype=np.int64)
    first, second = _find_copies(papers["abstract"])
    codes = pd.factorize(pd.Series([_name_series(authors) for authors in papers["authors"]], dtype=object))[0]
    places = np.flatnonzero(codes >= 0)
    leaders = pd.Series(places).groupby(codes[places]).transform("first").to_numpy() if len(places) else places
    rows, columns = np.r_[first, places], np.r_[second, leaders]
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(n, n))
    return connected_components(graph, directed=False)[1].astype(np.int64)


def describe_clusters(clusters: np.ndarray, papers: pd.DataFrame) -> str:
    """Say how many papers belong to a series or are near-duplicates, and what could not be seen."""
    if not any(_name_series(names) for names in papers["authors"]):
        text = _describe_sizes(clusters, "much of their abstract", "groups of near-duplicates")
        return f"{text} No authors are given, so series by the same people cannot be seen."
    both = "series by the same first and last author or groups of near-duplicates"
    return _describe_sizes(clusters, "first and last author or much of their abstract", both)


def _describe_sizes(clusters, shared_by, what):
    sizes = np.bincount(clusters)
    shared = int(sizes[sizes > 1].sum())
    if not shared:
        return f"No two papers share {shared_by}, so each counts as independent."
    return (
        f"{shared:,} of {len(clusters):,} papers belong to {int((sizes > 1).sum()):,} {what}, the largest of "
        f"{int(sizes.max()):,}. They are drawn together where intervals are drawn."
    )


def _name_series(authors) -> str | None:
    names = [" ".join(split_words(str(name))) for name in authors] if authors is not None else []
    names = [name for name in names if name]
    return f"{names[0]} | {names[-1]}" if names else None


def _find_copies(texts):
    """Pairs of papers whose abstracts share runs of words."""
    from scipy.sparse import csr_array

    runs_of = []
    for text in texts:
        words = split_words(text) if isinstance(text, str) else []
        runs = {" ".join(words[i : i + N_GRAM]) for i in range(len(words) - N_GRAM + 1)}
        runs_of.append(np.fromiter((zlib.crc32(run.encode()) for run in runs), dtype=np.int64, count=len(runs)))
    sizes = np.array([len(runs) for runs in runs_of])
    keys, owners = np.concatenate(runs_of), np.repeat(np.arange(len(sizes)), sizes)
    codes, counts = np.unique(keys, return_inverse=True, return_counts=True)[1:]
    chosen = (counts[codes] > 1) & (counts[codes] <= MAX_SHARED)
    if not chosen.any():
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    held = csr_array(
        (np.ones(chosen.sum(), dtype=np.int32), (owners[chosen], codes[chosen])), shape=(len(sizes), len(counts))
    )
    shared = (held @ held.T).tocoo()
    first, second = shared.coords
    alike = (first < second) & (shared.data >= COPIED * np.minimum(sizes[first], sizes[second]))
    return first[alike].astype(np.int64), second[alike].astype(np.int64)
