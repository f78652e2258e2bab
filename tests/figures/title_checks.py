"""Checks of all titles of figures, gathered from the modules beside this one, and of numbers that figures share."""

import importlib
from pathlib import Path

import pandas as pd

_MODULES = [
    importlib.import_module(f"figures.{file.stem}") for file in sorted(Path(__file__).parent.glob("title_checks_*.py"))
]

TITLE_CHECKS = {name: check for module in _MODULES for name, check in module.CHECKS.items()}
"""By figure: what computes the numbers of a title anew, of (title, plotted numbers, the figure's JSON)."""


def check_figures_together(run_folder):
    """Compute each number that two figures of a run show from both."""
    tables = {path.stem: pd.read_csv(path) for path in (run_folder / "figures").glob("*.csv")}
    checks = [module.check_together for module in _MODULES if hasattr(module, "check_together")]
    assert checks
    for check in checks:
        check(tables)
