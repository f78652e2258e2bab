"""Pages copied as text, by whatever tool: titles and abstracts in blocks, among the furniture of a listing.

Links become plain text with an address (``page_links``), lines become blocks told apart by what they say
(``page_blocks``), blocks become cards (``page_cards``). Pages that name their fields have a reader of their own
(``page_labels``), and so have tables. A block without its partner is a record of its own, rejected as unpaired.
"""

import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus

from helpers.dumps.decoding import find_file_date, read_lines
from helpers.dumps.likeness import find_likeness
from helpers.dumps.packing import Document
from helpers.dumps.pages.markdown_table import is_markdown_table, read_markdown_table
from helpers.dumps.pages.page_blocks import Block, find_blocks, measure
from helpers.dumps.pages.page_cards import Card, find_cards, is_summary
from helpers.dumps.pages.page_labels import count_labels, read_labelled, read_single
from helpers.dumps.pages.page_links import resolve_links
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.text.identifiers import find_arxiv_month

_COPIED = re.compile(
    r"(?i)\b(?:exported|retrieved|captured|crawled|accessed|fetched|saved|downloaded|scraped|date)\b[^\n\d]{0,20}"
    r"((?:19|20)\d\d-[01]\d-[0-3]\d)"
)
_DAY_LINK = re.compile(r"/papers/date/((?:19|20)\d\d-[01]\d-[0-3]\d)")
_QUERY = re.compile(r"/papers\?q=([^\s&)\"'<>]{1,200})")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CODE = re.compile(r"^\s{0,3}```(?:python|py|bash|sh|shell|console|js|json|yaml|c|cpp|java|rust|go)\b", re.M)
_STATEMENT = re.compile(
    r"^(?:\t@?\S|\.PHONY|#include|def |class |function |import |from \w+ import|\s*[\w.]+\s*[:?+]?=\s?\S|\s*return\b)",
    re.M,
)
_LEGAL = re.compile(
    r"permission is hereby granted|licensed under the|the software is provided|gnu (?:lesser |affero )?general public"
    r"|redistribution and use in source|terms and conditions|creative commons corporation",
    re.I,
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
SECTION = 24  # characters; where headings are shorter on the median, they head sections and not papers
LETTERS = 0.8  # share of letters and spaces; less is code or a table (abstracts full of formulas have 0.85)
_LOOKED_AT = 300_000  # characters of a head in which a page is looked for


@dataclass
class _Page:
    """What was found on a page."""

    form: str  # cards, labels, single
    cards: list[Card]
    begins: str
    day: Block | None = None
    heads: int = 0  # lines of the known wording of a listing's head
    left: int = 0  # lines outside the pages of single papers

    def whole(self) -> list[Card]:
        """The cards with both a title and an abstract."""
        return [card for card in self.cards if card.title and card.abstract]


def _read_lines_of_page(raw: list[str]) -> _Page:
    if raw and raw[0].strip("\ufeff \t") == "---":  # lines between two such ones at the very beginning are no text
        end = next((i for i in range(1, min(60, len(raw))) if raw[i].strip() == "---"), -1)
        raw = [""] * (end + 1) + raw[end + 1 :]
    lines = resolve_links(raw)
    begins = " ".join(line.text for line in lines[:40] if line.text)[:60]
    cards, left = read_single(lines)
    page = _Page("single", cards, begins, left=left)
    if not page.whole() and count_labels(lines):
        page = _Page("labels", list(read_labelled(lines)), begins)
    if page.whole():
        return page
    blocks = find_blocks(lines)
    heads = sum(block.kind in {"head", "authors", "by", "votes"} for block in blocks)
    cards, day = find_cards(blocks)
    return _Page("cards", cards, begins, day, heads)


def _is_convincing(page: _Page, text: str) -> bool:
    """Whether the pairs found are papers rather than the sections of a README, a licence or a log."""
    whole = page.whole()
    if whole and (page.form != "cards" or page.heads >= 2 or any(card.title.strong == 2 for card in whole)):
        return True
    if len(whole) < max(1, 0.4 * len(page.cards)) or _CODE.search(text) or _LEGAL.search(text[:20_000]):
        return False
    statements = len(_STATEMENT.findall(text)) / max(1, sum(map(bool, map(str.strip, text.split("\n")))))
    if statements > 0.1 or text.count("</") > 0.5 * text.count("\n") + 5:
        return False
    shown = [card.abstract.text[:3000] for card in whole]
    if statistics.median(sum(c.isalpha() or c == " " for c in text) / len(text) for text in shown) < LETTERS:
        return False
    headings = [card.title.text for card in whole if card.title.level]
    if 2 * len(headings) < len(whole) or any(card.arxiv_id or card.published for card in whole):
        return True
    return statistics.median(map(measure, headings)) >= SECTION  # "Installation", "How to use it"


def read_page(document: Document, notes: Notes, columns: object = None) -> Iterator[RawRecord]:
    """Records of a copied page: one for each title with its abstract, and one for each block left alone.

    The day in the page's head is the day it was listed; a day on a paper's card is its publication, and "Submitted
    by … on …" its listing. A day without a year gets the year in which the page was copied (from the file's name or
    from the page), or that of the paper's arXiv id; else it is not used. If no title is followed by its abstract, a
    DumpError is raised.
    """
    source = document.source
    raw = list(read_lines(document, notes))
    beginning = "\n".join(raw[:3000])[:_LOOKED_AT]
    named = find_file_date(document.name)
    if is_markdown_table(beginning):
        notes.facts.setdefault("formats", {})[source] = "markdown table"
        yield from _check_summaries(read_markdown_table(raw, source, notes, named), source, notes)
        return
    page = _read_lines_of_page(raw)
    del raw
    if not _is_convincing(page, beginning):
        looks, way_out = find_likeness(beginning.split("\n"))
        found = f"{len(page.cards)} titles but no abstracts" if page.form == "labels" and page.cards else None
        raise DumpError(
            f"{source} has 0 papers: {found or 'no title of a paper is followed by its abstract'} in its text, which "
            f"begins with {page.begins!r} and looks like {looks}; {way_out}."
        )
    if query := _QUERY.search(beginning):
        notes.facts.setdefault("searches", {})[source] = unquote_plus(query[1])
    if page.left:
        notes.warn(source, "lines around the page of a single paper (comments, menus) were left out", count=page.left)
    told = _COPIED.search(beginning[:4000]) or _DAY_LINK.search(beginning[:20_000])
    copied = named or (told[1] if told else None)
    listed = _find_listed(page, named, copied, source, notes)
    records = (_make_record(card, source, copied, listed, page.form, notes) for card in page.cards)
    yield from _check_summaries(records, source, notes)


def _make_record(card: Card, source: str, copied: str | None, listed: list, form: str, notes: Notes) -> RawRecord:
    if card.title is None or (card.abstract is None and form == "cards"):
        name, block, what = "title", card.title, "a title or other short block without an abstract"
        if block is None:
            name, block, what = "abstract", card.abstract, "an abstract without a title"
        notes.warn(source, f"{what} was left out", f"line {block.line}: {block.text[:50]}")
        fields = {name: block.text, **({"arxiv_id": card.arxiv_id} if card.arxiv_id else {})}
        return RawRecord(source, f"line {block.line}", fields, "unpaired block")
    published = [dated for day in card.published[:2] if (dated := _date(day, card.arxiv_id, copied, source, notes))]
    fields = {
        "title": card.title.text, "abstract": card.abstract.text if card.abstract else None, "arxiv_id": card.arxiv_id,
        "votes": card.votes, "authors": card.authors, "categories": card.categories,
        "published": list(dict.fromkeys(published)),
    }  # fmt: skip
    fields = {name: value for name, value in fields.items() if value}
    fields["listed"] = [("day on the page", day) for day in card.listed if _YEAR.search(day)] + listed
    return RawRecord(source, f"line {card.line}", fields)


def _date(day: str, arxiv_id: str | None, copied: str | None, source: str, notes: Notes) -> tuple[str, str] | None:
    """A day on a card as (name, day with its year); None, with a warning, where no year can be inferred."""
    if _YEAR.search(day):
        return "date on the page", day
    month = _MONTHS.index(day[:3].lower()) + 1
    year = None
    if by_id := find_arxiv_month(arxiv_id) if arxiv_id else None:  # it gets its id in the days after its submission
        year = int(by_id[:4]) - (month > int(by_id[5:]))
    if not copied and year is not None:
        return "date on the page, year of its arXiv id", f"{day}, {year}"
    late = copied and len(copied) >= 7 and month > int(copied[5:7])
    if copied and not late and year in {None, int(copied[:4])}:
        return "date on the page, year of the copy", f"{day}, {copied[:4]}"
    notes.warn(source, "a paper's date has no year and none can be inferred, so it is not used", day)
    return None


def _check_summaries(records: Iterator[RawRecord], source: str, notes: Notes) -> Iterator[RawRecord]:
    """Hand records on, counting abstracts so short that they may be summaries made by a machine."""
    for record in records:
        abstract = record.fields.get("abstract", "")
        if record.problem is None and (is_summary(abstract) or abstract.startswith("a) ")):
            what = "an abstract is so short, or in such points, that it may be a machine's summary"
            notes.warn(source, what, record.fields.get("title"))
        yield record


def _find_listed(
    page: _Page, named: str | None, copied: str | None, source: str, notes: Notes
) -> list[tuple[str, str]]:
    """The page's own day: the date in its head, with the year that the file's name or the page itself gives."""
    if page.day is None:
        return [("file name", named)] if named else []
    day, year, origin = page.day.text, named or copied, "the file's name" if named else "the page itself"
    if _YEAR.search(day):
        return [("day of the page", day)]
    if year:
        return [(f"day of the page, year from {origin}", f"{day}, {year[:4]}")]
    notes.warn(source, "the page's day has no year, so it is not used; put the year into the file's name", day)
    return []
