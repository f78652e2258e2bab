"""The same topic keeps its number: topics are matched to those that an earlier run of the dump left.

A run leaves the papers and words of its topics in a small file; the next run gives each of its topics the number of
the one that it resembles most, by papers and by words, so that a slide of last month and one of today agree on what
topic 3 is, and which colour it has.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from helpers.inputs import choose_run_name, compute_checksum, read_json
from helpers.topics.terms import stem_term

MIN_LIKENESS = 0.15
"""Topics that are less alike are not the same: mean of the Jaccard indices of their papers and of their words."""
MIN_SHARED = 0.2
"""Where topics that hold fewer of the papers than this share are matched, the file is of something else."""


@dataclass(frozen=True)
class Identities:
    """Numbers of the groups of this run, the next free number, and a sentence for the reader."""

    numbers: np.ndarray
    next_number: int
    parts: dict[int, list[int]] = field(default_factory=dict)
    remark: str = ""


def read_identities(run: Any) -> dict[str, Any]:
    """Return the topics that an earlier run of a dump of this name left; empty for a first or a forced run.

    What was read is named with its checksum in ``run.json`` among the inputs.

    Parameters
    ----------
    run : Run
    """
    path = _find_place(run)
    known = {} if run.forced or not path.is_file() else read_json(path)
    run.record(inputs={"topic identities": compute_checksum((path,)) if known else None})
    return known


def write_identities(run: Any, identities: Mapping[str, Any]) -> None:
    """Leave the topics for the next run of a dump of this name, below the folder of all results."""
    path = _find_place(run)
    path.parent.mkdir(parents=True, exist_ok=True)
    run.write_text(json.dumps(identities, ensure_ascii=False, separators=(",", ":")) + "\n", path)


def _find_place(run: Any) -> Path:
    return run.outputs / "identities" / f"{choose_run_name(run.paths)}.topics.json"


def match_identities(
    known: Mapping[str, Any], members: Sequence[Sequence[str]], words: Sequence[Sequence[str]]
) -> Identities:
    """Return the number of each group.

    Parameters
    ----------
    known : mapping
        What :func:`describe_identities` made in an earlier run; empty for a first run.
    members : sequence of sequences of str
        paper_ids of each group; groups by falling size.
    words : sequence of sequences of str
        Words of each group.

    Returns
    -------
    Identities
        A first run numbers groups in their order. Later, groups are paired with known topics so that the sum of
        likenesses is largest (Kuhn 1955, the Hungarian method); a group without a pair gets the next free number.
    """
    k = len(members)
    fresh = Identities(np.arange(k, dtype=np.int64), k)
    topics = _check_topics(known)
    if not topics:
        return fresh
    from scipy.optimize import linear_sum_assignment

    likeness = np.array(
        [
            [_compute_likeness(topic, papers, terms) for topic in topics]
            for papers, terms in zip(members, words, strict=True)
        ]
    ).reshape(k, len(topics))
    rows, columns = linear_sum_assignment(-likeness)
    pairs = {int(i): int(j) for i, j in zip(rows, columns, strict=True) if likeness[i, j] >= MIN_LIKENESS}
    n_papers, n_paired = sum(map(len, members)), sum(len(members[i]) for i in pairs)
    if n_paired < MIN_SHARED * n_papers:
        remark = "The topics have next to nothing in common with those of the run before, so they are numbered afresh."
        return Identities(fresh.numbers, k, remark=remark)
    next_number = max(int(known.get("next", 0)), *(topic["number"] + 1 for topic in topics))
    numbers = np.empty(k, dtype=np.int64)
    for i in range(k):
        if i in pairs:
            numbers[i] = topics[pairs[i]]["number"]
        else:
            numbers[i] = next_number
            next_number += 1
    parts = {int(number): [int(item) for item in items] for number, items in known.get("parts", {}).items()}
    new, gone = k - len(pairs), len(topics) - len(pairs)
    remark = f"{len(pairs)} of {k} topics keep the numbers of an earlier run; {new} are new, {gone} are gone."
    return Identities(numbers, next_number, parts, remark)


def describe_identities(
    numbers: np.ndarray,
    members: Sequence[Sequence[str]],
    words: Sequence[Sequence[str]],
    *,
    next_number: int,
    parts: Mapping[int, Sequence[int]] | None = None,
) -> dict[str, Any]:
    """Return what the next run needs to give the same numbers, as plain JSON.

    Topics are described before the edits of the reader's file, since those are applied again.
    """
    order = np.argsort(numbers, kind="stable")
    return {
        "topics": [
            {"number": int(numbers[place]), "words": list(words[place]), "papers": sorted(members[place])}
            for place in order
        ],
        "parts": {str(number): [int(item) for item in items] for number, items in sorted((parts or {}).items())},
        "next": int(next_number),
    }


def _check_topics(known: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The known topics with their papers and word stems as sets; what has another form is not used."""
    found = []
    for topic in known.get("topics", []) if isinstance(known.get("topics", []), list) else []:
        if isinstance(topic, dict) and isinstance(topic.get("number"), int) and topic["number"] >= 0:
            stems = {stem_term(str(word)) for word in topic.get("words", [])}
            found.append({"number": topic["number"], "papers": set(map(str, topic.get("papers", []))), "stems": stems})
    return found


def _compute_likeness(topic: Mapping[str, Any], papers: Sequence[str], words: Sequence[str]) -> float:
    stems = {stem_term(word) for word in words}
    return (_compute_jaccard(topic["papers"], set(papers)) + _compute_jaccard(topic["stems"], stems)) / 2


def _compute_jaccard(one: set, other: set) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
