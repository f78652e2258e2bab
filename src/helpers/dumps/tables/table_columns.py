"""Which column of a table (text, Parquet, Excel) is what: by its name, or because the user named it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from helpers.dumps.fields import CLOCKS, LISTS, find_columns, fold_name
from helpers.dumps.records import DumpError, Notes

NEEDED = ("abstract", "title")
INVERTED = "abstract_inverted_index."  # begins the names of columns that hold the places of one word each
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
    "DT": "Document Type", "PT": "Publication Type", "TC": "Times Cited", "EA": "Early Access Date",
    "SC": "Research Areas",
}  # fmt: skip
_DATE_PARTS = [(part, f"publication{part}", f"pub{part}") for part in ("year", "month", "day")]
_TYPES = ("type", "documenttype", "publicationtype", "itemtype", "contenttype", "articletype")


@dataclass
class Columns:
    """What the columns of one table are for."""

    source: str
    names: list[str]  # distinct, as they are given to ``read_fields``
    shown: dict[str, str]  # those names to what the table calls them
    named: dict[str, str]  # our field to the column that the user named
    spare: dict[str, list[str]]  # our field to further columns, for rows where the first is empty
    months: list[str] = field(default_factory=list)  # columns with year, month and, if there are, days
    types: list[str] = field(default_factory=list)
    embase: str | None = None  # the column with the year in the middle of a text
    lists: set[str] = field(default_factory=set)
    abstracts: set[str] = field(default_factory=set)
    clocks: set[str] = field(default_factory=set)


def looks_like_data(names: Sequence[str]) -> bool:
    """Whether a first row reads like a paper and not like names of columns: long texts, numbers, dates, addresses."""
    return any(len(name) > 120 or len(name.split()) > 12 or _NOT_NAMES.fullmatch(name.strip()) for name in names)


def count_known(names: Sequence[str], named: Iterable[str]) -> int:
    """How many columns a row names, one of them a title or an abstract; those that the user ``named`` count tenfold."""
    if max(map(len, names), default=0) > 300:
        return 0
    found = find_columns(names)
    known = len(found) if found.keys() & {"title", "abstract"} else 0
    named = [] if looks_like_data(names) else named
    return known + 10 * sum(_resolve_column(name, names) is not None for name in named)


def choose_columns(
    source: str, header: Iterable[object], notes: Notes, columns: Mapping[str, str] | None = None, *,
    needed: Sequence[str] = NEEDED, inner: Iterable[str] = (), headless: bool = False,
) -> Columns:  # fmt: skip
    """Decide which column is what, by its name or because the user named it in ``columns``, by name or from 1.

    The choice goes to ``notes.facts["columns"]``. Names ``inner`` stand inside nested columns and count as found; where
    the first row is a row of data (``headless``), columns have positions only. A DumpError is raised where a field that
    is ``needed`` has no column (``notes.titles_only`` lets abstracts be absent), or a named column is not there.
    """
    written = [str(name if name is not None else "").strip(" \t\r\n\x00\ufeff\u200b") for name in header]
    if headless and not columns:
        first = max(written, key=len, default="")[:60]
        raise DumpError(
            f"{source} has no header: its first row looks like a paper ({first!r}), not like names of columns; "
            "add a first line with names, or give the positions of columns in the settings, as in "
            'title_column = "1" and abstract_column = "2".'
        )
    written = [""] * len(written) if headless else written
    distinct = _name_apart(written)
    told = ", ".join(filter(None, distinct))
    told = told if len(told) <= 300 else told[:299] + "…"
    renamed = _read_service(distinct)
    names = [renamed.get(name, name) for name in distinct]
    shown = dict(zip(names, distinct if headless else written, strict=True))
    places = _find_named(source, columns or {}, written, told)
    named = {key: names[place] for key, place in places.items()}
    aliases, first = _find_aliases(names), find_columns(names)
    found = {key: queue[0] for key, queue in aliases.items()} | first | named
    has = {*found, *find_columns(inner), *(["abstract"] if any(name.startswith(INVERTED) for name in names) else [])}
    for key in needed:
        if key not in has and not (key == "abstract" and notes.titles_only):
            way = ", or set titles_only=true to go on with titles" if key == "abstract" else ""
            way = f"name it with the setting {key}_column{way}"
            raise DumpError(f"{source} has no {key} column; it has {told}: {way}.")
    notes.facts.setdefault("columns", {})[source] = {k: shown.get(v, v) for k, v in found.items() if k != "url"}
    folded = {fold_name(name): name for name in reversed(names)}
    kinds = {name: find_columns([name]).keys() for name in names}
    year, month, day = (next((folded[part] for part in parts if part in folded), None) for parts in _DATE_PARTS)
    embase = "authornames" in folded or any(name.startswith("emtree") for name in folded)
    return Columns(
        source=source,
        names=names,
        shown=shown,
        named=named,
        spare={
            key: others
            for key, queue in aliases.items()
            if (others := [name for name in queue if name != first.get(key)]) and not (key in CLOCKS and key in named)
        },
        months=[part for part in (year, month, day) if part] if year and month and "published" not in named else [],
        types=[folded[kind] for kind in _TYPES if kind in folded],
        embase=folded.get("source") if embase and "published" not in found else None,
        lists={name for name in names if kinds[name] & set(LISTS)},
        abstracts={name for name in names if "abstract" in kinds[name] or named.get("abstract") == name},
        clocks={name for name in names if kinds[name] & set(CLOCKS) or name in map(named.get, CLOCKS)},
    )


def _name_apart(names: list[str]) -> list[str]:
    """Names that are all different: a repeated one gets a number, an empty one its position."""
    seen: dict[str, int] = {}
    result = []
    for place, name in enumerate(names, 1):
        name = name or f"column {place}"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return _name_apart(result) if len(set(result)) < len(result) else result


def _resolve_column(given: str, names: Sequence[str]) -> int | None:
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


def _find_named(source: str, columns: Mapping[str, str], names: Sequence[str], told: str) -> dict[str, int]:
    """Where the columns are that the user named."""
    places = {}
    for key, given in columns.items():
        if (place := _resolve_column(given, names)) is None:
            setting = "date_column" if key == "published" else f"{key}_column"
            raise DumpError(f"{source} has no column {given!r}, which the setting {setting} names; it has {told}.")
        places[key] = place
    return places


def _read_service(names: Sequence[str]) -> dict[str, str]:
    """New names for columns that a service names in its own way."""
    if len({"PT", "AU", "TI", "AB", "SO", "PY", "UT", "DI"} & set(names)) >= 5 and "TI" in names:
        return {name: f"{_WOS[name]} ({name})" if _WOS[name] in names else _WOS[name] for name in names if name in _WOS}
    folded = {fold_name(name): name for name in names}
    pairs: dict[str, str] = {}
    if "gsrank" in folded:  # Publish or Perish
        pairs = {"source": "Journal", "articleurl": "URL"}
    elif {"authors", "title", "publication", "year", "publisher"} <= folded.keys():  # Google Scholar
        pairs = {"publication": "Journal"}
    return {folded[old]: new for old, new in pairs.items() if old in folded and fold_name(new) not in folded}


def _find_aliases(names: Iterable[str]) -> dict[str, list[str]]:
    """Columns that name a field in other words: with an aside ("Year (print)"), or as a copy ("title_y", "Title.1")."""
    aliases: dict[str, list[str]] = {}
    for name in names:
        shorter = _COPY.sub("", _ASIDE.sub(" ", name).strip())
        reading = shorter if shorter != name else re.sub(r"(?i)^original[ _]+", "", shorter)
        if reading and reading != name and len(name) < 200:
            for key in find_columns([reading]).keys() - {"url"}:
                aliases.setdefault(key, []).append(name)
    return aliases
