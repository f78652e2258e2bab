"""Tables to pictures with their words and numbers, and to tables that a reader can search."""

from helpers.figures.change_figure import draw_changes
from helpers.figures.column_headers import label_columns, name_columns
from helpers.figures.corpus_figures import draw_dates
from helpers.figures.counting_figure import draw_multiverse
from helpers.figures.drawing import show_figure
from helpers.figures.explorer import explore
from helpers.figures.keyword_figures import draw_group_words, draw_keyness
from helpers.figures.keyword_test_figures import draw_planned_words, draw_tested_words
from helpers.figures.map_figure import draw_topic_map
from helpers.figures.notebook_page import open_page
from helpers.figures.noun_figures import draw_nouns
from helpers.figures.paper_cards import PaperCards
from helpers.figures.query_figure import draw_query_shares
from helpers.figures.reader_figure import draw_reliability
from helpers.figures.record_flow_figure import draw_record_flow
from helpers.figures.searchable_tables import show_papers, show_table, show_text
from helpers.figures.sense_figures import draw_sense_topics
from helpers.figures.share_figures import draw_shares, label_series
from helpers.figures.stance_figures import draw_stances
from helpers.figures.topic_figures import draw_topics
from helpers.figures.topic_rival_figure import draw_topic_rival
from helpers.figures.trend_test_figures import draw_trend_tests
from helpers.figures.value_figure import draw_role_values

__all__ = [
    "PaperCards", "draw_changes", "draw_dates", "draw_group_words", "draw_keyness", "draw_multiverse", "draw_nouns",
    "draw_planned_words", "draw_query_shares", "draw_record_flow", "draw_reliability", "draw_role_values",
    "draw_sense_topics", "draw_shares", "draw_stances", "draw_tested_words", "draw_topic_map",
    "draw_topic_rival", "draw_topics", "draw_trend_tests", "explore", "label_columns", "label_series", "name_columns",
    "open_page", "show_figure", "show_papers", "show_table", "show_text",
]  # fmt: skip
