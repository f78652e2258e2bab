"""Words and adjacent word pairs: in which papers they stand, and how common they are in a reference corpus."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from helpers.run.errors import InputError
from helpers.text.sentences import split_sentences
from helpers.text.words import ABSTRACT_STOP_WORDS, STOP_WORDS, split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csc_array

MAX_TERMS = 20_000
"""Most terms that are compared; the most frequent are kept."""

ADDRESS_WORDS = frozenset(["http", "https", "www", "com", "org", "io", "net", "html", "github"])


class CountsError(InputError):
    """The reference counts cannot be used."""


@dataclass(frozen=True)
class Terms:
    """Which paper has which term.

    ``presence`` is a sparse matrix of shape (n_papers, n_terms) of int32 ones, ``uses`` one of the same form that
    says how often; ``names`` are the terms in alphabetical order, ``n_words`` the words of each; ``paper_ids``
    follows the papers' order and ``lengths`` has the words of each paper. ``forms`` are the spellings that go
    by the name of each term, itself included, and ``countable`` the papers that have one of at most two words, which is
    all that reference counts know.
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


@dataclass(frozen=True)
class Reference:
    """Document counts of a large corpus: papers with each term, and from how many papers on a term is listed."""

    name: str
    n_papers: int
    counts: pd.Series
    listed_from: tuple[int, int]


def count_terms(papers: pd.DataFrame, *, min_papers: int = 1) -> Terms:
    """Find every word and every pair of neighbouring words of each paper.

    Parameters
    ----------
    papers : DataFrame
        Uses ``paper_id``, ``title`` and ``abstract``.
    min_papers : int, default 1
        Terms of fewer papers are left out.

    Returns
    -------
    Terms
        Presence, not frequency: a paper has a term or has it not.

    Notes
    -----
    The rule of the counts in ``data/reference``: words are ``[a-z0-9]+(?:-[a-z0-9]+)*`` of the lower-cased
    text (:func:`helpers.text.words.split_words`); a pair is two words next to each other in one sentence, whatever
    punctuation stands between them; title and abstract are counted together. Words are numbered in one pass
    over the texts, pairs are counted as numbers, so that 75,000 abstracts take under a minute and 2.5 GB.
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


def choose_terms(terms: Terms, *, min_papers: int = 5, max_terms: int = MAX_TERMS) -> Terms:
    """Keep the terms that can carry meaning, chosen by how common they are and never by the groups.

    Parameters
    ----------
    terms : Terms
    min_papers : int, default 5
        Terms of fewer papers are left out.
    max_terms : int, default 20,000
        Of more, the most frequent are kept (of equals the alphabetically first).

    Returns
    -------
    Terms
        Without single letters, numbers, function words, the boilerplate of abstracts ("we propose",
        "experiments"), and pairs that begin or end with a function word or hold nothing but boilerplate.
    """
    names = pd.Series(terms.names, dtype=object)
    parts = names.str.partition(" ") if len(names) else pd.DataFrame({0: names, 2: names})
    first, last = parts[0], parts[2].where(terms.n_words == 2, parts[0])
    both = [part.isin(STOP_WORDS) | part.str.fullmatch(r"[0-9-]+[xkmb]?|\w").astype(bool) for part in (first, last)]
    dull = first.isin(ABSTRACT_STOP_WORDS) & last.isin(ABSTRACT_STOP_WORDS)
    dull |= first.isin(ADDRESS_WORDS) | last.isin(ADDRESS_WORDS)
    chosen = ~(both[0] | both[1] | dull).to_numpy(dtype=bool) & (terms.counts >= min_papers)
    if chosen.sum() > max_terms:
        places = np.flatnonzero(chosen)
        places = places[np.argsort(-terms.counts[places], kind="stable")][:max_terms]
        chosen = np.zeros(len(names), dtype=bool)
        chosen[places] = True
    return terms.keep(chosen)


def find_theme_terms(names: Sequence[str], theme: Any) -> NDArray[np.bool_]:
    """Mark the terms that hold a theme word or a cue, because these words selected or made the groups.

    Parameters
    ----------
    names : sequence of str, shape (n_terms,)
    theme : object
        A loaded theme: ``poles`` with ``patterns`` and ``negated``, ``cues`` with ``patterns``.

    Returns
    -------
    ndarray of bool, shape (n_terms,)
    """
    patterns = chain.from_iterable((*pole.patterns, *pole.negated) for pole in theme.poles)
    cues = chain.from_iterable(cue.patterns for cue in theme.cues)
    return _match_patterns(names, [*patterns, *cues])


def find_sense_terms(names: Sequence[str], theme: Any) -> dict[str, NDArray[np.bool_]]:
    """Mark, for each sense, the terms that made it: its label, its heads and its patterns.

    Parameters
    ----------
    names : sequence of str, shape (n_terms,)
    theme : object
        A loaded theme: ``senses`` with ``id``, ``label``, ``heads``, ``patterns``.

    Returns
    -------
    dict of sense id to ndarray of bool, shape (n_terms,)
        A paper was given its sense by these words, so that finding them again in the papers of the sense would
        be no discovery. Plural and singular count as one. Nearness to the sense's example sentences played a
        part as well and cannot be left out word by word, which is one more reason to test nothing.
    """
    parts = [
        frozenset(fold_plural(piece) for word in name.split(" ") for piece in (word, *_split_compound(word)))
        for name in names
    ]
    found = {}
    for sense in theme.senses:
        texts = (sense.label, *sorted(sense.heads))
        words = {word for text in texts for word in split_words(text)} - STOP_WORDS - ABSTRACT_STOP_WORDS
        own = {fold_plural(word) for word in words}
        shared = np.array([not own.isdisjoint(words) for words in parts], dtype=bool)
        found[sense.id] = shared | _match_patterns(names, sense.patterns)
    return found


def _split_compound(word: str) -> list[str]:
    """Both parts of "reward-model"; nothing of "state-of-the-art", which is not about its parts."""
    pieces = word.split("-")
    return pieces if len(pieces) == 2 else []


def fold_plural(word: str) -> str:
    """Return the singular of an English word as far as its ending tells."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _match_patterns(names: Sequence[str], patterns: Iterable[Any]) -> NDArray[np.bool_]:
    bodies = sorted({pattern if isinstance(pattern, str) else pattern.pattern for pattern in patterns})
    if not bodies or not len(names):
        return np.zeros(len(names), dtype=bool)
    joined = re.compile("|".join(rf"(?<![a-z])(?:{body})(?![a-z])" for body in bodies), re.IGNORECASE)
    return np.fromiter((joined.search(name) is not None for name in names), dtype=bool, count=len(names))


