"""One record cut out of an XML file: bytes to a tree, with small faults mended and nothing fetched or expanded."""

from __future__ import annotations

import codecs
import html
import re

from helpers.dumps.records import DumpError, Notes

MAX_DEPTH = 100  # elements within elements; real dumps stay under 20
_PREFIXES = ("arxiv", "atom", "content", "dc", "dcterms", "media", "mml", "oai_dc", "opensearch", "prism", "rdf",
             "slash", "sy", "xlink", "xsi")  # fmt: skip
_REFERENCE = re.compile(r"&(?:#(\d{1,9})|#[xX]([0-9a-fA-F]{1,8})|([A-Za-z][\w.-]{0,60}));|&")
_BARE = re.compile(r"<(?![A-Za-z_:/!?\u0080-\uffff])")
_PREFIX = re.compile(r"[<\s/]([A-Za-z_][\w.-]*):[A-Za-z_]")
_NAMESPACED = re.compile(rb"<[\w.-]+:")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OWN = frozenset(("lt", "gt", "amp", "quot", "apos"))
_BLOCKS = frozenset(("p", "div", "br", "li", "sec", "title"))
_OPAQUE = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.S)


def find_encoding(name: str) -> str | None:
    """Python's name of a declared encoding in which ASCII is ASCII; None for UTF-8 and for what is not known."""
    try:
        found = codecs.lookup(name).name
        found = None if "<&;>".encode(found) != b"<&;>" else found
    except (LookupError, UnicodeError, ValueError, TypeError, AttributeError):
        return None
    return None if found in {"utf-8", "utf-8-sig", "ascii"} else found


def _is_plain(char: str) -> bool:
    return bool(char) and not _UNFIT.search(char)


def _mend_reference(match: re.Match) -> str:
    """One "&…" as XML allows it: named characters of HTML as themselves, anything unknown as the text it is."""
    decimal, hexadecimal, name = match.groups()
    if decimal or hexadecimal:
        number = int(decimal) if decimal else int(hexadecimal, 16)
        return match[0] if number < 0x110000 and _is_plain(chr(number)) else ""
    if name is None:
        return "&amp;"
    if name in _OWN:
        return match[0]
    char = html.unescape(match[0])
    return char if char != match[0] and not set(char) & set("<&") else f"&amp;{name};"


def mend_text(text: str) -> str:
    """A record without the faults that have one sure reading: bare "&" and "<", HTML's names, forbidden characters."""
    parts = _OPAQUE.split(text)
    parts[::2] = [_BARE.sub("&lt;", _REFERENCE.sub(_mend_reference, part)) for part in parts[::2]]
    return _UNFIT.sub("", "".join(parts))


def read_inline(node) -> str:
    """All text of an element, also that inside inline markup; blocks (paragraphs) come on lines of their own."""
    if node is None:
        return ""
    if not len(node):
        return (node.text or "").strip()
    parts = [node.text or ""]
    _collect(node, parts)
    return "".join(parts).strip()


def _collect(node, parts: list[str]) -> None:
    for child in node:
        block = child.tag in _BLOCKS
        formula = child.tag == "tex-math" and "$" not in (child.text or "$")
        parts.append("\n" if block else "$" if formula else "")
        parts.append(child.text or "")
        _collect(child, parts)
        parts.append("\n" if block else "$" if formula else "")
        parts.append(child.tail or "")


