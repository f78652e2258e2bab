"""PubMed's XML: articles and books of a search, of the yearly files or of the daily updates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from helpers.dumps.decoding import decode_head, read_head
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.dumps.xml.xml_heads import find_root, has_element
from helpers.dumps.xml.xml_stream import read_elements
from helpers.dumps.xml.xml_values import keep_first_dates, read_inline

_ROOTS = frozenset(("PubmedArticleSet", "PubmedBookArticleSet", "MedlineCitationSet"))
_RECORDS = ("PubmedArticle", "PubmedBookArticle")
_RETRACTED = frozenset(("retracted publication", "withdrawn publication"))
_NOTICES = frozenset(
    ("retraction of publication", "retraction notice", "published erratum", "expression of concern", "dataset")
)
_IDS = "ArticleIdList/ArticleId"
_UNNAMED = frozenset(("", "UNLABELLED", "UNLABELED", "UNASSIGNED"))  # PubMed's labels for a part without one
_NOT_GIVEN = re.compile(r"\[?\s*not available\s*\]?\.?$", re.I)
_IN_BRACKETS = re.compile(r"\[(.*)\](\s*\([^()]*\))?\.?", re.S)


def is_pubmed(head: str) -> bool:
    """Whether a text begins like PubMed's XML."""
    root = find_root(head)
    return root in _ROOTS or (root is not None and has_element(head, *_RECORDS, "MedlineCitation"))


def read_pubmed(document: Document, notes: Notes, columns=None) -> Iterator[RawRecord]:
    """Articles and books of PubMed.

    Ids that an update file names as deleted are no records; they are counted in a warning.

    Raises
    ------
    DumpError
        If there is no article.
    """
    head = decode_head(read_head(document))
    wrapped = has_element(head, *_RECORDS) or find_root(head) in _ROOTS
    names = _RECORDS if wrapped and find_root(head) != "MedlineCitationSet" else ("MedlineCitation",)
    count = deleted = 0
    for element in read_elements(document, notes, {*names, "DeleteCitation", "DeleteDocument"}):
        if element.name.startswith("Delete"):
            gone = [] if element.broken else [read_inline(node) for node in element.node.iter("PMID")]
            deleted += len(gone)
            if gone:
                notes.warn(
                    document.source, "PubMed ids are named as deleted; they were not looked for among the papers",
                    ", ".join(gone[:3]), count=len(gone),
                )  # fmt: skip
            continue
        count += 1
        place = f"entry {count} (line {element.line})"
        if element.broken:
            yield RawRecord(document.source, place, {}, "unreadable record")
            continue
        fields, problem = (_read_book if element.name == "PubmedBookArticle" else _read_article)(element.node)
        if problem == "unreadable record":
            notes.warn(document.source, "a record has no article in it", place)
        yield RawRecord(document.source, place, fields, problem)
    if count == 0:
        tail = f"it only names {deleted:,} deleted ids" if deleted else "there is no article in it"
        raise DumpError(f"{document.source} has 0 papers: {tail}; search or fetch again.")


def _read_article(record: Any) -> tuple[dict[str, Any], str | None]:
    citation = record if record.tag == "MedlineCitation" else record.find("MedlineCitation")
    if citation is None or (article := citation.find("Article")) is None:
        return {"extra": {}}, "unreadable record"
    vernacular = read_inline(article.find("VernacularTitle"))
    dates = [("ArticleDate", _join_date(node)) for node in article.iterfind("ArticleDate")]
    dates.append(("PubDate", _join_date(article.find("Journal/JournalIssue/PubDate"))))
    dates = [(name, value) for name, value in dates if value] or _read_history(record)
    published, later = keep_first_dates(dates)
    kinds = [read_inline(node) for node in article.iterfind("PublicationTypeList/PublicationType")]
    keywords, headings = _read_keywords(citation)
    fields = {
        "title": _read_title(read_inline(article.find("ArticleTitle")), vernacular),
        "abstract": _read_abstract(article.find("Abstract")),
        "pmid": read_inline(citation.find("PMID")),
        "doi": _find_doi(record, article),
        "venue": read_inline(article.find("Journal/Title")) or read_inline(article.find("Journal/ISOAbbreviation")),
        "language": read_inline(article.find("Language")),
        "authors": _read_authors(article.find("AuthorList")),
        "keywords": keywords,
        "published": published,
    }
    extra = {
        "published_again": [value for _, value in later],
        "vernacular_title": vernacular if vernacular != fields["title"] else "",
        "other_abstracts": _read_other_abstracts(citation),
        "publication_types": kinds,
        "mesh": headings if headings != keywords else [],
        "pmc": _find_identifier(record, "pmc"),
    }
    folded = {kind.lower() for kind in kinds}
    withdrawn = folded & _RETRACTED or citation.find("CommentsCorrectionsList/*[@RefType='RetractionIn']") is not None
    problem = "withdrawn or rejected" if withdrawn else "not a paper" if folded & _NOTICES else None
    return _drop_empty(fields) | {"extra": _drop_empty(extra)}, problem


