"""Which records are the same paper: by identifier, then by title, with guards, in blocks."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from helpers.dates import Interval
from helpers.text import clean_text, fold_accents, fold_title, split_words

ID_KINDS = ("arxiv_id", "doi", "pmid", "acl_id")  # the order in which they name a paper
CLOCKS = ("published", "listed", "updated")
FIRST_WORDS = 80  # of an abstract are compared


@dataclass
class Entry:
    """One record made ready: cleaned texts, identifiers, dates with their sources, the other fields."""

    source: str
    place: str
    title_raw: str = ""
    abstract_raw: str = ""
    title: str = ""
    abstract: str = ""
    problem: str | None = None
    ids: dict[str, str] = field(default_factory=dict)
    dates: dict[str, list[tuple[Interval, str]]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def title_key(self) -> str:
        """The title as a key for merging."""
        return make_title_key(self.title)


def make_title_key(title: str) -> str:
    """A title as a key for merging and joining: folded, without spaces, so that glued words do not part papers."""
    return fold_title(title).replace(" ", "")


def find_numbers(title: str) -> tuple[str, ...]:
    """The numbers and version signs of a title, in order: "Phi-3.5" has ("3.5",), "C++" has ("++",).

    Titles that differ in these are different papers, however alike they are ("Llama 2", "Llama 3").
    """
    return tuple(re.findall(r"\d+(?:\.\d+)*|[+#]+", fold_accents(title)))


def compute_overlap(first: str, second: str) -> float:
    """Share of words that the beginnings of two abstracts have in common (Jaccard), from 0 to 1."""
    a, b = (set(split_words(text[: 12 * FIRST_WORDS])[:FIRST_WORDS]) for text in (first, second))
    return len(a & b) / len(a | b) if a and b else 0.0


class _Sets:
    """Disjoint sets of entry numbers; the smallest number stands for its set."""

    def __init__(self, size: int):
        self.parent = list(range(size))

    def find(self, i: int) -> int:
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join(self, i: int, j: int) -> None:
        low, high = sorted((self.find(i), self.find(j)))
        self.parent[high] = low


def group_entries(entries: list[Entry], notes) -> tuple[list[list[int]], dict[int, tuple[str, float]]]:
    """Group the entries that are one paper.

    Parameters
    ----------
    entries : list of Entry
    notes : Notes
        Is told of identifiers that stand on different papers.

    Returns
    -------
    groups : list of list of int
        Numbers of entries, each group and the list of groups in the order of first appearance.
    links : dict of int to (str, float)
        For an entry that was joined to another: the reason and a score from 0 to 1 (overlap of the abstracts for
        titles, 1 for identifiers).

    Notes
    -----
    Entries meet only in blocks of one identifier or one title, so time grows with their number, not its square.
    """
    sets, links = _Sets(len(entries)), {}
    taken: dict[int, dict[str, str]] = {i: dict(entry.ids) for i, entry in enumerate(entries)}
    for kind in ID_KINDS:
        first: dict[str, int] = {}
        for i, entry in enumerate(entries):
            value = entry.ids.get(kind)
            if not value:
                continue
            j = first.setdefault(value, i)
            if i == j:
                continue
            if kind != "arxiv_id" and _are_strangers(entry, entries[j]):
                notes.warn(entry.source, f"a {kind} stands on two different papers and was not used to merge", value)
                taken[i].pop(kind, None)
                continue
            sets.join(i, j)
            links[i] = ("same identifier", 1.0)
    _join_titles(entries, taken, sets, links)
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(len(entries)):
        groups[sets.find(i)].append(i)
    for i, entry in enumerate(entries):
        entry.ids = taken[i]
    return [groups[root] for root in sorted(groups)], links


def _are_strangers(one: Entry, other: Entry) -> bool:
    """Whether two entries share nothing but an identifier, as papers with the DOI of their proceedings do."""
    if one.title_key == other.title_key or not one.title or not other.title:
        return False
    return compute_overlap(one.title, other.title) < 0.3 and compute_overlap(one.abstract, other.abstract) < 0.3


def _join_titles(entries, taken, sets: _Sets, links) -> None:
    blocks: dict[tuple, list[int]] = defaultdict(list)
    for i, entry in enumerate(entries):
        if entry.problem not in {"unpaired block", "unreadable record"} and entry.title:
            key = entry.title_key
            if key:
                blocks[(key, find_numbers(entry.title))].append(i)
    known: dict[int, dict[str, set[str]]] = {}
    for i in range(len(entries)):
        ids = known.setdefault(sets.find(i), {kind: set() for kind in ID_KINDS})
        for kind, value in taken[i].items():
            if not value.startswith("10.48550/"):  # an arXiv DOI says no more than the arXiv id
                ids[kind].add(value)
    for (key, _), block in blocks.items():
        leaders: list[int] = []
        for i in block:
            for j in leaders[:20]:  # editorials of one title: each meets at most 20 others
                a, b = sets.find(i), sets.find(j)
                if a == b:
                    break
                score = _score_titles(entries[i], entries[j], key, known[a], known[b])
                if score is not None:
                    sets.join(a, b)
                    root, gone = min(a, b), max(a, b)
                    known[root] = {kind: known[root][kind] | known[gone][kind] for kind in ID_KINDS}
                    links.setdefault(i, ("same title", score))
                    break
            else:
                leaders.append(i)


def _score_titles(one: Entry, other: Entry, key: str, ids_one, ids_other) -> float | None:
    """How alike two entries of one title are, or None if they may not be merged."""
    conflicts = [k for k in ID_KINDS if ids_one[k] and ids_other[k] and not ids_one[k] & ids_other[k]]
    if "arxiv_id" in conflicts or "pmid" in conflicts or "acl_id" in conflicts:
        return None
    if not one.abstract or not other.abstract:  # a card without abstract belongs to the paper of that title
        return 0.5 if len(key) >= 20 and not conflicts else None
    overlap = compute_overlap(one.abstract, other.abstract)
    needed = 0.6 if conflicts else 0.1 if len(one.title.split()) >= 4 else 0.4
    return round(overlap, 4) if overlap >= needed else None


def make_paper_id(entries: list[Entry]) -> str:
    """The name of a paper: the smallest of its identifiers of the first kind it has, else a hash of its text."""
    for kind in ID_KINDS:
        values = sorted(entry.ids[kind] for entry in entries if entry.ids.get(kind))
        if values:
            return values[0]
    return min(make_text_id(entry.title, entry.abstract) for entry in entries)


def make_text_id(title: str, abstract: str) -> str:
    """A hash (16 hex digits) of the folded title and the first 200 characters of the cleaned abstract."""
    text = f"{make_title_key(title)}\n{clean_text(abstract)[:200]}"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
