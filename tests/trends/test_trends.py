"""Periods, shares and odds ratios on papers whose dates can be counted by hand."""

import numpy as np
import pandas as pd
import pytest

from helpers.run.schema import check_table
from helpers.stats.estimates import wilson_interval
from helpers.stats.regression import fit_slopes
from helpers.trends.period_shares import compute_shares, find_series, list_appearances, name_topics
from helpers.trends.periods import choose_period, compute_calendar, count_followed
from helpers.trends.trend_report import describe_dates, describe_trends
from helpers.trends.yearly_odds import compute_trend_tests

FREQUENCY = {4: "Y", 7: "M", 10: "D"}
PRECISION = {4: "year", 7: "month", 10: "day"}


def make_papers(*dates):
    """Papers published at "2024", "2024-03", "2024-03-05" or None."""
    rows = []
    for date in dates:
        known = None if date is None else pd.Period(date, freq=FREQUENCY[len(date)])
        rows.append(
            {
                "published_low": pd.NaT if known is None else known.start_time.normalize(),
                "published_high": pd.NaT if known is None else known.end_time.normalize(),
                "published_precision": "none" if known is None else PRECISION[len(date)],
            }
        )
    papers = pd.DataFrame(rows, columns=["published_low", "published_high", "published_precision"])
    for column in ("published_low", "published_high"):
        papers[column] = papers[column].astype("datetime64[us]")
    for end in ("low", "high"):
        papers[f"listed_{end}"] = papers[f"updated_{end}"] = pd.Series(
            pd.NaT, index=papers.index, dtype="datetime64[us]"
        )
    papers["listed_precision"] = papers["updated_precision"] = "none"
    papers.insert(0, "paper_id", [f"p{i}" for i in range(len(papers))])
    papers["title"] = papers["abstract"] = "some words"
    papers["categories"] = [[] for _ in range(len(papers))]
    return papers


def make_series(*places, name="tea", kind="term"):
    return pd.DataFrame({"kind": kind, "name": name, "paper_id": [f"p{i}" for i in places]}, dtype=object)


def test_a_year_lies_in_its_quarters_by_days_and_a_day_in_one():
    calendar = compute_calendar(make_papers("2023", "2023-05-06", "2023-12"), period="quarter")
    assert calendar.names == ["2023 Q1", "2023 Q2", "2023 Q3", "2023 Q4"]
    np.testing.assert_allclose(
        calendar.weights.toarray(), [[90 / 365, 91 / 365, 92 / 365, 92 / 365], [0, 1, 0, 0], [0, 0, 0, 1]]
    )


@pytest.mark.parametrize(
    ("period", "names"),
    [
        ("month", ["1969-12", "1970-01"]),
        ("quarter", ["1969 Q4", "1970 Q1"]),
        ("half", ["1969 H2", "1970 H1"]),
        ("year", ["1969", "1970"]),
    ],
)
def test_periods_are_named_and_ordered_across_1970(period, names):
    assert compute_calendar(make_papers("1970-01-01", "1969-12-31"), period=period).names == names


def test_a_period_between_without_papers_has_no_share():
    shares = compute_shares(make_papers("2020-03-01", "2022-03-01"), make_series(0), period="year")
    tea = shares[shares["name"] == "tea"].set_index("period")
    assert tea["n_period"].tolist() == [1, 0, 1]
    assert tea["share"].isna().tolist() == [False, True, False]


def test_first_and_last_period_are_partial_only_where_papers_stop_short():
    short = compute_calendar(make_papers("2020-06-01", "2021-05-05", "2022-08-11"), period="year")
    assert short.partial.tolist() == [True, False, True]
    full = compute_calendar(make_papers("2020-01-20", "2021-12-09"), period="year")
    assert full.partial.tolist() == [False, False]
    assert compute_calendar(make_papers("2020", "2021"), period="year").partial.tolist() == [False, False]
    assert compute_calendar(make_papers("2020", "2021-05"), period="year").partial.tolist() == [True, True]


