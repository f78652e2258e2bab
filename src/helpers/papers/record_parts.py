"""The records of a dump in parts, which are made ready side by side and kept by their content.

Parts are cut where the content says so: of a dump that grew, whatever the place, all parts but those that changed are
there already, and so are those of a reading that was interrupted. What is global, which records may be one paper, is
decided on their keys alone, so that memory does not grow with the texts.
"""

import hashlib
import json
import tempfile
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
from tqdm.auto import tqdm

from helpers.dumps.detect import read_dump
from helpers.dumps.packing import Limits
from helpers.dumps.records import Notes, RawRecord
from helpers.papers.dump_facts import DumpFacts
from helpers.papers.metadata import Metadata
from helpers.papers.paper_rows import combine_records, find_record_fault
from helpers.papers.prepared_records import PreparedRecord, prepare_record, prepare_texts
from helpers.papers.record_keys import KEY_COLUMNS, RecordKeys, collect_keys, join_keys, read_keys, write_keys
from helpers.run.atomic_files import replacing
from helpers.run.code_state import find_modules, hash_modules
from helpers.run.engines import find_engine, map_parts, pause_collection
from helpers.run.schema import TABLES
from helpers.run.storage import pack_table
from helpers.text.dates import Interval

FEW = 4_000
"""Records that are one part, made ready here: more pay for the start of other processes."""
SIZE, MOST = 1_000, 2_000
"""Records of a part in the mean, and at most."""
_TEXTS = ("title_raw", "abstract_raw", "title", "abstract", "problem", "fault", "language", "text_id", "extra")
_TOLD = "told"  # identifiers, dates and other values, as JSON
_IS_PAPER = "is_paper"
_AS_IT_IS = ("title", "abstract", "title_raw", "abstract_raw", "extra")  # columns that a paper has of its one record
_PLACED = ("source", "record")
_MADE = {f"paper_{name}": name for name in TABLES["papers"].columns if name not in (*_AS_IT_IS, *_PLACED)}
"""Columns of a part that have the papers of single records, by what they are in the table of papers."""
Places = tuple[list[str], list[str]]


