"""Words and adjacent word pairs: in which papers they stand, and how often."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from helpers.keywords.text_parts import LongForms, TextPart, split_parts
from helpers.run.engines import map_parts
from helpers.text.accents import choose_accented, count_accented
from helpers.text.sentences import split_sentences
from helpers.text.words import fold_accents, split_words

PAIR = 32
"""Bits of the number of a pair that its second word has."""
COUNTED = ("metrics", "topics", "characteristics", "clinics", "critics", "heuristics", "statistics")
"""Endings of words in -ics that are plurals and no names of a field."""


class TermCounts(NamedTuple):
    """Terms of which only is known how many papers have each, ``counts`` of ``n_papers``; else as :class:`Terms`."""

    names: NDArray[np.object_]
    n_words: NDArray[np.int8]
    forms: NDArray[np.object_]
    counts: NDArray[np.int64]
    n_papers: int


@dataclass(frozen=True)
class Terms:
    """Which paper has which term: a paper has it or has it not, however often.

    ``presence`` is a sparse matrix of shape (n_papers, n_terms) of ones, of one byte each, ``uses`` one of the same
    form that says how often, in the fewest bytes that hold it; ``names`` are the terms in alphabetical order,
    ``n_words`` the words of each, ``lengths`` the words of each paper. ``forms`` are the spellings of each term, and
    ``countable`` the papers that have one of at most two words, which is all that reference counts know. ``evidence``
    is that of the acronyms that were joined with what they stand for (:class:`helpers.keywords.acronyms.Acronyms`),
    ``accented`` the spelling of words that mostly have an accent.
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
    accented: Mapping[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> NDArray[np.int64]:
        """Papers with each term."""
        return np.diff(self.presence.indptr).astype(np.int64)

    @property
    def n_papers(self) -> int:
        """Papers that were counted."""
        return len(self.paper_ids)

    def count_papers(self) -> TermCounts:
        """Return the terms without their papers, which take most of the memory."""
        return TermCounts(self.names, self.n_words, self.forms, self.counts, self.n_papers)

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
        if papers.dtype == bool and papers.all():
            return replace(self, countable=self.counts)
        presence = self.presence[papers].tocsc()
        of_papers = {"paper_ids": self.paper_ids[papers], "lengths": self.lengths[papers]}
        countable = np.diff(presence.indptr).astype(np.int64)
        return replace(self, presence=presence, uses=self.uses[papers].tocsc(), countable=countable, **of_papers)


def count_terms(papers: pd.DataFrame, *, min_papers: int = 1, told: LongForms | None = None) -> Terms:
    """Find every word and every pair of neighbouring words of each paper, if ``min_papers`` papers or more have it.

    The rule of the counts in ``data/reference``: words are ``[a-z0-9]+(?:-[a-z0-9]+)*`` of the lower-cased
    text (:func:`helpers.text.words.split_words`); a pair is two words next to each other in one sentence, whatever
    punctuation stands between them; title and abstract are counted together. Function words of other languages count
    as one of English, and of each paper the acronyms are written out for which it is ``told`` the long form.
    """
    numbers: dict[str, int] = {}
    parts, accented = [], Counter()
    for part in map_parts(_count_part, split_parts(papers, told)):
        of_word = np.array([numbers.setdefault(word, len(numbers)) for word in part.words], dtype=np.int64)
        pairs = ((of_word[part.first] + 1) << PAIR) | of_word[part.second]
        parts.append(NumberedPart(np.r_[of_word, pairs], part.uses, part.lengths))
        accented.update(part.accented)
    _drop_rare(parts, min_papers)
    codes = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(part.codes for part in parts)]))
    words = np.array([*numbers, ""], dtype=object)
    first, second = (codes >> PAIR) - 1, codes & ((1 << PAIR) - 1)
    names = np.where(first >= 0, words[first] + " ", "").astype(object) + words[second]
    n_words = np.where(first >= 0, 2, 1).astype(np.int8)
    lengths = np.concatenate([np.zeros(0, dtype=np.int64), *(part.lengths for part in parts)])
    uses = _join_parts(parts, codes)
    terms = build_terms(names, n_words, uses, papers["paper_id"].to_numpy(dtype=object), lengths)
    times = np.asarray(terms.uses.sum(axis=0)).ravel().tolist() if accented else ()
    folded = {fold_accents(word) for word in accented}
    known = {name: n for name, n in zip(terms.names, times, strict=False) if name in folded}
    return replace(terms, accented=choose_accented(accented, known))


