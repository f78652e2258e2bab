"""A theme: two opposed words, what they are said of, and which of the two is wanted.

``load_theme`` reads a theme file, ``find_mentions`` finds the words, ``compute_readings`` tells what each
mention is about and what value it gives each pole, ``compute_theme`` sums up one row per paper.
"""

from helpers.theme.accuracy import (
    SCORES,
    compute_accuracy,
    compute_confusion,
    compute_coverage,
    compute_label_accuracy,
    describe_accuracy,
    describe_coders,
    gather_accuracy,
    gather_confusion,
    gather_coverage,
    gather_labels,
    match_readings,
)
from helpers.theme.agreement import compute_agreement, list_disagreements, match_coders
from helpers.theme.annotations import read_annotations, write_annotations
from helpers.theme.axis import build_word_encoder, compute_axis, compute_axis_calibration
from helpers.theme.coders import (
    gather_agreement,
    gather_axis_calibration,
    gather_disagreements,
    gather_prevalence,
    read_coders,
)
from helpers.theme.contexts import (
    compute_composition,
    compute_sense_topics,
    describe_composition_figure,
    describe_sense_topics,
    describe_sense_topics_figure,
)
from helpers.theme.files import ROLES, Theme, ThemeError, load_theme
from helpers.theme.labelling import label_papers
from helpers.theme.mentions import find_mentions
from helpers.theme.multiverse import (
    choose_headline,
    compute_multiverse,
    describe_multiverse,
    describe_multiverse_figure,
)
from helpers.theme.prevalence import compute_sample_plan, draw_sample, estimate_prevalence
from helpers.theme.readings import VALUES, compute_readings
from helpers.theme.reports import (
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
from helpers.theme.roles import choose_exemplars, compute_role_values, describe_role_figure, describe_role_values
from helpers.theme.shares import compute_query_shares
from helpers.theme.stances import choose_stance
from helpers.theme.summary import compute_theme
from helpers.theme.usage import compute_frames, describe_frames, describe_frames_figure

__all__ = [
    "ROLES",
    "SCORES",
    "VALUES",
    "Theme",
    "ThemeError",
    "build_word_encoder",
    "choose_exemplars",
    "choose_headline",
    "choose_stance",
    "compute_accuracy",
    "compute_agreement",
    "compute_axis",
    "compute_axis_calibration",
    "compute_composition",
    "compute_concordance",
    "compute_confusion",
    "compute_coverage",
    "compute_frames",
    "compute_hardest",
    "compute_label_accuracy",
    "compute_multiverse",
    "compute_query_shares",
    "compute_readings",
    "compute_role_values",
    "compute_sample_plan",
    "compute_sense_topics",
    "compute_stances",
    "compute_theme",
    "describe_accuracy",
    "describe_coders",
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
    "draw_sample",
    "estimate_prevalence",
    "find_mentions",
    "gather_accuracy",
    "gather_agreement",
    "gather_axis_calibration",
    "gather_confusion",
    "gather_coverage",
    "gather_disagreements",
    "gather_labels",
    "gather_prevalence",
    "label_papers",
    "list_disagreements",
    "list_rules",
    "load_theme",
    "match_coders",
    "match_readings",
    "read_annotations",
    "read_coders",
    "write_annotations",
]
