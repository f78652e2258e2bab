"""Coders' readings of a dump, from CSV files: read, checked, told apart."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pandas as pd

from helpers.run.errors import InputError
from helpers.run.inputs import list_annotations, place_annotations
from helpers.run.runs import Run
from helpers.run.safe_csv import FORMULA_STARTS, write_csv
from helpers.theme.stances import choose_stances
from helpers.theme.theme_file import ROLES, VALUES, ThemeFile

NEEDED = ("paper_id", "main", "sense", "role", "first_value", "second_value")
OPTIONAL = ("confidence", "quote", "note")


def read_coders(run: Run, theme_file: ThemeFile) -> dict[str, pd.DataFrame]:
    """Read the files of all coders beside a run's dump, as they are now: :func:`read_annotations` by coder."""
    files = list_annotations(run.paths, run.theme.stem)
    return {coder: read_annotations(path, theme_file) for coder, path in files.items()}


def place_coding(run: Run, coder: str) -> Path:
    """Return the path of a coder's file beside a run's dump, whether it is there or not."""
    return place_annotations(run.paths, run.theme.stem, coder)


def read_annotations(path: str | os.PathLike[str], theme_file: ThemeFile) -> pd.DataFrame:
    """Read one coder's CSV file: a table with one row per reading.

    Columns ``paper_id``, ``main`` (bool; 1 for the main reading of a paper, 0 for a second one), ``sense``, ``role``,
    ``first_value``, ``second_value``; ``confidence``, ``quote`` and ``note`` may be there. An ``InputError`` names the
    file and the line if it cannot be read, lacks a column, or holds a value that is not allowed, two main readings of a
    paper, none, or one sense of a paper twice.
    """
    path = Path(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            rows = [(reader.line_num, row) for row in reader]
            columns = list(reader.fieldnames or [])
    except FileNotFoundError:
        raise InputError(f"There is no file of annotations at {path}.") from None
    except OSError as error:
        raise InputError(f"The annotations {path} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} is not a readable CSV file in UTF-8: {error}.") from None
    missing = [column for column in NEEDED if column not in columns]
    if missing:
        raise InputError(f"{path} has no column {missing[0]!r}; annotations need {', '.join(NEEDED)}.")
    table, mains, seen = [], set(), set()
    for line, row in rows:
        place = f"{path}, line {line}"
        found = {column: _undo(row.get(column) or "") for column in (*NEEDED, *OPTIONAL)}
        for column, allowed in _list_allowed(theme_file).items():
            if found[column] not in allowed:
                raise InputError(f"{place}: {column} is {found[column]!r}; it can be {', '.join(allowed)}.")
        paper = found["paper_id"]
        if not paper:
            raise InputError(f"{place} has no paper_id; write the one of the table papers.")
        found["main"] = found["main"] == "1"
        if found["main"] and paper in mains:
            raise InputError(f"{place} is a second main reading of {paper}; mark one of them with main 0.")
        if (paper, found["sense"]) in seen:
            raise InputError(f"{place} reads {paper} as {found['sense']} again; one row per paper and sense is enough.")
        seen.add((paper, found["sense"]))
        mains |= {paper} if found["main"] else set()
        table.append(found)
    orphan = next((found["paper_id"] for found in table if found["paper_id"] not in mains), None)
    if orphan is not None:
        raise InputError(f"{path} has no main reading of {orphan}; mark one of its rows with main 1.")
    return pd.DataFrame(table, columns=[*NEEDED, *OPTIONAL]).astype({"main": bool})


def choose_main_readings(annotations: pd.DataFrame, theme_file: ThemeFile) -> pd.DataFrame:
    """The readings that a coder calls main, one a paper, with the ``stance`` that follows from their values."""
    main = annotations[annotations["main"].astype(bool)]
    return main.assign(stance=choose_stances(main, theme_file))


def write_annotations(annotations: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    """Write one coder's readings at once or not at all, so that no cell runs as a formula in a spreadsheet."""
    table = annotations.assign(main=annotations["main"].astype(int))
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_csv(table.reindex(columns=[*NEEDED, *OPTIONAL], fill_value=""), path)


def _list_allowed(theme_file):
    values = {"first_value": VALUES, "second_value": VALUES}
    return {"main": ("1", "0"), "sense": theme_file.sense_ids, "role": ROLES, **values}


def _undo(text):
    """A cell without the quote that keeps it from being a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA_STARTS and text[1:2] else text
