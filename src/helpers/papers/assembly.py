"""From a dump to its papers: records made ready, joined with the metadata, merged, sifted, and accounted for.

Every input record is a paper or has a decision (merged into one, or rejected with a reason).
"""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers.dumps.detect import read_dump
from helpers.dumps.fields import LISTS
from helpers.dumps.packing import Limits
from helpers.dumps.records import DumpError, Notes
from helpers.papers.corpus import Corpus
from helpers.papers.dump_report import count_outcomes, explain_refusal, find_oddities
from helpers.papers.merging import Links, group_records, rank_record
from helpers.papers.metadata import Metadata
from helpers.papers.overrides import Override, find_overridden, read_overrides
from helpers.papers.paper_rows import Row, combine_records, find_record_fault
from helpers.papers.prepared_records import PreparedRecord, prepare_record, prepare_texts
from helpers.papers.record_parts import RecordParts, prepare_parts
from helpers.papers.title_keys import make_text_id
from helpers.papers.where import Question, apply_where, parse_where
from helpers.run.engines import pause_collection
from helpers.run.inputs import find_dump, find_sidecar, list_files
from helpers.run.runs import Run
from helpers.run.schema import CLOCKS
from helpers.run.storage import join_tables, map_tables, pack_table

ROWS = 4_000  # papers that become a table at a time
MOST_HELD = 4  # such tables that are held in memory


@pause_collection()
def read_papers(
    paths: Iterable[Path], *, metadata: Path | None = None, overrides: Path | None = None,
    columns: Mapping[str, str | None] | None = None, titles_only: bool = False, limits: Limits | None = None,
    cache: Path | None = None, where: str | None = None,
    note: Callable[[str, int, int, float], None] | None = None,
) -> Corpus:  # fmt: skip
    """Read the files of a dump, in any order, into papers, with what became of every record and what was odd.

    ``metadata`` and ``overrides`` are the CSV files beside it; ``columns`` names the column of "title", "abstract",
    "date" or "id" where its name does not tell; with ``titles_only`` a record without an abstract is kept, its title
    being all its text; papers that do not fulfil ``where`` (:func:`parse_where`) are left out, and counted as filtered.
    The folder ``cache`` keeps finished parts of a long reading, of which ``note`` (a run's ``note_reuse``) is told.
    Raises DumpError, one sentence that says why, if there is no paper.
    """
    paths, notes, question = list(paths), Notes(titles_only=titles_only), parse_where(where) if where else None
    records = prepare_parts(paths, notes, columns or {}, limits, cache, note)
    if metadata is not None:
        records.join(Metadata(metadata, notes), notes)
    chosen = read_overrides(overrides, notes) if overrides else ()
    lengths: list[int] = []
    papers, decisions = assemble_papers(records, notes, chosen, question, cache, lengths)
    told = records.metadata.count() if records.metadata else None
    facts, said = notes.facts, [*notes.sentences(), *find_oddities(papers, decisions, lengths)]
    corpus = Corpus(papers, decisions, facts.get("formats", {}), facts.get("columns", {}), told, said)
    if papers.empty:
        refused = DumpError(explain_refusal(paths, records, decisions))
        refused.report = count_outcomes(corpus)
        raise refused
    return corpus


def read_run_papers(run: Run) -> Corpus:
    """Read the papers of a run's dump with its settings and sidecars; a refused dump leaves no folder of results."""
    try:
        return read_papers(run.dump, cache=run.cache, note=run.note_reuse, **choose_reading(run.settings, run.sidecar))
    except DumpError:
        run.discard()
        raise


def read_other(path: str | None, *, where: str | None = None) -> pd.DataFrame | None:
    """Read the papers of a second dump that fulfil ``where``, with the sidecars beside it; None without a path."""
    if path is None:
        return None
    paths = find_dump(path)
    metadata, overrides = (find_sidecar(paths, kind) for kind in ("metadata", "overrides"))
    return read_papers(list_files(paths), metadata=metadata, overrides=overrides, where=where).papers


def choose_reading(
    settings: Mapping[str, Any], find_beside: Callable[[str], Path | None] = lambda kind: None
) -> dict[str, Any]:
    """Choose the options of :func:`read_papers` by a run's settings and what ``find_beside`` finds by its kind."""
    return {
        "metadata": find_beside("metadata"),
        "overrides": find_beside("overrides"),
        "columns": {field: settings.get(f"{field}_column") for field in ("title", "abstract", "date", "id")},
        "titles_only": settings["titles_only"],
        "where": settings["where"],
        "limits": Limits(settings["max_ratio"], int(settings["max_gigabytes"] * 10**9)),
    }


