"""The move that each sentence of an abstract makes: background, gap, method, result.

A short, rule-based version of Swales' (1990) "create a research space" moves as used for abstracts: cue words decide,
and where there is none, the place before or after the first sentence about the work itself.
"""

import re
from collections.abc import Sequence

_METHOD = re.compile(
    r"\b(we|this (paper|work|article|study|report|review)|the authors?)\b[^.]{0,40}?\b(propos|introduc|present|"
    r"develop|design|devis|address|investigat|explor|stud(y|ies)|describ|formulat|revisit|focus|aim|argue|adopt|"
    r"employ|leverag|us(e|ing)\b|appl(y|ies)|train|build|construct|creat|integrat|incorporat|combin|cast|extend|"
    r"consider|provid|learn|seek|tackle|generat|compar)|"
    r"\b(our|proposed|the key|key to|core) (\w+ ){0,3}(method|approach|framework|model|idea|system|pipeline|key|"
    r"innovation|algorithm|architecture|module|design|strategy)|"
    r"^(specifically|technically|to this end|in particular|first(ly)?|second(ly)?|finally|furthermore|moreover|"
    r"additionally|besides|concretely|to address|to tackle|to solve|to overcome|to mitigate|building on)\b|"
    r"\b(consists? of|named|called|dubbed|termed|comprising|is a (novel|new)|here,)\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(experiments?|experimental(ly)?|empirical(ly)?|evaluat\w+|results?|outperform\w*|surpass\w*|"
    r"state[- ]of[- ]the[- ]art|sota|speed-?ups?|on par|demonstrat\w+|we (find|show|observe|conclude|report|achieve)|"
    r"findings?|reveals?|significantly improv\w+|superior|benchmarks?|code (is|are|will be|and)|"
    r"achiev(es|ing) (a|an|the|up|state|comparable|competitive|better)|reduc(es|ing) \w+ (by|up)|"
    r"\d+(\.\d+)?\s?(%|x\b|times))",
    re.IGNORECASE,
)
_GAP = re.compile(
    r"^(however|nevertheless|nonetheless|yet|unfortunately|but|despite|although|while|still|conversely)\b|"
    r"\b(suffers?|struggles?|fails?|lack(s|ing)?|limited (by|to)|limitations?|"
    r"remains? (a|an|un\w+|elusive|open|challeng\w+)|challenging|under-?explored|unexplored|unresolved|"
    r"prohibitive(ly)?|costly|expensive|hinder(s|ed)?|bottleneck|"
    r"difficult(y|ies)?|existing (methods|approaches|works|solutions|algorithms)|previous (methods|approaches|works)|"
    r"current (methods|approaches|systems)|most existing|overlook(s|ed)?|ignor(es|ed|ing))\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(we|our|this (paper|work|article|study)|in this (paper|work|article|study))\b", re.IGNORECASE)


def find_moves(sentences: Sequence[str]) -> list[str]:
    """Tell of each sentence of one abstract, in their order: ``background``, ``gap``, ``method`` or ``result``."""
    own = next((i for i, text in enumerate(sentences) if _OWN.search(text[:300])), None)
    moves = []
    for i, text in enumerate(sentences):
        text = text[:600]
        before = own is None or i < own
        gap, method, result = bool(_GAP.search(text)), bool(_METHOD.search(text)), bool(_RESULT.search(text))
        if before and len(sentences) > 1:
            moves.append("gap" if gap else "background")
        elif result and not (method and i == own):
            moves.append("result")
        elif method:
            moves.append("method")
        elif gap and own is not None and i <= own + 1:
            moves.append("gap")
        else:
            moves.append("method" if i - (own or 0) < 4 or len(sentences) == 1 else "result")
    return moves
