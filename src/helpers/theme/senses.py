"""What each mention and each paper is about: evidence for every sense, and the weight of each mention."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.theme.pole_axis import Encoder
from helpers.theme.safe_patterns import find_literals, lower_text, may_match
from helpers.theme.theme_file import ThemeFile

MOVE_WEIGHTS = {"title": 1.5, "background": 0.6, "gap": 0.8, "method": 1.2, "result": 1.0}
KIND_WEIGHTS = {"name": 0.7, "term of art": 0.6}

TEXT_WEIGHT = 9.0
CONTEXT_WEIGHT = 9.0
HEAD_WEIGHT = 2.2
CUE_WEIGHT = 1.6
"""Logits per unit of cosine, per share of heads and per share of pattern hits."""
OTHER_LEVEL = 0.43  # cosine to the nearest sense below which a use is more likely none of them


def compute_weights(mentions: pd.DataFrame) -> np.ndarray:
    """Weight of each mention as evidence, from its move and kind; float64 of shape (n,)."""
    moves = mentions["move"].map(MOVE_WEIGHTS).fillna(0.6).to_numpy(dtype=float)
    kinds = mentions["kind"].map(KIND_WEIGHTS).fillna(1.0).to_numpy(dtype=float)
    return moves * kinds


def compute_similarities(vectors: np.ndarray, theme_file: ThemeFile, encode: Encoder) -> np.ndarray:
    """Cosine of each vector to each sense: half its description, half the two nearest examples.

    float64 of shape (n, n_senses), without the sense ``other``.
    """
    if not theme_file.senses:
        return np.zeros((len(vectors), 0))
    texts = [(s, text) for s, sense in enumerate(theme_file.senses) for text in (sense.description, *sense.examples)]
    prototypes = np.asarray(encode([text for _, text in texts]), dtype=np.float64)
    cosines = np.asarray(vectors, dtype=np.float64) @ prototypes.T
    owners = np.array([s for s, _ in texts])
    out = np.empty((len(vectors), len(theme_file.senses)))
    for s in range(len(theme_file.senses)):
        mine = cosines[:, owners == s]
        examples = np.sort(mine[:, 1:], axis=1)[:, -2:]
        out[:, s] = mine[:, 0] if mine.shape[1] == 1 else (mine[:, 0] + examples.mean(axis=1)) / 2
    return out


def compute_head_shares(mentions: pd.DataFrame, theme_file: ThemeFile) -> np.ndarray:
    """Share of each sense in the nouns of each mention: head first, other nouns of the phrase at half weight.

    float64 of shape (n_mentions, n_senses); a row sums to 1, or to 0 where no noun is known.
    """
    out = np.zeros((len(mentions), len(theme_file.senses)))
    heads, phrases = mentions["head"].fillna(""), mentions["phrase"].fillna("")
    for i, (head, phrase) in enumerate(zip(heads, phrases, strict=True)):
        words = dict.fromkeys(phrase.split(), 0.5)
        words |= {word.rstrip("s"): 0.5 for word in phrase.split()}
        words[head] = 1.0
        for word, weight in words.items():
            owners = [s for s, sense in enumerate(theme_file.senses) if word in sense.heads]
            out[i, owners] += weight / max(len(owners), 1)
    return divide_rows(out)


def divide_rows(values):
    """Rows divided by their sums; a row of zeros stays."""
    total = values.sum(axis=1, keepdims=True)
    return np.divide(values, total, out=np.zeros_like(values), where=total > 0)


def compute_cue_shares(texts: Sequence[str], theme_file: ThemeFile) -> np.ndarray:
    """Share of each sense in the hits of the senses' patterns, damped by log; (n_texts, n_senses)."""
    hits = np.zeros((len(texts), len(theme_file.senses)))
    lowered = list(map(lower_text, texts))
    for s, sense in enumerate(theme_file.senses):
        for pattern in sense.patterns:
            literals = find_literals(pattern.pattern)
            for i, lower in enumerate(lowered):
                if may_match(literals, lower):
                    hits[i, s] += min(6, sum(1 for _ in pattern.finditer(texts[i])))
    return divide_rows(np.log1p(hits))


def compute_scores(
    text_cosines: np.ndarray, context_cosines: np.ndarray, heads: np.ndarray, cues: np.ndarray
) -> np.ndarray:
    """Probability of each sense, ``other`` last, from the four kinds of evidence; rows sum to 1."""
    if not text_cosines.shape[1]:
        return np.ones((len(text_cosines), 1))
    logits = (
        TEXT_WEIGHT * (text_cosines - text_cosines.mean(axis=1, keepdims=True))
        + CONTEXT_WEIGHT * (context_cosines - context_cosines.mean(axis=1, keepdims=True))
        + HEAD_WEIGHT * heads
        + CUE_WEIGHT * cues
    )
    nearest = np.maximum(text_cosines.max(axis=1), context_cosines.max(axis=1))
    other = logits.max(axis=1) + 12.0 * (OTHER_LEVEL - nearest) - 2.0 * heads.max(axis=1) - 1.0
    logits = np.column_stack([logits, other])
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)
