"""Regular expressions from a theme file: compiled, or refused if they could run without end."""

import itertools
import re
import string
from functools import lru_cache
from re import _constants as codes, _parser as parser

MAX_STEPS = 50_000
"""Most ways in which overlapping repeats may share out one stretch of text before a pattern is refused."""

LONG = 2_000  # characters: what an unbounded repeat is taken to cover
MAX_PATHS = 64
MAX_GROUP_REPEATS = 8
_UNLIKE = re.compile("[\u0130\u0131\u017f\u212a]")
_ALPHABET = string.ascii_letters + string.digits + string.punctuation + " \n\té"
_CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_SPACE: r"\s", codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_DIGIT: r"\D", codes.CATEGORY_NOT_SPACE: r"\S", codes.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile one pattern, ignoring case, after checking that it cannot backtrack without end.

    A ``ValueError`` says that Python cannot read the pattern, that it matches the empty text, or that two repeats in it
    can match the same text in so many ways that a search could take minutes.
    """
    try:
        tree = parser.parse(pattern, re.IGNORECASE)
        compiled = re.compile(pattern, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"is not a regular expression ({error})") from None
    if compiled.search("") is not None:
        raise ValueError("matches the empty text")
    for path in _walk(tree):
        _check_path(path)
    return compiled


def lower_text(text: str) -> str | None:
    """Return a text as :func:`may_match` takes it; None for one with letters that stand for others whatever their case.

    Those are the dotted and the dotless i, the long s and the sign of kelvin.
    """
    return text.lower() if text.isascii() or not _UNLIKE.search(text) else None


def may_match(literals: frozenset[str] | None, lower: str | None) -> bool:
    """Tell whether a pattern with these literals may match a text, which is a hundred times as fast as to search it."""
    return literals is None or lower is None or any(literal in lower for literal in literals)


@lru_cache(maxsize=1024)
def find_literals(pattern: str) -> frozenset[str] | None:
    """Find texts, in lower case, of which every match of a pattern has one; None where there are none to tell."""
    found = _find_literals(parser.parse(pattern, re.IGNORECASE))
    return found if found and all(text.isascii() for text in found) else None


def _find_literals(tree) -> frozenset[str] | None:
    """The texts of the part that tells most: of several that must match, the one with the longest."""
    found, run = [], ""
    for op, value in tree:
        if op is codes.LITERAL:
            run += chr(value).lower()
            continue
        inner = None
        if op is codes.SUBPATTERN:
            inner = _find_literals(value[3])
        elif op is codes.BRANCH:
            branches = [_find_literals(branch) for branch in value[1]]
            inner = None if None in branches else frozenset().union(*branches)
        elif op in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[0] > 0:
            inner = _find_literals(value[2])
        found += [frozenset([run])] * bool(run) + [inner] * (inner is not None)
        run = ""
    found += [frozenset([run])] * bool(run)
    return max(found, key=lambda texts: min(map(len, texts)), default=None)


def _walk(tree):
    """All ways through a pattern, each a list of (characters, least, most); groups that repeat come twice."""
    paths = [[]]
    for op, value in tree:
        ends = _walk_item(op, value)
        if len(paths) * len(ends) > MAX_PATHS:
            # Too many branches to follow one by one: judge each of them after the first way so far.
            paths = [paths[0] + end for end in ends][:MAX_PATHS]
        else:
            paths = [path + end for path, end in itertools.product(paths, ends)]
    return paths


def _walk_item(op, value):
    if op in (codes.MAX_REPEAT, codes.MIN_REPEAT, getattr(codes, "POSSESSIVE_REPEAT", None)):
        least, most, body = value
        inner = _walk(body)
        single = all(len(path) == 1 and path[0][1:] == (1, 1) for path in inner)
        most = LONG if most is codes.MAXREPEAT else int(most)
        if single:
            return [[(frozenset().union(*(path[0][0] for path in inner)), int(least), most)]]
        if most > MAX_GROUP_REPEATS:
            raise ValueError(
                f"repeats a group of several characters more than {MAX_GROUP_REPEATS} times; "
                f"write {{0,{MAX_GROUP_REPEATS}}} or fewer"
            )
        twice = [path * min(most, 2) for path in inner]
        return [*twice, []] if least == 0 else twice
    if op is codes.BRANCH:
        return [path for branch in value[1] for path in _walk(branch)]
    if op is codes.SUBPATTERN:
        return _walk(value[3])
    if op is getattr(codes, "ATOMIC_GROUP", None):
        return _walk(value)
    if op in (codes.ASSERT, codes.ASSERT_NOT):
        for path in _walk(value[1]):
            _check_path(path)
    if op in (codes.ASSERT, codes.ASSERT_NOT, codes.AT):
        return [[]]
    if op in (codes.GROUPREF, codes.GROUPREF_EXISTS):
        raise ValueError("refers back to a group, which theme files do not need")
    return [[(_find_characters(op, value), 1, 1)]]


def _find_characters(op, value):
    """The characters of the test alphabet that one place of a pattern accepts."""
    if op is codes.LITERAL:
        return frozenset({chr(value).lower(), chr(value).upper()})
    if op is codes.NOT_LITERAL:
        return frozenset(_ALPHABET) - {chr(value)}
    if op is codes.IN:
        accepted, negated = frozenset(), False
        for inner_op, inner_value in value:
            if inner_op is codes.NEGATE:
                negated = True
            elif inner_op is codes.RANGE:
                low, high = inner_value
                part = frozenset(c for c in _ALPHABET if low <= ord(c) <= high)
                accepted |= part | {c.swapcase() for c in part}
            elif inner_op is codes.CATEGORY:
                accepted |= frozenset(re.findall(_CATEGORIES[inner_value], _ALPHABET))
            else:
                accepted |= _find_characters(inner_op, inner_value)
        return frozenset(_ALPHABET) - accepted if negated else accepted
    return frozenset(_ALPHABET)


def _check_path(path):
    """Refuse a way through the pattern on which repeats can trade characters with each other too often."""
    steps, common = 1, None
    for accepted, least, most in path:
        if most > least:
            overlap = accepted if common is None else accepted & common
            if common is None or not overlap:
                steps, common = most - least + 1, accepted
                continue
            steps, common = steps * (most - least + 1), overlap
            if steps > MAX_STEPS:
                told = "bound them, as in \\w{0,20}, or put a fixed character between them"
                raise ValueError(f"has repeats that can match the same text in very many ways; {told}")
        elif least and common is not None and not accepted & common:
            common = None
