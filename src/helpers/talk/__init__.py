"""A run's tables and figures in; answers, checked claims, a deck of slides and a page that can be asked, out."""

# Imported when it is first asked for: the command line reads its options without it.
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.talk.claims import list_claims, list_figure_claims
    from helpers.talk.deck import make_deck, tell_deck
    from helpers.talk.figure_command import save_again
    from helpers.talk.figure_slices import redraw
    from helpers.talk.gallery import show_figures, tell_figures
    from helpers.talk.overview import compute_overview, show_overview, tell_notebooks
    from helpers.talk.run_form import open_run_form

_PLACES = {
    "claims": ("list_claims", "list_figure_claims"),
    "deck": ("make_deck", "tell_deck"),
    "figure_command": ("save_again",),
    "figure_slices": ("redraw",),
    "gallery": ("show_figures", "tell_figures"),
    "overview": ("compute_overview", "show_overview", "tell_notebooks"),
    "run_form": ("open_run_form",),
}

__all__ = [
    "compute_overview",
    "list_claims",
    "list_figure_claims",
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


def __getattr__(name: str) -> Any:
    for place, names in _PLACES.items():
        if name in names:
            return getattr(import_module(f"helpers.talk.{place}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
