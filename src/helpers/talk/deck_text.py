"""Text for slides: what may stand in one, how wide it is in the widest likely font, and what size fits.

A deck names IBM Plex Sans Condensed, which few computers have. PowerPoint then takes a font of the same class, Arial at
the widest, so that widths are those of Arial (of Helvetica, whose widths it copies, as matplotlib brings them).
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

LINE = 1.2
"""Height of a line, as a multiple of the size of its letters: set as such, so that no font makes it higher."""

_BARRED = ("Cc", "Cs", "Co", "Cn")
_TURNS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_NAMES = {"quotedblleft": "“", "quotedblright": "”", "quoteleft": "‘", "quoteright": "’", "endash": "–", "emdash": "—",
          "bullet": "•", "periodcentered": "·", "multiply": "×", "ellipsis": "…", "minus": "−"}  # fmt: skip


def clean_text(text: str) -> str:
    """Return a text as a slide can hold it: one line, without control characters and marks that turn its direction."""
    text = unicodedata.normalize("NFC", re.sub(r"[^\S\xa0]+", " ", str(text)).strip())
    return _TURNS.sub("", "".join(c for c in text if unicodedata.category(c) not in _BARRED))


def measure_text(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text on one line, in points."""
    return size * sum(_measure_character(c, bold) for c in text)


def count_lines(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """Return how many lines a text takes in a column of a width in points; a word that is too long is broken."""
    lines, left = 1, width
    for word in re.findall(r"[^ ]+ *", text) or [""]:
        wide, shown = (measure_text(part, size, bold=bold) for part in (word, word.rstrip()))
        if shown > left and left < width:
            lines, left = lines + 1, width
        if shown > width:
            more = int(-(-shown // width)) - 1
            lines, wide = lines + more, wide - more * width
        left -= wide
    return lines


def choose_size(
    texts: Sequence[str], width: float, height: float, sizes: Sequence[float], *, bold: bool = False,
    gap: float = 0.0, most: int | None = None,
) -> float | None:  # fmt: skip
    """Return the largest size at which paragraphs fit a box in points; None if they do at none.

    ``gap`` is the room after a paragraph as a share of the size, and ``most`` how many lines all may take.
    """
    for size in sorted(sizes, reverse=True):
        lines = [count_lines(text, width, size, bold=bold) for text in texts]
        high = size * (LINE * sum(lines) + gap * max(0, len(lines) - 1))
        if high <= height and (most is None or sum(lines) <= most):
            return size
    return None


def _measure_character(c: str, bold: bool) -> float:
    widths, c = _read_widths(bold), " " if c == "\xa0" else c
    if c in widths:
        return widths[c]
    base = unicodedata.normalize("NFD", c)[0]
    wide = unicodedata.east_asian_width(c) in "WF" or ord(c) >= 0x1F000
    return widths.get(base, 1.0 if wide else 0.0 if unicodedata.combining(c) else 0.75)


@cache
def _read_widths(bold: bool) -> dict[str, float]:
    """Widths of characters as shares of the size of letters."""
    import matplotlib as mpl
    from fontTools.agl import toUnicode

    file = Path(mpl.get_data_path()) / "fonts" / "pdfcorefonts" / f"Helvetica{'-Bold' if bold else ''}.afm"
    lines = re.findall(r"^C -?\d+ ; WX (\d+) ; N (\w+)", file.read_text(encoding="ascii"), re.M)
    return {_NAMES.get(name) or toUnicode(name): int(wide) / 1000 for wide, name in lines}
