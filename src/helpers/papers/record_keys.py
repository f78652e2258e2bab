"""What of each record decides which others it may be one paper with: its keys, as numbers, and none of its texts.

Records that share no key with another are papers of their own; only the others, a few in a hundred, have to be looked
at together.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np

from helpers.papers.alike_abstracts import FEW, NEIGHBOURS, name_blocks
from helpers.papers.prepared_records import PreparedRecord
from helpers.papers.title_keys import split_title
from helpers.run.engines import map_parts
from helpers.text.identifiers import list_keys

NOTE_SIGNS = 400  # an abstract of fewer may be a form letter
MANY = 3  # papers of different titles with one and the same abstract: a form letter, not an abstract
EDITS = 3  # signs in which titles of one paper may differ
PAIRS = 100_000  # that are compared at a time
HAND = 1_000_000  # keys that are looked at together: more pay for other processes
UNUSABLE = frozenset({"unpaired block", "unreadable record"})  # problems of records whose title is none


@dataclass
class KeyPairs:
    """Keys of which a record has any number: hashes, and the rows of the records that have them."""

    rows: np.ndarray
    hashes: np.ndarray

    def deal(self) -> "Iterator[KeyPairs]":
        """Yield the pairs in hands, those of equal hashes in one: records that share a key meet there."""
        n_hands = 1 + len(self.hashes) // HAND
        for number in range(n_hands):
            held = self.hashes % n_hands == number
            yield KeyPairs(self.rows[held], self.hashes[held])


@dataclass
class TitledPairs:
    """One hand of pairs of which rows count from 0 here, with the title of each row in one word.

    ``found`` marks rows that are known to be wanted already, and ``homes`` has what they are elsewhere.
    """

    pairs: KeyPairs
    joined: list[str]
    found: np.ndarray
    homes: np.ndarray


@dataclass
class RecordKeys:
    """Keys of records: hashes of title, of short abstract, of identifiers and of how abstracts begin.

    ``titles`` and ``notes`` have a row per record, 0 where there is none, and so has ``joined``, the title in one word,
    empty where title or abstract cannot tell who is alike.
    """

    titles: np.ndarray
    notes: np.ndarray
    joined: list[str]
    identifiers: KeyPairs
    blocks: KeyPairs

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.titles)

    def replace(self, rows: Sequence[int], records: Sequence[PreparedRecord]) -> None:
        """Put the keys of records whose texts have changed in the place of theirs."""
        fresh = collect_keys(records)
        place = np.asarray(rows, dtype=np.int64)
        self.titles[place], self.notes[place] = fresh.titles, fresh.notes
        for row, joined in zip(rows, fresh.joined, strict=True):
            self.joined[row] = joined
        kept = ~np.isin(self.blocks.rows, place)
        self.blocks = _join_pairs(
            [KeyPairs(self.blocks.rows[kept], self.blocks.hashes[kept]), _move(fresh.blocks, place)]
        )

    def find_rows(self, wanted: Collection[int]) -> dict[int, list[int]]:
        """Return the rows of the records that have each of some identifiers or titles, by their hashes."""
        places: dict[int, list[int]] = {}
        titled = np.flatnonzero(self.titles)
        for pairs in (self.identifiers, KeyPairs(titled, self.titles[titled])):
            known = np.isin(pairs.hashes, np.array(list(wanted), dtype=np.int64))
            for key, row in zip(pairs.hashes[known].tolist(), pairs.rows[known].tolist(), strict=True):
                places.setdefault(key, []).append(row)
        return places

    def add_identifiers(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Add identifiers that records got from elsewhere, as pairs of row and hash."""
        more = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
        self.identifiers = _join_pairs([self.identifiers, KeyPairs(more[:, 0], more[:, 1])])

    def find_candidates(self) -> np.ndarray:
        """Return a mask over the records: those that may be one paper with another.

        Keys are dealt out by their hashes (a shuffle), and each hand is looked at where parts of the work are done.
        """
        found = np.zeros(len(self), dtype=bool)
        titled = np.flatnonzero(self.titles)
        for pairs in (self.identifiers, KeyPairs(titled, self.titles[titled])):
            for rows in map_parts(find_shared, pairs.deal()):
                found[rows] = True
        for rows in map_parts(find_alike, map(self._add_titles, self.blocks.deal(), repeat(found.copy()))):
            found[rows] = True
        return found

    def _add_titles(self, pairs: KeyPairs, found: np.ndarray) -> TitledPairs:
        homes, rows = np.unique(pairs.rows, return_inverse=True)
        joined = [self.joined[row] for row in homes.tolist()]
        return TitledPairs(KeyPairs(rows, pairs.hashes), joined, found[homes], homes)

    def find_form_letters(self) -> np.ndarray:
        """Return a mask over the records: those whose short abstract stands under several titles."""
        noted = np.flatnonzero(self.notes)
        pairs = np.unique(np.stack([self.notes[noted], self.titles[noted]], axis=1), axis=0)
        notes, counts = np.unique(pairs[:, 0], return_counts=True)
        return np.isin(self.notes, notes[counts >= MANY])


