import os
import subprocess
import sys
from functools import partial

import numpy as np
import pytest

from helpers.run.schema import NO_TOPIC
from helpers.topics import method_comparisons, planted_corpus
from helpers.topics.bertopic_models import fit_default_bertopic
from helpers.topics.fitting import fit_topics
from helpers.topics.method_comparisons import DEFAULTS, OURS, compare_methods, compare_with_defaults
from helpers.topics.planted_corpus import compute_recovery, measure_likeness, plant_corpus, score_recovery
from helpers.topics.recipes import choose_recipe

pytestmark = pytest.mark.xdist_group("umap")  # which is compiled once in each process that uses it


@pytest.fixture
def few_draws(monkeypatch):
    """Topics are drawn a tenth as often where a recipe is chosen inside: what was planted is plain."""
    few = partial(choose_recipe, n_draws=12, n_more_draws=0, n_samples=2, n_sample_draws=3)
    for module in (planted_corpus, method_comparisons):
        monkeypatch.setattr(module, "choose_recipe", few)


@pytest.fixture(scope="module")
def corpus():
    return plant_corpus([30, 20, 10], signal=0.6, overlap=0.0, noise=0.1, seed=3)


@pytest.fixture(scope="module")
def found(corpus):
    return fit_topics(corpus.papers, corpus.vectors, choose_recipe(67, n_draws=20, n_samples=3, n_bootstraps=2))


def test_a_corpus_has_the_sizes_and_the_noise_that_were_planted(corpus):
    assert np.bincount(corpus.truth[corpus.truth >= 0]).tolist() == [30, 20, 10]
    assert (corpus.truth == NO_TOPIC).sum() == 7
    assert len(corpus.papers) == len(corpus.vectors) == 67
    assert corpus.papers["paper_id"].is_unique


def test_the_signal_is_the_cosine_of_two_papers_of_a_topic():
    corpus = plant_corpus([300], signal=0.4)
    cosines = corpus.vectors @ corpus.vectors.T
    assert cosines[np.triu_indices(300, 1)].mean() == pytest.approx(0.4, abs=0.05)


def test_topics_that_are_neighbours_overlap_as_asked():
    corpus = plant_corpus([200, 200], signal=0.9, overlap=0.5)
    first, second = (corpus.vectors[corpus.truth == topic].mean(axis=0) for topic in (0, 1))
    cosine = first @ second / np.linalg.norm(first) / np.linalg.norm(second)
    assert cosine == pytest.approx(0.5, abs=0.12)


def test_the_same_seed_plants_the_same_corpus():
    one, other = plant_corpus([5, 5], seed=2), plant_corpus([5, 5], seed=2)
    assert one.papers.equals(other.papers)
    assert (one.vectors == other.vectors).all()
    assert not plant_corpus([5, 5], seed=3).papers.equals(one.papers)


def test_likeness_gives_back_what_was_planted(corpus):
    likeness = measure_likeness(corpus.vectors, corpus.truth)
    assert sorted(likeness.sizes) == [7, 10, 20, 30]
    assert 0.4 < likeness.signal < 0.8


def test_scores_count_only_papers_with_a_topic():
    truth = np.array([0, 0, 1, 1, NO_TOPIC])
    assert score_recovery(np.array([4, 4, 7, 7, 7]), truth) == (2, 0.0, 1.0, 1.0)
    n_found, left_out, agreement, _ = score_recovery(np.array([NO_TOPIC] * 5), truth)
    assert (n_found, left_out, agreement) == (0, 1.0, 0.0)


def test_recovery_is_told_for_both_ways(corpus, found, few_draws):
    table = compute_recovery(found, corpus.vectors)
    assert table["way"].tolist() == [OURS, DEFAULTS]
    assert table["left_out"].iloc[0] == 0
    assert table["agreement"].between(-0.5, 1).all()
    assert table["agreement"].iloc[0] > 0.7


def test_without_topics_nothing_is_planted_or_viewed(corpus):
    few = fit_topics(corpus.papers.head(5), corpus.vectors[:5])
    assert compute_recovery(few, corpus.vectors[:5]).empty
    assert compare_methods(few).empty


def test_the_comparison_has_a_row_for_each_way(corpus, found):
    table = compare_with_defaults(corpus.papers, corpus.vectors, found, n_seeds=2)
    assert table["way"].tolist() == [OURS, DEFAULTS]
    assert table["left_out"].tolist()[0] == 0
    assert table["agreement"].notna().all()
    assert 3 <= table.loc[0, "topics"] <= 4


@pytest.mark.parametrize("n", [0, 1, 3, 8])
def test_bertopics_defaults_on_a_handful_of_papers_are_told_and_not_raised(corpus, n):
    naive = fit_default_bertopic(corpus.papers["abstract"].tolist()[:n], corpus.vectors[:n])
    assert (naive.labels == NO_TOPIC).all()
    few = fit_topics(corpus.papers.head(n), corpus.vectors[:n])
    assert len(compare_with_defaults(corpus.papers.head(n), corpus.vectors[:n], few, n_seeds=2)) == 2


def test_a_sample_is_compared_where_there_are_too_many_papers(corpus, found, few_draws):
    table = compare_with_defaults(corpus.papers, corpus.vectors, found, n_seeds=1, max_papers=40)
    assert "on 34 papers, evenly spaced" in set(table["note"])


def test_views_say_how_much_of_each_topic_another_recipe_finds(found):
    views = compare_methods(found)
    assert views.groupby("view")["topic"].count().tolist() == [3, 3]
    assert views["overlap"].between(0, 1).all()
    assert views.loc[views["view"] == "UMAP and HDBSCAN", "overlap"].mean() > 0.6


def test_bertopic_is_imported_without_torch_even_where_torch_is_installed(tmp_path):
    for package in ("torch", "sentence_transformers", "transformers"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("raise RuntimeError('must not be imported')\n")
    code = (
        "import sys; from helpers.topics.bertopic_models import import_bertopic\n"
        "assert import_bertopic().BERTopic\n"
        "assert not {'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)"
    )
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
