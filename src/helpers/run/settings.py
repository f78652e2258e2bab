"""Every setting a run can have: its name, its built-in value, and what it means.

A notebook's parameter of ``None`` means the run's setting. Precedence: notebook cell, command line, the
file ``<stem>.settings.toml`` beside the dump, the built-in value below.
"""

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.run.errors import InputError


@dataclass(frozen=True)
class Setting:
    """One setting: its built-in value, its type, a line of help, and the values it may take."""

    default: Any
    kind: str
    help: str
    choices: tuple[str, ...] | None = None
    low: float | None = None
    high: float | None = None


SETTINGS: dict[str, Setting] = {
    "seed": Setting(1, "int", "random seed; the same seed on the same machine gives the same result", low=0),
    "selection": Setting(
        "unknown", "str", "how the dump was chosen: by a query, by curators, or complete",
        choices=("query", "curated", "complete", "unknown"),
    ),
    "title_column": Setting(None, "str", "column with the title, where it is not found by name"),
    "abstract_column": Setting(None, "str", "column with the abstract, where it is not found by name"),
    "date_column": Setting(None, "str", "column with the publication date, where it is not found by name"),
    "id_column": Setting(None, "str", "column with the identifier, where it is not found by name"),
    "titles_only": Setting(False, "bool", "keep records without an abstract; their title is then all their text"),
    "where": Setting(
        None, "str", "condition on fields that papers must fulfil, like published >= 2024 and 'cs.CL' in categories",
    ),
    "max_ratio": Setting(200.0, "float", "times its size that a packed file may expand", low=1),
    "max_gigabytes": Setting(20.0, "float", "gigabytes that a packed file may expand to", low=0.001),
    "engine": Setting(
        None, "str", "where parts of the work go: local or tcp://host:8786, a Dask cluster; empty: this machine alone",
    ),
    "theme": Setting(None, "str", "theme file, or the name of one in data/themes"),
    "style": Setting(
        "light", "str", "how figures look: for slides on light or dark, or at the size of a paper's column",
        choices=("light", "dark", "paper-light", "paper-dark"),
    ),
    "encoder": Setting("all-MiniLM-L6-v2", "str", "sentence encoder; the default needs no download"),
    "topic_words": Setting(
        "c-tf-idf", "str",
        "who weighs the words of topics; BERTopic gives the same weights and takes ten seconds to import",
        choices=("c-tf-idf", "bertopic"),
    ),
    "topic_method": Setting(
        "louvain", "str",
        "what one draw of topics is: communities of a neighbour graph, crowded regions, or parts of the words",
        choices=("louvain", "umap-hdbscan", "nmf"),
    ),
    "n_topics": Setting(None, "int", "number of topics; left empty, the most stable one", low=1),
    "sample": Setting(
        None, "int", "papers that topics and map are made of, the others placed by their words; empty: all", low=30,
    ),
    "precision": Setting(
        "exact", "str", "arithmetic of the default encoder; int8 is faster and near", choices=("exact", "int8"),
    ),
    "min_papers": Setting(5, "int", "papers that must have a term before it is compared", low=1),
    "words": Setting(None, "list", "terms followed over time; left empty, the most characteristic of the dump"),
    "synonyms": Setting(
        None, "list", 'terms that count as one, each like "mixture of experts = moe"; plurals and hyphens need none',
    ),
    "stop_words": Setting(None, "list", "words and phrases that are left out of keywords, in any spelling"),
    "groups": Setting(
        None, "str", "how papers are grouped for tests: date, category, venue, source, sense (coder); empty: the first",
    ),
    "questions": Setting(None, "str", "file of questions asked beforehand; left empty, the one beside the dump"),
    "against": Setting(None, "str", "second dump that words are held against, as well as the reference counts"),
    "base": Setting(
        None, "str",
        "earlier run's folder, or dump, that this one is held against; left empty, the last other dump of its name",
    ),
    "smallest_difference": Setting(
        0.05, "float", "smallest difference of shares of papers that would matter", low=0, high=1,
    ),
    "smallest_odds": Setting(1.1, "float", "smallest odds ratio a year that would matter", low=1, high=100),
    "changes": Setting(
        None, "list", 'days on which the way papers were collected changed, each like "2025-07-01 new categories"',
    ),
    "period": Setting(
        None, "str", "length of a period; left empty, the shortest whose intervals mean something",
        choices=("month", "quarter", "half", "year"),
    ),
    "clock": Setting(
        "published", "str", "which date counts: first published, listed at the source, or last updated",
        choices=("published", "listed", "updated"),
    ),
}  # fmt: skip


