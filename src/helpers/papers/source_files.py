"""Where the papers come from: what each file of a dump held, and what became of its records."""

import re
from collections import Counter

import pandas as pd

from helpers.papers.corpus import Corpus
from helpers.text.wordings import count, plural

UNKNOWN = "unknown format"
COUNTS = ["records", "papers", "merged", "rejected"]
FEW = 6  # files that can be told by name; more are told by format


def shorten(text: str, most: int) -> str:
    """A text on one line of at most so many signs."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def quote(*names: object, most: int = 3) -> str:
    """The first names of a dump as code in Markdown, where they can act neither as markup nor as maths."""
    shown = ", ".join(f"`{shorten(str(name).replace('`', chr(39)), 60)}`" for name in names[:most])
    return shown + (f" and {len(names) - most:,} more" if len(names) > most else "")


def compute_source_files(corpus: Corpus) -> pd.DataFrame:
    """What each source file held: papers whose text is from it, records merged into one of any source, and rejected.

    ``records`` is their sum; what the setting ``where`` left out is counted in ``filtered`` where it is set. ``first``
    and ``last`` are the days that its papers can be of.
    """
    papers, decisions = corpus.papers, corpus.decisions
    names = sorted({*corpus.formats, *papers["source"], *decisions["source"]})
    table = pd.DataFrame({"source": pd.Series(names, dtype="str")})
    table["format"] = [corpus.formats.get(name, UNKNOWN) for name in names]
    found = {name: decisions.loc[decisions["outcome"] == name, "source"] for name in ("merged", "rejected", "filtered")}
    if found["filtered"].empty:
        del found["filtered"]
    for column, sources in {"papers": papers["source"], **found}.items():
        table[column] = [*map(Counter(sources).__getitem__, names)]
    table["records"] = [*map(Counter([*papers["source"], *decisions["source"]]).__getitem__, names)]
    days = papers.groupby("source")
    table["first"] = days["published_low"].min().reindex(names).to_numpy()
    table["last"] = days["published_high"].max().reindex(names).to_numpy()
    return table[["source", "format", *COUNTS, *(["filtered"] if "filtered" in found else []), "first", "last"]]


def compute_formats(files: pd.DataFrame) -> pd.DataFrame:
    """The same counts by format, the one with most records first; ``files`` counts its sources."""
    facts = {name: (name, "sum") for name in (*COUNTS, "filtered") if name in files}
    facts |= {"first": ("first", "min"), "last": ("last", "max")}
    table = files.groupby("format").agg(files=("source", "size"), **facts).reset_index()
    return table.sort_values(["records", "format"], ascending=[False, True], ignore_index=True)


def list_odd_files(files: pd.DataFrame, *, most: int = 12) -> pd.DataFrame:
    """Files worth a look and ``why``: all of a few; of many those that gave no paper or lost most, and the largest."""
    reasons = ["no paper is from here", "more than half left out", "among the largest"]
    table = files.assign(why="")
    table.loc[table["rejected"] > 0.5 * table["records"], "why"] = reasons[1]
    table.loc[table["papers"] == 0, "why"] = reasons[0]
    if len(table) <= most:
        return table
    table = table.sort_values("records", ascending=False, kind="stable", ignore_index=True)
    table.loc[(table.index < 3) & (table["why"] == ""), "why"] = reasons[2]
    parts = [table[table["why"] == reason] for reason in reasons]
    return pd.concat([pd.concat(parts[:2]).head(most - len(parts[2])), parts[2]], ignore_index=True)


def list_columns(corpus: Corpus) -> pd.DataFrame:
    """Which column or key was read as which field, one row for all files that agree in it."""
    found = Counter(
        "; ".join(f"{field} from {name}" for field, name in used.items()) for used in corpus.columns.values()
    )
    return pd.DataFrame(found.most_common(), columns=["columns", "files"])


def describe_files(files: pd.DataFrame) -> str:
    """One or two sentences on files, formats and the files that gave no paper."""
    if files.empty:
        return "Nothing was read."
    kinds = compute_formats(files)["format"].tolist()
    told = f"{count(len(files), 'file')} of {count(len(kinds), 'format')} ({quote(*kinds, most=FEW)}) "
    told += f"{plural('holds', len(files), 'hold')} {count(files['records'].sum(), 'record')}."
    if len(files) > FEW:
        largest = files.nlargest(1, "records").iloc[0]
        told += f" Half of the files have {files['records'].median():,.0f} or more; the largest, "
        told += f"{quote(largest['source'])}, has {largest['records']:,}."
    bare = files.loc[files["papers"] == 0, "source"].tolist()
    return told + (f" No paper's text is from {quote(*bare)}." if bare and len(files) > 1 else "")


def describe_metadata(corpus: Corpus) -> str:
    """One sentence on the metadata file and how many records it knew."""
    facts = corpus.metadata
    if not facts:
        return "No metadata file stands beside the dump."
    told = f"The metadata file {quote(facts['file'])} has {count(facts['rows'], 'row')}, of which "
    told += f"{facts['rows_joined']:,} told something of {count(facts['records_joined'], 'record')}"
    without = facts["records_without"]
    return f"{told}; {count(without, 'usable record')} had none." if without else f"{told}."


def list_warnings(corpus: Corpus, about: str = "") -> pd.DataFrame:
    """The reader's warnings; with ``about`` only those that speak of that word, or of several of it."""
    chosen = [said for said in corpus.warnings if re.search(rf"\b{re.escape(about)}s?\b", said) or not about]
    return pd.DataFrame({"warning": pd.Series(chosen, dtype="str")})
