from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from helpers.topics.fitting import fit_topics
from helpers.topics.partitions import Material
from helpers.topics.planted_corpus import plant_corpus
from helpers.topics.recipes import BASES, Recipe, choose_recipe
from helpers.topics.topic_count import choose_scale, compute_stability, tabulate_curve
from helpers.vectors.neighbours import find_neighbours

pytestmark = pytest.mark.xdist_group("umap")  # which is compiled once in each process that uses it


def fit(papers, vectors, **changes):
    return fit_topics(papers, vectors, choose_recipe(len(papers), **changes))


def make_material(sizes, signal=0.7, seed=0):
    corpus = plant_corpus(sizes, signal=signal, overlap=0.0, seed=seed)
    return Material(corpus.vectors, *find_neighbours(corpus.vectors, 48)), corpus.truth


def pick(stability, n_topics=None, spread=0.06, **changes):
    """The number taken from a hand-made curve, through the rule alone."""
    from helpers.topics.topic_count import _find_chosen

    numbers = n_topics or list(range(2, 2 + len(stability)))
    curve = pd.DataFrame({"n_topics": numbers, "stability": stability})
    overlaps = np.array([stability, stability], dtype=float) + np.array([[spread], [-spread]])
    row = _find_chosen(curve, overlaps, replace(Recipe("consensus", n_samples=5), **changes))
    return None if row is None else numbers[row]


def test_the_finest_scale_whose_topics_are_stable_is_taken():
    assert pick([0.85, 0.82, 0.76, 0.60]) == 4
    assert pick([0.80, 0.60, 0.75]) == 4
    assert pick([0.85, 0.82, 0.76, 0.60], firm=0.8) == 3


def test_a_scale_that_clearly_comes_back_best_is_not_split_further():
    assert pick([0.7, 1.0, 0.84]) == 3
    assert pick([0.7, 0.9, 0.84], spread=0.01) == 3
    assert pick([0.7, 0.9, 0.84], spread=0.04) == 4


def test_where_nothing_is_stable_the_coarsest_of_those_near_the_best_is_taken():
    assert pick([0.50, 0.66, 0.70, 0.69]) == 3
    assert pick([0.50, 0.60, 0.70, 0.69], spread=0.01) == 4


def test_where_nothing_comes_back_there_is_one_topic():
    assert pick([0.3, 0.35]) is None
    assert pick([]) is None


def test_a_wanted_number_takes_the_nearest_scale_and_one_means_one():
    assert pick([0.9, 0.5, 0.4], n_topics=None) == 2
    from helpers.topics.topic_count import _find_chosen

    curve = pd.DataFrame({"n_topics": [3, 6, 9], "stability": [0.9, 0.5, 0.4]})
    assert _find_chosen(curve, np.zeros((2, 3)), Recipe("consensus", n_topics=8)) == 2
    assert _find_chosen(curve, np.zeros((2, 3)), Recipe("consensus", n_topics=1)) is None


def test_planted_topics_give_their_number_and_a_curve_that_says_so():
    material, truth = make_material([14, 12, 10, 9])
    recipe = choose_recipe(45, seed=0, n_samples=4, n_bootstraps=3)
    found = choose_scale(material, recipe)
    assert found.groups.max() + 1 == 4
    assert all(len(set(found.groups[truth == topic])) == 1 for topic in range(4))
    assert found.curve["chosen"].sum() == 1
    assert found.curve.loc[found.curve["chosen"], "n_topics"].item() == 4
    assert (found.curve["low"] <= found.curve["high"]).all()
    assert len(found.bootstraps) == 3


def test_a_wanted_number_of_topics_is_given():
    corpus = plant_corpus([14, 12, 10, 9], signal=0.7, overlap=0.0)
    for wanted in (1, 2, 4):
        found = fit(
            corpus.papers, corpus.vectors, n_topics=wanted, n_draws=12, n_more_draws=0, n_samples=1, n_bootstraps=1
        )
        assert len(found.topics) == wanted
    with pytest.raises(ValueError, match="n_topics"):
        fit(corpus.papers, corpus.vectors, n_topics=0)


@pytest.mark.parametrize("base", BASES)
def test_every_base_recipe_finds_what_is_plain(base):
    corpus = plant_corpus([24, 20, 16], signal=0.8, overlap=0.0)
    found = fit(
        corpus.papers, corpus.vectors, base=base, n_draws=4, n_samples=2, n_sample_draws=2, n_bootstraps=1, n_topics=3
    )
    best = found.memberships["topic"].to_numpy()
    assert len(found.topics) == 3
    assert (
        np.mean([np.bincount(best[corpus.truth == topic]).max() / size for topic, size in enumerate((24, 20, 16))])
        > 0.9
    )


def test_an_unknown_base_is_refused():
    with pytest.raises(ValueError, match="base is one of louvain, umap-hdbscan, nmf"):
        choose_recipe(100, "magic")


def test_stability_is_the_mean_jaccard_index_with_the_best_group_of_each_bootstrap():
    groups = np.array([0, 0, 0, 1, 1])
    same = (np.arange(5), np.array([1, 1, 1, 0, 0]))
    torn = (np.array([0, 1, 3, 4]), np.array([0, 1, 1, 1]))
    # Bootstrap two: topic 0 is {0, 1}; best with {0}: 1/2. Topic 1 is {3, 4}; best with {1, 3, 4}: 2/3.
    np.testing.assert_allclose(compute_stability(groups, [same, torn]), [(1 + 1 / 2) / 2, (1 + 2 / 3) / 2])
    assert np.isnan(compute_stability(groups, [])).all()


def test_a_topic_none_of_whose_papers_was_drawn_is_not_counted_against():
    found = compute_stability(np.array([0, 0, 1]), [(np.array([0, 1]), np.array([0, 0]))])
    assert found[0] == 1
    assert np.isnan(found[1])


def test_a_curve_without_samples_has_no_stability():
    curve = tabulate_curve([(1.0, np.zeros((2, 4)), np.array([0, 0, 1, 1]))], np.zeros((0, 1)))
    assert curve["n_topics"].tolist() == [2]
    assert curve["stability"].isna().all()


def test_papers_without_any_structure_are_one_topic_or_told_to_be_unstable():
    rng = np.random.default_rng(4)
    vectors = rng.normal(size=(400, 64))
    papers = pd.DataFrame({"paper_id": [f"p{i}" for i in range(400)], "title": "A title", "abstract": "Nothing."})
    found = fit(papers, vectors, n_samples=4, n_bootstraps=4, n_draws=30)
    assert len(found.topics) == 1
    assert found.topics["stability"].isna().all() and not found.topics["stable"].any()
    assert "One topic of 400 papers" in found.note


def test_few_papers_without_structure_have_hardly_a_stable_topic():
    rng = np.random.default_rng(4)
    papers = pd.DataFrame({"paper_id": [f"p{i}" for i in range(100)], "title": "A title", "abstract": "Nothing."})
    found = fit(papers, rng.normal(size=(100, 64)), n_samples=6, n_bootstraps=10)
    assert found.topics["stable"].mean() <= 0.34
