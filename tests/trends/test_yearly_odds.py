"""What is clear over time: planned words, categories that disagree, covariates, recovery of planted trends."""

from statistics import NormalDist
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers.keywords.term_spellings import find_term_papers
from helpers.run.schema import check_table
from helpers.run.storage import build_empty_table
from helpers.stats.verdicts import CLEAR, NOT_CLEAR, SMALLER, find_clear
from helpers.topics.planted_effects import plant_effects
from helpers.trends.period_shares import compute_shares
from helpers.trends.periods import ChangesError, place_changes, read_changes, read_period
from helpers.trends.planned_trends import answer_trends
from helpers.trends.yearly_odds import (
    compute_category_slopes,
    compute_trend_recovery,
    compute_trend_tests,
    correct_intervals,
)


def make_papers(days, **columns):
    n = len(days)
    papers = pd.DataFrame({"paper_id": [f"p{i}" for i in range(n)], "title": "", "abstract": "some words"})
    days = pd.Series(pd.to_datetime(days)).astype("datetime64[us]")
    for clock in ("published", "listed", "updated"):
        papers[f"{clock}_low"], papers[f"{clock}_high"], papers[f"{clock}_precision"] = days, days, "day"
    papers["categories"] = [[] for _ in range(n)]
    return papers.assign(**columns)


def spread_days(n, start="2020-01-01", years=4):
    return pd.Timestamp(start) + pd.to_timedelta(np.linspace(0, years * 365, n).astype(int), unit="D")


def make_series(mask, name="tea", kind="term"):
    return pd.DataFrame({"kind": kind, "name": name, "paper_id": [f"p{i}" for i in np.flatnonzero(mask)]}, dtype=object)


def draw(rng, years, slope, base=-0.5):
    return rng.random(len(years)) < 1 / (1 + np.exp(-(base + slope * (years - years.mean()))))


def test_a_strong_rise_is_clear_and_a_flat_series_is_not():
    rng = np.random.default_rng(1)
    papers, years = make_papers(spread_days(300)), np.linspace(0, 4, 300)
    series = pd.concat(
        [make_series(draw(rng, years, s), name) for name, s in (("up", 1.2), ("flat", 0), ("down", -1.2))]
    )
    tests = check_table(compute_trend_tests(papers, series), "trend_tests").set_index("name")
    assert tests["verdict"].tolist() == [CLEAR, NOT_CLEAR, CLEAR]
    assert compute_trend_tests(papers, series, smallest=20)["verdict"].tolist() == [SMALLER] * 3
    assert tests.loc["up", "first_low"] == tests.loc["up", "first_high"]
    assert tests["p_curved"].notna().all()


def test_what_is_clear_among_few_series_need_not_be_among_many():
    rng = np.random.default_rng(8)
    papers, years = make_papers(spread_days(150)), np.linspace(0, 4, 150)
    one = make_series(draw(rng, years, 0.55), "some", "topic")
    crowd = pd.concat([one, *(make_series(rng.random(150) < 0.4, f"t{i}", "topic") for i in range(60))])
    alone, among = (compute_trend_tests(papers, s, smallest=1.0, n_draws=100).iloc[0] for s in (one, crowd))
    assert alone["verdict"] == CLEAR and among["verdict"] == NOT_CLEAR
    assert alone["low"] == pytest.approx(among["low"], rel=0.1)


def test_planned_words_are_a_family_and_leave_the_correction_of_the_others():
    rng = np.random.default_rng(2)
    papers, years = make_papers(spread_days(120)), np.linspace(0, 4, 120)
    series = pd.concat([make_series(draw(rng, years, 0.8), f"w{i}") for i in range(4)])
    tests = compute_trend_tests(papers, series, planned=[("term", "w1"), ("topic", "x")]).set_index("name")
    assert tests["planned"].tolist() == [False, True, False, False]
    assert tests["p_family"].notna().tolist() == [False, True, False, False]
    assert tests["q"].notna().tolist() == [True, False, True, True]


