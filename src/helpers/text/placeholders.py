"""What stands where a value is missing ("N/A", "[No title available]", "—"): it is no value."""

import re
from functools import lru_cache

MOST_SIGNS = 80  # no placeholder is longer
_WHAT = (
    r"(?:(?:the\ |an?\ )?(?:paper\ |article\ |author\ |publication\ |source\ |journal\ |index\ |full\ )?"
    r"(?:titles?|abstracts?|summary|description|authors?|names?|keywords?|journal|source|venue|publisher|date|year|doi"
    r"|data|value|content|text|information|record)(?:\(s\))?)"
)
_LACKING = (
    r"(?:available|provided|given|found|supplied|present|listed|specified|recorded|known|assigned|entered|included"
    r"|stated|identified|applicable|set|defined|indicated)"
)
_IS = r"(?:\ (?:is|are|was|were|has\ been|have\ been)(?:\ currently)?)?"
_WORDED = re.compile(
    rf"""(?ix)
    none | null | nil | undefined | missing | unavailable | unknown | untitled | tb[ad] | <?na>? | nat
    | n[/\\]\ ?[ad] | n\.\ ?[ad] | \#n/a | \\n
    | not\ {_LACKING} | none\ {_LACKING} | no\ {_LACKING}\ {_WHAT} | unknown\ (?:title|authors?|journal|date|year|venue)
    | (?:there\ is\ )?no\ {_WHAT}{_IS}(?:\ {_LACKING})?
    | {_WHAT}{_IS}\ (?:not\ (?:yet\ )?(?:been\ )?{_LACKING}|unavailable|missing|unknown|omitted)
    | untitled\ (?:document|article|paper|item|record|work)
    | (?:pas\ de|sans)\ (?:titre|r[ée]sum[ée])(?:\ disponible)? | (?:sin|sem)\ (?:t[íi]tulo|resum[eo]n?)
    | (?:kein|ohne)\ (?:titel|abstract|zusammenfassung)(?:\ (?:verf[üu]gbar|vorhanden))?
    | (?:暂?无|没有)(?:摘要|标题|题名|作者)(?:信息)? | 要旨なし | 抄録なし | 초록\ ?없음
    """
)
_AROUND = " \t\r\n[](){}<>\"'*.:;!-–—_"
_NO_SIGNS = re.compile(r"[-–—_.…*/\s\[\](){}]+")
# Sodium, and names of people; placeholders are "NA", "na", "nan", "NaN", "NaT".
_OF_ONE_CASE = frozenset(("Na", "Nan", "Nat", "nat"))
_A_TITLE_TOO = re.compile(r"(?:[A-Za-z]{3,}|No)(?: [A-Za-z]+)?[.!]?")


def is_missing(value: str) -> bool:
    """Whether a value of any field, without markup, only says that there is none.

    >>> [is_missing(one) for one in ("[Not Available].", "N/A", "—", "nan", "Na", "Na Li", "Null models of trade")]
    [True, True, True, True, False, False, False]
    """
    return 0 < len(value) <= MOST_SIGNS and _says_nothing(value)


@lru_cache(maxsize=50_000)  # names and subjects come again and again
def _says_nothing(value: str) -> bool:
    core = value.strip(_AROUND)
    if not core:
        return _NO_SIGNS.fullmatch(value) is not None
    if core in _OF_ONE_CASE:
        return False
    return core.lower() == "nan" or _WORDED.fullmatch(core) is not None


def may_be_title(placeholder: str) -> bool:
    """Whether what stands for a missing title could name a paper as well ("None", "Untitled", "No data").

    >>> may_be_title("None"), may_be_title("[No title available]"), may_be_title("NA")
    (True, False, False)
    """
    return _A_TITLE_TOO.fullmatch(placeholder) is not None and not re.search(r"(?i)\btitle\b", placeholder)
