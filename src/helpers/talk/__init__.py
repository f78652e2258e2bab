"""A run's tables and figures in; one table of answers, and all figures with what they rest on, out."""

from helpers.talk.gallery import describe_figures, list_figures, show_figures, show_theme_figures
from helpers.talk.overview import compute_overview, describe_notebooks, show_overview

__all__ = [
    "compute_overview",
    "describe_figures",
    "describe_notebooks",
    "list_figures",
    "show_figures",
    "show_overview",
    "show_theme_figures",
]