def find_shared(pairs: KeyPairs) -> np.ndarray:
    """Return the rows of the records with a key that another record has as well."""
    order = np.lexsort((pairs.rows, pairs.hashes))
    hashes, rows = pairs.hashes[order], pairs.rows[order]
    same = (hashes[1:] == hashes[:-1]) & (rows[1:] != rows[:-1])
    return np.unique(np.concatenate([rows[1:][same], rows[:-1][same]]))


def find_alike(hand: TitledPairs) -> np.ndarray:
    """Return the rows of records whose abstract begins like another's, under almost the same title or a longer one.

    In blocks of more than :data:`FEW` each meets its next neighbours by title, see
    :func:`helpers.papers.alike_abstracts.find_alike`. Pairs of which both are wanted already are passed over.
    """
    joined, found = hand.joined, hand.found.copy()
    rank = np.empty(len(joined), dtype=np.int64)
    rank[np.argsort(np.array(joined, dtype=object), kind="stable")] = np.arange(len(joined))
    order = np.lexsort((rank[hand.pairs.rows], hand.pairs.hashes))
    hashes, rows = hand.pairs.hashes[order], hand.pairs.rows[order]
    _, place, sizes = np.unique(hashes, return_inverse=True, return_counts=True)
    shared = sizes[place] > 1
    hashes, rows, sizes = hashes[shared], rows[shared], sizes[place][shared]
    lengths = np.fromiter(map(len, joined), dtype=np.int64, count=len(joined))
    starts = np.array([hash_text(title[:6]) for title in joined], dtype=np.int64)
    for step in range(1, FEW):
        near = (hashes[step:] == hashes[:-step]) & ((sizes[step:] <= FEW) | (step <= NEIGHBOURS))
        one, other = rows[:-step][near], rows[step:][near]
        like = (starts[one] == starts[other]) | (np.abs(lengths[one] - lengths[other]) <= EDITS)
        like &= (one != other) & ~(found[one] & found[other])
        one, other = one[like], other[like]
        for low in range(0, len(one), PAIRS):
            same = _are_alike(joined, one[low : low + PAIRS], other[low : low + PAIRS])
            found[one[low : low + PAIRS][same]] = found[other[low : low + PAIRS][same]] = True
    return hand.homes[found & ~hand.found]


def _are_alike(joined: list[str], one: np.ndarray, other: np.ndarray) -> np.ndarray:
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import cpdist

    first, second = ([joined[row] for row in rows.tolist()] for rows in (one, other))
    far = cpdist(first, second, scorer=Levenshtein.distance, score_cutoff=EDITS, dtype=np.int32)
    begins = [a.startswith(b) or b.startswith(a) for a, b in zip(first, second, strict=True)]
    return (far <= EDITS) | np.array(begins, dtype=bool)


def collect_keys(records: Sequence[PreparedRecord]) -> RecordKeys:
    """Return the keys of records."""
    blocks = [list(map(hash_text, _list_beginnings(record))) for record in records]
    identifiers = [list(map(hash_identifier, list_keys(record.ids))) for record in records]
    return RecordKeys(
        np.array([hash_text(record.title_key) if record.title_key else 0 for record in records], dtype=np.int64),
        np.array([_hash_note(record) for record in records], dtype=np.int64),
        ["".join(split_title(record.title)) if found else "" for record, found in zip(records, blocks, strict=True)],
        _number(identifiers), _number(blocks),
    )  # fmt: skip


