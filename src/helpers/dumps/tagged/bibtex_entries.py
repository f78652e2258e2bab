"""BibTeX as text: where entries begin and end, and what their fields say, without loss on what exporters write.

Of one Scopus export of 236 entries bibtexparser 1 reads 143 and bibtexparser 2 sets 53 aside. Here an entry begins
where a line begins with ``@type{key,``, so that a missing brace costs at most its own entry.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from helpers.dumps.tagged.tagged_records import MAX_RECORD

_KINDS = (
    "article|book|booklet|conference|inbook|incollection|inproceedings|manual|mastersthesis|misc|phdthesis"
    "|proceedings|techreport|unpublished|online|thesis|report|electronic|string|comment|preamble"
)
START = re.compile(
    rf"[ \t\ufeff]{{0,8}}@\s*(?:([A-Za-z]+)\s*\{{|((?i:{_KINDS}))\s*\()"
    r"[ \t]*(?:[^={}\"\n]{0,300}?[ \t]*(?:,|$|\}\s*$)|[\w ]+=)"
)
_COMMENT = re.compile(r"[ \t\ufeff]{0,8}@\s*comment\b", re.I)
_GLUED = re.compile(r"(?<=[})])\s*(?=@[A-Za-z]+\s*\{[^\s,={}]{1,200},)")
_HEADING = re.compile(r"[\s\ufeff]*@\s*([A-Za-z]+)\s*[{(]")
_KEY = re.compile(r"\s*([^,={}\"\n]*?)\s*(?:,|\n(?=\s*[A-Za-z][\w \t-]{0,40}=)|\Z|(?=\}))")
_FIELD = re.compile(r"(?<![\w:.+/-])([A-Za-z][\w:.+/-]{0,60}(?:[^\S\n][\w:.+/-]{1,60}){0,3})[^\S\n]*=\s*")
_NEXT_FIELD = re.compile(r"\n[ \t]{0,80}[A-Za-z][\w-]{0,60}(?:[^\S\n]\w{1,20})?[^\S\n]{0,80}=[^\S\n]{0,80}[{\"\d]")
_FOLLOWS = re.compile(r"\s{0,1000}(?:[,#})%]|\Z|[A-Za-z][\w-]{0,60}[^\S\n]*=)")
_BRACE = re.compile(r"[{}]")
_QUOTE_OR_BRACE = re.compile(r"[{}\"]")
_WORD = re.compile(r"[^\s,#{}\"=()]+")
_CONCATENATED = re.compile(r"\s*#\s*")
_TOKEN = re.compile(r"\\[A-Za-z]+[ \t]*|\\.|[{}]|\$", re.S)
MONTHS = {name: name for name in ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")}
MAX_VALUE = 10**4  # characters of an abbreviation: one that doubles another again and again is an attack
MAX_NAMES = 10**4  # abbreviations of a file


@dataclass
class Entry:
    """One entry: its kind ("article"), key, first line, and fields as (name, value) in their order.

    ``faults`` says what had to be guessed, ``cut`` that a value has no end, ``size`` how many characters it has.
    """

    kind: str
    key: str
    line: int
    fields: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    cut: bool = False
    size: int = 0


def split_entries(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The pieces of a file that begin as entries or commands ("@string"), each with the number of its first line.

    A piece runs to the next one's beginning and is cut at ``MAX_RECORD`` characters; what stands before is comment.
    """
    begin, size, depth = 0, 0, 0  # depth: of a comment, whose inner entries are commented out
    held: list[str] = []
    for number, line in enumerate(lines, start=1):
        for part in _GLUED.split(line) if line.count("@") > 1 else (line,):
            commented = depth > 0 and number - begin < 1000
            starts = not commented and "@" in part and START.match(part) is not None
            if starts:
                if held:
                    yield begin, "\n".join(held)
                begin, held, size = number, [], 0
                depth = 0
            if depth > 0 or (starts and _COMMENT.match(part)):
                depth += part.count("{") - part.count("}")
            if (starts or held) and size <= MAX_RECORD:
                held.append(part)
                size += len(part) + 1
    if held:
        yield begin, "\n".join(held)


