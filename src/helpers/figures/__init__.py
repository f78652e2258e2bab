"""Tables to pictures with their words and numbers, and to tables that a reader can search."""

from helpers.figures.counting_figure import draw_multiverse
from helpers.figures.drawing import show_figure
from helpers.figures.noun_figures import draw_nouns_and_frames
from helpers.figures.searchable_tables import show_papers, show_table, show_text
from helpers.figures.sense_figures import draw_composition, draw_sense_topics
from helpers.figures.stance_figures import draw_query_shares, draw_sense_map, draw_stances
from helpers.figures.style import use_talk_style
from helpers.figures.value_figure import draw_role_values

__all__ = [
    "draw_composition",
    "draw_multiverse",
    "draw_nouns_and_frames",
    "draw_query_shares",
    "draw_role_values",
    "draw_sense_map",
    "draw_sense_topics",
    "draw_stances",
    "show_figure",
    "show_papers",
    "show_table",
    "show_text",
    "use_talk_style",
]
