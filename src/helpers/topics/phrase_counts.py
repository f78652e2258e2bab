"""Terms of texts: words and two-word phrases, counted paper by paper."""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, diags_array, hstack

from helpers.text.words import ABSTRACT_STOP_WORDS, STOP_WORDS, split_words

MAX_TERM_LENGTH = 40
"""Longer "words" are addresses, formulas, or sentences of a script without spaces."""

LINK = "of"
"""The one function word that a phrase may hold: "mixture of experts"."""

_PAUSE = re.compile(r"[.,;:!?()\[\]{}|/\"“”]+(?:\s|$)|\s[-–—(\[{\"“]+|[\n。，、！？]")


def join_texts(papers: pd.DataFrame) -> list[str]:
    """Return title and abstract of each paper as one text."""
    return [f"{title}. {abstract}" for title, abstract in zip(papers["title"], papers["abstract"], strict=True)]


@dataclass(frozen=True)
class TermCounts:
    """How often each term stands in each paper: ``counts`` of shape (n_papers, n_terms), int32.

    Of ``terms`` the first ``n_words`` are words, the others phrases, each in alphabetical order.
    """

    counts: csr_matrix
    terms: list[str]
    n_words: int


def count_terms(texts: Sequence[str], *, min_papers: int = 2) -> TermCounts:
    """Count the words and two-word phrases of each text; those of fewer than ``min_papers`` texts are left out.

    Stop words, the boilerplate of abstracts, bare numbers and single letters are no terms. A phrase is two
    such words side by side, or with "of" between them, and never crosses punctuation.
    """
    # One pass in Python writes every text as numbers; all counting after that is numpy's, so that 75,000
    # abstracts need neither many million strings nor the time to make them.
    names: dict[str, int] = {}
    stream, owners = array("i"), array("i")
    for owner, text in enumerate(texts):
        for words in split_runs(text):
            stream.extend(names.setdefault(word, len(names)) for word in words)
            stream.append(-1)
            owners.extend([owner] * (len(words) + 1))
    ids, papers = np.frombuffer(stream, dtype=np.int32), np.frombuffer(owners, dtype=np.int32)
    vocabulary = np.array(list(names), dtype=object)
    useful = np.array([is_content_word(word) for word in names], dtype=bool)
    is_term = np.zeros(len(ids), dtype=bool)
    is_term[ids >= 0] = useful[ids[ids >= 0]]
    word_codes = np.where(is_term, ids, -1)
    word_counts, kept = _count_codes(word_codes, papers, len(texts), min_papers)
    word_order = np.argsort(vocabulary[kept])
    words = [str(word) for word in vocabulary[kept[word_order]]]
    link = names.get(LINK, -2)
    codes, base = _find_phrases(ids, np.isin(word_codes, kept) & is_term, link, len(vocabulary))
    phrase_counts, kept = _count_codes(codes, papers, len(texts), min_papers)
    spelled = [_spell_phrase(int(code), base, vocabulary) for code in kept]
    order = np.argsort(np.array(spelled, dtype=object))
    counts = csr_matrix(hstack([word_counts[:, word_order], phrase_counts[:, order]], dtype=np.int32))
    return TermCounts(counts, [*words, *(spelled[place] for place in order)], len(words))


def list_terms(text: str) -> list[str]:
    """Return all terms of one text in order, words and phrases, with repetitions (for BERTopic's vectorizer)."""
    terms: list[str] = []
    for words in split_runs(text):
        for place, word in enumerate(words):
            if not is_content_word(word):
                continue
            terms.append(word)
            following = words[place + 1 : place + 3]
            if following[:1] == [LINK] and is_content_word("".join(following[1:])):
                terms.append(f"{word} {LINK} {following[1]}")
            elif is_content_word("".join(following[:1])):
                terms.append(f"{word} {following[0]}")
    return terms


def is_content_word(word: str) -> bool:
    """Tell whether a word can be a term."""
    return (
        1 < len(word) <= MAX_TERM_LENGTH
        and word not in STOP_WORDS
        and word not in ABSTRACT_STOP_WORDS
        and not word.replace("-", "").isdigit()
    )


