"""What reading a dump found: counts, warnings and the way out, for people and for programs."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers.dumps.detect import name_sources
from helpers.papers.corpus import Corpus
from helpers.papers.corpus_facts import describe_languages
from helpers.papers.export import format_dates
from helpers.papers.prepared_records import PreparedRecord
from helpers.papers.record_parts import RecordParts
from helpers.papers.source_files import shorten
from helpers.run.schema import CLOCKS
from helpers.text.placeholders import is_missing
from helpers.text.undated import describe_undated
from helpers.text.wordings import count, plural

SAMPLE = 5  # papers are shown
SAMPLED = 1_000  # records whose fields are named in a refusal
MOST_WARNINGS = 20  # are printed
SHORT = 350  # characters; abstracts of any field are longer than that, summaries by a machine are shorter
NOTHING = {
    "format": None, "records": 0, "papers": 0, "merged": 0, "rejected": {}, "filtered": {}, "dated": 0, "warnings": [],
}  # fmt: skip


def count_outcomes(corpus: Corpus) -> dict[str, Any]:
    """Formats, records, papers, merged and rejected records, dated papers and warnings, as JSON can hold them."""
    papers, decisions = corpus.papers, corpus.decisions
    return {
        "format": ", ".join(sorted(set(corpus.formats.values()))) or None, "records": len(papers) + len(decisions),
        "papers": len(papers), "merged": int((decisions["outcome"] == "merged").sum()),
        "rejected": _count(decisions.loc[decisions["outcome"] == "rejected", "reason"].sort_values()),
        "filtered": _count(decisions.loc[decisions["outcome"] == "filtered", "reason"].sort_values()),
        "dated": int((papers["published_precision"] != "none").sum()), "warnings": corpus.warnings,
    }  # fmt: skip


def _count(values: pd.Series) -> dict[str, int]:
    return dict(Counter(str(value) for value in values.dropna()))


def _list_reasons(rejected: Mapping[str, int]) -> str:
    return f" ({', '.join(f'{n:,} {reason}' for reason, n in rejected.items())})" if rejected else ""


def find_oddities(papers: pd.DataFrame, decisions: pd.DataFrame, lengths: Sequence[int]) -> list[str]:
    """Sentences on what is odd about the papers as a whole: few abstracts in a file, other languages, summaries.

    ``lengths`` are the characters of each abstract.
    """
    without = Counter(decisions.loc[decisions["reason"] == "no abstract", "source"])
    records = Counter([*papers["source"], *decisions["source"]])
    said = [
        f"{source}: {n:,} of {records[source]:,} records have no abstract and were left out "
        "(titles_only=true keeps them by their titles)."
        for source, n in sorted(without.items())
        if n > 0.5 * records[source]
    ]
    if papers["language"].dropna().ne("en").any():
        said.append(describe_languages(papers, "they are kept and marked"))
    median = float(np.median(lengths)) if len(lengths) else 0.0
    if len(papers) >= 5 and 0 < median < SHORT:
        half = f"Half of the abstracts are shorter than {median:,.0f} characters"
        said.append(f"{half}: they may be summaries or notes, not abstracts.")
    if bare := sum(not length for length in lengths):
        have = plural("has", bare, "have")
        said.append(f"{count(bare, 'paper')} {have} no abstract and count by the title alone (titles_only).")
    return said


def explain_refusal(paths: Iterable[Path], records: RecordParts, decisions: pd.DataFrame) -> str:
    """One sentence on a dump of which no record is a paper, with the way out."""
    names = ", ".join(sorted(name_sources(paths).values()))[:120]
    if not len(records):
        return f"{names} has 0 papers: there is no record in it."
    rejected = _count(decisions["reason"].sort_values())
    said = f"{names} has 0 papers: all {len(records):,} records were left out{_list_reasons(rejected)}"
    missing = "abstract" if rejected.get("no abstract", 0) >= 0.5 * len(records) else "title"
    if missing == "title" and (decisions["outcome"] == "filtered").any():
        return f"{said}; loosen the setting where."
    if missing == "title" and records.keys.titles.any():
        return f"{said}."
    chosen = np.arange(len(records)) < SAMPLED
    found = Counter(key for record in records.take(chosen).values() for key in _list_fields(record))
    if not found:
        return f"{said}."
    has = ", ".join(key for key, _ in found.most_common(14))
    more = ", or set titles_only=true to go on with titles" if missing == "abstract" else ", in JSON or a table"
    out = f"name it with the setting {missing}_column{more}"
    return f"{said}; no {missing} was found among their fields ({has}): {out}."


def _list_fields(record: PreparedRecord) -> list[str]:
    """Names of the fields that a record has, ours first, then those not used."""
    own = [
        name
        for name, value in (("title", record.title_raw), ("abstract", record.abstract_raw))
        if value and not is_missing(value)
    ]
    own += [*record.ids, *(clock for clock, dates in record.dates.items() if dates), *record.values]
    rest = json.loads(record.extra).items()
    inner = [f"{key}.{name}" for key, value in rest if isinstance(value, dict) for name in value]
    return [*own, *(key for key, value in rest if not isinstance(value, dict)), *inner]


def summarise_corpus(corpus: Corpus) -> dict[str, Any]:
    """What was read as one object for programs: :func:`count_outcomes`, why dates show nothing (or ""), five papers."""
    papers, sample = corpus.papers, corpus.papers.head(SAMPLE)
    cut = {name: [shorten(text, 200) for text in sample[name]] for name in ("title", "abstract")}
    sample = sample[["paper_id"]].assign(title=cut["title"], published=format_dates(sample), abstract=cut["abstract"])
    return {
        **count_outcomes(corpus), "error": None, "files": len(corpus.formats), "columns": corpus.columns,
        "languages": _count(papers["language"].sort_values()),
        "dates": {clock: _count_dates(papers, clock) for clock in CLOCKS}, "undated": describe_undated(papers),
        "sample": sample.to_dict("records"),
    }  # fmt: skip


def refuse(error: Exception) -> dict[str, Any]:
    """The same object for a dump that was refused; what was counted before is in it."""
    return {**NOTHING, **(getattr(error, "report", None) or {}), "error": str(error)}


def _count_dates(papers: pd.DataFrame, clock: str) -> dict[str, Any]:
    known = papers[papers[f"{clock}_precision"] != "none"]
    ends = {"first": known[f"{clock}_low"].min(), "last": known[f"{clock}_high"].max()}
    return {
        "precision": dict(Counter(papers[f"{clock}_precision"]).most_common()),
        "sources": dict(Counter(known[f"{clock}_source"].dropna()).most_common()),
        **{name: None if pd.isna(day) else f"{day:%Y-%m-%d}" for name, day in ends.items()},
    }


def describe_summary(summary: Mapping[str, Any]) -> str:
    """What was read, as lines for a terminal: what a user reads before anything else."""
    lines = [("Format", f"{summary['format']}" + (f", {summary['files']:,} files" if summary["files"] > 1 else ""))]
    pairs = dict.fromkeys(pair for columns in summary["columns"].values() for pair in columns.items())
    used = {name: [column for other, column in pairs if other == name][:3] for name, _ in pairs}
    if used:
        lines.append(("Columns", ", ".join(f"{name} = {' / '.join(columns)}" for name, columns in used.items())))
    rejected = f"{sum(summary['rejected'].values()):,} rejected{_list_reasons(summary['rejected'])}"
    kept = f"{count(summary['papers'], 'paper')}, {summary['merged']:,} merged"
    filtered = summary["filtered"]
    left = f", {sum(filtered.values()):,} filtered{_list_reasons(filtered)}" if filtered else ""
    lines.append(("Counts", f"{count(summary['records'], 'record')}: {kept}, {rejected}{left}"))
    known = {clock: facts for clock, facts in summary["dates"].items() if facts["first"]}
    lines += [(clock.capitalize(), _describe_dates(facts)) for clock, facts in known.items()]
    lines += [("Dates", summary["undated"])] if summary["undated"] else []
    languages = ", ".join(f"{name} {n:,}" for name, n in sorted(summary["languages"].items(), key=lambda i: -i[1]))
    lines.append(("Languages", languages or "not recognised"))
    lines += [("Warning", shorten(sentence, 400)) for sentence in summary["warnings"][:MOST_WARNINGS]]
    if len(summary["warnings"]) > MOST_WARNINGS:
        lines.append(("", f"and {len(summary['warnings']) - MOST_WARNINGS:,} more warnings (--json has all)"))
    for row in summary["sample"]:
        lines.append(("Paper", f"{shorten(row['title'], 90)} · {row['published'] or 'no date'} · {row['paper_id']}"))
        lines.append(("", shorten(row["abstract"], 100)))
    return "\n".join(f"{label:<11}{text}" for label, text in lines)


def _describe_dates(facts: Mapping[str, Any]) -> str:
    words = {"day": "to the day", "month": "to the month", "year": "to the year", "none": "unknown"}
    told = ", ".join(f"{facts['precision'][p]:,} {words[p]}" for p in words if facts["precision"].get(p))
    same = facts["first"] == facts["last"]
    told += f", of {facts['first']}" if same else f", from {facts['first']} to {facts['last']}"
    origins = "; ".join(f"{name}: {n:,}" for name, n in list(facts["sources"].items())[:5])
    return told + (f" ({origins})" if origins else "")
