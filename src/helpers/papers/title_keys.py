"""Titles as keys, and when two that are not the same may name one paper: spelling, guards, cut subtitles."""

import hashlib
import re
import unicodedata
from functools import lru_cache

from helpers.text.words import fold_accents, fold_title, list_words

MIN_KEY = 20  # signs; a shorter title says too little to forgive a typing error
CUT_MARK = re.compile(r"\s*(?:\.\.\.|…)\s*$")
_SUBTITLE = re.compile(r"\s*[:;–—?!]\s+|\s+-+\s+|\.\s+|\s*[：？]\s*")
_PLAIN = re.compile(r"(?!(?i:\s*abstract))(?:[A-Za-z ,:?!']|-(?!-))+")
_LETTERS = re.compile(r"[a-z]+")
_SIGN = re.compile(r"\d|[+#]")
_ARTICLE = re.compile(r"^(?:a|an|the)\s+")
_NUMBER = re.compile(r"\d+(?:\.\d+)*(?:[a-z]{1,2}(?![a-z0-9]))?|[+#]+")
_ROMAN = re.compile(r"(?:x{0,3})(?:ix|iv|v?i{0,3})")
_GREEK = {c: unicodedata.name(c).split()[-1].lower().replace("lamda", "lambda") for c in "αβγδεζηθικλμνξπρστυφχψω"}
_GREEK_LETTER = re.compile(f"[{''.join(_GREEK)}]")
# American and British spelling of one word fold to one form; both sides are folded, so that nothing else must hold.
_SPELLINGS = {
    r"(?<=[a-z]{2})our": "or", "ll": "l", "mm(?=e)": "m", "is(?=e|ing|ation)": "iz", "ys(?=e|ing)": "yz", "ae|oe": "e",
    "ogue": "og", "tre(?=$|s$)": "ter", "enc(?=e)": "ens", "([a-z]{3})s$": r"\1",
}  # fmt: skip
# Words that tell one paper from its sister: sizes, editions and numbers; parts and answers; opposites.
EDITIONS = list_words(
    """
    small large larger base tiny mini micro nano medium big huge giant xs xl xxl pro plus max ultra lite light turbo
    flash instruct chat coder math vision audio omni beta alpha final preliminary draft short long extended full
    abridged one two three four five six seven eight nine ten eleven twelve first second third fourth fifth sixth
    seventh eighth ninth tenth once twice single double triple dual multi half annual biannual
    """
)
ANSWERS = list_words(
    """
    reply replies response rejoinder rebuttal comment comments commentary erratum errata corrigendum corrigenda
    correction corrections addendum retraction retracted withdrawn withdrawal note revisited reconsidered revised
    supplement supplementary supplemental appendix part volume vol chapter section episode version edition release
    phase preface editorial introduction tutorial poster abstract slides protocol update updated sequel reproducibility
    replication proceedings overview summary workshop
    """
)
OPPOSITES = list_words(
    """
    not no non without with never anti versus lower upper low high left right east west north south male female men
    women boys girls mothers fathers online offline on off in out positive negative early late before
    after prior posterior forward backward inner outer internal external minimum maximum min max soft hard weak strong
    black white static dynamic local global open closed explicit implicit inductive deductive convex nonconvex
    """
)


def make_title_key(title: str) -> str:
    """A title as a key for merging and joining: folded, without spaces, so that glued words do not part papers."""
    return _fold(title).replace(" ", "")


@lru_cache(maxsize=1_000)
def _fold(title: str) -> str:
    # Most titles need no cleaning.
    return " ".join(_LETTERS.findall(title.lower())) if _PLAIN.fullmatch(title) else fold_title(title)


def find_numbers(title: str) -> tuple[str, ...]:
    """The numbers and version signs of a title, in order ("3.5", "++"): other ones are another paper ("Llama 3")."""
    if title.isascii() and not _SIGN.search(title):
        return ()
    return tuple(re.findall(r"\d+(?:\.\d+)*|[+#]+", fold_accents(title)))


@lru_cache(maxsize=200_000)
def split_title(title: str) -> tuple[str, ...]:
    """The folded words of a title, without a leading article; Greek letters by name, both spellings as one."""
    plain = _fold(title)
    if not plain.isascii():
        plain = _GREEK_LETTER.sub(lambda m: f" {_GREEK[m[0]]} ", plain)
    words = _ARTICLE.sub("", plain).split()
    return tuple(_fold_spelling(word) for word in words)


