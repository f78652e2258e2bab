"""Raw records made ready: texts cleaned, identifiers and dates read, lists tidied."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from helpers.dumps.fields import LISTS
from helpers.dumps.records import Notes, RawRecord, scrub
from helpers.papers.title_keys import make_text_id, make_title_key
from helpers.run.schema import CLOCKS
from helpers.text.cleaning import clean_text
from helpers.text.dates import Interval, find_date_fault, has_short_year, read_date
from helpers.text.identifiers import find_acl_id, find_arxiv_id, find_arxiv_month, find_doi, find_pmid, mend_arxiv_id
from helpers.text.page_furniture import cut_page_furniture
from helpers.text.placeholders import is_missing, may_be_title
from helpers.text.quality import MIN_WORDS, PAGE, find_fault, find_language, read_language
from helpers.text.rights_lines import take_rights
from helpers.text.structure_labels import take_labels

ID_KINDS = ("arxiv_id", "doi", "pmid", "acl_id")  # the order in which they name a paper
ARXIV_ORIGIN = "arXiv id"  # of a date that only the identifier tells
RIGHTS_TAKEN = "a publisher's words were taken out of an abstract"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9]+(?:[ .'-]{1,2}[A-Za-z0-9]+)*\.?")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass
class PreparedRecord:
    """One record made ready; ``dates`` come with their origins, by clock.

    ``problem`` is why the record can be no paper, ``fault`` why its texts make none; ``language`` is that of its text,
    and ``text_id`` what names a paper that has no identifier.
    """

    source: str
    place: str
    title_raw: str = ""
    abstract_raw: str = ""
    title: str = ""
    abstract: str = ""
    problem: str | None = None
    ids: dict[str, str] = field(default_factory=dict)
    dates: dict[str, list[tuple[Interval, str]]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    extra: str = "{}"
    fault: str | None = None
    language: str | None = None
    text_id: str | None = None

    @cached_property
    def title_key(self) -> str:
        """The title as a key for merging."""
        return make_title_key(self.title)

    def add_arxiv_month(self) -> None:
        """Add the month that the arXiv id tells to the dates of publication, unless it is there."""
        month = read_date(find_arxiv_month(self.ids.get("arxiv_id", "")))
        dates = self.dates.setdefault("published", [])
        if month and not any(origin == ARXIV_ORIGIN for _, origin in dates):
            dates.append((month, ARXIV_ORIGIN))


def prepare_texts(records: Sequence[PreparedRecord], notes: Notes) -> None:
    """Clean titles and abstracts; a placeholder is emptied, what is a page's or a publisher's is cut, and all is noted.

    What only the whole dump can tell is left to :class:`helpers.papers.dump_facts.DumpFacts`.
    """
    for record in records:
        cut = cut_page_furniture(record.abstract_raw)
        title, found = clean_text(record.title_raw), take_rights(clean_text(cut))
        abstract, labels = take_labels(found.text)
        if found.taken:
            notes.warn(record.source, RIGHTS_TAKEN, found.taken[0])
        if labels:
            notes.warn(record.source, "the labels of a structured abstract were taken out of it", " ".join(labels))
        if cut != record.abstract_raw:
            notes.warn(record.source, "a menu, a notice or references of a page were cut from an abstract", title)
            little = abstract.isascii() and len(abstract.split()) < MIN_WORDS
            record.problem = record.problem or (PAGE if little else None)
        record.abstract = "" if is_noted(abstract, "abstract", record.source, notes) else abstract
        # What speaks of the abstract says nothing of the title, and a paper may be called "None".
        kept = "abstract" in title.lower() or (may_be_title(title) and record.abstract)
        record.title = "" if not kept and is_noted(title, "title", record.source, notes) else title
        judge_texts(record)


def judge_texts(record: PreparedRecord) -> None:
    """Tell of a record, anew when its texts have changed, why they make no paper and which language they are in.

    What is analysed is the abstract: many papers in another language come with an English one.
    """
    record.__dict__.pop("title_key", None)
    record.fault = find_fault(record.title, record.abstract)
    record.language = find_language(record.abstract or record.title)
    record.text_id = None if record.ids else make_text_id(record.title, record.abstract)


def is_noted(value: str, name: str, source: str, notes: Notes) -> bool:
    """Whether a value stands for a missing one, which is noted then."""
    missing = is_missing(value)
    if missing:
        notes.warn(source, f"the field {name} only says that there is no value, and counts as missing", value)
    return missing


def drop_placeholders(fields: Mapping[str, Any], source: str, notes: Notes) -> dict[str, Any]:
    """The fields without what only says that there is no value; titles and abstracts are judged when they are clean."""
    kept: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, str) and name not in ("title", "abstract"):
            if not is_noted(value, name, source, notes):
                kept[name] = value
        elif name in LISTS:
            kept[name] = [part for part in value if not is_noted(part, name, source, notes)]
        elif name in CLOCKS:
            kept[name] = [pair for pair in value if not is_noted(str(pair[1]), name, source, notes)]
        else:
            kept[name] = value
    return kept


def prepare_record(raw: RawRecord, notes: Notes) -> PreparedRecord:
    """One raw record made ready but for its texts; identifiers and dates that cannot be read are noted."""
    fields = drop_placeholders(raw.fields, raw.source, notes)
    title_raw, abstract_raw = (_replace_surrogates(fields.get(key, "")) for key in ("title", "abstract"))
    record = PreparedRecord(raw.source, raw.place, title_raw, abstract_raw, problem=raw.problem)
    record.ids = read_ids(fields, raw.source, notes)
    for clock in CLOCKS:
        record.dates[clock] = read_dates(fields.get(clock, []), raw.source, clock, notes)
    record.add_arxiv_month()
    values: dict[str, Any] = {"venue": clean_text(fields["venue"])} if fields.get("venue") else {}
    if language := read_language(fields.get("language", "")):
        values["language"] = language
    values |= {key: [_tidy(part) for part in fields[key]] for key in LISTS if fields.get(key)}
    if fields.get("url"):
        values["url"] = _SURROGATE.sub("", fields["url"])
    if (votes := read_count(fields.get("votes", ""))) is not None:
        values["votes"] = votes
    record.values, record.extra = values, write_extra(fields.get("extra", {}))
    return record


def write_extra(extra: Mapping[str, Any]) -> str:
    """Fields that were not used, as JSON that any program reads (no NaN), keys in order."""
    write = partial(json.dumps, ensure_ascii=False, default=str, sort_keys=True)
    try:
        text = write(extra, allow_nan=False)
    except ValueError:
        text = write(json.loads(write(extra), parse_constant=str))
    except TypeError:  # keys of several kinds
        text = write({str(key): value for key, value in extra.items()}, sort_keys=False)
    return _replace_surrogates(text)


def _replace_surrogates(text: str) -> str:
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _tidy(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else clean_text(name)


def read_ids(fields: Mapping[str, Any], source: str, notes: Notes) -> dict[str, str]:
    """The identifiers of a record, folded: arXiv ids without version, DOIs in lower case, an arXiv DOI as both."""
    names = ("arxiv_id", "id", "doi", "pmid", "acl_id")
    given, general, doi, pmid, acl_id = (str(fields.get(name, "")) for name in names)
    arxiv_id, doi = find_arxiv_id(given) or find_arxiv_id(general), find_doi(doi) or ""
    if arxiv_id is None:
        number = given or (general if re.search(r"\.\d{3,}$", general) else "")
        arxiv_id = mend_arxiv_id(number)
        if arxiv_id:
            notes.warn(source, "an arXiv id had been turned into a number and was mended", f"{number} to {arxiv_id}")
    found = (arxiv_id or find_arxiv_id(doi), doi, find_pmid(pmid), find_acl_id(acl_id) or find_acl_id(doi))
    return {kind: scrub(value) for kind, value in zip(ID_KINDS, found, strict=True) if value}


def read_dates(given: Iterable[tuple[str, Any]], source: str, clock: str, notes: Notes) -> list[tuple[Interval, str]]:
    """Dates of one clock of one record with where each comes from; unreadable and impossible ones are noted."""
    dates = []
    for name, value in given:
        interval = read_date(value)
        if interval is None:
            notes.warn(source, f"a {clock} date ({name}) cannot be read", value)
        elif fault := find_date_fault(interval):
            notes.warn(source, f"a {clock} date ({name}) lies {fault} and was set aside", value)
        else:
            if has_short_year(value):
                said = "has a year of two digits and was read as of 1930 to 2029"
                notes.warn(source, f"a {clock} date ({name}) {said}", value)
            dates.append((interval, scrub(name if " " in name else f"field {name}")))
    return dates


def read_count(text: object) -> int | None:
    """A number of votes: "66", "66.0", "1.2k"; None if it is none or below zero."""
    match = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*([kK]?)", str(text).strip())
    return int(float(match[1].replace(",", ".")) * (1000 if match[2] else 1)) if match else None
