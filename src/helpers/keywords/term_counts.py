"""Words and adjacent word pairs: in which papers they stand, and how often."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from helpers.run.engines import map_parts
from helpers.text.function_words import mute_function_words
from helpers.text.sentences import split_sentences
from helpers.text.words import split_words

PART = 5_000
"""Papers that one process counts at a time."""
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
    papers = mute_function_words(papers)
    texts = list(zip(papers["title"], papers["abstract"], strict=True))
    parts = list(map_parts(_count_part, (texts[start : start + PART] for start in range(0, len(texts), PART))))
    _drop_rare(parts, min_papers)
    names = [part.names for part in parts] or [np.zeros(0, dtype=object)]
    codes, names = pd.factorize(np.concatenate(names)) if len(names) > 1 else (np.arange(len(names[0])), names[0])
    starts = np.cumsum([0, *(len(part.names) for part in parts)])
    firsts = np.cumsum([0, *(part.uses.shape[0] for part in parts)])
    held = [part.uses.tocoo() for part in parts]
    none = np.zeros(0, dtype=np.int32)
    rows = np.concatenate([none, *(one.coords[0] + first for one, first in zip(held, firsts, strict=False))])
    columns = np.concatenate([none, *(codes[one.coords[1] + at] for one, at in zip(held, starts, strict=False))])
    counts = np.concatenate([none, *(one.data for one in held)])
    lengths = np.concatenate([none, *(part.lengths for part in parts)]).astype(np.int64)
    n_words = np.array([1 + (" " in name) for name in names], dtype=np.int8)
    return build_terms(names, n_words, rows, columns, counts, papers["paper_id"].to_numpy(dtype=object), lengths)


class CountedPart(NamedTuple):
    """Terms of some papers, and a sparse matrix of shape (n_papers, n_terms) that says how often each has them."""

    names: NDArray[np.object_]
    uses: csr_array
    lengths: NDArray[np.int64]


def _count_part(texts: Sequence[tuple[Any, Any]]) -> CountedPart:
    from sklearn.feature_extraction.text import CountVectorizer

    lengths: list[int] = []

    def list_terms(pair):
        known = [text for text in pair if isinstance(text, str)]
        sentences = [split_words(text[low:high]) for text in known for low, high in split_sentences(text)]
        lengths.append(sum(map(len, sentences)))
        return chain(*sentences, (" ".join(pair) for words in sentences for pair in pairwise(words)))

    counter = CountVectorizer(analyzer=list_terms, dtype=np.int32)
    try:
        uses = csr_array(counter.fit_transform(texts))
        names = counter.get_feature_names_out().astype(object)
    except ValueError:  # there is no word
        uses, names = csr_array((len(texts), 0), dtype=np.int32), np.zeros(0, dtype=object)
    return CountedPart(names, uses, np.array(lengths, dtype=np.int64))


def _drop_rare(parts: list[CountedPart], min_papers: int) -> None:
    """Take out of each part, in place, the terms that too few papers of all parts have."""
    having = [np.bincount(part.uses.indices, minlength=len(part.names)) for part in parts]
    if len(parts) > 1:  # by hashes, since most terms are rare and their names many
        hashes = [pd.util.hash_array(part.names, categorize=False) for part in parts]
        _, place = np.unique(np.concatenate(hashes), return_inverse=True)
        totals = np.bincount(place, weights=np.concatenate(having)).astype(np.int64)[place]
        having = np.split(totals, np.cumsum([len(part.names) for part in parts])[:-1])
    for number, (part, n) in enumerate(zip(parts, having, strict=True)):
        kept = n >= min_papers
        parts[number] = CountedPart(part.names[kept], part.uses[:, kept], part.lengths)


def build_terms(names, n_words, rows, columns, counts, paper_ids, lengths, forms=None, countable=None):
    """Build terms in alphabetical order from rows, columns and counts of uses; equal places are summed.

    ``countable`` has the number of papers of those columns of which it is not that of all papers with the term.
    """
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
    known = np.diff(presence.indptr).astype(np.int64)
    for column, n in (countable or {}).items():
        known[place[column]] = n
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
