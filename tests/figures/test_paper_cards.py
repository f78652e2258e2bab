import pandas as pd
import pytest
from conftest import ROOT

from helpers.figures.paper_cards import PaperCards
from helpers.theme.theme_file import load_theme

THEME_FILE = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")
PAPERS = pd.DataFrame(
    {
        "paper_id": ["a", "b"],
        "title": ["Sparse <i>rewards</i>", "Plain"],
        "abstract": ["A dense reward costs $5.", "Nothing here."],
        "published_low": [pd.Timestamp("2025-03-01"), pd.NaT],
        "published_precision": ["month", "none"],
        "arxiv_id": ["2503.02130", None],
        "doi": [None, None],
        "url": [None, "javascript:alert(1)"],
    }
)
TOPICS = pd.DataFrame({"topic": [0], "label": ["reward models"]})
MEMBERSHIPS = pd.DataFrame({"paper_id": ["a", "b"], "topic": [0, -1]})
READ = {"sense": ["rewards", None], "stance": ["dense", None], "role": ["teaching", None], "uncertain": [True, False]}
THEME = pd.DataFrame(
    {"paper_id": ["a", "b"], **READ, "first_value": ["endured", None], "second_value": ["sought", None]}
)


@pytest.fixture
def cards():
    return PaperCards(PAPERS, topics=TOPICS, memberships=MEMBERSHIPS, theme=THEME, theme_file=THEME_FILE)


def test_a_card_has_title_as_link_date_topic_reading_and_marked_abstract(cards):
    card = cards["a"]
    assert '<a href="https://arxiv.org/abs/2503.02130"' in card
    for shown in ("2025-03 ·", "reward models", "dense (sparse endured, dense sought; teaching; not sure)"):
        assert shown in card
    assert card.count("<mark") == 2 and ">dense</mark> reward costs &#36;5." in card


def test_what_is_not_known_is_said_or_left_out_and_nothing_runs(cards):
    card = cards["b"]
    assert "no date · no theme word" in card and "<mark" not in card
    assert "javascript" not in card and "<i>" not in cards["a"]


def test_without_a_theme_nothing_is_marked():
    assert "<mark" not in PaperCards(PAPERS)["a"] and len(PaperCards(PAPERS)) == 2
