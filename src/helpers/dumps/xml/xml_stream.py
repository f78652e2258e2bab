"""Records of an XML file one at a time: only the record at hand is in memory, and a broken one costs only itself.

A streaming parser such as ``lxml.etree.iterparse`` stops for good at the first fault, at a second document in the
file and at a NUL byte, and real dumps have all three (pages of a harvest appended, downloads cut). So the file is
cut into records by their tags, and each record is parsed alone. That also settles the dangerous parts: a document
type declaration never reaches the parser, so there is no entity to expand and no address to open.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from helpers.dumps.decoding import Document, read_bytes
from helpers.dumps.records import DumpError, Notes
from helpers.dumps.xml.xml_pieces import MAX_DEPTH, PieceParser, find_encoding

MAX_RECORD = 50 * 10**6  # bytes of one record, or of one comment between records
_MAX_TAG = 1 << 20
_LONGEST_NAME = 300  # bytes of a tag's name that may stand across two pieces
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_CONTROL = re.compile(b"[" + re.escape(_CONTROLS) + b"]")
_TAG = re.compile(rb"<(/?)((?:[^\s/<>!?=\"'&:]+:)?([^\s/<>!?=\"'&:]+))((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>")
_ATTRIBUTE = re.compile(rb"([^\s=\"'<>/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_DECLARED = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", re.I)
_INCLUDE = re.compile(rb"xmlns(?::[\w.-]+)?\s*=\s*[\"']http://www\.w3\.org/2001/XInclude", re.I)
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+[^\s<>\[\]\"']+\s*((?:[^<>\[\"']++|\"[^\"]*+\"|'[^']*+')*+)([>\[])", re.I)
_FORMAL = re.compile(rb"PUBLIC\s*[\"'](?:-|\+|ISO)[^\"'/]*//", re.I)
_NLM = re.compile(rb"SYSTEM\s*[\"'](?:https?://(?:[\w-]+\.)*nlm\.nih\.gov/[\w./-]*|[\w.-]+)\.dtd[\"']", re.I)


@dataclass(frozen=True)
class Element:
    """One element that was asked for.

    ``node`` is its tree, names without namespaces; None for a container (only its start was read) and for an
    element that is broken or cut, which ``broken`` tells.
    """

    name: str
    line: int
    node: Any = None
    attributes: dict[str, str] = field(default_factory=dict)
    broken: bool = False


def read_elements(
    document: Document, notes: Notes, names: Collection[str], *, containers: Collection[str] = ()
) -> Iterator[Element]:
    """The elements of given names, one at a time, from all XML documents in a file.

    Parameters
    ----------
    document : Document
    notes : Notes
        Is told of wrong encodings, removed control characters, broken elements and a cut end.
    names : collection of str
        Local names of elements that hold one record each; what is inside one is not looked at again.
    containers : collection of str
        Local names of elements around the records; of these only the start with its attributes is handed on.

    Yields
    ------
    Element
        In the order of the file. A broken or cut record is one Element with ``broken``.

    Raises
    ------
    DumpError
        At entity declarations, external references, elements nested too deep or too long.
    """
    yield from _Scanner(document, notes, frozenset(names), frozenset(containers)).scan()


def _read_sound(document: Document, notes: Notes) -> Iterator[bytes]:
    """The document's bytes in an encoding that keeps ASCII (UTF-16 and the like become UTF-8), without controls."""
    pieces = read_bytes(document, notes)
    first = next(pieces, b"")
    while len(first) < 4000 and (more := next(pieces, b"")):
        first += more
    wide = _find_wide(first[:4000])
    decoder = codecs.getincrementaldecoder(wide)("replace") if wide else None
    line, piece = 1, first
    while piece:
        if decoder is not None:
            piece = decoder.decode(piece).encode("utf-8", "replace")
        if _CONTROL.search(piece):
            place = line + piece.count(b"\n", 0, _CONTROL.search(piece).start())
            sound = piece.translate(None, _CONTROLS)
            what, count = "control characters that XML does not allow were removed", len(piece) - len(sound)
            notes.warn(document.source, what, f"line {place}", count=count)
            piece = sound
        line += piece.count(b"\n")
        yield piece
        piece = next(pieces, b"")


def _find_wide(head: bytes) -> str | None:
    """The encoding of a file whose characters have two or four bytes, or in which ASCII can mean something else."""
    for mark, name in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    if len(head) > 20 and head.count(0) > 0.6 * len(head):
        return "utf-32-le" if head[:1] != b"\x00" else "utf-32-be"
    if len(head) > 20 and head.count(0) > 0.3 * len(head):
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    declared = _DECLARED.match(head)
    name = declared[1].decode("ascii", "replace").lower() if declared else ""
    try:
        return codecs.lookup(name).name if name.startswith("iso-2022-") else None
    except LookupError:
        return None


