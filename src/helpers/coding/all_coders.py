"""All coders of a dump at once: what was measured for each of them, or each pair, in one table."""

import itertools
from collections.abc import Mapping

import pandas as pd

from helpers.coding.accuracy import (
    compute_accuracy,
    compute_confusion,
    compute_coverage,
    compute_label_accuracy,
    describe_accuracy,
    match_readings,
)
from helpers.coding.agreement import compute_agreement, list_disagreements, match_coders
from helpers.coding.annotations import keep_measuring
from helpers.coding.axis_calibration import compute_axis_calibration
from helpers.coding.prevalence import estimate_prevalence
from helpers.theme.pole_axis import build_word_encoder, compute_axis
from helpers.theme.reader_model import open_reader
from helpers.theme.theme_file import ThemeFile

Coders = Mapping[str, pd.DataFrame]
"""By coder: files as ``read_coders`` reads them, or what :func:`gather_matches` makes of them."""


def gather_matches(theme: pd.DataFrame, coded: Coders, theme_file: ThemeFile) -> dict[str, pd.DataFrame]:
    """:func:`match_readings` of the table ``theme`` with each coder's file, by coder."""
    return {coder: match_readings(theme, found, theme_file) for coder, found in coded.items()}


def describe_coders(matched: Coders, theme_file: ThemeFile) -> str:
    """A paragraph per coder, or a sentence on how to get one."""
    if not matched:
        return (
            "Nobody has coded this dump, so nothing is known of how often its readings are right. "
            "Code 40 papers to check them, 150 for an estimate."
        )
    return "\n\n".join(
        describe_accuracy(
            compute_accuracy(rows), compute_label_accuracy(rows, theme_file), coder=coder,
            left_out=rows.attrs.get("left_out", 0),
        )
        + _warn_of_learning(coder, theme_file)
        for coder, rows in matched.items()
    )  # fmt: skip


def _warn_of_learning(coder, theme_file):
    reader = open_reader(theme_file)
    learned = reader is not None and any(name.endswith(f".{coder}.csv") for name in reader.card.get("sources", ()))
    return " The reader has learned from this file, so the numbers flatter; its gains above do not." if learned else ""


def gather_accuracy(matched: Coders) -> pd.DataFrame:
    """:func:`compute_accuracy` of every coder in one table, with the column ``coder``."""
    return _gather({coder: compute_accuracy(rows) for coder, rows in matched.items()})


def gather_labels(matched: Coders, theme_file: ThemeFile) -> pd.DataFrame:
    """:func:`compute_label_accuracy` of every coder in one table, with the column ``coder``."""
    return _gather({coder: compute_label_accuracy(rows, theme_file) for coder, rows in matched.items()})


def gather_confusion(matched: Coders, theme_file: ThemeFile) -> pd.DataFrame:
    """:func:`compute_confusion` of senses for every coder in one table, with the columns ``coder`` and ``coded``."""
    tables = {coder: compute_confusion(rows, "sense", theme_file.sense_ids) for coder, rows in matched.items()}
    return _gather({coder: table.rename_axis(columns=None).reset_index() for coder, table in tables.items()})


def gather_coverage(matched: Coders) -> pd.DataFrame:
    """:func:`compute_coverage` of every coder in one table, with the column ``coder``."""
    return _gather({coder: compute_coverage(rows) for coder, rows in matched.items()})


def gather_axis_calibration(
    matched: Coders, theme: pd.DataFrame, papers: pd.DataFrame, theme_file: ThemeFile
) -> pd.DataFrame:
    """:func:`compute_axis_calibration` by ``coder`` and ``axis``: from "embeddings", and from "words" alone."""
    coded = {paper for rows in matched.values() for paper in rows["paper_id"]}
    papers = papers[papers["paper_id"].isin(coded)]  # the rest would only cost: word vectors are as wide as its words
    words = compute_axis(papers, theme_file, build_word_encoder(papers)).assign(paper_id=papers["paper_id"].to_numpy())
    axes = {"embeddings": theme, "words": words}
    return _gather(
        {
            coder: _gather({n: compute_axis_calibration(axis, sides, theme_file) for n, axis in axes.items()}, "axis")
            for coder, sides in _list_sides(matched).items()
        }
    )


def gather_prevalence(
    matched: Coders, theme: pd.DataFrame, sample: pd.DataFrame, theme_file: ThemeFile
) -> pd.DataFrame:
    """:func:`estimate_prevalence` of stances by each coder, with the column ``coder``."""
    sides = _list_sides(matched)
    return _gather({c: estimate_prevalence(theme, coded, sample, theme_file.stances) for c, coded in sides.items()})


def gather_agreement(coded: Coders, theme_file: ThemeFile) -> pd.DataFrame:
    """:func:`compute_agreement` of each pair of coders, with the column ``coders``; empty with fewer than two.

    Papers that one of the two drew to learn are left out: on the hardest papers coders agree less.
    """
    pairs = _pair({coder: keep_measuring(rows) for coder, rows in coded.items()}, theme_file)
    return _gather({pair: compute_agreement(rows) for pair, rows in pairs.items()}, "coders")


def gather_disagreements(coded: Coders, papers: pd.DataFrame, theme_file: ThemeFile) -> pd.DataFrame:
    """:func:`list_disagreements` of each pair of coders, with the column ``coders``; empty with fewer than two."""
    pairs = _pair(coded, theme_file)
    return _gather({pair: list_disagreements(rows, papers) for pair, rows in pairs.items()}, "coders")


def _list_sides(matched):
    columns = {"coded_stance": "stance"}
    return {coder: rows[["paper_id", *columns]].rename(columns=columns) for coder, rows in matched.items()}


def _pair(coded, theme_file):
    pairs = itertools.combinations(coded, 2)
    return {f"{one}, {other}": match_coders(coded[one], coded[other], theme_file) for one, other in pairs}


def _gather(tables, name="coder"):
    """Tables below each other, with their keys in a first column."""
    parts = [table.assign(**{name: key})[[name, *table.columns]] for key, table in tables.items()]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[name])
