"""A score from one pole to the other for each paper, from the theme's phrases."""

from __future__ import annotations

import numpy as np
import pandas as pd

MIN_PHRASES = 2


def compute_axis(papers, theme, encode, *, vectors=None):
    """Place each paper between the two poles by its text.

    Parameters
    ----------
    papers : DataFrame
        Uses ``title`` and ``abstract`` where ``vectors`` is not given.
    theme : Theme
        Uses the ``phrases`` of its poles, at least two each.
    encode : callable or None
        list of str -> float32 array (n, d) of unit rows.
    vectors : array of shape (n_papers, d), optional
        Unit vectors of the papers.

    Returns
    -------
    DataFrame with ``axis``, ``axis_low``, ``axis_high``, one row per paper
        0 lies halfway between the poles, -1 at the mean of the first pole's phrases, +1 at that of the
        second. The interval is the score plus and minus 1.96 jackknife standard errors over the phrases,
        left out one at a time: it tells how much the place depends on the choice of phrases, nothing
        else. All missing without an encoder or with fewer than two phrases a pole.

    Notes
    -----
    Concept vectors as differences of means after Kozlowski, Taddy and Evans (2019), *The Geometry of
    Culture*; the jackknife over phrases is ours.
    """
    n = len(papers)
    missing = pd.DataFrame(np.full((n, 3), np.nan), columns=["axis", "axis_low", "axis_high"])
    phrases = [list(pole.phrases) for pole in theme.poles]
    if encode is None or n == 0 or min(map(len, phrases)) < MIN_PHRASES:
        return missing
    if vectors is None:
        vectors = encode([f"{t}. {a}" for t, a in zip(papers["title"], papers["abstract"], strict=True)])
    vectors = np.asarray(vectors, dtype=np.float64)
    first, second = (np.asarray(encode(texts), dtype=np.float64) for texts in phrases)
    score = _project(vectors, first, second)
    errors = np.zeros(n)
    for side in (0, 1):
        k = len(phrases[side])
        left_out = []
        for i in range(k):
            pair = [first, second]
            pair[side] = np.delete(pair[side], i, axis=0)
            left_out.append(_project(vectors, *pair))
        errors += (k - 1) * np.var(left_out, axis=0)
    spread = 1.96 * np.sqrt(errors)
    return pd.DataFrame({"axis": score, "axis_low": score - spread, "axis_high": score + spread})


def _project(vectors, first, second):
    a, b = first.mean(axis=0), second.mean(axis=0)
    line = b - a
    return (vectors - (a + b) / 2) @ line / max(float(line @ line) / 2, 1e-12)
