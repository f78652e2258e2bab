"""Names of fields: which key or column of a foreign record is the title, the abstract, a date.

A record comes out as a dictionary under our names, those of ``NAMES``: texts; lists of texts (``LISTS``); lists of
(name of the field, value), best first (``CLOCKS``). Empty ones are left out; ``extra`` holds what was not used.
"""

import ast
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from helpers.text.identifiers import find_arxiv_id, find_doi

# Foreign names without case and punctuation, best first.
_FOREIGN = {
    "title": "title documenttitle articletitle papertitle itemtitle primarytitle displayname ti t1",
    "abstract": "abstract summary abstractnote abstracttext paperabstract ab n2 abstractinvertedindex",
    "arxiv_id": "arxivid arxiv baseid arxivnumber eprint",
    "doi": "doi doiurl articledoi itemdoi digitalobjectidentifier",
    "pmid": "pmid pubmedid pubmed idspmid",
    "acl_id": "aclid anthologyid acl",
    "url": (
        "url link paperurl abs absurl entryurl htmlurl arxivurl arxivpageurl pdfurl pdflink pdf paperlink arxivlink "
        "articleurl documenturl externalurl"
    ),
    "venue": (
        "venue conference journalref journal booktitle sourcetitle publicationtitle publicationname containertitle "
        "publishedjournal journaltitle journalbook proceedingstitle pubtitle sourcetitleanthologytitle "
        "primarylocationsourcedisplayname"
    ),
    "categories": (
        "categories category primarycategory primarysubject secondarysubjects subjects fieldsofstudy s2fieldsofstudy "
        "topics topicsdisplayname primarytopicdisplayname woscategories researchareas fieldsofresearch "
        "fieldsofresearchanzsrc2020 arxivcategories"
    ),
    "keywords": (
        "keywords keyword authorkeywords aikeywords indexkeywords indexterms manualtags ieeeterms keywordsplus "
        "keywordsdisplayname identifierkeywords meshterms"
    ),
    "authors": (
        "authors author authorstring authorfullnames authornames firstauthors authorships creators creator au "
        "authorshipsauthordisplayname"
    ),
    "votes": "upvotes votes stars",
    "language": "language lang languageoforiginaldocument",
    # arXiv's update_date, Zotero's Date Added and OAI's datestamp are touches of a record, not dates of a paper.
    "published": (
        "published publishedat publicationdate firstpublicationdate datepublished publisheddate publishdate created "
        "issued onlinedate date coverdate pubdate dateofpublication issuedate submitteddate submissiondate "
        "publicationyear year pubyear py yearofpublication publishedyear"
    ),
    "listed": "listed listedat listeddate submittedondailyat dailydate scrapeddate",
    "updated": "updated updatedat updateddate lastupdated",
}
NAMES: dict[str, tuple[str, ...]] = {field: tuple(names.split()) for field, names in _FOREIGN.items()}
LISTS = ("categories", "keywords", "authors")
CLOCKS = ("published", "listed", "updated")
_ARXIV_CATEGORIES = re.compile(r"[a-z-]+(?:\.[A-Za-z-]+)?(?:\s+[a-z-]+(?:\.[A-Za-z-]+)?)*")
_IDENTIFIERS = ("id", "paperid", "identifier", "recordid", "key")  # may hold an arXiv id or a DOI
_INNER = ("paper", "details", "metadata", "content")  # keys that hold the paper in an envelope


@lru_cache(maxsize=4096)
def fold_name(name: object) -> str:
    """A column name without case, spaces and punctuation."""
    return re.sub(r"[^a-z0-9]", "", str(name).lower())


def find_columns(names) -> dict[str, str]:
    """For each of our fields the best of the given column names, as given; fields without a column are left out."""
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(fold_name(name), name)
    best = {field: next((folded[c] for c in candidates if c in folded), None) for field, candidates in NAMES.items()}
    return {field: column for field, column in best.items() if column is not None}


