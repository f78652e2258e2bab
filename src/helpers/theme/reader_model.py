"""A reader that was learned from coded papers: its numbers as data, checked on loading, and what they predict.

A multinomial logistic regression of the sense, of the role given the sense, and of both values together given sense
and role, on the features of :mod:`helpers.theme.reader_features`. Nothing but numpy is needed to use it.
"""

import hashlib
import json
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from helpers.run.atomic_files import replacing
from helpers.run.errors import InputError
from helpers.run.inputs import place_reader
from helpers.theme.pole_axis import Encoder
from helpers.theme.reader_features import BLOCKS, Features
from helpers.theme.theme_file import OTHER, ROLES, VALUES, ThemeFile

TASKS = ("sense", "role", "values")
FIELDS = ("sense", "role", "first_value", "second_value")
FORMAT = 1
PROBE = "Each encoder has its own vector for this sentence, whatever the theme is."
SAME_ENCODER = 0.97  # cosine of the probe's vectors; the integer form of the bundled encoder reaches 0.99
UNSAID = 0.02  # odds that are left to a value of a pole whose word does not stand in the paper


@dataclass(frozen=True)
class Predictions:
    """Chances of the labels of each paper: ``senses`` (n, s), ``roles`` (n, s, 5), ``values`` (n, s, 2, 5).

    Those of roles and values hold if the paper's sense is the one of the second axis.
    """

    senses: np.ndarray
    roles: np.ndarray
    values: np.ndarray


@dataclass(frozen=True)
class ReaderModel:
    """The numbers of a learned reader.

    Attributes
    ----------
    labels : dict of str to tuple of str
        Labels of each of ``TASKS``; those of the values are two joined by ``|``.
    signs : tuple of str
        Names of the counts that are looked at.
    weights : dict of str to array
        ``<task> vectors`` (labels, blocks, d), ``<task> signs`` (labels, signs), ``<task> bias`` (labels,),
        ``role sense``, ``values sense`` and ``values role`` (labels, labels of the other task).
    temperatures : dict of str to float
        What sharpens or flattens the chances of each of ``FIELDS``, set on papers held out.
    unsure : tuple of float
        Leads of the sense and of the stance's values below which a reading is marked as not sure.
    card : dict
        What it was learned from, and how often it was right on papers held out.
    probe : array of shape (d,)
        The vector of ``PROBE``.
    """

    labels: dict[str, tuple[str, ...]]
    signs: tuple[str, ...]
    weights: dict[str, np.ndarray]
    temperatures: dict[str, float]
    unsure: tuple[float, float]
    card: dict[str, Any]
    probe: np.ndarray

    def list_lessons(self) -> set[str]:
        """Return the ids of the papers that it was learned from."""
        return set(self.card["learned_from"].split("\n"))

    def knows(self, encode: Encoder) -> bool:
        """Tell whether texts are encoded as they were when the reader was learned: by the vector of ``PROBE``."""
        found = np.asarray(encode([PROBE]))[0]
        return found.shape == self.probe.shape and float(found @ self.probe) > SAME_ENCODER

    @cached_property
    def places(self) -> dict[str, int]:
        """Place of each sign in ``signs``."""
        return {sign: i for i, sign in enumerate(self.signs)}

    def predict(self, features: Features) -> Predictions:
        """Return the chances of all labels of the papers."""
        base = {task: self._add_evidence(features, task) for task in TASKS}
        senses = _soften(_normalise(base["sense"]), self.temperatures["sense"])
        said = np.array([[f"named:{side}" in counts for side in ("first", "second")] for counts in features.counts])
        pairs = [label.split("|") for label in self.labels["values"]]
        unsaid = np.array([[a != "absent", b != "absent"] for a, b in pairs])
        # What a paper does not say can only be absent: a value of it keeps little chance.
        damp = np.where(unsaid[None] & ~said.reshape(-1, 1, 2), np.log(UNSAID), 0.0).sum(axis=2)
        of_value = np.array([[[pair[p] == value for value in VALUES] for pair in pairs] for p in (0, 1)], dtype=float)
        n, n_senses = senses.shape
        roles, values = np.zeros((n, n_senses, len(ROLES))), np.zeros((n, n_senses, 2, len(VALUES)))
        for s in range(n_senses):
            given = _normalise(base["role"] + self.weights["role sense"][:, s])
            pair = sum(
                given[:, [r]]
                * _normalise(
                    base["values"] + damp + self.weights["values sense"][:, s] + self.weights["values role"][:, r]
                )
                for r in range(len(ROLES))
            )
            roles[:, s] = _soften(given, self.temperatures["role"])
            for p, field in enumerate(FIELDS[2:]):
                values[:, s, p] = _soften(pair @ of_value[p], self.temperatures[field])
        return Predictions(senses, roles, values)

    def weigh_signs(self, task: str, label: str, against: str) -> np.ndarray:
        """Weight of each sign for a label against another of its task; for ``first_value``, summed over the pairs."""
        if task in TASKS:
            rows = [self.weights[f"{task} signs"][self.labels[task].index(name)] for name in (label, against)]
        else:
            place = FIELDS.index(task) - 2
            firsts = [pair.split("|")[place] for pair in self.labels["values"]]
            weights = self.weights["values signs"]
            rows = [weights[[first == name for first in firsts]].mean(axis=0) for name in (label, against)]
        return rows[0] - rows[1]

    def _add_evidence(self, features: Features, task: str) -> np.ndarray:
        total = np.tile(self.weights[f"{task} bias"], (len(features.counts), 1)).astype(np.float64)
        for b, block in enumerate(BLOCKS):
            total += features.vectors[block] @ self.weights[f"{task} vectors"][:, b].T
        signs = self.weights[f"{task} signs"].T
        for i, counts in enumerate(features.counts):
            found = [(self.places[sign], amount) for sign, amount in counts.items() if sign in self.places]
            if found:
                places, amounts = zip(*found, strict=True)
                total[i] += np.asarray(amounts) @ signs[list(places)]
        return total


