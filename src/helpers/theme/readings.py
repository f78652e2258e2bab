"""Readings: what each paper says of which thing, from its mentions up."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.run.schema import TABLES
from helpers.run.storage import build_empty_table
from helpers.theme.pole_axis import Encoder
from helpers.theme.pole_values import choose_role, compute_value_score, compute_values
from helpers.theme.senses import (
    compute_cue_shares,
    compute_head_shares,
    compute_scores,
    compute_similarities,
    compute_weights,
    divide_rows,
)
from helpers.theme.stances import choose_stance
from helpers.theme.theme_file import VALUES, ThemeFile

SECOND_SHARE = 0.3
"""Share of a paper's mention weight that a second sense must hold to be a reading of its own."""
SECOND_SCORE = 0.12


def compute_readings(
    papers: pd.DataFrame,
    mentions: pd.DataFrame,
    theme_file: ThemeFile,
    encode: Encoder,
    *,
    vectors: np.ndarray | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read each paper: the sense of its mentions, and per sense the role and the value of each pole.

    Parameters
    ----------
    papers, mentions, theme_file, encode
        The tables of these names, the theme, and what makes unit vectors of texts.
    vectors : array of shape (n_papers, d), optional
        Unit vectors of the papers in the order of ``papers``, where they are already there.

    Returns
    -------
    readings : DataFrame, one row per paper with a mention and sense
        The columns of the table ``readings``, main reading first; ``score`` is the probability of the sense
        and ``margin`` its lead over the next best one, ``runner_up_sense``; ``first_score`` and ``second_score``
        are the chances that a coder would give the same values. ``value_margin`` is the smallest
        lead, as a share of the evidence, among the values that the stance rests on; 1 if it rests on none.
    mentions : DataFrame
        As given, with the column ``sense`` filled in.

    Notes
    -----
    Evidence for a sense: cosine of the paper's text and of its mention sentences to the sense's description
    and examples, the sense's nouns among the heads of the mentions, and hits of its patterns; mention
    evidence is weighted by the move of the sentence. Values: verb frames, negation, relations between the
    poles and the theme's cues, with what is usual for the sense as a weak prior. The weights are fixed in
    :mod:`helpers.theme.senses` and :mod:`helpers.theme.pole_values`; none is learned from the dump.
    """
    if mentions.empty:
        return build_empty_table("readings"), mentions.copy()
    order = {paper: i for i, paper in enumerate(papers["paper_id"])}
    touched = sorted(set(mentions["paper_id"]), key=order.__getitem__)
    rows_of_papers = [order[paper] for paper in touched]
    texts = [f"{papers['title'].iloc[i]}. {papers['abstract'].iloc[i]}" for i in rows_of_papers]
    paper_vectors = np.asarray(encode(texts)) if vectors is None else np.asarray(vectors)[rows_of_papers]
    place = {paper: i for i, paper in enumerate(touched)}
    owner = mentions["paper_id"].map(place).to_numpy()
    weights = compute_weights(mentions)

    sentences = sorted(set(mentions["sentence"]))
    known = {sentence: i for i, sentence in enumerate(sentences)}
    contexts = np.asarray(encode(sentences))[[known[sentence] for sentence in mentions["sentence"]]]
    context_cosines = compute_similarities(contexts, theme_file, encode)
    text_cosines = compute_similarities(paper_vectors, theme_file, encode)
    heads = compute_head_shares(mentions, theme_file)
    cues = compute_cue_shares(texts, theme_file)

    head_shares = divide_rows(_average(heads, owner, weights, len(touched)))
    scores = compute_scores(text_cosines, _average(context_cosines, owner, weights, len(touched)), head_shares, cues)
    mention_scores = compute_scores(
        0.5 * text_cosines[owner] + 0.5 * context_cosines, context_cosines, heads, cues[owner]
    )
    # A mention is read in the light of its paper: alone, "sparse models" could be several things.
    mention_scores = mention_scores * np.sqrt(scores[owner])
    senses = np.array(theme_file.sense_ids, dtype=object)[mention_scores.argmax(axis=1)]
    mentions = mentions.assign(sense=pd.Series(senses, index=mentions.index, dtype="str"))

    groups = [([], []) for _ in touched]
    for row, weight, p in zip(mentions.itertuples(index=False), weights, owner, strict=True):
        groups[p][0].append(row)
        groups[p][1].append(weight)
    readings = [
        reading
        for paper, group, score in zip(touched, groups, scores, strict=True)
        for reading in _read_paper(paper, *group, score, theme_file)
    ]
    return pd.DataFrame(readings, columns=list(TABLES["readings"].columns)), mentions


def _average(values, owner, weights, n):
    out = np.zeros((n, values.shape[1]))
    np.add.at(out, owner, values * weights[:, None])
    total = np.bincount(owner, weights=weights, minlength=n)
    return out / np.maximum(total, 1e-12)[:, None]


def _read_paper(paper, rows, weights, scores, theme_file):
    """The main reading of one paper and, where its mentions bear one out, a second one."""
    senses = theme_file.sense_ids
    ranked = np.argsort(-scores, kind="stable")
    own = dict.fromkeys(senses, 0.0)
    for row, weight in zip(rows, weights, strict=True):
        own[row.sense] += weight / sum(weights)
    second = (s for s in ranked[1:] if own[senses[s]] >= SECOND_SHARE and scores[s] >= SECOND_SCORE)
    for s in (ranked[0], *list(second)[:1]):
        sense = senses[s]
        values, margins, evidence, relation, direction = compute_values(rows, weights, sense, theme_file)
        yield {
            "paper_id": paper, "sense": sense, "role": choose_role(rows, weights, sense, values, theme_file),
            "first_value": values[0], "second_value": values[1], "relation": relation, "direction": direction,
            "n_mentions": sum(row.sense == sense for row in rows),
            "evidence": _describe_evidence(values, evidence, theme_file),
            "score": float(scores[s]), "margin": float(scores[s] - max(np.delete(scores, s), default=0.0)),
            "runner_up_sense": next((senses[other] for other in ranked if other != s), None),
            "first_score": compute_value_score(values[0], margins[0]),
            "second_score": compute_value_score(values[1], margins[1]),
            "value_margin": _find_value_margin(values, margins, theme_file), "main": bool(s == ranked[0]),
        }  # fmt: skip


def _find_value_margin(values, margins, theme_file):
    """The smallest lead among the values with which the stance would change if they were another."""
    stance = choose_stance(*values, theme_file)
    leads = [1.0]
    for p in (0, 1):
        others = [tuple(value if q == p else values[q] for q in (0, 1)) for value in VALUES[:-1]]
        if any(choose_stance(*other, theme_file) != stance for other in others):
            leads.append(float(margins[p]))
    return min(leads)


def _describe_evidence(values, evidence, theme_file):
    """One line per pole: its value, the word that decided, and the sentence."""
    lines = []
    for pole, value, (row, word) in zip(theme_file.pole_ids, values, evidence, strict=True):
        if value == "absent":
            lines.append(f"{pole} absent")
        elif row is None:
            lines.append(f"{pole} {value}: usual for this sense")
        else:
            lines.append(f"{pole} {value} ({word}): …{row.left[-90:]}[{row.match}]{row.right[:70]}…")
    return " | ".join(lines)
