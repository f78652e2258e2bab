import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers.run.errors import InputError
from helpers.run.opening import open_run
from helpers.run.schema import NO_TOPIC, TABLES, check_table
from helpers.topics import paper_lists
from helpers.topics.bertopic_models import weigh_with_bertopic
from helpers.topics.consensus import (
    combine_partitions,
    compute_agreement,
    compute_belonging,
    compute_co_association,
)
from helpers.topics.fitting import check_topic_number, fit_run_topics, fit_topics
from helpers.topics.partitions import Material, draw_partitions
from helpers.topics.phrase_counts import compute_word_vectors, count_terms, list_terms, stem_term, stem_word
from helpers.topics.recipes import Recipe, choose_recipe
from helpers.topics.topic_edits import Edit
from helpers.topics.topic_positions import compute_positions
from helpers.topics.topic_words import choose_words, compute_topic_weights
from helpers.vectors.neighbours import find_neighbours, scale_vectors

SUBJECTS = {
    "kites": "Kites fly on strong wind; the kite string holds a paper kite over the beach.",
    "bread": "Sour dough bread rises slowly; the baker folds bread dough in a warm oven.",
    "chess": "A chess opening gambit trades a pawn; the chess player castles the king early.",
}
CONSENSUS = Recipe("consensus", min_papers=2)


def plant_papers(sizes, d=16, noise=0.25, seed=0):
    """Papers of planted subjects, with vectors around one axis each; subjects take turns in the table."""
    rng = np.random.default_rng(seed)
    subjects = [name for turn in range(max(sizes)) for name, size in zip(SUBJECTS, sizes, strict=False) if turn < size]
    axes = {name: np.eye(d)[place] for place, name in enumerate(SUBJECTS)}
    vectors = scale_vectors(np.array([axes[name] + rng.normal(0, noise / d**0.5, d) for name in subjects]))
    papers = pd.DataFrame(
        {
            "paper_id": [f"p{place:04d}" for place in range(len(subjects))],
            "title": [f"On {name}, part {place}" for place, name in enumerate(subjects)],
            "abstract": [f"{SUBJECTS[name]} Everybody mentions everything." for name in subjects],
        }
    )
    return papers, vectors, np.array(subjects)


def fit(papers, vectors, **changes):
    """Topics by few draws and samples: planted ones are clear."""
    few = {"n_samples": 4, "n_sample_draws": 4, "n_more_draws": 0, **changes}
    return fit_topics(papers, vectors, choose_recipe(len(papers), **few))


@pytest.fixture(scope="module")
def planted():
    papers, vectors, subjects = plant_papers([20, 12, 8])
    return papers, vectors, subjects, fit(papers, vectors, n_draws=40, n_bootstraps=10)


def test_planted_subjects_are_found_and_numbered_by_size(planted):
    _, _, subjects, found = planted
    assert found.topics["n_papers"].tolist() == [20, 12, 8]
    assert [set(subjects[found.memberships["topic"] == t]) for t in range(3)] == [{"kites"}, {"bread"}, {"chess"}]


def test_the_tables_keep_their_contracts(planted):
    found = planted[3]
    for name in ("topics", "memberships", "topic_weights"):
        check_table(getattr(found, name), name)


def test_soft_memberships_sum_to_one_and_agree_with_the_best_topic(planted):
    found = planted[3]
    sums = found.topic_weights.groupby("paper_id")["weight"].sum()
    np.testing.assert_allclose(sums, 1)
    best = found.topic_weights.sort_values("weight").groupby("paper_id")["topic"].last()
    assert (best == found.memberships.set_index("paper_id")["topic"]).all()


def test_clear_topics_are_stable_and_their_papers_certain(planted):
    found = planted[3]
    assert found.topics["stable"].all()
    assert (found.memberships["confidence"] > 0.6).all()
    assert (found.memberships["runner_up_confidence"] < found.memberships["confidence"]).all()


