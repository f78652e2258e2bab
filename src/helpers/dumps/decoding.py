"""Bytes to text: encodings and line ends, streamed; the bytes come from :mod:`helpers.dumps.packing`."""

import codecs
import re
from collections.abc import Iterator
from itertools import chain

from helpers.dumps.legacy_encodings import find_legacy_encoding, name_encoding
from helpers.dumps.packing import CHUNK, Document, read_bytes
from helpers.dumps.records import DumpError, Notes

MAX_LINE = 50 * 10**6  # characters of one line in a format of lines


def _read_as_windows(error):
    """Read the bytes that are not UTF-8 as Windows-1252 (its five unused ones as Latin-1)."""
    wrong = error.object[error.start : error.end]
    encoding = "latin-1" if set(wrong) & set(b"\x81\x8d\x8f\x90\x9d") else "cp1252"
    return wrong.decode(encoding), error.end


codecs.register_error("helpers.windows", _read_as_windows)


def find_file_date(name: str) -> str | None:
    """The day or month in a file's name ("2025-08-11", "2025-08"), as text; None if there is none, or more than one."""
    pattern = r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])(?:\2(0[1-9]|[12]\d|3[01]))?(?!\d)"
    dates = [match for match in re.finditer(pattern, name) if match[4] is not None or match[2]]
    found = {"-".join(filter(None, match.group(1, 3, 4))) for match in dates}
    return found.pop() if len(found) == 1 else None


def read_head(document: Document) -> bytes:
    """The first bytes of a document, expanded, at most ``CHUNK`` of them; ``DumpError`` if it is empty."""
    head = b""
    for piece in read_bytes(document, Notes()):
        head += piece
        if len(head) >= CHUNK:
            break
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise DumpError(f"{document.source} is empty: there are no papers in it; fetch or copy it again.")
    return head[:CHUNK]


def decode_head(head: bytes) -> str:
    """First bytes as text for a look at the format: without byte order mark, all line ends as LF."""
    try:
        text = "".join(_decode(iter([head]), "", Notes(), final=False))
    except DumpError:  # which encoding it is cannot be told, and reading says so; the format may be
        text = head.decode("utf-8", "helpers.windows")
    return text.lstrip("\ufeff\x00").replace("\r\n", "\n").replace("\r", "\n")


def _guess_encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):  # the first one begins as UTF-16's does
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:4000]
    if len(sample) > 20 and sample.count(0) > 0.3 * len(sample):  # UTF-16 without a mark
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"


def _decode(pieces: Iterator[bytes], source: str, notes: Notes, *, final: bool = True) -> Iterator[str]:
    first = next(pieces, b"")
    encoding = _guess_encoding(first)
    in_utf8 = encoding.startswith("utf-8")
    make = codecs.getincrementaldecoder(encoding)
    decoder, strict = make("helpers.windows" if in_utf8 else "replace"), make("strict")
    plain = encoding == "utf-8"  # all bytes until here are ASCII, so that the encoding is still open
    end = [(b"", True)] if final else []
    for piece, last in chain([(first, False)], ((piece, False) for piece in pieces), end):
        if strict is not None:
            try:
                strict.decode(piece, last)
                plain = plain and piece.isascii()
            except UnicodeDecodeError as error:
                strict = None
                legacy = find_legacy_encoding(piece, source) if plain else None
                if legacy:
                    decoder = codecs.getincrementaldecoder(legacy)("replace")
                    way = f"the text is not UTF-8 and was read as {name_encoding(legacy)}, which its bytes fit"
                    notes.warn(source, f"{way}; save it as UTF-8 if that is wrong")
                else:
                    way = "UTF-8 and were read as Windows-1252" if in_utf8 else f"{encoding} and were replaced"
                    notes.warn(source, f"some bytes are not {way}", f"byte 0x{error.object[error.start]:02x}")
        if (text := decoder.decode(piece, last)) or not last:
            yield text


def read_text(document: Document, notes: Notes) -> Iterator[str]:
    """The file's text, about a million characters at a time: UTF-8, UTF-16, or what its bytes fit, told by content."""
    yield from _decode(read_bytes(document, notes), document.source, notes)


def read_lines(document: Document, notes: Notes) -> Iterator[str]:
    """The file's lines without their ends (LF, CRLF or CR); ``DumpError`` if one is over ``MAX_LINE`` characters."""
    rest: list[str] = []  # pieces of the line under way
    held, number = "", 0
    for piece in read_text(document, notes):
        piece, held = held + piece, ""
        if piece.endswith("\r"):  # its LF may be in the next piece
            piece, held = piece[:-1], "\r"
        first, *lines = piece.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        rest.append(first)
        if lines:
            yield "".join(rest)
            yield from lines[:-1]
            number += len(lines)
            rest = lines[-1:]
        if sum(map(len, rest)) > MAX_LINE:
            what = f"{document.source} has over {MAX_LINE:,} characters in line {number + 1}"
            raise DumpError(f"{what}; break it into lines first.")
    if last := "".join(rest):
        yield last
