"""Titles and sentences of the theme's figures: for tables that are extreme, degenerate, empty or tied."""

import re

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from theme.test_theme_sentences import THEME, make_query, make_theme, make_ways

from helpers.figures.column_headers import HEADERS, tell_header
from helpers.figures.counting_figure import title_multiverse
from helpers.figures.noun_figures import describe_nouns, title_nouns
from helpers.figures.paper_dots import choose_papers_per_dot, describe_dots, list_names
from helpers.figures.query_figure import title_query
from helpers.figures.reader_figure import title_reliability
from helpers.figures.sense_figures import title_sense_topics
from helpers.figures.stance_figures import title_stances
from helpers.figures.value_figure import tell_sure_values, title_role_values
from helpers.theme.role_values import compute_role_values
from helpers.theme.sense_contexts import compute_sense_topics
from helpers.theme.stances import compute_stances
from helpers.theme.theme_file import load_theme

CHECKED = {
    describe_dots, describe_nouns, tell_header, tell_sure_values, title_multiverse, title_nouns, title_query,
    title_reliability, title_role_values, title_sense_topics, title_stances,
}  # fmt: skip
OTHER = load_theme(ROOT / "data" / "themes" / "autoregressive-vs-diffusion.toml")


@pytest.mark.parametrize(
    ("table", "selection", "told"),
    [
        (make_query(109, 108), "query",
         "The query made this pile: 108 of 109 papers say both “sparse” and “dense”; 1.5% of papers of a reference do"),
        (make_query(109, 108), "unknown", "108 of 109 papers say both “sparse” and “dense”; 1.5% of papers of a "
         "reference do"),
        (make_query(109, 108), "complete", "108 of 109 papers say"),
        # A query for something else: the words are no more common than elsewhere, or not in most papers.
        (make_query(100, 2), "query", "2 of 100 papers say both"),
        (make_query(100, 40), "query", "40 of 100 papers say both"),
        (make_query(1, 1), "query", "1 of 1 paper says both"),
        (make_query(0, 0), "query", "0 of 0 papers say both"),
        (make_query(109, 108, basis="unknown"), "query", "“dense”; how many do elsewhere is not known"),
    ],
)  # fmt: skip
def test_the_query_is_named_only_where_it_made_the_pile(table, selection, told):
    title = title_query(table, THEME, selection=selection)
    assert told in title and title.startswith("The query") == told.startswith("The query")


