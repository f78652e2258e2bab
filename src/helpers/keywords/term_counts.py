"""Words and adjacent word pairs: in which papers they stand, and how often."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from helpers.text.function_words import mute_function_words
from helpers.text.sentences import split_sentences
from helpers.text.words import split_words

COUNTED = ("metrics", "topics", "characteristics", "clinics", "critics", "heuristics", "statistics")
"""Endings of words in -ics that are plurals and no names of a field."""


@dataclass(frozen=True)
class Terms:
    """Which paper has which term: a paper has it or has it not, however often.

    ``presence`` is a sparse matrix of shape (n_papers, n_terms) of int32 ones, ``uses`` one of the same form that
    says how often; ``names`` are the terms in alphabetical order, ``n_words`` the words of each, ``lengths`` the words
    of each paper. ``forms`` are the spellings of each term, and ``countable`` the papers that have one of at most two
    words, which is all that reference counts know. ``evidence`` is that of the acronyms that were joined with what they
    stand for (:class:`helpers.keywords.acronyms.Acronyms`).
    """

    names: NDArray[np.object_]
    n_words: NDArray[np.int8]
    presence: csc_array
    uses: csc_array
    paper_ids: NDArray[np.object_]
    lengths: NDArray[np.int64]
    forms: NDArray[np.object_]
    countable: NDArray[np.int64]
    evidence: Mapping[tuple[str, str], tuple[int, str]] = field(default_factory=dict)

    @property
    def counts(self) -> NDArray[np.int64]:
        """Papers with each term."""
        return np.diff(self.presence.indptr).astype(np.int64)

    def list_papers(self, names: Iterable[str], inside: Collection[str] | None = None) -> list[list[str]]:
        """Return for each term the papers that have it, of those ``inside`` if given; none for one that is not here."""
        place = {name: i for i, name in enumerate(self.names)}
        bounds = self.presence.indptr
        found = [
            self.paper_ids[self.presence.indices[bounds[place[name]] : bounds[place[name] + 1]]].tolist()
            if name in place else []
            for name in names
        ]  # fmt: skip
        return found if inside is None else [[paper for paper in papers if paper in inside] for papers in found]

    def keep(self, chosen: NDArray[np.bool_]) -> "Terms":
        """Return these terms only; ``chosen`` is a mask over the terms."""
        of_terms = {name: getattr(self, name)[chosen] for name in ("names", "n_words", "forms", "countable")}
        return replace(self, presence=self.presence[:, chosen], uses=self.uses[:, chosen], **of_terms)

    def take_papers(self, papers: NDArray) -> "Terms":
        """Return the terms of these papers only; ``papers`` is a mask or places."""
        presence = self.presence[papers].tocsc()
        of_papers = {"paper_ids": self.paper_ids[papers], "lengths": self.lengths[papers]}
        countable = np.diff(presence.indptr).astype(np.int64)
        return replace(self, presence=presence, uses=self.uses[papers].tocsc(), countable=countable, **of_papers)


def count_terms(papers: pd.DataFrame, *, min_papers: int = 1) -> Terms:
    """Find every word and every pair of neighbouring words of each paper, if ``min_papers`` papers or more have it.

    The rule of the counts in ``data/reference``: words are ``[a-z0-9]+(?:-[a-z0-9]+)*`` of the lower-cased
    text (:func:`helpers.text.words.split_words`); a pair is two words next to each other in one sentence, whatever
    punctuation stands between them; title and abstract are counted together. Function words of other languages count
    as one of English.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    lengths: list[int] = []
    papers = mute_function_words(papers)

    def list_terms(texts):
        known = [text for text in texts if isinstance(text, str)]
        sentences = [split_words(text[low:high]) for text in known for low, high in split_sentences(text)]
        lengths.append(sum(map(len, sentences)))
        return chain(*sentences, (" ".join(pair) for words in sentences for pair in pairwise(words)))

    counter = CountVectorizer(analyzer=list_terms, min_df=min_papers, dtype=np.int32)
    try:
        held = counter.fit_transform(zip(papers["title"], papers["abstract"], strict=True)).tocoo()
        names = counter.get_feature_names_out().astype(object)
    except ValueError:  # there is no word, or none of enough papers
        held, names = csr_array((len(papers), 0), dtype=np.int32).tocoo(), np.zeros(0, dtype=object)
    n_words = np.array([1 + (" " in name) for name in names], dtype=np.int8)
    return build_terms(
        names, n_words, *held.coords, held.data, papers["paper_id"].to_numpy(dtype=object), np.array(lengths, dtype=int)
    )


def build_terms(names, n_words, rows, columns, counts, paper_ids, lengths, forms=None, countable=None):
    """Build terms in alphabetical order from rows, columns and counts of uses; equal places are summed."""
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
    """Return the singular of an English word as far as its ending tells: "dynamics" is none of "dynamic"."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("ics") and not word.endswith(COUNTED):
        return word
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def fold_key(term: str) -> str:
    """Return what all spellings of a term have in common: words without hyphens, in the singular, lower case."""
    return fold_words(term).replace("-", " ")


def fold_words(text: str) -> str:
    """Return the words of a text in the singular and in lower case, blanks between them; hyphens stay."""
    return " ".join(map(_fold_word, split_words(text)))


@lru_cache(maxsize=500_000)
def _fold_word(word: str) -> str:
    return "-".join(map(fold_plural, word.split("-")))
