"""Shares of new papers against those of the base, counted on fingers and held to independent intervals."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom
from talk.small_run import make_papers, make_tables

from helpers.compare.paper_changes import compare_papers, split_papers
from helpers.compare.share_changes import compare_shares, gather_series
from helpers.compare.topic_changes import compare_topics
from helpers.run.schema import check_table
from helpers.run.storage import build_empty_table
from helpers.stats.estimates import newcombe_interval
from helpers.stats.verdicts import NOT_CLEAR, SIZE_OPEN, TOO_FEW

SETTINGS = {"smallest_difference": 0.05, "seed": 1}


def build_papers(n, start=0):
    names = [f"A paper on the matter {place:03d}" for place in range(start, start + n)]
    papers = make_papers(names, [f"Words {name} of its own" for name in names], (None,) * n)
    return papers.assign(paper_id=[f"P{place:03d}" for place in range(start, start + n)])


def build_series(papers, **members):
    rows = [(papers["paper_id"].iloc[place], name) for name, places in members.items() for place in places]
    return pd.DataFrame(rows, columns=["paper_id", "name"]).assign(kind="sense", testable=True)


def hold(n_new, n_base, k_new, k_base):
    papers = build_papers(n_new + n_base)
    series = build_series(papers, tea=[*range(k_new), *range(n_new, n_new + k_base)])
    found = compare_shares(papers[:n_new], papers[n_new:], series, settings=SETTINGS)
    return check_table(found, "share_changes").iloc[0]


def test_counts_intervals_and_p_are_those_of_two_independent_groups():
    row = hold(40, 60, 20, 6)
    assert row[["n_first", "size_first", "n_second", "size_second"]].tolist() == [20, 40, 6, 60]
    assert row["difference"] == pytest.approx(0.4)
    low, high = newcombe_interval(20, 40, 6, 60)
    assert (row["low"], row["high"]) == (pytest.approx(float(low)), pytest.approx(float(high)))
    assert row["p"] == pytest.approx(2 * hypergeom.sf(19, 100, 26, 40), rel=1e-6)  # twice the nearer tail
    assert row["verdict"].startswith("clear")


def test_no_difference_is_not_clear_and_few_papers_are_too_few():
    assert hold(40, 60, 4, 6)["verdict"] == NOT_CLEAR
    assert hold(40, 60, 0, 1)["verdict"] == TOO_FEW
    small = hold(40, 60, 6, 1)
    assert small["verdict"] == SIZE_OPEN and 0 < small["low"] < 0.05


def test_under_ten_papers_on_a_side_there_is_no_interval_and_no_test():
    row = hold(9, 60, 9, 0)
    assert np.isnan(row["low"]) and np.isnan(row["p"]) and pd.isna(row["verdict"])
    papers = build_papers(9)
    assert compare_shares(papers.head(0), papers, build_series(papers, tea=[1]), settings=SETTINGS).empty


def gather(papers, before):
    now, then = make_tables(papers, label="here"), make_tables(before, label="there")
    changes = compare_papers(papers, before)
    topics = compare_topics(now["topics"], now["memberships"], then["topics"], then["memberships"], changes)
    return gather_series(now, then, topics, poles=("sparse", "dense")), split_papers(papers, before, changes)


def test_a_paper_of_both_goes_by_what_is_said_of_it_now_and_stands_once():
    series, (new, base) = gather(build_papers(30), build_papers(20))
    assert len(new) == 10 and len(base) == 20
    assert not series.duplicated(["paper_id", "kind", "name"]).any()
    assert set(series["kind"]) == {"topic", "sense", "side", "sparse is", "dense is"}
    assert set(series.loc[series["kind"] == "topic", "name"]) == {"here"}


def test_a_paper_that_is_gone_counts_under_the_topic_that_goes_on():
    series, (new, base) = gather(build_papers(30, start=10), build_papers(30))
    assert len(new) == 10 and len(base) == 30
    shares = compare_shares(new, base, series, settings=SETTINGS).set_index(["kind", "name"])
    assert shares.loc[("topic", "here"), ["n_first", "n_second"]].tolist() == [10, 30]


def test_a_topic_of_one_fit_alone_is_not_tested_between_dumps_that_share_nothing():
    papers, before = build_papers(20, start=50), build_papers(20)
    now, then = make_tables(papers, label="here"), make_tables(before, label="there")
    now["topics"]["words"], then["topics"]["words"] = [["kite"]], [["dough"]]
    topics = compare_topics(now["topics"], now["memberships"], then["topics"], then["memberships"],
                            compare_papers(papers, before))  # fmt: skip
    series = gather_series(now, then, topics)
    shares = compare_shares(papers, before, series, settings=SETTINGS)
    assert shares.loc[shares["kind"] == "topic", "verdict"].isna().all()
    assert shares.loc[shares["kind"] != "topic", "verdict"].notna().all()


def test_series_without_papers_give_an_empty_table():
    empty = {name: build_empty_table(name) for name in ("topics", "memberships", "theme")}
    assert gather_series(empty, empty, build_empty_table("topic_changes")).empty
