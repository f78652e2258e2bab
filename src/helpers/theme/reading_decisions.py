"""What decides a reading once its sense is known: role, values, how sure they are, and the words that weighed most."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from helpers.theme.pole_values import choose_role, compute_value_score, compute_values
from helpers.theme.reader_features import Features, tell_sign
from helpers.theme.reader_model import FIELDS, Predictions, ReaderModel
from helpers.theme.theme_file import ROLES, VALUES, ThemeFile

SHOWN_SIGNS = 2
"""Signs that a piece of evidence names."""


def decide_by_rules(rows: Sequence[Any], weights: Sequence[float], sense: str, theme_file: ThemeFile) -> dict[str, Any]:
    """Return the columns of a reading that the rules decide, with the ``margins`` of both values."""
    values, margins, evidence, relation, direction = compute_values(rows, weights, sense, theme_file)
    lines = [
        f"{pole} absent" if value == "absent"
        else f"{pole} {value}: usual for this sense" if row is None
        else f"{pole} {value} ({word}): {_quote(row)}"
        for pole, value, (row, word) in zip(theme_file.pole_ids, values, evidence, strict=True)
    ]  # fmt: skip
    return {
        "role": choose_role(rows, weights, sense, values, theme_file), "role_score": np.nan,
        "first_value": values[0], "second_value": values[1], "relation": relation, "direction": direction,
        "evidence": " | ".join(lines), "margins": margins,
        "first_score": compute_value_score(values[0], margins[0]),
        "second_score": compute_value_score(values[1], margins[1]),
    }  # fmt: skip


def decide_by_model(
    reader: ReaderModel, predicted: Predictions, features: Features, by_rules: Mapping[str, Any], p: int, s: int,
    theme_file: ThemeFile,
) -> dict[str, Any]:  # fmt: skip
    """Return the columns of a reading of paper ``p`` in sense ``s`` that a learned reader decides.

    Evidence is, for the sense and for the value of each pole, the mention whose signs speak most for it against the
    next best label, and those signs. Relation and direction are those of ``by_rules``, the paper's reading by rules.
    """
    senses = theme_file.sense_ids
    rival = max((o for o in range(len(senses)) if o != s), key=lambda o: predicted.senses[p, o], default=s)
    role, values = predicted.roles[p, s], predicted.values[p, s]
    chosen = [VALUES[int(chances.argmax())] for chances in values]
    lines = [f"{senses[s]}{_find_evidence(reader, features.mentions[p], 'sense', senses[s], senses[rival])}"]
    for side, (pole, value) in enumerate(zip(theme_file.pole_ids, chosen, strict=True)):
        mine = [(row, signs) for row, signs in features.mentions[p] if row.pole == pole]
        following = VALUES[int(np.argsort(-values[side], kind="stable")[1])]
        found = _find_evidence(reader, mine, FIELDS[2 + side], value, following) if value != "absent" else ""
        lines.append(f"{pole} {value}{found}")
    ordered = np.sort(values, axis=1)
    return {
        "role": ROLES[int(role.argmax())], "role_score": float(role.max()),
        "first_value": chosen[0], "second_value": chosen[1],
        "relation": by_rules["relation"], "direction": by_rules["direction"],
        "evidence": " | ".join(lines), "margins": ordered[:, -1] - ordered[:, -2],
        "first_score": float(values[0].max()), "second_score": float(values[1].max()),
    }  # fmt: skip


def _find_evidence(reader, mentions, task, label, against):
    """The mention and its signs that weigh most for a label against another, in words."""
    weights = reader.weigh_signs(task, label, against)
    best = (0.0, None, ())
    for row, signs in mentions:
        weighed = sorted(((float(weights[reader.places[sign]]), sign) for sign in signs if sign in reader.places),
                         reverse=True)  # fmt: skip
        total = sum(weight for weight, _ in weighed)
        if best[1] is None or total > best[0]:
            best = (total, row, [sign for weight, sign in weighed if weight > 0])
    if best[1] is None or not any(map(tell_sign, best[2])):
        return ": by the whole text"
    words = list(dict.fromkeys(filter(None, map(tell_sign, best[2]))))[:SHOWN_SIGNS]
    return f" ({', '.join(words)}): {_quote(best[1])}"


def _quote(row):
    return f"…{row.left[-90:]}[{row.match}]{row.right[:70]}…"
