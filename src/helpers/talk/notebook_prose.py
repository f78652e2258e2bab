"""What the notebooks say in prose: their limits, and the text of their cells."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from helpers.run.contracts import Contract

LIMITS = "What this does not show"
"""Heading of the section of a notebook whose bullets are its limits."""


def read_prose(path: Path) -> list[str]:
    """Return the text of each cell of prose of a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


def read_limits(contracts: Mapping[str, Contract]) -> dict[str, list[str]]:
    """Return what each notebook says that it does not show, as plain text by its name; empty where it says nothing."""
    found = {}
    for name, contract in contracts.items():
        sections = [cell.split(LIMITS, 1)[1] for cell in read_prose(contract.path) if LIMITS in cell]
        found[name] = [strip_marks(item) for section in sections for item in re.findall(r"^- (.+)$", section, re.M)]
    return found


def strip_marks(text: str) -> str:
    """Return Markdown of one line as plain text: what a link says, and no marks."""
    text = re.sub(r"\[([^]]+)\]\([^)]*\)", r"\1", text)
    return re.sub(r"[*`]", "", text).strip()
