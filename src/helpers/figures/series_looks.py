"""How the series that are followed over time are called and coloured, the same in every figure of a run."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from helpers.figures.style import INK, series_colours, topic_colours
from helpers.theme.theme_file import ThemeFile
from helpers.trends.period_shares import name_topics

DRAWN_TOGETHER = ("topic", "sense", "term")
"""Kinds of series that share a figure; sides have figures of their own."""


class SeriesLooks(NamedTuple):
    """Labels and colours by (kind, name); a series without a label goes by its name."""

    labels: Mapping[tuple[str, str], str] = {}
    colours: Mapping[tuple[str, str], str] = {}

    def get_label(self, kind: str, name: str) -> str:
        """Return how a series is called in figures."""
        return str(self.labels.get((kind, name), name))

    def get_colour(self, kind: str, name: str, other: str = INK) -> str:
        """Return the colour of a series, or ``other``."""
        return self.colours.get((kind, name), other)


def choose_series_looks(topics: pd.DataFrame, theme_file: ThemeFile) -> SeriesLooks:
    """Give topics their colours, and senses the colours and the labels of the theme file, in its order."""
    senses, names = theme_file.sense_labels, name_topics(topics)
    colours = {("topic", names[topic]): colour for topic, colour in topic_colours(topics["topic"]).items()}
    colours |= {("sense", sense): colour for sense, colour in series_colours(senses).items()}
    return SeriesLooks({("sense", sense): label for sense, label in senses.items()}, colours)
