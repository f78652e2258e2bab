"""Permutation tests against slow literal versions and exact laws, and their error rates by simulation."""

import numpy as np
import pytest
from scipy.sparse import csc_array

from helpers.stats import permutations
from helpers.stats.estimates import compute_detectable_difference, compute_quantile
from helpers.stats.permutations import compute_hypergeometric_p, compute_max_t, count_by_chance, draw_permutations


def draw_presence(rng, n_papers, n_terms, share=0.3):
    return csc_array((rng.random((n_papers, n_terms)) < share).astype(np.int32))


def compute_max_t_slowly(presence, labels, n_permutations, seed):
    """Westfall and Young's step-down procedure, one permutation and one term at a time."""
    table = presence.toarray().astype(float)
    n, m = table.shape

    def standardise(x):
        values = []
        for column in table.T:
            k, mean = column.sum(), column.sum() * x.mean()
            spread = np.sqrt(((x - x.mean()) ** 2).sum() / (n - 1) * k * (n - k) / n)
            values.append(abs((column @ x - mean) / spread) if spread > 0 else 0.0)
        return np.array(values)

    observed = standardise(labels)
    order = np.argsort(-observed, kind="stable")
    above, alone = np.zeros(m), np.zeros(m)
    for block in draw_permutations(n, n_draws=n_permutations, seed=seed):
        for permutation in block.T:
            found = standardise(labels[permutation])
            alone += found >= observed - 1e-6
            for rank in range(m):
                above[order[rank]] += found[order[rank:]].max() >= observed[order[rank]] - 1e-6
    p = (above + 1) / (n_permutations + 1)
    for rank in range(1, m):
        p[order[rank]] = max(p[order[rank]], p[order[rank - 1]])
    return (alone + 1) / (n_permutations + 1), p


@pytest.mark.parametrize("labels", ["group", "date"])
def test_max_t_equals_the_literal_version(labels):
    rng = np.random.default_rng(4)
    presence = draw_presence(rng, 24, 7)
    x = (rng.random(24) < 0.4).astype(float) if labels == "group" else np.round(rng.random(24) * 5, 2)
    result = compute_max_t(presence, x, n_permutations=199, seed=3)
    alone, family = compute_max_t_slowly(presence, x, 199, 3)
    np.testing.assert_allclose(result.p, alone)
    np.testing.assert_allclose(result.p_family, family)


def test_terms_of_different_groups_are_one_family():
    rng = np.random.default_rng(5)
    presence = draw_presence(rng, 60, 4)
    labels = np.stack([rng.random(60) < 0.5, rng.random(60) < 0.3], axis=1)
    alone = [compute_max_t(presence[:, 2 * i : 2 * i + 2], labels[:, i], seed=1).statistic for i in (0, 1)]
    both = compute_max_t(presence, labels, which=[0, 0, 1, 1], seed=1)
    np.testing.assert_allclose(both.statistic, np.concatenate(alone), rtol=1e-5)
    assert (both.p_family >= both.p).all()


def test_terms_that_all_or_no_papers_have_are_never_called():
    presence = csc_array(np.array([[1, 0, 1], [1, 0, 0], [1, 0, 1], [1, 0, 0]]))
    result = compute_max_t(presence, [1, 0, 1, 0], n_permutations=50)
    assert result.p[:2].tolist() == [1, 1] and result.p_family[:2].tolist() == [1, 1]
    assert compute_max_t(csc_array((4, 0)), [1, 0, 1, 0]).p.shape == (0,)


def test_each_shuffle_has_every_paper_once():
    blocks = list(draw_permutations(7, n_draws=300, seed=2))
    assert sum(block.shape[1] for block in blocks) == 300
    assert all((np.sort(block, axis=0) == np.arange(7)[:, None]).all() for block in blocks)


def test_exact_p_by_hand_and_by_permutation():
    # Three of three papers with the term in a group of three of six: 1 of 20 ways, and as many on the other side.
    assert compute_hypergeometric_p(3, 3, 3, 6) == pytest.approx(0.1)
    assert compute_hypergeometric_p(1, 3, 2, 6) == 1
    rng = np.random.default_rng(6)
    presence, inside = draw_presence(rng, 80, 12), rng.random(80) < 0.5
    counts = np.asarray(presence.T @ inside.astype(int))
    exact = compute_hypergeometric_p(counts, int(inside.sum()), np.diff(presence.indptr), 80)
    drawn = compute_max_t(presence, inside, n_permutations=4000).p
    # Doubling a tail and adding both tails differ where the law is not symmetric, most where nothing is called.
    small = exact < 0.3
    assert small.sum() >= 2 and np.abs(exact - drawn)[small].max() < 0.08
    assert (exact >= drawn - 0.02).all()


