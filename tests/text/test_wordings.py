import pytest

from helpers.run.settings import SETTINGS
from helpers.text.wordings import SELECTIONS, WORDINGS, count, plural, tell_selection


def test_every_use_has_words_for_every_selection():
    assert all(len(words) == len(SELECTIONS) for words in WORDINGS.values())
    assert set(SELECTIONS) == set(SETTINGS["selection"].choices)


@pytest.mark.parametrize("selection", [s for s in SELECTIONS if s != "complete"])
def test_nothing_rises_where_papers_were_selected(selection):
    assert "rises" not in tell_selection(selection, "more") and "field" in tell_selection(selection, "not a trend")
    assert tell_selection("complete", "more") == "rises"


def test_an_unknown_use_is_an_error():
    with pytest.raises(KeyError):
        tell_selection("query", "praise")


def test_plurals():
    assert [count(n, "paper") for n in (0, 1, 2, 1200)] == ["0 papers", "1 paper", "2 papers", "1,200 papers"]
    assert plural("is", 1, "are") == "is" and plural("is", 2, "are") == "are"
