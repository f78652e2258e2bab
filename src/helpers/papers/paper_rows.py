"""A paper as a row of its table, made of the records that are it."""

import json
from collections import ChainMap
from collections.abc import Sequence
from typing import Any

import pandas as pd

from helpers.dumps.fields import LISTS
from helpers.papers.metadata import METADATA_ORIGIN
from helpers.papers.prepared_records import ARXIV_ORIGIN, ID_KINDS, PreparedRecord, write_extra
from helpers.papers.title_keys import make_text_id
from helpers.run.schema import CLOCKS
from helpers.text.dates import choose_date
from helpers.text.identifiers import compute_link
from helpers.text.quality import PAGE, find_language

Row = dict[str, Any]
DATE_COLUMNS = {clock: [f"{clock}_{name}" for name in ("low", "high", "precision", "source")] for clock in CLOCKS}
NO_DATES = {
    clock: dict(zip(names, (pd.NaT, pd.NaT, "none", None), strict=True)) for clock, names in DATE_COLUMNS.items()
}


def find_record_fault(record: PreparedRecord, *, titles_only: bool = False) -> str | None:
    """Return why a record can be no paper; None if it can. If ``titles_only``, an abstract that is none is emptied."""
    fault = record.problem or record.fault
    if (
        titles_only
        and fault in {"no abstract", "short abstract", "junk abstract", PAGE}
        and len(record.title.split()) > 1
    ):
        if record.abstract:
            record.abstract, record.language = "", find_language(record.title)
        return None
    return fault


def make_paper_id(records: Sequence[PreparedRecord]) -> str:
    """Return the name of a paper: the smallest of its identifiers of the first kind it has, else a hash of its text."""
    for kind in ID_KINDS:
        if values := [record.ids[kind] for record in records if record.ids.get(kind)]:
            return min(values)
    return min(record.text_id or make_text_id(record.title, record.abstract) for record in records)


def combine_records(records: Sequence[PreparedRecord]) -> Row:
    """Return one paper of its records, the best first; the best value of each field wins."""
    best = records[0]
    titled = next((record for record in records if record.title), best)
    ids = {kind: value for kind, value in best.ids.items() if value}
    if len(records) > 1:
        known = {kind: sorted({record.ids[kind] for record in records if record.ids.get(kind)}) for kind in ID_KINDS}
        ids = {kind: min(found, key=lambda v: (v.startswith("10.48550/"), v)) for kind, found in known.items() if found}

    def find_first(key: str) -> Any:
        return next((record.values[key] for record in records if record.values.get(key)), None)

    paper = {
        "paper_id": make_paper_id(records), "title": titled.title, "abstract": best.abstract,
        "title_raw": titled.title_raw, "abstract_raw": best.abstract_raw,
        "arxiv_id": ids.get("arxiv_id"), "doi": ids.get("doi"), "url": compute_link(**ids, url=find_first("url")),
        "venue": find_first("venue"), "extra": best.extra, "source": best.source, "record": best.place,
        "language": best.language or find_first("language"),
        "votes": max((record.values["votes"] for record in records if "votes" in record.values), default=None),
    }  # fmt: skip
    for clock in CLOCKS:
        paper |= _combine_dates(clock, records)
    for key in LISTS:
        paper[key] = list(dict.fromkeys(v for record in records for v in record.values.get(key, [])))
    if any(record.extra not in ("{}", best.extra) for record in records):
        paper["extra"] = write_extra(dict(ChainMap(*(json.loads(record.extra) for record in records))))
    return paper


def _combine_dates(clock: str, records: Sequence[PreparedRecord]) -> Row:
    """The most precise date of a clock; among equals the metadata's, then the earliest (for updates the latest)."""
    candidates = [date for record in records for date in record.dates.get(clock, [])]
    if not candidates:
        return NO_DATES[clock]
    sign = -1 if clock == "updated" else 1
    candidates.sort(key=lambda c: (c[1] != METADATA_ORIGIN, c[1] == ARXIV_ORIGIN, sign * c[0].low.toordinal()))
    interval, origin = choose_date(candidates) or candidates[0]
    ends = pd.Timestamp(interval.low), pd.Timestamp(interval.high)
    return dict(zip(DATE_COLUMNS[clock], (*ends, interval.precision, origin), strict=True))
