"""What a publisher adds to an abstract: rights, licences, its own name."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

FAR = 700
"""Characters from the end of an abstract in which its rights may begin."""
LEAST, SHARE = 5, 0.02
"""Abstracts, and share of a dump's, with one sentence at their edge before a mere name of publishing counts."""
FEW_WORDS = 6
"""Words of a part between others about rights that needs none itself, like "Springer Nature"."""

_STOP = r"[.!?;:)\]”\"’»。]"
_SIGNED = rf"""
    (?:^|(?<={_STOP})|(?<={_STOP}\s)) [\[(]* (?:crown\ )? (?:
        (?:©|ⓒ) | \(c\)(?=\s*,?\s*(?:copyright|\d{{4}}|(?:by\ )?(?:the\ )?author))
        | copyright\b (?=\s*:?\s*(?:©|\(c\)|,?\s*(?:19|20)\d\d|(?:by\s|held\sby\s)?the\s(?:author|owner)|of\s)))
    | (?:copyright\s*)? (?:©|ⓒ) (?=\s*,?\s*\(?(?:19|20)\d\d\b|\s*(?:by\s)?(?:the\s)?author)
"""
_SENTENCES = r"""
    all\ rights\ (?:are\ )?reserved (?=\s*(?:[.,;)\]]|\Z))
    | (?:published\ (?:online\ |under\ (?:an?\ )?(?:exclusive\ )?licen[cs]e\ )? by | production\ and\ hosting\ by
          | publi(?:cado|é)\ pa?o?r) \ (?:the\ )? (?-i:[A-Z]) [^.]{0,80}?
      \b(?:elsevier|springer|wiley|taylor|sage|ltd|limited|inc|llc|b\.\ ?v|gmbh|ag|press|publish\w*|
          association|society)\b
    | this\ (?:article|abstract|work|paper|document)\ is\ (?:
          protected\ by\ copyright|licensed\ under|subject\ to\ copyright)
    | this\ is\ an?\ open[- ]access\ article\ (?:published|distributed|under|licensed|which|that)
    | this\ (?:article\ )?(?:has\ been\ contributed\ to\ by|is\ a(?:\ work\ of\ the)?)\ u\.?\ ?s\.?\ government
    | published\ (?:19|20)\d\d\.?\ (?=this\ (?:article|work)\ is\ a\ u)
    | (?:licensed|distributed)\ under\ (?:the\ |a\ )?(?:terms\ of\ the\ )?(?:creative\ commons|cc[ -](?:by|0)|open\ )
    | cc[ -](?:by|0)(?:[ -]nc)?(?:[ -](?:nd|sa))?(?:\ \d\.\d)?(?:\ licen[cs]e)?(?=\s*(?:[.,;)\]]|\Z))
    | open\ access\ funding\ (?:enabled|provided)
    | georg\ thieme\ verlag | thieme\.\ all\ rights
    | (?:the\ )?authors?\(?s?\)?[.,]?\ (?:published\ by|licensee)
    | (?:19|20)\d\d\ (?-i:[A-Z])[^.]{0,80}\.(?:\ ?v\.)?\ all\ rights\ reserved (?=\s*(?:[.,;)\]]|\Z))
    | springer\ nature\ or\ its\ licensor | (?:selection\ and/?(?:or)?\ )?peer[- ]review\ under\ responsibility
    | for\ permissions?,?\ please | tous\ droits\ r[ée]serv[ée]s | tod[oa]s\ (?:los|os)\ (?:derechos|direitos)\ res
    | alle\ rechte\ vorbehalten | open\ access:?\ (?=this\ article\ is\ (?:licensed|distributed))
    | (?:reprinted|reproduced)\ with\ permission | licensee\ (?-i:[A-Z])
    | copyright\ of\ [^.]{1,200}\ is\ the\ property\ of
    | psycinfo\ database\ record | \[?abstract\ from\ (?:author|publisher)\]
"""
_SIGN = re.compile(f"(?ix) {_SIGNED}")
_SENTENCE = re.compile(
    rf"(?ix) (?:^|(?<=[.!?;:)\]”\"’»。]\s)|(?<=[.!?])|(?<=\s)(?=\[abstract\ from)) [\[(]* (?:{_SENTENCES})"
)
_LIKE = re.compile(
    r"(?i)©|ⓒ|\(c\)|copyright|rights|reserved|publish|licen[cs]|permission|open[- ]access|creative commons|\bCC[ -]BY|"
    r"behalf of|\bauthors?\b|elsevier|springer|wiley|mdpi|taylor|informa|\bsage\b|\bltd\b|\binc\b|\bllc\b|gmbh|"
    r"\bb\. ?v\b|\bpress\b|periodicals|database record|print, download|accuracy of the copy|abstract may be|"
    r"multiple sites|terms of use|original (?:work|published)|properly cited|any medium|abstract from|self-archiving|"
    r"personal use|responsibility of|derechos|direitos|droits|rechte vorbehalten|government work|projekt deal|thieme"
)
_REUSE = re.compile(
    r"(?i)print, download|accuracy of the copy|abstract may be abridged|original published version|copyright applies"
)
_HOUSE = re.compile(
    r"©|ⓒ|\(c\)|copyright|rights reserved|elsevier|springer|wiley|mdpi|taylor & francis|informa uk|\bsage\b|"
    r"\bltd\b|\bgmbh\b|\bb\. ?v\b|\bpress\b|periodicals|open[- ]access article|creative commons|\bcc[ -]by|"
    r"published (?:by|in|online)|with permission|on behalf of|video abstract|special issue|"
    r"see (?:related|accompanying)|supplementary (?:data|material)"
)
"""What a sentence has that belongs to a publisher, where many abstracts begin or end with it."""
_SIGNS_OF_HOUSE = (
    "©", "ⓒ", "(c)", "copyright", "reserved", "elsevier", "springer", "wiley", "mdpi", "taylor", "informa uk", "sage",
    "ltd", "gmbh", "b.v", "b. v", "press", "periodicals", "access article", "commons", "cc by", "cc-by", "published ",
    "permission", "on behalf", "video abstract", "special issue", "see related", "see accompanying", "supplementary ",
)  # fmt: skip
"""What a sentence has in some place, if the slower pattern above is to find anything."""
_OWN = re.compile(r"\b(?:[Ww]e|[Oo]ur)\b")  # of the paper: no publisher says so
_WORKS = re.compile(
    r"\b(?:codes?|data|datasets?|softwares?|models?|weights|benchmarks?|packages?|repository|implementations?|demos?|"
    r"toolkits?|corpora|corpus|scripts?|findings|results|study)\b"
)
"""What papers themselves publish and license, in a sentence that many of them write alike."""
_PARTS = re.compile(r"(?<=[.;!?])\s+")
_SMALL = re.compile(
    r"(?i)c|s|all|rights?|reserved|by|the|of|and|in|for|on|behalf|et|al\.?|an?|der?|des|du|la|le|el|y|und|e|under|exclusive|"
    r"licen[cs]e[de]?|licensors?|to|authors?|part|is|trading|as|their|employers?|or|its|copyright|published|publishing|"
    r"journal|compilation|online|with|permissions?|no|commercial|re-use|use|this|paper|its|permitted|see|via|terms|open|access|article|work"
)
_SIGNS_OF_RIGHTS = (
    "©", "ⓒ", "(c)", "copyright", "reserved", "licen", "psycinfo", "permission", "open access", "open-access", "cc by",
    "cc-by", "cc0", "cc 0", "government", "publi", "abstract from", "responsib", "springer nature or", "droits",
    "derechos", "direitos", "vorbehalten", "production and hosting", "distributed under", "thieme",
)  # fmt: skip
"""What the end of a text has in some place, if the slower patterns above are to find anything."""


