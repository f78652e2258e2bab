"""The twelve columns of a slide, and a layout whose panels begin on them."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text

MARGIN = 0.03
"""Left and right edge of everything on a slide, as a share of its width."""

COLUMNS = 12
"""Columns of equal width between the margins."""


def list_row_labels(ax: Axes) -> list[Text]:
    """Return the names of the rows of an axes, two or more, on its left; none where it has numbers there."""
    labels = [label for label in ax.get_yticklabels() if label.get_text().strip()]
    words = [label for label in labels if any(map(str.isalpha, label.get_text()))]
    there = ax.get_visible() and ax.axison and ax.yaxis.get_ticks_position() != "right"
    return labels if there and len(words) > 1 else []


class ColumnLayout(ConstrainedLayoutEngine):
    """A layout whose panels begin on a column of the slide: the first one right of the names of its rows.

    Where rows have no names, and where several panels beside each other are of one size, they stand as there is room.
    """

    def execute(self, fig: Any) -> None:
        """Lay the figure out, then move the start of each panel to a column, and the end of the one before as far."""
        super().execute(fig)
        panels = [(ax, ax.get_subplotspec(), ax.get_position(original=True)) for ax in fig.axes if ax.axison]
        alike = (
            len({round(box.width, 2) for _, _, box in panels}) == 1 < len({spec.colspan.start for _, spec, _ in panels})
        )
        if alike or not any(list_row_labels(ax) for ax, spec, _ in panels if spec.colspan.start == 0):
            return
        moves = {}
        for _, spec, box in panels:
            place = (box.x0 - MARGIN) / (1 - 2 * MARGIN) * COLUMNS
            # Names of rows take all of the columns that they begin, unless they reach a hair into the last.
            place = round(place) if spec.colspan.start else np.ceil(place - 0.05)
            moves[spec.colspan.start] = MARGIN + (1 - 2 * MARGIN) * place / COLUMNS - box.x0
        for ax, spec, box in panels:
            start, end = box.x0 + moves[spec.colspan.start], box.x1 + moves.get(spec.colspan.stop, 0)
            ax.set_position((start, box.y0, end - start, box.height))
            ax.set_in_layout(True)  # which a position set by hand ends
