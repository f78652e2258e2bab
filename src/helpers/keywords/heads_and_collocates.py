"""How the two theme words are used: what they are said of, and which words keep them company."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.keywords.term_counts import Terms, fold_plural
from helpers.run.schema import TABLES
from helpers.run.storage import build_empty_table
from helpers.stats.estimates import MIN_GROUP, bootstrap_interval
from helpers.text.words import ABSTRACT_STOP_WORDS, STOP_WORDS, split_words

WINDOW = 5
"""Words before and after a theme word, within its sentence, that keep it company."""


def compute_heads(
    mentions: pd.DataFrame, poles: Sequence[str], *, min_papers: int = 2, n_draws: int = 1000, seed: int = 1
) -> pd.DataFrame:
    """Count, for each word that the poles are said of, the papers that say it of the one and of the other.

    Parameters
    ----------
    mentions : DataFrame
        The table ``mentions``; uses ``paper_id``, ``pole``, ``head``, ``negated``. Negated mentions
        ("non-sparse reward") and those without a head take no part.
    poles : sequence of two str
        Ids of the first and the second pole.
    min_papers : int, default 2
        Papers in which either pole must be said of the word.
    n_draws, seed : int
        Draws of the bootstrap, and its seed.

    Returns
    -------
    DataFrame, one row per head
        The columns of the table ``heads``: papers with "first head" and with "second head" (a paper can
        have both), ``log2_ratio`` = log2((n_first + 0.5) / (n_second + 0.5)), and its percentile interval
        over papers, which keeps a paper's two uses together (missing for words of fewer than 10 papers, whose
        draws would show less doubt than there is). Most papers first.
    """
    columns = list(TABLES["heads"].columns)
    first, second = poles
    used = mentions[
        mentions["pole"].isin([first, second]) & ~mentions["negated"].astype(bool) & mentions["head"].notna()
    ]
    used = used.assign(head=used["head"].astype(object).map(_fold_head))
    used = used[used["head"] != ""].drop_duplicates(["paper_id", "pole", "head"])
    names = np.array(sorted(used["head"].unique()), dtype=object)
    papers = sorted(used["paper_id"].unique())
    if not len(names):
        return build_empty_table("heads")
    rows = pd.Categorical(used["paper_id"], categories=papers).codes
    heads = pd.Categorical(used["head"], categories=names).codes
    from scipy.sparse import coo_array

    ones = np.ones(len(used))
    sides = [
        coo_array((ones[of_pole], (rows[of_pole], heads[of_pole])), shape=(len(papers), len(names))).tocsr()
        for of_pole in ((used["pole"] == pole).to_numpy() for pole in (first, second))
    ]
    n_first, n_second = (np.asarray(side.sum(axis=0)).round().astype(np.int64).ravel() for side in sides)
    n_both = np.asarray(sides[0].multiply(sides[1]).sum(axis=0)).round().astype(np.int64).ravel()
    chosen = np.flatnonzero(n_first + n_second - n_both >= min_papers)
    low, high = np.full(len(names), np.nan), np.full(len(names), np.nan)
    common = np.flatnonzero(n_first + n_second - n_both >= MIN_GROUP)
    if len(common):
        from scipy.sparse import hstack

        matrix = hstack([side[:, common] for side in sides]).tocsr()
        low[common], high[common] = bootstrap_interval(matrix, _compute_log_ratio, n_draws=n_draws, seed=seed)
    table = pd.DataFrame(
        {
            "head": names,
            "n_first": n_first,
            "n_second": n_second,
            "n_both": n_both,
            "log2_ratio": np.log2((n_first + 0.5) / (n_second + 0.5)),
            "low": low,
            "high": high,
        }
    ).iloc[chosen]
    order = np.lexsort((table["head"].astype(str), -(table["n_first"] + table["n_second"] - table["n_both"])))
    return table.iloc[order].reset_index(drop=True)[columns]


def _compute_log_ratio(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    half = sums.shape[1] // 2
    return np.log2((sums[:, :half] + 0.5) / (sums[:, half:] + 0.5))


def _fold_head(head: str) -> str:
    return " ".join(split_words(str(head)))


def compute_collocates(
    mentions: pd.DataFrame,
    terms: Terms,
    poles: Sequence[str],
    *,
    defining: NDArray[np.bool_] | None = None,
    min_papers: int = 3,
    window: int = WINDOW,
) -> pd.DataFrame:
    """Find the words that stand near each pole more than their own frequency explains.

    Parameters
    ----------
    mentions : DataFrame
        The table ``mentions``; uses ``paper_id``, ``pole``, ``left``, ``right``, ``negated``.
    terms : Terms
        All words of the dump (:func:`count_terms`); only single words count.
    poles : sequence of two str
    defining : ndarray of bool, shape (n_terms,), optional
        Theme words, left out.
    min_papers : int, default 3
        Papers in which a word must stand near the pole.
    window : int, default 5
        Words to either side, within the sentence.

    Returns
    -------
    DataFrame, one row per pole and word
        The columns of the table ``collocates``: papers with the word near the pole (``n_together``), near the
        other pole (``n_other``), papers with the pole and with the word, and ``log_dice``, at most 14, one
        less for each halving. Function words and the boilerplate of abstracts are left out; singular and plural
        count as one and go by the more common form. Strongest first.

    ``log_ratio`` is log2 of how many times as large a share of the pole's papers have the word near it as
    of all papers have it at all without that (Hardie 2014, half a paper added): 1 is twice as often.

    Notes
    -----
    logDice of Rychlý (2008), "A lexicographer-friendly association score", on papers instead of tokens: it
    does not depend on the size of the dump, and a word of one paper cannot lead the list.
    """
    used = mentions[mentions["pole"].isin(poles) & ~mentions["negated"].astype(bool)]
    counts, forms = _count_words(terms, defining)
    near = pd.DataFrame(
        {
            "paper_id": used["paper_id"].to_numpy(dtype=object),
            "pole": used["pole"].to_numpy(dtype=object),
            "term": [
                {*split_words(left)[-window:], *split_words(right)[:window]}
                for left, right in zip(used["left"], used["right"], strict=True)
            ],
        }
    ).explode("term")
    near["term"] = near["term"].map(forms)
    near = near.dropna().drop_duplicates()
    if not len(near):
        return build_empty_table("collocates")
    together = pd.crosstab(near["term"], near["pole"])
    together = together.reindex(columns=list(poles), fill_value=0)
    n_pole = used.groupby("pole")["paper_id"].nunique().reindex(list(poles), fill_value=0)
    tables = []
    for pole, other in zip(poles, reversed(poles), strict=True):
        n_together, n_term = together[pole].to_numpy(), counts.reindex(together.index).to_numpy()
        table = pd.DataFrame(
            {
                "pole": pole,
                "term": together.index.to_numpy(dtype=object),
                "n_together": n_together,
                "n_other": together[other].to_numpy(),
                "n_pole": int(n_pole[pole]),
                "n_term": n_term,
                "log_dice": 14 + np.log2(np.maximum(2 * n_together, 1e-9) / (n_pole[pole] + n_term)),
                "log_ratio": _compare_company(n_together, n_term, int(n_pole[pole]), len(terms.paper_ids)),
            }
        )
        table = table[table["n_together"] >= min_papers]
        order = np.lexsort((table["term"].astype(str), -table["n_together"], -table["log_dice"].round(9)))
        tables.append(table.iloc[order])
    return pd.concat(tables, ignore_index=True)[list(TABLES["collocates"].columns)]


def _compare_company(n_together, n_term, n_pole, n_papers):
    """log2 of the share with the word near the pole over the share of papers that have it elsewhere only."""
    elsewhere = np.maximum(n_term - n_together, 0)
    return np.log2((n_together + 0.5) / (n_pole + 1)) - np.log2((elsewhere + 0.5) / (n_papers + 1))


def _count_words(terms: Terms, defining: NDArray[np.bool_] | None) -> tuple[pd.Series, dict[str, str]]:
    """Papers with each word, singular and plural as one, and the form under which each word goes."""
    from scipy.sparse import coo_array

    words = pd.Series(terms.names, dtype=object)
    dull = words.isin(STOP_WORDS | ABSTRACT_STOP_WORDS) | words.str.fullmatch(r"[0-9-]+[xkmb]?|\w").astype(bool)
    chosen = (terms.n_words == 1) & ~dull.to_numpy(dtype=bool)
    if defining is not None:
        chosen &= ~defining
    names = terms.names[chosen]
    if not len(names):
        return pd.Series(dtype=np.int64), {}
    codes, stems = pd.factorize(pd.Series([fold_plural(name) for name in names], dtype=object), sort=True)
    join = coo_array((np.ones(len(names), dtype=np.int32), (np.arange(len(names)), codes))).tocsc()
    n_papers = np.diff((terms.presence[:, chosen] @ join).tocsc().indptr)
    table = pd.DataFrame({"name": names, "code": codes, "n": terms.counts[chosen]})
    usual = table.sort_values(["n", "name"], ascending=[False, True], kind="stable").drop_duplicates("code")
    labels = usual.set_index("code")["name"].reindex(range(len(stems))).to_numpy(dtype=object)
    return pd.Series(n_papers.astype(np.int64), index=labels), dict(zip(names, labels[codes], strict=True))
