"""Document counts of a large reference corpus."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.run.errors import InputError


class CountsError(InputError):
    """The reference counts cannot be used."""


@dataclass(frozen=True)
class Reference:
    """Papers with each term in ``counts``, and from how many papers on a word and a pair are listed."""

    name: str
    n_papers: int
    counts: pd.Series
    listed_from: tuple[int, int]


def read_reference(path: Path) -> Reference:
    """Read the document counts of a reference corpus.

    ``path`` is a folder with one ``<name>.csv.gz`` (columns ``term``, ``n_papers``) and ``<name>.json`` beside it, or
    the csv itself. A ``CountsError`` says that the files are missing, or do not say how many papers they count.
    """
    path = Path(path)
    files = sorted([*path.glob("*.csv.gz"), *path.glob("*.csv")]) if path.is_dir() else [path]
    if not files or not files[0].exists():
        raise CountsError(f"There are no reference counts at {path}; put a csv.gz and its json there.")
    name = files[0].name.removesuffix(".gz").removesuffix(".csv")
    facts_path = files[0].with_name(f"{name}.json")
    try:
        facts = json.loads(facts_path.read_text(encoding="utf-8"))
        n_papers, listed = int(facts["papers"]), facts.get("min_papers", {})
    except (OSError, ValueError, KeyError, TypeError):
        raise CountsError(f"{facts_path} must be a JSON file that gives the number of papers as 'papers'.") from None
    # "null", "nan" and "none" are words like any other.
    table = pd.read_csv(files[0], keep_default_na=False, dtype={"term": "str"})
    if list(table.columns) != ["term", "n_papers"]:
        raise CountsError(f"{files[0]} must have the columns term and n_papers, and has {list(table.columns)}.")
    counts = pd.Series(table["n_papers"].to_numpy(dtype=np.int64), index=table["term"].to_numpy(dtype=object))
    when = " to ".join(map(str, facts.get("listed", [])))
    label = f"{n_papers:,} papers" + (f" listed {when}" if when else "")
    return Reference(label, n_papers, counts, (int(listed.get("words", 1)), int(listed.get("pairs", 1))))