@pytest.mark.parametrize(
    ("groups", "told", "sure"),
    [
        ([], "Sparse is sought by 0 of 0 papers; too few to compare roles", "0 of 0"),
        ([(3, "views", "given", "sparse")], "Sparse is sought by 3 of 3 papers; too few to compare roles", "3 of 3"),
        ([(10, "views", "given", "sparse"), (10, "weights", "mechanism", "both")],
         "Sparse is sought by 20 of 20 papers; no two roles differ clearly", "20 of 20"),
        ([(47, "weights", "mechanism", "sparse"), (3, "weights", "mechanism", "incidental"),
          (12, "rewards", "teaching", "dense")],
         "Sparse is sought in the model itself (47 of 50), never in what supervises it (0 of 12)", "50 and 0 of 12"),
        ([(40, "weights", "mechanism", "sparse"), (2, "views", "given", "sparse"), (18, "views", "given", "endured")],
         "Sparse is sought in the model itself (40 of 40), rarely in what comes in (2 of 20)", "40 of 40 and 2 of 20"),
        ([(40, "weights", "mechanism", "sparse"), (10, "views", "given", "sparse"), (10, "views", "given", "endured")],
         "Sparse is sought more often in the model itself (40 of 40) than in what comes in (10 of 20)", "and 10 of 20"),
        # Who does not name the word is in no share, and who only does without the other does not seek it.
        ([(30, "weights", "mechanism", "unnamed"), (12, "views", "given", "without")],
         "Sparse is sought by 0 of 12 papers; too few to compare roles", "0 of 12"),
    ],
)  # fmt: skip
def test_roles_are_named_only_where_they_differ(groups, told, sure):
    theme = make_theme(*groups)
    values = compute_role_values(theme, theme, THEME)
    assert title_role_values(values, THEME) == told
    assert tell_sure_values(values, THEME).endswith(f"{sure} seek it")
    unsure = compute_role_values(theme.assign(uncertain=True), theme, THEME)
    assert title_role_values(unsure, THEME) == told
    assert set(re.findall(r"\d+ of \d+", tell_sure_values(unsure, THEME))) == {"0 of 0"}


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ([], "Dense alone is sought by 0 of 0 papers, sparse alone by 0, both by 0"),
        ([(1, "views", "given", "dense")], "Dense alone is sought by 1 of 1 paper, sparse alone by 0, both by 0"),
        ([(6, "rewards", "teaching", "dense"), (20, "weights", "mechanism", "sparse")],
         "Dense alone is sought by 6 of 26 papers, among them all 6 on rewards and feedback"),
        ([(5, "rewards", "teaching", "dense"), (1, "rewards", "teaching", "without"),
          (9, "signals", "given", "dense"), (17, "signals", "given", "both")],
         "Dense alone is sought by 14 of 32 papers, among them 5 of the 6 on rewards and feedback"),
        # Half is no majority, four papers are none, and doing without is no seeking.
        ([(5, "views", "given", "dense"), (5, "views", "given", "sparse"), (4, "rewards", "teaching", "dense"),
          (9, "weights", "mechanism", "without"), (3, "weights", "mechanism", "both")],
         "Dense alone is sought by 9 of 26 papers, sparse alone by 5, both by 3"),
    ],
)  # fmt: skip
def test_the_second_side_is_taken_by_who_seeks_it_alone(groups, told):
    assert title_stances(compute_stances(make_theme(*groups), THEME), THEME) == told


def test_titles_name_the_poles_of_any_theme():
    theme = make_theme((12, "images", "mechanism", "sparse"))
    theme["stance"] = theme["stance"].replace("sparse", OTHER.pole_ids[0])
    title = title_stances(compute_stances(theme, OTHER), OTHER)
    assert title == f"Diffusion alone is sought by 0 of 12 papers, {OTHER.labels[0]} alone by 12, both by 0"


@pytest.mark.parametrize(
    ("differences", "told"),
    [
        ([0.31, 0.64] * 32,
         "Papers on weights and networks seek sparse more often than those on camera views in all 64 ways of counting, "
         "by 31 to 64 points"),
        ([0.4, 0.5] * 14 + [np.nan] * 4, "in all 28 ways of counting that can be computed (of 32), by 40 to 50 points"),
        ([0.5] * 32, "by 50 points in 32 ways of counting: none changes it"),
        ([0.5] + [np.nan] * 31, "by 50 points in 1 way of counting that can be computed (of 32): none changes it"),
        ([0.2] * 31 + [-0.1], "in 31 of 32 ways of counting"),
        ([0.2, -0.2] * 16, "depends on how one counts: 16 of 32 ways say so"),
        ([0.2, 0.0, np.nan], "depends on how one counts: 1 of 2 ways that can be computed (of 3) say so"),
    ],
)  # fmt: skip
def test_ways_agree_of_those_that_can_be_computed(differences, told):
    title = title_multiverse(make_ways(differences), ("weights", "views"), THEME)
    assert told in title and len(title) <= 170
    assert ("depends" in title) == told.startswith(("Whether", "depends"))


def test_no_contrast_is_no_agreement():
    title = title_multiverse(make_ways([]), None, THEME)
    assert title.startswith("No two senses") and not title.endswith(".") and "agree" not in title