class Sifted(NamedTuple):
    """A text without what is not its own, and what was taken from its ends."""

    text: str
    taken: tuple[str, ...] = ()


def take_rights(text: str) -> Sifted:
    """Take away what is a publisher's by its form, at the start and at the end of an abstract."""
    head = _find_head(text)
    taken = [text[:head].strip()] if head else []
    text = text[head:]
    far = max(0, len(text) - FAR)
    if not _has(text[far:].lower(), _SIGNS_OF_RIGHTS):
        return Sifted(text, tuple(taken))
    for start in sorted(m.start() for kind in (_SIGN, _SENTENCE) for m in kind.finditer(text, far)):
        rest = text[start:].strip()
        if rest[:3].lower() == "(c)" and "(b)" in text[max(0, start - 100) : start].lower():
            continue  # the third of a list
        first, *others = _PARTS.split(rest)
        if _OWN.search(rest) or not _is_notice(first):
            continue
        if all(_LIKE.search(part) or len(part.split()) <= FEW_WORDS or _are_names(part) for part in others):
            return Sifted(text[:start].rstrip(), (*taken, rest))
    return Sifted(text, tuple(taken))


def _find_head(text: str) -> int:
    """Where an abstract begins, behind its rights; 0 where none stand before it, or nothing else is there."""
    if _SIGN.match(text) is None and _SENTENCE.match(text) is None:
        return 0
    end = 0
    for part in re.finditer(r"\S.*?(?:[.;!?][)\]]?(?=\s|\Z)|\Z)\s*", text, re.S):
        said = part[0].strip()
        more = end and (_REUSE.search(said) or ((_LIKE.search(said) or len(said.split()) < 4) and _are_names(said)))
        if part.end() == len(text) or _OWN.search(said) or not (more or (_begins_notice(said) and _is_notice(said))):
            break
        end = part.end()
    return end or _find_short_head(text)


