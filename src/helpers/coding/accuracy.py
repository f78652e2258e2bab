"""How well the reader works: its readings against a coder's, per field and per label."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.coding.annotations import choose_main_readings, keep_measuring
from helpers.stats.estimates import MIN_GROUP, measure_shares
from helpers.theme.theme_file import ROLES, VALUES, ThemeFile

FIELDS = ("sense", "role", "first_value", "second_value", "stance")
SCORES = {"sense": "score", "role": "role_score", "first_value": "first_score", "second_value": "second_score"}
"""The column that holds the reader's score of a field."""
SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)


def match_readings(theme: pd.DataFrame, annotations: pd.DataFrame, theme_file: ThemeFile) -> pd.DataFrame:
    """Put the main reading of each paper in the table ``theme`` beside what one coder says in ``annotations``.

    One row per paper that is coded and has a reading: ``paper_id``, the scores of ``SCORES``, ``uncertain``, and per
    field of ``FIELDS`` the reader's label and, under ``coded_<field>``, the coder's. The coder's stance follows from
    the coder's values by the same rule. Papers drawn to learn measure nothing and are left out; ``attrs["left_out"]``
    is their number.
    """
    main = choose_main_readings(annotations, theme_file)
    coded = keep_measuring(main)[["paper_id", *FIELDS]]
    left_out = len(main) - len(coded)
    coded = coded.rename(columns={field: f"coded_{field}" for field in FIELDS})
    read = theme.loc[theme["sense"].notna(), ["paper_id", *SCORES.values(), "uncertain", *FIELDS]]
    matched = read.merge(coded, on="paper_id", validate="1:1").reset_index(drop=True)
    matched.attrs["left_out"] = left_out
    return matched


def compute_accuracy(matched: pd.DataFrame) -> pd.DataFrame:
    """Share of papers on which reader and coder agree, field by field, beside two ways of guessing.

    One row per field: ``field``, ``n``, ``right``, ``share`` with Wilson 95% limits ``low``, ``high``; ``macro_f1``
    over the coder's labels; ``most_common``, the share right by always naming the most common label; and
    ``from_sense``, the share right by naming what is most common among the other papers of the coder's sense (missing
    for the sense itself). Both guesses are made for each paper from the other papers alone (leave one out), so that
    neither has seen the answer. Nothing in the reader is learned from a coding, hence there is no fold to hold out.
    """
    rows = []
    senses, n = matched["coded_sense"].to_numpy(object), len(matched)
    for field in FIELDS:
        got, truth = matched[field].to_numpy(object), matched[f"coded_{field}"].to_numpy(object)
        row = {"field": field, "n": n, "right": int((got == truth).sum()), "macro_f1": compute_macro_f1(got, truth)}
        from_sense = np.nan if field == "sense" else _guess(truth, senses)
        rows.append(row | {"most_common": _guess(truth, np.zeros(n)), "from_sense": from_sense})
    table = pd.DataFrame(rows)
    table[["share", "low", "high"]] = measure_shares(table["right"], table["n"])
    return table[["field", "n", "right", "share", "low", "high", "macro_f1", "most_common", "from_sense"]]


def compute_label_accuracy(matched: pd.DataFrame, theme_file: ThemeFile) -> pd.DataFrame:
    """Precision and recall of every label, with the labels that are too rare to measure marked.

    One row per field and label that coder or reader uses: ``field``, ``label``, ``coded`` and ``read`` (papers),
    ``right``, ``precision`` and ``recall``, Wilson 95% limits of both (``precision_low`` …), ``f1``, and ``rare``
    (fewer than ``MIN_GROUP`` papers coded so). Labels stand in the order of the theme.
    """
    orders = {
        "sense": theme_file.sense_ids, "role": ROLES, "first_value": VALUES, "second_value": VALUES,
        "stance": theme_file.stances,
    }  # fmt: skip
    rows = []
    for field, labels in orders.items():
        got, truth = matched[field].to_numpy(object), matched[f"coded_{field}"].to_numpy(object)
        for label in labels:
            coded, read, right = (int(x.sum()) for x in (truth == label, got == label, (got == truth) & (got == label)))
            if coded or read:
                rows.append({"field": field, "label": label, "coded": coded, "read": read, "right": right})
    table = pd.DataFrame(rows, columns=["field", "label", "coded", "read", "right"])
    for name, base in (("precision", "read"), ("recall", "coded")):
        table[[name, f"{name}_low", f"{name}_high"]] = measure_shares(table["right"], table[base])
    table["f1"] = 2 * table["right"] / (table["coded"] + table["read"])
    table["rare"] = table["coded"] < MIN_GROUP
    return table


