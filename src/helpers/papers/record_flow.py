"""The way from records to papers, in the form in which systematic reviews report it.

Notes
-----
The boxes are those of the PRISMA 2020 flow diagram (Page et al., 2021, doi:10.1136/bmj.n71).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.papers.record_sources import FEW, UNKNOWN, compute_formats, compute_sources, quote

BOXES = (
    ("identification", "identified"),
    ("identification", "removed"),
    ("screening", "screened"),
    ("screening", "excluded"),
    ("included", "included"),
)
"""Phase and box, in the order of reading."""


def compute_flow(
    papers: pd.DataFrame, decisions: pd.DataFrame, formats: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """From records to papers: how many were found where, merged, screened, excluded and why, and kept.

    Parameters
    ----------
    papers, decisions : DataFrame
    formats : mapping, optional
        Format by source, as in ``papers.attrs["report"]["formats"]``.

    Returns
    -------
    DataFrame
        ``phase`` and ``box`` (of ``BOXES``), ``item`` ("" for the total of the box, which comes first), ``files`` (0
        but for sources) and ``n``. Items of ``identified`` are the files where they are few, else the formats; of
        ``removed`` and ``excluded`` the reasons; the largest first. identified = removed + screened, and screened =
        excluded + included.
    """
    sources = compute_sources(papers, decisions, formats or {})
    few = len(sources) <= FEW
    if few:
        found = sources.sort_values(["records", "source"], ascending=[False, True])
        items = [(_name_source(row.source, row.format), 1, row.records) for row in found.itertuples()]
    else:
        items = [(row.format, row.files, row.records) for row in compute_formats(sources).itertuples()]
    reasons = {outcome: _count_reasons(decisions, outcome) for outcome in ("merged", "rejected")}
    n_records = len(papers) + len(decisions)
    n_merged = sum(n for _, _, n in reasons["merged"])
    rows = {
        "identified": (n_records, items),
        "removed": (n_merged, reasons["merged"]),
        "screened": (n_records - n_merged, []),
        "excluded": (sum(n for _, _, n in reasons["rejected"]), reasons["rejected"]),
        "included": (len(papers), []),
    }
    table = []
    for phase, box in BOXES:
        total, parts = rows[box]
        files = len(sources) if box == "identified" else 0
        table.append((phase, box, "", files, total))
        table += [(phase, box, item, files, n) for item, files, n in parts]
    return pd.DataFrame(table, columns=["phase", "box", "item", "files", "n"])


def _name_source(source: str, kind: str) -> str:
    return source if kind == UNKNOWN else f"{kind}: {source}"


def _count_reasons(decisions: pd.DataFrame, outcome: str) -> list[tuple[str, int, int]]:
    counts = decisions.loc[decisions["outcome"] == outcome, "reason"].value_counts()
    return [(reason, 0, int(counts[reason])) for reason in sorted(counts.index, key=lambda r: (-counts[r], r))]


def describe_flow(papers: pd.DataFrame, decisions: pd.DataFrame) -> str:
    """One sentence on records, papers, merges and rejects."""
    merged = int((decisions["outcome"] == "merged").sum())
    rejected = int((decisions["outcome"] == "rejected").sum())
    records = len(papers) + len(decisions)
    return (
        f"Of {records:,} record{'s'[: records != 1]}, {len(papers):,} {_be(len(papers))} kept as papers, {merged:,} "
        f"{_be(merged)} merged into one of them and {rejected:,} {_be(rejected)} left out."
    )


def list_merged(papers: pd.DataFrame, decisions: pd.DataFrame, *, most: int = 1000) -> pd.DataFrame:
    """Records that were merged: where each stood, into which paper, why, how sure, and which fields it gave.

    Returns
    -------
    DataFrame
        ``title`` (the record's own), ``source``, ``record``, ``reason``, ``score`` (0 to 1), ``fields_taken`` (of the
        paper, from this record), ``part_of`` (the paper's title), ``text_from`` (where the paper's abstract stood) and
        ``link``. At most ``most`` rows, the least sure first.
    """
    from helpers.papers.export import compute_links

    merged = decisions[decisions["outcome"] == "merged"]
    merged = merged.sort_values("score", kind="stable", na_position="first").head(most)
    known = papers.drop_duplicates("paper_id").set_index("paper_id")
    known = known.assign(link=compute_links(known), place=known["source"] + ", " + known["record"])
    found = known.reindex(merged["paper_id"])
    table = merged[["title", "source", "record", "reason", "score", "fields_taken"]].reset_index(drop=True)
    columns = {"part_of": "title", "text_from": "place", "link": "link"}
    return table.assign(**{name: found[column].to_numpy() for name, column in columns.items()})


def list_rejected(decisions: pd.DataFrame, *, most: int = 1000) -> pd.DataFrame:
    """Records that were left out: reason, title and place, in the order of the dump; at most ``most`` rows."""
    left = decisions.loc[decisions["outcome"] == "rejected", ["reason", "title", "source", "record"]]
    return left.head(most).reset_index(drop=True)


def describe_merges(papers: pd.DataFrame, decisions: pd.DataFrame) -> str:
    """One or two sentences on how many papers are made of several records, across files or not, and what that gave."""
    merged = decisions[decisions["outcome"] == "merged"]
    if merged.empty:
        return "No two records were found to be the same paper."
    into = merged["paper_id"].nunique()
    home = merged["paper_id"].map(papers.drop_duplicates("paper_id").set_index("paper_id")["source"])
    across = int((home.notna() & (home.astype("str") != merged["source"].astype("str"))).sum())
    reasons = ", ".join(f"{n:,} for {reason}" for reason, _, n in _count_reasons(decisions, "merged"))
    told = (
        f"{len(merged):,} record{'s'[: len(merged) != 1]} {_be(len(merged))} merged into {into:,} "
        f"paper{'s'[: into != 1]} ({reasons}); {across:,} of them from another file than the paper's text."
    )
    fields = merged["fields_taken"].explode().dropna().value_counts()
    if fields.empty:
        return f"{told} They gave no field that the paper had not."
    named = ", ".join(f"{quote(name)} {n:,}" for name, n in fields.head(6).items())
    return f"{told} They gave fields that the paper's own record lacked or had worse: {named}."


def _be(n: int) -> str:
    return "was" if n == 1 else "were"