def _find_short_head(text: str) -> int:
    """The same where no full stop stands behind the rights: a year, and a holder known as one."""
    match = re.match(
        r"(?:[Cc]opyright\s*)?(?:©|ⓒ|\([cC]\))?\s*(?:19|20)\d\d,?\s(?:IEEE|ACM|[A-Z][\w&-]*(?:\s[A-Z&][\w&-]*){0,5}?"
        r"\s(?:Ltd|Inc|LLC|GmbH|B\.V|AG|Limited))\.?\s+(?=[A-Z])", text,
    )  # fmt: skip
    return match.end() if match else 0


def _begins_notice(part: str) -> bool:
    return _SIGN.match(part) is not None or _SENTENCE.match(part) is not None


def _is_notice(part: str) -> bool:
    """Whether a sentence is about rights as a whole: a known one, or a sign of them before nothing but names."""
    return _SENTENCE.match(part) is not None or _are_names(part)


def _are_names(part: str) -> bool:
    """Whether a sentence has names, numbers and the small words of notices alone: no verb, so nothing of the paper.

    One word more may be small, as in names of other languages, where two stand in capitals.
    """
    words = re.findall(r"[^\s\W][\w.'’&+-]*", part)
    others = [word for word in words if word[0].islower() and not _SMALL.fullmatch(word.rstrip("."))]
    return not others or (len(others) == 1 and sum(word[0].isupper() for word in words) > 2)


def list_edges(text: str) -> list[str]:
    """Return the first and the last sentence of a text, folded, where they may be a publisher's."""
    first, last = _find_edges(text)
    return [key for key in (_fold(text[:first]), _fold(text[last:]) if last else "") if _may_be_house(key)]


def find_house_lines(counts: Counter[str], n_abstracts: int) -> set[str]:
    """Choose from folded sentences, counted, those that so many of the abstracts have that a publisher wrote them."""
    least = max(LEAST, SHARE * n_abstracts)
    return {key for key, n in counts.items() if n >= least}


def take_house_lines(found: Sifted, house: set[str]) -> Sifted:
    """Take the first and the last sentence away, and the last again, where they are among the lines of a publisher."""
    text, taken = found.text, list(found.taken)
    first, last = _find_edges(text)
    while last and _fold(text[last:]) in house:
        taken.append(text[last:])
        text = text[:last].rstrip()
        first, last = _find_edges(text)
    if first and _fold(text[:first]) in house and first < len(text):
        taken.append(text[:first].strip())
        text = text[first:].lstrip()
    return found._replace(text=text, taken=tuple(taken))


def _find_edges(text: str) -> tuple[int, int]:
    """Where the first sentence ends and the last begins; 0 for either where it is all there is."""
    stops = (". ", "? ", "! ", "; ")
    last = max(text.rfind(stop, max(0, len(text) - FAR), len(text) - 1) for stop in stops)
    first = min((place for stop in stops if (place := text.find(stop, 0, FAR)) > 0), default=-1)
    return first + 2 if first > 0 else 0, last + 2 if last > 0 else 0


def _may_be_house(key: str) -> bool:
    words = len(key.split()) > 2 and _has(key, _SIGNS_OF_HOUSE) and _HOUSE.search(key)
    return bool(words) and not (_OWN.search(key) or (_WORKS.search(key) and "supplementary" not in key))


def _has(text: str, signs: Sequence[str]) -> bool:
    return any(map(text.__contains__, signs))


def _fold(sentence: str) -> str:
    return " ".join(re.sub(r"\d+", "0", sentence.lower()).split())
