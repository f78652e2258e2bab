"""Mistakes of a theme file, each with its line, all told at once: where tables, keys and texts stand in TOML."""

import json
import re
from collections import Counter
from pathlib import Path

from helpers.run.errors import InputError

_HEADER = re.compile(r"\s*\[\[?\s*[\"']?([\w-]+)")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*[.=]")
_TOKEN = re.compile(r"\"\"\"|'''|\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*|[\[\]{}]")
_NEAR = "look there and just above for a missing quote, comma or bracket"


class ThemeError(InputError):
    """A theme file cannot be used."""


class Mistakes:
    """What is wrong with one theme file, gathered so that a reader can mend all of it in one go."""

    def __init__(self, path: Path, text: str):
        """Find where everything stands in the ``text`` of the file at ``path``."""
        self.path, self.text = path, text.split("\n")
        self.places = _find_places(self.text)
        self.found: list[tuple[int, str]] = []

    def add(self, told: str, table: str = "", number: int = 0, key: str = "", value: object = None) -> None:
        """Note a mistake of a key, or of one text in its list, of the ``number``-th table of a name."""
        places = ((table, number, key), (table, number, ""), ("", 0, table))
        line = next((self.places[place] for place in places if place in self.places), 1)
        if isinstance(value, str) and value:
            spelled = (value, json.dumps(value, ensure_ascii=False)[1:-1])
            below = range(line - 1, len(self.text))
            line = next((i + 1 for i in below if any(text in self.text[i] for text in spelled)), line)
        self.found.append((line, told))

    def raise_all(self) -> None:
        """Raise one ThemeError that tells all mistakes, one line each and by line; nothing if there is none."""
        told = [f"line {line}: {text}" for line, text in sorted(self.found, key=lambda found: found[0])]
        if len(told) == 1:
            raise ThemeError(f"{self.path}, {told[0]}")
        if told:
            raise ThemeError("\n  ".join([f"{self.path} has {len(told)} mistakes:", *told]))


def describe_syntax(path: Path, error: ValueError, content: bytes) -> str:
    """One sentence on a file that is not TOML: the line, what stands there, and where to look."""
    told = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", str(error), re.DOTALL)
    if isinstance(error, UnicodeDecodeError):
        line = content[: error.start].count(b"\n") + 1
        return f"{path}, line {line}: it is not a readable TOML file, as this line is not in UTF-8; save it as UTF-8."
    line = told[2] if told and told[2] else len(content.splitlines())
    column = f", column {told[3]}" if told and told[3] else ""
    return f"{path}, line {line}: it is not a readable TOML file ({told[1] if told else error}{column}); {_NEAR}."


def _find_places(lines):
    """Line of each table, as (name, number, ""), and of each key, as (name, number, key); those on top: "" and 0."""
    places, counts, table = {}, Counter(), ("", 0)
    depth, closing = 0, ""
    for n, line in enumerate(lines, start=1):
        if not depth and not closing:
            if header := _HEADER.match(line):
                counts[header[1]] += 1
                table = (header[1], counts[header[1]])
                places[*table, ""] = n
            elif key := _KEY.match(line):
                places.setdefault((*table, key[1]), n)
        for token in _TOKEN.findall(line):
            if token in ('"""', "'''"):
                closing = "" if closing == token else closing or token
            elif not closing and token in "[]{}":
                depth += 1 if token in "[{" else -1
    return places
