"""Bytes to text: compression, encodings and line ends, streamed, with a guard against decompression bombs."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from helpers.dumps.records import DumpError, Notes

CHUNK = 1 << 20  # bytes read at a time
MAX_RATIO = 200  # expanded to compressed size; texts stay under 20, tables of repeated rows under 60
MAX_EXPANDED = 20 * 10**9  # bytes
MAX_LINE = 50 * 10**6  # characters of one line in a format of lines

_NOT_YET = (  # (first bytes, what it is)
    (b"PK\x03\x04", "a ZIP archive or an Office file"),
    (b"\x28\xb5\x2f\xfd", "compressed with Zstandard"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF file"),
    (b"BZh", "compressed with bzip2"),
    (b"\xfd7zXZ\x00", "compressed with xz"),
    (b"\x89PNG", "a picture"),
    (b"SQLite format 3", "an SQLite database"),
)


def _read_as_windows(error):
    """Read the bytes that are not UTF-8 as Windows-1252 (its five unused ones as Latin-1)."""
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252") if not set(wrong) & set(b"\x81\x8d\x8f\x90\x9d") else wrong.decode(
        "latin-1"
    ), error.end


codecs.register_error("helpers.windows", _read_as_windows)


def find_file_date(path: Path) -> str | None:
    """The day or month in a file's name ("2025-08-11", "2025-08"), as text; None if there is none."""
    match = re.search(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])(?:\2(0[1-9]|[12]\d|3[01]))?(?!\d)", path.name)
    if match is None or (match[4] is None and not match[2]):
        return None
    return "-".join(part for part in (match[1], match[3], match[4]) if part)


def _read_bytes(path: Path, source: str, notes: Notes) -> Iterator[bytes]:
    """The file's bytes in pieces, expanded if it is gzip (told by content, not by name)."""
    try:
        raw = path.open("rb")
    except OSError as error:
        raise DumpError(f"{source} cannot be opened ({error.strerror}); check its name and rights.") from None
    with raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if not packed:
            while piece := raw.read(CHUNK):
                yield piece
            return
        size, expanded = path.stat().st_size, 0
        try:
            for piece in _expand(raw):
                expanded += len(piece)
                if expanded > MAX_EXPANDED or (expanded > 10 * CHUNK and expanded > MAX_RATIO * size):
                    raise DumpError(
                        f"{source} expands to over {expanded:,} bytes from {size:,}, more than "
                        f"{MAX_RATIO} times or {MAX_EXPANDED / 1e9:.0f} GB; unpack it by hand if you trust it."
                    )
                yield piece
        except (EOFError, zlib.error) as error:
            if expanded == 0:
                raise DumpError(f"{source} is damaged gzip from its first byte on ({error}); fetch it again.") from None
            notes.warn(source, f"the compressed file is cut or damaged after {expanded:,} bytes")


def _expand(raw) -> Iterator[bytes]:
    """Expand gzip piece by piece; unlike ``gzip.open`` it gives all that stands before a cut."""
    machine = zlib.decompressobj(wbits=31)
    held = b""
    while True:
        held = held or raw.read(CHUNK)
        if not held:
            break
        if machine.eof:  # another member may follow, or padding
            if not held.startswith(b"\x1f\x8b"):
                return
            machine = zlib.decompressobj(wbits=31)
        piece = machine.decompress(held, CHUNK)
        held = machine.unused_data if machine.eof else machine.unconsumed_tail
        if piece:
            yield piece
    while not machine.eof and (piece := machine.decompress(b"", CHUNK)):
        yield piece
    if not machine.eof:
        raise EOFError("it ends too early")


def read_head(path: Path, source: str, notes: Notes) -> str:
    """The first part of a file as text, at most ``CHUNK`` bytes of it.

    Raises
    ------
    DumpError
        If the file is empty, or begins as a format that is not text.
    """
    head = next(_read_bytes(path, source, Notes()), b"")
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise DumpError(f"{source} is empty: there are no papers in it; fetch or copy it again.")
    for start, kind in _NOT_YET:
        if head.startswith(start):
            raise DumpError(f"{source} is {kind}, which is not read yet; export it as text, JSON, JSONL or CSV.")
    return "".join(_decode([head], source, Notes(), final=False))


def _guess_encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:4000]
    if len(sample) > 20 and sample.count(0) > 0.3 * len(sample):  # UTF-16 without a mark
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"


def _decode(pieces, source: str, notes: Notes, *, final: bool = True) -> Iterator[str]:
    pieces = iter(pieces)
    first = next(pieces, b"")
    encoding = _guess_encoding(first)
    errors = "helpers.windows" if encoding.startswith("utf-8") else "replace"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    strict = codecs.getincrementaldecoder(encoding)("strict")
    sound = True

    def decode(piece: bytes, last: bool) -> str:
        nonlocal sound
        if sound:
            try:
                strict.decode(piece, last)
            except UnicodeDecodeError as error:
                sound = False
                wrong = error.object[error.start : error.start + 1].hex()
                notes.warn(
                    source,
                    "some bytes are not UTF-8 and were read as Windows-1252"
                    if encoding.startswith("utf-8")
                    else f"some bytes are not {encoding} and were replaced",
                    f"byte 0x{wrong}",
                )
        return decoder.decode(piece, last)

    yield decode(first, False)
    for piece in pieces:
        yield decode(piece, False)
    if final and (rest := decode(b"", True)):
        yield rest


def read_text(path: Path, source: str, notes: Notes) -> Iterator[str]:
    """The file's text in pieces of about one million characters.

    UTF-8 (with or without mark) and UTF-16 are recognised by content; bytes that fit neither are read as
    Windows-1252, with a warning.
    """
    yield from _decode(_read_bytes(path, source, notes), source, notes)


def read_lines(path: Path, source: str, notes: Notes) -> Iterator[str]:
    """The file's lines without their ends, whichever of LF, CRLF and CR it uses.

    Raises
    ------
    DumpError
        If one line is longer than ``MAX_LINE`` characters.
    """
    rest, held, number = [], "", 0
    for piece in read_text(path, source, notes):
        piece = held + piece
        held = ""
        if piece.endswith("\r"):  # its LF may be in the next piece
            piece, held = piece[:-1], "\r"
        lines = piece.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if len(lines) > 1:
            yield "".join([*rest, lines[0]])
            yield from lines[1:-1]
            number += len(lines) - 1
            rest = []
        rest.append(lines[-1])
        if sum(map(len, rest)) > MAX_LINE:
            raise DumpError(
                f"{source} has over {MAX_LINE:,} characters in line {number + 1}; break it into lines first."
            )
    last = "".join(rest)
    if last:
        yield last
