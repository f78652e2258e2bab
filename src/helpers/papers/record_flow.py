"""The way from records to papers, in the form in which systematic reviews report it: PRISMA 2020's flow diagram."""

import pandas as pd

from helpers.papers.corpus import Corpus
from helpers.papers.export import compute_links
from helpers.papers.source_files import FEW, UNKNOWN, compute_formats, compute_source_files, quote
from helpers.text.wordings import count, plural

PHASES = {  # of each box, in the order of reading
    "identified": "identification", "removed": "identification", "screened": "screening", "excluded": "screening",
    "assessed": "selection", "filtered": "selection", "included": "included",
}  # fmt: skip


def compute_record_flow(corpus: Corpus) -> pd.DataFrame:
    """From records to papers: how many were found where, merged, screened, excluded and why, and kept.

    The columns are ``phase`` and ``box`` (of ``PHASES``), ``item`` ("" for the total of the box, which comes first),
    ``files`` (0 but for sources) and ``n``. Items are the files, or formats where those are many, and the reasons, the
    largest first. identified = removed + screened, and screened = excluded + included. Where the setting ``where`` left
    papers out, screened = excluded + assessed, and assessed = filtered + included.
    """
    files = compute_source_files(corpus)
    if len(files) <= FEW:
        found = files.sort_values(["records", "source"], ascending=[False, True])
        rows = zip(found["source"], found["format"], found["records"], strict=True)
        items = [(name if kind == UNKNOWN else f"{kind}: {name}", 1, n) for name, kind, n in rows]
    else:
        kinds = compute_formats(files)
        items = list(zip(kinds["format"], kinds["files"], kinds["records"], strict=True))
    merged, rejected, filtered = (
        _count_reasons(corpus.decisions, outcome) for outcome in ("merged", "rejected", "filtered")
    )
    n_papers, n_rejected, n_filtered = len(corpus.papers), *(sum(n for *_, n in some) for some in (rejected, filtered))
    chosen = {
        "assessed": [("", 0, n_papers + n_filtered)],
        "filtered": [("", 0, n_filtered), *filtered],
    }
    boxes = {
        "identified": [("", len(files), n_papers + len(corpus.decisions)), *items],
        "removed": [("", 0, sum(n for *_, n in merged)), *merged],
        "screened": [("", 0, n_papers + n_filtered + n_rejected)],
        "excluded": [("", 0, n_rejected), *rejected],
        **(chosen if n_filtered else {}),
        "included": [("", 0, n_papers)],
    }
    rows = [(PHASES[box], box, *item) for box, found in boxes.items() for item in found]
    return pd.DataFrame(rows, columns=["phase", "box", "item", "files", "n"])


def _count_reasons(decisions: pd.DataFrame, outcome: str) -> list[tuple[str, int, int]]:
    counts = decisions.loc[decisions["outcome"] == outcome, "reason"].value_counts()
    return sorted(((str(reason), 0, int(n)) for reason, n in counts.items()), key=lambda row: (-row[2], row[0]))


def list_merged(corpus: Corpus, *, most: int = 1000) -> pd.DataFrame:
    """Records that were merged, the least sure first, each with the paper's title and page and where its text stood."""
    merged = corpus.decisions[corpus.decisions["outcome"] == "merged"]
    merged = merged.sort_values("score", kind="stable", na_position="first").head(most).reset_index(drop=True)
    of_merged = corpus.papers["paper_id"].isin(merged["paper_id"])
    known = corpus.papers.loc[of_merged, ["paper_id", "title", "arxiv_id", "doi", "url", "source", "record"]]
    known = known.set_index("paper_id")
    known = known.assign(link=compute_links(known), place=known["source"] + ", " + known["record"])
    found = known.reindex(merged["paper_id"])
    table = merged[["paper_id", "title", "source", "record", "reason", "score", "fields_taken"]]
    columns = {"part_of": "title", "text_from": "place", "link": "link"}
    return table.assign(**{name: found[column].to_numpy() for name, column in columns.items()})


def list_rejected(corpus: Corpus, *, most: int = 1000) -> pd.DataFrame:
    """Records that were left out: reason, title and place, in the order of the dump; at most ``most`` rows."""
    columns = ["reason", "title", "source", "record"]
    left = corpus.decisions.loc[corpus.decisions["outcome"] == "rejected", columns]
    return left.head(most).reset_index(drop=True)


def describe_merges(corpus: Corpus) -> str:
    """How many papers are made of several records, across files or not, and what that gave."""
    merged = corpus.decisions[corpus.decisions["outcome"] == "merged"]
    if merged.empty:
        return "No two records were found to be the same paper."
    home = merged["paper_id"].map(dict(zip(corpus.papers["paper_id"], corpus.papers["source"], strict=True)))
    across = int((home.notna() & (home != merged["source"])).sum())
    reasons = ", ".join(f"{n:,} for {reason}" for reason, _, n in _count_reasons(merged, "merged"))
    told = f"{count(len(merged), 'record')} {plural('was', len(merged), 'were')} merged into "
    told += f"{count(merged['paper_id'].nunique(), 'paper')} ({reasons}); "
    told += f"{across:,} of them from another file than the paper's text."
    fields = merged["fields_taken"].explode().dropna().value_counts()
    if fields.empty:
        return f"{told} They gave no field that the paper had not."
    named = ", ".join(f"{quote(name)} {n:,}" for name, n in fields.head(6).items())
    return f"{told} They gave fields that the paper's own record lacked or had worse: {named}."
