"""What reading a dump found: counts, warnings and the way out, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.dumps.detect import name_sources
from helpers.dumps.records import Notes
from helpers.papers.export import format_date
from helpers.papers.merging import CLOCKS, Entry

SAMPLE = 5  # papers are shown
MOST_WARNINGS = 20  # are printed
SHORT = 350  # characters; abstracts of any field are longer than that, summaries by a machine are shorter


def describe_reading(papers: pd.DataFrame, decisions: pd.DataFrame, notes: Notes) -> dict[str, Any]:
    """What was read, as a dictionary that JSON can hold: formats, counts, columns used, warnings."""
    rejected = decisions.loc[decisions["outcome"] == "rejected", "reason"].value_counts().sort_index()
    return {
        "formats": dict(notes.facts.get("formats", {})),
        "records": len(papers) + len(decisions),
        "papers": len(papers),
        "merged": int((decisions["outcome"] == "merged").sum()),
        "rejected": {str(reason): int(count) for reason, count in rejected.items()},
        "dated": int((papers["published_precision"] != "none").sum()),
        "languages": {str(k): int(n) for k, n in papers["language"].value_counts().sort_index().items()},
        "columns": dict(notes.facts.get("columns", {})),
        "metadata": notes.facts.get("metadata"),
        "warnings": [*notes.sentences(), *find_oddities(papers, decisions)],
    }


def find_oddities(papers: pd.DataFrame, decisions: pd.DataFrame) -> list[str]:
    """Sentences on what is odd about the papers as a whole: few abstracts in a file, other languages, summaries."""
    said = []
    rejected = decisions[decisions["outcome"] == "rejected"]
    without = rejected.loc[rejected["reason"] == "no abstract", "source"].value_counts()
    records = pd.concat([papers["source"], decisions["source"]]).value_counts()
    for source in [name for name in sorted(without.index) if without[name] > 0.5 * records[name]]:
        said.append(
            f"{source}: {without[source]:,} of {records[source]:,} records have no abstract and were left out "
            "(titles_only=true keeps them by their titles)."
        )
    other = papers.loc[papers["language"].notna() & (papers["language"] != "en"), "language"].value_counts()
    if len(other):
        counts = ", ".join(f"{n:,} {name}" for name, n in other.items())
        said.append(
            f"{other.sum():,} of {len(papers):,} papers are not in English ({counts}); they are kept and marked."
        )
    lengths = papers["abstract"].str.len()
    if len(papers) >= 5 and 0 < lengths.median() < SHORT:
        said.append(
            f"Half of the abstracts are shorter than {lengths.median():,.0f} characters: they may be summaries or "
            "notes, not abstracts."
        )
    if (lengths == 0).any():
        said.append(f"{(lengths == 0).sum():,} papers have no abstract; their title is all their text (titles_only).")
    return said


def explain_refusal(paths: Iterable[Path], entries: list[Entry], rejected: dict[str, int]) -> str:
    """One sentence on a dump of which no record is a paper, with the way out."""
    names = ", ".join(sorted(name_sources(paths).values()))[:120]
    if not entries:
        return f"{names} has 0 papers: there is no record in it."
    reasons = ", ".join(f"{n:,} {reason}" for reason, n in rejected.items())
    said = f"{names} has 0 papers: all {len(entries):,} records were left out ({reasons})"
    if rejected.get("no abstract", 0) < 0.5 * len(entries):
        return f"{said}."
    found = Counter(key for entry in entries[:1000] for key in list_fields(entry))
    has = ", ".join(key for key, _ in found.most_common(14))
    return (
        f"{said}; no abstract was found among their fields ({has}): name it with the setting abstract_column, "
        "or set titles_only=true to go on with titles."
    )


def list_fields(entry: Entry) -> list[str]:
    """Names of the fields that a record has, ours first, then those not used."""
    own = [name for name, value in (("title", entry.title_raw), ("abstract", entry.abstract_raw)) if value]
    own += [*entry.ids, *(clock for clock, dates in entry.dates.items() if dates), *entry.values]
    return [*own, *json.loads(entry.extra or "{}")]


def summarise_report(report: Mapping[str, Any], papers: pd.DataFrame) -> dict[str, Any]:
    """The report of a reading as one object for programs.

    Returns
    -------
    dict
        ``format`` (each kind once), ``records``, ``papers``, ``merged``, ``rejected`` (by reason), ``dated`` (papers
        with any known date of publication), ``warnings``, ``error`` (None), then ``files``, ``columns``,
        ``languages``, ``dates`` (by clock: papers by precision and by source of the date, first and last day) and
        ``sample`` (five papers).
    """
    formats = dict(report["formats"])
    sample = [
        {
            "paper_id": row["paper_id"],
            "title": shorten_line(row["title"], 200),
            "published": format_date(row["published_low"], row["published_precision"]),
            "abstract": shorten_line(row["abstract"], 200),
        }
        for row in papers.head(SAMPLE).to_dict("records")
    ]
    return {
        "format": ", ".join(sorted(set(formats.values()))) or None,
        **{key: report[key] for key in ("records", "papers", "merged", "rejected", "dated", "warnings")},
        "error": None,
        "files": len(formats),
        "columns": report["columns"],
        "languages": report["languages"],
        "dates": {clock: _count_dates(papers, clock) for clock in CLOCKS},
        "sample": sample,
    }


def refuse(error: Exception) -> dict[str, Any]:
    """The same object for a dump that was refused; what was counted before is in it."""
    report = getattr(error, "report", None) or {}
    return {
        "format": ", ".join(sorted(set(report.get("formats", {}).values()))) or None,
        "records": report.get("records", 0),
        "papers": 0,
        "merged": report.get("merged", 0),
        "rejected": report.get("rejected", {}),
        "dated": 0,
        "warnings": report.get("warnings", []),
        "error": str(error),
    }


def shorten_line(text: str, most: int) -> str:
    """A text on one line of at most ``most`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _count_dates(papers: pd.DataFrame, clock: str) -> dict[str, Any]:
    known = papers[papers[f"{clock}_precision"] != "none"]
    first, last = known[f"{clock}_low"].min(), known[f"{clock}_high"].max()
    return {
        "precision": {str(k): int(n) for k, n in papers[f"{clock}_precision"].value_counts().items()},
        "sources": {str(k): int(n) for k, n in known[f"{clock}_source"].value_counts().items()},
        "first": None if pd.isna(first) else first.strftime("%Y-%m-%d"),
        "last": None if pd.isna(last) else last.strftime("%Y-%m-%d"),
    }


def describe_summary(summary: Mapping[str, Any]) -> str:
    """What was read, as lines for a terminal: what a user reads before anything else."""
    lines = [f"Format     {summary['format']}" + (f", {summary['files']:,} files" if summary["files"] > 1 else "")]
    used: dict[str, list[str]] = {}
    for columns in summary["columns"].values():
        for field, name in columns.items():
            used.setdefault(field, [])
            used[field] += [name] * (name not in used[field])
    if used:
        lines.append("Columns    " + ", ".join(f"{field} = {' / '.join(names[:3])}" for field, names in used.items()))
    rejected = ", ".join(f"{n:,} {reason}" for reason, n in summary["rejected"].items())
    lines.append(
        f"Counts     {summary['records']:,} records: {summary['papers']:,} papers, {summary['merged']:,} merged, "
        f"{sum(summary['rejected'].values()):,} rejected" + (f" ({rejected})" if rejected else "")
    )
    for clock, facts in summary["dates"].items():
        if facts["first"] is None and clock != "published":
            continue
        counts = [
            f"{facts['precision'][p]:,} to the {p}" for p in ("day", "month", "year") if facts["precision"].get(p)
        ]
        counts += [f"{facts['precision']['none']:,} unknown"] if facts["precision"].get("none") else []
        span = f", from {facts['first']} to {facts['last']}" if facts["first"] else ""
        origins = "; ".join(f"{name}: {n:,}" for name, n in list(facts["sources"].items())[:5])
        lines.append(f"{clock.capitalize():<11}{', '.join(counts)}{span}" + (f" ({origins})" if origins else ""))
    languages = ", ".join(f"{name} {n:,}" for name, n in sorted(summary["languages"].items(), key=lambda i: -i[1]))
    lines.append(f"Languages  {languages or 'not recognised'}")
    lines += [f"Warning    {shorten_line(sentence, 400)}" for sentence in summary["warnings"][:MOST_WARNINGS]]
    if len(summary["warnings"]) > MOST_WARNINGS:
        lines.append(f"           and {len(summary['warnings']) - MOST_WARNINGS:,} more warnings (--json has all)")
    for row in summary["sample"]:
        lines.append(
            f"Paper      {shorten_line(row['title'], 90)} · {row['published'] or 'no date'} · {row['paper_id']}"
        )
        lines.append(f"           {shorten_line(row['abstract'], 100)}")
    return "\n".join(lines)
