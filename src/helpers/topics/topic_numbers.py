"""The same topic keeps its number: topics are matched to those that an earlier run of the dump left.

A run leaves the papers, words and names of its topics in a small file; the next run gives each of its topics the
number of the one that it resembles most, by papers and by words, so that a slide of last month and one of today agree
on what topic 3 is, and which colour it has.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.run.inputs import choose_run_name, compute_checksum
from helpers.topics.phrase_counts import stem_term

if TYPE_CHECKING:
    from pathlib import Path

MIN_LIKENESS = 0.15
"""Topics that are less alike are not the same: mean of the Jaccard indices of their papers and of their words."""
MIN_MATCHED = 0.2
"""Where topics that hold fewer of the papers than this share are matched, the file is of something else."""
MIN_SHARED = 0.05
"""Papers tell topics apart only where both runs have this share of the smaller run's papers in common."""


@dataclass(frozen=True)
class Identities:
    """Which numbers the groups of this run go by.

    Attributes
    ----------
    numbers : ndarray of shape (n_groups,), int64
    next_number : int
        The first number that no topic has had.
    parts : dict of int to dict
        What an earlier run split: by the number of that topic, the paper_ids of each part by the part's number.
    names : dict of str to int
        Names under which topics were shown in earlier runs.
    remark : str
        A sentence for the reader; empty on a first run.
    """

    numbers: np.ndarray
    next_number: int
    parts: dict[int, dict[int, list[str]]] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    remark: str = ""


