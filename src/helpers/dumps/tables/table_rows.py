"""Rows of any table (text, Parquet, Excel) under our names: which column is what, what is refused, what a cell says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpers.dumps.fields import CLOCKS, LISTS, find_columns, fold_name, read_fields, read_list, read_plain
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.dumps.references import find_kind_problem, put_language
from helpers.dumps.tables.table_cells import EMPTY, read_places, read_repr, read_serial

NEEDED = ("abstract", "title")
_SETTINGS = {"published": "date_column"}
_NOT_NAMES = re.compile(
    r"\d{3,}|\d+(?:[.,]\d+)+|\d{4}-\d\d(?:-\d\d.*)?|\d\d?[./]\d\d?[./]\d{2,4}|(?i:https?://|www\.|doi:|arxiv:|10\.\d{4,}/).*"
)
_ASIDE = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])\s*")
_COPY = re.compile(r"(?i)[._ ](?:x|y|\d{1,2}|en|eng|english|left|right)$")
# Web of Science names columns by two letters, some of which mean something else elsewhere ("ID", "PD").
_WOS = {
    "AU": "Authors", "AF": "Author Full Names", "TI": "Article Title", "SO": "Source Title", "LA": "Language",
    "DE": "Author Keywords", "ID": "Keywords Plus", "AB": "Abstract", "DI": "DOI", "PM": "PubMed ID",
    "WC": "WoS Categories", "UT": "Record ID", "PY": "Publication Year", "PD": "Publication Month",
    "DT": "Document Type",
    "PT": "Publication Type", "TC": "Times Cited", "EA": "Early Access Date", "SC": "Research Areas",
}  # fmt: skip
_EMBASE_YEAR = re.compile(r"Date of Publication:\s*([^.;]*\d{4})|\(((?:19|20)\d\d)\)")
_MONTHS = ("month", "publicationmonth", "pubmonth")
_YEARS = ("year", "publicationyear", "pubyear")
_DAYS = ("day", "publicationday", "pubday")
_TYPES = ("type", "documenttype", "publicationtype", "itemtype", "contenttype", "articletype")
_NOT_PAPERS = frozenset({"peerreview", "paratext", "grant", "attachment", "journalissue", "component"})  # beside others
_INVERTED = "abstract_inverted_index."


@dataclass
class Columns:
    """What the columns of one table are for."""

    source: str
    names: list[str]  # distinct, as they are given to ``read_fields``
    shown: dict[str, str]  # those names to what the table calls them
    named: dict[str, str]  # our field to the column that the user named
    found: dict[str, str]  # our field to its column
    spare: dict[str, list[str]]  # our field to further columns, for rows where the first is empty
    month: tuple[str | None, str | None, str | None] | None  # columns with year, month and day, if there are months
    types: list[str] = field(default_factory=list)
    inverted: list[str] = field(default_factory=list)
    embase: str | None = None  # the column with the year in the middle of a text
    lists: frozenset[str] = frozenset()
    abstracts: frozenset[str] = frozenset()
    clocks: frozenset[str] = frozenset()


def looks_like_data(names: Sequence[str]) -> bool:
    """Whether a first row reads like a paper and not like names of columns: long texts, numbers, dates, addresses."""
    return any(len(name) > 120 or len(name.split()) > 12 or _NOT_NAMES.fullmatch(name.strip()) for name in names)


def resolve_column(given: str, names: Sequence[str]) -> int | None:
    """The position of a column that the user named: as written, else without case and blanks, else by its number."""
    if given in names:
        return list(names).index(given)
    folded = " ".join(given.split()).casefold()
    alike = [n for n, name in enumerate(names) if " ".join(name.split()).casefold() == folded]
    if len(alike) == 1:
        return alike[0]
    if re.fullmatch(r"[1-9]\d{0,3}", given.strip()) and int(given) <= len(names):
        return int(given) - 1
    return None


def list_named(columns: Mapping[str, str] | None) -> dict[str, str]:
    """Our fields and the columns that the user named for them."""
    return {key: str(value) for key, value in (columns or {}).items() if value}


def choose_columns(
    source: str,
    header: Iterable[object],
    notes: Notes,
    columns: Mapping[str, str] | None = None,
    *,
    needed: Sequence[str] = NEEDED,
    inner: Iterable[str] = (),
    headless: bool = False,
) -> Columns:
    """Decide which column is what.

    Parameters
    ----------
    source : str
        What messages call the file.
    header : iterable
        The names of the columns as the table has them.
    notes : Notes
        Takes the choice in ``facts["columns"]``.
    columns : mapping, optional
        Our field to a column that the user named, by name or (from 1) by position.
    needed : sequence of str
        Fields that the table must have.
    inner : iterable of str
        Names inside nested columns, which count as found.
    headless : bool
        The first row is a row of data, so columns have positions only.

    Raises
    ------
    DumpError
        If there is no column with titles or none with abstracts, or a column that the user named is not there.
    """
    given = list_named(columns)
    written = [str(name if name is not None else "").strip(" \t\r\n\x00\ufeff\u200b") for name in header]
    names = _name_apart([f"column {n}" for n in range(1, len(written) + 1)] if headless else written)
    shown = dict(zip(names, written, strict=True)) if not headless else {name: name for name in names}
    told = ", ".join(name for name in names if name)
    told = told if len(told) <= 300 else told[:299] + "…"
    places = {key: resolve_column(value, [*written] if not headless else [""] * len(names))
              for key, value in given.items()}  # fmt: skip
    if headless and not places:
        first = next((name for name in sorted(written, key=len, reverse=True)), "")
        raise DumpError(
            f"{source} has no header: its first row looks like a paper ({first[:60]!r}), not like names of columns; "
            "add a first line with names, or give the positions of columns in the settings, as in "
            'title_column = "1" and abstract_column = "2".'
        )
    for key, place in places.items():
        if place is None:
            setting = _SETTINGS.get(key, f"{key}_column")
            raise DumpError(f"{source} has no column {given[key]!r}, which the setting {setting} names; it has {told}.")
    renamed = _read_service(names, shown)
    names = [renamed.get(name, name) for name in names]
    shown = {renamed.get(name, name): what for name, what in shown.items()}
    named = {key: names[place] for key, place in places.items()}
    aliases = find_aliases(names)
    first_found = find_columns(names)
    found = {key: queue[0] for key, queue in aliases.items()} | first_found | named
    inverted = [name for name in names if name.startswith(_INVERTED)]
    has = found.keys() | find_columns(inner).keys() | ({"abstract"} if inverted else set())
    for key in needed:
        if key not in has:
            way = f"name it with the setting {key}_column"
            if key == "abstract":
                way += ", or set titles_only=true to go on with titles"
            raise DumpError(f"{source} has no {key} column; it has {told}: {way}.")
    notes.facts.setdefault("columns", {})[source] = {
        key: shown.get(name, name) for key, name in found.items() if key != "url"
    }
    spare = {
        key: [name for name in queue if name != first_found.get(key)]
        for key, queue in aliases.items()
        if not (key in CLOCKS and key in named)
    }
    folded = {fold_name(name): name for name in reversed(names)}
    year, month, day = (next((folded[c] for c in kind if c in folded), None) for kind in (_YEARS, _MONTHS, _DAYS))
    used_clocks = {name for name in names for key in CLOCKS if key in find_columns([name])}
    return Columns(
        source=source,
        names=names,
        shown=shown,
        named=named,
        found=found,
        spare={key: queue for key, queue in spare.items() if queue},
        month=(year, month, day) if year and month and "published" not in named else None,
        types=[folded[kind] for kind in _TYPES if kind in folded],
        inverted=inverted,
        embase=_find_embase_source(names, found),
        lists=frozenset(name for name in names for key in LISTS if key in find_columns([name])),
        abstracts=frozenset(name for name in (*names, *named.values()) if _holds_abstracts(name, named)),
        clocks=frozenset({*used_clocks, *(named[key] for key in CLOCKS if key in named)}),
    )


def _holds_abstracts(name: str, named: Mapping[str, str]) -> bool:
    return named.get("abstract") == name or "abstract" in find_columns([name])


def _name_apart(names: list[str]) -> list[str]:
    """Names that are all different: a repeated one gets a number, an empty one its position."""
    seen: dict[str, int] = {}
    result = []
    for place, name in enumerate(names, 1):
        name = name or f"column {place}"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return _name_apart(result) if len(set(result)) < len(result) else result


def find_aliases(names: Iterable[str]) -> dict[str, list[str]]:
    """Columns that name a field in other words: with an aside ("Year (print)"), or as a copy ("title_y", "Title.1")."""
    aliases: dict[str, list[str]] = {}
    for name in names:
        shorter = _COPY.sub("", _ASIDE.sub(" ", name).strip())
        original = re.sub(r"(?i)^original[ _]+", "", shorter)
        for reading in dict.fromkeys((shorter, original)):
            if reading and reading != name and len(name) < 200:
                for key in find_columns([reading]):
                    if key != "url":
                        aliases.setdefault(key, []).append(name)
                break
    return {key: list(dict.fromkeys(queue)) for key, queue in aliases.items()}


def _read_service(names: Sequence[str], shown: Mapping[str, str]) -> dict[str, str]:
    """New names for columns that a service names in its own way."""
    if len({"PT", "AU", "TI", "AB", "SO", "PY", "UT", "DI"} & set(names)) >= 5 and "TI" in names:
        return {name: f"{_WOS[name]} ({name})" if _WOS[name] in names else _WOS[name] for name in names if name in _WOS}
    folded = {fold_name(name): name for name in names}
    renamed = {}
    if "gsrank" in folded:  # Publish or Perish
        pairs = (("source", "Journal"), ("articleurl", "URL"))
    elif {"authors", "title", "publication", "year", "publisher"} <= folded.keys():  # Google Scholar
        pairs = (("publication", "Journal"),)
    else:
        pairs = ()
    for old, new in pairs:
        if old in folded and fold_name(new) not in folded:
            renamed[folded[old]] = new
    return renamed


def _find_embase_source(names: Sequence[str], found: Mapping[str, str]) -> str | None:
    folded = {fold_name(name): name for name in names}
    embase = any(name.startswith("emtree") for name in folded) or "authornames" in folded
    return folded.get("source") if embase and "published" not in found else None


def make_record(cells: Iterable[Any] | None, columns: Columns, notes: Notes, place: str) -> RawRecord:
    """The record of one row; one that cannot be read where there are no cells."""
    fields, problem = ({}, "unreadable record") if cells is None else read_row(cells, columns, notes, place)
    return RawRecord(columns.source, place, fields, problem)


def read_row(cells: Iterable[Any], columns: Columns, notes: Notes, place: str) -> tuple[dict[str, Any], str | None]:
    """The fields of one row, and the problem that keeps it from being a paper, if any.

    Parameters
    ----------
    cells : iterable
        One for each of ``columns.names``.
    """
    kept = columns.named.values()
    row: dict[str, Any] = {}
    words: dict[str, Any] = {}
    for name, cell in zip(columns.names, cells, strict=True):
        if isinstance(cell, str):
            text = cell.strip()
            if not text or text in EMPTY:
                if name in kept:
                    row[name] = ""
                continue
            if text[0] in "[{" and text[-1] in "]}":
                cell = read_repr(text, name in columns.lists, name in columns.abstracts)
        elif cell is None or cell == [] or cell == {}:
            if name in kept:
                row[name] = ""
            continue
        if columns.inverted and name.startswith(_INVERTED):
            words[name.removeprefix(_INVERTED)] = cell
        else:
            row[name] = cell
    if words:
        row.setdefault("abstract_inverted_index", {word: read_places(where) for word, where in words.items()})
    for name in columns.clocks:
        if name in row:
            row[name] = read_serial(row[name], name, columns.source, notes, place)
    fields = read_fields(row, columns.named)
    _add_spare(fields, columns, row)
    _add_dates(fields, columns, row)
    if declared := fields.pop("language", ""):
        put_language(fields, declared)
    return fields, _find_problem(columns, row)


def _add_spare(fields: dict[str, Any], columns: Columns, row: Mapping[str, Any]) -> None:
    """Fill what is missing from the other columns that name the same field."""
    for key, queue in columns.spare.items():
        if key in CLOCKS:
            values = [(name, row[name]) for name in queue if row.get(name)]
            if values and not fields.get(key):
                fields[key] = values
                for name, _ in values:
                    fields["extra"].pop(name, None)
            continue
        if fields.get(key):
            continue
        for name in queue:
            value = read_list(row.get(name), key) if key in LISTS else read_plain(row.get(name)).strip()
            if value:
                fields[key] = value
                fields["extra"].pop(name, None)
                break


def _add_dates(fields: dict[str, Any], columns: Columns, row: Mapping[str, Any]) -> None:
    """Dates that are spread over columns, or stand inside a text."""
    if columns.month:
        year, month, day = (str(row.get(name) or "").strip().removesuffix(".0") for name in columns.month)
        if year and month and year not in month:
            names = " ".join(columns.shown.get(n, n) for n in columns.month if n)
            numbers = [part.zfill(2) for part in (month, day) if part.isdecimal()]
            if month.isdecimal():
                joined = "-".join([year, *numbers])
            else:
                joined = " ".join(part for part in (year, month, day) if part)
            fields["published"] = [(names, joined), *fields.get("published", [])]
            for name in columns.month:
                fields["extra"].pop(name, None)
    if columns.embase and not fields.get("published") and (source := row.get(columns.embase)):
        found = list(_EMBASE_YEAR.finditer(str(source)))
        best = next((m[1] for m in found if m[1]), None) or next((m[2] for m in found), None)
        if best:
            fields["published"] = [(columns.embase, best.strip())]
        venue = re.match(r"(.+?)\s*\((?:19|20)\d\d\)", str(source))
        if venue:
            fields.setdefault("venue", venue[1])


def _find_problem(columns: Columns, row: Mapping[str, Any]) -> str | None:
    if str(row.get("is_retracted", "")).lower() == "true":
        return "withdrawn or rejected"
    for name in columns.types:
        kind = str(row.get(name, ""))
        if problem := find_kind_problem([kind]):
            return problem
        if fold_name(kind) in _NOT_PAPERS:
            return "not a paper"
    return None
