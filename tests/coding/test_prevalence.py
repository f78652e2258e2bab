"""Samples with known chances, and shares that they correct: right on average, with intervals that cover."""

import numpy as np
import pandas as pd
import pytest

from helpers.coding.prevalence import compute_sample_plan, draw_sample, estimate_prevalence


def make_population(n=600, seed=0):
    """Papers read by a biased reader: it says "sparse" of a third of the papers that are "dense"."""
    rng = np.random.default_rng(seed)
    truth = np.where(rng.random(n) < 0.4, "sparse", "dense")
    wrong = (truth == "dense") & (rng.random(n) < 1 / 3)
    read = np.where(wrong, "sparse", truth)
    ids = [f"p{i}" for i in range(n)]
    sense = rng.choice(["weights", "views", "data"], n)
    unsure = rng.random(n) < np.where(wrong, 0.6, 0.2)
    table = pd.DataFrame({"paper_id": ids, "sense": sense, "uncertain": unsure, "stance": read})
    return table, pd.DataFrame({"paper_id": ids, "stance": truth})


def test_each_paper_has_the_chance_that_is_written_beside_it():
    table, _ = make_population(60)
    times = pd.Series(0, index=table["paper_id"])
    for seed in range(800):
        sample = draw_sample(table, 20, seed=seed)
        times[sample["paper_id"]] += 1
    chance = sample.groupby("stratum")["probability"].first()
    strata = table["sense"] + ", " + np.where(table["uncertain"], "not sure", "sure")
    expected = strata.map(chance).to_numpy()
    assert len(sample) == 20 and sample["paper_id"].is_unique
    assert np.abs(times.to_numpy() / 800 - expected).max() < 0.08


def test_a_sample_has_two_of_each_stratum_and_never_more_than_there_are():
    table, _ = make_population(60)
    sample = draw_sample(table, 20)
    assert sample["stratum"].value_counts().min() >= 2
    whole = draw_sample(table, 500)
    assert len(whole) == 60 and whole["probability"].eq(1).all()
    assert draw_sample(table.assign(sense=None), 10).empty


def test_the_corrected_share_is_right_on_average_and_its_interval_covers():
    table, truth = make_population()
    real = (truth["stance"] == "sparse").mean()
    shares, covered = [], 0
    for seed in range(600):
        sample = draw_sample(table, 120, seed=seed)
        row = estimate_prevalence(table, truth, sample, ["sparse"]).iloc[0]
        shares.append(row["share"])
        covered += row["low"] <= real <= row["high"]
    assert abs(row["read"] - real) > 0.15, "the reading alone is far off"
    assert abs(np.mean(shares) - real) < 0.005
    assert 0.925 <= covered / 600 <= 0.975


def test_coding_all_papers_gives_the_truth_without_doubt():
    table, truth = make_population(80)
    row = estimate_prevalence(table, truth, draw_sample(table, 80), ["sparse"]).iloc[0]
    real = (truth["stance"] == "sparse").mean()
    assert [row["share"], row["low"], row["high"]] == pytest.approx([real] * 3)


def test_papers_outside_the_sample_do_not_count_and_too_few_give_no_interval():
    table, truth = make_population(80)
    sample = draw_sample(table, 20)
    one = estimate_prevalence(table, truth, sample, ["sparse", "dense"])
    assert one["n_coded"].eq(20).all() and one["share"].sum() == pytest.approx(1)
    few = estimate_prevalence(table, truth[truth["paper_id"] == sample["paper_id"].iloc[0]], sample, ["sparse"])
    assert few["share"].isna().all() and few["low"].isna().all() and few["read"].notna().all()


def test_the_plan_tells_what_forty_and_a_hundred_and_fifty_papers_would_give():
    table, _ = make_population()
    plan = compute_sample_plan(table, agreement=0.8)
    expected = [1.959964 * np.sqrt((1 - n / 600) * 0.2 / n) for n in (40, 150)]
    assert plan["papers"].tolist() == [40, 150] and plan["half_width"].tolist() == pytest.approx(expected, rel=1e-5)
    assert compute_sample_plan(table.head(30))["half_width"].tolist() == [0]
