"""Document counts of a large reference corpus."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.run.errors import InputError


class CountsError(InputError):
    """The reference counts cannot be used."""


ARXIV = re.compile(r"[a-z-]+\.[A-Za-z-]{2,}|[a-z]+-[a-z]+")
AI_FIELDS = frozenset(["cs.AI", "cs.CL", "cs.CV", "cs.LG", "cs.IR", "cs.NE", "cs.RO", "stat.ML", "eess.IV"])
MAINLY, RECENT = 0.8, 2025
"""Part of the papers from which a reference is called by its field, and first year of one that is called recent."""


@dataclass(frozen=True)
class Reference:
    """Papers with each term in ``counts``, and from how many papers on a word and a pair are listed.

    ``name`` has their number, kind and span, ``kind`` what they are in words, like "recent arXiv papers on AI";
    ``first`` is the first month of the span, None where it is not known.
    """

    name: str
    n_papers: int
    counts: pd.Series
    listed_from: tuple[int, int]
    kind: str = "papers of the reference"
    first: pd.Period | None = None

    def count_older(self, papers: pd.DataFrame, *, clock: str = "published") -> tuple[int, int]:
        """Count the papers whose last possible day lies before the span, and those with a date; (0, 0) without span."""
        dated = papers[f"{clock}_low"].notna() & papers[f"{clock}_high"].notna()
        if self.first is None:
            return 0, 0
        return int((papers.loc[dated, f"{clock}_high"] < self.first.start_time).sum()), int(dated.sum())


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
    kind, span = _tell_kind(facts), _read_span(facts)
    label = f"{n_papers:,} {kind}" + (f", {' to '.join(f'{m.month}/{m.year}' for m in span)}" if span else "")
    listed_from = int(listed.get("words", 1)), int(listed.get("pairs", 1))
    return Reference(label, n_papers, counts, listed_from, kind, span[0] if span else None)


def _read_span(facts: dict) -> list[pd.Period]:
    """First and last month, without repeats; empty where the file does not tell them."""
    try:
        return list(dict.fromkeys(pd.Period(str(month), freq="M") for month in facts.get("listed", [])))
    except ValueError:
        return []


def _tell_kind(facts: dict) -> str:
    """What the papers of a reference are: from where and on what, by the categories it counts, and whether recent."""
    fields, span = facts.get("by_first_category", {}), _read_span(facts)
    known = {field: int(n) for field, n in fields.items() if ARXIV.fullmatch(field)}
    total = sum(map(int, fields.values()))
    mainly = [field for field in sorted(known, key=known.get, reverse=True) if known[field] >= 0.1 * total][:3]
    recent = "recent " if span and span[0].year >= RECENT else ""
    if not total or sum(known.values()) < MAINLY * total:
        return f"{recent}papers of the reference"
    on_ai = sum(n for field, n in known.items() if field in AI_FIELDS) >= MAINLY * total
    return f"{recent}arXiv papers " + ("on AI" if on_ai else f"(mainly {', '.join(mainly)})" if mainly else "")
