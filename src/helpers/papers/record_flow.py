"""The way from records to papers, in the form in which systematic reviews report it.

Notes
-----
The boxes are those of the PRISMA 2020 flow diagram (Page et al., 2021, doi:10.1136/bmj.n71).
"""

from __future__ import annotations

import pandas as pd

from helpers.papers.corpus import Corpus
from helpers.papers.export import compute_links
from helpers.papers.source_files import FEW, UNKNOWN, compute_formats, compute_source_files, quote
from helpers.text.wordings import count, plural

PHASES = {
    "identified": "identification",
    "removed": "identification",
    "screened": "screening",
    "excluded": "screening",
    "included": "included",
}
"""Phase of each box, in the order of reading."""


def compute_record_flow(corpus: Corpus) -> pd.DataFrame:
    """From records to papers: how many were found where, merged, screened, excluded and why, and kept.

    Returns
    -------
    DataFrame
        ``phase`` and ``box`` (of ``PHASES``), ``item`` ("" for the total of the box, which comes first), ``files`` (0
        but for sources) and ``n``. Items of ``identified`` are the files where they are few, else the formats; of
        ``removed`` and ``excluded`` the reasons; the largest first. identified = removed + screened, and screened =
        excluded + included.
    """
    files = compute_source_files(corpus)
    if len(files) <= FEW:
        found = files.sort_values(["records", "source"], ascending=[False, True])
        names = [
            s if kind == UNKNOWN else f"{kind}: {s}" for s, kind in zip(found["source"], found["format"], strict=True)
        ]
        items = [(name, 1, n) for name, n in zip(names, found["records"], strict=True)]
    else:
        kinds = compute_formats(files)
        items = list(zip(kinds["format"], kinds["files"], kinds["records"], strict=True))
    merged, rejected = (_count_reasons(corpus.decisions, outcome) for outcome in ("merged", "rejected"))
    n_records, n_papers = len(corpus.papers) + len(corpus.decisions), len(corpus.papers)
    n_merged, n_rejected = (sum(n for _, _, n in reasons) for reasons in (merged, rejected))
    boxes = {
        "identified": [("", len(files), n_records), *items],
        "removed": [("", 0, n_merged), *merged],
        "screened": [("", 0, n_records - n_merged)],
        "excluded": [("", 0, n_rejected), *rejected],
        "included": [("", 0, n_papers)],
    }
    rows = [(PHASES[box], box, *item) for box, found in boxes.items() for item in found]
    return pd.DataFrame(rows, columns=["phase", "box", "item", "files", "n"])


def _count_reasons(decisions: pd.DataFrame, outcome: str) -> list[tuple[str, int, int]]:
    counts = decisions.loc[decisions["outcome"] == outcome, "reason"].value_counts()
    return sorted(((str(reason), 0, int(n)) for reason, n in counts.items()), key=lambda row: (-row[2], row[0]))


def list_merged(corpus: Corpus, *, most: int = 1000) -> pd.DataFrame:
    """Records that were merged, the least sure first: what ``decisions`` say of each, with the paper.

    ``part_of`` is the paper's title, ``text_from`` where its abstract stood, ``link`` its page.
    """
    merged = corpus.decisions[corpus.decisions["outcome"] == "merged"]
    merged = merged.sort_values("score", kind="stable", na_position="first").head(most)
    known = corpus.papers.set_index("paper_id")
    known = known.assign(link=compute_links(known), place=known["source"] + ", " + known["record"])
    found = known.reindex(merged["paper_id"])
    table = merged[["title", "source", "record", "reason", "score", "fields_taken"]].reset_index(drop=True)
    columns = {"part_of": "title", "text_from": "place", "link": "link"}
    return table.assign(**{name: found[column].to_numpy() for name, column in columns.items()})


def list_rejected(corpus: Corpus, *, most: int = 1000) -> pd.DataFrame:
    """Records that were left out: reason, title and place, in the order of the dump; at most ``most`` rows."""
    columns = ["reason", "title", "source", "record"]
    left = corpus.decisions.loc[corpus.decisions["outcome"] == "rejected", columns]
    return left.head(most).reset_index(drop=True)


def describe_merges(corpus: Corpus) -> str:
    """One or two sentences on how many papers are made of several records, across files or not, and what that gave."""
    merged = corpus.decisions[corpus.decisions["outcome"] == "merged"]
    if merged.empty:
        return "No two records were found to be the same paper."
    home = merged["paper_id"].map(dict(zip(corpus.papers["paper_id"], corpus.papers["source"], strict=True)))
    across = int((home.notna() & (home != merged["source"])).sum())
    reasons = ", ".join(f"{n:,} for {reason}" for reason, _, n in _count_reasons(merged, "merged"))
    told = (
        f"{count(len(merged), 'record')} {plural('was', len(merged), 'were')} merged into "
        f"{count(merged['paper_id'].nunique(), 'paper')} ({reasons}); {across:,} of them from another file than the "
        "paper's text."
    )
    fields = merged["fields_taken"].explode().dropna().value_counts()
    if fields.empty:
        return f"{told} They gave no field that the paper had not."
    named = ", ".join(f"{quote(name)} {n:,}" for name, n in fields.head(6).items())
    return f"{told} They gave fields that the paper's own record lacked or had worse: {named}."
