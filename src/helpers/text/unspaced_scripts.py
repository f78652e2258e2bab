"""Words of scripts that put no spaces between them."""

import re
from functools import cache, lru_cache
from typing import Any

UNSPLIT = {"bo": "Tibetan", "km": "Khmer", "lo": "Lao", "my": "Burmese"}
"""Languages written without spaces that nothing here can split."""

_KANA = re.compile("[\u3040-\u30ff\u31f0-\u31ff]")
UNSPACED = re.compile("[\u0e00-\u0e7f]+|[\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_ENDING = re.compile("[\u3040-\u309f]+$")


def space_words(text: str) -> str:
    """Return a text with blanks between the words of Chinese, Japanese and Thai; all else is as it was.

    BudouX finds the words (Apache-2.0). Japanese ones lose the particles and endings in hiragana that it leaves on
    them, which are function words.
    """
    if UNSPACED.search(text) is None:
        return text
    japanese = _KANA.search(text) is not None
    return UNSPACED.sub(lambda run: f" {' '.join(segment(run[0], find_script(run[0], japanese)))} ", text)


def find_script(run: str, japanese: bool) -> str:
    """Return by which of BudouX's parsers a run of letters is split; Han is Chinese unless ``japanese``."""
    return "thai" if "\u0e00" <= run[0] <= "\u0e7f" else "japanese" if japanese else "simplified_chinese"


@lru_cache(maxsize=200_000)
def segment(run: str, script: str) -> list[str]:
    """Return the words of a run of letters, by the parser of :func:`find_script`."""
    pieces = _open_parser(script).parse(run)
    return [word for piece in pieces if (word := _ENDING.sub("", piece))] if script == "japanese" else pieces


@cache
def _open_parser(script: str) -> Any:
    import budoux

    return getattr(budoux, f"load_default_{script}_parser")()
