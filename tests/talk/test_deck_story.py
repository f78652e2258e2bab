import pytest

from helpers.run.contracts import read_contracts
from helpers.run.errors import InputError
from helpers.run.inputs import find_root
from helpers.talk.deck_story import CHAPTERS, READINGS, choose_argument, choose_slides

DRAWN = [figure for contract in read_contracts(find_root() / "notebooks").values() for figure in contract.figures]


def test_the_story_is_of_figures_that_notebooks_draw():
    assert {name for names in CHAPTERS for name in names} | READINGS <= set(DRAWN)


def test_one_figure_a_chapter_in_the_order_of_the_story():
    chosen = choose_argument(sorted(DRAWN))
    assert chosen == [names[0] for names in CHAPTERS]


def test_chapters_without_figures_give_their_slides_to_others():
    assert choose_argument(["topics", "tested_words", "topic_map", "keyness"]) == [
        "topic_map", "topics", "tested_words", "keyness",
    ]  # fmt: skip
    assert choose_argument([]) == []


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (["topics"], ["topics"]),
        (["topic"], ["topics", "topic_map"]),
        (["period", "topics"], ["topics_by_period", "topics"]),
        (["TOPICS", " findings", "topic"], ["topics", "findings", "topic_map"]),
    ],
)
def test_slides_are_meant_by_name_beginning_or_part(wanted, chosen):
    assert (
        choose_slides(wanted, ["topics", "topic_map", "topics_by_period"][: 3 if "period" in wanted else 2]) == chosen
    )


@pytest.mark.parametrize("name", ["nothing", "", " "])
def test_what_means_no_slide_is_told_with_all_names(name):
    with pytest.raises(InputError, match=r"there are topics, findings, methods, settings, limits, data, chosen\.$"):
        choose_slides([name], ["topics"])


def test_a_beginning_counts_before_a_part():
    assert choose_slides(["topic"], ["the_topic", "topics"]) == ["topics"]
