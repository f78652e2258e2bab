"""Authors' names: lists of them in one text told apart, and names that come in parts."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

_NOBODY = re.compile(r"[\W\d_]*(?:(?:and\s+)?(?:others?|et\.?\s*al(?:ii|ia)?)\b)?[\W\d_]*", re.I)  # "…", "et al.", "2"
_ET_AL = re.compile(r"[\s,;&]+(?:and\s+others|et\.?\s+al(?:ii|ia)?\b)\.?[\s\d*]*$", re.I)
_MARKS = re.compile(r"[*†‡§¶¹²³⁰⁴-⁹]+$")  # of footnotes
_COMMA = re.compile(r"\s*[,，、،]\s*")
_AND = re.compile(r"\s*[,，]?\s+(?:and|und|et(?!\s+al)|&)\s+|\s*[,，]\s*&\s*", re.I)
_SUFFIX = re.compile(r"(?i:jr|sr|2nd|3rd)\.?|[IVX]{2,4}\.?")
_DEGREE = re.compile(r"(?i:ph\.?\s?d|m\.?\s?d|m\.?\s?sc|b\.?\s?sc|m\.?p\.?h|dr\.?\s?med|r\.?n|m\.?b\.?a)\.?")
_CAPITAL = "[A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩЀ-Я]"
_INITIAL = rf"(?:{_CAPITAL}\.?|{_CAPITAL}[^\W\d_]\.)"  # "J", "J.", "Yu."
_INITIALS = re.compile(rf"{_INITIAL}(?:[\s-]?{_INITIAL}){{0,4}}")
_WHOLE = re.compile(  # a name by itself, whatever stands beside it: "J Doe", "J.Doe", "Doe JN"
    rf"{_INITIAL}(?:[\s-]?{_INITIAL}){{0,4}}(?:\s+|(?<=\.))[^\W\d_]{{2,}}.*|[^\W\d_].*[^\W\d_]\s{_CAPITAL}{{2,3}}"
)
_GIVEN = re.compile(rf"[^\W\d_]+(?:\s{_INITIAL})+")  # "Jane M."
_ACRONYM = re.compile(r"[A-Z]{3,}")
_CAMEL = re.compile(r"[A-Z][a-z]+(?:[A-Z][a-z]+)+")  # "JaneDoe"
_HOMONYM = re.compile(r" 0\d{3}$")  # "Jane Doe 0001" of DBLP
_PARTICLE = re.compile(
    r"(?:van|von|vom|de|del|della|der|den|da|di|do|dos|du|la|le|ter|ten|zu|al|el|bin|ibn|st\.?)\s", re.I
)
_BODY = re.compile(r"[^,]*\b(?:of|for|the)\s[^,]*")  # "Centers for Disease Control and Prevention"
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # Chinese, Japanese, Korean
_NAMES = (
    "name displayname fullname authorname literal personname authname category term keyword tag text t value label "
    "creator"
)
_FIRST, _MIDDLE, _LAST, _AFTER = (
    "given givenname givennames first firstname forename forenames firstnames", "middle middlename middlenames",
    "family familyname last lastname surname", "suffix",
)  # fmt: skip
_ROLES = ("creatortype", "role", "contributortype", "type", "relationship", "relator")
_OTHERS = frozenset((  # who is no author
    "editor", "editors", "serieseditor", "volumeeditor", "translator", "reviewedauthor", "reviewer", "illustrator",
    "edt", "ed", "trl", "publisher", "advisor", "supervisor", "sponsor", "funder", "recipient", "commenter",
))  # fmt: skip


def split_authors(text: str) -> list[str]:
    """The names in a text with all authors, in their order, as they are written; "et al." and "…" are nobody.

    Semicolons and bars part names wherever they stand. Commas part names too ("J Doe, R Roe"), or the family name from
    what follows ("Doe, Jane", "Doe, J.N., Roe, F.A."): the form of all parts together tells which, so that one odd part
    (one word, a body's acronym) does not change how the others are read.

    >>> split_authors("J Doe, WHO, R Roe, et al.")
    ['J Doe', 'WHO', 'R Roe']
    >>> split_authors("Doe, J.N., & Roe, F.A.")
    ['Doe, J.N.', 'Roe, F.A.']
    """
    text = " ".join(text.split())
    if text.endswith(".") and text.count(".") == 1 and "," in text:  # "Doe J, Roe R." ends as a sentence
        text = text[:-1]
    if text.isupper() and text.title() != text:  # all in capitals, which tell no acronym and no initial then
        return [name.upper() for name in split_authors(text.title())]
    if re.search(r"[;；؛|]", text):
        return list(keep_people(re.split(r"\s*[;；؛|]\s*", text)))
    pieces = [_list_parts(piece) for piece in ([text] if _BODY.fullmatch(text) else _AND.split(text))]
    pieces = [parts for parts in pieces if parts]
    if len(pieces) > 1 and all(len(parts) <= 2 for parts in pieces):  # "Doe, Jane and Richard Roe"
        words = [part for parts in pieces for part in parts]
        alone = all(" " not in word and not _INITIALS.fullmatch(word) for word in words)
        if not alone or all(len(parts) == 2 for parts in pieces):
            bare = [parts for parts in pieces if len(parts) == 1]
            return [name for parts in pieces for name in (parts if bare and _are_two(parts) else _split_parts(parts))]
        return words
    return _split_parts([part for parts in pieces for part in parts])


def _are_two(parts: Sequence[str]) -> bool:
    """Whether two parts beside names without a comma are two names: the first one is no family name alone."""
    return len(parts) == 2 and " " in parts[0] and not _PARTICLE.match(parts[0]) and not _INITIALS.fullmatch(parts[1])


def keep_people(names: Iterable[str]) -> Iterator[str]:
    """Names without those that are nobody's ("…", "et al.", "and others")."""
    for name in names:
        name = _MARKS.sub("", _ET_AL.sub("", name)).strip(" ,")
        if name and not _NOBODY.fullmatch(name):
            yield name


def _list_parts(text: str) -> list[str]:
    """What stands between commas; a "Jr." belongs to what is before it, a degree to nobody."""
    parts: list[str] = []
    for part in keep_people(_COMMA.split(text)):
        if parts and _SUFFIX.fullmatch(part):
            parts[-1] += f", {part}"
        elif not (parts and _DEGREE.fullmatch(part) and (" " in parts[-1] or part != part.upper())):
            parts.append(part)
    return parts


def _split_parts(parts: list[str]) -> list[str]:
    """The names that parts between commas make."""
    if len(parts) < 2 or all(map(_UNSPACED.match, parts)):
        pair = len(parts) == 2 and len(parts[0]) == 1  # "王, 小明"
        return ["".join(parts)] if pair else parts
    if len(parts) == 2:
        return parts if _is_list(*parts) else [", ".join(parts)]
    if any(_INITIALS.fullmatch(given) and _may_be_family(family) for family, given in pairwise(parts)):
        return _pair_initials(parts)
    families, given = parts[::2], parts[1::2]
    short = all(" " not in name and not _ACRONYM.fullmatch(name) and not _CAMEL.fullmatch(name) for name in families)
    plain = all((" " not in name or _GIVEN.fullmatch(name)) and not _WHOLE.fullmatch(name) for name in given)
    if len(families) == len(given) and short and plain and not any(map(_ACRONYM.fullmatch, given)):
        return [", ".join(pair) for pair in zip(families, given, strict=True)]
    return parts


def _is_list(first: str, second: str) -> bool:
    """Whether two parts are two names, and not a family name and what goes before it."""
    if _INITIALS.fullmatch(second) and not _WHOLE.fullmatch(first) and not _ACRONYM.fullmatch(second):
        return False
    if any(_WHOLE.fullmatch(part) or _ACRONYM.fullmatch(part) for part in (first, second)):
        return True
    if _PARTICLE.match(first):
        return " " in second and not _GIVEN.fullmatch(second)
    return (" " in first and " " in second) or all(map(_CAMEL.fullmatch, (first, second)))


def _may_be_family(part: str) -> bool:
    return not _INITIALS.fullmatch(part) and not _WHOLE.fullmatch(part)


def _pair_initials(parts: list[str]) -> list[str]:
    """Names of a list in which initials follow family names; what has none behind it is a name by itself."""
    names: list[str] = []
    paired = True
    for part in parts:
        if not paired and _INITIALS.fullmatch(part) and _may_be_family(names[-1]):
            names[-1] += f", {part}"
            paired = True
        else:
            names.append(part)
            paired = False
    return names


def read_name(value: Any) -> str:
    """A name as a service writes it: a text, [last, first], or an object with the whole name or its parts."""
    if isinstance(value, Mapping):
        return _read_parts({_fold(key): part for key, part in value.items() if part not in (None, "", [])})
    if isinstance(value, (list, tuple)):  # arXiv's [last, first, suffix]
        parts = [part for part in value if isinstance(part, str) and part]
        return " ".join([*parts[1:2], *parts[:1]])
    return " ".join(str(value).split()) if value is not None else ""


def _read_parts(found: dict[str, Any]) -> str:
    def join(names: str) -> str:
        value = next((found[name] for name in names.split() if name in found), "")
        values = value if isinstance(value, (list, tuple)) else [value]
        return " ".join(" ".join(part.split()) for part in values if isinstance(part, str))

    family = " ".join(filter(None, (join("nondroppingparticle droppingparticle particle prefix"), join(_LAST))))
    first = " ".join(filter(None, (join(_FIRST) or join("initials"), join(_MIDDLE))))
    if name := join(_NAMES):
        return _HOMONYM.sub("", name)
    if inner := next((found[key] for key in (*_NAMES.split(), "author", "person", "topic") if key in found), None):
        return read_name(inner) if isinstance(inner, Mapping) else ""
    return " ".join(filter(None, (first, family, join(_AFTER))))


def _fold(key: object) -> str:
    return re.sub(r"[^a-z]", "", str(key).rpartition(":")[2].lower())


def is_author(value: Any) -> bool:
    """Whether a person of a list wrote the paper, and did not edit or translate it."""
    if not isinstance(value, Mapping):
        return True
    roles = {_fold(role) for key, role in value.items() if _fold(key) in _ROLES and isinstance(role, str)}
    return not roles & _OTHERS