def test_words_and_names_come_from_the_subject(planted):
    topics = planted[3].topics
    for words, label, subject in zip(topics["words"], topics["label"], ("kite", "bread", "chess"), strict=True):
        assert any(subject in word for word in words)
        assert 2 <= len(label.replace(",", "").split()) <= 4
        assert "everybody" not in label
    assert topics["label"].is_unique


def test_exemplars_are_three_papers_of_the_topic(planted):
    _, _, _, found = planted
    topic_of = found.memberships.set_index("paper_id")["topic"]
    for topic, exemplars in zip(found.topics["topic"], found.topics["exemplars"], strict=True):
        assert len(set(exemplars)) == 3
        assert (topic_of[exemplars] == topic).all()


def test_the_same_seed_gives_the_same_tables(planted):
    papers, vectors, _, found = planted
    again = fit(papers, vectors, n_draws=40, n_bootstraps=10)
    for name in ("topics", "memberships", "topic_weights"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(again, name))


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 8, 10, 29])
def test_so_few_papers_get_no_topics_and_a_sentence(n):
    papers, vectors, _ = plant_papers([29])
    found = fit_topics(papers.head(n), vectors[:n])
    assert found.topics.empty
    assert (found.memberships["topic"] == NO_TOPIC).all()
    assert len(found.memberships) == n
    assert "under 30" in found.note
    for name in ("topics", "memberships", "topic_weights"):
        check_table(getattr(found, name), name)


def test_edits_without_topics_are_told_one_by_one():
    papers, vectors, _ = plant_papers([10])
    edits = [Edit("split", (1,), place="a.topics.toml, [[split]] number 1")] * 2
    assert (
        fit_topics(papers, vectors, edits=edits).remarks
        == ["a.topics.toml, [[split]] number 1: there are no topics, so nothing was changed."] * 2
    )


def test_thirty_papers_are_enough():
    papers, vectors, _ = plant_papers([15, 15])
    found = fit(papers, vectors, n_draws=20, n_bootstraps=3)
    assert found.topics["n_papers"].tolist() == [15, 15]
    assert found.memberships["topic"].iloc[0] == 0  # ties go by the first paper


def test_one_topic_is_a_legal_answer():
    papers, vectors, _ = plant_papers([40])
    found = fit(papers, np.repeat(vectors[:1], 40, axis=0), n_draws=5, n_bootstraps=2, min_papers=30)
    assert len(found.topics) == 1
    assert found.memberships["runner_up"].isna().all()
    assert (found.topic_weights["weight"] == 1).all()
    for name in ("topics", "memberships", "topic_weights"):
        check_table(getattr(found, name), name)


def test_hostile_texts_do_not_stop_topics():
    papers, vectors, _ = plant_papers([16, 16])
    odd = ["<b>$x^2$", "=1+1", "\\", "稀疏与稠密的注意力机制", "שלום עולם", "a" * 5_000, "1 2 3"]
    papers["title"] = [odd[place % len(odd)] for place in range(len(papers))]
    papers["abstract"] = "…"
    found = fit(papers, vectors, n_draws=10, n_bootstraps=2)
    assert found.topics["label"].is_unique
    assert (found.topics["label"].str.len() > 0).all()


@pytest.fixture
def open_with(tmp_path):
    (tmp_path / "dump.csv").write_text("title,abstract\na,b\n")
    return lambda **settings: open_run(tmp_path / "dump.csv", outputs=tmp_path / "outputs", **settings)


def test_trying_another_number_of_topics_and_going_back_gives_what_was_there_before(open_with):
    papers, vectors, _ = plant_papers([20, 12, 8])

    def fit_with(**settings):
        few = {"n_draws": 8, "n_more_draws": 0, "n_samples": 2, "n_sample_draws": 3, "n_bootstraps": 1}
        return fit_run_topics(open_with(**settings), papers, vectors, **few)

    before = fit_with()
    assert before.topics["topic"].tolist() == [0, 1, 2] and len(fit_with(n_topics=2).topics) == 2
    after = fit_with()
    pd.testing.assert_frame_equal(before.topics, after.topics)
    pd.testing.assert_frame_equal(before.memberships, after.memberships)
    assert after.remarks == ["The topics keep the numbers of the run before."]


