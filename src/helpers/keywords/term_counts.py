"""Words and adjacent word pairs: in which papers they stand, and how often."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, hstack, vstack

from helpers.keywords.text_parts import LongForms, TextPart, split_parts
from helpers.run.engines import map_parts
from helpers.text.accents import choose_accented, count_accented
from helpers.text.sentences import split_sentences
from helpers.text.words import fold_accents, split_words

PAIR, TOGETHER = 32, 20
"""Bits of the number of a pair that its second word has; parts whose numbers are sorted at a time."""
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
        if papers.dtype == bool and papers.all():
            return replace(self, countable=self.counts)
        presence = self.presence[papers].tocsc()
        of_papers = {"paper_ids": self.paper_ids[papers], "lengths": self.lengths[papers]}
        countable = np.diff(presence.indptr).astype(np.int64)
        return replace(self, presence=presence, uses=self.uses[papers].tocsc(), countable=countable, **of_papers)


@dataclass(frozen=True)
class TermParts:
    """Terms as they were counted, part by part, of which only those that are kept become a matrix of all papers.

    ``names``, ``n_words``, ``counts``, ``forms``, ``countable`` and ``evidence`` are those of :class:`Terms`.
    ``uses`` has for each part of the papers how often each has what was counted, ``more`` the papers that have what was
    looked for besides (shape (n_papers, n_more)); ``places`` the term of each column of both, -1 for none.
    ``accented`` is the spelling of words that mostly have an accent.
    """

    names: NDArray[np.object_]
    n_words: NDArray[np.int8]
    counts: NDArray[np.int64]
    forms: NDArray[np.object_]
    countable: NDArray[np.int64]
    uses: Sequence[csr_array]
    more: csr_array
    places: NDArray[np.int32]
    paper_ids: NDArray[np.object_]
    lengths: NDArray[np.int64]
    evidence: Mapping[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    accented: Mapping[str, str] = field(default_factory=dict)

    def keep(self, chosen: NDArray[np.bool_]) -> "TermParts":
        """Return these terms only; ``chosen`` is a mask over the terms."""
        of_terms = {name: getattr(self, name)[chosen] for name in ("names", "n_words", "counts", "forms", "countable")}
        places = pd.Index(np.flatnonzero(chosen)).get_indexer(self.places).astype(np.int32)
        return replace(self, places=places, **of_terms)

    def count_papers(self) -> TermCounts:
        """Return the terms without their papers, which take most of the memory."""
        return TermCounts(self.names, self.n_words, self.forms, self.counts, len(self.paper_ids))

    def build(self) -> Terms:
        """Return the terms with their papers."""
        uses = self.gather_uses(self.places, len(self.names))
        known = (self.paper_ids, self.lengths, self.forms, self.countable, self.evidence)
        return Terms(self.names, self.n_words, mark_presence(uses), uses, *known)

    def gather_uses(self, places: NDArray[np.int32], n_terms: int) -> csc_array:
        """Return how often each paper uses each of some terms; ``places`` has the term of each column, or -1."""
        none = csr_array((0, n_terms), dtype=np.uint8)  # of no papers there is no part
        return vstack([none, *self.merge_parts(places, n_terms)], format="csr").tocsc()

    def merge_parts(self, places: NDArray[np.int32], n_terms: int) -> Iterator[csr_array]:
        """Yield for each part how often each paper uses each term; columns of one term are added up."""
        start = 0
        for part in self.uses:
            rows = slice(start, start + part.shape[0])
            beside = hstack([part, self.more[rows]], format="csr") if self.more.shape[1] else part
            start, of_column = rows.stop, places[beside.indices]
            kept = of_column >= 0
            ends = np.r_[0, np.cumsum(kept)][beside.indptr]
            # Columns of one term may add up to more than the fewest bytes hold.
            held = csr_array((beside.data[kept].astype(np.int32), of_column[kept], ends), (part.shape[0], n_terms))
            held.sum_duplicates()
            held.data = _shrink(held.data)
            yield held

    def count_having(self, places: NDArray[np.int32], n_terms: int) -> NDArray[np.int64]:
        """Count the papers that have each term."""
        counts = np.zeros(n_terms, dtype=np.int64)
        for part in self.merge_parts(places, n_terms):
            counts += np.bincount(part.indices, minlength=n_terms)
        return counts


def count_terms(papers: pd.DataFrame, *, min_papers: int = 1, told: LongForms | None = None) -> TermParts:
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
    codes = _drop_rare(parts, min_papers)
    words = np.array([*numbers, ""], dtype=object)
    first, second = (codes >> PAIR) - 1, codes & ((1 << PAIR) - 1)
    names = np.where(first >= 0, words[first] + " ", "").astype(object) + words[second]
    order = np.argsort(names, kind="stable")
    names, rank = names[order], np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order))
    lengths = np.concatenate([np.zeros(0, dtype=np.int64), *(part.lengths for part in parts)])
    counts, times = np.zeros((2, len(codes)), dtype=np.int64)
    uses = []
    for number, part in enumerate(parts):
        of_code = rank[np.searchsorted(codes, part.codes)]
        counts[of_code] += _count_having(part)
        times[of_code] += np.asarray(part.uses.sum(axis=0), dtype=np.int64).ravel()
        placed = part.uses.data, of_code[part.uses.indices], part.uses.indptr
        uses.append(csr_array(placed, shape=(len(part.lengths), len(codes))))
        parts[number] = part._replace(uses=csr_array((0, 0)))  # its places are held once
    folded = {fold_accents(word) for word in accented}
    known = {name: int(n) for name, n in zip(names, times, strict=True) if name in folded} if accented else {}
    n_words = np.where(first >= 0, 2, 1).astype(np.int8)[order]
    ids, more = papers["paper_id"].to_numpy(dtype=object), csr_array((len(papers), 0), dtype=np.uint8)
    places = np.arange(len(names), dtype=np.int32)
    return TermParts(
        names, n_words, counts, _list_own_forms(names), counts, uses, more, places, ids, lengths,
        accented=choose_accented(accented, known),
    )  # fmt: skip


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


def _drop_rare(parts: list[NumberedPart], min_papers: int) -> NDArray[np.int64]:
    """Take out of each part, in place, the terms that too few papers of all parts have; return the others' numbers."""
    if min_papers > 1:
        # Most terms are rare: what shares a place with others is dropped first if all of them together are too few.
        bits = max(sum(len(part.codes) for part in parts).bit_length() - 1, 1)
        totals = np.zeros(1 << bits, dtype=np.int32)
        for part in parts:
            np.add.at(totals, _hash(part.codes, bits), _count_having(part))
        for number, part in enumerate(parts):
            parts[number] = _keep_terms(part, totals[_hash(part.codes, bits)] >= min_papers)
    codes = np.zeros(0, dtype=np.int64)
    for start in range(0, len(parts), TOGETHER):
        codes = np.unique(np.concatenate([codes, *(part.codes for part in parts[start : start + TOGETHER])]))
    if min_papers > 1:
        totals = np.zeros(len(codes), dtype=np.int64)
        for part in parts:
            totals[np.searchsorted(codes, part.codes)] += _count_having(part)
        for number, part in enumerate(parts):
            parts[number] = _keep_terms(part, totals[np.searchsorted(codes, part.codes)] >= min_papers)
        codes = codes[totals >= min_papers]
    return codes


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
    forms = _list_own_forms(names) if forms is None else forms
    presence = mark_presence(uses)
    known = np.diff(presence.indptr).astype(np.int64) if countable is None else countable[order]
    return Terms(names[order], n_words[order], presence, uses, paper_ids, lengths, forms[order], known)


def _list_own_forms(names: NDArray) -> NDArray[np.object_]:
    """Return each name as the one spelling of its term."""
    return np.fromiter(((name,) for name in names), dtype=object, count=len(names))


def mark_presence(uses: csc_array) -> csc_array:
    """Return a matrix of ones where a matrix says how often; both share the places."""
    return csc_array((np.ones(uses.nnz, dtype=np.int8), uses.indices, uses.indptr), shape=uses.shape)


def place_ones(rows: Sequence[NDArray[np.int64]], n_papers: int) -> csc_array:
    """Return a matrix of shape (n_papers, n_terms) of ones at the places of the papers that have each term."""
    places = np.concatenate([np.zeros(0, dtype=np.int32), *rows]).astype(np.int32)
    ends = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    return csc_array((np.ones(len(places), dtype=np.uint8), places, ends), shape=(n_papers, len(rows)))


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
