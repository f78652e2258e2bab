"""Whether what a run says still holds: each claim recomputed from the tables, and compared with what was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from helpers.run.inputs import RunError, read_json
from helpers.run.runs import Run
from helpers.run.storage import read_parquet
from helpers.talk.claims import claim_figure, compute_overview_claims
from helpers.talk.figure_slices import redraw
from helpers.text.wordings import count, plural

NUMBERS = ("value", "low", "high")
LEFT_OUT = "(left out) "
"""Begins what is said in place of a figure for which there is too little to draw."""


@dataclass(frozen=True)
class Check:
    """A claim as it was written, and as the tables now have it; ``where`` names what says the old one."""

    claim: str
    where: str
    old: str
    new: str
    differs: tuple[str, ...]
    """What differs: the sentence, or numbers behind it. Empty for a claim that holds."""


def check_claims(run: Run) -> list[Check]:
    """Recompute every claim of a run from its tables and compare it with the table ``claims`` and with the figures.

    No notebook is executed whose tables are there and were made from what the run has now. RunError if the run has
    no table of claims.
    """
    place = run.tables / "claims.parquet"
    if not place.is_file():
        raise RunError(f"{run.name} has no table of claims yet; executing notebook 09 makes it.")
    written = read_parquet("claims", place)
    overview = {row["claim"]: row for row in compute_overview_claims(run)}
    return [check for _, row in written.iterrows() for check in _check(run, row, overview)]


def describe_checks(checks: list[Check]) -> str:
    """Say which claims no longer hold, with the old and the new sentence, and how many do."""
    lines, fallen = [], {check.claim for check in checks if check.differs}
    for check in checks:
        if check.differs:
            where = "" if check.where == "table" else f" (in the {check.where})"
            lines.append(f"{check.claim}{where} does not hold: {', '.join(check.differs)}")
            lines += [f"  was: {check.old}", f"  is:  {check.new}"]
    n = len({check.claim for check in checks})
    kept = n - len(fallen)
    return "\n".join([*lines, f"{kept:,} of {count(n, 'claim')} {plural('holds', kept, 'hold')}."])


def _check(run: Run, row: pd.Series, overview: dict[str, dict[str, Any]]) -> Iterator[Check]:
    name, figure = row["claim"], row["figure"]
    if not isinstance(figure, str):
        now = overview.get(name, {"sentence": "(no longer said)"})
        yield Check(name, "table", row["sentence"], now["sentence"], _compare(row, now))
        return
    now = _claim_again(run, figure)
    yield Check(name, "table", row["sentence"], now["sentence"], _compare(row, now))
    facts = read_json(run.place_figure(figure).with_suffix(".json"))
    shown = facts.get("sentence", facts.get("title", "(no picture)"))
    if shown != row["sentence"]:
        yield Check(name, "picture", shown, now["sentence"], () if shown == now["sentence"] else ("sentence",))


def _claim_again(run: Run, figure: str) -> dict[str, Any]:
    """What a figure says when it is drawn anew, as a row of ``claims``."""
    from matplotlib import pyplot as plt

    from helpers.figures.drawing import collect_words, find_nothing
    from helpers.figures.marks import get_figure

    drawing = redraw(run, figure)
    drawn = get_figure(drawing.axes)
    why = find_nothing(drawn)
    plt.close(drawn)
    if why is not None:
        return {"sentence": LEFT_OUT + why}
    return claim_figure(run, figure, collect_words(run, drawing, figure))


def _compare(old: pd.Series, new: dict[str, Any]) -> tuple[str, ...]:
    """Name what differs; numbers are compared to nine digits, and an absent one only equals an absent one."""
    differs = [part for part in ("sentence", "status", "n") if old[part] != new.get(part, old[part])]
    for part in NUMBERS if "value" in new else ():
        pair = [np.nan if pd.isna(value) else float(value) for value in (old[part], new[part])]
        if not np.isclose(*pair, rtol=1e-9, atol=1e-12, equal_nan=True):
            differs.append(part)
    return tuple(differs)
