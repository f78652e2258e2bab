"""Which format a document has, told by its content, and all records of a dump's files."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from helpers.dumps.decoding import decode_head, find_file_date, read_head
from helpers.dumps.json.json_items import is_json, is_json_lines, read_json, read_json_lines
from helpers.dumps.packing import Document, Limits, find_members, find_package, is_archive
from helpers.dumps.pages.markdown_table import is_markdown_table
from helpers.dumps.pages.page import read_page
from helpers.dumps.records import DumpError, Notes, RawRecord, scrub
from helpers.dumps.split_sets import join_halves
from helpers.dumps.tables.arrow import is_arrow, read_arrow
from helpers.dumps.tables.csv_dialect import is_csv
from helpers.dumps.tables.csv_rows import read_csv_rows
from helpers.dumps.tables.excel import read_excel
from helpers.dumps.tables.parquet import read_parquet
from helpers.dumps.tagged.bibtex import is_bibtex, read_bibtex
from helpers.dumps.tagged.medline import is_medline, read_medline
from helpers.dumps.tagged.pubmed_text import is_pubmed_text, read_pubmed_text
from helpers.dumps.tagged.ris import is_ris, read_ris
from helpers.dumps.tagged.tag_tables import DIALECTS
from helpers.dumps.tagged.web_of_science import is_web_of_science, read_web_of_science
from helpers.dumps.xml.acl_xml import is_acl, read_acl
from helpers.dumps.xml.atom import is_atom, read_atom
from helpers.dumps.xml.oai import is_oai, read_oai
from helpers.dumps.xml.pubmed import is_pubmed, read_pubmed
from helpers.dumps.xml.xml_heads import is_xml, read_unknown_xml
from helpers.dumps.xml.xml_tables import SOURCES


class Reader(NamedTuple):
    """One format: how the beginning of a file (line ends as LF) is recognised, and how its records are read."""

    fits: Callable[[str], bool]
    read: Callable[..., Iterator[RawRecord]]


_PYTHON = (
    r"(?:#!.*\n)?(?:\s*(?:#.*|\"\"\"[^\"]*\"\"\"|from __future__.*)?\n)*(?:import [\w., ]+|from [\w.]+ import .+)\n"
)
_NEVER = (  # (what a file begins with, what it is, the way out)
    (r"\s*<(?:!doctype\s+html|html|head|body|script)\b", "a web page", "copy its text, or fetch the data behind"),
    (r"version https://git-lfs", "a Git LFS pointer", "download the file that it points to"),
    (_PYTHON, "Python source", "name the file that holds the papers"),
)
_BINARY = {  # first bytes, and what they tell
    b"%PDF": "a PDF file", b"\xd0\xcf\x11\xe0": "an old or locked Office file", b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", b"SQLite format 3": "an SQLite database",
    b"7z\xbc\xaf": "a 7-Zip archive", b"Rar!": "a RAR archive", b"\x80\x04": "a Python pickle, which can run code",
    b"Obj\x01": "an Avro file", b"ORC": "an ORC file", b"FEA1": "an old Feather file", b"{\\rtf": "a rich text (RTF)",
    b"%!PS": "a PostScript file", b"!<arch>": "an archive of Unix", b"MZ": "a program", b"\x7fELF": "a program",
    b"$FL2": "an SPSS file", b"RDX": "data of R", b"\x04\x22\x4d\x18": "packed by LZ4", b"AT&TFORM": "a DjVu file",
    b"\x93NUMPY": "a NumPy array", b"\x89HDF": "an HDF5 file",
}  # fmt: skip
_DAILY = frozenset(("json", "jsonl", "daily papers"))  # kinds that are written as one file a day
_IS_NOTE = re.compile(r"(?i)(readme|licen[cs]e|changelog|citation|notice)(\.\w+)*$")


READERS: dict[str, Reader] = {  # in the order in which they are tried: what says most about itself comes first
    "atom": Reader(is_atom, read_atom),
    "oai": Reader(is_oai, read_oai),
    "pubmed xml": Reader(is_pubmed, read_pubmed),
    "acl anthology xml": Reader(is_acl, read_acl),
    **{name: Reader(source.fits, source.read) for name, source in SOURCES.items()},
    "xml": Reader(is_xml, read_unknown_xml),
    **{name: Reader(dialect.fits, dialect.read) for name, dialect in DIALECTS.items()},
    "jsonl": Reader(is_json_lines, read_json_lines),
    "json": Reader(is_json, read_json),
    "web of science": Reader(is_web_of_science, read_web_of_science),
    "medline": Reader(is_medline, read_medline),
    "ris": Reader(is_ris, read_ris),
    "pubmed abstracts": Reader(is_pubmed_text, read_pubmed_text),
    "bibtex": Reader(is_bibtex, read_bibtex),
    "markdown table": Reader(is_markdown_table, read_page),
    "csv": Reader(is_csv, read_csv_rows),
    "page": Reader(lambda head: True, read_page),  # it says itself where it finds no paper
}
BINARY_READERS: dict[str, Callable[..., Iterator[RawRecord]]] = {
    "parquet": read_parquet, "arrow": read_arrow, "excel": read_excel,
}  # fmt: skip


def find_format(document: Document) -> str:
    """The format of one document, a key of ``READERS`` or ``BINARY_READERS``; ``DumpError`` if none is read."""
    begins = read_head(document)
    if begins.startswith(b"PAR1"):
        return "parquet"
    if is_arrow(begins):
        return "arrow"
    if begins.startswith(b"PK\x03\x04"):
        if (package := find_package(document)) == "workbook":
            return "excel"
        if package:
            raise DumpError(
                f"{document.source} is {package}, which is not read; save it as CSV, Excel (.xlsx) or text."
            )
        what = "a damaged ZIP archive or" if document.member is None else "a ZIP archive inside an archive or"
        what = f"{document.source} is {what} an Office file that is no workbook"
        raise DumpError(f"{what}; unpack it, or export it as CSV.")
    for start, kind in _BINARY.items():
        if begins.startswith(start):
            raise DumpError(f"{document.source} is {kind}, which is not read; export it as RIS, BibTeX, JSON or CSV.")
    if begins[257:262] == b"ustar":
        raise DumpError(f"{document.source} is a tar archive, which is not read; unpack it, or pack it as .zip.")
    head = decode_head(begins)
    if head[:2000].count("\ufffd") + sum(c < "\t" for c in head[:2000]) > 200:
        raise DumpError(f"{document.source} is not text and of no kind that is read; export it as text, JSON or CSV.")
    for pattern, kind, way_out in _NEVER:
        if re.match(pattern, head.lstrip(), re.I | re.M):
            raise DumpError(f"{document.source} is {kind}, not a dump of papers; {way_out}.")
    found = next(name for name, reader in READERS.items() if reader.fits(head))
    is_table = found == "page" and re.search(r"(?i)\.(?:csv|tsv|tab)(?:\.gz)?$", document.name)
    return "csv" if is_table else found  # whose reader says what is wrong with it


def name_sources(paths: Iterable[Path]) -> dict[Path, str]:
    """A short, distinct name for each file, the same on every machine: its name, or its path below a common folder."""
    paths = list(dict.fromkeys(paths))
    if len({path.name for path in paths}) == len(paths):
        return {path: scrub(path.name) for path in paths}
    common = Path(os.path.commonpath([path.resolve().parent for path in paths]))
    return {path: scrub(path.resolve().relative_to(common).as_posix()) for path in paths}


def find_documents(paths: Iterable[Path], limits: Limits | None = None) -> list[Document | DumpError]:
    """The documents in files and archives, in the order of their sources; an archive not opened is its refusal."""
    found: list[Document | DumpError] = []
    sources, limits = name_sources(paths), limits or Limits()
    for path in sorted(sources, key=sources.get):
        try:
            whole = Document(path, sources[path], None, limits)
            found += find_members(path, sources[path], limits) if is_archive(path) else [whole]
        except DumpError as fault:
            found.append(fault)
    return found


def read_dump(
    paths: Iterable[Path], notes: Notes, columns: Mapping[str, str | None] | None = None, limits: Limits | None = None
) -> Iterator[RawRecord]:
    """All records of a dump's files, ZIP archives among them, file by file in the order of their names.

    Those that a bulk set keeps in two files are joined.

    The notes take warnings, and in ``facts["formats"]`` the format of each document; ``columns`` are those that the
    user named for our fields ("title", "abstract", "date", "id"); ``limits`` say how far packed files may expand.
    ``DumpError`` if no file could be read; of several files a bad one is named in the warnings and left out.
    """
    yield from join_halves(_read_documents(find_documents(paths, limits), notes, columns), notes)


def _read_documents(
    documents: list[Document | DumpError], notes: Notes, columns: Mapping[str, str | None] | None
) -> Iterator[RawRecord]:
    columns = {("published" if k == "date" else k): v for k, v in (columns or {}).items() if v}
    faults = []
    formats = notes.facts.setdefault("formats", {})
    for document in documents:
        begun = False
        try:
            if isinstance(document, DumpError):
                raise document
            if len(documents) > 1 and _IS_NOTE.match(document.name):
                notes.warn(document.source, "this file was left out: by its name it is a note beside the data")
                continue
            kind = find_format(document)
            named = find_file_date(document.name) if kind.startswith("json") else None
            read = BINARY_READERS[kind] if kind in BINARY_READERS else READERS[kind].read
            for record in read(document, notes, columns):
                begun = True
                own_day = formats.setdefault(document.source, kind) in _DAILY  # a service's export bears its own day
                if named and own_day and record.problem is None and not record.fields.get("listed"):
                    record.fields["listed"] = [("file name", named)]
                yield record
        except DumpError as fault:
            if len(documents) == 1:
                raise
            faults.append(str(fault))
            source = document.source if isinstance(document, Document) else str(fault).split(" ", 1)[0]
            notes.warn(source, f"{'the rest of ' if begun else ''}this file was left out", fault, whole=True)
    if not formats:
        more = f" So it is with all {len(faults)} files." if len(faults) > 1 else ""
        raise DumpError((faults[0] if faults else "The dump has no files.") + more)
