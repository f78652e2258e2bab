"""Mend abstracts and titles for analysis, and list what mending took away.

Every step is a substitution that can be noted down. Slow tools (ftfy, pylatexenc) see only texts, or parts of texts,
that show a sign of need.
"""

import html
import logging
import re
import unicodedata
from functools import lru_cache
from typing import Any

from helpers.text.markup import apply_edits, find_markup

_URL = re.compile(
    r"(?i)\\?(?:url|href)?\{?\b(?:https?:\s?//|www\.)[^\s<>{}\"']+[^\s<>{}\"'.,;:!?)\]]\}?"
    r"|\b(?:github\.com|huggingface\.co|hf\.co|doi\.org|arxiv\.org|[\w-]+\.github\.io)/?[^\s<>{}\"')\],;]*"
    r"[^\s<>{}\"'.,;:!?)\]]"
)
# Patterns that begin with one sign are looked for at its places alone.
_EMPTY_ROUND, _EMPTY_SQUARE = re.compile(r"\(\s*[)\]]"), re.compile(r"\[\s*[)\]]")
_DOT = re.compile(r"\.\S")  # all but "//" have a dot before another sign
_SIGNS_OF_LINKS = ("//", "www.", "github.", "huggingface.co", "hf.co", "doi.org", "arxiv.org")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
# C0 and C1 controls but tab and line ends, bidirectional controls, zero-width and tag characters, lone
# surrogates. The zero-width joiners U+200C and U+200D stay: Persian and Indic scripts need them.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_HEADING = re.compile(r"\A\s*(?:(?i:abstract)\s*(?:[:.—–]|-\s|\n)|ABSTRACT\s(?=[A-Z])|Abstract(?=[A-Z][a-z]))\s*")
_EMAIL = re.compile(r"\s?\[email(?:\s|&#160;|\xa0)protected\]")

# `$...$` as pandoc reads it: no space inside the dollars and no digit after the closing one, so prices stay;
# a span with a command in it ("2$\times$2") is mathematics whatever follows.
_MATH = re.compile(
    r"\$\$(?!\s*\$)[^$]{1,400}\$\$|(?<![\\$])\$(?=[^\s$])[^$]{0,300}?[^\s$\\]\$(?![\d$])"
    r"|(?<![\\$])\$[^\s$]\$(?!\d)|(?<![\\$])\$[^$\s]{0,60}\\[A-Za-z]+[^$]{0,60}\$"
    r"|\\\((?:(?!\\\)).){1,300}\\\)|\\\[(?:(?!\\\]).){1,400}\\\]",
    re.S,
)
_FUNCTION = re.compile(r"\s*\\(log|ln|exp|min|max|sin|cos|tan|arg|det|dim|lim|sup|inf|Pr)(?![A-Za-z])\s*(?=([(_^\\]?))")
_ACCENT = re.compile(
    r"""\{?\\(?:["'`^~=.](?:\{\\?[A-Za-z]\}|\\?[A-Za-z])|[cvuHkrbdt](?:\{\\?[A-Za-z]{1,2}\}|\s+[A-Za-z]\b)"""
    r"""|(?:ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j)(?![A-Za-z])(?:\{\})?)\}?"""
)
_WRAP = (  # commands whose argument is text to keep
    "textit|textbf|texttt|textsc|textrm|textsf|textsuperscript|textsubscript|textnormal|text|emph|underline|mbox"
    "|mathbf|mathrm|mathcal|mathbb|mathit|mathsf|mathfrak|operatorname|boldsymbol|bm|ensuremath|uline|footnote"
)
_COMMAND_TEXT = re.compile(rf"\\(?:{_WRAP}|uppercase|lowercase)\s*\{{([^{{}}]*)\}}")
_EATEN_TEXT = re.compile(rf"(?<![A-Za-z])(?:{_WRAP})\{{([^{{}}]*)\}}")
_SIZES = "scriptsize|footnotesize|small|tiny|large|bf|tt|rm|sf"
_FONT = re.compile(rf"\{{\s*(?:\\(?:{_SIZES}|it|em|sc)|{_SIZES})\s+([^{{}}]*)\}}")
_FONT_BARE = re.compile(rf"\\(?:{_SIZES}|it|em|sc|noindent|newline)(?![A-Za-z])\s*")
_REFERENCE = re.compile(
    r"~?\\(?:cite[a-z]*|ref|eqref|autoref|cref|label|footnotemark|thanks|vspace|hspace)\*?"
    r"(?:\[[^\]]*\])?\{[^{}]*\}"
)
_SYMBOL = re.compile(r"\\([A-Za-z]+)\*?(?:\{\})?")
_SUPERSCRIPT = re.compile(r"\^\{?([0-9])\}?(?![0-9])")
_ODD = re.compile(r"[^\x00-\x7f–—‘’“”…→≤≥≈]")  # the others are signs of mojibake beside such ones alone
_RARE = re.compile(r"[&<\\\n$^{}~`\[]")
_EATEN_SIGN = {"pm": "±", "approx": "≈", "leq": "≤", "geq": "≥"}
Cuts = list[tuple[str, str, str]]