def test_what_a_category_opposes_is_not_clear():
    rng = np.random.default_rng(3)
    years = np.tile(np.linspace(0, 4, 200), 2)
    days = pd.Timestamp("2020-01-01") + pd.to_timedelta((years * 365).astype(int), unit="D")
    categories = [["x"]] * 200 + [["y"]] * 200
    papers = make_papers(days, categories=categories)
    up = np.r_[draw(rng, years[:200], 2.5), draw(rng, years[200:], -0.6)]
    tests = compute_trend_tests(papers, make_series(up)).iloc[0]
    assert tests["low"] > 1 and (tests["n_categories"], tests["n_opposed"]) == (2, 1)
    assert tests["q"] < 0.05 and tests["verdict"] == NOT_CLEAR
    ticks = compute_category_slopes(papers, make_series(up)).set_index("category")["odds_ratio_per_year"]
    assert ticks["x"] > 1 > ticks["y"]


def test_length_that_grows_with_the_years_is_held_equal():
    rng = np.random.default_rng(4)
    years = np.linspace(0, 4, 400)
    long = rng.random(400) < years / 4
    papers = make_papers(spread_days(400), abstract=np.where(long, "word " * 200, "word " * 40))
    has = rng.random(400) < np.where(long, 0.6, 0.15)
    row = compute_trend_tests(papers, make_series(has)).iloc[0]
    assert row["low"] > 1.1 and row["adjusted_low"] < 1 < row["adjusted_high"]


def test_papers_that_come_in_series_widen_the_interval():
    rng = np.random.default_rng(5)
    days = np.repeat(spread_days(30).to_numpy(), 8)
    has = np.repeat(rng.random(30) < 0.4, 8)
    papers, series = make_papers(days), make_series(has)
    alone = compute_trend_tests(papers, series).iloc[0]
    together = compute_trend_tests(papers, series, clusters=np.repeat(np.arange(30), 8)).iloc[0]
    assert np.log(together["high"] / together["low"]) > 1.8 * np.log(alone["high"] / alone["low"])


def test_a_rise_and_fall_is_a_bend():
    rng = np.random.default_rng(6)
    years = np.linspace(0, 6, 600)
    has = rng.random(600) < 0.1 + 0.6 * np.exp(-((years - 3) ** 2))
    tests = compute_trend_tests(make_papers(spread_days(600, years=6)), make_series(has))
    assert tests["p_curved"].iloc[0] < 1e-6 and tests["verdict"].iloc[0] in (NOT_CLEAR, SMALLER)


def test_under_the_null_words_are_clear_in_at_most_five_percent_of_dumps():
    rng = np.random.default_rng(7)
    papers = make_papers(spread_days(80))
    n_runs, clear, called = 100, 0, 0
    for run in range(n_runs):
        series = pd.concat([make_series(rng.random(80) < 0.3, f"w{i}") for i in range(8)])
        tests = compute_trend_tests(papers, series, n_draws=40, n_permutations=400, seed=run, smallest=1.0)
        clear, called = clear + find_clear(tests["verdict"]).any(), called + (tests["q"] <= 0.05).any()
    assert called / n_runs < 0.05 + 3 * np.sqrt(0.05 * 0.95 / n_runs) and clear <= called


def test_planted_trends_come_back_with_undated_and_coarse_papers():
    corpus = plant_effects(800, seed=3)
    assert 0.1 < corpus.papers["published_low"].isna().mean() < 0.2
    words = find_term_papers(corpus.papers, corpus.effects["term"].tolist())
    found = compute_trend_recovery(corpus.papers, words, corpus.effects).set_index("planted_odds_ratio")
    assert found.loc[4.0, "found"] == 6 and found.loc[1.0, "found"] <= 1
    assert found["interval_right"].sum() >= 0.85 * found["words"].sum()


def test_small_planted_corpora_find_little_and_say_so():
    corpus = plant_effects(3)
    words = find_term_papers(corpus.papers, corpus.effects["term"].tolist())
    assert compute_trend_recovery(corpus.papers, words, corpus.effects)["found"].sum() == 0