@lru_cache(maxsize=200_000)
def _fold_spelling(word: str) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    for pattern, new in _SPELLINGS.items():
        word = re.sub(pattern, new, word)
    return word


_ANSWERS = frozenset(map(_fold_spelling, ANSWERS))
_MARKED = frozenset(map(_fold_spelling, EDITIONS | ANSWERS))
_GUARDED = _MARKED | frozenset(map(_fold_spelling, OPPOSITES))


@lru_cache(maxsize=200_000)
def find_marks(title: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What must be the same in two titles of one paper: numbers ("4o", "II", a single "B"), and guarded words."""
    plain = CUT_MARK.sub("", fold_accents(title)).lower().replace("²", "2")
    numbers = _NUMBER.findall(plain)
    words = split_title(title)
    letters = [word for word in words if len(word) == 1 and "b" <= word <= "z"] + ["a"] * (words[-1:] == ("a",))
    numbers += letters + [word for word in words if len(word) > 1 and _ROMAN.fullmatch(word)]
    return tuple(sorted(numbers)), tuple(sorted(word for word in words if word in _GUARDED))


def _join(title: str) -> str:
    return "".join(split_title(title))


def are_apart(first: str, second: str) -> bool:
    """Whether two titles name different papers for certain: other numbers, versions, parts, answers ("reply")."""
    if first == second or (_join(first) == _join(second) and find_numbers(first) == find_numbers(second)):
        return False
    (numbers, words), (others, other_words) = find_marks(first), find_marks(second)
    if numbers != others or words == other_words:
        return numbers != others
    tail = _find_subtitle(first, second)
    if tail is None:
        return True
    return bool(_ANSWERS.intersection(tail)) or (len(tail) <= 3 and bool(_MARKED.intersection(tail)))


def _find_subtitle(first: str, second: str) -> tuple[str, ...] | None:
    """The words of the subtitle that only one of two titles has, or of what breaks off; None if that is not so."""
    short, long = sorted((first, second), key=lambda title: (len(title), title))
    key = _join(CUT_MARK.sub("", short))
    if CUT_MARK.search(short):
        return () if len(key) >= MIN_KEY and _join(long).startswith(key) else None
    for match in _SUBTITLE.finditer(long):
        head = _join(long[: match.start()])
        if head == key and len(key) >= 6:
            return split_title(long[match.end() :])
        if len(head) > len(key):
            break
    return None


def compare_titles(first: str, second: str) -> str | None:
    """How two different titles that may name one paper differ; None if they may not.

    In "spelling" (British or American, Greek letters, an article, spaces and hyphens), by a "subtitle" that only one of
    them has or where one breaks off, or by a "typing error" of one to three signs inside words of four or more.
    """
    if are_apart(first, second):
        return None
    one, other = _join(first), _join(second)
    if one == other:
        return "spelling"
    if _find_subtitle(first, second) is not None:
        return "subtitle"
    shorter = min(len(one), len(other))
    if shorter < MIN_KEY:
        return None
    from rapidfuzz.distance import Levenshtein

    allowed = 1 if shorter < 30 else 2 if shorter < 80 else 3
    if Levenshtein.distance(one, other, score_cutoff=allowed) > allowed:
        return None
    edits = [edit for edit in Levenshtein.opcodes(one, other) if edit.tag != "equal"]
    sides = (
        (split_title(first), [(edit.src_start, edit.src_end) for edit in edits]),
        (split_title(second), [(edit.dest_start, edit.dest_end) for edit in edits]),
    )
    return None if any(_touch_meaning(words, spans) for words, spans in sides) else "typing error"


def _touch_meaning(words: tuple[str, ...], spans: list[tuple[int, int]]) -> bool:
    """Whether changes touch the beginning of a word ("unsupervised"), a short one, a digit, or a one-character word."""
    place = 0
    for word in words:
        end = place + len(word)
        for begin, stop in spans:
            if begin < end and stop > place and (begin <= place or len(word) < 4):
                return True
            if any(c >= "\u2e80" or c.isdigit() for c in word[max(0, begin - place) : max(0, stop - place)]):
                return True
        place = end
    return False


def make_text_id(title: str, abstract: str) -> str:
    """A hash (16 hex digits) of the folded title and the first 200 characters of the abstract, which is to be clean."""
    text = f"{make_title_key(title)}\n{abstract[:200]}"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
