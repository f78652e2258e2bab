"""Intervals, log-odds, corrections, bootstrap and slopes against statsmodels and against hand computation."""

import numpy as np
import pytest
from scipy.sparse import csc_array

from helpers.stats import estimates
from helpers.stats.estimates import (
    adjust_bh,
    bootstrap_difference,
    bootstrap_interval,
    compute_detectable_difference,
    compute_drawn_variance,
    compute_log_odds,
    draw_paper_weights,
    find_giants,
    measure_shares,
    newcombe_interval,
    wilson_interval,
)
from helpers.stats.regression import compute_detectable_slope, fit_slopes


def test_wilson_equals_statsmodels_over_a_grid():
    from statsmodels.stats.proportion import proportion_confint

    n = np.repeat([1, 3, 8, 30, 109], 4)
    k = np.floor(n * np.tile([0, 0.2, 0.7, 1], 5))
    low, high = wilson_interval(k, n)
    expected = [proportion_confint(a, b, method="wilson") for a, b in zip(k, n, strict=True)]
    np.testing.assert_allclose(np.c_[low, high], expected, atol=1e-9)


def test_two_of_eight_papers_say_seven_to_fifty_nine_percent():
    low, high = wilson_interval(2, 8)
    assert (round(float(low), 2), round(float(high), 2)) == (0.07, 0.59)


def test_wilson_of_no_papers_is_unknown_and_shapes_broadcast():
    low, high = wilson_interval([0, 1], [0, 4])
    assert np.isnan(low[0]) and np.isnan(high[0]) and 0 < low[1] < high[1] < 1
    assert wilson_interval(np.zeros((3, 1)), np.ones(4))[0].shape == (3, 4)


def test_shares_have_limits_only_where_there_are_enough_papers():
    shares = measure_shares([2, 3, 0], [8, 12, 0], least=10)
    low, high = wilson_interval(3, 12)
    assert shares.shape == (3, 3) and shares[:2, 0].tolist() == [0.25, 0.25]
    assert np.isnan(shares[0, 1:]).all() and np.isnan(shares[2]).all()
    assert shares[1, 1:].tolist() == [low, high]
    assert measure_shares(2, 8)[1:].tolist() == list(wilson_interval(2, 8))


def test_counts_above_their_n_are_refused():
    with pytest.raises(ValueError, match="between 0 and their n"):
        wilson_interval(3, 2)


def test_newcombe_equals_statsmodels():
    from statsmodels.stats.proportion import confint_proportions_2indep

    for k1, n1, k2, n2 in [(9, 10, 3, 10), (10, 10, 0, 20), (5, 56, 0, 29), (0, 12, 0, 30)]:
        expected = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb")
        np.testing.assert_allclose(newcombe_interval(k1, n1, k2, n2), expected, atol=1e-9)


def test_newcombe_example_of_the_article():
    low, high = newcombe_interval(56, 70, 48, 80)  # Newcombe 1998, table II, example (a)
    assert (round(float(low), 4), round(float(high), 4)) == (0.0524, 0.3339)


def test_log_odds_by_hand():
    # a = 10 * 0.2 = 2, b = 8: log((6 + 2) / (14 + 8)) - log((2 + 2) / (28 + 8))
    found = compute_log_odds(6, 20, 2, 30, prior=0.2, strength=10)
    value = np.log(8 / 22) - np.log(4 / 36)
    half = 1.959963984540054 * np.sqrt(1 / 8 + 1 / 22 + 1 / 4 + 1 / 36)
    np.testing.assert_allclose(found, [value, value - half, value + half])


def test_a_stronger_prior_draws_a_rare_term_towards_nothing():
    weak, strong = (compute_log_odds(1, 20, 0, 20, prior=0.025, strength=strength).log_odds for strength in (1, 500))
    assert weak > strong > 0
    assert strong < 0.15


def test_log_odds_refuse_a_prior_of_zero():
    with pytest.raises(ValueError, match="smooth the prior"):
        compute_log_odds(1, 20, 0, 20, prior=0.0, strength=1)


def test_bh_equals_statsmodels_and_skips_what_was_not_tested():
    from statsmodels.stats.multitest import multipletests

    p = np.array([0.01, 0.04, np.nan, 0.03, 0.5, 0.04, 0.001])
    q = adjust_bh(p)
    assert np.isnan(q[2])
    np.testing.assert_allclose(q[~np.isnan(p)], multipletests(p[~np.isnan(p)], method="fdr_bh")[1])
    assert adjust_bh([]).shape == (0,)


def test_bootstrap_weights_count_papers_and_repeat_with_the_seed():
    blocks = list(draw_paper_weights(5, n_draws=7, rng=np.random.default_rng(3), block=12))
    again = list(draw_paper_weights(5, n_draws=7, rng=np.random.default_rng(3), block=12))
    assert [len(block) for block in blocks] == [2, 2, 2, 1]
    assert all((block.sum(axis=1) == 5).all() for block in blocks)
    np.testing.assert_array_equal(np.vstack(blocks), np.vstack(again))
    assert list(draw_paper_weights(0, n_draws=7, rng=np.random.default_rng(3))) == []


