"""A name as the papers write it: acronyms and names keep their capitals, other words stand in lower case."""

import re
from collections import Counter
from collections.abc import Sequence

from helpers.text.accents import allow_accents


def restore_case(phrase: str, texts: Sequence[str]) -> str:
    """Return a phrase as the texts mostly write it: "LLM", "3D Gaussian Splatting", "mixture of experts"."""
    whole = "".join(f"\n{text}" for text in texts)
    found = _find_forms(phrase, whole)
    if found:
        return found
    return " ".join(_find_forms(word, whole) or word for word in phrase.split())


def _find_forms(phrase: str, whole: str) -> str:
    """The commonest way to write a phrase, its first letter judged where no sentence begins; "" if there is none."""
    # Phrases are without accents; between the characters of a script without spaces there is no blank.
    words = map(allow_accents, phrase.split())
    pattern = (r"[\s-]+" if phrase.isascii() else r"[\s-]*").join(words)
    before, after = (r"(?<![\w-])", r"(?![\w-])") if phrase.isascii() else ("", "")
    found = re.findall(rf"([.!?:]\s+|\n)?{before}({pattern}){after}", whole, re.IGNORECASE)
    forms = Counter(" ".join(form.split()) for _, form in found)
    if not forms:
        return ""
    inside = Counter(" ".join(form.split()) for start, form in found if not start)
    chosen = min(inside or forms, key=lambda form: (-(inside or forms)[form], form[1:] != form[1:].lower(), form))
    if chosen[1:] != chosen[1:].lower():
        return chosen
    # A capital at the front alone may be the start of a sentence: only others tell.
    return chosen if inside and inside[chosen] >= 0.6 * inside.total() else chosen.lower()
