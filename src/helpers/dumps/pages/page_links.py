"""Links of a copied page resolved: Markdown text to plain lines, each with the address that its link leads to.

Copies write a link on one line, over several (``[``, the wrapped text, ``][33]``), with its address at the end of the
file (``[33]: https://…``), or on the line after the next blank one. All of them become a line of plain text that
carries its address.
"""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator

from helpers.dumps.pages.page_blocks import Line, is_furniture

MAX_LINK = 20_000  # characters of a link's text; the longest abstracts have 4,000
_DEFINITION = re.compile(r"\s{0,8}\[([^\[\]]{1,40})\]:?\s{1,8}<?((?:https?://|mailto:|/)[^\s<>]{1,2000})")
_TOKEN = re.compile(r"\\[^\n]|!?\[|\]")
_TARGET = re.compile(
    r"\(\s{0,8}<?([^\s()<>]{0,2000}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,500})?)>?(?:\s\"[^\"\n]{0,300}\")?\)"
)
_REFERENCE = re.compile(r"\[([\w .-]{1,40})\]")
_IMAGE = re.compile(r"!\[[^\[\]]{0,500}\]\([^()\s]{0,2000}\)")
_INNER = re.compile(r"\[([^\[\]]{0,2000})\](?:\([^()\s]{0,2000}\)|\[\d{1,5}\])")
_ALT = re.compile(r"\s*\[[^\[\]]{0,100}\]")
_ADDRESS = re.compile(r"<?https?://[^\s<>]+>?")
_OURS = re.compile(r".*(?:huggingface\.co|hf\.co)/")
_LEAD = re.compile(r"[\s#*>•·|_-]*(?:\[?\d{1,5}\]?[.)]?)?[\s#*>_-]*")
_BOLD = re.compile(r"(?:\d{1,4}[.)]\s{1,4})?\*\*[^*]{3,500}\*\*")
_ESCAPED = re.compile(r"\\([-*_#.>~`+!\[\]()])")


def _mark_level(text: str) -> int:
    stripped = text.lstrip(" \t>")
    level = len(stripped) - len(stripped.lstrip("#"))
    if 1 <= level <= 6 and stripped[level : level + 1] in {" ", "\t", "", "["}:
        return level
    return 7 if "**" in stripped[:8] and len(text) < 600 and _BOLD.fullmatch(text.strip()) else 0


def _find_links(text: str, defined: dict[str, str], by_number: bool) -> list[tuple[int, int, int, int, str]]:
    """Outermost links as (start, start of text, end of text, end, address), in order.

    One pass with a bounded stack. A "]" that closes at the end of a line belongs to the nearest "[" at the start of
    a line, so that "[0, 1)" inside an abstract does not break the link around it.
    """
    links: list[tuple[int, int, int, int, str]] = []
    stack: deque[tuple[int, int, bool]] = deque(maxlen=200)
    lost: tuple[int, int, bool] | None = None  # an opener at the start of a line that a stray "]" closed
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark[0] == "\\":
            continue
        if mark[-1] == "[":
            near = text[max(0, token.start() - 40) : token.start()]
            _, at_start, near = (near if token.start() >= 40 else "\n" + near).rpartition("\n")
            stack.append((token.start(), token.end(), bool(at_start) and not near.strip(" \t#*>•·-0123456789.)_\\")))
            continue
        following = text[token.end() : token.end() + 1]
        match, target = None, ""
        if following == "(" and (match := _TARGET.match(text, token.end())):
            target = match[1]
        elif following == "[" and (match := _REFERENCE.match(text, token.end())):
            target = defined.get(match[1], "")
            match = match if match[1] in defined or (by_number and match[1].isdigit()) else None
        opener = stack.pop() if stack else None
        if match is None:
            lost = opener if opener and opener[2] else lost
            continue
        if text[match.end() : match.end() + 1] in {"", "\n"} and any(entry[2] for entry in stack):
            while opener and not opener[2]:
                opener = stack.pop()
        opener, lost = opener or lost, None
        if opener is None or match.end() - opener[0] > MAX_LINK:
            continue
        while links and links[-1][0] > opener[0]:
            links.pop()
        links.append((opener[0], opener[1], token.start(), match.end(), target))
    return links


