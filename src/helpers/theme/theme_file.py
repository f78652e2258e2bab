"""Theme files: read, checked, compiled. Every defect is one sentence that names the file and the place."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from helpers.run.errors import InputError
from helpers.theme.safe_patterns import compile_pattern

OTHER = "other"
ROLES = ("given", "teaching", "mechanism", "representation", "output")
VALUES = ("sought", "endured", "overcome", "neutral", "absent")
RELATIONS = (
    "coordinated",
    "compared",
    "distinguished",
    "negated",
    "replaced",
    "from_first_to_second",
    "from_second_to_first",
)
KINDS = ("term of art", "name")

_TEXT, _LIST, _TABLE = "a text in quotes", "a list of texts", "a table"
_TOP = {"name": _TEXT, "title": _TEXT, "poles": _LIST, "senses": _LIST, "cues": _LIST}
_POLE = {
    "id": _TEXT,
    "label": _TEXT,
    "patterns": _LIST,
    "negated": _LIST,
    "exclude": _LIST,
    "phrases": _LIST,
}
_SENSE = {
    "id": _TEXT,
    "label": _TEXT,
    "description": _TEXT,
    "examples": _LIST,
    "heads": _LIST,
    "patterns": _LIST,
    "role": _TEXT,
    "values": _TABLE,
}
_CUE = {"patterns": _LIST, "relation": _TEXT, "kind": _TEXT, "pole": _TEXT, "value": _TEXT}
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


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
    values: tuple[str | None, str | None] = (None, None)


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
    poles: tuple[Pole, Pole]
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
        return {**{sense.id: sense.label for sense in self.senses}, OTHER: OTHER}

    @property
    def stances(self) -> tuple[str, ...]:
        """All stances: the two poles, ``both``, ``endured``, ``incidental``."""
        return (self.poles[0].id, "both", self.poles[1].id, "endured", "incidental")


def load_theme(path: str | os.PathLike[str]) -> ThemeFile:
    """Read and check a theme file.

    Parameters
    ----------
    path : path of a TOML file
        Its form is described in HOUSE terms in ``data/README.md``: ``name``; exactly two ``[[poles]]`` with
        ``id`` and ``patterns``; at least one of ``[[senses]]`` with ``id``, ``label`` and ``description``;
        any number of ``[[cues]]``.

    Returns
    -------
    ThemeFile
        With all patterns compiled.

    Raises
    ------
    ThemeError
        On any defect: an unreadable file, an unknown or missing key, a wrong type, not exactly two poles,
        an id that stands twice, an unknown role, value or relation, a bad or runaway regular expression.
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
    _check_keys(found, _TOP, ("name", "poles", "senses"), f"{path}")
    poles = [_read_pole(entry, f"{path}, pole {i}") for i, entry in _count(found["poles"], path, "poles")]
    if len(poles) != 2:
        raise ThemeError(f"{path} has {len(poles)} poles; a theme opposes exactly two, each under [[poles]].")
    _check_ids([pole.id for pole in poles], ("both", "endured", "incidental"), path, "poles")
    ids = [pole.id for pole in poles]
    senses = [_read_sense(entry, ids, f"{path}, sense {i}") for i, entry in _count(found["senses"], path, "senses")]
    if not senses:
        raise ThemeError(f"{path} has no senses; write at least one under [[senses]].")
    _check_ids([sense.id for sense in senses], (OTHER,), path, "senses")
    cues = [_read_cue(entry, ids, f"{path}, cue {i}") for i, entry in _count(found.get("cues", []), path, "cues")]
    if not _ID.fullmatch(found["name"]):
        raise ThemeError(f"{path} has the name {found['name']!r}; use small letters, digits and hyphens, at most 40.")
    title = found.get("title") or f"{poles[0].label} versus {poles[1].label}"
    return ThemeFile(found["name"], title, tuple(poles), tuple(senses), tuple(cues), path)


def _count(entries, path, name):
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ThemeError(f"{path} must give its {name} as tables, each under [[{name}]].")
    return enumerate(entries, start=1)


