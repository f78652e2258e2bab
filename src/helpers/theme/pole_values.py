"""What value a paper gives each pole: sought, endured, overcome, neutral or absent, with the reason."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from helpers.theme.theme_file import VALUES, ThemeFile
from helpers.theme.verb_lists import MAKE_NOUNS

# How much a frame counts for each value. A thing "needed" or named as the other side of a comparison is good
# or bad by the move it stands in; see FRAME_BY_MOVE.
FRAME_VALUES = {
    "sought": {"sought": 1.0}, "endured": {"endured": 0.8, "overcome": 0.2}, "overcome": {"overcome": 1.0},
    "compared": {"neutral": 0.5, "overcome": 0.5}, "needed": {"overcome": 0.6, "neutral": 0.4},
    "weak": {"overcome": 0.6, "neutral": 0.4},
}  # fmt: skip
FRAME_BY_MOVE = {
    ("sought", "background"): {"sought": 0.35, "neutral": 0.5},
    ("sought", "gap"): {"overcome": 0.35, "neutral": 0.4},
    ("needed", "method"): {"sought": 0.6, "neutral": 0.3},
    ("compared", "gap"): {"neutral": 0.5, "overcome": 0.3},
}
NO_FRAME = {"title": {"sought": 0.35}, "method": {"sought": 0.12, "neutral": 0.2}}
TERM = {"neutral": 0.7}
CUE_STRENGTH = 1.1
PRIOR_STRENGTH = 1.4
NEUTRAL_STRENGTH = 0.4
FULL_PRIOR = 2.0  # weight of mentions in the sense from which the prior counts in full
COORD = 0.3
SCORE_LEVELS = {"sought": 1.38, "endured": 0.96, "overcome": 0.98, "neutral": -0.92}
SCORE_SLOPE = 1.38
"""Log-odds that a value is right: a level for each value and a slope on its lead; see :func:`compute_value_score`."""
OTHER_SENSE = 0.35  # weight of a mention whose own sense is not that of the reading

_MAKING = MAKE_NOUNS | frozenset(("generate", "predict", "estimate", "recover", "reconstruct", "synthesize", "produce",
    "output", "yield", "render", "establish", "populate", "learn", "create"))  # fmt: skip

_BETWEEN = {
    "replaced": r"\b(instead of|rather than|replac\w+|in place of|without)\b",
    "compared": r"\b(than|versus|vs|compared|outperform\w*|surpass\w*|over|unlike|alternative to)\b",
    "negated": r"^\W*nor\b",
    "distinguished": r"\b(between|gap|differ\w*|distinguish\w*|trade-?offs?)\b",
}
_TRANSITION = re.compile(r"^\W{0,2}(to|into|towards?)\W{0,2}(\w+\W){0,2}$", re.I)
_JOINED = re.compile(r"^[^.;]{0,3}\b(and|or|and/or|as well as)\b[^.;]{0,12}$|^\s?[-/–]\s?$", re.I)


def find_relation(group: Sequence[Any], theme_file: ThemeFile) -> tuple[str, str]:
    """How the poles are related in one sentence (``group``: its rows of mentions), and where a transition goes.

    Relation after Jones (2002): ``coordinated``, ``compared``, ``distinguished``, ``transitional``, ``negated``,
    ``replaced``, or ""; direction ``first_to_second``, ``second_to_first`` or "".
    """
    sentence = group[0].sentence
    for cue in theme_file.cues:
        if cue.relation and any(pattern.search(sentence) for pattern in cue.patterns):
            direction = cue.relation.removeprefix("from_")
            return (cue.relation, "") if direction == cue.relation else ("transitional", direction)
    first = theme_file.pole_ids[0]
    for a, b in pairwise(group):
        if a.pole == b.pole:
            continue
        between = sentence[len(a.left) + len(a.match) : len(b.left)][:200]
        if _TRANSITION.match(between) and (between.startswith("-") or re.search(r"\bfrom\b", a.left[-60:], re.I)):
            return "transitional", "first_to_second" if a.pole == first else "second_to_first"
        if _JOINED.match(between):
            return "coordinated", ""
        for relation, pattern in _BETWEEN.items():
            before = relation == "distinguished" and re.search(r"\b(between|gap)\b", a.left[-40:])
            if before or re.search(pattern, between, re.I):
                return relation, ""
    return "", ""


def compute_values(
    rows: Sequence[Any], weights: Sequence[float], sense: str, theme_file: ThemeFile
) -> tuple[tuple[str, ...], tuple[float, ...], tuple[Any, ...], str, str]:
    """The value of each pole in one reading, that of ``sense``.

    ``rows`` are the mentions of one paper, with ``sense``, and ``weights`` those of ``senses.compute_weights``.

    Returns
    -------
    values : tuple of two str
    margins : tuple of two float
        Lead of the value over the next, as a share of all evidence for the pole; 1 for an absent pole.
    evidence : tuple of two (row, word)
        The mention that counted most for the value, and the word that decided; (None, "") if usage decided.
    relation, direction : str
    """
    priors = next((s.values for s in theme_file.senses if s.id == sense), (None, None))
    groups = {}
    for row in rows:
        groups.setdefault((row.field, row.start - len(row.left)), []).append(row)
    relations = {place: find_relation(group, theme_file) for place, group in groups.items()}
    mentions = [
        (row, weight, relations[row.field, row.start - len(row.left)])
        for row, weight in zip(rows, weights, strict=True)
    ]
    poles = [
        _choose_value(p, [found for found in mentions if found[0].pole == pole], sense, priors[p], theme_file)
        for p, pole in enumerate(theme_file.pole_ids)
    ]
    values, margins, evidence = zip(*poles, strict=True)
    related = Counter(pair for pair in relations.values() if pair[0]).most_common(1)
    relation, direction = related[0][0] if related else ("", "")
    return values, margins, evidence, relation, direction


def _choose_value(p, mentions, sense, prior, theme_file):
    """Value, lead and evidence of the pole ``p`` from its mentions, each with its weight and relation."""
    if not mentions:
        return "absent", 1.0, (None, "")
    votes = dict.fromkeys(VALUES[:-1], 0.0)
    best = dict.fromkeys(VALUES[:-1], (0.0, None, ""))
    own = 0.0
    for row, weight, relation in mentions:
        own += weight * (row.sense == sense)
        scale = weight * (1.0 if row.sense == sense else OTHER_SENSE)
        for value, amount, word in _list_votes(row, p, relation, theme_file):
            votes[value] += scale * amount
            if scale * amount > best[value][0]:
                best[value] = (scale * amount, row, word)
    if prior is not None:
        # What is usual for a sense is known from papers that dwell on it: a word said in passing gets less of it.
        votes[prior] += PRIOR_STRENGTH * min(1.0, own / FULL_PRIOR)
    votes["neutral"] += NEUTRAL_STRENGTH
    first, second, *_ = sorted(votes, key=lambda value: -votes[value])
    return first, (votes[first] - votes[second]) / sum(votes.values()), best[first][1:]


def compute_value_score(value: str, lead: float) -> float:
    """Chance that a coder would give the same value, from the value itself and its lead over the next.

    Platt (1999): a logistic function. Its five numbers were set with the coding of the bundled dump in
    ``data/annotations``. The value matters more than the lead: "neutral" is also what is left where the text's way of
    saying it is not known.
    """
    if value == "absent":
        return 1.0
    return 1.0 / (1.0 + math.exp(-(SCORE_LEVELS[value] + SCORE_SLOPE * lead)))


def _list_votes(row, p, relation, theme_file):
    """Votes of one mention as (value, amount, word that decided)."""
    votes = []
    frame = row.frame or ""
    if row.negated:
        votes.append(("overcome", 0.9, "negated"))
    elif frame:
        share = FRAME_BY_MOVE.get((frame, row.move), FRAME_VALUES.get(frame, {}))
        # A term of art is named, whatever the verb does to the term.
        damp = 0.4 if row.kind == "term of art" and frame == "sought" else 1.0
        # "We use a dense-to-sparse gate": what is used is the way, and the source is what it leaves.
        if frame == "sought" and relation[0] == "transitional" and p != _find_target(relation):
            damp = 0.3
        votes += [(value, damp * amount, row.verb) for value, amount in share.items()]
    else:
        votes += [(value, amount, f"{row.move} only") for value, amount in NO_FRAME.get(row.move, {}).items()]
    if row.kind == "term of art":
        votes += [(value, amount, "term of art") for value, amount in TERM.items()]
    if row.kind == "name" and row.move in ("method", "title"):
        votes.append(("sought", 0.4, "own name"))
    name = relation[0]
    if name == "transitional":
        votes.append(("sought", 0.45, name) if p == _find_target(relation) else ("overcome", 0.45, name))
    elif name == "coordinated" and row.move in ("method", "title", "result"):
        votes.append(("sought", COORD, name))
    votes += [(value, CUE_STRENGTH, word) for value, word in _find_cues(row, theme_file)]
    return votes


def _find_target(relation):
    return 1 if relation[1] == "first_to_second" else 0


def _find_cues(row, theme_file):
    """Values that the theme's cues give to this mention: those whose match touches it."""
    found = []
    start = len(row.left)
    window_start = max(0, start - 120)
    window = row.sentence[window_start : start + len(row.match) + 80]
    low, high = start - window_start, start - window_start + len(row.match)
    for cue in theme_file.cues:
        if cue.pole != row.pole or cue.value is None:
            continue
        for pattern in cue.patterns:
            hit = next((m for m in pattern.finditer(window) if m.start() < high and low < m.end()), None)
            if hit is not None:
                found.append((cue.value, hit.group()))
                break
    return found


def choose_role(
    rows: Sequence[Any], weights: Sequence[float], sense: str, values: Sequence[str], theme_file: ThemeFile
) -> str:
    """The role of the thing in one reading: what is usual for its sense, unless frames say otherwise.

    What is given can be delivered instead: when the pole sought is the object of a verb of making in titles
    and method sentences more often than it is given, the role is ``output``.
    """
    usual = next((s.role for s in theme_file.senses if s.id == sense), None)
    if usual != "given":
        return usual or "mechanism"
    given = made = 0.0
    for row, weight in zip(rows, weights, strict=True):
        if row.sense != sense or row.move not in ("title", "method", "result"):
            continue
        if row.frame == "endured":
            given += weight
        elif row.frame == "sought" and (row.verb or "").split(" ")[0] in _MAKING:
            made += weight
    return "output" if made > given and "sought" in values else "given"