def clean_link_text(text: str) -> str:
    """The text of a link: pictures and their alternative texts dropped, wrapped lines joined, escapes undone."""
    text = _INNER.sub(r"\1", _IMAGE.sub("", text))
    if "\\" in text:
        text = re.sub(r"\\{1,2}[ \t]*\n", "\n", text)
        text = _ESCAPED.sub(r"\1", re.sub(r"\\[ \t]{2,}", " ", text))
    rest = _ALT.sub("", text, count=1)
    return rest if len(rest) < 100 else text  # "[[alt] Name](…)"


def _emit(parts: list[tuple[str, str | None]], number: int) -> Iterator[Line]:
    """One line's parts (text, address) as one line, or as several if all of them are furniture around links."""
    links = [part for part in parts if part[1] is not None]
    flat = "".join(text for text, _ in parts)
    if not links:
        yield Line(number, flat, None, _mark_level(flat))
        return
    residue = [text for text, target in parts if target is None and text.strip()]
    level = _mark_level(parts[0][0]) if parts[0][1] is None else 0
    if not level and any("**" in text for text in residue):
        level = 7
    if len(links) == 1 and all(_LEAD.fullmatch(text[:200]) and len(text) <= 200 for text in residue):
        yield Line(number, links[0][0], links[0][1], level, True)
    elif len(links) < 20 and all(is_furniture(Line(0, text.strip())) for text in residue):
        for text, target in parts:
            if text.strip():
                yield Line(number, text, target, level if target is not None else 0, True)
    else:
        best = next((target for _, target in links if "/papers/" in target or "arxiv.org" in target), None)
        yield Line(number, flat, best, level)


def resolve_links(lines: Iterable[str]) -> list[Line]:
    """The lines of a page without link syntax; addresses on lines of their own have moved to the line before.

    Links between which only menus, dates and the like stand are lines of their own. Blank lines have no text.
    """
    text, defined = _take_definitions(lines)
    by_number = bool(defined) or len(re.findall(r"\]\[\d{1,5}\][ \t]*$", text[:400_000], re.M)) >= 3
    links = _find_links(text, defined, by_number) if "](" in text or by_number else []
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    found: list[Line] = []
    parts: list[tuple[str, str | None]] = []  # of the line under way, with the addresses of links
    position = 0
    for start, inner, end, close, target in [*links, (len(text),) * 4 + ("",)]:
        number = bisect_right(starts, position)
        for index, plain in enumerate(text[position:start].split("\n")):
            if index:
                found.extend(_emit(parts, number + index - 1))
                parts = []
            if plain:
                parts.append((plain, None))
        position, number, body = close, bisect_right(starts, start), text[inner:end]
        shown = "" if text[start : start + 1] == "!" else clean_link_text(body)
        if "\n" in body:
            level = _mark_level(parts[0][0]) if parts else 0
            if any(plain.strip(" \t#*>-") for plain, _ in parts):
                found.extend(_emit(parts, number))
            parts = []
            first = number + body[: len(body) - len(body.lstrip())].count("\n")
            if shown.strip():
                found.append(Line(first, " ".join(shown.split()), target, level, True))
        elif start < len(text) and text[start] != "!":
            parts.append((shown, target))
    if parts:
        found.extend(_emit(parts, bisect_right(starts, len(text))))
    return _attach_addresses(found)


def _take_definitions(lines: Iterable[str]) -> tuple[str, dict[str, str]]:
    """The text of a page without the addresses that it defines ("[33]: https://…"), and these by name."""
    kept, defined = [], {}
    for line in lines:
        line = line.strip("\ufeff\x00\u200b\r")
        if line.lstrip()[:1] == "[" and (match := _DEFINITION.match(line)):
            defined.setdefault(match[1], match[2])
            line = ""
        kept.append(line)
    return "\n".join(kept), defined


def _attach_addresses(lines: list[Line]) -> list[Line]:
    """Give an address on a line of its own to the block before it, where a blank line or its path shows that it is."""
    last: Line | None = None
    blank, run = True, 0
    for line in lines:
        text = line.text.strip()
        address = text.strip("<>") if text[:1] in {"h", "<"} and _ADDRESS.fullmatch(text) else None
        run = run if not text else 1 if blank and not address else run + (not blank)
        if not text or (address and line.target is None and last and (blank or _OURS.match(address))):
            if text and last.target is None:
                last.target, last.alone = address, blank and run == 1
            blank, line.text = blank or not text, ""
            continue
        if text not in {"[", "]"} and not (address and line.target is None):
            last = line
        blank = False
    return lines
