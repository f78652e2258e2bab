"""Evidence for the senses of papers with a mention, gathered once for rules and for a learned reader."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from helpers.theme.pole_axis import Encoder
from helpers.theme.reader_features import Features, compute_features
from helpers.theme.senses import (
    compute_cue_shares,
    compute_head_shares,
    compute_scores,
    compute_similarities,
    compute_weights,
    divide_rows,
)
from helpers.theme.theme_file import ThemeFile


@dataclass(frozen=True)
class Material:
    """Evidence for the senses of papers with a mention: ids, their vectors, those of sentences, scores, weights."""

    papers: list[str]
    vectors: np.ndarray
    contexts: dict[str, np.ndarray]
    owner: np.ndarray
    weights: np.ndarray
    scores: np.ndarray
    mention_scores: np.ndarray
    groups: list[list[Any]]

    def choose_senses(self, mentions: pd.DataFrame, of_papers: np.ndarray, theme_file: ThemeFile) -> pd.DataFrame:
        """Return the mentions with a sense each, read in the light of its paper: "sparse models" are several things."""
        best = (self.mention_scores * of_papers[self.owner]).argmax(axis=1)
        senses = np.array(theme_file.sense_ids, dtype=object)[best]
        return mentions.assign(sense=pd.Series(senses, index=mentions.index, dtype="str"))

    def compute_features(self, by_rules: pd.DataFrame, theme_file: ThemeFile, encode: Encoder) -> Features:
        """Return what a learned reader looks at; ``by_rules`` has the main readings of the papers by the rules."""
        return compute_features(self.groups, by_rules, self.vectors, self.contexts, theme_file, encode)


def gather_material(
    papers: pd.DataFrame, mentions: pd.DataFrame, theme_file: ThemeFile, encode: Encoder, vectors: np.ndarray | None
) -> Material:
    """Gather the evidence for senses, from the papers in which a word is mentioned."""
    order = {paper: i for i, paper in enumerate(papers["paper_id"])}
    touched = sorted(set(mentions["paper_id"]), key=order.__getitem__)
    rows_of_papers = [order[paper] for paper in touched]
    texts = [f"{papers['title'].iloc[i]}. {papers['abstract'].iloc[i]}" for i in rows_of_papers]
    paper_vectors = np.asarray(encode(texts)) if vectors is None else np.asarray(vectors)[rows_of_papers]
    place = {paper: i for i, paper in enumerate(touched)}
    owner = mentions["paper_id"].map(place).to_numpy()
    weights = compute_weights(mentions)

    sentences = sorted(set(mentions["sentence"]))
    contexts = dict(zip(sentences, np.asarray(encode(sentences)), strict=True))
    context_cosines = compute_similarities(
        np.array([contexts[sentence] for sentence in mentions["sentence"]]), theme_file, encode
    )
    text_cosines = compute_similarities(paper_vectors, theme_file, encode)
    heads = compute_head_shares(mentions, theme_file)
    cues = compute_cue_shares(texts, theme_file)
    head_shares = divide_rows(_average(heads, owner, weights, len(touched)))
    scores = compute_scores(text_cosines, _average(context_cosines, owner, weights, len(touched)), head_shares, cues)
    mention_scores = compute_scores(
        0.5 * text_cosines[owner] + 0.5 * context_cosines, context_cosines, heads, cues[owner]
    )
    groups = [[] for _ in touched]
    for row, p in zip(mentions.itertuples(index=False), owner, strict=True):
        groups[p].append(row)
    return Material(touched, paper_vectors, contexts, owner, weights, scores, mention_scores, groups)


def _average(values, owner, weights, n):
    out = np.zeros((n, values.shape[1]))
    np.add.at(out, owner, values * weights[:, None])
    total = np.bincount(owner, weights=weights, minlength=n)
    return out / np.maximum(total, 1e-12)[:, None]
