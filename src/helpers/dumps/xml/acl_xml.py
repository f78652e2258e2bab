"""The ACL Anthology's XML: a collection of volumes of papers, as the Anthology keeps it, and its form before 2019."""

import re
from typing import Any

from helpers.dumps.reference_fields import Texts, keep_filled
from helpers.dumps.xml.xml_records import XmlSource, read_inline, read_texts
from helpers.dumps.xml.xml_stream import Element

_FRONT = frozenset(("frontmatter", "backmatter"))
_USED = frozenset(
    ("title", "abstract", "author", "editor", "url", "doi", "year", "month", "language", "booktitle", "retracted",
     "removed", "keywords")
)  # fmt: skip
# Ids before 2020 of a volume as a whole; workshops and some conferences have two digits for the volume ("W06-2900").
_FRONT_ID = re.compile(r"(?:W\d\d|C69)-\d\d00|D19-[5-9]\d00|[A-Z]\d\d-\d000")
_ADDRESS = re.compile(r"(?i)^https?://(?:www\.)?(?:aclweb\.org/anthology|aclanthology\.org|aclanthology\.info/papers)/")


class _Anthology(XmlSource):
    """Papers of the Anthology; a volume's year and month are its papers' date, its front matter is no paper."""

    records = frozenset({"paper", "frontmatter"})
    others = frozenset({"meta"})
    containers = frozenset({"collection", "volume"})
    signs = (("collection", "volume", "paper frontmatter meta"), ("volume", "paper"))
    missing = "there is no paper in the collection; fetch it again"
    collection, volume, meta = "", "", Texts()  # of the records at hand

    def read_other(self, element: Element) -> None:
        if element.name == "collection":
            self.collection, self.volume = element.attributes.get("id", ""), ""
        elif element.name == "volume":
            self.volume = element.attributes.get("id", "")
        self.meta = read_texts(element.node)

    def read_record(self, element: Element, place: str) -> tuple[dict[str, Any], str | None]:
        node, texts = element.node, read_texts(element.node)
        number = element.attributes.get("id", "0" if element.name == "frontmatter" else "")
        address = texts.first("url")
        acl_id = _ADDRESS.sub("", address).removesuffix(".pdf").strip("/")
        if not re.fullmatch(r"[A-Z]\d\d-\d{4}|\d{4}\.[\w-]+\.\d+", acl_id):
            acl_id = _compose_id(self.collection, self.volume, number)
        around = Texts({**self.meta, **texts})
        year = around.first("year") or _find_year(self.collection or self.volume)
        month = around.first("month")
        fields = {
            **texts.pick(title="title", abstract="abstract", doi="doi", language="language"),
            "acl_id": acl_id,
            "url": address if re.match(r"https?://", address) else "",
            "venue": around.first("booktitle"),
            "authors": [name for author in node.iterfind("author") if (name := _read_name(author))],
            "keywords": [word.strip() for word in re.split(r"[;,]", texts.first("keywords")) if word.strip()],
            "published": [("year and month" if month else "year", f"{year} {month}".strip())] if year else [],
            "extra": {"venue_short": self.meta.first("venue")} if "venue" in self.meta else {},
        }
        fields["extra"] |= {name: "; ".join(values) for name, values in texts.items() if name not in _USED}
        is_front = {element.name, element.attributes.get("type")} & _FRONT or _FRONT_ID.fullmatch(acl_id)
        if node.find("retracted") is not None or node.find("removed") is not None:
            return keep_filled(fields), "withdrawn or rejected"
        return keep_filled(fields), "not a paper" if is_front else None


is_acl, read_acl = _Anthology.fits, _Anthology.read


def _compose_id(collection: str, volume: str, number: str) -> str:
    """The Anthology's id of a paper, from those of its collection and volume and its number; "" if it has none."""
    if re.fullmatch(r"[A-Z]\d\d-\d{4}", f"{volume}-{number}"):  # the form before 2019
        return f"{volume}-{number}"
    if re.fullmatch(r"[A-Z]\d\d", collection):
        if not re.fullmatch(r"\d+-\d+", f"{volume}-{number}", re.A):
            return ""
        if collection[0] == "W" or collection == "C69" or (collection == "D19" and int(volume[:4]) >= 5):
            return f"{collection}-{volume.zfill(2)}{number.zfill(2)}"
        return f"{collection}-{volume}{number.zfill(3)}"
    return f"{collection}-{volume}.{number}" if volume and number and re.fullmatch(r"\d{4}\.\w+", collection) else ""


def _find_year(collection: str) -> str:
    """The year in a collection's id: "2022.naloma", "J89"."""
    if match := re.match(r"(\d{4})\.", collection):
        return match[1]
    if match := re.fullmatch(r"[A-Z](\d\d)", collection):
        return ("19" if match[1] >= "50" else "20") + match[1]
    return ""


def _read_name(author) -> str:
    parts = [read_inline(author, "first"), read_inline(author, "last")]
    return " ".join(filter(None, parts)) or (author.text or "").strip()
