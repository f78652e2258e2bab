"""Which records are the same paper: by a person's word, by identifier, then by title, with guards, in blocks.

The order of records and files does not matter: records of equal content are one node, nodes stand in the order of their
content, and what is compared with what follows from that order.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from helpers.dumps.records import Notes
from helpers.papers.alike_abstracts import compute_jaccard, find_alike
from helpers.papers.overrides import Override, Resolved, resolve_overrides
from helpers.papers.prepared_records import ID_KINDS, PreparedRecord
from helpers.papers.record_sets import EqualRecords, RecordSets
from helpers.papers.title_keys import are_apart, compare_titles, find_numbers
from helpers.text.identifiers import list_keys
from helpers.text.quality import find_fault
from helpers.text.words import split_words

FIRM_KINDS = frozenset(ID_KINDS) - {"doi"}  # a paper has one of each; DOIs it may have two, as preprint and article
FEW = 50  # records of one block that are all compared; in larger blocks each meets MEETINGS others
MEETINGS = 6
NEEDED = {"spelling": 0.7, "typing error": 0.75, "subtitle": 0.8}  # Jaccard of abstracts, by how titles differ
Links = dict[int, tuple[str, float]]


def rank_record(record: PreparedRecord) -> tuple[Any, ...]:
    """Order among the records of one paper, the best first: longest abstract, then content, place last."""
    facts = (sorted(record.ids.items()), repr(sorted(record.dates.items())), repr(sorted(record.values.items())))
    texts = (-len(record.abstract), record.abstract, record.title)
    return (*texts, *facts, record.extra, record.source, record.place)


def group_records(
    records: list[PreparedRecord], notes: Notes, overrides: Sequence[Override] = ()
) -> tuple[list[list[int]], Links]:
    """Group the records that are one paper; what a person says in ``overrides`` goes before everything else.

    Returns the groups, as numbers of records in the order of first appearance, and for each record but the best of its
    group the reason and a score from 0 to 1 (Jaccard of the abstracts for titles, 1 for identifiers). An identifier
    that stands on several papers is taken from all but the one that has most of it. Records meet only in blocks of one
    identifier, title or abstract, and a few in large blocks, so time grows with their number, not its square.
    """
    resolved = resolve_overrides(overrides, records, notes)
    sets = RecordSets(_collapse(records))
    _apply_overrides(resolved, sets, notes)
    for kind in ID_KINDS:
        _join_identifiers(kind, sets)
    _join_titles(sets)
    _join_similar(sets)
    _free_shared_ids(records, sets, notes)
    return _list_groups(records, sets)


def _collapse(records: list[PreparedRecord]) -> list[EqualRecords]:
    """Records of equal content as one node each, in the order of content, those with abstracts first."""
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for i, record in enumerate(records):
        real = bool(record.abstract) and find_fault("-", record.abstract) is None
        usable = bool(record.title_key) and record.problem not in {"unpaired block", "unreadable record"}
        ids = tuple(sorted(record.ids.items()))
        same = ids or (usable and (real or len(record.title_key) >= 20))
        content = (not real, not record.title_key, record.title_key, find_numbers(record.title), record.abstract, ids)
        alike[(*content, not usable, -1 if same else i)].append(i)
    nodes = []
    for content, members in sorted(alike.items()):
        best = records[min(members, key=lambda i: (records[i].title, records[i].source))]
        texts, keys = (best.title, best.title_key, best.abstract), list_keys(best.ids)
        nodes.append(EqualRecords(members, *texts, keys, real=not content[0], usable=not content[-2]))
    return nodes


def _apply_overrides(resolved: Resolved, sets: RecordSets, notes: Notes) -> None:
    places = {i: number for number, node in enumerate(sets.nodes) for i in node.members}
    for line, (override, first, second) in enumerate(resolved["apart"]):
        sides = {places[i] for i in first}, {places[i] for i in second}
        if sides[0] & sides[1]:
            notes.warn(override.source, "a line names equal records and was passed over", f"line {override.line}")
            continue
        for side in (0, 1):
            for number in sides[side]:
                sets.sides[number].add((line, side))
    for override, first, second in resolved["merge"]:
        numbers = sorted({places[i] for i in (*first, *second)})
        joined = [sets.join(numbers[0], number, "forced by overrides", 1.0) for number in numbers[1:]]
        if not all(joined):
            said = 'a line to merge contradicts a line "apart", which holds'
            notes.warn(override.source, said, f"line {override.line}")


def _join_identifiers(kind: str, sets: RecordSets) -> None:
    nodes = sets.nodes
    blocks: dict[str, list[int]] = defaultdict(list)
    for number, node in enumerate(nodes):
        for own, value in node.keys:
            if own == kind:
                blocks[value].append(number)
    for _, block in sorted(blocks.items()):
        many = kind != "arxiv_id" and len({nodes[i].title_key for i in block}) > FEW  # no paper's, but a volume's
        leaders: list[int] = []
        by_title: dict[str, int] = {}
        for i in block:  # untitled ones come after the titled of their kind
            known = by_title.get(nodes[i].title_key)
            meets = [] if known is None else [known]
            if not many and (nodes[i].title_key or len(leaders) == 1):
                meets += leaders[:MEETINGS]
            for j in meets:
                if kind != "arxiv_id" and _are_strangers(i, j, sets):
                    continue
                if sets.join(i, j, "same identifier", 1.0):
                    break
            else:
                leaders.append(i)
            by_title.setdefault(nodes[i].title_key, i)


def _are_strangers(i: int, j: int, sets: RecordSets) -> bool:
    """Whether two share nothing but an identifier, as papers with the DOI of their proceedings do."""
    one, other = sets.nodes[i], sets.nodes[j]
    if FIRM_KINDS & sets.find_conflicts(i, j):
        return True
    if one.title_key == other.title_key or not one.title_key or not other.title_key:
        return False
    if are_apart(one.title, other.title) and find_numbers(one.title) != find_numbers(other.title):
        return not (one.real and other.real and compute_jaccard(one.abstract, other.abstract) >= 0.6)
    return compute_jaccard(one.title, other.title) < 0.3 and compute_jaccard(one.abstract, other.abstract) < 0.3


def _join_titles(sets: RecordSets) -> None:
    blocks: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for number, node in enumerate(sets.nodes):
        if node.usable:
            blocks[(node.title_key, find_numbers(node.title))].append(number)
    for block in blocks.values():
        most = FEW if len(block) <= FEW else MEETINGS
        leaders: list[int] = []
        for i in block:
            near = leaders[:most] if len(leaders) <= most else [*leaders[-2:], *leaders[:most]]
            meet = _meet_titled if sets.nodes[i].real else _meet_card
            if not meet(i, near, sets):
                leaders.append(i)


def _meet_titled(i: int, leaders: Sequence[int], sets: RecordSets) -> bool:
    """Join a node with the first of its title that it fits; tell whether there is one."""
    for j in leaders:
        score = 0.0 if sets.find(i) == sets.find(j) else _score_titles(i, j, sets)
        if score is not None and sets.join(i, j, "same title", score, by_title=True):
            return True
    return False


def _meet_card(i: int, leaders: Sequence[int], sets: RecordSets) -> bool:
    """Join a card without abstract with the paper of its title, unless it fits two; tell whether it is done with."""
    fits: dict[int, tuple[int, float]] = {}
    for j in leaders:
        a, b = sets.find(i), sets.find(j)
        if a == b:
            return True
        score = _score_titles(i, j, sets)
        if score is not None and not sets.are_forbidden(a, b):
            fits.setdefault(b, (j, score))
    if len(fits) == 1:
        j, score = next(iter(fits.values()))
        return sets.join(i, j, "same title", score, by_title=True)
    return bool(fits)


def _score_titles(i: int, j: int, sets: RecordSets) -> float | None:
    """How alike two nodes of one title are, or None if they may not be merged."""
    one, other, conflicts = sets.nodes[i], sets.nodes[j], sets.find_conflicts(i, j)
    if FIRM_KINDS & conflicts:
        return None
    if not one.real or not other.real:  # a card without abstract belongs to the paper of that title
        return 0.5 if len(one.title_key) >= 20 and not conflicts else None
    jaccard = compute_jaccard(one.abstract, other.abstract)
    needed = 0.6 if conflicts else 0.1 if len(one.title.split()) >= 4 else 0.4
    return round(jaccard, 4) if jaccard >= needed else None


def _join_similar(sets: RecordSets) -> None:
    """Join nodes of almost one title and almost one abstract, the most alike first."""
    nodes = sets.nodes
    numbers = [number for number, node in enumerate(nodes) if node.real and node.usable]
    texts = [nodes[number].abstract for number in numbers]
    titles = [nodes[number].title for number in numbers]
    found = []
    for a, b in find_alike(texts, titles):
        i, j = numbers[a], numbers[b]
        one, other = nodes[i], nodes[j]
        if one.title_key == other.title_key or sets.find(i) == sets.find(j):
            continue
        difference = compare_titles(one.title, other.title)
        if difference is None:
            continue
        jaccard = compute_jaccard(one.abstract, other.abstract)
        if jaccard >= NEEDED[difference] and not (difference == "typing error" and _are_both_words(one, other)):
            found.append((-jaccard, i, j))
    for score, i, j in sorted(found):
        if not FIRM_KINDS & sets.find_conflicts(i, j):
            sets.join(i, j, "similar title", round(-score, 4), by_title=True)


def _are_both_words(one: EqualRecords, other: EqualRecords) -> bool:
    """Whether what looks like a typing error is two words that the abstracts use ("microscopic", "macroscopic")."""
    titles = [set(split_words(node.title)) for node in (one, other)]
    texts = [set(split_words(node.abstract)) for node in (one, other)]
    stems = [{word.rstrip("s") for word in words} for words in titles]
    changed = [{word for word in titles[side] if word.rstrip("s") not in stems[1 - side]} for side in (0, 1)]
    apart = all(changed[side] & texts[side] - texts[1 - side] for side in (0, 1))
    return apart or all(words & texts[0] & texts[1] for words in changed)


def _free_shared_ids(records: list[PreparedRecord], sets: RecordSets, notes: Notes) -> None:
    """Take an identifier that stands on several papers from all but the one with clearly most records of it."""
    bearers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, node in enumerate(sets.nodes):
        for key in node.keys:
            bearers[key].append(number)
    for (kind, value), numbers in sorted(bearers.items()):
        sizes = Counter(map(sets.find, numbers))
        if len(sizes) < 2:
            continue
        first = min(records[i].source for number in numbers for i in sets.nodes[number].members)
        notes.warn(first, f"a {kind} stands on two different papers and was not used to merge", value)
        owner = next((root for root, size in sizes.items() if 2 * size > len(numbers)), None)
        for number in numbers:
            if sets.find(number) != owner:
                for i in sets.nodes[number].members:
                    ids = records[i].ids
                    records[i].ids = {k: v for k, v in ids.items() if (kind, value) not in list_keys({k: v})}


def _list_groups(records: list[PreparedRecord], sets: RecordSets) -> tuple[list[list[int]], Links]:
    together: dict[int, list[int]] = defaultdict(list)
    for number in range(len(sets.nodes)):
        together[sets.find(number)].append(number)
    listed: list[list[int]] = []
    links: Links = {}
    for numbers in together.values():
        homes = {i: number for number in numbers for i in sets.nodes[number].members}
        listed.append(sorted(homes))
        if len(homes) == 1:
            continue
        best = min(homes, key=lambda i: _rank_with_node(records[i], homes[i]))
        home = sets.nodes[homes[best]]
        equal = ("same identifier", 1.0) if home.keys else ("same title", 1.0 if home.real else 0.5)
        ways: Links = {homes[best]: equal}
        waiting = [homes[best]]
        for number in waiting:  # grows while it is read: every node of the group, from the best one outwards
            for other, reason, score in sets.links[number]:
                if other not in ways:
                    ways[other] = (reason, score)
                    waiting.append(other)
        links |= {i: ways[number] for i, number in homes.items() if i != best}
    return sorted(listed), links


def _rank_with_node(record: PreparedRecord, number: int) -> tuple[Any, ...]:
    *content, source, place = rank_record(record)
    fault = record.problem or find_fault(record.title, record.abstract)
    return (fault is not None, *content, number, source, place)  # records that lost a shared identifier go by node
