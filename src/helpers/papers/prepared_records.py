"""Raw records made ready: texts cleaned, identifiers and dates read, lists tidied."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tqdm.auto import tqdm

from helpers.dumps.detect import read_dump
from helpers.dumps.packing import Limits
from helpers.dumps.records import Notes, RawRecord, scrub
from helpers.papers.merging import CLOCKS, Entry
from helpers.text.dates import find_fault, read_date
from helpers.text.identifiers import find_acl_id, find_arxiv_id, find_arxiv_month, find_doi, find_pmid, mend_arxiv_id
from helpers.text.languages import read_language
from helpers.text.parallel_cleaning import clean_texts
from helpers.text.words import clean_text

LISTS = ("categories", "keywords", "authors")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9]+(?:[ .'-]{1,2}[A-Za-z0-9]+)*\.?")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_entries(
    paths: Iterable[Path],
    notes: Notes,
    columns: Mapping[str, str | None] | None = None,
    *,
    titles_only: bool = False,
    limits: Limits | None = None,
    cache: Path | None = None,
) -> list[Entry]:
    """All records of a dump made ready, in the order of the files; a bar says what is left of a long reading."""
    notes.titles_only = titles_only
    size = sum(path.stat().st_size for path in paths if path.is_file())
    with tqdm(total=size, desc="Reading", unit="B", unit_scale=True, delay=2, leave=False, disable=None) as bar:
        notes.advance = bar.update
        entries = [prepare_entry(raw, notes) for raw in read_dump(paths, notes, columns, limits=limits)]
    cleaned = clean_texts([text for entry in entries for text in (entry.title_raw, entry.abstract_raw)], cache=cache)
    for entry, title, abstract in zip(entries, cleaned[::2], cleaned[1::2], strict=True):
        entry.title, entry.abstract = title, abstract
    return entries


def prepare_entry(raw: RawRecord, notes: Notes) -> Entry:
    """One raw record made ready but for its texts: identifiers and dates read; what cannot be read is noted."""
    fields = raw.fields
    title_raw, abstract_raw = (_SURROGATE.sub("\ufffd", fields.get(key, "")) for key in ("title", "abstract"))
    entry = Entry(raw.source, raw.place, title_raw, abstract_raw)
    entry.problem = raw.problem
    entry.ids = read_ids(fields, raw.source, notes)
    for clock in CLOCKS:
        entry.dates[clock] = read_dates(fields.get(clock, []), raw.source, clock, notes)
    month = find_arxiv_month(entry.ids.get("arxiv_id", ""))
    if month:
        entry.dates["published"].append((read_date(month), "arXiv id"))
    values: dict[str, Any] = {"venue": clean_text(fields["venue"])} if fields.get("venue") else {}
    if language := read_language(fields.get("language", "")):
        values["language"] = language
    values |= {key: [_tidy(part) for part in fields[key]] for key in LISTS if fields.get(key)}
    if fields.get("url"):
        values["url"] = _SURROGATE.sub("", fields["url"])
    if (votes := read_count(fields.get("votes", ""))) is not None:
        values["votes"] = votes
    entry.values, entry.extra = values, write_extra(fields.get("extra", {}))
    return entry


def write_extra(extra: Mapping[str, Any]) -> str:
    """Fields that were not used, as JSON that any program reads (no NaN), keys in order."""
    options = {"ensure_ascii": False, "sort_keys": True, "default": str}
    try:
        text = json.dumps(extra, allow_nan=False, **options)
    except ValueError:
        text = json.dumps(json.loads(json.dumps(extra, **options), parse_constant=str), **options)
    except TypeError:  # keys of several kinds
        text = json.dumps({str(key): value for key, value in extra.items()}, **{**options, "sort_keys": False})
    return _SURROGATE.sub("\ufffd", text)


def _tidy(name: str) -> str:
    """A name or keyword cleaned; most need nothing."""
    return name if _PLAIN_NAME.fullmatch(name) else clean_text(name)


def read_ids(fields: Mapping[str, Any], source: str, notes: Notes) -> dict[str, str]:
    """The identifiers of a record, folded: arXiv ids without version, DOIs in lower case, an arXiv DOI as both."""
    ids = {}
    given, general = str(fields.get("arxiv_id", "")), str(fields.get("id", ""))
    arxiv_id = find_arxiv_id(given) or find_arxiv_id(general)
    if arxiv_id is None:
        number = given if given else general if re.search(r"\.\d{3,}$", general) else ""
        arxiv_id = mend_arxiv_id(number)
        if arxiv_id:
            notes.warn(source, "an arXiv id had been turned into a number and was mended", f"{number} to {arxiv_id}")
    doi = find_doi(str(fields.get("doi", "")))
    if arxiv_id is None and doi:
        arxiv_id = find_arxiv_id(doi)
    found = {
        "arxiv_id": arxiv_id,
        "doi": doi,
        "pmid": find_pmid(str(fields.get("pmid", ""))),
        "acl_id": find_acl_id(str(fields.get("acl_id", ""))) or find_acl_id(doi or ""),
    }
    for kind, value in found.items():
        if value:
            ids[kind] = scrub(str(value))
    return ids


def read_dates(given, source: str, clock: str, notes: Notes) -> list:
    """Dates of one clock of one record with where each comes from; unreadable and impossible ones are noted."""
    dates = []
    for name, value in given:
        interval = read_date(value)
        if interval is None:
            notes.warn(source, f"a {clock} date ({name}) cannot be read", value)
        elif fault := find_fault(interval):
            notes.warn(source, f"a {clock} date ({name}) lies {fault} and was set aside", value)
        else:
            origin = scrub(name if " " in name else f"field {name}")
            dates.append((interval, origin))
    return dates


def read_count(text: object) -> int | None:
    """A number of votes: "66", "66.0", "1.2k"; None if it is none or below zero."""
    match = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*([kK]?)", str(text).strip())
    if match is None:
        return None
    return int(float(match[1].replace(",", ".")) * (1000 if match[2] else 1))
