"""Where the sentences of a text lie."""

import re
from collections.abc import Iterator

from helpers.text.words import list_words

# Abbreviations after which a sentence never ends.
_NEVER_END = list_words(
    """
    e.g i.e eg ie fig figs eq eqs eqn sec secs sect tab ref refs vs v.s w.r.t cf dr prof mr mrs st approx resp a.k.a
    aka s.t viz ca pp vol ch thm def prop lem cor alg app e.t.c incl esp ex dept univ
    """
)
# Abbreviations that may close a sentence: they do when the next word is one that opens sentences.
_MAY_END = list_words("al etc i.i.d u.s u.k inc ltd co jr sr a.m p.m no nos ph.d m.sc b.sc")
_OPENERS = list_words(
    """
    A Additionally After All Also Although An And Another As At Based Because Besides Both But By Code Compared
    Concretely Consequently Crucially Current Despite Due During Each Empirical Empirically Even Evaluations Existing
    Experimental Experiments Extensive Finally First First, For Furthermore Given Hence Here How However If Importantly
    In Indeed Inspired Instead It Its Many Moreover Most Motivated Nevertheless Next Notably Now On One Our Overall
    Recent Recently Results Second Several Since Specifically Such That The Their Then There Therefore These They This
    Third Those Through Thus To Together Towards Two Under Unfortunately Unlike Using We What When While With Yet
    """
)
_OPENER_GLUED = "|".join(sorted(_OPENERS - {"A", "As", "At", "It", "If", "In", "On", "To", "By", "An", "First,"}))
_END = re.compile(
    r"""(?P<stop>[.!?…]+["'”’»)\]]*)(?P<gap>\s+)(?=\S)"""
    r"""|(?P<wide>[。！？]["'”’」』）]*)\s*(?=\S)"""
    r"""|(?P<para>\S)[^\S\n]*\n\s*\n\s*(?=\S)"""
    rf"""|(?P<glued>(?<=[a-z)]{{2}})[.!?])(?=(?:{_OPENER_GLUED}|We|In\s|To\s|It\s)\b)"""
)
_STOP = re.compile("[.!?…。！？]")
_LAST_WORD = re.compile(r"(?:[^\W\d_]+\.)*[^\W_]+$")
_NEXT_WORD = re.compile(r"""["'“‘«(\[]*([^\s]+)""")


def _ends_sentence(text: str, start: int, stop: str, following: int) -> bool:
    """Tell whether the stop at ``start`` ends a sentence, by the words on both sides of it."""
    opening = _NEXT_WORD.match(text, following)
    word = opening.group(1) if opening else ""
    if stop[0] in "!?…" and len(word) and not word[0].islower():
        return True
    before = _LAST_WORD.search(text, max(0, start - 20), start)
    last = before.group() if before else ""
    folded = last.lower()
    if folded in _NEVER_END and stop[0] == ".":
        return False
    if folded in _MAY_END or (len(last) == 1 and last.isalpha() and last.isupper()):
        return word.rstrip(",:;") in _OPENERS and not (folded in {"no", "nos"} and word[:1].isdigit())
    if word[:1].islower():  # "iGPT", "vLLM" and "k-NN" may open a sentence; plain words in lower case do not
        return any(c.isupper() for c in word) and stop[0] == "."
    return word[:1] not in {",", ";", ":", ")", "]"}


def _find_ends(text: str) -> Iterator[re.Match[str]]:
    """Find what may end a sentence; without a line break only a stop may, which is found sooner by itself."""
    if "\n" in text:
        yield from _END.finditer(text)
        return
    place = 0
    while stop := _STOP.search(text, place):
        match = _END.match(text, stop.start())
        place = match.end() if match else stop.end()
        if match:
            yield match


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text lie: half-open spans in order; only white space lies between and around them.

    Rules, not a model: full stops after the abbreviations of scientific prose and inside numbers do not end a
    sentence; a blank line always does. About 0.1 ms an abstract.
    """
    spans, begin = [], 0
    for match in _find_ends(text):
        if match["stop"] is not None:
            blank = match["gap"].count("\n") > 1
            if not blank and not _ends_sentence(text, match.start("stop"), match["stop"], match.end()):
                continue
            end = match.end("stop")
        else:
            end = max(match.end(name) for name in ("wide", "para", "glued"))
        spans.append((begin, end))
        begin = match.end()
    spans.append((begin, len(text)))
    parts = ((high, text[low:high]) for low, high in spans)
    trimmed = ((high - len(part.lstrip()), high - len(part) + len(part.rstrip())) for high, part in parts)
    return [(low, high) for low, high in trimmed if high > low]
