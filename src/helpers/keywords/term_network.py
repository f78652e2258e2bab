"""Which terms stand in the same papers more often than their own frequencies make likely."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.keywords.contrasts import rank_terms
from helpers.keywords.term_counts import Terms, fold_plural
from helpers.stats.estimates import adjust_bh
from helpers.stats.permutations import compute_hypergeometric_p

MIN_PAPERS = 50
"""Papers below which pairs of terms share too few for a network."""


def choose_network_terms(keyness: pd.DataFrame, *, top: int = 60) -> list[str]:
    """Return the most common of the terms that set the dump apart from the reference, each finding once."""
    rows = rank_terms(keyness, top=10 * top)
    rows = rows[rows["log_odds_low"].fillna(0) > 0]
    return rows.sort_values(["n_first", "term"], ascending=[False, True], kind="stable")["term"].head(top).tolist()


def compute_network(
    terms: Terms, names: Sequence[str], *, min_together: int = 3, max_edges: int = 60
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Link terms (``names``) that stand in the same papers more often than their own counts make likely.

    Returns
    -------
    nodes : DataFrame
        ``term``, ``n``, ``x``, ``y`` (classical scaling of one minus the share of papers in common) of linked terms.
    edges : DataFrame
        ``first``, ``second``, ``n_together``, ``share`` (of papers with either), ``q`` (exact test of independence,
        Benjamini and Hochberg over all pairs); the strongest, of ``min_together`` papers or more. Terms that share a
        word are not linked: they stand together by construction. Both are empty below 50 papers.
    """
    columns = ["first", "second", "n_together", "share", "q"]
    nothing = pd.DataFrame(columns=["term", "n", "x", "y"]), pd.DataFrame(columns=columns)
    place = {name: i for i, name in enumerate(terms.names)}
    names = [name for name in dict.fromkeys(names) if name in place]
    n_papers = len(terms.paper_ids)
    if n_papers < MIN_PAPERS or len(names) < 3:
        return nothing
    held = terms.presence[:, [place[name] for name in names]].astype(np.int64)
    together = np.asarray((held.T @ held).todense())
    counts = together.diagonal()
    first, second = np.triu_indices(len(names), 1)
    pieces = [{fold_plural(piece) for piece in re.split(r"[\s()-]+", name) if piece} for name in names]
    apart = np.array([pieces[a].isdisjoint(pieces[b]) for a, b in zip(first, second, strict=True)], dtype=bool)
    first, second = first[apart], second[apart]
    n = together[first, second]
    p = [compute_hypergeometric_p(*row, n_papers).item() for row in zip(n, counts[first], counts[second], strict=True)]
    expected = counts[first] * counts[second] / n_papers
    either = np.maximum(counts[:, None] + counts[None, :] - together, 1)
    labels = np.array(names, dtype=object)
    values = labels[first], labels[second], n, n / either[first, second], adjust_bh(p)
    edges = pd.DataFrame(dict(zip(columns, values, strict=True)))
    edges = edges[(n >= min_together) & (n > expected) & (edges["q"] <= 0.05)]
    order = {"by": ["share", "first", "second"], "ascending": [False, True, True], "kind": "stable"}
    edges = edges.sort_values(**order).head(max_edges)
    if edges.empty:
        return nothing
    shown = [i for i, name in enumerate(names) if name in {*edges["first"], *edges["second"]}]
    distance = 1 - together / either
    x, y = _scale(distance[np.ix_(shown, shown)])
    nodes = pd.DataFrame({"term": [names[i] for i in shown], "n": counts[shown], "x": x, "y": y})
    return nodes, edges.reset_index(drop=True)


def _scale(distance):
    """Classical metric scaling (Torgerson 1952): the two directions in which the terms differ most."""
    centre = np.eye(len(distance)) - 1 / len(distance)
    values, vectors = np.linalg.eigh(-centre @ distance**2 @ centre / 2)
    places = vectors[:, [-1, -2]] * np.sqrt(np.maximum(values[[-1, -2]], 0))
    # The sign of an eigenvector is a matter of chance; the first term lies to the right and above.
    return (places * np.where(places[0] < 0, -1, 1)).T
