"""Phrases that a topic could be called by: runs of one to four words, with every paper that has them.

All papers are counted, not a sample, since a name has to say for how many papers of its topic it holds. One pass in
Python writes the texts as numbers; what follows is numpy's.
"""

import re
from array import array
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from helpers.text.words import find_common_words
from helpers.topics.phrase_counts import LINK, is_content_word, split_runs, stem_word

MAX_NAME_WORDS = 4
_IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z0-9-]*[A-Z0-9])s?\)")


@dataclass(frozen=True)
class NamePhrases:
    """Phrases by their stems, so that "sparse models" and "sparse model" are one.

    ``presence`` and ``in_titles``, of shape (n_papers, n_phrases), are 1 where a paper (its title) has the phrase or an
    acronym that papers introduce for it in brackets. ``texts`` is the commonest spelling, in lower case. ``ends`` is
    the share of its occurrences after which no further word of content follows: "large language" hardly ever ends.
    ``commonest`` is in how many papers its commonest stem stands, ``commonest_before`` the same of all but its last
    word; ``meant`` is the phrase, by number, that an acronym is introduced for.
    """

    presence: csr_matrix
    in_titles: csr_matrix
    stems: list[tuple[str, ...]]
    texts: list[str]
    ends: np.ndarray
    commonest: np.ndarray
    commonest_before: np.ndarray
    meant: dict[int, int]
    abstracts: list[str] = field(repr=False)


def find_name_phrases(papers: pd.DataFrame, *, min_papers: int = 2) -> NamePhrases:
    """Return the phrases of at least ``min_papers`` papers; ``papers`` has title and abstract.

    A phrase begins and ends with a word of content, may have an "of" between, and crosses no pause. A hyphenated word
    is never cut: "language models" is not in "vision-language models".
    """
    abstracts = papers["abstract"].astype(str).tolist()
    stream = _Stream(papers["title"].astype(str).tolist(), abstracts)
    found = _Found(len(papers))
    for length, starts, codes in stream.list_runs(min_papers):
        found.add(stream, length, starts, codes)
    return found.finish(stream, abstracts)