class PieceParser:
    """Parses records one by one and counts what had to be mended."""

    def __init__(self, source: str, notes: Notes) -> None:
        """Prepare a parser that expands no entity, reads no DTD and opens no address."""
        from lxml import etree

        self._etree, self._source, self._notes = etree, source, notes
        self._parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
            remove_comments=True, remove_pis=True, recover=False,
        )  # fmt: skip
        self._open = "<r " + " ".join(f'xmlns:{prefix}="{prefix}"' for prefix in _PREFIXES) + ">"
        self._opened = self._open.encode()
        self._depths = {}

    def parse(self, piece: bytes, encoding: str | None, line: int, above: int):
        """The element that ``piece`` holds, its names without namespaces; None (and a warning) if it is broken.

        Parameters
        ----------
        piece : bytes
            One element, in UTF-8 or what else the file declares.
        encoding : str or None
            The declared encoding, if it is not UTF-8.
        line : int
            Where the piece begins.
        above : int
            How many elements are open around it.

        Raises
        ------
        DumpError
            If elements are nested deeper than ``MAX_DEPTH``.
        """
        try:
            node = self._etree.fromstring(self._opened + piece + b"</r>", self._parser)
            if encoding is not None and not piece.isascii():
                self._warn(f"the declared encoding {encoding} is wrong: it is UTF-8", line)
        except (self._etree.XMLSyntaxError, ValueError) as error:
            self._check_message(error, line)
            node = self._mend(piece, encoding, line)
        if node is None:
            return None
        if len(node) != 1:
            self._warn("the XML of a record is broken", f"line {line}")
            return None
        self._check_depth(node, above, line)
        node = node[0]
        if b"xmlns" in piece or _NAMESPACED.search(piece):
            for child in node.iter():
                if isinstance(child.tag, str) and child.tag[0] == "{":
                    child.tag = child.tag.rpartition("}")[2]
        return node

    def _mend(self, piece: bytes, encoding: str | None, line: int):
        text = self._decode(piece, encoding, line)
        try:
            return self._etree.fromstring((self._open + text + "</r>").encode(), self._parser)
        except (self._etree.XMLSyntaxError, ValueError) as error:
            self._check_message(error, line)
        mended = mend_text(text)
        unknown = sorted(set(_PREFIX.findall(mended)) - {"xml", "xmlns", *_PREFIXES})[:50]
        opening = self._open[:-1] + "".join(f' xmlns:{prefix}="{prefix}"' for prefix in unknown) + ">"
        try:
            node = self._etree.fromstring((opening + mended + "</r>").encode(), self._parser)
        except (self._etree.XMLSyntaxError, ValueError) as error:
            self._check_message(error, line)
            place = line + max((getattr(error, "lineno", None) or 1) - 1, 0)
            message = str(getattr(error, "msg", error)).split(", line ")[0]
            self._warn("the XML of a record is broken", f"line {place}: {message}")
            return None
        if mended != text:
            self._warn('characters that XML does not allow as they stand (such as a bare "&") were mended', line)
        return node

    def _decode(self, piece: bytes, encoding: str | None, line: int) -> str:
        try:
            return piece.decode("utf-8")
        except UnicodeDecodeError as error:
            wrong = piece[error.start : error.start + 1].hex()
        if encoding is not None:
            try:
                return piece.decode(encoding)
            except UnicodeDecodeError:
                self._warn(f"some bytes are not {encoding}, which the file declares, and were replaced", line)
                return piece.decode(encoding, "replace")
        self._warn("some bytes are not UTF-8 and were read as Windows-1252", f"line {line}: byte 0x{wrong}")
        return piece.decode("utf-8", "helpers.windows")

    def _warn(self, what: str, place: object) -> None:
        self._notes.warn(self._source, what, f"line {place}" if isinstance(place, int) else place)

    def _check_message(self, error: Exception, line: int) -> None:
        if "Excessive depth" in str(error):
            self.refuse_depth(line)

    def _check_depth(self, node, above: int, line: int) -> None:
        if above not in self._depths:  # node is a wrapper of our own, one level above the record
            steps = "/".join(["*"] * (MAX_DEPTH + 1 - above))
            self._depths[above] = self._etree.XPath(f"boolean({steps})")
        if self._depths[above](node):
            self.refuse_depth(line)

    def refuse_depth(self, line: int) -> None:
        """Stop at elements that are nested too deep."""
        raise DumpError(
            f"{self._source} has elements nested deeper than {MAX_DEPTH} (line {line}); no dump of papers needs that: "
            "export it again."
        )
