"""Records of an XML file one at a time: only the record at hand is in memory, and a broken one costs only itself.

``lxml.etree.iterparse(recover=True)`` (lxml 6.1) loses all records behind an end tag without beginning, a bare "<", a
second document or an endless CDATA section, and does not tell which record was broken. So one expression finds where
records begin and end, and lxml's recovering parser judges each alone. A document type never reaches it: no entity is
expanded, no address opened.
"""

import codecs
import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NoReturn

from lxml import etree

from helpers.dumps.packing import Document, read_bytes
from helpers.dumps.records import DumpError, Notes

MAX_RECORD = 50 * 10**6  # bytes of one record, or of what stands between two
MAX_DEPTH = 100  # elements within elements; real dumps stay under 20
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")  # whose characters have two or four bytes
_ISO_2022 = {f"iso-2022-{name}" for name in ("jp", "jp-1", "jp-2", "jp-3", "jp-2004", "jp-ext", "kr")}
_CONTROLS = bytes({*range(32)} - {9, 10, 13})
_CONTROL = re.compile(b"[" + re.escape(_CONTROLS) + b"]")
_REST = rb"(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+"  # of a tag, behind its name
_TAG = re.compile(rb"<(/?)((?:[^\s/<>!?=\"'&:]+:)?([^\s/<>!?=\"'&:]+))(" + _REST + rb")>")
_DECLARED = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", re.I)
_INCLUDE = re.compile(rb"<[^<>]*\sxmlns(?::[\w.-]+)?\s*=\s*[\"']http://www\.w3\.org/2001/XInclude", re.I)
_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s+[^\s<>\[\]\"']+\s*((?:[^<>\[\"']++|\"[^\"]*+\"|'[^']*+')*+)(?:\[([^\]]*+)\]\s*)?>", re.I
)
_HARMLESS = re.compile(  # nothing but a formal name, or PubMed's DTD
    rb"(?:PUBLIC\s*[\"'](?:-|\+|ISO)[^\"'/]*//(?!.*[\"']\s*(?:file|ftp|php|jar|data|expect|gopher)\s*:).*"
    rb"|SYSTEM\s*[\"'](?:https?://(?:[\w-]+\.)*nlm\.nih\.gov/[\w./-]*|[\w.-]+)\.dtd[\"']\s*)?",
    re.I | re.S,
)
_OPAQUE_ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_OPAQUE = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.S)
_REFERENCE = re.compile(r"&(?:#(\d{1,9})|#[xX]([0-9a-fA-F]{1,8})|([A-Za-z][\w.-]{0,60}));|&")
_BARE = re.compile(r"<(?![A-Za-z_:/!?\u0080-\uffff])")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Element:
    """One element, and its tree without namespaces: None if it is broken or cut, empty for a container's start."""

    name: str
    line: int
    node: Any = None
    attributes: dict[str, str] = field(default_factory=dict)
    broken: bool = False


def read_elements(
    document: Document, notes: Notes, names: Collection[str], *, containers: Collection[str] = ()
) -> Iterator[Element]:
    """The elements of given local names, in the order of the file, from all XML documents in it.

    ``names`` are of records, in which is not looked for others; of ``containers`` around them the start is handed on.
    ``DumpError`` at entity declarations, external references, elements nested too deep or too long.
    """
    yield from _Cutter(document, notes, names, containers).cut()


def _make_element(name: bytes, line: int, node: Any) -> Element:
    attributes = {} if node is None else {re.split("[}:]", key)[-1]: value for key, value in node.items()}
    return Element(name.rpartition(b":")[2].decode("utf-8", "replace"), line, node, attributes, broken=node is None)


