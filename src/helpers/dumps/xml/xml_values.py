"""Values out of XML elements: texts with their inline markup, and which of several dates is the first."""

from __future__ import annotations

from typing import Any

from helpers.dumps.reference_fields import Texts
from helpers.text.dates import read_date

Dated = tuple[str, str]  # the field's name, and its value as the file has it
_BLOCKS = frozenset(("p", "div", "br", "li", "sec", "title"))


def read_inline(node: Any, path: str | None = None) -> str:
    """All text of an element, or of the first under a path in it, also that inside inline markup; "" for None.

    Blocks (paragraphs) come on lines of their own.
    """
    node = node if path is None or node is None else node.find(path)
    return "" if node is None else _join_text(node).strip()


def _join_text(node: Any) -> str:
    parts = [node.text or ""]
    for child in node:
        mark = "\n" if child.tag in _BLOCKS else ""
        if child.tag == "tex-math" and "$" not in (child.text or "$"):
            mark = "$"
        parts += [mark, _join_text(child), mark, child.tail or ""]
    return "".join(parts)


def read_texts(node: Any) -> Texts:
    """The texts of an element's children by name, without empty ones; none for None."""
    texts = Texts()
    for child in node if node is not None else ():
        if isinstance(child.tag, str) and (text := read_inline(child)):
            texts.setdefault(child.tag, []).append(text)
    return texts


def keep_first_dates(dates: list[Dated]) -> tuple[list[Dated], list[Dated]]:
    """Part the dates of one paper, in any order, into those of its first publication and later ones, in order.

    The first are the earliest and those that may mean the same day ("2018" and "2018-02-06"); if none can be read, all.
    """
    found = [(interval, dated) for dated in dates if (interval := read_date(dated[1])) is not None]
    if not found:
        return list(dates), []
    end = min((interval.low, interval.high) for interval, _ in found)[1]
    first = sorted((pair for pair in found if pair[0].low <= end), key=lambda pair: pair[0].high)
    later = sorted((pair for pair in found if pair[0].low > end), key=lambda pair: pair[0].low)
    return list(dict.fromkeys(dated for _, dated in first)), list(dict.fromkeys(dated for _, dated in later))
