"""What a publisher adds to an abstract: rights, licences, its own name, and the labels of structured abstracts."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

FAR = 700
"""Characters from the end of an abstract in which its rights may begin."""
LEAST, SHARE = 5, 0.02
"""Abstracts, and share of a dump's, that end in one sentence before a mere name or word of publishing counts."""
FEW_WORDS = 6
"""Words of a part between others about rights that needs none itself, like "Springer Nature"."""

_SURE = re.compile(
    r"""(?ix)
    [\[(]* (?:©|ⓒ) \s* \S
    | (?:^|(?<=[\s.!?;:)\]”"’»。]))  [\[(]* (?:
        \(c\) \s* ,? \s* (?:copyright\b|\d{4}\b|(?:by\ )?(?:the\ )?authors?(?:\(s\))?\s*(?:[,.)\d]|\Z))
        | (?:crown\ )? copyright \s* (?:
            (?:©|\(c\)|:)? \s* ,? \s* (?:19|20)\d\d\b | :?\ ?(?:©|\(c\)) | (?:by|held\ by)\ the\ (?:author|owner)
            | of\ [^.]{1,200}\ is\ the\ property\ of
        )
        | psycinfo\ database\ record | (?<=\[)abstract\ from\ (?:author|publisher)\]
      )
    | (?:^|(?<=[.!?;:)\]”"’»。]\s)|(?<=[.!?]))  [\[(]* (?:
        all\ rights\ (?:are\ )?reserved (?=\s*(?:[.,;)\]]|\Z))
        | (?:published\ (?:online\ |under\ (?:an?\ )?(?:exclusive\ )?licen[cs]e\ )? by | production\ and\ hosting\ by
              | publi(?:cado|é)\ pa?o?r) \ (?:the\ )? (?-i:[A-Z]) [^.]{0,80}?
          \b(?:elsevier|springer|wiley|taylor|sage|ltd|limited|inc|llc|b\.\ ?v|gmbh|ag|press|publish\w*|
              association|society)\b
        | this\ (?:article|abstract|work|paper|document)\ is\ (?:
              protected\ by\ copyright|licensed\ under|subject\ to\ copyright)
        | this\ is\ an?\ open[- ]access\ article\ (?:published|distributed|under|licensed|which|that)
        | this\ is\ a\ work\ of\ the\ u\.?s\.?\ government
        | (?:the\ )?authors?\(?s?\)?[.,]?\ (?:published\ by|licensee)
        | (?:19|20)\d\d\ (?-i:[A-Z])[^.]{0,80}\.(?:\ ?v\.)?\ all\ rights\ reserved (?=\s*(?:[.,;)\]]|\Z))
        | springer\ nature\ or\ its\ licensor | (?:selection\ and/?(?:or)?\ )?peer[- ]review\ under\ responsibility
        | for\ permissions?,?\ please | tous\ droits\ r[ée]serv[ée]s | tod[oa]s\ (?:los|os)\ (?:derechos|direitos)\ res
        | alle\ rechte\ vorbehalten | open\ access:?\ (?=this\ article\ is\ (?:licensed|distributed))
        | (?:reprinted|reproduced)\ with\ permission | licensee\ (?-i:[A-Z])
      )
    """
)
_LIKE = re.compile(
    r"(?i)©|ⓒ|\(c\)|copyright|rights|reserved|publish|licen[cs]|permission|open[- ]access|creative commons|\bCC[ -]BY|"
    r"behalf of|\bauthors?\b|elsevier|springer|wiley|mdpi|taylor|informa|\bsage\b|\bltd\b|\binc\b|\bllc\b|gmbh|"
    r"\bb\. ?v\b|\bpress\b|periodicals|database record|print, download|accuracy of the copy|abstract may be|"
    r"multiple sites|terms of use|original (?:work|published)|properly cited|any medium|abstract from|self-archiving|"
    r"responsibility of|derechos|direitos|droits|rechte vorbehalten"
)
_OWN = re.compile(r"\b(?:[Ww]e|[Oo]ur)\b")  # of the paper: no publisher says so
_PARTS = re.compile(r"(?<=[.;!?])\s+")
_HOLDER = r"[A-Z0-9(&][^\s,]*|by|the|of|and|in|for|on|behalf|et|al\.|de|der|under|exclusive|licen[cs]e|to|authors?\.?"
# Names and small words up to a full stop or a form of company: never a sentence of the paper.
_HEAD = re.compile(
    r"\s*[\[(]?(?:[Cc]opyright\s*)?(?:©|ⓒ|\([cC]\)|(?<=opyright)|(?<=opyright\s))\s*"
    rf"(?:(?:19|20)\d\d|(?:[Tt]he )?[Aa]uthors?\b(?:\(s\))?)\.?(?:,?\s(?:{_HOLDER})){{0,14}}?"
    r"(?:(?<=[\w)\]][\w)\]]\.)|(?<=\.[A-Z]\.)|(?<=\s(?:Ltd|Inc|LLC))|(?<=\sIEEE)|(?<=\sGmbH))[\])]?"
    r"(?:\s*[Aa]ll rights reserved\.?)?\s+(?=\S)"
)
_LABEL = (
    r"Background(?: and (?:aims?|objectives?|purpose))?|Aims?(?: and objectives?)?|Objectives?|Purpose|Introduction|"
    r"Context|Importance|Rationale|Design(?:/methodology/approach)?|Setting|Participants|Patients(?: and methods)?|"
    r"Materials? and methods?|Methods?|Methodology|Methods and (?:results|findings|materials)|Data sources?|"
    r"Main outcomes?(?: and measures?)?|Main outcome measures?|Measurements?|Interventions?|Main results?|Results?|"
    r"Findings?|Discussion|Conclusions?(?: and (?:relevance|implications|significance))?|Interpretation|Significance|"
    r"Originality/value|(?:Practical|Social|Research|Research limitations/) ?implications|Trial registration|"
    r"Limitations?"
)
_LABELS = re.compile(
    rf"(?:^|(?<=[.!?)\]]\s)|(?<=[a-z0-9)%][.!?]))(?P<label>(?:(?i:{_LABEL})(?:\s?[:：]|\s[–—-]\s)\s*|"
    rf"(?:{_LABEL.upper()})(?:\s*[.–—-])?\s+(?=[A-Z])|(?:{_LABEL})(?=[A-Z][a-z]|[A-Z]\s)))"
)


