"""Logistic regressions against statsmodels, and under separation."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from helpers.stats.regression import build_spline, compute_cluster_errors, fit_logistic, fit_slopes


def test_weights_count_papers_as_often_as_if_they_stood_there():
    rng = np.random.default_rng(1)
    x, y, weights = rng.random(40), (rng.random((40, 3)) < 0.4).astype(float), rng.integers(0, 4, 40)
    again = np.repeat(np.arange(40), weights)
    weighted, repeated = fit_slopes(x, y, weights=weights), fit_slopes(x[again], y[again])
    np.testing.assert_allclose(weighted.slope, repeated.slope, rtol=1e-6)
    np.testing.assert_allclose(fit_slopes(x, csr_array(y)).slope, fit_slopes(x, y).slope)


def test_several_columns_equal_the_ordinary_fit_with_many_papers():
    import statsmodels.api as sm

    rng = np.random.default_rng(2)
    x = rng.normal(size=(6000, 3))
    y = (rng.random(6000) < 1 / (1 + np.exp(-(x @ [0.5, -0.3, 0.0] - 1)))).astype(float)
    coefficients, errors, _ = fit_logistic(x, y)
    plain = sm.Logit(y, sm.add_constant(x)).fit(disp=0)
    np.testing.assert_allclose(coefficients, plain.params[1:], atol=0.005)
    np.testing.assert_allclose(errors, plain.bse[1:], rtol=0.01)


def test_one_column_equals_the_slopes_of_many_series():
    rng = np.random.default_rng(3)
    x, y = rng.random(50), (rng.random(50) < 0.3).astype(float)
    assert fit_logistic(x[:, None], y)[0][0] == pytest.approx(fit_slopes(x, y).slope[0], rel=1e-5)


def test_separated_and_repeated_columns_give_finite_numbers_or_none():
    x = np.linspace(0, 1, 20)
    coefficients, errors, likelihood = fit_logistic(x[:, None], x > 0.5)
    assert np.isfinite([coefficients[0], errors[0], likelihood]).all()
    assert np.isnan(fit_logistic(np.column_stack([x, x]), x > 0.3)[0]).all()


def test_a_spline_is_straight_beyond_its_outer_knots():
    x = np.linspace(-1, 1, 2001)
    bends = np.diff(build_spline(x), n=2, axis=0)
    assert np.abs(bends[:90]).max() < 1e-9 and np.abs(bends[-90:]).max() < 1e-9
    assert np.abs(bends[:, 1:]).max() > 1e-8


def test_equal_papers_may_be_one_row_of_several_columns():
    rng = np.random.default_rng(5)
    design, shares, sizes = rng.normal(size=(30, 2)), rng.integers(0, 5, 30) / 4, np.full(30, 4)
    whole = np.repeat(design, 4, axis=0), np.concatenate([[1] * int(4 * s) + [0] * int(4 - 4 * s) for s in shares])
    for one, other in zip(fit_logistic(design, shares, sizes), fit_logistic(*whole), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


def test_papers_that_stand_twice_tell_as_much_as_once():
    rng = np.random.default_rng(6)
    x = rng.random(3000)
    y = (rng.random(3000) < 0.2 + 0.3 * x).astype(float)
    twice = csr_array(np.r_[y, y][:, None])
    fitted, once = fit_slopes(np.r_[x, x], twice), fit_slopes(x, y)
    clustered = compute_cluster_errors(np.r_[x, x], twice, fitted, np.r_[np.arange(3000), np.arange(3000)])
    np.testing.assert_allclose(clustered, once.error, rtol=0.03)
    np.testing.assert_allclose(compute_cluster_errors(np.r_[x, x], twice, fitted), once.error / 2**0.5, rtol=0.03)


def test_a_giant_cluster_with_a_slope_of_its_own_makes_the_error_that_of_draws_of_it():
    rng = np.random.default_rng(7)
    x, clusters = rng.random(2000), np.r_[np.zeros(1000, dtype=int), np.arange(1, 1001)]
    y = (rng.random(2000) < np.where(clusters == 0, 0.1 + 0.6 * x, 0.4)).astype(float)
    outcomes = csr_array(y[:, None])
    fitted = fit_slopes(x, outcomes)
    error = compute_cluster_errors(x, outcomes, fitted, clusters).item()
    drawn = [
        fit_slopes(x, y, weights=np.bincount(rng.integers(0, 1001, 1001), minlength=1001)[clusters]).slope.item()
        for _ in range(200)
    ]
    assert 0.7 < error / np.std(drawn) < 1.4 and error > 3 * compute_cluster_errors(x, outcomes, fitted).item()
    # Where nothing is left to fit without it, it brings no doubt of its own.
    only = csr_array((np.arange(2000)[:, None] < 200).astype(float))
    assert np.isfinite(compute_cluster_errors(x, only, fit_slopes(x, only), clusters)).all()
