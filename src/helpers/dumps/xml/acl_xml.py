"""The ACL Anthology's XML: a collection of volumes of papers, as the Anthology keeps it, and its form before 2019."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.dumps.xml.xml_heads import find_root, has_element
from helpers.dumps.xml.xml_stream import Element, read_elements
from helpers.dumps.xml.xml_values import read_inline, read_texts, take_first

_FRONT = frozenset(("frontmatter", "backmatter"))
_USED = frozenset(
    ("title", "abstract", "author", "editor", "url", "doi", "year", "month", "language", "booktitle", "retracted",
     "removed", "keywords")
)  # fmt: skip


_ADDRESS = re.compile(r"(?i)^https?://(?:www\.)?(?:aclweb\.org/anthology|aclanthology\.org|aclanthology\.info/papers)/")


def is_acl(head: str) -> bool:
    """Whether a text begins like a collection or a volume of the ACL Anthology."""
    root = find_root(head)
    if root == "collection":
        return has_element(head, "volume") and has_element(head, "paper", "frontmatter", "meta")
    return root == "volume" and has_element(head, "paper")


def read_acl(document: Document, notes: Notes, columns=None) -> Iterator[RawRecord]:
    """Papers of the Anthology; a volume's year and month are its papers' date, its front matter is no paper.

    Raises
    ------
    DumpError
        If there is no paper.
    """
    count, collection, volume, meta = 0, "", "", {}
    for element in read_elements(
        document, notes, {"paper", "frontmatter", "meta"}, containers={"collection", "volume"}
    ):
        if element.name == "collection":
            collection, volume, meta = element.attributes.get("id", ""), "", {}
        elif element.name == "volume":
            volume, meta = element.attributes.get("id", ""), {}
        elif element.name == "meta":
            meta = {} if element.broken else read_texts(element.node)
        else:
            count += 1
            place = f"entry {count} (line {element.line})"
            if element.broken:
                yield RawRecord(document.source, place, {}, "unreadable record")
                continue
            fields, problem = _read_paper(element, collection, volume, meta)
            yield RawRecord(document.source, place, fields, problem)
    if count == 0:
        raise DumpError(f"{document.source} has 0 papers: there is no paper in the collection; fetch it again.")


def _read_paper(
    element: Element, collection: str, volume: str, meta: dict[str, list[str]]
) -> tuple[dict[str, Any], str | None]:
    node, texts = element.node, read_texts(element.node)
    number = element.attributes.get("id", "0" if element.name == "frontmatter" else "")
    address = take_first(texts, "url")
    acl_id = _ADDRESS.sub("", address).removesuffix(".pdf").strip("/")
    if not re.fullmatch(r"[A-Z]\d\d-\d{4}|\d{4}\.[\w-]+\.\d+", acl_id):
        acl_id = _compose_id(collection, volume, number)
    around = {**meta, **texts}
    year = take_first(around, "year") or _find_year(collection or volume)
    month = take_first(around, "month")
    fields: dict[str, Any] = {
        "title": take_first(texts, "title"),
        "abstract": take_first(texts, "abstract"),
        "acl_id": acl_id,
        "doi": take_first(texts, "doi"),
        "url": address if re.match(r"https?://", address) else "",
        "venue": take_first(around, "booktitle"),
        "language": take_first(texts, "language"),
        "authors": [name for author in node.iterfind("author") if (name := _read_name(author))],
        "keywords": [word.strip() for word in re.split(r"[;,]", take_first(texts, "keywords")) if word.strip()],
        "published": [("year and month" if month else "year", f"{year} {month}".strip())] if year else [],
    }
    fields = {name: value for name, value in fields.items() if value}
    fields["extra"] = {name: "; ".join(values) for name, values in texts.items() if name not in _USED}
    if "venue" in meta:
        fields["extra"] = {"venue_short": take_first(meta, "venue"), **fields["extra"]}
    if node.find("retracted") is not None or node.find("removed") is not None:
        return fields, "withdrawn or rejected"
    is_front = {element.name, element.attributes.get("type")} & _FRONT or _is_front_id(acl_id)
    return fields, "not a paper" if is_front else None


def _counts_in_hundreds(prefix: str, volume: int) -> bool:
    """Whether ids of a collection have two digits for the volume: workshops, and a few large conferences."""
    return prefix[:1] == "W" or prefix == "C69" or (prefix == "D19" and volume >= 5)


def _is_front_id(acl_id: str) -> bool:
    """Whether an id of the form before 2020 is that of a volume as a whole ("J89-1000", "W06-2900")."""
    match = re.fullmatch(r"([A-Z]\d\d)-(\d\d)\d\d", acl_id)
    if match is None:
        return False
    return acl_id.endswith("00" if _counts_in_hundreds(match[1], int(match[2])) else "000")


def _compose_id(collection: str, volume: str, number: str) -> str:
    """The Anthology's id of a paper, from those of its collection and volume and its number; "" if it has none."""
    if not number:
        return ""
    if re.fullmatch(r"[A-Z]\d\d", volume) and re.fullmatch(r"\d{4}", number):  # the form before 2019
        return f"{volume}-{number}"
    if re.fullmatch(r"[A-Z]\d\d", collection):
        if not (volume.isascii() and volume.isdigit() and number.isascii() and number.isdigit()):
            return ""
        if _counts_in_hundreds(collection, int(volume[:4])):
            return f"{collection}-{volume.zfill(2)}{number.zfill(2)}"
        return f"{collection}-{volume}{number.zfill(3)}"
    return f"{collection}-{volume}.{number}" if re.fullmatch(r"\d{4}\.\w+", collection) and volume else ""


def _find_year(collection: str) -> str:
    """The year in a collection's id: "2022.naloma", "J89"."""
    if match := re.match(r"(\d{4})\.", collection):
        return match[1]
    if match := re.fullmatch(r"[A-Z](\d\d)", collection):
        return ("19" if match[1] >= "50" else "20") + match[1]
    return ""


def _read_name(author) -> str:
    parts = [read_inline(author.find("first")), read_inline(author.find("last"))]
    return " ".join(filter(None, parts)) or (author.text or "").strip()
