"""Which XML a file holds, told by its first element; XML of other kinds is refused by name."""

import re
from collections.abc import Iterator

from helpers.dumps.decoding import decode_head, read_head
from helpers.dumps.records import DumpError, RawRecord, scrub

_PROLOG = re.compile(  # declarations, comments, the document type
    r"(?:[\s\ufeff\x00-\x1f]++|<\?[^>]*+>|<!--.*?-->"
    r"|<!DOCTYPE(?:[^\[<>\"']|\"[^\"]*\"|'[^']*')*(?:\[(?:[^\]\"']|\"[^\"]*\"|'[^']*')*\]\s*)?>)*+",
    re.I | re.S,
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)(?=[\s/>])")
_PAGE = frozenset(
    ("a", "article", "b", "blockquote", "body", "br", "center", "details", "div", "em", "font", "h1", "h2", "h3", "h4",
     "head", "header", "hr", "i", "img", "li", "main", "ol", "p", "pre", "section", "small", "span", "strong", "sub",
     "summary", "sup", "table", "u", "ul")
)  # fmt: skip
_READ = "Atom, OAI-PMH, PubMed, ACL Anthology, EndNote, MODS, TEI, JATS, MARC, RDF, EBSCO and DBLP XML"


def find_root(head: str) -> str | None:
    """The name of the first element, without its prefix, "" if there is a declaration alone; None if it is no XML."""
    prolog = _PROLOG.match(head)
    if root := _ROOT.match(head, prolog.end() if prolog else 0):
        return root[1]
    start = head.lstrip("\ufeff\x00 \t\r\n")
    return "" if re.match(r"<\?xml\s|<!(?:DOCTYPE|ENTITY)\s(?!\s*html)", start, re.I) else None


def has_element(head: str, *names: str) -> bool:
    """Whether one of some elements begins in a text, with or without a prefix."""
    return re.search(rf"<(?:[\w.-]+:)?(?:{'|'.join(names)})[\s/>]", head) is not None


def is_xml(head: str) -> bool:
    """Whether a text is XML of any kind; an HTML tag alone, with which copied pages and Markdown may begin, is none."""
    if (root := find_root(head)) is None:
        return False
    declared = head.lstrip("\ufeff\x00 \t\r\n").startswith(("<?xml", "<!"))
    return declared or (root.lower() not in _PAGE and ("</" in head or "/>" in head))


def read_unknown_xml(document, notes, columns=None) -> Iterator[RawRecord]:
    """Refuse XML that is none of the kinds that are read; the ``DumpError`` names the root element and what is read."""
    head = decode_head(read_head(document))
    root = scrub(find_root(head) or "")[:60]
    if re.search(r"<!ENTITY\s", head, re.I):
        said = "refused: entities are declared, by which XML can fill the memory or read other files; remove the "
        said += "declaration if you trust the rest"
    elif root.lower() == "html":
        said = "a web page, not a dump of papers; copy its text, or fetch the data behind it"
    elif root.lower() in {"error", "esearchresult", "efetchresult"}:
        said = f"an answer without papers (its first element is {root}); ask the service again"
    elif not root:
        said = "XML without an element, so there are no papers in it; fetch or export it again"
    else:
        said = f"XML of a kind that is not read: its first element is {root}, and {_READ} are read, and XML "
        said += "whose records have a title and an abstract as children; export it as one of these, as RIS or CSV"
    raise DumpError(f"{document.source} is {said}.")
    yield  # pragma: no cover  (a generator, as every reader is)
