"""Tables to pictures with their words and numbers, and to tables that a reader can search."""

from helpers.figures.corpus_figures import draw_completeness, draw_date_precision, draw_lengths
from helpers.figures.drawing import show_figure
from helpers.figures.notebook_page import open_page
from helpers.figures.paper_cards import PaperCards
from helpers.figures.record_flow_figure import draw_record_flow
from helpers.figures.searchable_tables import show_papers, show_table, show_text
from helpers.figures.series_looks import choose_series_looks
from helpers.figures.share_figures import draw_first_and_last, draw_periods, draw_shares
from helpers.figures.trend_test_figures import draw_first_seen, draw_trend_tests

__all__ = [
    "PaperCards",
    "choose_series_looks",
    "draw_completeness",
    "draw_date_precision",
    "draw_first_and_last",
    "draw_first_seen",
    "draw_lengths",
    "draw_periods",
    "draw_record_flow",
    "draw_shares",
    "draw_trend_tests",
    "open_page",
    "show_figure",
    "show_papers",
    "show_table",
    "show_text",
]
