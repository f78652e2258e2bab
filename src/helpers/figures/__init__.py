"""Tables to pictures with their words and numbers, and to tables that a reader can search."""

from helpers.figures.column_headers import label_columns, name_columns
from helpers.figures.corpus_figures import draw_completeness, draw_date_precision, draw_lengths
from helpers.figures.counting_figure import draw_multiverse
from helpers.figures.drawing import show_figure
from helpers.figures.keyword_figures import draw_collocates, draw_group_words, draw_heads, draw_keyness
from helpers.figures.keyword_test_figures import (
    draw_planned_words,
    draw_share_scatter,
    draw_tested_words,
    draw_word_network,
)
from helpers.figures.map_figure import draw_topic_map, draw_two_maps
from helpers.figures.map_widget import open_topic_browser
from helpers.figures.notebook_page import open_page
from helpers.figures.noun_figures import draw_nouns
from helpers.figures.paper_cards import PaperCards
from helpers.figures.query_figure import draw_query_shares
from helpers.figures.reader_figure import draw_reliability
from helpers.figures.record_flow_figure import draw_record_flow
from helpers.figures.searchable_tables import show_papers, show_table, show_text
from helpers.figures.sense_figures import draw_sense_topics
from helpers.figures.series_looks import choose_series_looks
from helpers.figures.share_figures import draw_first_and_last, draw_periods, draw_shares
from helpers.figures.stance_figures import draw_stances
from helpers.figures.topic_check_figures import draw_defaults, draw_method_overlap, draw_recovery
from helpers.figures.topic_figures import draw_confidence, draw_topic_sizes
from helpers.figures.tree_figures import draw_scale_curve, draw_topic_tree
from helpers.figures.trend_test_figures import draw_first_seen, draw_trend_tests
from helpers.figures.value_figure import draw_role_values

__all__ = [
    "PaperCards", "choose_series_looks", "draw_collocates", "draw_completeness", "draw_confidence",
    "draw_date_precision", "draw_defaults", "draw_first_and_last", "draw_first_seen", "draw_group_words", "draw_heads",
    "draw_keyness", "draw_lengths", "draw_method_overlap", "draw_multiverse", "draw_nouns", "draw_periods",
    "draw_planned_words", "draw_query_shares", "draw_record_flow", "draw_recovery", "draw_reliability",
    "draw_role_values", "draw_scale_curve", "draw_sense_topics", "draw_share_scatter", "draw_shares", "draw_stances",
    "draw_tested_words", "draw_topic_map", "draw_topic_sizes", "draw_topic_tree", "draw_trend_tests", "draw_two_maps",
    "draw_word_network", "label_columns", "name_columns", "open_page", "open_topic_browser", "show_figure",
    "show_papers", "show_table", "show_text",
]  # fmt: skip