def open_reader(theme_file: ThemeFile) -> ReaderModel | None:
    """Return the learned reader that stands beside a theme's file, or None for a theme that is read by rules."""
    path = place_reader(theme_file.path) if theme_file.path else None
    return load_reader(path, theme_file.sense_ids) if path and path.is_file() else None


def save_reader(model: ReaderModel, path: Path) -> None:
    """Write the numbers (``.npz``) and beside them what describes them (``.json``); the same model, the same bytes."""
    signs = np.frombuffer("\n".join(model.signs).encode(), dtype=np.uint8)
    arrays = {name.replace(" ", "_"): array.astype(np.float16) for name, array in sorted(model.weights.items())}
    with replacing(path) as part:
        with part.open("wb") as stream:
            np.savez_compressed(stream, signs=signs, probe=model.probe.astype(np.float16), **arrays)
        digest = hashlib.sha256(part.read_bytes()).hexdigest()
    told = {
        "format": FORMAT, "sha256": digest, "labels": model.labels, "temperatures": model.temperatures,
        "unsure": model.unsure, "card": model.card,
    }  # fmt: skip
    with replacing(path.with_suffix(".json")) as part:
        part.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def load_reader(path: Path, sense_ids: tuple[str, ...]) -> ReaderModel:
    """Read and check a learned reader.

    Raises
    ------
    InputError
        If a file is missing or damaged, was made by another version, or knows other senses than the theme.
    """
    cure = f"Make it again with `python -m helpers fit-theme {path.parent.name}`, or delete the folder {path.parent}."
    try:
        told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        if told["format"] != FORMAT or hashlib.sha256(path.read_bytes()).hexdigest() != told["sha256"]:
            raise ValueError
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name.replace("_", " "): stored[name] for name in stored.files}
        signs = tuple(arrays.pop("signs").tobytes().decode().split("\n"))
        probe = arrays.pop("probe").astype(np.float32)
        labels = {task: tuple(told["labels"][task]) for task in TASKS}
        weights = {name: array.astype(np.float32) for name, array in arrays.items()}
        shapes = _list_shapes(labels, len(signs), weights["sense vectors"].shape[-1])
        if {name: array.shape for name, array in weights.items()} != shapes or not all(
            np.isfinite(array).all() for array in weights.values()
        ):
            raise ValueError
        temperatures = {field: float(told["temperatures"][field]) for field in FIELDS}
        unsure = (float(told["unsure"][0]), float(told["unsure"][1]))
        model = ReaderModel(labels, signs, weights, temperatures, unsure, dict(told["card"]), probe)
    except (OSError, ValueError, KeyError, TypeError, IndexError, zipfile.BadZipFile):
        raise InputError(f"The learned reader {path} is damaged or was made by another version. {cure}") from None
    if labels["sense"] != sense_ids or OTHER not in labels["sense"]:
        raise InputError(f"The learned reader {path} knows other senses than the theme file. {cure}")
    return model


def _list_shapes(labels, n_signs, width):
    n = {task: len(names) for task, names in labels.items()}
    shapes = {"role sense": (n["role"], n["sense"]), "values sense": (n["values"], n["sense"])}
    shapes["values role"] = (n["values"], n["role"])
    for task in TASKS:
        shapes |= {f"{task} vectors": (n[task], len(BLOCKS), width), f"{task} signs": (n[task], n_signs)}
        shapes[f"{task} bias"] = (n[task],)
    return shapes


def _normalise(logits):
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)


def _soften(chances, temperature):
    return _normalise(np.log(np.maximum(chances, 1e-12)) / temperature)
