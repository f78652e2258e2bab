"""What a text looks like in which no reader finds papers: named by its form, with the way out."""

import re
from collections import Counter

from helpers.dumps.tables.csv_dialect import find_layout

_LINES = 2000  # of a text's beginning are looked at
_TAGGED = re.compile(r"[ \t]{0,8}([{<]?[A-Za-z][\w -]{0,24}[}>]?)(?: {0,3}[-–:=]|[ \t]{2})(?:\s|$)")
_SHORT = re.compile(r"([A-Z][A-Z0-9]{1,3}|[%#$*][^\s%#*])(?:[ \t]|$)")
_NUMBERED = re.compile(r"\s{0,8}(?:\[\d{1,4}\]|\d{1,4}[.)])\s+\S")
_MARKUP = re.compile(r"<(?:!doctype|html|body|div|table|p|a|span|li|script)\b", re.I)
_CODE = re.compile(
    r"(?:#include|def |class |import |from \w+ import|function |\s*return\b|\s*(?:if|for|while) ?\(.{0,80}\{\s*$)"
)
_LATEX = re.compile(r"\\(?:documentclass|begin\{|usepackage|section\{|bibitem)")
_LOG = re.compile(r"\W?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|(?:DEBUG|INFO|WARN|ERROR)\b")
_SETTING = re.compile(r"\[{1,2}[\w.-]+\]{1,2}\s*$|[\w.-]{1,60} ?= ?[\"'\[{\d]|#")
_MANY = 0.5  # share of lines of one form that makes it the text's
_SHOWN = 8  # tags or columns that are named


def find_likeness(lines: list[str]) -> tuple[str, str]:
    """What a text looks like, and what to do about it.

    >>> find_likeness(["TX: A Title", "WR: Ada B", "", "TX: Another", "WR: Cleo D"])[0]
    'tagged text (its tags: TX, WR)'
    """
    filled = [line[:2000] for line in lines[:_LINES] if line.strip()]
    share = len(filled) * _MANY
    if sum(map(bool, map(_MARKUP.search, filled))) > share:
        return "the source of a web page", "copy the page's text, or fetch the data behind it"
    if sum(map(bool, map(_SETTING.match, filled))) > share:
        return "a file of settings", "name the file that holds the papers"
    for form, kind in ((_LATEX, "LaTeX"), (_CODE, "source code"), (_LOG, "a log")):
        if len(found := list(filter(form.match if form is not _LATEX else form.search, filled))) > share / 4 and found:
            return kind, "name the file that holds the papers"
    if tags := _find_tags(filled):
        return f"tagged text (its tags: {', '.join(tags)})", "export it as RIS, BibTeX, PubMed's nbib or CSV"
    if sum(map(bool, map(_NUMBERED.match, filled))) > share / 2:
        return "a numbered list of references", "export the references with their abstracts, as RIS, BibTeX or CSV"
    layout = find_layout(lines[:200])
    if layout is not None and len(layout.names) > 2 and _is_even(filled, layout.dialect.separator):
        names = ", ".join(name[:30] or "(no name)" for name in layout.names[:_SHOWN])
        way = "name its columns by the settings title_column and abstract_column, or save it as CSV"
        return f"a table (its first row: {names})", way
    return (
        "running text",
        "it should be a copied page with titles and abstracts, or an export as RIS, BibTeX, CSV or JSON",
    )


def _is_even(lines: list[str], separator: str) -> bool:
    """Whether most lines have one number of separators."""
    counts = Counter(line.count(separator) for line in lines)
    (usual, times), *_ = counts.most_common(1)
    return usual > 1 and times > len(lines) * _MANY


def _find_tags(lines: list[str]) -> list[str]:
    """The tags with which most lines begin, the most frequent first; none where hardly one comes back."""
    for form in (_TAGGED, _SHORT):
        tags = Counter(match[1].strip() for line in lines if (match := form.match(line)))
        again = {tag: count for tag, count in tags.items() if count > 1}
        if len(again) > 1 and sum(again.values()) > len(lines) * _MANY / 2:
            return sorted(again, key=lambda tag: -again[tag])[:_SHOWN]
    return []
