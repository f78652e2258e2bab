"""Words and adjacent word pairs: in which papers they stand, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helpers.text.sentences import split_sentences
from helpers.text.words import split_words

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csc_array


@dataclass(frozen=True)
class Terms:
    """Which paper has which term: a paper has it or has it not, however often.

    ``presence`` is a sparse matrix of shape (n_papers, n_terms) of int32 ones, ``uses`` one of the same form that
    says how often; ``names`` are the terms in alphabetical order, ``n_words`` the words of each, ``lengths`` the words
    of each paper. ``forms`` are the spellings of each term, and ``countable`` the papers that have one of at most two
    words, which is all that reference counts know.
    """

    names: NDArray[np.object_]
    n_words: NDArray[np.int8]
    presence: csc_array
    uses: csc_array
    paper_ids: NDArray[np.object_]
    lengths: NDArray[np.int64]
    forms: NDArray[np.object_]
    countable: NDArray[np.int64]

    @property
    def counts(self) -> NDArray[np.int64]:
        """Papers with each term."""
        return np.diff(self.presence.indptr).astype(np.int64)

    def keep(self, chosen: NDArray[np.bool_]) -> Terms:
        """Return these terms only; ``chosen`` is a mask over the terms."""
        return Terms(
            self.names[chosen], self.n_words[chosen], self.presence[:, chosen], self.uses[:, chosen],
            self.paper_ids, self.lengths, self.forms[chosen], self.countable[chosen],
        )  # fmt: skip

    def take_papers(self, papers: NDArray) -> Terms:
        """Return the terms of these papers only; ``papers`` is a mask or places."""
        presence = self.presence[papers].tocsc()
        return Terms(
            self.names, self.n_words, presence, self.uses[papers].tocsc(), self.paper_ids[papers],
            self.lengths[papers], self.forms, np.diff(presence.indptr).astype(np.int64),
        )  # fmt: skip


def count_terms(papers: pd.DataFrame, *, min_papers: int = 1) -> Terms:
    """Find every word and every pair of neighbouring words of each paper, if ``min_papers`` papers or more have it.

    Notes
    -----
    The rule of the counts in ``data/reference``: words are ``[a-z0-9]+(?:-[a-z0-9]+)*`` of the lower-cased
    text (:func:`helpers.text.words.split_words`); a pair is two words next to each other in one sentence, whatever
    punctuation stands between them; title and abstract are counted together. 75,000 abstracts take under a minute
    and 2.5 GB.
    """
    vocabulary: dict[str, int] = {}
    tokens, sentences, owners, place = [], [], [], 0
    for texts in zip(papers["title"], papers["abstract"], strict=True):
        start = len(tokens)
        for text in texts:
            for low, high in split_sentences(text) if isinstance(text, str) else ():
                words = [vocabulary.setdefault(word, len(vocabulary)) for word in split_words(text[low:high])]
                tokens.append(np.array(words, dtype=np.int32))
                sentences.append(len(words))
                place += 1
        owners.append(len(tokens) - start)
    n_papers = len(papers)
    flat = np.concatenate(tokens) if tokens else np.zeros(0, dtype=np.int32)
    sentence = np.repeat(np.arange(place), sentences)
    paper = np.repeat(np.repeat(np.arange(n_papers, dtype=np.int64), owners), sentences)
    names = np.array(list(vocabulary), dtype=object)
    word_rows, word_ids, word_uses, kept = _count_presence(paper, flat.astype(np.int64), min_papers)
    # A pair is in as many papers as its rarer word at most, so rare words need no pairs.
    frequent = np.zeros(len(names), dtype=bool)
    frequent[kept] = True
    first, second = flat[:-1], flat[1:]
    beside = (sentence[:-1] == sentence[1:]) & frequent[first] & frequent[second]
    keys = first[beside].astype(np.int64) * len(names) + second[beside]
    pair_rows, pair_ids, pair_uses, pairs = _count_presence(paper[:-1][beside], keys, min_papers)
    left, right = np.divmod(pairs, max(len(names), 1))
    pair_names = names[left] + " " + names[right] if len(pairs) else np.zeros(0, dtype=object)
    return build_terms(
        np.concatenate([names[kept], pair_names]),
        np.r_[np.ones(len(kept), dtype=np.int8), np.full(len(pairs), 2, dtype=np.int8)],
        np.r_[word_rows, pair_rows],
        np.r_[word_ids, pair_ids + len(kept)],
        np.r_[word_uses, pair_uses],
        papers["paper_id"].to_numpy(dtype=object),
        np.bincount(paper, minlength=n_papers).astype(np.int64),
    )


def _count_presence(paper, keys, min_papers):
    """Rows and columns of the ones of a presence matrix, how often each was found, and the key of each column."""
    if not len(keys):
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, empty, empty
    found, columns = np.unique(keys, return_inverse=True)
    ones, uses = np.unique(columns.astype(np.int64) * (int(paper.max()) + 1) + paper, return_counts=True)
    columns, rows = np.divmod(ones, int(paper.max()) + 1)
    enough = np.bincount(columns, minlength=len(found)) >= min_papers
    chosen = enough[columns]
    return rows[chosen], (np.cumsum(enough) - 1)[columns[chosen]], uses[chosen], found[enough]


def build_terms(names, n_words, rows, columns, counts, paper_ids, lengths, forms=None, countable=None):
    """Build terms in alphabetical order from rows, columns and counts of uses; equal places are summed."""
    from scipy.sparse import csc_array

    order = np.argsort(names.astype(str), kind="stable") if len(names) else np.zeros(0, dtype=np.int64)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    shape = (len(paper_ids), len(names))
    uses = csc_array((counts.astype(np.int32), (rows, place[columns])), shape=shape)
    uses.sum_duplicates()
    presence = csc_array((np.ones(uses.nnz, dtype=np.int32), uses.indices, uses.indptr), shape=shape)
    if forms is None:
        forms = np.empty(len(names), dtype=object)
        forms[:] = [(name,) for name in names]
    known = np.diff(presence.indptr).astype(np.int64) if countable is None else countable[order]
    return Terms(names[order], n_words[order], presence, uses, paper_ids, lengths, forms[order], known)


def fold_plural(word: str) -> str:
    """Return the singular of an English word as far as its ending tells."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
