"""Names of fields: which key or column of a foreign record is the title, the abstract, a date.

A record comes out as a dictionary under our names, those of ``NAMES``: texts; lists of texts (``LISTS``); lists of
(name of the field, value), best first (``CLOCKS``). Empty ones are left out; ``extra`` holds what was not used.
"""

import ast
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from helpers.dumps.author_names import is_author, read_name, split_authors
from helpers.dumps.foreign_names import find_english
from helpers.text.identifiers import find_arxiv_id, find_doi
from helpers.text.placeholders import is_missing

# Foreign names without case and punctuation, best first.
_FOREIGN = {
    "title": (
        "title documenttitle articletitle papertitle itemtitle primarytitle displayname maintitle titledisplay ti t1"
    ),
    "abstract": (
        "abstract summary abstractnote abstracttext paperabstract ab n2 abstractinvertedindex descriptionabstract"
    ),
    "arxiv_id": "arxivid arxiv baseid arxivnumber eprint",
    "doi": "doi doiurl articledoi itemdoi digitalobjectidentifier identifierdoi",
    "pmid": "pmid pubmedid pubmed idspmid",
    "acl_id": "aclid anthologyid acl",
    "url": (
        "url link paperurl abs absurl entryurl htmlurl arxivurl arxivpageurl pdfurl pdflink pdf paperlink arxivlink "
        "articleurl documenturl externalurl identifieruri"
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
        "keywordsdisplayname identifierkeywords meshterms authkeywords tags automatictags"
    ),
    "authors": (
        "authors author authorstring authorfullnames authornames firstauthors authorships creators creator au "
        "authorshipsauthordisplayname authorlist authordisplay contributorauthor"
    ),
    "votes": "upvotes votes stars",
    "language": "language lang languageoforiginaldocument",
    # arXiv's update_date, Zotero's Date Added and OAI's datestamp are touches of a record, not dates of a paper.
    "published": (
        "published publishedat publicationdate firstpublicationdate datepublished publisheddate publishdate created "
        "issued onlinedate date coverdate pubdate dateofpublication issuedate submitteddate submissiondate "
        "publicationyear year pubyear py yearofpublication publishedyear dateissued"
    ),
    "listed": "listed listedat listeddate submittedondailyat dailydate scrapeddate",
    "updated": "updated updatedat updateddate lastupdated",
}
NAMES: dict[str, tuple[str, ...]] = {field: tuple(names.split()) for field, names in _FOREIGN.items()}
MIN_SENTENCE = 5  # words of a part of a text that comes in parts; a name or an address is shorter
_KNOWN = frozenset(name for names in NAMES.values() for name in names)
LISTS = ("categories", "keywords", "authors")
CLOCKS = ("published", "listed", "updated")
_ARXIV_ARCHIVES = (  # https://arxiv.org/archive, and those before 1998
    "astro-ph|cond-mat|cs|econ|eess|gr-qc|hep-(?:ex|lat|ph|th)|math|math-ph|nlin|nucl-(?:ex|th)|physics|q-bio|q-fin|"
    "quant-ph|stat|acc-phys|adap-org|alg-geom|ao-sci|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|dg-ga|funct-an|"
    "mtrl-th|patt-sol|plasm-ph|q-alg|solv-int|supr-con"
)
_ARXIV_CODE = rf"(?:{_ARXIV_ARCHIVES})(?:\.[A-Za-z-]{{2,10}})?"
_ARXIV_CODES = re.compile(rf"{_ARXIV_CODE}(?:\s+{_ARXIV_CODE})+")
_NAMESPACE = re.compile(  # before a name, as in "dc:title"; "dc.title[en]" is DSpace's
    r"(?i)@?(?P<dublin>dc|dcterms|dct|schema)[:.]|@?(?:prism|bibo|atom|arxiv|jats|mods|oai|bib|biblio|foaf|ns\d{1,2})[:]"
    r"|(?:_source|bib|hit|entry|paper|data|content|metadata|attributes|record|article|work|item|fields)\.|\{[^{}]{0,100}\}"
)
_GLUED = re.compile(r"dc(title|description|creator|subject|date|year|source|language|doi|link)")  # BASE
_DUBLIN = {  # what Dublin Core and schema.org call otherwise
    "description": "abstract", "subject": "keywords", "source": "venue", "name": "title", "headline": "title",
}  # fmt: skip
_DESCRIPTIONS = ("description", "descriptions")  # the abstract of what has a title and no other abstract
_WITH_COMMAS = frozenset((  # "Engineering, Electrical & Electronic; Computer Science, Theory & Methods"
    "woscategories", "wc", "webofsciencecategories", "researchareas", "wosresearchareas", "sc",
))  # fmt: skip
_HOMES = ("source", "container", "host", "publishedin")  # of a paper where they are objects with a name
_IDENTIFIERS = ("id", "paperid", "identifier", "recordid", "key")  # may hold an arXiv id or a DOI
_TYPED = ("identifier", "identifiers", "externalids", "pids", "ids", "articleids")  # by kind, or each with its kind
_HOLD_IDENTIFIERS = frozenset((*_IDENTIFIERS, *_TYPED))
_KINDS = {"doi": "doi", "pmid": "pmid", "pubmed": "pmid", "arxiv": "arxiv_id", "arxivid": "arxiv_id"}
_INNER = ("paper", "details", "metadata", "content")  # keys that hold the paper in an envelope


