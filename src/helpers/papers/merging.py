"""Which records are the same paper: by a person's word, by identifier, then by title, with guards, in blocks.

The result does not depend on the order of records and files: records of equal content are one node, nodes stand in
the order of their content, and what is compared with what follows from that order.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from helpers.papers.alike_abstracts import compute_overlap, find_alike
from helpers.papers.overrides import find_orders
from helpers.papers.record_sets import Groups, Node
from helpers.papers.title_keys import are_apart, compare_titles, find_numbers, make_text_id, make_title_key
from helpers.text.dates import Interval
from helpers.text.identifiers import list_keys
from helpers.text.quality import find_fault
from helpers.text.words import split_words

__all__ = [
    "CLOCKS",
    "ID_KINDS",
    "Entry",
    "compute_overlap",
    "find_numbers",
    "group_entries",
    "make_paper_id",
    "make_text_id",
    "make_title_key",
    "rank_entry",
]
ID_KINDS = ("arxiv_id", "doi", "pmid", "acl_id")  # the order in which they name a paper
FIRM_KINDS = ("arxiv_id", "pmid", "acl_id")  # a paper has one of each; DOIs it may have two, as preprint and article
CLOCKS = ("published", "listed", "updated")
FEW = 50  # records of one block that are all compared; in larger blocks each meets MEETINGS others
MEETINGS = 6
NEEDED = {"spelling": 0.7, "typing error": 0.75, "subtitle": 0.8}  # overlap of abstracts, by how titles differ
Links = dict[int, tuple[str, float]]


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
    extra: Any = field(default_factory=dict)

    @cached_property
    def title_key(self) -> str:
        """The title as a key for merging."""
        return make_title_key(self.title)


def rank_entry(entry: Entry) -> tuple:
    """Order among the records of one paper, the best first: sound, longest abstract, then content, place last."""
    return (
        (entry.problem or find_fault(entry.title, entry.abstract)) is not None,
        -len(entry.abstract), entry.abstract, entry.title, sorted(entry.ids.items()),
        repr(sorted(entry.dates.items())), repr(sorted(entry.values.items())), str(entry.extra),
        entry.source, entry.place,
    )  # fmt: skip


def group_entries(entries: list[Entry], notes, overrides=()) -> tuple[list[list[int]], Links]:
    """Group the entries that are one paper.

    Parameters
    ----------
    entries : list of Entry
        An identifier that stands on several papers is taken from all but the one that has most records of it.
    notes : Notes
        Is told of identifiers that stand on different papers, and of overrides that cannot be used.
    overrides : iterable of Override
        What a person says; goes before everything else.

    Returns
    -------
    groups : list of list of int
        Numbers of entries, each group and the list of groups in the order of first appearance.
    links : dict of int to (str, float)
        For each entry but the best of its group (:func:`rank_entry`) how it hangs together with the best: the reason
        and a score from 0 to 1 (overlap of the abstracts for titles, 1 for identifiers).

    Notes
    -----
    Entries meet only in blocks of one identifier, one title or one abstract, and in large blocks each meets a few
    others, so time grows with their number, not its square.
    """
    orders = find_orders(overrides, entries, notes)
    nodes = _collapse(entries)
    groups = Groups(nodes)
    _apply_orders(orders, nodes, groups, notes)
    for kind in ID_KINDS:
        _join_identifiers(kind, nodes, groups)
    _join_titles(nodes, groups)
    _join_similar(nodes, groups)
    _free_shared_ids(entries, nodes, groups, notes)
    return _list_groups(entries, nodes, groups)


def _collapse(entries: list[Entry]) -> list[Node]:
    """Entries of equal content as one node each, in the order of content, those with abstracts first."""
    alike: dict[tuple, list[int]] = defaultdict(list)
    for i, entry in enumerate(entries):
        real = bool(entry.abstract) and find_fault("-", entry.abstract) is None
        usable = bool(entry.title_key) and entry.problem not in {"unpaired block", "unreadable record"}
        ids = tuple(sorted(entry.ids.items()))
        same = ids or (usable and (real or len(entry.title_key) >= 20))
        content = (not real, not entry.title_key, entry.title_key, find_numbers(entry.title), entry.abstract, ids)
        alike[(*content, not usable, -1 if same else i)].append(i)
    nodes = []
    for content in sorted(alike):
        members = alike[content]
        best = min(members, key=lambda i: (entries[i].title, entries[i].source))
        nodes.append(Node(members, entries[best], not content[0], not content[-2]))
    return nodes


def _apply_orders(orders, nodes: list[Node], groups: Groups, notes) -> None:
    places = {i: number for number, node in enumerate(nodes) for i in node.members}
    for line, (override, first, second) in enumerate(orders.aparts):
        sides = {places[i] for i in first}, {places[i] for i in second}
        if sides[0] & sides[1]:
            notes.warn(override.source, "a line names equal records and was passed over", f"line {override.line}")
            continue
        for side in (0, 1):
            for number in sides[side]:
                groups.sides[number].add((line, side))
    for override, first, second in orders.merges:
        numbers = sorted({places[i] for i in (*first, *second)})
        joined = [groups.join(numbers[0], number, "forced by overrides", 1.0) for number in numbers[1:]]
        if not all(joined):
            said = 'a line to merge contradicts a line "apart", which holds'
            notes.warn(override.source, said, f"line {override.line}")


def _join_identifiers(kind: str, nodes: list[Node], groups: Groups) -> None:
    blocks: dict[str, list[int]] = defaultdict(list)
    for number, node in enumerate(nodes):
        for own, value in node.keys:
            if own == kind:
                blocks[value].append(number)
    for value in sorted(blocks):
        block = blocks[value]
        if len(block) < 2:
            continue
        many = kind != "arxiv_id" and len({nodes[i].key for i in block}) > FEW  # no paper's, but a volume's
        leaders: list[int] = []
        by_title: dict[str, int] = {}
        for i in block:  # untitled ones come after the titled of their kind
            known = by_title.get(nodes[i].key)
            meets = [] if known is None else [known]
            if not many and (nodes[i].key or len(leaders) == 1):
                meets += leaders[:MEETINGS]
            for j in meets:
                if kind != "arxiv_id" and (_are_strangers(nodes[i], nodes[j]) or _are_firmly_apart(i, j, groups)):
                    continue
                if groups.join(i, j, "same identifier", 1.0):
                    by_title.setdefault(nodes[i].key, i)
                    break
            else:
                leaders.append(i)
                by_title.setdefault(nodes[i].key, i)


def _are_firmly_apart(i: int, j: int, groups: Groups) -> bool:
    return bool(groups.find_conflicts(groups.find(i), groups.find(j)).intersection(FIRM_KINDS))


def _are_strangers(one: Node, other: Node) -> bool:
    """Whether two share nothing but an identifier, as papers with the DOI of their proceedings do."""
    if one.key == other.key or not one.key or not other.key:
        return False
    if are_apart(one.title, other.title) and find_numbers(one.title) != find_numbers(other.title):
        return not (one.real and other.real and one.overlap(other) >= 0.6)
    return compute_overlap(one.title, other.title) < 0.3 and one.overlap(other) < 0.3


def _join_titles(nodes: list[Node], groups: Groups) -> None:
    blocks: dict[tuple, list[int]] = defaultdict(list)
    for number, node in enumerate(nodes):
        if node.usable:
            blocks[(node.key, find_numbers(node.title))].append(number)
    for block in blocks.values():
        if len(block) < 2:
            continue
        most = FEW if len(block) <= FEW else MEETINGS
        leaders: list[int] = []
        for i in block:
            near = leaders[:most] if len(leaders) <= most else [*leaders[-2:], *leaders[:most]]
            meet = _meet_titled if nodes[i].real else _meet_card
            if not meet(i, near, nodes, groups):
                leaders.append(i)


def _meet_titled(i: int, leaders: list[int], nodes: list[Node], groups: Groups) -> bool:
    """Join a node with the first node of its title that it fits; tell whether there is one."""
    for j in leaders:
        a, b = groups.find(i), groups.find(j)
        if a == b:
            return True
        score = _score_titles(nodes[i], nodes[j], groups.find_conflicts(a, b))
        if score is not None and groups.join(i, j, "same title", score, by_title=True):
            return True
    return False


def _meet_card(i: int, leaders: list[int], nodes: list[Node], groups: Groups) -> bool:
    """Join a card without abstract with the paper of its title, unless it fits two; tell whether it is done with."""
    fits: dict[int, tuple[int, float]] = {}
    for j in leaders:
        a, b = groups.find(i), groups.find(j)
        if a == b:
            return True
        score = _score_titles(nodes[i], nodes[j], groups.find_conflicts(a, b))
        if score is not None and not groups.are_forbidden(a, b):
            fits.setdefault(b, (j, score))
    if len(fits) == 1:
        j, score = next(iter(fits.values()))
        return groups.join(i, j, "same title", score, by_title=True)
    return bool(fits)


def _score_titles(one: Node, other: Node, conflicts: set[str]) -> float | None:
    """How alike two of one title are, or None if they may not be merged."""
    if conflicts.intersection(FIRM_KINDS):
        return None
    if not one.real or not other.real:  # a card without abstract belongs to the paper of that title
        return 0.5 if len(one.key) >= 20 and not conflicts else None
    overlap = one.overlap(other)
    needed = 0.6 if conflicts else 0.1 if len(one.title.split()) >= 4 else 0.4
    return round(overlap, 4) if overlap >= needed else None


def _join_similar(nodes: list[Node], groups: Groups) -> None:
    """Join nodes of almost one title and almost one abstract, the most alike first."""
    numbers = [number for number, node in enumerate(nodes) if node.real and node.usable]
    texts = [nodes[number].entry.abstract for number in numbers]
    titles = [nodes[number].title for number in numbers]
    found = []
    for a, b in find_alike(texts, titles):
        i, j = numbers[a], numbers[b]
        one, other = nodes[i], nodes[j]
        if one.key == other.key or groups.find(i) == groups.find(j):
            continue
        difference = compare_titles(one.title, other.title)
        if difference is None:
            continue
        overlap = one.overlap(other)
        if overlap < NEEDED[difference] or (difference == "typing error" and _are_both_words(one, other)):
            continue
        found.append((-overlap, i, j))
    for score, i, j in sorted(found):
        if not _are_firmly_apart(i, j, groups):
            groups.join(i, j, "similar title", round(-score, 4), by_title=True)


def _are_both_words(one: Node, other: Node) -> bool:
    """Whether what looks like a typing error is two words that the abstracts use ("microscopic", "macroscopic")."""
    titles = [set(split_words(node.title)) for node in (one, other)]
    texts = [set(split_words(node.entry.abstract)) for node in (one, other)]
    changed = [
        {w for w in titles[side] - titles[1 - side] if w.rstrip("s") not in {o.rstrip("s") for o in titles[1 - side]}}
        for side in (0, 1)
    ]
    apart = all(changed[side] & (texts[side] - texts[1 - side]) for side in (0, 1))
    both = all(changed[side] & texts[0] & texts[1] for side in (0, 1))
    return apart or both


def _free_shared_ids(entries: list[Entry], nodes: list[Node], groups: Groups, notes) -> None:
    """Take an identifier that stands on several papers from all but the one with clearly most records of it."""
    bearers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, node in enumerate(nodes):
        for key in node.keys:
            bearers[key].append(number)
    for (kind, value), numbers in sorted(bearers.items()):
        sizes: dict[int, int] = defaultdict(int)
        for number in numbers:
            sizes[groups.find(number)] += 1
        if len(sizes) < 2:
            continue
        sources = sorted({entries[i].source for number in numbers for i in nodes[number].members})
        notes.warn(sources[0], f"a {kind} stands on two different papers and was not used to merge", value)
        owner = next((root for root, size in sizes.items() if 2 * size > len(numbers)), None)
        for number in numbers:
            if groups.find(number) != owner:
                for i in nodes[number].members:
                    entries[i].ids = {k: v for k, v in entries[i].ids.items() if (kind, value) not in list_keys({k: v})}


def _list_groups(entries: list[Entry], nodes: list[Node], groups: Groups) -> tuple[list[list[int]], Links]:
    together: dict[int, list[int]] = defaultdict(list)
    for number in range(len(nodes)):
        together[groups.find(number)].append(number)
    listed: list[list[int]] = []
    links: Links = {}
    for numbers in together.values():
        members = sorted(i for number in numbers for i in nodes[number].members)
        listed.append(members)
        if len(members) == 1:
            continue
        best = min(members, key=lambda i: rank_entry(entries[i]))
        home = next(number for number in numbers if best in nodes[number].members) if len(numbers) > 1 else numbers[0]
        ways: dict[int, tuple[str, float]] = {home: _describe_equal(nodes[home])}
        waiting = [home]
        for number in waiting:  # grows while it is read: every node of the group, from the best one outwards
            for other, reason, score in groups.links[number]:
                if other not in ways:
                    ways[other] = (reason, score)
                    waiting.append(other)
        links |= {i: ways[number] for number in numbers for i in nodes[number].members if i != best}
    return sorted(listed, key=lambda members: members[0]), links


def _describe_equal(node: Node) -> tuple[str, float]:
    """Why the records of one node are one paper."""
    return ("same identifier", 1.0) if node.keys else ("same title", 1.0 if node.real else 0.5)


def make_paper_id(entries: list[Entry]) -> str:
    """The name of a paper: the smallest of its identifiers of the first kind it has, else a hash of its text."""
    for kind in ID_KINDS:
        values = sorted(entry.ids[kind] for entry in entries if entry.ids.get(kind))
        if values:
            return values[0]
    return min(make_text_id(entry.title, entry.abstract) for entry in entries)