def _show_symbol(match: re.Match[str]) -> str:
    """What a LaTeX command outside mathematics stands for; an author's own macro keeps its name."""
    if match.group(1) in {"footnote", "textcolor", "color", "href", "url", "begin", "end", "item", "par", "xspace"}:
        return ""
    shown = _read_latex(match.group())
    return shown if shown.strip() and "\\" not in shown else match.group(1)


def _raise_digit(match: re.Match[str]) -> str:
    return "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(match[1])]


def _space_function(match: re.Match[str]) -> str:
    return "\\ \\" + match.group(1) + ("" if match.group(2) in {"(", "_", "^"} else "\\ ")


@lru_cache(maxsize=1)
def _open_converter():
    from pylatexenc.latex2text import LatexNodes2Text

    logging.getLogger("pylatexenc").setLevel(logging.ERROR)
    return LatexNodes2Text(math_mode="text", strict_latex_spaces=False)


@lru_cache(maxsize=20_000)
def _read_latex(span: str) -> str:
    """One matched LaTeX span as text; the span itself where it cannot be read (5% of abstracts raise)."""
    try:
        # A bare % is a comment to the parser, which then drops the rest of the line.
        return _open_converter().latex_to_text(re.sub(r"(?<!\\)%", r"\\%", span))
    except Exception:  # the parser raises many kinds on broken LaTeX; the raw span is kept, nothing is lost
        return span


def _find_links(text: str) -> list[tuple[int, int, str]]:
    """Web addresses, as edits that take them out; most texts have none, and looking for one is slow."""
    if "//" not in text and not _DOT.search(text):
        return []
    plain = text.lower()
    if not any(map(plain.__contains__, _SIGNS_OF_LINKS)):
        return []
    return [(*match.span(), "") for match in _URL.finditer(text)]


def _show_math(match: re.Match[str]) -> str:
    """A mathematical span as text: symbols for commands, no dollars, no braces."""
    span = match.group()
    inner = span.strip("$") if span.startswith("$") else span[2:-2]
    inner = _COMMAND_TEXT.sub(r"\1", _COMMAND_TEXT.sub(r"\1", inner))
    inner = _FUNCTION.sub(_space_function, inner)
    if "\\" in inner or "%" in inner:
        inner = _read_latex("$" + inner + "$").strip("$")
    inner = _SUPERSCRIPT.sub(_raise_digit, inner)
    return re.sub(r"[{}]|(?<=ℓ)_|(?<=[(\[]) ", "", re.sub(r"\s+", " ", inner)).strip()


def _has_unprintable(text: str) -> bool:
    """Whether a text has a control character or a blank that is no plain one."""
    return not text.isprintable()


