"""Blocks of a copied page put together to cards: a title, its abstract, and what stands around them.

Nothing is paired by parity. Where most titles are links to papers or headings, only such are titles; elsewhere a title
is the short block before an abstract. What finds no partner is a card with one side, for the reader to report.
"""

import re
import statistics
from dataclasses import dataclass, field

from helpers.dumps.pages.page_blocks import Block, is_finished, is_names, is_person, measure
from helpers.text.sentences import split_sentences

_NUMBERED = re.compile(r"\[?(\d{1,5})[\].)]\s+(?=\S)")
_SKIPPED = frozenset({"furniture", "head", "votes", "number", "authors", "by", "date"})


@dataclass(slots=True)
class Card:
    """One paper as a page shows it; ``title`` or ``abstract`` is None where its partner was not found."""

    title: Block | None
    abstract: Block | None = None
    arxiv_id: str | None = None
    votes: str | None = None
    authors: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return (self.title or self.abstract).line


def _is_prose(block: Block, words: int, length: int) -> bool:
    size, many = measure(block.text), len(block.text.split()) >= words
    asks = block.text.rstrip().endswith(("?", "!"))
    return size >= length and (many or size > len(block.text)) and not asks and is_finished(block.text)


def _announces(block: Block) -> bool:
    """Whether a block leads to a list or a formula: "We make three contributions to …:"."""
    return block.text.rstrip().endswith(":") and len(block.text) >= 80 and len(block.text.split()) >= 12


def _settle(blocks: list[Block]) -> None:
    """Decide what only the neighbours tell: one-word titles, short abstracts, names of those who submitted."""
    last: Block | None = None  # the last title or abstract
    strong: Block | None = None
    by = False
    for index, block in enumerate(blocks):
        if block.kind == "either":
            before = blocks[index - 1].kind if index else ""
            after = blocks[index + 1].kind if index + 1 < len(blocks) else ""
            block.kind = "title" if before not in {"either", "head"} and after == "abstract" else "furniture"
        if block.kind == "title" and not block.strong and by:
            block.kind, by = "furniture", False
        elif block.kind == "title" and last is not None and last.kind == "title":
            same = block.arxiv_id is not None and block.arxiv_id == last.arxiv_id
            under = strong is last and not block.strong and not block.target
            if (same and measure(block.text) >= 60) or (under and _is_prose(block, 8, 60)):
                block.kind = "abstract"
            elif not block.strong and (_is_prose(block, 12, 80) or _announces(block)):
                following = (after.kind for after in blocks[index + 1 : index + 20] if after.kind not in _SKIPPED)
                if next(following, None) != "abstract":
                    block.kind = "abstract"
        if block.kind in {"title", "abstract"}:
            last, strong = block, block if block.kind == "title" and block.strong else strong
        by = block.kind == "by" or (by and block.kind not in {"title", "abstract"})


def _join_paragraphs(blocks: list[Block], marked: int) -> list[Block]:
    """Join an abstract that a blank line, a list or a formula broke into several blocks.

    Two abstracts in a row are one if the first has no end, if the second begins in lower case, if titles are marked
    on this page and nothing stands between the two, or if both are clearly shorter than the abstracts of this page;
    else the second has lost its title.
    """
    lengths = [measure(block.text) for block in blocks if block.kind == "abstract"]
    usual = statistics.median(lengths) if len(lengths) >= 5 else max(lengths) if len(lengths) > 2 else 1200
    between = any(block.kind in {"authors", "date", "votes", "number"} for block in blocks)
    joined: list[tuple[Block, list[str]]] = []  # blocks with the texts of which they consist
    for block in blocks:
        last, pieces = joined[-1] if joined else (block, [])
        if joined and last.kind == "abstract" and not block.strong:
            ended, low = is_finished(pieces[-1]), block.text[:1].islower()
            if block.kind == "abstract":
                short = max(sum(map(len, pieces)), measure(block.text)) < 0.75 * usual
                same = marked and between and not (block.arxiv_id and block.arxiv_id != last.arxiv_id)
                joins = not ended or low or short or same
            else:
                formula = block.text[:1] in {"$", "\\"}
                goes_on = formula or low or block.bullet or block.text.rstrip().endswith((".", "。"))
                joins = not ended and {"furniture": formula, "title": goes_on}.get(block.kind, False)
            if joins:
                pieces.append(block.text)
                continue
        joined.append((block, [block.text]))
    for block, pieces in joined:
        block.text = " ".join(pieces)
    return [block for block, _ in joined]


