"""Words of scripts that put no spaces between them."""

import re
from functools import cache, lru_cache
from typing import Any

UNSPLIT = {"bo": "Tibetan", "km": "Khmer", "lo": "Lao", "my": "Burmese"}
"""Languages written without spaces that nothing here can split."""

_KANA = re.compile("[\u3040-\u30ff\u31f0-\u31ff]")
_THAI, _CJK = "\u0e00-\u0e7f", "\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
UNSPACED = re.compile(f"[{_THAI}]+|[{_CJK}]+")
UNSPACED_LETTER = f"[{_THAI}{_CJK}]"
"""One letter of a script without spaces, for a pattern."""
_ENDING = re.compile("[\u3040-\u309f]+$")


def space_words(text: str) -> str:
    """Return a text with blanks between the words of Chinese, Japanese and Thai; all else is as it was.

    Jieba finds those of Chinese (by its port rjieba, MIT), BudouX those of Japanese and Thai (Apache-2.0). Japanese
    ones lose the particles and endings in hiragana that BudouX leaves on them, which are function words.
    """
    if UNSPACED.search(text) is None:
        return text
    split = _split_japanese if _KANA.search(text) else split_run
    return UNSPACED.sub(lambda run: f" {' '.join(split(run[0]))} ", text)


@lru_cache(maxsize=200_000)
def split_run(run: str) -> tuple[str, ...]:
    """Return the words of a run of Chinese or Thai letters."""
    if "\u0e00" <= run[0] <= "\u0e7f":
        return tuple(_open_parser("thai").parse(run))
    import rjieba

    return tuple(rjieba.cut(run))


@lru_cache(maxsize=200_000)
def _split_japanese(run: str) -> tuple[str, ...]:
    if "\u0e00" <= run[0] <= "\u0e7f":
        return split_run(run)
    return tuple(word for piece in _open_parser("japanese").parse(run) if (word := _ENDING.sub("", piece)))


@cache
def _open_parser(script: str) -> Any:
    import budoux

    return getattr(budoux, f"load_default_{script}_parser")()