def _has_wide_blank(text: str) -> bool:
    return "  " in text or not text.isprintable()


def _has_empty_brackets(text: str) -> bool:
    return bool(_EMPTY_ROUND.search(text) or _EMPTY_SQUARE.search(text))


def _has_edge(text: str) -> bool:
    return text[:1] == " " or text[-1:] == " "


# (kind, signs of need, pattern, replacement), in order. A text without any of the signs, or of which a function denies
# the need, skips the step; where no pattern can tell, the replacement finds what to replace.
_STEPS: tuple[tuple[str, Any, Any, Any], ...] = (
    ("control character", _has_unprintable, _CONTROL, ""),
    ("heading", None, _HEADING, ""),
    ("entity", "&", _ENTITY, lambda m: html.unescape(m.group())),
    ("entity", "&", _ENTITY, lambda m: html.unescape(m.group())),  # pages escape twice, some exports once more
    ("entity", "&", _ENTITY, lambda m: html.unescape(m.group())),
    ("tag", "<", None, find_markup),
    ("heading", None, _HEADING, ""),
    ("hidden address", "[email", _EMAIL, ""),
    ("link", "\\href", re.compile(r"\\href\s*\{[^{}]*\}\s*\{([^{}]*)\}"), r"\1"),
    ("link", None, None, _find_links),
    ("line break in a word", "\n", re.compile(r"(?<=[A-Za-z]-)[^\S\n]*\r?\n\s*(?=[A-Za-z])"), ""),
    ("citation", "\\", _REFERENCE, ""),
    ("accent", "\\", _ACCENT, lambda m: _read_latex(m.group()).strip() or m.group()),
    ("mathematics", ("$", "\\(", "\\["), _MATH, _show_math),
    ("command", "\\textcolor", re.compile(r"\\textcolor\s*(?:\[[^\]]*\])?\{[^{}]*\}"), ""),
    ("command", "\\", _COMMAND_TEXT, r"\1"),
    ("command", "\\", _COMMAND_TEXT, r"\1"),  # one inside another
    ("command", "{", _EATEN_TEXT, r"\1"),
    ("command", "{", _FONT, r"\1"),
    ("command", "\\", _FONT_BARE, ""),
    ("escape", "\\", re.compile(r"\\([%&_#${}])"), r"\1"),
    ("command", "\\", _SYMBOL, _show_symbol),
    ("command", "\\", re.compile(r"\\\\|\\[,;:! ]"), " "),
    ("command", "\\", re.compile(r"\\(?=[^\w\s])"), ""),
    ("braces", "{", re.compile(r"(?<=[A-Za-z])\{(?=[A-Za-z])"), " "),
    ("braces", ("{", "}"), re.compile(r"[{}]"), ""),
    ("tie", "~", re.compile(r"(?<=[A-Za-z.,\])])~(?=[A-Za-z\[(])"), " "),
    ("sign", "times", re.compile(r"(?<=\d)\s?times(?=\d|[A-Z])|(?<=\d)times\b"), "×"),
    ("sign", "sim", re.compile(r"(?<![A-Za-z])sim\s?(?=\d)"), "~"),
    ("sign", ("pm", "approx"), re.compile(r"(?<![A-Za-z])(pm|approx)\s?(?=\d)"), lambda m: _EATEN_SIGN[m[1]]),
    ("sign", ("leq", "geq"), re.compile(r"(?<![A-Za-z])(leq|geq)(?=\s?\d)"), lambda m: _EATEN_SIGN[m[1]]),
    ("sign", "arrow", re.compile(r"(?<=[\s\d])rightarrow(?=[\s\d])"), "→"),
    ("sign", "ell_", re.compile(r"(?<![A-Za-z])ell_(?=\w)"), "ℓ"),
    ("sign", "^", _SUPERSCRIPT, _raise_digit),
    ("quotation mark", "``", re.compile(r"``|''"), '"'),
    ("dash", "--", re.compile(r"(?<!-)(---?)(?!-)"), lambda m: "—" if len(m[1]) == 3 else "–"),
    ("empty brackets", _has_empty_brackets, re.compile(r"\s*[(\[]\s*[)\]]"), ""),
    ("spaces", _has_wide_blank, re.compile(r"\s{2,}|[^\S ]"), " "),
    ("spaces", (" .", " ,", " ;", " :"), re.compile(r"(?<=\S) (?=[.,;:](?:\s|\Z))"), ""),
    ("spaces", _has_edge, re.compile(r"\A | \Z"), ""),
)


