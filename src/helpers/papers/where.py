"""The setting ``where``: a condition on a paper's fields, read by a grammar of its own and never executed.

``published >= 2024 and 'cs.CL' in categories`` is parsed by :mod:`ast` and turned into questions to a paper's row. An
answer is True, False, or None where a missing value or a coarse date leaves it open (Kleene's logic of three values).
"""

import ast
import re
import warnings
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import pandas as pd

from helpers.run.schema import CLOCKS
from helpers.run.settings import SettingsError
from helpers.text.dates import Interval, read_date

TEXTS = ("title", "abstract", "venue", "language", "source", "arxiv_id", "doi")
LISTS = ("categories", "keywords", "authors")
FIELDS = (*CLOCKS, *TEXTS, *LISTS, "votes")
MOST_CHARACTERS = 2_000
MOST_DEPTH = 30  # brackets, "not"s and the like in one another
EXAMPLE = "published >= 2024 and 'cs.CL' in categories"

Answer = bool | None
Question = Callable[[Mapping[str, Any], set[str]], Answer]
"""A paper's row to an answer; the fields that leave it open are added to the set."""

_ORDERS: dict[type, Callable[[Any, Any], bool]] = {
    ast.Lt: lambda a, b: a < b, ast.LtE: lambda a, b: a <= b, ast.Gt: lambda a, b: a > b, ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a == b, ast.NotEq: lambda a, b: a != b,
}  # fmt: skip
_TURNED = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE, ast.Eq: ast.Eq, ast.NotEq: ast.NotEq}


