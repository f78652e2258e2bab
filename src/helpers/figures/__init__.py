"""Tables to pictures with their words and numbers, and to tables that a reader can search."""

from helpers.figures.drawing import show_figure
from helpers.figures.map_figure import draw_topic_map, draw_two_maps
from helpers.figures.map_widget import open_topic_browser
from helpers.figures.searchable_tables import show_papers, show_table, show_text
from helpers.figures.style import use_talk_style
from helpers.figures.topic_check_figures import draw_defaults, draw_method_overlap, draw_recovery
from helpers.figures.topic_figures import draw_confidence, draw_topic_sizes
from helpers.figures.tree_figures import draw_scale_curve, draw_topic_tree

__all__ = [
    "draw_confidence",
    "draw_defaults",
    "draw_method_overlap",
    "draw_recovery",
    "draw_scale_curve",
    "draw_topic_map",
    "draw_topic_sizes",
    "draw_topic_tree",
    "draw_two_maps",
    "open_topic_browser",
    "show_figure",
    "show_papers",
    "show_table",
    "show_text",
    "use_talk_style",
]
