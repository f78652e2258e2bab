"""Topics as the reader wants them: renamed, merged, split or deleted by a small file beside the dump.

The file ``<stem>.topics.toml`` survives re-runs: it names a topic by its number, by one of its papers, or by its
name, and numbers are kept from run to run (:mod:`helpers.topics.identities`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers.errors import InputError
from helpers.text import fold_title

MAX_LABEL_CHARACTERS = 60
KINDS = {
    "rename": {"topic", "label"},
    "merge": {"topics", "label"},
    "split": {"topic", "into"},
    "delete": {"topic"},
}


class TopicFileError(InputError):
    """A file of topic edits cannot be read; the sentence names the file and the entry."""


@dataclass(frozen=True)
class Edit:
    """One entry of the file: what to do, to which topics, with which name or number of parts."""

    kind: str
    topics: tuple[int | str, ...]
    label: str | None = None
    into: int = 2
    place: str = ""


@dataclass(frozen=True)
class Edited:
    """Groups after the edits.

    Attributes
    ----------
    groups : ndarray of shape (n,)
        Group of each paper, from 0 without gaps.
    numbers : ndarray of shape (n_groups,)
        The number that each group goes by.
    labels : dict of int to str
        Names that the file gave, by number.
    parts : dict of int to list of int
        Numbers that the parts of a split topic were given, by the number of that topic.
    remarks : list of str
        One sentence per edit: what it did, or why it did nothing.
    """

    groups: np.ndarray
    numbers: np.ndarray
    labels: dict[int, str] = field(default_factory=dict)
    parts: dict[int, list[int]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def read_edits(path: Path | None) -> list[Edit]:
    """Return the edits of a file, in its order by kind: deleted, merged, split, renamed.

    Parameters
    ----------
    path : Path or None
        None, or a file without entries, means no edits.

    Returns
    -------
    list of Edit

    Raises
    ------
    TopicFileError
        If the file is not TOML, or an entry is of an unknown kind, lacks a key or has a value it cannot have.
    """
    if path is None:
        return []
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TopicFileError(f"{path.name} is not a readable TOML file: {error}.") from None
    unknown = sorted(set(found) - set(KINDS))
    if unknown:
        raise TopicFileError(f"{path.name} has an entry [[{unknown[0]}]]; it can have {', '.join(KINDS)}.")
    edits = []
    for kind in ("delete", "merge", "split", "rename"):
        entries = found.get(kind, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise TopicFileError(f"{path.name}: write [[{kind}]] in double brackets, once for each topic.")
        edits += [_read_edit(kind, entry, f"{path.name}, [[{kind}]] number {i + 1}") for i, entry in enumerate(entries)]
    return edits


def _read_edit(kind: str, entry: dict[str, Any], place: str) -> Edit:
    unknown = sorted(set(entry) - KINDS[kind])
    if unknown:
        raise TopicFileError(f"{place} has a key {unknown[0]!r}; it can have {', '.join(sorted(KINDS[kind]))}.")
    named = entry.get("topics") if kind == "merge" else [entry.get("topic")]
    good = isinstance(named, list) and all(type(item) in (int, str) and item != "" for item in named)
    if not good or len(named) < (2 if kind == "merge" else 1):
        wanted = "topics = [1, 4] (two or more)" if kind == "merge" else "topic = 3"
        raise TopicFileError(f"{place} must say {wanted}: a number, or a paper's id or title, or a topic's name.")
    label = entry.get("label")
    if label is not None or kind == "rename":
        label = " ".join(label.split()) if isinstance(label, str) else ""
        if not 0 < len(label) <= MAX_LABEL_CHARACTERS:
            raise TopicFileError(f"{place} must give a label of 1 to {MAX_LABEL_CHARACTERS} characters.")
    into = entry.get("into", 2)
    if type(into) is not int or not 2 <= into <= 20:
        raise TopicFileError(f"{place} splits into {into!r} parts; it can be 2 to 20.")
    return Edit(kind, tuple(named), label, into, place)


def apply_edits(
    edits: Sequence[Edit],
    groups: np.ndarray,
    numbers: np.ndarray,
    papers: pd.DataFrame,
    labels: Sequence[str],
    *,
    belonging: np.ndarray,
    split: Callable[[np.ndarray, int], np.ndarray],
    next_number: int,
    parts: dict[int, list[int]] | None = None,
) -> Edited:
    """Delete, merge, split and rename topics.

    Parameters
    ----------
    edits : sequence of Edit
    groups : ndarray of shape (n,)
        Group of each paper, from 0 without gaps.
    numbers : ndarray of shape (n_groups,)
        The number that each group goes by.
    papers : DataFrame
        Uses ``paper_id`` and ``title``.
    labels : sequence of str, length n_groups
        Names of the groups before the edits.
    belonging : ndarray of shape (n, n_groups)
        Papers of a deleted topic go where this is highest among the topics that are left.
    split : callable
        Rows of a topic and a number of parts to the part of each row, from 0.
    next_number : int
        The first number that no topic has had.
    parts : dict, optional
        Numbers that the parts of a split topic got before; they get them again.

    Returns
    -------
    Edited
    """
    current = numbers[groups].astype(np.int64)
    names = {int(number): label for number, label in zip(numbers, labels, strict=True)}
    find = _Finder(current, papers, names)
    order = {int(number): place for place, number in enumerate(numbers)}
    known, made = dict(parts or {}), {}
    given: dict[int, str] = {}
    remarks = []
    for edit in edits:
        # All edits speak of the topics as they were shown; what an earlier one did is looked up by paper.
        hits = list(dict.fromkeys(find(item) for item in edit.topics))
        if None in hits:
            missing = edit.topics[[find(item) for item in edit.topics].index(None)]
            remarks.append(f"{edit.place}: no topic fits {missing!r}, so nothing was changed.")
            continue
        present = [hit for hit in hits if (current == hit).any()]
        if not present or (edit.kind == "merge" and len(present) < 2):
            remarks.append(f"{edit.place}: the topic is no longer there, so nothing was changed.")
            continue
        target = present[0]
        n = int(np.isin(current, present).sum())
        if edit.kind == "delete":
            others = [number for number in order if number != target and (current == number).any()]
            if not others:
                remarks.append(f"{edit.place}: {names[target]!r} is the only topic and stays.")
                continue
            rows = np.flatnonzero(current == target)
            best = belonging[rows][:, [order[number] for number in others]].argmax(axis=1)
            current[rows] = np.array(others)[best]
            remarks.append(f"Deleted {names[target]!r}; its {n:,} papers went to their next topics.")
        elif edit.kind == "merge":
            current[np.isin(current, present)] = target
            joined = " and ".join(repr(names[number]) for number in present)
            remarks.append(f"Merged {joined}: {n:,} papers.")
        elif edit.kind == "split":
            rows = np.flatnonzero(current == target)
            pieces = np.unique(split(rows, edit.into), return_inverse=True)[1]
            pieces = _order_by_size(pieces)
            if pieces.max() == 0:
                remarks.append(f"{edit.place}: {names[target]!r} does not fall into parts and stays as it is.")
                continue
            new = known.get(target, [])[: pieces.max()]
            new = [*new, *range(next_number, next_number + int(pieces.max()) - len(new))]
            next_number = max([next_number, *(number + 1 for number in new)])
            made[target] = new
            current[rows] = np.array([target, *new])[pieces]
            names.update(dict.fromkeys(new, f"part of {names[target]}"))
            remarks.append(f"Split {names[target]!r} into {int(pieces.max()) + 1} parts.")
        if edit.label is not None:
            given[target] = edit.label
            if edit.kind == "rename":
                remarks.append(f"Renamed {names[target]!r} to {edit.label!r}.")
    left, new_groups = np.unique(current, return_inverse=True)
    return Edited(new_groups.astype(np.int64), left, {k: v for k, v in given.items() if k in left}, made, remarks)


class _Finder:
    """The number of the topic that an entry names: by number, by one of its papers, or by its name."""

    def __init__(self, current: np.ndarray, papers: pd.DataFrame, names: dict[int, str]) -> None:
        self.numbers = set(names)
        self.by_name = {name.casefold(): number for number, name in names.items()}
        ids, titles = papers["paper_id"].astype(str), papers["title"].astype(str)
        self.by_id = dict(zip(ids, map(int, current), strict=True))
        self.by_title = {fold_title(title): int(number) for title, number in zip(titles, current, strict=True)}

    def __call__(self, item: int | str) -> int | None:
        if isinstance(item, int):
            return item if item in self.numbers else None
        for known, key in ((self.by_id, item), (self.by_name, item.casefold()), (self.by_title, fold_title(item))):
            if key in known:
                return known[key]
        return int(item) if item.isdecimal() and int(item) in self.numbers else None


def _order_by_size(pieces: np.ndarray) -> np.ndarray:
    """Number parts by falling size, ties by their first row."""
    sizes = np.bincount(pieces)
    first = np.unique(pieces, return_index=True)[1]
    order = np.lexsort((first, -sizes))
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[order] = np.arange(len(sizes))
    return rank[pieces]
