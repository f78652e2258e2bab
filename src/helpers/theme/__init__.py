"""A theme: two opposed words, what they are said of, and which of the two is wanted.

``load_theme`` reads a theme file, ``find_mentions`` finds the words, ``compute_readings`` tells what each
mention is about and what value it gives each pole, ``compute_theme`` sums up one row per paper.
"""

from helpers.theme.frame_counts import compute_frames, describe_frames, describe_frames_figure
from helpers.theme.main_readings import compute_theme
from helpers.theme.mentions import find_mentions
from helpers.theme.pole_axis import build_word_encoder, compute_axis, compute_axis_calibration
from helpers.theme.query_effect import compute_query_shares
from helpers.theme.readings import VALUES, compute_readings
from helpers.theme.role_values import choose_exemplars, compute_role_values, describe_role_figure, describe_role_values
from helpers.theme.sense_contexts import (
    compute_composition,
    compute_sense_topics,
    describe_composition_figure,
    describe_sense_topics,
    describe_sense_topics_figure,
)
from helpers.theme.theme_file import ROLES, ThemeError, ThemeFile, load_theme
from helpers.theme.theme_report import (
    compute_concordance,
    compute_hardest,
    compute_stances,
    describe_map_figure,
    describe_poles,
    describe_query,
    describe_query_figure,
    describe_readings,
    describe_stances,
    describe_stances_figure,
    list_rules,
)
from helpers.theme.ways_of_counting import (
    choose_headline,
    compute_multiverse,
    describe_multiverse,
    describe_multiverse_figure,
)
from helpers.theme.stances import choose_stance

__all__ = [
    "ROLES",
    "VALUES",
    "ThemeError",
    "ThemeFile",
    "build_word_encoder",
    "choose_exemplars",
    "choose_headline",
    "choose_stance",
    "compute_axis",
    "compute_axis_calibration",
    "compute_composition",
    "compute_concordance",
    "compute_frames",
    "compute_hardest",
    "compute_multiverse",
    "compute_query_shares",
    "compute_readings",
    "compute_role_values",
    "compute_sense_topics",
    "compute_stances",
    "compute_theme",
    "describe_composition_figure",
    "describe_frames",
    "describe_frames_figure",
    "describe_map_figure",
    "describe_multiverse",
    "describe_multiverse_figure",
    "describe_poles",
    "describe_query",
    "describe_query_figure",
    "describe_readings",
    "describe_role_figure",
    "describe_role_values",
    "describe_sense_topics",
    "describe_sense_topics_figure",
    "describe_stances",
    "describe_stances_figure",
    "find_mentions",
    "list_rules",
    "load_theme",
]
