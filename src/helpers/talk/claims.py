"""All sentences with a number that a run has to say, with the number, its interval, and what gave it: ``claims``."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from helpers.run.contracts import NotebookError
from helpers.run.inputs import RunError
from helpers.run.runs import Run
from helpers.run.schema import TABLES
from helpers.run.storage import build_empty_table
from helpers.talk.figure_slices import find_slice
from helpers.talk.overview import list_answers

OVERVIEW = ("papers", "decisions", "topics", "memberships", "theme")
"""Tables of the overview."""


def list_claims(run: Run, *names: str) -> pd.DataFrame:
    """Return the table ``claims``: what the overview and each figure of a run say, or each named figure alone.

    Parameters
    ----------
    run : Run
        The run; figures and tables that are missing are made first.
    *names : str
        Figures. Without names, the overview of notebook 00 comes first (its rows have no ``figure``), then all figures
        in the order of the notebooks.

    Returns
    -------
    DataFrame
        A row a sentence: ``claim`` (its id: a figure's name, or "overview.topics" and the like), ``sentence``,
        ``value`` with ``low`` and ``high`` and what it measures, ``status``, ``n`` with its denominator, ``source``
        (the function) and ``tables`` that gave it. A figure that was left out, since there was too little to draw, is
        not among them; a title given by hand is nobody's claim, and what the numbers say stands in its place.
    """
    rows = sorted(_tell_figures(run, names), key=lambda row: row["notebook"])
    rows = rows if names else [*compute_overview_claims(run), *rows]
    return pd.DataFrame(rows, columns=list(TABLES["claims"].columns))


def list_figure_claims(run: Run, like: pd.DataFrame) -> pd.DataFrame:
    """Return those of :func:`list_claims` that are of figures of another run's ``claims``, and the overview with them.

    Nothing is drawn for a run without ``claims`` to hold against, nor a figure that no notebook draws any more.
    """
    if like.empty:
        return build_empty_table("claims")
    drawn = {
        figure for other in run.contracts.values() for figure in other.figures if "claim_changes" not in other.leaves
    }
    names = [name for name in like["figure"].dropna() if name in drawn]
    rows = [*compute_overview_claims(run), *(_tell_figures(run, tuple(names)) if names else ())]
    return pd.DataFrame(rows, columns=list(TABLES["claims"].columns))


def compute_overview_claims(run: Run) -> list[dict[str, Any]]:
    """Return what the overview says, computed from the run's tables, as rows of ``claims``."""
    from helpers.theme.theme_file import load_theme

    tables = {name: run.read(name) for name in OVERVIEW}
    n = len(tables["papers"])
    return [
        {
            "claim": f"overview.{answer.claim}", "figure": None, "notebook": answer.notebook,
            "sentence": answer.answer, "subject": answer.question, "value": answer.value, "low": answer.low,
            "high": answer.high, "measure": answer.measure, "status": answer.status, "n": answer.n or n,
            "denominator": answer.denominator,
            "interval": answer.interval, "correction": "none", "source": "talk.compute_overview",
            "tables": list(answer.tables), "accuracy": "", "caption": answer.sure, "alt": "",
        }
        for answer in list_answers(tables, theme_file=load_theme(run.theme), selection=run.selection)
    ]  # fmt: skip


def claim_figure(run: Run, name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a figure says as a row of ``claims``; ``facts`` are the words of its JSON."""
    try:
        found = find_slice(run, name)
        source, tables = found.source, found.tables
    except (RunError, NotebookError, SyntaxError):  # a notebook that somebody wrote otherwise
        source, tables = "", []
    words = ("subject", "n", "denominator", "interval", "correction", "accuracy", "caption", "alt")
    told = {word: facts["subtitle" if word == "subject" else word] for word in words}
    numbers = facts.get("claim") or {"measure": "", "status": "count"}
    sentence = facts.get("sentence", facts["title"])
    return {"claim": name, "figure": name, "sentence": sentence, "source": source, "tables": tables} | told | numbers


def _tell_figures(run: Run, names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for name, path in run.find_figures(*names).items():
        facts = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        yield claim_figure(run, name, facts) | {"notebook": facts["notebook"]}
