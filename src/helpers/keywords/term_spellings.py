"""One term for its spellings: singular and plural, with and without hyphen, an acronym and what it stands for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from helpers.keywords.acronyms import Acronyms, find_acronyms
from helpers.keywords.term_counts import TermParts, fold_key, fold_words, place_ones
from helpers.keywords.text_parts import LongForms, TextPart, split_parts
from helpers.run.engines import map_parts
from helpers.run.errors import InputError
from helpers.text.sentences import split_sentences
from helpers.text.words import STOP_WORDS

_PIECE = re.compile("[a-z0-9]+")
LEAST_OPENED = 5
"""Papers with a pair of words of which one is hyphenated, from which on its spelling without hyphens is looked for."""


class SynonymsError(InputError):
    """A list of synonyms cannot be read."""


def fold_terms(
    terms: TermParts, papers: pd.DataFrame, *, synonyms: Sequence[str] = (), stop_words: Iterable[str] = (),
    acronyms: Acronyms,
) -> TermParts:  # fmt: skip
    """Join the spellings of each term; it goes by the most common one, an acronym by "long form (acronym)".

    ``papers`` are those that were counted, for acronyms and phrases of more than two words. Synonyms are each like
    "mixture of experts = moe = sparse experts", of which the first is the name (a ``SynonymsError`` where a line does
    not name two terms); ``stop_words`` are left out in any spelling. ``acronyms`` are those of the papers, in which
    the ones that capitals tell are written out, as they were when the terms were counted.
    """
    keys = np.array([fold_key(name) for name in terms.names], dtype=object)
    joined, named, phrases = _join_closed(terms.names, keys), {}, {}
    for acronym, long in acronyms.plain.items():
        key = fold_key(long)
        # "mixture-of-experts moe" is the spelling out itself.
        last = key.rpartition(" ")[2]
        for form in (acronym, f"{acronym}s", f"{key} {acronym}", f"{key} {acronym}s", f"{last} {acronym}"):
            joined[form] = key
        named[key], phrases[key] = f"{long} ({acronym})", key
    for long, acronym in acronyms.written_out.items():
        key = fold_key(long)
        joined[f"{key.rpartition(' ')[2]} {key}"] = key  # the spelling out itself
        named[key], phrases[key] = f"{long} ({acronym})", key
    for first, *others in map(_split_synonyms, synonyms):
        target = joined.get(fold_key(first), fold_key(first))
        named[target], phrases[target] = first, target
        for other in map(fold_key, others):
            joined[other] = phrases[other] = target
    final = np.array([_follow(key, joined) for key in keys], dtype=object)
    stopped = {_follow(fold_key(word), joined) for word in stop_words} - {""}
    wanted = {key: _follow(target, joined) for key, target in phrases.items() if key.count(" ") >= 2}
    codes, found = pd.factorize(final, sort=True)
    place = {key: i for i, key in enumerate(found)}
    opened = _find_candidates(terms, keys, wanted)
    having_phrase = find_phrases(papers, [*wanted], told=acronyms.told, among=opened)
    for key in opened:
        if len(having_phrase[key]):
            wanted[key] = _follow(key, joined)
    rows, columns = [], []
    for phrase, target in wanted.items():
        if len(having_phrase[phrase]):
            rows.append(having_phrase[phrase])
            columns.append(place.setdefault(target, len(place)))
    found = list(place)
    names, forms = _name_terms(terms, codes, found, named)
    for key in opened:
        if key in wanted and key not in forms[place[wanted[key]]]:
            forms[place[wanted[key]]] += (key,)
    for long, acronym in acronyms.written_out.items():
        if acronym not in STOP_WORDS and (key := _follow(fold_key(long), joined)) in place:
            forms[place[key]] += (acronym.upper(),)
    longer = {place[target] for target in wanted.values() if target in place}
    listed = _count_listed(terms, codes, longer)
    order = np.argsort(names, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    more = csr_array(place_ones(rows, len(papers)))
    places = rank[np.r_[codes, np.array(columns, dtype=np.int64)]].astype(np.int32)
    n_words = np.array([min(name.split(" (")[0].count(" ") + 1, 9) for name in names], dtype=np.int8)
    counts = replace(terms, more=more).count_having(places, len(found))
    # Only terms with a spelling of more than two words have papers that reference counts do not know of.
    countable = counts.copy()
    countable[rank[list(listed)]] = list(listed.values())
    stopped_names = names[np.isin(np.array(found, dtype=object), list(stopped))]
    whole = TermParts(
        names[order], n_words[order], counts, forms[order], countable, terms.uses, more, places, terms.paper_ids,
        terms.lengths, acronyms.evidence, terms.accented,
    )  # fmt: skip
    return whole.keep(~np.isin(whole.names, stopped_names)) if len(stopped_names) else whole


def find_phrases(
    papers: pd.DataFrame, keys: Iterable[str], *, told: LongForms | None = None,
    among: Mapping[str, NDArray[np.int64]] | None = None,
) -> dict[str, NDArray[np.int64]]:  # fmt: skip
    """Find the places of the papers that have each of some folded phrases within one sentence.

    No phrase begins or ends inside a hyphened word, as none is counted there
    (:func:`helpers.keywords.term_counts.count_terms`). ``told`` are the acronyms that are written out in each paper;
    phrases of ``among`` are looked for in the papers with the places that stand there.
    """
    keys, among = list(dict.fromkeys(keys)), among or {}
    numbers = np.repeat(np.arange(len(among)), [len(places) for places in among.values()])
    places = np.concatenate([np.zeros(0, dtype=np.int64), *among.values()])
    order = np.argsort(places, kind="stable")
    places, numbers = places[order], numbers[order]
    sought = np.array([*among, ""], dtype=object)

    def list_parts():
        for part in split_parts(papers, told):
            start, end = np.searchsorted(places, [part.start, part.start + len(part.titles)])
            here: dict[int, list[str]] = {}
            for place, key in zip(places[start:end].tolist(), sought[numbers[start:end]], strict=True):
                here.setdefault(place - part.start, []).append(key)
            if keys or here:
                yield part, keys, here

    found: dict[str, list[NDArray[np.int64]]] = {key: [] for key in (*keys, *among)}
    for start, having in map_parts(_find_in_part, list_parts()) if found else ():
        for key, mine in having.items():
            found[key].append(np.array(mine, dtype=np.int64) + start)
    return {key: np.concatenate([np.zeros(0, dtype=np.int64), *mine]) for key, mine in found.items()}


def _find_in_part(
    given: tuple[TextPart, Sequence[str], Mapping[int, Sequence[str]]],
) -> tuple[int, dict[str, list[int]]]:
    """The first place of a part, and the places in it that have each phrase that any has."""
    part, keys, among = given
    by_form = _list_longest(keys)
    found: dict[str, list[int]] = {}
    for place, texts in enumerate(part.list_texts()):
        folded = None if all(map(str.isascii, texts)) else fold_texts(texts)
        said = _list_pieces(texts) if folded is None else folded.replace("-", " ")
        sought = [*_choose_possible(set(said.split()), by_form), *among.get(place, ())]
        sought = [key for key in sought if any(map(said.__contains__, _list_openings(key)))]
        if not sought:
            continue
        folded = folded or fold_texts(texts)
        plain = folded.replace("-", " ")
        for key in sought:
            if _holds(folded, plain, f" {key} "):
                found.setdefault(key, []).append(place)
    return part.start, found


def _list_pieces(texts: Iterable[str]) -> str:
    """The words of texts as they stand, those with hyphens apart, with blanks around them."""
    return f" {' | '.join(' '.join(_PIECE.findall(text.lower())) for text in texts)} "


@lru_cache(maxsize=10_000)
def _list_openings(key: str) -> list[str]:
    """How a text may have the first word of a phrase and how the next begins: to fold it takes longer than to look."""
    first, *others = re.split("[ -]", key)
    begin = others[0][:-1] if others else ""  # a plural may end in -ies
    return [f" {form} {begin}" for form in sorted(_unfold(first))]


def fold_texts(texts: Iterable[str]) -> str:
    """Return texts as folded words with blanks around them, sentences apart by a bar; hyphens stay."""
    pieces = [fold_words(text[low:high]) for text in texts for low, high in split_sentences(text)]
    return f" {' | '.join(pieces)} "


def _holds(folded: str, plain: str, phrase: str) -> bool:
    """Tell whether a phrase stands in a text of which ``plain`` has blanks for hyphens, but not inside a word."""
    place, last = plain.find(phrase), len(phrase) - 1
    while place >= 0 and not (folded[place] == " " == folded[place + last]):
        place = plain.find(phrase, place + 1)
    return place >= 0


def _list_longest(keys: Iterable[str]) -> dict[str, list[tuple[str, list[set[str]]]]]:
    """Phrases by all that is folded to their longest word, each with all that is folded to its other words."""
    by_form: dict[str, list[tuple[str, list[set[str]]]]] = {}
    for key in keys:
        words = [_unfold(word) for word in sorted(set(re.split("[ -]", key)), key=len, reverse=True)]
        for form in words[0]:
            by_form.setdefault(form, []).append((key, words[1:]))
    return by_form


def _unfold(word: str) -> set[str]:
    return {word, f"{word}s", f"{word[:-1]}ies"}


def _choose_possible(words: set[str], by_form: Mapping[str, Sequence[tuple[str, Sequence[set[str]]]]]) -> list[str]:
    """Phrases whose words are all among some, in whatever order."""
    possible = (one for form in by_form.keys() & words for one in by_form[form])
    return list(dict.fromkeys(key for key, others in possible if all(not words.isdisjoint(one) for one in others)))


def find_term_papers(papers: pd.DataFrame, words: Sequence[str]) -> pd.DataFrame:
    """Find the papers that have each of some words or phrases, in any of its spellings.

    Upper case, hyphens, plurals and punctuation do not matter. "long form (acronym)" means either; a long form whose
    acronym the papers spell out means both. A phrase must stand within one sentence. One row per ``term`` (as given,
    without repeats) and ``paper_id``.
    """
    acronyms = find_acronyms(papers)
    found, written, ids = [], set(acronyms.written_out.values()), papers["paper_id"].to_numpy(dtype=object)
    plain = {fold_key(long): acronym for acronym, long in acronyms.plain.items()}
    wanted: dict[str, set[str]] = {}
    for word in words:
        long, _, short = word.partition(" (")
        short = fold_key(short.rstrip(")"))
        wanted[word] = {fold_key(long), "" if short in written else short, plain.get(fold_key(long), "")} - {""}
    places = find_phrases(papers, (key for keys in wanted.values() for key in sorted(keys)), told=acronyms.told)
    for word, keys in wanted.items():
        having = sorted(set().union(*(places[key].tolist() for key in keys)))
        found.append(pd.DataFrame({"term": word, "paper_id": list(ids[having])}, dtype=object))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame({"term": [], "paper_id": []}, dtype=object)


def _find_candidates(terms, keys, known):
    """Papers that may have "multiple criteria decision" for each pair of words like "multiple-criteria decision".

    They have all its pairs of neighbouring words, and are given where the pair with a hyphen is common enough to be
    compared and neither begins nor ends with a function word.
    """
    pairs: dict[str, list[int]] = {}
    open_ones: dict[str, int] = {}  # in their order, which spellings follow
    for column, (name, key, n) in enumerate(zip(terms.names, keys, terms.counts, strict=True)):
        words = key.split(" ")
        if "-" not in name and len(words) == 2:
            pairs.setdefault(key, []).append(column)
        elif len(words) > 2 and key not in known and n >= LEAST_OPENED and STOP_WORDS.isdisjoint((words[0], words[-1])):
            open_ones[key] = column
    wanted = {" ".join(pair) for key in open_ones for pair in pairwise(key.split(" "))} & pairs.keys()
    having = _gather_having(terms, {pair: pairs[pair] for pair in wanted})
    found = {}
    for key in open_ones:
        several = [" ".join(pair) for pair in pairwise(key.split(" "))]
        if not wanted.issuperset(several):
            continue
        first, *others = sorted((having[pair] for pair in several), key=len)
        for other in others:
            first = first[_find_inside(first, other)]
        if len(first):
            found[key] = first.astype(np.int64)
    return found


def _gather_having(terms: TermParts, several: Mapping[str, Sequence[int]]) -> dict[str, NDArray[np.int32]]:
    """The places of the papers that have any of some columns, in order, by the name of the columns."""
    places = np.full(len(terms.places), -1, dtype=np.int32)
    for number, columns in enumerate(several.values()):
        places[columns] = number
    uses = terms.gather_uses(places, len(several))
    return {name: uses.indices[low:high] for name, (low, high) in zip(several, pairwise(uses.indptr), strict=True)}


def _find_inside(places, others):
    """Mark which of some places are among others, both in order."""
    found = np.searchsorted(others, places)
    return others[np.minimum(found, len(others) - 1)] == places if len(others) else np.zeros(len(places), dtype=bool)


def _join_closed(names, keys):
    """Give "finetuning" the key of "fine-tuning" where both stand in the papers."""
    hyphened = [key for name, key in zip(names, keys, strict=True) if "-" in name and " " not in name and " " in key]
    known = set(keys)
    return {closed: key for key in hyphened if (closed := key.replace(" ", "")) in known}


def _follow(key, joined):
    for _ in range(5):
        key = joined.get(key, key)
    return key


def _count_listed(terms, codes, longer):
    """Papers with a spelling of at most two words, by code: only terms with a longer one have fewer than in all."""
    numbers = sorted(longer)
    places = pd.Index(numbers, dtype=np.int64).get_indexer(codes)
    return dict(zip(numbers, terms.count_having(places, len(numbers)).tolist(), strict=True))


def _name_terms(terms, codes, found, named):
    """Name of each joined term, its most common spelling unless it has one of its own, and its spellings."""
    # Names are in alphabetical order, so that of equally common ones the first comes first.
    order = np.lexsort((np.arange(len(codes)), -terms.counts, codes))
    ends = np.searchsorted(codes[order], np.arange(len(found) + 1))
    ordered = terms.names[order].tolist()
    names, forms = np.empty(len(found), dtype=object), np.empty(len(found), dtype=object)
    for code, key in enumerate(found):
        mine, long = ordered[ends[code] : ends[code + 1]], named.get(key)
        names[code] = long or (mine[0] if mine else key)
        forms[code] = tuple(dict.fromkeys([*mine, key] if long else mine))
    # A name that another term has as well would make two rows of one name.
    for code in np.flatnonzero(pd.Series(names).duplicated().to_numpy()):
        names[code] = f"{found[code]} (2)"
    return names, forms


def _split_synonyms(line: str) -> list[str]:
    names = [" ".join(name.lower().split()) for name in line.split("=")]
    if len(names) < 2 or not all(map(fold_key, names)):
        raise SynonymsError(f'The synonyms {line!r} do not name two terms; write them like "long form = acronym".')
    return names
