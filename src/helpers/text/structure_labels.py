"""The labels of structured abstracts, such as "METHODS:", which say nothing of a paper's subject."""

import re

_ENGLISH = (
    r"Background(?: and (?:aims?|objectives?|purpose))?|Aims?(?: and objectives?)?|Objectives?|Purpose|Introduction|"
    r"Context|Importance|Rationale|Design(?:/methodology/approach)?|Setting|Participants|Patients(?: and [Mm]ethods)?|"
    r"Materials? and [Mm]ethods?|Methods?|Methodology|Methods and (?:[Rr]esults|[Ff]indings|[Mm]aterials)|"
    r"Data sources?|Main outcomes?(?: and measures?)?|Main outcome measures?|Measurements?|Interventions?|"
    r"Main results?|Results?|Findings?|Discussion|Conclusions?(?: and (?:relevance|implications|significance))?|"
    r"Interpretation|Significance|"
    r"Originality/value|(?:Practical|Social|Research|Research limitations/) ?implications|Trial registration|"
    r"Limitations?"
)
_OTHERS = (
    r"Contexte|Objectifs?|But|Méthodes?|Matériels? et méthodes|Patients et méthodes|Résultats?|Hintergrund|Ziele?|"
    r"Zielsetzung|Fragestellung|Einleitung|Methodik|Methoden|Material und Methoden|Ergebnisse|Schlussfolgerung(?:en)?|"
    r"Antecedentes|Introducción|Fundamentos?|Objetivos?|Materiales? y métodos|Métodos?|Metodología|Resultados?|"
    r"Conclusiones|Conclusión|Introdução|Metodologia|Conclusões|Conclusão|Obiettiv[oi]|Introduzione|Metodi|Risultati|"
    r"Conclusioni|Doel|Achtergrond|Methode|Resultaten|Conclusie"
)
_WIDE = r"研究背景|研究目的|研究方法|背景|目的|方法|材料与方法|資料與方法|结果|結果|结论|結論|考察|讨论"
_ALL = f"{_ENGLISH}|{_OTHERS}"
_EDGE = r"(?:^|(?<=[.!?)\]]\s)|(?<=[a-zà-ÿ0-9)%][.!?]))"
_OPENER = (
    r"(?:To|We|The|This|These|In|An?|Our|It|There|All|Both|Although|For|Le|La|Les|Nous|Wir|Die|Der|Das|El|Se|Los)\s"
)
_LABELS = re.compile(
    rf"{_EDGE}(?:(?i:{_ALL})(?:\s?[:：]|\s[–—-]\s)(?P<near>(?=[A-ZÀ-Þ]))?\s*|"
    rf"(?:{_ALL.upper()})(?:\s*[.–—-])?\s+(?=[A-ZÀ-Þ])|(?P<joined>(?:{_ALL})(?=[A-Z][a-z]|[A-Z]\s))(?P<glued>(?={_OPENER}))?|"
    rf"(?P<bare>(?:{_ALL})(?:\.\s|\s(?P<opens>(?={_OPENER}))?)(?=[A-ZÀ-Þ])))|"
    rf"(?:^|(?<=[。；！？.;\]】]))\s*(?:[\[【](?:{_WIDE})[\]】]\s*[:：]?\s*|(?:{_WIDE})\s*[:：]\s*)"
)
_SIGNS = (
    "METHOD", "RESULT", "CONCLUSI", "OBJ", "BACKGROUND", "Method", "Result", "Conclusi", "Finding", "Ergebnis", "MÉT",
    "Objectiv", "Objeti", "Objectif", "Obiettiv", "Purpose", "Background", "Aim", "ethods:", "esults:", "onclusion:",
    "onclusions:", "Résultat", "Méthod", "Métod", "Metod", "Risultat", "Hintergrund", "RÉS", "ERGEB",
    "结果", "結果", "方法", "目的",
)  # fmt: skip
"""What a text has in some place, if the slower pattern is to find anything."""


def take_labels(text: str) -> tuple[str, list[str]]:
    """Return an abstract without its labels, and those that it lost.

    Two different labels or more make a structured abstract; of one that is glued to the next word ("METHODS:We",
    "ResultsThe"), as no author writes, a single one does. Labels with nothing but a blank or a full stop behind them
    count where the abstract begins with a label, and two are told by a full stop or by how a sentence begins.
    """
    if not any(map(text.__contains__, _SIGNS)):
        return text, []
    found = list(_LABELS.finditer(text))
    told = [match for match in found if not match["bare"] or match["opens"] is not None or "." in match[0]]
    if not told or found[0].start() > 0 or len({*map(_name, told)}) < 2:
        found = [match for match in found if not match["bare"]]
    glued = any(match["near"] is not None or match["glued"] is not None for match in found)
    few = 3 if all(match["joined"] for match in found) else 2  # "ContextNet … MethodsX" are names
    if not glued and len({*map(_name, found)}) < few:
        return text, []
    pieces, end = [], 0
    for match in found:
        gap = match.start() and text[match.start() - 1] in ".!?)]%"
        pieces += [text[end : match.start()], " " if gap else ""]
        end = match.end()
    return "".join((*pieces, text[end:])), [match[0].strip() for match in found]


def _name(match: re.Match[str]) -> str:
    return match[0].strip(" :：.–—-[]【】").lower()
