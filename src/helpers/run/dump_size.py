"""About how many records a dump has, before it is read: by the sizes of its files and how each kind of them begins."""

import bz2
import csv
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

HEAD = 1 << 18
"""Bytes that are looked at of a file as it stands on the disk; half of that of a packed one, but all where blocks are
long."""
MOST = 1 << 22
"""Bytes that these may unpack to."""
LOOKED_AT = 3
"""Files of each ending that are looked at."""
USUAL = 1_600
"""Bytes of a record, unpacked, where nothing tells one from the next."""
PACKED = 3.0
"""Times its size that a packed file has unpacked, where it cannot be looked into."""

_TABLES = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
_PACKERS: dict[str, tuple[int, Callable[[], Any]]] = {
    ".gz": (HEAD // 2, lambda: zlib.decompressobj(wbits=31)),
    ".xz": (HEAD // 2, lzma.LZMADecompressor),
    ".bz2": (2 * HEAD, bz2.BZ2Decompressor),
}
"""By ending: bytes that are looked at, of which blocks of bz2 take many, and what unpacks them."""
_SIGNS = (
    re.compile(r"^\{", re.M),
    re.compile(r'"(?:abstract|abstract_inverted_index|abstractText|summary|dc:description)"\s*:', re.I),
    re.compile(r"<(?:\w+:)?(?:abstract|summary|description)(?:\s[^>]*)?>", re.I),
    re.compile(r"^\s*abstract\s*=", re.I | re.M),
    re.compile(r"^(?:AB|N2|%X)\b", re.M),
)
"""What a record has once: its own line, or the name of its abstract, in JSON, XML, BibTeX and tagged formats."""


def estimate_records(files: Iterable[Path]) -> int | None:
    """Return about how many records the files of a dump have; None where none can be looked at.

    Of each kind of file a few are looked at, and of those the beginning; the others count by their size.
    """
    states = []
    for file in files:
        try:
            facts = file.stat()
        except OSError:
            continue
        states.append((file, facts.st_size, facts.st_mtime_ns))
    return _estimate(tuple(states)) if states else None


@cache
def _estimate(states: tuple[tuple[Path, int, int], ...]) -> int:
    kinds: dict[tuple[str, ...], list[tuple[Path, int]]] = {}
    for file, size, _ in states:
        kinds.setdefault(_list_endings(file), []).append((file, size))
    total = 0.0
    for endings, group in kinds.items():
        looks = [_look_at(file, size, endings) for file, size in group[:LOOKED_AT] if size]
        seen = sum(n_bytes for n_bytes, _ in looks)
        if seen:
            total += sum(n for _, n in looks) / seen * sum(size for _, size in group)
    return round(total)


def _list_endings(file: Path) -> tuple[str, ...]:
    return tuple(ending.lower() for ending in file.suffixes[-2:])


def _look_at(file: Path, size: int, endings: tuple[str, ...]) -> tuple[float, float]:
    """How many bytes of a file were looked at, as it stands on the disk, and the records in them."""
    last = endings[-1] if endings else ""
    packed = last in {*_PACKERS, ".zip", ".zst", ".xlsx"}
    usual = size, size / USUAL * (PACKED if packed else 1)
    if last == ".xlsx":
        return usual
    try:
        if last == ".parquet":
            import pyarrow.parquet as pq

            return size, pq.read_metadata(file).num_rows
        if last == ".zip":
            return _look_into_zip(file)
        with file.open("rb") as stream:
            head = stream.read(_PACKERS[last][0] if last in _PACKERS else HEAD)
        n_bytes, text = _unpack(head, last)
    except Exception:  # a broken file is told of by what reads it
        return usual
    return (n_bytes, _count_records(text, endings[0] if packed else last)) if n_bytes and text else usual


def _unpack(head: bytes, ending: str) -> tuple[int, bytes]:
    """How many bytes of a file's beginning are of its first packed part, and what they unpack to."""
    if ending == ".zst":
        import zstandard

        return len(head), zstandard.ZstdDecompressor().stream_reader(io.BytesIO(head)).read(MOST)
    if ending not in _PACKERS:
        return len(head), head
    unpacker = _PACKERS[ending][1]()
    text = unpacker.decompress(head, MOST)
    return len(head) - len(unpacker.unused_data), text


def _look_into_zip(file: Path) -> tuple[float, float]:
    with zipfile.ZipFile(file) as archive:
        largest = max(archive.infolist(), key=lambda member: member.file_size)
        with archive.open(largest) as stream:
            head = stream.read(HEAD)
    return len(head) * largest.compress_size / largest.file_size, _count_records(head, Path(largest.filename).suffix)


def _count_records(head: bytes, ending: str) -> float:
    """Records in the beginning of a file."""
    text = head.decode("utf-8", "replace")
    if ending.lower() in _TABLES:
        names = text.split("\n", 1)[0]
        sign = max((_TABLES[ending.lower()], ";", "|"), key=names.count)
        return max(0, sum(1 for row in csv.reader(io.StringIO(text), delimiter=sign) if row) - 1)
    return max(len(sign.findall(text)) for sign in _SIGNS) or len(head) / USUAL
