"""PubMed's XML: articles and books of a search, of the yearly files or of the daily updates."""

import re
from collections.abc import Iterable
from typing import Any

from helpers.dumps.decoding import decode_head, read_head
from helpers.dumps.packing import Document
from helpers.dumps.records import Notes
from helpers.dumps.reference_fields import find_kind_problem, join_date, keep_filled
from helpers.dumps.xml.xml_heads import find_root, has_element
from helpers.dumps.xml.xml_records import Dated, XmlSource, keep_first_dates, read_inline
from helpers.dumps.xml.xml_stream import Element

_ROOTS = ("PubmedArticleSet", "PubmedBookArticleSet", "MedlineCitationSet")
_RECORDS = ("PubmedArticle", "PubmedBookArticle")
_VENUES = "Journal/Title | Journal/ISOAbbreviation | Book/Publisher/PublisherName"
_VOLUME = "Book/BookTitle"
_OWN_DOI = "ELocationID[@EIdType='doi'][not(@ValidYN='N')]"
_PUBLISHED = ("epublish", "aheadofprint", "ppublish", "ecollection")  # the rest of a history is handling
_IDS = "ArticleIdList/ArticleId"
_UNNAMED = frozenset(("", "UNLABELLED", "UNLABELED", "UNASSIGNED"))  # PubMed's labels for a part without one
_NOT_GIVEN = re.compile(r"\[?\s*not available\s*\]?\.?$", re.I)
_IN_BRACKETS = re.compile(r"\[(.*)\](\s*\([^()]*\))?\.?", re.S)


class _PubMed(XmlSource):
    """Articles and books of PubMed; ids that an update file names as deleted are no records, but counted."""

    others = frozenset({"DeleteCitation", "DeleteDocument"})
    signs = (*((root,) for root in _ROOTS), ("*", "PubmedArticle PubmedBookArticle MedlineCitation"))
    missing = "there is no article in it; search or fetch again"
    deleted = 0

    def __init__(self, document: Document, notes: Notes) -> None:
        super().__init__(document, notes)
        head = decode_head(read_head(document))
        root = find_root(head)
        wrapped = root != "MedlineCitationSet" and (root in _ROOTS or has_element(head, *_RECORDS))
        self.records = frozenset(_RECORDS if wrapped else ("MedlineCitation",))

    def read_other(self, element: Element) -> None:
        gone = [] if element.broken else [read_inline(node) for node in element.node.iter("PMID")]
        if gone:
            what = "PubMed ids are named as deleted; they were not looked for among the papers"
            self.notes.warn(self.source, what, ", ".join(gone[:3]), count=len(gone))
            self.deleted += len(gone)
            self.missing = f"it only names {self.deleted:,} deleted ids; search or fetch again"

    def read_record(self, element: Element, place: str) -> tuple[dict[str, Any], str | None]:
        record = element.node
        inner = {"PubmedArticle": "MedlineCitation", "PubmedBookArticle": "BookDocument"}.get(record.tag)
        citation = record.find(inner) if inner else record
        article = citation if citation is None or citation.tag == "BookDocument" else citation.find("Article")
        if article is None:
            self.notes.warn(self.source, "a record has no article in it", place)
            return {"extra": {}}, "unreadable record"
        kinds = [read_inline(node) for node in article.iterfind(".//PublicationType")]
        vernacular = read_inline(article, "VernacularTitle")
        title, volume = _read_title(read_inline(article, "ArticleTitle"), vernacular), read_inline(article, _VOLUME)
        keywords, headings = _read_keywords(citation)
        published, later = _read_dates(record, article)
        fields = {
            "title": title or volume, "abstract": _read_abstract(article.find("Abstract")),
            "pmid": read_inline(citation, "PMID"),
            "doi": _find_identifier(record, "doi") or _read_first(article, _OWN_DOI),
            "venue": (volume if title else "") or _read_first(article, _VENUES),
            "language": read_inline(article, "Language"),
            "authors": _read_authors(article.findall("AuthorList") or article.findall("Book/AuthorList")),
            "keywords": keywords, "published": published,
        }  # fmt: skip
        extra = {
            "published_again": [value for _, value in later],
            "vernacular_title": vernacular if vernacular != fields["title"] else "",
            "other_abstracts": _read_other_abstracts(citation), "publication_types": kinds,
            "mesh": headings if headings != keywords else [], "pmc": _find_identifier(record, "pmc"),
        }  # fmt: skip
        problem = find_kind_problem(kinds)
        if citation.find("CommentsCorrectionsList/*[@RefType='RetractionIn']") is not None:
            problem = "withdrawn or rejected"
        return keep_filled(fields | {"extra": keep_filled(extra)}), problem