def test_the_family_wise_error_is_at_most_five_percent():
    rng = np.random.default_rng(7)
    n_runs, errors = 400, 0
    for run in range(n_runs):
        topic = rng.random((100, 1)) < 0.5  # terms hang together
        presence = csc_array((rng.random((100, 20)) < np.where(topic, 0.35, 0.1)).astype(np.int32))
        errors += compute_max_t(presence, rng.random(100) < 0.5, n_permutations=199, seed=run).p_family.min() <= 0.05
    assert 0.015 < errors / n_runs < 0.05 + 3 * np.sqrt(0.05 * 0.95 / n_runs)


@pytest.mark.parametrize(("low", "high"), [(0.1, 0.4), (0.3, 0.5)])
def test_planted_differences_are_found_as_often_as_predicted(low, high):
    rng = np.random.default_rng(8)
    inside = np.arange(100) < 50
    found = [
        compute_max_t(
            csc_array((rng.random((100, 1)) < np.where(inside, high, low)[:, None]).astype(np.int32)), inside,
            n_permutations=199, seed=run,
        ).p_family[0] <= 0.05
        for run in range(400)
    ]  # fmt: skip
    spread = np.sqrt(low * (1 - low) / 50 + high * (1 - high) / 50)
    from statistics import NormalDist

    predicted = NormalDist().cdf((high - low) / spread - compute_quantile())
    assert np.mean(found) == pytest.approx(predicted, abs=0.1)
    seen = compute_detectable_difference((low + high) / 2, 50, 50)
    assert (predicted > 0.8) == (high - low > seen)


def test_by_chance_almost_nothing_is_called_and_planted_terms_are():
    rng = np.random.default_rng(9)
    presence, inside = draw_presence(rng, 120, 200), np.arange(120) < 60
    assert count_by_chance(presence, inside, n_shuffles=60).mean() < 0.3
    assert count_by_chance(presence, np.stack([inside, ~inside], axis=1), n_shuffles=20).shape == (20,)


def test_the_shortcut_of_the_null_badge_changes_no_call():
    from helpers.stats.estimates import adjust_bh

    rng = np.random.default_rng(10)
    presence = csc_array((rng.random((60, 4)) < 0.4).astype(np.int32))
    inside, level = rng.random(60) < 0.4, 0.2  # few terms and a high level, so that something is called
    fast = count_by_chance(presence, inside, level=level, n_shuffles=200, seed=5)
    slow = []
    total = np.diff(presence.indptr)
    for block in draw_permutations(60, n_draws=200, seed=5):
        for column in block.T:
            p = compute_hypergeometric_p(np.asarray(presence.T @ inside[column].astype(int)), inside.sum(), total, 60)
            slow.append(int((adjust_bh(p) <= level).sum()))
    assert fast.tolist() == slow and sum(slow) > 5


def test_groups_made_from_the_text_always_differ_and_a_split_does_not():
    """Structureless papers, parted by 2-means: the same words "differ", the words of other sentences do not."""
    from sklearn.cluster import KMeans

    rng = np.random.default_rng(11)
    n_runs, same, other = 120, 0, 0
    for run in range(n_runs):
        first, second = (rng.random((100, 20)) < 0.3 for _ in range(2))
        groups = KMeans(2, n_init=1, random_state=run).fit_predict(first.astype(float)) == 1
        same += compute_max_t(csc_array(first.astype(np.int32)), groups, n_permutations=99).p_family.min() <= 0.05
        other += compute_max_t(csc_array(second.astype(np.int32)), groups, n_permutations=99).p_family.min() <= 0.05
    assert same / n_runs > 0.5
    assert other / n_runs < 0.05 + 3 * np.sqrt(0.05 * 0.95 / n_runs)


def test_many_papers_have_the_p_values_to_which_shuffling_tends(monkeypatch):
    rng = np.random.default_rng(4)
    presence = draw_presence(rng, 1500, 4)
    dates = rng.random(1500) + 0.04 * presence.toarray()[:, 0]
    shuffled = compute_max_t(presence, dates)
    monkeypatch.setattr(permutations, "LARGE", 1000)
    drawn = compute_max_t(presence, dates, seed=2)
    np.testing.assert_allclose(drawn.statistic, shuffled.statistic)
    np.testing.assert_allclose(drawn.p, shuffled.p, atol=0.05)
    np.testing.assert_allclose(drawn.p_family, shuffled.p_family, atol=0.05)
