"""Sets of records that are one paper, which know what may not come together and why each pair was joined."""

from collections import defaultdict
from dataclasses import dataclass

from helpers.papers.title_keys import are_apart


@dataclass
class EqualRecords:
    """Records of equal content as one; ``real`` says that the abstract is one, ``usable`` that the title can merge."""

    members: list[int]
    title: str
    title_key: str
    abstract: str
    keys: list[tuple[str, str]]
    real: bool
    usable: bool


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
        kinds, others, shared = ({kind for kind, _ in keys} for keys in (one, other, one & other))
        return (kinds & others) - shared

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
        self.ids[a] |= self.ids[b]
        self.sides[a] |= self.sides[b]
        self.titles[a] |= self.titles[b] | titles
        self.links[i].append((j, reason, score))
        self.links[j].append((i, reason, score))
        return True
