"""Words that are counted without their accents, as the texts write them."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from string import ascii_lowercase

from helpers.text.words import fold_accents

_ACCENTED = re.compile("[^\\W\\d_]*[\u00c0-\u024f][^\\W\\d_]*")
_PLAIN = re.compile("[a-z]+")


def restore_accents(names: Iterable[str], texts: Iterable[str], uses: Mapping[str, int]) -> list[str]:
    """Return folded names with the accents that their words mostly have in the texts: "réseau" for "reseau".

    ``uses`` tells how often each word stands in the texts, with or without: at least half must have an accent.
    """
    return accent_names(names, choose_accented(count_accented(texts), uses))


def count_accented(texts: Iterable[str]) -> Counter[str]:
    """Count the words with an accent, in lower case."""
    found: Counter[str] = Counter()
    for text in texts:
        if not text.isascii():
            found.update(_ACCENTED.findall(unicodedata.normalize("NFC", text).lower()))
    return found


def choose_accented(accented: Mapping[str, int], uses: Mapping[str, int]) -> dict[str, str]:
    """Return the spelling with accents of the folded words that mostly have them, of those that are counted."""
    forms: dict[str, dict[str, int]] = defaultdict(dict)
    for word, n in accented.items():
        forms[fold_accents(word)][word] = n
    return {
        plain: min(found, key=lambda form: (-found[form], form))
        for plain, found in forms.items()
        if 2 * sum(found.values()) >= uses.get(plain, 0)
    }


def accent_names(names: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """Return folded names with the words that are known with their accents."""
    return [_PLAIN.sub(lambda word: known.get(word[0], word[0]), name) if known else name for name in names]


def allow_accents(word: str) -> str:
    """Return a pattern of a folded word with any accents; it is to ignore case."""
    return "".join(_list_accented().get(letter, re.escape(letter)) for letter in word)


@cache
def _list_accented() -> dict[str, str]:
    """Patterns of Latin letters, each with and without accents."""
    found = {letter: f"[{letter}" for letter in ascii_lowercase}
    for letter in map(chr, range(0xC0, 0x250)):
        if (plain := fold_accents(letter)) in found:
            found[plain] += letter
    return {plain: f"{letters}]" for plain, letters in found.items()}
