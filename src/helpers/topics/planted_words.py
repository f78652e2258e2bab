"""Words that mean nothing, for corpora of which we know what was planted in them."""

import numpy as np

MAX_PAPERS = 2_000
"""Papers of a planted corpus; more would cost time and show no more."""
N_COMMON_WORDS = 400


def make_words(n: int, rng: np.random.Generator) -> np.ndarray:
    """Return ``n`` different words that can be said and mean nothing."""
    syllables = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]
    words: dict[str, None] = {}
    while len(words) < n:
        words["".join(rng.choice(syllables, 3)) + "x"] = None
    return np.array(list(words))


def weigh_words(n: int) -> np.ndarray:
    """Return how often each of ``n`` words is used, as shares: by their rank, as words are (Zipf)."""
    weights = 1 / np.arange(2, n + 2)
    return weights / weights.sum()