def _find_style(blocks: list[Block]) -> tuple[int, int]:
    """How titles are marked on this page (2 as links to papers, 1 as headings, 0 not at all), and their usual level."""
    titles: list[Block] = []  # the most marked one before each abstract
    best: Block | None = None
    for block in blocks:
        if block.kind == "title":
            best = block if best is None or block.strong >= best.strong else best
        elif block.kind == "abstract" and best is not None:
            titles.append(best)
            best = None
    for strength in (2, 1):
        if titles and sum(title.strong >= strength for title in titles) >= 0.6 * len(titles):
            return strength, statistics.mode(title.level for title in titles)
    return 0, 0


def _find_front(blocks: list[Block]) -> int:
    """How many blocks belong to the head of the page: up to its last line of known wording, and the day after it."""
    first = next((i for i, block in enumerate(blocks) if block.kind == "abstract"), 0)
    heads = [i for i in range(first) if blocks[i].kind == "head"]
    if not heads:
        return 0
    front = heads[-1] + 1
    after = blocks[front : min(first, front + 40)]
    at = next((i for i, block in enumerate(after) if block.kind == "date" or block.strong), 0)
    dated = bool(after) and after[at].kind == "date" and sum(block.kind == "title" for block in after[:at]) <= 1
    return front + (at + 1 if dated else 0)


def find_cards(blocks: list[Block]) -> tuple[list[Card], Block | None]:
    """The cards of a page, whole ones and halves, and the day in its head; kinds of blocks are settled in place."""
    _settle(blocks)
    style, level = _find_style(blocks)
    blocks = _join_paragraphs(blocks, style)
    front = _find_front(blocks)
    first = next((i for i, block in enumerate(blocks) if block.kind == "abstract"), 0)
    day = next((block for block in blocks[: front or first] if block.kind == "date"), None)
    kinds = (block.kind for block in blocks[front:] if block.kind in {"title", "abstract", "date", "number"})
    gatherer = _Gatherer(style, level, next(kinds, None) == "number", _has_single_names(blocks))
    for block in blocks[front:]:
        if block is not day:
            gatherer.take(block)
    return gatherer.finish(), day


def _has_single_names(blocks: list[Block]) -> bool:
    """Whether most abstracts here follow a title and what may be one person's name."""
    blocks = [block for block in blocks if block.kind in {"title", "abstract"}]
    named = [
        before.kind == name.kind == "title" and is_person(name.text)
        for before, name, block in zip(blocks, blocks[1:], blocks[2:], strict=False)
        if block.kind == "abstract"
    ]
    return len(named) >= 3 and sum(named) >= 0.6 * len(named)


