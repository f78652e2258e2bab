"""Coders' readings of a dump, from CSV files: read, checked, told apart."""

import csv
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from helpers.run.errors import InputError
from helpers.run.inputs import list_annotations, place_annotations
from helpers.run.runs import Run
from helpers.run.safe_csv import FORMULA_STARTS, write_csv
from helpers.theme.stances import choose_stances
from helpers.theme.theme_file import ROLES, VALUES, ThemeFile

NEEDED = ("paper_id", "main", "sense", "role", "first_value", "second_value")
OPTIONAL = ("confidence", "quote", "note", "drawn")
LEARNING = "learning"
"""In the column ``drawn``: chosen because the reader is least sure of it; such papers measure nothing."""
DRAWN = ("random", LEARNING, "")
"""How a paper came to be coded; empty where nothing was drawn (all papers were coded) or nobody wrote it down."""


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
    ``first_value``, ``second_value``; ``confidence``, ``quote``, ``note`` and ``drawn`` (one of ``DRAWN``) may be
    there. An ``InputError`` names the file and the line if it cannot be read, lacks a column, or holds a value that is
    not allowed, two main readings of a paper, none, or one sense of a paper twice.
    """
    rows, columns = read_rows(path)
    missing = [column for column in NEEDED if column not in columns]
    if missing:
        raise InputError(f"{path} has no column {missing[0]!r}; annotations need {', '.join(NEEDED)}.")
    return check_readings(rows, theme_file, path)


def read_rows(path: str | os.PathLike[str]) -> tuple[list[tuple[str, dict[str, str]]], list[str]]:
    """Rows of a CSV file, each after its place in words, and its columns; commas, semicolons or tabs divide cells.

    The quotes that keep cells from being formulas are taken away again. ``InputError`` if the file cannot be read.
    """
    path = Path(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            head = lines.readline()
            lines.seek(0)
            reader = csv.DictReader(lines, strict=True, delimiter=max(",;\t", key=head.count))
            rows = [(f"line {reader.line_num}", row) for row in reader]
            return [(place, _undo_all(row)) for place, row in rows], list(reader.fieldnames or [])
    except FileNotFoundError:
        raise InputError(f"There is no file of annotations at {path}.") from None
    except OSError as error:
        raise InputError(f"The annotations {path} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} is not a readable CSV file in UTF-8: {error}.") from None


def check_readings(
    rows: Iterable[tuple[str, Mapping[str, str]]], theme_file: ThemeFile, path: str | os.PathLike[str]
) -> pd.DataFrame:
    """Make the table of :func:`read_annotations` of rows, each after its place in the file ``path``, or refuse them."""
    table, mains, seen = [], set(), set()
    for spot, row in rows:
        place = f"{path}, {spot}"
        found = {column: row.get(column) or "" for column in (*NEEDED, *OPTIONAL)}
        for column, allowed in list_allowed(theme_file).items():
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


def keep_measuring(annotations: pd.DataFrame) -> pd.DataFrame:
    """Readings that may measure: all but those of papers drawn to learn, which are harder than the rest."""
    return annotations[annotations["drawn"] != LEARNING] if "drawn" in annotations else annotations


def write_annotations(annotations: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    """Write one coder's readings at once or not at all, so that no cell runs as a formula in a spreadsheet."""
    table = annotations.assign(main=annotations["main"].astype(int))
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_csv(table.reindex(columns=[*NEEDED, *OPTIONAL], fill_value=""), path)


def list_allowed(theme_file: ThemeFile) -> dict[str, tuple[str, ...]]:
    """The labels that each column may hold, by column."""
    values = {"first_value": VALUES, "second_value": VALUES}
    return {"main": ("1", "0"), "sense": theme_file.sense_ids, "role": ROLES, **values, "drawn": DRAWN}


def _undo_all(row):
    """Cells without the quotes that keep them from being formulas, under the names of their columns."""
    found = {name: text or "" for name, text in row.items() if name is not None}
    guarded = {
        name for name, text in found.items() if text[:1] == "'" and text[1:].lstrip(" \n").startswith(FORMULA_STARTS)
    }
    return {name: text[1:] if name in guarded else text for name, text in found.items()}
