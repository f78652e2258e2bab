"""Topics of a core of papers for all papers of a large dump."""

import numpy as np
import pandas as pd
import pytest

from helpers.run.opening import open_run
from helpers.run.schema import check_table
from helpers.topics import cores, fitting
from helpers.topics.fitting import fit_run_topics
from helpers.topics.lots import draw_rows
from helpers.topics.method_comparisons import compare_methods
from helpers.topics.topic_positions import compute_positions
from helpers.vectors.neighbours import scale_vectors

WORDS = {
    0: "protein folding enzyme ligand binding cell membrane residue",
    1: "galaxy telescope redshift stellar spectrum halo orbit survey",
}
N, N_CORE = 90, 60


def make_papers():
    rng = np.random.default_rng(0)
    kinds = np.arange(N) % 3 // 2  # two of three are of the first kind
    texts = [" ".join(rng.choice(WORDS[kind].split(), 6)) for kind in kinds]
    ids = [f"p{place:03}" for place in range(N)]
    vectors = scale_vectors(np.eye(8)[kinds] + 0.05 * rng.normal(size=(N, 8)))
    return pd.DataFrame({"paper_id": ids, "title": texts, "abstract": texts}), kinds, vectors


@pytest.fixture(scope="module")
def extended(tmp_path_factory):
    folder = tmp_path_factory.mktemp("core")
    (folder / "dump.csv").write_text("title,abstract\na,b\n")
    papers, kinds, vectors = make_papers()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "MAX_CORE", N_CORE)
        patch.setattr(cores, "ROWS_AT_ONCE", 7)
        patch.setattr(cores, "MAX_MEASURED", 10)
        found = fit_run_topics(open_run(folder / "dump.csv", outputs=folder / "outputs", n_topics=2), papers, vectors)
    return papers, kinds, vectors, found


def test_topics_are_those_of_the_core_and_every_paper_has_one(extended):
    papers, kinds, _, found = extended
    assert len(found.material) == found.draws.shape[1] == N_CORE
    assert found.memberships["paper_id"].tolist() == papers["paper_id"].tolist()
    assert found.memberships["topic"].tolist() == kinds.tolist()
    assert found.core.rows.tolist() == draw_rows(papers["paper_id"], N_CORE, 1).tolist()
    assert sorted([*found.core.rows, *found.core.others]) == list(range(N))


def test_papers_are_counted_over_all_of_them(extended):
    found = extended[-1]
    assert found.topics["n_papers"].tolist() == [60, 30]
    assert found.hierarchy["n_papers"].tolist() == [90]


def test_the_tables_keep_their_contracts_and_the_order_of_the_papers(extended):
    papers, _, _, found = extended
    for name in ("topics", "memberships", "topic_weights", "hierarchy"):
        check_table(getattr(found, name), name)
    weights = found.topic_weights
    assert weights["paper_id"].unique().tolist() == papers["paper_id"].tolist()
    np.testing.assert_allclose(weights.groupby("paper_id")["weight"].sum(), 1)


def test_the_note_says_how_many_papers_were_drawn_and_how_often_placing_is_right(extended):
    found = extended[-1]
    assert "They are those of 60 of 90 papers, drawn by lot; the 30 others went where" in found.note
    assert "Of 60 papers of the topics that were placed so as well, 100% went to their own; " in found.note
    share = np.bincount(extended[1][found.core.rows]).max() / N_CORE
    assert found.note.endswith(f"{share:.0%} are in the largest one.")


def test_the_nearest_of_all_papers_are_found_for_some(extended):
    _, _, vectors, found = extended
    centred = scale_vectors(vectors - vectors[found.core.rows].mean(axis=0))
    cosines = centred @ centred.T
    np.fill_diagonal(cosines, -2)
    assert 0 < len(found.core.measured) <= 10 and set(found.core.measured) <= set(found.core.others)
    expected = np.argsort(-cosines, axis=1)[found.core.measured, :10]
    assert np.mean([len(set(a) & set(b)) for a, b in zip(expected, found.core.nearest, strict=True)]) > 9.9


def test_the_map_has_all_papers_beside_those_of_their_kind(extended):
    papers, kinds, _, found = extended
    positions = compute_positions(found)
    check_table(positions, "positions")
    assert positions["paper_id"].tolist() == papers["paper_id"].tolist()
    assert np.flatnonzero(positions["neighbours_kept"].notna()).tolist() == found.core.measured.tolist()
    places = positions[["x", "y"]].to_numpy()
    assert np.ptp(places, axis=0).max() == pytest.approx(2)
    centres = np.array([places[found.core.rows][kinds[found.core.rows] == kind].mean(axis=0) for kind in (0, 1)])
    assert (np.linalg.norm(places[:, None] - centres, axis=2).argmin(axis=1) == kinds).mean() > 0.97


def test_other_methods_group_the_papers_of_the_core(extended):
    methods = compare_methods(extended[-1])
    assert methods["topic"].tolist() == [0, 1, 0, 1]
    assert methods.loc[methods["view"] == "NMF of the words", "overlap"].min() > 0.9