def compute_confusion(matched: pd.DataFrame, field: str, labels: Sequence[str]) -> pd.DataFrame:
    """Papers by the coder's label (rows) and the reader's (columns); int64 of shape (n_labels, n_labels)."""
    table = pd.crosstab(matched[f"coded_{field}"], matched[field])
    return table.reindex(index=labels, columns=labels, fill_value=0).rename_axis(index="coded", columns=field)


def compute_coverage(matched: pd.DataFrame, *, shares: Sequence[float] = SHARES) -> pd.DataFrame:
    """Share right among the papers read with most confidence, as the least sure are set aside.

    One row per field with scores (roles have none where rules read) and share of papers kept: ``field``, ``coverage``,
    ``n``, ``right``, ``share`` with Wilson 95% limits ``low`` and ``high``, and ``expected``, the mean score: equal
    to ``share`` for a calibrated reader. Ties keep the order of the papers.
    """
    rows = []
    for field, score in SCORES.items():
        confidence = matched[score].to_numpy(float)
        if len(matched) and np.isnan(confidence).all():
            continue
        good = (matched[field] == matched[f"coded_{field}"]).to_numpy()
        for share in shares:
            kept = choose_surest(confidence, share)
            expected = float(confidence[kept].mean()) if len(kept) else np.nan
            row = {"field": field, "coverage": share, "n": len(kept), "right": int(good[kept].sum())}
            rows.append(row | {"expected": expected})
    table = pd.DataFrame(rows)
    table[["share", "low", "high"]] = measure_shares(table["right"], table["n"])
    return table[["field", "coverage", "n", "right", "share", "low", "high", "expected"]]


def choose_surest(scores: np.ndarray, share: float) -> np.ndarray:
    """Return where the ``share`` of papers with the highest scores stand, the highest first; ties in their order."""
    return np.argsort(-scores, kind="stable")[: int(np.ceil(share * len(scores)))]


def describe_accuracy(accuracy: pd.DataFrame, labels: pd.DataFrame, *, coder: str, left_out: int = 0) -> str:
    """Two or three sentences: who coded, how often the reader agrees, what cannot be measured or was left out."""
    drawn = f" Papers drawn to learn ({left_out:,}), being the hardest, are left out." if left_out else ""
    if accuracy.empty or not accuracy["n"].iloc[0]:
        others = "other " if left_out else ""
        return f"None of the {others}papers that {coder} coded has a reading here: no accuracy to report.{drawn}"
    rows = accuracy.set_index("field")
    names = {"first_value": "first value", "second_value": "second value"}
    told = rows.rename(index=names).iterrows()
    parts = "; ".join(f"{field} {row.share:.0%} ({row.low:.0%} to {row.high:.0%})" for field, row in told)
    text = f"Reader and {coder} agree on {int(rows['n'].iloc[0]):,} papers as follows: {parts}."
    rare = labels[labels["rare"]]
    if len(rare):
        listed = ", ".join(f"{row.label} ({names.get(row.field, row.field)}, {row.coded})" for row in rare.itertuples())
        text += f" Labels of fewer than {MIN_GROUP} coded papers are too rare to measure: {listed}."
    return text + drawn


def _guess(truth, groups):
    """Share right when each label is guessed as the most common one among the others of its group."""
    right = 0
    for i in range(len(truth)):
        mine = (groups == groups[i]) & (np.arange(len(truth)) != i)
        names, counts = np.unique(truth[mine].astype(str), return_counts=True)
        right += bool(len(names)) and names[counts.argmax()] == truth[i]
    return right / len(truth) if len(truth) else np.nan


def compute_macro_f1(got: np.ndarray, truth: np.ndarray) -> float:
    """Mean of the F1 of the coder's labels, each counted alike."""
    scores = [
        2 * ((got == label) & (truth == label)).sum() / ((got == label).sum() + (truth == label).sum())
        for label in sorted(set(truth))
    ]
    return float(np.mean(scores)) if scores else np.nan
