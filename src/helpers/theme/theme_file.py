"""Theme files: read, checked, compiled. Every defect is one sentence that names the file and the place."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.run.errors import InputError
from helpers.theme.safe_patterns import compile_pattern

OTHER = "other"
ROLES = ("given", "teaching", "mechanism", "representation", "output")
VALUES = ("sought", "endured", "overcome", "neutral", "absent")
RESERVED_POLES = ("both", "endured", "incidental")
RESERVED_SENSES = (OTHER, "rest")  # what no sense holds, and the row of a table that sums up small senses

_TEXT, _TEXTS, _PATTERNS, _TABLE, _TABLES = range(5)
_TYPES = {
    _TEXT: (str, "a text in quotes"), _TEXTS: (list, "a list of texts"), _PATTERNS: (list, "a list of texts"),
    _TABLE: (dict, "a table"), _TABLES: (object, ""),
}  # fmt: skip
_TOP = {"name": _TEXT, "title": _TEXT, "poles": _TABLES, "senses": _TABLES, "cues": _TABLES}
_POLE = {"id": _TEXT, "label": _TEXT, "patterns": _PATTERNS, "negated": _PATTERNS, "exclude": _PATTERNS,
         "phrases": _TEXTS}  # fmt: skip
_SENSE = {"id": _TEXT, "label": _TEXT, "description": _TEXT, "examples": _TEXTS, "heads": _TEXTS,
          "patterns": _PATTERNS, "role": _TEXT, "values": _TABLE}  # fmt: skip
_CUE = {"patterns": _PATTERNS, "relation": _TEXT, "kind": _TEXT, "pole": _TEXT, "value": _TEXT}
_CHOICES = {
    "role": ROLES,
    "relation": ("coordinated", "compared", "distinguished", "negated", "replaced", "from_first_to_second",
                 "from_second_to_first"),
    "kind": ("term of art", "name"),
    "value": VALUES[:-1],
}  # fmt: skip
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class ThemeError(InputError):
    """A theme file cannot be used."""


@dataclass(frozen=True)
class Pole:
    """One of the two opposed words: its patterns, what is negated or left out, and phrases for the axis."""

    id: str
    label: str
    patterns: tuple[re.Pattern, ...]
    negated: tuple[re.Pattern, ...] = ()
    exclude: tuple[re.Pattern, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sense:
    """One thing the words are said of: how to know it, and what is usual for it."""

    id: str
    label: str
    description: str
    examples: tuple[str, ...] = ()
    heads: frozenset[str] = frozenset()
    patterns: tuple[re.Pattern, ...] = ()
    role: str | None = None
    values: tuple[str | None, ...] = (None, None)


@dataclass(frozen=True)
class Cue:
    """Words that tell a relation between the poles, a value of one pole, or a fixed term."""

    patterns: tuple[re.Pattern, ...]
    relation: str | None = None
    kind: str | None = None
    pole: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class ThemeFile:
    """A checked theme: two poles in the order of the file, its senses, its cues."""

    name: str
    title: str
    poles: tuple[Pole, ...]
    senses: tuple[Sense, ...]
    cues: tuple[Cue, ...] = ()
    path: Path | None = field(default=None, compare=False)

    @property
    def pole_ids(self) -> tuple[str, str]:
        """The ids of the first and the second pole."""
        return self.poles[0].id, self.poles[1].id

    @property
    def labels(self) -> tuple[str, str]:
        """What the first and the second pole are called."""
        return self.poles[0].label, self.poles[1].label

    @property
    def sense_ids(self) -> tuple[str, ...]:
        """All senses in the order of the file, ``other`` last."""
        return (*(sense.id for sense in self.senses), OTHER)

    @property
    def sense_labels(self) -> dict[str, str]:
        """Label by sense, ``other`` included."""
        return {sense.id: sense.label for sense in self.senses} | {OTHER: OTHER}

    @property
    def stances(self) -> tuple[str, ...]:
        """All stances: the two poles, ``both``, ``endured``, ``incidental``."""
        return (self.poles[0].id, "both", self.poles[1].id, "endured", "incidental")


def load_theme(path: str | os.PathLike[str]) -> ThemeFile:
    """Read and check a theme file in TOML, whose form ``data/README.md`` describes.

    ``name``; exactly two ``[[poles]]`` with ``id`` and ``patterns``; any number of ``[[senses]]`` with ``id``,
    ``label`` and ``description``, and of ``[[cues]]``. Without senses every mention is ``other``. A ``ThemeError`` for
    any defect: an unreadable file, an unknown or missing key, a wrong type, not exactly two poles, an id that stands
    twice, an unknown role, value or relation, a bad or runaway regular expression.
    """
    path = Path(path)
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ThemeError(f"There is no theme file {path}; see data/themes for the ones that exist.") from None
    except OSError as error:
        raise ThemeError(f"The theme file {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ThemeError(f"{path} is not a readable TOML file: {error}.") from None
    top = _read_fields(found, _TOP, ("name", "poles"), f"{path}")
    poles = tuple(_read_pole(entry, place) for entry, place in _list_tables(top, "poles", path))
    if len(poles) != 2:
        raise ThemeError(f"{path} has {len(poles)} poles; a theme opposes exactly two, each under [[poles]].")
    ids = [pole.id for pole in poles]
    _check_ids(ids, RESERVED_POLES, path, "poles")
    senses = tuple(_read_sense(entry, ids, place) for entry, place in _list_tables(top, "senses", path))
    _check_ids([sense.id for sense in senses], RESERVED_SENSES, path, "senses")
    cues = tuple(_read_cue(entry, ids, place) for entry, place in _list_tables(top, "cues", path))
    if not ID.fullmatch(top["name"]):
        raise ThemeError(f"{path} has the name {top['name']!r}; use small letters, digits and hyphens, at most 40.")
    title = top.get("title", f"{poles[0].label} versus {poles[1].label}")
    return ThemeFile(top["name"], title, poles, senses, cues, path)


def describe_poles(theme_file: ThemeFile) -> str:
    """One sentence: the poles and the senses that a theme looks for."""
    first, second = theme_file.labels
    said = "; ".join([*(sense.label for sense in theme_file.senses), "or something else"])
    if not theme_file.senses:
        said = "anything (the theme file names no senses)"
    return f"**{theme_file.title}.** First pole “{first}”, second pole “{second}”, said of: {said}."


def _list_tables(top, name, path):
    """The tables of one name, each with its place in words."""
    entries = top.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ThemeError(f"{path} must give its {name} as tables, each under [[{name}]].")
    return [(entry, f"{path}, {name.removesuffix('s')} {i}") for i, entry in enumerate(entries, start=1)]


def _read_fields(entry: dict[str, Any], known, needed, place) -> dict[str, Any]:
    """The entries of one table as its class takes them: lists as tuples, patterns compiled; all of them checked."""
    unknown = [key for key in entry if key not in known]
    if unknown:
        raise ThemeError(f"{place} has the unknown key {unknown[0]!r}; it can have {', '.join(known)}.")
    missing = [key for key in needed if key not in entry]
    if missing:
        raise ThemeError(f"{place} has no {missing[0]!r}; it needs {', '.join(needed)}.")
    fields = dict(entry)
    for key, value in entry.items():
        wanted, told = _TYPES[known[key]]
        if not isinstance(value, wanted) or (wanted is str and not value.strip()):
            raise ThemeError(f"{place} has {key} = {value!r}; it must be {told}.")
        if key in _CHOICES:
            _check_choice(key, value, _CHOICES[key], place)
        if wanted is not list:
            continue
        for text in value:
            if not isinstance(text, str) or not text.strip():
                raise ThemeError(f"{place} has {text!r} in {key}; it must be a list of texts.")
        if known[key] == _PATTERNS:
            value = [_compile(text, key, place) for text in value]
        fields[key] = tuple(value)
    return fields


def _compile(text, key, place):
    try:
        return compile_pattern(text)
    except ValueError as error:
        raise ThemeError(f"{place}: {text!r} in {key} {error}.") from None


def _check_choice(key, value, choices, place):
    if value not in choices:
        raise ThemeError(f"{place} has {key} = {value!r}; it can be {', '.join(choices)}.")


def _check_ids(ids, reserved, path, name):
    for i, found in enumerate(ids):
        if not ID.fullmatch(found):
            raise ThemeError(f"{path} has the id {found!r} among its {name}; use small letters, digits, hyphens.")
        if found in reserved:
            raise ThemeError(f"{path} has the id {found!r} among its {name}, which is reserved; choose another.")
        if found in ids[:i]:
            raise ThemeError(f"{path} has the id {found!r} twice among its {name}.")


def _read_pole(entry, place):
    fields = _read_fields(entry, _POLE, ("id", "patterns"), place)
    if not fields["patterns"]:
        raise ThemeError(f"{place} has no patterns; write at least one regular expression.")
    return Pole(**{"label": fields["id"], **fields})


def _read_sense(entry, pole_ids, place):
    fields = _read_fields(entry, _SENSE, ("id", "label", "description"), place)
    values = fields.get("values", {})
    for pole, value in values.items():
        if pole not in pole_ids:
            raise ThemeError(f"{place} has values for {pole!r}; the poles are {' and '.join(pole_ids)}.")
        if value not in VALUES[:-1]:
            raise ThemeError(f"{place} has the value {value!r}; it can be {', '.join(VALUES[:-1])}.")
    fields["heads"] = frozenset(head.lower() for head in fields.get("heads", ()))
    return Sense(**{**fields, "values": tuple(values.get(pole) for pole in pole_ids)})


def _read_cue(entry, pole_ids, place):
    fields = _read_fields(entry, _CUE, ("patterns",), place)
    if "pole" in fields:
        _check_choice("pole", fields["pole"], pole_ids, place)
    if ("pole" in fields) != ("value" in fields):
        raise ThemeError(f"{place} needs both 'pole' and 'value', or neither.")
    if not {"relation", "kind", "value"} & set(fields):
        raise ThemeError(f"{place} says nothing; give it a relation, a kind, or a pole with a value.")
    return Cue(**fields)
