"""Every sentence of the theme room says what its table says: for tables that are extreme, degenerate, empty or tied."""

import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers.theme import reader_card
from helpers.theme.frame_counts import describe_frames
from helpers.theme.main_readings import describe_readings
from helpers.theme.opposites import describe_opposites
from helpers.theme.query_effect import HERE, describe_query
from helpers.theme.reader_card import describe_reader, tell_accuracy
from helpers.theme.reader_features import tell_sign
from helpers.theme.role_values import compute_role_values, describe_role_values
from helpers.theme.sense_contexts import compute_sense_topics, describe_sense_topics
from helpers.theme.stances import choose_stances, compute_stances, describe_stances
from helpers.theme.theme_file import describe_poles, load_theme
from helpers.theme.theme_mistakes import describe_syntax
from helpers.theme.ways_of_counting import CHOICES, describe_multiverse

CHECKED = {
    describe_frames, describe_multiverse, describe_opposites, describe_poles, describe_query, describe_reader,
    describe_readings, describe_role_values, describe_sense_topics, describe_stances, describe_syntax, tell_accuracy,
    tell_sign,
}  # fmt: skip
THEME = load_theme(ROOT / "data" / "themes" / "sparse-vs-dense.toml")
VALUES = {"sparse": ("sought", "neutral"), "both": ("sought", "sought"), "dense": ("neutral", "sought"),
          "without": ("neutral", "overcome"), "endured": ("endured", "neutral"), "incidental": ("neutral", "neutral"),
          "unnamed": ("absent", "sought")}  # fmt: skip


def make_theme(*groups):
    """Papers from (how many, sense, role, what they do)."""
    rows = [(sense, role, *VALUES[does]) for n, sense, role, does in groups for _ in range(n)]
    table = pd.DataFrame(rows, columns=["sense", "role", "first_value", "second_value"], dtype=object)
    table.insert(0, "paper_id", [f"p{i}" for i in range(len(table))])
    return table.assign(stance=choose_stances(table, THEME), uncertain=False, main=True, role_score=np.nan, cell="both")


def list_numbers(text):
    return [float(number.replace(",", "")) for number in re.findall(r"-?\d[\d,]*(?:\.\d+)?", text)]


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ([], "No paper mentions either word, so none takes a side."),
        ([(1, "views", "given", "sparse")],
         "Of 1 paper: “sparse” alone is sought by 1, “dense” alone by 0, both by 0. "
         "No sense has 10 papers that name “sparse”, too few to compare."),
        # No paper that only does without the other word is for one of the two.
        ([(12, "views", "given", "without")],
         "Of 12 papers: “sparse” alone is sought by 0, “dense” alone by 0, both by 0, one or both are done without by "
         "12. Only one sense has 10 papers that name “sparse”, too few to compare."),
        # Intervals of 21 of 21 and 13 of 26 overlap once widened for four senses; that of their difference is clear.
        ([(21, "weights", "mechanism", "sparse"), (13, "signals", "given", "both"), (13, "signals", "given", "dense")],
         "“sparse” is sought by 21 of 21 papers on weights and networks and by 13 of 26 papers on points, frames, "
         "signals: 50 points more (26 to 68, all pairs of 2 senses at once)."),
        ([(10, "weights", "mechanism", "sparse"), (10, "views", "given", "both")],
         "No two of the 2 senses with 10 papers or more that name “sparse” differ clearly in seeking it."),
        # Ten papers of which nine do not name the word are one paper that can seek it.
        ([(1, "weights", "mechanism", "sparse"), (9, "weights", "mechanism", "unnamed")],
         "“dense” alone by 9, both by 0. No sense has 10 papers that name “sparse”, too few to compare."),
    ],
)  # fmt: skip
def test_sides_are_taken_by_who_seeks_and_senses_differ_by_the_interval_of_their_difference(groups, told):
    stances = compute_stances(make_theme(*groups), THEME)
    found = describe_stances(stances, THEME)
    assert told in found
    sought = int(stances["sought"].sum())
    alone, both = (re.search(pattern, found) for pattern in (r"alone is sought by (\d+)", r"both by (\d+)"))
    assert not groups or int(alone[1]) + int(both[1]) == sought


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ([], "No paper mentions either word"),
        ([(3, "views", "given", "sparse")], "No role has 10 papers that name “sparse”"),
        ([(10, "views", "given", "sparse")], "Only one role has 10 papers that name “sparse”"),
        ([(30, "views", "given", "unnamed")], "Of 30 papers “sparse” is, in their main reading: 30 absent. No role"),
        ([(10, "views", "given", "endured"), (10, "weights", "mechanism", "sparse")],
         "It is sought by 10 of 10 where it is the model itself, and by 0 of 10 where it is what comes in: 100 points "
         "more (61 to 100, all pairs of 2 roles at once)"),
        ([(10, "views", "given", "sparse"), (10, "weights", "mechanism", "sparse")],
         "No two of the 2 roles with 10 such papers or more differ clearly"),
    ],
)  # fmt: skip
def test_roles_are_compared_by_the_interval_of_their_difference(groups, told):
    theme = make_theme(*groups)
    assert told in describe_role_values(compute_role_values(theme, theme, THEME), THEME)