def read_plain(value: Any) -> str:
    """A value as text: lists joined, ``{"value": …}`` opened, inverted indexes put in order, nothing as ""."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        for key in ("value", "text", "#text"):
            if key in value:
                return read_plain(value[key])
        positions = [(place, word) for word, places in value.items() if isinstance(places, list) for place in places]
        is_index = all(isinstance(place, int) for place, _ in positions)
        return " ".join(word for _, word in sorted(positions)) if is_index else ""
    if isinstance(value, (list, tuple)):
        return " ".join(filter(None, (read_plain(part) for part in value)))
    return str(value)


def _read_name(value: Any) -> str:
    if isinstance(value, Mapping):
        for key in ("name", "display_name", "full_name", "fullname", "category", "term", "keyword", "literal", "value"):
            if isinstance(value.get(key), str):
                return value[key].strip()
        for key in ("author", "topic"):
            if isinstance(value.get(key), Mapping):
                return _read_name(value[key])
        parts = (value.get("given") or value.get("first"), value.get("family") or value.get("last"))
        return " ".join(part for part in parts if isinstance(part, str)).strip()
    if isinstance(value, (list, tuple)):  # arXiv's [last, first, suffix]
        parts = [part for part in value if isinstance(part, str) and part]
        return " ".join([*parts[1:2], *parts[:1]])
    return str(value).strip() if value is not None else ""


def read_list(value: Any, field: str) -> list[str]:
    """A value as a list of names: JSON lists, Python reprs, and texts joined by ";", "," or "and"."""
    if value is None:
        return []
    if isinstance(value, Mapping) and "value" in value:
        value = value["value"]
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("[") and text.endswith("]") and len(text) < 100_000:
            try:
                return read_list(ast.literal_eval(text), field)
            except (ValueError, SyntaxError, MemoryError, RecursionError):
                text = text[1:-1]
        if ";" in text or "|" in text:
            parts = re.split(r"\s*[;|]\s*", text)
        elif field == "categories" and _ARXIV_CATEGORIES.fullmatch(text):
            parts = text.split()
        elif field == "authors":
            parts = re.split(r"\s+and\s+|,\s+(?:and\s+)?", text)
            if any(" " not in part.strip() and len(parts) > 1 for part in parts):  # "Last, First"
                parts = re.split(r"\s+and\s+", text)
        else:
            parts = text.split(",")
        names = [part.strip() for part in parts]
    elif isinstance(value, (list, tuple)):
        names = [_read_name(part) for part in value]
    else:
        names = [_read_name(value)]
    return list(dict.fromkeys(name for name in names if name))


def _open_inner(item: Mapping[str, Any]) -> dict[str, Any]:
    """Lay the keys of a nested paper over the item's own, so that "paper.title" wins over "title"."""
    flat = dict(item)
    for key in _INNER:
        inner = flat.get(key)
        if isinstance(inner, Mapping) and inner.keys() != {"value"}:
            del flat[key]
            flat = {**inner, **flat} if key in {"details", "metadata"} else {**flat, **inner}
    return flat


def read_fields(item: Mapping[str, Any], columns: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A JSON object, or a row of a table by column name, under our names; ``columns`` that the user named go first."""
    flat = _open_inner(item)
    folded: dict[str, str] = {}
    for key in flat:
        folded.setdefault(fold_name(key), key)
    used, fields = set(), {}
    for field, candidates in NAMES.items():
        keys = [folded[c] for c in candidates if c in folded]
        if columns and columns.get(field) in flat:
            keys = [columns[field], *[k for k in keys if k != columns[field] and field not in CLOCKS]]
        if field in CLOCKS:
            fields[field] = [(key, flat[key]) for key in keys if flat[key] not in (None, "", [])]
            used.update(keys)
            continue
        for key in keys:
            value = read_list(flat[key], field) if field in LISTS else read_plain(flat[key]).strip()
            several = field == "title" and isinstance(flat[key], list) and len(flat[key]) > 1
            if several:  # the others, often translations, stay in extra
                value = next((text for one in flat[key] if (text := read_plain(one).strip())), "")
            if value:
                used.update(() if several else (key,))
                if field in LISTS and field != "authors":
                    fields[field] = list(dict.fromkeys([*fields.get(field, []), *value]))
                    continue
                fields[field] = value
                break
    if "url" in fields or any(name in folded for name in _IDENTIFIERS):
        _read_identifiers(flat, folded, fields, columns or {})
    return finish_fields(fields, flat, used)


def finish_fields(fields: dict[str, Any], item: Mapping[str, Any], used: Collection[str]) -> dict[str, Any]:
    """The fields that are not empty (dates without a value are), and in ``extra`` all keys that were not used."""
    done: dict[str, Any] = {}
    for key, value in fields.items():
        if key in CLOCKS:
            value = [(name, date) for name, date in value if date not in (None, "", [])]
        elif isinstance(value, str):
            value = value.strip()
        if value not in ("", []):
            done[key] = value
    done["extra"] = {k: v for k, v in item.items() if k not in used and v not in (None, "", [], {})}
    return done


def apply_columns(item: Mapping[str, Any], fields: dict[str, Any], columns: Mapping[str, str] | None) -> None:
    """Put the values of the keys that the user named before those that were found; keys may be paths ("a.b")."""
    for field, name in (columns or {}).items():
        value: Any = item
        for key in [name] if name in item else name.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if value in (None, "", []):
            continue
        if field in CLOCKS:
            fields[field] = [(name, value)]
        elif field == "id":
            fields["id"] = read_plain(value).strip()
            if found := find_arxiv_id(fields["id"]):
                fields["arxiv_id"] = found
        else:
            fields[field] = read_list(value, field) if field in LISTS else read_plain(value).strip()


def _read_identifiers(flat, folded, fields: dict[str, Any], columns: Mapping[str, str]) -> None:
    """Look for an arXiv id or a DOI in general identifiers and addresses."""
    keys = [columns["id"]] if columns.get("id") in flat else []
    keys += [folded[name] for name in _IDENTIFIERS if name in folded]
    if "arxiv_id" not in fields:
        values = [read_plain(flat[key]) for key in keys]
        values += [read_plain(flat[folded[name]]) for name in NAMES["url"] if name in folded]
        fields["arxiv_id"] = next(filter(None, map(find_arxiv_id, values)), "")
    if "doi" not in fields:
        fields["doi"] = next((d for key in [*keys, "url"] if (d := find_doi(read_plain(flat.get(key))))), "")
    fields["id"] = next((v for key in keys if (v := read_plain(flat[key]).strip())), "")