is_pubmed, read_pubmed = _PubMed.fits, _PubMed.read


def _read_dates(record: Any, article: Any) -> tuple[list[Dated], list[Dated]]:
    """Dates of the first publication, and later ones; those of the record's history where there are no others."""
    own = [("ContributionDate", node) for node in article.iterfind("ContributionDate")]
    own += [("PubDate", node) for node in article.iterfind("Book/PubDate")]
    if own:
        return _join_dates(own), []
    own = [("ArticleDate", node) for node in article.iterfind("ArticleDate")]
    own += [("PubDate", node) for node in article.iterfind("Journal/JournalIssue/PubDate")]
    history = [(node.get("PubStatus"), node) for node in record.iterfind("PubmedData/History/PubMedPubDate")]
    return keep_first_dates(_join_dates(own) or _join_dates(pair for pair in history if pair[0] in _PUBLISHED))


def _join_dates(nodes: Iterable[tuple[str, Any]]) -> list[Dated]:
    return [(name, value) for name, node in nodes if (value := _join_date(node))]


def _read_title(title: str, vernacular: str) -> str:
    """The title; brackets around a translated one are PubMed's, not the author's."""
    if not title or _NOT_GIVEN.match(title):
        return vernacular
    match = _IN_BRACKETS.fullmatch(title)
    if match and not re.search(r"\][^\[]*\[", match[1]):
        return match[1].strip() + (match[2] or "")
    return title


def _read_abstract(node: Any) -> str:
    """The parts of an abstract, each after its label ("METHODS: ...")."""
    if node is None:
        return ""
    parts = []
    for part in node.iterfind("AbstractText"):
        text, label = read_inline(part), (part.get("Label") or "").strip()
        if text:
            parts.append(f"{label.rstrip(':')}: {text}" if label.upper() not in _UNNAMED else text)
    return "\n".join(parts) or ("" if len(node) else read_inline(node))


def _read_other_abstracts(citation: Any) -> list[dict[str, str]]:
    """Abstracts in other languages, of other makers or for other readers: kept apart, never part of the abstract."""
    return [
        {"language": node.get("Language") or "", "type": node.get("Type") or "", "text": text}
        for node in citation.iterfind("OtherAbstract")
        if (text := _read_abstract(node))
    ]


def _join_date(node: Any) -> str:
    """Year, month and day of a date as one text ("2017 Dec", "2014-12-21"), or what stands for them."""
    year, month, day = (read_inline(node, name) for name in ("Year", "Month", "Day"))
    joined = join_date(year, month or read_inline(node, "Season"), day if month else "") if year else ""
    return read_inline(node, "MedlineDate") or joined


def _find_identifier(record: Any, kind: str) -> str:
    """An identifier of the article itself; those of its references stand in lists of their own."""
    nodes = (node for parent in ("PubmedData/", "PubmedBookData/", "") for node in record.iterfind(f"{parent}{_IDS}"))
    return next((read_inline(node) for node in nodes if (node.get("IdType") or "").lower() == kind), "")


def _read_first(article: Any, paths: str) -> str:
    return next(filter(None, map(read_inline, article.xpath(paths))), "")


def _read_authors(lists: list[Any]) -> list[str]:
    names = []
    for author in (author for node in lists for author in node.xpath("Author[not(@ValidYN='N')]")):
        given = read_inline(author, "ForeName") or read_inline(author, "Initials")
        parts = (given, read_inline(author, "LastName"), read_inline(author, "Suffix"))
        names.append(" ".join(filter(None, parts)) or read_inline(author, "CollectiveName"))
    return [name for name in names if name]


def _read_names(nodes: Any) -> list[str]:
    return list(dict.fromkeys(text for node in nodes if (text := read_inline(node).rstrip("."))))


def _read_keywords(citation: Any) -> tuple[list[str], list[str]]:
    """The authors' keywords, or the headings where there are none; and the headings (MeSH)."""
    headings = _read_names(citation.iterfind("MeshHeadingList/MeshHeading/DescriptorName"))
    return _read_names(citation.iterfind("KeywordList/Keyword")) or headings, headings