@pytest.mark.parametrize(
    ("senses", "topics", "told"),
    [
        ("", "", "No paper has both a topic and a sense"),
        ("a" * 20 + "b" * 20, "0" * 20 + "1" * 20, "Topic tells the sense for 40 of 40 papers, a blind guess for 20"),
        ("ab" * 20, "0" * 20 + "1" * 20, "Topic does not tell the sense: its most common one is right for 20 of 40"),
        ("a" * 40, "0" * 20 + "1" * 20, "Topic does not tell the sense: its most common one is right for 40 of 40"),
        # A topic for each paper is right for all of them, by lot as well.
        ("ab", "01", "Topic does not tell the sense: its most common one is right for 2 of 2 papers, by lot"),
    ],
)  # fmt: skip
def test_topics_tell_what_lots_would_not(senses, topics, told):
    names = {"a": "weights", "b": "views"}
    placed = pd.DataFrame({"topic": list(topics), "sense": [names[s] for s in senses]}, dtype=object)
    assert title_sense_topics(compute_sense_topics(placed, THEME)).startswith(told)


def make_heads(*rows):
    return pd.DataFrame(rows, columns=["head", "n_first", "n_second", "low", "high"])


@pytest.mark.parametrize(
    ("heads", "title", "told"),
    [
        (make_heads(), "No noun is called “sparse” or “dense” in two papers or more", "there is nothing to compare."),
        (make_heads(("mask", 5, 0, np.nan, np.nan)), "0 of 1 noun is called both “sparse” and “dense”", "None is in"),
        (make_heads(("model", 9, 9, -1.0, 1.0), ("mask", 12, 0, 1.0, 5.0), ("view", 0, 11, -5.0, -1.0)),
         "1 of 3 nouns is called both “sparse” and “dense”", "Of 3 in 10 papers or more 2 lean to one side"),
        (make_heads(("model", 9, 9, -1.0, 1.0), ("view", 2, 1, np.nan, np.nan)),
         "2 of 2 nouns are called both “sparse” and “dense”", "Of 1 in 10 papers or more 0 lean to one side"),
        (make_heads(("model", 20, 1, 0.1, 3.0)), "1 of 1 noun is called both", "Of 1 in 10 papers or more 1 leans"),
    ],
)  # fmt: skip
def test_nouns_are_counted_on_both_sides(heads, title, told):
    assert title_nouns(heads, THEME).startswith(title) and told in describe_nouns(heads, THEME)


def make_reliability(sure=(0.9, 0.8), unsure=(0.6, 0.5), share=0.75):
    rows = [(field, kind, share if kind == "sure" else 1 - share, y, 9)
            for kind, right in (("sure", sure), ("not sure", unsure))
            for field, y in zip(("sense", "stance"), right, strict=True)]  # fmt: skip
    return pd.DataFrame(rows, columns=["field", "kind", "x", "y", "n"])


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (make_reliability(),
         "Where it is sure (75% of papers it had not seen) the reader is right in 90% of senses and 80% of stances; "
         "elsewhere in 60% and 50%"),
        (make_reliability((0.9, 0.5), (0.6, 0.5)), "no more than elsewhere in one of them (60%, 50%)"),
        (make_reliability((1.0, 1.0), (0.0, 0.0), 1.0), "Where it is sure (100% of"),
        (make_reliability().iloc[:0], "No learned reader"),
        (make_reliability().assign(kind="score"), "was not measured"),
    ],
)  # fmt: skip
def test_a_reader_is_right_where_it_is_sure_or_is_not_said_to_be(table, told):
    assert told in title_reliability(table)


@pytest.mark.parametrize(("n", "told"), [(0, "one dot a paper"), (400, "one dot a paper"), (401, "about 3 papers")])
def test_a_dot_is_a_paper_or_several(n, told):
    assert told in describe_dots(choose_papers_per_dot(n))


@pytest.mark.parametrize(
    ("names", "told"), [([], ""), (["a"], "a"), (["long name"] * 3, "long name · 2 more"), (["a", "b"], "a · b")]
)
def test_names_are_listed_whole_and_the_others_counted(names, told):
    assert list_names(names, 12) == told


@pytest.mark.parametrize(("name", "told"), [("n_papers", "papers"), ("some_thing", "some thing"), (7, "7"), ("", "")])
def test_a_header_is_words(name, told):
    assert tell_header(name) == told and not any("_" in words for words in HEADERS.values())