def test_roles_that_second_readings_put_in_the_other_order_are_not_said_to_differ():
    theme = make_theme((10, "views", "given", "endured"), (10, "weights", "mechanism", "sparse"))
    second = pd.concat([theme.assign(role="given", first_value="sought", sense=f"s{i}") for i in range(9)])
    third = pd.concat([theme.assign(role="mechanism", first_value="endured", sense=f"t{i}") for i in range(9)])
    values = compute_role_values(theme, pd.concat([theme, second, third]), THEME)
    assert "differ clearly in seeking it" in describe_role_values(values, THEME)


def make_ways(differences, clear=True):
    ways = pd.DataFrame(dict.fromkeys(CHOICES, "kept"), index=range(len(differences)))
    for name, (_, other) in CHOICES.items():
        ways.loc[::2, name] = other
    ways["difference"] = differences
    sign = np.sign(ways["difference"])
    first = sign.dropna().iloc[0] if sign.notna().any() else np.nan
    return ways.assign(same_sign=(sign == first) & (sign != 0), clear=clear & ways["difference"].notna())


@pytest.mark.parametrize(
    ("differences", "told", "never"),
    [
        ([0.4, 0.5] * 32, "64 of 64 ways of counting can be computed; 64 of these say so (from +40 to +50", "depends"),
        # Four ways that could not be computed do not disagree.
        ([0.4, 0.5] * 14 + [np.nan] * 4,
         "28 of 32 ways of counting can be computed (4 leave fewer than 5 papers of a sense); 28 of these say so",
         "depends"),
        ([0.5] * 64, "can be computed, and all give the same difference, 50 points", "say so"),
        ([0.5] + [np.nan] * 63, "1 of 64 ways of counting can be computed (63 leave", "say so"),
        ([0.2, -0.2] * 16, "depends on how one counts", "That"),
        ([0.2] * 31 + [-0.01], "31 of these say so (from -1 to +20 points)", "depends"),
        ([0.3] + [0.0] * 31, "1 of these say so (from +0 to +30 points)", "That"),
    ],
)  # fmt: skip
def test_only_ways_that_can_be_computed_agree_or_disagree(differences, told, never):
    found = describe_multiverse(make_ways(differences), ("weights", "views"), THEME)
    assert told in found and never not in found


def test_senses_that_do_not_differ_are_no_contrast():
    empty = make_ways([])
    assert describe_multiverse(empty, None, THEME).startswith("No two senses of 10 papers or more differ in the share")


@pytest.mark.parametrize(
    ("senses", "topics", "told", "blind", "most"),
    [
        ("aaaabbbb", "00001111", 8, 4, "The senses in most topics (1): weights and networks, camera views."),
        ("aaaaaaaa", "00001111", 8, 8, "The sense in most topics (2): weights and networks."),
        ("abababab", "00001111", 4, 4, "The senses in most topics (2): weights and networks, camera views."),
        ("a", "0", 1, 1, "The sense in most topics (1): weights and networks."),
    ],
)  # fmt: skip
def test_topics_tell_as_many_senses_as_the_table_says_and_lots_as_many_as_they_would(senses, topics, told, blind, most):
    names = {"a": "weights", "b": "views"}
    placed = pd.DataFrame({"topic": list(topics), "sense": [names[s] for s in senses]}, dtype=object)
    found = describe_sense_topics(compute_sense_topics(placed, THEME), THEME)
    n = len(senses)
    assert f"right for {told} of {n} paper" in found and f"would be right for {blind}," in found and most in found
    by_lot = int(re.search(r"at most (\d+) in 39", found)[1])
    assert max(blind, min(told, blind)) <= by_lot <= n
    empty = placed.head(0)
    assert describe_sense_topics(compute_sense_topics(empty, THEME), THEME) == "No paper has both a topic and a sense."


