"""XML read by tables: a kind is for each of our fields the paths that hold it; and XML of no known kind, if it is flat.

Flat is XML in which one element after another has a title and an abstract among its children.
"""

import re
from collections import Counter
from typing import Any, ClassVar

from helpers.dumps.decoding import decode_head, read_head
from helpers.dumps.fields import LISTS, find_columns, read_fields
from helpers.dumps.packing import Document
from helpers.dumps.records import Notes
from helpers.dumps.reference_fields import find_identifiers, find_kind_problem, join_date, keep_filled, put_language
from helpers.dumps.xml.xml_heads import find_root
from helpers.dumps.xml.xml_records import Dated, XmlSource, read_inline, read_texts
from helpers.dumps.xml.xml_stream import Element

_GIVEN = "forenames forename given-names given givenName givenname firstName firstname namePart[@type='given']"
_FAMILY = "surname family familyName lastName lastname namePart[@type='family'] keyname"
_TAG = re.compile(r"<(/?)(?:[\w.-]{1,60}:)?([A-Za-z_][\w.-]{0,60})(?![\w.-])([^<>]{0,2000})>")
_FLAT_SAMPLE = 200_000  # characters of a head in which a record is looked for


class XmlTable(XmlSource):
    """A kind of XML by its table: for each of our fields the paths that hold it, best first."""

    table: ClassVar[dict[str, str]] = {}
    kinds = ""  # paths of the kind of a record
    missing = "there is no record in it; export it again, or as RIS"

    def read_record(self, element: Element, place: str) -> tuple[dict[str, Any], str | None]:
        """The fields that the table names, and why it is no paper by its kind."""
        node = element.node
        fields = {field: self.read_field(field, paths.split(), node) for field, paths in self.table.items()}
        dois, language = list_texts(node, self.table.get("doi", "")), fields.pop("language", "")
        fields["doi"] = ""
        find_identifiers(fields, doi=dois, arxiv=[*dois, fields.get("url", "")])
        used = {re.split(r"[/\[]", path)[0] for paths in self.table.values() for path in paths.split()}
        used.update(child.tag for child in node if len(child))  # parts with parts of their own
        if not re.match(r"https?://", fields.get("url", "")):
            fields["url"] = ""
        fields["extra"] = {name: "; ".join(found) for name, found in read_texts(node).items() if name not in used}
        put_language(fields, language)
        return keep_filled(fields), find_kind_problem(list_texts(node, self.kinds))

    def read_field(self, field: str, paths: list[str], node: Any) -> Any:
        """What stands under the paths of a field: the first text, or all of a list."""
        if field == "published":
            return [dated for path in paths for part in node.xpath(path) if (dated := _read_date(path, part))[1]]
        if field == "authors":
            found = next(filter(None, (node.xpath(path) for path in paths)), [])
            return list(dict.fromkeys(name for part in found if (name := read_name(part))))
        texts = list_texts(node, " ".join(paths))
        if field in LISTS:
            return list(dict.fromkeys(texts))
        if field == "abstract":
            return max(texts, key=len, default="")
        return texts[0] if texts else ""


def list_texts(node: Any, paths: str) -> list[str]:
    """The texts under some paths, parted by spaces, path by path."""
    found = (part for path in paths.split() for part in node.xpath(path))
    return [text for part in found if (text := part.strip() if isinstance(part, str) else read_inline(part))]


def _read_date(path: str, part: Any) -> Dated:
    name = re.sub(r"\[[^\]]*\]", "", path).rsplit("/", 1)[-1]
    if isinstance(part, str):
        return name, part.strip()
    year, month, day = (read_inline(part, name) for name in ("year", "month", "day"))
    return name, join_date(year or part.get("year", ""), month, day) or read_inline(part)


def read_name(part: Any) -> str:
    """The name of a person, "First Last", from its parts or its one text."""
    given, family = (next(iter(list_texts(part, paths)), "") for paths in (_GIVEN, _FAMILY))
    name = f"{given} {family}".strip() or " ".join(read_inline(part).split())
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and "," not in first else name.rstrip(",")


class FlatXml(XmlSource):
    """Any XML in which one element after another has the children of a paper."""

    missing = "no element has a title and an abstract in it"

    def __init__(self, document: Document, notes: Notes) -> None:
        """Begin to read a file: by its beginning it is told which element holds a record."""
        super().__init__(document, notes)
        self.records = frozenset({_find_record(decode_head(read_head(document)))})

    @classmethod
    def fits(cls, head: str) -> bool:
        """Whether a text is XML in which an element has the children of a paper."""
        return bool(find_root(head)) and bool(_find_record(head))

    def read_record(self, element: Element, place: str) -> tuple[dict[str, Any], str | None]:
        """The children of a record by their names."""
        texts = read_texts(element.node)
        return read_fields({**element.attributes, **texts.without()}), None


def _find_record(head: str) -> str:
    """The name of the element that most often has both a title and an abstract as its children; "" if none has."""
    counts: Counter[str] = Counter()
    stack: list[tuple[str, set[str]]] = []
    for closing, name, rest in _TAG.findall(head[:_FLAT_SAMPLE]):
        if not closing:
            if stack:
                stack[-1][1].add(name)
            if not rest.endswith("/"):
                stack.append((name, set()))
        elif stack and stack[-1][0] == name:
            parent, children = stack.pop()
            counts[parent] += {"title", "abstract"} <= find_columns(children).keys()
    found = max(counts, key=counts.__getitem__, default="")
    return found if counts[found] else ""