def test_bootstrap_interval_of_a_share_is_near_the_normal_one():
    presence = np.r_[np.ones(120), np.zeros(280)][:, None]
    low, high = bootstrap_interval(presence, lambda sums: sums / 400, n_draws=2000, seed=4)
    half = 1.96 * np.sqrt(0.3 * 0.7 / 400)
    np.testing.assert_allclose([low[0], high[0]], [0.3 - half, 0.3 + half], atol=0.006)


def test_bootstrap_takes_sparse_matrices_and_no_papers():
    from scipy.sparse import csr_array

    dense = np.array([[1, 0], [0, 1], [1, 1]])
    a = bootstrap_interval(csr_array(dense), lambda s: s, n_draws=50, seed=1)
    b = bootstrap_interval(dense, lambda s: s, n_draws=50, seed=1)
    np.testing.assert_array_equal(a, b)
    assert np.isnan(bootstrap_interval(np.zeros((0, 2)), lambda s: s)).all()


def test_slopes_with_many_papers_equal_the_ordinary_fit():
    from statsmodels.discrete.discrete_model import Logit

    rng = np.random.default_rng(1)
    x = rng.uniform(2020, 2025, 4000)
    y = (rng.random((4000, 2)) < 1 / (1 + np.exp(-np.c_[0.5 * (x - 2022), -0.2 * (x - 2022) - 2]))).astype(int)
    found = fit_slopes(x, y)
    for series in range(2):
        fit = Logit(y[:, series], np.c_[np.ones(4000), x - x.mean()]).fit(disp=0)
        np.testing.assert_allclose(found.slope[series], fit.params[1], atol=0.003)
        np.testing.assert_allclose(found.error[series], fit.bse[1], rtol=0.01)


def test_firth_by_a_slow_literal_version():
    """Maximise the penalised likelihood itself, on separated data where the ordinary fit runs away."""
    from scipy.optimize import minimize

    x = np.array([0.0, 1, 2, 3, 4, 5, 5])
    y = np.array([0, 0, 0, 1, 1, 1, 1])
    design = np.c_[np.ones(7), x]

    def loss(beta):
        fitted = 1 / (1 + np.exp(-design @ beta))
        information = design.T @ (design * (fitted * (1 - fitted))[:, None])
        return -np.sum(y * np.log(fitted) + (1 - y) * np.log(1 - fitted)) - 0.5 * np.linalg.slogdet(information)[1]

    best = minimize(loss, [0, 0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-12, "maxiter": 4000})
    found = fit_slopes(x, y)
    np.testing.assert_allclose(found.slope[0], best.x[1], atol=1e-4)
    assert np.isfinite(found.error[0])


@pytest.mark.parametrize(
    ("x", "y"),
    [([], np.zeros((0, 2))), ([2020, 2021], [[0], [1]]), ([2020] * 4, [0, 1, 0, 1]), ([1, 2, 3], [0, 0, 0])],
)
def test_slopes_that_cannot_be_known_are_nan(x, y):
    found = fit_slopes(x, y)
    assert np.isnan(found.slope).all() and np.isnan(found.error).all()


def test_slope_intervals_cover_what_they_promise():
    rng = np.random.default_rng(8)
    x = np.sort(rng.uniform(0, 4, 109))
    chance = 1 / (1 + np.exp(-(-1.6 + 0.3 * (x - 2))))
    found = fit_slopes(x, rng.random((109, 2000)) < chance[:, None])
    covered = np.abs(found.slope - 0.3) < 1.96 * found.error
    assert 0.935 < covered.mean() < 0.975


def test_mean_coverage_of_the_share_interval_over_a_grid():
    from scipy.stats import binom

    means = []
    for n in (12, 30, 109):
        k = np.arange(n + 1)
        low, high = wilson_interval(k, n)
        shares = np.linspace(0.05, 0.95, 91)[:, None]
        means.append((binom.pmf(k, n, shares) * ((low <= shares) & (shares <= high))).sum(axis=1).mean())
    assert all(0.94 < mean < 0.97 for mean in means)


def test_detectable_effects_agree_with_simulated_power():
    rng = np.random.default_rng(2)
    gap = float(compute_detectable_difference(0.3, 200, 200))
    low, _ = newcombe_interval(rng.binomial(200, 0.3 + gap / 2, 4000), 200, rng.binomial(200, 0.3 - gap / 2, 4000), 200)
    assert 0.75 < (low > 0).mean() < 0.85
    x = rng.normal(0, 1.5, 300)
    slope = float(compute_detectable_slope(0.3, 300, x.std()))
    chance = 1 / (1 + np.exp(-(np.log(3 / 7) + slope * (x - x.mean()))))
    found = fit_slopes(x, rng.random((300, 1500)) < chance[:, None])
    assert 0.72 < (found.slope > 1.96 * found.error).mean() < 0.88
    assert np.isnan(compute_detectable_slope(0.3, 0, 1.0)) and np.isnan(compute_detectable_slope(0.3, 5, 0.0))