class _Scanner:
    """Walks over the bytes of a file; outside records it follows every tag, inside it looks for the end alone."""

    def __init__(self, document: Document, notes: Notes, names: frozenset, containers: frozenset) -> None:
        self._source, self._notes = document.source, notes
        self._names, self._containers = names, containers
        self._pieces = _read_sound(document, notes)
        self._buffer, self._place, self._line, self._ended = b"", 0, 1, False
        self._encoding: str | None = None
        self._absent: set[bytes] = set()  # ends of comments that do not come any more
        self._stack: list[bytes] = []
        self._parser = PieceParser(document.source, notes)

    def _fetch(self) -> bool:
        """Read on, dropping what is done; False at the end of the file."""
        piece = next(self._pieces, b"")
        if not piece:
            self._ended = True
            return False
        if len(self._buffer) - self._place > MAX_RECORD:
            raise DumpError(
                f"{self._source} has a record of over {MAX_RECORD:,} bytes, from line {self._line} on; "
                "export it again, in smaller parts."
            )
        self._buffer, self._place = self._buffer[self._place :] + piece, 0
        return True

    def _advance(self, place: int) -> None:
        self._line += self._buffer.count(b"\n", self._place, place)
        self._place = place

    def _find(self, wanted: bytes, offset: int) -> int:
        """How far from the present place ``wanted`` is, looking from ``offset`` on; -1 if it never comes."""
        while True:
            found = self._buffer.find(wanted, self._place + offset)
            if found >= 0:
                return found - self._place
            offset = max(offset, len(self._buffer) - self._place - len(wanted) + 1)
            if self._ended or not self._fetch():
                return -1

    def scan(self) -> Iterator[Element]:
        """All wanted elements."""
        while (offset := self._find(b"<", 0)) >= 0:
            self._advance(self._place + offset)
            while len(self._buffer) - self._place < 9 and self._fetch():
                pass
            start = self._buffer[self._place : self._place + 9]
            if start.startswith(b"<!--"):
                self._skip(b"-->", 4)
            elif start.startswith(b"<![CDATA["):
                self._skip(b"]]>", 9)
            elif start.startswith(b"<?"):
                self._read_instruction()
            elif start.startswith(b"<!"):
                self._check_declaration()
            else:
                yield from self._read_tag()
        if self._stack:
            self._notes.warn(self._source, "the file ends before its last element is closed", f"line {self._line}")

    def _search(self, pattern: re.Pattern, offset: int) -> re.Match | None:
        """The next match of ``pattern``, looking from ``offset`` behind the present place on."""
        while True:
            match = pattern.search(self._buffer, self._place + offset)
            if match is not None:
                return match
            offset = max(offset, len(self._buffer) - self._place - _LONGEST_NAME)
            if self._ended or not self._fetch():
                return None

    def _skip(self, end: bytes, offset: int) -> None:
        found = self._find(end, offset) if end not in self._absent else -1
        if found < 0:
            self._absent.add(end)
            self._notes.warn(self._source, "a comment or a section never ends", f"line {self._line}")
        self._advance(self._place + (found + len(end) if found >= 0 else offset))

    def _read_instruction(self) -> None:
        found = self._find(b">", 2) if b">" not in self._absent else -1
        if found < 0:
            self._absent.add(b">")
        end = self._place + found + 1 if found >= 0 else self._place + 2
        text = self._buffer[self._place : end]
        if re.match(rb"<\?xml\s", text):
            self._begin_document()
            declared = _DECLARED.match(text)
            self._encoding = find_encoding(declared[1].decode("ascii", "replace")) if declared else None
        self._advance(end)

    def _begin_document(self) -> None:
        if self._stack:
            self._notes.warn(self._source, "a document inside the file ends before it is closed", f"line {self._line}")
        self._stack = []

    def _check_declaration(self) -> None:
        """Pass over a document type that only names itself; refuse one that declares entities or points elsewhere."""
        match = _DOCTYPE.match(self._buffer, self._place)
        while match is None and len(self._buffer) - self._place < _MAX_TAG and self._fetch():
            match = _DOCTYPE.match(self._buffer, self._place)
        if match is None:
            if re.match(rb"<!(?:ENTITY|NOTATION|DOCTYPE|\[)", self._buffer[self._place : self._place + 12], re.I):
                self._refuse("a document type or an entity is declared")
            self._advance(self._place + 2)
            return
        self._begin_document()
        reference = match[1].strip()
        if reference and not (_FORMAL.match(reference) or _NLM.fullmatch(reference)):
            self._refuse("a document type outside the file is named")
        if re.search(rb"[\"']\s*(?:file|ftp|php|jar|data|expect|gopher)\s*:", reference, re.I):
            self._refuse("a document type outside the file is named")
        end = match.end() - self._place
        if match[2] == b"[":
            if (close := self._find(b"]", end)) < 0 or close - end > _MAX_TAG:
                self._refuse("a document type is declared in the file")
            inner = self._buffer[self._place + end : self._place + close]
            if re.search(rb"<!(?:ENTITY|NOTATION|\[)|%|SYSTEM|PUBLIC", inner, re.I):
                self._refuse("entities are declared")
            end = close + 1
            if (close := self._find(b">", end)) < 0:
                self._refuse("a document type is declared in the file")
            if self._buffer[self._place + end : self._place + close].strip():
                self._refuse("a document type is declared in the file")
            end = close + 1
        self._advance(self._place + end)

    def _refuse(self, what: str) -> None:
        raise DumpError(
            f"{self._source} is refused at line {self._line}: {what}, by which XML can fill the memory or read other "
            "files; remove the declaration if you trust the rest."
        )

    def _match_tag(self) -> re.Match | None:
        """The tag here; None where a "<" begins none."""
        while True:
            match = _TAG.match(self._buffer, self._place)
            following = self._buffer.find(b"<", self._place + 1)
            if match or following >= 0 or self._ended or len(self._buffer) - self._place > _MAX_TAG:
                return match
            self._fetch()

    def _read_tag(self) -> Iterator[Element]:
        match = self._match_tag()
        if match is None:
            following = self._buffer.find(b"<", self._place + 1)
            cut = self._buffer[self._place : following if following >= 0 else self._place + 200]
            name = re.match(rb"<(?:[^\s/<>:]+:)?([^\s/<>]+)", cut)
            line = self._line
            self._advance(self._place + 1)
            if name and name[1].decode("utf-8", "replace") in self._names:
                yield self._lose(name[1].decode(), line, "a record begins with a broken tag")
            return
        closing, qualified, local, rest = match.groups()
        name, line = local.decode("utf-8", "replace"), self._line
        if _INCLUDE.search(rest):
            self._refuse("other files are included")
        if closing:
            self._advance(match.end())
            if name in self._names:
                yield self._lose(name, line, "the end of a record has no beginning")
            elif qualified in self._stack:
                while self._stack.pop() != qualified:
                    pass
            return
        if name in self._names:
            yield self._read_record(match, name)
            return
        self._advance(match.end())
        if name in self._containers:
            yield Element(name, line, attributes=_read_attributes(rest))
        if not rest.endswith(b"/"):
            self._stack.append(qualified)
            if len(self._stack) > MAX_DEPTH:
                self._parser.refuse_depth(line)

    def _lose(self, name: str, line: int, what: str) -> Element:
        self._notes.warn(self._source, what, f"line {line}")
        return Element(name, line, broken=True)

    def _read_record(self, match: re.Match, name: str) -> Element:
        line, attributes = self._line, _read_attributes(match[4])
        if match[4].endswith(b"/"):
            end, whole = match.end() - self._place, True
        else:
            end, whole = self._find_end(match[2], match.end() - self._place)
        piece = self._buffer[self._place : self._place + end]
        if b"XInclude" in piece and any(_INCLUDE.search(tag[4]) for tag in _TAG.finditer(piece)):
            self._refuse("other files are included")
        self._advance(self._place + end)
        if not whole:
            self._check_cut(piece, line)
            what = "the file ends inside a record" if self._ended and self._at_end() else "a record is not closed"
            return self._lose(name, line, what)
        node = self._parser.parse(piece, self._encoding, line, len(self._stack))
        return Element(name, line, node, attributes, broken=node is None)

    def _at_end(self) -> bool:
        return not self._buffer[self._place :].strip()

    def _check_cut(self, piece: bytes, line: int) -> None:
        """Refuse a record without an end that hides a deep nesting."""
        depth = len(self._stack)
        for tag in _TAG.finditer(piece):
            depth += -1 if tag[1] else not tag[4].endswith(b"/")
            if depth > MAX_DEPTH * 2:  # twice: a cut record may also be one with many unclosed line breaks
                self._parser.refuse_depth(line)

    def _find_end(self, qualified: bytes, offset: int) -> tuple[int, bool]:
        """Where the record at the present place ends, and whether it is whole.

        One that is not closed ends where the next one begins. Every byte is looked at once.
        """
        name = re.escape(qualified)
        marks = re.compile(rb"<(?:/" + name + rb"[\s>]|" + name + rb"[\s/>]|!(?:--|\[CDATA\[|[A-Z]))")
        while (mark := self._search(marks, offset)) is not None:
            here, text = mark.start() - self._place, mark[0]
            if text.startswith(b"</"):
                after = self._find(b">", here)
                if (
                    after >= 0
                    and not self._buffer[self._place + here + len(qualified) + 2 : self._place + after].strip()
                ):
                    return after + 1, True
                return here + len(qualified) + 2, False
            if not text.startswith(b"<!"):
                return here, False
            offset = here + len(text)
            if text in (b"<!--", b"<![CDATA["):
                end = b"-->" if text == b"<!--" else b"]]>"
                stop = self._search(re.compile(re.escape(end) + rb"|<" + name + rb"[\s/>]"), offset)
                if stop is None:
                    break
                if stop[0] != end:
                    return stop.start() - self._place, False
                offset = stop.end() - self._place
            elif re.match(rb"<!(?:DOCTYPE|ENTITY|NOTATION)", self._buffer[mark.start() : mark.start() + 12]):
                self._refuse("entities are declared")
        return len(self._buffer) - self._place, False


def _read_attributes(rest: bytes) -> dict[str, str]:
    found = {}
    for name, first, second in _ATTRIBUTE.findall(rest):
        local = name.rpartition(b":")[2].decode("utf-8", "replace")
        found.setdefault(local, html.unescape((first or second).decode("utf-8", "replace")))
    return found
