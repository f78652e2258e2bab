"""The forms of a word that a dump has: its inflections, what denies it, look-alikes, and fixed expressions with it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from helpers.text.words import STOP_WORDS, fold_accents, list_words, split_words

_SUFFIXES = "s|es|d|r|st|ed|er|ers|est|ing|ings|ly|ally|ness|ity|ities"
_DRIFTED = list_words(
    "barely commonly fairly generally hardly highly largely lately mostly nearly newly presently really scarcely "
    "shortly simply"
)
"""Adverbs that no longer say what their adjective says."""
MIN_PHRASE, PHRASE_SHARE = 3, 0.03  # papers, and share of the papers of a pole, from which an expression is fixed
MAX_LISTED = 8


@dataclass(frozen=True)
class WordForms:
    """Forms of one word by papers, the most common first: inflections, denials, look-alikes, fixed expressions."""

    word: str
    inflected: Mapping[str, int]
    negated: Mapping[str, int]
    alike: Mapping[str, int]
    phrases: Mapping[str, int]


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Count the texts that have each word; the parts of a word with hyphens count as words too."""
    counts: Counter[str] = Counter()
    for text in texts:
        words = set(split_words(text))
        counts.update(words.union(*(word.split("-") for word in words if "-" in word)))
    return counts


def find_forms(word: str, counts: Mapping[str, int], texts: Iterable[str], other: str) -> WordForms:
    """Find the forms of ``word`` among words with their ``counts``, and in ``texts``, but not those of ``other``."""
    inflected = {name: n for name, n in counts.items() if is_form(name, word) and not is_form(name, other)}
    alike = {name: inflected.pop(name) for name in _DRIFTED & inflected.keys() if name != word}
    denied = {name: re.sub("^(non|un)-?", "", name) for name in counts if name.startswith(("non", "un"))}
    negated = {name: counts[name] for name, rest in denied.items() if is_form(rest, word) and name != rest}
    negated = {name: n for name, n in negated.items() if not is_form(name, other) and name not in inflected}
    stem = word.rstrip("ey")
    begun = [name for name in counts if len(stem) >= 4 and name.startswith(stem) and "-" not in name]
    alike |= {name: counts[name] for name in begun if name not in {*inflected, *negated} and not is_form(name, other)}
    ranked = rank_counts(inflected), rank_counts(negated), rank_counts(alike, MAX_LISTED)
    return WordForms(word, *ranked, _find_phrases(inflected, texts))


def is_form(name: str, word: str) -> bool:
    """Whether ``name`` is a word or one of its inflections; hyphens do not count."""
    name, word = name.replace("-", ""), word.replace("-", "")
    changed = {"e": f"|{word[:-1]}", "y": f"|{word[:-1]}i"}.get(word[-1], "")
    return re.fullmatch(f"{word}|(?:{word}{word[-1]}?{changed})(?:{_SUFFIXES})", name) is not None


def is_word(text: str) -> bool:
    """Whether a text is one word of Latin letters and digits, hyphens within."""
    return re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", text) is not None and re.search("[a-z]{2}", text) is not None


def write_pattern(form: str) -> str:
    """Write a form as a regular expression; a hyphen may be missing, and a space may be a hyphen."""
    return re.sub(" +", "[- ]", form).replace("-", "-?").replace("[-? ]", "[- ]")


def _find_phrases(inflected, texts):
    """Expressions of two or three words, or with a hyphen, that many of the papers with a form have."""
    counts: Counter[str] = Counter()
    n_papers = 0
    for text in texts:
        found = set()
        for clause in re.split(r"[^\w\s-]+", fold_accents(text).lower()):
            words = split_words(clause)
            for i, word in enumerate(words):
                if word in inflected:
                    for low, high in ((i, i + 2), (i, i + 3), (i - 1, i + 1)):
                        run = words[max(low, 0) : high]
                        if len(run) == high - low and not STOP_WORDS.intersection(run):
                            found.add(re.sub("(?<=[a-z]{3})s$", "", " ".join(run)))
                elif "-" in word and not inflected.keys().isdisjoint(word.split("-")):
                    found.add(word)
        counts.update(found)
        n_papers += bool(found)
    least = max(MIN_PHRASE, PHRASE_SHARE * n_papers)
    frequent = {phrase: n for phrase, n in counts.items() if n >= least}
    parts = {p for p, n in frequent.items() if any(p != q and p in q and m > 0.7 * n for q, m in frequent.items())}
    return rank_counts({phrase: n for phrase, n in frequent.items() if phrase not in parts}, MAX_LISTED)


def rank_counts(counts: Mapping[str, int], most: int | None = None) -> dict[str, int]:
    """Words by their counts, the most common first."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most])