def _mend_encoding(text: str, cuts: Cuts | None) -> str:
    """Undo mojibake and compose accents."""
    import ftfy
    from rapidfuzz.distance import Postfix, Prefix

    # Control characters and entities are this module's to remove and to list.
    mended = ftfy.fix_text(
        text, uncurl_quotes=False, unescape_html=False, remove_control_chars=False,
        remove_terminal_escapes=False, fix_surrogates=True, fix_line_breaks=False,
        max_decode_length=10_000_000, explain=False,
    )  # fmt: skip
    mended = unicodedata.normalize("NFC", mended)
    if cuts is not None and mended != text:
        same = Prefix.similarity(text, mended)
        tail = Postfix.similarity(text[same:], mended[same:])
        cuts.append(("encoding", text[same : len(text) - tail], mended[same : len(mended) - tail]))
    return mended


def _needs_rare(signs: Any) -> bool:
    several = (signs,) if isinstance(signs, str) else signs if isinstance(signs, tuple) else ("",)
    return all(map(_RARE.search, several))


_PLAIN_STEPS: tuple[tuple[str, Any, Any, Any], ...] = tuple(step for step in _STEPS if not _needs_rare(step[1]))
"""Steps of a text that has no rare sign, which is most of them; none of these steps makes one that another needs."""


def _may_need(signs: Any, text: str) -> bool:
    return any(map(text.__contains__, signs)) if isinstance(signs, tuple) else bool(signs(text))


def _clean(raw: str | None, cuts: Cuts | None = None) -> str:
    if not isinstance(raw, str):
        return ""
    text = _mend_encoding(raw, cuts) if not raw.isascii() and _ODD.search(raw) else raw
    for kind, signs, pattern, new in _STEPS if _RARE.search(text) else _PLAIN_STEPS:
        if signs is not None and not (signs in text if isinstance(signs, str) else _may_need(signs, text)):
            continue
        if pattern is None:
            edits = new(text)
            if cuts is not None:
                cuts += [(kind, text[start:end], put) for start, end, put in edits]
            text = apply_edits(text, edits)
            continue
        if cuts is not None:
            changes = ((m.group(), m.expand(new) if isinstance(new, str) else new(m)) for m in pattern.finditer(text))
            cuts += [(kind, before, after) for before, after in changes if before != after]
        text = pattern.sub(new, text)
    return text


def clean_text(raw: str | None) -> str:
    """A title or abstract made fit for analysis, on one line; anything but text gives "". About 0.3 ms an abstract.

    Mojibake, HTML entities, tags of any source, formulas in MathML, LaTeX (``$O(n\\log n)$``, ``\\'Erudit``,
    ``MS~MARCO``) and what page copies leave of LaTeX (``1.9times``, ``sim50\\%``, ``{SkillNet}``) are mended; web
    addresses, hidden e-mail addresses, citations and control characters are taken out. Uses ftfy (Speer, 2019)
    and pylatexenc.
    """
    return _clean(raw)


def find_cuts(raw: str | None) -> Cuts:
    """Each change by cleaning: kind, what stood there, what stands there now; their lengths account for all of it."""
    return clean_openly(raw)[1]


def clean_openly(raw: str | None) -> tuple[str, Cuts]:
    """Return what :func:`clean_text` gives, and each change on the way to it."""
    cuts: Cuts = []
    return _clean(raw, cuts), cuts
