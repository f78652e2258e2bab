"""Whether a text is an abstract, and in which language it is: general signs, no lists of papers."""

import re
from functools import cache, lru_cache

from helpers.text.page_furniture import MOST_SIGNS
from helpers.text.words import list_words

MIN_WORDS = 10  # shorter abstracts in real dumps are all notes ("Accepted to CVPR 2026.", "Preface")
MIN_SIGNS = 30  # the same for scripts that write no spaces
PAGE = "page or full text"  # the reason where that stands in the place of an abstract
NOTE_SIGNS = 600  # a notice is shorter; a longer text that speaks of a withdrawal is about one

_JUNK = re.compile(
    r"""(?ix)
    \W* (no\ abstracts?\b (\ (is\ |was\ )?(available|provided|given|found|supplied|present))?
        | (an?\ |the\ )?(abstract|summary)\ (is\ |was\ )?(not\ (yet\ )?(available|provided|supplied|included|found)
            |missing|unavailable|omitted|forthcoming|to\ follow|below|only|here)
        | (there\ is|has|contains|paper\ has|article\ has)\ no\ abstract) \b .{0,80}
    | \W* (n/?a|n\.a|none|null|nan|nil|tba|tbd|tbc
        |todo|unknown|undefined|empty|not\ available|missing|-+|preface
        |editorial|erratum|errata|corrigendum|introduction|foreword|abstract|summary|text|test|title|coming\ soon
        |front\ matter|table\ of\ contents|in\ press|see\ (the\ )?(pdf|paper|full\ text|article)) \W*
    | \W* (to\ appear|accepted|published|presented|submitted|under\ review|camera[\ -]ready|oral|poster|spotlight)\b
        \ ?(version|paper|presentation|manuscript)?\ ?(as|to|at|by|for|in|of|,|\()? .{0,120}
    | \W* @\s?[\w-]+ .{0,80}
    | .{0,160}\b(proceedings|volume|issue|conference|book|special\ issue)\ contains?\ (the\ )?(\d+|\w+)
        \ (\w+\ ){0,3}(papers|articles|chapters|contributions|abstracts)\b .*
    | (comment:\ )?(code|project|web|home)?\s?-?
        (page|site|code|project\ page|demo|github|repository|link|url|data|video|models?)
        (\ (and|&)\ \w+)? \s? (:|\ is\ |\ are\ |at\b) .{0,120}
    """
)
_VOLUME = re.compile(r"\bcontains? (?:the )?\d+ (?:\w+ ){0,3}(?:papers|articles)", re.IGNORECASE)
# A notice speaks of the paper itself, at its beginning; papers about retractions do not begin so.
_WITHDRAWN = re.compile(
    r"""(?ix)
    \W* (this|the|our|above|present)\ (\w+\ ){0,2}
        (paper|article|submission|manuscript|work|preprint|pre-print|version|note|letter|abstract|draft|thesis)
        \ (\(?[\w.:/-]+\)?\ ){0,3}? (has\ been|have\ been|is\ being|is|was|were)
        (\ now|\ temporarily|\ voluntarily|\ formally)? (\ being)?
        \ (withdrawn|retracted|removed|superseded\ by|superceded|replaced\ by|merged\ (in|with)) \b .*
    | \W* (arxiv\ admin\ note\b | (withdrawn|retracted|retraction|withdrawal)
        \b(\ (by|due|because|owing)\b|\s?[.:;(-]|$)) .*
    | \W* (the\ |this\ )?(\w+\ ){0,2}authors?\ (has|have|had)?\ ?(withdrawn?|withdrew|retract(ed)?|withdraws?)
        \ (this|the|their)\ (paper|article|submission|manuscript|work|preprint) .*
    | \W* (we|i)\ (have\ |hereby\ )?(withdrawn?|withdrew|retract(ed)?)\ (this|the|our|my)
        \ (paper|article|submission|manuscript|work|preprint) .*
    | \W* paper\ (has\ been\ |is\ )?withdrawn\b .*
    """
)
_WITHDRAWN_END = re.compile(
    r"(?i)(^|[.;(]\s*)(this )?(paper|submission|article) (has been|is) withdrawn( by [^.]{0,80})?\W*$"
)
_NOTICE = re.compile(r"(?i)withdr|retract|remov|supers|supercede|replac|merged|admin note")
_RIGHTS = re.compile(
    r"(?i)©|\(c\)|copyright|all rights reserved|published (by|online)"
    r"|elsevier|springer|wiley|ieee|b\.v\.|gmbh"
    r"|\bltd\b|inc\b|licen[cs]ed?|under exclusive|the authors?\(?s?\)?|permission|open access|cc[ -]by"
    r"|personal use|redistribut"
)
_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_LINK = re.compile(r"(?i)\S*(?:https?:|www\.|://|github\.com|doi\.org)\S*")
_VERBS = re.compile(
    r"(?i)\b(is|are|was|were|be|been|has|have|had|can|may|do|does|we|our|this|these|that|it|they|which|who|its|shows?"
    r"|presents?|propose[sd]?|stud(?:y|ied)|proves?|describes?)\b"
)
_COMMON = list_words(
    """
    the of and to in is that for with this are by from on we be as which an our a it can has have at not these
    or using such their its show was were
    """
)
_LETTERS_APART = re.compile(r"[^\x00-\x7f–—‘’“”…]")  # what is neither plain nor punctuation
_RARE_IN_ENGLISH = list_words("de la le les et der die und das en los las el di il da do dos het een van och att")
LANGUAGES = {  # as dumps write them, beside the two-letter codes
    "english": "en", "eng": "en", "chinese": "zh", "zho": "zh", "chi": "zh", "german": "de", "ger": "de", "deu": "de",
    "french": "fr", "fre": "fr", "fra": "fr", "spanish": "es", "spa": "es", "portuguese": "pt", "por": "pt",
    "italian": "it", "ita": "it", "russian": "ru", "rus": "ru", "japanese": "ja", "jpn": "ja", "korean": "ko",
    "kor": "ko", "polish": "pl", "pol": "pl", "turkish": "tr", "tur": "tr", "und": "",
}  # fmt: skip


