"""One dot a paper: how many dots a cell of papers has, hollow for those not sure, and where they stand."""

from __future__ import annotations

import numpy as np

MAX_DOTS = 400
"""Papers above which a dot stands for several."""


def choose_papers_per_dot(n_papers):
    """Papers that one dot stands for: 1 up to ``MAX_DOTS`` papers, then so many that half as many dots are drawn."""
    return 1 if n_papers <= MAX_DOTS else int(np.ceil(n_papers / (MAX_DOTS / 2)))


def describe_dots(per_dot):
    """What a dot stands for, as the label of an axis says it."""
    unit = "one dot a paper" if per_dot == 1 else f"one dot about {per_dot} papers"
    return f"{unit} · hollow: not sure"


def count_dots(cell, per_dot):
    """Full and hollow dots of the papers of one cell (by ``uncertain``); a cell with papers has at least one dot."""
    n, unsure = len(cell), int(cell["uncertain"].sum())
    if per_dot == 1 or n == 0:
        return n - unsure, unsure
    dots = max(1, round(n / per_dot))
    hollow = min(dots, round(dots * unsure / n))
    return dots - hollow, hollow


def place_dots(n, depth):
    """Columns and levels of ``n`` dots piled up ``depth`` high, as whole numbers from 0."""
    return np.divmod(np.arange(n), depth)
