"""Which terms set a group of papers apart: differences of shares, shrunken log-odds, and their intervals."""

from collections.abc import Mapping, Sequence
from itertools import chain, pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.keywords.reference_counts import Reference
from helpers.keywords.term_counts import Terms, fold_plural
from helpers.run.schema import TABLES
from helpers.run.storage import build_empty_table
from helpers.stats.estimates import MIN_GROUP, compute_detectable_difference, compute_log_odds, newcombe_interval

PRIOR_PAPERS = 10
"""Weight of the prior of the log-odds, in papers: a group of ten is drawn half-way to what is usual."""

NEARLY_ALL, NEARLY_SAME = 0.8, 0.6
"""Parts of the papers from which a word is shown as its pair, and from which two terms are one finding."""

PLACES = 10_000_000
"""Papers of terms, summed over terms, that are looked at at a time."""

KEYNESS = "dump against reference"
NOUNS = {"stance": "side"}
"""What a kind of group is called where its name is not its word."""


def compute_keyness(terms: Terms, reference: Reference, *, defining: NDArray[np.bool_] | None = None) -> pd.DataFrame:
    """Hold the terms of a dump against a reference corpus.

    The rows of the table ``contrasts``; the dump is the first group. No p-values, because what selected the dump also
    selected its words. Terms that selected it (``defining``, a mask) are marked and out of every ranking.

    Notes
    -----
    A term that the reference does not list is counted with the most papers that its listing allows, so that its effect
    is a lower bound. Spellings of more than two words are not in the reference: a term that has papers by them alone
    is left out, as its papers here would be another number than everywhere else.
    """
    whole = terms.countable == terms.counts
    terms, defining = terms.keep(whole), None if defining is None else defining[whole]
    unlisted = np.where(terms.n_words >= 2, reference.listed_from[1], reference.listed_from[0]) - 1
    of_term = np.repeat(np.arange(len(terms.names)), [len(forms) for forms in terms.forms])
    forms = [form.lower() for form in chain.from_iterable(terms.forms)]  # it does not tell "CLIP" from "clip"
    listed = reference.counts.reindex(pd.Index(forms, dtype=object))
    # Papers with two spellings count twice in the reference, which makes the effect smaller, never larger.
    known = pd.Series(listed.to_numpy(dtype=float)).groupby(of_term).sum(min_count=1).to_numpy(dtype=float)
    k_second = np.where(np.isnan(known), unlisted, known).astype(np.int64)
    k_second, sizes = np.minimum(k_second, reference.n_papers), (len(terms.paper_ids), reference.n_papers)
    counts = terms.countable, sizes[0], k_second, sizes[1]
    return build_contrast(KEYNESS, terms.names, *counts, defining, compute_dispersion(terms))


def find_foreign_terms(terms: Terms, papers: pd.DataFrame) -> set[str]:
    """Find the terms that most of their papers have in another language than English, the one of the reference."""
    foreign = papers["language"].notna() & (papers["language"] != "en")
    held = foreign.to_numpy(dtype=np.int64) @ terms.presence
    return set(terms.names[2 * held > terms.counts])