class _Cutter:
    """A window on the file's bytes; what lies before ``at`` is done with, and ``place`` is where reading goes on."""

    def __init__(self, document: Document, notes: Notes, names: Collection[str], containers: Collection[str]) -> None:
        self.source, self.notes, self.containers = document.source, notes, {name.encode() for name in containers}
        self.pieces = _read_narrow(document, notes)
        self.data, self.at, self.place, self.line = b"", 0, 0, 1
        self.encoding: str | None = None  # as the document declares it, unless it is UTF-8
        self.stack: list[bytes] = []  # elements that are open around the records
        self.absent: set[bytes] = set()  # ends of comments and sections that do not come any more
        self.parser = etree.XMLParser(
            recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        self.names = rb"(?:[^\s/<>!?=\"'&:]+:)?(?:" + b"|".join(re.escape(name.encode()) for name in names) + rb")"

    def _read_more(self) -> bool:
        """Lengthen the window; False at the end of the file."""
        piece = sound = next(self.pieces, b"")
        if len(self.data) - self.at > MAX_RECORD:
            what = f"{self.source} has a record of over {MAX_RECORD:,} bytes, from line {self.line} on"
            raise DumpError(f"{what}; export it again, in smaller parts.")
        if found := _CONTROL.search(piece):
            sound = piece.translate(None, _CONTROLS)
            line = self.line + self.data.count(b"\n", self.at) + piece.count(b"\n", 0, found.start())
            self._warn("control characters that XML does not allow were removed", line, len(piece) - len(sound))
        self.data, self.at, self.place = self.data[self.at :] + sound, 0, self.place - self.at
        return bool(piece)

    def _search(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """The next match that the end of the window cannot change; None (and all is read) if there is none."""
        while True:
            match = pattern.search(self.data, self.place)
            if match and self.data.find(b">", match.end() - 1) >= 0:
                return match
            self.place = match.start() if match else max(self.place, len(self.data) - 300)
            if not self._read_more():
                return pattern.search(self.data, self.place)

    def _move_to(self, place: int) -> None:
        self.line += self.data.count(b"\n", self.at, place)
        self.at = self.place = place

    def _warn(self, what: str, line: int | str, count: int = 1) -> None:
        self.notes.warn(self.source, what, f"line {line}", count=count)

    def _refuse(self, what: str) -> NoReturn:
        harm = "by which XML can fill the memory or read other files; remove the declaration if you trust the rest"
        raise DumpError(f"{self.source} is refused at line {self.line}: {what}, {harm}.")

    def _refuse_depth(self, line: int) -> NoReturn:
        what = f"{self.source} has elements nested deeper than {MAX_DEPTH} (line {line})"
        raise DumpError(f"{what}; no dump of papers needs that: export it again.")

    def cut(self) -> Iterator[Element]:
        """All wanted elements, cut at marks: tags of their names, comments, sections and declarations."""
        marks = re.compile(
            rb"<(?:!--|!\[CDATA\[|\?xml\s|!(?i:DOCTYPE|ENTITY|NOTATION)|(/?)(" + self.names + rb")(?![\w.:\x80-\xff-])"
            rb"(?:(" + _REST + rb")>)?)"
        )
        opened = None  # the name, with its prefix, of the record that begins at ``at``
        while mark := self._search(marks):
            closing, name, rest = mark.groups()
            if name is not None and opened not in (None, name):  # a part of the record, named as others are
                self.place = mark.end()
                continue
            if opened is None:
                yield from self._follow(mark.start())
            if mark[0] in _OPAQUE_ENDS:
                self.place = mark.end()
                self._skip(mark[0], opened)
            elif closing and opened is not None:
                yield self._finish(opened, mark.end())
                opened = None
            else:
                if opened is not None:
                    yield self._lose(opened, "a record is not closed", mark.start())
                    opened = None
                if name is None:
                    self._begin_document(mark)
                elif closing:
                    yield self._lose(name, "the end of a record has no beginning", mark.end())
                elif rest is not None and rest.endswith(b"/"):
                    yield self._finish(name, mark.end())
                else:
                    opened, self.place = name, mark.end()
        if opened is not None:
            yield self._lose(opened, "the file ends inside a record", len(self.data))
        yield from self._follow(len(self.data))
        if self.stack:
            self._warn("the file ends before its last element is closed", self.line)

    def _skip(self, start: bytes, opened: bytes | None) -> None:
        """Pass over a comment or section; one in a record ends at the latest where the next record begins."""
        end = _OPAQUE_ENDS[start]
        if opened is not None:
            stop = self._search(re.compile(re.escape(end) + rb"|<" + re.escape(opened) + rb"(?![\w.:\x80-\xff-])"))
            self.place = len(self.data) if stop is None else stop.end() if stop[0] == end else stop.start()
        elif end not in self.absent and (stop := self._search(re.compile(re.escape(end)))):
            self._move_to(stop.end())
        else:
            self.absent.add(end)
            self._warn("a comment or a section never ends", self.line)
            self._move_to(self.at + len(start))

    def _follow(self, end: int) -> Iterator[Element]:
        """Go on to ``end``, over what is around the records."""
        data = self.data
        if _INCLUDE.search(data, self.at, end):
            self._refuse("other files are included")
        for tag in _TAG.finditer(data, self.at, end):
            closing, qualified, _, rest = tag.groups()
            if closing:
                while qualified in self.stack and self.stack.pop() != qualified:
                    pass
                continue
            self._move_to(tag.start())
            if qualified.rpartition(b":")[2] in self.containers:
                yield _make_element(qualified, self.line, self._parse(tag[0].rstrip(b"/>") + b"/>", self.line))
            if not rest.endswith(b"/"):
                self.stack.append(qualified)
                if len(self.stack) > MAX_DEPTH:
                    self._refuse_depth(self.line)
        self._move_to(end)

    def _begin_document(self, mark: re.Match[bytes]) -> None:
        """Read an XML declaration, or pass over a document type that only names itself; refuse any other."""
        if self.stack:
            self._warn("a document inside the file ends before it is closed", self.line)
        self.stack = []
        if mark[0].startswith(b"<?"):
            declared = _DECLARED.match(self.data, self.at)
            self.encoding = _find_encoding(declared[1].decode()) if declared else None
            self._move_to(mark.end())
            return
        while (match := _DOCTYPE.match(self.data, self.at)) is None and len(self.data) - self.at < 1 << 20:
            if not self._read_more():
                break
        if match is None or re.search(rb"<!(?:ENTITY|NOTATION|\[)|%|SYSTEM|PUBLIC", match[2] or b"", re.I):
            self._refuse("entities are declared")
        if not _HARMLESS.fullmatch(match[1].strip()):
            self._refuse("a document type outside the file is named")
        self._move_to(match.end())

    def _lose(self, name: bytes, what: str, end: int) -> Element:
        """A record that is not whole, up to ``end``."""
        piece, line = self.data[self.at : end], self.line
        if piece.count(b"<") - 2 * piece.count(b"</") - piece.count(b"/>") > 2 * MAX_DEPTH:
            self._refuse_depth(line)
        self._warn(what, line)
        self._move_to(end)
        return _make_element(name, line, None)

    def _finish(self, name: bytes, end: int) -> Element:
        """The record up to ``end``, read."""
        piece, line = self.data[self.at : end], self.line
        if b"XInclude" in piece and _INCLUDE.search(piece):
            self._refuse("other files are included")
        self._move_to(end)
        return _make_element(name, line, self._parse(piece, line))

    def _parse(self, piece: bytes, line: int) -> Any:
        """The element that a piece holds; None if it is broken in a way that has no one sure reading."""
        text = self._decode(piece, line)
        node, fault = self._try(text, line)
        if fault:
            node, fault = self._try(mend_text(text), line)
            if fault:
                self._warn("the XML of a record is broken", fault)
                return None
            self._warn('characters that XML does not allow as they stand (such as a bare "&") were mended', line)
        if b"xmlns" in piece or re.search(rb"<[\w.-]+:", piece):
            for child in node.iter(etree.Element):
                child.tag = re.split("[}:]", child.tag)[-1]
        return node

    def _try(self, text: str, line: int) -> tuple[Any, str]:
        """A tree, and the line and kind of its first fault, "" if there is none; undeclared prefixes are no fault."""
        try:
            node = etree.fromstring(text.encode(), self.parser)
        except etree.XMLSyntaxError:
            node = None
        levels = "/".join("*" * (MAX_DEPTH - len(self.stack)))
        if node is not None and node.xpath(f"boolean({levels})"):
            self._refuse_depth(line)
        for fault in self.parser.error_log.filter_from_fatals():
            return node, f"{line + fault.line - 1}: {fault.message}"
        return node, "" if node is not None else str(line)

    def _decode(self, piece: bytes, line: int) -> str:
        """A piece as text: UTF-8 if it can be, else what the file declares, else Windows-1252."""
        try:
            text = piece.decode()
        except UnicodeDecodeError as error:
            if self.encoding is None:
                what = "some bytes are not UTF-8 and were read as Windows-1252"
                self._warn(what, f"{line}: byte 0x{piece[error.start]:02x}")
                return piece.decode("utf-8", "helpers.windows")
            text = piece.decode(self.encoding, "replace")
            if "\ufffd" in text:
                self._warn(f"some bytes are not {self.encoding}, which the file declares, and were replaced", line)
            return text
        if self.encoding is not None and not piece.isascii():
            self._warn(f"the declared encoding {self.encoding} is wrong: it is UTF-8", line)
        return text


def _read_narrow(document: Document, notes: Notes) -> Iterator[bytes]:
    """The document's bytes in an encoding that keeps ASCII: UTF-16 and the like become UTF-8."""
    pieces, head = read_bytes(document, notes), b""
    while len(head) < 4000 and (more := next(pieces, b"")):
        head += more
    pieces = chain([head], pieces)
    if wide := _find_wide(head[:4000]):
        return (text.encode("utf-8", "replace") for text in codecs.iterdecode(pieces, wide, "replace"))
    return pieces


def _find_wide(head: bytes) -> str | None:
    """The encoding of a file whose characters have two or four bytes, or in which ASCII can mean something else."""
    declared = _DECLARED.match(head)
    if declared and (name := declared[1].decode().lower()) in _ISO_2022:
        return name
    return next((name for name in _WIDE if head.decode(name, "replace").lstrip("\ufeff \t\r\n").startswith("<")), None)


def _find_encoding(name: str) -> str | None:
    """Python's name of a declared encoding in which ASCII is ASCII; None for UTF-8 and for what is not known."""
    try:
        found = codecs.lookup(name).name
        return found if "<&;>".encode(found) == b"<&;>" and found not in {"utf-8", "utf-8-sig", "ascii"} else None
    except (LookupError, ValueError, TypeError):
        return None


def _mend_reference(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if decimal or hexadecimal:
        number = int(decimal) if decimal else int(hexadecimal, 16)
        return "" if number > 0x10FFFF or _UNFIT.match(chr(number)) else match[0]
    if name in ("lt", "gt", "amp", "quot", "apos"):
        return match[0]
    char = html.unescape(match[0]) if name else "&"
    return char if "&" not in char and "<" not in char else match[0].replace("&", "&amp;")


def mend_text(text: str) -> str:
    """A record without the faults that have one sure reading: bare "&" and "<", HTML's names, forbidden characters."""
    parts = _OPAQUE.split(text)
    parts[::2] = [_BARE.sub("&lt;", _REFERENCE.sub(_mend_reference, part)) for part in parts[::2]]
    return _UNFIT.sub("", "".join(parts))
