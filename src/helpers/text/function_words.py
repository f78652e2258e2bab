"""Function words of other languages than English, and words of scripts that put no spaces between them."""

import re
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

import pandas as pd

STAND_IN = "the"
"""What stands for a function word of another language, so that all that sets English ones aside does it to these."""

UNSPLIT = {"bo": "Tibetan", "km": "Khmer", "lo": "Lao", "my": "Burmese"}
"""Languages written without spaces that nothing here can split."""

_KANA = re.compile("[\u3040-\u30ff\u31f0-\u31ff]")
_UNSPACED = re.compile("[\u0e00-\u0e7f]+|[\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_ENDING = re.compile("[\u3040-\u309f]+$")
_WORD = re.compile(r"[^\W\d_]+")


def space_words(text: str) -> str:
    """Return a text with blanks between the words of Chinese, Japanese and Thai; all else is as it was.

    BudouX finds the words (Apache-2.0). Japanese ones lose the particles and endings in hiragana that it leaves on
    them, which are function words.
    """
    if _UNSPACED.search(text) is None:
        return text
    japanese = _KANA.search(text) is not None
    return _UNSPACED.sub(lambda run: f" {' '.join(_segment(run[0], _find_script(run[0], japanese)))} ", text)


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
    from helpers.text.words import fold_accents

    name = "nb" if language == "no" else language
    try:
        found = import_module(f"spacy.lang.{name}.stop_words").STOP_WORDS
    except (ModuleNotFoundError, AttributeError):
        return frozenset()
    # "l'" and "qu'" are words without their apostrophe.
    return frozenset(fold_accents(word).lower().rstrip("'’") for word in found)


def _mute(text: Any, language: str) -> Any:
    words = list_function_words(language)
    if not isinstance(text, str) or not words:
        return text
    from helpers.text.words import fold_accents

    def replace(match: re.Match[str]) -> str:
        if _UNSPACED.fullmatch(match[0]) is None:
            return STAND_IN if fold_accents(match[0]).lower() in words else match[0]
        pieces = _segment(match[0], _find_script(match[0], language == "ja"))
        return "".join(f" {STAND_IN} " if piece in words else piece for piece in pieces)

    return _WORD.sub(replace, text) if language != "ja" else text


def _find_script(run: str, japanese: bool) -> str:
    return "thai" if "\u0e00" <= run[0] <= "\u0e7f" else "japanese" if japanese else "simplified_chinese"


@lru_cache(maxsize=200_000)
def _segment(run: str, script: str) -> list[str]:
    pieces = _open_parser(script).parse(run)
    return [word for piece in pieces if (word := _ENDING.sub("", piece))] if script == "japanese" else pieces


@cache
def _open_parser(script: str) -> Any:
    import budoux

    return getattr(budoux, f"load_default_{script}_parser")()