def read_identities(run: Any) -> dict[str, Any]:
    """Return the topics that an earlier run of a dump of this name left; empty for a first or a forced run.

    What was read is named with its checksum in ``run.json`` among the inputs. A file that cannot be read counts as
    none, and says so in the ``remark``.

    Parameters
    ----------
    run : Run
    """
    path = _find_place(run)
    known, checksum = {}, None
    if not run.forced and path.is_file():
        checksum = compute_checksum((path,))
        try:
            known = _check_identities(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            known = {"remark": f"{path.name} in {path.parent.name} cannot be read, so topics are numbered afresh."}
    run.record(inputs={"topic identities": checksum})
    return known


def write_identities(run: Any, identities: Mapping[str, Any]) -> None:
    """Leave the topics for the next run of a dump of this name, below the folder of all results.

    Where there were no topics, what an earlier run left stays.
    """
    if identities.get("topics"):
        text = json.dumps(identities, ensure_ascii=False, separators=(",", ":")) + "\n"
        run.write_text(text, _find_place(run))


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
    topics = known.get("topics", [])
    remark = known.get("remark", "")
    if not topics or not k:
        return Identities(np.arange(k, dtype=np.int64), k, remark=remark)
    by_papers = _compare_members([topic["papers"] for topic in topics], members)
    by_words = _compare_words([topic["words"] for topic in topics], words)
    pairs = _pair((by_papers + by_words) / 2, MIN_LIKENESS)
    if sum(len(members[i]) for i in pairs) < MIN_MATCHED * sum(map(len, members)):
        remark = "The topics have next to nothing in common with those of the run before, so they are numbered afresh."
        return Identities(np.arange(k, dtype=np.int64), k, remark=remark)
    parts = {
        int(number): {int(part): list(ids) for part, ids in found.items()}
        for number, found in known.get("parts", {}).items()
    }
    next_number = max(int(known.get("next", 0)), *(topic["number"] + 1 for topic in topics))
    numbers = np.empty(k, dtype=np.int64)
    for i in range(k):
        if i in pairs:
            numbers[i] = topics[pairs[i]]["number"]
        else:
            numbers[i] = next_number
            next_number += 1
    new, gone = k - len(pairs), len(topics) - len(pairs)
    changes = f"{new} {'is' if new == 1 else 'are'} new, {gone} {'is' if gone == 1 else 'are'} gone"
    if new or gone:
        remark = f"{len(pairs)} of {k} topics keep the numbers of the run before; {changes}."
    else:
        remark = "The topics keep the numbers of the run before."
    return Identities(numbers, next_number, parts, dict(known.get("names", {})), remark)


def match_parts(
    known: Mapping[int, Sequence[str]], members: Sequence[Sequence[str]], whole: int, next_number: int
) -> tuple[np.ndarray, int]:
    """Return the numbers of the parts of a topic that was split, and the first number that is free afterwards.

    Parameters
    ----------
    known : mapping of int to sequence of str
        paper_ids of the parts of an earlier run, by number; parts with shared papers keep their numbers.
    members : sequence of sequences of str
        paper_ids of each part.
    whole : int
        Number of the topic. The largest part keeps it unless an earlier run gave it to another one.
    next_number : int

    Returns
    -------
    numbers : ndarray of shape (n_parts,), int64
    next_number : int
    """
    earlier = list(known)
    likeness = (
        _compare_members([known[number] for number in earlier], members) if earlier else np.zeros((len(members), 0))
    )
    pairs = _pair(likeness, MIN_LIKENESS)
    numbers = np.full(len(members), -1, dtype=np.int64)
    for i, j in pairs.items():
        numbers[i] = earlier[j]
    by_size = sorted(range(len(members)), key=lambda i: (-len(members[i]), i))
    if whole not in numbers:
        numbers[next((i for i in by_size if numbers[i] < 0), by_size[0])] = whole
    for i in by_size:
        if numbers[i] < 0:
            numbers[i] = next_number
            next_number += 1
    return numbers, next_number


def describe_identities(
    numbers: np.ndarray,
    members: Sequence[Sequence[str]],
    words: Sequence[Sequence[str]],
    *,
    next_number: int,
    parts: Mapping[int, Mapping[int, Sequence[str]]] | None = None,
    names: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Return what the next run needs to give the same numbers, as plain JSON.

    Topics are described before the edits of the reader's file, since those are applied again.

    Parameters
    ----------
    numbers : ndarray of shape (n_groups,)
    members, words : sequences of length n_groups
        paper_ids and words of each group.
    next_number : int
        The first number that no topic has had; raised where a part has a higher one.
    parts : mapping, optional
        ``Edited.parts`` of this run and of earlier ones.
    names : mapping of str to int, optional
        Names of topics, with the numbers that they were shown with, also from earlier runs.
    """
    order = np.argsort(numbers, kind="stable")
    parts = {int(whole): {int(part): ids for part, ids in found.items()} for whole, found in (parts or {}).items()}
    used = [int(number) for number in numbers] + [part for found in parts.values() for part in found]
    return {
        "topics": [
            {"number": int(numbers[place]), "words": list(words[place]), "papers": sorted(members[place])}
            for place in order
        ],
        "parts": {
            str(whole): {str(part): sorted(parts[whole][part]) for part in sorted(parts[whole])}
            for whole in sorted(parts)
        },
        "names": {str(label): int(number) for label, number in sorted((names or {}).items())},
        "next": max([int(next_number), *(number + 1 for number in used)]),
    }


def _check_identities(known: Any) -> dict[str, Any]:
    """Return the content of a file in the form that :func:`describe_identities` gives; raise where it has another."""
    topics = [
        {
            "number": _check_number(topic["number"]),
            "words": _check_texts(topic["words"]),
            "papers": _check_texts(topic["papers"]),
        }
        for topic in known["topics"]
    ]
    if len({topic["number"] for topic in topics}) < len(topics):
        raise ValueError("two topics have one number")
    parts = {
        str(int(whole)): {str(int(part)): _check_texts(ids) for part, ids in found.items()}
        for whole, found in known.get("parts", {}).items()
    }
    names = {str(label): _check_number(number) for label, number in known.get("names", {}).items()}
    used = [topic["number"] for topic in topics] + [int(part) for found in parts.values() for part in found]
    next_number = max([_check_number(known.get("next", 0)), *(number + 1 for number in used)])
    return {"topics": topics, "parts": parts, "names": names, "next": next_number}


def _check_number(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**31:
        raise ValueError("a topic's number is a whole number from 0")
    return value


def _check_texts(values: Any) -> list[str]:
    if not isinstance(values, list):
        raise TypeError("papers and words are lists")
    return [str(value) for value in values]


def _pair(likeness: np.ndarray, least: float) -> dict[int, int]:
    """Rows and columns that belong together: the largest sum of likenesses, those under the least counting nothing."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(-np.where(likeness >= least, likeness, 0.0))
    return {int(i): int(j) for i, j in zip(rows, columns, strict=True) if likeness[i, j] >= least}


def _compare_members(known: Sequence[Sequence[str]], members: Sequence[Sequence[str]]) -> np.ndarray:
    """Jaccard index of each group with each known one, of the papers that both runs have; array (k, n_known)."""
    place = {paper: j for j, papers in enumerate(known) for paper in papers}
    shared = np.zeros((len(members), len(known)))
    for i, papers in enumerate(members):
        found = [place[paper] for paper in papers if paper in place]
        shared[i] = np.bincount(found, minlength=len(known)) if found else 0
    if shared.sum() < MIN_SHARED * min(len(place), sum(map(len, members))):
        return np.zeros_like(shared)
    union = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0, keepdims=True) - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)


def _compare_words(known: Sequence[Sequence[str]], words: Sequence[Sequence[str]]) -> np.ndarray:
    """Jaccard index of the stems of each group's words with those of each known one; array (k, n_known)."""
    before = [{stem_term(word) for word in found} for found in known]
    now = [{stem_term(word) for word in found} for found in words]
    return np.array([[len(a & b) / len(a | b) if a | b else 0.0 for b in before] for a in now])
