"""Bytes of a file or of an archive's member, expanded piece by piece, with a guard against decompression bombs."""

import bz2
import lzma
import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from helpers.dumps.records import DumpError, Notes, scrub

CHUNK = 1 << 20  # bytes handed on at a time
FREE = 10 * CHUNK  # bytes that may always be expanded, whatever the ratio
MAX_LAYERS = 3  # a text packed twice is odd, more is an attack
_SLICE = 1 << 10  # packed bytes expanded at a time: they can grow to 32 MB, not to all of memory
_GZIP, _ZSTD, _BZIP, _XZ = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ\x00"
_PACKED = (_GZIP, _ZSTD, _BZIP, _XZ)
_PACKAGES = {  # the end of a member's name, or a part of its "mimetype", and what the package is
    "xl/workbook.xml": "workbook", "word/document.xml": "a Word document", "ppt/presentation.xml": "a presentation",
    "opendocument.spreadsheet": "an OpenDocument spreadsheet", "opendocument": "an OpenDocument text or drawing",
    "epub": "an electronic book (EPUB)", "META-INF/MANIFEST.MF": "a Java archive",
}  # fmt: skip
_FAULTS = (EOFError, zlib.error, zipfile.BadZipFile, OSError, ValueError)


@dataclass(frozen=True)
class Limits:
    """How far a packed file may expand: times its size (texts stay under 20, tables under 60), and bytes in all."""

    ratio: float = 200
    expanded: int = 20 * 10**9

    def check(self, expanded: int, size: int, source: str, *, unpackable: bool = False) -> None:
        """Raise ``DumpError`` if ``expanded`` bytes of ``size`` are too many; ``unpackable`` ones can be by hand."""
        if expanded <= self.expanded and (expanded <= FREE or expanded <= self.ratio * size):
            return
        way = "raise the settings max_ratio and max_gigabytes"
        way = f"unpack it by hand if you trust it, or {way}" if unpackable else f"{way} if you trust it"
        what = f"expands to over {expanded:,} bytes from {size:,}, more than {self.ratio:g} times or"
        raise DumpError(f"{source} {what} {self.expanded / 1e9:g} GB; {way}.")


@dataclass(frozen=True)
class Document:
    """One file of a dump, or one member of a ZIP archive; ``source`` is what messages call it."""

    path: Path
    source: str
    member: str | None = None
    limits: Limits = field(default=Limits(), repr=False)

    @property
    def name(self) -> str:
        """The file's own name, without folders; that of the member for an archive."""
        return PurePosixPath(self.member).name if self.member else self.path.name


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP archive of documents; an Office file or a Java archive is none."""
    try:
        if not path.is_file() or not zipfile.is_zipfile(path):
            return False
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
    return names.isdisjoint(("[Content_Types].xml", "META-INF/MANIFEST.MF", "mimetype"))


def find_package(document: Document) -> str:
    """What a document packed as ZIP is, told by its members: "workbook" is Excel's; "" if it cannot be opened."""
    try:
        with copy_whole(document, Notes()) as path, zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            told = ""
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    told = stream.read(200).decode("ascii", "replace")
    except (*_FAULTS, NotImplementedError, RuntimeError, KeyError):
        return ""
    if kind := next((kind for end, kind in _PACKAGES.items() if end in told), ""):
        return kind
    return next((kind for end, kind in _PACKAGES.items() if any(name.endswith(end) for name in names)), "")


def find_members(path: Path, source: str, limits: Limits) -> list[Document]:
    """The files of a ZIP archive by name, without hidden ones; ``DumpError`` if it is locked or beyond the limits."""
    with zipfile.ZipFile(path) as archive:
        inside = [item for item in archive.infolist() if not item.is_dir()]
    total, size = sum(item.file_size for item in inside), path.stat().st_size
    limits.check(total, size, source, unpackable=True)
    hidden = re.compile(r"(?:^|/)(?:\.(?!/)|__MACOSX(?:/|$))")
    inside = [item for item in inside if not hidden.search(item.filename)]
    if any(item.flag_bits & 1 for item in inside):
        raise DumpError(f"{source} is locked with a password; unpack it first.")
    names = sorted({item.filename for item in inside})
    return [Document(path, scrub(f"{source}/{name}"), name, limits) for name in names]


