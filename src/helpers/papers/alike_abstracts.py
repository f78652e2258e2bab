"""How alike abstracts begin, and which of many begin alike: blocks instead of all pairs."""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from helpers.papers.title_keys import split_title
from helpers.text.words import fold_accents, split_words

FIRST_WORDS = 80  # of an abstract are compared
BLOCK_SIGNS = 60  # of an abstract, without spaces and punctuation, make a block
SKETCHED = 400  # signs of an abstract go into its sketch
SKETCH = 3  # smallest hashes of three words in a row that make blocks
FEW = 20  # texts of one block that are all compared; in larger blocks each meets its neighbours by title
NEIGHBOURS = 8
_BETWEEN = re.compile(r"[\W_]+")
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def compute_jaccard(first: str, second: str) -> float:
    """Share of words that the beginnings of two abstracts have in common; a short one meets as much of the other."""
    if first == second:
        return float(bool(split_beginning(first)))
    short, long = (split_beginning(text) for text in sorted((first, second), key=len))
    one, other = set(short), set(long)
    if not one or not other:
        return 0.0
    jaccard = len(one & other) / len(one | other)
    if jaccard < 0.95 and min(len(one), len(other)) < 0.8 * max(len(one), len(other)) and len(short) >= 20:
        whole = set(long[: len(short)])
        jaccard = max(jaccard, len(one & whole) / len(one | whole))
    return jaccard


@lru_cache(maxsize=20_000)
def split_beginning(text: str) -> tuple[str, ...]:
    """The first words of a text; in scripts without spaces, pairs of characters."""
    words = split_words(text[: 12 * FIRST_WORDS])[:FIRST_WORDS]
    if text.isascii() or not _WIDE.search(text[:200]):
        return tuple(words)
    pieces = []
    for word in words:
        pieces += [word[k : k + 2] for k in range(max(len(word) - 1, 1))] if _WIDE.search(word) else [word]
    return tuple(pieces[: 4 * FIRST_WORDS])


def find_alike(texts: list[str], titles: list[str]) -> Iterator[tuple[int, int]]:
    """Pairs of texts that begin alike and have titles of similar look, each pair once, smaller number first.

    Texts meet if their first signs are the same, or one of the smallest hashes of their runs of three words (a sketch
    in the manner of Broder, 1997); in large blocks each meets its next few neighbours by title (sorted neighbourhoods:
    Hernández and Stolfo, 1995). The order of both lists must follow from their content.
    """
    blocks = sorted({tuple(block) for block in _build_blocks(texts) if len(block) > 1})
    keys = {i: "".join(split_title(titles[i])) for i in {i for block in blocks for i in block}}
    seen: set[tuple[int, int]] = set()
    for block in blocks:
        for pair in _list_pairs(block, keys):
            if pair not in seen:
                seen.add(pair)
                if _look_alike(keys[pair[0]], keys[pair[1]]):
                    yield pair


def _list_pairs(block: tuple[int, ...], keys: dict[int, str]) -> Iterator[tuple[int, int]]:
    if len(block) <= FEW:
        yield from combinations(block, 2)
        return
    ordered = sorted(block, key=lambda i: (keys[i], i))
    for place, i in enumerate(ordered):
        for j in ordered[place + 1 : place + 1 + NEIGHBOURS]:
            yield (i, j) if i < j else (j, i)


def _look_alike(one: str, other: str) -> bool:
    from rapidfuzz.distance import Levenshtein

    return one[:6] == other[:6] or Levenshtein.distance(one, other, score_cutoff=3) <= 3


def _build_blocks(texts: list[str]) -> Iterator[list[int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for i, text in enumerate(texts):
        for block in name_blocks(text):
            blocks[block].append(i)
    yield from blocks.values()


def name_blocks(text: str) -> list[str]:
    """Return what names the blocks of a text: its first signs, and the smallest hashes of its first runs of words."""
    start = fold_accents(text[: 2 * BLOCK_SIGNS]).lower()
    words = [word.encode("utf-8", "replace") for word in split_words(text[:SKETCHED])]
    hashes = {zlib.crc32(b" ".join(run)) for run in zip(words, words[1:], words[2:], strict=False)}
    return [_BETWEEN.sub("", start)[:BLOCK_SIGNS], *(f"#{smallest}" for smallest in sorted(hashes)[:SKETCH])]
