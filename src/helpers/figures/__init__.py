"""Tables to pictures with their words and numbers, and to tables that a reader can search."""

from helpers.figures.drawing import show_figure
from helpers.figures.searchable_tables import show_papers, show_table, show_text
from helpers.figures.style import use_talk_style

__all__ = ["show_figure", "show_papers", "show_table", "show_text", "use_talk_style"]