class _Stream:
    """All texts as numbers of words, -1 for a pause, with the paper and whether it is the title."""

    def __init__(self, titles: list[str], abstracts: list[str]) -> None:
        names: dict[str, int] = {}
        ids, owners, in_title = array("i"), array("i"), array("b")
        for owner, texts in enumerate(zip(titles, abstracts, strict=True)):
            for is_title, text in zip((1, 0), texts, strict=True):
                for words in split_runs(text):
                    ids.extend(names.setdefault(word, len(names)) for word in words)
                    ids.append(-1)
                    owners.extend([owner] * (len(words) + 1))
                    in_title.extend([is_title] * (len(words) + 1))
        # Five pauses at the end, so that a look ahead never leaves the stream.
        self.ids = np.concatenate([np.frombuffer(ids, dtype=np.int32), np.full(5, -1, dtype=np.int32)])
        self.owners = np.concatenate([np.frombuffer(owners, dtype=np.int32), np.zeros(5, dtype=np.int32)])
        self.in_title = np.concatenate([np.frombuffer(in_title, dtype=np.int8), np.zeros(5, dtype=np.int8)])
        self.n, self.words = len(titles), [*names]
        self.introduced = [pair for abstract in abstracts for pair in _list_introduced(abstract)]
        acronyms = {short for short, _ in self.introduced}
        # "clip" may be none of "CLIP".
        acronyms -= find_common_words(acronyms, abstracts)
        self.introduced = [pair for pair in self.introduced if pair[0] in acronyms]
        parts = [tuple(_stem(part, acronyms) for part in word.split("-") if part != LINK) for word in self.words]
        known: dict[tuple[str, ...], int] = {}
        self.units = np.array([known.setdefault(stems, len(known)) for stems in parts] + [-1], dtype=np.int64)
        self.stems = [*known]
        useful = [is_content_word(word) and bool(stems) for word, stems in zip(self.words, parts, strict=True)]
        self.is_content = np.array([*useful, False], dtype=bool)[self.ids]
        self.is_link = self.ids == names.get(LINK, -2)

    def count_stems(self) -> Counter[str]:
        """In how many papers each stem stands, hyphens opened."""
        here = self.ids >= 0
        k = max(len(self.stems), 1)
        owners, units = np.divmod(_sort_unique(self.owners[here].astype(np.int64) * k + self.units[self.ids[here]]), k)
        numbers: dict[str, int] = {}
        opened = [[numbers.setdefault(stem, len(numbers)) for stem in dict.fromkeys(stems)] for stems in self.stems]
        sizes = np.array([len(stems) for stems in opened], dtype=np.int64)
        flat = np.array([stem for stems in opened for stem in stems], dtype=np.int64)
        # Of each unit of each paper, the places of its stems in the flat list.
        times = sizes[units]
        within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        stems = flat[np.repeat((np.cumsum(sizes) - sizes)[units], times) + within]
        pairs = _sort_unique(np.repeat(owners, times) * max(len(numbers), 1) + stems)
        counts = np.bincount(pairs % max(len(numbers), 1), minlength=len(numbers))
        return Counter(dict(zip(numbers, counts.tolist(), strict=True)))

    def list_runs(self, min_papers: int):
        """Yield the length in words, the starts, and the codes of all runs that enough papers have, shortest first."""
        starts = np.flatnonzero(self.is_content)
        codes = self.units[self.ids[starts]]
        linked = np.zeros(len(starts), dtype=bool)
        for length in range(1, MAX_NAME_WORDS + 1):
            if length > 1:
                after = starts + length - 1
                link = self.is_link[after] & ~linked & (length < MAX_NAME_WORDS)
                going = self.is_content[after] | link
                starts, codes, linked, after = starts[going], codes[going], linked[going] | link[going], after[going]
                following = np.where(self.is_link[after], len(self.stems), self.units[self.ids[after]])
                codes = codes * (len(self.stems) + 1) + following
            codes = np.unique(codes, return_inverse=True)[1]
            pairs = _sort_unique(codes * np.int64(self.n) + self.owners[starts])
            enough = np.bincount(pairs // max(self.n, 1), minlength=int(codes.max(initial=-1)) + 1) >= min_papers
            kept = enough[codes] if len(codes) else np.zeros(0, dtype=bool)
            starts, codes, linked = starts[kept], codes[kept], linked[kept]
            whole = ~self.is_link[starts + length - 1]
            yield length, starts[whole], codes[whole]


class _Found:
    """Phrases as they are found, runs of other lengths but the same stems together."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.numbers: dict[tuple[str, ...], int] = {}
        self.before: list[tuple[str, ...]] = []  # the stems of all but the last word
        self.forms: list[tuple[int, str]] = []
        self.rows: list[tuple[np.ndarray, ...]] = []

    def add(self, stream: _Stream, length: int, starts: np.ndarray, codes: np.ndarray) -> None:
        kinds, first = np.unique(codes, return_index=True)
        numbers = np.full(len(kinds), -1, dtype=np.int64)
        for place, start in enumerate(starts[first].tolist()):
            ids = stream.ids[start : start + length]
            units = [stream.stems[stream.units[i]] for i in ids if stream.words[i] != LINK]
            stems = tuple(stem for unit in units for stem in unit)
            if len(stems) > MAX_NAME_WORDS or len(set(stems)) < len(stems):
                continue
            numbers[place] = self.numbers.setdefault(stems, len(self.numbers))
            if numbers[place] == len(self.before):
                self.before.append(stems[: -len(units[-1])])
                self.forms.append((0, ""))
        keys = numbers[np.searchsorted(kinds, codes)]
        starts, keys = starts[keys >= 0], keys[keys >= 0]
        self._spell(stream, length, starts, keys)
        ending = ~stream.is_content[starts + length]
        self.rows.append((stream.owners[starts], keys, stream.in_title[starts], ending))

    def _spell(self, stream: _Stream, length: int, starts: np.ndarray, keys: np.ndarray) -> None:
        """The commonest spelling of each phrase; of equals the first in the alphabet."""
        written = keys
        for place in range(length):
            written = np.unique(written * (len(stream.words) + 1) + stream.ids[starts + place], return_inverse=True)[1]
        _, first, counts = np.unique(written, return_index=True, return_counts=True)
        for place, often in zip(first.tolist(), counts.tolist(), strict=True):
            text = " ".join(stream.words[i] for i in stream.ids[starts[place] : starts[place] + length])
            best, form = self.forms[keys[place]]
            if often > best or (often == best and text < form):
                self.forms[keys[place]] = (often, text)

    def finish(self, stream: _Stream, abstracts: list[str]) -> NamePhrases:
        owners, keys, titles, ending = (np.concatenate(column) for column in zip(*self.rows, strict=True))
        shape, stems = (self.n, len(self.numbers)), [*self.numbers]
        presence = _mark(owners, keys, shape)
        in_titles = _mark(owners[titles == 1], keys[titles == 1], shape)
        times = np.bincount(keys, minlength=len(stems))
        ends = np.bincount(keys, weights=ending, minlength=len(stems)) / np.maximum(times, 1)
        counts = stream.count_stems()
        commonest = np.array([max(counts[stem] for stem in phrase) for phrase in stems], dtype=np.int64)
        before = [max((counts[stem] for stem in phrase), default=0) for phrase in self.before]
        pairs = _find_acronyms(stream, self.numbers)
        return NamePhrases(
            _add_columns(presence, pairs), _add_columns(in_titles, pairs), stems, [text for _, text in self.forms],
            ends, commonest, np.array(before, dtype=np.int64), dict(pairs), abstracts,
        )  # fmt: skip


def is_acronym(short: str, phrase: str) -> bool:
    """Tell whether ``short`` is made of the first letters of a phrase: "moe" or "moes" of "mixture of experts"."""
    words = phrase.replace("-", " ").split()
    if " " in short or len(words) < 2:
        return False
    initials = {"".join(word[0] for word in words), "".join(word[0] for word in words if word != LINK)}
    return short in initials or short.removesuffix("s") in initials


def _list_introduced(abstract: str) -> list[tuple[str, tuple[str, ...]]]:
    """Each acronym in brackets, in lower case, with the words before it: "moe" of "Mixture of Experts (MoE)"."""
    found = {}
    for match in _IN_BRACKETS.finditer(abstract):
        before = re.split(r"[\s-]+", abstract[max(0, match.start() - 80) : match.start()].lower().strip())
        found[match.group(1).lower()] = tuple(before[-MAX_NAME_WORDS - 1 :])
    return [*found.items()]


def _find_acronyms(stream: _Stream, numbers: dict[tuple[str, ...], int]) -> list[tuple[int, int]]:
    """Numbers of acronyms, each with that of the phrase that it is introduced for by most papers."""
    meant: dict[int, Counter[int]] = {}
    for acronym, words in stream.introduced:
        short = numbers.get((acronym,))
        for size in range(2, len(words) + 1) if short is not None else ():
            stems = tuple(stem_word(word) for word in words[-size:] if word != LINK)
            if stems in numbers and is_acronym(acronym, " ".join(filter(None, words[-size:]))):
                meant.setdefault(short, Counter())[numbers[stems]] += 1
    return [(short, min(found, key=lambda long: (-found[long], long))) for short, found in sorted(meant.items())]


def _stem(word: str, acronyms: set[str]) -> str:
    """The stem of a word, of an acronym in the plural ("LLMs") its singular, which is too short for the rule."""
    return word[:-1] if word.endswith("s") and word[:-1] in acronyms else stem_word(word)


def _sort_unique(values: np.ndarray) -> np.ndarray:
    """Different values in order; of millions, numpy's own way by hashes takes ten times as long."""
    values = np.sort(values)
    return values[np.concatenate([[True], values[1:] != values[:-1]])] if len(values) else values


def _mark(owners: np.ndarray, keys: np.ndarray, shape: tuple[int, int]) -> csr_matrix:
    table = csr_matrix((np.ones(len(owners), dtype=np.int32), (owners, keys)), shape=shape)
    table.sum_duplicates()
    table.data[:] = 1
    return table


def _add_columns(table: csr_matrix, pairs: list[tuple[int, int]]) -> csr_matrix:
    """Let a phrase stand wherever its acronym does."""
    if not pairs:
        return table
    short, long = np.array(pairs).T
    owners, places = table[:, short].nonzero()
    rows, columns = table.nonzero()
    return _mark(np.concatenate([rows, owners]), np.concatenate([columns, long[places]]), table.shape)
