"""Tables to pictures with their words and numbers, and to tables that a reader can search."""

from helpers.figures.corpus_figures import draw_completeness, draw_date_precision, draw_lengths
from helpers.figures.drawing import show_figure
from helpers.figures.map_figure import draw_topic_map, draw_two_maps
from helpers.figures.map_widget import open_topic_browser
from helpers.figures.record_flow_figure import draw_record_flow
from helpers.figures.searchable_tables import open_tables, show_papers, show_table, show_text
from helpers.figures.series_looks import choose_series_looks
from helpers.figures.share_figures import draw_first_and_last, draw_periods, draw_shares
from helpers.figures.style import use_talk_style
from helpers.figures.topic_check_figures import draw_defaults, draw_method_overlap, draw_recovery
from helpers.figures.topic_figures import draw_confidence, draw_topic_sizes
from helpers.figures.tree_figures import draw_scale_curve, draw_topic_tree
from helpers.figures.trend_test_figures import draw_first_seen, draw_trend_tests

__all__ = [
    "choose_series_looks",
    "draw_completeness",
    "draw_confidence",
    "draw_date_precision",
    "draw_defaults",
    "draw_first_and_last",
    "draw_first_seen",
    "draw_lengths",
    "draw_method_overlap",
    "draw_periods",
    "draw_record_flow",
    "draw_recovery",
    "draw_scale_curve",
    "draw_shares",
    "draw_topic_map",
    "draw_topic_sizes",
    "draw_topic_tree",
    "draw_trend_tests",
    "draw_two_maps",
    "open_tables",
    "open_topic_browser",
    "show_figure",
    "show_papers",
    "show_table",
    "show_text",
    "use_talk_style",
]