GROUPS: dict[str, tuple[str, ...]] = {
    "The dump": (
        "selection", "title_column", "abstract_column", "date_column", "id_column", "titles_only", "where",
        "max_ratio", "max_gigabytes",
    ),
    "All notebooks": ("theme", "seed", "style", "encoder", "precision", "engine"),
    "02 Topics": ("sample", "n_topics", "topic_method", "topic_words"),
    "04 Keywords": (
        "min_papers", "synonyms", "stop_words", "groups", "questions", "against", "smallest_difference",
    ),
    "02 Topics and 08 Compare dumps": ("base",),
    "05 Trends": ("period", "clock", "words", "changes", "smallest_odds"),
}  # fmt: skip
"""Settings by where they count."""


def describe_settings() -> str:
    """List all settings in groups, one line each: name, built-in value, what it means and may be."""
    lines = ['make run ARGS="--set NAME=VALUE", or NAME = VALUE in <stem>.settings.toml beside the dump.']
    for group, names in GROUPS.items():
        lines += ["", group]
        for name in names:
            setting = SETTINGS[name]
            default = "" if setting.default is None else f" [{setting.default}]"
            choices = f" ({', '.join(setting.choices)})" if setting.choices else ""
            lines.append(f"  {name:<20}{setting.help}{choices}{default}")
    return "\n".join(lines)


class SettingsError(InputError):
    """A setting is unknown or has a value that it cannot take."""


def check_setting(name: str, value: Any, origin: str) -> Any:
    """Return ``value`` in the type of the setting ``name``; ``origin`` says in errors where it stands."""
    if name not in SETTINGS:
        raise SettingsError(
            f"{origin} names the setting {name!r}, which does not exist; there are {', '.join(SETTINGS)}."
        )
    setting = SETTINGS[name]
    if value is None:
        return setting.default
    wanted: Any = {"int": int, "float": (int, float), "str": str, "bool": bool, "list": (list, tuple)}[setting.kind]
    problem = None
    if not isinstance(value, wanted) or isinstance(value, bool) != (setting.kind == "bool"):
        problem = f"it must be of type {setting.kind}: {setting.help}"
    elif setting.kind == "float" and not math.isfinite(value):
        problem = "it must be a finite number"
    elif setting.kind == "list" and not all(isinstance(item, str) for item in value):
        problem = "it must be a list of words"
    elif setting.choices is not None and value not in setting.choices:
        problem = f"it can be {', '.join(setting.choices)}"
    elif (setting.low is not None and value < setting.low) or (setting.high is not None and value > setting.high):
        problem = f"it must be at least {setting.low}{'' if setting.high is None else f' and at most {setting.high}'}"
    if problem is not None:
        raise SettingsError(f"{origin} sets {name} to {value!r}; {problem}.")
    return float(value) if setting.kind == "float" else list(value) if setting.kind == "list" else value


def read_settings(path: Path) -> dict[str, Any]:
    """Return the settings of one TOML file, checked; every defect is one sentence that names the file."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not a readable TOML file: {error}.") from None
    return {name: check_setting(name, value, str(path)) for name, value in found.items()}


def combine_settings(*layers: dict[str, Any]) -> dict[str, Any]:
    """Return all settings by name; later layers win, and ``None`` in a layer means "not set here"."""
    combined = {name: setting.default for name, setting in SETTINGS.items()}
    for layer in layers:
        combined.update({name: value for name, value in layer.items() if value is not None})
    return combined
