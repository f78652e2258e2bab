"""What a web page or a whole paper has around its abstract: menus, cookie notices, reference lists, an introduction."""

import itertools
import re

MOST_SIGNS = 20_000  # an abstract is shorter; what is longer after all cuts is a page or a full text
MIN_PHRASES = 4  # different ones close together are a menu; an abstract about the web has one or two
MIN_WORDS = 8  # of what is kept beside a menu
MAX_GAP = 300  # characters between two phrases of one menu
LONG = 5_000  # characters from which on an introduction may have been taken along
# Labels of buttons and links, in lower case, as they are hardly said in prose.
_LABELS = (
    "skip to main", "skip to content", "skip navigation", "search for more papers by this author", "read the full text",
    "request permission", "export citation", "add to favorites", "add to favourites", "track citation", "give access",
    "share full text access", "share a link", "shareshare", "share on", "share this", "facebooktwitter", "download pdf",
    "view pdf", "open pdf", "aboutpdf", "pdf tools", "sign in", "log in", "login", "create account",
    "forgot password", "forgot your password", "accept all", "accept cookies", "cookie policy", "cookie settings",
    "privacy policy", "terms of use", "terms and conditions", "view metrics", "article metrics", "download citation",
    "cite this article", "how to cite", "reprints and permissions", "permissions & reprints", "add to cart",
    "buy article", "buy now", "purchase pdf", "get access", "check access", "recommended articles", "related articles",
    "view full text", "view all articles", "full text links", "main navigation", "toggle navigation", "contact us",
    "about us", "advanced search", "submit a manuscript", "submit your manuscript", "previous article", "next article",
    "subscribe to", "back to top", "orcid.org/", "first published:", "article information", "author information",
    "citations 0", "google scholar", "article menu", "journal menu", "help & support", "all rights reserved",
    "search form", "table of contents", "abstractfull text", "full text pdf", "institutional access",
)  # fmt: skip
_ITEMS = (  # words of a menu, each alone between signs or line ends
    "home", "about", "contact", "login", "register", "search", "menu", "journal", "journals", "browse", "help", "news",
    "share", "tools", "archive", "archives", "current", "announcements", "subscribe", "cart", "account", "books",
    "authors", "editors", "reviewers", "issues", "sitemap", "pdf", "faq", "blog", "follow", "tweet", "email", "print",
    "download", "references", "figures", "metrics", "citations", "comments",
)  # fmt: skip
_PROSE = re.compile(r"(?:\b[a-z][\w-]{0,30},?\s{1,3}){5}")  # menus are in title case
_BETWEEN = re.compile(r"[\n|›»•·]")
_COOKIES = re.compile(
    r"(?i)(?:\b(?:this|our) (?:web)?sites? (?:\w+ )?uses? cookies|\bwe (?:and our partners )?use (?:\w+ )?cookies"
    r"(?= (?:to|on|and|in order)\b[^.\n]{0,150}(?:experience|content|traffic|site|service)))[^.\n]{0,300}"
    r"(?:\.|\Z|(?=\n))(?:\s*(?:by (?:continuing|using|clicking|closing)|learn more|find out more|read more|accept"
    r"|manage|you (?:can|may) (?:change|manage)|see our|for more information)\b[^.\n]{0,300}(?:\.|\Z|(?=\n))){0,4}"
)
_ABSTRACT = re.compile(r"(?:\bAbstract|\bABSTRACT|\bSummary)(?:\s*[:.—–-])?\s*(?=[A-Z])")
_LIST_HEADING = re.compile(
    r"(?:\bReferences|\bREFERENCES|\bBibliography|\b(?:Literature|Works) [Cc]ited)\s{0,3}[:.]?\s{1,3}"
)
_NAME = re.compile(r"[A-Z][\w'’-]{1,30},? (?:[A-Z]\.|[A-Z]{1,2}\b|and |et al)|[A-Z]\. ?[A-Z]")  # begins an entry
_ENTRY = re.compile(r"(?:(?<=\s)|\A)(?:\[(\d{1,3})\]|(\d{1,3})\.)\s{1,3}(?=[A-Z\"“])")
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")
_INTRODUCTION = re.compile(
    r"(?:(?<=[.\n])\s{0,5}|\b(?:1|I)\.?\s{1,3})(?:Introduction|INTRODUCTION)\b[:.]?\s{1,3}(?=[A-Z])"
)


