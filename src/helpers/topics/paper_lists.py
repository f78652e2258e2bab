"""Lists of papers and phrases for a reader: the nearest pairs, topics with their papers, and who is not sure."""

import numpy as np
import pandas as pd

from helpers.run.schema import NO_TOPIC
from helpers.text.function_words import mute_function_words
from helpers.topics.phrase_counts import count_papers, count_terms, join_texts
from helpers.vectors.neighbours import ROWS_AT_ONCE, find_neighbours, list_blocks, scale_vectors

MAX_COMPARED = 20_000
"""Of more papers, pairs are looked for in fewer dimensions first."""
MAX_COUNTED, N_COUNTED = 100_000, 20_000
"""Papers that are counted, at most; of more, about so many are."""
N_DIMENSIONS, N_TRIED = 64, 50_000
"""Dimensions that pairs of more papers are looked for in, and pairs whose cosine is computed in all."""


def find_nearest_papers(papers: pd.DataFrame, vectors: np.ndarray, *, n_pairs: int = 10) -> pd.DataFrame:
    """Return the pairs of papers whose texts are nearest to each other, each pair once, nearest first.

    Columns are paper_id and title of one, neighbour (title of the other) and cosine (of the ``vectors``, of shape
    (n, d), as they are; from -1 to 1). Of more than 20,000 papers they are looked for in fewer dimensions first, so
    that a pair may be missed.
    """
    few = len(papers) > MAX_COMPARED
    near, cosines = find_neighbours(
        _drop_dimensions(vectors) if few else vectors, 5, **({"n_searched": 4} if few else {})
    )
    rows = np.repeat(np.arange(len(papers)), near.shape[1])
    first, second = np.minimum(rows, near.ravel()), np.maximum(rows, near.ravel())
    pairs = pd.DataFrame({"first": first, "second": second, "cosine": cosines.ravel().astype(float)})
    pairs = pairs.drop_duplicates(["first", "second"])
    if few:
        pairs = pairs.nlargest(N_TRIED, "cosine")
        both = (vectors[pairs[side].to_numpy()].astype(np.float64) for side in ("first", "second"))
        pairs["cosine"] = np.multiply(*both).sum(axis=1)
    pairs = pairs.sort_values(["cosine", "first", "second"], ascending=[False, True, True]).head(n_pairs)
    table = papers[["paper_id", "title"]].iloc[pairs["first"]].reset_index(drop=True)
    neighbours = papers["title"].to_numpy()[pairs["second"]]
    return table.assign(neighbour=neighbours, cosine=pairs["cosine"].to_numpy().round(3))


def _drop_dimensions(vectors: np.ndarray) -> np.ndarray:
    """Rows of length 1 in the 64 directions in which some thousand of the vectors are longest."""
    some = np.asarray(vectors[:: -(-len(vectors) // N_COUNTED)], dtype=np.float64)
    axes = np.linalg.eigh(some.T @ some)[1][:, -N_DIMENSIONS:].astype(np.float32)
    fewer = np.empty((len(vectors), axes.shape[1]), dtype=np.float32)
    for rows in list_blocks(len(vectors), ROWS_AT_ONCE):
        fewer[rows] = scale_vectors(np.asarray(vectors[rows], dtype=np.float32) @ axes)
    return fewer


def list_key_phrases(papers: pd.DataFrame, *, n_phrases: int = 15) -> pd.DataFrame:
    """Return the phrases that most papers share: with few papers, more can hardly be said of groups.

    Columns are phrase, papers (that have it) and share (of all papers); two-word phrases come first where they have as
    many papers. Of more than 100,000 papers some ten thousand, evenly spaced, are counted, and the columns say so.
    """
    every = -(-len(papers) // N_COUNTED) if len(papers) > MAX_COUNTED else 1
    papers = papers.iloc[::every]
    texts = join_texts(mute_function_words(papers))
    terms = count_terms(texts, min_papers=min(2, max(1, len(texts))))
    table = pd.DataFrame({"phrase": terms.terms, "papers": count_papers(terms.counts)})
    table["words"] = table["phrase"].str.count(" ")
    table = table.sort_values(["papers", "words", "phrase"], ascending=[False, False, True]).head(n_phrases)
    table["share"] = (table["papers"] / max(1, len(texts))).round(2)
    table = table.drop(columns="words").reset_index(drop=True)
    told = f"papers of {len(papers):,}, evenly spaced"
    return table if every == 1 else table.rename(columns={"papers": told})


def list_uncertain(papers: pd.DataFrame, memberships: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    """Return the papers that are not sure to belong to their topic, from three tables of the schema, least sure first.

    Columns are paper_id, title, topic and runner_up (their labels; empty if none), and the mean co-association with
    each (confidence, runner_up_confidence; 0 to 1).
    """
    names = topics.set_index("topic")["label"]
    unsure = memberships[memberships["uncertain"]].merge(papers[["paper_id", "title"]], on="paper_id", how="left")
    unsure = unsure.sort_values(["confidence", "paper_id"], kind="stable").reset_index(drop=True)
    for column in ("topic", "runner_up"):
        unsure[column] = unsure[column].map(names).fillna("")
    columns = ["paper_id", "title", "topic", "confidence", "runner_up", "runner_up_confidence"]
    return unsure[columns].round({"confidence": 2, "runner_up_confidence": 2})


def list_exemplars(papers: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    """Return each topic with its words and its most central papers, one row per paper, from two tables of the schema.

    Columns are topic (its number and label), papers, papers_with_name (their share, and whether the name is weak),
    stability, words, sentence (the most central one), paper_id and title. What belongs to the topic stands in its first
    row only.
    """
    rows = topics.explode("exemplars")
    table = pd.DataFrame(
        {
            "topic": rows["topic"].astype(str) + " · " + rows["label"], "papers": rows["n_papers"].astype(str),
            "papers_with_name": [
                ("not counted" if pd.isna(share) else f"{share:.0%}") + (", weak" if weak else "")
                for share, weak in zip(rows["label_coverage"], rows["label_weak"], strict=True)
            ],
            "stability": rows["stability"].map("{:.2f}".format, na_action="ignore").fillna("not judged"),
            "words": rows["words"].map(", ".join), "sentence": rows["sentence"].fillna(""),
        },
    )  # fmt: skip
    table[rows["topic"].duplicated()] = ""
    titles = papers.set_index("paper_id")["title"].reindex(rows["exemplars"]).to_numpy()
    return table.assign(paper_id=rows["exemplars"].to_numpy(), title=titles).reset_index(drop=True)


def find_largest_topic(memberships: pd.DataFrame) -> int:
    """Return the number of the topic with most papers; of equals the smallest, without papers ``NO_TOPIC``."""
    return int(memberships["topic"].mode().min()) if len(memberships) else NO_TOPIC


def select_topic(papers: pd.DataFrame, memberships: pd.DataFrame, topic: int) -> pd.DataFrame:
    """Return the papers of one topic, surest first, with the column ``confidence``; an unknown topic has none."""
    chosen = memberships.loc[memberships["topic"] == topic, ["paper_id", "confidence"]]
    chosen = chosen.sort_values("confidence", ascending=False, kind="stable")
    return chosen.merge(papers, on="paper_id", how="left")[[*papers.columns, "confidence"]]
