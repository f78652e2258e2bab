"""One term for its spellings: singular and plural, with and without hyphen, an acronym and what it stands for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.keywords.acronyms import Acronyms, write_out_acronyms
from helpers.keywords.term_counts import Terms, build_terms, fold_key, fold_words
from helpers.run.errors import InputError
from helpers.text.sentences import split_sentences
from helpers.text.words import STOP_WORDS


class SynonymsError(InputError):
    """A list of synonyms cannot be read."""


def fold_terms(
    terms: Terms, papers: pd.DataFrame, *, synonyms: Sequence[str] = (), stop_words: Iterable[str] = (),
    acronyms: Acronyms,
) -> Terms:  # fmt: skip
    """Join the spellings of each term; it goes by the most common one, an acronym by "long form (acronym)".

    ``papers`` are those that were counted, for acronyms and phrases of more than two words. Synonyms are each like
    "mixture of experts = moe = sparse experts", of which the first is the name (a ``SynonymsError`` where a line does
    not name two terms); ``stop_words`` are left out in any spelling. ``acronyms`` are those of the papers, in which
    the ones that capitals tell are written out (:func:`helpers.keywords.acronyms.write_out_acronyms`).
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
    held = terms.uses.tocoo()
    rows, columns = [held.coords[0]], [codes.astype(np.int32)[held.coords[1]]]
    texts = fold_texts(papers) if wanted else None
    having_phrase = find_phrases(texts, wanted) if texts is not None else {}
    for phrase, target in wanted.items():
        having = having_phrase[phrase]
        if len(having):
            rows.append(having.astype(np.int32))
            columns.append(np.full(len(having), place.setdefault(target, len(place)), dtype=np.int32))
    found, rows, columns = list(place), np.concatenate(rows), np.concatenate(columns)
    counts = np.r_[held.data, np.ones(len(rows) - len(held.data), dtype=held.data.dtype)]
    names, forms = _name_terms(terms, codes, found, named)
    for long, acronym in acronyms.written_out.items():
        if acronym not in STOP_WORDS and (key := _follow(fold_key(long), joined)) in place:
            forms[place[key]] += (acronym.upper(),)
    longer = [place[target] for target in wanted.values() if target in place]
    countable = _count_listed(terms, codes, longer)
    n_words = np.array([min(name.split(" (")[0].count(" ") + 1, 9) for name in names], dtype=np.int8)
    whole = build_terms(names, n_words, rows, columns, counts, terms.paper_ids, terms.lengths, forms, countable)
    whole = replace(whole, evidence=acronyms.evidence)
    stopped_names = [name for name, key in zip(names, found, strict=True) if key in stopped]
    return whole.keep(~np.isin(whole.names, stopped_names))


def fold_texts(papers: pd.DataFrame) -> pd.Series:
    """Title and abstract of each paper as folded words with blanks around them, sentences apart by a bar.

    Hyphens stay, so that no phrase begins or ends inside a hyphened word, as none is counted there
    (:func:`helpers.keywords.term_counts.count_terms`).
    """
    lines = []
    for texts in zip(papers["title"], papers["abstract"], strict=True):
        known = [text for text in texts if isinstance(text, str)]
        pieces = [fold_words(text[low:high]) for text in known for low, high in split_sentences(text)]
        lines.append(f" {' | '.join(pieces)} ")
    return pd.Series(lines, index=papers["paper_id"].to_numpy(dtype=object), dtype=object)


def find_phrases(texts: pd.Series, keys: Iterable[str]) -> dict[str, NDArray[np.int64]]:
    """Places of the folded texts (:func:`fold_texts`) in which each of some folded phrases stands.

    All are looked for at once, each where its longest word stands.
    """
    wholes = {key: re.compile(f" {'[ -]'.join(map(re.escape, key.split(' ')))} ") for key in keys}
    by_word: dict[str, list[str]] = {}
    for key in wholes:
        by_word.setdefault(max(re.split("[ -]", key), key=len), []).append(key)
    found: dict[str, list[int]] = {key: [] for key in wholes}
    for place, text in enumerate(texts):
        for word in by_word.keys() & set(text.replace("-", " ").split(" ")):
            for key in by_word[word]:
                if wholes[key].search(text) is not None:
                    found[key].append(place)
    return {key: np.array(places, dtype=np.int64) for key, places in found.items()}


def find_term_papers(papers: pd.DataFrame, words: Sequence[str]) -> pd.DataFrame:
    """Find the papers that have each of some words or phrases, in any of its spellings.

    Upper case, hyphens, plurals and punctuation do not matter. "long form (acronym)" means either; a long form whose
    acronym the papers spell out means both. A phrase must stand within one sentence. One row per ``term`` (as given,
    without repeats) and ``paper_id``.
    """
    papers, acronyms = write_out_acronyms(papers)
    texts, found, written = fold_texts(papers), [], set(acronyms.written_out.values())
    plain = {fold_key(long): acronym for acronym, long in acronyms.plain.items()}
    wanted: dict[str, set[str]] = {}
    for word in words:
        long, _, short = word.partition(" (")
        short = fold_key(short.rstrip(")"))
        wanted[word] = {fold_key(long), "" if short in written else short, plain.get(fold_key(long), "")} - {""}
    places = find_phrases(texts, {key for keys in wanted.values() for key in keys})
    for word, keys in wanted.items():
        having = sorted(set().union(*(places[key].tolist() for key in keys)))
        found.append(pd.DataFrame({"term": word, "paper_id": list(texts.index[having])}, dtype=object))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame({"term": [], "paper_id": []}, dtype=object)


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
    members = {code: np.flatnonzero(codes == code) for code in set(longer)}
    return {
        code: int((terms.presence[:, mine].sum(axis=1) > 0).sum()) if len(mine) else 0 for code, mine in members.items()
    }


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