def test_shares_count_papers_with_wilson_intervals_and_all_papers_of_the_period_below():
    papers = make_papers(*["2020-05-05"] * 4, *["2021-05-05"] * 5)
    shares = check_table(compute_shares(papers, make_series(0, 4, 5, 5, 99), period="year"), "shares")
    tea = shares[shares["name"] == "tea"]
    assert tea[["n", "n_period"]].to_numpy().tolist() == [[1, 4], [2, 5]]
    np.testing.assert_allclose(tea[["low", "high"]].to_numpy().T, wilson_interval([1, 2], [4, 5]))
    everyone = shares[shares["kind"] == "papers"]
    assert everyone[["n", "n_period"]].to_numpy().tolist() == [[4, 9], [5, 9]]
    assert (shares["low_undated"] == shares["share"]).all()


def test_undated_papers_bound_every_share():
    # 2020: 1 of 4 dated; undated: 3, of which 1 belongs. Bounds 1 / (4 + 2) and (1 + 1) / (4 + 1).
    papers = make_papers(*["2020-05-05"] * 4, None, None, None)
    shares = compute_shares(papers, make_series(0, 4), period="year").set_index("name")
    assert shares.loc["tea", ["low_undated", "high_undated"]].tolist() == pytest.approx([1 / 6, 2 / 5])
    assert shares.loc["papers", ["low_undated", "high_undated"]].tolist() == pytest.approx([4 / 7, 1])


def test_no_truth_lies_outside_the_bounds_for_undated_papers():
    rng = np.random.default_rng(5)
    for _ in range(30):
        years = rng.choice(["2020", "2021"], 12)
        hidden = rng.random(12) < 0.3
        hidden[:2] = False
        years[:2] = ["2020", "2021"]
        member = np.flatnonzero(rng.random(12) < 0.5)
        truth = compute_shares(make_papers(*years), make_series(*member), period="year")
        seen = compute_shares(
            make_papers(*[None if h else y for y, h in zip(years, hidden, strict=True)]),
            make_series(*member),
            period="year",
        )
        assert (seen["low_undated"] <= truth["share"] + 1e-9).all()
        assert (seen["high_undated"] >= truth["share"] - 1e-9).all()


def test_the_period_grows_until_intervals_mean_something():
    assert choose_period(make_papers(*["2024-02-03"] * 25, *["2024-05-03"] * 25)) == "quarter"
    assert choose_period(make_papers(*["2024-02-03"] * 12, *["2024-05-03"] * 12)) == "half"
    assert choose_period(make_papers(*["2024-02-03"] * 12, *["2024-09-03"] * 12)) == "year"
    assert choose_period(make_papers(*["2024"] * 100)) == "year"
    assert choose_period(make_papers(None)) == choose_period(make_papers()) == "year"
    assert choose_period(make_papers("1950-01-01", *["2024-02-03"] * 50)) == "year"


def test_the_odds_ratio_is_that_of_the_dates():
    rng = np.random.default_rng(1)
    days = pd.Timestamp("2020-01-01") + pd.to_timedelta(np.sort(rng.integers(0, 1500, 120)), unit="D")
    papers = make_papers(*days.strftime("%Y-%m-%d"))
    member = np.flatnonzero(rng.random(120) < np.linspace(0.1, 0.7, 120))
    row = check_table(compute_trend_tests(papers, make_series(*member)), "trend_tests").iloc[0]
    years = (days - days[0]).days.to_numpy() / 365.25
    fit = fit_slopes(years, np.isin(np.arange(120), member))
    assert row["odds_ratio_per_year"] == pytest.approx(np.exp(fit.slope[0]), rel=1e-6)
    assert row["high"] == pytest.approx(np.exp(fit.slope[0] + 1.959964 * fit.error[0]), rel=1e-6)
    assert row["low"] > 1 and row["p"] < 0.001 and row["q"] == row["p"] and row["detectable"] > 1


