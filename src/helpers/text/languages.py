"""Languages as dumps declare them, as two-letter codes."""

from __future__ import annotations

import re

LANGUAGES = {  # as dumps write them, beside the two-letter codes
    "english": "en", "eng": "en", "chinese": "zh", "zho": "zh", "chi": "zh", "german": "de", "ger": "de", "deu": "de",
    "french": "fr", "fre": "fr", "fra": "fr", "spanish": "es", "spa": "es", "portuguese": "pt", "por": "pt",
    "italian": "it", "ita": "it", "russian": "ru", "rus": "ru", "japanese": "ja", "jpn": "ja", "korean": "ko",
    "kor": "ko", "polish": "pl", "pol": "pl", "turkish": "tr", "tur": "tr", "und": "",
}  # fmt: skip


def read_language(declared: str) -> str | None:
    """The code of a declared language ("English", "eng", "en-US"); None where it declares none that is known."""
    name = declared.strip().lower()
    code = LANGUAGES.get(name) or LANGUAGES.get(name.split(";")[0].strip(), name)
    match = re.fullmatch(r"([a-z]{2})(?:[-_][a-z0-9]{2,8})*", code)
    return match[1] if match else None
