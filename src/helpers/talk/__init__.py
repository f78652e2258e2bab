"""A run's tables and figures in; one table of answers, and all figures with what they rest on, out."""

from helpers.talk.deck import make_deck, tell_deck
from helpers.talk.gallery import list_claims, show_figures, tell_figures
from helpers.talk.overview import compute_overview, show_overview, tell_notebooks

__all__ = [
    "compute_overview", "list_claims", "make_deck", "show_figures", "show_overview", "tell_deck", "tell_figures",
    "tell_notebooks",
]  # fmt: skip
