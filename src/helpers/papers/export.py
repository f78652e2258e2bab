"""Papers for other programs: a CSV, BibTeX or Excel file of chosen papers, and the page of each."""

import io
import re
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.run.atomic_files import replacing
from helpers.run.errors import InputError
from helpers.run.runs import Run
from helpers.run.safe_csv import escape_formulas, write_csv
from helpers.run.schema import TABLES
from helpers.text.identifiers import compute_link
from helpers.text.words import fold_accents

COLUMNS = (
    "paper_id", "title", "authors", "published", "published_precision", "venue", "arxiv_id", "doi", "link",
    "keywords", "categories", "abstract",
)  # fmt: skip
_BIBTEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_BIBTEX |= {sign: f"\\{sign}" for sign in "{}%&#$_"}


class SaveError(InputError):
    """Papers cannot be saved under this name."""


def compute_links(papers: pd.DataFrame) -> pd.Series:
    """The page of each paper (http or https) by its ``arxiv_id``, else ``doi``, else ``url``; missing without any."""
    known = papers[["arxiv_id", "doi", "url"]].astype("str").fillna("")
    rows = zip(known["arxiv_id"], known["doi"], known["url"], strict=True)
    links = [compute_link(arxiv_id=arxiv_id, doi=doi, url=url) for arxiv_id, doi, url in rows]
    return pd.Series(links, index=papers.index, name="link", dtype="str")


def save_papers(run: Run, papers: pd.DataFrame, name: str) -> Path:
    """Save chosen papers for a spreadsheet or a reference manager, in the folder ``papers`` of a run.

    ``papers`` are rows of that table; further columns (a topic, a sense) are kept in CSV and Excel. ``name`` is a plain
    file name that ends in .csv, .bib or .xlsx; SaveError is raised for another. Text that a spreadsheet would run as a
    formula is neutralised; BibTeX's special characters are escaped.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in {".csv", ".bib", ".xlsx"}:
        raise SaveError(f"Papers cannot be saved as {name!r}: end the name in .csv, .bib or .xlsx.")
    if not re.fullmatch(r"[\w][\w .+()-]*", name):
        raise SaveError(f"{name!r} is not a plain file name: use letters, digits, spaces, dots and hyphens.")
    path = run.folder / "papers" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if suffix == ".bib":
        return run.write_text(write_bibtex(papers), path)
    (write_csv if suffix == ".csv" else _write_excel)(_arrange(papers), path)
    return path


def format_date(low: Any, precision: str) -> str:
    """A date at its own precision: "2025-03-20", "2025-03", "2025" or ""."""
    if precision == "none" or pd.isna(low):
        return ""
    return pd.Timestamp(low).strftime({"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}[precision])


def format_dates(papers: pd.DataFrame) -> list[str]:
    """The date of publication of each paper, as :func:`format_date` gives it."""
    return [format_date(*pair) for pair in zip(papers["published_low"], papers["published_precision"], strict=True)]


def _arrange(papers: pd.DataFrame) -> pd.DataFrame:
    """The columns that readers want, in their order; what others added follows."""
    table = papers.assign(published=format_dates(papers), link=compute_links(papers))
    added = [name for name in table if name not in TABLES["papers"].columns and name not in COLUMNS]
    return table[[*COLUMNS, *added]]


def _write_excel(table: pd.DataFrame, path: Path) -> None:
    """Write one sheet; every text cell as text, so that no cell can act as a formula or a link."""
    with replacing(path) as part, io.BytesIO() as memory:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
        with pd.ExcelWriter(memory, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
            writer.book.set_properties({"created": pd.Timestamp("2000-01-01").to_pydatetime()})
            fitting = escape_formulas(table).apply(lambda column: column.map(_fit_cell))
            fitting.to_excel(writer, index=False, sheet_name="papers", freeze_panes=(1, 0))
        Path(part).write_bytes(memory.getvalue())


def _fit_cell(value: object) -> object:
    """Text that an Excel cell can hold: at most 32,767 characters, none of the control characters XML forbids."""
    forbidden = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    return re.sub(forbidden, "", value)[:32_767] if isinstance(value, str) else value


def escape_bibtex(text: str) -> str:
    """Text for a BibTeX field: special characters escaped, on one line."""
    return "".join(_BIBTEX.get(c, c) for c in " ".join(str(text).split()))


def write_bibtex(papers: pd.DataFrame) -> str:
    """BibTeX entries of papers, one each, keyed by author, year and paper_id."""
    entries = []
    for paper, link in zip(papers.to_dict("records"), compute_links(papers), strict=True):
        date = format_date(paper["published_low"], paper["published_precision"])
        known = {key: value for key, value in paper.items() if isinstance(value, str) and value}
        first = re.sub(r"[^a-z]", "", fold_accents(str(next(iter(paper["authors"]), ""))).split(" ")[-1].lower())
        key = re.sub(r"[^A-Za-z0-9:./-]", "-", f"{first}{date[:4]}:{paper['paper_id']}".lstrip(":"))
        fields = {
            "title": "{" + escape_bibtex(known.get("title", "")) + "}",  # a second brace keeps its capitals
            "author": " and ".join(escape_bibtex(name) for name in paper["authors"]),
            "year": date[:4],
            "date": date,
            "journal": escape_bibtex(known.get("venue", "")),
            "doi": known.get("doi", "").translate({ord(c): None for c in "{}\\"}),
            "eprint": known.get("arxiv_id", ""),
            "archiveprefix": "arXiv" if known.get("arxiv_id") else "",
            "url": "" if pd.isna(link) else re.sub(r"[{}\\]", "", link),
            "keywords": ", ".join(escape_bibtex(word) for word in paper["keywords"]),
            "abstract": escape_bibtex(known.get("abstract", "")),
        }
        body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        entries.append(f"@{'article' if fields['journal'] else 'misc'}{{{key},\n{body}\n}}\n")
    return "\n".join(entries)
