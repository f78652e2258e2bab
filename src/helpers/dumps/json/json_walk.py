"""Where the papers are in a JSON document: lists, lists under a key, objects one after another, tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from helpers.dumps.fields import find_columns, fold_name
from helpers.dumps.json.json_stream import JsonFault, JsonStream
from helpers.dumps.json.services import find_service, is_paper
from helpers.dumps.records import DumpError, Notes

CONTAINERS = (
    "papers", "data", "results", "items", "records", "entries", "works", "message", "hits", "documents", "notes",
    "articles", "publications", "result", "response", "docs", "entry", "feed", "searchresults", "resultlist",
    "recommendedpapers", "references", "citations", "rows", "list", "hit", "preprints", "collection", "submissions",
)  # fmt: skip
"""Keys under which services keep their lists of papers, folded; some hold an object that holds the list."""

_AROUND = ("references", "citations")  # of one paper that stands itself beside them
_ENVELOPES = ("paper", "details", "metadata", "content", "citingpaper", "citedpaper", "attributes", "source")
_KEYS = re.compile(r'"((?:[^"\\]|\\.){1,100})"\s*:', re.S)
_OBJECT = re.compile(r'(?<![:\s])\s{0,200}\{\s{0,200}"')  # that is not the value of a key
_FIRST_KEY = re.compile(r'\s*\{\s*"((?:[^"\\]|\\.){1,100})"\s*:', re.S)
_LIST_UNDER_KEY = re.compile(rf'(?i)"(?:{"|".join(CONTAINERS[:8])})"\s{{0,200}}:\s{{0,200}}\[')
_DAY_BEHIND = re.compile(
    r'\]\s*,[^{}\[\]]{0,2000}?"date"\s*:\s*"([^"]{4,40})"[^{}\[\]]{0,2000}\}[\s\x00]*\Z'
)  # {"papers": […], "date": "…"}
_SMALL = 1 << 19  # characters; in a document of so many a day is looked for behind its list too
_IS_DAY = re.compile(r"(?:19|20)\d\d-\d\d(?:-\d\d)?$")
BROKEN = ...
"""Stands for an item that cannot be decoded."""


class Found(NamedTuple):
    """One item, and the day on which the list that holds it says that it listed its papers."""

    value: Any
    day: tuple[str, str] | None = None


def describe_keys(document: Mapping[str, Any]) -> str:
    """The first keys of an object, for a sentence."""
    return ", ".join(list(map(str, document))[:12]) or "none"


def is_alone(document: Mapping[str, Any]) -> bool:
    """Whether an object that stands alone is a paper: a title will not do, as a data set has one too."""
    kind = str(document.get("@type", document.get("type", "")))
    if document.keys() & {"nbformat", "recordSet", "dependencies"} or re.search(r"Dataset|FeatureCollection", kind):
        return False
    if find_service(document) is not None:
        return True
    columns = find_columns(document)
    inner = [value for value in document.values() if isinstance(value, dict) and "abstract" in find_columns(value)]
    return ("abstract" in columns and "title" in columns) or (len(inner) == 1 and is_paper(inner[0]))


def open_table(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a table kept by columns, as data frames are written: lists or objects under each name."""
    names, rows = document.get("columns"), document.get("data")
    if isinstance(names, list) and isinstance(rows, list) and {"title", "abstract"} & find_columns(names).keys():
        return [dict(zip(map(str, names), row, strict=False)) for row in rows if isinstance(row, list)]
    columns = find_columns(document)
    if not {"title", "abstract"} <= columns.keys():
        return []
    title = document[columns["title"]]
    if isinstance(title, dict) and "value" not in title and title:
        tall = {name: column for name, column in document.items() if isinstance(column, dict)}
        return [{name: column.get(key) for name, column in tall.items()} for key in title]
    if isinstance(title, list) and len(title) > 1:
        tall = {name: c for name, c in document.items() if isinstance(c, list) and len(c) == len(title)}
        if columns["abstract"] in tall:
            return [{name: column[row] for name, column in tall.items()} for row in range(len(title))]
    return []