def join_keys(parts: Sequence[RecordKeys]) -> RecordKeys:
    """Return the keys of several parts as those of one list of records."""
    begins = np.cumsum([0, *map(len, parts)])
    moved = [
        (
            KeyPairs(part.identifiers.rows + begin, part.identifiers.hashes),
            KeyPairs(part.blocks.rows + begin, part.blocks.hashes),
        )
        for part, begin in zip(parts, begins, strict=False)
    ]
    none = np.zeros(0, dtype=np.int64)
    return RecordKeys(
        np.concatenate([none, *(part.titles for part in parts)]),
        np.concatenate([none, *(part.notes for part in parts)]),
        [joined for part in parts for joined in part.joined],
        _join_pairs([pair for pair, _ in moved]), _join_pairs([pair for _, pair in moved]),
    )  # fmt: skip


def write_keys(keys: RecordKeys) -> dict[str, Any]:
    """Return keys as Arrow columns."""
    import pyarrow as pa

    return {
        "key_title": pa.array(keys.titles), "key_note": pa.array(keys.notes),
        "key_joined": pa.array(keys.joined, pa.large_string()),
        "key_ids": _write_pairs(keys.identifiers, len(keys)), "key_blocks": _write_pairs(keys.blocks, len(keys)),
    }  # fmt: skip


KEY_COLUMNS = ("key_title", "key_note", "key_joined", "key_ids", "key_blocks")


def read_keys(table: Any) -> RecordKeys:
    """Return keys from the columns of an Arrow table."""
    titles, notes = (table.column(name).to_numpy().copy() for name in KEY_COLUMNS[:2])
    pairs = (_read_pairs(table.column(name).combine_chunks()) for name in KEY_COLUMNS[3:])
    return RecordKeys(titles, notes, table.column("key_joined").to_pylist(), *pairs)


def hash_text(text: str) -> int:
    """Return a number of 64 bits, never 0, for a text."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True) or 1


def hash_identifier(key: tuple[str, str]) -> int:
    """Return the number of an identifier, given as kind and value."""
    return hash_text("\0".join(key))


def _list_beginnings(record: PreparedRecord) -> list[str]:
    usable = record.title_key and record.problem not in UNUSABLE and record.abstract
    return name_blocks(record.abstract) if usable else []


def _hash_note(record: PreparedRecord) -> int:
    short = record.problem is None and 0 < len(record.abstract) < NOTE_SIGNS
    return hash_text(record.abstract.lower()) if short else 0


def _number(lists: Sequence[Sequence[int]]) -> KeyPairs:
    rows = np.repeat(np.arange(len(lists), dtype=np.int64), [len(found) for found in lists])
    return KeyPairs(rows, np.array([one for found in lists for one in found], dtype=np.int64))


def _join_pairs(pairs: Sequence[KeyPairs]) -> KeyPairs:
    none = np.zeros(0, dtype=np.int64)
    return KeyPairs(
        np.concatenate([none, *(pair.rows for pair in pairs)]), np.concatenate([none, *(pair.hashes for pair in pairs)])
    )


def _move(pairs: KeyPairs, place: np.ndarray) -> KeyPairs:
    return KeyPairs(place[pairs.rows], pairs.hashes)


def _write_pairs(pairs: KeyPairs, n: int) -> Any:
    import pyarrow as pa

    offsets = np.concatenate([[0], np.cumsum(np.bincount(pairs.rows, minlength=n))]).astype(np.int32)
    return pa.ListArray.from_arrays(offsets, pa.array(pairs.hashes))


def _read_pairs(lists: Any) -> KeyPairs:
    offsets = lists.offsets.to_numpy()
    rows = np.repeat(np.arange(len(lists), dtype=np.int64), np.diff(offsets))
    return KeyPairs(rows, lists.values.to_numpy()[offsets[0] : offsets[-1]].copy())
