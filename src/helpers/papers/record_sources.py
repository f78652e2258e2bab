"""Where the papers come from: what each file of a dump held, and what became of its records."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

UNKNOWN = "unknown format"
COUNTS = ("records", "papers", "merged", "rejected")
FEW = 6  # files that can be told by name; more are told by format


def quote(name: object) -> str:
    """A name from a dump as code in Markdown, where it can act neither as markup nor as maths."""
    plain = " ".join(str(name).replace("`", "'").split())
    return f"`{plain if len(plain) <= 60 else plain[:59] + '…'}`"


def compute_sources(papers: pd.DataFrame, decisions: pd.DataFrame, formats: Mapping[str, str]) -> pd.DataFrame:
    """What each source file held.

    Parameters
    ----------
    papers, decisions : DataFrame
    formats : mapping
        Format by source, as in ``papers.attrs["report"]["formats"]``.

    Returns
    -------
    DataFrame, one row per source, in the order of their names
        ``source``, ``format``, ``records``, ``papers`` (whose text is from it), ``merged`` (into a paper of this or
        another source), ``rejected``, and the ``first`` and ``last`` day that its papers can be of (NaT if unknown);
        records = papers + merged + rejected.
    """
    counts = pd.DataFrame(
        {
            "papers": papers["source"].value_counts(),
            "merged": decisions.loc[decisions["outcome"] == "merged", "source"].value_counts(),
            "rejected": decisions.loc[decisions["outcome"] == "rejected", "source"].value_counts(),
        }
    )
    names = sorted({*map(str, counts.index), *formats})
    table = counts.reindex(names).fillna(0).astype("int64").rename_axis("source").reset_index()
    days = papers.groupby("source")
    table["source"] = table["source"].astype("str")
    table["format"] = [formats.get(name, UNKNOWN) for name in names]
    table["records"] = table[["papers", "merged", "rejected"]].sum(axis="columns")
    table["first"] = days["published_low"].min().reindex(names).to_numpy()
    table["last"] = days["published_high"].max().reindex(names).to_numpy()
    return table[["source", "format", *COUNTS, "first", "last"]]


def compute_formats(sources: pd.DataFrame) -> pd.DataFrame:
    """The same counts by format, the one with most records first; ``files`` counts its sources."""
    if sources.empty:
        return pd.DataFrame(columns=["format", "files", *COUNTS, "first", "last"])
    groups = sources.groupby("format")
    table = groups[list(COUNTS)].sum()
    table.insert(0, "files", groups.size())
    table["first"], table["last"] = groups["first"].min(), groups["last"].max()
    return table.reset_index().sort_values(["records", "format"], ascending=[False, True], ignore_index=True)


def list_sources(sources: pd.DataFrame, *, most: int = 12) -> pd.DataFrame:
    """The sources worth a look: all of a few; of many those that gave no paper or lost most, and the largest.

    A column ``why`` says which it is.
    """
    table = sources.assign(why="")
    lost = table["rejected"] > 0.5 * table["records"]
    table.loc[lost, "why"] = "more than half left out"
    table.loc[table["papers"] == 0, "why"] = "no paper is from here"
    if len(table) <= most:
        return table
    places = table["records"].sort_values(ascending=False, kind="stable").index
    table.loc[[place for place in places[:3] if not table.loc[place, "why"]], "why"] = "among the largest"
    order = {"no paper is from here": 0, "more than half left out": 1, "among the largest": 2}
    odd = table.loc[[*places]]  # the largest first, then by kind
    odd = odd[odd["why"] != ""]
    odd = odd.loc[odd["why"].map(order).sort_values(kind="stable").index]
    large = odd[odd["why"] == "among the largest"]
    return pd.concat([odd[odd["why"] != "among the largest"].head(most - len(large)), large], ignore_index=True)


def list_columns(columns: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """Which column or key was read as which field, one row for all files that agree in it.

    Parameters
    ----------
    columns : mapping
        For each source the names by field, as in ``papers.attrs["report"]["columns"]``.
    """
    found: dict[str, int] = {}
    for used in columns.values():
        told = "; ".join(f"{field} from {name}" for field, name in used.items())
        found[told] = found.get(told, 0) + 1
    table = pd.DataFrame(list(found.items()), columns=["columns", "files"])
    return table.sort_values("files", ascending=False, kind="stable", ignore_index=True)


def describe_sources(sources: pd.DataFrame) -> str:
    """One or two sentences on files, formats and the files that gave no paper."""
    if sources.empty:
        return "Nothing was read."
    kinds = compute_formats(sources)["format"].tolist()
    named = ", ".join(map(quote, kinds[:FEW])) + (f" and {len(kinds) - FEW} more" if len(kinds) > FEW else "")
    records = int(sources["records"].sum())
    told = f"{len(sources):,} file{_s(len(sources))} of {len(kinds):,} format{_s(len(kinds))} ({named})"
    told += f" {'holds' if len(sources) == 1 else 'hold'} {records:,} record{_s(records)}."
    if len(sources) > FEW:
        middle, largest = sources["records"].median(), sources.loc[sources["records"].idxmax()]
        told += (
            f" Half of the files have {middle:,.0f} or more; the largest, {quote(largest['source'])}, "
            f"has {largest['records']:,}."
        )
    bare = sources.loc[sources["papers"] == 0, "source"].tolist()
    if bare and len(sources) > 1:
        some = ", ".join(map(quote, bare[:3])) + (f" and {len(bare) - 3:,} more" if len(bare) > 3 else "")
        told += f" No paper's text is from {some}."
    return told


def describe_metadata(metadata: Mapping[str, object] | None) -> str:
    """One sentence on the metadata file and how many records it knew, as in ``papers.attrs["report"]["metadata"]``."""
    if not metadata:
        return "No metadata file stands beside the dump."
    told = (
        f"The metadata file {quote(metadata['file'])} has {metadata['rows']:,} row{_s(metadata['rows'])}, of which "
        f"{metadata['rows_joined']:,} told something of {metadata['records_joined']:,} "
        f"record{_s(metadata['records_joined'])}"
    )
    without = metadata["records_without"]
    return f"{told}; {without:,} usable record{_s(without)} had none." if without else f"{told}."


def find_warnings(warnings: list[str], about: str = "") -> pd.DataFrame:
    """The reader's warnings as a table; with ``about`` only those that speak of that word, or of several of it."""
    chosen = [said for said in warnings if re.search(rf"\b{re.escape(about)}s?\b", said)] if about else list(warnings)
    return pd.DataFrame({"warning": chosen}, dtype="str")


def _s(n: int) -> str:
    return "" if n == 1 else "s"
