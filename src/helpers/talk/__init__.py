"""A run's tables and figures in; one table of answers, and all figures with what they rest on, out."""

from helpers.talk.gallery import list_claims, show_figures, tell_figures
from helpers.talk.overview import compute_overview, show_overview, tell_notebooks
from helpers.talk.run_form import open_run_form

__all__ = [
    "compute_overview",
    "list_claims",
    "open_run_form",
    "show_figures",
    "show_overview",
    "tell_figures",
    "tell_notebooks",
]