def read_entry(text: str, line: int, names: dict[str, str]) -> Entry | None:
    """One piece of ``split_entries`` as an entry; None for a command, whose abbreviations come into ``names``."""
    heading = _HEADING.match(text)
    if heading is None or (kind := heading[1].lower()) in {"comment", "preamble"}:
        return None
    entry, begin = Entry(kind, "", line, size=len(text)), heading.end()
    if kind != "string" and (match := _KEY.match(text, begin)):
        entry.key, begin = " ".join(match[1].split()), match.end()
    _read_fields(text, begin, entry, names)
    if kind == "string":
        for name, value in entry.fields:
            if len(names) < MAX_NAMES:
                names[name.lower()] = value[:MAX_VALUE]
        return None
    return entry


def _read_fields(text: str, place: int, entry: Entry, names: dict[str, str]) -> None:
    """Fill ``entry.fields`` from ``place`` on; once braces went wrong, values end where the next field begins."""
    wrong = False
    while match := _FIELD.search(text, place):
        between = text[place : match.start()]
        if "%" in between and "\n" not in between[between.rfind("%") :]:  # a field that is commented out
            end_of_line = text.find("\n", match.end())
            place = len(text) if end_of_line < 0 else end_of_line
            continue
        if "}" in between:
            entry.faults.append("a brace too many")
        parts, size, place = [], 0, match.end()
        while place < len(text):
            part, place, wrong = _read_part(text, place, entry, names, wrong)
            if size <= MAX_RECORD:  # abbreviations may say much more than the text that names them
                parts.append(part)
            size += len(part)
            if (more := _CONCATENATED.match(text, place)) is None:
                break
            place = more.end()
        entry.fields.append((match[1], "".join(parts)[:MAX_RECORD]))


def _read_part(text: str, place: int, entry: Entry, names: dict[str, str], wrong: bool) -> tuple[str, int, bool]:
    """One part of a value (in braces, in quotes, a number or a name), the place behind it, whether braces failed."""
    first = text[place]
    if first not in '{"':
        match = _WORD.match(text, place)
        if match is None:
            return "", place + (first not in ",}#)"), wrong
        return names.get(match[0].lower(), match[0]), match.end(), wrong
    end = None if wrong else _find_end(text, place)
    if end is not None and _FOLLOWS.match(text, end + 1):
        last = first == "{" and text.find("}", end + 1) < 0
        if not (last and _NEXT_FIELD.search(text, place, end)):  # else it swallowed other fields
            return text[place + 1 : end], end + 1, wrong
    match = _NEXT_FIELD.search(text, place)
    end = match.start() if match else len(text)
    value = text[place + 1 : end].rstrip(" \t\n,")
    mark = "}" if first == "{" else '"'
    if wrong and value.endswith(mark) and match:  # a sound value of an entry that went wrong before
        return value[:-1], end, True
    entry.faults.append("braces or quotes that do not match")
    if match is None:
        entry.cut = "}" not in value[-3:] and mark not in value[-3:]
        value = value[:-100] + re.sub(r"[}\"]?[\s,]*[})]?\s*\Z", "", value[-100:])
    return value.removesuffix(mark), end, True


def _find_end(text: str, place: int) -> int | None:
    """Where the braces or quotes that open at ``place`` close; a quote does outside of braces, before what follows."""
    depth = 0
    for match in (_BRACE if text[place] == "{" else _QUOTE_OR_BRACE).finditer(text, place + 1):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            if depth == 0 and text[place] == "{":
                return match.start()
            depth -= 1
        elif depth <= 0 and _FOLLOWS.match(text, match.end()):
            return match.start()
    return None


def drop_braces(value: str) -> str:
    """A value without the braces that only protect capitals; those of LaTeX commands and mathematics stay.

    >>> drop_braces(r"{{{BERT} for $x^{2}$ and {\\'e}, by \\textit{us}}}")
    "BERT for $x^{2}$ and {\\\\'e}, by \\\\textit{us}"
    """
    if "{" not in value and "}" not in value:
        return value
    kept, stack, place, math = [], [], 0, False
    has_math = value.replace("\\$", "").count("$") % 2 == 0
    argument = -1  # where an argument of a command may begin
    for match in _TOKEN.finditer(value):
        token, at = match[0], match.start()
        kept.append(value[place:at])
        place = match.end()
        if token == "$":
            math = has_math and not math
        elif token[0] == "\\":
            argument = place
        elif token == "{":
            keep = math or argument == at or value[at - 1 : at] in {"^", "_"} or value[at + 1 : at + 2] == "\\"
            stack.append((keep, argument == at))
            if not keep:
                continue
        elif token == "}":
            keep, was_argument = stack.pop() if stack else (False, False)
            argument = place if was_argument else argument
            if not keep:
                continue
        kept.append(token)
    kept.append(value[place:])
    return "".join(kept)