@contextmanager
def _open_raw(document: Document) -> Iterator[tuple[BinaryIO, int]]:
    """The packed bytes as a stream, and how many they are."""
    try:
        facts = document.path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise DumpError(f"{document.source} is not a regular file; name a file or a folder of files.")
        if document.member is None:
            with document.path.open("rb") as stream:
                yield stream, facts.st_size
            return
        with zipfile.ZipFile(document.path) as archive:
            item = archive.getinfo(document.member)
            with archive.open(item) as stream:
                yield stream, max(item.compress_size, 1)
    except OSError as error:
        what = f"{document.source} cannot be opened ({error.strerror or error})"
        raise DumpError(f"{what}; check its name and rights.") from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError) as error:
        raise DumpError(f"{document.source} is damaged or packed in a way not read ({error}); pack it again.") from None


def read_bytes(document: Document, notes: Notes) -> Iterator[bytes]:
    """The bytes of a document in pieces of about ``CHUNK``, expanded if they are packed (told by content).

    ``DumpError`` if it cannot be opened, or expands beyond its limits; a cut packed file gives what stands before.
    """
    with _open_raw(document) as (raw, size):
        expanded = 0
        pieces = _read_counted(raw, notes, count=document.member is None)
        for layer in range(MAX_LAYERS + 1):
            pieces, start = _look_at(pieces)
            if (magic := next(filter(start.startswith, _PACKED), None)) is None:
                break
            if layer == MAX_LAYERS:
                raise DumpError(f"{document.source} is packed more than {MAX_LAYERS} times; unpack it by hand.")
            pieces = _expand(pieces, magic)
        try:
            for piece in pieces:
                expanded += len(piece)
                document.limits.check(expanded, size, document.source, unpackable=True)
                yield piece
        except _FAULTS as error:
            if isinstance(error, DumpError):
                raise
            if expanded == 0:
                what = f"{document.source} is a damaged compressed file from its first byte on ({error})"
                raise DumpError(f"{what}; fetch it again.") from None
            notes.warn(document.source, f"the compressed file is cut or damaged after {expanded:,} bytes")


def _read_counted(raw: BinaryIO, notes: Notes, *, count: bool) -> Iterator[bytes]:
    while piece := raw.read(CHUNK):
        if count:
            notes.advance(len(piece))
        yield piece


def _look_at(pieces: Iterator[bytes]) -> tuple[Iterator[bytes], bytes]:
    """The same pieces, and the first bytes of them; what fails on the way fails again where they are read."""
    first, faults = b"", []
    try:
        while len(first) < 8 and (piece := next(pieces, b"")):
            first += piece
    except _FAULTS as error:
        faults.append(error)

    def go_on() -> Iterator[bytes]:
        if first:
            yield first
        for error in faults:
            raise error
        yield from pieces

    return go_on(), first[:8]


def _expand(pieces: Iterator[bytes], magic: bytes) -> Iterator[bytes]:
    """Expand a packed stream, and others that follow it; of a cut one all that stands before the cut is given."""
    slices = (piece[at : at + _SLICE] for piece in pieces for at in range(0, len(piece), _SLICE))
    machine = None
    for held in slices:
        while held:
            if machine is None or machine.eof:  # another stream may follow, or padding
                while len(held) < len(magic) and (more := next(slices, b"")):
                    held += more
                if machine is not None and magic != _ZSTD and not held.startswith(magic):
                    return
                machine = _open_machine(magic)
            try:
                expanded = machine.decompress(held)
            except Exception as error:  # each library has errors of its own
                raise ValueError(str(error)) from None
            held = machine.unused_data if machine.eof else b""
            for at in range(0, len(expanded), CHUNK):
                yield expanded[at : at + CHUNK]
    if machine is not None and not machine.eof:
        raise EOFError("it ends too early")


def _open_machine(magic: bytes) -> Any:
    """What expands one stream of a kind."""
    if magic == _ZSTD:
        import zstandard

        return zstandard.ZstdDecompressor().decompressobj()
    if magic == _GZIP:
        return zlib.decompressobj(wbits=31)
    return bz2.BZ2Decompressor() if magic == _BZIP else lzma.LZMADecompressor()


@contextmanager
def copy_whole(document: Document, notes: Notes) -> Iterator[Path]:
    """A file of the expanded bytes, for formats that must be sought (Parquet, Excel); the file itself if not packed."""
    with _open_raw(document) as (raw, size):
        packed = raw.read(8).startswith(_PACKED)
    if document.member is None and not packed:
        notes.advance(size)
        yield document.path
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "document"
        with copy.open("wb") as stream:
            stream.writelines(read_bytes(document, notes))
        yield copy
