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
    languages = find_languages(papers)
    if languages is None:
        return papers
    other = (languages != "en").to_numpy(dtype=bool)
    muted = {}
    for name in ("title", "abstract"):
        texts = papers[name].astype(object).copy()
        texts[other] = [mute_text(*pair) for pair in zip(texts[other], languages[other], strict=True)]
        muted[name] = texts
    return papers.assign(**muted)


def find_languages(papers: pd.DataFrame) -> pd.Series | None:
    """Return the language of each paper, the commonest where it is not known; None where all are English."""
    if "language" not in papers or (known := papers["language"].dropna()).empty:
        return None
    languages = papers["language"].fillna(known.mode()[0])
    return None if (languages == "en").all() else languages


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


def mute_text(text: Any, language: str) -> Any:
    """Return a text with :data:`STAND_IN` for the function words of its language; what is no text as it is."""
    words = list_function_words(language)
    if not isinstance(text, str) or not words or language == "ja":  # the splitting of Japanese leaves them out
        return text

    def mute_run(run: re.Match[str]) -> str:
        return "".join(f" {STAND_IN} " if piece in words else piece for piece in split_run(run[0]))

    def mute_word(word: re.Match[str]) -> str:
        return STAND_IN if fold_accents(word[0]).lower() in words else word[0]

    return _WORD.sub(mute_word, UNSPACED.sub(mute_run, text))
