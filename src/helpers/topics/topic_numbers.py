"""The same topic keeps its number: topics are matched to those that an earlier run of the dump left.

A run leaves the papers, words and names of its topics in a small file; the next run gives each of its topics the
number of the one that it resembles most, by papers and by words, so that a slide of last month and one of today agree
on what topic 3 is, and which colour it has. The file keeps what each way of making topics left last, so that whoever
tries another number of topics and goes back finds the numbers, and with them the colours, of before.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers.run.inputs import choose_run_name, compute_checksum
from helpers.run.runs import Run
from helpers.run.schema import NO_TOPIC
from helpers.text.wordings import plural
from helpers.topics.phrase_counts import stem_term

MIN_LIKENESS = 0.15
"""Topics that are less alike are not the same: mean of the Jaccard indices of their papers and of their words."""
MIN_MATCHED = 0.2
"""Where topics that hold fewer of the papers than this share are matched, the file is of something else."""
MAX_WAYS = 10
"""So many ways of making topics are remembered; the oldest is forgotten first."""
MIN_SHARED = 0.05
"""Papers tell topics apart only where both runs have this share of the smaller run's papers in common."""


_UNREADABLE = (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Identities:
    """Which numbers the groups of this run go by.

    ``next_number`` is the first that no topic has had; ``parts`` has, by the number of each topic that a run split, the
    paper_ids of each part by the part's number; ``names`` are those under which topics were shown, with their numbers;
    ``remark`` is a sentence for the reader, empty on a first run.
    """

    numbers: np.ndarray
    next_number: int
    parts: Mapping[int, Mapping[int, list[str]]] = field(default_factory=dict)
    names: Mapping[str, int] = field(default_factory=dict)
    remark: str = ""


def read_identities(run: Run, way: str = "") -> dict[str, Any]:
    """Return the topics that an earlier run of a dump of this name left; empty for a first or a forced run.

    They are those that the same ``way`` of making topics (its settings, as text) left, else those of the run's base,
    else the last ones. What was
    read is named with its checksum in ``run.json`` among the inputs. A file that cannot be read counts as none, and
    says so in the ``remark``.
    """
    path = _find_place(run)
    known, checksum = {}, None
    if not run.forced and path.is_file():
        checksum = compute_checksum((path,))
        try:
            known = _read_ways(path)
        except _UNREADABLE:
            known = {"remark": f"{path.name} in {path.parent.name} cannot be read, so topics are numbered afresh."}
    run.record(inputs={"topic identities": checksum})
    if run.base and run.base.folder != run.shared_folder and way not in known.get("ways", {}):
        return take_base_topics(run.base.read("topics"), run.base.read("memberships"))
    if not known.get("ways"):
        return known
    last = known["ways"][known["last"]]
    own = known["ways"].get(way, last)
    return {
        **own,
        "names": {**last["names"], **own["names"]},
        "next": max(each["next"] for each in known["ways"].values()),
    }


def take_base_topics(topics: pd.DataFrame, memberships: pd.DataFrame) -> dict[str, Any]:
    """Return the topics of a base, from its tables, in the form of :func:`describe_identities`."""
    described = describe_topic_members(topics, memberships)
    next_number = max((topic["number"] + 1 for topic in described), default=0)
    return {"topics": described, "parts": {}, "names": {}, "next": next_number, "of_base": True}


def describe_topic_members(topics: pd.DataFrame, memberships: pd.DataFrame) -> list[dict[str, Any]]:
    """Return number, words and paper_ids of each topic, from the tables ``topics`` and ``memberships``."""
    papers = memberships.groupby("topic")["paper_id"].agg(list)
    rows = zip(topics["topic"], topics["words"], strict=True)
    return [
        {"number": int(number), "words": list(words), "papers": list(papers.get(number, []))}
        for number, words in rows
        if number != NO_TOPIC
    ]


def write_identities(run: Run, identities: Mapping[str, Any], way: str = "") -> None:
    """Leave the topics of a ``way`` for the next run of a dump of this name; without topics the file stays as it is.

    A forced run starts afresh, so other ways are forgotten.
    """
    if not identities.get("topics"):
        return
    path = _find_place(run)
    ways = {}
    if not run.forced and path.is_file():
        with suppress(*_UNREADABLE):
            ways = _read_ways(path)["ways"]
    ways.pop(way, None)
    ways = {**dict(list(ways.items())[1 - MAX_WAYS :]), way: dict(identities)}
    text = json.dumps({"last": way, "ways": ways}, ensure_ascii=False, separators=(",", ":")) + "\n"
    run.write_text(text, path)


def _find_place(run: Run) -> Path:
    return run.outputs / "identities" / f"{choose_run_name(run.paths)}.topics.json"


def match_identities(
    known: Mapping[str, Any], members: Sequence[Sequence[str]], words: Sequence[Sequence[str]]
) -> Identities:
    """Return the number of each group, from its paper_ids (``members``) and words; groups by falling size.

    A first run (``known`` is empty) numbers groups in their order. Later, groups are paired with the topics that
    :func:`describe_identities` described, so that the sum of likenesses is largest (Kuhn 1955, the Hungarian method); a
    group without a pair gets the next free number.
    """
    k = len(members)
    afresh = np.arange(k, dtype=np.int64)
    topics = known.get("topics", [])
    if not topics or not k:
        return Identities(afresh, k, remark=known.get("remark", ""))
    pairs = pair_topics(topics, members, words)
    # Beside a base a number that means another topic there would mislead, however little the two have in common.
    of_base = known.get("of_base", False)
    if not of_base and sum(len(members[i]) for i in pairs) < MIN_MATCHED * sum(map(len, members)):
        remark = "The topics have next to nothing in common with those of the run before, so they are numbered afresh."
        return Identities(afresh, k, remark=remark)
    next_number = int(known["next"])
    numbers = np.empty(k, dtype=np.int64)
    for i in range(k):
        numbers[i] = topics[pairs[i]]["number"] if i in pairs else next_number
        next_number += i not in pairs
    new, gone = k - len(pairs), len(topics) - len(pairs)
    before = "the base" if of_base else "the run before"
    remark = f"The topics keep the numbers of {before}."
    if new or gone:
        changes = f"{new} {plural('is', new, 'are')} new, {gone} {plural('is', gone, 'are')} gone"
        remark = f"{len(pairs)} of {k} topics keep the numbers of {before}; {changes}."
    parts = {int(number): {int(part): ids for part, ids in made.items()} for number, made in known["parts"].items()}
    return Identities(numbers, next_number, parts, known["names"], remark)


def pair_topics(
    topics: Sequence[Mapping[str, Any]], members: Sequence[Sequence[str]], words: Sequence[Sequence[str]]
) -> dict[int, int]:
    """Pair groups (keys) with known ``topics`` (values), both by place, that are alike in papers and in words.

    Where no papers are shared, words alone tell how alike two are.
    """
    if not topics or not len(members):
        return {}
    by_papers = _compare_members([topic["papers"] for topic in topics], members)
    by_words = _compare_words([topic["words"] for topic in topics], words)
    return _pair((by_papers + by_words) / 2 if by_papers.any() else by_words)


def match_parts(
    known: Mapping[int, Sequence[str]], members: Sequence[Sequence[str]], whole: int, next_number: int
) -> tuple[np.ndarray, int]:
    """Return the numbers of the parts of a topic that was split, and the first number that is free afterwards.

    Parts (``members``: the paper_ids of each) that share papers with one of an earlier run (``known``) keep its number.
    The largest part keeps the number of the whole unless an earlier run gave it to another one.
    """
    earlier = list(known)
    pairs = _pair(_compare_members([known[number] for number in earlier], members)) if earlier else {}
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
    identities: Identities, members: Sequence[Sequence[str]], words: Sequence[Sequence[str]]
) -> dict[str, Any]:
    """Return what the next run needs to give the same numbers, as plain JSON.

    ``members`` and ``words`` are the paper_ids and words of each group before the edits of the reader's file, since
    those are applied again.
    """
    numbers, parts = identities.numbers.tolist(), identities.parts
    used = [*numbers, *(part for made in parts.values() for part in made)]
    topics = [
        {"number": number, "words": list(found), "papers": sorted(ids)}
        for number, found, ids in sorted(zip(numbers, words, members, strict=True), key=lambda topic: topic[0])
    ]
    return {
        "topics": topics,
        "parts": {
            str(whole): {str(part): sorted(ids) for part, ids in sorted(made.items())}
            for whole, made in sorted(parts.items())
        },
        "names": dict(sorted(identities.names.items())),
        "next": max([identities.next_number, *(number + 1 for number in used)]),
    }


