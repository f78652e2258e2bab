"""Sets of records that are one paper, which know what may not come together and why each pair was joined."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from helpers.papers.alike_abstracts import compare_beginnings, split_beginning
from helpers.papers.prepared_records import PreparedRecord
from helpers.papers.title_keys import are_apart
from helpers.text.identifiers import list_keys


class EqualRecords:
    """Records of equal title, abstract and identifiers, as one."""

    def __init__(self, members: list[int], record: PreparedRecord, *, real: bool, usable: bool) -> None:
        """Numbers of the records and one of them; whether it has an abstract that is one and a title to merge by."""
        self.members, self.record = members, record
        self.real, self.usable = real, usable
        self.keys = list_keys(record.ids)
        self.title, self.title_key = record.title, record.title_key

    @cached_property
    def words(self) -> frozenset[str]:
        """The words with which the abstract begins."""
        return frozenset(split_beginning(self.record.abstract))

    def compute_jaccard(self, other: EqualRecords) -> float:
        """How alike the abstracts begin."""
        return compare_beginnings(self.record.abstract, other.record.abstract, self.words, other.words)


class RecordSets:
    """Disjoint sets of records, by number, that know what may not come together and why each pair was joined."""

    def __init__(self, nodes: list[EqualRecords]) -> None:
        """Begin with each node alone."""
        self.nodes = nodes
        self.parent = list(range(len(nodes)))
        self.size = [1] * len(nodes)
        self.ids = [set(node.keys) for node in nodes]
        self.titles: list[set[str]] = [set() for _ in nodes]  # by which a set grew
        self.sides: list[set[tuple[int, int]]] = [set() for _ in nodes]  # of the lines that keep records apart
        self.links: dict[int, list[tuple[int, str, float]]] = defaultdict(list)

    def find(self, i: int) -> int:
        """The number that stands for the set of a node."""
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def are_forbidden(self, a: int, b: int) -> bool:
        """Whether a person said that two sets are apart."""
        return any((line, 1 - side) in self.sides[b] for line, side in self.sides[a])

    def find_conflicts(self, i: int, j: int) -> set[str]:
        """Kinds of identifier of which the sets of two nodes both have some and share none."""
        one, other = self.ids[self.find(i)], self.ids[self.find(j)]
        return {kind for kind, _ in one} & {kind for kind, _ in other} - {kind for kind, _ in one & other}

    def join(self, i: int, j: int, reason: str, score: float, *, by_title: bool = False) -> bool:
        """Join the sets of two nodes unless something forbids it; tell whether they are one set now."""
        a, b = self.find(i), self.find(j)
        if a == b:
            return True
        if self.are_forbidden(a, b):
            return False
        titles: set[str] = set()
        if by_title:
            one, other = self.titles[a] or {self.nodes[i].title}, self.titles[b] or {self.nodes[j].title}
            if len(one) * len(other) > 400 or any(are_apart(x, y) for x in one for y in other):
                return False
            titles = one | other
        if self.size[a] < self.size[b]:
            a, b = b, a
        self.parent[b] = a
        self.size[a] += self.size[b]
        for own in (self.ids, self.titles, self.sides):
            own[a] |= own[b]
            own[b] = set()
        self.titles[a] |= titles
        self.links[i].append((j, reason, score))
        self.links[j].append((i, reason, score))
        return True
