"""Groups made from one half of each paper, tested on the other: what text may say about groups made from text."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.text.sentences import split_sentences


def split_papers(papers: pd.DataFrame, *, most: int = 2000, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Divide the sentences of each abstract by lot into two halves.

    Parameters
    ----------
    papers : DataFrame
        The table ``papers``.
    most : int, default 2000
        Of more papers, so many are drawn by lot: they show all that matters, and both halves must be read.
    seed : int, default 1

    Returns
    -------
    first, second : DataFrame
        The same papers; ``abstract`` holds the sentences of that half in their order, one more at most in either.
        The title goes to the first half, since it names what a group is about. A paper of one sentence has an
        empty second half.

    Notes
    -----
    Data thinning for groups that come from the data (Gao, Bien and Witten 2024, JASA 119:332-342, on why
    testing clusters on their own data fails). Under the null, that the words of one half say nothing about the
    other, papers are exchangeable in the second half, whatever was made of the first.
    """
    rng = np.random.default_rng(seed)
    if len(papers) > most:
        papers = papers.iloc[np.sort(rng.choice(len(papers), most, replace=False))].reset_index(drop=True)
    halves: tuple[list[str], list[str]] = ([], [])
    for text in papers["abstract"]:
        text = text if isinstance(text, str) else ""
        sentences = [text[low:high].strip() for low, high in split_sentences(text)]
        first = np.zeros(len(sentences), dtype=bool)
        first[rng.permutation(len(sentences))[: -(-len(sentences) // 2)]] = True
        for half, chosen in zip(halves, (first, ~first), strict=True):
            half.append(" ".join(s for s, mine in zip(sentences, chosen, strict=True) if mine))
    first, second = (papers.assign(abstract=pd.array(half, dtype="str")) for half in halves)
    return first, second.assign(title=pd.array([""] * len(papers), dtype="str"))
