"""Tagged texts whose tags say all: EndNote (.enw, Refer, ADS), RefWorks, the Cochrane Library, NoteExpress and CNKI.

A dialect is how its tags are written, those that begin a record, and a table of what they hold.
"""

import re
from typing import Any, ClassVar

from helpers.dumps.fields import LISTS, read_list
from helpers.dumps.reference_fields import find_identifiers, list_names
from helpers.dumps.tagged.tagged_records import NUMBERING, TaggedFormat, TaggedRecord, Values

_BIBCODE = re.compile(r"\d{4}[A-Za-z&.]{5}[\w.&]{9}\w")
_PMID = re.compile(r"(?i)(?:pubmed|pmid)\W{0,3}(\d{1,8})\b")


class _Table(TaggedFormat):
    """A dialect by its table: for each of our fields the tags that hold it, best first."""

    table: ClassVar[dict[str, str]] = {}
    kinds = ""  # tags of the kind of a record
    starts_needed = True  # whether a file has a tag that begins records
    missing = "no line begins a record; export it again, or as RIS"

    def __init_subclass__(cls) -> None:
        cls.used = frozenset(tag for tags in cls.table.values() for tag in _list_tags(tags))

    @classmethod
    def fits(cls, head: str) -> bool:
        """Whether a text holds records of this dialect: its beginning, what a paper has, and most lines tagged."""
        lines = [line for line in head.split("\n") if line.strip("\ufeff \t") and not NUMBERING.match(line)]
        tags = [match[1] for line in lines if (match := cls.tag.match(line))]
        papers = {
            tag for field in ("title", "abstract", "authors", "published") for tag in _list_tags(cls.table[field])
        }
        begins = bool(lines) and cls.tag.match(lines[0].lstrip("\ufeff")) is not None
        enough = len(papers.intersection(tags)) > 1 and (not cls.starts_needed or not cls.starts.isdisjoint(tags))
        return begins and enough and len(cls.used.intersection(tags)) > 2 and 3 * len(tags) >= len(lines)

    def begins(self, tag: str, record: TaggedRecord, *, blank: bool) -> bool:
        """A tag of a beginning; in files without them the first tag again behind a blank line."""
        return tag in self.starts or (blank and tag == record.values[0][0])

    def read_fields(self, values: Values) -> tuple[dict[str, Any], str | None]:
        fields = {field: self.read_field(field, _list_tags(tags), values) for field, tags in self.table.items()}
        find_identifiers(fields, doi=values.every(*_list_tags(self.table["doi"]), "url"), arxiv=values.every("U", "UL"))
        return self.finish(fields, values, fields.pop("language", ""), values.every(*_list_tags(self.kinds)))

    def read_field(self, field: str, tags: list[str], values: Values) -> Any:
        if field == "published":
            return [(tag, text) for tag in tags for text in values.every(tag)]
        if field == "authors":
            found = next((values[tag] for tag in tags if tag in values), [])
            return list_names(name for text in found for name in text.split(";"))
        if field in LISTS:
            return [word for text in values.every(*tags) for word in read_list(text, field)]
        if field == "pmid":
            return next((match[1] for text in values.every(*tags) if (match := _PMID.search(text))), "")
        return "" if field == "doi" else values.first(*tags)


def _list_tags(tags: str) -> list[str]:
    """The tags of a row of a table; "_" stands for a blank in a tag."""
    return [tag.replace("_", " ") for tag in tags.split()]


class _EndNote(_Table):
    tag = re.compile(r"[ \t\ufeff]{0,4}%([0-9A-Z@!?$#&()*+^<>=~\[\]{}|/\\-])(?:[ \t]+(.*)|$)", re.S)
    starts = names = frozenset("0")
    each_line = frozenset("AEK")
    starts_needed = False
    kinds = "0 9"
    table: ClassVar = {
        "title": "T", "abstract": "X", "authors": "A E", "venue": "J B S", "published": "8 D",
        "doi": "R U 3 M", "url": "U", "keywords": "K", "language": "G", "pmid": "M",
    }  # fmt: skip

    def read_fields(self, values: Values) -> tuple[dict[str, Any], str | None]:
        if "X" not in values and "B" in values and _BIBCODE.fullmatch(values.first("R")):  # as ADS writes it
            values["X"] = values.pop("B")
        return super().read_fields(values)


class _RefWorks(_Table):
    tag = re.compile(  # its own ones, as a wrapped line may begin with other capitals
        r"\ufeff?(RT|SR|ID|A[1-6BDNV]|T[1-3]|J[CFNO]|YR|FD|VO|I[SPV]|SP|OP|K1|N[O1]|P[BPM]|ED|U\d{1,2}|C[LNRT]|D[BOS]"
        r"|ER|FL|L[1AKLS]|O[LT]|R[DN]|S[FLMNT]|UL|W[PTV])(?: (.*)|\s*$)",
        re.S,
    )
    starts = names = frozenset({"RT"})
    each_line = frozenset({"A1", "A2", "K1"})
    kinds = "RT"
    table: ClassVar = {
        "title": "T1", "abstract": "AB", "authors": "A1 A2", "venue": "JF T2 JO", "published": "FD YR",
        "doi": "DO UL LK", "url": "UL LK", "keywords": "K1", "language": "LA", "pmid": "AN",
    }  # fmt: skip


class _Cochrane(_Table):
    tag = re.compile(r"\ufeff?([A-Z]{2,3}):(?:[ \t]+(.*)|\s*$)", re.S)
    starts = names = frozenset({"ID"})
    each_line = frozenset({"AU"})
    kinds = "PT"
    table: ClassVar = {
        "title": "TI", "abstract": "AB", "authors": "AU", "venue": "SO", "published": "YR", "doi": "DOI DO US",
        "url": "US", "keywords": "KY", "language": "LA", "pmid": "PM XR",
    }  # fmt: skip


class _NoteExpress(_Table):
    tag = re.compile(r"[ \t\ufeff]{0,4}\{([A-Z][A-Za-z/ -]{1,40})\}:[ \t]*(.*)", re.S)
    starts = names = frozenset({"Reference Type"})
    kinds = "Reference_Type"
    table: ClassVar = {
        "title": "Title", "abstract": "Abstract", "authors": "Author", "venue": "Journal Secondary_Title",
        "published": "Date Publication_Date Year", "doi": "DOI URL", "url": "URL", "keywords": "Keywords",
        "language": "Language", "pmid": "Accession_Number",
    }  # fmt: skip


DIALECTS: dict[str, type[_Table]] = {
    "endnote": _EndNote, "refworks": _RefWorks, "cochrane": _Cochrane, "noteexpress": _NoteExpress,
}  # fmt: skip