@dataclass
class _Gatherer:
    """Takes blocks one by one and puts cards together."""

    style: int
    level: int
    counts_first: bool  # whether the number of votes stands before the title
    single_names: bool  # whether a title is followed by the name of its author
    cards: list[Card] = field(default_factory=list)
    votes: dict[str, str] = field(default_factory=dict)  # by arXiv id
    title: Block | None = None
    names: Block | None = None
    weak: Block | None = None  # the block just before, if it may be a title that lost its mark
    numbers: list[str | None] = field(default_factory=list)
    upvote: bool = False
    heading_day: str | None = None
    open: Card | None = None  # the last whole card
    pending: Card = field(default_factory=lambda: Card(None))  # what stands between a title and its abstract
    dated_line: int = 0

    def take(self, block: Block) -> None:
        takers = {"title": self._take_title, "abstract": self._take_abstract}
        takers.get(block.kind, self._take_rest)(block)

    def _take_title(self, block: Block) -> None:
        marked = block.strong == 2 or (self.style == 1 and block.level == self.level)
        if self.style and not marked:
            if self.title is not None and is_names(block.text):
                self.names = block
            self.weak = block
            return
        named = (is_person if self.single_names else is_names)(block.text)
        if self.style == 0 and self.title is not None and named and self.names is None:
            self.names = block
            return
        last = self.open
        same = last is not None and last.arxiv_id is not None and last.arxiv_id == block.arxiv_id
        if same and len(block.text) < 60 and block.text != last.title.text:
            return  # an organisation, or whatever else leads to the same paper
        self._drop_title()
        counted = len(self.numbers) > 1 or (self.numbers and self.counts_first)
        self.title, self.pending = block, Card(None, votes=self.numbers[-1] if counted else None)
        self.numbers, self.weak, self.open = [], None, None

    def _take_abstract(self, block: Block) -> None:
        title = self.title or (self.weak if self.style else None)
        card = self.pending if title else Card(None)
        card.title, card.abstract = title, block
        self.cards.append(card)
        self.open = card if title else None
        if title:
            card.arxiv_id = title.arxiv_id or block.arxiv_id or card.arxiv_id
            card.authors = split_names(self.names.text) if self.names else []
            card.listed += [self.heading_day] if self.heading_day else []
            self.title, self.names, self.weak, self.pending = None, None, None, Card(None)

    def _drop_title(self) -> None:
        """Keep a title that found no abstract as a card of its own."""
        if self.title is not None:
            self.pending.title, self.pending.arxiv_id = self.title, self.title.arxiv_id
            self.cards.append(self.pending)
            self.title = self.names = None

    def _take_rest(self, block: Block) -> None:
        card = (self.pending if self.title is not None else self.open) or Card(None)  # the last is for nobody
        upvote, self.upvote = self.upvote, False
        self.weak = self.weak if block.kind == "furniture" else None
        if block.kind == "votes":
            if block.value and block.arxiv_id:
                self.votes.setdefault(block.arxiv_id, block.value)
            elif block.value:
                card.votes = block.value
            self.upvote = block.value is None and not block.arxiv_id
        elif block.kind == "number":
            if upvote and (self.title or self.open):
                card.votes = block.value
            elif block.line != self.dated_line or block.line == 0:
                self.numbers.append(block.value)
        elif block.kind == "date":
            if block.level:
                self.heading_day = block.text
            else:
                (card.listed if block.value == "by" else card.published).append(block.text)
            self.dated_line, self.numbers = block.line, []
        elif block.kind == "furniture" and block.text and not card.arxiv_id:
            card.arxiv_id = block.arxiv_id

    def finish(self) -> list[Card]:
        """All cards, with the votes that their ids have, without the numbers of a list before their titles."""
        self._drop_title()
        for card in self.cards:
            card.votes = self.votes.get(card.arxiv_id or "", card.votes)
        titles = [card.title for card in self.cards if card.title is not None]
        counts = [int(match[1]) for title in titles if (match := _NUMBERED.match(title.text))]
        if len(counts) >= 3 and len(counts) > 0.6 * len(titles) and counts == sorted(set(counts)):
            for title in titles:
                title.text = _NUMBERED.sub("", title.text)
        return self.cards


def split_names(text: str) -> list[str]:
    """Names out of "Ada Clark, Jo van Dijk and Li Wei"."""
    parts = re.split(r"\s*[,;·]\s*(?:and\s+)?|\s+(?:and|&)\s+|\s+(?=\+\s?\d)", text)
    names = dict.fromkeys(part.strip(" *†‡§¹²³.,") for part in parts)
    return [name for name in names if name and not re.fullmatch(r"\+?\s*\d+ authors?|et al|\+\d+", name)]


def is_summary(text: str) -> bool:
    """Whether an abstract is a single sentence, as are the summaries that some listings show instead of it."""
    return measure(text) < 350 and len(split_sentences(text)) < 2