@pytest.mark.parametrize(("n", "wanted", "most"), [(109, 1_000, 36), (109, 37, 36), (30, 11, 10), (900, 101, 100)])
def test_more_topics_than_papers_allow_are_refused_with_the_range(open_with, n, wanted, most):
    with pytest.raises(InputError, match=f"can have at most {most} topics.*set it to 1 to {most}, or to None"):
        check_topic_number(open_with(n_topics=wanted), n)
    for fine in (most, 1, None):
        check_topic_number(open_with(n_topics=fine), n)
    check_topic_number(open_with(n_topics=wanted), 29)  # so few papers have no topics, whatever is asked for


def test_a_graph_recipe_serves_many_papers():
    papers, vectors, subjects = plant_papers([60, 40, 30])
    recipe = Recipe("graph", n_draws=5, neighbours=(15, 15), min_papers=10, n_bootstraps=3, n_sample_draws=1)
    found = fit_topics(papers, vectors, recipe)
    codes = np.unique(subjects, return_inverse=True)[1]
    # Louvain may split a large subject; it must not mix two.
    assert all(len(set(codes[found.memberships["topic"] == topic])) == 1 for topic in found.topics["topic"])
    check_table(found.topics, "topics")


def test_vectors_of_other_papers_are_refused():
    papers, vectors, _ = plant_papers([30])
    with pytest.raises(ValueError, match="29 vectors for 30 papers"):
        fit_topics(papers, vectors[:29])
    with pytest.raises(ValueError, match="words_by"):
        fit(papers, vectors, words_by="guess")


@pytest.mark.parametrize(
    ("n", "method"), [(0, "none"), (29, "none"), (30, "consensus"), (3_000, "consensus"), (3_001, "graph")]
)
def test_the_recipe_follows_the_number_of_papers(n, method):
    assert choose_recipe(n).method == method


# --- consensus ---------------------------------------------------------------------------------------------

DRAWS = np.array([[0, 0, 1, 1], [0, 0, 0, 1], [1, 1, 0, 0], [0, 0, 1, 1]])


def test_co_association_is_the_share_of_draws_in_which_two_meet():
    met = compute_co_association(DRAWS)
    np.testing.assert_allclose(met[0], [1, 1, 0.25, 0])
    np.testing.assert_allclose(met[2], [0.25, 0.25, 1, 0.75])


def test_belonging_is_the_mean_co_association_with_a_group_without_oneself():
    groups = np.array([0, 0, 1, 1])
    belonging = compute_belonging(DRAWS, groups)
    np.testing.assert_allclose(belonging, [[1, 0.125], [1, 0.125], [0.25, 0.75], [0, 0.75]])


def test_papers_that_meet_in_half_of_the_draws_are_joined():
    assert combine_partitions(DRAWS, CONSENSUS).tolist() == [0, 0, 1, 1]
    apart = np.array([[0, 0, 1, 2], [0, 0, 1, 2], [0, 0, 1, 1], [0, 0, 1, 1]])
    assert combine_partitions(apart, CONSENSUS).tolist() == [0, 0, 1, 1]


def test_a_group_that_is_too_small_joins_what_it_meets_most():
    draws = np.array([[0, 0, 1, 1, 2]] * 3 + [[0, 0, 1, 1, 1]])
    assert combine_partitions(draws, CONSENSUS).tolist() == [0, 0, 1, 1, 1]


def test_all_groups_too_small_end_in_one_topic():
    assert set(combine_partitions(np.array([[0, 1, 2, 3]] * 3), Recipe("consensus", min_papers=4))) == {0}


