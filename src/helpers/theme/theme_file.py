"""Theme files: read, checked, compiled. Every mistake is one sentence with its line and cure; all are told at once."""

import os
import re
import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from helpers.text.wordings import count
from helpers.theme.safe_patterns import compile_pattern
from helpers.theme.theme_mistakes import Mistakes, ThemeError, describe_syntax

OTHER = "other"
ROLES = ("given", "teaching", "mechanism", "representation", "output")
VALUES = ("sought", "endured", "overcome", "neutral", "absent")
RESERVED_POLES = ("both", "without", "endured", "incidental")
RESERVED_SENSES = (OTHER,)

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
        """All stances: the two poles, ``both``, and what papers that seek neither do."""
        return (self.poles[0].id, "both", self.poles[1].id, "without", "endured", "incidental")


def load_theme(path: str | os.PathLike[str]) -> ThemeFile:
    """Read and check a theme file in TOML, whose form ``data/README.md`` describes.

    ``name``; exactly two ``[[poles]]`` with ``id`` and ``patterns``; any number of ``[[senses]]`` with ``id``,
    ``label`` and ``description``, and of ``[[cues]]``. Without senses every mention is ``other``. A ``ThemeError``
    tells all mistakes of the file with their lines: an unreadable file, an unknown or missing key, a wrong type, not
    exactly two poles, an id that stands twice, an unknown role, value or relation, a bad or runaway regular expression.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        found = tomllib.loads(text)
    except FileNotFoundError:
        raise ThemeError(f"There is no theme file {path}; see data/themes for the ones that exist.") from None
    except OSError as error:
        raise ThemeError(f"The theme file {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ThemeError(describe_syntax(path, error, content)) from None
    mistakes = Mistakes(path, text)
    place = Place(mistakes)
    top = _read_fields(found, _TOP, ("name", "poles"), place)
    poles = tuple(_read_pole(entry, at) for entry, at in _list_tables(top, "poles", mistakes))
    if len(poles) != 2 and "poles" in top:
        told = f"the file has {count(len(poles), 'pole')}; a theme opposes exactly two, each under [[poles]]."
        mistakes.add(told, "poles", 1)
    ids = [pole.id for pole in poles]
    _check_ids(ids, RESERVED_POLES, "poles", mistakes)
    ids = [] if mistakes.found else ids  # what follows from a mistake is none
    senses = tuple(_read_sense(entry, ids, at) for entry, at in _list_tables(top, "senses", mistakes))
    _check_ids([sense.id for sense in senses], RESERVED_SENSES, "senses", mistakes)
    cues = tuple(_read_cue(entry, ids, at) for entry, at in _list_tables(top, "cues", mistakes))
    if "name" in top and not ID.fullmatch(top["name"]):
        place.add(f"the file has the name {top['name']!r}; use small letters, digits and hyphens, at most 40.", "name")
    mistakes.raise_all()
    title = top.get("title", f"{poles[0].label} versus {poles[1].label}")
    return ThemeFile(top["name"], title, poles, senses, cues, path)


def describe_poles(theme_file: ThemeFile) -> str:
    """One sentence: the poles and the senses that a theme looks for."""
    first, second = theme_file.labels
    said = "; ".join([*(sense.label for sense in theme_file.senses), "or something else"])
    if not theme_file.senses:
        said = "anything (the theme file names no senses)"
    return f"**{theme_file.title}.** First pole “{first}”, second pole “{second}”, said of: {said}."


@dataclass(frozen=True)
class Place:
    """One table of a theme file, or its top, to which mistakes are noted."""

    mistakes: Mistakes
    table: str = ""
    number: int = 0

    def __str__(self) -> str:
        """Name the table as it is told."""
        return f"{self.table.removesuffix('s')} {self.number}" if self.table else "the file"

    def add(self, told: str, key: str = "", value: object = None) -> None:
        """Note a mistake of a key, or of one text in its list."""
        self.mistakes.add(told, self.table, self.number, key, value)


def _list_tables(top, name, mistakes):
    """The tables of one name, each with its place."""
    entries = top.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        mistakes.add(f"the file must give its {name} as tables, each under [[{name}]].", name, 1)
        return []
    return [(entry, Place(mistakes, name, i)) for i, entry in enumerate(entries, start=1)]


def _read_fields(entry: dict[str, Any], known, needed, place) -> dict[str, Any]:
    """The sound entries of one table as its class takes them: lists as tuples, patterns compiled."""
    meant = {key: get_close_matches(key, known, n=1) for key in entry if key not in known}
    for key, near in meant.items():
        told = f"did you mean {near[0]!r}?" if near else f"it can have {', '.join(known)}."
        place.add(f"{place} has the unknown key {key!r}; {told}", key)
    for key in needed:
        if key not in entry and [key] not in meant.values():
            place.add(f"{place} has no {key!r}; it needs {', '.join(needed)}.")
    fields = {}
    for key in known:
        if key not in entry:
            continue
        value, (wanted, told) = entry[key], _TYPES[known[key]]
        if not isinstance(value, wanted) or (wanted is str and not value.strip()):
            place.add(f"{place} has {key} = {value!r}; it must be {told}.", key)
        elif key in _CHOICES and value not in _CHOICES[key]:
            _refuse_choice(key, value, _CHOICES[key], place)
        else:
            fields[key] = _read_list(key, value, known[key] == _PATTERNS, place) if wanted is list else value
    return fields


def _read_list(key, texts, compiled, place):
    sound = []
    for text in texts:
        if not isinstance(text, str) or not text.strip():
            place.add(f"{place} has {text!r} in {key}; it must be a list of texts.", key, text)
            continue
        try:
            sound.append(compile_pattern(text) if compiled else text)
        except ValueError as error:
            place.add(f"{place}: {text!r} in {key} {error}.", key, text)
    return tuple(sound)


def _refuse_choice(key, value, choices, place):
    place.add(f"{place} has {key} = {value!r}; it can be {', '.join(choices)}.", key)


def _check_ids(ids, reserved, name, mistakes):
    for i, found in enumerate(ids):
        place = Place(mistakes, name, i + 1)
        if found and not ID.fullmatch(found):
            place.add(f"{place} has the id {found!r}; use small letters, digits, hyphens, at most 40.", "id")
        if found in reserved:
            place.add(f"{place} has the id {found!r}, which is reserved; choose another.", "id")
        if found and found in ids[:i]:
            place.add(f"{place} has the id {found!r} twice among the {name}; choose another.", "id")


def _read_pole(entry, place):
    fields = _read_fields(entry, _POLE, ("id", "patterns"), place)
    if entry.get("patterns") == []:
        place.add(f"{place} has no patterns; write at least one regular expression.", "patterns")
    return Pole(**{"id": "", "label": fields.get("id", ""), "patterns": (), **fields})


def _read_sense(entry, pole_ids, place):
    fields = _read_fields(entry, _SENSE, ("id", "label", "description"), place)
    values = fields.get("values", {})
    for pole, value in values.items():
        if pole_ids and pole not in pole_ids:
            place.add(f"{place} has values for {pole!r}; the poles are {' and '.join(pole_ids)}.", "values")
        if value not in VALUES[:-1]:
            place.add(f"{place} has the value {value!r}; it can be {', '.join(VALUES[:-1])}.", "values")
    fields["heads"] = frozenset(head.lower() for head in fields.get("heads", ()))
    fields["values"] = tuple(values.get(pole) for pole in pole_ids)
    return Sense(**{"id": "", "label": "", "description": "", **fields})


def _read_cue(entry, pole_ids, place):
    fields = _read_fields(entry, _CUE, ("patterns",), place)
    if pole_ids and fields.get("pole", pole_ids[0]) not in pole_ids:
        _refuse_choice("pole", fields["pole"], pole_ids, place)
    if ("pole" in entry) != ("value" in entry):
        place.add(f"{place} needs both 'pole' and 'value', or neither.")
    if not {"relation", "kind", "value"} & set(entry):
        place.add(f"{place} says nothing; give it a relation, a kind, or a pole with a value.")
    return Cue(**{"patterns": (), **fields})
