"""Sentences of the deck: with nothing, one and many, with what is said of a figure and what is not."""

from types import SimpleNamespace

import pandas as pd
import pytest

from helpers.talk.deck import Deck, tell_deck
from helpers.talk.deck_layouts import Places, describe_layout
from helpers.talk.deck_words import (
    NO_CORRECTION,
    NO_INTERVAL,
    describe_notes,
    describe_source,
    describe_span,
    describe_subject,
    list_replies,
)

CHECKED = {describe_layout, describe_notes, describe_source, describe_span, describe_subject, tell_deck}
FACTS = {
    "name": "values_by_role", "caption": "What it is.", "n": 1234, "denominator": "papers with a reading",
    "selection": "curated", "interval": "Wilson 95%", "correction": "max-T over 4", "accuracy": "right in 70%",
}  # fmt: skip
PLAIN = FACTS | {"name": "topics", "interval": "none", "correction": "none", "accuracy": ""}


def make_papers(*days):
    days = pd.to_datetime(pd.Series(days, dtype="object"))
    return pd.DataFrame({"published_low": days, "published_high": days})


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ((), "0 papers"),
        ((None,), "1 paper · undated"),
        (("2024-05-02", "2024-05-30"), "2 papers · May 2024"),
        (("2024-05-02", None, "2025-01-01"), "3 papers · May 2024 to January 2025, 1 undated"),
    ],
)
def test_the_span_of_papers_is_told_in_few_words(days, told):
    assert describe_span(make_papers(*days)) == told


@pytest.mark.parametrize(
    ("n", "read", "told"),
    [
        (0, 0, "What 0 papers are about"),
        (1, 1, "What 1 paper is about"),
        (2000, 9, "What 2,000 papers are about"),
        (2000, 1500, "Big versus small: what 1,500 papers mean by it"),
    ],
)
def test_a_deck_is_on_the_theme_where_enough_papers_have_a_reading_of_it(n, read, told):
    theme = pd.DataFrame({"sense": pd.Series(["x"] * read + [None] * (n - read), dtype="object")})
    assert describe_subject(SimpleNamespace(title="big versus small"), theme) == told


def test_the_line_at_the_foot_says_what_a_figure_rests_on():
    rest = "pile · run of 1 May 2025 · n = 1,234 papers with a reading · papers chosen by curators"
    assert describe_source(FACTS, "pile", "run of 1 May 2025") == (
        f"{rest} · intervals: Wilson 95% · max-T over 4 · right in 70%"
    )
    assert describe_source(PLAIN, "pile", "run of 1 May 2025") == rest


def test_notes_have_no_empty_part():
    notes = describe_notes(FACTS, ["No field."], "", "03 · Words")
    assert "CAVEATS\n– No field.\n\nDENOMINATOR\nn = 1,234 papers with a reading.\n\n" in notes
    assert "CAVEATS" not in describe_notes(PLAIN, [], "", "02 · Topics")


def test_answers_are_those_that_a_figure_can_give():
    full = list_replies(FACTS, ["No field."], "It is right", "03 · Words")
    assert full["How right is the program that read them?"] == "Right in 70%."
    assert full["And with so many comparisons?"] == "Max-T over 4."
    assert full["How sure is it?"].startswith("The intervals are Wilson 95%.")
    read = list_replies(FACTS | {"accuracy": ""}, [], "It is right", "03 · Words")
    assert read["How right is the program that read them?"] == "It is right."
    plain = list_replies(PLAIN, [], "It is right", "02 · Topics")
    assert plain["How sure is it?"] == NO_INTERVAL and plain["And with so many comparisons?"] == NO_CORRECTION
    assert len(plain) == len(full) - 2


@pytest.mark.parametrize(
    ("n", "argument", "end"), [(3, 3, "3 slides."), (20, 11, "20 slides, 9 of them in the appendix.")]
)
def test_a_deck_is_told_with_its_place_and_its_slides(tmp_path, n, argument, end):
    deck = Deck(tmp_path / "pile" / "talk" / "talk.pptx", n, argument, ("And more.",))
    told = tell_deck(SimpleNamespace(outputs=tmp_path), deck)
    assert told == f"`pile/talk/talk.pptx`, below the folder of results: {end}\n\nAnd more."


def test_a_layout_is_told_with_what_is_filled_and_what_is_not():
    layout = SimpleNamespace(name="Mine")
    assert describe_layout(Places(layout, "finding", title=0, picture=1, unfilled=("date",))) == (
        "Layout “Mine”, for the figures: filled title, picture; left out date; the source line stands under the rest "
        "in a box of its own; it has no text (subtitle), slide number."
    )
    assert describe_layout(Places(layout, "opening", title=0, text=1, source=2, number=3)).endswith("slide number.")
    assert "filled nothing" in describe_layout(Places(layout, "list"))