@lru_cache(maxsize=4096)
def fold_name(name: object) -> str:
    """A column name without case, spaces and punctuation, and without the namespace or envelope before it.

    >>> fold_name("Publication Year"), fold_name("prism:doi"), fold_name("dc:description")
    ('publicationyear', 'doi', 'abstract')
    """
    text = str(name)
    prefix = _NAMESPACE.match(text)
    folded = re.sub(r"\[\w*\]$", "", text[prefix.end() :]) if prefix else text
    folded = re.sub(r"[^a-z0-9]", "", folded.lower())
    if folded not in _KNOWN and (english := find_english(text)):
        return english
    if glued := _GLUED.fullmatch(folded):
        return _DUBLIN.get(glued[1], glued[1])
    is_dublin = prefix and (prefix["dublin"] or "purl.org/dc" in prefix[0])
    return _DUBLIN.get(folded, folded) if is_dublin else folded


def find_columns(names) -> dict[str, str]:
    """For each of our fields the best of the given column names, as given; fields without a column are left out."""
    folded, named = _name_keys(tuple(names))
    best = {field: next(iter(known), None) for field, known in named.items()}
    if best["title"] and not best["abstract"]:
        best["abstract"] = next((folded[name] for name in _DESCRIPTIONS if name in folded), None)
    return {field: column for field, column in best.items() if column is not None}


def read_plain(value: Any) -> str:
    """A value as text: lists joined, ``{"value": …}`` opened, inverted indexes put in order, nothing as ""."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        for key in ("value", "text", "#text", "@value", "$t", "$", "p", "en", "eng"):
            if key in value:
                return read_plain(value[key])
        if value and all(isinstance(part, str) for part in value.values()):  # a structured abstract by its headings
            return " ".join(part for part in value.values() if len(part.split()) >= MIN_SENTENCE)
        positions = [(place, word) for word, places in value.items() if isinstance(places, list) for place in places]
        is_index = all(isinstance(place, int) for place, _ in positions)
        return " ".join(word for _, word in sorted(positions)) if is_index else ""
    if isinstance(value, (list, tuple)):
        return " ".join(filter(None, (read_plain(part) for part in value)))
    return str(value)


def read_list(value: Any, field: str) -> list[str]:
    """A value as a list of names: JSON lists, Python reprs, and texts joined by ";", "," or "and"."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        if field != "authors" and value and all(isinstance(part, (list, Mapping)) for part in value.values()):
            value = [name for part in value.values() for name in read_list(part, field)]  # groups of terms
            return list(dict.fromkeys(value))
        inner = [part for part in value.values() if isinstance(part, (list, tuple))]
        if "value" in value or (len(inner) == 1 and not any(isinstance(part, str) for part in value.values())):
            return read_list(value["value"] if "value" in value else inner[0], field)
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("[") and text.endswith("]") and len(text) < 100_000:
            try:
                return read_list(ast.literal_eval(text), field)
            except (ValueError, SyntaxError, MemoryError, RecursionError):
                text = text[1:-1]
        if field == "authors":
            names = split_authors(text)
        elif ";" in text or "|" in text:
            names = re.split(r"\s*[;|]\s*", text)
        else:
            names = text.split(",")
    elif isinstance(value, (list, tuple)):
        people = value if field != "authors" else [one for one in value if is_author(one)]
        names = [read_name(part) for part in people]
        if field == "authors" and len(value) == 1 and isinstance(value[0], str):  # ["J Doe, R Roe"]
            names = split_authors(value[0])
    else:
        names = [read_name(value)]
    if field == "categories":
        names = [code for name in names for code in _split_codes(name.strip())]
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))


