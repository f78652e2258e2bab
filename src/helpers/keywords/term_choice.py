"""Which terms are compared, which of them the theme made, and which spellings go by the name of a term."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.keywords.acronyms import find_acronyms
from helpers.keywords.term_counts import TermCounts, TermParts, Terms, count_terms, fold_key, fold_plural
from helpers.keywords.term_spellings import fold_terms
from helpers.text.accents import accent_names
from helpers.text.words import ABSTRACT_STOP_WORDS, STOP_WORDS, fold_accents, split_words

MAX_TERMS = 20_000
"""Most terms that are compared; the most frequent are kept (of equals the alphabetically first)."""

LARGE, RARE = 100_000, 20_000
"""Papers from which on a term, and a spelling of one, must stand in one of so many papers, whatever is asked for."""

SETTINGS = {"min_papers": 5, "synonyms": None, "stop_words": None, "groups": None, "clock": "published",
            "smallest_difference": 0.05, "against": None, "seed": 1}  # fmt: skip
"""What keywords take where there is no run to set it."""

ADDRESS_WORDS = frozenset(["http", "https", "www", "com", "org", "io", "net", "html", "github"])


def find_terms(papers: pd.DataFrame, settings: Mapping[str, Any] = SETTINGS) -> tuple[TermCounts, Terms]:
    """Count terms, join their spellings, and choose those that can carry meaning, by ``min_papers`` of ``settings``.

    Returned are the counts of all terms of two papers or more (fewer if ``min_papers`` is 1, more in dumps of tens of
    thousands), with the ``synonyms`` and without the ``stop_words`` of ``settings``, and the terms that are compared.
    They are counted without their accents and go by the spelling with them.
    """
    acronyms, floor = find_acronyms(papers), find_floor(len(papers), settings["min_papers"])
    mended = {"synonyms": settings["synonyms"] or (), "stop_words": settings["stop_words"] or ()}
    every = fold_terms(count_terms(papers, min_papers=floor, told=acronyms.told), papers, acronyms=acronyms, **mended)
    every = replace(every, names=np.array([*accent_names(every.names, every.accented), None], dtype=object)[:-1])
    return every.count_papers(), choose_terms(every, min_papers=settings["min_papers"]).build()


def find_floor(n_papers: int, min_papers: int) -> int:
    """Return how many papers a spelling must stand in to be counted: more in large dumps, which have many rare ones."""
    few = n_papers // RARE
    return min(min_papers, 2 + few) if n_papers < LARGE else few


def choose_terms(terms: TermParts, *, min_papers: int = 5, max_terms: int = MAX_TERMS) -> TermParts:
    """Keep the terms that can carry meaning, chosen by how common they are and never by the groups.

    Left out are single letters, numbers, function words, the boilerplate of abstracts ("we propose", "experiments"),
    and pairs that begin or end with a function word or hold nothing but boilerplate.
    """
    names = pd.Series(map(fold_accents, terms.names), dtype=object)
    parts = names.str.partition(" ") if len(names) else pd.DataFrame({0: names, 2: names})
    first, last = parts[0], parts[2].where(terms.n_words == 2, parts[0])
    both = [part.isin(STOP_WORDS) | part.str.fullmatch(r"[0-9-]+[xkmb]?|\w").astype(bool) for part in (first, last)]
    dull = first.isin(ABSTRACT_STOP_WORDS) & last.isin(ABSTRACT_STOP_WORDS)
    dull |= first.isin(ADDRESS_WORDS) | last.isin(ADDRESS_WORDS)
    chosen = ~(both[0] | both[1] | dull).to_numpy(dtype=bool) & (terms.counts >= min_papers)
    if chosen.sum() > max_terms:
        places = np.flatnonzero(chosen)
        chosen[places[np.argsort(-terms.counts[places], kind="stable")][max_terms:]] = False
    return terms.keep(chosen)


def find_theme_terms(names: Sequence[str], theme_file: Any) -> NDArray[np.bool_]:
    """Mark the terms that hold a theme word or a cue, because these words selected or made the groups.

    ``theme_file`` has ``poles`` with ``patterns`` and ``negated``, ``cues`` with ``patterns``.
    """
    patterns = chain.from_iterable((*pole.patterns, *pole.negated) for pole in theme_file.poles)
    cues = chain.from_iterable(cue.patterns for cue in theme_file.cues)
    return _match_patterns(names, [*patterns, *cues])


def find_sense_terms(names: Sequence[str], theme_file: Any) -> dict[str, NDArray[np.bool_]]:
    """Mark, for each sense, the terms that made it: its label, its heads and its patterns (masks by sense id).

    To find these words again in the papers of the sense would be no discovery. Plural and singular count as one.
    Nearness to the sense's examples played a part as well and cannot be left out word by word.
    """
    # Both parts of "reward-model" count, none of "state-of-the-art", which is not about its parts.
    apart = (re.sub(r"(?<![^ ])(([^ -]+)-([^ -]+))(?![^ ])", r"\1 \2 \3", name) for name in names)
    parts = [set(map(fold_plural, name.split(" "))) for name in apart]
    found = {}
    for sense in theme_file.senses:
        texts = (sense.label, *sorted(sense.heads))
        words = {word for text in texts for word in split_words(text)} - STOP_WORDS - ABSTRACT_STOP_WORDS
        own = {fold_plural(word) for word in words}
        shared = np.array([not own.isdisjoint(words) for words in parts], dtype=bool)
        found[sense.id] = shared | _match_patterns(names, sense.patterns)
    return found


def list_forms(terms: Terms, term: str) -> tuple[str, ...]:
    """Spellings of a term that count as one; the term itself where it is none of the terms."""
    keys = {fold_key(form): forms for forms in terms.forms for form in forms}
    keys |= {fold_key(name): forms for name, forms in zip(terms.names, terms.forms, strict=True)}
    return keys.get(fold_key(term.split(" (")[0]), (term,))


def _match_patterns(names: Sequence[str], patterns: Iterable[Any]) -> NDArray[np.bool_]:
    bodies = sorted({pattern if isinstance(pattern, str) else pattern.pattern for pattern in patterns})
    if not bodies or not len(names):
        return np.zeros(len(names), dtype=bool)
    joined = re.compile("|".join(rf"(?<![a-z])(?:{body})(?![a-z])" for body in bodies), re.IGNORECASE)
    return np.array([joined.search(name) is not None for name in names], dtype=bool)
