"""Papers to code from which a reader would learn most: those it is least sure of, unlike each other."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from helpers.coding.annotations import LEARNING

SCORES = ("score", "role_score", "first_score", "second_score")


def draw_to_learn(
    theme: pd.DataFrame, n: int, *, taken: Collection[str] = (), vectors: np.ndarray | None = None
) -> pd.DataFrame:
    """Choose ``n`` papers to code by active learning: least sure and most different first.

    Such papers are the hardest. They teach a reader most, and must measure nothing: neither accuracy nor shares.

    Parameters
    ----------
    theme : DataFrame, one row per paper
        The table ``theme``. Of a score that is missing nothing is taken to be known: the mean of the others counts, or
        one half if there is none.
    n : int
        Papers; fewer if there are not as many with a reading.
    taken : collection of str
        Papers that are coded, or will be: none is chosen again, and the new ones shall differ from them.
    vectors : ndarray of shape (n_papers, n_dims), optional
        Unit vectors in the order of ``theme``. Without them papers are taken by doubt alone.

    Returns
    -------
    DataFrame, one row per paper in the order of choice
        ``paper_id``, ``doubt`` (one less the mean score, 0 to 1), ``distance`` (one less the cosine to the nearest
        paper taken or chosen before, 0 to 2; 1 if there is none) and ``drawn``, always "learning".

    Raises
    ------
    ValueError
        If there is not one vector per paper.

    Notes
    -----
    Greedy farthest-first choice (the k-centre core set of Sener & Savarese 2018, *Active Learning for Convolutional
    Neural Networks*), each distance times the doubt, so that neither a sure outlier nor a hard twin is chosen.
    """
    if vectors is not None and len(vectors) != len(theme):
        raise ValueError(f"There are {len(vectors)} vectors for {len(theme)} papers; give one for each row of theme.")
    doubt = 1 - theme.reindex(columns=SCORES).astype(float).mean(axis="columns").fillna(0.5).to_numpy()
    known = theme["paper_id"].isin(list(taken)).to_numpy()
    free = theme["sense"].notna().to_numpy() & ~known
    distance = np.ones(len(theme))
    if vectors is not None and known.any():
        distance = 1 - (vectors @ vectors[known].T).max(axis=1)
    rows = []
    for _ in range(min(n, int(free.sum()))):
        best = int(np.where(free, doubt * distance.clip(min=0), -1).argmax())
        rows.append((theme["paper_id"].iloc[best], doubt[best], distance[best], LEARNING))
        free[best] = False
        if vectors is not None:
            distance = np.minimum(distance, 1 - vectors @ vectors[best])
    return pd.DataFrame(rows, columns=["paper_id", "doubt", "distance", "drawn"])
