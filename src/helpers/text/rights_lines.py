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
            (?:©|\(c\)|:)? \s* ,? \s* (?:19|20)\d\d\b | (?:©|\(c\)) | (?:by|held\ by)\ the\ (?:author|owner)
            | of\ [^.]{1,200}\ is\ the\ property\ of
        )
        | psycinfo\ database\ record
      )
    | (?:^|(?<=[.!?;:)\]”"’»。]\s)|(?<=[.!?]))  [\[(]* (?:
        all\ rights\ (?:are\ )?reserved (?=\s*(?:[.,;)\]]|\Z))
        | published\ (?:online\ )? by \ (?-i:[A-Z]) [^.]{0,80}?
          \b(?:elsevier|springer|wiley|taylor|sage|ltd|limited|inc|llc|b\.\ ?v|gmbh|ag|press|publish\w*|
              association|society)\b
        | this\ (?:article|abstract|work|paper|document)\ is\ (?:
              protected\ by\ copyright|licensed\ under|subject\ to\ copyright)
        | this\ is\ an?\ open[- ]access\ article\ (?:published|distributed|under|licensed|which|that)
        | this\ is\ a\ work\ of\ the\ u\.?s\.?\ government
        | (?:the\ )?authors?\(?s?\)?[.,]?\ (?:published\ by|licensee)
        | (?:reprinted|reproduced)\ with\ permission | licensee\ (?-i:[A-Z])
      )
    """
)
_LIKE = re.compile(
    r"(?i)©|ⓒ|\(c\)|copyright|rights|reserved|publish|licen[cs]|permission|open[- ]access|creative commons|\bCC[ -]BY|"
    r"behalf of|\bauthors?\b|elsevier|springer|wiley|mdpi|taylor|informa|\bsage\b|\bltd\b|\binc\b|\bllc\b|gmbh|"
    r"\bb\. ?v\b|\bpress\b|periodicals|database record|print, download|accuracy of the copy|abstract may be|"
    r"multiple sites|terms of use|original (?:work|published)|properly cited|any medium"
)
_PARTS = re.compile(r"(?<=[.;!?])\s+")
_HEAD = re.compile(
    r"(?i)\s*[\[(]?(?:copyright\s*)?(?:©|ⓒ|\(c\)|(?<=copyright)|(?<=copyright\s))\s*(?:(?:19|20)\d\d|the authors?\b)"
    r"[^.]{0,120}\.(?:\s?[A-Za-z]\.)*[\])]?(?:\s*all rights reserved\.)?\s+(?=\S)"
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
    rf"(?:^|(?<=[.!?)\]]\s)|(?<=[a-z0-9)%][.!?]))(?P<label>(?:(?i:{_LABEL})\s?[:：]\s*|"
    rf"(?:{_LABEL.upper()})(?:\s*[.–—-])?\s+(?=[A-Z])|(?:{_LABEL})(?=[A-Z][a-z]|[A-Z]\s)))"
)


_SIGNS_OF_RIGHTS = (
    "©", "ⓒ", "(c)", "copyright", "reserved", "published", "licen", "psycinfo", "permission", "open access",
    "open-access", "work of the u",
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
        parts = _PARTS.split(text[start:].strip())
        if all(_LIKE.search(part) or len(part.split()) <= FEW_WORDS for part in parts):
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
    text, n = _LABELS.subn("", found.text)
    return found._replace(text=text, n_labels=n)
