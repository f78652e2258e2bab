import numpy as np
import pandas as pd

from helpers.topics.exemplars import find_evidence

PAPERS = pd.DataFrame(
    {
        "paper_id": ["a", "b", "c", "d"],
        "title": list("ABCD"),
        "abstract": [
            "This opening sentence says nothing at all here. The red kite flies high over the beach.",
            "Red kites fly on days with much strong wind.",
            "Sour dough bread rises slowly in the warm kitchen.",
            "Short one.",
        ],
    }
)
GROUPS = np.array([0, 0, 1, 1])
FEATURES = np.array([[1, 0], [0.6, 0.8], [0, 1], [0.1, 0.99]])
BELONGING = np.array([[1, 0], [0.5, 0], [0, 1], [0, 1.0]])


def encode(texts):
    """Kites one way, bread the other, anything else nowhere."""
    return np.array([[("kite" in text) + 0.1, ("dough" in text) + 0.1] for text in texts], dtype=float)


def test_the_most_central_sentence_of_each_topic_is_found():
    found = find_evidence(PAPERS, FEATURES, GROUPS, BELONGING, vectors=encode(PAPERS["abstract"]), encode=encode)
    assert found["sentence"].tolist()[1] == "Sour dough bread rises slowly in the warm kitchen."
    assert "kite" in found["sentence"][0]


def test_exemplars_are_central_and_sure():
    found = find_evidence(PAPERS, FEATURES, GROUPS, BELONGING)
    assert found["exemplars"].tolist() == [["a", "b"], ["c", "d"]]
    doubted = find_evidence(PAPERS, FEATURES, GROUPS, BELONGING * [[0.2], [1], [0.2], [1]])
    assert doubted["exemplars"].tolist() == [["b", "a"], ["d", "c"]]
    assert found["sentence"].isna().all()


def test_abstracts_without_a_sentence_leave_it_empty():
    papers = PAPERS.assign(abstract=["", "…", "x" * 900, "1 2"])
    found = find_evidence(papers, FEATURES, GROUPS, BELONGING, vectors=np.ones((4, 2)), encode=encode)
    assert found["sentence"].isna().all()