def read_reference(path: Path) -> Reference:
    """Read the document counts of a reference corpus.

    Parameters
    ----------
    path : Path
        A folder with one ``<name>.csv.gz`` (columns ``term``, ``n_papers``) and ``<name>.json`` beside it, or
        the csv itself.

    Returns
    -------
    Reference

    Raises
    ------
    CountsError
        If the files are missing, or do not say how many papers they count.
    """
    path = Path(path)
    files = sorted([*path.glob("*.csv.gz"), *path.glob("*.csv")]) if path.is_dir() else [path]
    if not files or not files[0].exists():
        raise CountsError(f"There are no reference counts at {path}; put a csv.gz and its json there.")
    name = files[0].name.removesuffix(".gz").removesuffix(".csv")
    facts_path = files[0].with_name(f"{name}.json")
    try:
        facts = json.loads(facts_path.read_text(encoding="utf-8"))
        n_papers = int(facts["papers"])
        listed = facts.get("min_papers", {})
    except (OSError, ValueError, KeyError, TypeError):
        raise CountsError(f"{facts_path} must be a JSON file that gives the number of papers as 'papers'.") from None
    # "null", "nan" and "none" are words like any other.
    table = pd.read_csv(files[0], keep_default_na=False, dtype={"term": "str"})
    if list(table.columns) != ["term", "n_papers"]:
        raise CountsError(f"{files[0]} must have the columns term and n_papers, and has {list(table.columns)}.")
    counts = pd.Series(table["n_papers"].to_numpy(dtype=np.int64), index=table["term"].to_numpy(dtype=object))
    when = " to ".join(map(str, facts.get("listed", [])))
    label = f"{n_papers:,} papers" + (f" listed {when}" if when else "")
    return Reference(label, n_papers, counts, (int(listed.get("words", 1)), int(listed.get("pairs", 1))))