def cut_page_furniture(abstract: str) -> str:
    """An abstract, not yet cleaned, without the menus, cookie notices and references that came along with it.

    A menu is four different labels of buttons or links close together; references are a heading and entries with
    years, or three entries that are numbered from 1 and have years, up to the end. If it was all, "" is left.
    """
    text = _COOKIES.sub(" ", abstract) if "ookies" in abstract else abstract
    text = _cut_references(text)
    if len(text) > LONG:
        found = _INTRODUCTION.search(text, 300)
        text = text[: found.start()] if found and found.start() < LONG else text
    kept = [text[start:end].strip() for start, end in _find_prose(text)]
    if len(kept) > 1:
        kept = [part for part in kept if len(part.split()) >= MIN_WORDS or not part.isascii()]
    return abstract if kept == [abstract.strip()] else "\n".join(kept)


def _find_menus(text: str) -> list[tuple[int, int]]:
    """Where menus stand: first and last sign of four different labels with small gaps."""
    lower = text.lower()
    if len(lower) != len(text):  # a few signs become two in lower case, and places would be others
        return []
    found = [(label, lower.find(label)) for label in _LABELS]
    found = [(label, at) for label, at in found if at >= 0]
    items = {part.strip() for part in _BETWEEN.split(lower)}.intersection(_ITEMS) if _BETWEEN.search(lower) else set()
    if len(found) + len(items) < MIN_PHRASES:
        return []
    places: list[tuple[str, int, int]] = []
    if items:
        bounds = [-1, *(match.start() for match in _BETWEEN.finditer(lower)), len(lower)]
        parts = [(lower[start + 1 : end].strip(), start + 1, end) for start, end in itertools.pairwise(bounds)]
        places = [part for part in parts if part[0] in items]
    for label, _ in found:
        spans = (match.span() for match in re.finditer(re.escape(label), lower))
        places += [(label, *span) for span in spans if text[span[0]].isupper() or label == "orcid.org/"]
    menus: list[tuple[int, int, set[str]]] = []
    for label, start, end in sorted(places, key=lambda place: place[1:]):
        near = menus and start - menus[-1][1] <= MAX_GAP and not _PROSE.search(text, menus[-1][1], start)
        first, last, labels = menus.pop() if near else (start, end, set())
        menus.append((first, max(last, end), labels | {label}))
    return [(first, last) for first, last, labels in menus if len(labels) >= MIN_PHRASES]


def _find_prose(text: str) -> list[tuple[int, int]]:
    """The stretches between menus: from the heading "Abstract" after one, or its end, to a sentence's end before."""
    stretches, at = [], 0
    for first, last in _find_menus(text):
        before = max(text.rfind("\n", at, first), text.rfind(". ", at, first) + 1, at)
        heading = _ABSTRACT.search(text, first, last + MAX_GAP)
        if at == 0 and heading and not _ABSTRACT.search(text, 0, before):
            before = 0  # what stands before it is the page's head
        stretches.append((at, before))
        line = text.find("\n", last, last + MAX_GAP)
        at = heading.end() if heading else line if line >= 0 else last
    return [*stretches, (at, len(text))]


def _cut_references(text: str) -> str:
    """The text up to its list of references."""
    if not ("[1]" in text or "1." in text or "eferences" in text or "REFERENCES" in text or "ibliography" in text):
        return text
    years = [match.start() for match in _YEAR.finditer(text)]
    if len(years) < 3:
        return text
    for heading in _LIST_HEADING.finditer(text):
        listed = _ENTRY.match(text, heading.end()) or heading.group()[-1] == "\n"
        if listed and 0 < heading.start() < years[-3]:
            return text[: heading.start()].rstrip()
    entries = [(int(m[1] or m[2]), m.start()) for m in _ENTRY.finditer(text) if _NAME.match(text, m.end())]
    firsts = [place for place, (number, _) in enumerate(entries) if number == 1]
    if not firsts:
        return text
    listed = entries[firsts[-1] :]
    ends = [start for _, start in listed[1:]] + [len(text)]
    spans = [text[start:end] for (_, start), end in zip(listed, ends, strict=True)]
    in_order = [number for number, _ in listed] == list(range(1, len(listed) + 1))
    if len(listed) >= 3 and in_order and all(len(span) > 30 and _YEAR.search(span) for span in spans):
        return text[: listed[0][1]].rstrip()
    return text
