"""Candidate senses of a theme: the nouns that its words are said of, in groups of like meaning and use."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.text.words import ABSTRACT_STOP_WORDS, STOP_WORDS
from helpers.theme.pole_axis import Encoder
from helpers.theme.word_forms import rank_counts

MIN_MENTIONS = 15  # with a noun, below which no senses are proposed
N_SENSES = (3, 9)
MIN_SHARE = 0.02  # of the papers with a noun, that a sense holds at least
MAX_HEADS, MAX_CONTEXTS = 150, 6
SHOWN = 3
_WINDOW = 100  # characters on either side of a mention that show how it is used
ROLE_NOUNS = {
    "given": "data dataset sample input image video view observation point document text sequence graph context corpus "
    "event measurement sensor scene frame patch region signal object",
    "teaching": "reward label supervision annotation feedback loss target demonstration preference teacher",
    "representation": "representation embedding feature vector index code descriptor latent",
    "output": "output prediction generation answer reconstruction translation summary map",
}
"""Nouns that tell the role of a sense where they hold :data:`ROLE_SHARE` of it; elsewhere it is ``mechanism``."""
ROLE_SHARE = 0.35


@dataclass(frozen=True)
class SenseDraft:
    """A candidate sense: its nouns with their papers, typical short examples, whole sentences, and how large it is."""

    heads: dict[str, int]
    examples: list[str]
    sentences: list[str]
    role: str
    n_papers: int
    n_mentions: int

    @property
    def label(self) -> str:
        """The two most common nouns."""
        return " and ".join(list(self.heads)[:2])


def propose_senses(mentions: pd.DataFrame, encode: Encoder) -> list[SenseDraft]:
    """Group the nouns that mentions are said of into three to nine senses, the largest first.

    Parameters
    ----------
    mentions : DataFrame
        What :func:`find_mentions` finds; names and mentions without a noun are left aside.
    encode : Encoder
        Makes unit vectors of texts.

    Returns
    -------
    list of SenseDraft
        Empty where fewer than 15 mentions have a noun. Fewer than three senses where too few nouns recur.

    Notes
    -----
    A noun's vector is the mean of its own and that of the words around up to six mentions. Ward's method joins them; of
    the numbers of groups the one with the largest mean silhouette (Rousseeuw 1987) is taken. No draw of chance takes
    part, so that the same mentions give the same senses.
    """
    used = mentions.assign(head=fold_plurals(mentions["head"]))
    used = used[(used["head"].fillna("").str.len() > 2) & (used["kind"] != "name")]
    used = used[~used["head"].isin(STOP_WORDS | ABSTRACT_STOP_WORDS | set(mentions["match"].str.lower()))]
    papers = used.groupby("head")["paper_id"].nunique()
    sizes = rank_counts(papers[papers >= 2].to_dict(), MAX_HEADS)
    heads = list(sizes)
    if len(used) < MIN_MENTIONS or len(heads) < 2:
        return []
    used = used[used["head"].isin(heads)]
    groups = _choose_groups(_place_heads(used, heads, encode), list(sizes.values()))
    drafts = [_draft(used, [heads[i] for i in np.flatnonzero(groups == g)]) for g in np.unique(groups)]
    least = max(2, MIN_SHARE * used["paper_id"].nunique())
    drafts = [draft for draft in drafts if draft.n_papers >= least]
    return sorted(drafts, key=lambda draft: (-draft.n_papers, draft.label))[: N_SENSES[1]]


def fold_plurals(heads: pd.Series) -> pd.Series:
    """Nouns in the singular where that is among them: the parser leaves some plurals as they are."""
    found = set(heads.dropna())
    return heads.replace({head: head[:-1] for head in found if head.endswith("s") and head[:-1] in found})


def _place_heads(used, heads, encode):
    """One unit vector per noun: half what it means alone, half how it is used."""
    texts, owners = list(heads), list(range(len(heads)))
    for h, (_, rows) in enumerate((head, used[used["head"] == head]) for head in heads):
        for row in rows.iloc[np.linspace(0, len(rows) - 1, min(MAX_CONTEXTS, len(rows))).astype(int)].itertuples():
            texts.append(f"{row.left[-_WINDOW:]}{row.match}{row.right[:_WINDOW]}")
            owners.append(h)
    found = np.asarray(encode(texts), dtype=np.float64)
    owners = np.array(owners)
    contexts = np.stack([found[len(heads) :][owners[len(heads) :] == h].mean(axis=0) for h in range(len(heads))])
    both = found[: len(heads)] + contexts / np.maximum(np.linalg.norm(contexts, axis=1, keepdims=True), 1e-12)
    both -= both.mean(axis=0)
    return both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-12)


def _choose_groups(vectors, sizes):
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.metrics import silhouette_samples

    numbers = range(N_SENSES[0], min(N_SENSES[1], len(vectors) // 2) + 1)
    tried = [AgglomerativeClustering(k, linkage="ward").fit_predict(vectors) for k in numbers]
    scores = [np.average(silhouette_samples(vectors, groups), weights=np.sqrt(sizes)) for groups in tried]
    return tried[int(np.argmax(scores))] if tried else np.zeros(len(vectors), dtype=int)


def _draft(used, heads):
    rows = used[used["head"].isin(heads)]
    ranked = rank_counts(rows.groupby("head")["paper_id"].nunique().to_dict())
    order = rows.assign(_n=-rows["head"].map(ranked), _length=(rows["sentence"].str.len() - 140).abs())
    order = order.sort_values(["_n", "_length", "mention_id"], kind="stable")
    first = order.drop_duplicates("head").drop_duplicates("paper_id")
    first = pd.concat([first, order]).drop_duplicates("paper_id")  # where nouns are few, more papers of each
    weights = {role: sum(ranked.get(noun, 0) for noun in nouns.split()) for role, nouns in ROLE_NOUNS.items()}
    role = max(weights, key=weights.__getitem__)
    return SenseDraft(
        ranked, list(dict.fromkeys(_shorten(row) for row in first.head(2 * SHOWN).itertuples())),
        first["sentence"].drop_duplicates().head(SHOWN).tolist(),
        role if weights[role] > ROLE_SHARE * sum(ranked.values()) else "mechanism",
        int(rows["paper_id"].nunique()), len(rows),
    )  # fmt: skip


def _shorten(row: Sequence):
    """The mention with a few words on either side, within its clause."""
    left = re.split(r"[,;:.()]\s", row.left)[-1].split()[-4:]
    right = re.split(r"[,;:.()](?:\s|$)", row.right)[0].split()
    glued = "" if row.right[:1].isspace() else (right.pop(0) if right and row.right[:1] not in ",;:.()" else "")
    space = " " if row.left[-1:].isspace() else ""
    return " ".join(f"{' '.join(left)}{space}{row.match}{glued} {' '.join(right[:6])}".split())
