"""Which format a file has, told by its content, and all records of a dump's files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from helpers.dumps.csv_rows import choose_separator, read_csv_rows
from helpers.dumps.files import find_file_date, read_head
from helpers.dumps.json_items import parse_json, read_json_list, read_json_object
from helpers.dumps.json_lines import read_json_lines
from helpers.dumps.page import read_page
from helpers.dumps.records import DumpError, Notes, RawRecord, scrub

READERS = {
    "JSON list": read_json_list,
    "JSON object": read_json_object,
    "JSONL": read_json_lines,
    "CSV": read_csv_rows,
    "page": read_page,
}
_UNREAD = (  # (what a file begins with, what it is)
    (r"(?s:.{0,2000}?)^TY {1,2}- ", "an RIS file"),
    (r"(?:Provider:.*\n|Database:.*\n)*(?s:.{0,200}?)^(?:PMID|OWN|STAT) ?- ", "a MEDLINE file"),
    (r"FN .*\n(?:VR .*\n)?|PT [JBSP]\n", "a Web of Science file"),
    (r"(?s:.{0,2000}?)^@\w+\s*\{", "a BibTeX file"),
    (r"\s*<\?xml|\s*<(?:feed|rss|OAI-PMH|collection|PubmedArticleSet|!DOCTYPE\s+Pubmed)", "an XML file"),
)
_NEVER = (
    (
        r"\s*<(?:!doctype\s+html|html|head|body|script|div)\b",
        "a web page",
        "copy its text, or fetch the data behind it",
    ),
    (r"version https://git-lfs", "a Git LFS pointer", "download the file that it points to"),
    (
        r"(?:#!.*\n)?(?:\s*(?:#.*|\"\"\"[^\"]*\"\"\"|from __future__.*)?\n)*"
        r"(?:import [\w., ]+|from [\w.]+ import .+)\n",
        "Python source",
        "name the file that holds the papers",
    ),
)


_IS_NOTE = re.compile(r"(?i)(readme|licen[cs]e|changelog|citation|notice)(\.\w+)*$")


def find_format(path: Path, source: str) -> str:
    """The format of one file, a key of ``READERS``, by its content alone.

    Raises
    ------
    DumpError
        If the file is empty, or its content is of a kind that is not read.
    """
    head = read_head(path, source, Notes()).lstrip("\ufeff\x00 \t\r\n").replace("\r\n", "\n").replace("\r", "\n")
    for pattern, kind, way_out in _NEVER:
        if re.match(pattern, head, re.I | re.M):
            raise DumpError(f"{source} is {kind}, not a dump of papers; {way_out}.")
    for pattern, kind in _UNREAD:
        if re.match(pattern, head, re.M):
            raise DumpError(f"{source} is {kind}, which is not read yet; export it as JSON, JSONL or CSV.")
    if re.match(r"\[\s*(?:[\[\]{\"\d-]|null\b|true\b|false\b|\Z)", head):  # "[A title](…)" is a link on a page
        lines = [line for line in head.split("\n", 3)[:2] if line.strip()]
        return "JSON list" if len(lines) < 2 or not _is_object(lines[0]) else "JSONL"
    if head.startswith("{"):
        return _choose_json(head)
    first = head.split("\n", 1)[0]
    if first.lower().startswith("sep=") and "\n" in head:
        first = head.split("\n", 2)[1]
    if choose_separator(first) is not None and len(first) < 20_000 and not _is_prose(head):
        return "CSV"
    if _is_table(head):
        return "CSV"
    return "page"


def _is_object(line: str) -> bool:
    try:
        return isinstance(parse_json(line.strip().rstrip(",")), dict)
    except ValueError:
        return False


def _choose_json(head: str) -> str:
    """Tell JSONL from one object: JSONL has whole objects on single lines, also where the first is broken."""
    lines = [line for line in head.split("\n") if line.strip()]
    whole = sum(_is_object(line) for line in lines[:20])
    if len(lines) > 1 and whole >= max(1, min(20, len(lines)) // 2):
        return "JSONL"
    if len(lines) == 1 and not _is_object(lines[0]) and len(head) < 900_000:
        return "JSONL" if head.count("}\x00") else "JSON object"
    return "JSON object"


def _is_prose(head: str) -> bool:
    """Whether the line under a first line that could name columns is blank, as in a copied page."""
    lines = head.split("\n")
    return len(lines) > 1 and not lines[1].strip() and not re.search(r"[,;\t|]", lines[0])


def _is_table(head: str) -> bool:
    """Whether the first lines all have the same number of tabs, semicolons or commas, as a table has."""
    lines = [line for line in head.split("\n")[:6] if line.strip()]
    if len(lines) < 2 or len(lines[0]) > 5000:
        return False
    for separator in "\t;,":
        counts = {re.sub(r'"[^"]*"', "", line).count(separator) for line in lines[: len(lines) - 1 or 1]}
        header = lines[0].split(separator)
        names = all(len(cell.strip()) < 60 and not cell.strip().endswith(".") for cell in header)
        if len(counts) == 1 and min(counts) >= 1 and names and "" not in {cell.strip() for cell in header[:1]}:
            return True
    return False


def name_sources(paths: Iterable[Path]) -> dict[Path, str]:
    """A short, distinct name for each file, the same on every machine: its name, or its path below a common folder."""
    paths = list(dict.fromkeys(paths))
    if len({path.name for path in paths}) == len(paths):
        return {path: scrub(path.name) for path in paths}
    common = Path(os.path.commonpath([path.resolve().parent for path in paths]))
    return {path: scrub(path.resolve().relative_to(common).as_posix()) for path in paths}


def read_dump(paths: Iterable[Path], notes: Notes, columns: Mapping[str, str] | None = None) -> Iterator[RawRecord]:
    """All records of a dump's files, file by file in the order of their names.

    Parameters
    ----------
    paths : iterable of Path
        Files; folders are for the caller to open.
    notes : Notes
        Takes warnings, and in ``facts["formats"]`` the format of each file.
    columns : mapping, optional
        Our field ("title", "abstract", "date", "id") to the column or key that the user named.

    Yields
    ------
    RawRecord

    Raises
    ------
    DumpError
        If no file could be read. With several files a bad one is named in the warnings and left out.
    """
    sources = name_sources(paths)
    columns = {("published" if k == "date" else k): v for k, v in (columns or {}).items() if v}
    faults = []
    formats = notes.facts.setdefault("formats", {})
    for path in sorted(sources, key=sources.get):
        source = sources[path]
        if len(sources) > 1 and _IS_NOTE.match(path.name):
            notes.warn(source, "this file was left out: by its name it is a note beside the data")
            continue
        try:
            kind = find_format(path, source)
            named = find_file_date(path) if kind.startswith("JSON") else None
            for record in READERS[kind](path, source, notes, columns):
                if named and record.problem is None and not record.fields.get("listed"):
                    record.fields["listed"] = [("file name", named)]
                formats[source] = kind
                yield record
        except DumpError as fault:
            faults.append(str(fault))
            if len(sources) > 1:
                notes.warn(source, "this file was left out", fault)
        except OSError as fault:
            faults.append(f"{source} cannot be read ({fault.strerror or fault}); check the file and its rights.")
            if len(sources) > 1:
                notes.warn(source, "this file was left out", faults[-1])
    if not formats:
        more = f" So it is with all {len(faults)} files." if len(faults) > 1 else ""
        raise DumpError((faults[0] if faults else "The dump has no files.") + more)