@lru_cache(maxsize=4096)
def find_fault(title: str, abstract: str) -> str | None:
    """Why a record of this title and abstract, both cleaned, cannot be a paper (a reason in the schema), or None.

    A short abstract is kept if it has ten words (thirty signs in scripts without spaces) and is no list.
    """
    if not title:
        return "no title"
    if not abstract:
        return "no abstract"
    if len(abstract) > MOST_SIGNS:
        return PAGE
    if len(abstract) <= NOTE_SIGNS:
        if _NOTICE.search(abstract) and (_WITHDRAWN.fullmatch(abstract) or _WITHDRAWN_END.search(abstract)):
            return "withdrawn or rejected"
        if _JUNK.fullmatch(abstract):
            return "junk abstract"
    elif "conta" in abstract[:300].lower() and _VOLUME.search(abstract[:300]) and _JUNK.match(abstract[:400]):
        return "junk abstract"
    words = abstract.split()
    if not any(c.isalpha() for c in abstract[:2000]) or _is_repetitive(abstract, words):
        return "junk abstract"
    wide = 0 if abstract.isascii() else len(_WIDE.findall(abstract[:2000]))
    if wide >= MIN_SIGNS:
        return None
    if len(abstract) <= NOTE_SIGNS and _repeats_title(abstract, title):
        return "junk abstract"
    if len(words) < MIN_WORDS or sum(map(len, words)) < 3 * MIN_WORDS:
        return "short abstract"
    return "junk abstract" if len(abstract) <= NOTE_SIGNS and _is_note(abstract, words) else None


def _is_repetitive(abstract: str, words: list[str]) -> bool:
    """One sign, one word or one line over and over, or a text to fill a page."""
    if _has_few_signs(abstract[:100]) and _has_few_signs(abstract[:2000]):  # most show enough at once
        return True
    few = max(5, len(words) // 25)
    return len(words) >= MIN_WORDS and all(len({*map(str.lower, words[:n])}) < few for n in (2 * few, len(words)))


def _has_few_signs(text: str) -> bool:
    return len(text) >= 20 and len(set(text.lower()) - {" "}) < 6


def _is_note(abstract: str, words: list[str]) -> bool:
    """Addresses, rights or keywords only: what is left without them is no sentence."""
    rest = _LINK.sub(" ", abstract) if "/" in abstract or "www" in abstract else abstract
    if len(rest.split()) < max(6, len(words) // 2):
        return True
    if len(words) <= 60 and len(_RIGHTS.findall(abstract)) * 6 > len(words):
        return True
    commas = abstract.count(",") + abstract.count(";") + abstract.count("|") + abstract.count("·")
    if commas >= 3 and commas * 5 > len(words) and abstract.isascii():
        inner = abstract.rstrip(". ")
        return ". " not in inner and not _VERBS.search(inner)
    return False


def _repeats_title(abstract: str, title: str) -> bool:
    one, other = (re.sub(r"[\W_]+", "", text).lower() for text in (abstract, title))
    return len(other) > 5 and one.replace(other, "") == ""


@cache
def _open_identifier():
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def find_language(text: str) -> str | None:
    """The language of a text as a two-letter code (ISO 639-1); None if it is too short or unclear.

    Clear English is told by its commonest words, the rest by py3langid (Lui and Baldwin, 2012) from 400 signs.
    """
    beginning = text[:400]
    if beginning.isascii() or not _LETTERS_APART.search(beginning):
        words = re.findall(r"[a-z]+", beginning.lower())
        common = sum(map(_COMMON.__contains__, words))
        foreign = sum(map(_RARE_IN_ENGLISH.__contains__, words))
        if len(words) >= 20 and common >= (0.2 if foreign else 0.1) * len(words) and common > 6 * foreign:
            return "en"
    letters = sum(map(str.isalpha, beginning))
    if letters < (6 if _WIDE.search(beginning) else 20):
        return None
    language, sureness = _open_identifier().classify(beginning)
    return language if len(language) == 2 and sureness >= 0.5 else None


def read_language(declared: str) -> str | None:
    """The code of a declared language ("English", "eng", "en-US"); None where it declares none that is known."""
    name = declared.strip().lower()
    code = LANGUAGES.get(name) or LANGUAGES.get(name.split(";")[0].strip(), name)
    match = re.fullmatch(r"([a-z]{2})(?:[-_][a-z0-9]{2,8})*", code)
    return match[1] if match else None
