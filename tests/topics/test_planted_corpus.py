import os
import subprocess
import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from helpers.run.schema import NO_TOPIC
from helpers.topics import bertopic_comparison
from helpers.topics.bertopic_comparison import DEFAULTS, HERE, MATCHED, OURS, compare_with_bertopic
from helpers.topics.bertopic_models import fit_bertopic
from helpers.topics.fitting import fit_topics
from helpers.topics.method_comparisons import compare_methods
from helpers.topics.planted_corpus import measure_likeness, plant_corpus, plant_like
from helpers.topics.recipes import choose_recipe

pytestmark = pytest.mark.xdist_group("umap")  # which is compiled once in each process that uses it


@pytest.fixture
def few_draws(monkeypatch):
    """Topics are drawn a tenth as often where a recipe is chosen inside: what was planted is plain."""
    few = partial(choose_recipe, n_draws=12, n_more_draws=0, n_samples=2, n_sample_draws=3)
    monkeypatch.setattr(bertopic_comparison, "choose_recipe", few)


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


def test_a_corpus_like_the_dump_is_as_large_and_its_topics_shrink_alike(corpus):
    planted = plant_like(measure_likeness(corpus.vectors, corpus.truth), max_papers=40, noise=0.1)
    sizes = np.bincount(planted.truth[planted.truth >= 0])
    assert 36 <= len(planted.papers) <= 40
    assert sorted(sizes) == [3, 5, 10, 16]


def test_without_topics_nothing_is_planted_or_viewed(corpus):
    few = fit_topics(corpus.papers.head(5), corpus.vectors[:5])
    assert compare_with_bertopic(corpus.papers.head(5), corpus.vectors[:5], few).empty
    assert compare_methods(few).empty


def test_the_rival_has_a_row_for_each_way_here_and_in_each_planted_corpus(corpus, found, few_draws):
    table = compare_with_bertopic(corpus.papers, corpus.vectors, found)
    assert table["way"].tolist() == [OURS, MATCHED, DEFAULTS] * 4
    assert table["corpus"].tolist() == [name for name in (HERE, "planted 1", "planted 2", "planted 3") for _ in "abc"]
    assert table.loc[table["way"] == OURS, "left_out"].eq(0).all()
    assert table.loc[table["way"] == DEFAULTS, "min_topic_size"].eq(10).all()
    assert table["agreement"].between(-0.5, 1).all()
    planted = table[table["corpus"] != HERE]
    assert planted["planted"].eq(len(found.topics)).all()
    assert planted.loc[planted["way"] == OURS, "agreement"].mean() > 0.7


def test_the_size_is_matched_to_the_smallest_topic(corpus, found, few_draws):
    table = compare_with_bertopic(corpus.papers, corpus.vectors, found)
    here = table[table["corpus"] == HERE].set_index("way")
    assert here.loc[MATCHED, "min_topic_size"] == found.topics["n_papers"].min()


@pytest.mark.parametrize("n", [0, 1, 3, 8])
def test_bertopic_on_a_handful_of_papers_is_told_and_not_raised(corpus, n):
    both = fit_bertopic(corpus.papers["abstract"].tolist()[:n], corpus.vectors[:n], min_topic_sizes=(2, 10))
    assert len(both) == 2
    assert (both[1].labels == NO_TOPIC).all() and len(both[1].labels) == n


def test_bertopic_finds_no_topic_smaller_than_its_size(corpus):
    both = fit_bertopic(corpus.papers["abstract"].tolist(), corpus.vectors, min_topic_sizes=(5, 10))
    small, default = (np.bincount(fit.labels[fit.labels >= 0]) for fit in both)
    assert default.min() >= 10 and small.min() >= 5


def test_a_sample_is_compared_where_there_are_more_than_twice_as_many_papers(corpus, found, few_draws):
    for max_papers, n, note in ((33, 33, "on 33 papers, evenly spaced"), (34, 67, "")):
        table = compare_with_bertopic(corpus.papers, corpus.vectors, found, max_papers=max_papers)
        here = table[table["corpus"] == HERE]
        assert here["n"].eq(n).all() and here["note"].eq(note).all()


def test_the_size_among_some_of_the_papers_is_matched_to_what_ours_finds_there(corpus, found, few_draws):
    ours = found.memberships.assign(topic=np.arange(67) % 3)
    small = replace(found, memberships=ours.assign(topic=ours["topic"].where(ours.index > 1, 3)))
    table = compare_with_bertopic(corpus.papers, corpus.vectors, small, max_papers=33)
    matched = table[(table["corpus"] == HERE) & (table["way"] == MATCHED)]
    assert matched["min_topic_size"].item() >= choose_recipe(33).min_papers


def test_as_many_topics_are_planted_as_ours_finds_among_the_papers_that_are_compared(corpus, found, few_draws):
    many = replace(found, memberships=found.memberships.assign(topic=np.arange(67) % 20))
    chosen = np.arange(33) * 67 // 33
    papers = corpus.papers.iloc[chosen].reset_index(drop=True)
    n_topics = len(fit_topics(papers, corpus.vectors[chosen], choose_recipe(33, n_bootstraps=0)).topics)
    table = compare_with_bertopic(corpus.papers, corpus.vectors, many, max_papers=33)
    assert 1 < n_topics < 10
    assert table["planted"].dropna().eq(n_topics).all()


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
        "assert 'rfc3987_syntax' not in sys.modules\n"
        "assert not {'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)"
    )
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
