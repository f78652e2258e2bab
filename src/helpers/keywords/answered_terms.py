"""Terms whose question is asked elsewhere: spellings and parts of planned terms, and words followed by year."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from helpers.keywords.contrasts import NEARLY_SAME
from helpers.keywords.term_counts import Terms, fold_key, fold_plural
from helpers.stats.verdicts import find_clear

PLANNED, BY_YEAR = "planned", "by year, notebook 05"
"""Where a question is asked: what stands before the term in the column ``see``."""


def refer_terms(
    contrasts: pd.DataFrame, terms: Terms, *, explored: pd.Series, mirrored: bool, followed: Iterable[str] = ()
) -> pd.Series:
    """Say of each contrast that would be explored where its question is asked already, or nothing.

    A term asks the same question as a planned one of its group (of either, if the two groups are ``mirrored``) if it is
    that term, or shares a word with it and nearly all papers; the same holds for terms that are ``followed`` by year.
    """
    see = pd.Series(None, index=contrasts.index, dtype=object)
    for name in followed:
        see[explored & contrasts["term"].isin(find_alike(terms, name))] = f"{BY_YEAR}: {name}"
    for contrast, name in contrasts.loc[contrasts["planned"], ["contrast", "term"]].itertuples(index=False):
        here = explored & (mirrored | (contrasts["contrast"] == contrast)) & ~contrasts["planned"]
        see[here & contrasts["term"].isin(find_alike(terms, name))] = f"{PLANNED}: {name}"
    return see


def quote_verdicts(contrasts: pd.DataFrame) -> pd.Series:
    """The column ``verdict``, with the verdict on the planned term where ``see`` refers to one.

    Of a term that was planned of several groups it is that of the row's own group, where there is one.
    """
    planned = contrasts[contrasts["planned"]]
    known = {(None, row.term): row.verdict for row in planned.itertuples()}
    known |= {(row.contrast, row.term): row.verdict for row in planned.itertuples()}
    verdicts = contrasts["verdict"].copy()
    for index, contrast, see in contrasts.loc[contrasts["see"].notna(), ["contrast", "see"]].itertuples():
        term = see.removeprefix(f"{PLANNED}: ")
        verdicts[index] = known.get((contrast, term), known.get((None, term)))
    return verdicts


def find_alike(terms: Terms, name: str) -> set[str]:
    """Terms that stand for the same as one of them: they share a word, and six in ten of the papers with either."""
    places = np.flatnonzero(terms.names == name)
    if not len(places):
        return set()
    place = int(places[0])
    together = np.asarray((terms.presence.T @ terms.presence[:, [place]].astype(np.int64)).todense()).ravel()
    either = terms.counts + terms.counts[place] - together
    near = np.flatnonzero(together >= NEARLY_SAME * np.maximum(either, 1))
    return {name, *(other for other in terms.names[near] if _split_pieces(other) & _split_pieces(name))}


def find_planned(contrasts: pd.DataFrame, groups: str, words: Iterable[str]) -> dict[str, str]:
    """Find the words that were planned for one grouping (``groups``, like "date"), each with its verdict.

    In any spelling; of several groups a clear verdict goes first.
    """
    rows = contrasts[contrasts["planned"] & contrasts["contrast"].str.startswith(f"{groups}: ")]
    rows = rows.assign(clear=find_clear(rows["verdict"])).sort_values("clear", kind="stable")
    known = {key: row.verdict for row in rows.itertuples() for key in _list_keys(row.term)}
    return {word: known[key] for word in words for key in _list_keys(word) if key in known}


def _list_keys(term: str) -> list[str]:
    long, _, short = term.partition(" (")
    return [key for key in map(fold_key, (long, short.rstrip(")"))) if key]


def _split_pieces(name: str) -> set[str]:
    return {fold_plural(piece) for piece in re.split(r"[\s()-]+", name) if piece}