def _split_codes(name: str) -> list[str]:
    """The codes of arXiv that stand in one text with blanks between them ("cs.LG cs.CL"); any other name is one."""
    return name.split() if _ARXIV_CODES.fullmatch(name) else [name]


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
    folded, named = _name_keys(tuple(flat))
    used, fields = set(), {}
    for field, known in named.items():
        keys = list(known)
        if columns and columns.get(field) in flat:
            keys = [columns[field], *[k for k in keys if k != columns[field] and field not in CLOCKS]]
        if field in CLOCKS:
            fields[field] = [(key, flat[key]) for key in keys if flat[key] not in (None, "", [])]
            used.update(keys)
            continue
        if field == "abstract" and "title" in fields:
            keys += [folded[name] for name in _DESCRIPTIONS if name in folded]
        if field == "venue":
            keys += [key for name in _HOMES if isinstance(flat.get(key := folded.get(name)), Mapping)]
        for key in keys:
            cell = flat[key]
            if isinstance(cell, str) and fold_name(key) in _WITH_COMMAS:
                cell = cell.split(";")
            value = read_list(cell, field) if field in LISTS else _read_text(cell, field)
            if field not in LISTS and is_missing(value):  # another key may hold a value
                fields.setdefault(field, value)
                continue
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
    if "url" in fields or not _HOLD_IDENTIFIERS.isdisjoint(folded):
        _read_identifiers(flat, folded, fields, columns or {})
    return finish_fields(fields, flat, used)


@lru_cache(maxsize=1024)
def _name_keys(keys: tuple[str, ...]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Keys by their folded names, and those that each field may be read from, best first; to be read only."""
    folded: dict[str, str] = {}
    for key in keys:
        folded.setdefault(fold_name(key), key)
    return folded, {field: tuple(folded[c] for c in names if c in folded) for field, names in NAMES.items()}


def _read_text(value: Any, field: str) -> str:
    """A text, or the name of the object that a venue may be."""
    if field == "venue":
        value = next((part for part in value if part), None) if isinstance(value, list) else value
        if isinstance(value, Mapping):
            names = ("title", "name", "display_name", "label", "displayName", "publicationName")
            value = next((value[name] for name in names if value.get(name)), value)
    return read_plain(value).strip()


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
    typed = _read_typed(flat, folded)
    for name in ("doi", "pmid", "arxiv_id"):
        if not fields.get(name) and name in typed:
            fields[name] = typed[name]
    if "doi" not in fields:
        fields["doi"] = next((d for key in [*keys, "url"] if (d := find_doi(read_plain(flat.get(key))))), "")
    fields["id"] = next((v for key in keys if (v := read_plain(flat[key]).strip())), "")


def _read_typed(flat: Mapping[str, Any], folded: Mapping[str, str]) -> dict[str, str]:
    """Identifiers under their kinds ({"doi": …}), or each with its kind beside it ({"type": "doi", "id": …})."""
    found: dict[str, str] = {}
    for value in (flat[folded[name]] for name in _TYPED if name in folded):
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, Mapping):
                continue
            parts = {fold_name(key): part for key, part in one.items()}
            kind = next((str(parts[key]) for key in ("type", "scheme", "idtype", "identifiertype") if key in parts), "")
            told = next((parts[key] for key in ("value", "id", "identifier") if key in parts), None)
            pairs = [(fold_name(kind), told)] if kind else list(parts.items())
            for name, text in pairs:
                if name in _KINDS and (plain := read_plain(text).strip()):
                    found.setdefault(_KINDS[name], plain)
    return found
