"""Tables to pictures with their words and numbers, and to tables that a reader can search."""

from helpers.figures.corpus_figures import draw_completeness, draw_date_precision, draw_lengths
from helpers.figures.drawing import show_figure
from helpers.figures.record_flow_figure import draw_record_flow
from helpers.figures.searchable_tables import open_tables, show_papers, show_table, show_text
from helpers.figures.style import use_talk_style

__all__ = [
    "draw_completeness",
    "draw_date_precision",
    "draw_lengths",
    "draw_record_flow",
    "open_tables",
    "show_figure",
    "show_papers",
    "show_table",
    "show_text",
    "use_talk_style",
]
