import numpy as np
import pytest

from helpers.run.schema import check_table
from helpers.topics.group_means import compute_centres
from helpers.topics.hierarchy import choose_parents, compute_hierarchy

VECTORS = np.array([[1, 0, 0], [1, 0, 0], [0.8, 0.6, 0], [0, 0, 1.0]])
GROUPS = np.array([0, 0, 1, 2])


def test_the_two_nearest_topics_are_joined_first():
    tree = compute_hierarchy(VECTORS, GROUPS, np.array([4, 7, 9]))
    assert set(tree.loc[0, ["left", "right"]]) == {4, 7}
    assert tree["node"].tolist() == [10, 11]
    assert tree["n_papers"].tolist() == [3, 4]
    # 1 - cosine: 0.2 between the first two, 1 from both to the third.
    np.testing.assert_allclose(tree["height"], [0.2, 1.0], atol=1e-9)
    check_table(tree, "hierarchy")


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_have_no_tree(n):
    tree = compute_hierarchy(VECTORS[:n], np.arange(n))
    assert tree.empty
    check_table(tree, "hierarchy")


def test_centres_have_length_one_unless_their_papers_cancel():
    centres = compute_centres(np.array([[1.0, 0], [1, 0], [1, 0], [-1, 0]]), np.array([0, 0, 1, 1]))
    np.testing.assert_allclose(centres, [[1, 0], [0, 0]])


def test_topics_hang_from_the_branches_that_are_left():
    tree = compute_hierarchy(VECTORS, GROUPS, np.array([4, 7, 9]))
    assert choose_parents(tree, np.array([4, 7, 9]), 2) == {4: 10, 7: 10}
    assert choose_parents(tree, np.array([4, 7, 9]), 1) == {4: 11, 7: 11, 9: 11}
    assert choose_parents(tree, np.array([4, 7, 9]), 3) == {}