def _check_keys(entry, known, needed, place):
    unknown = [key for key in entry if key not in known]
    if unknown:
        raise ThemeError(f"{place} has the unknown key {unknown[0]!r}; it can have {', '.join(known)}.")
    missing = [key for key in needed if key not in entry]
    if missing:
        raise ThemeError(f"{place} has no {missing[0]!r}; it needs {', '.join(needed)}.")
    for key, value in entry.items():
        if (
            (known[key] == _TEXT and not (isinstance(value, str) and value.strip()))
            or (known[key] == _LIST and not isinstance(value, list))
            or (known[key] == _TABLE and not isinstance(value, dict))
        ):
            raise ThemeError(f"{place} has {key} = {value!r}; it must be {known[key]}.")


def _check_ids(ids, reserved, path, name):
    for i, found in enumerate(ids):
        if not _ID.fullmatch(found):
            raise ThemeError(f"{path} has the id {found!r} among its {name}; use small letters, digits, hyphens.")
        if found in reserved:
            raise ThemeError(f"{path} has the id {found!r} among its {name}, which is implied; choose another.")
        if found in ids[:i]:
            raise ThemeError(f"{path} has the id {found!r} twice among its {name}.")


def _read_texts(entry, key, place):
    texts = entry.get(key, [])
    for text in texts:
        if not isinstance(text, str) or not text.strip():
            raise ThemeError(f"{place} has {text!r} in {key}; it must be a list of texts.")
    return tuple(texts)


def _read_patterns(entry, key, place):
    compiled = []
    for text in _read_texts(entry, key, place):
        try:
            compiled.append(compile_pattern(text))
        except ValueError as error:
            raise ThemeError(f"{place}: {text!r} in {key} {error}.") from None
    return tuple(compiled)


def _read_pole(entry, place):
    _check_keys(entry, _POLE, ("id", "patterns"), place)
    patterns = _read_patterns(entry, "patterns", place)
    if not patterns:
        raise ThemeError(f"{place} has no patterns; write at least one regular expression.")
    return Pole(
        entry["id"],
        entry.get("label", entry["id"]),
        patterns,
        _read_patterns(entry, "negated", place),
        _read_patterns(entry, "exclude", place),
        _read_texts(entry, "phrases", place),
    )


def _read_sense(entry, pole_ids, place):
    _check_keys(entry, _SENSE, ("id", "label", "description"), place)
    _check_choice(entry, "role", ROLES, place)
    values = entry.get("values", {})
    for pole, value in values.items():
        if pole not in pole_ids:
            raise ThemeError(f"{place} has values for {pole!r}; the poles are {' and '.join(pole_ids)}.")
        if value not in VALUES[:-1]:
            raise ThemeError(f"{place} has the value {value!r}; it can be {', '.join(VALUES[:-1])}.")
    return Sense(
        entry["id"],
        entry["label"],
        entry["description"],
        _read_texts(entry, "examples", place),
        frozenset(head.lower() for head in _read_texts(entry, "heads", place)),
        _read_patterns(entry, "patterns", place),
        entry.get("role"),
        tuple(values.get(pole) for pole in pole_ids),
    )


def _read_cue(entry, pole_ids, place):
    _check_keys(entry, _CUE, ("patterns",), place)
    _check_choice(entry, "relation", RELATIONS, place)
    _check_choice(entry, "kind", KINDS, place)
    _check_choice(entry, "value", VALUES[:-1], place)
    _check_choice(entry, "pole", pole_ids, place)
    if ("pole" in entry) != ("value" in entry):
        raise ThemeError(f"{place} needs both 'pole' and 'value', or neither.")
    if not {"relation", "kind", "value"} & set(entry):
        raise ThemeError(f"{place} says nothing; give it a relation, a kind, or a pole with a value.")
    fields = {key: entry.get(key) for key in ("relation", "kind", "pole", "value")}
    return Cue(_read_patterns(entry, "patterns", place), **fields)


def _check_choice(entry, key, choices, place):
    if key in entry and entry[key] not in choices:
        raise ThemeError(f"{place} has {key} = {entry[key]!r}; it can be {', '.join(choices)}.")


def describe_poles(theme_file: ThemeFile) -> str:
    """One sentence: the poles and the senses that a theme looks for."""
    first, second = theme_file.labels
    labels = "; ".join(sense.label for sense in theme_file.senses)
    return (
        f"**{theme_file.title}.** First pole “{first}”, second pole “{second}”, said of: {labels}; "
        f"or something else ({len(theme_file.cues)} cues)."
    )
