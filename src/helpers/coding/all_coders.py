"""All coders of a dump at once, for the notebook: agreement of each pair, and shares corrected by each."""

from __future__ import annotations

import itertools

import pandas as pd

from helpers.coding.accuracy import match_readings
from helpers.coding.agreement import compute_agreement, list_disagreements, match_coders
from helpers.coding.annotations import read_annotations
from helpers.coding.prevalence import estimate_prevalence
from helpers.theme.pole_axis import build_word_encoder, compute_axis, compute_axis_calibration


def read_coders(files, theme, theme_file):
    """Read coders' files as they are now, and put the reading beside what each coder says.

    Parameters
    ----------
    files : mapping of coder to path
        As :func:`helpers.run.inputs.list_annotations` gives it.
    theme : DataFrame
        The table ``theme``.
    theme_file : ThemeFile

    Returns
    -------
    coded : dict of coder to DataFrame
        As :func:`helpers.theme.read_annotations` leaves it.
    matched : dict of coder to DataFrame
        As :func:`helpers.theme.match_readings` leaves it.
    """
    coded = {coder: read_annotations(path, theme_file) for coder, path in files.items()}
    return coded, {coder: match_readings(theme, found, theme_file) for coder, found in coded.items()}


def gather_agreement(coded, theme_file):
    """:func:`compute_agreement` of each pair of coders, with the column ``coders``; empty with fewer than two.

    Parameters
    ----------
    coded : dict of str to DataFrame
        By coder, as :func:`helpers.theme.read_annotations` leaves them.
    theme_file : ThemeFile
    """
    return _gather(coded, lambda first, second: compute_agreement(match_coders(first, second, theme_file)))


def gather_disagreements(coded, papers, theme_file):
    """:func:`list_disagreements` of each pair of coders, with the column ``coders``; empty with fewer than two."""
    return _gather(coded, lambda first, second: list_disagreements(match_coders(first, second, theme_file), papers))


def gather_prevalence(matched, theme, sample, theme_file):
    """:func:`estimate_prevalence` of stances by each coder, with the column ``coder``; empty without a coder.

    Parameters
    ----------
    matched : dict of str to DataFrame
        By coder, as :func:`helpers.theme.match_readings` leaves them.
    theme : DataFrame
    sample : DataFrame
        As :func:`draw_sample` gave it.
    theme_file : ThemeFile
    """
    tables = []
    for coder, rows in matched.items():
        coded = rows[["paper_id", "coded_stance"]].rename(columns={"coded_stance": "stance"})
        shares = estimate_prevalence(theme, coded, sample, theme_file.stances)
        tables.append(shares.assign(coder=coder)[["coder", *shares.columns]])
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["coder"])


def gather_axis_calibration(matched, theme, papers, theme_file):
    """:func:`compute_axis_calibration` by coder, of the axis from embeddings and of one from words alone.

    Returns
    -------
    DataFrame
        With the columns ``coder`` and ``axis`` ("embeddings" or "words"); empty without a coder.
    """
    coded = {paper for rows in matched.values() for paper in rows["paper_id"]}
    papers = papers[papers["paper_id"].isin(coded)]  # the rest would only cost: word vectors are as wide as its words
    words = compute_axis(papers, theme_file, build_word_encoder(papers)).assign(paper_id=papers["paper_id"].to_numpy())
    tables = []
    for coder, rows in matched.items():
        sides = rows[["paper_id", "coded_stance"]].rename(columns={"coded_stance": "stance"})
        for name, axis in (("embeddings", theme), ("words", words)):
            table = compute_axis_calibration(axis, sides, theme_file)
            tables.append(table.assign(coder=coder, axis=name)[["coder", "axis", *table.columns]])
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["coder"])


def _gather(coded, compare):
    tables = []
    for first, second in itertools.combinations(coded, 2):
        table = compare(coded[first], coded[second])
        tables.append(table.assign(coders=f"{first}, {second}")[["coders", *table.columns]])
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["coders"])
