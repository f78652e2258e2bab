"""Topics of a sample for all papers."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers.run.schema import NO_TOPIC, check_table
from helpers.topics.fitting import fit_topics
from helpers.topics.samples import draw_sample, place_papers

WORDS = {
    0: "protein folding enzyme ligand binding cell membrane residue",
    1: "galaxy telescope redshift stellar spectrum halo orbit survey",
}


def make_papers(n):
    rng = np.random.default_rng(0)
    kinds = np.arange(n) % 2
    texts = [" ".join(rng.choice(WORDS[kind].split(), 6)) for kind in kinds]
    ids = [f"p{place:03}" for place in range(n)]
    return pd.DataFrame({"paper_id": ids, "title": texts, "abstract": texts}), kinds


def make_run(sample, seed=1):
    return SimpleNamespace(settings={"sample": sample, "seed": seed})


@pytest.fixture(scope="module")
def placed():
    papers, kinds = make_papers(90)
    drawn = draw_sample(make_run(60), papers)
    rows = papers.index[papers["paper_id"].isin(drawn["paper_id"])]
    rng = np.random.default_rng(1)
    vectors = np.eye(8, dtype=np.float32)[kinds[rows]] + 0.05 * rng.normal(size=(60, 8)).astype(np.float32)
    found = fit_topics(drawn, vectors)
    return papers, kinds, drawn, found, place_papers(found, drawn, papers)


def test_all_papers_are_drawn_without_a_sample_or_with_a_larger_one():
    papers, _ = make_papers(40)
    assert draw_sample(make_run(None), papers) is papers
    assert draw_sample(make_run(40), papers) is papers


def test_who_is_drawn_depends_on_the_paper_and_the_seed_alone():
    papers, _ = make_papers(90)
    drawn = set(draw_sample(make_run(30), papers)["paper_id"])
    assert len(drawn) == 30
    assert set(draw_sample(make_run(30), papers[::-1])["paper_id"]) == drawn
    assert set(draw_sample(make_run(30, seed=2), papers)["paper_id"]) != drawn
    # Of a dump without some of them the others are drawn again.
    fewer = papers[papers["paper_id"] < "p060"]
    assert drawn & set(fewer["paper_id"]) <= set(draw_sample(make_run(30), fewer)["paper_id"])


def test_every_other_paper_goes_to_the_topic_of_its_words(placed):
    papers, kinds, drawn, found, tables = placed
    members = check_table(tables.memberships, "memberships")
    assert members["paper_id"].tolist() == papers["paper_id"].tolist()
    topic_of = {kind: members.loc[kinds == kind, "topic"].mode()[0] for kind in (0, 1)}
    others = ~papers["paper_id"].isin(drawn["paper_id"]).to_numpy()
    # Topics may be finer than kinds, but none may hold papers of both.
    assert members[others].groupby(kinds[others])["topic"].agg(set).agg(lambda sets: set.intersection(*sets)) == set()
    assert topic_of[0] != topic_of[1]
    assert members["confidence"].between(0, 1).all()
    kept = members[~others].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, found.memberships, check_dtype=False)


def test_counts_are_of_all_papers(placed):
    papers, _, _, found, tables = placed
    assert tables.topics["n_papers"].sum() == len(papers)
    sizes = tables.memberships["topic"].value_counts()
    assert tables.topics.set_index("topic")["n_papers"].to_dict() == sizes.to_dict()
    assert len(tables.topics) == len(found.topics)
    if len(tables.hierarchy):
        assert tables.hierarchy["n_papers"].iloc[-1] == len(papers)
    weights = check_table(tables.topic_weights, "topic_weights")
    np.testing.assert_allclose(weights.groupby("paper_id")["weight"].sum(), 1)
    assert weights["paper_id"].nunique() == len(papers)


def test_how_many_held_out_papers_found_their_topic_is_told(placed):
    note = placed[-1].note
    assert "a sample of 60 of 90 papers; the 30 others" in note
    assert "Of 60 papers of the sample that were held out in turn," in note


def test_words_that_do_not_tell_topics_apart_are_told_to_be_no_better_than_the_largest(placed):
    papers, _, drawn, found, _ = placed
    same = papers.assign(title="a model", abstract="of data")
    note = place_papers(found, same[same["paper_id"].isin(drawn["paper_id"])].reset_index(drop=True), same).note
    right, largest = (int(part.rsplit(" ", 1)[-1]) for part in note.split("%")[:2])
    assert right <= largest


def test_a_sample_too_small_for_topics_leaves_all_papers_without():
    papers, _ = make_papers(40)
    drawn = papers.head(20)
    placed = place_papers(fit_topics(drawn, np.eye(20, dtype=np.float32)), drawn, papers)
    assert (placed.memberships["topic"] == NO_TOPIC).all()
    assert len(placed.memberships) == 40
