"""Records of XML files: one reader for all sources; a source is its elements and what they hold, texts and dates."""

from collections.abc import Iterator
from typing import Any

from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.dumps.reference_fields import Texts
from helpers.dumps.xml.xml_heads import find_root, has_element
from helpers.dumps.xml.xml_stream import Element, read_elements
from helpers.text.dates import read_date

Dated = tuple[str, str]  # the field's name, and its value as the file has it
_BLOCKS = frozenset(("p", "div", "br", "li", "sec", "title"))


class XmlSource:
    """What tells one source from the others; each reading of a file has its own."""

    records: frozenset[str] = frozenset()  # elements that hold one record each
    others: frozenset[str] = frozenset()  # elements beside them that say something
    containers: frozenset[str] = frozenset()  # elements around them, of which only the start is read
    signs: tuple[tuple[str, ...], ...] = ()  # a root ("*": any), and groups of elements of which one each is there
    missing = ""  # what a file without records lacks, and what to do

    def __init__(self, document: Document, notes: Notes) -> None:
        """Begin to read a file."""
        self.document, self.source, self.notes = document, document.source, notes

    def read_record(self, element: Element, place: str) -> tuple[dict[str, Any], str | None] | None:
        """The fields of a whole record and why it is no paper (None if it may be one); None for a service's error."""
        raise NotImplementedError

    def read_other(self, element: Element) -> None:
        """Note what an element says that is no record."""

    def finish(self) -> None:
        """Warn of what is known only at the end."""

    @classmethod
    def fits(cls, head: str) -> bool:
        """Whether a text begins like a file of this source."""
        root = find_root(head)
        kinds = (groups for name, *groups in cls.signs if root is not None and name in (root, "*"))
        return any(all(has_element(head, *group.split()) for group in groups) for groups in kinds)

    @classmethod
    def read(cls, document: Document, notes: Notes, columns: Any = None) -> Iterator[RawRecord]:
        """All records of a file, also broken ones, and last the errors; ``DumpError`` if there is no record."""
        yield from cls(document, notes)._read_all()

    def _read_all(self) -> Iterator[RawRecord]:
        count, errors = 0, []
        names = self.records | self.others
        for element in read_elements(self.document, self.notes, names, containers=self.containers):
            if element.name not in self.records:
                self.read_other(element)
                continue
            count += 1
            place = f"entry {count} (line {element.line})"
            found = ({}, "unreadable record") if element.broken else self.read_record(element, place)
            if found is not None:
                yield RawRecord(self.source, place, *found)
            else:
                errors.append(RawRecord(self.source, place, {"title": "Error", "extra": {}}, "not a paper"))
        if count == len(errors):
            raise DumpError(f"{self.source} has 0 papers: {self.missing}.")
        self.finish()
        yield from errors


def read_inline(node: Any, path: str | None = None) -> str:
    """All text of an element, or of the first under a path in it, paragraphs on lines of their own; "" for None."""
    node = node if path is None or node is None else node.find(path)
    return "" if node is None else _join_text(node).strip()


def _join_text(node: Any) -> str:
    parts = [node.text or ""]
    for child in node:
        mark = "\n" if child.tag in _BLOCKS else ""
        if child.tag == "tex-math" and "$" not in (child.text or "$"):
            mark = "$"
        parts += [mark, _join_text(child), mark, child.tail or ""]
    return "".join(parts)


def read_texts(node: Any) -> Texts:
    """The texts of an element's children by name, without empty ones; none for None."""
    texts = Texts()
    for child in node if node is not None else ():
        if isinstance(child.tag, str) and (text := read_inline(child)):
            texts.setdefault(child.tag, []).append(text)
    return texts


def keep_first_dates(dates: list[Dated]) -> tuple[list[Dated], list[Dated]]:
    """Part the dates of one paper, in any order, into those of its first publication and later ones, in order.

    The first are the earliest and those that may mean the same day ("2018" and "2018-02-06"); if none can be read, all.
    """
    found = [(interval, dated) for dated in dates if (interval := read_date(dated[1])) is not None]
    if not found:
        return list(dates), []
    end = min((interval.low, interval.high) for interval, _ in found)[1]
    first = sorted((pair for pair in found if pair[0].low <= end), key=lambda pair: pair[0].high)
    later = sorted((pair for pair in found if pair[0].low > end), key=lambda pair: pair[0].low)
    return list(dict.fromkeys(dated for _, dated in first)), list(dict.fromkeys(dated for _, dated in later))
