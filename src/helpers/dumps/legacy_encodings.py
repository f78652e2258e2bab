"""Encodings of one script or region from before Unicode, told by their bytes where a text is not UTF-8."""

import re

from helpers.dumps.records import DumpError

_NAMES = {  # Python's name, and what messages call it
    "gb18030": "GB18030", "big5": "Big5", "cp932": "Shift-JIS", "euc_jp": "EUC-JP", "cp949": "EUC-KR",
    "koi8_r": "KOI8-R", "cp1251": "Windows-1251", "cp1253": "Windows-1253", "cp1255": "Windows-1255",
    "cp1256": "Windows-1256", "cp1250": "Windows-1250", "iso8859_2": "ISO 8859-2", "cp1254": "Windows-1254",
    "cp1257": "Windows-1257",
}  # fmt: skip
_LETTERS = {  # encodings of many letters, and the letters by which their languages are sure
    "cp932": re.compile("[ぁ-ん]"), "euc_jp": re.compile("[ぁ-ん]"), "cp949": re.compile("[가-힣]"),
}  # fmt: skip
_SURE = {"cp932": 0.2, "euc_jp": 0.2, "cp949": 0.85}  # the least share of those letters
_HALF_WIDTH = re.compile("[｡-ﾟ]")  # what Chinese becomes when it is read as Shift-JIS
_SCRIPTS = ["gb18030", "big5", "koi8_r", "cp1251", "cp1253", "cp1255", "cp1256"]
_WESTERN = (  # letters above ASCII of one language each
    "àâæçèéêëîïôœùûüÿ", "äöüß", "áéíñóúü", "àáâãçéêíóôõúü", "àèéìíîòóùú", "åäöé", "æøåéòô", "áæðéíóöúýþ", "äöõüšž",
    "àçèéíïòóúü", "ëïéèóüöá",
)  # fmt: skip
_CENTRAL = ("áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "ăâîşţ", "čćđšž")
_REGIONS = {
    "iso8859_2": _CENTRAL,
    "cp1250": _CENTRAL,
    "cp1254": ("çğıiöşüâî",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž"),
}  # fmt: skip
_WORD = re.compile(rb"[^\s,;\"]*[\x80-\xff][^\s,;\"]*")  # no second byte of a sign is one of these marks
_HIGH = re.compile(rb"[\x80-\xff]+")
_IN_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SAMPLE = 20_000  # bytes of words that are looked at
_FEW, _ALIKE = 12, 5  # fewer bytes, or fewer different ones, tell nothing
_CLEAR = 0.03  # by so much less disorder one encoding is told from another
_MOST, _BETTER = 0.9, 0.08  # the least share of letters that one language has, and by how much it must be the larger


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
    if found := next((name for name in _LETTERS if _is_sure(sample, name)), None):
        return found
    runs = [run for run in _HIGH.findall(sample) if len(run) > 2]  # words of other letters; Latin has single ones
    return _find_script(sample, source) if 2 * sum(map(len, runs)) > len(high) else _find_region(sample)


def _sample_words(piece: bytes) -> bytes:
    """The words with bytes above ASCII, as many as are looked at; the last one may be cut and is left out."""
    words, size = [], 0
    for match in _WORD.finditer(piece):
        if size > _SAMPLE or (match.end() == len(piece) and words):
            break
        words.append(match[0])
        size += len(match[0]) + 1
    return b" ".join(words)


def _is_sure(sample: bytes, encoding: str) -> bool:
    """Whether a text has, in an encoding, as many letters of its language as no other text has by chance."""
    text = sample.decode(encoding, "replace")
    signs = sum(sign > "\x7f" for sign in text)
    if text.count("\ufffd") > 0.01 * signs or len(_HALF_WIDTH.findall(text)) > 0.1 * signs:
        return False
    return len(_LETTERS[encoding].findall(text)) >= _SURE[encoding] * signs


def _find_script(sample: bytes, source: str) -> str | None:
    from charset_normalizer import from_bytes

    found = from_bytes(sample, cp_isolation=_SCRIPTS, threshold=0.3, preemptive_behaviour=False)
    fits = {name: (m.chaos, -m.coherence) for m in found for name in m.could_be_from_charset if name in _SCRIPTS}
    if not fits:
        return None
    best = min(fits, key=fits.__getitem__)
    chaos, unlike = fits[best]
    near = [name for name in fits if fits[name][0] < chaos + _CLEAR and fits[name][1] < unlike + 0.1]
    if len(near) > 1:
        names = " or ".join(map(name_encoding, sorted(near, key=fits.__getitem__)))
        raise DumpError(f"{source} is not UTF-8, and its bytes may be {names}; save it as UTF-8.")
    return best


def _find_region(sample: bytes) -> str | None:
    """An encoding in which the letters are those of one language, as they are not in Windows-1252."""
    shares = {name: _measure_letters(sample, name, alphabets) for name, alphabets in _REGIONS.items()}
    if re.search(rb"[\x80-\x9f]", sample):
        shares["iso8859_2"] = 0.0  # it has no signs there
    best = max(shares, key=shares.__getitem__)
    least = max(_MOST, _measure_letters(sample, "cp1252", _WESTERN) + _BETTER)
    return best if shares[best] >= least else None


def _measure_letters(sample: bytes, encoding: str, alphabets: tuple[str, ...]) -> float:
    """The share of letters above ASCII that one language has; a sign between letters counts as none of them."""
    text = sample.decode(encoding, "replace").lower()
    text = f" {text} "
    signs = [text[n] for n in range(1, len(text) - 1) if text[n] > "\x7f" and _is_in_word(text[n - 1 : n + 2])]
    return max(sum(sign in letters for sign in signs) for letters in alphabets) / max(1, len(signs))


def _is_in_word(three: str) -> bool:
    return three[1].isalpha() or (three[0].isalpha() and three[2].isalpha())
