"""Papers that hang together: series by the same authors, copied abstracts."""

import numpy as np
import pandas as pd

from helpers.stats.clusters import compute_clusters, describe_clusters

WORDS = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "omicron",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
]


def make_papers(*rows):
    return pd.DataFrame({"abstract": [text for text, _ in rows], "authors": [list(names) for _, names in rows]})


def test_a_series_has_the_same_first_and_last_author():
    papers = make_papers(("one", ["Ann B", "X", "Cy D"]), ("two", ["ann  b", "Cy D"]), ("three", ["Ann B", "Other"]))
    clusters = compute_clusters(papers)
    assert clusters[0] == clusters[1] != clusters[2]


def test_copied_sentences_join_papers_and_common_phrases_do_not():
    text = " ".join(WORDS)
    papers = make_papers((text, []), (" ".join(WORDS[3:]) + " and new words here", []), ("a b c d e f g h", []))
    clusters = compute_clusters(papers)
    assert clusters[0] == clusters[1] != clusters[2]
    phrase = "in this paper we propose a new method"
    many = make_papers(
        *[(f"{phrase} number{i} " + " ".join(WORDS[i % 5 :: 5]) + f" x{i} y{i} z{i}", []) for i in range(40)]
    )
    assert len(np.unique(compute_clusters(many))) == 40


def test_what_many_papers_say_in_the_same_words_is_no_copy():
    phrase = " ".join(WORDS)
    few, many = (make_papers(*[(f"{phrase} x{i} y{i}", []) for i in range(n)]) for n in (3, 40))
    assert len(set(compute_clusters(few))) == 1 and len(set(compute_clusters(many))) == 40


def test_papers_without_anything_stand_alone():
    papers = make_papers(("", []), ("", []), (None, [""]))
    assert len(set(compute_clusters(papers))) == 3
    assert len(compute_clusters(papers.iloc[:0])) == 0
    assert "No authors are given" in describe_clusters(compute_clusters(papers), papers)


def test_clusters_are_counted_in_a_sentence():
    papers = make_papers(("a", ["A", "B"]), ("b", ["A", "B"]), ("c", ["C"]))
    assert describe_clusters(compute_clusters(papers), papers).startswith("2 of 3 papers belong to 1 series")
