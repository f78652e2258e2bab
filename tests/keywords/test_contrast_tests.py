"""Tests between groups from outside: counts by hand, planned apart from explored, honest answers, hostile input."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import fisher_exact

from helpers.figures.drawing import find_nothing
from helpers.figures.keyword_test_figures import draw_planned_words, draw_tested_words
from helpers.keywords import contrasts
from helpers.keywords.answered_terms import find_planned, quote_verdicts
from helpers.keywords.contrast_tests import (
    NO_GROUP,
    answer_questions,
    compute_detected_differences,
    compute_tested_contrasts,
)
from helpers.keywords.contrasts import compute_contrasts, compute_dispersion
from helpers.keywords.group_comparison import pool_dumps, prepare_comparison, prepare_dump_comparison
from helpers.keywords.keyword_report import describe_answers, describe_halves, describe_imbalance, describe_tested
from helpers.keywords.paper_groups import Grouping, GroupsError, choose_grouping, describe_groupings, find_groupings
from helpers.keywords.split_half_tests import split_papers
from helpers.keywords.stratified_differences import compute_strata, measure_imbalance, standardise_difference
from helpers.keywords.term_choice import SETTINGS, find_terms, list_forms
from helpers.keywords.term_counts import count_terms
from helpers.run.schema import check_table
from helpers.stats.estimates import bootstrap_difference, newcombe_interval
from helpers.stats.questions import NO_QUESTIONS, QuestionsError, describe_questions, read_questions
from helpers.stats.verdicts import CLEAR, NOT_CLEAR, SIZE_OPEN, SMALLER, TOO_FEW
from helpers.topics.planted_effects import plant_effects

N = 60


def make_papers(texts, **columns):
    n = len(texts)
    papers = pd.DataFrame({"paper_id": [f"p{i}" for i in range(n)], "title": [""] * n, "abstract": list(texts)})
    for clock in ("published", "listed", "updated"):
        papers[f"{clock}_low"] = papers[f"{clock}_high"] = pd.Series(pd.NaT, index=papers.index, dtype="datetime64[us]")
    defaults = {"categories": [[] for _ in range(n)], "authors": [[] for _ in range(n)], "venue": [None] * n}
    defaults |= {"source": ["a"] * n, "arxiv_id": [None] * n, "doi": [None] * n}
    return papers.assign(**(defaults | columns))


def make_comparison(questions=NO_QUESTIONS, **columns):
    """Sixty papers, half in group a: "tea" in 24 of a and 6 of b, "cup" in 10 of each, "rare" in one."""
    texts = []
    for i in range(N):
        place = i % 30
        words = ["tea"] * (place < (24 if i < 30 else 6)) + ["cup"] * (place < 10) + ["rare"] * (i == 0)
        texts.append(" ".join([*words, f"filler{i}"]))
    papers = make_papers(texts, **columns)
    groups = pd.Series(["a"] * 30 + ["b"] * 30, index=papers["paper_id"].to_numpy(dtype=object), dtype=object)
    _, terms = find_terms(papers)
    return prepare_comparison(papers, terms, questions=questions, groupings=[Grouping("half", "two halves", groups)])


def write_questions(tmp_path, text):
    path = tmp_path / "my.questions.toml"
    path.write_text(text, encoding="utf-8")
    return path


ASKED = """
[[contrast]]
term = "tea"
groups = "half"
group = "a"
expect = "more"
[[contrast]]
term = "cup"
groups = "half"
group = "a"
[[contrast]]
term = "rare"
groups = "half"
group = "a"
[[contrast]]
term = "never seen"
groups = "half"
group = "a"
[[contrast]]
term = "tea"
groups = "half"
group = "z"
[[trend]]
term = "tea"
expect = "rise"
"""


def test_counts_intervals_and_exact_p_by_hand():
    tested = check_table(compute_tested_contrasts(make_comparison()), "contrasts").set_index(["contrast", "term"])
    # Two groups that part the papers mirror each other: one is told.
    assert set(tested.index.get_level_values(0)) == {"half: b"}
    row = tested.loc[("half: b", "tea")]
    assert row[["n_first", "size_first", "n_second", "size_second"]].tolist() == [6, 30, 24, 30]
    low, high = newcombe_interval(6, 30, 24, 30)
    assert row[["low", "high"]].tolist() == pytest.approx([float(low), float(high)])
    assert row["p"] == pytest.approx(fisher_exact([[6, 24], [24, 6]])[1], rel=1e-6)  # symmetric, so both agree
    assert row["tested"] and not row["planned"] and np.isnan(row["p_family"])
    assert row["q"] <= 0.05 and tested.loc[("half: b", "cup"), "q"] > 0.5
    assert row["null_mean"] < 0.5 and 0 < row["detectable"] < 1


def test_planned_terms_are_a_family_of_their_own(tmp_path):
    questions = read_questions(write_questions(tmp_path, ASKED))
    comparison = make_comparison(questions)
    tested = check_table(compute_tested_contrasts(comparison), "contrasts")
    planned = tested[tested["planned"]]
    assert set(planned["contrast"] + " " + planned["term"]) == {
        f"half: a {t}" for t in ("tea", "cup", "rare", "never seen")
    }
    assert planned["q"].isna().all() and planned["p_family"].notna().all()
    assert tested.loc[~tested["planned"], "p_family"].isna().all()
    answers = answer_questions(tested, comparison)
    assert answers["verdict"].tolist() == [CLEAR, NOT_CLEAR, TOO_FEW, TOO_FEW, NO_GROUP]
    assert answers["as_expected"].tolist() == ["yes", "", "", "", ""]
    text = describe_answers(answers, comparison, dump="x")
    assert "“tea” in a: clear and at least as large as asked, as expected (24 of 30 against 6 of 30" in text
    drawing = draw_planned_words(answers, comparison, dump="x")
    assert questions.digest in drawing.correction and drawing.n == N and drawing.caption == text
    assert drawing.title == "1 of 5 planned differences is clear: “tea”, in 24 of 30 a papers against 6 of 30"


def test_a_planned_term_is_not_explored_as_well(tmp_path):
    comparison = make_comparison(read_questions(write_questions(tmp_path, ASKED.replace('group = "a"', 'group = "b"'))))
    rows = compute_tested_contrasts(comparison).set_index("term")
    assert np.isnan(rows.loc["tea", "q"]) and rows.loc["tea", "planned"]


def test_a_part_of_a_planned_term_quotes_its_verdict_and_is_not_explored(tmp_path):
    """ "tea cup" stands in the papers of the planned "cup", in the mirrored group; "tea" has papers of its own."""
    asked = '[[contrast]]\nterm = "cup"\ngroups = "half"\ngroup = "a"'
    rows = compute_tested_contrasts(make_comparison(read_questions(write_questions(tmp_path, asked))))
    explored = rows[rows["contrast"] == "half: b"].set_index("term")
    for term in ("cup", "tea cup"):
        assert explored.loc[term, "see"] == "planned: cup" and np.isnan(explored.loc[term, "q"])
        assert explored.loc[term, "verdict"] == rows.loc[rows["planned"], "verdict"].item()
    assert pd.isna(explored.loc["tea", "see"]) and explored.loc["tea", "q"] == explored.loc["tea", "p"]
    assert find_planned(rows, "half", ["Cups", "tea"]) == {"Cups": rows.loc[rows["planned"], "verdict"].item()}
    assert find_planned(rows, "date", ["cup"]) == {}


def test_a_term_that_was_planned_of_several_groups_is_quoted_from_its_own():
    rows = pd.DataFrame({"contrast": ["x: a", "x: b", "x: b", "x: c"], "term": ["tea", "tea", "teas", "tea"],
                         "planned": [True, True, False, False], "verdict": [CLEAR, NOT_CLEAR, None, None],
                         "see": [None, None, "planned: tea", None]})  # fmt: skip
    assert quote_verdicts(rows).tolist()[:3] == [CLEAR, NOT_CLEAR, NOT_CLEAR] and pd.isna(quote_verdicts(rows)[3])


def test_words_that_are_followed_by_year_are_answered_there():
    days = pd.to_datetime(["2020-01-01"] * 30 + ["2024-01-01"] * 30)
    papers = make_papers(["tea cup"] * 20 + ["cup"] * 15 + ["tea"] * 25, published_low=days, published_high=days)
    comparison = prepare_comparison(papers, find_terms(papers)[1])
    rows = compute_tested_contrasts(comparison, followed=["tea"]).set_index("term")
    assert rows.loc["tea", "see"] == "by year, notebook 05: tea" and pd.isna(rows.loc["tea", "verdict"])
    assert rows.loc["cup", "q"] >= 0 and "“tea”" in describe_tested(rows.reset_index(), comparison, selection="query")
    assert compute_tested_contrasts(make_comparison(), followed=["tea"])["see"].isna().all()  # no groups of dates


def test_the_answer_follows_from_interval_direction_and_size(tmp_path):
    comparison = make_comparison(
        read_questions(write_questions(tmp_path, ASKED.replace('expect = "more"', 'expect = "less"')))
    )
    tested = compute_tested_contrasts(comparison)
    answer = answer_questions(tested, comparison).iloc[0]
    assert (answer["verdict"], answer["as_expected"]) == (CLEAR, "no")
    comparison = make_comparison(read_questions(write_questions(tmp_path, ASKED)))
    tested = compute_tested_contrasts(comparison)
    assert answer_questions(tested, comparison)["verdict"].iloc[0] == CLEAR
    for smallest, verdicts in ((0.5, [SIZE_OPEN, SMALLER]), (0.9, [SMALLER, SMALLER])):
        tested = compute_tested_contrasts(replace(comparison, smallest=smallest))
        assert answer_questions(tested, comparison)["verdict"].tolist()[:2] == verdicts


def test_a_file_written_on_this_dump_is_no_plan(tmp_path):
    questions = read_questions(write_questions(tmp_path, 'tuned_on = ["mine"]\n' + ASKED))
    assert "count for nothing" in describe_questions(questions, dump="mine", place=tmp_path)
    assert "count for nothing" not in describe_questions(questions, dump="other", place=tmp_path)
    comparison = make_comparison(questions)
    answers = answer_questions(compute_tested_contrasts(comparison), comparison)
    assert "written on this very dump" in draw_planned_words(answers, comparison, dump="mine").subtitle
    assert "asked before looking" in draw_planned_words(answers, comparison, dump="other").subtitle
    assert "none of this confirms anything" in describe_answers(answers, comparison, dump="mine")
    assert "exploratory" in describe_questions(NO_QUESTIONS, dump="mine", place=tmp_path / "my.questions.toml")


def test_the_hash_is_of_the_content(tmp_path):
    one = read_questions(write_questions(tmp_path, ASKED)).digest
    assert one == read_questions(write_questions(tmp_path, ASKED)).digest
    assert one != read_questions(write_questions(tmp_path, ASKED + "\n")).digest


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("= 3", "not a readable TOML file"),
        ("colour = 1", "has the key 'colour'"),
        ("contrast = 3", "write each contrast as"),
        ('[[contrast]]\nterm = "x"', "must say between which groups"),
        ('[[contrast]]\nterm = 3\ngroups = "date"\ngroup = "later"', "term must be a text"),
        ('[[contrast]]\nterm = " "\ngroups = "date"\ngroup = "later"', "has no term"),
        ('[[contrast]]\nterm = "x"\ngroups = "d"\ngroup = "l"\nexpect = "rise"', "expect can be more, less, different"),
        ('[[trend]]\nterm = "x"\nkind = "mood"', "kind can be term"),
        ('[[trend]]\nterm = "x"\nsign = "+"', "has the key 'sign'"),
        ("smallest_odds = 0.5", "must be a number from 1 to 100"),
        ("tuned_on = 3", "must be a list of dumps"),
        ("\n".join(f'[[trend]]\nterm = "x{i}"' for i in range(21)), "asks 21 trends; 20 is the most"),
    ],
)
def test_a_defect_of_the_file_is_one_sentence_with_its_place(tmp_path, text, told):
    path = write_questions(tmp_path, text)
    with pytest.raises(QuestionsError, match=told.replace("(", r"\(")) as raised:
        read_questions(path)
    assert str(raised.value).startswith(str(path)) and "\n" not in str(raised.value).rstrip()


def test_groups_come_from_dates_categories_venues_sources_and_coders():
    days = pd.to_datetime(["2020-01-01"] * 14 + ["2024-01-01"] * 14 + [None] * 2)
    papers = make_papers(
        ["x"] * 30, published_low=days, published_high=days, venue=["NeurIPS"] * 12 + [None] * 8 + ["ICML"] * 10,
        categories=[["cs.LG", "cs.CL"] if i < 15 else ["cs.LG"] for i in range(30)],
    )  # fmt: skip
    coded = {
        "me": pd.DataFrame(
            {"paper_id": papers["paper_id"], "main": True, "sense": ["s"] * 15 + ["t"] * 15, "role": "r"}
        )
    }
    found = find_groupings(papers, coded=coded)
    assert list(found) == ["date", "category", "venue", "sense (me)"]
    assert found["date"].groups.value_counts().to_dict() == {"later": 14, "earlier": 14}
    assert set(found["category"].groups) == {"cs.CL", "other groups"}  # nobody is left outside cs.LG
    assert choose_grouping(found).name == "date" and choose_grouping({}) is None
    assert describe_groupings(found)["name"].tolist() == list(found)
    with pytest.raises(GroupsError, match="cannot be grouped by 'mood'"):
        choose_grouping(found, "mood")


def test_a_paper_whose_year_lies_on_both_sides_has_no_half():
    low = pd.to_datetime(["2020-01-01"] * 10 + ["2024-01-01"] * 10 + ["2019-01-01"])
    high = pd.to_datetime(["2020-12-31"] * 10 + ["2024-12-31"] * 10 + ["2024-12-31"])
    found = find_groupings(make_papers(["x"] * 21, published_low=low, published_high=high))
    assert "p20" not in found["date"].groups.index and len(found["date"].groups) == 20


def test_overlapping_groups_are_each_held_against_the_papers_outside():
    texts = ["tea"] * 20 + ["cup"] * 20
    papers = make_papers(
        texts, categories=[["x", "y"] if 10 <= i < 25 else ["x"] if i < 10 else ["z"] for i in range(40)]
    )
    comparison = prepare_comparison(papers, find_terms(papers)[1])
    assert comparison.grouping.name == "category"
    tested = compute_tested_contrasts(comparison).set_index(["contrast", "term"])
    assert tested.loc[("category: x", "tea"), ["n_first", "size_first", "size_second"]].tolist() == [20, 25, 15]
    assert tested.loc[("category: y", "tea"), ["n_first", "size_first", "size_second"]].tolist() == [10, 15, 25]
    assert set(comparison.strata["category"]) == {""}


def test_a_second_dump_is_a_group_and_shared_papers_count_once(monkeypatch):
    mine = make_papers(["tea here"] * 12 + ["cup"] * 3, arxiv_id=[f"2401.{i:05d}" for i in range(15)])
    other = make_papers(["cup"] * 14 + ["tea"], arxiv_id=[f"2402.{i:05d}" for i in range(14)] + ["2401.00003"])
    whole, grouping = pool_dumps(mine, other)
    assert grouping.groups.value_counts().to_dict() == {"this dump": 15, "the other dump": 14}
    assert whole["paper_id"].is_unique
    monkeypatch.setattr("helpers.keywords.group_comparison.read_other", lambda path, where: other if path else None)
    settings = {**SETTINGS, "against": "other.json"}
    comparison = prepare_comparison(mine, find_terms(mine)[1], settings=settings)
    text = describe_tested(compute_tested_contrasts(comparison), comparison, selection="complete")
    assert "differ in how they were collected" in text and "complete for its source" not in text
    row = compute_tested_contrasts(comparison).set_index("term").loc["tea"]
    assert row["contrast"] == "dump: this dump" and (row["n_first"], row["n_second"]) == (12, 0)


def test_new_papers_are_held_against_a_base_and_few_are_not():
    new, base = make_papers(["tea here"] * 12 + ["cup"] * 3), make_papers(["cup"] * 15)
    base = base.assign(
        paper_id=[f"b{i}" for i in range(15)], title=[f"the other paper of number {i}" for i in range(15)]
    )
    new = new.assign(title=[f"some new paper of number {i}" for i in range(15)])
    found = compute_tested_contrasts(prepare_dump_comparison(new, base, settings={**SETTINGS, "groups": "date"}))
    row = found.set_index("term").loc["tea"]
    assert row["contrast"] == "dump: this dump" and (row["n_first"], row["n_second"]) == (12, 0)
    for one, other in ((new.head(9), base), (new, base.head(9)), (new.head(0), base.head(0))):
        assert compute_tested_contrasts(prepare_dump_comparison(one, other)).empty


def test_without_groups_nothing_is_tested_and_that_is_said():
    papers = make_papers(["tea"] * 12)
    comparison = prepare_comparison(papers, find_terms(papers)[1])
    tested = check_table(compute_tested_contrasts(comparison), "contrasts")
    assert comparison.grouping is None and tested.empty and describe_imbalance(comparison) == ""
    assert "there is nothing to test" in describe_tested(tested, comparison, selection="query")
    said = find_nothing(draw_tested_words(tested, comparison, selection="query").axes.figure)
    assert said == describe_tested(tested, comparison, selection="query")


def test_groups_made_from_the_text_never_get_p_values():
    terms = count_terms(make_papers(["tea"] * 15 + ["cup"] * 15)).build()
    groups = pd.Series(["a"] * 15 + ["b"] * 15, index=terms.paper_ids)
    contrasts = compute_contrasts(terms, groups, kind="sense")
    assert contrasts[["p", "p_family", "q", "null_mean"]].isna().all().all() and not contrasts["tested"].any()


def test_the_sentence_has_what_chance_finds_and_what_could_be_seen():
    comparison = make_comparison()
    text = describe_tested(compute_tested_contrasts(comparison), comparison, selection="query")
    assert "3 terms of 60 papers were compared between two halves. 1 differs clearly" in text  # tea, cup, "tea cup"
    assert "if the groups meant nothing" in text and "80% power" in text and "parts of its results" in text


def test_length_that_differs_between_groups_is_held_equal():
    # "tea" stands in every long abstract and in no short one; groups differ in length only.
    texts, groups = [], []
    for group, n_long in (("a", 30), ("b", 10)):
        for i in range(40):
            texts.append("tea " + "word " * 80 if i < n_long else "word " * (20 + i % 2))
            groups.append(group)
    papers = make_papers(texts)
    terms = count_terms(papers).build()
    strata = compute_strata(papers, terms.lengths)
    inside = np.array(groups) == "a"
    assert abs(measure_imbalance(strata, inside)["length"]) > 0.5 and set(strata["category"]) == {""}
    place = list(terms.names).index("tea")
    difference, _, _ = standardise_difference(terms.presence, inside, strata)
    assert difference[place] == pytest.approx(0, abs=1e-9)


def test_the_standardised_difference_is_that_of_statsmodels():
    from statsmodels.stats.contingency_tables import StratifiedTable

    rng = np.random.default_rng(3)
    papers = make_papers(["tea" if rng.random() < 0.4 else "cup" for _ in range(120)],
                         categories=[[c] for c in rng.choice(["x", "y"], 120)])  # fmt: skip
    terms, inside = count_terms(papers).build(), rng.random(120) < 0.5
    strata = compute_strata(papers, np.ones(120, dtype=int))
    has = terms.presence[:, [list(terms.names).index("tea")]]
    difference, low, high = standardise_difference(has, inside, strata)
    tables = []
    for code in range(strata["stratum"].max() + 1):
        mine, tea = strata["stratum"].to_numpy() == code, has.toarray().ravel() == 1
        tables.append([[(mine & inside & tea).sum(), (mine & inside & ~tea).sum()],
                       [(mine & ~inside & tea).sum(), (mine & ~inside & ~tea).sum()]])  # fmt: skip
    weights = [(a + b) * (c + d) / (a + b + c + d) for (a, b), (c, d) in tables]
    by_hand = sum(w * (a / (a + b) - c / (c + d)) for w, ((a, b), (c, d)) in zip(weights, tables, strict=True))
    assert difference[0] == pytest.approx(by_hand / sum(weights))
    assert low[0] < difference[0] < high[0]
    # No difference of shares and an odds ratio of one are the same statement.
    assert (low[0] > 0 or high[0] < 0) == (
        StratifiedTable([np.array(t) for t in tables]).test_null_odds().pvalue < 0.05
    )


def test_series_of_copies_widen_the_interval():
    authors = [["A", f"Z{i // 10}"] for i in range(N)]
    plain, clustered = (
        compute_tested_contrasts(make_comparison()),
        compute_tested_contrasts(make_comparison(authors=authors)),
    )
    width = [
        (t.set_index("term").loc["cup", "high"] - t.set_index("term").loc["cup", "low"]) for t in (plain, clustered)
    ]
    assert width[1] > 1.3 * width[0]
    low, high = bootstrap_difference(make_comparison().terms.presence, np.arange(N) < 30, np.arange(N))
    assert (low <= high).all()


def test_dispersion_is_none_where_uses_follow_length_and_one_where_they_stand_in_one_paper(monkeypatch):
    terms = count_terms(make_papers(["tea cup"] * 9 + ["tea rare rare"])).build()
    whole = compute_dispersion(terms)
    for places in (1, 3):
        monkeypatch.setattr(contrasts, "PLACES", places)
        np.testing.assert_array_equal(compute_dispersion(terms), whole)
    spread = dict(zip(terms.names, compute_dispersion(terms), strict=True))
    assert spread["tea"] < 0.1 < 0.8 < spread["rare"] <= 1


def test_halves_share_no_sentence_and_lose_none():
    papers = make_papers(["One is here. Two is there. Three is far.", "Only one sentence here", "", None]).assign(
        title="T"
    )
    first, second = split_papers(papers, seed=2)
    together = [
        set(a.split(". ")) | set(b.split(". ")) for a, b in zip(first["abstract"], second["abstract"], strict=True)
    ]
    assert len(first["abstract"][0]) and len(second["abstract"][0])
    assert {piece.strip(". ") for piece in together[0]} == {"One is here", "Two is there", "Three is far"}
    assert (second["title"] == "").all() and (first["title"] == "T").all()
    assert len(split_papers(papers, most=2)[0]) == 2


def test_planted_differences_come_back_and_nothing_else():
    corpus = plant_effects(400, seed=4)
    found = compute_detected_differences(corpus).set_index("planted_difference")
    assert found.loc[[0.3, 0.4], "called"].tolist() == [6, 6]
    assert found.loc[0.0, "called"] == 0
    assert found["interval_right"].sum() >= 0.85 * found["words"].sum()


def test_groups_too_small_for_a_test_find_nothing_planted():
    assert compute_detected_differences(plant_effects(10, seed=1)).empty


def test_a_term_leads_to_its_spellings():
    terms = find_terms(make_papers(["model", "models"] * 6))[1]
    assert set(list_forms(terms, "models")) == {"model", "models"}
    assert list_forms(terms, "unknown thing") == ("unknown thing",)


def test_too_few_for_halves_is_said():
    empty = compute_tested_contrasts(prepare_comparison(make_papers(["x"]), find_terms(make_papers(["x"]))[1]))
    assert "Too few papers" in describe_halves(empty, kind="sense", labels={})
