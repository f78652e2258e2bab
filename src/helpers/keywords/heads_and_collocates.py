"""How the two theme words are used: what they are said of, and which words keep them company."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.keywords.term_counts import TermCounts
from helpers.run.schema import TABLES
from helpers.run.storage import build_empty_table
from helpers.stats.estimates import MIN_GROUP, bootstrap_interval
from helpers.text.function_words import list_function_words
from helpers.text.quality import find_language
from helpers.text.words import ABSTRACT_STOP_WORDS, STOP_WORDS, split_words

LISTED = ("fr", "de", "es", "pt", "it", "nl", "pl", "ru", "tr", "sv", "da", "ro", "id")
"""Languages whose function words may be taken for what a theme word is said of."""
WINDOW = 5
"""Words before and after a theme word, within its sentence, that keep it company."""


def compute_heads(mentions: pd.DataFrame, poles: Sequence[str], *, min_papers: int = 2, seed: int = 1) -> pd.DataFrame:
    """Count, for each word that the poles are said of, the papers that say it of the one and of the other.

    Negated mentions ("non-sparse reward") and those without a head take no part. In ``min_papers`` papers either pole
    must be said of the word. The columns of the table ``heads``, one row per head, most papers first; a paper can have
    both. ``log2_ratio`` = log2((n_first + 0.5) / (n_second + 0.5)), with its percentile interval over papers, which
    keeps a paper's two uses together (missing for words of under 10 papers, whose draws would show less doubt than
    there is).
    """
    from scipy.sparse import coo_array, hstack

    used = list_head_papers(mentions, poles)
    if used.empty:
        return build_empty_table("heads")
    rows, papers = pd.factorize(used["paper_id"].astype(object), sort=True)
    heads, names = pd.factorize(used["head"].astype(object), sort=True)
    sides = [
        coo_array((np.ones(mine.sum()), (rows[mine], heads[mine])), shape=(len(papers), len(names))).tocsr()
        for mine in ((used["pole"] == pole).to_numpy() for pole in poles)
    ]
    n_first, n_second, n_both = (
        np.asarray(part.sum(axis=0)).round().astype(np.int64) for part in (*sides, sides[0].multiply(sides[1]))
    )
    n_papers = n_first + n_second - n_both
    low, high = np.full(len(names), np.nan), np.full(len(names), np.nan)
    common = np.flatnonzero(n_papers >= MIN_GROUP)
    if len(common):
        matrix = hstack([side[:, common] for side in sides]).tocsr()
        low[common], high[common] = bootstrap_interval(matrix, _compute_log_ratio, seed=seed)
    ratio = np.log2((n_first + 0.5) / (n_second + 0.5))
    columns = dict(zip(TABLES["heads"].columns, (names, n_first, n_second, n_both, ratio, low, high), strict=True))
    order = np.argsort(-n_papers, kind="stable")
    return pd.DataFrame(columns).iloc[order[n_papers[order] >= min_papers]].reset_index(drop=True)


def list_head_papers(mentions: pd.DataFrame, poles: Sequence[str]) -> pd.DataFrame:
    """The mentions that :func:`compute_heads` counts, one for each ``paper_id``, ``pole`` and ``head``.

    Function words of the language of their sentence are none: the parser knows English alone.
    """
    used = mentions[mentions["pole"].isin(poles) & ~mentions["negated"].astype(bool) & mentions["head"].notna()]
    used = used.assign(head=[" ".join(split_words(str(head))) for head in used["head"]])
    used = used[used["head"] != ""].drop_duplicates(["paper_id", "pole", "head"])
    told = [_tells_nothing(*pair) for pair in zip(used["head"], used["sentence"], strict=True)]
    return used[~np.array(told, dtype=bool)]


def _tells_nothing(head: str, sentence: str) -> bool:
    """Tell whether a word is a function word, or one with its article ("l'intérêt"), in a sentence that is no English.

    "die" and "war" are words of English: what language it is decides, and is looked at for such words alone.
    """
    first = head.split(" ")[0]
    if not any(first in list_function_words(language) for language in LISTED):
        return False
    language = find_language(sentence)
    return language != "en" and first in list_function_words(language or "")


def _compute_log_ratio(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    half = sums.shape[1] // 2
    return np.log2((sums[:, :half] + 0.5) / (sums[:, half:] + 0.5))


def compute_collocates(
    mentions: pd.DataFrame, terms: TermCounts, poles: Sequence[str], *, defining: NDArray[np.bool_] | None = None,
    min_papers: int = 3,
) -> pd.DataFrame:  # fmt: skip
    """Find the words that stand near each pole more than their own frequency explains.

    Of all terms of the dump single words count, but none that ``defining`` (a mask) marks; they must stand near the
    pole in ``min_papers`` papers. Negated mentions take no part.

    Returns
    -------
    DataFrame, one row per pole and word
        The columns of the table ``collocates``, strongest first; all spellings of a term count as one, function words
        and boilerplate are left out. ``log_dice`` is at most 14, one less for each halving; ``log_ratio`` is log2 of
        how many times as large a share of the pole's papers have the word near it as of all papers have it elsewhere.

    Notes
    -----
    logDice of Rychlý (2008), "A lexicographer-friendly association score", and the log ratio of Hardie (2014), half a
    paper added, on papers instead of tokens: neither depends on the size of the dump.
    """
    used = mentions[mentions["pole"].isin(poles) & ~mentions["negated"].astype(bool)]
    names = _name_words(terms, defining)
    beside = [
        {*split_words(left)[-WINDOW:], *split_words(right)[:WINDOW]}
        for left, right in zip(used["left"], used["right"], strict=True)
    ]
    near = used[["paper_id", "pole"]].astype(object).assign(term=beside).explode("term")
    near = near.assign(term=near["term"].map(names)).dropna().drop_duplicates()
    if near.empty:
        return build_empty_table("collocates")
    together = pd.crosstab(near["term"], near["pole"]).reindex(columns=list(poles), fill_value=0)
    n_papers = pd.Series(terms.counts, index=terms.names)
    n_pole = used.groupby("pole")["paper_id"].nunique().reindex(list(poles), fill_value=0)
    tables = []
    for pole, other in zip(poles, reversed(poles), strict=True):
        n_together, n_term = together[pole].to_numpy(), n_papers.reindex(together.index).to_numpy()
        elsewhere = (np.maximum(n_term - n_together, 0) + 0.5) / (terms.n_papers + 1)
        log_dice = 14 + np.log2(np.maximum(2 * n_together, 1e-9) / (n_pole[pole] + n_term))
        log_ratio = np.log2((n_together + 0.5) / (int(n_pole[pole]) + 1)) - np.log2(elsewhere)
        counts_of = {"n_together": n_together, "n_other": together[other].to_numpy(), "n_pole": int(n_pole[pole])}
        table = pd.DataFrame({"pole": pole, "term": together.index.to_numpy(dtype=object), **counts_of})
        table = table.assign(n_term=n_term, log_dice=log_dice, log_ratio=log_ratio)[n_together >= min_papers]
        order = np.lexsort((table["term"].astype(str), -table["n_together"], -table["log_dice"].round(9)))
        tables.append(table.iloc[order])
    return pd.concat(tables, ignore_index=True)[list(TABLES["collocates"].columns)]


def _name_words(terms: TermCounts, defining: NDArray[np.bool_] | None) -> dict[str, str]:
    """The term of each single word, in any of its spellings, that is neither dull nor marked."""
    words = pd.Series(terms.names, dtype=object)
    dull = words.isin(STOP_WORDS | ABSTRACT_STOP_WORDS) | words.str.fullmatch(r"[0-9-]+[xkmb]?|\w").astype(bool)
    chosen = (terms.n_words == 1) & ~dull.to_numpy(dtype=bool) & (True if defining is None else ~defining)
    return {form: name for name, forms in zip(terms.names[chosen], terms.forms[chosen], strict=True) for form in forms}
