"""Papers with their vectors to topics: which papers hold together, what the groups are called, how sure that is."""

from helpers.topics.bertopic_comparison import compare_with_bertopic
from helpers.topics.edit_guide import describe_edits
from helpers.topics.fitting import check_topic_number, fit_run_topics
from helpers.topics.method_comparisons import compare_methods
from helpers.topics.paper_lists import (
    find_largest_topic,
    find_nearest_papers,
    list_exemplars,
    list_key_phrases,
    list_uncertain,
    select_topic,
)
from helpers.topics.planted_effects import plant_effects
from helpers.topics.samples import draw_sample, place_papers
from helpers.topics.topic_count import describe_curve
from helpers.topics.topic_positions import compute_positions, describe_word_agreement

__all__ = [
    "check_topic_number", "compare_methods", "compare_with_bertopic", "compute_positions", "describe_curve",
    "describe_edits", "describe_word_agreement", "draw_sample", "find_largest_topic", "find_nearest_papers",
    "fit_run_topics", "list_exemplars", "list_key_phrases", "list_uncertain", "place_papers", "plant_effects",
    "select_topic",
]  # fmt: skip