_SIGNS_OF_RIGHTS = (
    "©", "ⓒ", "(c)", "copyright", "reserved", "licen", "psycinfo", "permission", "open access",
    "open-access", "work of the u", "publi", "abstract from", "responsib", "springer nature or", "droits", "derechos",
    "direitos", "vorbehalten", "production and hosting",
)  # fmt: skip
_SIGNS_OF_LABELS = (
    "METHOD", "RESULT", "CONCLUSION", "OBJECTIVE", "BACKGROUND", "Method", "Result", "Conclusion", "Finding",
    "Objective", "Purpose", "Background", "Aim", "ethods:", "esults:", "onclusion:", "onclusions:",
)  # fmt: skip
"""What a text has in some place, if the slower patterns above are to find anything."""


class Sifted(NamedTuple):
    """A text without what is not its own, what was taken from its ends, and how many labels it lost."""

    text: str
    taken: tuple[str, ...] = ()
    n_labels: int = 0


def sift_abstracts(abstracts: Sequence[str]) -> list[Sifted]:
    """Take the rights of publishers from the ends of abstracts, and labels such as "METHODS:" out of structured ones.

    What is told by its form goes anywhere. A closing sentence with a mere word of publishing goes where several
    abstracts of the dump (:data:`LEAST`, and :data:`SHARE` of all) end in the same, whatever its numbers are. Two
    labels or more make a structured abstract; a single one stays.
    """
    sifted = [_take_by_form(text) for text in abstracts]
    ends = [_find_last_sentence(found.text) for found in sifted]
    folded = [_fold(found.text[start:]) if start else "" for found, start in zip(sifted, ends, strict=True)]
    most = max(LEAST, SHARE * len(abstracts))
    house = {key for key, n in Counter(folded).items() if n >= most and len(key.split()) > 2 and _LIKE.search(key)}
    return [
        _take_labels(found._replace(text=found.text[:start].rstrip(), taken=(*found.taken, found.text[start:])))
        if key in house else _take_labels(found)
        for found, start, key in zip(sifted, ends, folded, strict=True)
    ]  # fmt: skip


def _take_by_form(text: str) -> Sifted:
    taken = []
    if head := _HEAD.match(text):
        taken.append(head[0].strip())
        text = text[head.end() :]
    far = max(0, len(text) - FAR)
    for match in _SURE.finditer(text, far) if _has(text[far:].lower(), _SIGNS_OF_RIGHTS) else ():
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        if match[0].lower().startswith("(c)") and "(b)" in text[max(0, start - 100) : start].lower():
            continue  # the third of a list
        parts = _PARTS.split(text[start:].strip())
        if all(_LIKE.search(part) or len(part.split()) <= FEW_WORDS for part in parts) and not _OWN.search(text, start):
            taken.append(text[start:].strip())
            text = text[:start].rstrip()
            break
    return Sifted(text, tuple(taken))


def _find_last_sentence(text: str) -> int:
    """Where the last sentence begins; 0 if it is all there is."""
    found = max(text.rfind(stop, max(0, len(text) - FAR), len(text) - 1) for stop in (". ", "? ", "! ", "; "))
    return found + 2 if found > 0 else 0


def _has(text: str, signs: Sequence[str]) -> bool:
    return any(sign in text for sign in signs)


def _fold(sentence: str) -> str:
    return " ".join(re.sub(r"\d+", "0", sentence.lower()).split())


def _take_labels(found: Sifted) -> Sifted:
    if not _has(found.text, _SIGNS_OF_LABELS):
        return found
    labels = {match["label"].strip(" :：.–—-").lower() for match in _LABELS.finditer(found.text)}
    if len(labels) < 2:
        return found
    text, n = _LABELS.subn(lambda m: " " if m.start() and not m.string[m.start() - 1].isspace() else "", found.text)
    return found._replace(text=text, n_labels=n)