def compute_contrasts(
    terms: Terms, groups: pd.Series, *, kind: str, defining: NDArray[np.bool_] | None = None,
    own: Mapping[str, NDArray[np.bool_]] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Hold each group of papers against the papers of all other groups, in terms that were chosen without them.

    Parameters
    ----------
    groups : Series of str
        Group by ``paper_id`` (the index); papers without a group (missing) take no part.
    kind : str
        Names the contrasts: "sense" gives "sense: rewards".
    defining, own : ndarray of bool, shape (n_terms,), and mapping of group to such, optional
        Terms that made all groups, and those that made one group, marked in its contrast only.

    Returns
    -------
    DataFrame
        The columns of the table ``contrasts``, groups in alphabetical order. No p-values: groups made from the text
        would be question and answer in one.
    """
    of_paper = groups.reindex(pd.Index(terms.paper_ids, dtype=object))
    names = sorted(of_paper.dropna().astype(str).unique())
    if not names or not len(terms.names):
        return build_empty_table("contrasts")
    codes = pd.Categorical(of_paper, categories=names).codes
    member = np.zeros((len(names), len(codes)), dtype=np.float64)
    member[codes[codes >= 0], np.flatnonzero(codes >= 0)] = 1
    inside = np.asarray(member @ terms.presence).round().astype(np.int64)
    sizes = member.sum(axis=1).astype(np.int64)
    total, n_total = inside.sum(axis=0), int(sizes.sum())
    nothing, dispersion = np.zeros(len(terms.names), dtype=bool), compute_dispersion(terms)
    tables = []
    for name, k, n in zip(names, inside, sizes, strict=True):
        made = (nothing if defining is None else defining) | (own or {}).get(name, nothing)
        counts = k, n, total - k, n_total - n
        tables.append(build_contrast(f"{kind}: {name}", terms.names, *counts, made, dispersion))
    return join_contrasts(*tables)


def join_contrasts(*tables: pd.DataFrame) -> pd.DataFrame:
    """Put contrasts under one another, as the table ``contrasts`` has them."""
    return pd.concat(tables, ignore_index=True)


def split_contrasts(contrasts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Take the table ``contrasts`` apart, by name: ``keyness``, ``tested``, and the groups ``senses`` and ``sides``."""
    kind, tested = contrasts["contrast"].str.split(": ", n=1).str[0], contrasts["tested"].astype(bool)
    parts = {"keyness": kind == KEYNESS, "senses": kind == "sense", "sides": kind == "stance"}
    chosen = {"tested": tested} | {name: rows & ~tested for name, rows in parts.items()}
    return {name: contrasts[rows].reset_index(drop=True) for name, rows in chosen.items()}


def compute_dispersion(terms: Terms) -> NDArray[np.float64]:
    """Say how unevenly the uses of each term are spread over papers, by the normalised deviation of proportions.

    Of shape (n_terms,): 0 where a term is used in each paper as often as its length lets expect, 1 where all uses stand
    in one; NaN without words. Gries (2008), International Journal of Corpus Linguistics 13:403-437; Lijffijt and Gries
    (2012), ibid. 17:147-149.
    """
    total = terms.lengths.sum()
    if not total or not len(terms.names):
        return np.full(len(terms.names), np.nan)
    expected = terms.lengths / total
    sums, gaps = np.zeros((2, len(terms.names)))
    # Of many papers the terms of some ten million places are looked at at a time.
    ends = terms.uses.indptr.astype(np.int64)
    bounds = np.unique(np.r_[np.searchsorted(ends, np.arange(0, ends[-1], PLACES), side="right") - 1, len(sums)])
    for first, last in pairwise(bounds.tolist()):
        here = slice(ends[first], ends[last])
        columns = np.repeat(np.arange(last - first), np.diff(ends[first : last + 1]))
        data, part = terms.uses.data[here], expected[terms.uses.indices[here]]
        sums[first:last] = mine = np.bincount(columns, weights=data, minlength=last - first)
        gap = np.abs(data / mine[columns] - part) - part
        gaps[first:last] = np.bincount(columns, weights=gap, minlength=last - first)
    least = expected[expected > 0].min()
    value = (1 + gaps) / 2 / (1 - least) if least < 1 else np.zeros(len(sums))
    return np.where(sums > 0, np.clip(value, 0, 1), np.nan)


def build_contrast(contrast: str, names, k1, n1, k2, n2, defining, dispersion=np.nan) -> pd.DataFrame:
    """Build the rows of one contrast, not tested; all counts are of papers."""
    if not len(names):
        return build_empty_table("contrasts")
    n1, n2 = int(n1), int(n2)
    low, high = newcombe_interval(k1, n1, k2, n2)
    pooled = (k1 + k2 + 0.5) / (n1 + n2 + 1)
    odds = compute_log_odds(k1, n1, k2, n2, prior=pooled, strength=PRIOR_PAPERS)
    with np.errstate(divide="ignore", invalid="ignore"):
        share_first, share_second = np.divide(k1, n1, dtype=float), np.divide(k2, n2, dtype=float)
    limits = {"low": low, "high": high, "log_odds_low": odds.low, "log_odds_high": odds.high}
    limits = limits if min(n1, n2) >= MIN_GROUP else dict.fromkeys(limits, np.nan)
    table = pd.DataFrame(
        {
            **{"contrast": contrast, "term": names, "size_first": n1, "size_second": n2, "n_first": k1, "n_second": k2},
            **{"share_first": share_first, "share_second": share_second, "difference": share_first - share_second},
            **{"log_odds": odds.log_odds if min(n1, n2) else np.nan, "dispersion": dispersion, **limits},
            "defining": np.zeros(len(names), dtype=bool) if defining is None else defining,
            **{"tested": False, "planned": False, "detectable": compute_detectable_difference(pooled, n1, n2)},
        }
    )
    return table.reindex(columns=list(TABLES["contrasts"].columns))


def rank_terms(contrasts: pd.DataFrame, *, top: int = 12, min_papers: int = 3, min_group: int = 1) -> pd.DataFrame:
    """Choose the terms that set each group apart most surely, at most ``top`` of one contrast.

    ``min_papers`` of the first group must have the term, and ``min_group`` papers the first group. The same columns;
    contrasts in their order, the best term first: by the log-odds in units of standard errors, as Monroe et al. do,
    which asks for effect and for evidence (by the log-odds alone where a group is too small for an interval). Defining
    terms are left out; of a pair and a word that stand in nearly the same papers of the group, and of singular and
    plural, only the better one stays.
    """
    chosen = []
    large = (contrasts["n_first"] >= min_papers) & (contrasts["size_first"] >= min_group)
    fit = contrasts[large & ~contrasts["defining"] & (contrasts["difference"] > 0)]
    for _, rows in fit.groupby("contrast", sort=False):
        score = (rows["log_odds"] / (rows["log_odds_high"] - rows["log_odds_low"])).fillna(rows["log_odds"])
        order = {"by": ["score", "n_first", "term"], "ascending": [False, False, True], "kind": "stable"}
        rows = rows.assign(score=score.round(9)).sort_values(**order)
        chosen.append(rows.drop(columns="score").loc[drop_repeats(rows.head(30 * top), top)])
    return pd.concat(chosen) if chosen else contrasts.iloc[:0]


def choose_words(
    contrasts: pd.DataFrame, words: Sequence[str] | None = None, *, planned: Sequence[str] = (), top: int = 9
) -> list[str]:
    """Choose the words to follow over time: those given, else the most characteristic of the dump.

    Without ``words``, the ``top`` terms against the reference that stand in ten papers or more, since fewer show
    nothing. What was ``planned`` beforehand comes first.
    """
    if not words:
        ranked = rank_terms(contrasts[contrasts["contrast"] == KEYNESS], top=top, min_papers=MIN_GROUP)
        words = ranked["term"].tolist()
    return list(dict.fromkeys([*planned, *words]))


def drop_repeats(rows: pd.DataFrame, top: int, *, count_by: str = "n_first") -> list:
    """Index of the first ``top`` rows whose papers are not nearly those of a better term with the same words.

    A word whose papers nearly all have it in one pair is shown as that pair ("lottery ticket" for "lottery").
    """
    pairs: dict[str, tuple] = {}
    found = list(zip(rows.index, rows["term"], rows[count_by], strict=True))
    for index, term, count in found:
        for word in term.split(" ") if " " in term else ():
            if word not in pairs or pairs[word][2] < count:
                pairs[word] = (index, term, count)
    kept, seen = [], []
    for index, term, count in found:
        if " " not in term and term in pairs and pairs[term][2] >= NEARLY_ALL * count:
            index, term, count = pairs[term]
        if index not in kept and not any(_repeats(term, count, *other) for other in seen):
            kept.append(index)
            seen.append((term, count))
        if len(kept) == top:
            break
    return kept


def _repeats(term: str, count: int, other: str, other_count: int) -> bool:
    """Whether two terms share words and nearly all papers, or differ by plural and hyphen only."""
    words, others = ({fold_plural(word) for word in name.split(" ")} for name in (term, other))
    pieces, other_pieces = ({piece for word in group for piece in word.split("-")} for group in (words, others))
    nested = bool(words & others) or pieces < other_pieces or other_pieces < pieces
    return pieces == other_pieces or (nested and min(count, other_count) >= NEARLY_SAME * max(count, other_count))
