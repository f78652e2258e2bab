"""Cells of tables: what text, numbers, dates, lists and their written forms mean."""

import ast
import datetime
import json
import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from helpers.dumps.records import Notes

EMPTY = frozenset((  # what tools write into a cell with nothing in it, or with a formula that failed
    "", "NA", "NaN", "nan", "NULL", "null", "None", "<NA>", "#N/A", "N/A", "NaT", "\\N", "#REF!", "#VALUE!", "#NAME?",
    "#DIV/0!",
))  # fmt: skip
_SERIAL = range(20_000, 80_000)  # days since 1899-12-30 as spreadsheets count: 1954 to 2119
_NUMPY_LIST = re.compile(r"""(['"])\s+(['"])""")


def read_value(value: Any) -> Any:
    """One cell of Parquet or Excel as text, a list or a mapping; nothing, NaN and the like as ""."""
    if value is None or isinstance(value, str):
        return "" if value is None or value in EMPTY else value
    if isinstance(value, float):  # without exponent and ".0" of a whole number; an arXiv id keeps its digits
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else format(Decimal(repr(value)), "f")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Mapping):
        return {str(key): read_inner(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [read_inner(part) for part in value]
    return str(value)


def read_inner(value: Any) -> Any:
    """A value inside a list or mapping: as :func:`read_value`, but numbers stay numbers."""
    if isinstance(value, bool) or (isinstance(value, (int, float)) and value == value):
        return value
    return read_value(value)


def read_repr(text: str, listed: bool, abstract: bool) -> Any:
    """The list or mapping (JSON or Python) in a cell of names (``listed``) or abstracts; the text where it is none."""
    if len(text) > 1_000_000 or not (listed or (abstract and re.match(r"""\[\s*['"]|\{\s*['"]""", text))):
        return text
    if text[0] == "[" and _NUMPY_LIST.search(text) and "," not in re.sub(r"'[^']*'|\"[^\"]*\"", "", text):
        found = re.findall(r"""'([^']*)'|"([^"]*)\"""", text)  # ['A' 'B'], which Python would read as 'AB'
        return [one or other for one, other in found]
    if text.count("[") + text.count("{") + text.count("(") > 100_000:
        return text
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        if len(text) > 100_000:
            return text
        try:
            value = ast.literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return text
    if isinstance(value, dict) and not listed and not all(isinstance(places, list) for places in value.values()):
        return text
    return value if isinstance(value, (list, dict)) and value else text


def read_places(value: Any) -> list[int]:
    """Positions of a word in an inverted index, from "[0, 5]" or "0|5"."""
    if isinstance(value, (list, tuple)):
        return [place for place in value if isinstance(place, int)]
    return [int(digits) for digits in re.findall(r"\d{1,6}", str(value))]


def read_serial(value: Any, name: str, source: str, notes: Notes, place: str) -> Any:
    """A date that a spreadsheet wrote as its count of days."""
    text = str(value).strip().removesuffix(".0")
    if len(text) == 5 and text.isdecimal() and int(text) in _SERIAL:
        notes.warn(source, "a date was a spreadsheet's count of days and was read as such", f"{place}: {name} {text}")
        return (datetime.date(1899, 12, 30) + datetime.timedelta(days=int(text))).isoformat()
    return value
