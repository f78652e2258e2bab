"""What a learned reader looks at: vectors of a paper and of what is said with each word, and counts of signs."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from helpers.text.words import STOP_WORDS
from helpers.theme.pole_axis import Encoder
from helpers.theme.senses import MOVE_WEIGHTS
from helpers.theme.theme_file import ThemeFile

BLOCKS = ("document", *(f"{what} {of}" for what in ("sentences", "phrases") for of in ("first", "second", "all")))
"""Vectors of a paper: of its text, and weighted means over its mentions of a pole, or of both."""
NEAR, CLOSE = 6, 3
"""Words on either side of a mention that count, and those that count by their side."""
_WORD = re.compile(r"[a-z][a-z0-9]+|\d+")


@dataclass(frozen=True)
class Features:
    """What is known of papers that mention a theme word.

    Attributes
    ----------
    vectors : dict of str to float32 array of shape (n_papers, d)
        One array for each of ``BLOCKS``; zeros where a paper has no mention of the pole.
    counts : list of dict of str to float
        Signs of each paper: those of its mentions, damped by the root of their number, and what the rules say.
    mentions : list of list of (row, list of str)
        For each paper its rows of the table ``mentions`` and the signs that each has, in their order.
    """

    vectors: dict[str, np.ndarray]
    counts: list[dict[str, float]]
    mentions: list[list[tuple[Any, list[str]]]]


def compute_features(
    groups: Sequence[Sequence[Any]], by_rules: pd.DataFrame, vectors: np.ndarray, contexts: dict[str, np.ndarray],
    theme_file: ThemeFile, encode: Encoder,
) -> Features:  # fmt: skip
    """Gather what a learned reader looks at.

    Parameters
    ----------
    groups : list of list of rows
        Rows of the table ``mentions`` of each paper.
    by_rules : DataFrame, one row per paper of ``groups``
        The main readings that the rules give.
    vectors : array of shape (n_papers, d)
        Unit vectors of the papers of ``groups``.
    contexts : dict
        Unit vector of each sentence with a mention.
    """
    sides = dict(zip(theme_file.pole_ids, ("first", "second"), strict=True))
    phrases = sorted({_compose_phrase(row) for group in groups for row in group})
    said = dict(zip(phrases, np.asarray(encode(phrases), dtype=np.float32), strict=True))
    blocks = {"document": np.asarray(vectors, dtype=np.float32)}
    for of in ("first", "second", "all"):
        mine = [[row for row in group if of in ("all", sides[row.pole])] for group in groups]
        blocks[f"sentences {of}"] = _average(mine, lambda row: contexts[row.sentence], vectors.shape[1])
        blocks[f"phrases {of}"] = _average(mine, lambda row: said[_compose_phrase(row)], vectors.shape[1])
    signs = [[(row, _list_signs(row, sides[row.pole])) for row in group] for group in groups]
    counts = [
        _count_signs(group, sides) | _count_rules(rule)
        for group, rule in zip(signs, by_rules.itertuples(index=False), strict=True)
    ]
    return Features(blocks, counts, signs)


def tell_sign(sign: str) -> str:
    """Return a sign in words: the word it stands for, or how it is used; "" for what tells a person nothing."""
    kind, _, rest = sign.partition(":")
    word = rest.rpartition(":")[2]
    frame, _, move = word.partition(", ")
    if kind in ("frame", "place"):
        place = f"in the {move}" if move else ""
        return place if frame == "none" else f"{frame} {place or 'by its verb'}"
    told = {"move": f"in the {word}", "kind": f"as a {word}"}.get(kind, f"“{word}”")
    return "" if word in STOP_WORDS else told


def _compose_phrase(row):
    """The mention with the noun phrase that it is said of, or with the words beside it."""
    if row.phrase:
        return f"{row.match.lower()} {row.phrase}"
    return f"{' '.join(row.left.split()[-2:])} {row.match} {' '.join(row.right.split()[:2])}".strip()


def _average(groups, find, width):
    out = np.zeros((len(groups), width), dtype=np.float32)
    for i, group in enumerate(groups):
        if group:
            weights = np.array([MOVE_WEIGHTS[row.move] for row in group], dtype=np.float32)
            out[i] = weights @ np.array([find(row) for row in group]) / weights.sum()
    return out


def _list_signs(row, side):
    """The signs of one mention, each with its kind, for short words with the side of the pole."""
    frame = "negated" if row.negated else row.frame or "none"
    left, right = _split(row.left[-120:])[-NEAR:], _split(row.right[:120])[:NEAR]
    found = {f"frame:{side}:{frame}", f"move:{side}:{row.move}", f"place:{side}:{frame}, {row.move}"}
    found |= {f"kind:{side}:{row.kind}", f"match:{row.match.lower()}"}
    found |= {f"verb:{side}:{row.verb}"} if row.verb else set()
    found |= {f"head:{side}:{row.head}", f"head:{row.head}"} if row.head else set()
    found |= {f"phrase:{word}" for word in (row.phrase or "").split()}
    found |= {f"near:{word}" for word in (*left, *right)} | {f"near:{side}:{word}" for word in (*left, *right)}
    found |= {f"left:{side}:{word}" for word in left[-CLOSE:]} | {f"right:{side}:{word}" for word in right[:CLOSE]}
    found |= {f"before:{side}:{word}" for word in left[-1:]} | {f"after:{side}:{word}" for word in right[:1]}
    return sorted(found | {f"after:{word}" for word in right[:1]})  # sums follow their order, hence their last digit


def _split(text):
    words = _WORD.findall(text.lower())
    return [w[:-1] if len(w) > 4 and w.endswith("s") and not w.endswith("ss") else w for w in words]


def _count_signs(group, sides):
    counts: Counter[str] = Counter()
    for side in sides.values():
        mine = [signs for row, signs in group if sides[row.pole] == side]
        for signs in mine:
            counts.update(dict.fromkeys(signs, 1 / np.sqrt(len(mine))))
        if mine:
            counts |= {f"named:{side}": 1.0, f"often:{side}": float(np.log1p(len(mine)))}
    return dict(counts)


def _count_rules(rule):
    """What the rules say of a paper, as signs."""
    values = (rule.first_value, rule.second_value)
    told = {f"rule sense:{rule.sense}": 1.0, f"rule role:{rule.role}": 1.0, f"rule values:{' and '.join(values)}": 1.0}
    told |= {f"rule first:{values[0]}": 1.0, f"rule second:{values[1]}": 1.0, f"rule next:{rule.runner_up_sense}": 0.5}
    told |= {f"rule score:{rule.sense}": rule.score, f"rule first score:{values[0]}": rule.first_score}
    told |= {f"rule second score:{values[1]}": rule.second_score}
    told |= {f"relation:{rule.relation}": 1.0} if rule.relation else {}
    return told | ({f"direction:{rule.direction}": 1.0} if rule.direction else {})