def test_bins_cannot_change_a_test_and_coarse_dates_widen_it():
    rng = np.random.default_rng(2)
    days = pd.Timestamp("2021-01-01") + pd.to_timedelta(rng.integers(0, 1400, 150), unit="D")
    fine, coarse = make_papers(*days.strftime("%Y-%m-%d")), make_papers(*days.strftime("%Y"))
    member = make_series(*np.flatnonzero(rng.random(150) < 0.4))
    exact, drawn = (compute_trend_tests(papers, member).iloc[0] for papers in (fine, coarse))
    assert np.log(drawn["high"] / drawn["low"]) > 0.97 * np.log(exact["high"] / exact["low"])
    pd.testing.assert_frame_equal(compute_trend_tests(coarse, member), compute_trend_tests(coarse, member))
    assert abs(np.log(drawn["odds_ratio_per_year"] / exact["odds_ratio_per_year"])) < 0.1


def test_groups_made_from_the_text_get_no_p_values():
    papers = make_papers(*[f"20{10 + i}-05-05" for i in range(14)])
    series = pd.concat([make_series(*range(7), kind=kind) for kind in ("topic", "sense", "stance", "term")])
    tests = compute_trend_tests(papers, series)
    assert tests["odds_ratio_per_year"].notna().all()
    assert tests["p"].notna().tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    "dates",
    [(), (None,) * 12, ("2024-05-05",) * 12, ("2024",) * 3, ("2024-05-05", None), ("2023-01-01",) * 5 + ("2024",) * 3],
)
def test_dates_that_carry_nothing_give_whole_tables_and_a_sentence(dates):
    papers = make_papers(*dates)
    series = make_series(*range(len(dates) // 2))
    shares = check_table(compute_shares(papers, series, period=choose_period(papers)), "shares")
    tests = check_table(compute_trend_tests(papers, series), "trend_tests")
    if len(set(dates)) < 2:
        assert tests["odds_ratio_per_year"].isna().all() or dates[:1] == ("2024",)
    assert len(shares) or not papers["published_low"].notna().any()
    for text in (describe_dates(papers), describe_trends(tests, selection="query")):
        assert text.endswith((".", ")")) and "nan" not in text.lower().split()


@pytest.mark.parametrize(
    ("dates", "followed", "told"),
    [
        ((), 0, "There are no papers"),
        ((None, None), 0, "None of the 2 papers has a date of publication, so nothing can be followed over time;"),
        (("2025-10-01", "2025-10-31", None), 0, "a date of publication are of October 2025 (1 paper has none), so"),
        (("2025-10", "2025-10-31"), 0, "All 2 papers with a date of publication are of October 2025, so"),
        (("2024",) * 3, 0, "are of January 2024 to December 2024, known no more finely, so"),
        (("2025-10-31", "2025-11-01"), 2, "2 of 2 papers have a date of publication"),
        (("2023", "2024", None), 2, "2 of 3 papers have a date of publication"),
    ],
)
def test_nothing_is_followed_without_dates_or_within_one_month(dates, followed, told):
    papers, series = make_papers(*dates), make_series(*range(len(dates)))
    assert count_followed(papers) == followed and told in describe_dates(papers)
    if dates and not followed:
        assert describe_dates(papers).count(".") == 1
        assert compute_trend_tests(papers, series).empty and list_appearances(papers, series).empty


def test_appearances_are_the_dated_papers_of_each_series_and_those_that_may_be_first():
    papers = make_papers("2021-05-05", "2020", "2020-03-01", None, "2022-01-01")
    series = pd.concat([make_series(0, 1, 2, 3, 3, 99), make_series(4, 4, name="cup")])
    found = list_appearances(papers, series)
    assert found[["name", "paper_id", "first"]].to_numpy().tolist() == [
        ["tea", "p1", True],
        ["tea", "p2", True],
        ["tea", "p0", False],
        ["cup", "p4", True],
    ]
    assert found["low"].iloc[0] == pd.Timestamp("2020-01-01") and found["high"].iloc[0] == pd.Timestamp("2020-12-31")


def test_years_alone_give_an_odds_ratio_and_say_what_is_not_seen():
    papers = make_papers(*["2020"] * 20, *["2021"] * 20, *["2022"] * 20)
    tests = compute_trend_tests(papers, make_series(*range(0, 8), *range(20, 32), *range(40, 56)))
    assert tests["low"].item() > 1
    assert "nobody can see whether the first and the last year are complete" in describe_dates(papers)


def test_undated_dumps_name_the_clock_that_has_dates():
    papers = make_papers(None, None)
    assert "None of the 2 papers has a date of publication" in describe_dates(papers)
    papers["listed_low"] = papers["listed_high"] = pd.Timestamp("2024-01-01")
    assert "“listed” has dates" in describe_dates(papers)
    with pytest.raises(ValueError, match="set `clock` to published, listed, updated"):
        describe_dates(papers, clock="printed")
    with pytest.raises(ValueError, match="set `period` to month, quarter, half, year"):
        compute_shares(papers, make_series(0), period="week")


@pytest.mark.parametrize("selection", ["query", "curated", "unknown"])
def test_only_a_complete_source_is_said_to_rise_or_fall(selection):
    papers = make_papers(*[f"20{10 + i // 4}-05-05" for i in range(48)])
    tests = compute_trend_tests(papers, make_series(*range(24, 48)))
    words = describe_trends(tests, selection=selection, labels={("term", "tea"): "Green tea"})
    assert not any(word in words.lower() for word in ("rise", "rising", "fall", "grow", "increase", "decline"))
    assert "“Green tea” (word) makes up more of the later papers" in words
    assert "rises" in describe_trends(tests, selection="complete")


def test_series_come_from_topics_senses_sides_and_words():
    memberships = pd.DataFrame({"paper_id": ["p0", "p1", "p2"], "topic": [0, 1, -1]})
    topics = pd.DataFrame({"topic": [0, 1], "label": ["same", "same"]})
    theme = pd.DataFrame({"paper_id": ["p0", "p1"], "sense": ["a", None], "stance": [None, "hot"]})
    terms = pd.DataFrame({"term": ["tea"], "paper_id": ["p2"]})
    series = find_series(memberships=memberships, topics=topics, theme=theme, terms=terms)
    assert series.to_numpy().tolist() == [
        ["topic", "same (0)", "p0"],
        ["topic", "same (1)", "p1"],
        ["topic", "no topic", "p2"],
        ["sense", "a", "p0"],
        ["stance", "hot", "p1"],
        ["term", "tea", "p2"],
    ]
    assert name_topics(topics) == {0: "same (0)", 1: "same (1)", -1: "no topic"}
    assert find_series().empty


def test_intervals_of_the_slope_hold_with_dates_known_to_the_year():
    """Coverage of a true odds ratio of 1.3 a year, at about a hundred papers, half of them dated to a year."""
    rng = np.random.default_rng(11)
    days = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 1826, 110), unit="D")
    papers = make_papers(*[d.strftime("%Y-%m-%d" if i % 2 else "%Y") for i, d in enumerate(days)])
    years = (days - pd.Timestamp("2022-07-01")).days.to_numpy() / 365.25
    draws = rng.random((110, 600)) < (1 / (1 + np.exp(-(-0.8 + np.log(1.3) * years))))[:, None]
    rows, columns = np.nonzero(draws)
    series = pd.DataFrame(
        {"kind": "term", "name": columns.astype(str), "paper_id": papers["paper_id"].to_numpy()[rows]}
    )
    tests = compute_trend_tests(papers, series)
    assert 0.93 < ((tests["low"] < 1.3) & (tests["high"] > 1.3)).mean() < 0.98