def test_without_papers_to_follow_nothing_is_planted_answered_or_tested():
    corpus = plant_effects(0)
    words = find_term_papers(corpus.papers, corpus.effects["term"].tolist())
    assert compute_trend_recovery(corpus.papers, words, corpus.effects).empty
    question = SimpleNamespace(test="trend", term="tea", kind="term", expect="rise")
    assert answer_trends(build_empty_table("trend_tests"), SimpleNamespace(items=(question,))).empty
    assert len(plant_effects(0).papers) == 0


@pytest.mark.parametrize("period", ["month", "quarter", "half", "year"])
def test_the_name_of_a_period_tells_its_length(period):
    names = compute_shares(make_papers(["2020-05-05"]), make_series([True]), period=period)["period"]
    assert {read_period(name) for name in names} == {period}


def test_changes_are_placed_within_their_period():
    changes = read_changes(["2021-07-01 new categories", "2020 start", "1999 before"])
    assert [str(c.day) for c in changes] == ["1999-01-01", "2020-01-01", "2021-07-01"]
    placed = place_changes(changes, ["2020", "2021"])
    assert placed == [(-0.5, "start"), (pytest.approx(0.996, abs=0.002), "new categories")]
    assert place_changes(changes, []) == []
    for wrong in ("July", "2021-13-01 x", "20210701 x", ""):
        with pytest.raises(ChangesError, match="does not begin with a date"):
            read_changes([wrong])


def test_the_first_paper_is_the_earliest_possible():
    papers = make_papers(["2020-01-01", "2021-01-01", "2022-01-01"])
    papers.loc[0, "published_high"] = pd.Timestamp("2023-01-01")
    tests = compute_trend_tests(papers, make_series([True, True, False]))
    assert tests["first_low"].iloc[0] == pd.Timestamp("2020-01-01")
    assert tests["first_high"].iloc[0] == pd.Timestamp("2021-01-01")


def test_shares_that_sum_to_one_get_wider_intervals_than_words():
    papers = make_papers(["2020-05-05"] * 40)
    topics = pd.concat([make_series(np.arange(40) % 4 == i, f"t{i}", "topic") for i in range(4)])
    series = pd.concat([topics, make_series(np.arange(40) % 4 == 0)])
    shares = compute_shares(papers, series, period="year").set_index("name")
    assert shares.loc["t0", "share"] == shares.loc["tea", "share"]
    assert shares.loc["t0", "high"] > shares.loc["tea", "high"]


def test_a_planned_trend_has_the_verdict_of_the_table_and_says_whether_it_was_expected():
    tests = pd.DataFrame({"kind": "term", "name": ["tea", "pot"], "n": 9, "odds_ratio_per_year": [1.5, 0.9], "low": 0.5,
                          "high": 1.9, "p_family": 0.01, "verdict": [CLEAR, NOT_CLEAR]})  # fmt: skip
    names = (("tea", "rise"), ("tea", "fall"), ("pot", "fall"), ("cup", "rise"))
    asked = [SimpleNamespace(test="trend", term=term, kind="term", expect=expect) for term, expect in names]
    answers = answer_trends(tests, SimpleNamespace(items=(*asked, SimpleNamespace(test="contrast"))))
    assert answers["verdict"].tolist() == [CLEAR, CLEAR, NOT_CLEAR, "not in this dump"]
    assert answers["as_expected"].tolist() == ["yes", "no", "", ""]


def test_kinds_without_p_values_are_corrected_for_how_many_they_are():
    tests = pd.DataFrame({"kind": ["topic", "topic", "sense", "term"], "planned": [False, False, True, False],
                          "odds_ratio_per_year": [2.0, np.nan, 2.0, 2.0], "low": [1.2, np.nan, 1.2, 1.2],
                          "high": [2.0**2 / 1.2, np.nan, 2.0**2 / 1.2, 3.0]})  # fmt: skip
    z = np.log(2) / (np.log(2 / 1.2) / 1.959964)
    alone = 2 * (1 - NormalDist().cdf(z))
    p = correct_intervals(tests)
    assert p[[0, 2]].tolist() == pytest.approx([alone, alone], rel=1e-4) and p[[1, 3]].isna().all()
    both = correct_intervals(tests.assign(planned=False))
    assert both[0] == pytest.approx(2 * alone, rel=1e-4)