def _read_book(record: Any) -> tuple[dict[str, Any], str | None]:
    book = record.find("BookDocument")
    if book is None:
        return {"extra": {}}, "unreadable record"
    volume = read_inline(book.find("Book/BookTitle"))
    dates = [("PubDate", _join_date(book.find("Book/PubDate")))]
    dates.append(("ContributionDate", _join_date(book.find("ContributionDate"))))
    lists = book.findall("AuthorList") or book.findall("Book/AuthorList")
    title = read_inline(book.find("ArticleTitle"))
    fields = {
        "title": _read_title(title, read_inline(book.find("VernacularTitle"))) or volume,
        "abstract": _read_abstract(book.find("Abstract")),
        "pmid": read_inline(book.find("PMID")),
        "doi": _find_identifier(book, "doi"),
        "venue": volume if title else read_inline(book.find("Book/Publisher/PublisherName")),
        "language": read_inline(book.find("Language")),
        "authors": [name for node in lists for name in _read_authors(node)],
        "keywords": _read_keywords(book)[0],
        "published": [(name, value) for name, value in dates[::-1] if value],
    }
    extra = {"publication_types": [read_inline(node) for node in book.iterfind("PublicationType")]}
    return _drop_empty(fields) | {"extra": _drop_empty(extra)}, None


def _drop_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


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
    if node is None:
        return ""
    if text := read_inline(node.find("MedlineDate")):
        return text
    year, month, day = (read_inline(node.find(name)) for name in ("Year", "Month", "Day"))
    if not year:
        return ""
    if month.isdigit():
        return "-".join(part.zfill(2) for part in (year, month, day) if part)
    return " ".join(filter(None, (year, month or read_inline(node.find("Season")), day if month else "")))


def _read_history(record: Any) -> list[tuple[str, str]]:
    """Publication dates of the record's history; the others there are days on which someone handled it."""
    wanted = ("epublish", "aheadofprint", "ppublish", "ecollection")
    return [
        (node.get("PubStatus"), value)
        for node in record.iterfind("PubmedData/History/PubMedPubDate")
        if node.get("PubStatus") in wanted and (value := _join_date(node))
    ]


def _find_identifier(record: Any, kind: str) -> str:
    """An identifier of the article itself; those of its references stand in lists of their own."""
    nodes = (node for parent in ("PubmedData/", "PubmedBookData/", "") for node in record.iterfind(f"{parent}{_IDS}"))
    return next((read_inline(node) for node in nodes if (node.get("IdType") or "").lower() == kind), "")


def _find_doi(record: Any, article: Any) -> str:
    places = article.iterfind("ELocationID[@EIdType='doi']")
    return _find_identifier(record, "doi") or next((read_inline(n) for n in places if n.get("ValidYN") != "N"), "")


def _read_authors(node: Any) -> list[str]:
    names = []
    for author in node if node is not None else ():
        if author.tag == "Author" and author.get("ValidYN") != "N":
            given = read_inline(author.find("ForeName")) or read_inline(author.find("Initials"))
            parts = (given, read_inline(author.find("LastName")), read_inline(author.find("Suffix")))
            names.append(" ".join(filter(None, parts)) or read_inline(author.find("CollectiveName")))
    return [name for name in names if name]


def _read_names(nodes: Any) -> list[str]:
    return list(dict.fromkeys(text for node in nodes if (text := read_inline(node).rstrip("."))))


def _read_keywords(citation: Any) -> tuple[list[str], list[str]]:
    """The authors' keywords, or the headings where there are none; and the headings (MeSH)."""
    headings = _read_names(citation.iterfind("MeshHeadingList/MeshHeading/DescriptorName"))
    return _read_names(citation.iterfind("KeywordList/Keyword")) or headings, headings
