"""Markup of sources in a text: tags go, their text stays, and a formula becomes a line that can be read."""

import re
from collections import Counter
from typing import Any

MAX_DEPTH = 60  # of a formula; deeper ones are written without their structure
_PIECE = re.compile(
    r"<!--(?:(?!--|<!).){0,2000}-->|<!\[CDATA\[|\]\]>|<\?[\w-][^<>?]{0,500}\?>"
    r"|<(?P<end>/?)(?:(?P<space>[A-Za-z][\w.-]*):)?(?P<name>[A-Za-z][\w.-]*)"
    r"(?P<attributes>(?:\s+[\w:.-]+\s?=\s?(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+)){0,30})\s*(?P<empty>/?)>",
    re.S,
)
_NAMES = (
    # Of running text: it stands inside words as well, so nothing takes its place. What is not of it leaves a space.
    "i b u em strong italic bold underline sc scp font span a tt monospace small big strike emphasis roman sans-serif "
    "sup sub fixed-case named-content styled-content smallcaps small-caps ext-link xref email abbrev ital",
    "sup superscript sup2 sp",
    "sub inf subscript inf2 sb",
    "title h1 h2 h3 h4 h5 h6 heading section-title label",  # its text ends as a heading does
    "alternatives inline-formula disp-formula inlineequation equation formula",
    "p br div ul ol li dl dt dd sec list list-item table tr td th tbody thead pre code blockquote center img hr script "
    "style math mrow mi mn mo ms mtext mspace msup msub msubsup mfrac msqrt mroot mover munder munderover mtable mtr "
    "mtd mfenced mstyle mpadded mphantom menclose mmultiscripts mprescripts none semantics annotation annotation-xml "
    "tex-math abstracttext copyrightinformation abstract para simple-para abstract-sec formalpara equationsource "
    "graphic inline-graphic media inline-equation break section article abstract-title",
)
_INLINE, _RAISED, _LOWERED, _HEADED, _FORMULA, _OTHER = (frozenset(names.split()) for names in _NAMES)
_KNOWN = _INLINE | _RAISED | _LOWERED | _HEADED | _FORMULA | _OTHER
_SIGNS = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
_PREAMBLE = re.compile(r"\\documentclass(?:(?!\\begin\{document\}|\\documentclass).){0,2000}\\begin\{document\}", re.S)
_CODE = re.compile(r"<(script|style)\b[^<>]{0,300}>.{0,5000}?</\1\s*>", re.S | re.I)  # is for browsers, not for readers
_RELATION = re.compile(r"[=<>≤≥≈≠∼≃≡∈→±×∝≪≫⊂⊆]")
_INVISIBLE = re.compile("[\u2061-\u2064\ufeff\u200b]")
Edit = tuple[int, int, str]


def find_markup(text: str) -> list[Edit]:
    """Where markup stands in a text and what takes its place, in order: (start, end, new).

    A tag is known by its name, has a namespace, attributes or a slash at its end, or has its end tag and encloses
    three words or what touches both; "a < b", "List<T>" and "<think>" alone are text.
    """
    pieces = [match for match in _PIECE.finditer(text) if _may_be_tag(match)]
    sure = _find_sure(text, pieces)
    edits: list[Edit] = []
    open_pieces: list[tuple[str, int, int]] = []  # name, number of its edit, start
    within: Counter[str] = Counter()
    for piece, is_sure in zip(pieces, sure, strict=True):
        if not is_sure:
            continue
        name = (piece["name"] or "").lower()
        structured = name in _RAISED or name in _LOWERED or name in _FORMULA or name == "math"
        if piece["end"] and within[name]:
            while open_pieces[-1][0] != name:
                within[open_pieces.pop()[0]] -= 1
            _, number, start = open_pieces.pop()
            within[name] -= 1
            inner = edits[number + 1 :]
            del edits[number:]
            edits.append((start, piece.end(), _write_element(text, name, inner, start, piece)))
            continue
        if structured and not piece["end"] and not piece["empty"] and len(open_pieces) < MAX_DEPTH:
            open_pieces.append((name, len(edits), piece.start()))
            within[name] += 1
        before = text[max(0, piece.start() - 9) : piece.start()].rstrip()
        ends_heading = piece["end"] and name in _HEADED and before[-1:].isalpha()
        edits.append((piece.start(), piece.end(), ": " if ends_heading else "" if name in _INLINE else " "))
    edits += [(match.start(), match.end(), "") for match in _PREAMBLE.finditer(text)] if "\\document" in text else []
    lower = text.lower() if "</s" in text or "</S" in text else ""
    if "</script" in lower or "</style" in lower:
        edits += [(match.start(), match.end(), " ") for match in _CODE.finditer(text)]
    return _keep_outer(edits)


def apply_edits(text: str, edits: list[Edit]) -> str:
    """The text with each span replaced."""
    parts, at = [], 0
    for start, end, new in edits:
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def _keep_outer(edits: list[Edit]) -> list[Edit]:
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e[0], -e[1])):
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    return kept


def _may_be_tag(piece: re.Match[str]) -> bool:
    """Whether it may be one: the type of a "List<T>" is none."""
    name = piece["name"] or ""
    return len(name) != 1 or name in "ibupaIBUPA" or bool(piece["space"] or piece["attributes"])