def test_the_central_draw_is_the_one_that_others_agree_with():
    draws = np.array([[0, 1, 0, 1, 0, 1], [0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1]])
    assert combine_partitions(draws, Recipe("graph", min_papers=1)).tolist() == [0, 0, 0, 1, 1, 1]


def test_agreement_is_the_adjusted_rand_index():
    first, second = np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])
    assert compute_agreement(first, first) == 1
    assert compute_agreement(first, second) == pytest.approx(0.5714, abs=1e-4)


def test_a_draw_places_the_papers_that_it_left_out():
    _, vectors, subjects = plant_papers([20, 20])
    recipe = Recipe("consensus", neighbours=(6, 8), left_out=0.5)
    material = Material(vectors, *find_neighbours(vectors, 16))
    draws = draw_partitions(material, recipe, 1.4, 5, np.random.default_rng(0))
    assert draws.shape == (5, 40)
    for draw in draws:
        assert all(len(set(subjects[draw == group])) == 1 for group in np.unique(draw))


# --- words -------------------------------------------------------------------------------------------------


def test_terms_are_words_and_phrases_that_do_not_cross_punctuation():
    terms = list_terms("A mixture of experts, sparse attention; the model")
    assert terms == ["mixture", "mixture of experts", "experts", "sparse", "sparse attention", "attention", "model"]


def test_counting_finds_what_listing_finds():
    texts = ["Mixture of experts. Sparse attention", "sparse attention (sparse) attention of experts", ""]
    found = count_terms(texts, min_papers=1)
    for row, text in enumerate(texts):
        counted = dict(zip(found.terms, found.counts[[row]].toarray()[0], strict=True))
        listed = list_terms(text)
        assert {term: count for term, count in counted.items() if count} == {t: listed.count(t) for t in set(listed)}


def test_terms_of_too_few_papers_are_left_out():
    found = count_terms(["apples pears", "apples plums", "apples pears"], min_papers=2)
    assert found.terms == ["apples", "pears", "apples pears"]
    assert found.n_words == 2


def test_no_texts_have_no_terms():
    found = count_terms([], min_papers=1)
    assert found.terms == []
    assert compute_word_vectors(found.counts, 50, seed=1).shape == (0, 0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sparse", "sparsity"),
        ("dense", "density"),
        ("prune", "pruning"),
        ("retrieval", "retrievers"),
        ("router", "routing"),
    ],
)
def test_near_duplicates_share_a_stem(one, other):
    assert stem_word(one) == stem_word(other)


def test_different_words_do_not_share_a_stem():
    assert len({stem_word(word) for word in ("sparse", "spatial", "dense", "video", "reward", "expert")}) == 6


def make_counts(*texts):
    return count_terms(texts, min_papers=1)


def test_weights_are_c_tf_idf_by_hand():
    terms = make_counts("apples apples pears", "plums")
    weights = compute_topic_weights(terms.counts[:, : terms.n_words], np.array([0, 1]))
    # apples: 2 of 3 words of topic 0; a topic has (3 + 1) / 2 = 2 words on average; log(1 + 2 / 2)
    assert weights[0][terms.terms.index("apples")] == pytest.approx(2 / 3 * np.log(2))
    assert weights[1][terms.terms.index("plums")] == pytest.approx(np.log(3))


def test_our_weights_are_bertopics():
    papers, vectors, subjects = plant_papers([20, 12, 12])
    groups = np.array([list(SUBJECTS).index(name) for name in subjects])
    texts = [f"{title}. {abstract}" for title, abstract in zip(papers["title"], papers["abstract"], strict=True)]
    terms = count_terms(texts)
    theirs = weigh_with_bertopic(texts, vectors, groups, terms.terms)
    np.testing.assert_allclose(theirs, compute_topic_weights(terms.counts, groups))
    by_hand = fit(papers, vectors, n_draws=10, n_bootstraps=0)
    by_bertopic = fit(papers, vectors, n_draws=10, n_bootstraps=0, words_by="bertopic")
    pd.testing.assert_frame_equal(by_hand.topics, by_bertopic.topics)


