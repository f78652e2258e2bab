"""Rows with more or fewer cells than their header has names: cells found their columns again by their form."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from helpers.dumps.fields import CLOCKS, find_columns, fold_name
from helpers.dumps.reference_fields import find_kind_problem
from helpers.dumps.tables.table_columns import Columns
from helpers.text.dates import find_date_fault, read_date
from helpers.text.identifiers import find_arxiv_id, find_doi, find_pmid

MOST = 12  # cells too many or too few in a row that is mended
_LEARNED = 200  # rows that show what a column holds
_PROVEN, _LIKELY, _ODD, _WRONG = 4, 2, -2, -6  # how well a cell fits a column, by its form
_MOVED = -1  # for each place where cells are joined, or one is missing
_ADDRESS = re.compile(r"(?i)https?://\S+$|www\.\S+$")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?$")
_PROSE = re.compile(r"[^\W\d_]{2,}(?:\W+[^\W_]+){14,}", re.S)
_END = re.compile(r"[.!?。][\"')\]”’»\s]*$")
_LANGUAGE = re.compile(r"(?:[A-Z][a-z]{3,14}|[a-z]{2,3})(?:; ?[A-Z][a-z]{3,14})*$")
_FORMS = {  # of columns that are no fields of ours, by a word in their names
    "issn": re.compile(r"\d{4}-?\d{3}[\dXx](?:[;,] ?\d{4}-?\d{3}[\dXx])*$"), "eid": re.compile(r"2-s2\.0-\d+$"),
    "isbn": re.compile(r"[\d-]{9,17}[\dXx](?:; ?[\d-]{9,17}[\dXx])*$"), "citedby": _NUMBER, "pagecount": _NUMBER,
    "documenttype": re.compile(r"(?i)(?:journal )?article|review|conference paper|book(?: chapter)?|editorial|letter"),
}  # fmt: skip


class Mended(NamedTuple):
    """A row with a cell for each column; ``unplaced`` is the text of cells that could stand in several of them."""

    cells: list[str]
    unplaced: str


class RowMender:
    """Finds for the cells of a row the columns of one table."""

    def __init__(self, columns: Columns, separator: str, sound: Callable[[], list[list[str]]]) -> None:
        """Take how to read rows that are ``sound``, which show, when one is to be mended, what the columns hold."""
        self._separator, self._names = separator, columns.names
        self._bare = re.compile(rf"{re.escape(separator)}(?! )")  # as no prose has it
        fields = [find_columns([name]).keys() for name in columns.names]
        named = {name: field for field, name in columns.named.items()}
        self._fields = [
            named.get(name) or next(iter(found), "") for name, found in zip(self._names, fields, strict=True)
        ]
        folded = [fold_name(name) for name in self._names]
        self._forms = [next((form for word, form in _FORMS.items() if word in name), None) for name in folded]
        self._spills = ["fundingtext" in name for name in folded]  # Scopus names one of them and writes several
        strict = {*_READ, "language"}
        self._strict = [n for n, field in enumerate(self._fields) if field in strict or self._forms[n]]
        self._read_sound = sound

    @cached_property
    def _held(self) -> list[Counter[str]]:
        """What the columns hold in sound rows: their cells, and behind a NUL the forms of these."""
        held: list[Counter[str]] = [Counter() for _ in self._names]
        for cells in self._read_sound()[:_LEARNED]:
            for counter, cell in zip(held, cells, strict=True):
                counter.update({cell.strip(), f"\0{_name_form(cell)}"} if cell.strip() else ())
        return held

    def is_wrong(self, cells: Sequence[str]) -> bool:
        """Whether a cell of a row has not the form of its column, as where all cells behind one are moved."""
        return any(self._fit(column, cells[column]) < 0 for column in self._strict)

    def proves(self, cells: Sequence[str], joint: int) -> bool:
        """Whether a row that was broken at a column, and joined, has behind it what the columns there hold."""
        behind = any(self._fit(n, cells[n]) == _PROVEN for n in self._strict if n > joint)
        prose = all(self._fit(n, cells[n]) > 0 for n, field in enumerate(self._fields) if field == "abstract")
        return behind and prose and not self.is_wrong(cells)

    def mend(self, cells: list[str], settled: Sequence[str] = ()) -> Mended | None:
        """The row with its cells in their columns; None where no one arrangement is shown to be right by forms.

        Of all arrangements in order, where a column holds one cell, several that an unquoted separator parted, or none,
        the one in which most cells have the form of their columns. Titles and abstracts must be in one place only. A
        row that was ``settled`` without regard to forms stands where no arrangement is much better.
        """
        if not 1 < len(cells) <= len(self._names) + MOST or len(cells) < len(self._names) - MOST:
            return None
        steps = self._compare_steps(cells)
        width, end = len(self._names), len(cells)
        ahead: list[dict[int, int]] = [{} for _ in range(width + 1)]  # the best of what is left, by the next cell
        ahead[width][end] = 0
        for column in range(width - 1, -1, -1):
            for start, ways in steps[column].items():
                scores = [score + ahead[column + 1][stop] for stop, score in ways.items() if stop in ahead[column + 1]]
                if scores:
                    ahead[column][start] = max(scores)
        if 0 not in ahead[0] or (settled and sum(map(self._fit, range(width), settled)) - _WRONG > ahead[0][0]):
            return None
        best = [{0}, *(set() for _ in range(width))]  # cells at which a best arrangement comes to a column
        spans: list[set[tuple[int, int]]] = []
        for column in range(width):
            found = {
                (start, stop)
                for start in best[column]
                for stop, score in steps[column][start].items()
                if score + ahead[column + 1].get(stop, -(10**9)) == ahead[column][start]
            }
            spans.append(found)
            best[column + 1] = {stop for _, stop in found}
        return self._lay_out(cells, spans)

    def keep(self, cells: list[str]) -> Mended | None:
        """What stands in place at the front of a row with too many cells: up to the last that its form proves.

        None where title or abstract do not stand before such a cell.
        """
        last = -1
        for column, cell in enumerate(cells[: len(self._names)]):
            fit = self._fit(column, cell)
            if fit <= _ODD:
                break
            ended = self._fields[column] == "abstract" and _END.search(cell[-20:])
            if fit == _PROVEN and (ended or self._fields[column] in _READ):
                last = column
        if len(cells) <= len(self._names) or not {"title", "abstract"} <= {*self._fields[: last + 1]}:
            return None
        empty = [""] * (len(self._names) - last - 1)
        return Mended(cells[: last + 1] + empty, self._separator.join(cells[last + 1 :]))

    def _compare_steps(self, cells: list[str]) -> list[dict[int, dict[int, int]]]:
        """For each column and each cell at which it may begin, where it may end and how well that fits."""
        width, more = len(self._names), len(cells) - len(self._names)
        steps: list[dict[int, dict[int, int]]] = []
        for column in range(width):
            missed = _MOVED + (_ODD if self._fields[column] in ("title", "abstract") else 0)
            found: dict[int, dict[int, int]] = {}
            for start in range(max(0, column + min(more, 0)), min(len(cells), column + max(more, 0)) + 1):
                ways = {start: missed} if more < 0 else {}
                for stop in range(start + 1, min(len(cells), start + 1 + max(more, 0)) + 1):
                    text = self._separator.join(cells[start:stop])
                    moved = stop > start + 1 and not self._spills[column]
                    ways[stop] = self._fit(column, text) + (_MOVED if moved else 0)
                found[start] = ways
            steps.append(found)
        return steps

    def _fit(self, column: int, text: str) -> int:
        """How well the form of a text fits a column; nothing fits any."""
        field, odd = self._fields[column], -(text[:1] == " ")  # behind a comma of prose
        if not (text := text.strip()):
            return 0
        joined = self._bare.search(text) is not None
        if field in ("title", "abstract"):
            odd -= text[0].islower() + joined
        if field in _READ:
            return _PROVEN if _READ[field](text) and not joined else _WRONG
        if field == "abstract":
            return odd + (_PROVEN if _PROSE.search(text) else _ODD)
        if field in ("title", "authors", "venue"):
            plain = not (_ADDRESS.match(text) or _NUMBER.match(text) or find_doi(text))
            return odd + (0 if len(text) < 500 or field == "authors" else _ODD) if plain else _WRONG
        if field == "language":
            return _LIKELY if _LANGUAGE.match(text) else _WRONG
        if form := self._forms[column]:
            return _PROVEN if form.match(text) else _ODD
        held = self._held[column]
        if held[text] > 1 or (find_kind_problem([text]) and "type" in fold_name(self._names[column])):
            return _LIKELY
        known = sum(n for key, n in held.items() if key[:1] == "\0")
        return (1 if held[f"\0{_name_form(text)}"] else _ODD) if known > 2 else 0

    def _lay_out(self, cells: list[str], spans: list[set[tuple[int, int]]]) -> Mended | None:
        """The row that the best arrangements agree on; None if they do not on title and abstract, or prove nothing."""
        row, proven = [], 0
        for column, found in enumerate(spans):
            certain = len(found) == 1
            text = self._separator.join(cells[slice(*next(iter(found)))]) if certain else ""
            fit = self._fit(column, text)
            if fit == _WRONG or (self._fields[column] in ("title", "abstract") and not certain):
                return None
            if self._fields[column] == "abstract" and text and fit < _LIKELY and found != {(column, column + 1)}:
                return None  # moved, and no prose
            proven += fit > _LIKELY
            row.append(text)
        if not proven:
            return None
        doubtful = [found for found in spans if len(found) > 1]
        places = sorted({place for found in doubtful for span in found for place in range(*span)})
        parts = [[place] for place in places[:1]]
        for before, place in pairwise(places):
            parts[-1].append(place) if place == before + 1 else parts.append([place])
        unplaced = " … ".join(self._separator.join(cells[place] for place in part) for part in parts)
        return Mended(row, unplaced.strip(f"{self._separator} "))


def _is_date(text: str) -> bool:
    date = read_date(text) if len(text) < 40 else None
    return date is not None and find_date_fault(date) is None


_READ = {
    "doi": lambda text: " " not in text and find_doi(text), "pmid": find_pmid, "url": _ADDRESS.match,
    "arxiv_id": find_arxiv_id, "votes": _NUMBER.match, **dict.fromkeys(CLOCKS, _is_date),
}  # fmt: skip


def _name_form(text: str) -> str:
    """What a cell looks like."""
    text = text.strip()
    if _NUMBER.match(text):
        return "number"
    if _ADDRESS.match(text):
        return "address"
    if _is_date(text):
        return "date"
    return "long" if len(text) > 200 else "list" if ";" in text else "words"
