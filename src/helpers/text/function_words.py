"""Function words of other languages than English."""

import re
from functools import cache
from importlib import import_module
from typing import Any

import pandas as pd

from helpers.text.unspaced_scripts import UNSPACED, split_run
from helpers.text.words import VOWEL_SIGNS, fold_accents

STAND_IN = "the"
"""What stands for a function word of another language, so that all that sets English ones aside does it to these."""

_WORD = re.compile(rf"(?:[^\W\d_]|[{VOWEL_SIGNS}])+")


def mute_function_words(papers: pd.DataFrame) -> pd.DataFrame:
    """Return papers in whose titles and abstracts :data:`STAND_IN` stands for function words of their language.

    For counting only. The lists are spaCy's. English stays as it is; a paper whose ``language`` is not known is taken
    for one in the commonest language of the others.
    """
    if "language" not in papers or (known := papers["language"].dropna()).empty:
        return papers
    languages = papers["language"].fillna(known.mode()[0])
    other = (languages != "en").to_numpy(dtype=bool)
    if not other.any():
        return papers
    muted = {}
    for name in ("title", "abstract"):
        texts = papers[name].astype(object).copy()
        texts[other] = [_mute(*pair) for pair in zip(texts[other], languages[other], strict=True)]
        muted[name] = texts
    return papers.assign(**muted)


@cache
def list_function_words(language: str) -> frozenset[str]:
    """Return the function words of a language (ISO 639-1) as ``split_words`` writes them; none where spaCy has none."""
    name = "nb" if language == "no" else language
    try:
        found = import_module(f"spacy.lang.{name}.stop_words").STOP_WORDS
    except (ModuleNotFoundError, AttributeError):
        return frozenset()
    # "l'" and "qu'" are words without their apostrophe.
    return frozenset(fold_accents(word).lower().rstrip("'’") for word in found)


def _mute(text: Any, language: str) -> Any:
    words = list_function_words(language)
    if not isinstance(text, str) or not words or language == "ja":  # the splitting of Japanese leaves them out
        return text

    def mute_run(run: re.Match[str]) -> str:
        return "".join(f" {STAND_IN} " if piece in words else piece for piece in split_run(run[0]))

    def mute_word(word: re.Match[str]) -> str:
        return STAND_IN if fold_accents(word[0]).lower() in words else word[0]

    return _WORD.sub(mute_word, UNSPACED.sub(mute_run, text))
