"""Records of XML files: one reader for all sources; a source is its elements and what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.dumps.xml.xml_heads import find_root, has_element
from helpers.dumps.xml.xml_stream import Element, read_elements


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