def holds_list(document: Mapping[str, Any]) -> bool:
    """Whether an object that is no paper holds a list of papers under one of the usual keys."""
    for key, value in document.items():
        if not isinstance(value, (list, dict)) or fold_name(key) not in CONTAINERS:
            continue
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, dict) and not {"title", "abstract"} & find_columns(document).keys():
            return (is_paper(first) or holds_list(first)) and find_service(document) is None
    return False


class JsonWalk:
    """Finds the items of one document."""

    def __init__(self, pieces: Iterable[str], source: str, notes: Notes) -> None:
        """Begin before the first sign."""
        self.stream, self.source, self.notes = JsonStream(pieces), source, notes
        self.empty = False  # a list was seen that could hold papers, and it held none
        self._begins, self._found = "", 0
        self._around = True  # all papers found stand in the citations or references of one
        self._known: set[str] = set()  # keys of the last whole item
        self._firsts: set[str] = set()  # first keys of items, as written

    def find_items(self) -> Iterator[Found]:
        """All items in order.

        Raises
        ------
        DumpError
            If the document is no JSON, or an object without papers.
        DepthFault
            If it is nested too deeply.
        """
        alone: dict[str, Any] | None = None
        self.stream.peek()
        self._begins = " ".join(self.stream.text[self.stream.at :][:40].split())
        while sign := self.stream.peek():
            if sign == "[":
                yield from self._walk_list()
            elif sign == "{" and alone is not None:  # objects one after another
                yield Found(alone)
                alone = None
                yield from self._walk_list(bare=True)
            elif sign == "{":
                self._learn_first()
                document: dict[str, Any] = {}
                before = self._found
                try:
                    yield from self._walk_object(document, 1)
                except JsonFault as fault:
                    yield from self._walk_behind(fault, document)
                    continue
                if self._found == before:
                    alone = document
            elif sign in "]}" and self._found:  # behind a broken item
                self.stream.at += 1
            else:
                self._warn("text after the end of the JSON was not read", self.stream.text[self.stream.at :][:40])
                if alone is not None and is_alone(alone):
                    self._known = alone.keys()
                    yield Found(alone)
                    alone = None
                if not self._known:
                    break
                yield from self._go_on()
        if alone is not None:
            yield from self._open_alone(alone)

    def _go_on(self) -> Iterator[Found]:
        """Items behind the place where the list seemed to end, as it does where a broken item has a bracket more."""
        at = self.stream.at
        yield from self._recover(JsonFault("a stray text", at, at, cut=False), set())
        yield from self._walk_list(bare=True)

    def _warn(self, what: str, example: object = None) -> None:
        self.notes.warn(self.source, what, example)

    def _learn_first(self) -> None:
        if len(self.stream.text) - self.stream.at < 400:
            self.stream.read_more()
        if len(self._firsts) < 20 and (match := _FIRST_KEY.match(self.stream.text, self.stream.at)):
            self._firsts.add(match[1])

    def _open_alone(self, document: dict[str, Any]) -> Iterator[Found]:
        """The papers of an object without a list of papers: itself, an object in it, a table; or its refusal."""
        inner = [v for k, v in document.items() if fold_name(k) in CONTAINERS and isinstance(v, dict)]
        while inner and not is_alone(document) and not is_alone(inner[0]):
            wider = [v for k, v in inner[0].items() if fold_name(k) in CONTAINERS and isinstance(v, dict)]
            if not wider:
                break
            inner = wider
        if rows := open_table(document):
            yield from map(Found, rows)
        elif inner and is_alone(inner[0]) and "abstract" not in find_columns(document):
            yield Found(inner[0])
        elif is_alone(document):
            yield Found(document)
        elif self._found == 0 and not self.empty:
            raise DumpError(
                f"{self.source} is a JSON object without papers (its keys: {describe_keys(document)}); the papers "
                f"must be a list, alone or under {', '.join(CONTAINERS[:4])}."
            )

    def _walk_list(self, level: int = 1, day=None, *, bare: bool = False) -> Iterator[Found]:
        """The items of the list that begins here; ``bare``: of objects one after another, without brackets."""
        stream = self.stream
        if not bare:
            stream.at += 1
        self.empty = self.empty or stream.peek() == "]"
        while sign := stream.peek():
            if bare and sign in "[]":
                return
            if sign == "]":
                stream.at += 1
                return
            if sign in "}:":
                self._warn("a stray sign in the JSON was left out", f"line {stream.find_line()}, {sign!r}")
                stream.at += 1
                continue
            if sign == "[" and re.match(r"\[\s*\{", stream.text[stream.at : stream.at + 200]):  # pages of a list
                yield from self._walk_list(level + 1, day)
                continue
            if sign == "{":
                self._learn_first()
            try:
                value = stream.read_value(above=level - bare)
            except JsonFault as fault:
                self._found += 1
                yield Found(BROKEN)
                said = self._describe(fault)
                behind = list(self._recover(fault, set()))
                cut = fault.cut and not behind
                what = "the JSON breaks off; the file may be cut" if cut else "a JSON item is broken and was left out"
                self._warn(what, said)
                yield from behind
                if cut:
                    return
                continue
            if isinstance(value, str) and stream.peek() == ":":
                self._warn("a JSON item is broken and its end was left out", f"line {stream.find_line()}")
                yield from self._recover(JsonFault("a key outside", stream.at, stream.at + 1, cut=False), set())
                continue
            if isinstance(value, dict) and len(value) * 2 >= len(self._known):  # and not a part of a broken item
                self._known = value.keys()
            self._found += 1
            yield Found(value, day)
        if not bare:
            self._warn("the JSON list has no end; the file may be cut")

    def _describe(self, fault: JsonFault) -> str:
        near = self.stream.text[fault.end : fault.end + 25]
        return f"line {self.stream.find_line(fault.end)}, {fault}, near {near!r}"

    def _recover(self, fault: JsonFault, known: set[str]) -> Iterator[Found]:
        """Go on behind a broken item, and stand before the next whole one; broken ones on the way are given.

        The next item is an object that is no key's value and has at least half its keys in common with the
        items before (or, before any, with the broken one), as an author in a list of authors has not.
        """
        stream, text = self.stream, self.stream.text
        # Before the fault only items of the usual first key are looked for: one cut and the next glued to it.
        at = fault.start + (text[fault.start] in "{[" if fault.start < len(text) else 0)
        beginning = known or {match[1] for match in _KEYS.finditer(text, fault.start, fault.end)}
        while stream.move_to(_OBJECT, at):
            inside = stream.text[max(0, stream.at - 1) : stream.at] == "["
            opened = stream.at - 1
            stream.at = stream.text.index("{", stream.at)
            if len(stream.text) - stream.at < 400:  # its first key may lie in the next window
                stream.read_more()
            same, here = stream.text is text, stream.at
            first = _FIRST_KEY.match(stream.text, here)
            ours = first is not None and first[1] in self._firsts
            at = here + 1
            if same and here < fault.end and not ours:
                continue
            try:
                value = stream.read_value()
                at = stream.at
                if self._is_akin(value, beginning, ours=ours, inside=inside):
                    self._known = value.keys()
                    self._found += 1
                    yield Found(value)
                    return
                if inside and stream.text is text:  # authors, topics: the rest of such a list is passed over
                    stream.at = opened
                    stream.read_value()
                    at = stream.at
            except JsonFault as other:
                if stream.at == opened:
                    continue
                if ours and (stream.text is not text or other.start >= fault.end):
                    self._found += 1
                    yield Found(BROKEN)
                    self._warn("a JSON item is broken and was left out", self._describe(other))
                at = max(other.end, other.start + 1)

    def _is_akin(self, value: dict[str, Any], beginning: Collection[str], *, ours: bool, inside: bool) -> bool:
        """Whether an object behind a broken item is one of the items, and not a part of the broken one."""
        if not self._known:  # no item was whole yet: only the beginning of the broken one is known
            names = find_columns(value).keys()
            return not inside and ({"title", "abstract"} <= names or (ours and any(key in beginning for key in value)))
        common = sum(key in self._known for key in value)
        return common * 2 >= len(value) > 0 and len(value) * (3 if ours else 2) >= len(self._known)

    def _walk_object(self, own: dict[str, Any], level: int) -> Iterator[Found]:
        """The papers in lists under the keys of the object that begins here; the other keys come into ``own``."""
        stream = self.stream
        stream.at += 1
        before = self._found
        while (sign := stream.peek()) != "}":
            if sign == "":
                if self._found > before:
                    self._warn("the JSON has no end; the file may be cut")
                    return
                raise JsonFault("it breaks off", stream.at, stream.at, cut=True)
            start = stream.at
            key = stream.read_value()
            if not isinstance(key, str) or stream.peek() != ":":
                raise JsonFault("a key without a value", min(start, stream.at), stream.at, cut=False)
            stream.at += 1
            sign, folded = stream.peek(), fold_name(key)
            if sign == "[" and self._holds_papers(folded, own):
                self._around = self._around and folded in _AROUND
                yield from self._walk_list(level + 1, self._find_day(key, own))
            elif sign == "{" and folded in CONTAINERS and level < 8:
                own[key] = {}
                yield from self._walk_object(own[key], level + 1)
            else:
                value = stream.read_value(above=level)
                if isinstance(value, dict) and self._is_named_paper(folded, value, own):  # {"2401.01234": {…}, …}
                    self._around = False
                    self._found += 1
                    yield Found({"id": key, **value})
                else:
                    own[key] = value
        stream.at += 1
        if level == 1 and self._found > before and self._around and own.get("title") and is_alone(own):
            self._found += 1
            yield Found(own)  # the paper whose citations and references these are

    def _holds_papers(self, folded: str, own: dict[str, Any]) -> bool:
        first = self.stream.look_into_list()
        if folded in _AROUND and isinstance(first, dict) and "title" in own:
            return find_service(first) == "semantic scholar" or "paperId" in first
        if first is ... or isinstance(first, JsonFault):
            named = folded in CONTAINERS and not is_alone(own)
            self.empty = self.empty or (named and first is ...)
            return named and first is not ...
        if not isinstance(first, dict):
            return False
        if find_service(first) is not None or {"title", "abstract"} <= find_columns(first).keys():
            return True
        return folded in CONTAINERS and (is_paper(first) or "paperId" in first)

    @staticmethod
    def _is_named_paper(folded: str, value: dict[str, Any], own: dict[str, Any]) -> bool:
        """Whether a value is a paper that stands under its id, and not a part of the paper that holds it."""
        if folded in _ENVELOPES or not {"title", "abstract"} <= find_columns(value).keys():
            return False
        return not {"title", "abstract"} & find_columns(own).keys() and find_service(own) is None

    def _find_day(self, key: str, own: dict[str, Any]) -> tuple[str, str] | None:
        """The day of a list: beside it under "date", before or behind, or the key itself."""
        if _IS_DAY.match(key):
            return ("key of the list", key)
        day = own.get("date")
        stream = self.stream
        if day is None:
            while len(stream.text) < _SMALL and stream.read_more():
                pass
            behind = _DAY_BEHIND.search(stream.text, max(stream.at, len(stream.text) - 5000)) if stream.ended else None
            day = behind[1] if behind else None
        return ("date of the list", day) if isinstance(day, str) else None

    def _walk_behind(self, fault: JsonFault, document: dict[str, Any]) -> Iterator[Found]:
        """What can be read of a document that is broken outside its list of papers."""
        stream = self.stream
        if self._found:
            self._warn("the JSON is broken behind the list", self._describe(fault))
            if self._known and not fault.cut:
                stream.at = fault.start
                yield from self._go_on()
            return
        said = self._describe(fault)
        if match := _LIST_UNDER_KEY.search(stream.text, fault.start):
            self._warn("the JSON is broken before the list", said)
            stream.at = match.end() - 1
            yield from self._walk_list(2)
            return
        if not fault.cut:  # objects one after another, of which the first is broken
            behind = list(self._recover(fault, set(document)))
            if behind and behind[-1].value is not BROKEN:
                self._warn("a JSON item is broken and was left out", said)
                yield from (Found(BROKEN), *behind)
                yield from self._walk_list(bare=True)
                return
        raise DumpError(
            f"{self.source} is not JSON that can be read ({said}); it begins with {self._begins!r}: fetch it again."
        )
