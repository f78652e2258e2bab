"""One row per paper: which poles it mentions, its main reading, its stance, its place on the axis."""

import numpy as np
import pandas as pd

from helpers.run.schema import TABLES
from helpers.stats.estimates import MIN_GROUP
from helpers.text.wordings import OTHER_THEMES, count
from helpers.theme.pole_axis import Encoder, compute_axis
from helpers.theme.reader_model import open_reader
from helpers.theme.stances import choose_stances
from helpers.theme.theme_file import ThemeFile

UNSURE = 0.25
"""Lead of the main sense over the next, in probability, below which a paper is shown as not sure."""
UNSURE_VALUE = 0.08
"""The same for the value of a pole that the stance rests on, as a share of the evidence."""


def compute_theme(
    papers: pd.DataFrame, mentions: pd.DataFrame, readings: pd.DataFrame, theme_file: ThemeFile,
    encode: Encoder | None = None, *, vectors: np.ndarray | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Sum up every paper in one row, in the order of ``papers`` and with the columns of the table ``theme``.

    The axis is missing without ``encode``, and ``vectors`` spare it the texts. A paper that mentions neither pole has
    the cell ``neither`` and no sense, values or stance. ``uncertain`` is true if the lead of the main sense, or of a
    value that the stance rests on, is below what the theme's learned reader has measured (its ``unsure``); for a
    theme that is read by rules, below ``UNSURE`` and ``UNSURE_VALUE``.
    """
    first, second = theme_file.pole_ids
    stands = {pole: set(mentions.loc[mentions["pole"] == pole, "paper_id"]) for pole in (first, second)}
    names = {(True, True): "both", (True, False): "first", (False, True): "second", (False, False): "neither"}
    ids = papers["paper_id"]
    table = pd.DataFrame({"paper_id": ids.to_numpy()})
    table["cell"] = [names[paper in stands[first], paper in stands[second]] for paper in ids]
    main = readings[readings["main"].astype(bool)].set_index("paper_id")
    taken = ("sense", "runner_up_sense", "role", "first_value", "second_value", "evidence")
    for column in (*taken, "score", "role_score", "first_score", "second_score"):
        table[column] = table["paper_id"].map(main[column])
    read = table["sense"].notna().to_numpy()
    table["stance"] = np.where(read, np.array(choose_stances(table, theme_file), dtype=object), None)
    margin, value_margin = (table["paper_id"].map(main[name]).to_numpy(float) for name in ("margin", "value_margin"))
    reader = open_reader(theme_file) if table["role_score"].notna().any() else None
    least, least_value = reader.unsure if reader else (UNSURE, UNSURE_VALUE)
    table["uncertain"] = (margin < least) | (value_margin < least_value)
    axis = compute_axis(papers, theme_file, encode, vectors=vectors)
    for column in ("axis", "axis_low", "axis_high"):
        table[column] = axis[column].to_numpy()
    return table[list(TABLES["theme"].columns)]


def describe_readings(readings: pd.DataFrame, theme: pd.DataFrame, theme_file: ThemeFile) -> str:
    """How many papers were read, have a second reading, are not sure, and by what; also how many taught the reader."""
    read = theme[theme["sense"].notna()]
    if read.empty:
        told = "No paper mentions either word, so there is nothing to read: figures and counts below are left out"
        return f"{told}; {OTHER_THEMES}."
    second = readings.loc[~readings["main"].astype(bool), "paper_id"].nunique()
    unsure = int(read["uncertain"].sum())
    if len(read) < MIN_GROUP:
        told = "has a reading" if len(read) == 1 else "have a reading"
        return (
            f"Only {len(read):,} of {count(len(theme), 'paper')} {told}, too few to compare anything: the figures of "
            f"this notebook take {MIN_GROUP} and are left out; {OTHER_THEMES}."
        )
    reader = open_reader(theme_file) if read["role_score"].notna().any() else None
    by = "by rules"
    if reader is not None:
        by, taught = "by a reader learned from coded papers", reader.list_lessons().intersection(read["paper_id"])
        by += f", {len(taught):,} of which are these: it is surer there than of new papers" if taught else ""
    return (
        f"{len(read):,} of {len(theme):,} papers mention at least one of the words and have a reading; "
        f"{second:,} have a second one; {unsure:,} are marked as not sure ({unsure / len(read):.0%}). "
        f"They are read {by}."
    )