def test_intervals_cover_as_they_say_on_average_over_a_grid_of_shares():
    """Exact coverage by the binomial law, over shares from .05 to .95."""
    from scipy.stats import binom

    shares = np.linspace(0.05, 0.95, 19)
    for n in (10, 30, 100):
        k = np.arange(n + 1)
        low, high = wilson_interval(k, n)
        law = binom.pmf(k[:, None], n, shares)
        inside = (low[:, None] <= shares) & (shares <= high[:, None])
        assert 0.94 < (law * inside).sum(axis=0).mean() < 0.97
    n1, n2 = 20, 40
    k1, k2 = np.arange(n1 + 1)[:, None], np.arange(n2 + 1)[None, :]
    low, high = newcombe_interval(k1, n1, k2, n2)
    covered = []
    for first in shares[::2]:
        for second in shares[::2]:
            law = binom.pmf(k1, n1, first) * binom.pmf(k2, n2, second)
            covered.append((law * ((low <= first - second) & (first - second <= high))).sum())
    assert 0.94 < np.mean(covered) < 0.97


def test_many_papers_have_the_limits_to_which_draws_tend(monkeypatch):
    rng = np.random.default_rng(3)
    clusters = np.r_[np.repeat(np.arange(300), 4), np.arange(300, 1100)]
    inside, usual = (rng.random(1100) < 0.4)[clusters], rng.random((1100, 5))[clusters]
    presence = csc_array((rng.random((2000, 5)) < usual).astype(np.int8))
    drawn = bootstrap_difference(presence, inside, clusters, n_draws=2000)
    monkeypatch.setattr(estimates, "LARGE", 1000)
    monkeypatch.setattr(estimates, "BLOCK", 30)
    low, high = bootstrap_difference(presence, inside, clusters)
    assert np.allclose(high - low, drawn[1] - drawn[0], rtol=0.08) and np.allclose(low, drawn[0], atol=0.008)
    alone = bootstrap_difference(presence, inside, np.arange(2000))
    assert np.all(alone[1] - alone[0] < 0.9 * (high - low))


@pytest.mark.parametrize(("part", "too_narrow"), [(0.2, 1.2), (0.5, 1.0), (0.9, 0.3)])
def test_a_giant_cluster_widens_limits_as_draws_of_it_do(monkeypatch, part, too_narrow):
    rng, size = np.random.default_rng(4), int(4000 * part)
    clusters = np.r_[np.zeros(size, dtype=int), np.arange(1, 4001 - size)]
    inside = rng.random(4000) < 0.5
    # Within the giant the first group has the term more often, elsewhere it has not.
    presence = csc_array(
        (rng.random((4000, 2)) < np.where((clusters == 0) & inside, 0.5, 0.3)[:, None]).astype(np.int8)
    )
    drawn = bootstrap_difference(presence, inside, clusters, n_draws=1000)
    monkeypatch.setattr(estimates, "LARGE", 1000)
    low, high = bootstrap_difference(presence, inside, clusters)
    wider = (high - low) / (drawn[1] - drawn[0])
    assert (wider > 0.9).all() and (wider < 2).all()
    monkeypatch.setattr(estimates, "GIANT", 1.0)
    blind = bootstrap_difference(presence, inside, clusters)
    assert (blind[1] - blind[0] < too_narrow * (high - low)).all()


def test_the_variance_of_one_cluster_is_that_of_a_poisson_number_of_draws():
    assert compute_drawn_variance(np.arange(9.0)[:, None]) == pytest.approx([1.0], abs=0.001)
    assert compute_drawn_variance(np.array([[np.nan, 2.0], [5.0, 2.0]])).tolist() == [0.0, 0.0]
    assert compute_drawn_variance(np.array([[0.0], [1.0], [np.nan]])) == pytest.approx([0.25])


def test_giants_are_clusters_of_more_than_a_hundredth_of_the_papers():
    assert find_giants(np.r_[np.zeros(3, dtype=int), np.repeat([1, 2], 2), np.arange(3, 196)]).tolist() == [0]
    assert find_giants(np.arange(50)).tolist() == []  # a paper alone is none, however few there are


def test_limits_stand_where_all_of_a_group_are_one_cluster(monkeypatch):
    monkeypatch.setattr(estimates, "LARGE", 10)
    presence = csc_array((np.arange(40)[:, None] % 3 == 0).astype(np.int8))
    low, high = bootstrap_difference(presence, np.arange(40) < 20, np.maximum(np.arange(40) - 19, 0))
    assert np.isfinite([low, high]).all() and high > low
