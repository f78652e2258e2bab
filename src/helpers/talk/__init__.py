"""A run's tables and figures in; one table of answers, and all figures with what they rest on, out."""

from helpers.talk.claims import list_claims
from helpers.talk.deck import make_deck, tell_deck
from helpers.talk.figure_command import save_again
from helpers.talk.figure_slices import redraw
from helpers.talk.gallery import show_figures, tell_figures
from helpers.talk.overview import compute_overview, show_overview, tell_notebooks
from helpers.talk.run_form import open_run_form

__all__ = [
    "compute_overview",
    "list_claims",
    "make_deck",
    "open_run_form",
    "redraw",
    "save_again",
    "show_figures",
    "show_overview",
    "tell_deck",
    "tell_figures",
    "tell_notebooks",
]
