"""Keyword in context: where any term stands, in each of its spellings."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from helpers.text.sentences import split_sentences
from helpers.text.words import split_words

SIDE = 90
"""Characters shown on either side."""


def find_contexts(papers: pd.DataFrame, forms: Sequence[str], *, per_paper: int = 2) -> pd.DataFrame:
    """Find the places where a term stands, with what is before and after it in its sentence.

    Parameters
    ----------
    papers : DataFrame
        Uses ``paper_id``, ``title`` and ``abstract``.
    forms : sequence of str
        Spellings of the term; case, hyphens, blanks and a plural "s" do not matter.
    per_paper : int, default 2
        Places of one paper that are listed at most.

    Returns
    -------
    DataFrame, one row per place
        ``paper_id``, ``left``, ``match``, ``right``.
    """
    bodies = {r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", " ".join(split_words(form))))) for form in forms}
    bodies.discard("")
    columns = ["paper_id", "left", "match", "right"]
    if not bodies:
        return pd.DataFrame(columns=columns)
    pattern = re.compile(
        rf"(?<![A-Za-z0-9])(?:{'|'.join(sorted(bodies, key=len, reverse=True))})s?(?![A-Za-z0-9])", re.I
    )
    rows = []
    for paper, *texts in papers[["paper_id", "title", "abstract"]].itertuples(index=False):
        found = []
        for text in texts:
            if not isinstance(text, str) or pattern.search(text) is None:
                continue
            for low, high in split_sentences(text):
                found += [(m.start(), m.end(), text[low:high]) for m in pattern.finditer(text[low:high])]
        for start, end, sentence in found[:per_paper]:
            left, right = sentence[max(0, start - SIDE) : start], sentence[end : end + SIDE]
            rows.append([paper, left.strip(), sentence[start:end], right.strip()])
    return pd.DataFrame(rows, columns=columns)
