"""One contrast in all ways of counting: counted by hand, and honest where it hangs on one choice."""

import pandas as pd
import pytest
from conftest import ROOT

from helpers.figures.counting_figure import draw_multiverse, plot_multiverse
from helpers.figures.drawing import find_nothing
from helpers.figures.style import use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.stats.estimates import newcombe_interval
from helpers.theme.theme_file import load_theme
from helpers.theme.ways_of_counting import (
    choose_headline,
    compute_multiverse,
    describe_multiverse,
    find_lever,
)

THEME = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")
VALUES = {"sparse": ("sought", "neutral"), "dense": ("neutral", "sought"), "both": ("sought", "sought"),
          "without": ("neutral", "overcome"), "unnamed": ("absent", "sought")}  # fmt: skip


@pytest.fixture(autouse=True)
def talk_style():
    use_talk_style()


def make_tables(groups, second=()):
    """All tables, from (number, sense, stance, move of the mentions, not sure) and (paper, sense, stance)."""
    rows = [group[1:] for group in groups for _ in range(group[0])]
    table = pd.DataFrame(rows, columns=["sense", "stance", "move", "uncertain"])
    table.insert(0, "paper_id", [f"p{i:03}" for i in range(len(table))])
    readings = [(row.paper_id, row.sense, *VALUES[row.stance], True) for row in table.itertuples()]
    readings += [(paper, sense, *VALUES[stance], False) for paper, sense, stance in second]
    readings = pd.DataFrame(readings, columns=["paper_id", "sense", "first_value", "second_value", "main"])
    values = pd.DataFrame([VALUES[stance] for stance in table["stance"]], columns=["first_value", "second_value"])
    theme = table.drop(columns="move").join(values)
    return table[["paper_id"]], table[["paper_id", "move"]], readings, theme


def compute(groups, second=()):
    papers, mentions, readings, table = make_tables(groups, second)
    headline = choose_headline(table, THEME)
    return compute_multiverse(papers, mentions, readings, table, THEME, headline), headline


PLAIN = [
    (16, "weights", "sparse", "method", False),
    (4, "weights", "dense", "method", False),
    (4, "views", "sparse", "method", False),
    (16, "views", "dense", "method", False),
]


def pick(table, **chosen):
    """The one way of counting with these choices, and elsewhere those of the other figures."""
    base = {
        "readings": "main only",
        "passing": "kept",
        "top_ranked": "kept",
        "both": "as seeking",
        "without": "not counted",
        "uncertain": "kept",
    }
    for choice, way in (base | chosen).items():
        table = table[table[choice] == way]
    assert len(table) == 1
    return table.iloc[0]


def test_the_first_way_is_the_count_of_the_other_figures():
    table, headline = compute(PLAIN)
    assert headline == ("weights", "views") and len(table) == 64 and table["first_way"].sum() == 1
    row = pick(table)
    assert row["first_way"] and (row["share_a"], row["share_b"]) == (0.8, 0.2)
    low, high = newcombe_interval(16, 20, 4, 20)
    assert [row["difference"], row["low"], row["high"]] == pytest.approx([0.6, float(low), float(high)])


def test_the_top_tenth_is_that_of_the_dump():
    row = pick(compute(PLAIN)[0], top_ranked="left out")
    assert (row["n_a"], row["share_a"], row["n_b"]) == (16, 0.75, 20)


def test_passing_and_unsure_papers_can_be_left_out_and_both_is_a_half():
    groups = [
        (10, "weights", "sparse", "method", False),
        (5, "weights", "both", "background", False),
        (5, "weights", "dense", "method", True),
        (20, "views", "dense", "method", False),
    ]
    table, _ = compute(groups)
    assert pick(table)["share_a"] == 0.75
    assert pick(table, both="as half")["share_a"] == pytest.approx(12.5 / 20)
    assert pick(table, passing="left out")["share_a"] == pytest.approx(10 / 15)
    assert pick(table, uncertain="left out")["share_a"] == 1
    assert pick(table, uncertain="left out", passing="left out")["n_a"] == 10


def test_doing_without_the_other_is_no_seeking_unless_it_is_counted_so_and_who_names_no_first_word_has_no_part():
    groups = [
        (10, "weights", "sparse", "method", False),
        (5, "weights", "without", "method", False),
        (9, "weights", "unnamed", "method", False),
        (20, "views", "dense", "method", False),
    ]
    table, headline = compute(groups)
    row = pick(table)
    assert headline == ("weights", "views") and row["n_a"] == 15 and row["share_a"] == pytest.approx(10 / 15)
    assert pick(table, without="as seeking")["share_a"] == 1
    assert pick(table, without="as seeking")["share_b"] == 0


def test_senses_with_one_and_the_same_share_are_no_contrast():
    same = [(12, "weights", "sparse", "method", False), (15, "views", "both", "method", False)]
    assert compute(same)[1] is None


def test_a_paper_is_split_over_its_readings():
    second = [(f"p{i:03}", "views", "sparse") for i in range(4)]
    row = pick(compute(PLAIN, second)[0], readings="all readings")
    assert (row["n_a"], row["n_b"]) == (18, 22)
    assert row["share_a"] == pytest.approx(14 / 18) and row["share_b"] == pytest.approx(6 / 22)


def test_a_contrast_that_hangs_on_one_choice_says_on_which():
    groups = [
        (8, "weights", "sparse", "method", True),
        (6, "weights", "dense", "method", False),
        (4, "views", "sparse", "method", False),
        (8, "views", "dense", "method", False),
    ]
    table, headline = compute(groups)
    assert pick(table)["difference"] > 0 > pick(table, uncertain="left out")["difference"]
    assert table["same_sign"].mean() < 0.9 and find_lever(table) == "uncertain"
    assert "depends on how one counts, most on without those not sure" in describe_multiverse(table, headline, THEME)
    assert "depends on" in draw_multiverse(table, headline, THEME).title


def test_a_firm_contrast_says_how_many_ways_agree():
    table, headline = compute(PLAIN)
    text = describe_multiverse(table, headline, THEME)
    assert "64 of these say so" in text and "depends" not in text
    assert "in all 64 ways of counting" in draw_multiverse(table, headline, THEME).title


def test_ways_that_leave_too_few_papers_have_no_answer():
    groups = [(20, "weights", "sparse", "method", False), (10, "views", "dense", "method", True)]
    table, headline = compute(groups)
    gone = table[table["uncertain"] == "left out"]
    assert gone["difference"].isna().all() and not gone["same_sign"].any()
    assert table["same_sign"].sum() == 32
    text = describe_multiverse(table, headline, THEME)
    assert "32 of 64 ways of counting can be computed (32 leave fewer than 5 papers of a sense)" in text
    assert "depends" not in text, "what cannot be computed does not disagree"


@pytest.mark.parametrize(
    "groups", [[], [(30, "weights", "sparse", "method", False)], [(5, "views", "both", "gap", True)]]
)
def test_without_two_senses_of_ten_papers_there_is_no_contrast(groups):
    table, headline = compute(groups)
    assert headline is None and table.empty
    assert "no contrast" in describe_multiverse(table, headline, THEME)
    drawing = draw_multiverse(table, headline, THEME)
    assert drawing.n == 0 and find_text_problems(drawing.axes.figure) == []
    assert "no contrast" in find_nothing(drawing.axes.figure)


def test_the_figure_is_legible_and_marks_every_taken_choice():
    table, _ = compute(PLAIN)
    top, below = plot_multiverse(table, THEME)
    assert find_text_problems(top.figure) == []
    taken = sum(len(dots.get_offsets()) for dots in below.collections[1::2])
    assert taken == 6 * 32
