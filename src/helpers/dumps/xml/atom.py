"""Feeds of papers: Atom (arXiv's API and announcements) and RSS (arXiv, preprint servers, journals)."""

import re
from typing import Any

from helpers.dumps.fields import read_list
from helpers.dumps.reference_fields import Texts, keep_filled
from helpers.dumps.xml.xml_records import XmlSource, read_inline, read_texts
from helpers.dumps.xml.xml_stream import Element
from helpers.text.identifiers import find_arxiv_id, find_doi

# arXiv's announcements: "arXiv:2401.00001v1 Announce Type: new Abstract: ..."
_ANNOUNCED = re.compile(r"\s*arXiv:\S+\s+Announce Type:\s*[\w-]+\s*(?:Abstract:\s*)?", re.I)
# arXiv's older announcements: "A title. (arXiv:2101.00001v2 [cs.CL] UPDATED)"
_TITLE_TAIL = re.compile(r"\s*\((arXiv:\S+)\s*\[([\w.-]+)\](?:\s*[A-Z ]+)?\)\s*$")
_INITIALS = re.compile(r"[^,;]+,\s*(?:[^\W\d_]\.[\s-]*)+")
_USED = frozenset(
    ("id", "guid", "title", "summary", "link", "author", "creator", "category", "primary_category", "doi", "updated",
     "journal_ref", "publicationName", "section", "subject", "language")
)  # fmt: skip
_DATES = ("published", "publicationDate", "date", "issued", "pubDate")
_ABSTRACTS = ("summary", "description", "encoded", "content")


class _Feed(XmlSource):
    """Entries of a feed; in a feed of announcements the date is the day on which a paper was listed."""

    records = frozenset({"entry", "item"})
    signs = (("RDF", "item channel"), ("feed",), ("rss",), ("entry", "title"))
    missing = "there is no entry in the feed; ask for more"

    def read_record(self, element: Element, place: str) -> tuple[dict[str, Any], None] | None:
        if element.name == "item" and place.startswith("entry 1 "):
            self.notes.facts.setdefault("formats", {})[self.source] = "rss"
        identifier, title = read_inline(element.node, "id"), read_inline(element.node, "title").lower()
        if "/api/errors" in identifier or (title == "error" and not find_arxiv_id(identifier)):
            message = read_inline(element.node, "summary") or "Error"
            self.notes.warn(self.source, "an entry is an error of the service instead of a paper", message)
            self.missing = f"the service answered {message[:200]!r}; ask it again"
            return None
        return _read_entry(element.node, element.attributes), None


is_atom, read_atom = _Feed.fits, _Feed.read


def _read_entry(entry, attributes: dict[str, str]) -> dict:
    texts = read_texts(entry)
    first = texts.first
    links = [(link.get("title") or link.get("rel") or "", link.get("href")) for link in entry.findall("link")]
    links = [(kind, address) for kind, address in links if address]
    page = next((address for kind, address in links if kind == "alternate"), "")
    identifier = first("id", "guid") or attributes.get("about", "")
    title, abstract = first("title"), first(*_ABSTRACTS)
    categories = [
        node.get("term") or read_inline(node)
        for name in ("primary_category", "category")
        for node in entry.iterfind(name)
    ]
    announced = bool(texts.get("announce_type")) or _ANNOUNCED.match(abstract) is not None
    abstract = _ANNOUNCED.sub("", abstract, count=1) if announced else abstract
    tail = _TITLE_TAIL.search(title)
    if tail:
        announced, title = True, title[: tail.start()].removesuffix(".")
        categories.insert(0, tail[2])
    addresses = [identifier, tail[1] if tail else "", page, first("link"), *(address for _, address in links)]
    addresses = [re.sub(r"(?i)^oai:arxiv\.org:", "", address) for address in addresses]
    stated = [first("doi"), *texts.every("identifier"), *(a for kind, a in links if kind == "doi"), *addresses]
    fields: dict[str, Any] = {
        "id": identifier, "title": title, "abstract": abstract,
        "arxiv_id": next((found for text in addresses if (found := find_arxiv_id(text))), ""),
        "doi": next((found for text in stated if (found := find_doi(_strip_version(text)))), ""),
        "url": page or next((a for a in (first("link"), *(a for _, a in links), identifier) if a[:4] == "http"), ""),
        "venue": first("journal_ref", "publicationName"), "authors": _read_authors(entry, texts),
        "categories": list(dict.fromkeys(filter(None, [*categories, *texts.every("section")]))),
        "keywords": list(dict.fromkeys(texts.every("subject"))), "language": first("language"),
    }  # fmt: skip
    dates = [(name, texts[name][0]) for name in _DATES if name in texts]
    fields["listed" if announced else "published"] = dates
    if "updated" in texts and not announced:
        fields["updated"] = [("updated", texts["updated"][0])]
        if not dates:  # Atom asks for "updated" alone; feeds of journals then give the first publication there
            fields["published"] = [] if fields["arxiv_id"] else [("updated", texts["updated"][0])]
    used = _USED.union(name for name, _ in dates)
    rest = {name: " ".join(values) for name, values in texts.items() if name not in used and values[0] != abstract}
    fields["extra"] = {name: text for name, text in rest.items() if not _ANNOUNCED.match(text)}
    if links:
        fields["extra"]["links"] = [address for _, address in links]
    return keep_filled(fields)


def _strip_version(address: str) -> str:
    """A preprint server's address without what follows its DOI ("...522405v1?rss=1", "...v1.full")."""
    if "10." not in address:
        return ""
    return re.sub(r"(10\.(?:1101|64898)/[\d.]*\d)v\d+.*", r"\1", address.split("?")[0])


def _read_authors(entry, texts: Texts) -> list[str]:
    names = [
        read_inline(author, None if author.find("name") is None else "name") for author in entry.iterfind("author")
    ]
    if not names:
        for text in texts.every("creator"):
            text = re.sub(r"<[^<>]*>", "", text)
            pairs = [pair.strip() for pair in _INITIALS.findall(text)]
            whole = re.sub(r"[\s,;]", "", "".join(pairs)) == re.sub(r"[\s,;]", "", text)
            names += [pair.strip(" ,;") for pair in pairs] if pairs and whole else read_list(text, "authors")
    return list(dict.fromkeys(name for name in names if name))