def _find_sure(text: str, pieces: list[re.Match[str]]) -> list[bool]:
    """Of each piece whether it is markup for sure."""
    sure, waiting = [], {}
    for number, piece in enumerate(pieces):
        name = piece["name"] or ""
        plain = name != "" and not (piece["space"] or piece["attributes"] or piece["empty"])
        # "List<P>", "H<b>"
        generic = len(name) == 1 and text[max(0, piece.start() - 1) : piece.start()].isalpha()
        sure.append(not plain or (name.lower() in _KNOWN and not generic))
        if not plain and (piece["end"] or not name):
            continue
        if not piece["end"]:
            waiting[name] = number
        elif name in waiting:
            begin = waiting.pop(name)
            after = pieces[begin].end()
            inside = text[after : min(piece.start(), after + 300)]
            glued = inside[:1].isalnum() and not inside[-1].isspace()  # "<scp>EGFR</scp>", not "<think> and </think>"
            pair = sure[begin] or len(name) == 1 or glued or len(re.findall(r"[^\W\d_]{2,}", inside)) >= 3
            sure[begin] = sure[number] = pair
    return sure


def _write_element(text: str, name: str, inner: list[Edit], start: int, end: re.Match[str]) -> str:
    """A raised or lowered text, a formula, or what encloses one, as plain text."""
    first = inner[0][0] if inner else end.start()
    if name == "math":
        return _write_math(text[start : end.end()])
    begin = text.index(">", start) + 1
    shown = apply_edits(text[begin : end.start()], [(s - begin, e - begin, new) for s, e, new in inner if s >= begin])
    if name in _FORMULA:
        formulas = [new for s, e, new in inner if s >= first and re.match(r"<(?:[\w.-]+:)?math\b", text[s:e])]
        return " ".join(formulas) if formulas else shown
    return write_script(text[max(0, start - 2) : start], shown.strip(), raised=name in _RAISED)


def write_script(before: str, script: str, *, raised: bool) -> str:
    """What is raised or lowered, as it is written in plain text: "m²", "10^-5", "4th", "CO2", "x_i"."""
    if not script:
        return ""
    if raised:
        if re.fullmatch(r"\d{1,3}[+−-]?|[+−-]\d{1,3}|[+−-]|n", script):
            return script.translate(_SIGNS)
        plain = not re.fullmatch(r"[\w.+−/*-]+", script) or script in {"st", "nd", "rd", "th", "TM", "R"}
        return script if plain or not before.strip() else f"^{script}"
    joined = re.search(r"(?:[A-Z][a-z]?|[)\]])\Z", before) and script[0].isdigit()
    return script if joined or not before.strip() else f"_{script}"


def _write_math(markup: str) -> str:
    """A formula in MathML as one line; where it cannot be read, its signs in a row."""
    from lxml import etree

    plain = re.sub(r"<(/?)[A-Za-z][\w.-]*:(?=[A-Za-z])", r"<\1", markup)
    plain = re.sub(r"(<[A-Za-z][\w.-]*)\s[^<>]*?(/?>)", r"\1\2", plain)  # no attribute matters to a line
    plain = re.sub(r"<(?![A-Za-z/])", "&lt;", plain.replace("&", "&amp;"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        written = _write_node(etree.fromstring(plain.encode("utf-8", "replace"), parser), 0)
    except (etree.XMLSyntaxError, ValueError, TypeError):
        written = re.sub(r"<[^<>]*>", " ", plain)
    return " ".join(_INVISIBLE.sub("", written).split())


def _write_node(node: Any, depth: int) -> str:
    name, text = node.tag, (node.text or "").strip()
    if not isinstance(name, str) or name.startswith("annotation") or name == "mphantom":
        return ""
    if depth > MAX_DEPTH:
        return " ".join(node.itertext())
    parts = [_write_node(child, depth + 1) for child in node]
    if name == "mo" and _RELATION.fullmatch(text):
        return f" {text} "
    if not parts:
        return text
    base, rest = parts[0], parts[1:]
    if name in ("msub", "munder") and rest:
        return base + _attach("_", rest[0])
    if name in ("msup", "mover") and rest:
        return base if name == "mover" and not rest[0].isalnum() else base + _attach("^", rest[0])
    if name in ("msubsup", "munderover") and len(rest) > 1:
        return base + _attach("_", rest[0]) + _attach("^", rest[1])
    if name == "mfrac" and rest:
        return f"{_enclose(base)}/{_enclose(rest[0])}"
    if name in ("msqrt", "mroot"):
        return f"√{_enclose(base if name == 'mroot' else ''.join(parts))}"
    if name == "mfenced":
        return f"({', '.join(parts)})"
    separator = {"mtable": "; ", "mtr": ", "}.get(name, "")
    return text + separator.join(parts)


def _attach(sign: str, script: str) -> str:
    script = script.strip()
    if sign == "^" and re.fullmatch(r"\d", script):
        return script.translate(_SIGNS)
    return f"{sign}{_enclose(script)}" if script else ""


def _enclose(part: str) -> str:
    part = part.strip()
    return part if re.fullmatch(r"[−-]?[\w.′*]+", part) else f"({part})"