@dataclass
class Part:
    """Some records that follow one another: in memory, or the file that has them; where they stand in the dump.

    ``is_paper`` marks those of a file that are a paper as they are, unless others of the dump or its metadata speak
    against it.
    """

    size: int
    records: list[PreparedRecord] | None = None
    path: Path = Path()
    places: Places = field(default_factory=lambda: ([], []))
    is_paper: np.ndarray | None = None

    def open(self, rows: np.ndarray | None = None) -> list[PreparedRecord]:
        """Return its records, or those of some rows."""
        if self.records is not None:
            return self.records if rows is None else [deepcopy(self.records[row]) for row in rows.tolist()]
        import pyarrow.parquet as pq

        table = pq.read_table(self.path, columns=[*_TEXTS, _TOLD])
        return read_records(table, *self.places) if rows is None else self._read_rows(table, rows)

    def split(self, chosen: np.ndarray) -> tuple[list[PreparedRecord], Any]:
        """Return the papers of the records that a mask chooses as an Arrow table, and the other records before it."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not chosen.any():
            return self.open(), pack_table([], "papers")
        table = pq.read_table(self.path, columns=[*_TEXTS, _TOLD, *_MADE])
        records = self._read_rows(table, np.flatnonzero(~chosen))
        rows = np.flatnonzero(chosen)
        papers = table.take(rows).select([*_AS_IT_IS, *_MADE]).rename_columns([*_AS_IT_IS, *_MADE.values()])
        for name, places in zip(_PLACED, self.places, strict=True):
            papers = papers.append_column(name, pa.array([places[row] for row in rows.tolist()], pa.large_string()))
        return records, papers.select(list(TABLES["papers"].columns))

    def _read_rows(self, table: Any, rows: np.ndarray) -> list[PreparedRecord]:
        sources, places = ([names[row] for row in rows.tolist()] for names in self.places)
        return read_records(table.take(rows), sources, places)


@dataclass(frozen=True)
class OpenPart:
    """A part whose single papers are rows of an Arrow table, with their numbers; the other records by number."""

    records: dict[int, PreparedRecord]
    numbers: np.ndarray
    papers: Any
    is_last: bool


class RecordParts:
    """All records of a dump, by number, of which a part at a time is in memory.

    ``keys`` has what decides which of them may be one paper, ``facts`` what is done to each when its part is opened.
    """

    def __init__(self, parts: list[Part], keys: RecordKeys, facts: DumpFacts, scratch: Any = None) -> None:
        """Take the parts, their keys and what was counted over them; decide what follows for single records."""
        self.parts, self.keys, self.facts, self.metadata = parts, keys, facts, None
        self._scratch = scratch  # a folder that lasts as long as this does
        facts.decide()
        if rows := sorted(facts.changed):
            chosen = np.zeros(len(self), dtype=bool)
            chosen[rows] = True
            keys.replace(rows, list(self.take(chosen).values()))

    def __len__(self) -> int:
        """Return the number of records."""
        return sum(part.size for part in self.parts)

    def join(self, metadata: Metadata, notes: Notes) -> None:
        """Join a metadata file to the records."""
        metadata.join(self.keys, notes)
        self.metadata = metadata

    def find_ready(self) -> np.ndarray:
        """Return a mask over the records: those that are papers as they are, whose rows were made with their parts."""
        ready = [np.zeros(part.size, dtype=bool) if part.is_paper is None else part.is_paper for part in self.parts]
        found = np.concatenate([np.zeros(0, dtype=bool), *ready])
        if self.metadata is not None or self.facts.coarse:
            found[:] = False
        found[sorted(self.facts.changed)] = False
        return found

    def open_parts(self, ready: np.ndarray, notes: Notes) -> Iterator[OpenPart]:
        """Yield each part in turn, with all that the dump and its metadata tell; ``ready`` marks records as papers."""
        begin = 0
        for part in self.parts:
            chosen = ready[begin : begin + part.size]
            others, papers = part.split(chosen)
            records = dict(zip((np.flatnonzero(~chosen) + begin).tolist(), others, strict=True))
            self._finish(records.items(), notes)
            yield OpenPart(records, np.flatnonzero(chosen) + begin, papers, part is self.parts[-1])
            begin += part.size

    def open_copies(self) -> Iterator[list[PreparedRecord]]:
        """Yield copies of the records of each part in turn, in the same state."""
        begin = 0
        for part in self.parts:
            records = part.open(np.arange(part.size))
            self._finish(enumerate(records, begin), Notes())
            yield records
            begin += part.size

    def take(self, chosen: np.ndarray) -> dict[int, PreparedRecord]:
        """Return some records, in the same state, by number; ``chosen`` is a mask over all records."""
        found: dict[int, PreparedRecord] = {}
        begin = 0
        for part in self.parts:
            rows = np.flatnonzero(chosen[begin : begin + part.size])
            if len(rows):
                found |= dict(zip((rows + begin).tolist(), part.open(rows), strict=True))
            begin += part.size
        self._finish(found.items(), Notes())
        return found

    def _finish(self, records: Iterable[tuple[int, PreparedRecord]], notes: Notes) -> None:
        for number, record in records:
            self.facts.finish(number, record, notes)
            if self.metadata is not None:
                self.metadata.finish(number, record, notes)


def prepare_parts(
    paths: Sequence[Path], notes: Notes, columns: Mapping[str, str | None], limits: Limits | None,
    cache: Path | None = None, note: Callable[[str, int, int, float], None] | None = None,
) -> RecordParts:  # fmt: skip
    """Read a dump and make its records ready, in the order of the files; a bar says what is left of a long reading.

    Parts of a dump of more than :data:`FEW` records are kept in the folder ``cache``, by content and by the code that
    made them, or else in a folder that goes with what is returned. ``note`` (a run's ``note_reuse``) is then told
    of how many records that was so already, and how many were made ready in how many seconds.
    """
    begun = time.monotonic()
    size = sum(path.stat().st_size for path in paths if path.is_file())
    with tqdm(total=size, desc="Reading", unit="B", unit_scale=True, delay=2, leave=False, disable=None) as bar:
        notes.advance = bar.update
        raws = read_dump(paths, notes, columns, limits=limits)
        head = list(islice(raws, FEW + 1))
        if len(head) <= FEW and find_engine() is None:
            records = [prepare_record(raw, notes) for raw in head]
            prepare_texts(records, notes)
            return RecordParts([Part(len(records), records)], collect_keys(records), DumpFacts().count(records))
        scratch = tempfile.TemporaryDirectory()  # goes with what is returned
        folder = Path(scratch.name) if cache is None else cache / "records"
        parts, keys, facts, n_known = [], [], DumpFacts(), 0
        for part, is_known, told in _prepare_all(chain(head, raws), notes.titles_only, folder):
            part.is_paper = told.column(_IS_PAPER).to_numpy()
            parts.append(part)
            n_known += part.size if is_known else 0
            keys.append(read_keys(told))
            notes.add(Notes.from_json(told.schema.metadata[b"notes"].decode()))
            facts.add(DumpFacts.from_json(told.schema.metadata[b"facts"].decode()))
    if note is not None:
        note("records made ready", n_known, facts.n_records - n_known, time.monotonic() - begun)
    return RecordParts(parts, join_keys(keys), facts, scratch)


def _prepare_all(raws: Iterable[RawRecord], titles_only: bool, folder: Path) -> Iterator[tuple[Part, bool, Any]]:
    """Each part, whether its file was there already, so that it need not be made ready, and its keys and facts."""
    folder.mkdir(parents=True, exist_ok=True)
    code = hash_modules(find_modules(f"import {__name__} as maker; maker.prepare_part", drawing=False))
    begin = hashlib.sha256(f"{code} {titles_only}".encode())
    waiting: deque[tuple[Part, bool]] = deque()

    def list_missing() -> Iterator[list[RawRecord]]:
        for records in cut_parts(raws):
            places = [record.source for record in records], [record.place for record in records]
            part = Part(len(records), path=folder / f"{_compute_key(records, begin)}.parquet", places=places)
            waiting.append((part, is_known := _is_whole(part)))
            if not is_known:
                yield records

    for table in map_parts(partial(prepare_part, titles_only=titles_only), list_missing()):
        while waiting[0][1]:
            yield _read_known(waiting.popleft()[0])
        part, _ = waiting.popleft()
        _write_part(table, part)
        yield part, False, table
    for part, _ in waiting:
        yield _read_known(part)


def cut_parts(raws: Iterable[RawRecord]) -> Iterator[list[RawRecord]]:
    """Cut records into parts where one of them says so by its content, so that a record more moves no other cut."""
    part: list[RawRecord] = []
    for raw in raws:
        part.append(raw)
        said = f"{raw.fields.get('title', '')}{raw.fields.get('abstract', '')}"[:300]
        if len(part) >= MOST or zlib.crc32(said.encode("utf-8", "replace")) % SIZE == 0:
            yield part
            part = []
    if part:
        yield part


@pause_collection()
def prepare_part(raws: list[RawRecord], *, titles_only: bool) -> Any:
    """Make the records of one part ready; return them as a table with their keys, and what was told of them."""
    notes = Notes(titles_only=titles_only)
    records = [prepare_record(raw, notes) for raw in raws]
    prepare_texts(records, notes)
    table = write_records(records)
    for name, column in write_keys(collect_keys(records)).items():
        table = table.append_column(name, column)
    facts = DumpFacts().count(records)
    for name, column in make_papers(records).items():
        table = table.append_column(name, column)
    return table.replace_schema_metadata({b"notes": notes.to_json().encode(), b"facts": facts.to_json().encode()})


def make_papers(records: Sequence[PreparedRecord]) -> dict[str, Any]:
    """Return what papers of single records have beside their texts, as Arrow columns, and which records are one."""
    import pyarrow as pa

    are_papers = [find_record_fault(record) is None for record in records]
    rows = [combine_records([record]) for record, is_one in zip(records, are_papers, strict=True) if is_one]
    places = np.where(are_papers, np.cumsum(are_papers) - 1, 0)
    made = pack_table(rows, "papers").select(list(_MADE.values())).take(pa.array(places, mask=~np.array(are_papers)))
    return {_IS_PAPER: pa.array(are_papers)} | {told: made.column(name) for told, name in _MADE.items()}


def write_records(records: Sequence[PreparedRecord]) -> Any:
    """Return records as an Arrow table of texts."""
    import pyarrow as pa

    written = {name: [getattr(record, name) for record in records] for name in _TEXTS}
    written[_TOLD] = [json.dumps([record.ids, _list_dates(record), record.values]) for record in records]
    return pa.table({name: pa.array(values, pa.large_string()) for name, values in written.items()})


def _list_dates(record: PreparedRecord) -> dict[str, Any]:
    return {
        clock: [(low.isoformat(), high.isoformat(), precision, origin) for (low, high, precision), origin in dates]
        for clock, dates in record.dates.items()
    }


def read_records(table: Any, sources: Sequence[str], places: Sequence[str]) -> list[PreparedRecord]:
    """Return the records of a table that :func:`write_records` made."""
    columns = {name: table.column(name).to_pylist() for name in (*_TEXTS, _TOLD)}
    rows = zip(*columns.values(), strict=True)
    records = []
    for source, place, row in zip(sources, places, rows, strict=True):
        *texts, told = row
        record = PreparedRecord(source, place, **dict(zip(_TEXTS, texts, strict=True)))
        record.ids, dates, record.values = json.loads(told)
        record.dates = {
            clock: [(_read_interval(*facts), origin) for *facts, origin in found] for clock, found in dates.items()
        }
        records.append(record)
    return records


@lru_cache(maxsize=20_000)  # many papers are of one day
def _read_interval(low: str, high: str, precision: str) -> Interval:
    return Interval(date.fromisoformat(low), date.fromisoformat(high), precision)


def _compute_key(records: Sequence[RawRecord], begin: Any) -> str:
    total = begin.copy()
    for record in records:
        total.update(repr((record.source, record.fields, record.problem)).encode("utf-8", "surrogatepass"))
    return total.hexdigest()[:32]


def _write_part(table: Any, part: Part) -> None:
    import pyarrow.parquet as pq

    options = {"use_dictionary": False, "write_statistics": False}  # hardly two of its values are equal
    with replacing(part.path) as path:
        pq.write_table(table, path, compression="zstd", **options)


def _is_whole(part: Part) -> bool:
    """Whether the file of a part is there with all its records; one that cannot be read is not."""
    import pyarrow.parquet as pq

    try:
        if not part.path.is_file() or pq.read_metadata(part.path).num_rows != part.size:
            return False
        # A date that lay in the future may lie there no longer.
        return b"in the future" not in (pq.read_schema(part.path).metadata or {})[b"notes"]
    except (OSError, ValueError, KeyError):
        return False


def _read_known(part: Part) -> tuple[Part, bool, Any]:
    import pyarrow.parquet as pq

    return part, True, pq.read_table(part.path, columns=[*KEY_COLUMNS, _IS_PAPER])