def parse_where(text: str) -> Question:
    """Parse a condition on fields; SettingsError, one sentence with the place and the way out, where it is none.

    Dates are compared with 2024, "2024-05" or "2024-05-17": what is known only to the month or the year fulfils a
    condition if all its days do, fails it if none does, and else cannot be told. Texts compare without regard to case;
    ``in`` finds a part of a text, a whole entry of categories or keywords, whole words of an author. ``doi`` alone asks
    whether there is one.
    """
    if len(text) > MOST_CHARACTERS:
        _refuse(f"has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # "\d" in a text that is looked for
            tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        hint = "; two values are compared by ==" if re.search(r"(?<![<>=!])=(?!=)", text) else ""
        _refuse(f"cannot be read at character {error.offset or 1} ({error.msg}){hint}")
    except (ValueError, MemoryError, RecursionError):
        _refuse("cannot be read: it has odd characters or is nested too deeply")
    return _read(tree, MOST_DEPTH)


def apply_where(question: Question | None, papers: list[dict[str, Any]]) -> tuple[list[str | None], dict[str, int]]:
    """Why each paper is left out (None: it is not), and how many papers each field leaves open."""
    reasons: list[str | None] = []
    open_fields: dict[str, int] = {}
    for paper in papers:
        unknown: set[str] = set()
        answer = question(paper, unknown) if question else True
        reasons.append({True: None, False: "outside where", None: "where cannot be told"}[answer])
        if answer is None:
            for name in unknown:
                open_fields[name] = open_fields.get(name, 0) + 1
    return reasons, dict(sorted(open_fields.items()))


def _refuse(what: str, node: ast.AST | None = None) -> NoReturn:
    place = f" at character {node.col_offset + 1}" if isinstance(node, ast.expr) else ""
    raise SettingsError(f"The setting where {what}{place}; a condition is like {EXAMPLE}.")


def _read(node: ast.expr, depth: int) -> Question:
    """The question that a node asks."""
    if depth == 0:
        _refuse(f"is nested more than {MOST_DEPTH} deep", node)
    match node:
        case ast.BoolOp():
            return _join([_read(part, depth - 1) for part in node.values], isinstance(node.op, ast.Or))
        case ast.UnaryOp(op=ast.Not()):
            return _negate(_read(node.operand, depth - 1))
        case ast.Name():
            name = _name(node)
            return lambda paper, unknown: not _is_missing(paper, name)
        case ast.Compare():
            sides = [node.left, *node.comparators]
            return _join([_compare(*pair) for pair in zip(sides, node.ops, sides[1:], strict=False)], False)
    _refuse(f"may hold and, or, not, comparisons, in, fields and values only, not {_quote(node)}", node)


def _quote(node: ast.AST) -> str:
    try:
        return ast.unparse(node)[:60]
    except RecursionError:
        return type(node).__name__


def _name(node: ast.Name) -> str:
    if node.id not in FIELDS:
        _refuse(f"names the field {node.id[:60]!r}, which papers do not have (they have {', '.join(FIELDS)})", node)
    return node.id


def _join(questions: list[Question], wanted: bool) -> Question:
    """True or False as soon as one answer is ``wanted``; open where one is open and none is."""

    def ask(paper: Mapping[str, Any], unknown: set[str]) -> Answer:
        answers = [question(paper, unknown) for question in questions]
        return wanted if wanted in answers else None if None in answers else not wanted

    return ask


def _negate(question: Question) -> Question:
    def ask(paper: Mapping[str, Any], unknown: set[str]) -> Answer:
        answer = question(paper, unknown)
        return None if answer is None else not answer

    return ask


def _compare(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Question:
    """The question of one comparison: a field with a value, in either order."""
    if isinstance(operator, ast.NotIn):
        return _negate(_compare(left, ast.In(), right))
    if isinstance(left, ast.Name) == isinstance(right, ast.Name):
        _refuse(f"must compare one field with one value, not {_quote(left)} with {_quote(right)}", left)
    if isinstance(operator, ast.In):
        if isinstance(right, ast.Name):
            name = _name(right)
            if name not in (*TEXTS, *LISTS):
                _refuse(f"asks what is in {name}, which is neither a text nor a list", right)
            return _ask(name, _find_in(name, _read_value(left, "title")))
        if not isinstance(right, (ast.List, ast.Tuple, ast.Set)):
            _refuse("must have a field or a list after in", right)
        return _join([_compare(left, ast.Eq(), item) for item in right.elts], True)
    if isinstance(right, ast.Name):
        if type(operator) not in _TURNED:
            _refuse("compares by is; use ==", left)
        return _compare(right, _TURNED[type(operator)](), left)
    if type(operator) not in _ORDERS:
        _refuse("compares by is; use ==", left)
    assert isinstance(left, ast.Name)
    name, value, order = _name(left), _read_value(right, _name(left)), _ORDERS[type(operator)]
    if name in CLOCKS:
        return _ask(name, lambda known: _compare_days(known, type(operator), value))
    if name == "votes":
        return _ask(name, lambda known: bool(order(known, value)))
    if not isinstance(operator, (ast.Eq, ast.NotEq)):
        _refuse(f"orders {name} by size, which only dates and votes have; use ==, != or in", left)
    if name in LISTS:
        _refuse(f"compares the list {name} with one value; write {_quote(right)} in {name}", left)
    return _ask(name, lambda known: order(known.casefold(), value))


def _ask(name: str, answer: Callable[[Any], Answer]) -> Question:
    """The answer for the value of a field, open where it is missing."""

    def ask(paper: Mapping[str, Any], unknown: set[str]) -> Answer:
        known = (paper[f"{name}_low"], paper[f"{name}_high"]) if name in CLOCKS else paper[name]
        found = None if _is_missing(paper, name) else answer(known)
        if found is None:
            unknown.add(name)
        return found

    return ask


def _is_missing(paper: Mapping[str, Any], name: str) -> bool:
    if name in CLOCKS:
        return bool(pd.isna(paper[f"{name}_low"]))
    value = paper[name]
    return value is None or (not isinstance(value, (int, float)) and len(value) == 0)


def _find_in(name: str, value: str) -> Callable[[Any], bool]:
    if name == "authors":
        return lambda known: any(f" {_split(value)} " in f" {_split(entry)} " for entry in known)
    if name in LISTS:
        return lambda known: value in [entry.casefold() for entry in known]
    return lambda known: value in known.casefold()


def _split(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _compare_days(days: tuple[pd.Timestamp, pd.Timestamp], order: type, wanted: Interval) -> Answer:
    """Whether all days of an interval stand so to those of another; None where only some do."""
    low, high = (day.date() for day in days)
    match order:
        case ast.GtE | ast.Lt:
            early, late = high < wanted.low, low >= wanted.low
        case ast.Gt | ast.LtE:
            early, late = high <= wanted.high, low > wanted.high
        case _:
            early, late = high < wanted.low or low > wanted.high, wanted.low <= low and high <= wanted.high
    if not early and not late:
        return None
    return early if order in (ast.Lt, ast.LtE, ast.NotEq) else late


def _read_value(node: ast.expr, name: str) -> Any:
    """The value that a field is compared with, in the field's kind: days, a number, or a text in small letters."""
    value = node.value if isinstance(node, ast.Constant) else None
    if name in CLOCKS:
        shape = re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", str(value)) if type(value) in (int, str) else None
        days = read_date(str(value)) if shape else None
        if days is None:
            _refuse(f'compares {name} with {_quote(node)}; a date is 2024, "2024-05" or "2024-05-17"', node)
        return days
    if name == "votes":
        if type(value) not in (int, float):
            _refuse(f"compares votes with {_quote(node)}, which is no number", node)
        return value
    if not isinstance(value, str) or not value.strip():
        _refuse(f"needs a text in quotes where it has {_quote(node)}", node)
    return value.casefold()
