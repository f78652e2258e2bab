"""JSON read value by value from pieces of text, so that memory does not grow with the file.

Single values are decoded by the standard library on a sliding window. ijson (3.6) refuses the NaN that Python itself
writes, and a fault in one item costs it all later ones.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

MAX_DEPTH = 100  # levels of lists and objects; dumps of papers stay under 10
MAX_VALUE = 50 * 10**6  # characters of one item
_WINDOW = 1 << 17  # characters read at least at a time; a fault costs a count of lines in the window


def _read_long(digits: str) -> int | str:
    """A whole number; one of thousands of digits stays text, as Python refuses to convert it."""
    return int(digits) if len(digits) < 4000 else digits


# A number with a point stays text, so that an id keeps its last zero (2606.29100); NaN and Infinity are nothing.
_OPTIONS: dict[str, Any] = {"parse_float": str, "parse_constant": lambda name: None, "strict": False}
_DECODER = json.JSONDecoder(**_OPTIONS)
_PATIENT = json.JSONDecoder(**_OPTIONS, parse_int=_read_long)
_GAP = re.compile(r"[\s,\ufeff\x00\x1e]*")
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.S)


class JsonFault(ValueError):
    """A value that cannot be decoded; ``cut`` tells a text that ends too early from one that is broken."""

    def __init__(self, what: str, start: int, end: int, *, cut: bool) -> None:
        """Keep what is wrong, and between which characters of the window."""
        super().__init__(what)
        self.start, self.end, self.cut = start, end, cut


class DepthFault(ValueError):
    """A value nested deeper than ``MAX_DEPTH``."""


def _check_depth(value: Any, depth: int) -> None:
    """Raise ``DepthFault`` for a value, below ``depth`` levels, that is nested too deeply."""
    level = [value]
    while level := [inner for inner in level if type(inner) is dict or type(inner) is list]:
        depth += 1
        if depth > MAX_DEPTH:
            raise DepthFault
        level = [inner for outer in level for inner in (outer.values() if type(outer) is dict else outer)]


def _check_text(text: str, start: int, end: int) -> None:
    """Raise ``DepthFault`` for a part of a text, which cannot be decoded, that opens too many levels."""
    depth = 0
    for token in _TOKEN.finditer(text, start, end):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > MAX_DEPTH:
            raise DepthFault


def _decode(text: str, at: int, above: int = 0) -> tuple[Any, int]:
    """The value that begins at a place of a text, ``above`` levels deep, and where it ends."""
    try:
        value, end = _DECODER.raw_decode(text, at)
    except RecursionError:
        raise DepthFault from None
    except json.JSONDecodeError as error:
        _check_text(text, at, min(error.pos + 1, at + _WINDOW))
        raise
    except ValueError:
        value, end = _PATIENT.raw_decode(text, at)
    if text.count("{", at, end) + text.count("[", at, end) + above > MAX_DEPTH:  # few have so many brackets
        _check_depth(value, above)
    return value, end


def parse_json(text: str) -> Any:
    """The value of a JSON text, numbers with a point kept as text; ``DepthFault`` or another ``ValueError`` if none."""
    value, end = _decode(text := text.strip(), 0)
    if end < len(text):
        raise JsonFault("text behind the value", end, len(text), cut=False)
    return value


class JsonStream:
    """A window that slides over JSON text."""

    def __init__(self, pieces: Iterable[str]) -> None:
        """Begin before the first sign."""
        self._pieces = (piece[at : at + _WINDOW] for piece in pieces for at in range(0, len(piece), _WINDOW))
        self._lines = 1  # number of the window's first line
        self.text, self.at, self.ended = "", 0, False

    def find_line(self, at: int | None = None) -> int:
        """The number of the line at a place in the window, by default where reading stands."""
        return self._lines + self.text.count("\n", 0, self.at if at is None else at)

    def read_more(self) -> bool:
        """At least double the window and drop what was read, so that ``at`` becomes 0; False at the end of the text."""
        wanted, pieces = max(_WINDOW, len(self.text) - self.at), []
        while wanted > 0 and not self.ended:
            piece = next(self._pieces, "")
            self.ended = not piece
            pieces.append(piece)
            wanted -= len(piece)
        self._lines += self.text.count("\n", 0, self.at)
        self.text, self.at = "".join([self.text[self.at :], *pieces]), 0
        return any(pieces)

    def peek(self) -> str:
        """The next sign that is no space, comma or NUL; "" at the end."""
        while True:
            self.at = _GAP.match(self.text, self.at).end()
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.read_more():
                return ""

    def read_value(self, *, above: int = 0) -> Any:
        """The value at the window's place, which then lies behind it; ``above`` are the levels over it.

        ``JsonFault`` if it cannot be decoded, and the place stays; ``DepthFault`` if it is nested too deeply.
        """
        while True:
            try:
                value, end = _decode(self.text, self.at, above)
            except json.JSONDecodeError as error:
                # Near the end of the window the text may only go on in the next piece.
                open_text = error.msg.startswith("Unterminated string")
                near = open_text or error.pos > len(self.text) - 12
                if near and not self.ended and len(self.text) - self.at < MAX_VALUE:
                    self.read_more()
                    continue
                cut = self.ended and (open_text or error.pos >= len(self.text.rstrip()))
                raise JsonFault(error.msg, self.at, error.pos, cut=cut) from None
            if end == len(self.text) and not isinstance(value, (dict, list, str)) and self.read_more():
                continue  # a number may go on
            self.at = end
            return value

    def move_to(self, pattern: re.Pattern) -> bool:
        """Go on to the next match of a pattern, of at most 1,000 characters; to the end and False if there is none."""
        while (match := pattern.search(self.text, self.at)) is None:
            self.at = max(self.at, len(self.text) - 1000)
            if not self.read_more():
                self.at = len(self.text)
                return False
        self.at = match.start()
        return True
