"""A theme file and papers to what they say of two opposed words: mentions, readings, and one row per paper."""

from helpers.theme.evidence_tables import compute_concordance, compute_hardest
from helpers.theme.frame_counts import compute_frames, describe_frames
from helpers.theme.main_readings import compute_theme, describe_readings
from helpers.theme.mentions import find_mentions
from helpers.theme.opposites import rank_opposites
from helpers.theme.query_effect import compute_query_shares
from helpers.theme.reader_card import (
    compute_own_gains,
    compute_reader_accuracy,
    compute_reliability,
    list_labels,
)
from helpers.theme.readings import compute_readings
from helpers.theme.role_values import compute_role_values
from helpers.theme.sense_contexts import compute_sense_topics, place_senses
from helpers.theme.stances import compute_stances, list_rules
from helpers.theme.theme_draft import write_theme
from helpers.theme.theme_file import describe_poles, load_theme
from helpers.theme.ways_of_counting import choose_headline, compute_multiverse

__all__ = [
    "choose_headline", "compute_concordance", "compute_frames", "compute_hardest",
    "compute_multiverse", "compute_own_gains", "compute_query_shares", "compute_reader_accuracy",
    "compute_readings", "compute_reliability", "compute_role_values", "compute_sense_topics", "compute_stances",
    "compute_theme", "describe_frames", "describe_poles", "describe_readings", "find_mentions", "list_labels",
    "list_rules", "load_theme", "place_senses", "rank_opposites", "write_theme",
]  # fmt: skip
