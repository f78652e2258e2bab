"""A score from one pole to the other for each paper, from the theme's phrases."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from helpers.text.words import STOP_WORDS, split_words
from helpers.theme.theme_file import ThemeFile

Encoder = Callable[[Sequence[str]], np.ndarray]
"""Texts to a float32 array of shape (n, d), rows of length 1."""
MIN_PHRASES = 2
AT_ONCE = 20_000
"""Vectors that are held as float64."""


def compute_axis(
    papers: pd.DataFrame, theme_file: ThemeFile, encode: Encoder | None, *, vectors: np.ndarray | None = None
) -> pd.DataFrame:
    """Place each paper between the two poles by its text, or by unit ``vectors`` of shape (n_papers, d).

    Returns
    -------
    DataFrame with ``axis``, ``axis_low``, ``axis_high``, one row per paper
        0 lies halfway between the poles, -1 at the mean of the first pole's phrases, +1 at that of the second. The
        interval is the score plus and minus 1.96 jackknife standard errors over the phrases, left out one at a time: it
        tells how much the place depends on the choice of phrases, nothing else. All missing without an encoder or with
        fewer than two phrases a pole.

    Notes
    -----
    Concept vectors as differences of means after Kozlowski, Taddy and Evans (2019), *The Geometry of
    Culture*; the jackknife over phrases is ours.
    """
    n = len(papers)
    phrases = [list(pole.phrases) for pole in theme_file.poles]
    if encode is None or n == 0 or min(map(len, phrases)) < MIN_PHRASES:
        return pd.DataFrame(np.nan, index=range(n), columns=["axis", "axis_low", "axis_high"])
    if vectors is None:
        vectors = encode([f"{t}. {a}" for t, a in zip(papers["title"], papers["abstract"], strict=True)])
    first, second = (np.asarray(encode(texts), dtype=np.float64) for texts in phrases)
    score, spread = np.empty(n), np.empty(n)
    for start in range(0, n, AT_ONCE):
        here = slice(start, start + AT_ONCE)
        score[here], spread[here] = _place(np.asarray(vectors[here], dtype=np.float64), first, second)
    return pd.DataFrame({"axis": score, "axis_low": score - spread, "axis_high": score + spread})


def _place(vectors, first, second):
    """Places of vectors between two groups of phrases, and 1.96 jackknife standard errors of each."""
    errors = np.zeros(len(vectors))
    for side in (0, 1):
        left_out, k = [], len((first, second)[side])
        for i in range(k):
            pair = [first, second]
            pair[side] = np.delete(pair[side], i, axis=0)
            left_out.append(_project(vectors, *pair))
        errors += (k - 1) * np.var(left_out, axis=0)
    return _project(vectors, first, second), 1.96 * np.sqrt(errors)


def _project(vectors, first, second):
    a, b = first.mean(axis=0), second.mean(axis=0)
    line = b - a
    return (vectors - (a + b) / 2) @ line / max(float(line @ line) / 2, 1e-12)


def build_word_encoder(papers: pd.DataFrame) -> Encoder:
    """Make vectors from words alone, for an axis without embeddings.

    The encoder makes of texts a float32 array of shape (n, n_words), rows of length 1 or 0: square roots of counts,
    weighted by log(papers / papers with the word), as titles and abstracts of ``papers`` have it, no function words.
    """
    texts = [f"{title}. {abstract}" for title, abstract in zip(papers["title"], papers["abstract"], strict=True)]
    found = Counter(word for text in texts for word in set(split_words(text)) - STOP_WORDS)
    known = {word: i for i, word in enumerate(sorted(found))}
    rarity = np.log((1 + len(texts)) / np.array([found[word] for word in known])) if known else np.zeros(0)

    def encode(lines):
        out = np.zeros((len(lines), max(len(known), 1)), dtype=np.float32)
        for i, line in enumerate(lines):
            for word in split_words(line):
                if word in known:
                    out[i, known[word]] += 1
        if known:
            out = np.sqrt(out) * rarity.astype(np.float32)
        norm = np.linalg.norm(out, axis=1, keepdims=True)
        return np.divide(out, norm, out=np.zeros_like(out), where=norm > 0)

    return encode