def test_lots_are_dealt_as_the_numbers_of_papers_allow():
    """Two topics of 50 and two senses of 50: by lot about 25 + 25 and a little more, never 100."""
    placed = pd.DataFrame({"topic": ["0"] * 50 + ["1"] * 50, "sense": ["weights", "views"] * 50}, dtype=object)
    assert 52 <= compute_sense_topics(placed, THEME)["by_lot"].iloc[0] <= 64


def make_frames(*rows):
    columns = ["frame", "share_first", "share_second", "low_first", "low_second"]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "No paper says with a verb"),
        ([("sought", 1.0, 0.0, np.nan, np.nan)], "Too few papers say of both “sparse” and “dense”"),
        ([("sought", 0.5, 0.5, 0.2, 0.2)], "in every frame in the same share of papers"),
        ([("sought", 0.9, 0.1, 0.2, 0.0), ("negated", 0.0, 0.1, 0.0, 0.0)],
         "differ most in being sought: “sparse” in 90% of the papers that say something of it, “dense” in 10%"),
        ([("sought", 0.2, 0.3, 0.1, 0.1), ("overcome", 0.9, 0.0, 0.5, np.nan)], "differ most in being sought"),
    ],
)  # fmt: skip
def test_frames_differ_most_where_both_words_were_measured(rows, told):
    assert told in describe_frames(make_frames(*rows), THEME)


def make_query(n, both, same=0, *, there=(74_728, 1_128), basis="counted"):
    from helpers.stats.estimates import measure_shares

    rows = [(HERE, asked, k, n, "counted") for asked, k in (("first", n), ("second", both), ("both", both),
                                                            ("same_sentence", same))]  # fmt: skip
    rows += [("papers of a reference", asked, there[1], there[0], basis) for asked in ("first", "second", "both")]
    table = pd.DataFrame(rows, columns=["corpus", "asked", "n", "n_papers", "basis"])
    table[["share", "low", "high"]] = measure_shares(table["n"], table["n_papers"])
    return table


@pytest.mark.parametrize(
    ("table", "told", "never"),
    [
        (make_query(0, 0), "There are no papers in this dump.", "hold"),
        (make_query(1, 1, 1),
         "1 of 1 paper holds both “sparse” and “dense”, 1 of them in one sentence. Of 74,728 papers of a reference "
         "1.5% do.", "times"),
        (make_query(109, 108, 97), "so the pair is 66 times as common here.", "no paper"),
        (make_query(100, 1), "1 of 100 papers holds both", "times"),
        (make_query(100, 90, there=(100, 0)), "Of 100 papers of a reference 0.0% do.", "times"),
        (make_query(100, 90, basis="at least"), "gives lower bounds for single words only", "times"),
        (make_query(100, 90, basis="unknown"), "90 of 100 papers hold both", "reference"),
    ],
)  # fmt: skip
def test_a_surplus_is_a_number_only_where_both_shares_are_known(table, told, never):
    found = describe_query(table, THEME)
    assert told in found and never not in found


def make_card(monkeypatch, **changes):
    right = {"right": 0.8, "by_words": {"both words": 0.9, "one word": 0.5}}
    fields = ("sense", "role", "first_value", "second_value", "stance")
    card = {"papers": 1489, "coders": "two people", **dict.fromkeys(fields, right)}
    card["not_sure"] = {"share": 0.25, "sense_right": 0.6, "stance_right": 0.5, "sense_right_where_sure": 0.9,
                        "stance_right_where_sure": 0.8}  # fmt: skip
    monkeypatch.setattr(reader_card, "open_reader", lambda _: SimpleNamespace(card=card | changes))


def test_what_was_measured_of_a_reader_is_told_in_its_numbers(monkeypatch):
    make_card(monkeypatch)
    found = describe_reader(THEME)
    assert "1,489 coded papers (coders: two people)" in found and list_numbers(found)[0] == 1489
    assert "25% of them not sure; there the sense is right in 60% and the stance in 50%, elsewhere in 90%" in found
    monkeypatch.setattr(reader_card, "open_reader", lambda _: None)
    assert "read by rules alone" in describe_reader(THEME) and not list_numbers(describe_reader(THEME))