def test_words_leave_out_near_duplicates_and_what_most_papers_say():
    first, second = "sparse sparsity pruning everywhere", "dense density reward everywhere"
    terms, groups = make_counts(*[first] * 4, *[second] * 4), np.array([0] * 4 + [1] * 4)
    weights = compute_topic_weights(terms.counts, groups)
    words = choose_words(terms, weights, groups)
    stems = [stem_term(word) for word in words[0]]
    assert all(not a <= b for a in stems for b in stems if a is not b)
    assert all(word != "everywhere" for row in words for word in row)


def test_topics_import_neither_bertopic_nor_umap_nor_torch():
    code = (
        "import sys, numpy as np, pandas as pd; from helpers.topics.fitting import choose_recipe, fit_topics\n"
        "n = 40; recipe = choose_recipe(n, n_draws=5, n_bootstraps=1, n_samples=2)\n"
        "papers = pd.DataFrame({'paper_id': [str(i) for i in range(n)], 'title': 'Kites', 'abstract': 'Fly.'})\n"
        "fit_topics(papers, np.random.default_rng(0).normal(size=(n, 8)), recipe)\n"
        "assert not {'bertopic', 'umap', 'numba', 'torch', 'sklearn'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- reading -----------------------------------------------------------------------------------------------


def make_tables():
    papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "title": ["A", "B", "C"]})
    topics = pd.DataFrame(
        {
            "topic": [0, 1],
            "label": ["kite strings", "sour dough"],
            "words": [["kite"], ["dough"]],
            "n_papers": [2, 1],
            "stability": [0.9, 0.2],
            "stable": [True, False],
            "label_coverage": [1.0, np.nan],
            "label_weak": [False, True],
            "exemplars": [["b", "a"], ["c"]],
            "sentence": ["Kites fly.", None],
        }
    )
    memberships = pd.DataFrame(
        {
            "paper_id": ["a", "b", "c"],
            "topic": [0, 0, 1],
            "confidence": [0.4, 0.9, 0.3],
            "runner_up": pd.array([1, 1, 0], dtype="Int64"),
            "runner_up_confidence": [0.3, 0.1, 0.2],
            "uncertain": [True, False, True],
        }
    )
    return papers, topics, memberships


def test_uncertain_papers_are_listed_with_both_readings_least_sure_first():
    papers, topics, memberships = make_tables()
    listed = paper_lists.list_uncertain(papers, memberships, topics)
    assert listed["title"].tolist() == ["C", "A"]
    assert listed[["paper_id", "topic", "runner_up"]].iloc[0].tolist() == ["c", "sour dough", "kite strings"]


def test_exemplars_carry_ids_and_titles():
    papers, topics, _ = make_tables()
    listed = paper_lists.list_exemplars(papers, topics)
    assert listed["title"].tolist() == ["B", "A", "C"]
    assert listed["topic"].tolist() == ["0 · kite strings", "", "1 · sour dough"]
    assert listed["papers_with_name"].tolist() == ["100%", "", "not counted, weak"]
    assert listed["sentence"].tolist() == ["Kites fly.", "", ""]
    assert listed["paper_id"].tolist() == ["b", "a", "c"]


def test_without_topics_there_are_no_exemplars():
    papers, topics, _ = make_tables()
    assert len(paper_lists.list_exemplars(papers, topics.head(0))) == 0
    assert len(paper_lists.list_exemplars(papers, read_empty("topics"))) == 0


def read_empty(name):
    """A table without rows in the types of its contract, in which a column of missing shares holds no text."""
    return check_table(pd.DataFrame({column: [] for column in TABLES[name].columns}), name)