def compute_word_vectors(counts: csr_matrix, n_dimensions: int, *, seed: int) -> np.ndarray:
    """Return TF-IDF vectors of papers, reduced by a truncated singular value decomposition.

    Of shape (n, d), float32: d is ``n_dimensions`` or what the counts allow, 0 where no terms tell papers apart.
    """
    from scipy.sparse.linalg import svds

    n = counts.shape[0]
    n_dimensions = min(n_dimensions, min(counts.shape) - 1)
    if n_dimensions < 1 or counts.nnz == 0:
        return np.zeros((n, 0), dtype=np.float32)
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    weights = counts.astype(np.float64)
    weights.data = (1 + np.log(weights.data)) * (np.log((1 + n) / (1 + frequency)) + 1)[counts.indices]
    lengths = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    weights = diags_array(1 / np.maximum(lengths, 1e-12)) @ weights
    start = np.random.default_rng(seed).normal(size=min(counts.shape))
    left, values, _ = svds(csr_matrix(weights), k=n_dimensions, v0=start)
    return (left * values).astype(np.float32)


@lru_cache(maxsize=100_000)
def stem_word(word: str) -> str:
    """Return what inflections and close derivations of a word share: "sparsity" and "sparse" give "spars".

    A rough rule that serves to notice near-duplicates in a list of terms; it is never shown.
    """
    changed = True
    while changed:
        changed = False
        for suffix in _SUFFIXES:
            if word.endswith(suffix) and len(word) - len(suffix) >= 4:
                word, changed = word[: -len(suffix)], True
                break
    return word


_SUFFIXES = (
    "ifications", "ification", "izations", "ization", "isation", "ically", "ation", "ities", "ility", "ings",
    "ness", "ment", "ions", "able", "ing", "ion", "ity", "ive", "ify", "ize", "ise", "ers", "ors", "als", "ies",
    "ied", "ally", "er", "or", "ed", "es", "al", "ly", "ic", "at", "e", "s", "y",
)  # fmt: skip


def stem_term(term: str) -> frozenset[str]:
    """Return the stems of a term's words, hyphens opened, the link word left out."""
    return frozenset(stem_word(word) for word in re.split(r"[ -]", term) if word != LINK and word)


def split_runs(text: str) -> Iterator[list[str]]:
    """Yield the words between one pause and the next, in lower case."""
    for part in _PAUSE.split(text):
        words = split_words(part)
        if words:
            yield words


def _count_codes(codes: np.ndarray, papers: np.ndarray, n: int, min_papers: int) -> tuple[csr_matrix, np.ndarray]:
    """Count non-negative codes by paper; return the counts and the codes of enough papers, ascending."""
    here = codes >= 0
    kept, columns = np.unique(codes[here], return_inverse=True)
    ones = np.ones(len(columns), dtype=np.int32)
    counts = csr_matrix((ones, (papers[here], columns)), shape=(n, len(kept)), dtype=np.int32)
    counts.sum_duplicates()
    enough = np.bincount(counts.indices, minlength=len(kept)) >= min_papers
    return counts[:, enough], kept[enough]


def _find_phrases(ids: np.ndarray, is_term: np.ndarray, link: int, size: int) -> tuple[np.ndarray, int]:
    """Return, for each place in the stream, the code of the phrase that begins there, or -1."""
    base = size + 1
    codes = np.full(len(ids), -1, dtype=np.int64)
    if len(ids) > 1:
        side = np.flatnonzero(is_term[:-1] & is_term[1:])
        codes[side] = ids[side].astype(np.int64) * base + ids[side + 1]
    if len(ids) > 2:
        over = np.flatnonzero(is_term[:-2] & (ids[1:-1] == link) & is_term[2:])
        codes[over] = base * base + ids[over].astype(np.int64) * base + ids[over + 2]
    return codes, base


def _spell_phrase(code: int, base: int, vocabulary: np.ndarray) -> str:
    linked, code = divmod(code, base * base)
    first, second = divmod(code, base)
    return f"{vocabulary[first]} {LINK + ' ' if linked else ''}{vocabulary[second]}"


def count_papers(counts: csr_matrix) -> np.ndarray:
    """Return in how many papers each term stands, of shape (n_terms,)."""
    return np.bincount(counts.indices, minlength=counts.shape[1])
