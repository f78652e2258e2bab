"""Which slides a deck has, and in which order: the argument, its conclusion, and what stands behind it."""

from collections.abc import Iterable, Sequence

from helpers.run.errors import InputError

CHAPTERS = (
    ("both_words", "dates", "records_to_papers"),
    ("topic_map", "topics"),
    ("senses_by_topic", "nouns"),
    ("values_by_role",),
    ("senses_by_stance",),
    ("ways_of_counting",),
    ("planned_words", "tested_words", "keyness"),
    ("odds_by_year", "words_by_period"),
    ("reader_reliability",),
)
"""The argument: a slide for each, the first figure of it that there is. The order is that of notebook 00."""

TEXTS = {
    "findings": "the findings as one list", "methods": "the sources of the methods", "settings": "the run's settings",
    "limits": "what the methods cannot show", "data": "from records to papers: dates and counts",
    "chosen": "how the papers were chosen",
}  # fmt: skip
"""Slides without a figure, by name."""

READINGS = frozenset({
    "senses_by_topic", "values_by_role", "senses_by_stance", "ways_of_counting", "senses_by_period", "words_by_sense",
    "odds_by_year",
})  # fmt: skip
"""Figures that rest on what a program read in the papers, not on counted words alone."""


def choose_argument(figures: Iterable[str]) -> list[str]:
    """Return the figures of the argument, in its order: one a chapter, and more where some chapters have none."""
    there = set(figures)
    chosen = {next((name for name in names if name in there), "") for names in CHAPTERS} - {""}
    told = [name for names in CHAPTERS for name in names if name in there]
    for name in told:
        if len(chosen) < len(CHAPTERS):
            chosen.add(name)
    return [name for name in told if name in chosen]


def choose_slides(wanted: Sequence[str], figures: Sequence[str]) -> list[str]:
    """Return the names of slides that are meant by names, beginnings of names or parts of them, in the order given.

    A name of its own means that slide alone. InputError lists all names if one means none.
    """
    known = [*figures, *TEXTS]
    chosen: list[str] = []
    for item in wanted:
        asked = item.strip().lower()
        hits = [name for name in known if name == asked] or [name for name in known if name.startswith(asked)]
        hits = hits or [name for name in known if asked in name]
        if not hits or not asked:
            raise InputError(f"No slide is called {item!r}; there are {', '.join(known)}.")
        chosen += [name for name in hits if name not in chosen]
    return chosen
