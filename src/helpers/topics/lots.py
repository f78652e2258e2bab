"""Which papers are drawn: by lots that hang on each paper alone, so that a dump that has grown draws the same."""

import hashlib
from collections.abc import Iterable

import numpy as np


def draw_rows(paper_ids: Iterable[str], size: int, seed: int) -> np.ndarray:
    """Return the places of ``size`` papers, ascending: those with the smallest checksums of ``seed`` and paper_id."""
    lots = [hashlib.sha256(f"{seed} {paper_id}".encode("utf-8", "surrogatepass")).digest() for paper_id in paper_ids]
    return np.array(sorted(sorted(range(len(lots)), key=lots.__getitem__)[:size]), dtype=np.int64)
