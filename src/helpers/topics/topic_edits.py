"""Topics as the reader wants them: renamed, merged, split or deleted by ``<stem>.topics.toml`` beside the dump."""

import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers.run.errors import InputError
from helpers.text.wordings import count, plural
from helpers.text.words import fold_title
from helpers.topics.topic_labellers import MAX_LABEL_CHARACTERS
from helpers.topics.topic_names import TopicName
from helpers.topics.topic_numbers import Identities, match_parts

KINDS = {"split": {"topic", "into"}, "delete": {"topic"}, "merge": {"topics", "label"}, "rename": {"topic", "label"}}
"""What a file can ask for, in the order in which it is done, with the keys of each entry."""
_BY_IDENTIFIER = ("paper_id", "arxiv_id", "doi")


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
    """Groups after the edits, from 0 without gaps, and the number that each goes by.

    ``labels`` are names that the file gave, by number; ``parts`` has, by the number of each topic that was split, the
    paper_ids of each part by its number; ``remarks`` has a sentence per edit: what it did, or why it did nothing.
    """

    groups: np.ndarray
    numbers: np.ndarray
    labels: dict[int, str] = field(default_factory=dict)
    parts: dict[int, dict[int, list[str]]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def read_edits(path: Path | None) -> list[Edit]:
    """Return the edits of a file in the order in which they are done; none of None or of a file without entries.

    Raises :class:`TopicFileError` where the file is not TOML or an entry cannot be.
    """
    if path is None:
        return []
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise TopicFileError(f"{path.name} cannot be read ({error.strerror}); make it readable or move it.") from None
    except UnicodeDecodeError:
        raise TopicFileError(f"{path.name} is not in UTF-8; save it with that encoding.") from None
    except (ValueError, RecursionError) as error:
        raise TopicFileError(f"{path.name} is not TOML: {error}.") from None
    unknown = [kind for kind in found if kind not in KINDS]
    if unknown:
        raise TopicFileError(f"{path.name} has an entry {unknown[0]!r}; it can have [[{']], [['.join(KINDS)}]].")
    edits = []
    for kind in KINDS:
        entries = found.get(kind, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise TopicFileError(f"{path.name}: write [[{kind}]] in double brackets, once for each edit.")
        edits += [_read_edit(kind, entry, f"{path.name}, [[{kind}]] number {i + 1}") for i, entry in enumerate(entries)]
    return edits


def _read_edit(kind: str, entry: Mapping[str, Any], place: str) -> Edit:
    unknown = sorted(set(entry) - KINDS[kind])
    if unknown:
        raise TopicFileError(f"{place} has a key {unknown[0]!r}; it can have {' and '.join(sorted(KINDS[kind]))}.")
    named = entry.get("topics") if kind == "merge" else [entry.get("topic")]
    named = named if isinstance(named, list) else [None]
    named = [" ".join(item.split()) if isinstance(item, str) else item for item in named]
    if any(isinstance(item, float) for item in named):
        raise TopicFileError(f"{place} names a topic by {named!r}; put a paper's id into quotation marks.")
    good = all(type(item) in (int, str) and item != "" for item in named)
    if not good or len(named) < (2 if kind == "merge" else 1):
        wanted = "topics = [1, 4] (two or more)" if kind == "merge" else "topic = 3"
        raise TopicFileError(f"{place} must say {wanted}: a topic's number or name, or the id or title of a paper.")
    label = entry.get("label")
    if label is not None or kind == "rename":
        label = _tidy_label(label) if isinstance(label, str) else ""
        if not 0 < len(label) <= MAX_LABEL_CHARACTERS:
            raise TopicFileError(f"{place} must give a label of 1 to {MAX_LABEL_CHARACTERS} characters.")
    into = entry.get("into", 2)
    if type(into) is not int or not 2 <= into <= 20:
        raise TopicFileError(f"{place} splits into {into!r} parts; it can be 2 to 20.")
    return Edit(kind, tuple(named), label, into, place)


def _tidy_label(label: str) -> str:
    return "".join(char for char in " ".join(label.split()) if unicodedata.category(char) != "Cc")


def apply_edits(
    edits: Sequence[Edit], groups: np.ndarray, identities: Identities, papers: pd.DataFrame, labels: Sequence[str], *,
    belonging: np.ndarray, split: Callable[[np.ndarray, int], np.ndarray],
) -> Edited:  # fmt: skip
    """Split, delete, merge and rename topics, in the order of the edits.

    ``groups`` is the group of each paper, from 0 without gaps, and ``labels`` their names before the edits.
    ``identities`` has the number that each group goes by, and what earlier runs left: parts keep their numbers, and an
    edit by a name that was shown outlives a change of the name. ``papers`` has paper_id and title, and arxiv_id and doi
    where they are known. Papers of a deleted topic go where ``belonging``, of shape (n, n_groups), is highest among the
    topics left; to the largest part of one that was split, and back to a part of their own only if nothing else is
    left. ``split`` takes rows of a topic and a number of parts, and gives the part of each row.
    """
    work = _Work(edits, groups, identities, papers, labels, belonging, split)
    for edit in edits:
        try:
            targets = list(dict.fromkeys(work.find_topic(item) for item in edit.topics))
            work.remarks.append(getattr(work, f"do_{edit.kind}")(edit, targets))
        except _NotDone as reason:
            work.remarks.append(f"{edit.place}: {reason}, so nothing was changed.")
    left, new_groups = np.unique(work.current, return_inverse=True)
    return Edited(new_groups.astype(np.int64), left, work.given, work.made, work.remarks)


class _NotDone(Exception):
    """Why an edit does nothing, as the middle of a sentence."""


class _Work:
    """The topics while edits are done to them, by number."""

    def __init__(self, edits, groups, identities: Identities, papers: pd.DataFrame, labels, belonging, split) -> None:
        self.papers, self.belonging, self.split = papers, belonging, split
        self.ids = papers["paper_id"].astype(str).to_numpy()
        self.current = identities.numbers[groups]
        # A paper speaks for the topic that was shown with it, also once that topic is deleted.
        self.home = self.current.copy()
        numbers = identities.numbers.tolist()
        self.names = dict(zip(numbers, labels, strict=True))
        self.column = {number: place for place, number in enumerate(numbers)}
        self.origin = {number: number for number in numbers}
        self.known_parts, self.next_number = identities.parts, identities.next_number
        self.shown_before = {label.casefold(): number for label, number in identities.names.items()}
        self.wanted = {edit.label.casefold(): edit.topics[0] for edit in reversed(edits) if edit.label is not None}
        self.merged: dict[int, int] = {}
        self.given: dict[int, str] = {}
        self.made: dict[int, dict[int, list[str]]] = {}
        self.remarks: list[str] = []

    def find_topic(self, item: int | str) -> int:
        """Return the number of the topic that an entry names."""
        number = item if isinstance(item, int) else self._find_named(item)
        if number not in self.names:
            raise _NotDone(f"no topic fits {_quote(item)}")
        while number in self.merged:
            number = self.merged[number]
        if not (self.current == number).any():
            raise _NotDone(f"topic {number} ({_quote(self.names[number])}) is deleted")
        return number

    def _find_named(self, text: str) -> int | None:
        rows = self._find_rows(text)
        if not len(rows):
            number = self._find_label(text)
            if number is not None:
                return number
            wanted, titles = fold_title(text), self.papers["title"].astype(str)
            rows = np.flatnonzero([bool(wanted) and fold_title(title) == wanted for title in titles])
        if not len(rows):
            number = int(text) if text.isdecimal() else None
            return number if number in self.names else self.shown_before.get(text.casefold())
        found = np.unique(self.home[rows])
        if len(found) > 1:
            raise _NotDone(f"{_quote(text)} fits papers of topics {' and '.join(map(str, found))}; name a paper_id")
        return int(found[0])

    def _find_rows(self, text: str) -> np.ndarray:
        """Rows of the papers with this identifier, else with this very title."""
        for column in _BY_IDENTIFIER:
            if column in self.papers:
                hits = (self.papers[column].astype("str").str.casefold() == text.casefold()).fillna(False).to_numpy()
                if hits.any():
                    return np.flatnonzero(hits)
        return np.flatnonzero(self.papers["title"].astype(str) == text)

    def _find_label(self, text: str) -> int | None:
        """The topic of this name: one of the file's own names, else a name that words gave."""
        name = text.casefold()
        for number, label in [*self.given.items(), *self.names.items()]:
            if label.casefold() == name:
                return number
        if name not in self.wanted:
            return None
        item = self.wanted.pop(name)  # a name that stands for itself is looked up once
        number = item if isinstance(item, int) else self._find_named(item)
        self.wanted[name] = item
        return number

    def do_split(self, edit: Edit, targets: Sequence[int]) -> str:
        (target,) = targets
        if target in self.made or self.origin[target] != target:
            raise _NotDone(f"topic {self.origin[target]} is split already")
        rows = np.flatnonzero(self.current == target)
        pieces = np.unique(self.split(rows, edit.into), return_inverse=True)[1]
        if pieces.max() == 0:
            raise _NotDone(f"topic {target} ({_quote(self.names[target])}) does not fall into parts")
        members = [self.ids[rows[pieces == piece]].tolist() for piece in range(int(pieces.max()) + 1)]
        numbers, self.next_number = match_parts(self.known_parts.get(target, {}), members, target, self.next_number)
        self.made[target] = dict(zip(numbers.tolist(), members, strict=True))
        self.current[rows] = self.home[rows] = numbers[pieces]
        for number in numbers.tolist():
            self.origin[number] = target
            self.names.setdefault(number, f"part of {self.names[target]}")
        made = sorted(self.made[target].items())
        told = ", ".join(f"{number} ({count(len(ids), 'paper')})" for number, ids in made)
        return f"Split topic {target} ({_quote(self.names[target])}) into topics {told}."

    def do_delete(self, edit: Edit, targets: Sequence[int]) -> str:
        (target,) = targets
        left = [int(number) for number in np.unique(self.current) if number != target]
        others = [number for number in left if self.origin[number] != self.origin[target]] or left
        if not others:
            raise _NotDone(f"topic {target} ({_quote(self.names[target])}) is the only one")
        rows = np.flatnonzero(self.current == target)
        # The largest part comes first and wins, since parts of one topic share its column.
        others.sort(key=lambda number: (-int((self.current == number).sum()), number))
        columns = [self.column[self.origin[number]] for number in others]
        self.current[rows] = np.array(others)[self.belonging[rows][:, columns].argmax(axis=1)]
        told = f"{count(len(rows), 'paper')} went to {plural('its', len(rows), 'their')}"
        return f"Deleted topic {target} ({_quote(self.names[target])}); its {told} next best topic."

    def do_merge(self, edit: Edit, targets: Sequence[int]) -> str:
        target = targets[0]
        if len(targets) < 2:
            raise _NotDone(f"all that it names lies in topic {target} ({_quote(self.names[target])})")
        label = self._check_label(edit, target)
        joined = ", ".join(f"{number} ({_quote(self.names[number])})" for number in targets)
        self.home[np.isin(self.home, targets)] = target
        self.current[np.isin(self.current, targets)] = target
        self.merged.update(dict.fromkeys(targets[1:], target))
        earlier = [self.given.pop(number) for number in targets if number in self.given]
        if label is not None or earlier:
            self.given[target] = label if label is not None else earlier[0]
        told = f", named {_quote(label)}" if label is not None else ""
        return f"Merged topics {joined} into topic {target}, {count((self.current == target).sum(), 'paper')}{told}."

    def do_rename(self, edit: Edit, targets: Sequence[int]) -> str:
        (target,) = targets
        self.given[target] = label = self._check_label(edit, target)
        return f"Named topic {target} {_quote(label)}; words say {_quote(self.names[target])}."

    def _check_label(self, edit: Edit, target: int) -> str | None:
        for number, label in self.given.items():
            if number != target and edit.label is not None and label.casefold() == edit.label.casefold():
                raise _NotDone(f"{_quote(label)} is the name of topic {number} already; give another or merge the two")
        return edit.label


def give_names(edited: Edited, names: Sequence[TopicName]) -> pd.DataFrame:
    """Return the name of each group, in the columns of the table ``topics`` that tell of it.

    The file's names go first, and how many papers have them is not told; another topic that words (``names``, of the
    groups as they are after the edits) call the same gets its number behind its name.
    """
    taken = {label.casefold() for label in edited.labels.values()}
    rows = []
    for number, name in zip(edited.numbers.tolist(), names, strict=True):
        own = f"{name.label} ({number})" if name.label.casefold() in taken else name.label
        told = (own, "words", name.coverage, name.lift, name.weak)
        rows.append((edited.labels[number], "file", np.nan, np.nan, False) if number in edited.labels else told)
    return pd.DataFrame(rows, columns=["label", "named_by", "label_coverage", "label_lift", "label_weak"])


def _quote(item: object) -> str:
    """A name or title as code, so that neither Markdown nor HTML nor mathematics comes out of it."""
    text = str(item).replace("`", "'")
    return f"`{text[:79]}…`" if len(text) > 80 else f"`{text}`"
