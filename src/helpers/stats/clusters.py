"""What papers share besides words: first categories, series by the same authors, copied abstracts."""

from array import array
from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.run.engines import map_parts
from helpers.text.words import split_words

N_GRAM, COPIED, MAX_SHARED = 6, 0.3, 30
"""Words of a run; share of the shorter text's runs from which two abstracts are near-duplicates; papers from which a
run of words is a phrase of the field and not a sign of copying."""
PART, RANGE = 5_000, 20_000_000
"""Papers that one process works on at a time; runs of words that are sorted at a time."""
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
    if authors is None:
        return None
    first = next(filter(None, map(_fold_name, authors)), None)
    return first and f"{first} | {next(filter(None, map(_fold_name, reversed(authors))))}"


def _fold_name(name: object) -> str:
    return " ".join(split_words(str(name)))


def _find_copies(texts):
    """Pairs of papers whose abstracts share runs of words."""
    from scipy.sparse import csr_array

    parts = (texts.iloc[start : start + PART].tolist() for start in range(0, len(texts), PART))
    hashed = list(map_parts(_hash_runs, parts))
    sizes = np.concatenate([part.sizes for part in hashed])
    owners, codes, n_codes = _find_shared(hashed)
    none = np.zeros(0, dtype=np.int64)
    if not n_codes:
        return none, none
    held = csr_array((np.ones(len(owners), dtype=np.int32), (owners, codes)), shape=(len(sizes), n_codes))
    turned, pairs = held.T.tocsr(), [(none, none)]
    for start in range(0, len(sizes), 10 * PART):
        shared = (held[start : start + 10 * PART] @ turned).tocoo()
        first, second = shared.coords[0].astype(np.int64) + start, shared.coords[1].astype(np.int64)
        alike = (first < second) & (shared.data >= COPIED * np.minimum(sizes[first], sizes[second]))
        pairs.append((first[alike], second[alike]))
    first, second = zip(*pairs, strict=True)
    return np.concatenate(first), np.concatenate(second)


class HashedRuns(NamedTuple):
    """The runs of words of some abstracts, each as a number, in order; whose each is, and how many each has."""

    keys: NDArray[np.uint32]
    owners: NDArray[np.uint16]
    sizes: NDArray[np.int64]


def _hash_runs(texts: list) -> HashedRuns:
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    stream, lengths = array("i"), []
    for text in texts:
        words = split_words(text) if isinstance(text, str) else []
        stream.extend([numbers[word] for word in words])
        lengths.append(len(words))
    owners = np.repeat(np.arange(len(lengths)), lengths)
    starts = np.flatnonzero(owners[N_GRAM - 1 :] == owners[: len(owners) - N_GRAM + 1])
    words = pd.util.hash_array(np.array([*numbers, None], dtype=object)[:-1], categorize=False)
    words = words[np.frombuffer(stream, dtype=np.int32)] if stream else words
    runs = np.zeros(len(starts), dtype=np.uint64)
    for place, factor in enumerate(np.uint64(0x9E3779B97F4A7C15) ** np.arange(1, N_GRAM + 1, dtype=np.uint64)):
        runs += words[starts + place] * factor
    # Each run of a paper once: what is left of two numbers in one is sorted fastest.
    both = np.unique((runs >> np.uint64(32) << np.uint64(32)) | owners[starts].astype(np.uint64))
    mine = (both & np.uint64(0xFFFF)).astype(np.uint16)
    sizes = np.bincount(mine, minlength=len(texts)).astype(np.int64)
    return HashedRuns((both >> np.uint64(32)).astype(np.uint32), mine, sizes)


def _find_shared(parts: list[HashedRuns]) -> tuple[NDArray[np.int32], NDArray[np.int32], int]:
    """Papers and numbers of the runs that few papers share, and how many of these runs there are."""
    found_owners, found_codes, n_codes = [], [], 0
    # Those of all parts are many: one range of them is sorted at a time.
    bounds = np.linspace(0, 1 << 32, 1 + max(1, sum(len(part.keys) for part in parts) // RANGE)).astype(np.uint64)
    for low, high in pairwise(bounds):
        pieces = []
        for number, part in enumerate(parts):
            start, end = np.searchsorted(part.keys, [low, high])
            keys, owners = part.keys[start:end].astype(np.uint64), part.owners[start:end].astype(np.uint64)
            pieces.append((keys << np.uint64(32)) | (owners + np.uint64(number * PART)))
        both = np.sort(np.concatenate(pieces))
        keys = both >> np.uint64(32)
        opens = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, dtype=np.int64)
        counts = np.diff(np.r_[opens, len(keys)])
        shared = (counts > 1) & (counts <= MAX_SHARED)
        chosen = np.repeat(shared, counts)
        found_owners.append((both[chosen] & np.uint64(0xFFFFFFFF)).astype(np.int32))
        found_codes.append(np.repeat(np.arange(shared.sum(), dtype=np.int32) + n_codes, counts[shared]))
        n_codes += int(shared.sum())
    return np.concatenate(found_owners), np.concatenate(found_codes), n_codes
