"""Encodings of one script from before Unicode, told by their bytes where a text is not UTF-8."""

import re

from helpers.dumps.records import DumpError

_NAMES = {  # Python's name, and what messages call it
    "gb18030": "GB18030", "big5": "Big5", "cp932": "Shift-JIS", "euc_jp": "EUC-JP", "cp949": "EUC-KR",
    "koi8_r": "KOI8-R", "cp1251": "Windows-1251", "cp1253": "Windows-1253", "cp1255": "Windows-1255",
    "cp1256": "Windows-1256", "cp1250": "Windows-1250", "iso8859_2": "ISO 8859-2",
}  # fmt: skip
_LATIN = ("cp1250", "iso8859_2")  # of the middle of Europe
_WORD = re.compile(rb"[^\s,;\"]*[\x80-\xff][^\s,;\"]*")  # no second byte of a sign is one of these marks
_HIGH = re.compile(rb"[\x80-\xff]+")
_IN_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SAMPLE = 20_000  # bytes of words that are looked at
_FEW, _ALIKE = 12, 5  # fewer bytes, or fewer different ones, tell nothing
_CLEAR = 0.03  # by so much less disorder one encoding is told from another
_CLEAR_LATIN = 0.04


def name_encoding(encoding: str) -> str:
    """What messages call an encoding.

    >>> name_encoding("cp932")
    'Shift-JIS'
    """
    return _NAMES.get(encoding, encoding)


def find_legacy_encoding(piece: bytes, source: str) -> str | None:
    """The encoding of text that is not UTF-8, by Python's name; None for Windows-1252, and where too little tells.

    ``DumpError`` if the bytes are of another script and several encodings fit alike.
    """
    sample = _sample_words(piece)
    high = b"".join(_HIGH.findall(sample))
    if len(high) < _FEW or len(set(high)) < _ALIKE:
        return None
    inside = _IN_UTF8.findall(sample)
    if len(inside) >= len(high) - sum(map(len, inside)):
        return None  # UTF-8 with some bytes that are none
    runs = [run for run in _HIGH.findall(sample) if len(run) > 2]  # words of other letters; Latin has single ones
    return _find_script(sample, source) if 2 * sum(map(len, runs)) > len(high) else _find_latin(sample)


def _sample_words(piece: bytes) -> bytes:
    """The words with bytes above ASCII, as many as are looked at; the last one may be cut and is left out."""
    words, size = [], 0
    for match in _WORD.finditer(piece):
        if size > _SAMPLE or (match.end() == len(piece) and words):
            break
        words.append(match[0])
        size += len(match[0]) + 1
    return b" ".join(words)


def _measure(sample: bytes, encodings: list[str]) -> dict[str, tuple[float, float]]:
    """For each encoding that fits, how disordered the text is in it, and how unlike a language."""
    from charset_normalizer import from_bytes

    found = from_bytes(sample, cp_isolation=encodings, threshold=0.3, preemptive_behaviour=False)
    return {name: (m.chaos, -m.coherence) for m in found for name in m.could_be_from_charset if name in encodings}


def _find_script(sample: bytes, source: str) -> str | None:
    fits = _measure(sample, [name for name in _NAMES if name not in _LATIN])
    if not fits:
        return None
    best = min(fits, key=fits.get)
    (chaos, unlike), others = fits[best], [name for name in fits if name != best]
    near = [name for name in others if fits[name][0] < chaos + _CLEAR and fits[name][1] < unlike + 0.1]
    if near:
        names = " or ".join(map(name_encoding, sorted([best, *near], key=fits.get)))
        raise DumpError(f"{source} is not UTF-8, and its bytes may be {names}; save it as UTF-8.")
    return best


def _find_latin(sample: bytes) -> str | None:
    """An encoding of the middle of Europe where Windows-1252 would make disorder of it."""
    fits = _measure(sample, ["cp1252", *_LATIN])
    latin = min((fits[name][0] for name in _LATIN if name in fits), default=1.0)
    if latin + _CLEAR_LATIN >= fits.get("cp1252", (0.3,))[0]:
        return None
    return "cp1250" if re.search(rb"[\x80-\x9f]", sample) and "cp1250" in fits else "iso8859_2"