def test_the_papers_of_a_topic_come_surest_first():
    papers, _, memberships = make_tables()
    assert paper_lists.select_topic(papers, memberships, 0)["paper_id"].tolist() == ["b", "a"]
    assert paper_lists.select_topic(papers, memberships, 7).empty


def test_the_largest_topic_is_the_first_of_equals_and_none_without_papers():
    memberships = make_tables()[2]
    assert paper_lists.find_largest_topic(memberships) == 0
    assert paper_lists.find_largest_topic(memberships.tail(2)) == 0
    assert paper_lists.find_largest_topic(memberships.assign(topic=NO_TOPIC)) == NO_TOPIC
    assert paper_lists.find_largest_topic(memberships.head(0)) == NO_TOPIC


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_nearest_pairs_are_listed_once(n):
    papers, _, _ = make_tables()
    vectors = scale_vectors(np.array([[1, 0.1], [1, 0], [0, 1]]))[:n]
    pairs = paper_lists.find_nearest_papers(papers.head(n), vectors)
    assert len(pairs) == n * (n - 1) // 2
    if n == 3:
        assert pairs[["paper_id", "title", "neighbour"]].iloc[0].tolist() == ["a", "A", "B"]


def test_of_many_papers_the_nearest_pairs_are_found_in_fewer_dimensions(monkeypatch):
    rng = np.random.default_rng(0)
    vectors = scale_vectors(rng.normal(size=(50, 100)))
    vectors[7], vectors[3] = vectors[40], scale_vectors(vectors[20:21] + 0.02 * vectors[21:22])[0]
    papers = pd.DataFrame({"paper_id": [f"p{i}" for i in range(50)], "title": [f"T{i}" for i in range(50)]})
    whole = paper_lists.find_nearest_papers(papers, vectors, n_pairs=2)
    monkeypatch.setattr(paper_lists, "MAX_COMPARED", 49)
    pd.testing.assert_frame_equal(paper_lists.find_nearest_papers(papers, vectors, n_pairs=2), whole)
    assert whole["paper_id"].tolist() == ["p7", "p3"] and whole["neighbour"].tolist() == ["T40", "T20"]


def test_of_many_papers_some_are_counted_for_the_key_phrases_and_the_table_says_so(monkeypatch):
    texts = ["sparse attention"] * 6 + ["dense graph"] * 4
    papers = pd.DataFrame({"title": texts, "abstract": [f"On {text}." for text in texts]})
    assert paper_lists.list_key_phrases(papers, n_phrases=1).iloc[0].tolist() == ["sparse attention", 6, 0.6]
    monkeypatch.setattr(paper_lists, "MAX_COUNTED", 9)
    monkeypatch.setattr(paper_lists, "N_COUNTED", 5)
    found = paper_lists.list_key_phrases(papers, n_phrases=1)
    assert list(found) == ["phrase", "papers of 5, evenly spaced", "share"]
    assert found.iloc[0].tolist() == ["sparse attention", 3, 0.6]


def test_the_map_is_kept_by_the_vectors_behind_it(tmp_path, monkeypatch):
    calls = []

    def compute_map(features, **_):
        calls.append(len(features))
        return pd.DataFrame({"x": features[:, 0], "y": features[:, 1], "neighbours_kept": 1.0})

    monkeypatch.setattr("helpers.topics.topic_positions.compute_map", compute_map)

    def place(features):
        material = SimpleNamespace(features=features, neighbours=None, similarities=None)
        ids = pd.DataFrame({"paper_id": ["a", "b"]})
        found = SimpleNamespace(memberships=ids, material=material, recipe=SimpleNamespace(seed=1), core=None)
        return compute_positions(found, cache=tmp_path)

    first, again = place(np.eye(2)), place(np.eye(2))
    pd.testing.assert_frame_equal(first, again)
    assert calls == [2] and place(2 * np.eye(2))["x"].tolist() == [2.0, 0.0] and calls == [2, 2]