class CountedPart(NamedTuple):
    """Words of some papers, places of the words of their pairs, and how often each paper has each word and pair.

    ``uses`` has shape (n_papers, n_words + n_pairs), ``lengths`` are in words.
    """

    words: list[str]
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    uses: csr_array
    lengths: NDArray[np.int64]
    accented: Counter[str]


class NumberedPart(NamedTuple):
    """The numbers of the terms of some papers, and how often each paper has each of them."""

    codes: NDArray[np.int64]
    uses: csr_array
    lengths: NDArray[np.int64]


def _count_part(part: TextPart) -> CountedPart:
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    stream, ends, accented = array("i"), [0], Counter()
    for place, texts in enumerate(part.list_texts()):
        accented.update(count_accented(texts))
        for text in texts:
            muted = part.mute(place, text)
            for low, high in split_sentences(muted):
                stream.extend([numbers[word] for word in split_words(muted[low:high])])
                stream.append(-1)  # no pair goes across
        ends.append(len(stream))
    ids = np.frombuffer(stream, dtype=np.int32) if stream else np.zeros(0, dtype=np.int32)
    papers = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
    is_word, n_words = ids >= 0, max(len(numbers), 1)
    linked = is_word[:-1] & is_word[1:]
    pairs, place = np.unique(ids[:-1][linked].astype(np.int64) * n_words + ids[1:][linked], return_inverse=True)
    rows = np.r_[papers[is_word], papers[:-1][linked]].astype(np.int32)
    columns = np.r_[ids[is_word], place + len(numbers)].astype(np.int32)
    shape = (len(ends) - 1, len(numbers) + len(pairs))
    uses = csr_array((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=shape)
    uses.data = _shrink(uses.data)
    lengths = np.bincount(papers[is_word], minlength=shape[0]).astype(np.int64)
    first, second = (half.astype(np.int32) for half in np.divmod(pairs, n_words))
    return CountedPart(list(numbers), first, second, uses, lengths, accented)


def _join_parts(parts: list[NumberedPart], codes: NDArray[np.int64]) -> csc_array:
    """Put parts under one another, with a column for each of the numbers in their order; the list is emptied."""
    sizes = np.concatenate([np.zeros(1, dtype=np.int64), *(np.diff(part.uses.indptr) for part in parts)])
    total, shape = int(sizes.sum()), (len(sizes) - 1, len(codes))
    kind = np.result_type(np.uint8, *(part.uses.dtype for part in parts))
    columns, counts = np.empty(total, dtype=np.int32), np.empty(total, dtype=kind)
    while parts:  # from the last on, which frees each
        part = parts.pop()
        here = slice(total - part.uses.nnz, total)
        columns[here], counts[here] = np.searchsorted(codes, part.codes)[part.uses.indices], part.uses.data
        total = here.start
    ends = np.cumsum(sizes)
    # Places of eight bytes would be made of all where those of a part are.
    ends = ends.astype(np.int32) if ends[-1] < 2**31 else ends
    return csr_array((counts, columns, ends), shape=shape).tocsc()


def _drop_rare(parts: list[NumberedPart], min_papers: int) -> None:
    """Take out of each part, in place, the terms that too few papers of all parts have."""
    if min_papers < 2:
        return
    # Most terms are rare: what shares a place with others is dropped first if all of them together are too few.
    bits = max(sum(len(part.codes) for part in parts).bit_length() - 1, 1)
    totals = np.zeros(1 << bits, dtype=np.int32)
    for part in parts:
        np.add.at(totals, _hash(part.codes, bits), _count_having(part))
    for number, part in enumerate(parts):
        parts[number] = _keep_terms(part, totals[_hash(part.codes, bits)] >= min_papers)
    places = np.unique(np.concatenate([part.codes for part in parts]), return_inverse=True)[1] if parts else ()
    having = [_count_having(part) for part in parts]
    totals = np.bincount(places, weights=np.concatenate(having)) if parts else totals
    starts = np.cumsum([0, *(len(part.codes) for part in parts)])
    for number, part in enumerate(parts):
        parts[number] = _keep_terms(part, totals[places[starts[number] : starts[number + 1]]] >= min_papers)


def _count_having(part: NumberedPart) -> NDArray[np.int32]:
    return np.bincount(part.uses.indices, minlength=len(part.codes)).astype(np.int32)


def _keep_terms(part: NumberedPart, kept: NDArray[np.bool_]) -> NumberedPart:
    uses, held = part.uses, kept[part.uses.indices]
    places = (np.cumsum(kept) - 1).astype(np.int32)[uses.indices[held]]
    ends = np.r_[0, np.cumsum(held)][uses.indptr].astype(np.int32)
    less = csr_array((uses.data[held], places, ends), shape=(uses.shape[0], int(kept.sum())))
    return NumberedPart(part.codes[kept], less, part.lengths)


def _hash(codes: NDArray[np.int64], bits: int) -> NDArray[np.int64]:
    return ((codes.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - bits)).astype(np.int64)


def _shrink(numbers: NDArray) -> NDArray:
    """Whole numbers in the smallest type that holds them."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def build_terms(
    names: NDArray, n_words: NDArray, uses: csc_array, paper_ids: NDArray, lengths: NDArray,
    forms: NDArray | None = None, countable: NDArray | None = None,
) -> Terms:  # fmt: skip
    """Build terms in alphabetical order from a matrix of shape (n_papers, n_terms) that says how often each is used.

    ``countable`` is the number of papers with each term if not given.
    """
    order = np.argsort(names, kind="stable")
    uses = uses if (order == np.arange(len(order))).all() else uses[:, order]
    if forms is None:
        forms = np.empty(len(names), dtype=object)
        forms[:] = [(name,) for name in names]
    presence = mark_presence(uses)
    known = np.diff(presence.indptr).astype(np.int64) if countable is None else countable[order]
    return Terms(names[order], n_words[order], presence, uses, paper_ids, lengths, forms[order], known)


def mark_presence(uses: csc_array) -> csc_array:
    """Return a matrix of ones where a matrix says how often; both share the places."""
    return csc_array((np.ones(uses.nnz, dtype=np.int8), uses.indices, uses.indptr), shape=uses.shape)


def place_ones(rows: Sequence[NDArray[np.int64]], n_papers: int) -> csc_array:
    """Return a matrix of shape (n_papers, n_terms) of ones at the places of the papers that have each term."""
    places = np.concatenate([np.zeros(0, dtype=np.int32), *rows]).astype(np.int32)
    ends = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    return csc_array((np.ones(len(places), dtype=np.uint8), places, ends), shape=(n_papers, len(rows)))


def merge_columns(uses: csc_array, codes: NDArray[np.int64], n_terms: int) -> csc_array:
    """Add up the columns of a matrix that have one code; of shape (n_papers, n_terms).

    Notes
    -----
    Columns of one code are put side by side and are then read as one, so that little is held twice.
    """
    order = np.argsort(codes, kind="stable")
    members = np.bincount(codes, minlength=n_terms)
    beside = uses[:, order]
    most = int(uses.data.max(initial=0)) * int(members.max(initial=1))
    data = beside.data.astype(np.promote_types(uses.dtype, np.min_scalar_type(most)), copy=False)
    ends = beside.indptr[np.r_[0, np.cumsum(members)]]
    merged = csc_array((data, beside.indices, ends), shape=(uses.shape[0], n_terms))
    merged.sum_duplicates()
    return merged


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
