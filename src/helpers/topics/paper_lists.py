"""Lists of papers and phrases for a reader: the nearest pairs, topics with their papers, and who is not sure."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.run.schema import NO_TOPIC
from helpers.topics.phrase_counts import count_papers, count_terms, join_texts
from helpers.vectors.neighbours import find_neighbours


def find_nearest_papers(papers: pd.DataFrame, vectors: np.ndarray, *, n_pairs: int = 10) -> pd.DataFrame:
    """Return the pairs of papers whose texts are nearest to each other, each pair once, nearest first.

    Parameters
    ----------
    papers : DataFrame
        Uses ``title``, and ``link`` if it is there.
    vectors : ndarray of shape (n, d)
    n_pairs : int, default 10

    Returns
    -------
    DataFrame
        title, neighbour (titles), cosine (of the vectors as they are, from -1 to 1), link (of the first).
    """
    near, cosines = find_neighbours(vectors, 5)
    rows = np.repeat(np.arange(len(papers)), near.shape[1])
    first, second = np.minimum(rows, near.ravel()), np.maximum(rows, near.ravel())
    pairs = pd.DataFrame({"first": first, "second": second, "cosine": cosines.ravel().astype(float)})
    pairs = pairs.drop_duplicates(["first", "second"])
    pairs = pairs.sort_values(["cosine", "first", "second"], ascending=[False, True, True]).head(n_pairs)
    titles = papers["title"].to_numpy()
    table = pd.DataFrame({"title": titles[pairs["first"]], "neighbour": titles[pairs["second"]]})
    table["cosine"] = pairs["cosine"].to_numpy().round(3)
    if "link" in papers:
        table["link"] = papers["link"].to_numpy()[pairs["first"]]
    return table


def list_key_phrases(papers: pd.DataFrame, *, n_phrases: int = 15) -> pd.DataFrame:
    """Return the phrases that most papers share: with few papers, more can hardly be said of groups.

    Columns are phrase, papers (that have it) and share (of all papers); two-word phrases come first where they have as
    many papers.
    """
    texts = join_texts(papers)
    terms = count_terms(texts, min_papers=min(2, max(1, len(texts))))
    table = pd.DataFrame({"phrase": terms.terms, "papers": count_papers(terms.counts)})
    table["words"] = table["phrase"].str.count(" ")
    table = table.sort_values(["papers", "words", "phrase"], ascending=[False, False, True]).head(n_phrases)
    table["share"] = (table["papers"] / max(1, len(texts))).round(2)
    return table.drop(columns="words").reset_index(drop=True)


def list_uncertain(papers: pd.DataFrame, memberships: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    """Return the papers that are not sure to belong to their topic, with both readings, least sure first.

    Parameters
    ----------
    papers, memberships, topics : DataFrame
        Tables of the schema; ``papers`` may have a column ``link``.

    Returns
    -------
    DataFrame
        title, topic and runner_up (their labels; empty if none), the mean co-association with each
        (confidence, runner_up_confidence; 0 to 1), and link.
    """
    names = topics.set_index("topic")["label"]
    known = papers[["paper_id", "title", *(["link"] if "link" in papers else [])]]
    unsure = memberships[memberships["uncertain"]].merge(known, on="paper_id", how="left")
    unsure = unsure.sort_values(["confidence", "paper_id"], kind="stable").reset_index(drop=True)
    for column in ("topic", "runner_up"):
        unsure[column] = unsure[column].map(names).fillna("")
    columns = ["title", "topic", "confidence", "runner_up", "runner_up_confidence", *known.columns[2:]]
    return unsure[columns].round({"confidence": 2, "runner_up_confidence": 2})


def list_exemplars(papers: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    """Return each topic with its words and its most central papers, one row per paper.

    Parameters
    ----------
    papers, topics : DataFrame
        Tables of the schema; ``papers`` may have a column ``link``.

    Returns
    -------
    DataFrame
        topic (its number and label), papers, stability, words, sentence (the most central one), title, and link. What
        belongs to the topic stands in its first row only.
    """
    rows = topics.explode("exemplars")
    table = pd.DataFrame(
        {
            "topic": rows["topic"].astype(str) + " · " + rows["label"],
            "papers": rows["n_papers"].astype(str),
            "stability": rows["stability"].map("{:.2f}".format, na_action="ignore").fillna("not judged"),
            "words": rows["words"].map(", ".join),
            "sentence": rows["sentence"].fillna(""),
        }
    )
    table[rows["topic"].duplicated()] = ""
    known = papers.set_index("paper_id").reindex(rows["exemplars"])
    for column in known.columns.intersection(["title", "link"], sort=False):
        table[column] = known[column].to_numpy()
    return table.reset_index(drop=True)


def find_largest_topic(memberships: pd.DataFrame) -> int:
    """Return the number of the topic with most papers; of equals the smallest, without papers ``NO_TOPIC``."""
    return int(memberships["topic"].mode().min()) if len(memberships) else NO_TOPIC


def select_topic(papers: pd.DataFrame, memberships: pd.DataFrame, topic: int) -> pd.DataFrame:
    """Return the papers of one topic, surest first, with the column ``confidence``; an unknown topic has none."""
    chosen = memberships.loc[memberships["topic"] == topic, ["paper_id", "confidence"]]
    chosen = chosen.sort_values("confidence", ascending=False, kind="stable")
    return chosen.merge(papers, on="paper_id", how="left")[[*papers.columns, "confidence"]]
