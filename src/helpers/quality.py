"""Whether a text is an abstract, and in which language it is: general signs, no lists of papers."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

MIN_WORDS = 10  # shorter abstracts in real dumps are all notes ("Accepted to CVPR 2026.", "Preface")
MIN_SIGNS = 30  # the same for scripts that write no spaces

_JUNK = re.compile(
    r"""(?ix)
    \[?\s*(no\ abstract|abstract\ (is\ )?(not\ available|missing|unavailable))\b .{0,40}
    | (n/?a|none|null|nan|tba|tbd|unknown|-+|\.+|preface|editorial|erratum|corrigendum|introduction)\.?
    | (to\ appear|accepted|published|presented|submitted)\ (as|to|at|by|for|in)\b .{0,120}
    | @\s?[\w-]+ .{0,60}
    | .{0,80}\bproceedings\ contains?\ \d+\ (papers|articles)\b .*
    | .{0,80}\b(paper|article|submission|manuscript|work)\ (has\ been|is|was)\ (withdrawn|retracted)\b .*
    | (withdrawn|retracted)(\ by\b|\.|:) .*
    """
)
_SCRIPTS = {  # script, as Unicode names it, to the language it most likely writes
    "CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CYRILLIC": "ru", "ARABIC": "ar",
    "HEBREW": "he", "GREEK": "el", "DEVANAGARI": "hi", "THAI": "th", "ARMENIAN": "hy", "GEORGIAN": "ka",
    "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te",
}  # fmt: skip
_COMMON = {
    "en": "the of and to in is that for with this are by from on we be as which an our",
    "de": "der die und das ist mit von den für auf eine werden nicht im zur des ein wird sind durch",
    "fr": "le la les des et est une dans pour que sur nous avec par cette qui sont du aux ces",
    "es": "el la los las de y en que para con una por se del este son como más esta sus",
    "pt": "o os as de e em que para com uma por não dos das este são como mais na um",
    "it": "il di che e la per con una del sono della nel gli questo dei più le un alla si",
}
_COMMON_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}


def find_fault(title: str, abstract: str) -> str | None:
    """Why a record cannot be a paper, a reason of the closed list; None if it can.

    Parameters
    ----------
    title, abstract : str
        Cleaned.
    """
    if not title:
        return "no title"
    if not abstract:
        return "no abstract"
    if _JUNK.fullmatch(abstract):
        return "junk abstract"
    words = abstract.split()
    few, same = len(words) < MIN_WORDS, len(set(words)) < 5
    if (few or same) and sum(1 for c in abstract if c >= "\u0e00" and c.isalpha()) < MIN_SIGNS:
        return "short abstract" if few else "junk abstract"
    return None


def find_language(text: str) -> str | None:
    """The language of a text as a two-letter code, by its script and its commonest words; None if unclear.

    Notes
    -----
    Enough to mark what an English model should not be asked to read; not a language identifier.
    """
    beginning = text[:1000]
    if not beginning.isascii():
        letters = [c for c in beginning if c.isalpha()]
        scripts = Counter(unicodedata.name(c, "?").split()[0] for c in letters if c > "\u02af")
        if sum(count for name, count in scripts.items() if name in _SCRIPTS) > 0.3 * len(letters):
            if scripts["HIRAGANA"] + scripts["KATAKANA"] > 0.05 * len(letters):
                return "ja"
            return _SCRIPTS[max((name for name in sorted(scripts) if name in _SCRIPTS), key=scripts.get)]
    words = re.findall(r"[^\W\d_]+", beginning.lower())
    if len(words) < 5:
        return None
    counts = {language: sum(map(common.__contains__, words)) for language, common in _COMMON_WORDS.items()}
    best = max(counts, key=counts.get)
    return best if counts[best] >= 0.1 * len(words) else None