def check_dump(paths: Iterable[Path], settings: Mapping[str, Any]) -> None:
    """Raise the DumpError of a dump that gives no paper; reads no further than the first record that can be one."""
    paths, options = list(paths), choose_reading(settings)
    if options["where"]:
        parse_where(options["where"])
    notes = Notes(titles_only=options["titles_only"])
    for raw in read_dump(paths, notes, options["columns"], limits=options["limits"]):
        record = prepare_record(raw, notes)
        prepare_texts([record], notes)
        if find_record_fault(record, titles_only=notes.titles_only) is None:
            return
    read_papers(paths, **options)


def assemble_papers(
    records: RecordParts, notes: Notes, overrides: Sequence[Override] = (), question: Question | None = None,
    cache: Path | None = None, lengths: list[int] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Merge records into papers and leave out those that cannot be one or do not fulfil ``question``.

    See ``helpers.run.schema`` for both tables. A paper that is filtered is a decision on its best record; records that
    were merged into it stay merged. Only records that may be one paper with another are looked at together. Of a large
    dump the papers go to a file in the folder ``cache`` as they are made, where their texts stay; the characters of
    each abstract are added to ``lengths``, so that nobody has to read them again for that.
    """
    decisions: list[Row] = []
    packed = _pack_papers(records, notes, overrides, question, decisions, [] if lengths is None else lengths)
    first = list(islice(packed, MOST_HELD))
    if len(first) < MOST_HELD:
        papers = join_tables(first, "papers")
    else:
        parts = chain((first.pop(0) for _ in range(MOST_HELD)), packed)  # none is held any longer than it is written
        papers = map_tables(parts, "papers", Path(tempfile.gettempdir()) if cache is None else cache)
    return papers, join_tables([pack_table(decisions, "decisions")], "decisions")


def _pack_papers(
    records: RecordParts, notes: Notes, overrides: Sequence[Override], question: Question | None,
    decisions: list[Row], lengths: list[int],
) -> Iterator[Any]:  # fmt: skip
    """Papers in their order as Arrow tables of some thousands; adds to ``decisions`` and ``lengths``.

    Records that share a key with no other and that nothing in the dump changes are papers already, as columns of their
    part; only the others are looked at one by one.
    """
    import pyarrow.compute as pc

    letters = records.keys.find_form_letters()
    shared = records.keys.find_candidates() | find_overridden(overrides, records)
    together = records.take(shared)
    numbers, candidates = list(together), list(together.values())
    groups, links = group_records(candidates, notes, overrides)
    for number, record in together.items():
        _mark_form_letter(record, is_letter=letters[number])
    made = {numbers[group[0]]: _assemble_group(group, candidates, links, notes) for group in groups}
    _name_apart([found[0] for found in made.values() if found[0] is not None])
    papers: list[tuple[int, PreparedRecord, Row]] = []
    ready: list[tuple[np.ndarray, Any]] = []
    filtered: list[Row] = []
    for part in records.open_parts(records.find_ready() & ~shared & ~letters, notes):
        for number, record in part.records.items():
            if number not in together:
                _mark_form_letter(record, is_letter=letters[number])
                paper, home, decided = _assemble_group([0], [record], {}, notes)
            elif number in made:
                paper, home, decided = made.pop(number)
            else:
                continue
            decisions += map(_name_paper, decided)
            if paper is not None:
                papers.append((number, home, paper))
        if question is None:
            ready.append((part.numbers, part.papers))
        else:
            asked = zip(part.numbers.tolist(), part.papers.to_pylist(), strict=True)
            papers += [(i, PreparedRecord(row["source"], row["record"], title=row["title"]), row) for i, row in asked]
        if len(papers) + sum(len(found) for found, _ in ready) >= ROWS or part.is_last:
            kept, rows = _filter_papers(sorted(papers, key=itemgetter(0)), question, filtered, notes)
            ready.append((np.array(kept, dtype=np.int64), pack_table(rows, "papers")))
            table = _join_in_order(ready)
            lengths += pc.utf8_length(table["abstract"]).to_pylist()
            yield table
            papers, ready = [], []
    decisions += map(_name_paper, filtered)


def _join_in_order(tables: Sequence[tuple[np.ndarray, Any]]) -> Any:
    """One Arrow table of several, its rows in the order of the numbers that came with them."""
    import pyarrow as pa

    table, numbers = pa.concat_tables([table for _, table in tables]), np.concatenate([n for n, _ in tables])
    return table if np.all(numbers[1:] > numbers[:-1]) else table.take(np.argsort(numbers))


def _name_paper(decision: Row) -> Row:
    """A decision with the name of its paper instead of all of it."""
    paper = decision.pop("paper")
    return decision | {"paper_id": paper["paper_id"] if paper else None}


def _assemble_group(
    group: Sequence[int], records: Sequence[PreparedRecord], links: Links, notes: Notes
) -> tuple[Row | None, PreparedRecord, list[Row]]:
    """The paper of a group of records, its best record, and the decisions on the others; no paper if none can be."""
    faults = {i: find_record_fault(records[i], titles_only=notes.titles_only) for i in group}
    if all(faults.values()):
        return None, records[group[0]], [_decide(records[i], "rejected", faults[i]) for i in group]
    ranked = group
    if len(group) > 1:
        ranked = sorted(group, key=lambda i: (faults[i] is not None, *rank_record(records[i])))
    best = ranked[0]
    paper = combine_records([records[i] for i in ranked])
    decisions = []
    for i in group:
        if i != best:
            reason, score = links.get(i) or links.get(best) or ("same title", 1.0)
            decisions.append(_merge(records[i], records[best], paper, reason, score))
    return paper, records[best], decisions


def _filter_papers(
    papers: Sequence[tuple[int, PreparedRecord, Row]], question: Question | None, filtered: list[Row], notes: Notes
) -> tuple[list[int], list[Row]]:
    """Numbers and rows of the papers that fulfil the question; decisions on the others are added to ``filtered``."""
    reasons, unknown = apply_where(question, [paper for _, _, paper in papers])
    for name, n in unknown.items():
        notes.warn("where", f"papers were left out since it cannot be told by their field {name}", count=n)
    numbers, kept = [], []
    for (number, home, paper), reason in zip(papers, reasons, strict=True):
        if reason:
            filtered.append(_decide(home, "filtered", reason) | {"paper": {"paper_id": paper["paper_id"]}})
        else:
            numbers.append(number)
            kept.append(paper)
    return numbers, kept


def _mark_form_letter(record: PreparedRecord, *, is_letter: bool) -> None:
    """Mark an abstract that several titles share: a note of a publisher, not an abstract."""
    if is_letter and record.problem is None:
        record.problem = "junk abstract"


def _name_apart(papers: list[Row]) -> None:
    """Give papers of one name (a DOI that two papers bear) names of their own, whatever their order."""
    names: dict[str, list[Row]] = defaultdict(list)
    for paper in papers:
        names[paper["paper_id"]].append(paper)
    for name, sharing in names.items():
        if len(sharing) > 1:
            ordered = sorted(sharing, key=lambda p: (p["title"], p["abstract"]))
            numbered = [f"{name}-{place}" for place in range(1, len(ordered) + 1)]
            hashes = [make_text_id(paper["title"], paper["abstract"]) for paper in ordered]
            own = [hashed if hashed not in names else number for hashed, number in zip(hashes, numbered, strict=True)]
            for paper, chosen in zip(ordered, own if len(set(own)) == len(own) else numbered, strict=True):
                paper["paper_id"] = chosen


def _decide(record: PreparedRecord, outcome: str, reason: str | None) -> Row:
    row = {"source": record.source, "record": record.place, "title": record.title or None, "paper": None}
    return row | {"outcome": outcome, "reason": reason, "score": None, "fields_taken": []}


def _merge(record: PreparedRecord, best: PreparedRecord, paper: Row, reason: str, score: float) -> Row:
    """What became of a record that is not the best of its paper, and which of the paper's fields are from it."""
    own, others = record.values, best.values
    taken = [k for k in ("arxiv_id", "doi") if record.ids.get(k) and not best.ids.get(k) and paper[k] == record.ids[k]]
    taken += [k for k in ("venue", "language", "url") if own.get(k) and not others.get(k)]
    taken += [k for k in LISTS if set(own.get(k, [])) - set(others.get(k, []))]
    if own.get("votes", -1) > others.get("votes", -1):
        taken.append("votes")
    for clock in CLOCKS:
        chosen = (paper[f"{clock}_low"], paper[f"{clock}_precision"], paper[f"{clock}_source"])
        has = [
            {(pd.Timestamp(date.low), date.precision, origin) for date, origin in r.dates.get(clock, [])}
            for r in (record, best)
        ]
        if chosen in has[0] - has[1]:
            taken.append(clock)
    return _decide(record, "merged", reason) | {"score": score, "fields_taken": taken, "paper": paper}
