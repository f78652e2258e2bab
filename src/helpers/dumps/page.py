"""Pages copied as text: titles and abstracts in blocks, among the furniture of a listing.

Blocks are told apart by what they say, never by where they stand: furniture (menus, votes, dates, links) is
recognised by its wording, an abstract by length and sentences, a title by standing before an abstract. A block
without its partner is a record of its own, rejected as unpaired.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from helpers.dumps.files import Document, find_file_date, read_lines
from helpers.dumps.records import DumpError, Notes, RawRecord
from helpers.identifiers import find_arxiv_id
from helpers.text import split_sentences

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE = re.compile(rf"(?:Published on |Submitted .{{0,60}}? on )?({_MONTH} \d{{1,2}}(?:, \d{{4}})?)", re.I)
_FURNITURE = re.compile(
    r"""(?ix)
    new | subscribe | (daily|trending|weekly|monthly)\ papers | by | ak | all\ papers
    | by\s*\[?ak\]?.{0,20}and\ the\ research\ community | (\[?ak\]?\s*)?and\ the\ research\ community
    | get\ (trending|daily)?\ ?papers\ in\ your\ (email\ )?inbox.{0,40} | submitted\ by.{0,60} | sort\ by.{0,30}
    | upvotes? | log\ ?in | sign\ ?(up|in) | menu | search | next | previous | daily | weekly | monthly | trending
    | (view\ )?(arxiv\ page|pdf|paper) | project\ page | github(\ [\d.,]+k?)? | abstract | community
    | [·•|*_–—-]* | (·\s*)?\d+\ authors? | [\[\]+–-]*\s*[\d.,]+\s?k?\s*[\[\]]* | \[\s*\] | \[?-\]?\s*\d*
    | (read|show)\ more | generated\ by\ .{0,60} | .{0,20}ai-generated\ summary | page\ \d+(\ of\ \d+)?
    | https?://\S+ | ```\w* | \[\d+\]:?\s*\S* | [a-z_]+:\s*https?://\S+
    """
)
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\(([^()\s]*)[^()]*\)|\[\d+\])")
_MARK = re.compile(r"^\s*(?:#{1,6}|[>*+-])\s+|^\s*\d+\.\s+(?=\[)|\*\*|__")
MIN_ABSTRACT = 100  # characters; shorter blocks of two sentences are taken for furniture or titles
MAX_TITLE = 400  # characters


@dataclass
class _Block:
    line: int
    text: str
    kind: str  # title, abstract, furniture, date
    arxiv_id: str | None = None


def _is_abstract(text: str) -> bool:
    """Whether a block reads as an abstract: long, with sentences, or one long finished sentence."""
    if len(text) < MIN_ABSTRACT:
        return False
    sentences = len(split_sentences(text))
    ends = text.rstrip("\"'”’)] ").endswith((".", "!", "?", "。"))
    if sentences >= 2:
        return ends or len(text) >= 250
    return (ends and len(text.split()) >= 25) or len(text) > MAX_TITLE


def _read_block(line: int, text: str) -> _Block:
    arxiv_id = next((i for m in _LINK.finditer(text) if m[2] and (i := find_arxiv_id(m[2]))), None)
    plain = " ".join(_MARK.sub("", _LINK.sub(r"\1", text)).split())
    if match := _DATE.fullmatch(plain):
        return _Block(line, match[1], "date")
    if _FURNITURE.fullmatch(plain) or not any(c.isalpha() for c in plain):
        return _Block(line, plain, "furniture")
    return _Block(line, plain, "abstract" if _is_abstract(plain) else "title", arxiv_id)


def _find_blocks(lines: Iterator[str]) -> list[_Block]:
    """The blocks of a text: paragraphs between blank lines, or single lines where there is no blank line."""
    numbered = [(n, line.strip(" \t\ufeff\x00\u200b")) for n, line in enumerate(lines, start=1)]
    full = [(n, line) for n, line in numbered if line]
    if len(full) == len(numbered) or len(full) > 0.95 * len(numbered):
        return [_read_block(n, line) for n, line in full]
    blocks, current = [], []
    for n, line in [*numbered, (0, "")]:
        if line:
            current.append((n, line))
        elif current:
            blocks += _split_paragraph(current)
            current = []
    return blocks


def _split_paragraph(lines: list[tuple[int, str]]) -> list[_Block]:
    """One paragraph as a block; furniture lines, and a title on a line of its own, come apart from the rest."""
    start = 0
    while start < len(lines) - 1 and _read_block(*lines[start]).kind in {"furniture", "date"}:
        start += 1
    end = len(lines)
    while end - 1 > start and _read_block(*lines[end - 1]).kind in {"furniture", "date"}:
        end -= 1
    body = lines[start:end]
    widest = max(len(text) for _, text in body)
    parts = [body]
    if len(body) > 1:
        first = body[0][1]
        if len(first) < min(MAX_TITLE, 0.7 * widest) and not first.endswith((".", ",", ";")):
            rest = " ".join(text for _, text in body[1:])
            if _is_abstract(rest):
                parts = [body[:1], body[1:]]
    middle = [_read_block(part[0][0], " ".join(text for _, text in part)) for part in parts]
    return [
        *[_read_block(*line) for line in lines[:start]], *middle, *[_read_block(*line) for line in lines[end:]]
    ]  # fmt: skip


def _join_paragraphs(blocks: list[_Block]) -> list[_Block]:
    """Join an abstract that a blank line broke in two.

    Two abstracts in a row are one if the first has no end, if the second begins in lower case, or if both are
    clearly shorter than the abstracts of this page; else the second has lost its title.
    """
    lengths = [len(block.text) for block in blocks if block.kind == "abstract"]
    usual = statistics.median(lengths) if len(lengths) >= 5 else 1200
    joined: list[_Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last is not None and block.kind == last.kind == "abstract":
            unfinished = not re.search(r"[.!?。][\"'”’)\]]*$|https?://\S+$", last.text)
            short = max(len(last.text), len(block.text)) < 0.75 * usual
            if unfinished or block.text[:1].islower() or short:
                last.text = f"{last.text} {block.text}"
                continue
        joined.append(block)
    return joined


def read_page(document: Document, notes: Notes, columns=None) -> Iterator[RawRecord]:
    """Records of a copied page: one for each title with its abstract, and one for each block left alone.

    The day in the page's head is the day it was listed; its year comes from the file's name.

    Raises
    ------
    DumpError
        If no title is followed by an abstract.
    """
    source = document.source
    blocks = _join_paragraphs(_find_blocks(read_lines(document, notes)))
    listed = _find_listed(blocks, document, notes)
    records: list[RawRecord] = []
    title: _Block | None = None
    pairs = 0
    for block in blocks:
        if block.kind == "furniture":
            continue
        if block.kind == "date":
            if records and title is None and records[-1].problem is None and re.search(r"\d{4}$", block.text):
                records[-1].fields.setdefault("published", [("date on the page", block.text)])
            continue
        if block.kind == "title":
            if title is not None:
                records.append(_reject(title, source, notes))
            title = block
            continue
        if title is None:
            records.append(_reject(block, source, notes))
            continue
        fields = {"title": title.text, "abstract": block.text, "listed": list(listed)}
        if arxiv_id := title.arxiv_id or block.arxiv_id:
            fields["arxiv_id"] = arxiv_id
        records.append(RawRecord(source, f"line {title.line}", fields))
        pairs += 1
        title = None
    if title is not None:
        records.append(_reject(title, source, notes))
    if pairs == 0:
        begins = " ".join(b.text for b in blocks[:3])[:60]
        raise DumpError(
            f"{source} has 0 papers: no title is followed by an abstract in its text, which begins with {begins!r}; "
            "it should be a copied page, JSON, JSONL or CSV."
        )
    yield from records


def _reject(block: _Block, source: str, notes: Notes) -> RawRecord:
    kind = (
        "an abstract without a title"
        if block.kind == "abstract"
        else "a title or other short block without an abstract"
    )
    notes.warn(source, f"{kind} was left out", f"line {block.line}: {block.text[:50]}")
    field = "abstract" if block.kind == "abstract" else "title"
    return RawRecord(source, f"line {block.line}", {field: block.text}, "unpaired block")


def _find_listed(blocks: list[_Block], document: Document, notes: Notes) -> list[tuple[str, str]]:
    """The page's own day: the first date before any abstract, with the year that the file's name gives."""
    source = document.source
    for block in blocks:
        if block.kind == "abstract":
            break
        if block.kind == "date":
            if re.search(r"\d{4}$", block.text):
                return [("day of the page", block.text)]
            named = find_file_date(document.name)
            if named is not None:
                return [("day of the page, year from the file's name", f"{block.text}, {named[:4]}")]
            notes.warn(
                source, "the page's day has no year, so it is not used; put the year into the file's name", block.text
            )
            return []
    named = find_file_date(document.name)
    return [("file name", named)] if named else []