@pytest.mark.parametrize(("cells", "expected"), [("bbb", "90%"), ("fff", "50%"), ("bbbf", "80%")])
def test_a_reader_is_as_right_as_on_coded_papers_with_the_same_words(monkeypatch, cells, expected):
    make_card(monkeypatch)
    cell = [{"b": "both", "f": "first"}[letter] for letter in cells]
    theme = pd.DataFrame({"sense": "views", "cell": cell, "role_score": 0.5})
    told = tell_accuracy(theme, THEME, "first_value")
    assert told == f"reader right on what “sparse” is in {expected} of papers like these, coded apart"
    both = tell_accuracy(theme, THEME, "sense", "stance")
    assert both.startswith(f"reader right on the sense in {expected}, on the side in {expected} of")
    by_rules = theme.assign(role_score=np.nan)
    assert tell_accuracy(by_rules, THEME, "sense") == "read by rules, accuracy not measured"


def make_reading(n_read, n, unsure=0, second=0):
    theme = pd.DataFrame({"paper_id": [f"p{i}" for i in range(n)], "sense": ["views"] * n_read + [None] * (n - n_read)})
    theme = theme.assign(uncertain=[i < unsure for i in range(n)], role_score=np.nan)
    readings = pd.DataFrame({"paper_id": [f"p{i}" for i in range(second)], "main": False})
    return readings, theme


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (make_reading(0, 30), "No paper mentions either word"),
        (make_reading(1, 30), "Only 1 of 30 papers has a reading, too few to compare anything"),
        (make_reading(9, 9), "Only 9 of 9 papers have a reading"),
        (make_reading(10, 10, 10, 10),
         "10 of 10 papers mention at least one of the words and have a reading; 10 have a second one; 10 are marked as "
         "not sure (100%). They are read by rules."),
        (make_reading(20, 30), "20 of 30 papers mention at least one of the words and have a reading; 0 have a second"),
    ],
)  # fmt: skip
def test_readings_are_counted(made, told):
    assert told in describe_readings(*made, THEME)


def test_pairs_of_opposites_are_told_with_their_papers():
    columns = ["first", "second", "n_papers", "n_either", "n_both", "n_joined"]
    columns += ["surplus_first", "surplus_second", "sentences"]
    pairs = pd.DataFrame([("small", "large", 1_200, 1, 1, 0, 1.04, 20.0, ["A small one."])], columns=columns)
    found = describe_opposites(pairs, 1_200, "")
    assert "1. small / large: 1 paper of 1,200 with either, 1 with both, 0 set them" in found
    assert "1.0 and 20.0 times" in found and found.endswith("new-theme small large --run")
    assert "of 1,200 papers" in describe_opposites(pairs.head(0), 1_200, "")
    sampled = describe_opposites(pairs, 2_400, "")
    assert sampled.startswith("Counted in 1,200 of 2,400 papers, at even steps.\n1. small / large: 1 paper of 1,200")


@pytest.mark.parametrize(
    ("sign", "told"),
    [("near:the", ""), ("head:first:view", "“view”"), ("frame:first:none", ""),
     ("place:second:overcome, result", "overcome in the result"), ("move:first:gap", "in the gap")],
)  # fmt: skip
def test_a_sign_is_told_or_tells_nothing(sign, told):
    assert tell_sign(sign) == told


def test_poles_are_told_with_and_without_senses():
    found = describe_poles(THEME)
    assert all(f"“{label}”" in found for label in THEME.labels) and found.count(";") == len(THEME.senses)
    bare = SimpleNamespace(labels=("small", "large"), title="Small versus large", senses=())
    assert "said of: anything (the theme file names no senses)." in describe_poles(bare)


def test_a_broken_file_is_told_with_its_line():
    error = ValueError("Expected '=' (at line 2, column 5)")
    assert describe_syntax(Path("a.toml"), error, b"x\ny z\n").startswith("a.toml, line 2: ")
    at_end = describe_syntax(Path("a.toml"), ValueError("Unclosed (at end of document)"), b"x\n\n[")
    assert at_end.startswith("a.toml, line 3: ") and "column" not in at_end
    wrong = UnicodeDecodeError("utf-8", b"a\n\xff", 2, 3, "invalid")
    assert "line 2" in describe_syntax(Path("a.toml"), wrong, b"a\n\xff") and "UTF-8" in str(wrong).upper()