def _read_ways(path: Path) -> dict[str, Any]:
    """The file's content: by each way, oldest first, what :func:`describe_identities` gave, and which was the last."""
    known = json.loads(path.read_text(encoding="utf-8"))
    if "ways" not in known:  # as earlier versions wrote it
        known = {"last": "", "ways": {"": known}}
    ways = {way: _check_identities(each) for way, each in known["ways"].items()}
    return {"last": known["last"] if known["last"] in ways else [*ways][-1], "ways": ways}


def _check_identities(known: Any) -> dict[str, Any]:
    """Return the content of a file; raise where it has another form than :func:`describe_identities` gives."""
    known = {"topics": known["topics"], "parts": {}, "names": {}, "next": 0, **known}
    numbers = [topic["number"] for topic in known["topics"]]
    parts = [int(part) for made in known["parts"].values() for part in made]
    lists = [topic[name] for topic in known["topics"] for name in ("words", "papers")]
    lists += [ids for made in known["parts"].values() for ids in made.values()]
    for number in (*numbers, *parts, *map(int, known["parts"]), *known["names"].values(), known["next"]):
        if type(number) is not int or not 0 <= number < 2**31:
            raise ValueError("a topic's number is a whole number from 0")
    if len(set(numbers)) < len(numbers):
        raise ValueError("two topics have one number")
    if not all(isinstance(texts, list) and all(isinstance(text, str) for text in texts) for texts in lists):
        raise TypeError("papers and words are lists of texts")
    return {**known, "next": max([known["next"], *(number + 1 for number in (*numbers, *parts))])}


def _pair(likeness: np.ndarray) -> dict[int, int]:
    """Rows and columns that belong together: the largest sum of likenesses, those under the least counting nothing."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(-np.where(likeness >= MIN_LIKENESS, likeness, 0.0))
    return {int(i): int(j) for i, j in zip(rows, columns, strict=True) if likeness[i, j] >= MIN_LIKENESS}


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
