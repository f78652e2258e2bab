"""Readings: what each paper says of which thing, from its mentions up."""

from functools import partial

import numpy as np
import pandas as pd

from helpers.run.schema import TABLES
from helpers.run.storage import build_empty_table
from helpers.theme.pole_axis import Encoder
from helpers.theme.reader_model import open_reader
from helpers.theme.reading_decisions import decide_by_model, decide_by_rules
from helpers.theme.reading_material import Material, gather_material
from helpers.theme.stances import choose_stance
from helpers.theme.theme_file import VALUES, ThemeFile

SECOND_SHARE = 0.3
"""Share of a paper's mention weight that a second sense must hold to be a reading of its own."""
SECOND_SCORE = 0.12


def compute_readings(
    papers: pd.DataFrame, mentions: pd.DataFrame, theme_file: ThemeFile, encode: Encoder, *,
    vectors: np.ndarray | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
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
        and ``margin`` its lead over the next best one, ``runner_up_sense``; ``role_score``, ``first_score`` and
        ``second_score`` are the chances that a coder would give the same role and values. ``value_margin`` is the
        smallest lead among the values that the stance rests on; 1 if it rests on none.
    mentions : DataFrame
        As given, with the column ``sense`` filled in.

    Notes
    -----
    A theme with a learned reader (:mod:`helpers.theme.reader_model`) is read by it if texts are encoded as then,
    others by rules and without a ``role_score``. The rules' evidence for a sense: cosine of the paper's text and of its
    mention sentences to the sense's description and examples, the sense's nouns among the heads of the mentions, and
    hits of its patterns. Values: verb frames, negation, relations between the poles and the theme's cues, with what is
    usual for the sense as a weak prior; see :mod:`helpers.theme.senses` and :mod:`helpers.theme.pole_values`. What the
    rules say is a feature of the learned reader. Nothing is learned from the dump itself.
    """
    if mentions.empty:
        return build_empty_table("readings"), mentions.copy()
    material = gather_material(papers, mentions, theme_file, encode, vectors)
    readings, mentions = _read_by_rules(material, mentions, theme_file)
    reader = open_reader(theme_file)
    if reader is None or not reader.knows(encode):
        return readings, mentions
    by_rules = readings[readings["main"]].reset_index(drop=True)
    features = material.compute_features(by_rules, theme_file, encode)
    predicted = reader.predict(features)
    mentions = material.choose_senses(mentions, predicted.senses, theme_file)
    told = by_rules[["relation", "direction"]].to_dict("records")

    def decide(p, rows, weights, s):
        return decide_by_model(reader, predicted, features, told[p], p, s, theme_file)

    return _tabulate(material, mentions, predicted.senses, theme_file, decide), mentions


def read_by_rules(material: Material, mentions: pd.DataFrame, theme_file: ThemeFile) -> pd.DataFrame:
    """Return the main readings that the rules give, in the order of the papers of ``material``."""
    readings, _ = _read_by_rules(material, mentions, theme_file)
    return readings[readings["main"]].reset_index(drop=True)


def _read_by_rules(material, mentions, theme_file):
    mentions = material.choose_senses(mentions, np.sqrt(material.scores), theme_file)

    def decide(p, rows, weights, s):
        return decide_by_rules(rows, weights, theme_file.sense_ids[s], theme_file)

    return _tabulate(material, mentions, material.scores, theme_file, decide), mentions


def _tabulate(material, mentions, scores, theme_file, decide):
    groups = [([], []) for _ in material.papers]
    for row, weight, p in zip(mentions.itertuples(index=False), material.weights, material.owner, strict=True):
        groups[p][0].append(row)
        groups[p][1].append(weight)
    readings = [
        reading
        for p, (paper, group) in enumerate(zip(material.papers, groups, strict=True))
        for reading in _read_paper(paper, *group, scores[p], theme_file, partial(decide, p, *group))
    ]
    return pd.DataFrame(readings, columns=list(TABLES["readings"].columns))


def _read_paper(paper, rows, weights, scores, theme_file, decide):
    """The main reading of one paper and, where its mentions bear one out, a second one."""
    senses = theme_file.sense_ids
    ranked = np.argsort(-scores, kind="stable")
    own = dict.fromkeys(senses, 0.0)
    for row, weight in zip(rows, weights, strict=True):
        own[row.sense] += weight / sum(weights)
    second = (s for s in ranked[1:] if own[senses[s]] >= SECOND_SHARE and scores[s] >= SECOND_SCORE)
    for s in (ranked[0], *list(second)[:1]):
        decided = decide(s)
        margins, values = decided.pop("margins"), (decided["first_value"], decided["second_value"])
        yield {
            "paper_id": paper, "sense": senses[s], **decided, "n_mentions": sum(row.sense == senses[s] for row in rows),
            "score": float(scores[s]), "margin": float(scores[s] - max(np.delete(scores, s), default=0.0)),
            "runner_up_sense": next((senses[other] for other in ranked if other != s), None),
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
