"""Lines of a copied page gathered into blocks, each told by what it says: title, abstract, date, votes, furniture."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import unquote

from helpers.text.identifiers import find_arxiv_id
from helpers.text.sentences import split_sentences

MIN_ABSTRACT = 100  # characters; shorter blocks are taken for furniture or titles unless their place tells more
MAX_TITLE = 400  # characters
WIDE = 250  # characters; a line longer than this was not wrapped by hand or by a program
_SEEN = 5000  # characters of a block that are looked at

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
DAY = rf"{_MONTH}\s\d{{1,2}}(?:,\s\d{{4}})?|\d{{1,2}}\s{_MONTH},?\s\d{{4}}|\d{{4}}-\d\d-\d\d"
_DATE = re.compile(
    rf"[·•\s]*(?P<how>Published(?: on)?:?|Submitted .{{0,60}}?\bon)?\s*(?P<day>{DAY})[·•\s]*(?P<count>\d{{1,5}})?", re.I
)
_SUBMITTED = re.compile(rf"[·•\s-]*submitted by(?P<who> .{{1,80}}?(?: on (?P<day>{DAY}))?)?", re.I)
_NUMBER = re.compile(r"[\s\[\]+·•]*(?P<n>\d[\d.,]{0,8}\s?k?)[\s\[\]]*", re.I)
_VOTES = re.compile(r"(?:\[-\]|upvotes?:?|▲|△|👍)\s*(?P<n>\d[\d.,]{0,8}\s?k?|-)?(?:\s*\+\d+)?", re.I)
_AUTHORS = re.compile(r"[·•+\s-]*\d{1,5}\s+authors?|authors?:?", re.I)
_HEAD = re.compile(
    r"""(?ix)
    (daily|trending|weekly|monthly)\ papers(\ [-|·]\ hugging\ face)? | by\s*\[?ak\]? | ak | subscribe
    | (by\s*\[?ak\]?)?.{0,20}and\ the\ research\ community
    | get\ (trending|daily)?\ ?papers\ in\ your\ (email\ )?inbox.{0,40} | hugging\ face('s\ logo)?
    """
)
_FURNITURE = re.compile(
    r"""(?ix)
    new | all\ papers | sort\ by.{0,30} | upvotes? | log\ ?in | sign\ ?(up|in) | menu | search | next | previous
    | daily | weekly | monthly | trending | (view\ )?(arxiv\ page|pdf|paper)(\ view\ pdf)? | project\ page
    | (link:\s*)?github(\ [\d.,]+\ ?k?)? | abstract | community | [·•|*_–—\s-]* | [\[\]\s+–-]* | comments?
    | (read|show)\ more | generated\ by\ .{0,80} | .{0,20}ai-generated\ summary | page\ \d+(\ of\ \d+)?
    | ```.{0,20} | ~~~.{0,20} | \[\d+\]:?\s*\S* | [a-z_]+:\s*https?://\S+ | <?https?://\S+>? | -{3,} | ={3,}
    | \[?content\ truncated\]? | (copy|view)\ (as\ )?markdown | add\ to\ collection | papers?\ arxiv:\S+
    | (hugging\ face\ )?(models|datasets|spaces|docs|enterprise|pricing|posts|blog|buckets(\ new)?|website|tasks)
    | huggingchat|collections|languages|organizations|learn|discord|forum|solutions|team\ &\ enterprise|hardware
    | hugging\ face\ pro|inference\ (providers|endpoints)|storage\ buckets|tos|privacy|about|careers|company
    | system\ theme | trending\ papers\ ranked\ by.{0,60} | [△▽].{0,10} | share | save | like | follow | reply
    """
)
# One word that is as good a title as a menu: it is one where an abstract follows it.
_EITHER = frozenset(
    """
    search community attention menu next previous daily weekly monthly trending new models datasets tasks collections
    languages organizations learn hardware privacy save follow paper comments discord forum
    """.split()  # noqa: SIM905
)
_MARK = re.compile(r"^\s*(?:#{1,6}|[>*+•·-])\s+|^\s*\d+\.\s+(?=\[)|\*\*|__")
_LEADING = re.compile(r"^(?:\s*(?:[-*+•]|#{1,6}|>)\s+)+")
_TAG = re.compile(r"</?[a-z][^<>]{0,300}>|<!--.{0,300}?-->", re.I)
_INVISIBLE = dict.fromkeys(
    [0, 0x61C, 0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)]
)
_STOP = re.compile(r"[.!?。！？…][\"'”’)\]】」』]*(?:</\w{1,10}>)*\s*$")
_WIDE_SCRIPT = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NAME = re.compile(r"(?:[^\W\d_][\w.'’-]*\s+){0,4}[^\W\d_][\w.'’-]*[*†‡§¹²³\d,]{0,4}")
_PARTICLES = frozenset("de da di del van von der den la le el al bin ibn dos e y und and".split())  # noqa: SIM905


@dataclass(slots=True)
class Line:
    """One line of a page, or one link that runs over several lines."""

    number: int
    text: str
    target: str | None = None  # the address that it leads to: "" if unknown, None if it is no link
    level: int = 0  # the number of "#" of a heading, 7 for bold lines
    alone: bool = False  # whether it is a block of its own


@dataclass(slots=True)
class Block:
    """A piece of a page and what it is taken for.

    ``kind`` is title, abstract, date, votes, number, authors, by (the line "Submitted by"), head (of the page),
    furniture or either (a word that is a title if an abstract follows).
    """

    line: int
    text: str
    kind: str
    arxiv_id: str | None = None
    target: str | None = None
    level: int = 0
    value: str | None = None
    bullet: bool = False

    @property
    def strong(self) -> int:
        """How surely a title is one: 2 for the link to a paper, 1 for a heading, else 0."""
        return 2 if self.arxiv_id and self.target else 1 if self.level else 0


def is_finished(text: str) -> bool:
    """Whether a text ends as a sentence or with an address."""
    tail = text[-200:]
    return bool(_STOP.search(tail)) or bool(re.search(r"https?://\S+$", tail))


def measure(text: str) -> int:
    """Length of a text in Latin letters: a Chinese, Japanese or Korean character says as much as three."""
    return len(text) + (0 if text.isascii() else 2 * len(_WIDE_SCRIPT.findall(text[:_SEEN])))


def is_abstract(text: str) -> bool:
    """Whether a text alone reads as an abstract: long, with sentences, or one long finished sentence."""
    length, seen = measure(text), text[:_SEEN]
    if not MIN_ABSTRACT <= length <= MAX_TITLE:
        return length > MAX_TITLE
    ends = bool(_STOP.search(text[-200:]))
    if len(split_sentences(seen)) >= 2:
        return ends or length >= 250
    return ends and (len(seen.split()) if length == len(text) else length / 6) >= 25


def is_names(text: str) -> bool:
    """Whether a line is a list of persons: "Ada B. Clark, Jo van Dijk and Li Wei"."""
    text = text.strip("*_ ")
    if not 7 < len(text) < 3000 or (_STOP.search(text[-3:]) and not text.endswith(".")):
        return False
    parts = [part.strip() for part in re.split(r"[,;·]|\s(?:and|&)\s", text) if part.strip()]
    if len(parts) < 2 or not re.search(r"[,;·]", text):  # "Quiet Gates and Their Price" is a title
        return False
    for part in parts:
        words = part.split()
        small = any(word[0].islower() and word.lower() not in _PARTICLES for word in words)
        if small or len(words) > 5 or not _NAME.fullmatch(part[:200]):
            return False
    return sum(" " in part for part in parts) >= 0.6 * len(parts)


def is_person(text: str) -> bool:
    """Whether a line may also be the name of one person, or two: a few words, all but particles with a capital."""
    capitals = [word for word in text.strip("*_ ").split() if word.lower() not in _PARTICLES]
    return is_names(text) or (
        2 <= len(capitals) <= len(text.split()) <= 9
        and all(word[0].isupper() for word in capitals)
        and all(_NAME.fullmatch(part.strip("*_ ")[:200]) for part in text.split(" and "))
    )


def plain_text(text: str) -> str:
    """A line or paragraph without marks of headings, lists and bold type, its spaces collapsed."""
    return " ".join(_MARK.sub("", text).split())


def read_block(line: Line) -> Block:
    """One line or paragraph with its kind, by its own text and address alone."""
    text, address = line.text, unquote(line.target or "")
    bullet = text.lstrip()[:2] in {"- ", "* ", "+ ", "• "} or bool(re.match(r"\s{0,8}\(?\d{1,2}[.)]\s", text[:20]))
    plain = plain_text(text)
    arxiv_id = find_arxiv_id(address) if address else None
    block = Block(line.number, plain, "furniture", arxiv_id, line.target, line.level, None, bullet)
    if len(plain) > 300:
        kind = None if any(c.isalpha() for c in plain[:_SEEN]) else "furniture"
    else:
        shown = " ".join(_LEADING.sub("", _TAG.sub("", plain.translate(_INVISIBLE))).split())
        kind = _read_short(shown, address, block) or _read_menu(shown, address, block)
    if kind is None:
        kind = "abstract" if is_abstract(plain) and not (line.level and len(plain) < MAX_TITLE) else "title"
    block.kind = kind
    return block


def _read_short(shown: str, address: str, block: Block) -> str | None:
    """The kind of a short block that says a date, votes or the like; None for another."""
    votes = _VOTES.fullmatch(shown)
    number = _NUMBER.fullmatch(shown)
    if "login" in address and "papers" in address:  # the vote button
        count = votes or number
        block.value = count["n"] if count and count["n"] != "-" else None
        return "votes"
    if match := _DATE.fullmatch(shown):
        by = (match["how"] or "").lower().startswith("submitted by")
        block.text, block.value = match["day"], "by" if by else None
        return "date"
    if votes:
        block.value, block.arxiv_id = votes["n"] if votes["n"] != "-" else None, None
        return "votes" if votes["n"] or shown.lower().startswith("upvote") else "furniture"
    if number:
        block.value = number["n"]
        return "furniture" if "#community" in address else "number"
    if shown in {"-", "–", "—"} and block.target is not None:
        return "number"
    if match := _SUBMITTED.fullmatch(shown):
        if match["day"]:
            block.text, block.value = match["day"], "by"
        return "date" if match["day"] else "furniture" if match["who"] else "by"
    return "authors" if _AUTHORS.fullmatch(shown) else None


def _read_menu(shown: str, address: str, block: Block) -> str | None:
    """Whether a short block is furniture, or a title because it leads to a paper or is a heading."""
    paper = bool(block.arxiv_id) and "login" not in address
    if shown.lower() in _EITHER:
        return None if paper or block.level else "either"
    if _HEAD.fullmatch(shown):
        return "head"
    bare = not any(c.isalpha() for c in shown) or (not paper and re.fullmatch(r"!?\[[^\[\]]{0,120}\]", shown))
    return "furniture" if bare or _FURNITURE.fullmatch(shown) else None


def is_furniture(line: Line) -> bool:
    """Whether a line is a menu, a date, votes or the like, and neither a title nor a part of an abstract."""
    return len(line.text) < 200 and read_block(line).kind not in {"title", "abstract"}


def find_blocks(lines: Iterable[Line]) -> list[Block]:
    """The blocks of a page, in order: links and headings, paragraphs, or single lines where no line is blank."""
    blocks: list[Block] = []
    run: list[Line] = []
    for line in [*lines, Line(0, "")]:
        if run and (not line.text or line.alone or line.level):
            blocks.extend(map(read_block, _split_paragraph(run)))
            run = []
        if line.alone and line.text:
            blocks.append(read_block(line))
        elif line.text:
            run.append(line)
    return blocks


def _split_paragraph(lines: list[Line]) -> Iterator[Line]:
    """One paragraph in parts: furniture at its ends comes apart, wrapped lines are joined, titles stand alone."""
    start, end = 0, len(lines)
    while start < end - 1 and is_furniture(lines[start]):
        start += 1
    while end - 1 > start and is_furniture(lines[end - 1]):
        address = lines[end - 1].text.lstrip().startswith("http")
        if address and not is_finished(lines[end - 2].text.rstrip()):
            break  # "… is available at" and its address
        end -= 1
    yield from lines[:start]
    for part in _unwrap(lines[start:end]):
        text = " ".join(line.text.strip() if i else line.text for i, line in enumerate(part))
        target = next((line.target for line in part if line.target), None)
        yield Line(part[0].number, text, target, part[0].level)
    yield from lines[end:]


def _unwrap(lines: list[Line]) -> list[list[Line]]:
    """Lines that a program wrapped joined again: a line ends a part where the next word would still have fitted."""
    if len(lines) < 2:
        return [lines] if lines else []
    lengths = sorted(len(line.text) for line in lines)
    if lengths[-1] > WIDE:
        return [[line] for line in lines]
    width = 0.85 * lengths[int(0.95 * (len(lengths) - 1))] if len(lines) > 20 else 0.85 * lengths[-1]
    parts: list[list[Line]] = [[lines[0]]]
    for index, (before, line) in enumerate(pairwise(lines), 1):
        text = line.text.strip()
        opens = bool(text) and not text[0].islower() and not line.text.startswith("  ")
        address = text.startswith("http") and not is_finished(before.text.rstrip())
        lone = (is_furniture(line) and not address) or (index > 1 and is_furniture(before) and len(parts[-1]) == 1)
        if (
            text[:2] in {"- ", "* ", "• "}
            or (lone and not (_STOP.search(text) or len(before.text) > width))
            or (opens and _has_room(before, line, width))
            or (opens and _STOP.search(before.text[-20:]) and _is_title_between(lines, index, width))
            or _ends_title(parts[-1], line, lengths[-1])
        ):
            parts.append([line])
        else:
            parts[-1].append(line)
    return parts


def _has_room(line: Line, after: Line, width: float) -> bool:
    """Whether the first word of the next line would still have fitted."""
    return len(line.text) + 1 + len(after.text.strip().split(" ", 1)[0]) <= width


def _is_open(line: Line) -> bool:
    """Whether no sentence ends in a line."""
    return not (_STOP.search(line.text[-20:]) or ". " in line.text)


def _ends_title(part: list[Line], line: Line, width: int) -> bool:
    """Whether up to three lines without a stop end where the first word of the next would just have fitted."""
    first = part[0]
    long = len(first.text) >= 20 and len(line.text) >= 0.8 * width and _has_room(part[-1], line, width)
    return len(part) <= 3 and long and line.text[:1].isupper() and _is_open(first) and not first.text[:1].islower()


def _is_title_between(lines: list[Line], index: int, width: float) -> bool:
    """Whether a title of one to three lines begins at ``index``, the line before being full by chance."""
    for here, after in pairwise(lines[index : index + 4] if len(lines) >= 6 else []):
        if not _is_open(here) or len(here.text) > WIDE:
            return False
        if _has_room(here, after, width):
            return not after.text[:1].islower() and len(after.text) > 0.8 * width
    return False
