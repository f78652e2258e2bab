"""Which service wrote a JSON item, and the item as a record; items of no known service are read by their names."""

import re
from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any, NamedTuple

from helpers.dumps.fields import NAMES, apply_columns, find_columns, fold_name, read_fields
from helpers.dumps.json import arxiv_json, citation_indexes, crossref_csl, openreview
from helpers.dumps.json.repositories import REPOSITORIES, SIGNS
from helpers.dumps.records import Notes, RawRecord
from helpers.dumps.reference_fields import join_date

FIRST = 20  # items that tell the service of a file


class Service(NamedTuple):
    """How items of a service are recognised and read; ``name`` is the format's, "" where it has none."""

    name: str
    fits: Callable[[Mapping[str, Any]], bool]
    read: Callable[[Mapping[str, Any]], dict[str, Any]]


SERVICES = (  # in the order in which they are tried
    Service("arxiv kaggle", arxiv_json.is_arxiv_kaggle, arxiv_json.read_arxiv_kaggle_fields),
    Service("openalex", citation_indexes.is_openalex, citation_indexes.read_openalex_fields),
    Service("semantic scholar", citation_indexes.is_semantic_scholar, citation_indexes.read_semantic_scholar_fields),
    Service("crossref", crossref_csl.is_crossref, crossref_csl.read_crossref_fields),
    Service("daily papers", arxiv_json.is_daily_papers, arxiv_json.read_daily_papers_fields),
    Service("openreview", openreview.is_openreview, openreview.read_openreview_fields),
    *(Service(repository.name, repository.fits, repository.read) for repository in REPOSITORIES),
    Service("csl-json", crossref_csl.is_csl_json, crossref_csl.read_csl_json_fields),
    Service("", arxiv_json.is_arxiv_daily, arxiv_json.read_arxiv_daily_fields),
)
MAX_ENVELOPES = 4  # one in another, as a search engine's hit with a reference manager's item in it
_TITLES = frozenset((*NAMES["title"], *NAMES["abstract"]))
_BESIDE = frozenset((  # keys of what has a title of its own and is not the paper
    "journal", "venue", "source", "container", "publisher", "conference", "event", "series", "book", "proceedings",
    "hostvenue", "primarylocation", "location", "parent", "ispartof", "license", "dataset", "project", "collection",
    "library", "author", "citation", "reference", "related",
))  # fmt: skip
_COMMON = tuple(service for service in SERVICES if service.name not in {one.name for one in REPOSITORIES})
_WITHDRAWN = re.compile(
    r"""(?ix) \W* (?:
    (?:(?:this|the)\s+)? (?:arxiv\s+)? (?:paper|article|submission|manuscript|work|preprint|version)\s+
    (?:(?:has|have)\s+been\s+|is\s+|was\s+)? (?:temporarily\s+)? (?:withdrawn|retracted)\b
    | (?:temporarily\s+)? (?:withdrawn|retracted) (?=\s*(?:\Z|[.:,;(\]])|\s+(?:by|due|because|as|from|for|since)\b)
    )"""
)


def find_service(item: Mapping[str, Any]) -> Service | None:
    """The service that wrote an item; None if it is not known."""
    services = _COMMON if item.keys().isdisjoint(SIGNS) else SERVICES
    return next((service for service in services if service.fits(item)), None)


def is_paper(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object has a title or an abstract among its keys, itself or one level down or in an envelope."""
    inner = (key for value in item.values() if isinstance(value, dict) for key in value)
    return not _TITLES.isdisjoint(map(fold_name, chain(item, inner))) or unwrap(item) is not item


def unwrap(item: dict[str, Any], depth: int = MAX_ENVELOPES) -> dict[str, Any]:
    """An item without the envelope in which a service puts each paper; what stood on the envelope is kept.

    The envelope is the nested object that has an abstract, or a title and more of our fields, where the item itself has
    neither; of several the one with an abstract and the most fields.
    """
    nested = [key for key, value in item.items() if isinstance(value, dict) and _fold_key(key) not in _BESIDE]
    if not nested or not _TITLES.isdisjoint(map(fold_name, item)) or find_service(item) is not None:
        return item
    inner = {key: unwrap(item[key], depth - 1) if depth else item[key] for key in nested}
    named = {key: find_columns(value).keys() for key, value in inner.items()}
    named = {key: names for key, names in named.items() if "abstract" in names or ("title" in names and len(names) > 1)}
    if not named:
        return item
    best = max(named, key=lambda key: ("abstract" in named[key], len(named[key])))
    return {**{key: value for key, value in item.items() if key != best}, **inner[best]}


def _fold_key(key: str) -> str:
    return key if key.startswith("_") else fold_name(key)  # "_source" is a search engine's envelope


def is_withdrawn(fields: Mapping[str, Any]) -> bool:
    """Whether an abstract or the authors' comment begins by saying that the paper has been withdrawn."""
    extra = fields.get("extra", {})
    texts = (fields.get("abstract"), extra.get("comments"), extra.get("comment"))
    return any(isinstance(text, str) and _WITHDRAWN.match(text) is not None for text in texts)


def _read_plain_item(item: Mapping[str, Any], columns: Mapping[str, str] | None) -> dict[str, Any]:
    """An item of no known service by its names; a year, month and day under keys of their own are one date."""
    fields = read_fields(item, columns)
    parts = [str(item.get(key) or "").strip() for key in ("year", "month", "day")]
    if "published" not in (columns or {}) and re.fullmatch(r"\d{4}", parts[0]) and parts[1] and len(parts[1]) < 12:
        joined = join_date(*parts)
        fields["published"] = [
            (" ".join(["year", "month", "day"][: 3 if parts[2] else 2]), joined),
            *fields.get("published", []),
        ]
    return fields


class ItemReader:
    """Reads the items of one file, and names in the notes the service that most of the first ones fit."""

    def __init__(self, source: str, notes: Notes, plain: str, columns: Mapping[str, str] | None = None) -> None:
        """``plain`` is the name of the format where no service is recognised."""
        self.source, self.notes, self.plain, self.columns = source, notes, plain, columns
        self._seen: list[str] = []

    def read(self, item: Any, place: str) -> RawRecord | None:
        """One item as a record; None for a null, which is no record and is counted in the notes."""
        if item is None:
            self.notes.warn(self.source, "an item is null and is no record", place)
            return None
        if not isinstance(item, dict):
            kind = {str: "a text", list: "a list", bool: "true or false"}.get(type(item), "a number")
            self.notes.warn(self.source, f"an item is {kind} and not an object", place)
            return RawRecord(self.source, place, {}, "unreadable record")
        item = unwrap(item)
        service = find_service(item)
        self._count(service.name if service else "")
        fields = service.read(item) if service is not None else _read_plain_item(item, self.columns)
        apply_columns(item, fields, self.columns)
        problem = fields.pop("problem", None)
        if problem is None and is_withdrawn(fields):
            problem = "withdrawn or rejected"
        if service is None and not (is_paper(item) or fields.get("title") or fields.get("abstract")):
            problem = "not a paper"
        return RawRecord(self.source, place, fields, problem)

    def _count(self, name: str) -> None:
        if len(self._seen) < FIRST:
            self._seen.append(name)
            best = max(self._seen, key=self._seen.count)
            named = best if best and self._seen.count(best) * 2 > len(self._seen) else self.plain
            self.notes.facts.setdefault("formats", {})[self.source] = named
